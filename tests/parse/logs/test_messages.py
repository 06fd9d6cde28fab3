import pytest

from hemostat.parse.logs.messages import PROGRAMS, Accepted, Attempt, Event, Job, read_message

SAID = [
    (
        "sshd",
        "Accepted password for root from 198.51.100.7 port 40 ssh2",
        Accepted("root", "198.51.100.7", "sshd", "password", "", ""),
    ),
    (
        "sshd-session",
        "Accepted publickey for ops from 2001:db8::1 port 40 ssh2: ED25519 SHA256:abc",
        Accepted("ops", "2001:db8::1", "sshd", "publickey", "SHA256:abc", ""),
    ),
    (
        "sshd",
        "Accepted keyboard-interactive/pam for ops from 10.0.0.5 port 40 ssh2",
        Accepted("ops", "10.0.0.5", "sshd", "keyboard-interactive/pam", "", ""),
    ),
    (
        "sshd",
        "Failed password for invalid user admin from 198.51.100.7 port 40 ssh2",
        Attempt("admin", "198.51.100.7", "sshd", "password", "failed", 1),
    ),
    (
        "sshd",
        "message repeated 4 times: [ Failed password for root from 198.51.100.7 port 40 ssh2]",
        Attempt("root", "198.51.100.7", "sshd", "password", "failed", 4),
    ),
    (
        "sshd",
        "Invalid user  from 198.51.100.7 port 40",
        Attempt("", "198.51.100.7", "sshd", "", "probed", 1),
    ),
    (
        "sshd",
        "Connection closed by authenticating user root 198.51.100.7 port 40 [preauth]",
        Attempt("root", "198.51.100.7", "sshd", "", "probed", 1),
    ),
    (
        "sudo",
        "www-data : PWD=/var/www ; USER=root ; COMMAND=/usr/bin/find . -exec /bin/sh ;",
        Event("sudo", "www-data", "root", "", "/usr/bin/find . -exec /bin/sh ;"),
    ),
    (
        "sudo",
        "      ops : TTY=pts/0 ; PWD=/home/ops ; USER=root ; COMMAND=/usr/bin/id",
        Event("sudo", "ops", "root", "pts/0", "/usr/bin/id"),
    ),
    (
        "sudo",
        "ops : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
        Event("sudo_refused", "ops", "root", "pts/0", "/bin/sh"),
    ),
    (
        "sudo",
        "www-data : user NOT in sudoers ; TTY=unknown ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
        Event("sudo_refused", "www-data", "root", "unknown", "/bin/sh"),
    ),
    ("su", "(to root) www-data on pts/0", Event("su", "www-data", "root", "pts/0")),
    ("su", "FAILED SU (to root) ops on pts/0", Event("su_refused", "ops", "root", "pts/0")),
    (
        "su",
        "pam_unix(su-l:session): session opened for user root(uid=0) by ops(uid=1000)",
        Event("su", "ops", "root"),
    ),
    (
        "useradd",
        "new user: name=toor, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0",
        Event(
            "account_created",
            "",
            "toor",
            "",
            "UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0",
        ),
    ),
    ("userdel", "delete user 'toor'", Event("account_deleted", "", "toor")),
    ("usermod", "add 'ops' to group 'sudo'", Event("group_changed", "", "ops", "", "sudo")),
    (
        "passwd",
        "pam_unix(passwd:chauthtok): password changed for ops",
        Event("password_changed", "", "ops"),
    ),
    ("CRON", "(root) CMD (  /usr/bin/a | b)", Job("root", "/usr/bin/a | b")),
    (
        "kernel",
        "[ 12.3] sshd[99]: segfault at 0 ip 0",
        Event("crashed", target="sshd", detail="sshd[99]: segfault at 0 ip 0"),
    ),
    ("kernel", "device eth0 entered promiscuous mode", Event("promiscuous", target="eth0")),
    ("login", "ROOT LOGIN ON tty1", Accepted("root", "", "login", "password", "", "tty1")),
    (
        "vsftpd",
        '[pid 2] [ftp] FAIL LOGIN: Client "::ffff:198.51.100.7"',
        Attempt("ftp", "198.51.100.7", "vsftpd", "password", "failed", 1),
    ),
]


@pytest.mark.requirement("B3", "B5.2")
@pytest.mark.parametrize(("program", "message", "said"), SAID)
def test_a_message_says(program: str, message: str, said: object) -> None:
    assert read_message(program, message) == said


@pytest.mark.parametrize(
    "name",
    [
        "x from 192.0.2.1 port 22 ssh2",
        "root from 192.0.2.1 port 22 ssh2: RSA SHA256:x",
        "a port 1 from 192.0.2.1",
        "Accepted password for root from 192.0.2.1 port 22 ssh2",
        "(to root) x on pts/0",
    ],
)
@pytest.mark.parametrize(
    "form", ["Failed password for invalid user {} from 198.51.100.7 port 9 ssh2"]
)
def test_a_hostile_name_cannot_move_the_address(name: str, form: str) -> None:
    said = read_message("sshd", form.format(name))
    assert isinstance(said, Attempt)
    assert (said.account, said.address) == (name, "198.51.100.7")


def test_a_folder_with_a_semicolon_hides_no_command() -> None:
    text = "ops : TTY=pts/0 ; PWD=/tmp/a ; b ; USER=root ; COMMAND=/bin/sh -c x ; USER=y"
    assert read_message("sudo", text) == Event(
        "sudo", "ops", "root", "pts/0", "/bin/sh -c x ; USER=y"
    )


@pytest.mark.parametrize("program", sorted(PROGRAMS))
@pytest.mark.parametrize("message", ["", " ", "x" * 9_000, "Failed", "pam_unix(", "(" * 500])
def test_other_messages_say_nothing(program: str, message: str) -> None:
    assert read_message(program, message) is None
