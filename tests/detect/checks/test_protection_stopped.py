from typing import Any

import pytest

from detect.made_processes import running, worst
from hemostat.detect.checks.protection_stopped import disables_protection
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Mechanism, Provenance, ScriptLine, Startup

STOP = "systemctl stop aegis"


def script(path: str, *commands: str) -> list[ScriptLine]:
    place = HostPath(path)
    return [
        ScriptLine(source=Source(path=place, line=line), path=place, command=command)
        for line, command in enumerate(commands, 1)
    ]


def startup(mechanism: Mechanism, place: str, command: str, **fields: Any) -> Startup:
    return Startup(mechanism=mechanism, place=HostPath(place), command=command, **fields)


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("mechanism", "place"),
    [
        (Mechanism.CRON, "/etc/cron.d/aegis"),
        (Mechanism.SHELL_PROFILE, "/etc/profile.d/aegis.sh"),
        (Mechanism.RC_LOCAL, "/etc/rc.local"),
        (Mechanism.SYSTEMD_SERVICE, "/etc/systemd/system/aegis.service"),
    ],
)
def test_whatever_else_stops_protection_is_high(mechanism: Mechanism, place: str) -> None:
    record = startup(mechanism, place, STOP, name="aegis.service", place_state="unowned")
    assert worst(disables_protection, record) == Level.HIGH


@pytest.mark.parametrize("key", ["ExecStop", "ExecStopPost"])
@pytest.mark.parametrize(
    ("name", "command", "level"),
    [
        ("aegis.service", "/etc/init.d/aegis stop", None),
        ("aegis.service", "/usr/bin/killall AliYunDun", None),
        ("aegis.service", "/usr/bin/killall AliYunDun clamd", Level.HIGH),
        ("aegis-check.service", "/etc/init.d/aegis stop", Level.HIGH),
        ("nginx.service", "/etc/init.d/aegis stop", Level.HIGH),
    ],
)
def test_a_unit_may_stop_its_own_product_only(
    key: str, name: str, command: str, level: Level | None
) -> None:
    place = HostPath(f"/etc/systemd/system/{name}")
    source = Source(path=place, text=f"{key}={command}")
    record = startup(Mechanism.SYSTEMD_SERVICE, place, command, name=name, source=source)
    assert worst(disables_protection, record) == level


@pytest.mark.parametrize("path", ["/etc/init.d/aegis", "/etc/rc.d/init.d/aegis"])
@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("case $1 in", "stop)", "  killall AliYunDun", "  ;;", "esac"), None),
        (("stop () {", "  killall AliYunDun", "}"), None),
        (("function uninstall", "{", "  killall AliYunDun", "}"), None),
        (("case $1 in", "start)", "  killall AliYunDun", "  ;;", "esac"), Level.HIGH),
        (("start() {", "  killall AliYunDun", "}"), Level.HIGH),
        (("stop() {", "  true", "}", "killall AliYunDun"), Level.HIGH),
        (("case $1 in", "*)", "  killall AliYunDun", "  ;;", "esac"), Level.HIGH),
    ],
)
def test_an_init_script_may_stop_its_own_product_where_it_stops(
    path: str, lines: tuple[str, ...], level: Level | None
) -> None:
    assert worst(disables_protection, *script(path, *lines)) == level


@pytest.mark.parametrize("path", ["/etc/init.d/x", "/opt/aegis", "/usr/local/bin/aegis"])
def test_a_script_that_is_no_init_script_of_the_product_is_high(path: str) -> None:
    lines = script(path, "case $1 in", "stop)", f"  {STOP}", "  ;;", "esac")
    assert worst(disables_protection, *lines) == Level.HIGH


def test_a_file_that_a_package_or_product_explains_is_quiet_itself_but_not_what_it_starts() -> None:
    place = HostPath("/usr/lib/systemd/system/rc-local.service")
    for state in ("packaged", "product"):
        own = startup(Mechanism.SYSTEMD_SERVICE, place, STOP, place_state=state)
        assert worst(disables_protection, own) is None
        source = Source(path=HostPath("/etc/rc.local"), line=3)
        started = startup(Mechanism.SYSTEMD_SERVICE, place, STOP, place_state=state, source=source)
        assert worst(disables_protection, started) == Level.HIGH


def test_a_running_command_is_high_unless_it_belongs_to_the_products_unit() -> None:
    command = ("sh", "/etc/init.d/aegis", "stop")
    assert worst(disables_protection, running(9, "/bin/sh", *command)) == Level.HIGH
    own = running(9, "/bin/sh", *command, unit="aegis.service")
    assert worst(disables_protection, own) is None


@pytest.mark.parametrize(
    ("path", "state", "level"),
    [
        ("/usr/local/qcloud/stargate/admin/restart.sh", "product", None),
        ("/usr/local/qcloud/stargate/admin/restart.sh", "unowned", Level.HIGH),
        ("/www/server/panel/init.sh", "product", Level.HIGH),
        ("/etc/init.d/stargate", "product", Level.HIGH),
    ],
)
def test_a_products_own_script_may_restart_it_and_no_other(
    path: str, state: str, level: Level | None
) -> None:
    fact = FileFact(path=HostPath(path), state=Provenance(state))
    assert worst(disables_protection, fact, *script(path, "killall sgagent")) == level
