import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.process_stat import capability_names, parse_stat, parse_status

STAT = (
    b"7290 (cat) R 7240 7240 3537 34816 -1 4194304 101 0 0 0 150 50 0 0 20 0 1 0 127452 3133440 416"
    b" 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0"
)
STATUS = (
    b"Name:\tev\\nil\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t9\nPid:\t9\nPPid:\t1\n"
    b"TracerPid:\t77\nUid:\t1000\t0\t0\t0\nGid:\t100\t100\t100\t100\nNSpid:\t900\t1\nKthread:\t0\n"
    b"VmRSS:\t    1696 kB\nCapEff:\t0000000000003000\n"
)


@pytest.mark.requirement("B5.3")
def test_the_fields_of_a_stat_line_are_taken_by_their_place() -> None:
    stat = parse_stat(STAT)
    assert stat is not None
    assert (stat.pid, stat.name, stat.state, stat.ppid, stat.session, stat.tty) == (
        (7290, "cat", "R", 7240, 3537, 34816)
    )
    assert (stat.cpu_ticks, stat.start_ticks, stat.resident_pages) == (200, 127452, 416)
    assert not stat.is_kernel_thread


@pytest.mark.parametrize("name", [b"a) R 1 2 3 (b", b"x\ny", b"((", b") ) )", b"", b"\xff\x00"])
def test_a_name_may_hold_parentheses_blanks_and_newlines(name: bytes) -> None:
    stat = parse_stat(STAT.replace(b"cat", name))
    assert stat is not None
    assert stat.name == name.decode("utf-8", "backslashreplace")
    assert stat.ppid == 7240


def test_the_kernels_own_flag_marks_its_threads() -> None:
    stat = parse_stat(STAT.replace(b"4194304", b"2129984"))
    assert stat is not None
    assert stat.is_kernel_thread


@given(st.binary(max_size=400))
def test_no_bytes_make_stat_or_status_raise(data: bytes) -> None:
    stat = parse_stat(data)
    assert stat is None or stat.cpu_ticks >= 0
    assert parse_status(data).tracer_pid >= 0


@given(st.text(max_size=15).map(lambda text: text.encode()), st.integers(0, 2**31))
def test_whatever_the_name_the_numbers_behind_it_stay(name: bytes, ppid: int) -> None:
    stat = parse_stat(b"5 (" + name + b") S %d 1 1 0 -1 0 " % ppid + b"0 " * 14 + b"7 0 0 0")
    assert stat is not None
    assert stat.ppid == ppid


def test_a_status_says_who_and_where() -> None:
    status = parse_status(STATUS)
    assert (status.name, status.ppid, status.uid, status.euid, status.gid) == (
        ("ev\nil", 1, 1000, 0, 100)
    )
    assert (status.tracer_pid, status.resident, status.nested_pids) == (77, 1696 * 1024, (900, 1))
    assert status.capabilities == ("net_admin", "net_raw")


def test_a_missing_or_broken_line_leaves_its_field_unknown() -> None:
    status = parse_status(b"Uid:\tx\ty\nPPid:\nno colon here\n")
    assert (status.uid, status.ppid, status.nested_pids) == (None, None, ())


def test_every_capability_of_a_full_mask_has_a_name() -> None:
    names = capability_names(b"000001ffffffffff")
    assert len(names) == 41
    assert names[21] == "sys_admin"
    assert capability_names(b"zz") == ()
