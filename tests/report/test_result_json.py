import json
from importlib import resources

import jsonschema
import orjson
import pytest
from referencing import Registry, Resource

from hemostat.examine.against import against
from hemostat.model.inventory import Earlier, Item
from hemostat.model.level import Level
from hemostat.report.result_json import finding_json, findings_jsonl, time_json, triage_json
from report.made import HOSTILE, KNOWLEDGE, claim, examination, findings, process_claim, rule

SCHEMAS = {
    name: json.loads((resources.files("hemostat") / "data" / "schema" / f"{name}.json").read_text())
    for name in ("finding-1", "triage-1")
}
REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


def valid(value: object, schema: str) -> bool:
    jsonschema.Draft202012Validator(SCHEMAS[schema], registry=REGISTRY).validate(value)
    return True


def test_a_result_with_hostile_names_holds_to_the_published_schema() -> None:
    made = examination(
        (rule(), claim(HOSTILE, HOSTILE)), (rule(level=Level.CRITICAL), process_claim())
    )
    result = orjson.loads(triage_json(made, KNOWLEDGE, "zh"))
    assert valid(result, "triage-1")
    assert result["findings"][0]["level"] == "critical"
    about = [each["id"] for each in result["findings"] if each["observables"]]
    assert result["observables"] == [
        {"type": "ipv4-addr", "value": "203.0.113.9", "findings": about}
    ]


def test_a_comparison_holds_to_the_published_schema() -> None:
    made = examination((rule(), claim(HOSTILE)))
    earlier = Earlier(
        name=HOSTILE, host_id="x", taken=None, findings=(), items=(Item("account", HOSTILE),)
    )
    result = orjson.loads(triage_json(against(made, [earlier]), KNOWLEDGE, "en"))
    assert valid(result, "triage-1")
    assert {each["since"] for each in result["against"]["findings"]} == {"new"}
    assert result["against"]["items"]


def test_findings_stand_one_a_line() -> None:
    made = findings((rule(), claim(HOSTILE, "a\nb")), (rule(), process_claim()))
    lines = b"".join(findings_jsonl(made, KNOWLEDGE, "en")).splitlines()
    assert len(lines) == 2
    assert all(valid(orjson.loads(line), "finding-1") for line in lines)


def test_a_finding_leads_back_to_its_evidence() -> None:
    (made,) = findings((rule(), claim()))
    found = finding_json(made, KNOWLEDGE, "en")
    assert found["evidence"] == [
        {
            "id": "sha256:" + "0" * 64,
            "source": "/etc/cron.d/x",
            "line": 3,
            "offset": None,
            "record": {"table": "cron_job", "key": "/etc/cron.d/x:3"},
            "text": "curl x | sh",
        }
    ]
    assert found["check_by_hand"] == "cat /etc/cron.d/x"
    assert [step["id"] for step in found["next"]] == ["keep-evidence", "disable-persistence"]  # type: ignore[attr-defined]


def test_texts_follow_the_language_and_nothing_else_does() -> None:
    (made,) = findings((rule(), claim()))
    english, chinese = (finding_json(made, KNOWLEDGE, each) for each in ("en", "zh"))  # type: ignore[arg-type]
    differing = {name for name in english if english[name] != chinese[name]}
    assert differing == {"title", "summary", "benign", "next"}


def test_the_schema_refuses_a_finding_without_evidence() -> None:
    (made,) = findings((rule(), claim()))
    broken = finding_json(made, KNOWLEDGE, "en") | {"evidence": []}
    with pytest.raises(jsonschema.ValidationError):
        valid(broken, "finding-1")


def test_unknown_times_are_null() -> None:
    assert time_json(None) is None
