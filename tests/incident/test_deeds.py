import pytest

from hemostat.incident.deeds import is_own_folder, tree_of
from hemostat.model.level import Level
from incident.stories import about, fact, process, startup, touching
from incident.test_correlate import joined

pytestmark = pytest.mark.requirement("B3", "A7.13")

UPLOADS = "/var/www/blog/uploads"
PAGE = f"{UPLOADS}/a.php"
SHELL = ("T1505.003",)


def shell(pid: int = 100, **more: object) -> object:
    """A packaged shell, of a web server's account."""
    values: dict[str, object] = {"exe_state": "packaged", "account": "www-data"}
    return process(pid, "/bin/bash", **(values | more))


def test_a_process_works_where_the_other_finding_lies() -> None:
    file = about(fact(f"{UPLOADS}/s"), "linux.test.b")
    assert joined(about(shell(cwd=UPLOADS)), file) == [2]
    assert joined(about(shell(cwd="/var/www/shop")), file) == [1, 1]


@pytest.mark.parametrize("folder", ["/tmp", "/", "/root", "/home/li", "/usr/lib", "/etc/cron.d"])
def test_folders_for_everybody_join_nothing(folder: str) -> None:
    file = about(fact(f"{folder}/s".replace("//", "/")), "linux.test.b")
    assert joined(about(shell(cwd=folder)), file) == [1, 1]
    assert not is_own_folder(folder)


def test_two_processes_or_two_files_of_one_folder_are_two_stories() -> None:
    assert joined(about(shell(cwd=UPLOADS)), about(shell(200, cwd=UPLOADS), "linux.test.b")) == [
        1,
        1,
    ]
    files = (about(fact(f"{UPLOADS}/{name}"), f"linux.test.{name}") for name in "ab")
    assert joined(*files) == [1, 1]


def test_what_runs_in_the_site_of_a_web_shell_is_its_work() -> None:
    page = about(fact(PAGE), "linux.test.b", attack=SHELL)
    inside = about(process(100, "/var/www/blog/cache/k"))
    assert joined(inside, page) == [2]
    assert touching(about(process(100, "/var/www/shop/cache/k")), page) == [1, 1]
    assert joined(inside, about(fact(PAGE), "linux.test.b")) == [1, 1]


@pytest.mark.parametrize(
    ("path", "tree"),
    [
        ("/opt/tomcat9/webapps/ROOT/i.jsp", "/opt/tomcat9"),
        ("/var/www/html/a.php", "/var/www/html"),
        ("/home/li/site/a.php", "/home/li/site"),
        ("/var/www/a.php", ""),
        ("/home/li/.cache/x", ""),
        ("/usr/local/bin/x", ""),
        ("/usr/bin/x", ""),
    ],
)
def test_a_site_is_the_folder_below_where_sites_stand(path: str, tree: str) -> None:
    assert tree_of(path) == tree


def test_a_job_and_a_process_of_a_service_account_join_where_both_are_serious() -> None:
    crontab = "/var/spool/cron/crontabs/w"

    def pair(account: str, level: Level = Level.HIGH, place: str = crontab) -> list[int]:
        job = startup(place, "/opt/a/one", account=account)
        runs = process(100, "/srv/b/other", account=account)
        return joined(about(job), about(runs, "linux.test.b", level))

    assert pair("tomcat") == [2]
    assert pair("root") == [1, 1]
    assert pair("chen") == [1, 1]
    assert pair("tomcat", Level.MEDIUM) == [1]
    assert pair("tomcat", place="/etc/cron.d/x") == [1, 1]
