import os
import subprocess
import sys
from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine.steps.memory import ARTIFACT, is_suspect, scan_memory
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath
from hemostat.model.records import ContentMatch, Process
from hemostat.trees.live import LiveTree

MINER = """import sys
pool = "stratum+tcp://" + "pool.bad.test:3333"
held = '{"url": "%s", "user": "a-worker-name-000000001", "algo": "rx/0", "nicehash": false}' % pool
print("up", flush=True); input()
"""


def work(*processes: Process, deep: bool = True) -> Work:
    begun = begin(LiveTree(), Settings(rulebook=Rulebook.of(()), deep=deep))
    begun.records.add(processes)
    return begun


@pytest.mark.requirement("A5.7")
@pytest.mark.skipif(os.geteuid() != 0, reason="reads another process's memory")
def test_what_a_process_holds_in_memory_alone_is_found() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", MINER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout and child.stdout.readline() == b"up\n"
        process = Process(pid=child.pid, exe=HostPath("/memfd:x"), exe_is_memory=True)
        looked = work(process)
        scan_memory(looked)
        shallow = work(process, deep=False)
        scan_memory(shallow)
        child.communicate(b"\n")
    matches = {each.rule: each for each in looked.records.of(ContentMatch)}
    assert matches["linux.content.miner-config"].pid == child.pid
    claims = [c for rule, c in looked.claims if rule.name == "linux.content.miner-config"]
    assert claims[0].subjects[0].kind == "process"
    assert shallow.records.of(ContentMatch) == ()


def test_a_process_that_ended_is_no_hole() -> None:
    with subprocess.Popen(["true"]) as child:
        pass
    looked = work(Process(pid=child.pid, exe=HostPath("/x"), exe_is_deleted=True))
    scan_memory(looked)
    assert [each for each in looked.coverage if each.artifact == ARTIFACT] == []


def test_rights_that_lack_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from hemostat.examine.steps import memory
    from hemostat.model.failure import Denied

    monkeypatch.setattr(memory, "regions_of", lambda *_, **__: Denied("no"))
    looked = work(Process(pid=1, exe=HostPath("/x")))
    scan_memory(looked)
    assert [each.outcome for each in looked.coverage if each.artifact == ARTIFACT] == [
        Outcome.DENIED
    ]


def test_programs_a_package_vouches_for_are_no_suspects() -> None:
    assert is_suspect(Process(pid=1, exe_state="unowned"))
    assert is_suspect(Process(pid=1, exe_state="packaged", exe_is_deleted=True))
    assert not is_suspect(Process(pid=1, exe_state="packaged"))
    assert not is_suspect(Process(pid=1, exe_state="product"))


def test_a_folder_has_no_memory(tmp_path: Path) -> None:
    from examine.steps.test_content import work_on

    looked = work_on(tmp_path, deep=True)
    scan_memory(looked)
    assert looked.coverage == []
