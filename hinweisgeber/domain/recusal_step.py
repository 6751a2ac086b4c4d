"""An officer is biased and leaves a case (HinSchG § 15 Abs. 1), and with it its measures. The sheets say who, so that
nobody gives them a key again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .acts import Act, FreeText, Kind, MessageSent
from .case.casefile import CaseFile
from .case.measures import Measure
from .dialogue.office_steps import said_by_office
from .dialogue.report import OFFICE
from .ending.readable import harmless
from .errors.case import NotAllowed
from .reasons import reason_of
from .record import Record


@dataclass(frozen=True)
class Recused(MessageSent):
    """Why, and what was said of it to the reporter. In a measure neither stands: they are in its case."""

    reason: FreeText | None = None


def _from_case(case: CaseFile, act: Act, data: Recused) -> CaseFile:
    reason_of(data.reason)
    said = said_by_office(case, act, data)
    left = "" if case.assigned_to == act.signer else case.assigned_to
    return replace(said, recused=_with(case.recused, act.signer), assigned_to=left)


def _from_measure(measure: Measure, act: Act, data: Recused) -> Measure:
    return replace(measure, recused=_with(measure.recused, act.signer))


def _with(recused: tuple[str, ...], signer: str) -> tuple[str, ...]:
    if signer in recused:
        raise NotAllowed()
    return (*recused, signer)


#: Readable: who checks the journal without a key sees that somebody left by themselves.
FROM_CASE = Record(Kind.RECUSED, Recused, _from_case, harmless, speaks=OFFICE)
FROM_MEASURE = Record(Kind.RECUSED, Recused, _from_measure, harmless)
