#!/usr/bin/env python3
"""What an examination costs a busy web server beside it, and what a busy host costs an examination.

    python bench/neighbour.py            needs nginx and wrk; any user

nginx serves a small file on a high loopback port; wrk loads it for ten seconds, alone and beside
`hemostat triage` in a loop, in turns. Then `triage` runs beside one busy loop a processor, at
several degrees of niceness. It keeps every processor busy for some minutes: not for production.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]
sys.dont_write_bytecode = True

from machine import describe_machine  # noqa: E402
from measured import measure  # noqa: E402

ENVIRONMENT = {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}
HEMOSTAT = (sys.executable, "-B", "-P", "-m", "hemostat", "triage", "--json")
# As `hemostat triage`, but with a niceness of our choice instead of its own.
AT_NICENESS = """
import sys
from hemostat.cli import triage
triage.fitting_niceness = lambda load, processors: int(sys.argv[1])
from hemostat.cli.main import main
sys.exit(main(["triage", "--json"]))
"""
NICENESS = (0, 5, 10, 19)
_NGINX = """
daemon off; master_process on; worker_processes {workers}; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2;
  fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print everything measured as JSON")
    parser.add_argument("--turns", type=int, default=5, help="how often each is measured")
    parser.add_argument("--seconds", type=int, default=10, help="of each load")
    asked = parser.parse_args()
    missing = [name for name in ("nginx", "wrk") if not shutil.which(name)]
    if missing:
        sys.stderr.write("bench/neighbour.py: missing; install: apt-get install nginx-light wrk\n")
        return 2
    report: dict[str, Any] = {"machine": describe_machine()}
    report["server"] = beside_a_server(asked.turns, asked.seconds)
    report["busy"] = beside_busy_loops(max(1, asked.turns // 2))
    if asked.json:
        print(json.dumps(report, indent=1))
    else:
        print_tables(report)
    return 0


def beside_a_server(turns: int, seconds: int) -> dict[str, Any]:
    """Requests a second and latency, alone and beside examinations, in turns."""
    alone: list[dict[str, float]] = []
    beside: list[dict[str, float]] = []
    with web_server() as address:
        load(address, 2)
        for _ in range(turns):
            alone.append(load(address, seconds))
            with ended(subprocess.Popen(loop_of(HEMOSTAT), **quiet())):
                time.sleep(1.0)
                beside.append(load(address, seconds))
    ratios = [b["requests"] / a["requests"] for a, b in zip(alone, beside, strict=True)]
    slower = [b["p99_ms"] / a["p99_ms"] for a, b in zip(alone, beside, strict=True)]
    return {"alone": alone, "beside": beside, "requests_ratio": ratios, "p99_ratio": slower}


def beside_busy_loops(turns: int) -> dict[str, Any]:
    """Seconds of an examination on a quiet host, and beside one busy loop a processor."""
    spin = (sys.executable, "-c", "while True: pass")
    quiet_host = [at_niceness(5) for _ in range(turns)]
    found: dict[int, list[float]] = {level: [] for level in NICENESS}
    for _ in range(turns):
        for level in NICENESS:
            with started([spin] * (os.cpu_count() or 1)):
                found[level].append(at_niceness(level))
    return {"quiet": quiet_host, "busy": found}


def at_niceness(level: int) -> float:
    """Seconds that one examination takes."""
    command = (sys.executable, "-B", "-P", "-c", AT_NICENESS, str(level))
    run = measure(command, environment=ENVIRONMENT, cap=300)
    if run.code not in (0, 1, 3):
        raise SystemExit("\n".join(line.text for line in run.lines if line.is_error)[-2000:])
    return run.seconds


def loop_of(command: Sequence[str]) -> list[str]:
    """A shell that runs a command again and again."""
    return ["/bin/sh", "-c", 'while :; do "$@"; done', "loop", *command]


def quiet() -> dict[str, Any]:
    """How to start something whose output is of no interest, in a session of its own."""
    null = subprocess.DEVNULL
    environment = {**os.environ, **ENVIRONMENT}
    return {
        "stdin": null,
        "stdout": null,
        "stderr": null,
        "env": environment,
        "start_new_session": True,
    }


@contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """End a process and all of its session when left."""
    try:
        yield process
    finally:
        os.killpg(process.pid, 9)
        process.wait()


@contextmanager
def started(commands: Sequence[Sequence[str]]) -> Iterator[None]:
    """Run programs meanwhile."""
    running = [subprocess.Popen(command, **quiet()) for command in commands]
    try:
        yield
    finally:
        for process in running:
            os.killpg(process.pid, 9)
            process.wait()


@contextmanager
def web_server() -> Iterator[str]:
    """A web server on a free loopback port, with everything of it in a temporary folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="hemostat-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "www").mkdir()
        (folder / "www/index.html").write_text("<p>hello</p>\n" * 80, "utf-8")
        text = _NGINX.format(folder=folder, port=port, workers=os.cpu_count())
        (folder / "nginx.conf").write_text(text, "utf-8")
        command = ["nginx", "-e", "stderr", "-p", name, "-c", str(folder / "nginx.conf")]
        with ended(subprocess.Popen(command, **quiet())):
            wait_for(port)
            yield f"http://127.0.0.1:{port}/"


def wait_for(port: int, seconds: float = 10.0) -> None:
    """Until something listens."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            if time.monotonic() > until:
                raise SystemExit("nginx did not start") from None
            time.sleep(0.1)
        else:
            return


def load(address: str, seconds: int) -> dict[str, float]:
    """Requests a second, and the latency that 99 of 100 stay below, in milliseconds."""
    command = ("wrk", "-t2", "-c16", f"-d{seconds}s", "--latency", address)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    latency = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    if not rate or not latency:
        raise SystemExit(f"wrk said: {done.stdout}{done.stderr}")
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[latency[2]]
    return {"requests": float(rate[1]), "p99_ms": float(latency[1]) * scale}


def spread(numbers: Sequence[float]) -> str:
    """Median, least and most."""
    return f"{statistics.median(numbers):.2f} ({min(numbers):.2f} to {max(numbers):.2f})"


def print_tables(report: dict[str, Any]) -> None:
    server, busy = report["server"], report["busy"]
    print(report["machine"])
    print(
        f"\nnginx beside examinations without a pause, against nginx alone, "
        f"{len(server['alone'])} turns"
    )
    print(f"  requests a second, ratio        {spread(server['requests_ratio'])}")
    print(f"  99th percentile latency, ratio  {spread(server['p99_ratio'])}")
    usual = statistics.median(busy["quiet"])
    print(f"\ntriage with a busy loop on each processor, against {usual:.1f} s without")
    for level, times in busy["busy"].items():
        print(f"  niceness {level:2}  x {spread([each / usual for each in times])}")


if __name__ == "__main__":
    sys.exit(main())
