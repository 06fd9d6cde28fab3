import pytest

from detect.made_processes import connected, listening, running, worst
from hemostat.detect.checks.process_deleted import deleted_executable, memory_only_executable
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

GONE = {"exe_is_deleted": True, "exe_state": "missing"}


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize(
    ("exe", "level"),
    [
        ("/tmp/a", Level.HIGH),
        ("/dev/shm/a", Level.HIGH),
        ("/var/tmp/.x/a", Level.HIGH),
        ("/etc/.b/a", Level.HIGH),
        ("/usr/sbin/netd", Level.MEDIUM),
        ("/var/lib/misc/a", Level.MEDIUM),
        ("/opt/a/agent", Level.MEDIUM),
        ("/root/a", Level.MEDIUM),
    ],
)
def test_a_program_deleted_and_gone_is_worth_a_look(exe: str, level: Level) -> None:
    assert worst(deleted_executable, running(9, exe, **GONE)) == level


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/usr/sbin/nginx", exe_is_deleted=True, exe_state="packaged"),
        running(9, "/usr/sbin/sshd", exe_is_deleted=True, exe_state="missing", exe_package="ssh"),
        running(9, "/usr/bin/python3.10", unit="unattended.service", **GONE),
        running(9, "/usr/lib/php7.4/fpm", unit="php7.4-fpm.service", **GONE),
        running(9, "/home/d/.vscode-server/bin/0123456789abcdef/node", **GONE),
        running(9, "/opt/jdk-17.0.1/bin/java", **GONE),
        running(9, "/opt/agent/agentd", unit="agent.service", **GONE),
        running(
            9, "/usr/local/aegis/aegis_client/aegis_12_10/AliYunDun", unit="aegis.service", **GONE
        ),
        running(9, "/app/server", scope=Scope("container", "ab"), **GONE),
    ],
)
def test_upgrades_and_images_explain_a_deleted_program(process: object) -> None:
    assert (worst(deleted_executable, process) or Level.INFO) <= Level.LOW


def test_a_newer_file_in_its_place_explains_it() -> None:
    fact = FileFact(path=HostPath("/usr/local/bin/app"), state=Provenance.UNOWNED)
    process = running(9, "/usr/local/bin/app", exe_is_deleted=True, exe_state="unowned")
    assert worst(deleted_executable, process, fact) == Level.INFO


def test_a_busy_deleted_program_that_calls_out_is_worse() -> None:
    process = running(9, "/opt/a/agent", cpu_share=0.9, **GONE)
    assert worst(deleted_executable, process, connected(9, "203.0.113.4", 3333)) == Level.HIGH


def test_temporary_places_of_containers_count_too() -> None:
    process = running(9, "/tmp/a", scope=Scope("container", "ab"), **GONE)
    assert worst(deleted_executable, process) == Level.HIGH


def test_a_program_in_memory_is_critical_as_root_or_with_a_connection() -> None:
    memory = {"exe_is_memory": True, "exe_is_deleted": True}
    assert worst(memory_only_executable, running(9, "/memfd:a", euid=1000, **memory)) == Level.HIGH
    assert worst(memory_only_executable, running(9, "/memfd:a", euid=0, **memory)) == Level.CRITICAL


def test_a_runtimes_copy_of_itself_needs_the_runtime_above_it() -> None:
    memory = {"exe_is_memory": True, "exe_is_deleted": True}
    copy = "/memfd:runc_cloned:/proc/self/exe"
    shim = running(5, "/usr/bin/containerd-shim-runc-v2")
    assert worst(memory_only_executable, shim, running(9, copy, ppid=5, **memory)) is None
    false = running(5, "/tmp/containerd-shim-runc-v2", name="containerd-shim")
    assert worst(memory_only_executable, false, running(9, copy, ppid=5, **memory)) is not None


def test_what_a_program_serves_is_no_sign_against_it() -> None:
    process = running(9, "/opt/a/agent", cpu_share=0.9, unit="a.service", **GONE)
    assert worst(deleted_executable, process, listening(9, 80)) == Level.LOW


def test_a_packages_program_that_was_taken_away_while_it_runs_is_no_upgrade() -> None:
    process = running(
        9, "/usr/sbin/agetty", exe_is_deleted=True, exe_state="missing", exe_package="util-linux"
    )
    gone = FileFact(path=HostPath("/usr/sbin/agetty"), kind="missing", state=Provenance.MISSING)
    there = FileFact(path=HostPath("/usr/sbin/agetty"), state=Provenance.PACKAGED)
    assert worst(deleted_executable, process, gone) == Level.MEDIUM
    assert worst(deleted_executable, process, there) is None
    assert worst(deleted_executable, process) is None
