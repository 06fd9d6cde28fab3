"""A credential has no place for its value."""

from dataclasses import fields

from hemostat.model.records import Credential


def test_there_is_no_field_for_the_value() -> None:
    names = {each.name for each in fields(Credential)}
    assert not names & {"value", "secret", "password", "text", "content"}
