"""Whether a deep walk grows in line with the files: time and memory over trees of several sizes.

    python bench/deep.py [--sizes 75000,150000,300000] [--folder DIR]

Makes each tree anew below a folder of its own (a copy of no host: names, modes and sizes made up),
examines it with `triage --deep` in a process of its own, and prints a line a size, then what
2,000,000 files would take by the slope of the last two.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

GOAL = 2_000_000
IN_FOLDER = 50
_TOPS = ("srv/data", "opt/app", "var/lib/store", "home/lee/work", "usr/share/made")
_ENDINGS = (".txt", ".py", ".so", ".json", ".php", "")


@dataclass(frozen=True, slots=True)
class Run:
    """One examination: how many files, how long it took, processor time, how much memory."""

    files: int
    seconds: float
    processor: float
    peak_mb: float


def make_tree(root: Path, files: int) -> None:
    """A root with so many small files, fifty a folder, some executable."""
    for name in ("bin", "boot", "dev", "etc", "proc", "root", "run", "tmp", "usr/bin", "var"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    for start, folder in zip(range(0, files, IN_FOLDER), _folders(root), strict=False):
        folder.mkdir(parents=True)
        for number in range(start, min(files, start + IN_FOLDER)):
            path = os.fspath(folder / f"f{number}{_ENDINGS[number % len(_ENDINGS)]}")
            mode = 0o755 if number % 10 == 0 else 0o644
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, mode)
            os.write(descriptor, b"#!/bin/sh\nexit 0\n")
            os.close(descriptor)


def _folders(root: Path) -> Iterator[Path]:
    number = 0
    while True:
        top = _TOPS[number % len(_TOPS)]
        yield root / top / f"d{number % 97}" / f"e{number}"
        number += 1


def examine(root: Path, files: int) -> Run:
    """Time one deep run."""
    command = (sys.executable, "-B", "-m", "hemostat", "triage", str(root), "--deep", "--json")
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    processor = usage.ru_utime + usage.ru_stime
    return Run(files, time.monotonic() - began, processor, usage.ru_maxrss / 1024)


def projected(smaller: Run, larger: Run, goal: int = GOAL) -> Run:
    """What `goal` files take if every further file costs what the last ones did."""
    more = larger.files - smaller.files
    ahead = (goal - larger.files) / more
    return Run(
        goal,
        larger.seconds + ahead * (larger.seconds - smaller.seconds),
        larger.processor + ahead * (larger.processor - smaller.processor),
        larger.peak_mb + ahead * (larger.peak_mb - smaller.peak_mb),
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="75000,150000,300000")
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args(arguments)
    runs: list[Run] = []
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="hemostat-deep-", dir=asked.folder) as folder:
            make_tree(Path(folder), size)
            runs.append(examine(Path(folder), size))
            shutil.rmtree(folder, ignore_errors=True)
            Path(folder).mkdir()
        print(_line(runs[-1]), flush=True)
    if len(runs) > 1:
        print(_line(projected(*runs[-2:])), "(projected)")
    return 0


def _line(run: Run) -> str:
    speed = run.files / run.seconds
    times = f"{run.seconds:8.1f} s ({run.processor:.1f} s of processor)"
    return f"{run.files:>9} files {times} {speed:8.0f} a second {run.peak_mb:7.0f} MB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
