"""Shell histories that lead nowhere, or are empty where people work."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import ACCEPTED
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Account, HistoryFile, Login, TypedCommand
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A shell history leads nowhere or was emptied", zh="命令历史被导向空设备或清空"),
    summary=Text(
        en="{path} of {account} keeps nothing ({what}; log-ins with a terminal: {logins}). What was"
        " typed cannot be told from it.",
        zh="{account} 的 {path} 不保留任何内容（{what}；带终端的登录次数：{logins}）。"
        "无法据此判断输入过什么。",
    ),
    benign=Text(
        en="Hardened and shared hosts do so on purpose, for all accounts alike; other shells keep"
        " their history elsewhere.",
        zh="加固主机或共用主机会有意对所有账号这样设置；其他 shell 的历史另存他处。",
    ),
)
_NOWHERE = ("/dev/null", "/dev/zero", "/dev/full")
_SHELLS = frozenset((".bash_history", ".zsh_history", ".sh_history", ".ash_history", ".history"))
_SESSIONS = 3
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_ROOT = Account(name="root", uid=0, home=HostPath("/root"), shell=HostPath("/bin/bash"))


def _file(target: str = "", text: str = "") -> HistoryFile:
    return HistoryFile(
        source=Source(path=HostPath("/root/.bash_history"), text=text),
        account="root",
        target=target,
        kind="link" if target else "file",
    )


def _session(minute: int) -> Login:
    return Login(
        log="wtmp",
        account="root",
        terminal="pts/0",
        outcome=ACCEPTED,
        started=_WHEN.replace(minute=minute),
    )


@check(
    "linux.history.off",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="history_off",
    attack=("T1070.003", "T1690"),
    incident_types=("backdoor", "insider", "rootkit"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry"),
    by_hand="ls -la {path}",
    examples=(
        fires(_ROOT, _file("/dev/null")),
        quiet(_ROOT, _file("/root/.local/history")),
        quiet(_ROOT, _file()),
        quiet(_ROOT, _file(), TypedCommand(command="ls", source=_file().source)),
        quiet(_ROOT, _file(), _session(1)),
    ),
)
def history_off(
    files: Iterable[HistoryFile],
    accounts: Iterable[Account],
    logins: Iterable[Login],
    typed: Iterable[TypedCommand],
) -> Iterator[Claim]:
    """A history linked to nothing; or an empty one of an account with several sessions.

    A missing history is ordinary: fresh images have none. An empty file is made by hand, or by a
    shell that was told to keep nothing.
    """
    files, logins = tuple(files), tuple(logins)
    filled = {each.source.path for each in typed if each.via == "history"}
    linked = {each.source.path for each in files if each.target}
    owners = {each.name: kind_of(each) for each in accounts}
    for file in files:
        kind = owners.get(file.account)
        sessions = [each for each in logins if _is_session(each, file.account)]
        if file.kind == "link" and file.target.startswith(_NOWHERE):
            is_worked = kind in (AccountKind.ROOT, AccountKind.PERSON)
            level = None if is_worked and name(file.source.path) in _SHELLS else Level.LOW
            yield _claim(file, f"-> {file.target}", sessions, level)
        elif file.kind == "file" and file.source.path not in filled:
            is_shells = name(file.source.path) in _SHELLS
            if is_shells and len(sessions) >= _SESSIONS and file.source.path not in linked:
                yield _claim(file, "0", sessions, Level.LOW)


def _is_session(login: Login, account: str) -> bool:
    is_own = login.log == "wtmp" and login.account == account
    return is_own and login.terminal.startswith(("pts/", "tty"))


def _claim(file: HistoryFile, what: str, sessions: list[Login], level: Level | None) -> Claim:
    return Claim(
        subjects=(
            Subject("file", file.source.path),
            *((Subject("account", file.account),) if file.account else ()),
        ),
        because=(file, *sessions[-3:]),
        values={
            "path": file.source.path,
            "account": file.account or "?",
            "what": what,
            "logins": str(len(sessions)),
        },
        level=level,
    )
