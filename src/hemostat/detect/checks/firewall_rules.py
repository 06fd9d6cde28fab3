"""Rules of the packet filter that open a door to one who knows, or shut protection out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.firewall import is_of_builder, is_single
from hemostat.detect.known_names import SECURITY, is_one_of
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FirewallRule, Process, Socket
from hemostat.model.text import Text

DOOR = RuleTexts(
    title=Text(
        en="A packet filter rule opens a hidden door", zh="防火墙规则为特定来者打开隐蔽入口"
    ),
    summary=Text(
        en="Table {table}, chain {chain}: {rule}. Only who sends the right packet is let on to"
        " {to}; all others see the ordinary service. ({where})",
        zh="表 {table} 链 {chain}：{rule}。只有发送特定数据包者会被转到 {to}，其他人只见正常服务。"
        "（{where}）",
    ),
    benign=Text(
        en="Port knocking set up by an administrator ends in accept, not in a redirection; a router"
        " sends on to other machines.",
        zh="管理员配置的端口敲门通常以放行结束，而不是重定向；路由器则转发到其他机器。",
    ),
)
SHUT = RuleTexts(
    title=Text(en="The packet filter cuts protection off", zh="防火墙规则阻断了安全产品的通信"),
    summary=Text(
        en="Table {table}, chain {chain}: {rule}. Traffic to {to} is dropped: an agent cannot"
        " report. ({where})",
        zh="表 {table} 链 {chain}：{rule}。发往 {to} 的流量被丢弃，安全客户端无法上报。（{where}）",
    ),
    benign=Text(
        en="A site that does not want a cloud provider's agent and says so openly.",
        zh="明确不使用云厂商安全客户端的环境。",
    ),
)
_SECRET = frozenset({"recent", "string", "u32", "bpf", "raw", "length"})
_SELF = ("127.", "::1", "[::1]", "localhost")
_SHELLS = frozenset({"22", "23", "2222", "22222"})
_CLOUD_GUARD = ("100.100.30.25", "100.100.30.26", "100.100.25.3", "106.11.68.13", "110.173.196.36")


def _rule(verdict: str, **more: object) -> FirewallRule:
    values: dict[str, object] = {"tool": "iptables", "table": "nat", "chain": "PREROUTING"}
    values |= {"hook": "prerouting", "verdict": verdict} | more
    return FirewallRule(**values)  # type: ignore[arg-type]


@check(
    "linux.firewall.hidden-door",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="firewall_door",
    attack=("T1205.001", "T1205", "T1686"),
    incident_types=("backdoor", "remote_control"),
    texts=DOOR,
    next=("keep-evidence", "ask-owner", "find-entry", "disable-persistence"),
    by_hand="nft list ruleset; iptables-save",
    examples=(
        fires(_rule("redirect", ports=("443",), to="22", matches=("tcp", "recent"))),
        fires(_rule("redirect", source_ports=("31337",), ports=("80",), to=":2222")),
        fires(_rule("dnat", to="127.0.0.1:4444", matches=("string",))),
        fires(_rule("redirect", sources=("203.0.113.5/32",), ports=("443",), to="22")),
        fires(
            _rule("redirect", chain="IN", hook="", to="22"),
            _rule("", ports=("80",), matches=("tcp", "recent"), jump="IN"),
        ),
        quiet(_rule("redirect", ports=("80",), to="8080")),
        quiet(_rule("dnat", ports=("2222",), sources=("203.0.113.5",), to="10.0.0.5:22")),
        quiet(_rule("redirect", chain="ISTIO_REDIRECT", hook="", to="15001", text="ISTIO")),
        quiet(
            _rule(
                "drop",
                table="filter",
                chain="INPUT",
                hook="input",
                ports=("22",),
                matches=("recent",),
            )
        ),
    ),
)
def hidden_door(
    rules: Iterable[FirewallRule], sockets: Iterable[Socket], processes: Iterable[Process]
) -> Iterator[Claim]:
    """A redirection on this host that depends on a secret: a match, a source port, one address.

    Where it depends on one source address it is told only when it leads to a shell's port, or to
    a program nobody vouches for.
    """
    odd = _odd_ports(sockets, processes)
    rules = tuple(rules)
    for rule in (way for each in rules for way in _ways_to(each, rules)):
        host, _, port = rule.to.rpartition(":")
        if rule.verdict == "dnat" and not (
            rule.to.startswith(_SELF) or (host == "" and not _is_host(port))
        ):
            continue
        level = _level(rule, port.lstrip(":"), odd)
        if level is Level.HIGH or (level and not is_of_builder(rule)):
            yield _claim(rule, rule.to or "?", level)


def _ways_to(rule: FirewallRule, rules: Iterable[FirewallRule]) -> Iterator[FirewallRule]:
    """A redirection with the conditions of each rule that jumps to its chain, or as it stands."""
    if rule.verdict not in ("redirect", "dnat"):
        return
    jumps = [each for each in rules if each.jump == rule.chain and each.table == rule.table]
    if rule.hook or not jumps:
        yield rule
    for jump in () if rule.hook else jumps:
        yield replace(
            rule,
            matches=(*rule.matches, *jump.matches),
            sources=(*rule.sources, *jump.sources),
            source_ports=(*rule.source_ports, *jump.source_ports),
            ports=(*rule.ports, *jump.ports),
        )


def _level(rule: FirewallRule, port: str, odd: frozenset[str]) -> Level | None:
    if _SECRET & set(rule.matches):
        return Level.HIGH
    if rule.source_ports:
        return Level.HIGH
    is_for_one = any(is_single(each) for each in rule.sources)
    if is_for_one and (port in _SHELLS or port in odd):
        return Level.MEDIUM
    return Level.MEDIUM if port in odd and rule.ports and not rule.sources else None


def _is_host(text: str) -> bool:
    return "." in text


def _odd_ports(sockets: Iterable[Socket], processes: Iterable[Process]) -> frozenset[str]:
    """Ports on which a deleted program, or one from memory, waits."""
    odd = {each.pid for each in processes if each.exe_is_deleted or each.exe_is_memory}
    return frozenset(
        str(each.local_port) for each in sockets if each.state == "listen" and odd & set(each.pids)
    )


@check(
    "linux.firewall.cuts-protection-off",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="defence_off",
    attack=("T1686", "T1685"),
    incident_types=("mining", "trojan"),
    texts=SHUT,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="nft list ruleset; iptables-save",
    examples=(
        fires(
            _rule(
                "drop",
                table="filter",
                chain="OUTPUT",
                hook="output",
                destinations=("100.100.30.26",),
            )
        ),
        fires(
            _rule(
                "reject",
                table="filter",
                chain="OUTPUT",
                hook="output",
                destinations=("update.aegis.aliyun.com",),
            )
        ),
        quiet(_rule("drop", table="filter", chain="INPUT", hook="input", sources=("203.0.113.5",))),
        quiet(
            _rule(
                "drop", table="filter", chain="OUTPUT", hook="output", destinations=("10.0.0.0/8",)
            )
        ),
        quiet(
            _rule(
                "accept",
                table="filter",
                chain="OUTPUT",
                hook="output",
                destinations=("100.100.30.26",),
            )
        ),
    ),
)
def cuts_protection_off(rules: Iterable[FirewallRule]) -> Iterator[Claim]:
    """Traffic from this host to a maker of protection is dropped."""
    for rule in rules:
        if rule.verdict not in ("drop", "reject") or rule.hook not in ("output", "forward", ""):
            continue
        targets = [each for each in rule.destinations if _is_protection(each)]
        if targets:
            yield _claim(rule, ", ".join(targets), None)


def _is_protection(destination: str) -> bool:
    host = destination.removesuffix("/32")
    return host in _CLOUD_GUARD or is_one_of(host, SECURITY)


def _claim(rule: FirewallRule, to: str, level: Level | None) -> Claim:
    place = rule.source.path if rule.source.path.startswith("/") else ""
    subjects = [Subject("file", HostPath(place))] if place else []
    subjects.append(Subject("address", to) if _is_host(to) else Subject("socket", f"tcp {to}"))
    return Claim(
        subjects=tuple(subjects),
        because=(rule,),
        values={
            "table": rule.table,
            "chain": rule.chain,
            "rule": rule.text or rule.verdict,
            "to": to,
            "where": f"{place}:{rule.source.line}" if place else "netlink",
        },
        level=level,
    )
