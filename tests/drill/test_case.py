"""Cases as data are read whole, or refused with every problem."""

import pytest

from hemostat.drill.case import read_cases
from hemostat.model.errors import DataError
from hemostat.model.level import Level

PLANTED = """
- name: hidden-job
  text: A job starts a hidden program.
  technique: T1053.003
  subject: {kind: cron_job, value: [/etc/cron.d/x, /opt/.x]}
  level: high
  files:
    - {path: /etc/cron.d/x, content: "* * * * * root /opt/.x\\n"}
    - {path: /opt/.x, program: sleep}
  edits:
    - {path: /etc/passwd, old: a, new: b}
  processes:
    - {argv: [/opt/.x, "600"], removed: [/opt/.x]}
"""
PROFILE = """
name: panel
text: An ordinary panel.
files: [{path: /opt/panel, program: sleep}]
twin:
  technique: [T1543.002]
  subject: {value: bad.service, exact: true}
  files: [{path: /etc/systemd/system/bad.service, content: x, mode: "0600"}]
"""


def test_a_planted_case_says_what_must_be_said_of_it() -> None:
    (case,) = read_cases([("a.yaml", PLANTED)])
    assert case.expected is not None
    assert case.expected.values == ("/etc/cron.d/x", "/opt/.x")
    assert case.expected.kinds == ("cron_job",)
    assert case.expected.techniques == ("T1053.003",)
    assert case.expected.level is Level.HIGH
    assert not case.expected.is_exact


def test_a_program_may_be_run_by_all_and_other_files_may_not() -> None:
    (case,) = read_cases([("a.yaml", PLANTED)])
    assert [file.mode for file in case.files] == [0o644, 0o755]


def test_a_case_with_processes_needs_a_running_host() -> None:
    (case,) = read_cases([("a.yaml", PLANTED)])
    assert case.places == ("live",)
    assert case.processes[0].removed == ("/opt/.x",)
    assert case.edits[0].new == "b"


def test_a_twin_is_the_whole_profile_and_its_sign() -> None:
    (profile,) = read_cases([("b.yaml", PROFILE)])
    assert profile.expected is None
    assert profile.twin is not None
    assert profile.twin.name == "panel-twin"
    assert [file.path for file in profile.twin.files] == [
        "/opt/panel",
        "/etc/systemd/system/bad.service",
    ]
    assert profile.twin.expected is not None
    assert profile.twin.expected.is_exact


def test_every_problem_of_every_file_is_told_at_once() -> None:
    files = [
        ("a.yaml", PLANTED),
        ("b.yaml", PLANTED),
        ("c.yaml", "name: c\ntext: t\nunknown: 1\n"),
        ("d.yaml", "name: d\n"),
        ("e.yaml", "{"),
    ]
    with pytest.raises(DataError) as refused:
        read_cases(files)
    assert [problem.path for problem in refused.value.problems] == [
        "b.yaml",
        "c.yaml",
        "d.yaml",
        "e.yaml",
    ]


def test_a_twin_without_a_subject_is_refused() -> None:
    with pytest.raises(DataError, match="names no subject"):
        read_cases([("b.yaml", "name: a\ntext: t\ntwin: {files: []}\n")])


def test_a_technique_that_attack_gave_up_is_the_one_it_became() -> None:
    text = "name: a\ntext: b\ntechnique: [T1562.001, T1098]\nsubject: {value: /etc/x}\n"
    (case,) = read_cases([("a.yaml", text)])
    assert case.expected is not None
    assert case.expected.techniques == ("T1685", "T1098")
