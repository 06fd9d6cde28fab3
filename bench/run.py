#!/usr/bin/env python3
"""hemostat beside lynis, chkrootkit, rkhunter, debsums and unhide: the same planted host, one run.

    python bench/run.py            a table
    python bench/run.py --json     everything that was measured

Each contestant gets a throw-away sandbox of its own with the same signs in it, one after another.
Nothing is asserted: a busy machine makes every time longer, so read them as ratios.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
sys.dont_write_bytecode = True

from contestants import PEERS, Contestant, Score, score_ours, score_peer  # noqa: E402
from machine import describe_machine  # noqa: E402
from measured import Line  # noqa: E402

from end_to_end.system_calls import TRACE, changes, read_calls  # noqa: E402
from hemostat.drill.case import Case, read_cases  # noqa: E402
from hemostat.drill.sandbox import refusal, run_in_sandbox  # noqa: E402

HEMOSTAT = (sys.executable, "-B", "-m", "hemostat", "triage", "--lang", "en", "--json")
OURS = Contestant(name="hemostat triage", commands=(HEMOSTAT,))
PLANTED = ROOT / "src/hemostat/data/planted"
# The same signs every time, so that figures of two versions can be compared: accounts, ways in,
# start-up places, the loader, programs and processes, and what each peer is known to look for.
SIGNS = frozenset(
    {
        "second-root-by-number",
        "account-without-password",
        "modprobe-install-line",
        "www-data-may-do-all",
        "key-of-the-web-server-account",
        "fetch-and-run-at-two",
        "cron-d-decodes",
        "unit-in-a-temporary-place",
        "rc-local",
        "udev-rule",
        "python-path-file",
        "password-logger",
        "preload-in-environment",
        "set-uid-shell-in-tmp",
        "deleted-program",
        "program-in-memory-only",
        "kernel-thread-disguise",
        "miner-arguments",
        "bash-on-a-socket",
        "sniffer",
        "hidden-behind-a-mount",
        "replaced-ls",
    }
)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print everything measured as JSON")
    parser.add_argument("--cap", type=float, default=120.0, help="seconds a command may take")
    parser.add_argument("--only", action="append", default=[], help="a contestant's first word")
    asked = parser.parse_args()
    if missing := what_is_missing():
        sys.stderr.write(f"bench/run.py: {missing}\n")
        return 2
    files = [(str(path), path.read_text("utf-8")) for path in case_files()]
    cases = [case for case in read_cases(files) if case.name in SIGNS]
    results = [
        contest(each, cases, files, asked.cap)
        for each in (OURS, *PEERS)
        if not asked.only or each.name.split()[0] in asked.only
    ]
    written = count_changes(cases, files)
    report = {"machine": describe_machine(), "signs": len(cases), "contestants": results}
    report["changes_by_strace"] = written
    if asked.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        print_table(report)
    return 0


def what_is_missing() -> str:
    """Why this cannot run here, and what to do; empty if it can."""
    if why := refusal():
        return why
    packages = [
        each.package for each in PEERS if not all(shutil.which(word[0]) for word in each.commands)
    ]
    packages += [] if shutil.which("strace") else ["strace"]
    return f"missing; install them: apt-get install {' '.join(packages)}" if packages else ""


def case_files() -> list[Path]:
    return [*sorted(PLANTED.glob("*.yaml")), Path(__file__).with_name("planted.yaml")]


def in_sandbox(
    commands: Sequence[Sequence[str]],
    reports: Sequence[str],
    cases: Sequence[Case],
    files: Sequence[tuple[str, str]],
    cap: float,
) -> dict[str, Any]:
    """What `inside.py` measured of these commands, in a fresh sandbox with the signs."""
    asked = {
        "cases": files,
        "names": [case.name for case in cases],
        "commands": commands,
        "files": reports,
        "cap": cap,
    }
    with tempfile.TemporaryDirectory(prefix="hemostat-bench-") as folder:
        done = run_in_sandbox(
            [sys.executable, "-B", str(Path(__file__).with_name("inside.py"))],
            folder=Path(folder),
            shown=(Path(__file__).parent,),
            addresses=sorted({address for case in cases for address in case.addresses}),
            data=json.dumps(asked).encode(),
            environment={"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
            seconds=(cap + 30) * len(commands) + 60,
        )
    if done.returncode:
        raise SystemExit(done.stderr.decode("utf-8", "replace")[-3000:])
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def contest(
    contestant: Contestant, cases: Sequence[Case], files: Sequence[tuple[str, str]], cap: float
) -> Mapping[str, Any]:
    """One contestant's row."""
    found = in_sandbox(contestant.commands, contestant.files, cases, files, cap)
    runs = found["runs"]
    lines: list[Line] = []
    before = 0.0
    for run in runs:
        lines += [Line(x["seconds"] + before, x["is_error"], x["text"]) for x in run["lines"]]
        before += run["seconds"]
    lines += [Line(**each) for each in found["reports"]]
    if contestant is OURS:
        score = score_our_run(cases, lines, found["pids"])
    else:
        score = score_peer(contestant, cases, lines, found["pids"])
    return {
        "name": contestant.name,
        "first_alarm": score.first,
        "seconds": sum(run["seconds"] for run in runs),
        "cpu": sum(run["cpu"] for run in runs),
        "peak_kib": max(run["peak_kib"] for run in runs),
        "is_cut": any(run["is_cut"] for run in runs),
        "codes": [run["code"] for run in runs],
        "named": score.named,
        "missed": [case.name for case in cases if case.name not in score.named],
        "bytes_written": found["bytes"],
        "files_made": found["files"],
        "processes": found["processes"],
        "ended_early": found["ended"],
    }


