"""The comparison on the screen and as JSON."""

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from hemostat.model.inventory import Comparison, Earlier, FindingChange, ItemChange, Known, Since
from hemostat.model.level import Level
from hemostat.model.text import Language, Text
from hemostat.report.since import comparison_json, since_lines
from report.made import HOSTILE

EARLIER = Earlier(
    name="web-01.json",
    host_id="ab12",
    taken=datetime(2026, 11, 1, tzinfo=UTC),
    findings=(),
    signer="SHA256:abcdefghijklmnop",
)
FOUND = Known("r", "host", (("file", "/tmp/x"),), Text("A job", "任务"), Level.HIGH)


def comparison(**more: object) -> Comparison:
    values: dict[str, object] = {
        "earlier": EARLIER,
        "is_same_host": True,
        "findings": (FindingChange(Since.NEW, FOUND),),
        "items": (ItemChange(Since.CHANGED, "account", "eve", "uid 7", "uid 0"),),
    }
    return Comparison(**(values | more))  # type: ignore[arg-type]


def shown(made: Comparison, language: Language = "en", *, verbose: bool = False) -> str:
    return "\n".join(since_lines(made, language, Level.MEDIUM, verbose=verbose))


def test_each_change_is_one_line_with_what_it_was(tmp_path: object) -> None:
    text = shown(comparison())
    assert "Since 2026-11-01 00:00 UTC (web-01.json, signed by SHA256:abcdefghijkl…)" in text
    assert "new         HIGH      A job: /tmp/x" in text
    assert "changed     account       eve  uid 7 → uid 0" in text


def test_it_speaks_chinese() -> None:
    text = shown(comparison(), "zh")
    assert "新增" in text
    assert "账户" in text
    assert "任务" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_screen_and_nothing_hostile_passes(language: Language) -> None:
    items = (ItemChange(Since.NEW, "startup", HOSTILE * 30, now="x" * 300),)
    text = shown(comparison(items=items), language)
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text


def test_what_is_below_the_level_is_left_out_and_much_is_cut(tmp_path: object) -> None:
    low = Known("r", "host", (), Text("small", "小"), Level.LOW)
    items = tuple(ItemChange(Since.NEW, "package", f"p{n}") for n in range(40))
    made = comparison(findings=(FindingChange(Since.NEW, low),), items=items)
    assert "small" not in shown(made)
    assert "… and 28 more: add -v" in shown(made)
    assert "p39" in shown(made, verbose=True)


def test_what_nobody_could_see_is_said() -> None:
    items = (ItemChange(Since.UNSEEN, "account", "eve"),)
    assert "not proved gone" in shown(comparison(items=items))
    assert "Nothing else differs" in shown(comparison(items=()))


def test_machines_get_every_change() -> None:
    made = comparison_json(comparison())
    assert made["signer"] == "SHA256:abcdefghijklmnop"
    assert made["items"] == [
        {"since": "changed", "kind": "account", "key": "eve", "before": "uid 7", "now": "uid 0"}
    ]
    assert comparison_json(comparison(items=None))["items"] is None
