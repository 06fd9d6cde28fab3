"""Earlier looks from files: baselines and triage results, with the signature beside them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

from hemostat.model.errors import UsageError
from hemostat.model.inventory import KINDS, Earlier, Item, Known, Since
from hemostat.model.level import Level
from hemostat.model.text import Text
from hemostat.store.ssh_signature import BadSignatureError, signer_of

NAMESPACE = "hemostat-baseline"
SCHEMAS = ("hemostat.baseline/1", "hemostat.triage/1")
MOST_BYTES = 512 << 20


def read_earlier(path: Path) -> Earlier:
    """Read a file that `baseline save` or `triage --json` wrote.

    A file `PATH.sig` beside it is checked; a signature that does not fit is an error.

    Raises:
        UsageError: it cannot be read, is neither of the two, or does not fit its signature.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path}: over {MOST_BYTES >> 20} MiB; not a baseline")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    signer = _signer(path, data)
    try:
        return _earlier(path.name, _object(json.loads(data)), signer)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path}: neither a baseline nor the result of triage --json ({error})"
        ) from error


def _signer(path: Path, data: bytes) -> str:
    beside = path.with_name(path.name + ".sig")
    try:
        armored = beside.read_text("ascii")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{beside}: {error}") from error
    try:
        return signer_of(data, armored, NAMESPACE)
    except BadSignatureError as error:
        raise UsageError(
            f"{path}: the signature beside it does not fit: {error.why}. "
            f"Do not rely on this file; take another copy"
        ) from error


def _earlier(name: str, data: Mapping[str, object], signer: str) -> Earlier:
    schema = data["schema"]
    if schema not in SCHEMAS:
        raise ValueError(f"schema {schema!r}")
    host = _object(data["host"])
    findings = [_known(_object(each)) for each in _list(data["findings"])]
    return Earlier(
        name=name,
        host_id=str(host["id"]),
        taken=_time(host.get("examined")),
        findings=tuple(findings),
        gone=tuple(_gone(data.get("against"))),
        items=_items(data["items"]) if schema == SCHEMAS[0] else None,
        is_complete=bool(host.get("is_complete", True)),
        signer=signer,
    )


def _gone(against: object) -> Iterable[Known]:
    """What an earlier triage result called gone in its own comparison."""
    if against is None:
        return
    for each in _list(_object(against)["findings"]):
        change = _object(each)
        if change["since"] == Since.GONE:
            yield _known(change)


def _known(finding: Mapping[str, object]) -> Known:
    subjects = [_object(each) for each in _list(finding["subjects"])]
    return Known(
        rule=str(finding["rule"]),
        scope=str(finding["scope"]),
        subjects=tuple(sorted((str(each["kind"]), str(each["value"])) for each in subjects)),
        title=Text(str(finding["title"]), str(finding.get("title_zh", finding["title"]))),
        level=Level.of(str(finding["level"])),
    )


def _items(items: object) -> tuple[Item, ...]:
    found = [_object(each) for each in _list(items)]
    return tuple(
        Item(str(each["kind"]), str(each["key"]), str(each["value"]))
        for each in found
        if each["kind"] in KINDS
    )


def _time(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("an object was expected")
    return cast(dict[str, object], value)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return cast(list[object], value)
