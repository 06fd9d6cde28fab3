"""Facts of the network that a responder asks for: who listens along, who answers, who gets out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.firewall import is_of_builder
from hemostat.detect.process_family import is_public
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import (
    FirewallRule,
    Interface,
    Neighbour,
    ReachTest,
    ResolverEntry,
    Route,
    Setting,
    Socket,
)
from hemostat.model.text import Text

PROMISCUOUS = RuleTexts(
    title=Text(en="An interface takes frames meant for others", zh="网卡处于混杂模式"),
    summary=Text(
        en="Interface {name} is promiscuous: something on this host may read traffic of others.",
        zh="网卡 {name} 处于混杂模式，本机可能有程序读取他人流量。",
    ),
    benign=Text(
        en="Bridges, virtual machines, containers and capture tools switch this on.",
        zh="网桥、虚拟机、容器和抓包工具都会开启。",
    ),
)
SAME_HARDWARE = RuleTexts(
    title=Text(en="The gateway shares its hardware address", zh="网关与其他地址的 MAC 相同"),
    summary=Text(
        en="{gateway} and {others} on {interface} answer with the same hardware address {hardware}:"
        " one of them may pretend to be the gateway.",
        zh="{interface} 上的网关 {gateway} 与 {others} 的 MAC 均为 {hardware}，可能有人冒充网关。",
    ),
    benign=Text(
        en="A router with several addresses, proxy ARP, or the virtual network of a cloud.",
        zh="路由器有多个地址、启用代理 ARP，或云上虚拟网络。",
    ),
)
ROUTER = RuleTexts(
    title=Text(en="This host passes traffic on for others", zh="本机在为其他主机转发流量"),
    summary=Text(
        en="Forwarding is on and {rule} hides others behind this host ({where}).",
        zh="已开启转发，且 {rule} 将其他主机隐藏在本机之后（{where}）。",
    ),
    benign=Text(
        en="A router, a VPN gateway, or a host of virtual machines.",
        zh="路由器、VPN 网关或虚拟机宿主机。",
    ),
)
OUT = RuleTexts(
    title=Text(en="This host can reach out", zh="本机能够外联"),
    summary=Text(
        en="Default route: {route}. Name servers: {servers}. Outgoing traffic without a rule:"
        " {policy}. Connections to public addresses now: {connections}. Tried on request: {tried}.",
        zh="默认路由：{route}。DNS：{servers}。无匹配规则的外发流量：{policy}。"
        "当前连接公网地址数：{connections}。按要求尝试：{tried}。",
    ),
    benign=Text(
        en="Most hosts can; a firewall before this host may still stop it: only --reach tells.",
        zh="多数主机如此；前端防火墙仍可能阻断，需用 --reach 验证。",
    ),
)
_CLOUD_HARDWARE = ("ee:ff:ff:ff:ff:ff", "fe:ee:", "00:00:5e:", "0a:58:", "12:34:56:78:9a:bc")
"""Answer for every neighbour in some clouds, or belong to a shared address of routers."""
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vnet", "tap", "cni", "cali", "lxc", "lxd", "ovs")
_VIRTUAL_TOO = ("flannel", "cilium", "kube", "podman", "bond", "team", "br", "vmbr", "fwbr", "fwpr")


@check(
    "linux.network.promiscuous-interface",
    level=Level.LOW,
    confidence=Level.LOW,
    category="sniffer",
    attack="T1040",
    incident_types=("credential_leak",),
    texts=PROMISCUOUS,
    next=("ask-owner",),
    by_hand="ip -d link show {name}; ss -0p",
    examples=(
        fires(Interface(name="eth0", flags=0x1103)),
        quiet(Interface(name="eth0", flags=0x1003)),
        quiet(Interface(name="veth1a2b", flags=0x1103)),
    ),
)
def promiscuous_interface(interfaces: Iterable[Interface]) -> Iterator[Claim]:
    """A real interface in promiscuous mode; who holds the packet socket is a check of its own."""
    for each in interfaces:
        if each.is_promiscuous and not each.name.startswith((*_VIRTUAL, *_VIRTUAL_TOO)):
            yield Claim(
                subjects=(Subject("socket", f"packet {each.name}"),),
                because=(each,),
                values={"name": each.name},
            )


@check(
    "linux.network.gateway-hardware-shared",
    level=Level.LOW,
    confidence=Level.LOW,
    category="arp_spoof",
    attack="T1557.002",
    incident_types=("hijack", "network_attack"),
    texts=SAME_HARDWARE,
    next=("ask-owner", "check-other-hosts"),
    by_hand="ip neigh; ip route",
    examples=(
        fires(
            Route(destination="0.0.0.0/0", gateway="10.0.0.1"),
            Neighbour(address="10.0.0.1", hardware="02:42:ac:11:00:09"),
            Neighbour(address="10.0.0.9", hardware="02:42:ac:11:00:09"),
            Neighbour(address="10.0.0.8", hardware="02:42:ac:11:00:08"),
        ),
        quiet(
            Route(destination="0.0.0.0/0", gateway="10.0.0.1"),
            Neighbour(address="10.0.0.1", hardware="ee:ff:ff:ff:ff:ff"),
            Neighbour(address="10.0.0.9", hardware="ee:ff:ff:ff:ff:ff"),
        ),
        quiet(
            Route(destination="0.0.0.0/0", gateway="10.0.0.1"),
            Neighbour(address="10.0.0.1", hardware="02:42:ac:11:00:09"),
            Neighbour(address="10.0.0.9", hardware="02:42:ac:11:00:08"),
        ),
    ),
)
def gateway_hardware_shared(
    routes: Iterable[Route], neighbours: Iterable[Neighbour]
) -> Iterator[Claim]:
    """Another host answers with the gateway's hardware address. All of them alike: a cloud."""
    gateways = {each.gateway for each in routes if each.destination == "0.0.0.0/0"}
    by_hardware = defaultdict[tuple[str, str], list[Neighbour]](list)
    for each in neighbours:
        by_hardware[each.interface, each.hardware].append(each)
    kinds = len({hardware for _, hardware in by_hardware})
    for (interface, hardware), found in by_hardware.items():
        addresses = {each.address for each in found}
        if not addresses & gateways or len(addresses) < 2 or kinds < 2:
            continue
        if hardware.startswith(_CLOUD_HARDWARE):
            continue
        gateway = min(addresses & gateways)
        others = sorted(addresses - {gateway})
        yield Claim(
            subjects=(Subject("address", gateway), *(Subject("address", each) for each in others)),
            because=tuple(found),
            values={
                "gateway": gateway,
                "others": ", ".join(others[:3]),
                "interface": interface or "?",
                "hardware": hardware,
            },
        )


