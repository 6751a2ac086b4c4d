"""Reports that come by word of mouth or on paper (HinSchG §§ 11, 16 Abs. 3): what the office may write down, and how.

They become reports like all others; what is asked of them beyond that stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from ...errors import Refused
from ..errors.dialogue import ExcludesOneself, ReceiptDayWrong, RecordingMissing, RecordOfLetter
from ..errors.fields import ChoiceMissing, DateMissing
from .minutes import check_record, is_recording
from .questions import WITH_CONSENT, Report

LETTER = "letter"
SOUND = "sound"
OLDEST_DAYS = 365  # an older letter was received by somebody else before: that is for a note


def written_down(report: Report) -> Report:
    """The report as it is kept: of a letter there is no record, it is itself the document (§ 11 Abs. 2, 3)."""
    return replace(report, record="", consent_to_record="") if report.channel == LETTER else report


def wrong_with(
    report: Report, received: date | None, today: date, officer_id: str, file_names: Iterable[str]
) -> dict[str, Refused]:
    """What stands against writing this down, by field; empty when nothing does. `officer_id` is who writes it down."""
    checks: dict[str, Callable[[], None]] = {
        "channel": lambda: _check_channel(report),
        "received": lambda: check_receipt_day(received, today),
        "record": lambda: _check_kind(report),
        "consent_to_record": lambda: _check_consent(report),
        "attachments": lambda: _check_recording(report, file_names),
        "excluded": lambda: _check_excluded(report, officer_id),
    }
    wrong = {}
    for name, check in checks.items():
        try:
            check()
        except Refused as refused:
            wrong[name] = refused
    return wrong


def check_receipt_day(received: date | None, today: date) -> None:
    """The day it was told or arrived. Raises DateMissing, ReceiptDayWrong."""
    if received is None:
        raise DateMissing()
    if not today - timedelta(days=OLDEST_DAYS) <= received <= today:
        raise ReceiptDayWrong()


def _check_channel(report: Report) -> None:
    if not report.channel:
        raise ChoiceMissing()


def _check_kind(report: Report) -> None:
    if report.channel == LETTER:
        if report.record in WITH_CONSENT:
            raise RecordOfLetter()
    elif not report.record:
        raise ChoiceMissing()


def _check_consent(report: Report) -> None:
    if report.channel != LETTER and report.record:
        check_record(report.record, report.consent_to_record)


def _check_recording(report: Report, file_names: Iterable[str]) -> None:
    """A recording that lies elsewhere would be erased by nobody (§ 11 Abs. 4)."""
    if report.channel != LETTER and report.record == SOUND and not any(map(is_recording, file_names)):
        raise RecordingMissing()


def _check_excluded(report: Report, officer_id: str) -> None:
    """Who is excluded can neither be the one who writes it down nor sign for it."""
    if officer_id in report.excluded:
        raise ExcludesOneself()
