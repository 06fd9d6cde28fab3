"""Fixed names that lead somewhere else: /etc/hosts as an intruder's redirection."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.known_names import SECURITY, UPDATES, is_one_of, is_pool
from hemostat.detect.process_family import is_public
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import HostsEntry
from hemostat.model.text import Text

ELSEWHERE = RuleTexts(
    title=Text(
        en="The hosts file sends a name the system trusts elsewhere",
        zh="hosts 文件将系统信任的域名指向他处",
    ),
    summary=Text(
        en="{path} line {line} points {names} at {address}.",
        zh="{path} 第 {line} 行将 {names} 指向 {address}。",
    ),
    benign=Text(
        en="A site without DNS pins its update server; then the address is known to its owner. An"
        " internal mirror has a private address and is not told here.",
        zh="无 DNS 环境可能固定更新服务器地址，负责人应知晓；内网镜像使用私有地址，不在此列。",
    ),
)
RIVALS = RuleTexts(
    title=Text(en="The hosts file keeps mining pools out", zh="hosts 文件屏蔽了矿池域名"),
    summary=Text(
        en="{path} sends {count} mining pools nowhere, among them {names}: a miner does so to its"
        " rivals.",
        zh="{path} 将 {count} 个矿池域名指向空地址，其中有 {names}：挖矿木马常以此排挤同类。",
    ),
    benign=Text(
        en="An administrator who blocks mining after an incident, or a block list of thousands.",
        zh="管理员在事件后屏蔽矿池，或使用上千条的屏蔽列表。",
    ),
)
MANY = 30
"""Names sent nowhere in one file from which on it is a block list."""
_OWN = frozenset(
    {"localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost"}
)
_METADATA = frozenset({"metadata.google.internal", "metadata.tencentyun.com"})
_NETWORK_LINK = ("169.254.", "fe80:", "fd00:ec2:", "100.100.100.200")


@check(
    "linux.hosts.trusted-name-elsewhere",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="hosts_redirect",
    attack=("T1565.001", "T1557"),
    incident_types=("hijack", "trojan"),
    texts=ELSEWHERE,
    next=("keep-evidence", "ask-owner", "check-other-hosts", "harden"),
    by_hand="cat -A {path}",
    examples=(
        fires(HostsEntry(address="203.0.113.7", names=("security.debian.org",))),
        fires(HostsEntry(address="203.0.113.7", names=("db.local.clamav.net",))),
        fires(HostsEntry(address="203.0.113.7", names=("localhost",))),
        fires(HostsEntry(address="203.0.113.7", names=("metadata.google.internal",))),
        quiet(HostsEntry(address="127.0.0.1", names=("localhost", "web1"))),
        quiet(HostsEntry(address="10.0.0.9", names=("security.debian.org", "mirror"))),
        quiet(HostsEntry(address="169.254.169.254", names=("metadata.google.internal",))),
        quiet(HostsEntry(address="140.82.112.4", names=("github.com",))),
        quiet(HostsEntry(address="203.0.113.7", names=("shop.example.com",))),
    ),
)
def trusted_name_elsewhere(entries: Iterable[HostsEntry]) -> Iterator[Claim]:
    """An update, security or metadata name at a public address; localhost that is not this host.

    Names of code hosts and mirrors are pinned by many who are far from them: not told.
    """
    for entry in entries:
        address = _address(entry.address)
        if address is None:
            continue
        names = [each for each in entry.names if _is_elsewhere(each, address, entry.address)]
        if names:
            yield _claim(entry, names)


def _is_elsewhere(name: str, address: IPv4Address | IPv6Address, text: str) -> bool:
    if name.lower() in _OWN:
        return is_public(text)
    if is_one_of(name, _METADATA):
        return is_public(text) and not text.startswith(_NETWORK_LINK)
    is_trusted = is_one_of(name, SECURITY) or is_one_of(name, UPDATES)
    return is_trusted and is_public(text) and not address.is_loopback


@check(
    "linux.hosts.keeps-pools-out",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="hosts_rivals",
    attack=("T1565.001", "T1496.001"),
    incident_types=("mining",),
    texts=RIVALS,
    next=("keep-evidence", "ask-owner", "find-entry"),
    by_hand="grep -nE '^(0\\.0\\.0\\.0|127\\.)' {path}",
    examples=(
        fires(HostsEntry(address="0.0.0.0", names=("pool.supportxmr.com",))),  # noqa: S104 — sends a name nowhere
        fires(HostsEntry(address="127.0.0.1", names=("xmr.f2pool.com",))),
        quiet(HostsEntry(address="127.0.0.1", names=("pool.ntp.org",))),
        quiet(HostsEntry(address="0.0.0.0", names=("ads.example.com",))),  # noqa: S104 — and so does this
        quiet(HostsEntry(address="10.0.0.7", names=("pool.example.org",))),
    ),
)
def keeps_pools_out(entries: Iterable[HostsEntry]) -> Iterator[Claim]:
    """Few names, most of them pools, sent nowhere. In a block list of others it says nothing."""
    blocked = [entry for entry in entries if _is_nowhere(entry.address)]
    pools = [entry for entry in blocked if any(map(is_pool, entry.names))]
    if not pools or sum(len(entry.names) for entry in blocked) > MANY:
        return
    names = [name for entry in pools for name in entry.names if is_pool(name)]
    others = [
        name
        for entry in blocked
        for name in entry.names
        if not is_pool(name) and "." in name and entry.address != "127.0.1.1"
    ]
    if len(others) > len(names):
        return
    path = pools[0].source.path or "/etc/hosts"
    yield Claim(
        subjects=(Subject("file", path), *(Subject("domain", name) for name in names[:5])),
        because=tuple(pools),
        values={"path": path, "count": str(len(names)), "names": ", ".join(names[:3])},
        observables=tuple(Observable("domain-name", name) for name in names),
    )


def _claim(entry: HostsEntry, names: list[str]) -> Claim:
    path = entry.source.path or "/etc/hosts"
    kind = "ipv6-addr" if ":" in entry.address else "ipv4-addr"
    return Claim(
        subjects=(
            *(Subject("domain", name) for name in names),
            Subject("address", entry.address),
            Subject("file", path),
        ),
        because=(entry,),
        values={
            "path": path,
            "line": str(entry.source.line or 1),
            "names": ", ".join(names),
            "address": entry.address,
        },
        observables=(Observable(kind, entry.address),),
    )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _is_nowhere(text: str) -> bool:
    address = _address(text)
    return address is not None and (address.is_loopback or address.is_unspecified)
