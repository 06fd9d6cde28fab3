"""Files of kernel modules by modules.dep."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.module_files import module_files

PATH = HostPath("/lib/modules/6.1.0/modules.dep")


def test_each_module_is_known_by_the_name_the_kernel_shows() -> None:
    data = (
        b"kernel/net/ipv4/tcp-x.ko.zst: kernel/a.ko.zst\nupdates/dkms/nvidia.ko:\n"
        b"/opt/m/q.ko:\nno line\nextra/nvidia.ko:\n"
    )
    assert module_files(Evidence(data, PATH)) == {
        "tcp_x": "/lib/modules/6.1.0/kernel/net/ipv4/tcp-x.ko.zst",
        "nvidia": "/lib/modules/6.1.0/updates/dkms/nvidia.ko",
        "q": "/opt/m/q.ko",
    }


@given(st.binary(max_size=300))
def test_any_bytes_give_names_without_slashes(data: bytes) -> None:
    assert all(
        "/" not in name and path for name, path in module_files(Evidence(data, PATH)).items()
    )
