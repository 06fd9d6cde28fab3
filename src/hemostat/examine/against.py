"""An examination beside earlier ones."""

from collections.abc import Sequence
from dataclasses import replace

from hemostat.detect.inventory import items_of
from hemostat.incident.compare import compare
from hemostat.model.examination import Examination
from hemostat.model.inventory import Earlier


def against(examination: Examination, earlier: Sequence[Earlier]) -> Examination:
    """The examination, with its comparison.

    Args:
        examination: this look.
        earlier: one look or more; the latest counts, older ones tell what came back.
    """
    comparison = compare(
        earlier,
        examination.findings,
        items_of(examination.records),
        host_id=examination.identity.id,
        sees_all=examination.is_complete and not examination.blind_places,
    )
    return replace(examination, comparison=comparison)
