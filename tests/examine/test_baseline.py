"""The baseline over whole roots: dpkg, rpm and apk, links, diversions, configuration, holes."""

import base64
import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from hemostat.examine.baseline import build_facts, open_baseline
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.failure import Denied, Failure, NotCollected
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Digests
from made_roots import install_dpkg, put, tree_of, whole
from rpm_fixtures import BERKELEY, CONTENT, header_blobs, ndb_database, sqlite_database

LS = b"\x7fELF\x02ls"
VIM = b"\x7fELF\x02vim"
ROOTS = Path("/var/tmp/hemostat-test-roots")
DEBIAN = ROOTS / "bookworm"


def facts_of(root: Path, *paths: str) -> dict[str, FileFact]:
    facts, _ = build_facts(tree_of(root), {HostPath(path): {"runs"} for path in paths})
    return {fact.path: fact for fact in facts}


def states(root: Path, *paths: str) -> list[str]:
    return [fact.state.value for fact in facts_of(root, *paths).values()]


@pytest.fixture
def debian(tmp_path: Path) -> Path:
    """A merged /usr, a package that lists /bin, an alternative, a diversion, a conffile."""
    put(tmp_path, "/usr/bin/ls", LS, 0o755)
    (tmp_path / "bin").symlink_to("usr/bin")
    install_dpkg(tmp_path, "coreutils", {"/bin/ls": LS, "/bin/cp": LS}, {"/etc/ls.conf": b"a"})
    put(tmp_path, "/usr/bin/vim.basic", VIM, 0o755)
    install_dpkg(tmp_path, "vim", {"/usr/bin/vim.basic": VIM})
    (tmp_path / "etc/alternatives").mkdir(parents=True)
    (tmp_path / "etc/alternatives/vi").symlink_to("/usr/bin/vim.basic")
    (tmp_path / "usr/bin/vi").symlink_to("/etc/alternatives/vi")
    put(tmp_path, "/usr/bin/perf", b"#!/bin/sh\n", 0o755)
    put(tmp_path, "/usr/bin/perf.wrapper", b"#!/bin/bash\n", 0o755)
    install_dpkg(tmp_path, "linux-perf", {"/usr/bin/perf": b"#!/bin/sh\n"})
    install_dpkg(tmp_path, "linux-base", {"/usr/bin/perf": b"#!/bin/bash\n"})
    diversions = "/bin/perf\n/bin/perf.wrapper\nlinux-perf\n"
    put(tmp_path, "/var/lib/dpkg/diversions", diversions.encode())
    put(tmp_path, "/etc/ls.conf", b"a")
    return tmp_path


@pytest.mark.requirement("A4.13", "A6L.5")
def test_a_merged_usr_shows_no_mismatch_under_either_name(debian: Path) -> None:
    facts = facts_of(debian, "/bin/ls", "/usr/bin/ls")
    assert {(fact.state, fact.package) for fact in facts.values()} == {
        (Provenance.PACKAGED, "coreutils")
    }
    assert facts["/bin/ls"].real_path == "/usr/bin/ls"


def test_an_alternative_is_judged_by_what_it_leads_to(debian: Path) -> None:
    fact = facts_of(debian, "/bin/vi")["/bin/vi"]
    assert (fact.state, fact.package, fact.real_path) == (
        Provenance.PACKAGED,
        "vim",
        "/usr/bin/vim.basic",
    )


def test_both_sides_of_a_diversion_belong_to_their_package(debian: Path) -> None:
    facts = facts_of(debian, "/usr/bin/perf", "/usr/bin/perf.wrapper")
    assert [(fact.state.value, fact.package) for fact in facts.values()] == [
        ("packaged", "linux-perf"),
        ("packaged", "linux-base"),
    ]


