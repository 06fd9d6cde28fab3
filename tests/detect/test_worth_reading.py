"""Which files a content scan should read, and which first."""

from datetime import UTC, datetime

import pytest

from hemostat.detect.worth_reading import MOST_OTHER, Spot, importance, reasons_to_read
from hemostat.model.area import AreaKind
from hemostat.model.candidate import REASONS, Candidate
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance


def reasons(
    folder: str,
    kind: AreaKind,
    name: str,
    mode: int = 0o644,
    size: int = 9,
    recent: int | None = None,
) -> set[str]:
    found = reasons_to_read(Spot(HostPath(folder), kind, recent), name, mode, size, 100)
    assert found <= set(REASONS)
    return set(found)


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    ("folder", "kind", "name", "mode", "expected"),
    [
        ("/var/www/shop", AreaKind.WEB, "logo.png", 0o644, {"web"}),
        ("/var/www/shop/uploads", AreaKind.WEB, "a.jpg", 0o644, {"web", "upload"}),
        ("/var/www/shop", AreaKind.WEB, ".x.php", 0o644, {"web", "hidden"}),
        ("/tmp", AreaKind.TEMPORARY, "notes", 0o644, {"temporary"}),
        ("/tmp/.ICE", AreaKind.TEMPORARY, "x", 0o644, {"temporary", "hidden"}),
        ("/run/udev/data", AreaKind.TEMPORARY, "c1:3", 0o644, set()),
        ("/run/udev/data", AreaKind.TEMPORARY, "x.sh", 0o644, {"temporary"}),
        ("/home/lee", AreaKind.HOME, "mail.txt", 0o644, set()),
        ("/home/lee", AreaKind.HOME, "go", 0o755, {"home"}),
        ("/usr/lib/x", AreaKind.SYSTEM, "data.bin2", 0o644, set()),
        ("/usr/lib/x", AreaKind.SYSTEM, "y.so", 0o644, {"unowned"}),
        ("/usr/lib/x", AreaKind.SYSTEM, "y.pyc", 0o644, set()),
        ("/usr/share/.k", AreaKind.SYSTEM, "data", 0o644, {"hidden"}),
        ("/etc/bash_completion.d", AreaKind.SETTINGS, "tar", 0o644, {"unowned"}),
        ("/opt/stack", AreaKind.LOCAL, "compose.yml", 0o644, {"unowned"}),
        ("/opt/stack", AreaKind.LOCAL, "readme", 0o644, set()),
        ("/opt/app/node_modules/x", AreaKind.LOCAL, "x.yml", 0o644, set()),
        ("/var/lib/jenkins/init.groovy.d", AreaKind.DATA, "a.groovy", 0o644, {"unowned"}),
        ("/home/lee/stack", AreaKind.HOME, "compose.yaml", 0o644, {"home"}),
        ("/etc", AreaKind.SETTINGS, "motd", 0o644, {"unowned", "note"}),
        ("/etc/update-motd.d", AreaKind.SETTINGS, "99-note", 0o644, {"unowned", "note"}),
        ("/var/lib/mysql/wp", AreaKind.DATA, "wp_comments.TRG", 0o640, {"note"}),
    ],
)
def test_the_place_and_the_name_decide(
    folder: str, kind: AreaKind, name: str, mode: int, expected: set[str]
) -> None:
    assert reasons(folder, kind, name, mode) == expected


def test_empty_and_huge_files_are_not_read() -> None:
    assert reasons("/tmp", AreaKind.TEMPORARY, "x", size=0) == set()
    assert reasons("/tmp", AreaKind.TEMPORARY, "x", size=MOST_OTHER + 1) == set()
    assert reasons("/tmp", AreaKind.TEMPORARY, "x", 0o755, size=MOST_OTHER + 1) == {"temporary"}


def test_new_is_only_said_of_what_is_read_anyway() -> None:
    assert reasons("/usr/bin", AreaKind.SYSTEM, "x", 0o755, recent=99) == {"unowned", "recent"}
    assert reasons("/usr/bin", AreaKind.SYSTEM, "x", 0o755, recent=100) == {"unowned"}
    assert reasons("/var/lib/x", AreaKind.DATA, "state", recent=1) == set()


