"""Programs no package owns: few by name, many together."""

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.file_unowned import copied_time, unowned_system_program
from hemostat.detect.file_claims import example
from hemostat.model.record_set import RecordSet


def test_few_are_named_and_many_are_counted() -> None:
    for count, subjects in ((2, ["/usr/bin/p0", "/usr/bin/p1"]), (9, ["/usr/bin"])):
        signs = [example(f"/usr/bin/p{n}", "system_program") for n in range(count)]
        claims = list(claims_of(unowned_system_program, RecordSet(signs).of, HostContext()))
        assert [claim.subjects[0].value for claim in claims] == subjects
        assert claims[0].values["count"] == str(count)


def test_a_copied_time_names_the_neighbour() -> None:
    sign = example("/usr/bin/kd", "copied_time", detail="/usr/bin/ls")
    (claim,) = claims_of(copied_time, RecordSet([sign]).of, HostContext())
    assert claim.values["detail"] == "/usr/bin/ls"
