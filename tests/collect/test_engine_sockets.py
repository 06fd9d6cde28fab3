import socket
from pathlib import Path

import pytest

from hemostat.collect.engine_sockets import engine_sockets
from made_roots import put, tree_of, whole


@pytest.mark.requirement("B9")
def test_the_mode_of_a_socket_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole(tmp_path)
    monkeypatch.chdir(tmp_path / "run")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("docker.sock")
        Path("docker.sock").chmod(0o666)
        (found,) = engine_sockets(tree_of(tmp_path))
    assert (found.engine, found.key, found.value) == ("docker", "socket.mode", "0666")
    assert found.source.path == "/run/docker.sock"


def test_a_plain_file_of_that_name_is_none(tmp_path: Path) -> None:
    put(whole(tmp_path), "/run/docker.sock")
    assert list(engine_sockets(tree_of(tmp_path))) == []
