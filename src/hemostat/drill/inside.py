"""Runs inside the sandbox: plant the cases named on standard input, examine, print the result.

Standard input: JSON `{"cases": [[file name, YAML text], …], "names": […], "twin": bool}`, and
`"script": "…"` to run the collector script with `sh` in place of an examination.
Standard output: what `hemostat triage --json` or the script prints.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hemostat.drill.case import read_cases
from hemostat.drill.plant import plant_files, start_processes
from hemostat.model.errors import DataError, UsageError

SECONDS = "90"
"""What is found must not hang on how busy the machine of the drill is; speed is measured apart."""


def main() -> int:
    """Plant, examine; the sandbox ends whatever was started."""
    asked = json.load(sys.stdin)
    cases = read_cases((path, text) for path, text in asked["cases"])
    started: list[subprocess.Popen[bytes]] = []
    for case in cases:
        if case.name in asked["names"]:
            planted = case.twin if asked["twin"] and case.twin else case
            plant_files(planted, Path("/"))
            started += start_processes(planted)
    code = _examine(str(asked.get("script", "")), sys.argv[1:])
    gone = [process.args for process in started if process.poll() is not None]
    if gone:
        sys.stderr.write(f"ended before it was examined: {gone}\n")
        return 4
    return code


def _examine(script: str, options: Sequence[str]) -> int:
    if script:
        ordinary = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        command = ["/bin/sh", "-s"]
        return subprocess.run(command, input=script.encode(), env=ordinary, check=False).returncode
    hemostat = [sys.executable, "-B", "-m", "hemostat"]
    command = [*hemostat, "triage", "--json", "--seconds", SECONDS, *options]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (UsageError, DataError) as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(4)
