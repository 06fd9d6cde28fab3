import pytest

from hemostat.incident.ways_back import ways_back
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import AuthorizedKey, SudoRule
from incident.stories import about, fact, group, process

pytestmark = pytest.mark.requirement("A4.2", "B3")

KEYS, GRANT = "/opt/tomcat9/.ssh/authorized_keys", "/etc/sudoers.d/zz"


def told(minutes: float, *, runs_as: str = "tomcat", owner: str = "tomcat") -> list[str]:
    """The files told for a process of noon, with a key and a grant altered so long after."""
    key = AuthorizedKey(source=Source(path=HostPath(KEYS), line=1), owner=owner)
    grant = SudoRule(source=Source(path=HostPath(GRANT), line=1), users=(owner, "%wheel"))
    files = [fact(KEYS, minutes), fact(GRANT, minutes)]
    story = group(
        about(process(1000, "/opt/tomcat9/temp/.x/k", account=runs_as)),
        records=[key, grant, *files],
    )
    return [path for _, path, _, _ in ways_back(story)]


def test_keys_and_grants_of_the_storys_account_since_it_began_are_told() -> None:
    assert told(60) == [KEYS, GRANT]


def test_those_from_before_are_the_owners() -> None:
    assert told(-60) == []


def test_those_of_another_account_and_of_root_are_no_part_of_it() -> None:
    assert told(60, owner="wu") == []
    assert told(60, runs_as="root", owner="root") == []
