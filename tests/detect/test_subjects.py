import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.sigma.sources import types_by_category
from hemostat.detect.subjects import VALUE_LIMIT, subjects_of, value_names, values_of
from hemostat.model.evidence import Source
from hemostat.model.finding import SUBJECT_KINDS
from hemostat.model.path import HostPath
from hemostat.model.records import (
    RECORD_TYPES,
    Account,
    AuthorizedKey,
    CronJob,
    EnvironVariable,
    HostsEntry,
    LoaderEntry,
    MappedFile,
    Mechanism,
    OpenFile,
    PamRule,
    Process,
    Provenance,
    ScriptLine,
    Socket,
    Startup,
    SudoRule,
    UnitFile,
)

CRON = HostPath("/etc/cron.d/x")


def pairs(record: object) -> list[tuple[str, str]]:
    return [(subject.kind, subject.value) for subject in subjects_of(record)]


def startup(mechanism: Mechanism, **fields: object) -> Startup:
    given_fields = {"place": CRON, "source": Source(path=CRON, line=3), **fields}
    return Startup(mechanism=mechanism, **given_fields)  # type: ignore[arg-type]


@pytest.mark.requirement("A4.13", "B5.4")
def test_a_job_names_its_file_and_the_programs_nobody_vouches_for() -> None:
    record = startup(
        Mechanism.CRON,
        command="bash /opt/a; /usr/bin/b",
        programs=(HostPath("/opt/a"), HostPath("/usr/bin/b"), HostPath("/opt/p")),
        program_states=(Provenance.UNOWNED, Provenance.PACKAGED, Provenance.PRODUCT),
    )
    assert pairs(record) == [("cron_job", CRON), ("file", CRON), ("file", "/opt/a")]
    assert ("line", 3) in subjects_of(record)[0].details


def test_a_unit_is_named_by_its_name_and_its_file() -> None:
    record = startup(Mechanism.SYSTEMD_SERVICE, name="x.service")
    assert pairs(record) == [("unit", "x.service"), ("file", CRON)]
    assert ("path", CRON) in subjects_of(record)[0].details


def test_other_places_are_named_by_their_file() -> None:
    assert pairs(startup(Mechanism.RC_LOCAL)) == [("file", CRON)]


@pytest.mark.parametrize("state", [Provenance.UNKNOWN, Provenance.MISSING])
def test_where_nobody_could_tell_the_shell_itself_is_not_accused(state: Provenance) -> None:
    record = startup(
        Mechanism.CRON,
        programs=(HostPath("/bin/sh"), HostPath("/srv/x")),
        program_states=(state, state),
    )
    assert ("file", "/bin/sh") not in pairs(record)
    assert ("file", "/srv/x") in pairs(record)


@pytest.mark.parametrize(
    ("mechanism", "started_by", "expected"),
    [
        ("cron", "/etc/cron.d/x", [("file", "/opt/s"), ("cron_job", "/etc/cron.d/x")]),
        (
            "systemd_service",
            "/etc/systemd/system/s.service",
            [("file", "/opt/s"), ("unit", "s.service")],
        ),
        ("rc_local", "/etc/rc.local", [("file", "/opt/s"), ("file", "/etc/rc.local")]),
        ("", "", [("file", "/opt/s")]),
    ],
)
def test_a_script_is_named_with_what_starts_it(
    mechanism: str, started_by: str, expected: list[tuple[str, str]]
) -> None:
    record = ScriptLine(
        path=HostPath("/opt/s"), started_by=HostPath(started_by), mechanism=mechanism, command="x"
    )
    assert pairs(record) == expected


