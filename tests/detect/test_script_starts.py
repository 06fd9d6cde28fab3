import pytest

from hemostat.detect.script_starts import starters_of, starts_of_scripts
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, ScriptLine, Startup

JOB = Startup(
    mechanism=Mechanism.CRON,
    technique="T1053.003",
    place=HostPath("/etc/cron.d/x"),
    command="/opt/x.sh",
    programs=(HostPath("/opt/x.sh"),),
    account="root",
)


def line(text: str, path: str = "/opt/x.sh") -> ScriptLine:
    return ScriptLine(path=HostPath(path), command=text)


def which(name: str) -> HostPath | None:
    return HostPath(f"/usr/bin/{name}") if name == "curl" else None


def test_a_line_keeps_what_starts_its_script_and_names_its_programs() -> None:
    (made,) = starts_of_scripts([line("/tmp/.x/kd -c a")], starters_of([JOB]), which)
    assert made.programs == ("/tmp/.x/kd",)
    assert (made.place, made.technique) == ("/etc/cron.d/x", "T1053.003")


@pytest.mark.parametrize(
    "text",
    [
        "ExecStart=/var/cache/man/.idx 86400",
        "ExecStartPre=-/var/cache/man/.idx",
        "printf '[Service]\\nExecStart=/var/cache/man/.idx\\nRestart=always\\n' > \"$1/a.service\"",
        'echo "ExecStart=/var/cache/man/.idx -a" >> $1/a.service',
    ],
)
def test_a_command_of_a_unit_that_a_script_writes_counts_as_started(text: str) -> None:
    (made,) = starts_of_scripts([line(text)], starters_of([JOB]), which)
    assert made.programs == ("/var/cache/man/.idx",)


def test_folders_and_variables_hold_for_the_lines_that_follow() -> None:
    lines = [line("D=/var/tmp/.k"), line("cd $D"), line("./run")]
    made = list(starts_of_scripts(lines, starters_of([JOB]), which))
    assert [each.programs for each in made] == [("/var/tmp/.k/run",)]


def test_bare_names_are_found_and_unknown_ones_left_out() -> None:
    (made,) = starts_of_scripts([line("curl x; nothing-here")], starters_of([JOB]), which)
    assert made.programs == ("/usr/bin/curl",)


def test_a_script_that_nothing_starts_gives_nothing() -> None:
    assert not list(starts_of_scripts([line("/tmp/a", "/opt/y.sh")], starters_of([JOB]), which))


def test_the_first_that_names_a_program_starts_it_and_containers_do_not_count() -> None:
    inside = Startup(
        mechanism=Mechanism.CRON, programs=(HostPath("/a"),), scope=Scope("container", "c")
    )
    later = Startup(mechanism=Mechanism.AT, programs=JOB.programs)
    assert starters_of([inside, JOB, later]) == {"/opt/x.sh": JOB}


@pytest.mark.parametrize(
    "text",
    [
        "os.unlink('/tmp/jna-1/jna2.tmp')",
        "lib = ctypes.CDLL('/tmp/libnetty.so')",
        "File.open('/tmp/x')",
        "shutil.copyfile('/tmp/a', '/tmp/b')",
    ],
)
def test_a_call_that_handles_a_file_starts_none(text: str) -> None:
    assert not list(starts_of_scripts([line(text)], starters_of([JOB]), which))


@pytest.mark.parametrize("text", ["os.system('/tmp/.x/kd')", "subprocess.call(['/tmp/.x/kd'])"])
def test_a_call_that_runs_a_file_starts_it(text: str) -> None:
    assert list(starts_of_scripts([line(text)], starters_of([JOB]), which))
