"""Rules of nftables as the kernel tells them: netlink messages to records, bytes handed in.

Source: include/uapi/linux/netfilter/nf_tables.h, net/netfilter/nf_tables_api.c, Linux 6.18.
"""

import struct
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import FirewallRule
from hemostat.parse.host.firewall_nftables import nft_chain, nft_policy, nft_rule

NEW_CHAIN = (10 << 8) | 3
NEW_RULE = (10 << 8) | 6
_HOOKS = ("prerouting", "input", "forward", "output", "postrouting", "ingress")
_META = {0: "meta length", 4: "iif", 5: "oif", 6: "iifname", 7: "oifname", 16: "meta l4proto"}
_NETWORK = {(12, 4): "ip saddr", (16, 4): "ip daddr", (8, 16): "ip6 saddr", (24, 16): "ip6 daddr"}
_TRANSPORT = {(0, 2): "th sport", (2, 2): "th dport"}
_BASES = ("ll", "nh", "th", "ih")
_VERDICTS = {0: "drop", 1: "accept", -3: "jump", -4: "goto", -5: "return"}
_MERGED = {"@th,0,32": ("th sport", "th dport"), "@nh,96,64": ("ip saddr", "ip daddr")}
_OPERATORS = ("", "!= ", "<", "<=", ">", ">=")
_NAT_TARGETS = {"REDIRECT": "redirect", "DNAT": "dnat", "SNAT": "snat", "MASQUERADE": "masquerade"}

Attributes = dict[int, bytes]
Chain = tuple[str, str]


def firewall_of(messages: Iterable[tuple[int, bytes]]) -> tuple[FirewallRule, ...]:
    """Rules and policies, from netlink messages.

    Args:
        messages: type and payload (nfgenmsg and attributes) of each, chains before rules.
    """
    hooks: dict[Chain, str] = {}
    records: list[FirewallRule] = []
    for kind, payload in messages:
        if kind == NEW_CHAIN:
            records += _chain(attributes(payload[4:]), hooks)
        elif kind == NEW_RULE:
            found = attributes(payload[4:])
            table, chain = _text(found.get(1, b"")), _text(found.get(2, b""))
            text = " ".join(part for part in _expressions(found.get(4, b"")) if part)
            hook = hooks.get((table, chain), "")
            within = nft_chain(_source(text), table, chain, hook, is_live=True)
            records.append(nft_rule(text, within))
    return tuple(records)


def attributes(data: bytes) -> Attributes:
    """Netlink attributes by type; of one that comes twice the last. Damaged ends are left out."""
    return dict(_each_attribute(data))


def _each_attribute(data: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, offset)
        if length < 4 or offset + length > len(data):
            return
        yield kind & 0x3FFF, data[offset + 4 : offset + length]
        offset += (length + 3) & ~3


def _chain(found: Attributes, hooks: dict[Chain, str]) -> Iterator[FirewallRule]:
    table, name = _text(found.get(1, b"")), _text(found.get(3, b""))
    if 4 not in found:
        return
    number = _number(attributes(found[4]).get(1, b""))
    hook = _HOOKS[number] if 0 <= number < len(_HOOKS) else ""
    hooks[table, name] = hook
    if 5 in found:
        policy = "drop" if _number(found[5]) == 0 else "accept"
        source = _source(f"policy {policy}")
        yield nft_policy(policy, nft_chain(source, table, name, hook, is_live=True))


def _expressions(data: bytes) -> Iterator[str]:
    """Each expression as nft would write it, as far as we know it; a compare after its load."""
    loaded: dict[int, str] = {}
    values: dict[int, bytes] = {}
    for _, element in _each_attribute(data):
        fields = attributes(element)
        name, inner = _text(fields.get(1, b"")), attributes(fields.get(2, b""))
        match name:
            case "meta":
                loaded[_number(inner.get(1, b""))] = _META.get(_number(inner.get(2, b"")), "meta")
            case "payload":
                loaded[_number(inner.get(1, b""))] = _payload(inner)
            case "cmp":
                yield _compare(loaded.get(_number(inner.get(1, b"")), "meta"), inner)
            case "lookup":
                key = loaded.get(_number(inner.get(2, b"")), "meta")
                yield f"{key} @{_text(inner.get(1, b''))}"
            case "dynset":
                yield f"add @{_text(inner.get(1, b''))}"
            case "range":
                yield _range(loaded.get(_number(inner.get(1, b"")), "meta"), inner)
            case "immediate":
                data_of = attributes(inner.get(2, b""))
                values[_number(inner.get(1, b""))] = data_of.get(1, b"")
                yield _verdict(attributes(data_of.get(2, b"")))
            case _:
                yield _action(name, inner, values)


