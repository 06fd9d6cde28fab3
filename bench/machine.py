"""What kind of machine a figure comes from; no name, no address."""

import os
import platform
from pathlib import Path


def describe_machine() -> str:
    """Processors, memory, load and versions, in one line."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    load = Path("/proc/loadavg").read_text("utf-8").split()[0]
    return (
        f"{os.cpu_count()} {platform.machine()} processors, {pages / 2**30:.0f} GiB, "
        f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}, "
        f"load {load} at the start"
    )
