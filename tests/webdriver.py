"""A real browser for tests, spoken to in the W3C WebDriver protocol: Debian's chromium-driver."""

import base64
import contextlib
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--window-size=1366,768",
)
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
missing = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
needs_browser = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


class Browser:
    """One window."""

    def __init__(self, base: str, folder: str, *extra: str) -> None:
        self._base = base
        options = {"args": [*ARGUMENTS, f"--user-data-dir={folder}", *extra]}
        wanted = {
            "alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": {**options, "binary": shutil.which("chromium")},
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }
        }
        session = self._post("/session", {"capabilities": wanted})["sessionId"]
        self._base += f"/session/{session}"

    def open(self, page: Path) -> None:
        """Show a page; what was said and asked for before is forgotten."""
        self.complaints()
        self.asked_for()
        self._post("/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        """The value of a script's `return`."""
        return self._post("/execute/sync", {"script": script, "args": []})

    def keys(self, text: str) -> None:
        """Press keys, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._post("/actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def click(self, selector: str) -> None:
        found = self._post("/element", {"using": "css selector", "value": selector})
        self._post(f"/element/{found[ELEMENT]}/click", {})

    def picture(self) -> bytes:
        return base64.b64decode(self._ask("/screenshot"))

    def complaints(self) -> list[str]:
        """What the console says is wrong."""
        return [each["message"] for each in self._post("/se/log", {"type": "browser"})]

    def asked_for(self) -> set[str]:
        """Every address the page asked for."""
        events = [
            json.loads(each["message"]) for each in self._post("/se/log", {"type": "performance"})
        ]
        sent = [each["message"] for each in events]
        return {
            each["params"]["request"]["url"]
            for each in sent
            if each["method"] == "Network.requestWillBeSent"
        }

    def close(self) -> None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(urllib.request.Request(self._base, method="DELETE")).close()

    def _post(self, path: str, body: object) -> Any:
        data = json.dumps(body).encode()
        return _send(urllib.request.Request(self._base + path, data, method="POST"))

    def _ask(self, path: str) -> Any:
        return _send(urllib.request.Request(self._base + path))


def _send(request: urllib.request.Request) -> Any:
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise AssertionError(error.read().decode()) from error


@contextlib.contextmanager
def browser(*extra: str) -> Iterator[Browser]:
    """A window of its own, closed afterwards with everything it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        driver = subprocess.Popen(["chromedriver", f"--port={port}"], **quiet)  # type: ignore[call-overload]
        try:
            _wait(port)
            window = Browser(f"http://127.0.0.1:{port}", folder, *extra)
            try:
                yield window
            finally:
                window.close()
        finally:
            driver.terminate()
            driver.wait(10)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("chromedriver did not come up")
