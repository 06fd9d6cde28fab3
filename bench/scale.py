#!/usr/bin/env python3
"""How cost grows with the number of processes, and what starting up costs.

    python bench/scale.py            snapshots of 100 to 20,000 processes, start-up; any user
    as root also: 100, 500 and 2,000 sleeping processes in a throw-away sandbox, examined live

Snapshots lie in /dev/shm: 20,000 processes need about 1 GiB there while it runs.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
sys.dont_write_bytecode = True

from machine import describe_machine  # noqa: E402
from measured import Measured, measure  # noqa: E402
from snapshots import make_root  # noqa: E402

from hemostat.drill.sandbox import refusal, run_in_sandbox  # noqa: E402

HEMOSTAT = (sys.executable, "-B", "-P", "-m", "hemostat")
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}
SNAPSHOTS = (100, 1_000, 5_000, 20_000)
CROWDS = (100, 500, 2_000)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print everything measured as JSON")
    parser.add_argument("--most", type=int, default=SNAPSHOTS[-1], help="processes at most")
    asked = parser.parse_args()
    report: dict[str, Any] = {"machine": describe_machine(), "start": start_up()}
    report["snapshots"] = list(of_snapshots([n for n in SNAPSHOTS if n <= asked.most]))
    crowds = [n for n in CROWDS if n <= asked.most]
    report["live"] = refusal() or list(of_crowds(crowds))
    if asked.json:
        print(json.dumps(report, indent=1))
    else:
        print_tables(report)
    return 0


def start_up(times: int = 15) -> dict[str, Any]:
    """`--help`: its times in seconds, and the modules it loads with the costliest first."""
    runs = [measure((*HEMOSTAT, "--help"), environment=ENVIRONMENT) for _ in range(times)]
    bare = [measure((sys.executable, "-B", "-c", "")) for _ in range(times)]
    timed = measure(
        (sys.executable, "-B", "-P", "-X", "importtime", "-m", "hemostat", "--help"),
        environment=ENVIRONMENT,
    )
    imports: list[tuple[int, str]] = []
    for line in timed.lines:
        fields = line.text.removeprefix("import time:").split("|")
        if line.is_error and len(fields) == 3 and fields[0].strip().isdigit():
            imports.append((int(fields[0]), fields[2].strip()))
    heavy = {"rich", "yaml", "sigma", "orjson", "re2", "zstandard"}
    return {
        "help_median": statistics.median(run.seconds for run in runs),
        "help_slowest": max(run.seconds for run in runs),
        "bare_python_median": statistics.median(run.seconds for run in bare),
        "modules": len(imports),
        "ours": sorted(name for _, name in imports if name.split(".")[0] == "hemostat"),
        "of_others": sorted(heavy & {name.split(".")[0] for _, name in imports}),
        "costliest_microseconds": sorted(imports, reverse=True)[:10],
    }


def of_snapshots(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """One row a size, of folders with a generated /proc."""
    where = "/dev/shm" if Path("/dev/shm").is_dir() else None
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="hemostat-scale-", dir=where) as folder:
            make_root(Path(folder), size)
            run = measure((*HEMOSTAT, "triage", folder, "--json"), environment=ENVIRONMENT, cap=600)
        yield row(size, run)


def of_crowds(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """One row a size, of real processes in a sandbox."""
    for size in sizes:
        asked = {"commands": [(*HEMOSTAT, "triage", "--json")], "cap": 600, "crowd": size}
        with tempfile.TemporaryDirectory(prefix="hemostat-scale-") as folder:
            done = run_in_sandbox(
                [sys.executable, "-B", str(Path(__file__).with_name("inside.py"))],
                folder=Path(folder),
                shown=(Path(__file__).parent,),
                data=json.dumps(asked).encode(),
                environment=ENVIRONMENT,
                seconds=700,
            )
        if done.returncode:
            raise SystemExit(done.stderr.decode("utf-8", "replace")[-3000:])
        found = json.loads(done.stdout)["runs"][0]
        lines = found.pop("lines")
        if found["code"] not in (0, 1, 3):
            raise SystemExit("\n".join(line["text"] for line in lines)[-3000:])
        yield row(size, Measured(**found, lines=()))


def row(size: int, run: Measured) -> dict[str, Any]:
    """What is told of one run."""
    if run.code not in (0, 1, 3):
        raise SystemExit("\n".join(line.text for line in run.lines)[-3000:])
    return {"processes": size, "seconds": run.seconds, "cpu": run.cpu, "peak_kib": run.peak_kib}


def print_tables(report: dict[str, Any]) -> None:
    start = report["start"]
    print(report["machine"])
    print(
        f"\nhemostat --help: median {start['help_median'] * 1000:.0f} ms, slowest "
        f"{start['help_slowest'] * 1000:.0f} ms (an empty Python: "
        f"{start['bare_python_median'] * 1000:.0f} ms); {start['modules']} modules, of them ours: "
        f"{', '.join(start['ours'])}\nlibraries of others loaded: "
        f"{', '.join(start['of_others']) or 'none'}"
    )
    for name in ("snapshots", "live"):
        rows = report[name]
        if isinstance(rows, str):
            print(f"\n{name}: not measured, {rows}")
            continue
        print(f"\n{name:>10}      wall       CPU   peak MiB   CPU ms per further process")
        for before, each in zip([None, *rows], rows, strict=False):
            more = ""
            if before:
                added = each["processes"] - before["processes"]
                more = f"{(each['cpu'] - before['cpu']) / added * 1000:.2f}"
            print(
                f"{each['processes']:>10,}  {each['seconds']:>6.1f} s  {each['cpu']:>6.1f} s "
                f"{each['peak_kib'] / 1024:>10.0f}   {more:>6}"
            )


if __name__ == "__main__":
    sys.exit(main())
