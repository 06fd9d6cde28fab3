"""Log-ins worth knowing of: root by password from outside, and keys that are not there now."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import (
    ACCEPTED,
    OF_DAEMONS,
    is_password,
    is_public,
    observables_of,
    subjects_of_login,
    time_text,
)
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import AuthorizedKey, Login, SshdOption
from hemostat.model.text import Text

ROOT_TEXTS = RuleTexts(
    title=Text(en="root logged in with a password from outside", zh="root 从公网用口令登录"),
    summary=Text(
        en="root logged in from {address} with a password {count} time(s), first {first}, last"
        " {last}.",
        zh="root 从 {address} 用口令登录 {count} 次，首次 {first}，最近 {last}。",
    ),
    benign=Text(
        en="Ordinary where nobody turned it off; ask whose address it is.",
        zh="未禁止口令登录的主机上属常见情况；请核实该地址归属。",
    ),
)
KEY_TEXTS = RuleTexts(
    title=Text(
        en="A key opened an account and is in no list of keys now",
        zh="曾用于登录的公钥现已不在授权列表中",
    ),
    summary=Text(
        en="{account} was opened from {address} at {time} with {key}, which no authorized_keys"
        " file holds now.",
        zh="{account} 于 {time} 从 {address} 以公钥 {key} 登录；"
        "目前任何 authorized_keys 都没有它。",
    ),
    benign=Text(
        en="Keys are changed and people leave; cloud agents put keys in for minutes.",
        zh="密钥会更换，人员会离职；云平台的代理也会临时写入密钥。",
    ),
)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _login(method: str, address: str = "198.51.100.7", key: str = "") -> Login:
    return Login(
        log="text",
        account="root",
        address=address,
        method=method,
        outcome=ACCEPTED,
        key=key,
        started=_WHEN,
    )


@check(
    "linux.login.root-from-outside",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="login_root_outside",
    attack="T1078.003",
    incident_types=("credential_leak", "brute_force"),
    texts=ROOT_TEXTS,
    next=("ask-owner", "harden"),
    by_hand="last -i root | head -50",
    examples=(
        fires(_login("password")),
        quiet(_login("publickey")),
        quiet(_login("password", "192.168.1.4")),
    ),
)
def root_from_outside(logins: Iterable[Login]) -> Iterator[Claim]:
    """Root's password opened the host from a public address."""
    found: dict[str, list[Login]] = {}
    for login in logins:
        if login.account != "root" or login.outcome != ACCEPTED or login.service in OF_DAEMONS:
            continue
        is_known = login.method and login.started and is_public(login.address)
        if is_known and is_password(login):
            found.setdefault(login.address, []).append(login)
    for address, each in found.items():
        times = sorted(login.started for login in each if login.started)
        yield Claim(
            subjects=subjects_of_login(each[0]),
            because=tuple(each[:5]),
            values={
                "address": address,
                "count": str(len(each)),
                "first": time_text(times[0]),
                "last": time_text(times[-1]),
            },
            observables=observables_of(address),
            first_seen=times[0],
            last_seen=times[-1],
        )


@check(
    "linux.login.vanished-key",
    level=Level.LOW,
    confidence=Level.LOW,
    category="login_vanished_key",
    attack="T1098.004",
    incident_types=("backdoor",),
    texts=KEY_TEXTS,
    next=("ask-owner", "check-other-hosts"),
    by_hand="grep -aF {key} /var/log/auth.log* /var/log/secure*",
    examples=(
        fires(
            AuthorizedKey(owner="root", fingerprint="SHA256:a"),
            _login("publickey", key="SHA256:b"),
        ),
        quiet(
            AuthorizedKey(owner="root", fingerprint="SHA256:b"),
            _login("publickey", key="SHA256:b"),
        ),
        quiet(_login("publickey", key="SHA256:b")),
        quiet(
            SshdOption(keyword="authorizedkeyscommand", value="/usr/bin/sss_ssh_authorizedkeys"),
            AuthorizedKey(owner="root", fingerprint="SHA256:a"),
            _login("publickey", key="SHA256:b"),
        ),
    ),
)
def vanished_key(
    logins: Iterable[Login], keys: Iterable[AuthorizedKey], options: Iterable[SshdOption]
) -> Iterator[Claim]:
    """A fingerprint that was accepted and that no list holds, where lists were read at all."""
    known = {key.fingerprint for key in keys}
    elsewhere = {"authorizedkeyscommand", "trustedusercakeys", "authorizedprincipalsfile"}
    if not known or any(
        each.keyword in elsewhere and each.value.lower() != "none" for each in options
    ):
        return
    told: set[tuple[str, str]] = set()
    for login in logins:
        key = (login.account, login.key)
        if not login.key or login.key in known or key in told or login.outcome != ACCEPTED:
            continue
        told.add(key)
        yield Claim(
            subjects=(Subject("key", login.key), *subjects_of_login(login)),
            because=(login,),
            values={
                "account": login.account,
                "address": login.address,
                "time": time_text(login.started),
                "key": login.key,
            },
            observables=observables_of(login.address),
            first_seen=login.started,
        )
