"""What a source is, by its content; and what is said of what is none."""

import bz2
import gzip
import io
import lzma
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from hemostat.model.errors import SourceError
from hemostat.trees import opening
from hemostat.trees.opening import open_tree
from trees.tars import tar_of

TAR = tar_of(("etc/passwd", b"root:x:0:0::/root:/bin/sh\n"), ("etc/os-release", b"ID=x\n"))
PACKERS: list[Callable[[bytes], bytes]] = [
    bytes,
    gzip.compress,
    zstandard.ZstdCompressor().compress,
    bz2.compress,
    lzma.compress,
]


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


def test_nothing_named_is_this_host() -> None:
    assert open_tree(None).info().kind == "live"


def test_a_folder_with_a_root_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    info = open_tree(str(tmp_path)).info()
    assert (info.kind, info.name) == ("folder", str(tmp_path))


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("how", ["file", "stream", "fifo"])
def test_a_tar_is_a_tar_however_packed_and_sent(
    tmp_path: Path, pack: Callable[[bytes], bytes], how: str
) -> None:
    source = tmp_path / "no-telling-name"
    if how == "stream":
        tree = open_tree("-", io.BytesIO(pack(TAR)), tmp_path)
    elif how == "file":
        source.write_bytes(pack(TAR))
        tree = open_tree(str(source), None, tmp_path)
    else:
        os.mkfifo(source)
        script = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
        with subprocess.Popen(
            [sys.executable, "-c", script, source], stdin=subprocess.PIPE
        ) as writer:
            assert writer.stdin is not None
            writer.stdin.write(pack(TAR))
            writer.stdin.close()
            tree = open_tree(str(source), None, tmp_path)
    info = tree.info()
    assert (info.kind, info.is_complete) == ("tar", True)
    assert tree.read(b"/etc/os-release", 100) == b"ID=x\n"


def test_an_old_tar_without_a_magic_is_a_tar(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("x")
    data = subprocess.run(
        ["tar", "-C", tmp_path, "--format=v7", "-cf", "-", "etc"], capture_output=True, check=True
    ).stdout
    assert b"ustar" not in data
    assert open_tree("-", io.BytesIO(data), tmp_path).info().kind == "tar"


def test_a_plain_tar_is_read_in_place(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(TAR)
    tree = open_tree(str(tmp_path / "x"), None, tmp_path / "missing")
    assert tree.read(b"/etc/os-release", 100) == b"ID=x\n"


def test_an_archive_over_the_limit_is_read_up_to_it(tmp_path: Path) -> None:
    data = tar_of(("etc/passwd", b"x"), ("etc/zeros", bytes(1 << 20)))
    tree = open_tree("-", io.BytesIO(gzip.compress(data, mtime=0)), tmp_path, limit=100_000)
    assert tree.read(b"/etc/passwd", 10) == b"x"
    assert not tree.info().is_complete
    assert any("more than 100000 bytes" in note for note in tree.info().notes)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_collector_stream_goes_to_its_reader(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[object] = []
    monkeypatch.setattr(opening, "CollectorTree", lambda *arguments: given.append(arguments))
    text = b"HEMOSTAT-COLLECT/2 0.9\nand more\n"
    open_tree("-", io.BytesIO(pack(text)), tmp_path)
    [(stream, name, folder)] = given  # type: ignore[misc]
    assert (stream.read(), name, folder) == (text, "-", tmp_path)


def refused(source: str, stdin: bytes | None = None) -> str:
    with pytest.raises(SourceError) as raised:
        open_tree(source, None if stdin is None else io.BytesIO(stdin))
    return str(raised.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04" + bytes(600), "zip archive"),
        (b"\x7fELF" + bytes(600), "program"),
        (b"Mar  1 18:00:05 web01 sshd[1]: Accepted\n" * 30, "text that begins with 'Mar  1"),
        (bytes(10240), "zeros"),
        (b"\x00\x01\x02" * 300, "unknown bytes that begin with 00 01 02"),
        (gzip.compress(b"hello\n", mtime=0), "text that begins with 'hello' inside gzip"),
        (gzip.compress(bytes(range(256)) * 20, mtime=0)[:40], "inside gzip"),
        (b"\x1f\x8b" + b"junk" * 20, "cut or damaged"),
        (bytes(510) + b"\x55\xaa" + bytes(600), "disk image"),
    ],
)
def test_what_is_no_host_is_named_with_what_would_be(content: bytes, words: str) -> None:
    message = refused("-", content)
    assert words in message
    assert "\x1b" not in message
    if content:
        assert "Accepted: a folder" in message


def test_a_terminal_on_standard_input_is_refused_with_an_example() -> None:
    with pytest.raises(SourceError, match="is a terminal"):
        open_tree("-", Terminal())


def test_a_missing_path_is_said(tmp_path: Path) -> None:
    assert "No such file or directory" in refused(str(tmp_path / "nothing"))
    assert "null byte" in refused("a\0b")


def test_a_device_or_socket_is_refused(tmp_path: Path) -> None:
    assert "device" in refused("/dev/zero")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "s"))
    assert "socket" in refused(str(tmp_path / "s"))
    server.close()


def test_a_folder_of_something_else_is_refused_with_advice(tmp_path: Path) -> None:
    assert "is the disk mounted?" in refused(str(tmp_path))
    (tmp_path / "src").mkdir()
    assert "holds etc and usr" in refused(str(tmp_path))
    (tmp_path / "root-of-web01/etc").mkdir(parents=True)
    (tmp_path / "root-of-web01/usr").mkdir()
    assert "Did you mean" in refused(str(tmp_path))


def test_an_unreadable_path_is_said(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    (tmp_path / "x.tar").write_bytes(TAR)
    (tmp_path / "x.tar").chmod(0o600)
    (tmp_path / "root").mkdir(mode=0o700)
    for folder in (tmp_path, *tmp_path.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    script = (
        "import os, sys; from hemostat.trees.opening import open_tree\n"
        "from hemostat.model.errors import SourceError\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "for source in sys.argv[1:]:\n"
        "    try: open_tree(source)\n"
        "    except SourceError as error: print(error)\n"
    )
    done = subprocess.run(
        (sys.executable, "-B", "-c", script, tmp_path / "x.tar", tmp_path / "root"),
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert "Permission denied" in first
    assert "cannot be listed (denied" in second