@pytest.mark.parametrize(
    ("folder", "kind", "name", "recent", "is_read"),
    [
        ("/var/spool/cups/tmp", AreaKind.DATA, "notes.txt", None, True),
        ("/usr/src/x-1.0", AreaKind.SYSTEM, "x.c", None, True),
        ("/usr/lib/x", AreaKind.SYSTEM, "x.c", 1, True),
        ("/usr/lib/x", AreaKind.SYSTEM, "x.c", None, False),
        ("/usr/share/doc/x", AreaKind.SYSTEM, "README.txt", 1, False),
        ("/root/k", AreaKind.HOME, "ranges.lst", 1, True),
        ("/root/k", AreaKind.HOME, "ranges.lst", None, False),
        ("/opt/app/node_modules/a", AreaKind.LOCAL, "package.json", None, True),
        ("/opt/app/node_modules/@a/b", AreaKind.LOCAL, "package.json", None, True),
        ("/opt/app/node_modules/a/test/x/y", AreaKind.LOCAL, "package.json", None, False),
        ("/opt/app", AreaKind.LOCAL, "package.json", None, False),
    ],
)
def test_sources_lists_and_manifests_are_read_where_they_were_left(
    folder: str, kind: AreaKind, name: str, recent: int | None, *, is_read: bool
) -> None:
    assert bool(reasons(folder, kind, name, recent=recent)) is is_read


def test_the_most_telling_comes_first() -> None:
    def one(
        path: str, *why: str, state: Provenance = Provenance.UNOWNED, day: int = 1
    ) -> Candidate:
        return Candidate(
            path=HostPath(path),
            real_path=HostPath(path),
            size=1,
            state=state,
            changed=datetime(2026, 1, day, tzinfo=UTC),
            reasons=frozenset(why),
        )

    ordered = [
        one("/usr/bin/ss", "changed", state=Provenance.CHANGED),
        one("/opt/x", "runs"),
        one("/var/www/uploads/a.php", "web", "upload"),
        one("/tmp/a.sh", "temporary"),
        one("/var/www/new.php", "web", day=2),
        one("/var/www/old.php", "web"),
        one("/tmp/notes", "temporary"),
        one("/var/www/uploads/a.jpg", "web", "upload"),
        one("/usr/lib/x.c", "unowned", "recent"),
        one("/opt/a/node_modules/b/package.json", "unowned", "recent"),
        one("/usr/bin/x", "unowned"),
        one("/root/x.sh", "home"),
        one("/opt/lib.so", "unowned"),
        one("/var/www/logo.png", "web"),
    ]
    mixed = ordered[::-1]
    assert sorted(mixed, key=importance) == ordered


@pytest.mark.parametrize(
    ("folder", "kind", "name", "is_note"),
    [
        ("/var/lib/mysql/README_RECOVER", AreaKind.DATA, "WARNING.txt", True),
        ("/var/lib/mysql/x", AreaKind.DATA, "README.ibd", True),
        ("/var/lib/redis", AreaKind.DATA, "dump.rdb", True),
        ("/var/lib/mongodb", AreaKind.DATA, "collection-7-311.wt", True),
        ("/home/ann/docs", AreaKind.HOME, "如何恢复文件.txt", True),
        ("/backup", AreaKind.LOCAL, "!!!READ_ME!!!.hta", True),
        ("/data/redis", AreaKind.LOCAL, "root.rdb", True),
        ("/opt/app", AreaKind.LOCAL, "README.md", False),
        ("/opt/app", AreaKind.LOCAL, "restore.conf", False),
        ("/home/ann/docs", AreaKind.HOME, "todo.txt", False),
        ("/var/lib/mysql/shop", AreaKind.DATA, "orders.ibd", False),
        ("/usr/lib/x", AreaKind.SYSTEM, "WARNING.txt", False),
    ],
)
def test_names_of_notes_are_worth_reading_where_data_lies(
    folder: str, kind: AreaKind, name: str, *, is_note: bool
) -> None:
    assert ("note" in reasons(folder, kind, name)) is is_note
