"""The script runs in every shell it promises, on this host and poorer ones, and writes nothing."""

import gzip
import hashlib
import os
import pty
import re
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from hemostat.collect.script import collector_script
from hemostat.model.failure import Absent, Denied, TooLarge
from hemostat.trees.collector_stream import CollectorTree
from hemostat.trees.host_tree import Digests, FileKind, FileStat

IS_ROOT = os.geteuid() == 0
BUSYBOX = shutil.which("busybox")
SHELLS = (
    ("dash", "-s"),
    ("bash", "--posix", "-s"),
    ("bash", "-s"),
    ("busybox", "sh", "-s"),
    ("mksh", "-s"),
)
ODD = "x\n\x1b[31m\u202e 'q' \\"
NEEDS_ROOT = pytest.mark.skipif(not IS_ROOT, reason="needs root: mounts and other accounts")


def run(script: str, command: Sequence[str], **environ: str) -> bytes:
    """What the script sends, when a shell reads it from standard input."""
    done = subprocess.run(
        command,
        input=script.encode(),
        capture_output=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], **environ},
    )
    assert done.returncode == 0, done.stderr
    assert b"done" in done.stderr
    return done.stdout


def tree_of(stream: bytes) -> CollectorTree:
    return CollectorTree(BytesIO(stream), "-", None)


