"""The program inside the sandbox refuses to plant on the machine itself."""

import json
import os
import subprocess
import sys

from hemostat.drill.plant import SANDBOX_MARK

CASE = "name: nothing\ntext: plants nothing at all\n"


def test_outside_the_sandbox_it_refuses() -> None:
    environment = {key: value for key, value in os.environ.items() if key != SANDBOX_MARK}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    asked = {"cases": [["a.yaml", CASE]], "names": ["nothing"], "twin": False}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat.drill.inside"],
        input=json.dumps(asked).encode(),
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 4
    assert b"refused" in done.stderr
    assert done.stdout == b""
