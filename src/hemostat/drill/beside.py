"""Runs beside a root: plant the cases named on standard input in it, examine it in two forms.

Argument: the root. Standard input: as of `inside`. Standard output: JSON with what
`hemostat triage --json` prints of the root as a folder and, unless told otherwise, as a tar.
"""

import json
import subprocess
import sys
from pathlib import Path

from hemostat.drill.case import read_cases
from hemostat.drill.plant import plant_files


def main() -> int:
    """Plant, then examine the folder, then a tar of it."""
    asked = json.load(sys.stdin)
    root, options = Path(sys.argv[1]), sys.argv[2:]
    for case in read_cases((path, text) for path, text in asked["cases"]):
        if case.name in asked["names"]:
            plant_files(case.twin if asked["twin"] and case.twin else case, root)
    results = {"folder": _examined(root, options)}
    if asked.get("tar", True):
        tar = root.with_name("root.tar")
        command = ["tar", "-C", str(root), "-cf", str(tar), "."]
        subprocess.run(command, check=True, capture_output=True)
        results["tar"] = _examined(tar, options)
    json.dump(results, sys.stdout)
    return 0


def _examined(source: Path, options: list[str]) -> object:
    command = [sys.executable, "-B", "-m", "hemostat", "triage", "--json", *options, str(source)]
    result = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    examined: object = json.loads(result.stdout)
    return examined


if __name__ == "__main__":
    sys.exit(main())
