"""Runs of the collector's script, and a host with odd things on it for it to send."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from hemostat.collect.script import collector_script
from hemostat.trees.collector_stream import CollectorTree

ODD = "x\n\x1b[31m\u202e 'q' \\"


def run(script: str, command: Sequence[str], **environ: str) -> bytes:
    """What the script sends, when a shell reads it from standard input."""
    done = subprocess.run(
        command,
        input=script.encode(),
        capture_output=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], **environ},
    )
    assert done.returncode == 0, done.stderr
    assert b"done" in done.stderr
    return done.stdout


def tree_of(stream: bytes) -> CollectorTree:
    return CollectorTree(BytesIO(stream), "-", None)


class Planted:
    """A folder of places, and a process whose program is deleted and whose words are odd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = b"0 * * * * root " + (
            os.fsencode(folder)
            + b"/named.sh\0\n\xff\n"
            + os.fsencode(folder)
            + b"/nothing.sh tail x"
        )
        (folder / "places").mkdir()
        (folder / "places" / ODD).write_bytes(self.text)
        (folder / "places" / ".hidden").write_bytes(b"h")
        (folder / "places" / "link").symlink_to("../target")
        (folder / "target").write_bytes(b"target")
        (folder / "named.sh").write_bytes(b"#!/bin/sh\necho named\n")
        (folder / "product/1.2").mkdir(parents=True)
        (folder / "product/1.2/release").write_bytes(b"VERSION=1")
        os.mkfifo(folder / "places" / "fifo")
        (folder / "deep/1/2").mkdir(parents=True)
        (folder / "deep/1/2/unit.conf").write_bytes(b"deep")
        program = folder / ODD
        shutil.copy("/bin/sleep", program)
        self.program = program.read_bytes()
        self.process = subprocess.Popen(
            [program, "600"], env={"ODD": ODD, "EMPTY": ""}, cwd=folder, stdin=subprocess.DEVNULL
        )
        # Its own name shows once it runs its own program, not ours.
        while b"600" not in Path(f"/proc/{self.process.pid}/cmdline").read_bytes():
            os.sched_yield()
        program.unlink()

    @property
    def script(self) -> str:
        glances = [f"{self.folder}/product/{{version}}/release"]
        return collector_script(self.patterns, glances=glances)

    @property
    def patterns(self) -> list[str]:
        return [f"{self.folder}/places/*", f"{self.folder}/deep/**/*.conf", f"{self.folder}/none/*"]


@contextmanager
def planted_in(folder: Path) -> Iterator[Planted]:
    """Plant in a folder; the process ends with the context."""
    made = Planted(folder)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.wait()
