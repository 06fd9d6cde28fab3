"""Kinds of programs: shells, interpreters, relays, daemons, build agents. Facts, no opinions."""

import re

from hemostat.detect.names import BUSYBOX, SHELLS, words
from hemostat.detect.places import is_system_folder
from hemostat.detect.provenance import UNVOUCHED
from hemostat.model.path import name
from hemostat.model.records import Process

_INTERPRETER = re.compile(
    r"(?:python|pypy|perl|ruby|php|php-cli|php-cgi|node|nodejs|lua|luajit|tclsh|expect|wish|gawk"
    r"|awk|mawk|guile|deno|bun|Rscript|osascript)[\d.]*"
)
RELAYS = re.compile(
    r"(?:nc|ncat|netcat|nc\.(?:traditional|openbsd)|socat\d?|telnet(?:\.\w+)?|openssl|cryptcat)"
)

SERVICES = re.compile(
    r"(?:nginx|httpd|apache2|php-fpm[\d.]*|php-cgi|lighttpd|caddy|openresty|tengine|mysqld|mariadbd"
    r"|postgres|postmaster|redis-server|mongod|uwsgi|gunicorn|unicorn|puma|java|memcached|w3wp)"
)
_CI = re.compile(
    r"\b(?:remoting\.jar|agent\.jar|slave\.jar|jenkins\.war|Runner\.(?:Worker|Listener)"
    r"|gitlab-runner|buildkite-agent|teamcity|drone-runner|act_runner|forgejo-runner|actions-runner"
    r"|woodpecker-agent|bamboo-agent|go-agent)\b"
)
_INSTALLERS = words(
    "dpkg apt apt-get aptitude unattended-upgr dnf yum rpm zypper apk snapd snap flatpak pacman"
    " cloud-init ansible-playbook salt-minion salt-call puppet chef-client terraform"
)
_OF_DATA = re.compile(r"/(?:var|etc|boot|usr/(?:share|include|src|games)|lost\+found|media|mnt)/")
# Whole systems, or a product's own tools, are kept below these.
_TREES = re.compile(
    r"/var/(?:lib|snap|opt)/(?:rancher|docker|containers?|containerd|snapd|lxc|lxd|incus|machines"
    r"|flatpak|kubelet|k0s|buildkit|waagent|gitlab-runner|jenkins|chroot|schroot|pbuilder|mock)/"
    r"|/var/(?:snap|opt)/|/(?:mnt|media)/|/var/named/chroot/"
)
_SCRIPT_OPTIONS_WITH_VALUE = frozenset(("-W", "-X", "-o", "+o", "-O", "-I", "-r", "-d"))


def last_part(path: str) -> str:
    """The last part of a path, or of a title that begins with one."""
    return name(path.rstrip("/"))


def program(process: Process) -> str:
    """The name of the program that runs: its executable's, where readable; else argv[0]'s."""
    if process.exe:
        return last_part(process.exe)
    return last_part(process.argv[0]).lstrip("-") if process.argv else process.name


def is_shell(process: Process) -> bool:
    """Whether the program is a shell; of busybox, by the applet."""
    found = program(process)
    if found in BUSYBOX:
        applets = [last_part(word).lstrip("-") for word in process.argv[:2]]
        return any(applet in SHELLS for applet in applets)
    return found in SHELLS


def is_interpreter(process: Process) -> bool:
    """Whether the program runs what others wrote: a script language."""
    return bool(_INTERPRETER.fullmatch(program(process)))


def is_relay(process: Process) -> bool:
    """Whether the program passes its standard streams on to the network."""
    if program(process) in BUSYBOX:
        return any(RELAYS.fullmatch(last_part(word)) for word in process.argv[:2])
    return bool(RELAYS.fullmatch(program(process)))


def is_interactive(process: Process) -> bool:
    """Whether a shell waits for someone's commands: bare, `-i` or `-l`, no script, no `-c`."""
    words = process.argv[1:]
    if program(process) in BUSYBOX and words and last_part(words[0]) in SHELLS:
        words = words[1:]
    if any(re.fullmatch(r"-[a-z]*c[a-z]*", word) for word in words):
        return False
    return all(word.startswith(("-", "+")) for word in words)


def script_of(process: Process) -> str:
    """The script an interpreter or shell was started with, absolute where that can be told.

    Empty for `-c`, `-m`, `-e` and for none. A relative script is joined to the working folder.
    """
    words = list(process.argv[1:])
    if program(process) in BUSYBOX and words and last_part(words[0]) in SHELLS:
        words = words[1:]
    while words:
        word = words.pop(0)
        if word in ("-c", "-m", "-e", "-E", "--eval", "-r") or re.fullmatch(r"-[a-z]*c", word):
            return ""
        if word in _SCRIPT_OPTIONS_WITH_VALUE and words:
            words.pop(0)
        elif not word.startswith(("-", "+")):
            return _absolute(word, process)
    return ""


def _absolute(word: str, process: Process) -> str:
    # A descriptor is no place: what it leads to is judged by how it was opened.
    if word == "-" or word.startswith(("/dev/fd/", "/dev/std", "/proc/self/fd/")):
        return ""
    if word.startswith("/") or not process.cwd:
        return word
    return f"{process.cwd.rstrip('/')}/{word.removeprefix('./')}"


def is_ci(process: Process) -> bool:
    """Whether a process is the agent of a build server."""
    return bool(_CI.search(process.command[:4096]) or _CI.search(process.name))


def is_installer(process: Process) -> bool:
    """Whether a process installs packages or applies a configuration."""
    names = {process.name, program(process)}
    return bool(names & _INSTALLERS) and process.exe_state not in UNVOUCHED


def poses_from_data(process: Process) -> bool:
    """Whether a process states a path of the system, and its file lies where data or settings do.

    A daemon that was built by hand stands in /opt or /usr/local, perhaps with a link from the
    system's folder; containers' and products' own trees lie below /var/lib and are no pose.
    """
    first = process.argv[0].split()[0] if process.argv and process.argv[0].strip() else ""
    is_stated = is_system_folder(first) and process.root in (None, "/")
    exe = str(process.exe or "")
    return is_stated and bool(_OF_DATA.match(exe)) and not _TREES.match(exe)
