"""Tools that carry connections or a desktop past the firewall: whose are they?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.process_family import (
    Connections,
    Family,
    file_subject,
    is_detached,
    process_claim,
    process_subject,
    remote_text,
    runs_own_program,
)
from hemostat.detect.process_programs import last_part, program
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A tunnelling or remote-desktop tool runs: is it yours?",
        zh="隧道或远程桌面工具正在运行，需确认是否自行部署",
    ),
    summary=Text(
        en="Process {pid} (account {account}) is {tool} ({kind}), program {exe}, connected to"
        " {remote}. Command: {command}",
        zh="进程 {pid}（账号 {account}）为 {tool}（{kind}）"
        "，程序 {exe}，连接 {remote}。命令：{command}",
    ),
    benign=Text(
        en="Administrators use the same tools. If nobody here set it up, it is how somebody comes"
        " back in.",
        zh="管理员也会使用此类工具；若确认无人部署，则很可能是入侵者的回连通道。",
    ),
)
SSH = RuleTexts(
    title=Text(
        en="ssh holds a door open from outside to inside", zh="ssh 反向转发：外部可借此进入内网"
    ),
    summary=Text(
        en="Process {pid} (account {account}) forwards ports of {remote} back to this network."
        " Command: {command}",
        zh="进程 {pid}（账号 {account}）把 {remote} 的端口转发回本机网络。命令：{command}",
    ),
    benign=Text(
        en="Maintenance links are set up so; a unit or autossh then keeps them up, and their owner"
        " knows the other end.",
        zh="运维专线常这样搭建；此时一般由服务单元或 autossh 维持，且负责人清楚对端身份。",
    ),
)


@dataclass(frozen=True, slots=True)
class _Tool:
    """One kind of tool.

    Attributes:
        name: what people call it. kind: tunnel, proxy, network or desktop.
        programs: a pattern for the whole name of the program.
        shape: a pattern within the arguments that gives it away under another name.
    """

    name: str
    kind: str
    programs: str
    shape: str = ""


# Names and arguments as the tools' own manuals give them.
_TOOLS = (
    _Tool(
        "frp",
        "tunnel",
        r"frp[cs]?(?:[_-]\S+)?",
        r"(?:^|\s)-c\s+\S*frp[cs]\S*\.(?:ini|toml|ya?ml|json)",
    ),
    _Tool("nps", "tunnel", r"np[cs]", r"-server=\S+:\d+\s+-vkey="),
    _Tool(
        "chisel",
        "tunnel",
        r"chisel(?:[_-]\S+)?",
        r"\bclient\s.*\bR:\S*(?:socks|\d+:)|\bserver\s.*--reverse",
    ),
    _Tool("ngrok", "tunnel", r"ngrok", r"--authtoken[= ]\S+.*\btcp\s+\d+"),
    _Tool("gost", "tunnel", r"gost(?:[_-]\S+)?", r"-L[= ]?\S*:\d*\S*\s+-F[= ]?[\w+]+://"),
    _Tool("EarthWorm", "tunnel", r"ew(?:_for\S*)?", r"-s\s+(?:ssocksd|rcsocks|rssocks|lcx_\w+)\b"),
    _Tool("Neo-reGeorg", "tunnel", r"", r"\b(?:neoreg|reGeorgSocksProxy)\.py\b"),
    _Tool("iox", "tunnel", r"iox", r"\b(?:fwd|proxy)\s+-[lr]\s+\*?[\w.:]*\d+\s+-[lr]\s"),
    _Tool(
        "Stowaway",
        "tunnel",
        r"stowaway(?:_\S+)?|linux_x\d+_(?:agent|admin)",
        r"-c\s+\S+:\d+\s+-s\s+\S+\s+--reconnect",
    ),
    _Tool(
        "Venom",
        "tunnel",
        r"(?:venom|agent_linux_x\d+|admin_linux_x\d+)",
        r"-rhost\s+\S+\s+-rport\s+\d+",
    ),
    _Tool("rathole", "tunnel", r"rathole"),
    _Tool(
        "cloudflared",
        "tunnel",
        r"cloudflared",
        r"\btunnel\s+(?:\S+\s+)*run\s+--token\b|--url\s+\S+.*trycloudflare",
    ),
    _Tool("bore", "tunnel", r"bore", r"\blocal\s+\d+\s+--to\s"),
    _Tool("zrok", "tunnel", r"zrok|ziti-edge-tunnel"),
    _Tool("localtunnel", "tunnel", r"", r"\b(?:localtunnel|node_modules/\.bin/lt)\b.*--port"),
    _Tool("pagekite", "tunnel", r"pagekite(?:\.py)?", r"\bpagekite\.py\b"),
    _Tool("dnscat2/iodine", "tunnel", r"dnscat2?|iodined?|dns2tcp[cd]?|ptunnel(?:-ng)?|icmptunnel"),
    _Tool("ligolo", "tunnel", r"ligolo\S*", r"-connect\s+\S+:\d+\s.*-ignore-cert"),
    _Tool("revsocks", "tunnel", r"revsocks|rsocx|rsocks|microsocks|3proxy|sslh"),
    _Tool("gs-netcat", "tunnel", r"gs-netcat|gsocket", r"\bGS_ARGS=|gs-netcat"),
    _Tool("wstunnel", "tunnel", r"wstunnel|websocat|tunwg|sish|inlets(?:-pro)?|portr|fatedier"),
    _Tool("tailscale", "network", r"tailscaled?"),
    _Tool("ZeroTier", "network", r"zerotier-one"),
    _Tool("WireGuard (user space)", "network", r"wireguard-go|boringtun(?:-cli)?"),
    _Tool(
        "NetBird/Nebula/EasyTier",
        "network",
        r"netbird|nebula|easytier-core|vnt-cli",
    ),
    _Tool("ToDesk", "desktop", r"ToDesk(?:_\w+)?|todesk\S*"),
    _Tool("Sunlogin", "desktop", r"sunloginclient\S*|oray_rundaemon|orayx\S*|slrc|AweSun\S*"),
    _Tool("AnyDesk", "desktop", r"anydesk(?:-\S+)?"),
    _Tool("TeamViewer", "desktop", r"teamviewerd?|TeamViewer\S*"),
    _Tool("RustDesk", "desktop", r"rustdesk|hbb[sr]"),
    _Tool("MeshAgent", "desktop", r"meshagent\S*"),
    _Tool(
        "Splashtop/Screenconnect",
        "desktop",
        r"SRStreamer|SRFeature|screenconnect\S*|rport|DWAgent|dwagent",
    ),
    _Tool("GOtty/ttyd", "desktop", r"gotty|ttyd|tmate|sshx|wetty|shellhub\S*"),
    _Tool(
        "Xray/V2Ray",
        "proxy",
        r"xray|v2ray|v2ctl",
        r"\brun\s+-(?:c|config|confdir)\s+\S*(?:v2ray|xray)",
    ),
    _Tool("sing-box", "proxy", r"sing-box"),
    _Tool("Clash/mihomo", "proxy", r"clash(?:-\S+)?|mihomo(?:-\S+)?"),
    _Tool("trojan", "proxy", r"trojan(?:-go)?"),
    _Tool(
        "Shadowsocks",
        "proxy",
        r"ss-(?:server|local|redir|tunnel|manager)|ssserver|sslocal|ssservice|shadowsocks\S*",
    ),
    _Tool(
        "Hysteria/naive/brook",
        "proxy",
        r"hysteria2?(?:-\S+)?|naive|brook(?:_\S+)?|tuic-\w+|snell-server|juicity\S*",
    ),
)
_NAMES = tuple((tool, re.compile(tool.programs)) for tool in _TOOLS if tool.programs)
_SHAPES = tuple((tool, re.compile(tool.shape)) for tool in _TOOLS if tool.shape)
_REVERSE = re.compile(r"-[a-zA-Z]*R\s?\S*\d+|-[a-zA-Z]*R$|RemoteForward")
_ODD_KEY = re.compile(r"\s-i\s?(?:/tmp|/var/tmp|/dev/shm|/run/(?:shm|lock)|/dev/mqueue)/")
_UNCHECKED = re.compile(r"StrictHostKeyChecking=(?:no|accept-new|off)|UserKnownHostsFile=/dev/null")


@check(
    "linux.tunnel.tool-running",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="tunnel",
    attack=("T1572", "T1219"),
    incident_types=("remote_control", "insider"),
    texts=TEXTS,
    next=("ask-owner", "keep-evidence", "capture-process", "block-address"),
    by_hand="ls -l /proc/{pid}/exe; tr '\\0' ' ' < /proc/{pid}/cmdline; ss -tunp | grep pid={pid},",
    examples=(
        fires(
            Process(
                pid=9,
                ppid=1,
                name="frpc",
                exe=HostPath("/opt/frp/frpc"),
                exe_state="unowned",
                argv=("/opt/frp/frpc", "-c", "frpc.toml"),
            )
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                name="update",
                exe=HostPath("/usr/local/bin/update"),
                exe_state="unowned",
                argv=("update", "client", "203.0.113.4:80", "R:1080:socks"),
                command="update client 203.0.113.4:80 R:1080:socks",
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                name="edge-agent",
                exe=HostPath("/opt/e/edge-agent"),
                argv=("edge-agent",),
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=8,
                name="vim",
                exe=HostPath("/usr/bin/vim.basic"),
                argv=("vim", "frpc.toml"),
                command="vim frpc.toml",
            )
        ),
    ),
)
def tool_running(processes: Iterable[Process], sockets: Iterable[Socket]) -> Iterator[Claim]:
    """A known tunnelling, proxy or remote-desktop tool runs, under its name or by its arguments."""
    connections = Connections(sockets)
    for process in processes:
        if process.is_kernel_thread:
            continue
        tool = _tool_of(process)
        if tool is None:
            continue
        outbound = connections.outbound(process.pid)
        is_known = process.exe_state in VOUCHED or not process.scope.is_host
        is_usual = is_known or tool.kind == "network" or _is_own_proxy(process, tool)
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process), file_subject(process.exe))
            if process.exe
            else (process_subject(process),),
            level=Level.LOW if is_usual else None,
            tool=tool.name,
            kind=tool.kind,
            remote=remote_text(outbound) or "-",
        )


def _is_own_proxy(process: Process, tool: _Tool) -> bool:
    """Whether it leads one person's own traffic out, as on many a workstation."""
    return tool.kind == "proxy" and runs_own_program(process)


