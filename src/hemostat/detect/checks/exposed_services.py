"""Databases and management sockets that wait for the whole network."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.exposed_services import Service, service_of
from hemostat.detect.firewall import Firewall, firewall_of
from hemostat.detect.process_family import is_public
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import FirewallRule, HostAddress, Process, Setting, Socket
from hemostat.model.text import Text

REACHABLE = RuleTexts(
    title=Text(
        en="A service that belongs behind a door waits for the network",
        zh="应限制访问的服务正监听外部网络",
    ),
    summary=Text(
        en="{service} listens on {local} ({program}).", zh="{service} 监听 {local}（{program}）。"
    ),
    benign=Text(
        en="Reached by other servers on purpose, and limited by a firewall before this host.",
        zh="供其他服务器访问，并由外部防火墙或安全组限制。",
    ),
)
OPEN = RuleTexts(
    title=Text(
        en="Everybody may use a service without a password", zh="任何人无需认证即可使用该服务"
    ),
    summary=Text(
        en="{service} listens on {local} ({program}), its settings ask nobody for a password, and"
        " this host's packet filter limits nobody.",
        zh="{service} 监听 {local}（{program}），其配置不要求认证，本机防火墙也未限制来源。",
    ),
    benign=Text(
        en="A closed test network; see whether a firewall before this host limits who comes.",
        zh="封闭的测试网络；请确认前端防火墙或安全组是否限制来源。",
    ),
)
_LOOPBACK = ("127.", "::1")


def _waiting(port: int, address: str = "0.0.0.0") -> Socket:  # noqa: S104 — an example
    return Socket(protocol="tcp", local_address=address, local_port=port, state="listen")


def _set(service: str, keyword: str, value: str) -> Setting:
    return Setting(service=service, keyword=keyword, value=value)


_OPEN_FILTER = FirewallRule(
    tool="nftables", hook="input", is_policy=True, is_live=True, verdict="accept"
)
_SHUT_FILTER = FirewallRule(
    tool="nftables", hook="input", is_policy=True, is_live=True, verdict="drop"
)


@check(
    "linux.exposure.service-reachable",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_exposed_service",
    attack="T1190",
    incident_types=("database_dump",),
    texts=REACHABLE,
    next=("ask-owner", "harden"),
    by_hand="ss -ltnup; nft list ruleset",
    examples=(
        fires(_waiting(6379)),
        fires(_waiting(3306, "10.0.0.5")),
        quiet(_waiting(6379, "127.0.0.1")),
        quiet(_waiting(443)),
    ),
)
def service_reachable(sockets: Iterable[Socket], processes: Iterable[Process]) -> Iterator[Claim]:
    """A database, container API or the like listens on more than loopback: a fact, no sign."""
    for service, socket in _exposed(sockets, processes):
        yield _claim(service, socket)


@check(
    "linux.exposure.open-to-everyone",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="exposed_service",
    attack="T1190",
    incident_types=("database_dump", "mining", "trojan"),
    texts=OPEN,
    next=("keep-evidence", "ask-owner", "find-entry", "harden"),
    by_hand="ss -ltnp; nft list ruleset",
    examples=(
        fires(
            _waiting(6379),
            _set("redis", "protected-mode", "no"),
            _set("redis", "bind", "0.0.0.0"),  # noqa: S104 — a setting
            _OPEN_FILTER,
        ),
        fires(_waiting(2375), _set("docker", "hosts", "tcp://0.0.0.0:2375"), _OPEN_FILTER),
        quiet(
            _waiting(2375),
            _set("docker", "hosts", "tcp://0.0.0.0:2375"),
            _set("packet_filter", "older_tables", "filter"),
        ),
        fires(
            _waiting(27017, "203.0.113.9"),
            _set("mongodb", "net.port", "27017"),
            HostAddress(address="203.0.113.9"),
            _set("packet_filter", "nftables_rules", "0"),
        ),
        quiet(_waiting(6379), _set("redis", "protected-mode", "no"), _SHUT_FILTER),
        quiet(
            _waiting(6379),
            _set("redis", "protected-mode", "no"),
            _set("redis", "requirepass", "(set)"),
        ),
        quiet(_waiting(6379), _set("redis", "protected-mode", "yes")),
        quiet(_waiting(6379)),
        quiet(
            _waiting(27017, "10.0.0.9"),
            _set("mongodb", "net.port", "27017"),
            HostAddress(address="10.0.0.9"),
            _set("packet_filter", "nftables_rules", "0"),
        ),
    ),
)
def open_to_everyone(
    sockets: Iterable[Socket],
    processes: Iterable[Process],
    settings: Iterable[Setting],
    rules: Iterable[FirewallRule],
    addresses: Iterable[HostAddress],
) -> Iterator[Claim]:
    """Proved open by its own settings, and no rule of this host limits who comes.

    A service that hands over the host (Redis, the Docker API, the kubelet) is told on any network.
    A database only where this host has, or the socket is bound to, a public address: within a
    closed network it is a common, if lazy, set-up, and told as a hardening fact.
    """
    settings, addresses = tuple(settings), tuple(addresses)
    firewall = firewall_of(rules, settings)
    is_outside = any(is_public(each.address) for each in addresses)
    for service, socket in _exposed(sockets, processes):
        if not _is_proved_open(service, socket, settings) or _is_limited(firewall, socket):
            continue
        if (
            service.runs_code
            or is_public(socket.local_address)
            or (is_outside and _is_for_all(socket))
        ):
            yield _claim(service, socket)


def _is_proved_open(service: Service, socket: Socket, settings: Iterable[Setting]) -> bool:
    """By the settings of the service; of Redis those of the one instance with this port."""
    own = [each for each in settings if each.service == service.setting]
    if service.setting != "redis":
        return bool(service.is_open(own))
    files = {
        each.source.path: [other for other in own if other.source.path == each.source.path]
        for each in own
    }
    port = str(socket.local_port)
    ports = {path: {e.value for e in found if e.keyword == "port"} for path, found in files.items()}
    answers = [service.is_open(found) for path, found in files.items() if ports[path] <= {port}]
    return bool(answers) and all(answers)


def _is_limited(firewall: Firewall, socket: Socket) -> bool:
    """Where nobody could read the rules, nobody can say that they limit no one."""
    return not firewall.is_known or firewall.limits(socket.local_port)


def _is_for_all(socket: Socket) -> bool:
    return ip_address(socket.local_address).is_unspecified


def _exposed(
    sockets: Iterable[Socket], processes: Iterable[Process]
) -> Iterator[tuple[Service, Socket]]:
    """Known services on more than loopback, one for each service and port."""
    inside = {each.pid for each in processes if not each.scope.is_host}
    seen: set[tuple[str, int]] = set()
    for socket in sockets:
        if socket.state != "listen" or socket.local_address.startswith(_LOOPBACK):
            continue
        if socket.pids and set(socket.pids) <= inside:
            continue
        service = service_of(socket.local_port, socket.process_names)
        if service and (service.name, socket.local_port) not in seen:
            seen.add((service.name, socket.local_port))
            yield service, socket


def _claim(service: Service, socket: Socket) -> Claim:
    return Claim(
        subjects=(Subject("socket", f"{socket.protocol} port {socket.local_port}"),),
        because=(socket,),
        values={
            "service": service.name,
            "local": f"{socket.local_address}:{socket.local_port}",
            "program": ", ".join(socket.process_names) or "?",
        },
    )
