"""Programs in temporary folders: the odd ones each, the ordinary ones together."""

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.file_temporary import program_in_temporary_place
from hemostat.detect.file_claims import example
from hemostat.model.finding import Claim
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Account

WWW = Account(name="www-data", uid=33, gid=33, home=HostPath("/"), shell=HostPath("/"))


def claims(*records: object) -> list[Claim]:
    check = program_in_temporary_place
    return list(claims_of(check, RecordSet(records).of, HostContext()))


def test_many_ordinary_programs_make_one_claim_about_the_folder() -> None:
    found = claims(*(example(f"/tmp/build/{n}", "temporary_program") for n in range(40)))
    assert [(claim.level, claim.subjects[0].value) for claim in found] == [(Level.INFO, "/tmp")]
    assert found[0].values["count"] == "40"


def test_a_servers_library_is_ordinary_and_its_script_is_not() -> None:
    library = example("/tmp/snappy-1.1-libsnappyjava.so", "temporary_program", uid=33)
    assert [claim.level for claim in claims(WWW, library)] == [Level.INFO]
    script = example("/tmp/a", "temporary_program", "script", uid=33)
    assert [(claim.level, claim.values["reason"]) for claim in claims(WWW, script)] == [
        (None, "www-data")
    ]
    deep = example("/tmp/pear/install/x/build.sh", "temporary_program", "script", uid=33)
    assert [claim.level for claim in claims(WWW, deep)] == [Level.INFO]


def test_a_build_servers_step_is_ordinary_and_its_program_is_not() -> None:
    builder = Account(name="jenkins", uid=9, gid=9, home=HostPath("/"), shell=HostPath("/"))
    for content, level in (("script", Level.INFO), ("elf", None)):
        sign = example("/tmp/jenkins123.sh", "temporary_program", content, uid=9)
        assert [claim.level for claim in claims(builder, sign)] == [level]


def test_a_kernel_threads_name_on_a_file_is_worst() -> None:
    for name in ("[kworker/u8:1]".replace("/", "_"), "kdevtmpfsi"):
        sign = example(f"/tmp/{name}", "temporary_program")
        expected = Level.HIGH if name != "kworker" else None
        assert [claim.level for claim in claims(sign)] == [expected]
