"""The SSH client's configuration, and what runs around log-ins: every line that runs a command."""

from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.host.sshd_config import included, ssh_lines
from hemostat.parse.place import Place

_COMMANDS = frozenset({"proxycommand", "knownhostscommand"})


def parse_ssh_config(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read one ssh_config file: a record for each command that `ssh` would run.

    ProxyCommand, KnownHostsCommand, the exec criterion of Match, and LocalCommand where
    PermitLocalCommand stands in the same file. All other keywords run nothing and give no record.

    Source: ssh_config(5) of OpenSSH 9.2.
    """
    records: list[StartupLine] = []
    local: list[StartupLine] = []
    unread: list[Unread] = []
    is_local_permitted = False
    for line in ssh_lines(evidence):
        if isinstance(line, Unread):
            unread.append(line)
            continue
        source = evidence.source(line.number, line.text)
        if line.keyword == "permitlocalcommand":
            is_local_permitted |= line.arguments[0].lower() == "yes"
        elif line.keyword == "localcommand":
            local.append(_started(source, place, "ssh", line.rest))
        elif line.keyword in _COMMANDS and line.rest.strip().lower() != "none":
            records.append(_started(source, place, "ssh", line.rest))
        elif line.keyword == "match":
            records += [
                _started(source, place, "ssh", command)
                for word, command in zip(line.arguments, line.arguments[1:], strict=False)
                if word.lower().lstrip("!") == "exec"
            ]
    return Parsed((*records, *(local if is_local_permitted else ())), tuple(unread))


def ssh_config_includes(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """What it includes: relative patterns stand below ~/.ssh, or /etc/ssh for the system's."""
    if not place.account:
        return included(evidence, "/etc/ssh")
    # An included file may lie deeper; the folder named .ssh is where relative patterns begin.
    home, _, _ = place.path.partition("/.ssh/")
    return included(evidence, f"{home}/.ssh", home)


def parse_ssh_rc(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read ~/.ssh/rc or /etc/ssh/sshrc, which /bin/sh runs at each log-in, line by line.

    Continuations are joined; a line that begins with # is a comment.
    Source: sshd(8), "SSHRC".
    """
    records: list[StartupLine] = []
    parts: list[str] = []
    start = 0
    for number, line in evidence.lines():
        start = start if parts else number
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        parts.append(line)
        records += _shell_line(evidence, place, start, "".join(parts))
        parts = []
    records += _shell_line(evidence, place, start, "".join(parts))
    return Parsed(tuple(records))


def parse_ssh_environment(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read ~/.ssh/environment: one `NAME=value` a record. sshd(8), PermitUserEnvironment."""
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        source = evidence.source(number, line)
        if "=" in line:
            records.append(_started(source, place, "login", line))
        else:
            unread.append(Unread(source, "not NAME=value"))
    return Parsed(tuple(records), tuple(unread))


def _shell_line(evidence: Evidence, place: Place, number: int, text: str) -> list[StartupLine]:
    command = text.strip()
    if not command or command.startswith("#"):
        return []
    return [_started(evidence.source(number, command), place, "login", command)]


def _started(source: Source, place: Place, trigger: str, command: str) -> StartupLine:
    return StartupLine(
        source=source,
        mechanism=place.mechanism or Mechanism.SSH_RC,
        account=place.account,
        trigger=place.trigger or trigger,
        command=command.strip(),
    )


PARSERS = {
    "ssh_config": parse_ssh_config,
    "ssh_rc": parse_ssh_rc,
    "ssh_environment": parse_ssh_environment,
}
INCLUDES = {"ssh_config": ssh_config_includes}
