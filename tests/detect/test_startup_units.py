import pytest

from hemostat.detect.startup_units import EffectiveUnit, effective_units
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import UnitFile, UnitLink

LIB = "/usr/lib/systemd/system/"
ETC = "/etc/systemd/system/"


def unit(path: str, *directives: str, owner: str = "") -> UnitFile:
    folder, _, name = path.rpartition("/")
    is_drop_in = folder.endswith(".d")
    return UnitFile(
        source=Source(path=HostPath(path)),
        name=folder.rpartition("/")[2].removesuffix(".d") if is_drop_in else name,
        is_drop_in=is_drop_in,
        is_user=bool(owner),
        owner=owner,
        directives=directives,
    )


def one(*units: UnitFile, links: tuple[UnitLink, ...] = ()) -> EffectiveUnit:
    (found,) = effective_units(units, links)
    return found


def commands(found: EffectiveUnit) -> list[tuple[str, str]]:
    return [(key, command) for key, command, _ in found.commands]


@pytest.mark.requirement("B5.4")
def test_the_file_in_etc_wins_over_the_packaged_one() -> None:
    found = one(
        unit(LIB + "a.service", "Service.ExecStart=/packaged"),
        unit(ETC + "a.service", "Service.ExecStart=/own"),
    )
    assert commands(found) == [("ExecStart", "/own")]


def test_drop_ins_add_and_an_empty_value_clears() -> None:
    found = one(
        unit(LIB + "a.service", "Service.ExecStart=/a", "Service.ExecStartPre=/b"),
        unit(ETC + "a.service.d/20.conf", "Service.ExecStart=/c"),
        unit(ETC + "a.service.d/10.conf", "Service.ExecStart="),
    )
    assert commands(found) == [("ExecStartPre", "/b"), ("ExecStart", "/c")]
    assert [file.source.path for *_, file in found.commands] == [
        LIB + "a.service",
        ETC + "a.service.d/20.conf",
    ]


def test_of_two_drop_ins_with_one_name_the_one_in_etc_counts() -> None:
    found = one(
        unit(LIB + "a.service", "Service.ExecStart=/a"),
        unit(LIB + "a.service.d/x.conf", "Service.ExecStartPre=/lib"),
        unit(ETC + "a.service.d/x.conf", "Service.ExecStartPre=/etc"),
    )
    assert commands(found)[1:] == [("ExecStartPre", "/etc")]


@pytest.mark.parametrize("folder", ["a@.service.d", "a@b.service.d", "a@b-.service.d"])
def test_drop_ins_of_templates_and_prefixes_reach_instances(folder: str) -> None:
    found = effective_units(
        [unit(ETC + "a@b-c.service" if "-" in folder else ETC + "a@b.service", "Service.X=y"),
         unit(f"{ETC}{folder}/x.conf", "Service.ExecStartPre=/x")],
        (),
    )  # fmt: skip
    assert [commands(each) for each in found] == [[("ExecStartPre", "/x")]]


def test_a_masked_unit_runs_nothing_whatever_its_drop_ins_say() -> None:
    found = one(
        unit(LIB + "a.service", "Service.ExecStart=/a"),
        unit(ETC + "a.service"),
        unit(ETC + "a.service.d/x.conf", "Service.ExecStartPre=/x"),
    )
    assert found.commands == []


def test_a_drop_in_without_its_unit_stands_alone() -> None:
    found = one(unit(ETC + "service.d/all.conf", "Service.ExecStartPre=/x"))
    assert (found.name, commands(found)) == ("service", [("ExecStartPre", "/x")])


def test_timers_links_and_sockets_say_what_starts_a_service() -> None:
    link = UnitLink(
        source=Source(path=HostPath(ETC + "multi-user.target.wants/a.service")),
        name="a.service",
        wanted_by="multi-user.target",
        target=HostPath(LIB + "a.service"),
    )
    units = (
        unit(LIB + "a.service", "Service.ExecStart=/a"),
        unit(LIB + "a.timer", "Timer.OnCalendar=daily"),
        unit(LIB + "b.socket", "Socket.ListenStream=80", "Socket.Service=a.service"),
    )
    found = effective_units(units, [link])[0]
    assert found.triggers == [
        "wanted by multi-user.target",
        "timer OnCalendar=daily",
        "socket ListenStream=80",
    ]
    assert found.is_timed


def test_units_of_different_managers_do_not_mix() -> None:
    found = effective_units(
        [unit(LIB + "a.service", "Service.ExecStart=/a"),
         unit("/home/u/.config/systemd/user/a.service", "Service.ExecStart=/b", owner="u")],
        (),
    )  # fmt: skip
    assert [commands(each)[0][1] for each in found] == ["/a", "/b"]


def test_a_socket_that_accepts_starts_an_instance_of_the_template() -> None:
    found = effective_units(
        [
            unit(ETC + "a.socket", "Socket.ListenStream=7000", "Socket.Accept=yes"),
            unit(ETC + "a@.service", "Service.ExecStart=/a"),
            unit(ETC + "a.service", "Service.ExecStart=/b"),
        ],
        (),
    )
    triggers = {each.name: each.triggers for each in found}
    assert triggers["a@.service"] == ["socket ListenStream=7000"]
    assert triggers["a.service"] == []
