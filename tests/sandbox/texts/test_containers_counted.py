"""A second reader counts what can be read in mails, cards and calendars: what the first one left out is told."""

from __future__ import annotations

import base64
import itertools

import pytest

from hinweisgeber.sandbox.inside.texts import mailguard
from tests.sandbox.texts.container_samples import lines, outlook, taken, why

#: Three hundred invented words, none of them twice.
WORDS = ["".join(one) for one in itertools.islice(itertools.product("bdfgk", "aeiou", "lmnr", "s", "aeiou"), 300)]
MANY = " ".join(WORDS)
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Erster Termin
LOCATION:Parkhaus
END:VEVENT
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
{clock}END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Geldübergabe
LOCATION:Parkhaus
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("gone", ["", "END:VTIMEZONE\n", "END:VEVENT\n"])
def test_a_block_without_its_end_hides_no_appointment(gone: str) -> None:
    found = taken(CALENDAR.format(clock="").replace(gone, "", 1).encode(), "a.ics")
    assert "Betreff: Erster Termin" in found.text
    assert "Betreff: Geldübergabe\nOrt: Parkhaus" in found.text
    assert found.losses == []


def test_what_stands_where_no_text_is_expected_is_told_as_lost() -> None:
    found = taken(CALENDAR.format(clock="DESCRIPTION:Umschläge für Beispiel\n").encode(), "a.ics")
    assert [label for label, _ in found.losses] == ["text"]


def test_people_of_an_appointment_are_no_text_that_is_lost() -> None:
    guests = "".join(f"ATTENDEE;CN={word}:mailto:{word}@example.org\n" for word in WORDS[:200])
    event = CALENDAR.format(clock="").replace(
        "SUMMARY", f"{guests}DESCRIPTION;ENCODING=QUOTED-PRINTABLE:B=C3=BCro=\n n\nSUMMARY"
    )
    assert taken(event.encode(), "a.ics").losses == []


def test_a_message_of_outlook_whose_text_is_not_in_the_copy_has_none() -> None:
    page = f'<p>Guten Tag</p><div style="display:none">{MANY}</div>'
    assert why(outlook("Betreff", "", "", {"__substg1.0_10130102": page.encode()}), "a.msg") == "content-lost"
    assert why(outlook("Betreff", "", "", {"__substg1.0_10130102": f"<p>{MANY}".encode()}), "a.msg") == ""


def test_a_long_line_among_headers_of_a_quoted_mail_is_told_as_lost() -> None:
    text = f"{MANY}\n\nReceived: from a.example by b.example; Mon, 1 Jan 2026 10:00:00 +0100\nX-Notiz: {MANY[::-1]}\n"
    assert "text" in [label for label, _ in taken(text.encode(), "a.txt").losses]


@pytest.mark.parametrize("charset", ["iso-8859-1", "koi8-r"])
def test_letters_of_other_character_sets_are_no_lost_words(charset: str) -> None:
    said = " ".join(word + ("ü" if charset == "iso-8859-1" else "ж") + word for word in WORDS[:60])
    head = ("Subject: x", "From: a@example.org", f"Content-Type: text/plain; charset={charset}", "", "")
    assert taken(lines(*head) + f"{MANY} {said}".encode(charset)).losses == []


def test_a_mail_with_large_files_is_counted_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailguard, "LIMIT", 10_000)
    photo = base64.encodebytes(bytes(range(256)) * 50)
    head = ("Subject: x", "From: a@example.org", "Content-Type: multipart/mixed; boundary=X", "")
    part = ("--X", "Content-Type: image/jpeg; name=a.jpg", "Content-Transfer-Encoding: base64", "")
    for style, code in (("display:none", "content-lost"), ("", "")):
        page = ("--X", "Content-Type: text/html", "", f'<p style="{style}">{MANY}</p>')
        assert why(lines(*head, *page, *part) + photo + b"\r\n--X--\r\n") == code
