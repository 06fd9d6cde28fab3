import pytest

from hemostat.detect.checks.startup_places import (
    disguised_part,
    hidden_parts,
    home_of,
    is_data_folder,
    is_passing,
    is_writable_for_all,
)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/tmp/x", True),
        ("/tmpfs/x", False),
        ("/dev/shm/x", True),
        ("/dev/null", False),
        ("/dev/stdin", False),
        ("/dev/fd/3", False),
        ("/dev/tcp/192.0.2.1/80", False),
        ("/var/www/site/uploads/x.sh", True),
        ("/www/wwwroot/a/Uploads/x", True),
        ("/www/server/panel/script/x.sh", False),
        ("/run/user/1000/x", True),
    ],
)
def test_folders_where_anyone_may_write(path: str, answer: bool) -> None:
    assert is_writable_for_all(path) is answer


def test_folders_where_nothing_lasts_but_for_what_the_system_runs_there() -> None:
    assert is_passing("/run/x/y")
    assert is_passing("/var/spool/x")
    assert not is_passing("/run/systemd/generator/x")
    assert not is_passing("/opt/run/x")


def test_folders_of_data() -> None:
    assert is_data_folder("/usr/share/man/man1/x")
    assert not is_data_folder("/usr/share/app/x")


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/root/x", "/root"),
        ("/home/u/x/y", "/home/u"),
        ("/var/lib/jenkins/x", "/var/lib/jenkins"),
        ("/data/home/u/x", "/data/home/u"),
        ("/opt/x", ""),
        ("/home/x", ""),
    ],
)
def test_the_home_of_a_path(path: str, home: str) -> None:
    assert home_of(path) == home


def test_hidden_parts_leave_out_folders_of_common_tools() -> None:
    assert hidden_parts("/home/u/.nvm/.x/y") == (".x",)
    assert hidden_parts("/opt/app/.venv/bin/python") == ()


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/tmp/.../x", "..."),
        ("/usr/bin/ls ", "ls "),
        ("/tmp/ /x", " "),
        ("/opt/a\u202eb", "a\u202eb"),
        ("/opt/脚本/é", ""),
        ("/opt/\udcd6\udcd0/x", ""),
        ("/opt/a b/x", ""),
    ],
)
def test_disguised_parts(path: str, part: str) -> None:
    assert disguised_part(path) == part
