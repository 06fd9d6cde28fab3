"""dpkg's database: status, lists, checksums, diversions, ucf."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath, decode
from hemostat.model.records import Package
from hemostat.parse.host.dpkg import (
    Conffile,
    checksums,
    conffiles_of,
    listed,
    package_files,
    parse_dpkg_diversions,
    parse_dpkg_status,
    parse_md5sums,
    parse_ucf,
)
from hemostat.parse.host.package_file import Diversion
from hemostat.parse.place import Place

MD5 = "0123456789abcdef0123456789abcdef"
STATUS = f"""Package: adduser
Status: install ok installed
Priority: important
Maintainer: Debian Adduser Developers <adduser@packages.debian.org>
Architecture: all
Version: 3.134
Conffiles:
 /etc/adduser.conf {MD5}
 /etc/old name.conf {MD5} obsolete
 /etc/gone.conf newconffile remove-on-upgrade
Description: add and remove users
 Package: not-a-package
 .

Package: removed
Status: deinstall ok config-files
Version: 1

Version: 2
""".encode()


def status(data: bytes, path: str = "/var/lib/dpkg/status") -> Parsed[Package]:
    return parse_dpkg_status(Evidence(data, HostPath(path)), Place(HostPath(path)))


@pytest.mark.requirement("A4.13")
def test_each_stanza_is_a_package_or_unread() -> None:
    parsed = status(STATUS)
    assert [(each.name, each.version, each.is_installed) for each in parsed.records] == [
        ("adduser", "3.134", True),
        ("removed", "1", False),
    ]
    assert [(each.source.line, each.reason) for each in parsed.unread] == [
        (19, "a stanza without a package")
    ]


def test_distroless_writes_no_status_field() -> None:
    path = "/var/lib/dpkg/status.d/base"
    assert status(b"Package: base-files\nVersion: 12\n", path).records[0].is_installed
    assert not status(b"Package: base-files\nVersion: 12\n").records[0].is_installed


def test_conffiles_keep_spaces_and_lose_flags() -> None:
    assert conffiles_of(Evidence(STATUS, HostPath("/var/lib/dpkg/status"))) == (
        Conffile("adduser", HostPath("/etc/adduser.conf"), MD5),
        Conffile("adduser", HostPath("/etc/old name.conf"), MD5, is_obsolete=True),
        Conffile("adduser", HostPath("/etc/gone.conf"), ""),
    )


def test_a_list_is_asked_only_for_what_is_wanted() -> None:
    data = b"/.\n/usr\n/usr/bin\n/usr/bin/ls\n/usr/bin/ls -l\n"
    assert listed(data, frozenset([b"/usr/bin/ls", b"/bin/ls"])) == {b"/usr/bin/ls"}


def test_checksums_are_found_with_and_without_a_leading_dot() -> None:
    data = f"{MD5}  usr/bin/ls\n{MD5}  ./usr/bin/cp\nzz  usr/bin/mv\n".encode()
    wanted = frozenset([b"/usr/bin/ls", b"/usr/bin/cp", b"/usr/bin/mv"])
    assert checksums(data, wanted) == {b"/usr/bin/ls": MD5, b"/usr/bin/cp": MD5}


def test_every_line_of_md5sums_is_a_file_or_unread() -> None:
    data = f"{MD5}  usr/bin/ls\nbroken\n\n{MD5} usr/bin/cp\n".encode()
    path = HostPath("/var/lib/dpkg/info/coreutils.md5sums")
    files, unread = parse_md5sums(Evidence(data, path))
    assert [(file.path, file.package, file.digest) for file in files] == [
        ("/usr/bin/ls", "coreutils", MD5)
    ]
    assert [each.source.line for each in unread] == [2, 4]


def test_a_conffile_counts_as_configuration_and_a_multiarch_name_is_shortened() -> None:
    conffile = Conffile("libc6", HostPath("/etc/ld.so.conf.d/libc.conf"), MD5)
    names = frozenset([b"/etc/ld.so.conf.d/libc.conf", b"/lib/libc.so.6"])
    found = list(package_files("libc6:amd64", names, {}, {conffile.path: conffile}))
    assert [(file.package, file.path, file.is_config, file.digest) for file in found] == [
        ("libc6", "/etc/ld.so.conf.d/libc.conf", True, MD5),
        ("libc6", "/lib/libc.so.6", False, ""),
    ]


def test_diversions_are_triples_and_a_rest_is_unread() -> None:
    data = b"/bin/sh\n/bin/sh.distrib\ndash\n/usr/bin/a\n/usr/bin/a.real\n"
    found, unread = parse_dpkg_diversions(Evidence(data, HostPath("/var/lib/dpkg/diversions")))
    assert found == (Diversion(HostPath("/bin/sh"), HostPath("/bin/sh.distrib"), "dash"),)
    assert [each.source.line for each in unread] == [4, 5]


def test_ucf_files_are_configuration_of_their_package() -> None:
    hashes = f"{MD5}  /etc/ssh/sshd_config\n".encode()
    registry = b"openssh-server \t /etc/ssh/sshd_config\nother\t/etc/other\nbroken\n"
    first, second = parse_ucf(hashes, registry)
    assert (first.package, first.path, first.digest, first.is_config) == (
        "openssh-server",
        "/etc/ssh/sshd_config",
        MD5,
        True,
    )
    assert (second.package, second.digest) == ("other", "")


@given(st.binary())
def test_every_stanza_gives_something_and_nothing_raises(data: bytes) -> None:
    parsed = status(data)
    conffiles_of(Evidence(data, HostPath("/var/lib/dpkg/status")))
    lines = [decode(line).strip(" \t\r") for line in data.split(b"\n")]
    stanzas = [n for n, line in enumerate(lines, 1) if line and (n == 1 or not lines[n - 2])]
    told = {each.source.line for each in (*parsed.records, *parsed.unread)}
    assert set(stanzas) <= told


@given(st.binary(), st.frozensets(st.binary()))
def test_lists_and_sums_of_any_bytes_answer_only_what_was_asked(
    data: bytes, wanted: frozenset[bytes]
) -> None:
    assert listed(data, wanted) <= wanted
    assert checksums(data, wanted).keys() <= wanted


@given(st.binary())
def test_no_line_of_md5sums_or_diversions_is_lost(data: bytes) -> None:
    files, unread = parse_md5sums(Evidence(data, HostPath("/x.md5sums")))
    assert len(files) + len(unread) == len([line for line in data.split(b"\n") if line])
    moved, rest = parse_dpkg_diversions(Evidence(data, HostPath("/x")))
    lines = data.removesuffix(b"\n").split(b"\n") if data not in (b"", b"\n") else []
    assert 3 * len(moved) + len(rest) in (len(lines), len(data.split(b"\n")) - 1)


def test_a_status_file_of_a_large_host_takes_no_second() -> None:
    began = time.monotonic()
    assert len(status(STATUS * 3000).records) == 6000
    assert time.monotonic() - began < 5
