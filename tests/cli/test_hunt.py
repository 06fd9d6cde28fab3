"""`hemostat hunt`: exit codes like triage, both ways to ask."""

from pathlib import Path

import orjson
import pytest

from cli.conftest import Hemostat
from made_host import hurt_host
from made_roots import put, whole

TEXT = b"#!/bin/sh\nteal_octopus_campaign --beacon http://203.0.113.4/x\nkeep_alive_forever\n"


@pytest.fixture
def host(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    hurt_host(whole(root))
    put(root, "/opt/agent", TEXT + b"one_more_line_of_text\n")
    (tmp_path / "sample").write_bytes(TEXT)
    return root


def test_a_sibling_is_exit_1(hemostat: Hemostat, host: Path) -> None:
    ended = hemostat("hunt", "--like", str(host.parent / "sample"), str(host))
    assert (ended.code, "/opt/agent" in ended.out) == (1, True)


def test_nothing_is_exit_0_and_json_says_so(hemostat: Hemostat, host: Path) -> None:
    (host.parent / "other").write_bytes(b"nothing that stands on this host\n" * 9)
    ended = hemostat("hunt", "--like", str(host.parent / "other"), str(host), "--json")
    assert ended.code == 0
    data = orjson.loads(ended.raw)
    assert (data["siblings"], data["host"]["name"]) == ([], "web-01")


def test_an_address_is_found(hemostat: Hemostat, host: Path) -> None:
    ended = hemostat("hunt", "--observable", "198.51.100.7", str(host), "--lang=zh")
    assert ended.code == 1
    assert "/etc/cron.d/update" in ended.out
    assert "命中" in ended.out


@pytest.mark.parametrize("wrong", [[], ["--like", "/does/not/exist"], ["--like", "a", "-", "-"]])
def test_wrong_use_is_exit_2(hemostat: Hemostat, host: Path, wrong: list[str]) -> None:
    try:
        code = hemostat("hunt", *wrong, *([str(host)] if "-" not in wrong else [])).code
    except SystemExit as ended:
        code = ended.code  # type: ignore[assignment]
    assert code == 2
