"""Settings of sshd that let people in too easily, or in silence."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import SshdOption
from hemostat.model.text import Text

EMPTY = RuleTexts(
    title=Text(en="sshd lets empty passwords in", zh="sshd 允许空口令登录"),
    summary=Text(
        en="PermitEmptyPasswords is on in {path} line {line}: an account without a password is "
        "open to everyone.",
        zh="{path} 第 {line} 行开启了 PermitEmptyPasswords，空口令账号可被任何人登录。",
    ),
    benign=Text(
        en="Laboratory devices and throw-away images; never a server on a network.",
        zh="仅见于实验设备或一次性镜像，联网服务器不应如此。",
    ),
)

LOADER = RuleTexts(
    title=Text(
        en="sshd sets or takes variables that load code", zh="sshd 设置或接受可加载代码的环境变量"
    ),
    summary=Text(
        en="{keyword} {value} in {path} line {line}: sessions get a variable that makes programs "
        "load other code.",
        zh="{path} 第 {line} 行的 {keyword} {value} 使会话带入可加载外部代码的环境变量。",
    ),
    benign=Text(
        en="Scientific clusters pass LD_LIBRARY_PATH along; LD_PRELOAD has no such use.",
        zh="科学计算集群可能传递 LD_LIBRARY_PATH；LD_PRELOAD 则无此用途。",
    ),
)

SILENT = RuleTexts(
    title=Text(en="sshd is told to log nothing", zh="sshd 日志被关闭"),
    summary=Text(
        en="LogLevel {value} in {path} line {line}: log-ins leave no line in the log.",
        zh="{path} 第 {line} 行设置 LogLevel {value}，登录不再留下日志。",
    ),
    benign=Text(
        en="Small devices that must spare their storage.", zh="存储受限的小型设备可能如此设置。"
    ),
)

ROOT = RuleTexts(
    title=Text(en="root may log in over SSH with a password", zh="root 可用口令通过 SSH 登录"),
    summary=Text(
        en="PermitRootLogin yes in {path} line {line}: guessing root's password is enough.",
        zh="{path} 第 {line} 行设置 PermitRootLogin yes，猜中 root 口令即可登录。",
    ),
    benign=Text(
        en="Very common: many cloud images come so. It is a weakness, no sign of a break-in.",
        zh="十分常见，许多云镜像默认如此；属于加固项，并非入侵迹象。",
    ),
)

PORTS = RuleTexts(
    title=Text(en="sshd listens on several ports", zh="sshd 监听多个端口"),
    summary=Text(
        en="sshd is told to listen on the ports {ports} ({path}).",
        zh="sshd 配置监听端口 {ports}（{path}）。",
    ),
    benign=Text(
        en="A move to another port in progress, or a second port for a jump host.",
        zh="可能正在迁移端口，或为堡垒机保留第二端口。",
    ),
)

_LOADS = re.compile(
    r"\b(?:LD_(?:PRELOAD|AUDIT)|BASH_ENV)=|\bLD_(?:PRELOAD|AUDIT|\*)|(?:^|\s)\*(?:\s|$)"
)
_LIBRARY = re.compile(r"\bLD_LIBRARY_PATH\b")
_FILE = HostPath("/etc/ssh/sshd_config")


@check(
    "linux.sshd.empty-passwords-allowed",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="sshd_empty_passwords",
    attack=("T1556", "T1021.004"),
    incident_types=("backdoor",),
    texts=EMPTY,
    next=("ask-owner", "harden"),
    by_hand="sudo sshd -T | grep -i permitempty",
    examples=(
        fires(SshdOption(keyword="permitemptypasswords", value="yes")),
        quiet(SshdOption(keyword="permitemptypasswords", value="no")),
        quiet(
            SshdOption(keyword="permitemptypasswords", value="no"),
            SshdOption(keyword="permitemptypasswords", value="yes"),
        ),
    ),
)
def empty_passwords_allowed(options: Iterable[SshdOption]) -> Iterator[Claim]:
    """PermitEmptyPasswords is on. Of several lines outside Match blocks sshd takes the first."""
    for option in _in_force(options, "permitemptypasswords"):
        if option.value.lower() == "yes":
            yield _claim(option)


@check(
    "linux.sshd.loader-variables",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="sshd_environment",
    attack=("T1574.006", "T1556"),
    incident_types=("backdoor", "preload_backdoor"),
    texts=LOADER,
    next=("keep-evidence", "ask-owner", "harden", "find-entry"),
    by_hand="sudo sed -n {line}p {path}",
    examples=(
        fires(SshdOption(keyword="setenv", value="LD_PRELOAD=/usr/lib/libx.so")),
        fires(SshdOption(keyword="acceptenv", value="LANG LD_*")),
        quiet(SshdOption(keyword="acceptenv", value="LANG LC_*")),
        quiet(SshdOption(keyword="setenv", value="TMOUT=900")),
        quiet(SshdOption(keyword="permituserenvironment", value="no")),
    ),
)
def loader_variables(options: Iterable[SshdOption]) -> Iterator[Claim]:
    """SetEnv gives sessions LD_PRELOAD or its kin: high. AcceptEnv takes them: medium.

    PermitUserEnvironment lets each user set them for himself: low.
    """
    for option in options:
        if option.keyword in ("setenv", "acceptenv"):
            if _LOADS.search(option.value):
                yield _claim(option, Level.MEDIUM if option.keyword == "acceptenv" else None)
            elif _LIBRARY.search(option.value):
                yield _claim(option, Level.LOW)
        elif option.keyword == "permituserenvironment" and option.value.lower() == "yes":
            yield _claim(option, Level.LOW)


@check(
    "linux.sshd.log-switched-off",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="sshd_log",
    attack="T1685",
    incident_types=("backdoor",),
    texts=SILENT,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="sudo sshd -T | grep -i loglevel",
    examples=(
        fires(SshdOption(keyword="loglevel", value="QUIET")),
        quiet(SshdOption(keyword="loglevel", value="VERBOSE")),
    ),
)
def log_switched_off(options: Iterable[SshdOption]) -> Iterator[Claim]:
    """LogLevel QUIET or FATAL: accepted log-ins are not written down."""
    for option in _in_force(options, "loglevel"):
        if option.value.upper() in ("QUIET", "FATAL"):
            yield _claim(option)


@check(
    "linux.sshd.root-password-log-in",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="hardening_sshd_root_login",
    attack="T1021.004",
    incident_types=("brute_force",),
    texts=ROOT,
    next=("harden",),
    by_hand="sudo sshd -T | grep -iE 'permitrootlogin|passwordauth'",
    examples=(
        fires(SshdOption(keyword="permitrootlogin", value="yes")),
        quiet(
            SshdOption(keyword="permitrootlogin", value="yes"),
            SshdOption(keyword="passwordauthentication", value="no"),
        ),
        quiet(SshdOption(keyword="permitrootlogin", value="prohibit-password")),
    ),
)
def root_password_log_in(options: Iterable[SshdOption]) -> Iterator[Claim]:
    """Root may log in with a password: a weakness that brute force needs, never a sign."""
    options = tuple(options)
    by_password = _in_force(options, "passwordauthentication")
    if by_password and by_password[0].value.lower() == "no":
        return
    for option in _in_force(options, "permitrootlogin"):
        if option.value.lower() == "yes":
            yield _claim(option)


@check(
    "linux.sshd.several-ports",
    level=Level.LOW,
    confidence=Level.LOW,
    category="sshd_port",
    attack="T1021.004",
    incident_types=("backdoor",),
    texts=PORTS,
    next=("ask-owner",),
    by_hand="sudo sshd -T | grep -i '^port'; ss -ltnp",
    examples=(
        fires(SshdOption(keyword="port", value="22"), SshdOption(keyword="port", value="31337")),
        quiet(SshdOption(keyword="port", value="2222")),
    ),
)
def several_ports(options: Iterable[SshdOption]) -> Iterator[Claim]:
    """More than one Port line: a spare door, or a move in progress."""
    ports = [option for option in options if option.keyword == "port"]
    values = list(dict.fromkeys(option.value for option in ports))
    if len(values) > 1:
        place = ports[-1].source.path or _FILE
        yield Claim(
            subjects=(Subject("file", place),),
            because=tuple(ports),
            values={"ports": ", ".join(values), "path": place},
        )


def _in_force(options: Iterable[SshdOption], keyword: str) -> list[SshdOption]:
    """The first line of a keyword outside Match blocks, which counts, and those within blocks.

    Only the blocks' order within a file is known; an included file's place is not.
    """
    found = [option for option in options if option.keyword == keyword]
    common = [option for option in found if option.match in ("", "all")]
    return common[:1] + [option for option in found if option.match not in ("", "all")]


def _claim(option: SshdOption, level: Level | None = None) -> Claim:
    place = option.source.path or _FILE
    return Claim(
        subjects=(Subject("file", place, (("setting", option.keyword),)),),
        because=(option,),
        values={
            "keyword": option.keyword,
            "value": option.value,
            "path": place,
            "line": str(option.source.line or 1),
        },
        level=level,
    )