def test_a_changed_program_an_edited_conffile_and_a_missing_one(debian: Path) -> None:
    put(debian, "/usr/bin/ls", b"#!/bin/sh\nls.real | grep -v x\n", 0o755)
    put(debian, "/etc/ls.conf", b"b")
    facts = facts_of(debian, "/usr/bin/ls", "/etc/ls.conf", "/bin/cp", "/usr/bin/none")
    assert [fact.state.value for fact in facts.values()] == [
        "changed",
        "configured",
        "missing",
        "missing",
    ]
    changed = facts["/usr/bin/ls"]
    assert (changed.content, changed.interpreter) == ("script", "/bin/sh")
    assert facts["/bin/cp"].package == "coreutils"


def test_a_program_replaced_by_a_link_is_changed(debian: Path) -> None:
    (debian / "usr/bin/ls").unlink()
    put(debian, "/opt/x/ls", LS, 0o755)
    (debian / "usr/bin/ls").symlink_to("/opt/x/ls")
    assert states(debian, "/bin/ls") == ["changed"]


def test_a_file_nobody_owns_is_unowned_and_hashed(debian: Path) -> None:
    put(debian, "/opt/x/run", b"\x7fELF run", 0o4755)
    fact = facts_of(debian, "/opt/x/run")["/opt/x/run"]
    assert fact.state is Provenance.UNOWNED
    assert fact.sha256 == hashlib.sha256(b"\x7fELF run").hexdigest()
    assert fact.source.evidence == f"sha256:{fact.sha256}"
    assert (fact.mode, fact.content, fact.used_as) == (0o4755, "elf", ("runs",))


def test_a_folder_moved_to_another_disk_keeps_its_owner(debian: Path) -> None:
    put(debian, "/data/opt/tool/run", b"\x7fELF tool", 0o755)
    (debian / "opt").symlink_to("data/opt")
    install_dpkg(debian, "tool", {"/opt/tool/run": b"\x7fELF tool"})
    assert states(debian, "/opt/tool/run", "/data/opt/tool/run") == ["packaged", "packaged"]


def test_a_package_without_checksums_leaves_its_programs_unknown(debian: Path) -> None:
    put(debian, "/opt/vendor/run", b"\x7fELF", 0o755)
    install_dpkg(debian, "vendor", {"/opt/vendor/run": b"\x7fELF"}, has_sums=False)
    fact = facts_of(debian, "/opt/vendor/run")["/opt/vendor/run"]
    assert (fact.state, fact.package) == (Provenance.UNKNOWN, "vendor")


def test_names_with_newlines_and_bytes_that_are_no_text_are_kept(debian: Path) -> None:
    name = os.fsdecode(b"/opt/a\nb\xff")
    put(debian, name, b"\x7fELF", 0o755)
    assert states(debian, name) == ["unowned"]


def test_loops_sockets_and_relative_paths_are_answered(debian: Path) -> None:
    (debian / "loop").symlink_to("loop")
    os.mkfifo(debian / "pipe")
    facts, coverage = build_facts(
        tree_of(debian), {HostPath(path): set[str]() for path in ("/loop", "/pipe", "memfd:x")}
    )
    assert [(fact.kind, fact.state.value) for fact in facts] == [
        ("unknown", "unknown"),
        ("fifo", "unowned"),
        ("unknown", "unknown"),
    ]
    holes = [entry.path for entry in coverage if entry.outcome.is_hole]
    assert holes == ["/loop", "memfd:x"]


class Unreadable(FolderTree):
    """A folder whose programs cannot be read: by an ordinary user, or left out of a collection."""

    failure: Failure = Denied()

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        return self.failure if path.startswith(b"/usr/bin") else super().read(path, limit)

    def digest(self, path: bytes) -> Digests | Failure:
        return self.failure if path.startswith(b"/usr/bin") else super().digest(path)


