"""apk's database. Made up after apk-installed(5): no real Alpine root was at hand."""

import base64
import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.apk import parse_apk_installed, parse_apk_packages
from hemostat.parse.place import Place

PATH = HostPath("/lib/apk/db/installed")


def checksum(content: bytes) -> str:
    return "Q1" + base64.b64encode(hashlib.sha1(content).digest()).decode()


INSTALLED = f"""C:Q1abcdefghijklmnopqrstuvwxyz0=
P:busybox
V:1.36.1-r5
A:x86_64
m:Natanael Copa <ncopa@alpinelinux.org>
F:bin
R:busybox
a:0:0:755
Z:{checksum(b"busybox")}
F:etc
R:securetty
Z:{checksum(b"tty1")}
F:etc/network
M:0:0:1777
R:if-up
a:0:0:775

P:made
V:1-r0
F:
R:at-the-root
Z:Q2{base64.b64encode(hashlib.sha256(b"x").digest()).decode()}

V:9
no field
""".encode()


def evidence(data: bytes) -> Evidence:
    return Evidence(data, PATH)


@pytest.mark.requirement("A4.13")
def test_packages_are_read_and_a_stanza_without_a_name_is_unread() -> None:
    parsed = parse_apk_packages(evidence(INSTALLED), Place(PATH))
    assert [(each.name, each.version) for each in parsed.records] == [
        ("busybox", "1.36.1-r5"),
        ("made", "1-r0"),
    ]
    assert [each.reason for each in parsed.unread] == ["not a field", "a stanza without a package"]


def test_files_have_folder_mode_and_checksum() -> None:
    files = {file.path: file for file in parse_apk_installed(evidence(INSTALLED))}
    assert list(files) == ["/bin/busybox", "/etc/securetty", "/etc/network/if-up", "/at-the-root"]
    busybox = files[HostPath("/bin/busybox")]
    assert (busybox.algorithm, busybox.digest) == ("sha1", hashlib.sha1(b"busybox").hexdigest())
    assert (busybox.mode, busybox.is_config, busybox.package) == (0o755, False, "busybox")
    assert files[HostPath("/etc/securetty")].is_config
    assert files[HostPath("/etc/network/if-up")].digest == ""
    assert files[HostPath("/at-the-root")].algorithm == "sha256"


def test_only_wanted_files_are_given() -> None:
    found = parse_apk_installed(evidence(INSTALLED), frozenset([b"/bin/busybox", b"/bin/sh"]))
    assert [file.path for file in found] == ["/bin/busybox"]


@given(st.binary())
def test_nothing_raises_and_every_stanza_gives_something(data: bytes) -> None:
    parsed = parse_apk_packages(evidence(data), Place(PATH))
    list(parse_apk_installed(evidence(data)))
    lines = data.split(b"\n")
    stanzas = {n for n, line in enumerate(lines, 1) if line and (n == 1 or not lines[n - 2])}
    assert stanzas <= {each.source.line for each in (*parsed.records, *parsed.unread)}


@given(st.lists(st.text("abc./", min_size=1, max_size=8)))
def test_each_file_line_gives_one_file(names: list[str]) -> None:
    data = "P:p\nF:usr\n" + "".join(f"R:{name}\n" for name in names)
    files = list(parse_apk_installed(evidence(data.encode())))
    assert [file.path for file in files] == [f"/usr/{name}" for name in names]


def test_a_large_database_takes_no_second() -> None:
    began = time.monotonic()
    assert len(list(parse_apk_installed(evidence(INSTALLED * 5000)))) == 20_000
    assert time.monotonic() - began < 5
