"""Due dates as a calendar file (RFC 5545) for those who want them in their own calendar.

The file leaves the protected area: calendars are synchronised, shared and backed up. So it holds days and one constant
word, neither number nor what is due, no content and no time of day.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from ..keeper.due import due
from ..officer.desk import Desk, number_of

SUMMARY = "Frist der Meldestelle"
UID_LABEL = b"hinweisgeber/calendar/1\0"


def calendar(at: Desk) -> bytes:
    """What is due in the cases for which this officer holds a key. Raises StoreAway."""
    with at.cabinet.read() as cabinet:
        held = {number_of(*number): file_id for number, file_id in cabinet.held_files(at.officer_id).items()}
    made = Calendar()
    made.add("prodid", "-//hinweisgeber//Fristen//DE")
    made.add("version", "2.0")
    event, events = _Event(at), []
    for duty in due(at.letterbox, at.cabinet).duties:
        if duty.number in held:
            events.append(event.of(duty.day, uid(held[duty.number], duty.what)))
    head, end = bytes(made.to_ical()).split(_END)
    return b"".join((head, *events, _END, end))


_END = b"END:VCALENDAR"
_SAMPLE_DAY, _SAMPLE_UID = date(2000, 1, 1), "0" * 96


class _Event:
    """Events that differ in their days and ids alone: the library writes one, and all are written like it. Each made by
    the library would cost half a millisecond."""

    def __init__(self, at: Desk) -> None:
        sample = bytes(_event(_SAMPLE_DAY, _SAMPLE_UID, at).to_ical())
        places = (_uid_line(_SAMPLE_UID), *_days(_SAMPLE_DAY))
        if any(sample.count(place) != 1 for place in places):
            raise AssertionError("the library writes events in another way")
        self._sample, self._places = sample, places

    def of(self, day: date, name: str) -> bytes:
        """The event of this day with this id."""
        made = self._sample
        for place, value in zip(self._places, (_uid_line(name), *_days(day)), strict=True):
            made = made.replace(place, value)
        return made


def _uid_line(name: str) -> bytes:
    """Folded as the library does, within 75 octets (RFC 5545 § 3.1)."""
    line = f"UID:{name}"
    return f"{line[:74]}\r\n {line[74:]}".encode()


def _days(day: date) -> tuple[bytes, bytes]:
    return b"DTSTART;VALUE=DATE:%b" % _ical(day), b"DTEND;VALUE=DATE:%b" % _ical(day + timedelta(days=1))


def _ical(day: date) -> bytes:
    return day.strftime("%Y%m%d").encode()


def _event(day: date, name: str, at: Desk) -> Event:
    event = Event()
    event.add("uid", name)
    event.add("dtstamp", datetime.combine(at.today, time(), UTC))  # RFC 5545 wants an instant; we tell the day
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", SUMMARY)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def uid(file_id: bytes, what: str) -> str:
    """The same for this duty at every download, so that a calendar replaces what it has. The file's id is random and
    known to nobody outside, so the hash tells nothing."""
    return hashlib.sha384(UID_LABEL + file_id + what.encode()).hexdigest()
