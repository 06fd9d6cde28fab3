"""An examination leaves the host as it was: what the kernel saw of whole runs, by strace."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from end_to_end.system_calls import OPENING, TRACE, Call, changes, read_calls
from end_to_end.watched_runs import MAIN, SOURCE, STRACE, TRIAGE, environment

# What Python, the loader and the C library open by themselves, and hemostat's own files.
OWN = tuple(
    os.fsencode(place)
    for place in (
        sys.prefix,
        sys.base_prefix,
        os.path.realpath(sys.executable).rpartition("/bin/")[0],
        str(SOURCE),
        "/lib",
        "/usr/lib",
        "/usr/share/locale",
        "/usr/share/zoneinfo",
        # What the C library asks for itself: how many processors, how memory is given.
        "/sys/devices/system/cpu/online",
        "/proc/sys/vm/overcommit_memory",
        "/usr/bin/pyvenv.cfg",
        "/usr/bin/python3._pth",
        "/usr/pyvenv.cfg",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/locale.alias",
        "/dev/null",
        "/dev/urandom",
        "/proc/self/mountinfo",
        # Rust's library counts processors by them. They keep no time of access on any disk.
        "/proc/self/cgroup",
        "/sys/fs/cgroup/",
    )
)

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


@dataclass(frozen=True, slots=True)
class Run:
    """One strace'd run."""

    calls: tuple[Call, ...]
    code: int
    stdout: str
    stderr: str


def watched(log: Path, python: str, *options: str, as_nobody: bool = False) -> Run:
    """Run `hemostat triage` on this very host under strace."""
    who = ("-u", "nobody") if as_nobody else ()
    trace = (str(STRACE), *who, "-f", "-qq", "-xx", "-s", "4096", "-o", str(log), "-e", TRACE)
    done = subprocess.run(
        (*trace, python, *MAIN, *options),
        env=environment(),
        capture_output=True,
        check=False,
        timeout=300,
    )
    stderr = done.stderr.decode(errors="replace")
    if "ptrace" in stderr.lower():
        pytest.skip("this container does not allow strace")
    calls = tuple(read_calls(log.read_text("utf-8")))
    return Run(calls, done.returncode, done.stdout.decode(errors="replace"), stderr)


@pytest.fixture(scope="module", params=["root", "nobody"])
def live_run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """This host, examined by root and by an ordinary user."""
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("needs root: examines this host as root")
    python = sys.executable if request.param == "root" else python_of_nobody()
    if not python:
        pytest.skip("an ordinary user can read neither this checkout nor any Python for it")
    log = tmp_path_factory.mktemp("care") / "calls"
    as_nobody = request.param == "nobody" and os.geteuid() == 0
    run = watched(log, python, "--footprint", as_nobody=as_nobody)
    assert run.code in (0, 1, 3), run.stderr[-800:]
    assert len(run.calls) > 2000  # strace did watch
    return run


def python_of_nobody() -> str:
    """A Python that an ordinary user can run hemostat with from here; empty if none."""
    is_root = os.geteuid() == 0
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                (python, "-B", "-P", "-S", "-c", "import hemostat.cli.triage"),
                env=environment(),
                user=65534 if is_root else None,
                group=65534 if is_root else None,
                extra_groups=() if is_root else None,
                capture_output=True,
                check=False,
            )
        except PermissionError:
            continue
        if done.returncode == 0:
            return python
    return ""


@pytest.mark.requirement("B5.4", "A0.1")
def test_nothing_is_opened_for_writing_and_nothing_is_changed(live_run: Run) -> None:
    assert any(call.name == "write" for call in live_run.calls), "its own output is seen"
    assert changes(live_run.calls) == []


def test_a_program_that_does_change_something_is_caught(tmp_path: Path) -> None:
    file, log = tmp_path / "file", tmp_path / "log"
    script = f"import os; open({str(file)!r}, 'w').write('x'); os.utime({str(file)!r})"
    command = (str(STRACE), "-f", "-qq", "-xx", "-o", str(log), "-e", TRACE, sys.executable)
    done = subprocess.run((*command, "-B", "-c", script), capture_output=True, check=False)
    if b"ptrace" in done.stderr.lower():
        pytest.skip("this container does not allow strace")
    caught = changes(read_calls(log.read_text("utf-8")))
    assert [line.partition("(")[0] for line in caught][-3:] == ["openat", "write", "utimensat"]


