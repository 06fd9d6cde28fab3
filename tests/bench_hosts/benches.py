"""What every bench of hosts uses: the cases, the roots, and each examination done once a run.

Several planted cases stand in one root together where their subjects cannot be confused: an
examination takes seconds, a verdict nothing. With several workers the first one that needs an
examination does it, behind a lock, and the others read what it wrote.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from hemostat.drill.case import Case, read_cases
from hemostat.drill.intrusion import Intrusion
from hemostat.drill.sandbox import refusal, run_in_sandbox, run_over_root

ROOTS = Path("/var/tmp/hemostat-test-roots")  # kept: it takes minutes to make
PACKAGES = (Path(__file__).parent / "packages.txt").read_text("ascii").strip()
SOURCE = Path(__file__).parents[2] / "src"
Result = dict[str, Any]


def case_files(kind: str) -> list[tuple[str, str]]:
    """File name and text of every `planted` or `profiles` file."""
    folder = files("hemostat") / "data" / kind
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    return sorted((each.name, each.read_text("utf-8")) for each in found)


PLANTED = read_cases(case_files("planted"))
PROFILES = read_cases(case_files("profiles"))


GROUPS = [read_cases([file]) for file in case_files("planted")]


def group_of(case: Case, place: str) -> tuple[str, ...]:
    """The names planted together with this case at that place: those of its file, by name."""
    if case.alone:
        return (case.name,)
    (cases,) = [group for group in GROUPS if case in group]
    return tuple(each.name for each in cases if place in each.places and not each.alone)


def findings_of(result: Result) -> list[Result]:
    """The findings of a triage result, as `hemostat.finding/1`."""
    found: list[Result] = result["findings"]
    return found


@dataclass(frozen=True)
class Bench:
    """Examinations of planted roots, each done once a run.

    Attributes:
        lower: the clean root. results: where what was found is kept for the other workers.
    """

    lower: Path
    results: Path

    def live(self, names: Sequence[str], *, kind: str = "planted", twin: bool = False) -> Result:
        """The result of an examination inside the sandbox."""
        cases = [each for each in (*PLANTED, *PROFILES) if each.name in names]
        wanted = [each.twin if twin and each.twin else each for each in cases]
        addresses = sorted({address for each in wanted for address in each.addresses})
        return self._once(
            f"live {kind} {twin} {' '.join(names)}",
            lambda: self._inside(_asked(kind, names, twin=twin), addresses),
        )

    def story(self, intrusion: Intrusion) -> Result:
        """The result of an examination inside the sandbox, with a whole intrusion planted."""
        case_file = [f"{intrusion.name}.yaml", intrusion.plant]
        asked = {"cases": [case_file], "names": [intrusion.name], "twin": False}
        return self._once(
            f"story {intrusion.name}",
            lambda: self._inside(json.dumps(asked).encode(), intrusion.addresses),
        )

    def folder(
        self,
        names: Sequence[str],
        *,
        kind: str = "planted",
        twin: bool = False,
        has_tar: bool = True,
    ) -> Result:
        """The results of the root as `folder` and as `tar`."""

        def examine() -> Result:
            with tempfile.TemporaryDirectory() as folder:
                root = str(Path(folder, "root"))
                program = ["env", f"PYTHONPATH={SOURCE}", sys.executable, "-B", "-m"]
                done = run_over_root(
                    [*program, "hemostat.drill.beside", root, "--host", "bench"],
                    folder=Path(folder),
                    lower=self.lower,
                    data=_asked(kind, names, twin=twin, tar=has_tar),
                )
            assert done.returncode == 0, done.stderr.decode()
            return _loaded(done.stdout)

        return self._once(f"folder {has_tar} {kind} {twin} {' '.join(names)}", examine)

    def collected(self, names: Sequence[str]) -> Result:
        """The result of the collector's stream, made by `sh` inside the sandbox."""

        def examine() -> Result:
            environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
            hemostat = [sys.executable, "-B", "-m", "hemostat"]
            script = subprocess.run(
                [*hemostat, "collect"], env=environment, capture_output=True, check=True
            ).stdout.decode()
            with tempfile.TemporaryDirectory() as folder:
                stream = run_in_sandbox(
                    [sys.executable, "-B", "-m", "hemostat.drill.inside"],
                    folder=Path(folder),
                    lower=self.lower,
                    data=_asked("planted", names, twin=False, script=script),
                    environment={"PYTHONPATH": str(SOURCE)},
                )
            assert stream.returncode == 0, stream.stderr.decode()
            done = subprocess.run(
                [*hemostat, "triage", "--json", "--host", "bench", "-"],
                input=stream.stdout,
                env=environment,
                capture_output=True,
                check=False,
            )
            assert done.returncode in (0, 1, 3), done.stderr.decode()
            return _loaded(done.stdout)

        return self._once(f"collected {' '.join(names)}", examine)

    def _inside(self, asked: bytes, addresses: Sequence[str]) -> Result:
        with tempfile.TemporaryDirectory() as folder:
            done = run_in_sandbox(
                [sys.executable, "-B", "-m", "hemostat.drill.inside", "--host", "bench"],
                folder=Path(folder),
                lower=self.lower,
                addresses=addresses,
                data=asked,
                environment={"PYTHONPATH": str(SOURCE)},
            )
        assert done.returncode in (0, 1, 3), done.stderr.decode()
        return _loaded(done.stdout)

    def _once(self, name: str, examine: Callable[[], Result]) -> Result:
        kept = self.results / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                result = examine()
                kept.with_suffix(".new").write_text(json.dumps(result))
                kept.with_suffix(".new").rename(kept)
        return _loaded(kept.read_bytes())


def make_bench(results: Path) -> Bench:
    """The bench over a small Debian server, made by debootstrap where there is none yet."""
    if why := refusal():
        pytest.skip(why)
    ROOTS.mkdir(exist_ok=True)
    root = ROOTS / "bookworm-server"
    with (ROOTS / "bookworm-server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            if not shutil.which("debootstrap"):
                pytest.skip("needs debootstrap: makes a small Debian root")
            new = root.with_suffix(".new")
            options = ["--variant=minbase", f"--include={PACKAGES}"]
            command = ["debootstrap", *options, "bookworm", str(new)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                pytest.skip(f"needs a Debian mirror: {' '.join(command)} failed")
            new.rename(root)
    return Bench(lower=root, results=results)


def _asked(
    kind: str, names: Sequence[str], *, twin: bool, tar: bool = True, script: str = ""
) -> bytes:
    asked = {"cases": case_files(kind), "names": list(names), "twin": twin, "tar": tar}
    return json.dumps({**asked, "script": script}).encode()


def _loaded(text: bytes) -> Result:
    result: Result = json.loads(text)
    return result
