"""The HTML report: as text here, in a real browser in `end_to_end/test_html_in_browser`."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hemostat.examine.examination import examine
from hemostat.examine.knowledge import rulebook_with, shipped_knowledge
from hemostat.examine.work import Settings
from hemostat.model.level import Level
from hemostat.model.text import Language
from hemostat.report.html.page import triage_html
from hemostat.trees.opening import open_tree
from report.made import HOSTILE, KNOWLEDGE, claim, examination, process_claim, rule

SAMPLE = Path(__file__).parents[3] / "samples" / "web-01.tar.gz"
EVIL = "</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>"
VOID = {"meta", "link", "img", "br", "input", "hr"}


class Outline(HTMLParser):
    """Counts elements, and fails on one that is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline_of(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    outline.close()
    assert outline.open == []
    return outline


@pytest.fixture(scope="module")
def sample() -> str:
    settings = Settings(rulebook=rulebook_with([])[0])
    return triage_html(examine(open_tree(str(SAMPLE)), settings), shipped_knowledge(), "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_finding_stands_there_whole(language: Language) -> None:
    made = examination((rule(), claim()), (rule(level=Level.CRITICAL), process_claim()))
    page = triage_html(made, KNOWLEDGE, language)
    outline_of(page)
    for finding in made.findings:
        assert f'id="f-{finding.id}"' in page
        assert finding.rule.texts.title.in_language(language) in page
    assert "curl x | sh" in page
    assert ('lang="zh-CN"' in page) == (language == "zh")


def test_nothing_from_evidence_becomes_markup() -> None:
    evil = triage_html(
        examination((rule(), claim(EVIL, EVIL)), (rule(), process_claim(EVIL))), KNOWLEDGE, "en"
    )
    outline = outline_of(evil)
    assert "img" not in outline.seen
    assert not any(name.startswith("on") for name, _ in outline.attributes if name != "onsubmit")
    hostile = triage_html(examination((rule(), claim(HOSTILE, HOSTILE))), KNOWLEDGE, "zh")
    assert "\x1b" not in hostile
    assert "\u202e" not in hostile


def test_the_page_asks_nothing_of_any_network(sample: str) -> None:
    outline = outline_of(sample)
    assert {"link", "img", "iframe", "object"}.isdisjoint(outline.seen)
    links = [value or "" for name, value in outline.attributes if name in ("href", "src")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert "default-src 'none'" in sample
    assert "@import" not in sample
    assert not re.search(r"url\(", sample)


def test_every_link_has_its_target(sample: str) -> None:
    outline = outline_of(sample)
    ids = {value for name, value in outline.attributes if name == "id"}
    targets = {(value or "")[1:] for name, value in outline.attributes if name == "href"}
    assert targets <= ids


def test_what_an_intruder_would_like_opened_is_defanged(sample: str) -> None:
    observables = sample[sample.index('<section id="observables">') :]
    observables = observables[: observables.index("</section>")]
    assert "203[.]0[.]113[.]45" in observables
    assert 'data-copy="203.0.113.45"' in observables


def test_no_findings_is_not_called_clean() -> None:
    page = triage_html(examination(), KNOWLEDGE, "en")
    outline_of(page)
    assert "not the same as clean" in page
