"""One claim a file, and a private key in a home counts for more."""

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.credential_open import readable_by_everyone
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Credential


def one(path: str, kind: str, name: str = "") -> Credential:
    return Credential(path=HostPath(path), kind=kind, name=name, readable_by="everyone", mode=0o644)


def test_a_file_with_many_secrets_is_claimed_once() -> None:
    records = RecordSet([one("/srv/.env", "environment_file", name) for name in "abc"])
    (claim,) = claims_of(readable_by_everyone, records.of, HostContext())
    assert claim.level is None
    assert claim.values["mode"] == "0644"


def test_a_private_key_matters_in_a_home_and_below_a_web_root() -> None:
    for path, level in (
        ("/home/u/.ssh/id_rsa", Level.MEDIUM),
        ("/srv/git/.ssh/id_rsa", None),
        ("/srv/shop/htdocs/.ssh/id_rsa", Level.MEDIUM),
    ):
        records = RecordSet([one(path, "ssh_private_key")])
        (claim,) = claims_of(readable_by_everyone, records.of, HostContext())
        assert claim.level is level
