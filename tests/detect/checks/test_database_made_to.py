import pytest

from detect.running import claims, examples
from hemostat.detect.checks import database_made_to
from hemostat.detect.checks.database_made_to import made_to_run_code
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import DaemonEvent

pytestmark = pytest.mark.requirement("B3", "B5.2")


def event(kind: str, target: str = "", command: str = "", service: str = "database") -> DaemonEvent:
    source = Source(path=HostPath("/var/log/mysql/mysql.log"), line=4)
    return DaemonEvent(
        source=source, log="text", service=service, kind=kind, target=target, command=command
    )


def test_texts_can_be_filled_in() -> None:
    for check, example in examples(database_made_to):
        claims(check, *example.records, context=example.context)


def test_the_same_statement_is_told_once() -> None:
    page = event("file_written", "/var/www/a.php")
    assert len(claims(made_to_run_code, page, page)) == 1


@pytest.mark.parametrize(
    ("target", "level"),
    [
        ("/tmp/a.so", Level.HIGH),
        ("/home/x/a.so", Level.MEDIUM),
        ("$libdir/plpgsql", None),
        ("/usr/lib/redis/modules/redisbloom.so", None),
    ],
)
def test_a_library_is_judged_by_its_place(target: str, level: Level | None) -> None:
    found = claims(made_to_run_code, event("library_loaded", target))
    assert [each.level for each in found] == ([level] if level else [])


def test_a_page_written_is_told_as_one() -> None:
    (claim,) = claims(made_to_run_code, event("file_written", "/srv/www/x.jsp"))
    assert "T1505.003" in claim.attack
    assert {each.value for each in claim.subjects} == {"/var/log/mysql/mysql.log", "/srv/www/x.jsp"}
