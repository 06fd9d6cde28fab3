"""Makes a root with a /proc of any size: generated, so that it is the same everywhere."""

import os
from pathlib import Path

_MAPS = "".join(
    f"7f{n:02x}0000{n:02x}000-7f{n:02x}0001{n:02x}000 r-xp 00000000 08:01 {4000 + n}"
    f"                     /usr/lib/x86_64-linux-gnu/lib{name}.so.{n}\n"
    for n, name in enumerate(("c", "m", "z", "crypt", "ssl", "pcre2", "audit", "cap", "selinux"))
)
_PROGRAMS = ("sshd", "nginx", "php-fpm8.2", "postgres", "redis-server", "python3", "java", "bash")
_START_TICKS = 5_000


def make_root(root: Path, processes: int) -> None:
    """A folder with accounts and a snapshot of so many processes, each with maps and open files.

    Args:
        root: an empty folder; best on a tmpfs, for there will be ten names a process.
        processes: how many.
    """
    (root / "etc").mkdir()
    (root / "etc/passwd").write_text(
        "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n", "utf-8"
    )
    proc = root / "proc"
    proc.mkdir()
    (proc / "stat").write_text("cpu  1 0 1 1 0 0 0 0 0 0\nbtime 1700000000\n", "utf-8")
    (proc / "uptime").write_text("86400.00 172000.00\n", "utf-8")
    (proc / "version").write_text("Linux version 6.1.0 (made) (gcc) #1 SMP\n", "utf-8")
    for number in range(processes):
        _make_process(proc, number + 1, 1 if number else 0)


def _make_process(proc: Path, pid: int, parent: int) -> None:
    name = _PROGRAMS[pid % len(_PROGRAMS)]
    folder = proc / str(pid)
    folder.mkdir()
    uid = 33 if pid % 3 else 0
    numbers = f"0 0 0 0 -1 4194560 10 0 0 0 12 3 0 0 20 0 1 0 {_START_TICKS + pid} 10000000 900"
    zeros = " 0" * 27
    _write(folder / "stat", f"{pid} ({name[:15]}) S {parent} {pid} {numbers}{zeros}\n")
    ids = "\t".join([str(uid)] * 4)
    _write(
        folder / "status",
        f"Name:\t{name[:15]}\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t{pid}\nPid:\t{pid}\n"
        f"PPid:\t{parent}\nTracerPid:\t0\nUid:\t{ids}\nGid:\t{ids}\nThreads:\t1\n"
        "CapEff:\t0000000000000000\nSeccomp:\t0\n",
    )
    _write(folder / "cmdline", f"/usr/bin/{name}\0--worker\0{pid}\0")
    _write(folder / "cgroup", f"0::/system.slice/{name}.service\n")
    _write(folder / "environ", f"PATH=/usr/bin:/bin\0LANG=C.UTF-8\0WORKER={pid}\0")
    _write(folder / "maps", _MAPS)
    (folder / "exe").symlink_to(f"/usr/bin/{name}")
    (folder / "cwd").symlink_to("/")
    (folder / "root").symlink_to("/")
    (folder / "fd").mkdir()
    for descriptor in range(3):
        os.symlink("/dev/null", folder / "fd" / str(descriptor))  # noqa: PTH211 — many, so the quick way


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
