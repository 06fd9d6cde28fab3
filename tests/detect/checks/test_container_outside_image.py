from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from detect.made_processes import running, worst
from hemostat.detect.checks.container_outside_image import runs_outside_image, system_program_put
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Container, FileFact, Process, Provenance

BOX = Scope("container", "c" * 64, "nginx:1.27")
MADE = datetime(2026, 5, 1, tzinfo=UTC)
LATE = MADE + timedelta(days=9)
CONTAINER = Container(id=BOX.id, created=MADE)


def fact(path: str, **fields: object) -> FileFact:
    values: dict[str, object] = {
        "state": Provenance.UNOWNED,
        "layer": "upper",
        "content": "elf",
        "changed": LATE,
        "used_as": ("layer", "runs"),
        **fields,
    }
    return FileFact(path=HostPath(path), scope=BOX, **values)  # type: ignore[arg-type]  # a made record


def ran(path: str, *argv: str, **fields: object) -> Process:
    return replace(running(9, path, *argv, ppid=1), scope=BOX, **fields)  # type: ignore[arg-type]  # a made record


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize(
    "path", ["/usr/bin/kinsing", "/bin/xd", "/usr/lib/xd", "/etc/.x/m", "/tmp/m", "/usr/lib/.m"]
)
def test_programs_put_into_a_running_container_are_worth_a_look(path: str) -> None:
    assert worst(runs_outside_image, ran(path), fact(path), CONTAINER) == Level.MEDIUM


@pytest.mark.parametrize(
    "path",
    [
        "/opt/app/run",
        "/usr/local/bin/kubectl",
        "/root/.vscode-server/bin/1/node",
        "/app/node_modules/esbuild/bin/esbuild",
        "/usr/lib/node_modules/esbuild/bin/esbuild",
        "/usr/lib/python3.12/site-packages/x/bin/tool",
        "/home/node/a.out",
    ],
)
def test_where_people_and_tools_install_it_is_low(path: str) -> None:
    assert worst(runs_outside_image, ran(path), fact(path), CONTAINER) == Level.LOW


def test_what_the_entry_script_unpacked_is_low() -> None:
    early = fact("/tmp/run-native", changed=MADE + timedelta(minutes=5))
    assert worst(runs_outside_image, ran("/tmp/run-native"), early, CONTAINER) == Level.LOW
    # Among the system's own commands nobody unpacks: time does not excuse.
    early = fact("/usr/bin/xd", changed=MADE + timedelta(minutes=5))
    assert worst(runs_outside_image, ran("/usr/bin/xd"), early, CONTAINER) == Level.MEDIUM


def test_a_terminal_tells_a_person_at_work() -> None:
    shell = ran("/bin/bash", tty=5, pid=8)
    process = ran("/usr/bin/xd", tty=5, ppid=8)
    assert worst(runs_outside_image, shell, process, fact("/usr/bin/xd"), CONTAINER) == Level.LOW


@pytest.mark.parametrize(
    "fields",
    [
        {"state": Provenance.IMAGE, "layer": "image"},
        {"state": Provenance.PACKAGED},
        {"state": Provenance.UNKNOWN, "layer": "volume"},
        {"state": Provenance.UNKNOWN, "layer": ""},
    ],
)
def test_what_the_image_a_package_or_a_volume_brought_is_quiet(fields: dict[str, object]) -> None:
    one = fact("/usr/bin/xd", **fields)
    assert worst(runs_outside_image, ran("/usr/bin/xd"), one, CONTAINER) is None
    assert worst(system_program_put, one, CONTAINER) is None


def test_a_hidden_script_is_told_by_its_interpreters_argument() -> None:
    process = ran("/usr/bin/python3.11", "python3", "/etc/.x/a.py")
    hidden = fact("/etc/.x/a.py", content="script")
    assert worst(runs_outside_image, process, hidden, CONTAINER) == Level.MEDIUM
    plain = fact("/run/start.py", content="script")
    process = ran("/usr/bin/python3.11", "python3", "/run/start.py")
    assert worst(runs_outside_image, process, plain, CONTAINER) == Level.LOW


def test_libraries_put_among_the_systems_are_named_by_time() -> None:
    assert worst(system_program_put, fact("/usr/lib/libx.so"), CONTAINER) == Level.MEDIUM
    early = fact("/usr/lib/libx.so", changed=MADE + timedelta(minutes=1))
    assert worst(system_program_put, early, CONTAINER) == Level.LOW
    assert worst(system_program_put, fact("/usr/local/lib/libx.so"), CONTAINER) is None
    assert worst(system_program_put, fact("/usr/lib/x.py", content="text"), CONTAINER) is None


def test_the_hosts_own_files_are_not_its_matter() -> None:
    own = replace(fact("/usr/bin/xd"), scope=Scope())
    process = running(9, "/usr/bin/xd")
    assert worst(runs_outside_image, process, own) is None
    assert worst(system_program_put, own) is None
