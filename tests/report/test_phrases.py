from hemostat.model.story import Phrase
from hemostat.model.text import Text
from hemostat.report.phrases import say
from report.made import HOSTILE


def test_values_are_made_visible_and_never_parsed() -> None:
    phrase = Phrase(Text("{a} and {b}", "{a} 与 {b}"), (("a", HOSTILE), ("b", "{a}")))
    said = say(phrase, "en")
    assert said.isprintable()
    assert said.endswith("and {a}")


def test_sentences_stand_within_sentences_in_the_same_language() -> None:
    inner = Phrase(Text("by {who}", "由 {who}"), (("who", Text("cron", "定时任务")),))
    outer = Phrase(Text("it runs {how}", "它 {how} 运行"), (("how", inner),))
    assert say(outer, "en") == "it runs by cron"
    assert say(outer, "zh") == "它 由 定时任务 运行"
