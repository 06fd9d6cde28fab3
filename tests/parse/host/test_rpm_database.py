"""What rpm headers say of packages and files."""

import pytest

from hemostat.model.evidence import Source
from hemostat.parse.host.rpm_bdb import bdb_blobs
from hemostat.parse.host.rpm_database import WantedFiles, files_of, package_of
from hemostat.parse.host.rpm_header import RpmHeader, parse_rpm_header
from rpm_fixtures import BERKELEY, header_blobs


def headers(blobs: list[bytes]) -> dict[str, RpmHeader]:
    parsed = [parse_rpm_header(blob) for blob in blobs]
    return {each.text(1000): each for each in parsed if isinstance(each, RpmHeader)}


@pytest.mark.requirement("A4.13")
def test_a_package_has_epoch_version_release_and_vendor() -> None:
    made = package_of(headers(header_blobs())["made-tool"], Source())
    assert (made.name, made.version, made.architecture) == ("made-tool", "2:1.4-3", "noarch")
    assert made.maintainer == "Made Up Ltd"
    assert made.installed is not None
    assert package_of(headers(header_blobs())["small"], Source()).version == "0.1-1"


def test_only_wanted_files_are_given_with_digest_mode_and_flags() -> None:
    wanted = WantedFiles.of(
        frozenset(
            [
                b"/usr/bin/made-privileged",
                b"/etc/made/made.conf",
                b"/usr/bin/made-link",
                b"/bin/made",
            ]
        )
    )
    files = {file.path: file for file in files_of(headers(header_blobs())["made-tool"], wanted)}
    assert sorted(files) == [
        "/etc/made/made.conf",
        "/usr/bin/made-link",
        "/usr/bin/made-privileged",
    ]
    program = files["/usr/bin/made-privileged"]
    assert (program.mode, program.owner, program.algorithm) == (0o4755, "root", "sha256")
    assert files["/etc/made/made.conf"].is_config
    assert (files["/usr/bin/made-link"].kind, files["/usr/bin/made-link"].digest) == ("link", "")


def test_a_ghost_is_generated_and_has_no_digest() -> None:
    every = {file.path: file for file in files_of(headers(header_blobs())["made-tool"])}
    assert every["/var/lib/made/state"].is_generated
    assert every["/var/lib/made/state"].digest == ""
    assert len(every) == 66


def test_old_packages_have_md5_digests() -> None:
    blobs = [blob for blob in bdb_blobs(BERKELEY.read_bytes()) if isinstance(blob, bytes)]
    wanted = WantedFiles.of(frozenset([b"/usr/bin/made"]))
    [made] = files_of(headers(blobs)["made-tool"], wanted)
    assert (made.algorithm, made.digest) == ("md5", "fc84eab818db1b42af637c0be21c1b9e")


def test_a_file_that_another_package_replaced_is_left_out() -> None:
    small = headers(header_blobs())["small"]
    kind, offset, count = small.index[1029]
    data = bytearray(small.data)
    data[offset] = 1
    replaced = RpmHeader(small.index, bytes(data))
    assert (kind, count) == (1, 1)
    assert list(files_of(replaced)) == []
    assert [file.path for file in files_of(small)] == ["/bin/small"]
