import pytest

from hemostat.parse.logs.messages import Attempt, Mail
from hemostat.parse.logs.programs import PROGRAMS, read_message


@pytest.mark.requirement("B3")
def test_daemons_and_the_system_are_read_by_the_name_of_the_program() -> None:
    assert {"sshd", "kernel", "postfix/smtpd", "redis-server", "proftpd"} <= PROGRAMS
    line = "00A3F10000: client=u[192.0.2.1], sasl_method=LOGIN, sasl_username=x"
    assert isinstance(read_message("postfix/smtpd", line), Mail)
    pam = "pam_unix(proftpd:auth): authentication failure; logname= uid=0 rhost=192.0.2.1  user=x"
    said = read_message("proftpd", pam)
    assert isinstance(said, Attempt)
    assert said.account == "x"
    assert read_message("unheard-of", "Failed password for x from 192.0.2.1 port 1 ssh2") is None
