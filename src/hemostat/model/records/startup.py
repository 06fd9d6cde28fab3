"""What starts by itself: a typed record per format, and `Startup`, the view common to all."""

from enum import StrEnum
from typing import Self

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


class Mechanism(StrEnum):
    """How something gets started. `technique` is the ATT&CK v19 id of abusing it."""

    technique: str

    def __new__(cls, value: str, technique: str) -> Self:
        """A member is its slug; the technique hangs on it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.technique = technique
        return member

    @classmethod
    def of(cls, word: str) -> Self:
        """The mechanism a slug names.

        Raises:
            ValueError: the slug names none.
        """
        for member in cls:
            if member.value == word:
                return member
        raise ValueError(f"{word!r} is no mechanism; they are {', '.join(cls)}")

    CRON = "cron", "T1053.003"
    ANACRON = "anacron", "T1053.003"
    PERIODIC = "periodic", "T1053.003"
    AT = "at", "T1053.002"
    SYSTEMD_SERVICE = "systemd_service", "T1543.002"
    SYSTEMD_TIMER = "systemd_timer", "T1053.006"
    SYSTEMD_USER = "systemd_user", "T1543.002"
    SYSTEMD_GENERATOR = "systemd_generator", "T1543.002"
    SYSTEMD_ENVIRONMENT = "systemd_environment", "T1543.002"
    RC_LOCAL = "rc_local", "T1037.004"
    INIT_SCRIPT = "init_script", "T1037.004"
    INITTAB = "inittab", "T1037.004"
    UPSTART = "upstart", "T1543.002"
    SHELL_PROFILE = "shell_profile", "T1546.004"
    SSH_RC = "ssh_rc", "T1546.004"
    SSH_KEY_COMMAND = "ssh_key_command", "T1098.004"
    SSHD_COMMAND = "sshd_command", "T1098.004"
    XDG_AUTOSTART = "xdg_autostart", "T1547.013"
    UDEV = "udev", "T1546.017"
    PAM = "pam", "T1556.003"
    MOTD = "motd", "T1546"
    PACKAGE_HOOK = "package_hook", "T1546.016"
    PYTHON_STARTUP = "python_startup", "T1546.018"
    MODULE_COMMAND = "module_command", "T1547.006"
    NETWORK_SCRIPT = "network_script", "T1037"
    DBUS_SERVICE = "dbus_service", "T1543"
    INETD = "inetd", "T1543.002"
    SUDOERS = "sudoers", "T1548.003"
    LOGROTATE = "logrotate", "T1546"
    GIT = "git", "T1546"
    EDITOR = "editor", "T1546"
    DAEMON_COMMAND = "daemon_command", "T1546"
    KERNEL_HELPER = "kernel_helper", "T1546"
    BOOT_LOADER = "boot_loader", "T1542.003"
    CONTAINER = "container", "T1543.005"
    STATIC_POD = "static_pod", "T1543.005"


@record("cron_job", "One job of cron or anacron.")
class CronJob:
    """One job line of a crontab, a file of cron.d, or anacrontab."""

    source: Source = column("Where the line stands.", default=Source())
    when: str = column("Five fields, @word, or anacron's `period delay id`, as written.")
    user: str | None = column("The account it runs as; None when the file does not say.")
    command: str = column("What runs, as written.", default="")
    environment: tuple[str, ...] = column("NAME=value lines before it, in order.", default=())
    mechanism: Mechanism = column("cron or anacron.", default=Mechanism.CRON)


@record("at_job", "One job waiting for at or batch.")
class AtJob:
    """One file of the at spool."""

    source: Source = column("Where the job stands.", default=Source())
    uid: int | None = column("The user id in the job's header.", default=None)
    when: str = column("When it is due, from the file name, RFC 3339 UTC.", default="")
    command: str = column("The lines behind the environment that `at` writes.", default="")


@record("unit_file", "One systemd unit or drop-in.")
class UnitFile:
    """One unit file or drop-in, parsed; nothing merged."""

    source: Source = column("The file.", default=Source())
    name: str = column("Unit name, such as cron.service; of a drop-in: the unit it changes.")
    is_drop_in: bool = column("Whether this is a drop-in.", default=False)
    is_user: bool = column("Whether it belongs to a user manager.", default=False)
    owner: str = column("The account whose own unit it is; empty for system-wide.", default="")
    directives: tuple[str, ...] = column(
        "`Section.Key=value` in order, continuation lines joined, keys as written.", default=()
    )


@record("unit_link", "One link that enables, aliases or masks a unit.")
class UnitLink:
    """One symbolic link below a systemd unit folder."""

    source: Source = column("The link; its text is the target.", default=Source())
    name: str = column("The link's own name.")
    wanted_by: str = column("The unit whose .wants/.requires folder holds it; empty for an alias.")
    target: HostPath = column("Where it points; /dev/null masks.", default=HostPath(""))


@record("startup_line", "One line of a file that a shell or init runs by itself.")
class StartupLine:
    """One logical line of rc.local, a profile, an init script, a motd script and such."""

    source: Source = column("Where the line begins.", default=Source())
    mechanism: Mechanism = column("What runs the file.")
    account: str = column("Whose file it is; empty for system-wide.", default="")
    trigger: str = column("boot, login, shell, network, ….", default="")
    command: str = column("The line.", default="")


@record("desktop_entry", "One XDG autostart or D-Bus activation file.")
class DesktopEntry:
    """One .desktop file of an autostart folder, or a D-Bus .service file."""

    source: Source = column("The file.", default=Source())
    mechanism: Mechanism = column("xdg_autostart or dbus_service.", default=Mechanism.XDG_AUTOSTART)
    account: str = column("Whose folder; empty for system-wide.", default="")
    command: str = column("The Exec key.", default="")
    is_hidden: bool = column("Hidden=true or NoDisplay: does not start, or does not show.")


@record("udev_rule", "One udev rule that runs something.")
class UdevRule:
    """One line of a udev rules file with RUN, PROGRAM or IMPORT{program}."""

    source: Source = column("Where the line stands.", default=Source())
    key: str = column("RUN, RUN{program}, PROGRAM or IMPORT{program}.", default="")
    command: str = column("What it runs.", default="")
    condition: str = column("The matches of the rule, as written.", default="")


@record("package_hook", "A command a package manager, DHCP client, logrotate … runs by itself.")
class PackageHook:
    """One hook of apt, dpkg, dnf, yum or another tool that runs commands by itself."""

    source: Source = column("Where the line stands.", default=Source())
    mechanism: Mechanism = column("What kind of tool.", default=Mechanism.PACKAGE_HOOK)
    tool: str = column("apt, dpkg, yum, dnf, logrotate, …")
    event: str = column("Such as DPkg::Pre-Invoke.", default="")
    command: str = column("What it runs.", default="")


@record("python_startup", "One line that Python runs at every start.")
class PythonStartup:
    """An `import` line of a .pth file, or a line of sitecustomize.py/usercustomize.py."""

    source: Source = column("Where the line stands.", default=Source())
    account: str = column("Whose site folder; empty for system-wide.", default="")
    command: str = column("The line.", default="")


@record("module_directive", "One line about kernel modules: what to load, and what runs instead.")
class ModuleDirective:
    """One line of modules-load.d, /etc/modules or modprobe.d."""

    source: Source = column("Where the line stands.", default=Source())
    kind: str = column("load, install, remove, options, blacklist, alias or softdep.")
    module: str = column("The module's name.")
    command: str = column("The command of install/remove; the rest of the line otherwise.")


@record("loader_entry", "One line that steers the dynamic loader.")
class LoaderEntry:
    """One library of ld.so.preload, or one folder of ld.so.conf(.d)."""

    source: Source = column("Where the entry stands.", default=Source())
    kind: str = column("preload or folder.")
    value: HostPath = column("The library or folder, as written.")


@record("startup", "One thing that starts by itself, whatever starts it.", categories=("command",))
class Startup:
    """The common view of every place that starts programs: what behaviour rules look at."""

    source: Source = column("Where it is declared.", default=Source())
    mechanism: Mechanism = column("How it is started.")
    technique: str = column("ATT&CK v19 id of that mechanism.", default="")
    name: str = column("Unit name, job id, or the file's name.", default="")
    account: str = column("Who it runs as; empty when unknown.", default="")
    trigger: str = column("Schedule, boot, login, event.", default="")
    command: str = column("The command text.", default="")
    programs: tuple[HostPath, ...] = column(
        "Absolute paths the command runs or feeds to an interpreter, in order.", default=()
    )
    environment: tuple[str, ...] = column("NAME=value it sets.", default=())
    place: HostPath = column("The file that declares it.", default=HostPath(""))
    place_state: str = column("Provenance of that file (see file_fact.state).", default="unknown")
    program_states: tuple[str, ...] = column(
        "Provenance of each of `programs`, same order.", default=()
    )
    is_privileged: bool = column("Whether it runs as root.", default=False)
    scope: Scope = column("Host or container.", default=HOST)
