"""Advice in the order it should be done, and what we know by heart whole in both languages."""

import re

from hemostat.examine.knowledge import shipped_knowledge
from hemostat.incident.conditions import CONDITIONS
from hemostat.incident.knowledge import PHASES, read_knowledge

ADVICE = """
- {slug: repair, phase: recover, rank: 9, safe: false, en: Repair., zh: 修复。, command: dpkg -V}
- {slug: keep, phase: evidence, rank: 10, safe: true, en: Keep., zh: 保留。}
"""
NEVER = "- {when: always, en: Do not reboot., zh: 不要重启。}"
TYPES = """
- slug: mining
  en: Mining
  zh: 挖矿
  noun: {en: Miner, zh: 挖矿程序}
  against: [{when: one-sign, weight: 2, en: One sign., zh: 仅一项。}]
  would_decide: {en: A pool., zh: 矿池。}
"""
SLUGS = """
keep-evidence use-own-tools keep-running capture-process isolate-host block-address block-outbound
stop-process-tree disable-persistence quarantine-file repair-loader lock-account pull-key
end-sessions restore-package rotate-credentials ask-owner check-other-hosts find-entry
rebuild-host harden protect-business
"""


def test_knowledge_is_read_as_it_is_written() -> None:
    known = read_knowledge(ADVICE, NEVER, TYPES)
    repair = known.advice["repair"]
    assert (repair.rank, repair.is_safe, repair.command) == (9, False, "dpkg -V")
    assert known.advice["keep"].command == ""
    assert known.prohibitions[0].when == "always"
    assert known.incident_types["mining"].in_language("zh") == "挖矿"
    mining = known.types["mining"]
    assert (mining.noun.en, mining.would_decide.en, mining.is_general) == (
        "Miner",
        "A pool.",
        False,
    )
    assert [(each.when, each.weight) for each in mining.against] == [("one-sign", 2.0)]


def test_steps_come_in_the_order_they_should_be_done_each_once() -> None:
    known = read_knowledge(ADVICE, NEVER, TYPES)
    steps = known.next_steps(["repair", "keep", "repair", "unheard-of"])
    assert [step.slug for step in steps] == ["keep", "repair"]


def test_every_step_has_its_own_place_in_the_order() -> None:
    advice = shipped_knowledge().advice
    assert set(advice) == set(SLUGS.split())
    assert len({step.rank for step in advice.values()}) == len(advice)
    assert min(advice.values(), key=lambda step: step.rank).slug == "keep-evidence"
    by_rank = sorted(advice.values(), key=lambda step: step.rank)
    assert by_rank == sorted(by_rank, key=lambda step: PHASES.index(step.phase))


def test_every_way_back_is_closed_before_the_processes_are_ended() -> None:
    advice = shipped_knowledge().advice
    closed = ("disable-persistence", "pull-key", "lock-account", "end-sessions")
    assert all(advice[slug].rank < advice["stop-process-tree"].rank for slug in closed)
    assert advice["capture-process"].rank < advice["disable-persistence"].rank


def test_every_condition_of_the_data_is_known() -> None:
    types = shipped_knowledge().types.values()
    assert {each.when for known in types for each in known.against} <= set(CONDITIONS)


def test_every_sentence_is_there_in_both_languages() -> None:
    known = shipped_knowledge()
    texts = [
        *(step.text for step in known.advice.values()),
        *(each.text for each in known.prohibitions),
        *known.incident_types.values(),
        *(each.noun for each in known.types.values()),
        *(each.would_decide for each in known.types.values()),
        *(against.text for each in known.types.values() for against in each.against),
    ]
    # Two words are the same in both.
    chinese = {text.zh for text in texts if re.search(r"[\u4e00-\u9fff]", text.zh)}
    assert {text.zh for text in texts} - chinese <= {"rootkit", "webshell"}
    assert [text for text in texts if not text.en.isascii() or not text.en] == []
