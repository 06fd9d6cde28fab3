"""Links within a tree: the same answers as the kernel gives in a chroot."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.failure import Absent, Failed, Failure
from hemostat.trees.host_tree import FileKind
from hemostat.trees.resolving import Resolver, Seen


def resolver(**parts: bytes | FileKind) -> Resolver:
    """A tree written as `a__b="target"`; keys are paths with `__` for the slash."""
    seen: dict[bytes, bytes | FileKind] = {
        b"/" + key.replace("__", "/").encode(): value for key, value in parts.items()
    }
    return Resolver(lambda path: seen.get(path, Absent()))


FOLDER, FILE = FileKind.FOLDER, FileKind.FILE


def test_an_absolute_target_begins_at_the_root_of_the_tree() -> None:
    tree = resolver(bin=b"/usr/bin", usr=FOLDER, usr__bin=FOLDER, usr__bin__sh=b"dash")
    assert tree.resolve(b"/bin/sh") == Absent()
    tree = resolver(
        bin=b"/usr/bin", usr=FOLDER, usr__bin=FOLDER, usr__bin__sh=b"dash", usr__bin__dash=FILE
    )
    assert tree.resolve(b"/bin/sh") == b"/usr/bin/dash"


@pytest.mark.parametrize("target", [b"../../../../etc/x", b"/../../etc/x", b"/etc/../../etc/x"])
def test_two_dots_never_leave_the_tree(target: bytes) -> None:
    tree = resolver(a=FOLDER, a__out=target, etc=FOLDER, etc__x=FILE)
    assert tree.resolve(b"/a/out") == b"/etc/x"
    assert tree.resolve(b"/../../a/out") == b"/etc/x"


def test_the_last_part_is_left_alone_where_only_the_place_is_asked() -> None:
    tree = resolver(bin=b"usr/bin", usr=FOLDER, usr__bin=FOLDER, usr__bin__sh=b"dash")
    assert tree.place(b"/bin/sh") == b"/usr/bin/sh"
    assert tree.place(b"/bin/not-there") == b"/usr/bin/not-there"
    assert tree.place(b"/bin") == b"/bin"
    assert tree.place(b"/nowhere/x") == Absent()


@pytest.mark.parametrize(
    "parts",
    [
        {"a": b"a"},
        {"a": b"/b", "b": b"a"},
        {"a": b"a/x"},
        {"d": FOLDER, "d__up": b"../d/up/up", "a": b"/d/up"},
    ],
)
def test_a_loop_is_failed_not_absent(parts: dict[str, bytes | FileKind]) -> None:
    answer = resolver(**parts).resolve(b"/a")
    assert isinstance(answer, Failed)
    assert "loop" in answer.reason


def test_forty_links_are_followed_and_no_more() -> None:
    chain: dict[str, bytes | FileKind] = {f"l{n}": f"l{n + 1}".encode() for n in range(45)}
    assert resolver(**{**chain, "l40": FILE}).resolve(b"/l0") == b"/l40"
    assert isinstance(resolver(**{**chain, "l41": FILE}).resolve(b"/l0"), Failed)


def test_what_stands_below_a_file_is_absent() -> None:
    tree = resolver(f=FILE)
    assert tree.resolve(b"/f/x") == Absent()
    assert tree.place(b"/f/x") == Absent()


def test_a_failure_on_the_way_is_told_as_it_is() -> None:
    broken = Failed("input/output error")
    tree = Resolver(lambda path: broken if path == b"/bad" else Absent())
    assert tree.resolve(b"/bad/x") is broken


def test_what_was_absent_is_looked_at_again() -> None:
    present: set[bytes] = set()
    tree = Resolver(lambda path: FOLDER if path in present else Absent())
    assert tree.place(b"/new/x") == Absent()
    present.add(b"/new")
    assert tree.place(b"/new/x") == b"/new/x"


def test_a_folder_is_looked_at_once() -> None:
    looked: list[bytes] = []

    def look(path: bytes) -> Seen:
        looked.append(path)
        return b"usr/lib" if path == b"/lib" else FOLDER

    tree = Resolver(look)
    for number in range(1000):
        assert tree.place(b"/lib/%d" % number) == b"/usr/lib/%d" % number
    assert looked == [b"/lib", b"/usr", b"/usr/lib"]


def test_a_path_no_kernel_would_take_is_failed() -> None:
    assert isinstance(resolver().resolve(b"/" + b"a/" * 3000), Failed)


NAMES = st.sampled_from([b"a", b"b", b"..", b".", b"", b"c"])
TARGETS = st.lists(NAMES, min_size=1, max_size=4).map(b"/".join)


@given(
    links=st.dictionaries(st.sampled_from([b"a", b"b", b"c"]), st.tuples(st.booleans(), TARGETS)),
    path=TARGETS,
)
def test_the_answer_is_that_of_the_kernel_or_stays_inside(
    tmp_path_factory: pytest.TempPathFactory,
    links: dict[bytes, tuple[bool, bytes]],
    path: bytes,
) -> None:
    """Relative links only: an absolute one would leave the folder for the kernel, not for us."""
    root = os.fsencode(tmp_path_factory.mktemp("tree") / "deep" / "deeper")
    os.makedirs(root)
    for name, (is_folder, target) in links.items():
        if is_folder:
            os.mkdir(root + b"/" + name)
        elif target.strip(b"/"):
            os.symlink(target.lstrip(b"/"), root + b"/" + name)

    def look(where: bytes) -> Seen:
        local = root + where
        if os.path.islink(local):
            return os.readlink(local)
        if os.path.isdir(local):
            return FOLDER
        return FILE if os.path.lexists(local) else Absent()

    answer: bytes | Failure = Resolver(look).resolve(b"/" + path)
    real = os.path.realpath(root + b"/" + path.lstrip(b"/"))
    if isinstance(answer, bytes):
        assert b".." not in answer.split(b"/")
        assert os.path.lexists(root + answer)
        if real == root or real.startswith(root + b"/"):
            assert (root + answer).rstrip(b"/") == real
