"""This look beside earlier ones: what is new, back, still there, changed or gone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from hemostat.model.finding import Finding
from hemostat.model.inventory import (
    Comparison,
    Earlier,
    FindingChange,
    Item,
    ItemChange,
    Known,
    Since,
)

_Key = tuple[str, str, tuple[tuple[str, str], ...]]
_ORDER = {since: n for n, since in enumerate(Since)}


def compare(
    earlier: Sequence[Earlier],
    findings: Iterable[Finding],
    items: Iterable[Item],
    *,
    host_id: str,
    sees_all: bool,
) -> Comparison:
    """Compare this look with one or more earlier ones.

    Findings are matched by rule, scope and subjects, not by id: an id holds the host, and a sister
    host has another.

    Args:
        earlier: at least one.
        findings: of this look.
        items: what the host has now.
        host_id: whose look this is.
        sees_all: whether this look saw every place it needed. If not, nothing is called gone.
    """
    looks = sorted(earlier, key=lambda look: (look.taken is not None, look.taken))
    latest = looks[-1]
    missing = Since.GONE if sees_all else Since.UNSEEN
    stocked = [look.items for look in looks if look.items is not None]
    return Comparison(
        earlier=latest,
        is_same_host=latest.host_id == host_id,
        findings=tuple(_findings(looks, [known(each) for each in findings], missing)),
        items=tuple(_items(stocked[-1], items, missing)) if stocked else None,
    )


def known(finding: Finding) -> Known:
    """A finding as a later look will know it."""
    return Known(
        rule=finding.rule.name,
        scope=str(finding.scope),
        subjects=tuple(sorted((each.kind, each.value) for each in finding.subjects)),
        title=finding.rule.texts.title,
        level=finding.level,
    )


def _findings(
    looks: Sequence[Earlier], now: Sequence[Known], missing: Since
) -> Iterator[FindingChange]:
    latest = {_key(each): each for each in looks[-1].findings}
    once = {_key(each) for look in looks for each in (*look.findings, *look.gone)}
    changes = {_key(each): FindingChange(_since(_key(each), latest, once), each) for each in now}
    changes |= {
        key: FindingChange(missing, each) for key, each in latest.items() if key not in changes
    }
    yield from sorted(
        changes.values(),
        key=lambda each: (_ORDER[each.since], -each.finding.level, each.finding.rule),
    )


def _since(key: _Key, latest: dict[_Key, Known], once: set[_Key]) -> Since:
    if key in latest:
        return Since.STILL
    return Since.BACK if key in once else Since.NEW


def _key(finding: Known) -> _Key:
    return finding.rule, finding.scope, finding.subjects


def _items(before: Iterable[Item], now: Iterable[Item], missing: Since) -> Iterator[ItemChange]:
    old, new = _by_key(before), _by_key(now)
    for kind, key in sorted(old.keys() | new.keys()):
        was, values = old.get((kind, key), set()), new.get((kind, key), set())
        left, came = sorted(was - values), sorted(values - was)
        if len(left) == len(came) == 1:
            yield ItemChange(Since.CHANGED, kind, key, left[0], came[0])
            continue
        for value in came:
            yield ItemChange(Since.NEW, kind, key, now=value)
        for value in left:
            yield ItemChange(missing, kind, key, before=value)


def _by_key(items: Iterable[Item]) -> dict[tuple[str, str], set[str]]:
    grouped: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in items:
        grouped[item.kind, item.key].add(item.value)
    return grouped
