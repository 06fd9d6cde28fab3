import struct

from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.firewall_netlink import NEW_CHAIN, NEW_RULE, attributes, firewall_of


def attribute(kind: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack("=HH", len(data) + 4, kind) + data + b"\0" * (-len(data) % 4)


def number(kind: int, value: int) -> bytes:
    return attribute(kind, value.to_bytes(4, "big"))


def expression(name: str, *inner: bytes) -> bytes:
    return attribute(1, attribute(1, name.encode() + b"\0"), attribute(2, *inner))


def chain(hook: int, policy: int) -> tuple[int, bytes]:
    inner = attribute(4, number(1, hook), number(2, 0)) + number(5, policy)
    return NEW_CHAIN, b"\2\0\0\0" + attribute(1, b"nat\0") + attribute(3, b"pre\0") + inner


def rule(*expressions: bytes) -> tuple[int, bytes]:
    head = b"\2\0\0\0" + attribute(1, b"nat\0") + attribute(2, b"pre\0")
    return NEW_RULE, head + attribute(4, *expressions)


# tcp sport 31337 tcp dport 80 redirect to :2222, as nft 1.0.6 sends it: both ports in one compare.
PORTS = expression("payload", number(1, 1), number(2, 2), number(3, 0), number(4, 4))
EQUAL = expression("cmp", number(1, 1), number(2, 0), attribute(3, attribute(1, b"\x7a\x69\0\x50")))
TO_2222 = expression("immediate", number(1, 1), attribute(2, attribute(1, b"\x08\xae")))
REDIRECT = expression("redir", number(1, 1))


def test_a_redirect_is_read_from_its_expressions() -> None:
    policy, found = firewall_of([chain(0, 1), rule(PORTS, EQUAL, TO_2222, REDIRECT)])
    assert (policy.is_policy, policy.hook, policy.verdict) == (True, "prerouting", "accept")
    assert (found.hook, found.is_live) == ("prerouting", True)
    assert (found.source_ports, found.ports) == (("31337",), ("80",))
    assert (found.verdict, found.to) == ("redirect", ":2222")


def test_a_match_and_a_target_of_iptables_keep_their_names() -> None:
    recent = expression("match", attribute(1, b"recent\0"))
    target = expression(
        "target", attribute(1, b"REDIRECT\0"), attribute(3, b"\0" * 16, b"\x11\x5c\x11\x5c")
    )
    found = firewall_of([rule(recent, target)])[0]
    assert (found.matches, found.verdict, found.to) == (("recent",), "redirect", ":4444")


def test_an_address_and_a_verdict_are_told() -> None:
    source = expression("payload", number(1, 1), number(2, 1), number(3, 12), number(4, 4))
    equal = expression(
        "cmp", number(1, 1), number(2, 0), attribute(3, attribute(1, b"\xcb\0\x71\x05"))
    )
    drop = expression("immediate", number(1, 0), attribute(2, attribute(2, number(1, 0))))
    found = firewall_of([rule(source, equal, drop)])[0]
    assert (found.sources, found.verdict) == (("203.0.113.5",), "drop")


@given(st.lists(st.tuples(st.sampled_from([NEW_CHAIN, NEW_RULE, 2]), st.binary(max_size=80))))
def test_any_message_is_survived(messages: list[tuple[int, bytes]]) -> None:
    known = sum(kind == NEW_RULE for kind, _ in messages)
    assert len([each for each in firewall_of(messages) if not each.is_policy]) == known


@given(st.binary(max_size=120))
def test_attributes_never_reach_beyond_their_bytes(data: bytes) -> None:
    assert all(len(value) <= len(data) - 4 for value in attributes(data).values())
