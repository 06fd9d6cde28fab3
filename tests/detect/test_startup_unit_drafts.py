import pytest

from hemostat.detect.startups import draft_startups
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import Startup, UnitFile


def at(path: str) -> Source:
    return Source(path=HostPath(path))


def drafts(*records: object) -> tuple[Startup, ...]:
    return draft_startups(records, lambda name: HostPath("/usr/bin/app") if name == "app" else None)


def draft(*records: object) -> Startup:
    (found,) = drafts(*records)
    return found


def service(*directives: str, path: str = "/etc/systemd/system/x.service") -> UnitFile:
    return UnitFile(
        source=at(path), name=path.rpartition("/")[2],
        directives=tuple(f"Service.{each}" for each in directives),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("directives", "programs"),
    [
        (("ExecStart=-/opt/x -a",), ("/opt/x",)),
        (("ExecStart=@/opt/x other-name -a",), ("/opt/x",)),
        (("ExecStart=!!/opt/x",), ("/opt/x",)),
        (("ExecStart=app run",), ("/usr/bin/app",)),
        (("WorkingDirectory=/srv/a", "ExecStart=/usr/bin/python3 run.py"),
         ("/usr/bin/python3", "/srv/a/run.py")),
        (("ExecStart=/bin/sh -c '/opt/x $$HOME'",), ("/bin/sh", "/opt/x")),
        (("ExecStart=%h/x",), ("/root/x",)),
    ],
)  # fmt: skip
def test_exec_lines_are_read_as_systemd_does(
    directives: tuple[str, ...], programs: tuple[str, ...]
) -> None:
    assert draft(service(*directives)).programs == programs


def test_a_unit_gives_account_and_environment() -> None:
    found = draft(service("User=www", 'Environment="A=b c" LD_PRELOAD=/x.so', "ExecStart=/opt/x"))
    assert (found.account, found.is_privileged) == ("www", False)
    assert found.environment == ("A=b c", "LD_PRELOAD=/x.so")
    assert draft(service("User=www", "ExecStartPre=+/opt/x")).is_privileged


def test_a_timer_makes_its_service_a_timed_one() -> None:
    timer = UnitFile(
        source=at("/etc/systemd/system/x.timer"), name="x.timer",
        directives=("Timer.OnCalendar=hourly",),
    )  # fmt: skip
    found = drafts(service("ExecStart=/opt/x"), timer)
    assert [(each.name, each.technique, each.command) for each in found] == [
        ("x.service", "T1053.006", "/opt/x"),
        ("x.timer", "T1053.006", ""),
    ]
    assert found[0].trigger == "timer OnCalendar=hourly"


def test_a_drop_in_that_only_sets_the_environment_shows_its_file() -> None:
    drop_in = UnitFile(
        source=at("/etc/systemd/system/x.service.d/a.conf"), name="x.service", is_drop_in=True,
        directives=("Service.Environment=LD_PRELOAD=/x.so",),
    )  # fmt: skip
    found = drafts(service("ExecStart=/opt/x"), drop_in)
    assert [each.place for each in found] == [
        "/etc/systemd/system/x.service",
        "/etc/systemd/system/x.service.d/a.conf",
    ]
    assert found[1].environment == ("LD_PRELOAD=/x.so",)
