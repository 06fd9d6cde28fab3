"""Facts about one file are joined."""

from dataclasses import replace

from hemostat.detect.same_file import one_per_file
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact

REAL = HostPath("/usr/lib/libx.so")
FACT = FileFact(path=HostPath("/lib/libx.so"), real_path=REAL, package="x", used_as=("mapped",))


def test_names_and_uses_are_joined_under_the_own_path() -> None:
    other = replace(FACT, path=REAL, used_as=("preload",))
    [(fact, names)] = one_per_file([FACT, other])
    assert (fact.path, fact.used_as, names) == (REAL, ("mapped", "preload"), ("/lib/libx.so",))


def test_a_file_seen_under_another_name_alone_keeps_it() -> None:
    assert [fact.path for fact, _ in one_per_file([FACT])] == ["/lib/libx.so"]


def test_containers_and_packages_are_kept_apart() -> None:
    container = replace(FACT, scope=Scope("container", "ab"))
    assert len(list(one_per_file([FACT, container, replace(FACT, package="y")]))) == 3
