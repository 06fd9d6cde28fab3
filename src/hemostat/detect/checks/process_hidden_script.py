"""Interpreters at work on a script that hides itself, and what they talk to."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import words
from hemostat.detect.places import (
    STARTED_FROM_HIDDEN,
    hidden_parts,
    home_of,
    is_temporary,
    service_home_of,
)
from hemostat.detect.process_family import (
    Connections,
    Family,
    address_observables,
    address_subjects,
    file_subject,
    is_public,
    name_values,
    process_subject,
    remote_text,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, program, script_of
from hemostat.model.finding import Claim, Observable, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A hidden script is at work", zh="隐藏目录中的脚本正在运行"),
    summary=Text(
        en="Process {pid} (account {account}) runs {script}, which a plain listing leaves out"
        "{reason}. Command: {command}",
        zh="进程 {pid}（账号 {account}）正在运行隐藏路径中的脚本 {script}{reason}。命令：{command}",
    ),
    benign=Text(
        en="A tool that keeps its program in a folder of a home's settings, or a script of the"
        " desktop; its user knows it and the address it talks to.",
        zh="部分工具或桌面脚本会放在家目录的配置文件夹中；使用者应能说明该脚本及其连接的地址。",
    ),
)
# Folders of every home that hold settings, pictures or keys, and no programs that stay.
_SETTINGS = re.compile(
    r"/\.(?:config|cache|ssh|gnupg|dbus|pki|fonts|icons|themes|mozilla|aws|kube|docker|azure"
    r"|local/(?:state|share/[^/]+))/(?:[^/]+/){0,2}[^/]+"
)
_OF_TOOLS = re.compile(
    r"/(?:node_modules|site-packages|dist-packages|venvs?|\.venv|virtualenvs|pypoetry|pre-commit"
    r"|extensions?|plugins|bin|lib|share/(?:pipx|uv|nvim|JetBrains|gnome-shell|Steam|code-server"
    r"|applications|plasma|jupyter|pnpm|claude|mise|rtx|fnm|virtualenv)|waybar|polybar|eww|i3\w*"
    r"|sway|hypr|quickshell|ags|awesome|qtile|rofi|conky|argos|xmobar|bspwm|Code|Cursor|nvim)/"
)
_DESKTOP = words("""
    waybar polybar i3 i3bar i3blocks sway swaybar gnome-shell gnome-session-binary plasmashell
    eww awesome qtile xmonad bspwm Hyprland conky lemonbar dwm dunst rofi nvim vim emacs code
    cursor xfce4-panel cinnamon kded5 kded6 budgie-panel mate-panel sxhkd
""")


def _script(path: str, exe: str = "/usr/bin/python3.11", **fields: int) -> Process:
    return Process(
        pid=9,
        ppid=fields.get("ppid", 1),
        exe=HostPath(exe),
        argv=(exe, path),
        command=f"{exe} {path}",
        account="u",
        tty=fields.get("tty", 0),
    )


def _to(port: int, address: str = "203.0.113.7") -> Socket:
    return Socket(
        protocol="tcp",
        local_port=40000,
        remote_address=address,
        remote_port=port,
        state="established",
        pids=(9,),
    )


@check(
    "linux.process.hidden-script",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="hidden_path",
    attack=("T1564.001", "T1059"),
    incident_types=("backdoor", "remote_control", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "ask-owner", "disable-persistence", "block-address"),
    by_hand="ls -la {script}; head -c 2000 {script}; ss -tnp | grep pid={pid},",
    examples=(
        fires(_script("/home/u/.config/telemetry/agent.py"), _to(8443)),
        fires(_script("/root/.cache/upd.pl", "/usr/bin/perl"), _to(443)),
        fires(_script("/usr/lib/.kd/run.py")),
        fires(_script("/opt/app/.s/w.rb", "/usr/bin/ruby3.1"), _to(8080)),
        fires(_script("/home/u/.x11/sync.js", "/usr/bin/node"), _to(443)),
        quiet(_script("/home/u/.config/telemetry/agent.py")),
        quiet(_script("/home/u/.config/telemetry/agent.py"), _to(5432, "10.0.0.7")),
        quiet(_script("/home/u/.config/waybar/scripts/weather.py"), _to(443)),
        quiet(_script("/home/u/.vscode-server/bin/0a/out/server-main.js", "/usr/bin/node"),
              _to(443)),
        quiet(_script("/home/u/.local/bin/ytd"), _to(443)),
        quiet(_script("/srv/app/.venv/bin/gunicorn"), _to(443)),
        quiet(_script("/home/u/.mytool/run.py")),
    ),
)  # fmt: skip
def hidden_script(processes: Iterable[Process], sockets: Iterable[Socket]) -> Iterator[Claim]:
    """Outside homes a hidden script is odd; within, one that talks to the internet unattended.

    In a home the folders of settings count as hidden places here, but for those that desktops and
    tools keep programs in. High where it lies outside homes and is connected.
    """
    family, connections = Family(processes), Connections(sockets)
    for process in family.members:
        if not (is_interpreter(process) or is_shell(process)) or not process.scope.is_host:
            continue
        script = script_of(process)
        if not script.startswith("/") or is_temporary(script) or _is_of_tool(script):
            continue
        talks = _talks(process, connections)
        level = _level(script, is_connected=bool(talks))
        if level is None or _is_of_person(process, family):
            continue
        yield Claim(
            subjects=(process_subject(process), file_subject(script), *address_subjects(talks)),
            because=(process, *talks),
            values=name_values(process)
            | {"script": script, "reason": f" ({remote_text(talks)})" if talks else ""},
            level=level,
            observables=(Observable("file", script), *address_observables(talks)),
            first_seen=process.started,
            scope=process.scope,
        )


def _is_of_tool(script: str) -> bool:
    """Whether a folder below the hidden one is where tools, editors or desktops keep programs."""
    at = script.find("/.")
    return at >= 0 and bool(_OF_TOOLS.search(script, at))


def _talks(process: Process, connections: Connections) -> tuple[Socket, ...]:
    """Connections to the internet, of either direction."""
    return tuple(
        each
        for each in connections.of(process.pid)
        if each.state in ("established", "syn_sent", "close_wait")
        and is_public(each.remote_address)
    )


def _level(script: str, *, is_connected: bool) -> Level | None:
    is_hidden = bool(hidden_parts(script, STARTED_FROM_HIDDEN))
    in_home = bool(home_of(script) or service_home_of(script))
    if is_hidden and not in_home:
        return Level.HIGH if is_connected else Level.MEDIUM
    is_among_settings = bool(home_of(script)) and bool(_SETTINGS.search(script))
    return Level.MEDIUM if is_connected and (is_hidden or is_among_settings) else None


def _is_of_person(process: Process, family: Family) -> bool:
    """Whether somebody works with it: a terminal, a desktop, an editor, or a build."""
    if process.tty or family.is_attended(process) or family.is_build(process):
        return True
    return any(
        program(above) in _DESKTOP or above.name in _DESKTOP for above in family.ancestors(process)
    )
