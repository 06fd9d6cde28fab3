from datetime import timedelta

import pytest

from detect.made_processes import NOW, connected, listening, running, worst
from hemostat.detect.checks.cpu_unexplained import unexplained_cpu
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.records import Kernel, Process

BUSY = {"cpu_share": 0.99, "cpu_seconds": 3500.0, "started": NOW - timedelta(hours=1)}
UNIT = {"unit": "worker.service", "exe_state": "unowned"}
FOUR = Kernel(release="6", cpu_count=4)


@pytest.mark.requirement("B5.3", "A5.7", "A5.4")
@pytest.mark.parametrize(
    "process",
    [
        running(9, "/tmp/a", **BUSY),
        running(9, "/usr/lib/.a/b", exe_state="unowned", **BUSY),
        running(9, "/memfd:a", exe_is_memory=True, **BUSY),
        running(9, "/usr/bin/python3.11", "python3", "/dev/shm/m.py", exe_state="packaged", **BUSY),
    ],
)
def test_a_busy_program_from_an_odd_place_is_high(process: Process) -> None:
    assert worst(unexplained_cpu, process) == Level.HIGH


def test_a_busy_unowned_program_without_a_unit_is_worth_a_look() -> None:
    process = running(9, "/usr/local/bin/netcfg", exe_state="unowned", **BUSY)
    assert worst(unexplained_cpu, process) == Level.MEDIUM


def test_a_unit_explains_a_core_but_not_a_pool_nor_all_cores() -> None:
    process = running(9, "/opt/w/worker", **UNIT, **BUSY)
    assert worst(unexplained_cpu, process, FOUR) == Level.LOW
    assert worst(unexplained_cpu, process, connected(9, "10.0.0.9", 6379)) == Level.LOW
    assert worst(unexplained_cpu, process, connected(9, "203.0.113.9", 3333)) == Level.MEDIUM
    all_cores = running(9, "/opt/w/worker", **UNIT, **(BUSY | {"cpu_share": 3.8}))
    records = (all_cores, FOUR, connected(9, "203.0.113.9", 3333))
    assert worst(unexplained_cpu, *records) == Level.HIGH


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/opt/jdk/bin/java", exe_state="unowned", **BUSY),
        running(9, "/usr/local/mysql/bin/mysqld", exe_state="unowned", **BUSY),
        running(9, "/opt/ffmpeg/ffmpeg", exe_state="unowned", **BUSY),
        running(9, "/home/d/.cargo/bin/rustc", exe_state="unowned", **BUSY),
        running(9, "/usr/bin/xz", exe_state="packaged", **BUSY),
        running(9, "/usr/bin/app", exe_state="unknown", scope=Scope("container", "a"), **BUSY),
        running(9, "/opt/a", exe_state="unowned", cpu_share=0.2, cpu_seconds=9000.0),
    ],
)
def test_what_works_hard_by_trade_is_quiet(process: Process) -> None:
    assert worst(unexplained_cpu, process) is None


def test_whoever_serves_others_is_busy_with_reason() -> None:
    process = running(9, "/opt/shop/server", exe_state="unowned", **BUSY)
    assert worst(unexplained_cpu, process, listening(9, 8080)) == Level.LOW


def test_a_burst_is_not_sustained() -> None:
    burst = BUSY | {"cpu_seconds": 3.0}
    assert worst(unexplained_cpu, running(9, "/opt/a", exe_state="unowned", **burst)) is None
    young = BUSY | {"cpu_seconds": 2.0, "started": NOW - timedelta(seconds=2)}
    assert worst(unexplained_cpu, running(9, "/opt/a", exe_state="unowned", **young)) is None


def test_work_someone_sits_before_is_low() -> None:
    shell = running(8, "/usr/bin/bash", "-bash", tty=34816)
    process = running(9, "/home/d/sim", ppid=8, tty=34816, exe_state="unowned", **BUSY)
    assert worst(unexplained_cpu, shell, process) == Level.LOW


def test_where_many_want_to_run_less_of_a_core_is_busy() -> None:
    share = BUSY | {"cpu_share": 0.4, "cpu_seconds": 1500.0}
    process = running(9, "/usr/local/bin/netcfg", exe_state="unowned", **share)
    crowded = Kernel(release="6", cpu_count=2, load=(4.0, 4.0, 4.0))
    assert worst(unexplained_cpu, process, crowded) == Level.MEDIUM
    assert worst(unexplained_cpu, process, FOUR) is None
