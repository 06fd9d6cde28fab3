#!/usr/bin/env python3
"""Where the time of a default live run goes: cProfile of it, in a throw-away sandbox.

    python bench/hot_spots.py [N]        as root; the N costliest functions, 25 by default

The profiler makes Python two to three times slower, so read the shares, not the seconds. The
watchdog's thread is profiled too: its functions stand in a list of their own.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]
sys.dont_write_bytecode = True

from hemostat.drill.sandbox import refusal, run_in_sandbox  # noqa: E402

INSIDE = """
import cProfile, contextlib, io, pstats, sys, threading, time
most = int(sys.argv[1])
threads = []
def profiled(frame, event, argument):
    # The first call of a new thread: from here on its own profiler takes over.
    sys.setprofile(None)
    threads.append(cProfile.Profile())
    threads[-1].enable()
threading.setprofile(profiled)
began = time.monotonic()
own = cProfile.Profile()
own.enable()
from hemostat.cli.main import main
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
    main(["triage", "--lang", "en"])
own.disable()
print(f"{time.monotonic() - began:.1f} s under the profiler")
for name, profiles in (("main thread", [own]), ("watched threads", threads)):
    if not profiles:
        continue
    for each in profiles[1:]:
        each.disable()
    for order in ("cumulative", "tottime"):
        out = io.StringIO()
        stats = pstats.Stats(profiles[0], stream=out)
        for each in profiles[1:]:
            stats.add(each)
        stats.sort_stats(order)
        stats.print_stats(*(("hemostat", most) if order == "cumulative" else (most,)))
        lines = [line for line in out.getvalue().splitlines() if line[:10].strip()[:1].isdigit()]
        print(f"\\n{name}, by {order}: calls, own s, each, with callees s, each, where")
        print("\\n".join(line.replace(sys.argv[2], "") for line in lines[1:]))
"""


def main() -> int:
    if why := refusal():
        sys.stderr.write(f"bench/hot_spots.py: {why}\n")
        return 2
    most = sys.argv[1] if len(sys.argv) > 1 else "25"
    with tempfile.TemporaryDirectory(prefix="hemostat-hot-") as folder:
        done = run_in_sandbox(
            [sys.executable, "-B", "-P", "-c", INSIDE, most, f"{ROOT}/src/"],
            folder=Path(folder),
            environment={"PYTHONPATH": str(ROOT / "src")},
            seconds=300,
        )
    sys.stdout.write(done.stdout.decode("utf-8", "replace"))
    sys.stderr.write(done.stderr.decode("utf-8", "replace"))
    return done.returncode


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
