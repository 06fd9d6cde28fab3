"""A root is planted and examined beside its own machine, as a folder and as a tar."""

import json
import os
import subprocess
import sys
from pathlib import Path

CASE = """
name: second-root
text: An account more has number 0.
technique: T1136.001
subject: {kind: account, value: helper}
files: [{path: /etc/passwd, append: "helper:x:0:0::/:/bin/sh\\n"}]
"""


def test_the_folder_and_the_tar_show_what_was_planted(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    asked = {"cases": [["a.yaml", CASE]], "names": ["second-root"], "twin": False}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat.drill.beside", str(root)],
        input=json.dumps(asked).encode(),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    results = json.loads(done.stdout)
    assert sorted(results) == ["folder", "tar"]
    for result in results.values():
        named = {subject["value"] for each in result["findings"] for subject in each["subjects"]}
        assert "helper" in named
