"""The command line, called within the tests' own process."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import hemostat as package
from hemostat.cli.main import main

PROGRAM = (sys.executable, "-B", "-m", "hemostat")
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(Path(package.__file__).parents[1]),
    "PYTHONIOENCODING": "utf-8",
    "LC_ALL": "C.UTF-8",
}
"""For commands in a process of their own: the code under test, in English."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one command ended, and what it wrote."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


Hemostat = Callable[..., Ended]


@pytest.fixture
def hemostat(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Hemostat:
    """Calls one command; the language is English unless `--lang` says otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Ended:
        capsysbinary.readouterr()
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsysbinary.readouterr()
        return Ended(code, out, err.decode())

    return call
