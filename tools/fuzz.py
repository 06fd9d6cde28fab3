"""Feeds parsers and archive readers bytes that a coverage-guided fuzzer makes up (atheris).

    pip install atheris
    PYTHONPATH=src python tools/fuzz.py --seconds 90                    every parser in turn
    PYTHONPATH=src python tools/fuzz.py --seconds 600 tar uac collector crontab
    PYTHONPATH=src python tools/fuzz.py --list

A target fails by raising, by taking more than ten seconds over one input, by more than 2 GB, or,
where lines are counted, by losing a line. The input is kept in the folder `--keep`; it becomes a
test by copying it to tests/fixtures/fuzz/TARGET/.
"""

import argparse
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

MOST_SEEDS = 60
MOST_SEED_BYTES = 20_000
SECONDS_FOR_ONE = 10
READS = (
    b"/etc/passwd",
    b"/proc/1/maps",
    b"/usr/bin/x",
    b"/var/log/auth.log",
    b"/bin/../etc/shadow",
)


def parser_target(name: str) -> Callable[[bytes], None]:
    """One parser of the catalogue: it must give records or say what it could not read."""
    from hemostat.model.evidence import Evidence
    from hemostat.model.path import HostPath
    from hemostat.model.records import Mechanism
    from hemostat.parse.host.catalogue import includes, names, parsers
    from hemostat.parse.place import Place

    parse, include, named = parsers()[name], includes().get(name), names().get(name, {})
    place = Place(HostPath("/etc/x.d/y"), "www", Mechanism.CRON, "boot")

    def run(data: bytes) -> None:
        evidence = Evidence(data, place.path)
        parsed = parse(evidence, place)
        most = data.count(b"\n") + 1
        for each in (*parsed.records, *parsed.unread):
            line = each.source.line
            if line is not None and not 1 <= line <= most:
                raise AssertionError(f"line {line} of {most}")
        if include:
            include(evidence, place)
        for find in named.values():
            find(evidence, place)

    return run


def crontab_target() -> Callable[[bytes], None]:
    """A crontab, in which no line may be lost."""
    from hemostat.model.evidence import Evidence
    from hemostat.model.path import HostPath
    from hemostat.parse.host.cron import PARSERS
    from hemostat.parse.place import Place

    place = Place(HostPath("/etc/crontab"))

    def run(data: bytes) -> None:
        evidence = Evidence(data, place.path)
        for parse in PARSERS.values():
            parsed = parse(evidence, place)
            told = {each.source.line for each in (*parsed.records, *parsed.unread)}
            for number, line in evidence.lines():
                text = line.strip(" \t")
                # What stands before `=` without a blank is a variable to cron, whatever it is.
                name, equals, _ = text.partition("=")
                is_setting = bool(equals) and len(name.split()) < 2
                if text and not text.startswith("#") and not is_setting and number not in told:
                    raise AssertionError(f"line {number} was lost: {line!r}")

    return run


def tree_target() -> Callable[[bytes], None]:
    """A tar, UAC archive or collector stream: it is refused with a reason, or read to its end."""
    from hemostat.model.errors import SourceError
    from hemostat.trees.opening import open_tree

    def run(data: bytes) -> None:
        try:
            tree = open_tree("-", io.BytesIO(data), limit=64 << 20)
        except SourceError:
            return
        tree.info()
        waiting, seen = [b"/"], 0
        while waiting and seen < 500:
            path = waiting.pop()
            seen += 1
            entries = tree.scandir(path)
            if isinstance(entries, tuple):
                waiting += [path.rstrip(b"/") + b"/" + each.name for each in entries[:50]]
                continue
            tree.stat(path), tree.readlink(path), tree.read(path, 1000), tree.digest(path)
        for path in READS:
            tree.read(path, 1000), tree.resolve(path), tree.xattr(path, "user.x")

    return run


