import pytest

from hemostat.model.label import Label, LabelKind


@pytest.mark.parametrize(
    ("kind", "excuses"),
    [
        ("responder", True),
        ("test", True),
        ("own", False),
        ("scanner", False),
        ("bastion", False),
        ("monitoring", False),
    ],
)
def test_only_declared_responders_and_tests_leave_the_exit_code(
    kind: LabelKind, excuses: bool
) -> None:
    assert Label(kind, "x", "address 192.0.2.7").is_excusing is excuses