def _payload(inner: Attributes) -> str:
    base, offset, length = (_number(inner.get(key, b"")) for key in (2, 3, 4))
    if base == 1 and (offset, length) in _NETWORK:
        return _NETWORK[offset, length]
    if base == 2 and (offset, length) in _TRANSPORT:
        return _TRANSPORT[offset, length]
    merged = f"@{_BASES[max(base, 0) % 4]},{offset * 8},{length * 8}"
    if merged in _MERGED:
        return merged
    place = _BASES[base] if 0 <= base < len(_BASES) else "ih"
    # The protocol field and such are read with every ordinary rule.
    return "meta" if base <= 1 else f"@{place},{offset * 8},{length * 8}"


def _compare(key: str, inner: Attributes) -> str:
    operator = _number(inner.get(2, b""))
    value = attributes(inner.get(3, b"")).get(1, b"")
    sign = _OPERATORS[operator] if 0 <= operator < len(_OPERATORS) else ""
    if key in _MERGED and operator == 0:
        half = len(value) // 2
        first, second = _MERGED[key]
        return f"{first} {_value(first, value[:half])} {second} {_value(second, value[half:])}"
    return f"{key} {sign}{_value(key, value)}"


def _range(key: str, inner: Attributes) -> str:
    ends = (attributes(inner.get(each, b"")).get(1, b"") for each in (3, 4))
    return f"{key} {'-'.join(_value(key, each) for each in ends)}"


def _value(key: str, value: bytes) -> str:
    if key.endswith("addr") and len(value) in (4, 16):
        return str(ip_address(value))
    if key.endswith("port") and len(value) == 2:
        return str(int.from_bytes(value, "big"))
    if key.endswith("name"):
        return f'"{_text(value)}"'
    return "0x" + value.hex() if value else "0"


def _verdict(found: Attributes) -> str:
    if 1 not in found:
        return ""
    code = int.from_bytes(found[1][:4], "big", signed=True)
    return f"{_VERDICTS.get(code, '')} {_text(found.get(2, b''))}".strip()


def _action(name: str, inner: Attributes, values: dict[int, bytes]) -> str:
    match name:
        case "redir":
            return f"redirect{_to(inner, values, address=0, port=1)}"
        case "nat":
            kind = "snat" if _number(inner.get(1, b"")) == 0 else "dnat"
            return f"{kind}{_to(inner, values, address=3, port=5)}"
        case "masq":
            return "masquerade"
        case "match":
            return _xt_match(_text(inner.get(1, b"")), inner.get(3, b""))
        case "target":
            target = _text(inner.get(1, b""))
            return _NAT_TARGETS.get(target, f"xt target {target}") + _xt_range(
                target, inner.get(3, b"")
            )
        case "limit":
            return "limit rate"
        case "reject" | "log" | "counter" | "ct":
            return name
        case _:
            return ""


def _to(inner: Attributes, values: dict[int, bytes], *, address: int, port: int) -> str:
    host = values.get(_number(inner.get(address, b"")), b"")
    number = values.get(_number(inner.get(port, b"")), b"")
    text = str(ip_address(host)) if len(host) in (4, 16) else ""
    text += f":{int.from_bytes(number[:2], 'big')}" if number else ""
    return f" to {text}" if text else ""


def _xt_match(name: str, data: bytes) -> str:
    """A match of iptables; of tcp and udp the ports (struct xt_tcp, xt_udp)."""
    if name not in ("tcp", "udp") or len(data) < 8:
        return f"xt match {name}"
    source_low, source_high, low, high = struct.unpack_from("=4H", data)
    parts: list[str] = []
    if (source_low, source_high) != (0, 65535):
        parts.append(f"th sport {_ports(source_low, source_high)}")
    if (low, high) != (0, 65535):
        parts.append(f"th dport {_ports(low, high)}")
    return " ".join(parts)


def _ports(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"


def _xt_range(target: str, data: bytes) -> str:
    """The first port of REDIRECT: nf_nat_ipv4_multi_range_compat (size, flags, ips, ports)."""
    if target != "REDIRECT" or len(data) < 20:
        return ""
    return f" to :{int.from_bytes(data[16:18], 'big')}"


def _source(text: str) -> Source:
    return Source(path=HostPath("netlink:nf_tables"), text=text[:500])


def _number(data: bytes) -> int:
    return int.from_bytes(data[:4], "big") if data else -1


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("utf-8", "backslashreplace")