def targets() -> dict[str, Callable[[], Callable[[bytes], None]]]:
    """Every target by name."""
    from hemostat.parse.host.catalogue import parsers

    made: dict[str, Callable[[], Callable[[bytes], None]]] = {
        f"parser.{name}": lambda name=name: parser_target(name) for name in parsers()
    }
    made["crontab"] = crontab_target
    for name in ("tar", "uac", "collector"):
        made[name] = tree_target
    return made


def seeds_of(target: str, root: Path) -> Iterator[bytes]:
    """Inputs to begin with: files of a real root that this parser reads, or archives of it."""
    if target.startswith("parser.") or target == "crontab":
        yield from _files_for(target.removeprefix("parser."), root)
    elif target == "collector":
        script = subprocess.run(
            [sys.executable, "-B", "-m", "hemostat", "collect"], check=True, capture_output=True
        ).stdout
        shell = ["busybox", "sh", "-s"]
        ran = subprocess.run(shell, check=False, input=script, capture_output=True, cwd="/")
        yield ran.stdout[:200_000]
    else:
        yield _archive(root, "[root]/" if target == "uac" else "")


def _files_for(parser: str, root: Path) -> Iterator[bytes]:
    from hemostat.collect.artifact import shipped_artifacts
    from hemostat.collect.patterns import expand
    from hemostat.trees.folder import FolderTree

    tree, count = FolderTree(os.fsencode(root)), 0
    for artifact in shipped_artifacts():
        if artifact.parser != parser and parser != "crontab":
            continue
        for pattern in artifact.paths:
            if "{" in pattern:
                continue
            for match in expand(tree, pattern.encode()):
                data = tree.read(getattr(match, "path", b""), MOST_SEED_BYTES)
                if isinstance(data, bytes) and count < MOST_SEEDS:
                    count += 1
                    yield data
    yield b"* * * * * root /bin/true\n@reboot x\nA=b\n" if parser == "crontab" else b"a b c\n"


def _archive(root: Path, prefix: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in ("etc/passwd", "etc/os-release", "etc/crontab", "bin", "etc/alternatives"):
            if (root / name).exists() or (root / name).is_symlink():
                archive.add(root / name, prefix + name, recursive=False)
    return out.getvalue()


def fuzz_one(target: str, seconds: int, root: Path, keep: Path) -> int:
    """Fuzz one target in this process; atheris ends it."""
    import atheris

    with atheris.instrument_imports(include=["hemostat"]):
        run = targets()[target]()
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for number, data in enumerate(seeds_of(target, root)):
        (corpus / str(number)).write_bytes(data)
    place = keep / target
    place.mkdir(parents=True, exist_ok=True)
    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_FOR_ONE}",
        "-rss_limit_mb=2048",
        "-max_len=200000" if "." not in target else "-max_len=20000",
        f"-artifact_prefix={place}/",
        "-print_final_stats=1",
        "-verbosity=0",
        str(corpus),
    ]
    atheris.Setup(arguments, run)
    atheris.Fuzz()
    return 0


def main() -> int:
    """Fuzz each target asked for in a process of its own; 1 if any failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--keep", type=Path, default=Path("/tmp/hemostat-fuzz"))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        return fuzz_one(asked.targets[0], asked.seconds, asked.root, asked.keep)
    names = asked.targets or [name for name in targets() if name.startswith("parser.")]
    if asked.list:
        print("\n".join(targets()))
        return 0
    failed = 0
    for name in names:
        command = [sys.executable, "-B", __file__, "--one", name, "--seconds", str(asked.seconds)]
        command += ["--root", str(asked.root), "--keep", str(asked.keep)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        runs = [line for line in ran.stderr.splitlines() if "number_of_executed_units" in line]
        done = runs[0].split()[-1] if runs else "?"
        print(f"{'FAILED' if ran.returncode else 'ok    '} {name}  {done} inputs", flush=True)
        if ran.returncode:
            failed = 1
            print(ran.stdout[-3000:], ran.stderr[-1500:], flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