def _tool_of(process: Process) -> _Tool | None:
    """By the program's name, its title or its comm; else, for no package's program, by shape."""
    names = {program(process), process.name}
    if process.argv:
        names.add(last_part(process.argv[0]))
    for tool, pattern in _NAMES:
        if any(pattern.fullmatch(name) for name in names):
            return tool
    is_packaged_program = process.exe_state in VOUCHED and not _is_script_runner(process)
    if is_packaged_program:
        return None
    arguments = " ".join(process.argv[1:])[:4096] or process.command.partition(" ")[2][:4096]
    return next((tool for tool, shape in _SHAPES if shape.search(arguments)), None)


def _is_script_runner(process: Process) -> bool:
    return program(process).startswith(("python", "node", "java"))


@check(
    "linux.tunnel.ssh-reverse-forward",
    level=Level.LOW,
    confidence=Level.LOW,
    category="tunnel",
    attack="T1572",
    incident_types=("remote_control", "insider"),
    texts=SSH,
    next=("ask-owner", "keep-evidence", "block-address"),
    by_hand="tr '\\0' ' ' < /proc/{pid}/cmdline; ss -tnp | grep pid={pid},",
    examples=(
        fires(
            Process(
                pid=9,
                ppid=1,
                name="ssh",
                exe=HostPath("/usr/bin/ssh"),
                argv=("ssh", "-fN", "-R", "2222:localhost:22", "a@203.0.113.4"),
                command="ssh -fN -R 2222:localhost:22 a@203.0.113.4",
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=8,
                name="ssh",
                exe=HostPath("/usr/bin/ssh"),
                argv=("ssh", "-N", "-L", "8080:localhost:80", "db1"),
                command="ssh -N -L 8080:localhost:80 db1",
            )
        ),
    ),
)
def ssh_reverse_forward(processes: Iterable[Process], sockets: Iterable[Socket]) -> Iterator[Claim]:
    """An ssh client forwards ports of the other end to this one."""
    family, connections = Family(processes), Connections(sockets)
    for process in family.members:
        if program(process) not in ("ssh", "autossh", "dbclient", "plink"):
            continue
        if not any(_REVERSE.fullmatch(word) for word in process.argv[1:]):
            continue
        outbound = connections.outbound(process.pid)
        is_careless = _UNCHECKED.search(process.command) is not None
        is_odd = _ODD_KEY.search(process.command) is not None
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process),),
            level=Level.MEDIUM if is_odd or (is_detached(process) and is_careless) else None,
            remote=remote_text(outbound) or "?",
        )
