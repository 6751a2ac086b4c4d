"""What the journal tells of a case to those who hold no key: from days and readable kinds of acts alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .. import records
from ..acts import Kind
from ..case.duties import Told


def told_without_key(received: date, automatic: date | None, acts: Iterable[tuple[str, date]]) -> Told:
    """From the day of the report and of an automatic acknowledgement, and the acts' kinds and days, in order."""
    acts = list(acts)
    kinds = {kind for kind, _ in acts}
    by_hand = next((day for kind, day in acts if kind == Kind.ACKNOWLEDGED), None)
    ending = records.end_of(acts)
    return Told(
        received,
        bool({Kind.TAKEN_OVER, Kind.ASSIGNED} & kinds),
        automatic or by_hand,
        bool({Kind.FEEDBACK, Kind.FEEDBACK_WAIVED} & kinds),
        None if ending.authorised or ending.holds else ending.deletable_from,
    )
