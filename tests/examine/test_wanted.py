"""Which files matter, and as what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.examine.wanted import (
    pam_candidates,
    running_scripts,
    script_candidates,
    wanted_files,
)
from hemostat.model.evidence import Source
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    EnvironVariable,
    KernelModule,
    LoaderEntry,
    MappedFile,
    Mechanism,
    PamRule,
    Process,
    Startup,
    SudoRule,
)

BOX = Scope("container", "abc")


def wanted(*records: object) -> dict[str, set[str]]:
    return {str(path): uses for path, uses in wanted_files(RecordSet(records)).items()}


def process(exe: str | None, *argv: str, cwd: str = "/", scope: Scope = Scope()) -> Process:
    path = HostPath(exe) if exe else None
    return Process(pid=9, exe=path, argv=argv, cwd=HostPath(cwd), account="www", scope=scope)


def startup(*programs: str, scope: Scope = Scope()) -> Startup:
    return Startup(
        mechanism=Mechanism.CRON,
        place=HostPath("/etc/cron.d/x"),
        programs=tuple(map(HostPath, programs)),
        scope=scope,
    )


@pytest.mark.requirement("B5.4")
def test_what_runs_is_the_program_and_the_script_its_arguments_name() -> None:
    found = wanted(process("/usr/bin/python3", "python3", "-u", "run.py", cwd="/opt/x"))
    assert found == {"/usr/bin/python3": {"runs"}, "/opt/x/run.py": {"runs"}}


def test_what_starts_is_the_file_that_says_so_and_what_it_names() -> None:
    assert wanted(startup("/opt/a", "/opt/b")) == {
        "/etc/cron.d/x": {"declares"},
        "/opt/a": {"starts"},
        "/opt/b": {"starts"},
    }


def test_one_file_may_matter_in_several_ways() -> None:
    found = wanted(process("/opt/a"), startup("/opt/a"))
    assert found["/opt/a"] == {"runs", "starts"}


def test_libraries_modules_sudo_and_pam_are_asked_for() -> None:
    found = wanted(
        MappedFile(pid=1, path=HostPath("/lib/x.so"), is_executable=True),
        MappedFile(pid=1, path=HostPath("/usr/share/font"), is_executable=False),
        LoaderEntry(kind="preload", value=HostPath("/lib/p.so")),
        LoaderEntry(kind="folder", value=HostPath("/opt/lib")),
        KernelModule(name="m", path=HostPath("/lib/modules/1/m.ko")),
        KernelModule(name="n", path=None),
        SudoRule(source=Source(path=HostPath("/etc/sudoers.d/x")), commands=("/opt/b --all",)),
        PamRule(service="sshd", type="auth", module="/opt/pam_x.so"),
    )
    assert {path for path, uses in found.items() if "mapped" in uses} == {"/lib/x.so"}
    assert {path for path, uses in found.items() if "preload" in uses} == {"/lib/p.so"}
    assert found["/lib/modules/1/m.ko"] == {"module"}
    assert found["/etc/sudoers.d/x"] == {"trusted"}
    assert found["/opt/b"] == {"privileged"}
    assert found["/opt/pam_x.so"] == {"pam"}


def test_what_an_environment_loads_and_searches_is_asked_for_and_nothing_else() -> None:
    found = wanted(
        EnvironVariable(pid=1, name="LD_PRELOAD", value="/tmp/a.so:/tmp/b.so"),
        EnvironVariable(pid=1, name="LD_LIBRARY_PATH", value="/opt/lib"),
        EnvironVariable(pid=1, name="EDITOR", value="/usr/bin/vi"),
    )
    assert found == {
        "/tmp/a.so": {"preload"},
        "/tmp/b.so": {"preload"},
        "/opt/lib": {"searched"},
    }


def test_files_of_containers_are_not_looked_for_on_the_host() -> None:
    mapped = MappedFile(pid=1, path=HostPath("/lib/x.so"), is_executable=True, scope=BOX)
    assert wanted(process("/app", scope=BOX), startup("/app", scope=BOX), mapped) == {}


@pytest.mark.parametrize("path", ["memfd:x", "relative", "", "/a\0b"])
def test_what_is_no_path_is_not_asked_for(path: str) -> None:
    assert path not in wanted(startup(path))


def test_a_pam_module_without_a_folder_may_lie_in_any_security_folder() -> None:
    found = pam_candidates("pam_unix.so")
    assert len(found) > 4
    assert all(path.endswith("/security/pam_unix.so") for path in found)
    assert pam_candidates("/opt/x.so") == ("/opt/x.so",)
    assert pam_candidates("../x.so") == pam_candidates("") == ()


def test_running_scripts_carry_the_account_of_the_first_process() -> None:
    first = process("/bin/sh", "sh", "/opt/x.sh")
    assert running_scripts([first, process("/bin/sh", "sh", "/opt/x.sh", scope=BOX)]) == {
        "/opt/x.sh": "www"
    }


def test_a_sign_of_the_shell_in_an_argument_is_not_one() -> None:
    assert script_candidates(("sh", "/opt/a;b.sh"), "/") == ("/opt/a;b.sh",)
    assert script_candidates(("python3", "it's here.py"), "/opt") == ("/opt/it's here.py",)


def test_only_the_first_three_files_count() -> None:
    text = "; ".join(f"/opt/{number}.sh" for number in range(5))
    assert script_candidates(("sh", "-c", text), "/") == tuple(
        f"/opt/{number}.sh" for number in range(3)
    )


@given(st.lists(st.text()).map(tuple), st.text())
def test_any_arguments_name_at_most_three_whole_paths(argv: tuple[str, ...], cwd: str) -> None:
    found = script_candidates(argv, cwd)
    assert len(found) <= 3
    assert all(path.startswith("/") for path in found)