@pytest.mark.parametrize("failure", [Denied("no"), NotCollected("left out")])
def test_what_cannot_be_read_is_unknown_and_a_hole(debian: Path, failure: Failure) -> None:
    tree = Unreadable(os.fsencode(debian))
    tree.failure = failure
    facts, coverage = build_facts(tree, {HostPath("/bin/ls"): {"runs"}})
    assert (facts[0].state, facts[0].package) == (Provenance.UNKNOWN, "coreutils")
    assert [entry.path for entry in holes(coverage)] == ["/bin/ls"]


class HashesOnly(Unreadable):
    """A collection that brought the hashes of programs, not the programs."""

    def digest(self, path: bytes) -> Digests | Failure:
        return FolderTree.digest(self, path)


def test_hashes_that_a_collection_brought_are_enough(debian: Path) -> None:
    tree = HashesOnly(os.fsencode(debian))
    tree.failure = NotCollected()
    facts, coverage = build_facts(tree, {HostPath("/bin/ls"): {"runs"}})
    assert facts[0].state is Provenance.PACKAGED
    assert holes(coverage) == []


def holes(coverage: Iterable[CoverageEntry]) -> list[CoverageEntry]:
    return [entry for entry in coverage if entry.outcome.is_hole]


def test_without_a_database_nothing_is_called_unowned(tmp_path: Path) -> None:
    put(tmp_path, "/usr/bin/ls", LS, 0o755)
    facts, coverage = build_facts(tree_of(whole(tmp_path)), {HostPath("/usr/bin/ls"): {"runs"}})
    assert facts[0].state is Provenance.UNKNOWN
    assert [(entry.artifact, entry.outcome) for entry in coverage] == [
        ("linux.packages", Outcome.ABSENT)
    ]


def test_a_hole_in_the_database_leaves_the_unowned_unknown(debian: Path) -> None:
    put(debian, "/opt/run", b"\x7fELF", 0o755)
    (debian / "var/lib/dpkg/info/x.list").mkdir()
    assert states(debian, "/opt/run", "/usr/bin/ls") == ["unknown", "packaged"]


RPM_FORMS = {
    "var/lib/rpm/rpmdb.sqlite": sqlite_database(),
    "usr/lib/sysimage/rpm/Packages.db": ndb_database(header_blobs()),
    "var/lib/rpm/Packages": BERKELEY.read_bytes(),
}


@pytest.mark.requirement("A4.13")
@pytest.mark.parametrize("database", RPM_FORMS)
def test_rpm_files_are_packaged_changed_or_configured(tmp_path: Path, database: str) -> None:
    put(tmp_path, database, RPM_FORMS[database])
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "bin").symlink_to("usr/bin")
    for path, content in CONTENT.items():
        put(tmp_path, path, content, 0o755)
    put(tmp_path, "/usr/bin/made-privileged", b"#!/bin/sh\nid; nc -l 1\n", 0o4755)
    put(tmp_path, "/etc/made/made.conf", b"a = 2\n")
    put(tmp_path, "/var/lib/made/state", b"x\n")
    facts = facts_of(tmp_path, *CONTENT, "/usr/bin/small", "/var/lib/made/state", "/usr/bin/other")
    assert {path: fact.state.value for path, fact in facts.items()} == {
        "/usr/bin/made": "packaged",
        "/usr/bin/made-privileged": "changed",
        "/etc/made/made.conf": "configured",
        "/bin/small": "packaged",
        "/usr/bin/small": "packaged",
        "/var/lib/made/state": "configured",
        "/usr/bin/other": "missing",
    }


def test_apk_files_are_packaged_or_changed(tmp_path: Path) -> None:
    def line(content: bytes) -> str:
        return "Q1" + base64.b64encode(hashlib.sha1(content).digest()).decode()

    database = (
        f"P:busybox\nV:1\nF:bin\nR:busybox\nZ:{line(LS)}\nR:bb\nZ:{line(LS)}\n"
        f"F:etc/init.d\nR:crond\nZ:{line(b'#!/sbin/openrc-run')}\n\n"
    )
    put(tmp_path, "/lib/apk/db/installed", database.encode())
    put(tmp_path, "/bin/busybox", LS, 0o755)
    put(tmp_path, "/bin/bb", VIM, 0o755)
    (tmp_path / "bin/ls").symlink_to("/bin/busybox")
    put(tmp_path, "/etc/init.d/crond", b"#!/sbin/openrc-run\nnew")
    assert states(tmp_path, "/bin/ls", "/bin/bb", "/etc/init.d/crond") == [
        "packaged",
        "changed",
        "configured",
    ]


