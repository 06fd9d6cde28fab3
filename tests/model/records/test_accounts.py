from hemostat.model.record import schema_of
from hemostat.model.records import RECORD_TYPES, Account, Shadow
from hemostat.model.records.accounts import AuthorizedKey


def test_no_record_has_a_place_for_a_hash_of_a_password() -> None:
    assert [each.name for each in schema_of(Shadow) if not each.name.startswith("source.")] == [
        "name",
        "password",
        "scheme",
        "last_change_days",
        "expire_days",
    ]
    names = {column.name for kind in RECORD_TYPES for column in schema_of(kind)}
    assert not {name for name in names if "password_hash" in name or name.endswith("secret")}


def test_two_lines_with_one_name_are_two_accounts() -> None:
    first, second = Account(name="root", uid=0), Account(name="root", uid=0, comment="again")
    assert len({first, second, Account(name="root", uid=0)}) == 2


def test_days_say_what_they_count_from() -> None:
    units = {each.name: each.unit for each in schema_of(Shadow)}
    assert units["last_change_days"] == units["expire_days"] == "days since 1970-01-01"


def test_a_key_without_an_owner_says_so_by_an_empty_name() -> None:
    assert AuthorizedKey(owner="").command == AuthorizedKey(owner="").carrier == ""