@pytest.mark.requirement("A0.1")
def test_no_program_is_run_and_no_process_is_started_or_signalled(live_run: Run) -> None:
    assert len([call for call in live_run.calls if call.name.startswith("execve")]) == 1
    started = [call for call in live_run.calls if call.name in ("fork", "vfork", "clone", "clone3")]
    assert [call.line for call in started if "CLONE_THREAD" not in call.line] == []
    signals = [call.line for call in live_run.calls if call.name in ("kill", "tgkill")]
    assert [line for line in signals if not re.search(r", 0\) ", line)] == []


@pytest.mark.requirement("A0.1")
def test_the_network_is_left_alone(live_run: Run) -> None:
    network = re.compile(r"socket|socketpair|connect|bind|listen|send(to|msg|mmsg)|recv(from|msg)")
    used = [call.line for call in live_run.calls if network.fullmatch(call.name)]
    # The kernel is asked for its list of sockets by netlink, which leaves the machine no more than
    # a read of /proc/net does.
    # Its packet filter likewise, where its module is loaded already.
    kernel = re.compile(
        r"socket\(AF_NETLINK, SOCK_RAW\|SOCK_CLOEXEC, NETLINK_(SOCK_DIAG|NETFILTER)\)"
    )
    assert [line for line in used if line.startswith("socket") and not kernel.match(line)] == []
    spoken = re.compile(
        r"(sendto|recvfrom)\((\d+), .*(, NULL, 0|NULL, NULL)\)"
        r"|bind\(\d+, \{sa_family=AF_NETLINK, [^}]*nl_groups=0+\}, 12\) = 0"
    )
    assert [line for line in used if not line.startswith("socket") and not spoken.match(line)] == []


@pytest.mark.requirement("A0.1")
def test_evidence_is_read_without_moving_access_times(live_run: Run) -> None:
    opened = [call for call in live_run.calls if call.name in OPENING and call.paths[-1] != b"/"]
    assert any(call.asks_noatime for call in opened)
    refused = Counter(
        call.paths[-1] for call in opened if call.asks_noatime and call.error == "EPERM"
    )
    plain = Counter(call.paths[-1] for call in opened if not call.asks_noatime and not call.error)
    # What is opened plainly was refused first, or is what any Python program opens.
    again = [path for path in plain - refused if not path.startswith(OWN)]
    assert again == []


@pytest.mark.requirement("A0.1")
def test_the_footprint_tells_what_the_kernel_saw(live_run: Run) -> None:
    seen: Counter[str] = Counter()
    for call in live_run.calls:
        is_first = call.asks_noatime and call.name in ("openat", "openat2")
        if is_first and "O_DIRECTORY" not in call.line:
            seen[shown_folder(call.paths[-1])] += 1
    told = {
        match[2]: int(match[1])
        for match in re.finditer(r"^  open +(\d+)  (.*)$", live_run.stderr, re.MULTILINE)
    }
    assert sum(told.values()) > 100
    assert {name: count for name, count in told.items() if seen[name] != count} == {}
    assert sorted(set(seen) - set(told)) == []


def shown_folder(path: bytes) -> str:
    """The folder of a path as `--footprint` writes it."""
    folder = path.rpartition(b"/")[0] or b"/"
    is_process = re.match(rb"/proc/\d", folder)
    return "/proc/PID" if is_process else os.fsdecode(folder)


@pytest.mark.requirement("A0.1")
def test_no_compiled_file_is_left_beside_the_program(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "root/etc").mkdir(parents=True)
    (tmp_path / "root/etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        (*TRIAGE, str(tmp_path / "root")),
        env=environment(tmp_path / "src"),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1, 3), done.stderr[-500:]
    assert sorted(tmp_path.rglob("*")) == before


def test_help_imports_only_the_command_line_and_the_words() -> None:
    script = textwrap.dedent("""
        import sys
        from hemostat.cli.main import main
        try:
            main(["--help"])
        except SystemExit:
            pass
        print(*sorted(sys.modules), file=sys.stderr)
    """)
    done = subprocess.run(
        (sys.executable, "-B", "-P", "-S", "-c", script),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.split()
    assert "usage: hemostat" in done.stdout
    assert "hemostat.cli.parser" in modules
    assert {"rich", "yaml", "orjson", "sigma", "re2", "zstandard"} & set(modules) == set()
    ours = [name for name in modules if name.split(".")[0] == "hemostat"]
    wrong = [name for name in ours if not re.match(r"hemostat(\.(cli|model)\b.*)?$", name)]
    assert wrong == []
