"""Lines as loaders write them; contents made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.kernel_arguments import parse_kernel_arguments
from hemostat.parse.place import Place

PLACE = Place(HostPath("/boot/grub/grub.cfg"), "", None, "")


def found(text: bytes) -> list[tuple[str, str]]:
    parsed = parse_kernel_arguments(Evidence(text, PLACE.path), PLACE)
    assert parsed.unread == ()
    return [(each.trigger, each.command) for each in parsed.records]


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"linux /vmlinuz root=UUID=1 ro quiet init=/opt/x/first\n", [("init", "/opt/x/first")]),
        (b'GRUB_CMDLINE_LINUX="init=/opt/x"\n', [("init", "/opt/x")]),
        (
            b'GRUB_CMDLINE_LINUX="quiet systemd.run=\\"/opt/x -a\\""\n',
            [("systemd.run", "/opt/x -a")],
        ),
        (b"options root=/dev/vda1 rd.break systemd.debug-shell=0\n", [("rd.break", "rd.break")]),
        (b"BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet initrd=\\initrd.img\n", []),
        (b"initrd /initrd.img-6.1\nlinux /v WSL_ROOT_INIT=1 noinit=/x\n", []),
        (b'# GRUB_CMDLINE_LINUX="init=/opt/x"\n', []),
    ],
)
def test_arguments_that_run_something(text: bytes, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_menu_says_it_once() -> None:
    assert found(b"linux /a init=/opt/x\nlinux /b init=/opt/x\n") == [("init", "/opt/x")]


@given(st.binary())
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    found(data)
