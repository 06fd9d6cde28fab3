from dataclasses import replace

import pytest

from hemostat.incident.hypotheses import hypotheses_of, points_of
from hemostat.model.label import Label
from hemostat.model.level import Level
from incident.stories import KNOWLEDGE, MINER, about, found, group, process, startup

pytestmark = pytest.mark.requirement("B3", "A5.7")


def scores(*claims: object, records: object = ()) -> dict[str, int]:
    made = group(*claims, records=records)  # type: ignore[arg-type]
    return {each.type: each.score for each in hypotheses_of(made, KNOWLEDGE.types)}


def test_more_and_worse_signs_make_a_type_likelier() -> None:
    job = about(startup("/etc/cron.d/x", MINER))
    runs = about(process(100, MINER), "linux.test.b")
    worse = about(process(100, MINER), "linux.test.b", Level.CRITICAL)
    assert scores(job)["mining"] < scores(job, runs)["mining"] < scores(job, worse)["mining"] < 100


def test_one_thing_found_by_many_rules_counts_once() -> None:
    runs = process(100, MINER)
    once, twice = scores(about(runs)), scores(about(runs), about(runs, "linux.test.b"))
    assert once["mining"] == twice["mining"]


def test_what_is_missing_speaks_against() -> None:
    busy = about(process(100, MINER, cpu_share=0.9))
    idle = about(process(100, MINER, cpu_share=0.0))
    assert scores(busy)["mining"] > scores(idle)["mining"]
    made = group(idle)
    (mining,) = hypotheses_of(made, KNOWLEDGE.types)
    assert any("processor" in each.text.text.en for each in mining.against)
    assert mining.would_decide.en


def test_the_first_named_type_is_meant_most_and_a_special_one_beats_a_general_one() -> None:
    (finding,) = found(about(process(1, MINER), incident_types=("mining", "trojan", "backdoor")))
    points = [points_of(finding, slug) for slug in ("mining", "trojan", "backdoor", "hijack")]
    assert points == sorted(points, reverse=True)
    assert points[-1] == 0
    types = ("trojan", "mining")
    reached = about(process(100, MINER), incident_types=types, addresses=["203.0.113.9"])
    made = scores(reached)
    assert made["mining"] == made["trojan"]  # 0.7 for its place, 0.7 for being general


def test_a_label_speaks_against_and_names_the_finding() -> None:
    made = group(about(process(100, MINER)))
    label = Label("scanner", "weekly", "address 192.0.2.7")
    ours = replace(made, findings=tuple(replace(each, labels=(label,)) for each in made.findings))
    (before,), (after,) = (hypotheses_of(each, KNOWLEDGE.types) for each in (made, ours))
    assert after.score < before.score
    assert [each.finding for each in after.against if each.finding] == [made.findings[0].id]