def test_a_process_is_named_by_its_executable_or_else_its_name() -> None:
    known = Process(pid=7, exe=HostPath("/tmp/x"), exe_state="unowned", command="x -d")
    assert pairs(known) == [("process", "/tmp/x"), ("file", "/tmp/x")]
    assert ("pid", 7) in subjects_of(known)[0].details
    assert pairs(Process(pid=7, name="kx")) == [("process", "kx")]
    in_memory = Process(pid=7, exe=HostPath("/memfd:x"), exe_is_memory=True)
    assert pairs(in_memory) == [("process", "/memfd:x")]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Account(name="x", uid=0), [("account", "x")]),
        (
            AuthorizedKey(owner="x", fingerprint="SHA256:a", source=Source(path=CRON)),
            [("key", "SHA256:a"), ("account", "x"), ("file", CRON)],
        ),
        (
            SudoRule(users=("%adm", "x", "ALL", "#0"), source=Source(path=CRON)),
            [("group", "adm"), ("account", "x"), ("file", CRON)],
        ),
        (CronJob(when="@reboot", user=None, source=Source(path=CRON)), [("cron_job", CRON)]),
        (
            UnitFile(name="a.service", source=Source(path=CRON)),
            [("unit", "a.service"), ("file", CRON)],
        ),
        (
            LoaderEntry(kind="preload", value=HostPath("/x.so"), source=Source(path=CRON)),
            [("library", "/x.so"), ("file", CRON)],
        ),
        (
            LoaderEntry(kind="folder", value=HostPath("/x"), source=Source(path=CRON)),
            [("file", CRON)],
        ),
        (
            PamRule(service="s", type="auth", module="/x.so", source=Source(path=CRON)),
            [("file", CRON), ("library", "/x.so")],
        ),
        (
            HostsEntry(address="0.0.0.0", names=("a.example",)),
            [("domain", "a.example"), ("address", "0.0.0.0")],
        ),
        (MappedFile(pid=7, exe=None, path=HostPath("/x.so")), [("library", "/x.so")]),
        (EnvironVariable(pid=7, name="A"), [("process", "pid 7")]),
        (OpenFile(pid=7, descriptor=1, target="/x"), [("file", "/x"), ("process", "pid 7")]),
        (
            Socket(
                protocol="tcp",
                local_address="10.0.0.1",
                local_port=5,
                remote_address="192.0.2.1",
                remote_port=80,
                process_exes=(HostPath("/x"),),
            ),
            [("socket", "tcp 10.0.0.1:5"), ("address", "192.0.2.1"), ("process", "/x")],
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_every_kind_of_record_names_what_it_is_about(
    record: object, expected: list[tuple[str, str]]
) -> None:
    assert pairs(record) == expected
    assert all(subject.kind in SUBJECT_KINDS for subject in subjects_of(record))


@pytest.mark.parametrize("category", sorted(types_by_category()))
def test_every_value_a_text_may_name_is_there_for_every_record(category: str) -> None:
    for record_type in types_by_category()[category]:
        record = made(record_type)
        assert value_names(category) <= set(values_of(record))


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda each: each.__name__)
def test_no_record_is_too_bare_to_have_subjects_and_values(record_type: type[object]) -> None:
    assert all(isinstance(value, str) for value in values_of(made(record_type)).values())
    assert all(subject.kind in SUBJECT_KINDS for subject in subjects_of(made(record_type)))


@given(st.text(max_size=1_000))
def test_values_are_cut_for_texts(command: str) -> None:
    values = values_of(Process(pid=1, command=command))
    assert values["command"] == command or len(values["command"]) == VALUE_LIMIT


def test_where_says_file_and_line_or_process() -> None:
    assert values_of(startup(Mechanism.CRON))["where"] == "/etc/cron.d/x:3"
    assert values_of(Process(pid=7, exe=HostPath("/x")))["where"] == "/x[7]"
    assert values_of(Process(pid=7))["place"] == "/proc/7/cmdline"


def made(record_type: type[object]) -> object:
    """A record with nothing but what must be given."""
    import dataclasses
    import typing

    hints = typing.get_type_hints(record_type)
    values: dict[str, object] = {}
    for field in dataclasses.fields(record_type):  # type: ignore[arg-type]
        if field.default is dataclasses.MISSING:
            kind = getattr(hints[field.name], "__supertype__", hints[field.name])
            values[field.name] = Mechanism.CRON if kind is Mechanism else PLAIN.get(kind)
    return record_type(**values)


PLAIN: dict[object, object] = {str: "x", int: 1, bool: False, float: 0.5}
