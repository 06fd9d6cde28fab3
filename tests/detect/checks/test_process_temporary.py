from typing import Any

import pytest

from detect.made_processes import connected, running, worst
from hemostat.detect.checks.process_temporary import (
    runs_from_temporary_place,
    script_in_temporary_place,
)
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mount, Process

JENKINS = running(5, "/usr/lib/jvm/java-17/bin/java", "java", "-jar", "/opt/jenkins.war")
STEP = "/tmp/jenkins1234567890.sh"
WORKSPACE = HostPath("/srv/agent/workspace/app")
PYTHON = "/usr/bin/python3.11"


@pytest.mark.parametrize(
    "exe",
    [
        "/tmp/kworker",
        "/var/tmp/systemd-private/a",
        "/dev/shm/.a/b",
        "/dev/x",
        "/run/lock/a",
        "/run/a",
        "/var/spool/cron/a",
        "/tmp/. /a",
        "/tmp/.../a",
    ],
)
def test_a_program_in_a_temporary_place_is_high(exe: str) -> None:
    assert worst(runs_from_temporary_place, running(9, exe, ppid=8)) == Level.HIGH


@pytest.mark.parametrize("exe", ["/var/www/shop/uploads/a", "/var/log/a", "/boot/a", "/etc/a"])
def test_an_unowned_program_where_data_belongs_is_worth_a_look(exe: str) -> None:
    assert worst(runs_from_temporary_place, running(9, exe, exe_state="unowned")) == Level.MEDIUM


def quiet_family() -> list[tuple[Process, ...]]:
    go = running(5, "/usr/local/go/bin/go", "go", "run", ".", tty=34816)
    return [
        (go, running(9, "/tmp/go-build123/b001/exe/main", ppid=5)),
        (JENKINS, running(9, "/tmp/build77/unit_tests", ppid=5)),
        (
            running(5, "/opt/tool/tool", exe_state="unowned"),
            running(9, "/tmp/_MEIab12/helper", ppid=5),
        ),
        (running(9, "/run/wrappers/bin/sudo"),),
        (running(9, "/usr/bin/dash", exe_state="packaged"),),
    ]


@pytest.mark.parametrize("family", quiet_family())
def test_builds_and_bundles_stay_low(family: tuple[Process, ...]) -> None:
    assert (worst(runs_from_temporary_place, *family) or Level.INFO) <= Level.LOW


def test_an_appimage_is_known_by_its_mount_and_not_by_its_name() -> None:
    process = running(9, "/tmp/.mount_AppAb1/usr/bin/app", ppid=8)
    mount = Mount(
        mount_point=HostPath("/tmp/.mount_AppAb1"),
        root=HostPath("/"),
        type="fuse.App.AppImage",
        options=("ro", "nosuid"),
    )
    assert worst(runs_from_temporary_place, process, mount) == Level.LOW
    assert worst(runs_from_temporary_place, process) == Level.HIGH


def test_a_folder_named_like_a_build_explains_nothing_by_itself() -> None:
    process = running(9, "/tmp/go-build123/b001/exe/main", ppid=1)
    assert worst(runs_from_temporary_place, process) == Level.HIGH


def test_a_hidden_program_below_a_build_server_is_no_build() -> None:
    assert worst(runs_from_temporary_place, JENKINS, running(9, "/tmp/.a/b", ppid=5)) == Level.HIGH


def test_containers_unpack_programs_and_are_judged_less_hard() -> None:
    scope = Scope("container", "ab")
    assert worst(runs_from_temporary_place, running(9, "/tmp/a", scope=scope)) == Level.MEDIUM
    assert worst(runs_from_temporary_place, running(9, "/run/s6/a", scope=scope)) == Level.LOW


@pytest.mark.parametrize(
    ("argv", "level"),
    [
        (("python3", "/dev/shm/x.py"), Level.HIGH),
        (("python3", "-u", "/tmp/.x/x.py"), Level.HIGH),
        (("python3", "/tmp/x.py"), Level.MEDIUM),
        (("python3", "-W", "ignore", "/tmp/x.py"), Level.MEDIUM),
    ],
)
def test_a_script_in_a_temporary_place_is_judged_by_its_place(
    argv: tuple[str, ...], level: Level
) -> None:
    assert worst(script_in_temporary_place, running(9, PYTHON, *argv, ppid=8)) == level


