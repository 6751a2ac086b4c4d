"""Before the end of a file: legal hold, offer to the archive, authorising the erasure (LAW § 4). Acts on a case; what
they allow is carried out later and without a key by `erase`.

The acts raise what all acts on a case raise (`casework`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...domain import records
from ...domain.acts import Data, Kind, Reasoned
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.texts import LINE_LIMIT, check_text, optional_text
from ...domain.ending.retention import Archive
from ...domain.ending.retention_steps import (
    ENDING,
    ArchiveAnswered,
    HoldLifted,
    HoldProposed,
    passed_on_since_closed,
)
from ...domain.errors.case import NotAllowed
from ...domain.errors.ending import ArchiveOpen
from ...store.cabinet import Cabinet, SealedFile
from ...store.cabinet.erasure import Certificate
from ..keeper.erase import Ending, ending_of
from ..officer.agreeing import Agreed
from ..officer.casework import act
from ..officer.desk import Desk, OpenFile, each, open_row
from ..officer.errors import ArchiveCopyUnentered
from ..officer.log import Log, open_log
from . import keyless


def propose_hold(
    desk: Desk, number: str, reason: str, norm: str, review: date, once: str = "", agreed: Agreed | None = None
) -> CaseFile:
    """A legal hold, to which two must agree. As long as it waits nothing is erased.

    Raises ReviewTooEarly, and TextMissing or TextTooLong for the norm.
    """
    data = HoldProposed(review, optional_text(reason), check_text(norm, LINE_LIMIT))
    return act(desk, number, Kind.HELD, data, once, agreed=agreed)


def lift_hold(desk: Desk, number: str, n: int, reason: str, once: str = "", agreed: Agreed | None = None) -> CaseFile:
    """The hold ends, if two agree; the erasure has to be authorised anew."""
    return act(desk, number, Kind.HOLD_LIFTED, HoldLifted(n, optional_text(reason)), once, agreed=agreed)


def offer(desk: Desk, number: str, once: str = "") -> CaseFile:
    """The case is put on the list for the archive."""
    return act(desk, number, Kind.ARCHIVE_OFFERED, Data(), once)


def answered(desk: Desk, number: str, answer: str, reason: str, once: str = "") -> CaseFile:
    """What the archive said, and how; or that it did not answer in time.

    Raises ArchiveCopyUnentered for a copy that was taken and does not stand in the register of disclosures.
    """
    if answer not in list(Archive):
        raise NotAllowed()

    def entered(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        if answer == Archive.TAKEN and not passed_on_since_closed(log.standing()):
            raise ArchiveCopyUnentered()

    data = ArchiveAnswered(Archive(answer), optional_text(reason))
    return act(desk, number, Kind.ARCHIVE_ANSWERED, data, once, provided=entered)


def authorise(desk: Desk, number: str, archive: bool, once: str = "", agreed: Agreed | None = None) -> CaseFile:
    """The erasure, from its day on. `archive`: this institution offers its cases to the archive before. Two must agree
    where the time of keeping does not end within three months.

    Raises HoldStands, ArchiveOpen, RetaliationOpen.
    """

    def offered(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        if archive and before.archive is Archive.NOT_OFFERED:
            raise ArchiveOpen()

    return act(desk, number, Kind.ERASURE_AUTHORISED, Data(), once, provided=offered, agreed=agreed)


def recall(desk: Desk, number: str, reason: str, once: str = "") -> CaseFile:
    """The authorisation is taken back."""
    return act(desk, number, Kind.ERASURE_RECALLED, Reasoned(optional_text(reason)), once)


# -- lists -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """What the archive is told of a case: no content."""

    number: str
    year: int
    topic: str
    outcome: str


def endings(desk: Desk) -> list[Ending]:
    """The closed or held cases this officer can open, by the day on which they may be erased. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        rows = cabinet.readable(officer_id=desk.officer_id, but=records.HARMLESS, having=ENDING)
        found = [ending_of(row) for row in rows]
    found = [one for one in found if one.state.closed_on or one.state.holds]
    return sorted(found, key=lambda one: (one.state.deletable_from or date.max, one.number))


def offers(desk: Desk) -> tuple[list[Offer], tuple[str, ...]]:
    """The cases of this officer that are offered and not answered yet, by number; and the numbers of those of them that
    do not open. Raises StoreAway."""
    offered = [one for one in endings(desk) if one.state.archive_offered and not one.state.archive_answered]

    def made(row: SealedFile) -> Offer:
        case = open_log(cabinet, desk, open_row(desk, row)).case
        return Offer(case.number, case.received.year, case.topic, case.outcome)

    with desk.cabinet.read() as cabinet:
        found, unopened = each(list(cabinet.files(desk.officer_id, [one.file_id for one in offered])), made)
    return sorted(found, key=lambda one: one.number), unopened


def certificates(desk: Desk) -> list[Certificate]:
    """What remains of the erased cases on which this officer had acted, or which they let be erased without a key,
    newest first. Nothing else remains that tells
    who could open them, and of others one is told nothing. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        return cabinet.certificates(cabinet.erased_after_acts_of(desk.officer_id) | keyless.signed_by(cabinet, desk))
