import pytest

from detect.made_processes import levels, running, worst
from hemostat.detect.checks.tunnel_tools import ssh_reverse_forward, tool_running
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.records import Process

UNOWNED = {"exe_state": "unowned"}


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/opt/frp/frpc", "frpc", "-c", "a.toml", **UNOWNED),
        running(9, "/usr/local/bin/x", "x", "-c", "/etc/frpc.ini", **UNOWNED),
        running(9, "/root/npc", "./npc", "-server=203.0.113.4:8024", "-vkey=abc", **UNOWNED),
        running(9, "/opt/u", "u", "client", "https://203.0.113.4", "R:1080:socks", **UNOWNED),
        running(9, "/opt/u", "u", "-s", "rssocks", "-d", "203.0.113.4", "-e", "8888", **UNOWNED),
        running(9, "/opt/g", "g", "-L=:8080", "-F=relay+tls://203.0.113.4:443", **UNOWNED),
        running(9, "/opt/ToDesk/bin/ToDesk_Service", **UNOWNED),
        running(9, "/usr/local/sunlogin/bin/sunloginclient", **UNOWNED),
        running(9, "/opt/xray/xray", "xray", "run", "-c", "a.json", **UNOWNED),
        running(9, "/usr/local/bin/gs-netcat", **UNOWNED),
    ],
)
def test_an_unowned_tool_is_medium_and_never_more(process: Process) -> None:
    assert levels(tool_running, process) == [Level.MEDIUM]


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/usr/sbin/tailscaled", exe_state="packaged"),
        running(9, "/usr/bin/cloudflared", exe_state="packaged"),
        running(9, "/usr/local/bin/wireguard-go", **UNOWNED),
        running(9, "/usr/bin/cloudflared", scope=Scope("container", "a")),
    ],
)
def test_packaged_tools_mesh_networks_and_sidecars_are_low(process: Process) -> None:
    assert levels(tool_running, process) == [Level.LOW]


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/usr/bin/vim", "vim", "frpc.toml", exe_state="packaged"),
        running(9, "/usr/bin/grep", "grep", "-c", "frpc.ini", exe_state="packaged"),
        running(9, "/opt/app/server", "server", "client", "list", **UNOWNED),
        running(9, "/opt/app/newserver", **UNOWNED),
        Process(pid=9, name="gost", is_kernel_thread=True),
    ],
)
def test_others_with_like_words_are_quiet(process: Process) -> None:
    assert worst(tool_running, process) is None


def test_a_reverse_forward_is_low_and_medium_when_it_trusts_any_host() -> None:
    ssh = "/usr/bin/ssh"
    plain = running(9, ssh, "ssh", "-N", "-R", "2222:localhost:22", "a@203.0.113.4")
    assert worst(ssh_reverse_forward, plain) == Level.LOW
    careless = running(
        9, ssh, "ssh", "-o", "StrictHostKeyChecking=no", "-fNR", "2222:localhost:22", "203.0.113.4"
    )
    assert worst(ssh_reverse_forward, careless) == Level.MEDIUM
    assert worst(ssh_reverse_forward, running(9, ssh, "ssh", "-L", "1:a:2", "b")) is None
