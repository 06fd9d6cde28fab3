"""Account names that are made to be overlooked."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account
from hemostat.model.text import Text

DISGUISED = RuleTexts(
    title=Text(en="An account name is made to be overlooked", zh="账号名刻意伪装"),
    summary=Text(
        en="Account {account} (user id {uid}, line {line}) reads like {other} or holds signs that "
        "do not show.",
        zh="账号 {account}（UID {uid}，第 {line} 行）形似 {other}，或含有不可见字符。",
    ),
    benign=Text(
        en="A slip of the keyboard, or a directory service that allows unusual names.",
        zh="可能是录入失误，或目录服务允许特殊用户名。",
    ),
)

TWICE = RuleTexts(
    title=Text(en="One account name stands twice in passwd", zh="passwd 中同名账号重复"),
    summary=Text(
        en="Account {account} stands twice, with the user ids {uids}: a name leads to the first "
        "line, a number to either.",
        zh="账号 {account} 出现两次，UID 分别为 {uids}：按名查找取首行，按 UID 则两者皆可命中。",
    ),
    benign=Text(
        en="Configuration management that appended a line it already had; the lines then agree.",
        zh="配置管理工具重复追加所致，此时两行内容一致。",
    ),
)

# Letters that other letters or digits are drawn like.
_LOOKS = str.maketrans(
    {
        **dict(zip("013457@$|", "oieastasi", strict=True)),
        **dict(zip("аеорсухіѕԁոɡⅼоιαορ", "aeopcyxisdngloiaop", strict=True)),
        "l": "i",
    }
)
_SHORTEST_COPY = 4
_ORDINARY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+\\-]*\$?")
_COPIED_NAMES = (
    "root daemon bin sys nobody www-data mysql postgres sshd ftp mail adm apache nginx redis "
    "oracle systemd-network systemd-resolve messagebus polkitd dbus"
)


@check(
    "linux.accounts.disguised-name",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="disguised_account",
    attack=("T1136.001", "T1036.010"),
    incident_types=("backdoor",),
    texts=DISGUISED,
    next=("keep-evidence", "lock-account", "end-sessions", "ask-owner", "find-entry"),
    by_hand="cat -A /etc/passwd | sed -n {line}p",
    examples=(
        fires(Account(name="r00t", uid=1004, shell=HostPath("/bin/bash"))),
        fires(Account(name="root ", uid=1004)),
        fires(Account(name="mysq1", uid=1005)),
        fires(Account(name="ro\u200bot", uid=1006)),
        fires(Account(name="r\u043e\u043et", uid=1007)),
        quiet(Account(name="root", uid=0), Account(name="admin1", uid=1001)),
        quiet(Account(name="_chrony", uid=101), Account(name="chrony", uid=100)),
        quiet(Account(name="irc", uid=39), Account(name="lrc", uid=1003)),
        quiet(Account(name="user1", uid=1001), Account(name="web01$", uid=1002)),
    ),
)
def disguised_name(accounts: Iterable[Account]) -> Iterator[Claim]:
    """A name that reads like a system account's, or holds blanks and signs that do not show.

    It survives a glance at the list of accounts and at log-in records, and nothing else.
    """
    accounts = tuple(accounts)
    services = {account.name for account in accounts if kind_of(account).is_service} | {"root"}
    models = {drawn(name): name for name in (*sorted(services), *_COPIED_NAMES.split())}
    for account in accounts:
        other = models.get(drawn(account.name))
        # Three letters look like three others by chance: lrc is somebody, no copy of irc.
        is_copy = other not in (None, account.name) and len(account.name) >= _SHORTEST_COPY
        is_copy = is_copy and account.name not in services
        is_veiled = any(sign.isspace() or not sign.isprintable() for sign in account.name)
        is_odd = _ORDINARY.fullmatch(account.name) is None
        if not (is_copy or is_veiled or is_odd):
            continue
        level = Level.HIGH if is_veiled or other == "root" else Level.MEDIUM
        if is_odd and not is_copy and not is_veiled and not account.name.startswith("."):
            level = Level.LOW
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(account,),
            values={
                "account": account.name,
                "uid": str(account.uid),
                "line": str(account.source.line or 1),
                "other": other or "-",
            },
            level=level,
        )


@check(
    "linux.accounts.duplicate-name",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="duplicate_account",
    attack="T1136.001",
    incident_types=("backdoor",),
    texts=TWICE,
    next=("keep-evidence", "ask-owner", "lock-account"),
    by_hand="grep -n '^[[:space:]]*{account}:' /etc/passwd",
    examples=(
        fires(Account(name="web", uid=1001), Account(name="web", uid=0)),
        quiet(Account(name="web", uid=1001), Account(name="web", uid=1001)),
        quiet(Account(name="web", uid=1001), Account(name="db", uid=1002)),
    ),
)
def duplicate_name(accounts: Iterable[Account]) -> Iterator[Claim]:
    """A name stands twice with different uids: who reads the file sees the harmless line.

    With uid 0 on either line: high. Lines that agree change nothing and are passed over.
    """
    seen: list[Account] = []
    for account in accounts:
        first = next((each for each in seen if each.name == account.name), None)
        seen.append(account)
        if first is None or first.uid == account.uid:
            continue
        is_root = AccountKind.ROOT in (kind_of(first), kind_of(account))
        yield Claim(
            subjects=(Subject("account", account.name),),
            because=(first, account),
            values={"account": account.name, "uids": f"{first.uid}, {account.uid}"},
            level=Level.HIGH if is_root else Level.MEDIUM,
        )


def drawn(name: str) -> str:
    """A name as the eye takes it: forms unified, digits as letters, signs that do not show gone."""
    plain = unicodedata.normalize("NFKC", name).lower()
    shown = "".join(sign for sign in plain if sign.isprintable() and not sign.isspace())
    return shown.translate(_LOOKS).replace("rn", "m").replace("vv", "w")
