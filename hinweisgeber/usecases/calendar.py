"""Due dates as a calendar file (RFC 5545) for those who want them in their own calendar.

The file leaves the protected area: calendars are synchronised, shared and backed up. So it holds days and one constant
word, neither number nor what is due, no content and no time of day.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from .desk import Desk, number_of
from .due import Duty, due

SUMMARY = "Frist der Meldestelle"
UID_LABEL = b"hinweisgeber/calendar/1\0"


def calendar(at: Desk) -> bytes:
    """What is due in the cases for which this officer holds a key. Raises StoreAway."""
    with at.cabinet.read() as cabinet:
        held = {number_of(*number): file_id for number, file_id in cabinet.held_files(at.officer_id).items()}
    made = Calendar()
    made.add("prodid", "-//hinweisgeber//Fristen//DE")
    made.add("version", "2.0")
    for duty in due(at.letterbox, at.cabinet).duties:
        if duty.number in held:
            made.add_component(_event(duty, held[duty.number], at))
    return bytes(made.to_ical())


def _event(duty: Duty, file_id: bytes, at: Desk) -> Event:
    event = Event()
    event.add("uid", uid(file_id, duty.what))
    event.add("dtstamp", datetime.combine(at.today, time(), UTC))  # RFC 5545 wants an instant; we tell the day
    event.add("dtstart", duty.day)
    event.add("dtend", duty.day + timedelta(days=1))
    event.add("summary", SUMMARY)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def uid(file_id: bytes, what: str) -> str:
    """The same for this duty at every download, so that a calendar replaces what it has. The file's id is random and
    known to nobody outside, so the hash tells nothing."""
    return hashlib.sha384(UID_LABEL + file_id + what.encode()).hexdigest()