class Planted:
    """A folder of places, and a process whose program is deleted and whose words are odd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = b"0 * * * * root " + (
            os.fsencode(folder)
            + b"/named.sh\0\n\xff\n"
            + os.fsencode(folder)
            + b"/nothing.sh tail x"
        )
        (folder / "places").mkdir()
        (folder / "places" / ODD).write_bytes(self.text)
        (folder / "places" / ".hidden").write_bytes(b"h")
        (folder / "places" / "link").symlink_to("../target")
        (folder / "target").write_bytes(b"target")
        (folder / "named.sh").write_bytes(b"#!/bin/sh\necho named\n")
        (folder / "product/1.2").mkdir(parents=True)
        (folder / "product/1.2/release").write_bytes(b"VERSION=1")
        os.mkfifo(folder / "places" / "fifo")
        (folder / "deep/1/2").mkdir(parents=True)
        (folder / "deep/1/2/unit.conf").write_bytes(b"deep")
        program = folder / ODD
        shutil.copy("/bin/sleep", program)
        self.program = program.read_bytes()
        self.process = subprocess.Popen(
            [program, "600"], env={"ODD": ODD, "EMPTY": ""}, cwd=folder, stdin=subprocess.DEVNULL
        )
        # Its own name shows once it runs its own program, not ours.
        while b"600" not in Path(f"/proc/{self.process.pid}/cmdline").read_bytes():
            os.sched_yield()
        program.unlink()

    @property
    def script(self) -> str:
        glances = [f"{self.folder}/product/{{version}}/release"]
        return collector_script(self.patterns, glances=glances)

    @property
    def patterns(self) -> list[str]:
        return [f"{self.folder}/places/*", f"{self.folder}/deep/**/*.conf", f"{self.folder}/none/*"]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    made = Planted(tmp_path_factory.mktemp("planted"))
    yield made
    made.process.kill()
    made.process.wait()


@pytest.fixture(scope="module", params=SHELLS, ids="-".join)
def sent(request: pytest.FixtureRequest, planted: Planted) -> CollectorTree:
    """This host as each shell sends it."""
    if not shutil.which(request.param[0]):
        pytest.skip(f"{request.param[0]} is not installed")
    return tree_of(run(planted.script, request.param))


@pytest.mark.requirement("B5.1")
def test_every_shell_sends_a_whole_stream(sent: CollectorTree) -> None:
    info = sent.info()
    assert info.is_complete, info.notes
    assert info.taken is not None
    assert info.has_processes


def test_a_deleted_program_with_an_odd_name_survives(sent: CollectorTree, planted: Planted) -> None:
    tree, folder = sent, b"/proc/%d" % planted.process.pid
    assert tree.readlink(folder + b"/exe") == os.fsencode(planted.folder / ODD) + b" (deleted)"
    digests = tree.digest(folder + b"/exe")
    assert isinstance(digests, Digests)
    assert digests.sha256 == hashlib.sha256(planted.program).hexdigest()
    assert digests.md5 == hashlib.md5(planted.program).hexdigest()
    head = tree.read(folder + b"/exe", 1 << 20)
    assert head == TooLarge(len(planted.program), planted.program[:4096])


def test_texts_of_a_process_are_those_of_the_kernel(sent: CollectorTree, planted: Planted) -> None:
    tree, folder = sent, f"/proc/{planted.process.pid}"
    for name in ("cmdline", "environ", "maps", "cgroup"):
        live = Path(folder, name).read_bytes()
        assert tree.read(os.fsencode(f"{folder}/{name}"), 1 << 20) == live, name
    assert tree.readlink(os.fsencode(f"{folder}/cwd")) == os.fsencode(planted.folder)
    for link in (*Path(folder, "fd").iterdir(), *Path(folder, "ns").iterdir()):
        assert tree.readlink(os.fsencode(link)) == os.fsencode(os.readlink(link))
    second = tree.read(b"/.hemostat/second/%d/stat" % planted.process.pid, 4096)
    assert isinstance(second, bytes)
    assert second.startswith(b"%d (" % planted.process.pid)
    interval = tree.read(b"/.hemostat/interval", 64)
    assert isinstance(interval, bytes)
    assert float(interval) >= 1


def test_places_keep_odd_names_hidden_names_links_and_depth(
    sent: CollectorTree, planted: Planted
) -> None:
    tree, folder = sent, os.fsencode(planted.folder)
    entries = tree.scandir(folder + b"/places")
    assert isinstance(entries, tuple)
    assert [entry.name for entry in entries] == [b".hidden", b"fifo", b"link", os.fsencode(ODD)]
    assert tree.read(folder + b"/places/" + os.fsencode(ODD), 1000) == planted.text
    assert tree.read(folder + b"/places/.hidden", 10) == b"h"
    assert tree.resolve(folder + b"/places/link") == folder + b"/target"
    assert tree.read(folder + b"/target", 10) == b"target"
    assert tree.read(folder + b"/deep/1/2/unit.conf", 10) == b"deep"
    assert tree.scandir(folder + b"/none") == Absent()
    fifo = tree.stat(folder + b"/places/fifo")
    assert isinstance(fifo, FileStat)
    assert fifo.kind is FileKind.FIFO
    truth = os.lstat(planted.folder / "places" / ODD)
    found = tree.stat(folder + b"/places/" + os.fsencode(ODD))
    assert isinstance(found, FileStat)
    assert found.changed is not None
    assert (found.inode, found.size, found.uid) == (truth.st_ino, truth.st_size, truth.st_uid)
    assert int(found.changed.timestamp()) == int(truth.st_ctime)


def test_a_script_that_a_place_names_comes_along(sent: CollectorTree, planted: Planted) -> None:
    named = os.fsencode(planted.folder) + b"/named.sh"
    assert sent.read(named, 100) == b"#!/bin/sh\necho named\n"


def test_commands_folders_and_absent_files_that_a_place_names_are_known(
    sent: CollectorTree, planted: Planted
) -> None:
    folder = os.fsencode(planted.folder)
    # `tail` stands as a bare word in the place; /bin may be a link.
    real = sent.resolve(b"/usr/bin/tail")
    digests = sent.digest(real) if isinstance(real, bytes) else real
    assert isinstance(digests, Digests)
    truth = os.path.realpath("/usr/bin/tail")
    assert digests.sha256 == hashlib.sha256(Path(truth).read_bytes()).hexdigest()
    parent = sent.stat(folder)
    assert isinstance(parent, FileStat)
    assert parent.mode == stat.S_IMODE(planted.folder.stat().st_mode)
    assert sent.read(folder + b"/nothing.sh", 1) == Absent()
    glance = sent.read(folder + b"/product/1.2/release", 100)
    assert glance == b"VERSION=1"


def test_hashes_are_those_of_the_files(sent: CollectorTree, planted: Planted) -> None:
    tree = sent
    path = os.fsencode(planted.folder) + b"/places/" + os.fsencode(ODD)
    assert tree._index.digests[path] == Digests(
        hashlib.sha256(planted.text).hexdigest(), hashlib.md5(planted.text).hexdigest()
    )


def test_sockets_and_kernel_words_come_along(sent: CollectorTree) -> None:
    tree = sent
    for path in (
        "/proc/net/route",
        "/proc/sys/kernel/random/boot_id",
        "/proc/version",
        "/proc/modules",
    ):
        if Path(path).exists():
            assert tree.read(os.fsencode(path), 1 << 24) == Path(path).read_bytes(), path
    answer = tree.read(b"/proc/net/tcp", 1 << 24)
    assert isinstance(answer, bytes)
    assert answer.startswith(b"  sl  local_address")


@pytest.mark.parametrize("packing", ["HEMOSTAT_GZIP", "HEMOSTAT_ASCII"])
def test_packed_streams_are_read_as_well(packing: str, planted: Planted) -> None:
    stream = run(planted.script, ("dash", "-s"), **{packing: "1"})
    if packing == "HEMOSTAT_GZIP":
        assert gzip.decompress(stream).startswith(b"HEMOSTAT-COLLECT/1 ")
    else:
        assert re.fullmatch(rb"[\x20-\x7e\r\n]+", stream)
    assert tree_of(stream).info().is_complete


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
