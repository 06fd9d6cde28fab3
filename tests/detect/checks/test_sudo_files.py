import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact

NAME = "linux.sudo.file-in-wrong-hands"
FILE = "/etc/sudoers.d/web"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("uid", "mode", "is_named"), [(0, 0o440, False), (33, 0o440, True), (0, 0o646, True)]
)
def test_a_file_others_can_write_is_named(uid: int, mode: int, is_named: bool) -> None:
    fact = FileFact(path=HostPath(FILE), uid=uid, mode=mode)
    assert alarms_on(DEBIAN, fact) == ({NAME: {FILE}} if is_named else {})


def test_an_include_from_a_folder_for_scraps_is_named() -> None:
    host = changed(
        DEBIAN,
        {"/etc/sudoers": "#include /var/tmp/.cache\n", "/var/tmp/.cache": "ann ALL=(ALL) ALL\n"},
    )
    assert alarms_on(host)[NAME] == {"/var/tmp/.cache"}