def score_our_run(
    cases: Sequence[Case], lines: Sequence[Line], pids: Mapping[str, Sequence[int]]
) -> Score:
    """The score of `hemostat triage --json`."""
    try:
        result = json.loads("\n".join(line.text for line in lines if not line.is_error))
    except ValueError:
        raise SystemExit("\n".join(line.text for line in lines)[-3000:]) from None
    return score_ours(cases, lines, result["findings"], pids)


def count_changes(cases: Sequence[Case], files: Sequence[tuple[str, str]]) -> int:
    """System calls of a whole hemostat run that write or change anything, seen by strace."""
    strace = ("strace", "-f", "-qq", "-xx", "-s", "4096", "-o", "/tmp/calls", "-e", TRACE)
    found = in_sandbox([(*strace, *HEMOSTAT)], ["/tmp/calls"], cases, files, 300.0)
    calls = tuple(read_calls("\n".join(line["text"] for line in found["reports"])))
    if len(calls) < 1000:
        raise SystemExit("strace saw nothing: this container does not allow it")
    return len(changes(calls))


def print_table(report: Mapping[str, Any]) -> None:
    ours = report["contestants"][0]
    print(f"{report['machine']}; {ours['processes']} processes, {report['signs']} planted signs\n")
    head = ("", "first alarm", "wall", "x ours", "CPU", "peak MiB", "named", "bytes left", "files")
    print("{:26} {:>11} {:>8} {:>7} {:>7} {:>9} {:>6} {:>11} {:>6}".format(*head))
    for each in report["contestants"]:
        first = "none" if each["first_alarm"] is None else f"{each['first_alarm']:.1f} s"
        wall = f"{'>' if each['is_cut'] else ''}{each['seconds']:.1f} s"
        print(
            f"{each['name']:26} {first:>11} {wall:>8} {each['seconds'] / ours['seconds']:>7.1f} "
            f"{each['cpu']:>5.1f} s {each['peak_kib'] / 1024:>9.0f} "
            f"{len(each['named']):>3}/{report['signs']:<2} {each['bytes_written']:>11,} "
            f"{each['files_made']:>6}"
        )
    print(
        "\nfirst alarm: hemostat's first correct critical finding; a peer's first line that warns "
        "and\nnames a planted subject. bytes left: what the overlay holds more afterwards. >: cut."
    )
    print(
        f"calls of hemostat that write or change anything, by strace: {report['changes_by_strace']}"
    )
    for each in report["contestants"]:
        print(f"\n{each['name']} named: {', '.join(each['named']) or 'none'}")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
