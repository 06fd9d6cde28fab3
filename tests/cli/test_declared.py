from pathlib import Path

import pytest

from hemostat.cli.declared import declared_of
from hemostat.cli.parser import build_parser
from hemostat.incident.declared import Declared
from hemostat.model.errors import DataError, UsageError


def asked(*words: str) -> tuple[Declared, ...]:
    return declared_of(build_parser("en").parse_args(["triage", *words]))


def test_nothing_asked_for_is_nothing_declared() -> None:
    assert asked() == ()


def test_options_and_file_stand_together(tmp_path: Path) -> None:
    file = tmp_path / "scope.yaml"
    file.write_text("bastions: [{name: jump, addresses: [10.0.0.1]}]\n")
    options = ("--own-ip", "192.0.2.7", "--own-user", "li", "--since-us", "2026-11-22")
    found = asked("--scope", str(file), *options)
    assert [each.kind for each in found] == ["bastion", "own", "own", "own"]
    assert found[2].accounts == ("li",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--own-ip", "1.2.3"), "--own-ip 1.2.3: neither an address nor a network"),
        (("--since-us", "now"), "--since-us now: no time such as"),
        (("--scope", "/nowhere/at/all"), "--scope /nowhere/at/all: No such file"),
    ],
)
def test_what_cannot_be_understood_is_refused(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        asked(*words)


def test_a_wrong_or_huge_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "scope.yaml"
    file.write_text("friends: []\n")
    with pytest.raises(DataError, match="friends"):
        asked("--scope", str(file))
    file.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(UsageError, match="1 MiB"):
        asked("--scope", str(file))
