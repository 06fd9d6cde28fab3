"""Programs that the kernel starts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host import kernel_helpers as helpers
from hemostat.parse.place import Place

SYSCTL = Place(HostPath("/etc/sysctl.d/x.conf"))
PARSERS = (
    helpers.parse_kernel_helper,
    helpers.parse_sysctl_config,
    helpers.parse_binfmt_entry,
    helpers.parse_binfmt_config,
)


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("path", "data", "command"),
    [
        (
            "/proc/sys/kernel/core_pattern",
            b"|/usr/share/apport/apport -p%p\n",
            "/usr/share/apport/apport -p%p",
        ),
        ("/proc/sys/kernel/core_pattern", b"/var/core/%e\n", None),
        ("/proc/sys/kernel/core_pattern", b" |/x\n", "/x"),
        ("/proc/sys/kernel/modprobe", b"/sbin/modprobe\n", "/sbin/modprobe"),
        ("/proc/sys/kernel/hotplug", b"\n", None),
        ("/sys/kernel/uevent_helper", b"/tmp/x\n", "/tmp/x"),
        ("/sys/fs/cgroup/rdma/release_agent", b"/cmd\n", "/cmd"),
    ],
)
def test_a_setting_that_names_a_program_is_a_record(
    path: str, data: bytes, command: str | None
) -> None:
    place = Place(HostPath(path))
    parsed = helpers.parse_kernel_helper(Evidence(data, place.path), place)
    assert [r.command for r in parsed.records] == ([command] if command else [])
    assert {r.account for r in parsed.records} <= {"root"}


def test_helpers_in_sysctl_files_are_read_with_dots_and_slashes() -> None:
    data = (
        b"# c\nnet.ipv4.ip_forward=1\n-kernel/core_pattern = |/bin/sh -c x\n"
        b"kernel.modprobe=/m\nkernel.core_pattern=core\n"
    )
    parsed = helpers.parse_sysctl_config(Evidence(data, SYSCTL.path), SYSCTL)
    assert [(r.trigger, r.command, r.source.line) for r in parsed.records] == [
        ("crash", "/bin/sh -c x", 3),
        ("module", "/m", 4),
    ]
    assert parsed.unread == ()


def test_interpreters_of_formats_are_read_from_the_kernel_and_from_files() -> None:
    place = Place(HostPath("/proc/sys/fs/binfmt_misc/jar"))
    data = b"enabled\ninterpreter /usr/bin/jexec\nflags: \noffset 0\nmagic 504b0304\n"
    parsed = helpers.parse_binfmt_entry(Evidence(data, place.path), place)
    assert [r.command for r in parsed.records] == ["/usr/bin/jexec"]
    data = b"# c\n:x:M::MZ::/opt/x:OC\n,y,E,,exe,,/opt/y,\n:bad:M\n"
    parsed = helpers.parse_binfmt_config(Evidence(data, place.path), place)
    assert [r.command for r in parsed.records] == ["/opt/x", "/opt/y"]
    assert [u.source.line for u in parsed.unread] == [4]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    for parser in PARSERS:
        parsed = parser(Evidence(data, SYSCTL.path), SYSCTL)
        assert len(parsed.records) + len(parsed.unread) <= data.count(b"\n") + 1


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_line_before_it_hides_a_helper(lines: list[str]) -> None:
    before = "".join(f"{line}\n" for line in lines if "\n" not in line)
    data = f"{before}kernel.core_pattern=|/opt/planted\n".encode()
    records = helpers.parse_sysctl_config(Evidence(data, SYSCTL.path), SYSCTL).records
    assert "/opt/planted" in [record.command for record in records]
