import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.protection import is_protection_stopped, maker_called, makers_named_in


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf /usr/local/qcloud",
        "chkconfig aegis off",
        "update-rc.d falcon-sensor disable",
        "mdatp config real-time-protection --value disabled",
        "falconctl -d",
        "/opt/CrowdStrike/falconctl -f -d --aid",
    ],
)
def test_each_way_to_stop_protection_is_seen(command: str) -> None:
    assert is_protection_stopped(command)


def test_names_of_one_maker_are_one() -> None:
    assert makers_named_in("killall AliYunDun AliYunDunUpdate") == maker_called("aegis")
    assert makers_named_in("pkill clamd") != maker_called("aegis")
    assert maker_called("aegis-check") == maker_called("nginx") == frozenset()


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert is_protection_stopped(text + "\nauditctl -D")
