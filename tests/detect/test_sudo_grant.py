import pytest

from hemostat.detect.sudo_grant import Grant, becomes_root, grant_of, granted, program_of
from hemostat.model.records import Account, Group, SudoRule


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("command", "grant"),
    [
        ("ALL", Grant.ALL),
        ("/bin/bash", Grant.SHELL),
        ("/usr/bin/python3.11", Grant.SHELL),
        ("/bin/su", Grant.SHELL),
        ("/bin/bash -c *", Grant.SHELL),
        ("/usr/bin/php /tmp/x.php", Grant.SHELL),
        ("/tmp/tool", Grant.SHELL),
        ("/usr/bin/*", Grant.SHELL),
        ("/usr/bin/vim", Grant.ESCAPE),
        ("/usr/bin/vim.basic *", Grant.ESCAPE),
        ("/usr/bin/find", Grant.ESCAPE),
        ("/bin/tar", Grant.ESCAPE),
        ("sudoedit", Grant.ESCAPE),
        ("sha256:abc= /bin/bash", Grant.SHELL),
        ("/bin/bash /opt/backup/run.sh", Grant.HARMLESS),
        ("/usr/bin/vim /etc/motd", Grant.HARMLESS),
        ("/usr/bin/systemctl restart nginx", Grant.HARMLESS),
        ("/usr/lib64/nagios/plugins/*", Grant.HARMLESS),
        ('/bin/bash ""', Grant.HARMLESS),
        ("!/bin/bash", Grant.HARMLESS),
        ("sudoedit /etc/motd", Grant.HARMLESS),
    ],
)
def test_a_command_is_worth_what_one_can_do_with_it(command: str, grant: Grant) -> None:
    assert grant_of(SudoRule(commands=("/bin/true", command)))[0] is grant


def test_becoming_another_account_gives_nothing_here() -> None:
    assert grant_of(SudoRule(run_as=("git",), commands=("ALL",))) == (Grant.HARMLESS, "")
    assert becomes_root(SudoRule(run_as=("git", "#0")))
    assert becomes_root(SudoRule())
    assert not becomes_root(SudoRule(run_as=(":docker",)))


def test_groups_are_resolved_and_an_account_named_twice_counts_once() -> None:
    rule = SudoRule(users=("web", "%ops", "ALL"))
    web = Account(name="web", uid=33, gid=33)
    found = list(granted([rule], [web], [Group(name="ops", gid=9, members=("web",))]))
    assert [(each.account, each.rule) for each in found] == [(web, rule)]


def test_the_program_stands_behind_the_digest() -> None:
    assert program_of("sha224:0Gom+w== /bin/ls -l") == "/bin/ls"
    assert program_of("") == ""
