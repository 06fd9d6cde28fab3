"""Log-ins of accounts that nobody logs in to."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.account_kind import AccountKind, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import (
    ACCEPTED,
    OF_DAEMONS,
    is_public,
    observables_of,
    subjects_of_login,
    values_of_login,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="An account logged in that nobody logs in to", zh="不应登录的系统账号登录成功"),
    summary=Text(
        en="{account} logged in from {address} at {time} ({service}, {method}).",
        zh="{account} 于 {time} 从 {address} 登录成功（{service}，{method}）。",
    ),
    benign=Text(
        en="Some sites deploy as the web server's account, with a key; a file transfer account"
        " may keep a service's name.",
        zh="有的站点用 Web 服务账号加密钥发布；文件传输账号也可能沿用服务账号名。",
    ),
)
_DEPLOYED_AS = frozenset(("www-data", "www", "nginx", "apache", "http", "httpd", "caddy"))
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_GAMES = Account(name="games", uid=5, home=HostPath("/usr/games"), shell=HostPath("/bin/sh"))
_WEB = Account(name="www-data", uid=33, home=HostPath("/var/www"), shell=HostPath("/bin/bash"))


def _login(account: str, method: str = "password", address: str = "198.51.100.7") -> Login:
    return Login(
        log="text",
        account=account,
        address=address,
        service="sshd",
        method=method,
        outcome=ACCEPTED,
        started=_WHEN,
    )


@check(
    "linux.login.closed-account",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="login_closed_account",
    attack="T1078.003",
    incident_types=("backdoor", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "end-sessions", "lock-account", "find-entry"),
    by_hand="last -i {account}; getent passwd {account}",
    examples=(
        fires(_GAMES, _login("games")),
        fires(_GAMES, _login("games", "publickey", "10.0.0.5")),
        fires(_WEB, _login("www-data")),
        quiet(Account(name="ops", uid=1001, home=HostPath("/home/ops")), _login("ops")),
        quiet(Account(name="postgres", uid=110), _login("postgres", "publickey")),
        quiet(_WEB, _GAMES),
    ),
)
def closed_account(logins: Iterable[Login], accounts: Iterable[Account]) -> Iterator[Claim]:
    """A system account that a daemon owns, or nobody does, was logged in to from elsewhere."""
    closed = {each.name for each in accounts if kind_of(each) is AccountKind.CLOSED}
    for login in logins:
        if login.outcome != ACCEPTED or login.account not in closed or not login.address:
            continue
        if login.service in OF_DAEMONS:
            continue
        yield Claim(
            subjects=subjects_of_login(login),
            because=(login,),
            values=values_of_login(login),
            level=_level(login),
            observables=observables_of(login.address),
            first_seen=login.started,
        )


def _level(login: Login) -> Level:
    by_key = login.method == "publickey"
    if login.account in _DEPLOYED_AS:
        return Level.LOW if by_key or not login.method else Level.HIGH
    if by_key and not is_public(login.address):
        return Level.MEDIUM
    return Level.HIGH
