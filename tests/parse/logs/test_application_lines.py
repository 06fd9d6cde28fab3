import pytest

from hemostat.parse.logs.application_lines import read_application
from hemostat.parse.logs.messages import Did

pytestmark = pytest.mark.requirement("B3")


@pytest.mark.parametrize(
    ("line", "kind", "target"),
    [
        (
            "INFO ClassPathXmlApplicationContext : Refreshing http://198.51.100.4/poc.xml",
            "remote_config",
            "http://198.51.100.4/poc.xml",
        ),
        (
            "WARN Error looking up JNDI resource [ldap://198.51.100.4:1389/a].",
            "lookup",
            "ldap://198.51.100.4:1389/a",
        ),
        (
            "INFO HostConfig.deployWAR Deploying web application archive [/tmp/x.war]",
            "deployed",
            "/tmp/x.war",
        ),
        ("--2026-11-20 04:00:01--  http://198.51.100.4/s", "fetched", "http://198.51.100.4/s"),
        ("Saving to: '/tmp/.x'", "saved", "/tmp/.x"),
        ("sh: 1: /dev/shm/a: Permission denied", "shell_error", "/dev/shm/a"),
        ("bash: line 1: ncat: command not found", "shell_error", "ncat"),
        ("bash: cannot set terminal process group (811): Inappropriate ioctl", "shell_talk", ""),
        ("uid=33(www-data) gid=33(www-data) groups=33(www-data)", "shell_talk", ""),
    ],
)
def test_what_an_application_was_made_to_do(line: str, kind: str, target: str) -> None:
    said = read_application(line)
    assert isinstance(said, Did)
    assert (said.kind, said.target) == (kind, target)


def test_a_program_that_could_not_be_run() -> None:
    line = (
        'java.io.IOException: Cannot run program "curl" (in directory "/"): error=2, No such file'
    )
    said = read_application(line)
    assert isinstance(said, Did)
    assert (said.kind, said.command) == ("program_run", "curl")


def test_an_ordinary_line_says_nothing() -> None:
    assert read_application("INFO Server startup in [1234] milliseconds") is None
