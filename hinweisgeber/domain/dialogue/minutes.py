"""What was told by word of mouth: minutes that the reporter may check, correct and confirm (HinSchG § 11).

Meetings: `meetings.py`. What may be written down at all: `channels.py`. Sound recordings of it go once they are final.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..acts import FreeText
from ..errors.case import NotAllowed
from ..errors.dialogue import ConsentMissing
from .attachment import Attachment
from .filenames import extension_of
from .questions import RECORDS, WITH_CONSENT
from .report import Said

ANSWER_DAYS = 14  # to check the minutes, before they may be ended without an answer: a fair time, no rule of law


class MinutesState(StrEnum):
    """How far the minutes are (§ 11 Abs. 4)."""

    NONE = ""
    DRAFT = "draft"
    TO_CHECK = "to-check"
    CORRECTED = "corrected"  # the reporter has corrected; the office sends them anew
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"
    NO_ANSWER = "no-answer"

    @property
    def final(self) -> bool:
        """Whether the minutes are done: then a sound recording goes."""
        return self in (MinutesState.CONFIRMED, MinutesState.NOT_CONFIRMED, MinutesState.NO_ANSWER)

    @property
    def pending(self) -> bool:
        """Whether something is still to be done."""
        return self is not MinutesState.NONE and not self.final


@dataclass(frozen=True)
class Minutes:
    """The newest minutes of a case."""

    state: MinutesState = MinutesState.NONE
    record: str = ""  # kind of record: summary | verbatim | sound
    place: int = -1  # the office's message that holds them
    on: date | None = None


def check_record(record: str, consent: str) -> None:
    """Sound and word-for-word records need consent first (§ 11 Abs. 2). Raises ConsentMissing, NotAllowed."""
    if record not in RECORDS or not record:
        raise NotAllowed()
    if record in WITH_CONSENT and not consent.strip():
        raise ConsentMissing()


def without_answer_from(minutes: Minutes) -> date | None:
    """First day on which they may be ended without an answer; None when no answer is awaited."""
    waits = minutes.state is MinutesState.TO_CHECK
    return minutes.on + timedelta(days=ANSWER_DAYS) if waits and minutes.on else None


# -- sound recordings of what was told: they go once the minutes are final (HinSchG § 11 Abs. 4 S. 4) ----------------

# What can hold a voice. Of what nobody knows the type of (`bin`), the worse is assumed.
_NAMES = "3gp aac aiff amr avi caf flac m4a m4b m4v mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus wav webm wma wmv bin"
_VOICES = frozenset(_NAMES.split())
# Stands as the reason in the journal, beside reasons that people wrote.
BECAUSE = FreeText("§ 11 Abs. 4 HinSchG: Die Niederschrift ist endgültig, deshalb wurde die Tonaufzeichnung gelöscht.")


def is_recording(name: str) -> bool:
    """Whether a file of this name may hold a voice."""
    return (extension_of(name) or "bin") in _VOICES


def recordings(first: Said) -> tuple[Attachment, ...]:
    """The sound recordings a report brought along that the office wrote down after one; none with other reports."""
    report = first.report
    if report is None or not report.channel or report.record != "sound":
        return ()
    return tuple(file for file in first.files if is_recording(file.name))
