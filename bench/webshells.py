"""Web shells found and ordinary files blamed: hemostat beside signature-base, in one run.

    python bench/webshells.py --benign FOLDER [--signature-base TAR] [--seed N]

The shells are made by `tools/webshell_mutations.py` from a seed; the benign files are every PHP
file below FOLDER (unpacked packages), each content once, as if it lay unpackaged in a web root.
"""

import argparse
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).parent.parent / "src"),
    str(Path(__file__).parent.parent / "tools"),
]

from webshell_mutations import samples

from hemostat.detect.content.php.scanner import PhpScanner
from hemostat.detect.content.scanner import scanned
from hemostat.detect.content.webscripts.scanner import WebScriptScanner
from hemostat.model.candidate import Candidate
from hemostat.model.level import Level
from hemostat.model.path import HostPath

PHP = (".php", ".inc", ".phtml", ".module", ".php5")
Scan = Callable[[str, bytes], bool]


def ours() -> Scan:
    """Both scanners, at medium or above."""
    scanners = (PhpScanner(), WebScriptScanner())

    def scan(path: str, content: bytes) -> bool:
        place = HostPath(path)
        candidate = Candidate(
            path=place, real_path=place, size=len(content), reasons=frozenset({"web", "unowned"})
        )
        hits = (hit for each in scanners for hit in scanned(each, candidate, content)[0])
        return any((hit.level or hit.rule.level) >= Level.MEDIUM for hit in hits)

    return scan


def theirs(archive: Path) -> Scan:
    """The web shell rules of signature-base, with its external variables set."""
    import yara_x

    compiler = yara_x.Compiler()
    for name in ("filename", "filepath", "extension", "filetype", "owner"):
        compiler.define_global(name, "")
    loaded = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            if "webshell" not in member.name.lower() or not member.name.endswith((".yar", ".yara")):
                continue
            content = tar.extractfile(member)
            compiler.add_source(content.read().decode("utf-8", "replace") if content else "")
            loaded += 1
    rules = compiler.build()
    print(f"signature-base: {loaded} files of web shell rules")

    def scan(path: str, content: bytes) -> bool:
        scanner = yara_x.Scanner(rules)
        name = path.rpartition("/")[2]
        scanner.set_global("filename", name)
        scanner.set_global("filepath", path)
        scanner.set_global("extension", "." + name.rpartition(".")[2])
        return bool(scanner.scan(content).matching_rules)

    return scan


def benign(folder: Path, every: int) -> Iterator[tuple[str, bytes]]:
    """Each content once."""
    seen: set[bytes] = set()
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if (
            number % every
            or path.suffix.lower() not in PHP
            or path.is_symlink()
            or not path.is_file()
        ):
            continue
        content = path.read_bytes()
        digest = sha256(content).digest()
        if digest not in seen:
            seen.add(digest)
            yield str(path), content


def measured(scan: Scan, files: Iterable[tuple[str, bytes]]) -> tuple[int, int, float, list[str]]:
    """How many were flagged, of how many, in how many seconds of processor time, and which."""
    flagged: list[str] = []
    count, spent = 0, 0.0
    for path, content in files:
        begin = time.process_time()
        if scan(path, content):
            flagged.append(path)
        spent += time.process_time() - begin
        count += 1
    return len(flagged), count, spent, flagged


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--benign", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--signature-base", type=Path)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--count", type=int, default=950)
    options = parser.parse_args()
    scans = {"hemostat": ours()}
    if options.signature_base:
        scans["signature-base"] = theirs(options.signature_base)
    shells = samples(options.seed, options.count)
    print(f"shells: {len(shells)}, seed {options.seed}")
    totals = Counter(each.family for each in shells)
    found = {
        name: Counter(
            each.family for each in shells if scan(f"/var/www/html/{each.name}", each.content)
        )
        for name, scan in scans.items()
    }
    for family, total in totals.items():
        print(f"{family:20}", *(f"{name} {found[name][family]}/{total}" for name in scans))
    for name in scans:
        share = sum(found[name].values()) / len(shells)
        print(f"found by {name}: {share:.1%}")
    if options.benign:
        for name, scan in scans.items():
            flagged, count, spent, which = measured(scan, benign(options.benign, options.every))
            share = f"{flagged} of {count} ordinary files ({flagged / count:.3%})"
            print(f"{name}: {share}, {count / spent:.0f} files/s", flush=True)
            for path in which:
                print("   ", path)


if __name__ == "__main__":
    main()
