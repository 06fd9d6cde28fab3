# ruff: noqa: S108 — paths on the examined host, not ours.
"""Defaults of sudoers that open root, or hide who became it."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, kind_of, named_by
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import is_odd
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import Account, Group, SudoDefault
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A default of sudo opens root", zh="sudo 的 Defaults 设置放开了 root"),
    summary=Text(
        en="Defaults{binding} {operator}{name} {value} in {path} line {line} lets a caller past "
        "sudo's own guard.",
        zh="{path} 第 {line} 行的 Defaults{binding} {operator}{name} {value} "
        "使调用者可绕过 sudo 的防护。",
    ),
    benign=Text(
        en="Some database and desktop set-ups keep LD_LIBRARY_PATH; test machines switch the "
        "password off.",
        zh="部分数据库或桌面环境会保留 LD_LIBRARY_PATH；测试机可能关闭口令验证。",
    ),
)

SILENT = RuleTexts(
    title=Text(en="sudo is told to keep no log", zh="sudo 日志被关闭"),
    summary=Text(
        en="Defaults {operator}{name} {value} in {path} line {line}: who becomes root leaves no "
        "trace in the log.",
        zh="{path} 第 {line} 行的 Defaults {operator}{name} {value}：提权操作不再留下日志。",
    ),
    benign=Text(
        en="Sites with their own recording of sessions switch sudo's log off for all.",
        zh="已部署会话审计的环境可能统一关闭 sudo 日志。",
    ),
)

_LOADER = ("LD_PRELOAD", "LD_AUDIT")
_CODE = ("LD_LIBRARY_PATH", "BASH_ENV", "ENV", "PYTHONPATH", "PERL5LIB", "PERL5OPT", "RUBYLIB")
_PATHS = frozenset(
    {"secure_path", "editor", "mailerpath", "env_file", "restricted_env_file", "noexec_file"}
    | {"sesh_path", "askpass", "plugin_dir", "iolog_dir"}
)


@check(
    "linux.sudo.defaults-open-root",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sudo_defaults",
    attack=("T1548.003", "T1574.006"),
    incident_types=("backdoor", "preload_backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="sudo sed -n {line}p {path}",
    examples=(
        fires(SudoDefault(name="authenticate", operator="!")),
        fires(SudoDefault(name="env_keep", operator="+=", value="DISPLAY LD_PRELOAD")),
        fires(SudoDefault(name="secure_path", operator="=", value="/tmp/bin:/usr/bin")),
        quiet(SudoDefault(name="env_reset", operator="")),
        quiet(SudoDefault(name="env_keep", operator="+=", value="LC_* DISPLAY")),
        quiet(SudoDefault(name="secure_path", operator="=", value="/usr/sbin:/usr/bin:/snap/bin")),
        quiet(SudoDefault(name="requiretty", operator="!", binding=":nagios")),
        quiet(SudoDefault(name="timestamp_timeout", operator="=", value="15")),
    ),
)
def defaults_open_root(
    defaults: Iterable[SudoDefault], accounts: Iterable[Account], groups: Iterable[Group]
) -> Iterator[Claim]:
    """A Defaults line asks for no password, lets loader variables through, or names odd places.

    With LD_PRELOAD kept, any command a user may run as root is root. Passwords switched off
    for people, and time stamps that never end, are habits: low.
    """
    accounts, groups = tuple(accounts), tuple(groups)
    for each in defaults:
        level = _level(each)
        if level is None:
            continue
        if (
            each.name == "authenticate"
            and each.binding
            and not _binds_service(each, accounts, groups)
        ):
            level = Level.LOW
        yield _claim(each, level)


def _level(default: SudoDefault) -> Level | None:
    is_off = default.operator == "!"
    words = default.value.split()
    names = [word.partition("=")[0] for word in words]
    if default.name == "authenticate":
        return Level.MEDIUM if is_off else None
    if default.name in ("env_keep", "env_check") and default.operator != "-=" and not is_off:
        if any(name in _LOADER or name in ("*", "LD_*") for name in names):
            return Level.HIGH if default.name == "env_keep" else Level.MEDIUM
        return Level.LOW if any(name in _CODE for name in names) else None
    if default.name in _PATHS and not is_off:
        places = [place for word in words for place in word.split(":") if place]
        return Level.MEDIUM if any(is_odd(place) or place == "." for place in places) else None
    if default.name == "timestamp_timeout" and default.value.startswith("-"):
        return Level.LOW
    if (default.name, is_off) in (("env_reset", True), ("tty_tickets", True), ("setenv", False)):
        return Level.LOW
    return None


def _binds_service(
    default: SudoDefault, accounts: tuple[Account, ...], groups: tuple[Group, ...]
) -> bool:
    words = [word.strip() for word in default.binding[1:].split(",")]
    return default.binding.startswith(":") and any(
        kind_of(account) in (AccountKind.CLOSED, AccountKind.SERVICE)
        for word in words
        for account in named_by(word, accounts, groups)
    )


@check(
    "linux.sudo.log-switched-off",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="sudo_log",
    attack=("T1685", "T1548.003"),
    incident_types=("backdoor", "insider"),
    texts=SILENT,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="sudo sed -n {line}p {path}",
    examples=(
        fires(SudoDefault(name="syslog", operator="!")),
        fires(SudoDefault(name="logfile", operator="=", value="/dev/null")),
        quiet(
            SudoDefault(name="syslog", operator="!"),
            SudoDefault(name="logfile", operator="=", value="/var/log/sudo.log"),
        ),
        quiet(SudoDefault(name="syslog", operator="!", binding=":zabbix")),
    ),
)
def log_switched_off(defaults: Iterable[SudoDefault]) -> Iterator[Claim]:
    """The log of sudo is off for everyone; monitoring accounts alone are ordinary."""
    common = [each for each in defaults if not each.binding]
    has_file = any(
        each.name == "logfile" and each.operator == "=" and each.value != "/dev/null"
        for each in common
    )
    for each in common:
        is_off = each.operator == "!" and each.name in ("syslog", "log_allowed", "logging")
        is_nowhere = each.name == "logfile" and each.value == "/dev/null"
        if is_nowhere or (is_off and not has_file):
            yield _claim(each, None)


def _claim(default: SudoDefault, level: Level | None) -> Claim:
    place = default.source.path or "/etc/sudoers"
    return Claim(
        subjects=(Subject("file", place, (("setting", default.name),)),),
        because=(default,),
        values={
            "binding": default.binding,
            "operator": default.operator if default.operator == "!" else "",
            "name": default.name,
            "value": default.value,
            "path": place,
            "line": str(default.source.line or 1),
        },
        level=level,
    )
