"""What runs in the sandbox changes nothing of the machine and reaches nothing outside it."""

import json
import socket
import sys
from pathlib import Path

import pytest

from hemostat.drill.sandbox import kept_folders, refusal, run_in_sandbox, run_over_root

pytestmark = pytest.mark.sandbox


@pytest.fixture(autouse=True)
def possible() -> None:
    """Skip by name where no sandbox can be made."""
    if why := refusal():
        pytest.skip(why)


def test_what_is_written_inside_is_gone(tmp_path: Path) -> None:
    script = "echo x > /etc/hemostat-sandbox-test; cat /etc/hemostat-sandbox-test"
    done = run_in_sandbox(["/bin/sh", "-c", script], folder=tmp_path)
    assert done.stdout == b"x\n", done.stderr
    assert not Path("/etc/hemostat-sandbox-test").exists()


def test_only_its_own_processes_are_seen(tmp_path: Path) -> None:
    done = run_in_sandbox(["/bin/sh", "-c", "echo $$; echo /proc/[0-9]*"], folder=tmp_path)
    assert done.stdout == b"1\n/proc/1\n", done.stderr


def test_no_interface_but_the_loopback_leads_anywhere(tmp_path: Path) -> None:
    script = "cat /proc/net/dev; cat /proc/net/route"
    done = run_in_sandbox(["/bin/sh", "-c", script], folder=tmp_path)
    lines = done.stdout.decode().splitlines()
    assert [line.split(":")[0].strip() for line in lines if ":" in line] == ["lo"]


def test_the_loopback_answers_for_the_addresses_asked(tmp_path: Path) -> None:
    code = "import socket; print(socket.create_server(('203.0.113.9', 0)).getsockname()[0])"
    done = run_in_sandbox([sys.executable, "-c", code], folder=tmp_path, addresses=["203.0.113.9"])
    assert done.stdout == b"203.0.113.9\n", done.stderr
    with pytest.raises(OSError, match="assign"):
        socket.create_server(("203.0.113.9", 0))


def test_its_mark_is_set_inside_only(tmp_path: Path) -> None:
    done = run_in_sandbox(["/bin/sh", "-c", 'echo "$HEMOSTAT_SANDBOX"'], folder=tmp_path)
    assert done.stdout == b"1\n"


def test_a_root_is_changed_in_a_view_of_it_only(tmp_path: Path) -> None:
    lower, folder = tmp_path / "lower", tmp_path / "folder"
    lower.mkdir()
    folder.mkdir()
    (lower / "kept").write_text("before")
    view = folder / "root/kept"
    script = f"echo after > {view}; cat {view}"
    done = run_over_root(["/bin/sh", "-c", script], folder=folder, lower=lower)
    assert done.stdout == b"after\n", done.stderr
    assert (lower / "kept").read_text() == "before"
    assert list(folder.iterdir()) == []


def test_the_running_python_and_hemostat_are_kept() -> None:
    own = str(Path(__file__).parents[2] / "src")
    assert kept_folders(Path("/srv/root"))[own].startswith("/snap/hemostat-drill/")


def test_they_are_found_where_they_stand_outside(tmp_path: Path) -> None:
    own = Path(__file__).parents[2] / "src"
    done = run_in_sandbox(
        [sys.executable, "-c", "import hemostat; print(hemostat.__file__)"],
        folder=tmp_path,
        environment={"PYTHONPATH": str(own)},
    )
    assert done.stdout.decode().endswith("src/hemostat/__init__.py\n"), done.stderr


def test_a_bench_measures_a_command_inside(tmp_path: Path) -> None:
    bench = Path(__file__).parents[2] / "bench"
    done = run_in_sandbox(
        [sys.executable, "-B", str(bench / "inside.py")],
        folder=tmp_path,
        shown=(bench,),
        data=json.dumps({"commands": [["/bin/echo", "measured"]], "cap": 10}).encode(),
        environment={"PYTHONPATH": str(bench.parent / "src")},
    )
    assert done.returncode == 0, done.stderr.decode()
    (run,) = json.loads(done.stdout)["runs"]
    assert run["lines"][0]["text"] == "measured"
