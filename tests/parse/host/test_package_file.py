"""What a database says of a file, before anybody reads the database."""

from hemostat.model.path import HostPath
from hemostat.parse.host.package_file import PackageFile


def test_a_file_without_more_facts_vouches_for_nothing() -> None:
    bare = PackageFile(path=HostPath("/bin/ls"), package="coreutils", manager="dpkg")
    assert (bare.digest, bare.is_config, bare.is_generated, bare.mode) == ("", False, False, None)
