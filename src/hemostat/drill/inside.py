"""Runs inside the sandbox: plant the cases named on standard input, examine, print the result.

Standard input: JSON `{"cases": [[file name, YAML text], …], "names": […], "twin": bool}`.
Standard output: what `hemostat triage --json` prints.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from hemostat.drill.case import read_cases
from hemostat.drill.plant import plant_files, start_processes


def main() -> int:
    """Plant, examine; the sandbox ends whatever was started."""
    asked = json.load(sys.stdin)
    cases = read_cases((path, text) for path, text in asked["cases"])
    started = []
    for case in cases:
        if case.name in asked["names"]:
            planted = case.twin if asked["twin"] and case.twin else case
            plant_files(planted, Path("/"))
            started += list(start_processes(planted))
    command = [sys.executable, "-B", "-m", "hemostat", "triage", "--json", *sys.argv[1:]]
    code = subprocess.run(command, env=os.environ, check=False).returncode
    gone = [process.args for process in started if process.poll() is not None]
    if gone:
        sys.stderr.write(f"ended before it was examined: {gone}\n")
        return 4
    return code


if __name__ == "__main__":
    sys.exit(main())