def test_a_detached_script_of_root_is_worse() -> None:
    assert worst(script_in_temporary_place, running(9, PYTHON, "python3", "/tmp/x.py", euid=0)) == (
        Level.HIGH
    )


def test_a_relative_script_stands_in_the_working_folder() -> None:
    process = running(9, "/usr/bin/perl", "perl", "./a.pl", ppid=8, cwd=HostPath("/var/tmp"))
    assert worst(script_in_temporary_place, process) == Level.MEDIUM


@pytest.mark.parametrize(
    "family",
    [
        (JENKINS, running(9, "/usr/bin/dash", "sh", "-xe", "/tmp/jenkins12.sh", ppid=5)),
        (
            running(4, "/usr/sbin/sshd", "sshd: deploy@notty", name="sshd"),
            running(9, PYTHON, "python3", "/tmp/ansible-tmp-17.1/AnsiballZ_apt.py", ppid=4),
        ),
        (
            running(4, "/usr/bin/bash", "-bash", tty=34816),
            running(9, PYTHON, "python3", "/tmp/x.py", ppid=4, tty=34816),
        ),
        (running(9, "/bin/sh", "sh", "-xe", STEP, account="jenkins", euid=991),),
        (running(9, "/bin/sh", "sh", "-xe", STEP, cwd=WORKSPACE, euid=991),),
        (
            running(4, "/usr/bin/amazon-ssm-agent", exe_state="unowned"),
            running(9, "/bin/sh", "sh", "/tmp/step.sh", ppid=4, euid=0),
        ),
        (
            running(4, "/usr/sbin/sshd", "sshd: root@notty", name="sshd"),
            running(9, "/bin/sh", "sh", "/tmp/script_1234.sh", ppid=4, euid=0),
        ),
        (running(9, PYTHON, "python3", "-m", "http.server", cwd=HostPath("/tmp")),),
        (running(9, "/usr/bin/bash", "bash", "/dev/fd/63"),),
        (running(9, "/bin/sh", "sh", "/run/s6/rc.init", scope=Scope("container", "a"), euid=0),),
        (running(9, "/usr/bin/bash", "bash", "/opt/a/run.sh", "/tmp/x"),),
    ],
)
def test_builds_deployments_and_attended_work_stay_low(family: tuple[Process, ...]) -> None:
    assert (worst(script_in_temporary_place, *family) or Level.INFO) <= Level.LOW


def test_a_script_that_calls_out_after_being_cut_loose_is_high() -> None:
    process = running(9, PYTHON, "python3", "/tmp/x.py", euid=33)
    assert worst(script_in_temporary_place, process, connected(9, "203.0.113.4", 443)) == Level.HIGH


@pytest.mark.parametrize(
    ("fields", "least"),
    [
        ({"ppid": 1, "euid": 0, "account": "root", "cwd": WORKSPACE}, Level.HIGH),
        ({"ppid": 8, "euid": 0, "account": "root", "cwd": WORKSPACE}, Level.MEDIUM),
        ({"ppid": 1, "euid": 33, "account": "www-data"}, Level.MEDIUM),
    ],
)
def test_the_name_of_a_build_step_alone_explains_nothing(
    fields: dict[str, Any], least: Level
) -> None:
    process = running(9, "/bin/sh", "sh", "-xe", STEP, **fields)
    assert worst(script_in_temporary_place, process) == least


def test_the_account_of_a_builder_alone_explains_nothing() -> None:
    builder: dict[str, Any] = {"account": "jenkins", "euid": 991}
    other = running(9, "/bin/sh", "sh", "/tmp/x.sh", **builder)
    step = running(9, "/bin/sh", "sh", STEP, **builder)
    assert worst(script_in_temporary_place, other) == Level.MEDIUM
    assert worst(script_in_temporary_place, step, connected(9, "203.0.113.4", 443)) == Level.HIGH
