"""The places where traces are found: artifacts, homes of accounts, and what they include."""

from collections import defaultdict
from collections.abc import Sequence

from hemostat.collect.artifact import Artifact
from hemostat.collect.gather import Gathered, Gatherer, homes_of, named_artifacts
from hemostat.examine.work import Work, watched
from hemostat.model.records import Account
from hemostat.parse.host.catalogue import includes, names, parsers


def read_places(work: Work) -> None:
    """Read and parse every place that applies."""
    gatherer = Gatherer(
        work.tree, parsers(), includes(), names=names(), means=work.info.kind, each=watched
    )
    first, second = _by_home(work.artifacts)
    gathered = Gathered()
    try:
        gatherer.walk(first, (), gathered)
        named = named_artifacts(work.artifacts, gathered.named)
        accounts = [each for each in gathered.records if isinstance(each, Account)]
        homes = homes_of(work.tree, accounts)
        gatherer.walk((*second, *named), homes, gathered)
    finally:
        # Interrupted or not: what was read so far counts.
        work.records.add(gathered.records)
        work.coverage += gathered.coverage


def _by_home(artifacts: Sequence[Artifact]) -> tuple[list[Artifact], list[Artifact]]:
    """Those that need no home folder, and those that do."""
    needs = defaultdict[bool, list[Artifact]](list)
    for artifact in artifacts:
        if artifact.kind != "log":  # these have a step of their own
            needs[artifact.account_from == "home"].append(artifact)
    return needs[False], needs[True]
