# ruff: noqa: S108 — paths on the examined host, not ours.
"""Keys that tell by their options, comment or file how they came there."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.checks.ssh_keys import key_subject
from hemostat.detect.places import is_writable_for_all
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import AuthorizedKey, FileFact
from hemostat.model.text import Text

DUMP = RuleTexts(
    title=Text(
        en="An SSH key was planted through a database", zh="SSH 公钥经由数据库写入（如 Redis）"
    ),
    summary=Text(
        en="{path} is a {carrier} that holds the key {key} for {account}: a database was told to "
        "save itself over the file.",
        zh="{path} 实为 {carrier}，其中含有账号 {account} 的公钥 {key}："
        "攻击者令数据库将数据落盘到该文件。",
    ),
    benign=Text(
        en="A damaged disk or a botched copy can leave binary bytes; a database header cannot "
        "come by accident.",
        zh="磁盘损坏或复制出错可能残留二进制内容；但数据库文件头不会凭空出现。",
    ),
)

LOADER = RuleTexts(
    title=Text(
        en="An SSH key sets a variable that loads code", zh="SSH 公钥选项设置了可加载代码的环境变量"
    ),
    summary=Text(
        en="The key {key} of {account} in {path} sets {option}: each log-in with it loads that "
        "code.",
        zh="{path} 中账号 {account} 的公钥 {key} 设置 {option}，凭其登录即加载该代码。",
    ),
    benign=Text(
        en="Hardly any: sshd ignores the option unless PermitUserEnvironment is on.",
        zh="几乎没有正常用途；且仅在开启 PermitUserEnvironment 时生效。",
    ),
)

SECOND = RuleTexts(
    title=Text(
        en="Keys stand in a second file beside the usual one", zh="公钥写在第二个授权文件中"
    ),
    summary=Text(
        en="{path} opens {account} with the key {key} ({comment}), which the usual "
        "authorized_keys does not hold.",
        zh="{path} 允许公钥 {key}（{comment}）登录 {account}，"
        "而常规 authorized_keys 中并无此公钥。",
    ),
    benign=Text(
        en="OpenSSH still reads authorized_keys2; hosts set up twenty years ago use it.",
        zh="OpenSSH 仍会读取 authorized_keys2；年代久远的主机可能沿用。",
    ),
)

TOOL = RuleTexts(
    title=Text(en="An SSH key was made on a system for attackers", zh="SSH 公钥生成于攻击专用系统"),
    summary=Text(
        en="The key {key} of {account} in {path} carries the comment {comment}.",
        zh="{path} 中账号 {account} 的公钥 {key} 备注为 {comment}。",
    ),
    benign=Text(
        en="An agreed penetration test. Its report says which keys were left.",
        zh="可能来自经授权的渗透测试，测试报告应列明遗留公钥。",
    ),
)

FOREIGN = RuleTexts(
    title=Text(en="Others can write the file of root's keys", zh="root 的授权公钥文件可被他人写入"),
    summary=Text(
        en="{path} opens {account}; its owner is user id {uid}, its mode {mode}.",
        zh="{path} 可登录 {account}，其属主 UID 为 {uid}，权限 {mode}。",
    ),
    benign=Text(
        en="A restore or a container image that lost owners; sshd then ignores the file.",
        zh="还原或容器镜像丢失属主信息所致，此时 sshd 会忽略该文件。",
    ),
)

_LOADS = re.compile(
    r'environment="?(?:LD_(?:PRELOAD|AUDIT|LIBRARY_PATH)|BASH_ENV|ENV|PROMPT_COMMAND)=',
    re.IGNORECASE,
)
_ATTACK_SYSTEM = re.compile(
    r"@(?:kali|parrot|blackarch|backbox|pentoo|commando|archstrike|exegol)\b|crackit@redis",
    re.IGNORECASE,
)
_ROOT_KEYS = HostPath("/root/.ssh/authorized_keys")


@check(
    "linux.ssh.key-in-database-dump",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="ssh_key_dump",
    attack=("T1098.004", "T1190"),
    incident_types=("backdoor", "remote_control", "mining"),
    texts=DUMP,
    next=("keep-evidence", "pull-key", "end-sessions", "find-entry", "check-other-hosts"),
    by_hand="head -c 64 {path} | od -c",
    examples=(
        fires(AuthorizedKey(owner="root", carrier="redis_dump", fingerprint="SHA256:a")),
        fires(AuthorizedKey(owner="root", carrier="binary", fingerprint="SHA256:a")),
        quiet(AuthorizedKey(owner="root", fingerprint="SHA256:a")),
    ),
)
def key_in_database_dump(keys: Iterable[AuthorizedKey]) -> Iterator[Claim]:
    """The file is a Redis dump with a key in it, which sshd finds among the rest.

    This is how open Redis servers are taken. Other binary bytes around a key: high.
    """
    for key in keys:
        if key.carrier:
            level = Level.CRITICAL if key.carrier == "redis_dump" else Level.HIGH
            yield _claim(key, level, carrier=key.carrier)


@check(
    "linux.ssh.key-sets-loader-variable",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="ssh_key_environment",
    attack=("T1098.004", "T1574.006"),
    incident_types=("backdoor", "preload_backdoor"),
    texts=LOADER,
    next=("keep-evidence", "pull-key", "quarantine-file", "find-entry"),
    by_hand="grep -n environment= {path}",
    examples=(
        fires(AuthorizedKey(owner="ann", options=('environment="LD_PRELOAD=/tmp/x.so"',))),
        quiet(AuthorizedKey(owner="ann", options=('environment="LANG=C"', "no-pty"))),
    ),
)
def key_sets_loader_variable(keys: Iterable[AuthorizedKey]) -> Iterator[Claim]:
    """A key's environment= option sets LD_PRELOAD or its kin: log-in runs the intruder's code."""
    for key in keys:
        for option in key.options:
            if _LOADS.match(option):
                yield _claim(key, None, option=option)


@check(
    "linux.ssh.key-from-attack-system",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="ssh_key_origin",
    attack="T1098.004",
    incident_types=("backdoor", "remote_control"),
    texts=TOOL,
    next=("keep-evidence", "ask-owner", "pull-key", "end-sessions", "check-other-hosts"),
    by_hand="ssh-keygen -lf {path}",
    examples=(
        fires(AuthorizedKey(owner="root", comment="root@kali")),
        fires(AuthorizedKey(owner="ann", comment="crackit@redis.io")),
        quiet(AuthorizedKey(owner="root", comment="kalina@laptop")),
    ),
)
def key_from_attack_system(keys: Iterable[AuthorizedKey]) -> Iterator[Claim]:
    """The comment ssh-keygen wrote names a distribution made for attacks."""
    for key in keys:
        if _ATTACK_SYSTEM.search(key.comment):
            yield _claim(key, None)


@check(
    "linux.ssh.key-in-second-file",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="ssh_key_file",
    attack="T1098.004",
    incident_types=("backdoor",),
    texts=SECOND,
    next=("keep-evidence", "ask-owner", "pull-key"),
    by_hand="ssh-keygen -lf {path}",
    examples=(
        fires(
            AuthorizedKey(source=Source(path=_ROOT_KEYS), owner="root", fingerprint="SHA256:a"),
            AuthorizedKey(
                source=Source(path=HostPath("/root/.ssh/authorized_keys2")),
                owner="root",
                fingerprint="SHA256:b",
            ),
        ),
        quiet(
            AuthorizedKey(source=Source(path=_ROOT_KEYS), owner="root", fingerprint="SHA256:a"),
            AuthorizedKey(
                source=Source(path=HostPath("/root/.ssh/authorized_keys2")),
                owner="root",
                fingerprint="SHA256:a",
            ),
        ),
    ),
)
def key_in_second_file(keys: Iterable[AuthorizedKey]) -> Iterator[Claim]:
    """authorized_keys2 holds a key that authorized_keys beside it does not: easily overlooked.

    Where it is the only file it is an old habit: low.
    """
    keys = tuple(keys)
    for key in keys:
        if name(key.source.path) != "authorized_keys2":
            continue
        folder = parent(key.source.path)
        usual = [each for each in keys if each.source.path == f"{folder}/authorized_keys"]
        if key.fingerprint in [each.fingerprint for each in usual]:
            continue
        yield _claim(key, Level.MEDIUM if usual else Level.LOW)


@check(
    "linux.ssh.key-file-in-wrong-hands",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="ssh_key_file",
    attack=("T1098.004", "T1222.002"),
    incident_types=("backdoor",),
    texts=FOREIGN,
    next=("keep-evidence", "ask-owner", "pull-key", "harden"),
    by_hand="ls -la {path}",
    examples=(
        fires(
            AuthorizedKey(source=Source(path=_ROOT_KEYS), owner="root"),
            FileFact(path=_ROOT_KEYS, uid=33, mode=0o600),
        ),
        fires(AuthorizedKey(source=Source(path=HostPath("/tmp/.k")), owner="")),
        quiet(
            AuthorizedKey(source=Source(path=_ROOT_KEYS), owner="root"),
            FileFact(path=_ROOT_KEYS, uid=0, mode=0o600),
        ),
    ),
)
def key_file_in_wrong_hands(keys: Iterable[AuthorizedKey], files: Files) -> Iterator[Claim]:
    """Root's keys lie in a file that another account owns or may write, or any in /tmp."""
    seen: set[str] = set()
    for key in keys:
        place = key.source.path
        fact = files.get(place)
        is_foreign = (
            fact is not None
            and key.owner == "root"
            and (fact.uid not in (0, None) or fact.is_writable_by_others)
        )
        if place in seen or not (is_foreign or is_writable_for_all(place)):
            continue
        seen.add(place)
        yield Claim(
            subjects=(Subject("file", place), *_owner(key)),
            because=(key, fact) if fact else (key,),
            values={
                "path": place,
                "account": key.owner or "?",
                "uid": "?" if fact is None or fact.uid is None else str(fact.uid),
                "mode": "?" if fact is None or fact.mode is None else f"{fact.mode:04o}",
            },
        )


def _owner(key: AuthorizedKey) -> tuple[Subject, ...]:
    return (Subject("account", key.owner),) if key.owner else ()


def _claim(key: AuthorizedKey, level: Level | None, **values: str) -> Claim:
    return Claim(
        subjects=(*_owner(key), key_subject(key)),
        because=(key,),
        values={
            "account": key.owner or "?",
            "key": key.fingerprint or "?",
            "comment": key.comment or "-",
            "path": key.source.path,
            **values,
        },
        level=level,
        observables=(Observable("x-ssh-key", key.fingerprint),) if key.fingerprint else (),
    )
