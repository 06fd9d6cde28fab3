"""Keys that always came from one machine inside, and then from the internet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import (
    ACCEPTED,
    address_of,
    is_public,
    observables_of,
    subjects_of_login,
    time_text,
)
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A key used from inside only came from the internet",
        zh="一直仅在内网使用的公钥从公网登录",
    ),
    summary=Text(
        en="{account} was opened with {key} from {address} at {time}; its {count} log-ins on"
        " {days} days before all came from {home}.",
        zh="{account} 于 {time} 从 {address} 以公钥 {key} 登录；"
        "此前 {days} 天内的 {count} 次登录均来自 {home}。",
    ),
    benign=Text(
        en="Its owner was away from the usual network that day, or the runner moved; ask the owner"
        " whose address it is.",
        zh="密钥持有人当天不在常用网络，或构建机迁移了位置；请向其核实该地址。",
    ),
)
_FEWEST, _FEWEST_DAYS, _MOST_ABROAD = 5, 3, 2
_KEY = "SHA256:YNmBe2Kd0LLMbOA4v5rf9HzOvO5m6RwpY"
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _login(days: int, address: str, key: str = _KEY) -> Login:
    return Login(
        log="text",
        account="deploy",
        address=address,
        method="publickey",
        outcome=ACCEPTED,
        key=key,
        started=_WHEN - timedelta(days=days),
    )


_BEFORE = tuple(_login(days, "10.0.5.9") for days in range(9, 3, -1))


@check(
    "linux.login.key-from-elsewhere",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="login_key_elsewhere",
    attack=("T1078.003", "T1552.004"),
    incident_types=("credential_leak", "insider"),
    texts=TEXTS,
    next=("ask-owner", "rotate-credentials", "keep-evidence", "check-other-hosts"),
    by_hand="grep -aF {key} /var/log/auth.log* /var/log/secure*",
    examples=(
        fires(*_BEFORE, _login(0, "203.0.113.187")),
        quiet(*_BEFORE, _login(0, "10.0.5.9")),
        quiet(*_BEFORE, _login(2, "10.0.7.7"), _login(0, "203.0.113.187")),
        quiet(*_BEFORE, *(_login(0, f"203.0.113.{each}") for each in (1, 2, 3))),
        quiet(*_BEFORE[:3], _login(0, "203.0.113.187")),
        quiet(*_BEFORE, _login(0, "203.0.113.187", "SHA256:other")),
    ),
)
def key_from_elsewhere(logins: Iterable[Login]) -> Iterator[Claim]:
    """At least five log-ins on three days from one private address, and then a public one.

    Who travels or works from several places with a key is left alone: then it came from more than
    one address before, or from many public ones.
    """
    by_key: defaultdict[tuple[str, str], list[tuple[datetime, Login]]] = defaultdict(list)
    for each in logins:
        if each.outcome == ACCEPTED and each.key and each.started and address_of(each.address):
            by_key[each.account, each.key].append((each.started, each))
    for (account, key), dated in by_key.items():
        used = [each for _, each in sorted(dated, key=lambda pair: pair[0])]
        abroad = [each for each in used if is_public(each.address)]
        if not abroad or len({each.address for each in abroad}) > _MOST_ABROAD:
            continue
        before = used[: used.index(abroad[0])]
        homes = {each.address for each in before}
        days = {each.started.date() for each in before if each.started}
        if len(homes) != 1 or len(before) < _FEWEST or len(days) < _FEWEST_DAYS:
            continue
        yield Claim(
            subjects=(*subjects_of_login(abroad[0]), Subject("key", key)),
            because=(abroad[0], *before[-4:]),
            values={
                "account": account,
                "key": key,
                "address": abroad[0].address,
                "time": time_text(abroad[0].started),
                "count": str(len(before)),
                "days": str(len(days)),
                "home": before[0].address,
            },
            observables=observables_of(abroad[0].address),
            first_seen=abroad[0].started,
            last_seen=abroad[-1].started,
        )
