"""Feeds every reader of foreign bytes what a coverage-guided fuzzer makes up (atheris).

    pip install atheris
    PYTHONPATH=src python tools/fuzz.py --seconds 90                    every target in turn
    PYTHONPATH=src python tools/fuzz.py --seconds 600 tar uac collector crontab
    PYTHONPATH=src python tools/fuzz.py parser.group+parser.passwd      two on the same inputs
    PYTHONPATH=src python tools/fuzz.py --list
    PYTHONPATH=src python tools/fuzz.py --input FILE parser.passwd      one input again

A target fails by raising, by more than ten seconds of processor time for one input, by more than
2 GB, or, where lines are counted, by losing a line. The input is kept in the folder `--keep`; it
becomes a test beside those of the reader. `--table FILE` keeps one row a target: how long, how
many inputs, how it ended. Which targets there are is found by looking: see `fuzz_targets`.
"""

import argparse
import fcntl
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

Run = Callable[[bytes], None]
SECONDS_FOR_ONE = 10
LONG = 20_000
LONGER = 400_000
_HEAD = "| target | seconds | inputs | result |\n|---|---:|---:|---|\n"
_ROW = re.compile(r"\| (?P<target>\S+) \| .*\|")
_INPUTS = re.compile(r"number_of_executed_units:\s*(\d+)")
_RAISED = re.compile(r"Uncaught Python exception: ===\n(.*)")
_ENDED = re.compile(r"ERROR: libFuzzer: (.*)")


def fuzz_one(target: str, seconds: int, root: Path, keep: Path) -> int:
    """Fuzz one target in this process; atheris ends it."""
    import atheris

    with atheris.instrument_imports(include=["hemostat", "dissect"]):
        from fuzz_targets import targets

        run = together([targets()[name]() for name in target.split("+")])
    from fuzz_seeds import seeds_of

    corpus = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for number, data in enumerate(chain(*(seeds_of(name, root) for name in target.split("+")))):
        (corpus / str(number)).write_bytes(data)
    place = keep / target
    place.mkdir(parents=True, exist_ok=True)
    is_short = target.startswith(("parser.", "host.", "logs.", "store.", "content.", "crontab"))
    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        # By the clock, which says little on a busy machine: `timed` counts processor time.
        f"-timeout={6 * SECONDS_FOR_ONE}",
        "-rss_limit_mb=2048",
        f"-max_len={LONG if is_short else LONGER}",
        f"-artifact_prefix={place}/",
        "-print_final_stats=1",
        "-verbosity=0",
        str(corpus),
    ]
    atheris.Setup(arguments, timed(run))
    atheris.Fuzz()
    return 0


def together(runs: Sequence[Run]) -> Run:
    """Several targets as one: each gets every input."""

    def run_all(data: bytes) -> None:
        for run in runs:
            run(data)

    return runs[0] if len(runs) == 1 else run_all


def timed(run: Run) -> Run:
    """The same target, which fails where one input takes too much processor time."""

    def run_in_time(data: bytes) -> None:
        begin = time.process_time()
        run(data)
        taken = time.process_time() - begin
        if taken > SECONDS_FOR_ONE:
            raise AssertionError(f"{taken:.0f} s for {len(data)} bytes")

    return run_in_time


def fuzz_apart(target: str, asked: argparse.Namespace) -> bool:
    """Fuzz one target in a process of its own and say how it ended; whether it held."""
    command = [sys.executable, "-B", __file__, "--one", target, "--seconds", str(asked.seconds)]
    command += ["--root", str(asked.root), "--keep", str(asked.keep)]
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        ran = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=os.environ | {"TMPDIR": folder},
        )
    taken = time.monotonic() - begin
    text = ran.stdout + ran.stderr
    inputs = match[1] if (match := _INPUTS.search(text)) else "?"
    why = match[1] if (match := _RAISED.search(text) or _ENDED.search(text)) else text[-200:]
    result = "ok" if ran.returncode == 0 else "FAILED: " + " ".join(why.split()).replace("|", "/")
    seconds = asked.seconds if ran.returncode == 0 else round(taken)
    print(f"{target}  {seconds} s  {inputs} inputs  {result}", flush=True)
    if ran.returncode:
        print(ran.stdout[-3000:], ran.stderr[-1500:], flush=True)
    for name in target.split("+") if asked.table else ():
        note(asked.table, name, f"| {name} | {seconds} | {inputs} | {result[:200]} |\n")
    return ran.returncode == 0


def note(table: Path, target: str, row: str) -> None:
    """Put one row into the table, in place of the target's former one."""
    with table.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        rows = [line for line in file if (match := _ROW.match(line)) and match["target"] != target]
        kept = [line for line in rows if line != _HEAD.splitlines(keepends=True)[0]]
        file.truncate(0)
        file.write(_HEAD + "".join(sorted([*kept, row])))


def main() -> int:
    """Fuzz each target asked for; 1 if any failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--keep", type=Path, default=Path("/tmp/hemostat-fuzz"))
    parser.add_argument("--table", type=Path)
    parser.add_argument("--input", type=Path)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        return fuzz_one(asked.targets[0], asked.seconds, asked.root, asked.keep)
    from fuzz_targets import targets

    if asked.list:
        print("\n".join(targets()))
        return 0
    if asked.input:
        timed(targets()[asked.targets[0]]())(asked.input.read_bytes())
        return 0
    held = [fuzz_apart(name, asked) for name in asked.targets or targets()]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
