"""A panel's account has no place for its password."""

from dataclasses import fields

from hemostat.model.records import PanelAccount


def test_there_is_no_field_for_the_password() -> None:
    assert not {each.name for each in fields(PanelAccount)} & {"password", "hash", "salt", "secret"}
