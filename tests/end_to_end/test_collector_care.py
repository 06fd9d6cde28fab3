"""The collector on its way: it writes nothing, says what it lacks, and runs on poorer hosts."""

import hashlib
import os
import pty
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from collect.collector_runs import ODD, Planted, planted_in, run, tree_of
from hemostat.collect.script import collector_script
from hemostat.model.failure import Absent, Denied

IS_ROOT = os.geteuid() == 0
BUSYBOX = shutil.which("busybox")
NEEDS_ROOT = pytest.mark.skipif(not IS_ROOT, reason="needs root: mounts and other accounts")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    with planted_in(tmp_path_factory.mktemp("planted")) as made:
        yield made


@pytest.mark.requirement("B5.1")
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_nothing_is_written_on_the_host(planted: Planted, tmp_path: Path) -> None:
    """Every call that opens for writing, makes, renames or removes: only /dev/null and a pipe."""
    script, log = tmp_path / "script", tmp_path / "log"
    script.write_text(planted.script)
    calls = (
        "open,openat,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,"
        "symlink,symlinkat,truncate,ftruncate,chmod,fchmod,fchmodat,chown,mknod,mknodat,utimensat,"
        "memfd_create"
    )
    command = ("strace", "-f", "-qq", "-s", "4096", "-e", f"trace={calls}", "-o", log, "dash", "-s")
    with script.open("rb") as source, (tmp_path / "out").open("wb") as out:
        subprocess.run(
            command, stdin=source, stdout=out, stderr=subprocess.DEVNULL, check=True, timeout=300
        )
    lines = log.read_text(errors="replace").splitlines()
    assert len(lines) > 500  # strace did watch
    reading = re.compile(r"\bopen(at)?\(.*O_RDONLY")
    writing = [line for line in lines if not reading.search(line) and "resumed>" not in line]
    writing = [line for line in writing if "exited with" not in line and "---" not in line]
    allowed = re.compile(r'"(/dev/null|/proc/self/fd/5)", O_WRONLY')
    assert [line for line in writing if not allowed.search(line)] == []


@pytest.mark.requirement("B5.1")
def test_no_fork_storm(planted: Planted, tmp_path: Path) -> None:
    """Forks grow with batches, not with files: some 400 for a host of 100 processes."""
    script, log = tmp_path / "script", tmp_path / "log"
    script.write_text(planted.script)
    command = (
        "strace",
        "-f",
        "-qq",
        "-c",
        "-e",
        "trace=clone,clone3,fork,vfork",
        "-o",
        log,
        "dash",
        "-s",
    )
    with script.open("rb") as source:
        subprocess.run(command, stdin=source, capture_output=True, check=True, timeout=300)
    total = sum(
        int(line.split()[3])
        for line in log.read_text().splitlines()
        if re.search(r"(fork|clone3?)$", line)
    )
    assert 20 < total < 600


@pytest.mark.parametrize(
    ("lang", "said"), [("zh_CN.UTF-8", "完成"), ("zh_CN.GBK", "done: "), ("C", "done: ")]
)
def test_the_last_line_is_in_the_language_of_the_terminal(lang: str, said: str) -> None:
    done = subprocess.run(
        ("dash", "-s"),
        input=collector_script(["/etc/passwd"]).encode(),
        capture_output=True,
        check=True,
        timeout=120,
        env={"LANG": lang},
    )
    last = done.stderr.decode("utf-8").splitlines()[-1]
    assert last.startswith(f"hemostat: {said}")
    assert said.startswith("完") or done.stderr.isascii()