def test_a_bare_name_is_found_as_the_shell_would(debian: Path) -> None:
    put(debian, "/usr/local/bin/ls", LS, 0o755)
    baseline = open_baseline(tree_of(debian))
    assert baseline.which("ls") == "/usr/local/bin/ls"
    assert baseline.which("vi") == "/usr/bin/vi"
    assert [baseline.which(name) for name in ("none", "", "a/b", "a\0b")] == [None] * 4


@pytest.mark.skipif(
    not (DEBIAN / "var/lib/dpkg/status").exists(),
    reason=f"needs: debootstrap --variant=minbase bookworm {DEBIAN}",
)
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: some of its files are root's alone")
@pytest.mark.requirement("A4.13")
def test_a_fresh_debian_shows_no_mismatch_over_all_its_files() -> None:
    wanted: dict[HostPath, set[str]] = {}
    for part in ("bin", "sbin", "lib", "etc", "usr", "opt", "root"):
        for folder, _, names in os.walk(DEBIAN / part):
            for name in names:
                path = Path(folder, name)
                wanted[HostPath(f"/{path.relative_to(DEBIAN)}")] = {"runs"}
    facts, coverage = build_facts(tree_of(DEBIAN), wanted)
    programs = [fact for fact in facts if fact.content in ("elf", "script")]
    assert len(programs) > 900
    assert [entry for entry in coverage if entry.outcome.is_hole] == []
    assert {fact.path: fact.state.value for fact in facts if fact.state is Provenance.CHANGED} == {}
    odd = {
        fact.path: fact.state.value for fact in programs if fact.state is not Provenance.PACKAGED
    }
    assert odd == {}


def altered(root: Path, most_bytes: int = 1 << 20) -> tuple[list[str], list[CoverageEntry]]:
    wanted = {HostPath(path): {"command"} for path in ("/usr/bin/ls", "/usr/bin/vim.basic")}
    facts, coverage = open_baseline(FolderTree(os.fsencode(root))).altered(wanted, most_bytes)
    return [fact.path for fact in facts], list(coverage)


def age_lists(root: Path, seconds: float) -> None:
    """Let every package have been installed some time ago."""
    then = time.time() - seconds
    for path in (root / "var/lib/dpkg/info").iterdir():
        os.utime(path, (then, then))


@pytest.mark.requirement("A6L.4", "A6L.5")
def test_a_command_nothing_runs_is_found_changed_though_its_mtime_was_set_back(
    debian: Path,
) -> None:
    put(debian, "/usr/bin/ls", b"\x7fELF another", 0o755)
    os.utime(debian / "usr/bin/ls", (0, 0))
    age_lists(debian, 86_400)
    found, (entry,) = altered(debian)
    assert found == ["/usr/bin/ls"]
    assert entry.outcome is Outcome.READ


def test_what_nobody_touched_since_its_package_came_is_not_read(debian: Path) -> None:
    # Its content differs, but its inode is as old as the package: times say it was delivered so.
    put(debian, "/usr/bin/ls", b"\x7fELF another", 0o755)
    age_lists(debian, -60)
    assert altered(debian)[0] == []


def test_what_the_budget_left_is_counted(debian: Path) -> None:
    put(debian, "/usr/bin/ls", b"\x7fELF another", 0o755)
    age_lists(debian, 86_400)
    found, (entry,) = altered(debian, 1)
    assert found == []
    assert entry.outcome is Outcome.TOO_LARGE
    assert entry.reason.startswith("2 programs")
