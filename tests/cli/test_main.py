"""Exit codes, languages, pipes that break, and consoles that cannot show a sign."""

import argparse
import os
import subprocess
from pathlib import Path

import pytest

from cli.conftest import ENVIRONMENT, PROGRAM, Hemostat
from hemostat.cli import rules
from hemostat.model.errors import InternalError
from hemostat.model.text import Language
from made_host import hurt_host, make_host


def raising(error: BaseException) -> object:
    def run(asked: argparse.Namespace, language: Language) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InternalError("the plan is damaged"), 4, "hemostat: the plan is damaged"),
        (KeyboardInterrupt(), 130, ""),
        (ZeroDivisionError("oh"), 4, "our own fault, not yours: ZeroDivisionError('oh')"),
    ],
)
def test_the_exit_code_says_whose_fault_it_was(
    hemostat: Hemostat,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(rules, "run", raising(error))
    ended = hemostat("rules", "list")
    assert ended.code == code
    assert said in ended.err
    assert ("Traceback" in ended.err) is isinstance(error, ZeroDivisionError)


def test_our_own_fault_is_told_in_chinese_too(
    hemostat: Hemostat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "run", raising(ZeroDivisionError()))
    assert "这是程序自身的错误" in hemostat("rules", "list", "--lang=zh").err


def test_the_locale_chooses_the_language_and_the_option_wins(
    hemostat: Hemostat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "用法" in hemostat("--help").out
    assert "usage" in hemostat("--help", "--lang", "en").out


def test_the_version_is_one_line(hemostat: Hemostat) -> None:
    assert hemostat("--version").out.startswith("hemostat 0.")


@pytest.mark.parametrize("arguments", [["--help"], ["rules", "list"], ["triage", "QUIET"]])
def test_a_console_without_chinese_gets_numbers_instead_of_an_end(
    tmp_path: Path, arguments: list[str]
) -> None:
    quiet = str(make_host(tmp_path))
    ended = subprocess.run(
        [*PROGRAM, *(quiet if each == "QUIET" else each for each in arguments), "--lang", "zh"],
        env=ENVIRONMENT | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"\\u" in ended.stdout


@pytest.mark.parametrize(
    "arguments", [["rules", "list"], ["triage", "HURT"], ["triage", "--json", "HURT"]]
)
def test_a_reader_that_went_away_is_no_fault_of_ours(tmp_path: Path, arguments: list[str]) -> None:
    hurt = str(hurt_host(tmp_path))
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*PROGRAM, *(hurt if each == "HURT" else each for each in arguments)],
        env=ENVIRONMENT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert ended.returncode == 130
    assert b"Traceback" not in ended.stderr
    assert b"Broken" not in ended.stderr


@pytest.mark.parametrize("command", [["rules", "list"], ["triage", "QUIET", "--json"]])
def test_a_full_disk_is_said_and_is_no_fault_of_ours(tmp_path: Path, command: list[str]) -> None:
    quiet = str(make_host(tmp_path))
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*PROGRAM, *(quiet if each == "QUIET" else each for each in command), "--lang", "en"],
            env=ENVIRONMENT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 2
    assert b"could not be written: No space left on device" in ended.stderr
    assert b"Traceback" not in ended.stderr