def test_a_terminal_gets_no_stream() -> None:
    main, other = pty.openpty()
    try:
        done = subprocess.run(
            ("dash", "-s"),
            input=collector_script([]).encode(),
            stdout=other,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(main)
        os.close(other)
    assert done.returncode == 2
    assert b"binary" in done.stderr


def test_a_script_cut_on_its_way_does_nothing() -> None:
    script = collector_script(["/etc/crontab"])
    for cut in (len(script) // 3, len(script) // 2, script.rindex("main")):
        done = subprocess.run(
            ("dash", "-s"),
            input=script[:cut].encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.stdout == b""


@pytest.mark.skipif(not BUSYBOX, reason="busybox-static is not installed")
def test_a_busybox_that_comes_along_is_used_and_leaves_no_trace(planted: Planted) -> None:
    assert BUSYBOX
    before = set(os.listdir("/dev/shm"))
    script = collector_script(planted.patterns, Path(BUSYBOX).read_bytes())
    tree = tree_of(run(script, ("dash", "-s")))
    # GNU find is there, but busybox, which cannot do that, was asked.
    assert any("no find -printf" in note for note in tree.info().notes)
    assert tree.info().is_complete
    assert not {name for name in set(os.listdir("/dev/shm")) - before if "hemostat" in name}


@NEEDS_ROOT
def test_another_account_gets_less_and_that_is_said(planted: Planted) -> None:
    script = collector_script(["/etc/shadow", "/etc/passwd"])
    done = subprocess.run(
        ("dash", "-s"),
        input=script.encode(),
        capture_output=True,
        check=True,
        timeout=120,
        user=65534,
        group=65534,
        extra_groups=[],
    )
    tree = tree_of(done.stdout)
    assert any("not root" in note for note in tree.info().notes)
    assert isinstance(tree.read(b"/etc/passwd", 1 << 20), bytes)
    assert isinstance(tree.read(b"/etc/shadow", 1 << 20), Denied)
    assert isinstance(tree.read(b"/proc/%d/environ" % planted.process.pid, 1 << 20), Denied)
    assert isinstance(tree.read(b"/proc/%d/status" % planted.process.pid, 1 << 20), bytes)


@NEEDS_ROOT
@pytest.mark.skipif(not BUSYBOX, reason="busybox-static is not installed")
def test_a_host_with_nothing_but_busybox_is_read(tmp_path: Path) -> None:
    assert BUSYBOX
    root = tmp_path / "root"
    for folder in ("bin", "proc", "dev", "etc/cron.d", "root/.ssh", "tmp"):
        (root / folder).mkdir(parents=True)
    shutil.copy(BUSYBOX, root / "bin/busybox")
    (root / "bin/sh").symlink_to("busybox")  # its other names are not even linked
    (root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nno:x:1:1::/nowhere/at/all:/x\n")
    (root / "etc/cron.d" / ODD).write_bytes(b"* * * * * root /tmp/a.sh\n")
    (root / "tmp/a.sh").write_bytes(b"#!/bin/sh\n")
    (root / "root/.ssh/authorized_keys").write_bytes(b"ssh-ed25519 AAAA")
    (root / "dev/null").touch()
    (root / "lib/apk/db").mkdir(parents=True)
    (root / "lib/apk/db/installed").write_text("P:busybox\nV:1\nF:bin\nR:busybox\n\n")
    inside = (
        f"mount --make-rprivate / && mount -t proc proc {root}/proc && "
        f"mount --bind /dev/null {root}/dev/null && exec chroot {root} /bin/sh -s"
    )
    script = collector_script(
        ["/etc/cron.d/*", "{home}/.ssh/authorized_keys", "/etc/nope", "/opt/x/*"]
    )
    probe = subprocess.run(("unshare", "-m", "true"), check=False, capture_output=True)
    if probe.returncode:
        pytest.skip("no mount namespaces here")
    tree = tree_of(run(script, ("unshare", "-m", "sh", "-c", inside)))
    info = tree.info()
    assert info.is_complete
    assert any("stat" in note for note in info.notes)
    assert tree.read(b"/etc/cron.d/" + os.fsencode(ODD), 100) == b"* * * * * root /tmp/a.sh\n"
    assert tree.read(b"/tmp/a.sh", 100) == b"#!/bin/sh\n"
    assert tree.read(b"/root/.ssh/authorized_keys", 100) == b"ssh-ed25519 AAAA"
    # apk knows its files by SHA-1.
    told = tree._index.digests[b"/tmp/a.sh"]
    assert told.sha1 == hashlib.sha1(b"#!/bin/sh\n").hexdigest()
    assert tree.read(b"/etc/nope", 1) == Absent()
    assert tree.read(b"/opt/x/y", 1) == Absent()
    assert tree.readlink(b"/bin/sh") == b"busybox"
    assert isinstance(tree.read(b"/proc/1/status", 1 << 16), bytes)


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[list[str]]:
    """A server of our own on loopback, with throw-away keys; the client's command."""
    server = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if not server or not IS_ROOT:
        pytest.skip("needs root and openssh-server")
    if subprocess.run(("unshare", "-m", "true"), check=False, capture_output=True).returncode:
        pytest.skip("no mount namespaces here")
    for name in ("host", "user"):
        subprocess.run(
            ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name), check=True
        )
    shutil.copy(tmp_path / "user.pub", tmp_path / "keys")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "config"
    config.write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {tmp_path}/host\n"
        f"AuthorizedKeysFile {tmp_path}/keys\nStrictModes no\nPermitRootLogin yes\n"
        "UsePAM no\nPidFile none\n"
    )
    # It wants /run/sshd: in a /run of its own, since we make no folders on this host.
    start = "mount --make-rprivate / && mount -t tmpfs t /run && mkdir -m 755 /run/sshd && exec "
    process = subprocess.Popen(
        ("unshare", "-m", "sh", "-c", f"{start} {server} -D -e -f {config}"),
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    for line in process.stderr:
        if b"listening" in line.lower():
            break
    client = ["ssh", "-q", "-F", "none", "-i", str(tmp_path / "user"), "-p", str(port)]
    for option in ("BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"):
        client += ["-o", option]
    yield [*client, "root@127.0.0.1", "sh -s"]
    process.terminate()
    process.wait()
    process.stderr.close()


@pytest.mark.requirement("B5.1")
def test_it_arrives_whole_over_ssh(sshd: list[str], planted: Planted) -> None:
    tree = tree_of(run(planted.script, sshd))
    assert tree.info().is_complete, tree.info().notes
    pid = planted.process.pid
    assert tree.read(b"/proc/%d/environ" % pid, 999) == Path(f"/proc/{pid}/environ").read_bytes()
