import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.startups import draft_startups, with_states
from hemostat.model.evidence import Source
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.records import (
    Account,
    AtJob,
    AuthorizedKey,
    CronJob,
    DesktopEntry,
    Mechanism,
    ModuleDirective,
    PackageHook,
    PamRule,
    Provenance,
    PythonStartup,
    SshdOption,
    Startup,
    StartupLine,
    UdevRule,
)


def at(path: str) -> Source:
    return Source(path=HostPath(path), line=1)


def which(name: str) -> HostPath | None:
    return HostPath(f"/usr/bin/{name}") if name in ("python3", "curl", "bash", "app") else None


def drafts(*records: object) -> tuple[Startup, ...]:
    return draft_startups(records, which)


def draft(*records: object) -> Startup:
    (found,) = drafts(*records)
    return found


ALICE = Account(name="alice", uid=1000, home=HostPath("/home/alice"))


@pytest.mark.requirement("B5.4")
def test_a_cron_job_names_its_programs_account_and_schedule() -> None:
    job = CronJob(
        source=at("/etc/cron.d/job"),
        when="*/5 * * * *",
        user="root",
        command="cd /opt/app && A=1 python3 run.py",
        environment=("MAILTO=x",),
    )
    found = draft(job)
    assert found.programs == ("/usr/bin/python3", "/opt/app/run.py")
    assert (found.account, found.trigger, found.is_privileged) == ("root", "*/5 * * * *", True)
    assert (found.technique, found.place, found.name) == ("T1053.003", "/etc/cron.d/job", "job")
    assert found.environment == ("MAILTO=x", "A=1")


def test_a_crontab_of_a_user_begins_in_the_home_folder() -> None:
    job = CronJob(
        source=at("/var/spool/cron/crontabs/alice"), when="@reboot", user="alice",
        command="./a; ~/b; bash $HOME/c",
    )  # fmt: skip
    found = draft(ALICE, job)
    assert found.programs == ("/home/alice/a", "/home/alice/b", "/usr/bin/bash", "/home/alice/c")
    assert not found.is_privileged


def test_what_stands_behind_a_percent_sign_is_input_and_an_escaped_one_is_not() -> None:
    job = CronJob(
        when="@daily", user="root", command="bash%/opt/x a\\%b", source=at("/etc/crontab")
    )
    assert draft(job).programs == ("/usr/bin/bash", "/opt/x")


def test_an_odd_shell_of_a_crontab_is_a_program() -> None:
    job = CronJob(
        when="@daily", user="root", command="true", source=at("/etc/crontab"),
        environment=("SHELL=/tmp/.sh",),
    )  # fmt: skip
    assert draft(job).programs == ("/tmp/.sh",)


def test_an_at_job_runs_as_the_account_of_its_uid() -> None:
    found = draft(ALICE, AtJob(source=at("/var/spool/at/a1"), uid=1000, command="/opt/x"))
    assert (found.account, found.programs, found.is_privileged) == ("alice", ("/opt/x",), False)


def test_a_started_file_is_its_own_program_even_with_a_blank_in_its_name() -> None:
    path = "/etc/cron.daily/a b"
    found = draft(StartupLine(source=at(path), mechanism=Mechanism.PERIODIC, command=path))
    assert (found.programs, found.is_privileged) == ((path,), True)


@pytest.mark.parametrize(
    ("record", "programs", "account", "technique"),
    [
        (
            DesktopEntry(source=at("/x.desktop"), account="u", command="app %U", is_hidden=False),
            ("/usr/bin/app",), "u", "T1547.013",
        ),
        (
            UdevRule(source=at("/r.rules"), key="RUN", command="/bin/sh -c '/opt/x'"),
            ("/bin/sh", "/opt/x"), "root", "T1546.017",
        ),
        (
            PackageHook(source=at("/h"), tool="apt", event="DPkg::Pre-Invoke", command="/opt/x"),
            ("/opt/x",), "root", "T1546.016",
        ),
        (PythonStartup(source=at("/a.pth"), command="import os; f('/x/y')"), (), "", "T1546.018"),
        (
            ModuleDirective(source=at("/m"), kind="install", module="dccp", command="/opt/x"),
            ("/opt/x",), "root", "T1547.006",
        ),
        (
            AuthorizedKey(source=at("/k"), owner="u", command="/opt/x $SSH_ORIGINAL_COMMAND"),
            ("/opt/x",), "u", "T1098.004",
        ),
        (
            SshdOption(source=at("/s"), keyword="subsystem", value="sftp /usr/lib/sftp-server"),
            ("/usr/lib/sftp-server",), "", "T1098.004",
        ),
        (
            PamRule(
                source=at("/p"), service="sshd", type="auth", control="optional",
                module="pam_exec.so", arguments=("quiet", "expose_authtok", "/opt/x", "a"),
            ),
            ("/opt/x",), "root", "T1556.003",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_record_gives_its_startup(
    record: object, programs: tuple[str, ...], account: str, technique: str
) -> None:
    found = draft(record)
    assert (found.programs, found.account, found.technique) == (programs, account, technique)


@pytest.mark.parametrize(
    "record",
    [
        ModuleDirective(kind="load", module="x", command=""),
        AuthorizedKey(owner="u"),
        SshdOption(keyword="port", value="22"),
        SshdOption(keyword="forcecommand", value="none"),
        PamRule(service="x", type="auth", module="pam_unix.so"),
        ALICE,
    ],
)
def test_what_starts_nothing_gives_nothing(record: object) -> None:
    assert drafts(record) == ()


def test_states_are_filled_in_for_place_and_programs() -> None:
    states = {"/opt/x": Provenance.UNOWNED, "/etc/crontab": Provenance.CONFIGURED}

    def state(scope: Scope, path: str) -> Provenance:
        assert scope.is_host
        return states.get(path, Provenance.MISSING)

    job = CronJob(source=at("/etc/crontab"), when="@daily", user="root", command="/opt/x; /opt/y")
    (found,) = with_states(drafts(job), state)
    assert (found.place_state, found.program_states) == ("configured", ("unowned", "missing"))


def test_three_thousand_lines_cost_little() -> None:
    lines = [
        StartupLine(
            source=at("/etc/profile"), mechanism=Mechanism.SHELL_PROFILE,
            command=f'if [ -x /usr/bin/app{n} ]; then A="$(/usr/bin/app{n} -b)"; export A; fi',
        )
        for n in range(3_000)
    ]  # fmt: skip
    begin = time.process_time()
    assert len(drafts(*lines)) == 3_000
    assert time.process_time() - begin < 1.0


@given(st.text(max_size=120))
def test_any_command_gives_one_startup_with_absolute_programs(command: str) -> None:
    found = draft(CronJob(source=at("/etc/crontab"), when="@daily", user="root", command=command))
    assert found.command == command
    assert all(path.startswith("/") for path in found.programs)


def test_a_udev_rule_without_a_path_means_the_file_in_udevs_own_folder() -> None:
    def own(name: str) -> HostPath | None:
        return HostPath("/usr/lib/udev/asedx") if name == "udev/asedx" else None

    rule = UdevRule(source=at("/r.rules"), key="RUN", command="asedx run:+")
    (found,) = draft_startups((rule,), own)
    assert found.programs == ("/usr/lib/udev/asedx",)
    assert found.command == "asedx run:+"
