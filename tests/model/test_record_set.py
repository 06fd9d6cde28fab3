from hemostat.model.record_set import RecordSet
from hemostat.model.records import Account, Group


def test_records_come_back_by_type_in_order() -> None:
    first, second = Account(name="a", uid=1), Account(name="b", uid=2)
    records = RecordSet([first, Group(name="g", gid=1), second])
    assert records.of(Account) == (first, second)
    assert len(records) == 3


def test_replacing_one_type_leaves_the_others() -> None:
    group = Group(name="g", gid=1)
    records = RecordSet([Account(name="a", uid=1), group])
    records.replace(Account, [])
    assert list(records) == [group]
