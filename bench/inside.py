"""Runs inside the sandbox: plants, then measures the commands named on standard input.

Standard input: JSON `{"commands": [[…]…], "cap": seconds}`, and as wanted `"cases": [[file name,
text]…], "names": […]` to plant, `"files": […]` to read afterwards, and `"crowd"`, how many sleeping
processes to start. Standard output: JSON, one entry a command.
"""

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

from measured import Line, measure

from hemostat.drill.case import read_cases
from hemostat.drill.plant import plant_files, start_processes


def held() -> tuple[int, int]:
    """Bytes and files held by the upper layer; statvfs of an overlay tells of that alone.

    The tmpfs mounts of the sandbox (/tmp, /run, /dev/shm) are not in it. Source: ovl_statfs of
    fs/overlayfs/super.c.
    """
    root = os.statvfs("/")
    return (root.f_blocks - root.f_bfree) * root.f_frsize, root.f_files - root.f_ffree


def settled(seconds: float = 10.0) -> tuple[int, int]:
    """What is held once it stays the same for a second: planted shells read start-up files."""
    until = time.monotonic() + seconds
    before = held()
    while time.monotonic() < until:
        time.sleep(1.0)
        if (now := held()) == before:
            break
        before = now
    return before


def main() -> None:
    """Plant, wait until all is quiet, measure, print."""
    asked = json.load(sys.stdin)
    wanted = set(asked.get("names", ()))
    cases = [case for case in read_cases(map(tuple, asked.get("cases", ()))) if case.name in wanted]
    for case in cases:
        plant_files(case, Path("/"))
    started = {case.name: list(start_processes(case)) for case in cases}
    for _ in range(asked.get("crowd", 0)):
        os.posix_spawn("/bin/sleep", ["sleep", "3600"], {})
    before = settled()
    runs = [measure(command, cap=asked["cap"]) for command in asked["commands"]]
    after = held()
    total = sum(run.seconds for run in runs)
    reports = [
        Line(total, is_error=False, text=text)
        for file in map(Path, asked.get("files", ()))
        if file.is_file()
        for text in file.read_text("utf-8", "replace").splitlines()
    ]
    json.dump(
        {
            "runs": [asdict(run) for run in runs],
            "reports": [asdict(line) for line in reports],
            "bytes": after[0] - before[0],
            "files": after[1] - before[1],
            "processes": sum(name.isdigit() for name in os.listdir("/proc")),  # noqa: PTH208
            "pids": {name: [each.pid for each in group] for name, group in started.items()},
            "ended": [
                n for n, group in started.items() if any(p.poll() is not None for p in group)
            ],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
