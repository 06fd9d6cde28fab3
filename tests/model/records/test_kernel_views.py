"""What is attached to the kernel, as columns a rule can ask for."""

from hemostat.model.record import schema_of, table_of
from hemostat.model.records import BpfObject, KernelHook


def test_a_hook_redirects_only_where_the_kernel_says_so() -> None:
    assert not KernelHook(kind="ftrace", function="vfs_read").is_redirected
    assert table_of(KernelHook).categories == ("kernel_hook",)


def test_a_pin_has_no_holder() -> None:
    pin = BpfObject(kind="pin")
    assert (pin.pid, pin.exe, pin.count) == (None, None, 1)
    assert {each.name for each in schema_of(BpfObject) if each.is_optional} >= {"pid", "exe"}
