"""The seam: every kind of source answers the same questions, and none can be asked to write."""

import inspect

import pytest

from hemostat.trees.collector_stream import CollectorTree
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Digests, HostTree, TreeInfo
from hemostat.trees.live import LiveTree
from hemostat.trees.tar import TarTree
from hemostat.trees.uac import UacTree

ASKED = {name: each for name, each in vars(HostTree).items() if not name.startswith("_")}


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize("kind", [CollectorTree, FolderTree, LiveTree, TarTree, UacTree])
def test_every_source_answers_every_question_with_the_same_words(kind: type[object]) -> None:
    for name, question in ASKED.items():
        answer = inspect.signature(getattr(kind, name))
        assert list(answer.parameters) == list(inspect.signature(question).parameters)


def test_no_question_is_a_change() -> None:
    assert set(ASKED) == {
        "info",
        "scandir",
        "stat",
        "readlink",
        "read",
        "digest",
        "xattr",
        "stat_target",
        "resolve",
    }


def test_a_source_that_says_nothing_is_whole_and_not_running() -> None:
    info = TreeInfo(kind="folder", name="x")
    assert (info.is_complete, info.is_running, info.has_processes, info.taken) == (
        True,
        False,
        False,
        None,
    )
    assert Digests() == Digests(sha256="", md5="", sha1="")
