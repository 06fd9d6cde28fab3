"""Put pip into a virtual environment that was made without it. Standard library only.

Debian's Python lacks ensurepip unless python3-venv is installed, and installing that takes root.
The wheel comes from the index that pip itself would ask (PIP_INDEX_URL, else PyPI), and must have
the SHA-256 below.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

WHEEL = "pip-25.3-py3-none-any.whl"
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
INDEX = "https://pypi.org/simple"


def main(environment: str) -> None:
    """Fetch, verify, and let pip install itself into the environment."""
    page = os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/") + "/pip/"
    asked = urllib.request.Request(page, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        files = json.load(answer)["files"]
    address = next(each["url"] for each in files if each["filename"] == WHEEL)
    with urllib.request.urlopen(urljoin(page, address), timeout=60) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() != SHA256:
        sys.exit(f"{WHEEL} from {page} is not the one we know; nothing was installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WHEEL
        path.write_bytes(wheel)
        python = Path(environment) / "bin" / "python"
        command = [str(python), f"{path}/pip", "install", "--quiet", "--no-index", str(path)]
        subprocess.run(command, check=True)


main(sys.argv[1])
