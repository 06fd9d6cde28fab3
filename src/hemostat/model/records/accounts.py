"""Who may log in, and as whom: accounts, groups, passwords, sudo, keys, sshd, PAM."""

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("account", "One line of /etc/passwd.")
class Account:
    """One line of /etc/passwd. A name may stand there twice: never key by it."""

    source: Source = column("Where the line stands.", default=Source())
    name: str = column("Log-in name, as written.")
    uid: int = column("User id.")
    gid: int = column("Primary group id.", default=0)
    comment: str = column("The GECOS field.", default="")
    home: HostPath = column("Home folder.", default=HostPath(""))
    shell: HostPath = column("Log-in shell; empty means /bin/sh.", default=HostPath(""))
    password: str = column(
        "What the password field of /etc/passwd holds: shadowed, empty, locked or set.",
        default="shadowed",
    )


@record("shadow", "The state of one account's password. The hash itself is never kept.")
class Shadow:
    """One line of /etc/shadow."""

    source: Source = column("Where the line stands.", default=Source())
    name: str = column("Log-in name.")
    password: str = column("empty, locked (cannot match), disabled (! before a hash) or set.")
    scheme: str = column("Hash scheme, such as sha512crypt or yescrypt; empty if none.", default="")
    last_change_days: int | None = column(
        "Day of the last password change.", unit="days since 1970-01-01", default=None
    )
    expire_days: int | None = column(
        "Day the account expires.", unit="days since 1970-01-01", default=None
    )


@record("group", "One line of /etc/group.")
class Group:
    """One line of /etc/group."""

    source: Source = column("Where the line stands.", default=Source())
    name: str = column("Group name.")
    gid: int = column("Group id.")
    members: tuple[str, ...] = column("Accounts listed as members.", default=())


@record("sudo_rule", "One user specification of sudoers, includes followed.")
class SudoRule:
    """One user specification of sudoers: who may run what as whom, with which tags."""

    source: Source = column("Where the line stands.", default=Source())
    users: tuple[str, ...] = column(
        "Who: account names, %groups, #uids, ALL; aliases resolved.", default=()
    )
    hosts: tuple[str, ...] = column("On which hosts.", default=())
    run_as: tuple[str, ...] = column("As whom; empty means root.", default=())
    commands: tuple[str, ...] = column("What, as written; aliases resolved.", default=())
    is_nopasswd: bool = column("Whether no password is asked.", default=False)
    text: str = column("The whole specification, continuation lines joined.", default="")


@record("sudo_default", "One parameter of a Defaults line of sudoers.")
class SudoDefault:
    """One parameter of a Defaults line of sudoers: it changes what every rule means."""

    source: Source = column("Where the line stands.", default=Source())
    binding: str = column(
        "Whom it binds: `:users`, `@hosts`, `!commands`, `>runas`; empty for all.", default=""
    )
    name: str = column("The parameter, in lower case.")
    operator: str = column("=, += or -=; ! for a flag turned off, empty for one turned on.")
    value: str = column("Its value, unquoted; empty for a flag.", default="")


@record("authorized_key", "One key that opens an account over SSH.")
class AuthorizedKey:
    """One line of an authorized_keys file."""

    source: Source = column("Where the line stands.", default=Source())
    owner: str = column("The account it opens; empty when no account has this file.")
    key_type: str = column("Such as ssh-ed25519; `cert-authority` is an option.", default="")
    fingerprint: str = column("SHA256:… as ssh-keygen -l prints it.", default="")
    comment: str = column("The comment behind the key.", default="")
    options: tuple[str, ...] = column("Options before the key, each as written.", default=())
    command: str = column("The value of the command= option; empty if none.", default="")
    carrier: str = column(
        "What the file is besides a list of keys: redis_dump, binary; empty for plain text.",
        default="",
    )


@record("sshd_option", "One keyword of the sshd configuration, includes and Match followed.")
class SshdOption:
    """One keyword and its value in sshd_config or an included file."""

    source: Source = column("Where the line stands.", default=Source())
    keyword: str = column("The keyword in lower case.")
    value: str = column("The rest of the line, unquoted.", default="")
    match: str = column("The criteria of the Match block it stands in; empty outside.", default="")


@record("pam_rule", "One line of a PAM stack.", categories=("pam",))
class PamRule:
    """One line of /etc/pam.d/* or /etc/pam.conf."""

    source: Source = column("Where the line stands.", default=Source())
    service: str = column("The PAM service, from the file name (or column of pam.conf).")
    type: str = column("auth, account, password, session, or include.")
    control: str = column("required, sufficient, [success=1 default=ignore] …", default="")
    module: str = column("Module as written: a name, or a path.", default="")
    arguments: tuple[str, ...] = column("The module's arguments.", default=())
