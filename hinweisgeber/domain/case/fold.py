"""Each act turns one `CaseFile` into the next or is refused: one table of records, all that can happen to a case.

The stored sheet is only the cached result; folding the log again must give the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...errors import FormatBroken
from ..acts import Act, Kind
from ..deputising import JOINED
from ..dialogue import follow_ups, office_steps, talk_steps
from ..ending import file_steps, retention_steps
from ..epoch_step import EPOCH
from ..errors.case import NotAllowed
from ..filing_step import FILED
from ..persons import disclosure_steps, person_steps
from ..power import power_steps
from ..record import Record
from ..recusal_step import FROM_CASE
from . import case_steps
from .case_steps import opened_by
from .casefile import CaseFile

RECORDS: tuple[Record[CaseFile, Any], ...] = (
    *case_steps.RECORDS,
    FROM_CASE,
    JOINED,
    *office_steps.RECORDS,
    *follow_ups.RECORDS,
    *talk_steps.RECORDS,
    *person_steps.RECORDS,
    *disclosure_steps.RECORDS,
    FILED,
    *file_steps.RECORDS,
    *retention_steps.RECORDS,
    *power_steps.RECORDS,
)
_BY_KIND: dict[Kind, Record[CaseFile, Any]] = {record.kind: record for record in (*RECORDS, EPOCH)}


def fold(acts: Iterable[Act]) -> CaseFile:
    """The case these acts make, in order. Raises NotAllowed, ReasonMissing, FormatBroken."""
    steps = iter(acts)
    first = next(steps, None)
    if first is None or first.kind is not Kind.CASE_RECEIVED:
        raise FormatBroken("a case begins with its receipt")
    case = opened_by(first)
    for act in steps:
        case = apply(case, act)
    return case


def apply(case: CaseFile, act: Act) -> CaseFile:
    """The case after `act`. Raises NotAllowed (table, state), ReasonMissing, FormatBroken (its data), what the steps
    refuse with sentences of their own, and as `confirmed` where two must agree."""
    return record_of(act.kind).after(power_steps.confirmed(case, act), act)


def record_of(kind: Kind) -> Record[CaseFile, Any]:
    """What is known of this kind of act on a case. Raises NotAllowed where it is none."""
    record = _BY_KIND.get(kind)
    if record is None:
        raise NotAllowed()
    return record
