"""What rules and checks say of the records: early of what runs, then of everything."""

from collections.abc import Iterator

from hemostat.detect.check import HostContext, all_checks, claims_of
from hemostat.detect.judge import findings_of
from hemostat.examine.steps.baseline import take_facts
from hemostat.examine.steps.content import name_what_programs_name
from hemostat.examine.wanted import wanted_files
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.finding import Claim, RuleInfo, is_running
from hemostat.model.level import Level
from hemostat.model.records import Process

_URGENT = {"runs", "preload"}


def announce(work: Work) -> None:
    """Judge what runs before the many files that only start: someone is waiting."""
    if not work.records.of(Process):
        return
    wanted = wanted_files(work.records)
    urgent = {path: uses for path, uses in wanted.items() if uses & _URGENT}
    if work.base is not None:
        facts, _ = work.base.facts(urgent)
        take_facts(work, facts)
    known = len(work.coverage)
    for finding in findings_of(_claims(work), work.identity):
        if finding.level is Level.CRITICAL and is_running(finding):
            work.settings.early(finding)
    # The whole judgement comes later, with its own coverage.
    del work.coverage[known:]


def judge(work: Work) -> None:
    """Run every rule and every check."""
    work.claims.extend(_claims(work))
    name_what_programs_name(work)


def _claims(work: Work) -> Iterator[tuple[RuleInfo, Claim]]:
    yield from work.settings.rulebook.claims(work.records)
    context = HostContext(
        identity=work.identity,
        examined=work.taken,
        is_running=bool(work.records.of(Process)),
        has_package_database=work.has_database,
    )

    def records(kind: type[object]) -> tuple[object, ...]:
        return work.records.of(kind) + work.indirect.of(kind)

    for check in all_checks():
        try:
            for claim in claims_of(check, records, context):
                yield check.info, claim
        except Exception as error:  # noqa: BLE001 — one check's fault must not cost the others
            work.note("checks", check.info.name, Outcome.FAILED, repr(error))
