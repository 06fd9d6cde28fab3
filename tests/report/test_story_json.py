from dataclasses import replace

import orjson

from hemostat.model.label import Label
from hemostat.report.result_json import triage_json
from hemostat.report.story_json import all_observables_json, labels_json, thread_json
from incident.stories import KNOWLEDGE, MINER, about, found, process, startup, told
from report.made import HOSTILE, claim, examination, rule
from report.test_result_json import valid

CLAIMS = (
    about(startup("/etc/cron.d/x", MINER), addresses=["203.0.113.9"]),
    about(process(100, MINER, account="www-data"), "linux.test.b", addresses=["203.0.113.9"]),
)


def test_threads_hold_to_the_published_schema_in_both_languages() -> None:
    made = examination(*CLAIMS, threads=told(*CLAIMS))
    english, chinese = (
        orjson.loads(triage_json(made, KNOWLEDGE, language)) for language in ("en", "zh")
    )
    assert valid(english, "triage-1")
    assert valid(chinese, "triage-1")
    (thread,) = english["threads"]
    assert thread["title"] != chinese["threads"][0]["title"]
    assert thread["id"] == chinese["threads"][0]["id"]
    assert thread["entry"]["kind"] == "service_account"
    assert set(thread["findings"]) == {each.id for each in made.findings}
    assert thread["next"][0]["phase"] == "evidence"


def test_an_unknown_entry_is_null() -> None:
    (thread,) = told(CLAIMS[0])
    assert thread_json(thread, KNOWLEDGE, "en")["entry"] is None


def test_a_hostile_name_can_be_written() -> None:
    job = startup(f"/etc/cron.d/{HOSTILE}", MINER)
    made = examination(about(job), threads=told(about(job)))
    assert valid(orjson.loads(triage_json(made, KNOWLEDGE, "en")), "triage-1")


def test_an_observable_stands_once_with_all_its_findings() -> None:
    findings = found(*CLAIMS)
    (address,) = all_observables_json(findings)
    assert address["value"] == "203.0.113.9"
    assert sorted(address["findings"]) == sorted(each.id for each in findings)  # type: ignore[call-overload]


def test_a_label_says_whether_the_finding_still_counts() -> None:
    kinds = ("responder", "scanner")
    labels = [Label(each, "x", "address 192.0.2.7") for each in kinds]  # type: ignore[arg-type]
    assert [each["counts"] for each in labels_json(labels)] == [False, True]
    made = examination((rule(), claim()))
    ours = replace(made, findings=tuple(replace(f, labels=tuple(labels)) for f in made.findings))
    assert valid(orjson.loads(triage_json(ours, KNOWLEDGE, "en")), "triage-1")
