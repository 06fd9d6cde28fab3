"""Which variables of a process's environment change what runs, from /proc/PID/environ."""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.records import EnvironVariable

# Their values say how a process came to be and what it loads. All others keep their name only:
# the value may be a password.
_KEPT_NAMES = (
    "PATH BASH_ENV ENV PROMPT_COMMAND NODE_OPTIONS NODE_PATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS"
    " _JAVA_OPTIONS JAVA_OPTS CATALINA_OPTS SSH_CONNECTION SSH_CLIENT SSH_TTY SSH_ORIGINAL_COMMAND"
    " SUDO_USER SUDO_UID SUDO_COMMAND PWD OLDPWD HOME SHELL USER LOGNAME GLIBC_TUNABLES GCONV_PATH"
    " LOCPATH NLSPATH GIO_MODULE_DIR GTK_MODULES QT_PLUGIN_PATH PKCS11_PROVIDER OPENSSL_CONF"
    " OPENSSL_ENGINES OPENSSL_MODULES MALLOC_CHECK_ PHPRC PHP_INI_SCAN_DIR GIT_SSH_COMMAND"
    " GIT_EXEC_PATH TERM INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET LISTEN_PID LISTEN_FDS"
    " MAINPID XDG_SESSION_ID XDG_RUNTIME_DIR DISPLAY TZ LANG no_proxy NO_PROXY _"
)
_KEPT = frozenset(_KEPT_NAMES.split())
_KEPT_BEGINNINGS = ("LD_", "PYTHON", "PERL5", "PERLLIB", "RUBY", "HIST", "GEM_", "LUA_", "DOTNET_")
_PROXIES = frozenset(
    name
    for proxy in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
    for name in (proxy, proxy.upper())
)
_CREDENTIALS = re.compile(r"(?<=//)[^/]*@|^[^/]+@")

MAX_VALUE = 4096
MAX_NAMES = 512


def parse_environ(
    evidence: Evidence,
    pid: int,
    *,
    exe: HostPath | None = None,
    scope: Scope = HOST,
    with_names: bool = True,
) -> tuple[EnvironVariable, ...]:
    """Read one environ file: at most `MAX_NAMES` variables, in order.

    What has no `=` is no variable: it is the title a daemon wrote over its environment
    (setproctitle) and yields nothing.

    Args:
        evidence: strings ended by NUL, in any encoding.
        pid: whose.
        exe: the process's executable.
        scope: host or container.
        with_names: whether variables whose value we do not keep are listed too, by name.

    Source: proc(5), `/proc/pid/environ`: the environment at execve, as the process left it.
    """
    source = evidence.source()
    return tuple(
        EnvironVariable(source=source, pid=pid, exe=exe, name=name, value=value, scope=scope)
        for name, value in _pairs(evidence.data, with_names=with_names)
    )


def _pairs(data: bytes, *, with_names: bool) -> Iterator[tuple[str, str]]:
    for raw in data.split(b"\0")[:MAX_NAMES]:
        key, separator, value = raw.partition(b"=")
        if not separator or not key:
            continue
        name = key[:256].decode("utf-8", "backslashreplace")
        if name in _PROXIES:
            yield name, _CREDENTIALS.sub("", _text(value))
        elif name in _KEPT or name.startswith(_KEPT_BEGINNINGS):
            yield name, _text(value)
        elif with_names:
            yield name, ""


def _text(value: bytes) -> str:
    return value[:MAX_VALUE].decode("utf-8", "backslashreplace")
