"""A baseline as JSON, `hemostat.baseline/1`: what a host had, to compare with later."""

import orjson

from hemostat.detect.inventory import items_of
from hemostat.incident.compare import known
from hemostat.model.examination import Examination
from hemostat.model.inventory import Item, Known
from hemostat.report.escape import encodable
from hemostat.report.result_json import Json, time_json

BASELINE_SCHEMA = "hemostat.baseline/1"


def baseline_json(examination: Examination) -> bytes:
    """What a host has, one item a line of sorted JSON, newline at the end."""
    identity = examination.identity
    result = {
        "schema": BASELINE_SCHEMA,
        "engine": examination.engine_version,
        "host": {
            "id": encodable(identity.id),
            "id_from": identity.id_from,
            "name": encodable(identity.name),
            "system": encodable(examination.system),
            "source_kind": examination.source_kind,
            "examined": time_json(examination.clock.examined),
            "is_complete": examination.is_complete,
            "as_root": examination.as_root,
        },
        "not_seen": [place.name for place in examination.blind_places],
        "items": [_item(each) for each in items_of(examination.records)],
        "findings": [known_json(known(each)) for each in examination.findings],
    }
    return orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def known_json(finding: Known) -> Json:
    """What a later look needs of a finding."""
    return {
        "rule": finding.rule,
        "title": finding.title.en,
        "title_zh": finding.title.zh,
        "level": finding.level.word,
        "scope": finding.scope,
        "subjects": [{"kind": kind, "value": encodable(value)} for kind, value in finding.subjects],
    }


def _item(item: Item) -> Json:
    return {"kind": item.kind, "key": encodable(item.key), "value": encodable(item.value)}
