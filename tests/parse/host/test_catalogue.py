"""The one visible list of parsers: complete, without a name twice, and of one shape."""

import importlib
import pkgutil
from collections import Counter

import pytest

import hemostat.parse.host as host
import hemostat.parse.logs as logs
from hemostat.collect.artifact import shipped_artifacts
from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.parse.host.catalogue import MODULES, includes, names, parsers
from hemostat.parse.place import Place

# What Python's strip() and split() take for blank, and C does not: each alone and behind a word.
_SIGNS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u3000"
BLANKS = "".join(f"{sign}\nx{sign}\n{sign}y={sign}\n" for sign in _SIGNS).encode()
PLACE = Place(HostPath("/etc/x"))


def test_every_module_with_parsers_is_listed_once() -> None:
    found = [
        module
        for folder in (host, logs)
        for each in pkgutil.iter_modules(folder.__path__)
        if hasattr(module := importlib.import_module(f"{folder.__name__}.{each.name}"), "PARSERS")
    ]
    assert sorted(MODULES, key=lambda module: module.__name__) == found


def test_no_name_stands_for_two_parsers() -> None:
    counted = Counter(name for module in MODULES for name in module.PARSERS)
    assert [name for name, count in counted.items() if count > 1] == []
    assert set(counted) == set(parsers())


def test_what_includes_or_names_other_files_is_a_parser_itself() -> None:
    assert set(includes()) - set(parsers()) == set()
    assert set(names()) - set(parsers()) == set()
    assert {other for named in names().values() for other in named} - set(parsers()) == set()


def test_every_parser_serves_an_artifact_and_every_artifact_has_one() -> None:
    # Logs are read by collect/logs.py, with parsers of their own.
    asked = {artifact.parser for artifact in shipped_artifacts() if artifact.kind != "log"}
    assert asked - set(parsers()) == set()


def test_a_file_named_by_another_format_is_read_as_an_artifact_would() -> None:
    asked = {artifact.parser for artifact in shipped_artifacts()}
    assert {other for named in names().values() for other in named} - asked == set()


@pytest.mark.parametrize("name", sorted(parsers()))
@pytest.mark.parametrize("data", [b"", BLANKS, b"a" * 5000 + b"\n=\n#", b"\0\xff\n[\n{\n'"])
def test_every_parser_takes_any_bytes_and_gives_records_with_their_place(
    name: str, data: bytes
) -> None:
    evidence = Evidence(data, PLACE.path)
    parsed = parsers()[name](evidence, PLACE)
    assert isinstance(parsed, Parsed)
    sources = [each.source for each in (*parsed.records, *parsed.unread)]
    assert {source.path for source in sources} <= {PLACE.path}


@pytest.mark.parametrize("name", sorted({*includes(), *names()}))
def test_included_patterns_are_absolute(name: str) -> None:
    data = b"Include a.conf\n#include b\n@include c\ninclude d\nAuthorizedKeysFile .ssh/x\n"
    functions = [includes().get(name), *names().get(name, {}).values()]
    for function in filter(None, functions):
        for pattern in function(Evidence(data, PLACE.path), PLACE):
            assert pattern.startswith(("/", "{home}/"))
