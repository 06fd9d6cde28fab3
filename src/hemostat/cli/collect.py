"""`hemostat collect`: write the collector script to standard output."""

import argparse
import sys
from pathlib import Path

from hemostat.collect.artifact import shipped_artifacts
from hemostat.collect.script import collector_script
from hemostat.examine.product_judge import load_products
from hemostat.model.errors import UsageError
from hemostat.model.text import Language

# Fourteen files a site, gigabytes over the network: the stream brings the current logs alone.
_TOO_MUCH = ("linux.log.web-rotated",)
ELF = b"\x7fELF"


def run(asked: argparse.Namespace, language: Language) -> int:  # noqa: ARG001 — a script has none
    """Write the script that collects what `triage` reads.

    Raises:
        UsageError: the busybox cannot be read, or is no program.
    """
    busybox = _busybox(asked.busybox) if asked.busybox else None
    patterns = [
        path for each in shipped_artifacts() if each.name not in _TOO_MUCH for path in each.paths
    ]
    script = collector_script(list(dict.fromkeys(patterns)), busybox, glances=_companions())
    sys.stdout.write(script)
    return 0


def _companions() -> list[str]:
    """What known products are told by: without them their files would belong to nobody."""
    paths = {each.path for product in load_products().products for each in product.companions}
    return sorted(path for path in paths if path.startswith(("/", "{home}/")))


def _busybox(path: str) -> bytes:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"--busybox {path}: {error.strerror}") from error
    if not data.startswith(ELF):
        raise UsageError(f"--busybox {path}: not a program (ELF) of Linux")
    return data
