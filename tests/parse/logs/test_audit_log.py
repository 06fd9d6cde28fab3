import pytest

from hemostat.model.records import LogEvent, Login, TypedCommand
from hemostat.parse.logs.audit_log import read_audit_log, value_of
from parse.logs.made_logs import evidence, span

pytestmark = pytest.mark.requirement("B3")
RAN = (
    "type=SYSCALL msg=audit(1795143600.110:9): arch=c000003e syscall={call} success={done} exit=0"
    ' ppid=8 pid=4 auid=4294967295 uid=33 euid=33 comm="sh" exe="/usr/bin/dash"\n'
    'type=EXECVE msg=audit(1795143600.110:9): argc=3 a0="sh" a1="-c" a2=6964203B20756E616D65\n'
)


def read(text: str) -> tuple[object, ...]:
    return read_audit_log(evidence(text.encode()), span("audit.log", "records")).records


def test_a_command_is_told_once_with_its_account() -> None:
    (typed,) = read(RAN.format(call=59, done="yes") * 3)
    assert isinstance(typed, TypedCommand)
    assert (typed.account, typed.via) == ("#33", "audit")
    assert typed.command == "sh -c 'id ; uname'"


@pytest.mark.parametrize(("call", "done"), [(2, "yes"), (59, "no")])
def test_what_ran_nothing_is_no_command(call: int, done: str) -> None:
    assert read(RAN.format(call=call, done=done)) == ()


def test_log_ins_accounts_and_the_audit_turned_off() -> None:
    head = "msg=audit(1795143600.1:{n}): pid=1 uid=0 auid=1000 ses=3"
    text = "".join(
        f"type={kind} {head.format(n=n)} {rest}\n"
        for n, (kind, rest) in enumerate(
            (
                ("USER_LOGIN", "msg='op=login acct=\"ann\" exe=\"/usr/sbin/sshd\" addr=198.51.100.4"
                 " terminal=ssh res=failed'"),
                ("ADD_USER", "msg='op=add-user acct=\"toor\" res=success'"),
                ("CONFIG_CHANGE", "op=set audit_enabled=0 old=1 res=1"),
                ("ANOM_PROMISCUOUS", "dev=eth0 prom=256 old_prom=0"),
                ("USER_CMD", "msg='cwd=\"/\" cmd=636174202F6574632F736861646F77 res=success'"),
            )
        )
    )  # fmt: skip
    records = read(text)
    (login,) = (each for each in records if isinstance(each, Login))
    assert (login.account, login.address, login.outcome) == ("ann", "198.51.100.4", "failed")
    kinds = [each.kind for each in records if isinstance(each, LogEvent)]
    assert kinds == ["account_created", "audit_off", "promiscuous", "sudo"]


def test_values_out_of_their_hexadecimal_form() -> None:
    assert value_of('"a b"') == "a b"
    assert value_of("6120623B") == "a b;"
    assert value_of("dash") == "dash"
