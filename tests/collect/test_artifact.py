import pytest

from hemostat.collect.artifact import read_artifacts, shipped_artifacts
from hemostat.collect.logs import LOG_PARSERS
from hemostat.model.errors import DataError
from hemostat.model.records import Mechanism
from hemostat.parse.host.catalogue import parsers

GOOD = """
- name: linux.a
  text: {en: A, zh: 甲}
  paths: ["{home}/.a", /etc/a]
  parser: x
  mechanism: cron
"""


def test_an_artifact_reads_as_declared() -> None:
    (artifact,) = read_artifacts([("a.yaml", GOOD)])
    assert artifact.paths == ("{home}/.a", "/etc/a")
    assert artifact.mechanism is Mechanism.CRON
    assert artifact.account_from == "home"
    assert artifact.is_needed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not YAML"),
        ("a: 1", "is a list"),
        ("- 7", "is a mapping"),
        ("- {name: a}", "text is missing"),
        ("- {name: a, text: {en: a, zh: a}, paths: [etc], parser: x}", "neither absolute"),
        ("- {name: a, text: {en: a, zh: a}, paths: [/e], parser: x, colour: red}", "unknown key"),
        ("- {name: a, text: {en: a, zh: a}, paths: [/e], parser: x, mechanism: magic}", "magic"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(text: str, reason: str) -> None:
    with pytest.raises(DataError, match=reason) as caught:
        read_artifacts([("mine.yaml", text)])
    assert "mine.yaml" in str(caught.value)


def test_all_problems_are_listed_not_only_the_first() -> None:
    with pytest.raises(DataError) as caught:
        read_artifacts([("a.yaml", "{"), ("b.yaml", "- 7")])
    assert len(caught.value.problems) == 2


def test_a_name_is_given_once() -> None:
    with pytest.raises(DataError, match="taken"):
        read_artifacts([("a.yaml", GOOD), ("b.yaml", GOOD)])


def test_every_shipped_artifact_names_a_parser_there_is() -> None:
    known = {*parsers(), *LOG_PARSERS}
    assert {artifact.parser for artifact in shipped_artifacts()} <= known


def test_every_shipped_artifact_says_itself_in_both_languages() -> None:
    for artifact in shipped_artifacts():
        assert artifact.text.en.strip()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in artifact.text.zh) or (
            artifact.text.zh == artifact.text.en
        ), artifact.name
