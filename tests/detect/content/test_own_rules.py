from collections import Counter

from hemostat.detect.content.examples import own_examples
from hemostat.detect.content.own_rules import own_yara_rules, own_yara_texts
from hemostat.detect.content.scanners import own_scanners
from hemostat.model.text import Text

INFOS = [info for scanner in own_scanners() for info in scanner.rules]


def test_our_own_rules_compile_without_a_problem() -> None:
    assert own_yara_rules().problems == ()
    assert len(own_yara_rules().infos) > 15


def test_every_file_of_rules_is_loaded() -> None:
    files = {namespace for namespace, _ in own_yara_rules().infos}
    assert files == {each.path for each in own_yara_texts()}


def test_names_are_used_once() -> None:
    assert [n for n, count in Counter(info.name for info in INFOS).items() if count > 1] == []


def test_every_rule_has_files_it_fires_on_and_leaves_alone() -> None:
    examples = own_examples()
    for info in INFOS:
        own = [each for each in examples if each.rule == info.name]
        assert any(each.fires for each in own), info.name
        assert any(not each.fires for each in own), info.name
    assert {each.rule for each in examples} == {info.name for info in INFOS}


def test_texts_are_said_in_chinese_too() -> None:
    for info in INFOS:
        for text in (info.texts.title, info.texts.summary, info.texts.benign):
            assert isinstance(text, Text)
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), info.name
