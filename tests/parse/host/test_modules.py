import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.modules import parse_modules
from hemostat.parse.place import Place

PLACE = Place(HostPath("/proc/modules"))


@pytest.mark.requirement("A4.13")
def test_a_module_says_who_uses_it_and_what_it_taints() -> None:
    data = (
        b"nf_tables 376832 12 nft_compat,nft_chain_nat, Live 0xffffffffc0a00000\n"
        b"diamorphine 16384 0 - Live 0x0000000000000000 (OE)\n"
        b"odd [permanent]\n"
    )
    parsed = parse_modules(Evidence(data, PLACE.path), PLACE)
    assert [(each.name, each.used_by, each.taints) for each in parsed.records] == [
        ("nf_tables", ("nft_compat", "nft_chain_nat"), ""),
        ("diamorphine", (), "OE"),
    ]
    assert [each.source.line for each in parsed.unread] == [3]


def test_a_module_that_cannot_be_unloaded_is_used_by_itself_alone() -> None:
    data = b"ext4 987136 1 [permanent], Live 0x0000000000000000\n"
    (module,) = parse_modules(Evidence(data, PLACE.path), PLACE).records
    assert module.used_by == ("[permanent]",)


@given(st.binary(max_size=300))
def test_no_line_is_lost(data: bytes) -> None:
    parsed = parse_modules(Evidence(data, PLACE.path), PLACE)
    seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
    texts = [raw.decode("utf-8", "backslashreplace") for raw in data.split(b"\n")]
    assert seen == [number for number, text in enumerate(texts, 1) if text.strip()]
