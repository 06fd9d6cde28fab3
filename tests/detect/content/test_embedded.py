import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.content.embedded import (
    MOST_VALUES,
    WALLET,
    embedded_in,
    is_base58,
    values_in,
    wallets_in,
)

XMR = (
    "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgz"
    "YnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
)
BTC = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


@pytest.mark.requirement("A4.9", "A3.7")
def test_a_program_tells_whom_it_talks_to() -> None:
    content = b"\x7fELF\0\0" + b"\0".join(
        (
            b"http://c2.bad.test:8080/gate",
            b"connect 203.0.113.9:443",
            XMR.encode(),
            b"/etc/cron.d/apache",
            b"http://www.w3.org/2000/svg",
            b"version 1.2.3.0",
        )
    )
    found = embedded_in(content)
    assert found.urls == ("http://c2.bad.test:8080/gate",)
    assert found.domains == ("c2.bad.test",)
    assert found.addresses == ("203.0.113.9",)
    assert found.wallets == (XMR,)
    assert found.paths == ("/etc/cron.d/apache",)
    assert (WALLET, XMR) in [(each.type, each.value) for each in found.observables()]


def test_wallets_are_told_from_hashes_and_words() -> None:
    assert wallets_in(f"{XMR} {BTC} {'a' * 40} {'4' * 100}") == (XMR, BTC)
    assert wallets_in("1BoatSLRHtKNngkdXEeobR76b53LETtpyU") == ()
    assert wallets_in("0x" + "ab" * 20) == ("0x" + "ab" * 20,)


def test_a_bitcoin_address_carries_its_own_proof() -> None:
    assert is_base58(BTC)
    assert not is_base58(BTC[:-1] + "b")


def test_an_empty_program_names_nothing() -> None:
    assert not embedded_in(b"")
    assert not values_in("plain words, /usr/share/doc, 10.0")


def test_values_are_bounded() -> None:
    many = "\n".join(f"http://h{n}.bad.test/x" for n in range(500))
    assert len(values_in(many).urls) == MOST_VALUES


@given(st.binary(max_size=2000))
def test_any_bytes_will_do(content: bytes) -> None:
    embedded_in(content)