@check(
    "linux.network.hides-others",
    level=Level.LOW,
    confidence=Level.LOW,
    category="forwarding",
    attack="T1090",
    incident_types=("remote_control",),
    texts=ROUTER,
    next=("ask-owner",),
    by_hand="sysctl net.ipv4.ip_forward; nft list ruleset",
    examples=(
        fires(
            Setting(service="kernel", keyword="net.ipv4.ip_forward", value="1"),
            FirewallRule(tool="iptables", table="nat", chain="POSTROUTING", verdict="masquerade"),
        ),
        quiet(
            Setting(service="kernel", keyword="net.ipv4.ip_forward", value="1"),
            FirewallRule(
                tool="iptables",
                table="nat",
                chain="POSTROUTING",
                verdict="masquerade",
                text="-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
            ),
        ),
        quiet(
            FirewallRule(tool="iptables", table="nat", chain="POSTROUTING", verdict="masquerade")
        ),
    ),
)
def hides_others(settings: Iterable[Setting], rules: Iterable[FirewallRule]) -> Iterator[Claim]:
    """Forwarding with masquerade that no container or VPN product set: context, no sign."""
    forwards = [
        each
        for each in settings
        if each.service == "kernel" and each.keyword == "net.ipv4.ip_forward" and each.value == "1"
    ]
    if not forwards:
        return
    for rule in rules:
        if rule.verdict == "masquerade" and not is_of_builder(rule):
            place = rule.source.path or "netlink"
            yield Claim(
                subjects=(Subject("host", "forwarding"),),
                because=(forwards[0], rule),
                values={"rule": rule.text or rule.verdict, "where": place},
            )


@check(
    "linux.network.can-reach-out",
    level=Level.INFO,
    confidence=Level.LOW,
    category="reach",
    attack="T1071",
    incident_types=("remote_control",),
    texts=OUT,
    next=("block-outbound",),
    by_hand="ip route; nft list chains; cat /etc/resolv.conf",
    examples=(
        fires(Route(destination="0.0.0.0/0", gateway="10.0.0.1", interface="eth0")),
        fires(ReachTest(target="192.0.2.1:443", is_reached=True)),
        quiet(Route(destination="10.0.0.0/24", interface="eth0")),
    ),
)
def can_reach_out(
    routes: Iterable[Route],
    entries: Iterable[ResolverEntry],
    rules: Iterable[FirewallRule],
    sockets: Iterable[Socket],
    tests: Iterable[ReachTest],
    context: HostContext,
) -> Iterator[Claim]:
    """What speaks for and against this host reaching the internet. A fact for containment."""
    tests = tuple(tests)
    default = [
        each for each in routes if each.destination in ("0.0.0.0/0", "::/0") and each.gateway
    ]
    if not default and not tests:
        return
    servers = [each.value for each in entries if each.keyword == "nameserver"]
    policy = {each.verdict for each in rules if each.is_policy and each.hook == "output"}
    outside = {
        each.remote_address
        for each in sockets
        if each.state == "established" and is_public(each.remote_address)
    }
    yield Claim(
        subjects=(Subject("host", context.identity.name or context.identity.id),),
        because=(*default[:2], *tests),
        values={
            "route": ", ".join(f"{each.gateway} {each.interface}" for each in default[:2]) or "-",
            "servers": ", ".join(servers[:3]) or "-",
            "policy": "/".join(sorted(policy)) or "accept",
            "connections": str(len(outside)),
            "tried": ", ".join(f"{each.target}={'+' if each.is_reached else '-'}" for each in tests)
            or "-",
        },
    )
