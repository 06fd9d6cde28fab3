"""Which libraries of a process nothing asks for."""

import pytest

from hemostat.parse.host.elf import Elf, elf_of
from hemostat.parse.host.linked import unneeded
from made_elf import made_elf

pytestmark = pytest.mark.requirement("A6L.2")


def elf(*needed: str, soname: str = "", defines: tuple[str, ...] = ()) -> Elf:
    found = elf_of(made_elf(needed, soname=soname, defines=defines))
    assert found is not None
    return found


LIBC = {
    "/usr/lib/libc.so.6": elf("ld-linux-x86-64.so.2", soname="libc.so.6"),
    "/usr/lib/ld-linux-x86-64.so.2": elf(),
}


def test_what_is_needed_by_something_needed_is_needed() -> None:
    libraries = {
        "/bin/ls": elf("libselinux.so.1", "libc.so.6"),
        "/usr/lib/libselinux.so.1": elf("libpcre2.so.0"),
        "/usr/lib/libpcre2.so.0.11": elf(soname="libpcre2.so.0"),
        **LIBC,
    }
    assert unneeded(libraries, ["/bin/ls"]) == ()


def test_a_preloaded_library_is_asked_for_by_nobody() -> None:
    libraries = {"/bin/ls": elf("libc.so.6"), "/usr/lib/libx.so": elf("libc.so.6"), **LIBC}
    assert unneeded(libraries, ["/bin/ls"]) == ("/usr/lib/libx.so",)


def test_what_the_c_library_opens_itself_is_usual_unless_it_hides() -> None:
    name = "/usr/lib/libnss_sss.so.2"
    libraries = {"/bin/ls": elf("libc.so.6"), **LIBC}
    assert unneeded({**libraries, name: elf()}, ["/bin/ls"]) == ()
    hiding = elf(defines=("readdir64",))
    assert unneeded({**libraries, name: hiding}, ["/bin/ls"]) == (name,)
    elsewhere = {"/opt/x/libnss_a.so.2": elf()}
    assert unneeded({**libraries, **elsewhere}, ["/bin/ls"]) == ("/opt/x/libnss_a.so.2",)


def test_libraries_that_need_each_other_are_not_needed_by_that() -> None:
    libraries = {"/bin/ls": elf(), "/a.so": elf("b.so"), "/b.so": elf("a.so")}
    assert unneeded(libraries, ["/bin/ls"]) == ("/a.so", "/b.so")
