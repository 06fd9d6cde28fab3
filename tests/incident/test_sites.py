"""A web shell and what a server's account runs in its site are one story; nothing else is."""

import pytest

from hemostat.model.path import HostPath
from incident.stories import about, fact, process, told, touching

SHELL = "/var/www/html/uploads/2024.php"

pytestmark = pytest.mark.requirement("B3", "A7.13")


def joined(cwd: str, account: str = "www-data", path: str = SHELL) -> list[int]:
    page = about(fact(path), attack=("T1505.003",))
    runs = process(100, "/usr/bin/dash", cwd=HostPath(cwd), account=account)
    return touching(page, about(runs, "linux.test.b"))


@pytest.mark.parametrize("cwd", ["/var/www/html/uploads", "/var/www/html"])
def test_a_servers_process_in_the_web_shells_folder_is_joined(cwd: str) -> None:
    assert joined(cwd) == [2]


@pytest.mark.parametrize(
    ("cwd", "account"),
    [("/", "www-data"), ("/var/www/other", "www-data"), ("/var/www/html", "anna"), ("/var", "www")],
)
def test_one_elsewhere_or_a_persons_is_not(cwd: str, account: str) -> None:
    assert joined(cwd, account) == [1, 1]


def test_two_web_shells_of_one_site_are_two_stories() -> None:
    pages = [f"/var/www/html/{name}.php" for name in ("a/one", "b/other")]
    claims = [
        about(fact(page), f"linux.test.{number}", attack=("T1505.003",))
        for number, page in enumerate(pages)
    ]
    assert [len(thread.findings) for thread in told(*claims)] == [1, 1]


def test_two_processes_in_one_site_are_two_stories() -> None:
    claims = [
        about(
            process(pid, f"/srv/{pid}/tool", cwd=HostPath("/var/www/html"), account="www-data"),
            f"linux.test.{pid}",
        )
        for pid in (100, 200)
    ]
    assert [len(thread.findings) for thread in told(*claims)] == [1, 1]
