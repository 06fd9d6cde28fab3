"""Product files are checked whole: every problem is named."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.product_files import read_products

GOOD = """
- name: made-agent
  text: {en: Made, zh: 示例}
  files:
    - {paths: [/opt/made/agent], content: [elf]}
  companions:
    - {path: /opt/made/VERSION, contains: [made]}
  need: 1
- generated: the installer writes it
  paths: [/etc/made]
  packages: [made]
  content: [text]
"""


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_products("made.yaml", text)[2]]


def test_a_good_file_gives_products_and_generated_files() -> None:
    products, generated, wrong = read_products("made.yaml", GOOD)
    assert wrong == ()
    assert [product.name for product in products] == ["made-agent"]
    assert generated[0].packages == ("made",)


def test_every_problem_is_listed_not_only_the_first() -> None:
    text = """
- name: Made Agent
  text: {en: Made}
  files:
    - {paths: [opt/made, '/**/x'], content: [binary], owner: nobody, colour: red}
  companions:
    - {path: /opt/made/VERSION}
  need: 1
"""
    found = "\n".join(problems(text))
    for part in (
        "not 'Made Agent'",
        "in en and zh",
        "'opt/made' must begin with /",
        "'/**/x' matches in every folder",
        "content 'binary' is none of",
        "owner 'nobody' is none of",
        "has no key 'colour'",
        "need: 1 asks that every companion says what it contains",
    ):
        assert part in found


def test_a_path_alone_is_refused() -> None:
    text = "- {name: a, text: {en: a, zh: b}, files: [{paths: [/a], content: [elf]}]}"
    assert any("companions must be a list" in each for each in problems(text))
    assert any("need must be a number" in each for each in problems(text))


def test_two_products_of_one_name_are_refused() -> None:
    assert any("two products are called" in each for each in problems(GOOD + GOOD))


def test_broken_yaml_is_named_with_its_line() -> None:
    assert problems("- name: [\n")[0].startswith("made.yaml:2: not YAML")


@given(st.text(max_size=200))
def test_any_text_gives_products_or_problems(text: str) -> None:
    products, generated, wrong = read_products("made.yaml", text)
    assert products or generated or wrong
