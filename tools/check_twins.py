"""Fails when a module has no test twin, or a test no module. Exceptions may only shrink.

`src/hemostat/parse/host/cron.py` has its twin in `tests/parse/host/test_cron.py`. Tests of whole
capabilities, which belong to no one module, stand in the folders named below.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "hemostat"
TESTS = ROOT / "tests"
WHOLE = ("bench_hosts", "end_to_end", "docs", "fixtures")
EXCEPTIONS = ROOT / "tools" / "without_twin.txt"


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    excepted = set(EXCEPTIONS.read_text("utf-8").split())
    modules = {
        str(path.relative_to(SOURCE).with_suffix(""))
        for path in SOURCE.rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py") and path.read_text("utf-8").strip()
    }
    twins = {
        str(path.relative_to(TESTS).with_name(path.stem.removeprefix("test_")))
        for path in TESTS.rglob("test_*.py")
        if path.relative_to(TESTS).parts[0] not in WHOLE
    }
    problems = [f"no test twin: {name}" for name in sorted(modules - twins - excepted)]
    problems += [f"a test without its module: {name}" for name in sorted(twins - modules)]
    problems += [
        f"take {name} off {EXCEPTIONS.name}: it has a twin now, or is gone"
        for name in sorted(excepted - (modules - twins))
    ]
    print("\n".join(problems) or "every module has its twin")
    return 1 if problems else 0


sys.exit(main())
