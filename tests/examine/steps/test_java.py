import socket
from pathlib import Path

import pytest

from examine.steps.test_content import said, work_on
from hemostat.examine.steps.java import ARTIFACT, find_java
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath
from hemostat.model.records import JavaMachine, MappedFile, Process


@pytest.mark.requirement("A5.12")
def test_inside_of_java_is_said_not_to_be_examined(tmp_path: Path) -> None:
    work = work_on(tmp_path)
    work.records.add(
        [
            Process(pid=5, name="java", exe=HostPath("/usr/bin/java")),
            Process(pid=6, name="app", exe=HostPath("/opt/app/app")),
            Process(pid=7, name="sh", exe=HostPath("/bin/sh")),
            MappedFile(pid=6, path=HostPath("/opt/jdk/lib/server/libjvm.so")),
        ]
    )
    find_java(work)
    assert [each.pid for each in work.records.of(JavaMachine)] == [5, 6]
    ((outcome, reason),) = said(work, ARTIFACT)
    assert outcome is Outcome.UNSUPPORTED
    assert "not examined" in reason
    assert "5, 6" in reason


def test_a_host_without_java_says_nothing(tmp_path: Path) -> None:
    work = work_on(tmp_path)
    work.records.add([Process(pid=7, name="sh", exe=HostPath("/bin/sh"))])
    find_java(work)
    assert said(work, ARTIFACT) == []


def test_the_attach_socket_is_seen(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "tmp/.java_pid5"))
        work = work_on(tmp_path)
        work.records.add([Process(pid=5, name="java", exe=HostPath("/usr/bin/java"))])
        find_java(work)
    assert [each.attach_socket for each in work.records.of(JavaMachine)] == ["/tmp/.java_pid5"]
