import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.kernel_hooks import function_redirected, taint_without_module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Kernel, KernelHook, KernelModule, Provenance

pytestmark = pytest.mark.requirement("A6L.3", "A5.6")


def hook(function: str, handler: str = "fh_thunk") -> KernelHook:
    return KernelHook(
        kind="ftrace", function=function, is_redirected=True, handler=handler, module="rk"
    )


def levels(*records: object) -> list[Level | None]:
    found = claims_of(function_redirected, RecordSet(records).of, HostContext())
    return [claim.level for claim in found]


@pytest.mark.parametrize(
    "function",
    ["__x64_sys_getdents64", "__arm64_sys_kill", "tcp6_seq_show", "filldir64", "sys_getdents"],
)
def test_functions_that_list_things(function: str) -> None:
    assert levels(hook(function)) == [Level.CRITICAL]


def test_other_functions_and_live_patches_are_ordinary() -> None:
    assert levels(hook("do_idle")) == []
    assert levels(hook("__x64_sys_kill", "klp_ftrace_handler")) == []


def test_a_listed_module_is_judged_by_its_file() -> None:
    path = HostPath("/lib/modules/6.1/extra/rk.ko")
    module = KernelModule(name="rk", path=path)
    for state, expected in ((Provenance.UNOWNED, [Level.HIGH]), (Provenance.PACKAGED, [])):
        fact = FileFact(path=path, state=state)
        assert levels(hook("__x64_sys_kill"), module, fact) == expected


def test_each_sign_of_taint_that_no_module_bears_is_told() -> None:
    records = [
        Kernel(release="6.1", taint=(1 << 12) | (1 << 13)),
        KernelModule(name="a", taints="O"),
    ]
    found = claims_of(taint_without_module, RecordSet(records).of, HostContext())
    assert [claim.values["letter"] for claim in found] == ["E"]
