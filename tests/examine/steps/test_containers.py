"""The step as a whole, over layers on disk, and over a container that a real runtime started."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from hemostat.collect.artifact import shipped_artifacts
from hemostat.detect.rulebook import Rulebook
from hemostat.drill.sandbox import refusal
from hemostat.examine.steps import containers as module
from hemostat.examine.steps.containers import look_into_containers
from hemostat.examine.steps.places import read_places
from hemostat.examine.steps.startups import draft
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import Outcome
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.records import (
    Container,
    FileFact,
    LayerChange,
    MappedFile,
    Mechanism,
    Process,
    Startup,
)
from made_containers import ID, LOWER, UPPER, put_docker
from made_host import make_host
from made_roots import install_dpkg, put, tree_of

ELF = b"\x7fELF inert"
SCOPE = Scope("container", ID)
RUNC = os.environ.get("HEMOSTAT_RUNC") or shutil.which("runc")
DEBIAN = Path("/var/tmp/hemostat-test-roots/bookworm")


def made(root: Path) -> Path:
    """A host with one container: packages in its image, an application, a volume, and changes."""
    make_host(root)
    put_docker(root)
    lower, upper = root / LOWER[1:], root / UPPER[1:]
    put(lower, "/usr/bin/ls", ELF + b"ls", 0o755)
    put(lower, "/usr/bin/id", ELF + b"id", 0o755)
    install_dpkg(lower, "coreutils", {"/usr/bin/ls": ELF + b"ls", "/usr/bin/id": ELF + b"id"})
    put(lower, "/app/server", ELF + b"server", 0o755)
    put(lower, "/app/copied", ELF + b"copied", 0o755)
    put(upper, "/app/copied", ELF + b"copied", 0o700)
    put(upper, "/usr/bin/ls", ELF + b"other", 0o755)
    put(upper, "/usr/bin/xd", ELF + b"xd", 0o755)
    put(upper, "/data/tool", ELF + b"tool", 0o755)
    return root


def worked(root: Path, processes: Sequence[object] = ()) -> Work:
    """The work after this step; the processes stand for a snapshot of /proc."""
    work = begin(tree_of(root), Settings(rulebook=Rulebook.of(())))
    work.artifacts = [each for each in shipped_artifacts() if ".container." in each.name] + [
        each for each in shipped_artifacts() if each.name.startswith("linux.cron.")
    ]
    read_places(work)
    draft(work)
    work.records.add(processes)
    look_into_containers(work)
    return work


def running(*paths: str) -> list[Process]:
    return [
        Process(pid=100 + number, ppid=1, exe=HostPath(path), argv=(path,), scope=SCOPE)
        for number, path in enumerate(paths)
    ]


def states(work: Work) -> dict[str, tuple[str, str]]:
    return {
        str(fact.path): (str(fact.state), fact.layer)
        for fact in work.records.of(FileFact)
        if not fact.scope.is_host
    }


@pytest.mark.requirement("B5.3", "A3.15")
def test_each_program_is_judged_by_its_own_packages_and_layer(tmp_path: Path) -> None:
    root = made(tmp_path)
    mountinfo = (
        f"1 0 0:1 / / rw - overlay o rw,lowerdir={LOWER},upperdir={UPPER}\n"
        "2 1 8:1 /v /data rw - ext4 /dev/sda1 rw\n"
    )
    put(root, "/proc/100/mountinfo", mountinfo.encode())
    paths = ("/usr/bin/id", "/usr/bin/ls", "/usr/bin/xd", "/app/server", "/app/copied")
    work = worked(root, running(*paths, "/data/tool"))
    assert states(work) == {
        "/usr/bin/id": ("packaged", "image"),
        "/usr/bin/ls": ("changed", "upper"),
        "/usr/bin/xd": ("unowned", "upper"),
        "/app/server": ("image", "image"),
        "/app/copied": ("image", "image"),
        "/data/tool": ("unknown", "volume"),
    }
    by_path = {str(each.exe): each for each in work.records.of(Process) if each.exe}
    assert by_path["/usr/bin/id"].exe_package == "coreutils"
    assert by_path["/usr/bin/xd"].exe_state == "unowned"
    assert by_path["/usr/bin/xd"].scope.image == "nginx:1.27"


def test_without_a_package_database_the_layer_alone_speaks(tmp_path: Path) -> None:
    root = made(tmp_path)
    shutil.rmtree(root / LOWER[1:] / "var/lib/dpkg")
    found = states(worked(root, running("/app/server", "/usr/bin/xd", "/usr/bin/ls")))
    assert found["/app/server"] == ("image", "image")
    assert found["/usr/bin/xd"] == ("unowned", "upper")


def test_without_layers_nobody_is_called_unowned(tmp_path: Path) -> None:
    root = make_host(tmp_path)
    work = worked(root, running("/app/server"))
    assert states(work) == {}
    (entry,) = [each for each in work.coverage if each.artifact == module.ARTIFACT]
    assert entry.outcome is Outcome.NOT_COLLECTED
    assert entry.reason


def test_changes_of_a_stopped_container_are_records(tmp_path: Path) -> None:
    work = worked(made(tmp_path))
    changes = {str(each.path): each.kind for each in work.records.of(LayerChange)}
    assert changes["/usr/bin/xd"] == "added"
    assert changes["/usr/bin/ls"] == "changed"
    assert states(work)["/usr/bin/ls"] == ("changed", "upper")


def test_a_stopped_container_whose_layers_are_not_there_is_named(tmp_path: Path) -> None:
    root = make_host(tmp_path)
    put_docker(root)
    shutil.rmtree(root / UPPER[1:], ignore_errors=True)
    (entry,) = [each for each in worked(root).coverage if each.artifact == module.ARTIFACT]
    assert entry.outcome is Outcome.NOT_COLLECTED
    assert entry.reason.startswith("nothing runs in it: ")


def test_a_mapped_library_counts_only_if_it_was_put_there(tmp_path: Path) -> None:
    root = made(tmp_path)
    put(root / LOWER[1:], "/usr/lib/liba.so", ELF)
    put(root / UPPER[1:], "/usr/lib/libb.so", ELF)
    process = running("/usr/bin/id")
    mapped = [
        MappedFile(pid=100, path=HostPath(f"/usr/lib/{name}"), is_executable=True, scope=SCOPE)
        for name in ("liba.so", "libb.so")
    ]
    work = worked(root, [*process, *mapped])
    found = states(work)
    assert "/usr/lib/liba.so" not in found
    assert found["/usr/lib/libb.so"] == ("unowned", "upper")


def test_a_job_put_into_a_container_starts_in_its_scope(tmp_path: Path) -> None:
    root = made(tmp_path)
    put(root / UPPER[1:], "/etc/cron.d/x", b"* * * * * root /usr/bin/xd\n")
    jobs = [each for each in worked(root).records.of(Startup) if each.mechanism is Mechanism.CRON]
    assert [(each.command, each.scope.id) for each in jobs] == [("/usr/bin/xd", ID)]


def test_containers_beyond_the_budget_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Work, "share", lambda _self, _step: -1.0)
    work = worked(made(tmp_path), running("/usr/bin/xd"))
    assert states(work) == {}
    (entry,) = [each for each in work.coverage if each.artifact == module.ARTIFACT]
    assert "not looked into" in entry.reason
    monkeypatch.setattr(module, "MOST_CONTAINERS", 0)
    work = worked(made(tmp_path / "2"), running("/usr/bin/xd"))
    (entry,) = [each for each in work.coverage if each.artifact == module.ARTIFACT]
    assert entry.outcome is Outcome.TOO_LARGE


def test_one_containers_surprise_does_not_cost_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("surprise")

    monkeypatch.setattr(module, "_look", broken)
    work = worked(made(tmp_path), running("/usr/bin/xd"))
    (entry,) = [each for each in work.coverage if each.artifact == module.ARTIFACT]
    assert "surprise" in entry.reason
    assert work.records.of(Container)[0].name == "web"


def test_ctrl_c_reaches_the_examination(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_look", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worked(made(tmp_path), running("/usr/bin/xd"))


_START = r"""
set -e
cd "$1"; runc=$2; lower=$3; python=$4
mount -t tmpfs t . ; cd "$1"; mkdir up work bundle bundle/rootfs
mount -t overlay o -o "lowerdir=$lower,upperdir=$PWD/up,workdir=$PWD/work" bundle/rootfs
cd bundle; "$runc" spec
"$python" - <<'P'
import json
c = json.load(open('config.json'))
c['process']['terminal'] = False
c['process']['args'] = ['sh', '-c', 'cp /bin/sleep /usr/bin/xd; /usr/bin/xd 300']
c['root']['readonly'] = False
c['linux']['cgroupsPath'] = '/' + 'ab' * 32
c['linux'].pop('resources', None)
c['mounts'] = [m for m in c['mounts'] if m['type'] != 'cgroup']
json.dump(c, open('config.json', 'w'))
P
"$runc" --root ../state run -d box </dev/null >/dev/null 2>../err || { cat ../err >&2; exit 1; }
trap '"$runc" --root ../state delete -f box' EXIT
sleep 0.5
"$python" -B -m hemostat triage --json || [ $? -eq 1 ] || [ $? -eq 3 ]
"""


@pytest.mark.sandbox
@pytest.mark.skipif(bool(refusal()), reason=refusal())
@pytest.mark.skipif(not RUNC, reason="needs runc: on PATH, or named by HEMOSTAT_RUNC")
@pytest.mark.skipif(not DEBIAN.is_dir(), reason="needs the Debian root of bench_hosts")
def test_a_container_that_runc_started_is_judged_by_its_own_debian(tmp_path: Path) -> None:
    words = (str(tmp_path), str(RUNC), str(DEBIAN), sys.executable)
    unshare = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--cgroup"]
    done = subprocess.run(
        [*unshare, "sh", "-c", _START, "sh", *words],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = [
        (each["rule"], each["level"])
        for each in json.loads(done.stdout)["findings"]
        if each["scope"] == f"container:{ID}"
    ]
    assert ("linux.container.runs-outside-image", "medium") in found
