"""The HTML report in Chromium, as somebody with a USB stick at two in the morning uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hemostat.examine.examination import examine
from hemostat.examine.knowledge import rulebook_with, shipped_knowledge
from hemostat.examine.work import Settings
from hemostat.model.text import Language
from hemostat.report.html.page import triage_html
from hemostat.trees.opening import open_tree
from webdriver import Browser, browser, needs_browser

pytestmark = needs_browser
SAMPLE = Path(__file__).parents[2] / "samples" / "web-01.tar.gz"


CONTRAST = """
const light = (colour) => {
  const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((x) => {
    x /= 255;
    return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  });
  return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
};
const paper = (e) => {
  for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$/.test(colour) && colour != 'transparent') return colour;
  }
  return 'rgb(255,255,255)';
};
return [...document.querySelectorAll('p, li, td, th, .badge, .mark, dd, summary b')]
  .filter((e) => e.offsetHeight)
  .map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(paper(e))];
    return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.className || e.tagName];
  })
  .filter(([ratio]) => ratio < 4.5)
  .map(([ratio, name]) => `${name} ${ratio.toFixed(2)}`)
  .slice(0, 5);
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Path]:
    examined = examine(open_tree(str(SAMPLE)), Settings(rulebook=rulebook_with([])[0]))
    folder = tmp_path_factory.mktemp("pages")
    made: dict[Language, Path] = {}
    for language in ("en", "zh"):
        made[language] = folder / f"{language}.html"
        made[language].write_text(triage_html(examined, shipped_knowledge(), language), "utf-8")
    return made


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as made:
        yield made


@pytest.fixture(params=["en", "zh"])
def page(window: Browser, pages: dict[Language, Path], request: pytest.FixtureRequest) -> Browser:
    window.open(pages[request.param])
    return window


def shown(page: Browser) -> int:
    found = page.run("return document.querySelectorAll('.finding:not([hidden])').length")
    assert isinstance(found, int)
    return found


def test_the_page_loads_nothing_and_complains_of_nothing(page: Browser) -> None:
    assert page.complaints() == []
    assert {url.split(":", 1)[0] for url in page.asked_for()} <= {"file", "data"}


def test_nothing_is_wider_than_a_small_laptop(page: Browser) -> None:
    width, room = page.run(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room
    cut = page.run(
        "return [...document.querySelectorAll('main h1, main h2, main h3, .answers dd, summary b')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline')"
        ".map(e => e.textContent)"
    )
    assert cut == []


def test_the_filter_narrows_by_text_and_by_level(page: Browser) -> None:
    everything = shown(page)
    page.keys("/")
    page.keys("sysupd.service")
    assert 0 < shown(page) < everything
    page.keys("\ue00c")  # Escape
    assert shown(page) == everything
    page.click("input[name=level][value='4']")
    assert shown(page) == everything - 1


def test_keys_walk_and_open_findings_and_turn_the_light(page: Browser) -> None:
    page.keys("jjk")
    first = page.run("return document.querySelector('.finding.here').id")
    assert first == page.run("return document.querySelector('.finding:not([hidden])').id")
    page.keys("\ue007")  # Enter
    assert page.run("return document.querySelector('.finding.here').open")
    before = page.run("return getComputedStyle(document.body).backgroundColor")
    page.keys("t")
    assert page.run("return getComputedStyle(document.body).backgroundColor") != before


def test_a_link_opens_its_finding_even_when_the_filter_hides_it(page: Browser) -> None:
    page.keys("/")
    page.keys("no such text")
    assert shown(page) == 0
    page.run("document.querySelector('.steps a.mark').click()")
    assert page.run("return document.querySelector('.finding:target').open")
    assert shown(page) == 1


def test_the_bad_path_of_processes_shows_first_and_the_rest_on_demand(page: Browser) -> None:
    visible = (
        "return [...document.querySelectorAll('#tree .process')].filter(e => e.offsetHeight).length"
    )
    few = page.run(visible)
    assert page.run("return document.querySelectorAll('#tree .hit').length") == 1
    page.click("#all-processes")
    assert page.run(visible) > few > 0


def test_text_stands_out_from_its_paper_in_light_and_dark(page: Browser) -> None:
    """WCAG AA: 4.5 to 1 for running text and the badges."""
    for theme in ("light", "dark"):
        page.run(f"document.documentElement.dataset.theme = '{theme}'")
        assert page.run(CONTRAST) == []


def test_on_paper_the_shown_findings_are_open(page: Browser) -> None:
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("return document.querySelectorAll('.finding[open]').length") == shown(page)
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run("return document.querySelectorAll('.finding[open]').length") == 0
