"""Cards and mailboxes as programs write them who keep to no standard: nothing of them goes without a word."""

from __future__ import annotations

import base64

import pytest

from tests.sandbox import samples
from tests.sandbox.texts.container_samples import lines, taken

PHOTO = samples.image("JPEG")


def card(line: str) -> bytes:
    return lines("BEGIN:VCARD", "VERSION:3.0", "FN:Erika Beispiel", line, "END:VCARD")


@pytest.mark.parametrize(
    "before", ["PHOTO:", "PHOTO;TYPE=JPEG:", 'PHOTO;MEDIATYPE="image/jpeg":data:image/jpeg;base64\\,']
)
def test_a_picture_is_a_file_of_its_own_however_its_card_announces_it(before: str) -> None:
    found = taken(card(before + base64.b64encode(PHOTO).decode()), "a.vcf")
    assert [data for _, data in found.parts] == [PHOTO]


def test_what_lies_elsewhere_is_told() -> None:
    far = "https://example.org/erika.jpg"
    assert taken(card(f"PHOTO;VALUE=URI:{far}"), "a.vcf").findings["link"] == [far]
    event = lines("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Termin", f"ATTACH:{far}", "END:VEVENT", "END:VCALENDAR")
    assert taken(event, "a.ics").findings["link"] == [far]


def test_headers_in_bare_bytes_are_letters() -> None:
    """The subject, who sent it, and the names of files: as programs wrote them that knew no other way."""
    head = lines("From: Max Müller <a@example.org>", "Subject: Grüße", "MIME-Version: 1.0", "")
    parts = lines(
        'Content-Type: multipart/mixed; boundary="B"', "", "--B", "Content-Type: text/plain", "", "Text", "--B",
        'Content-Type: application/octet-stream; name="Übersicht.dat"', "", "x", "--B--",
    )  # fmt: skip
    for charset in ("utf-8", "cp1252"):
        data = (head + parts).decode().encode(charset)
        found = taken(data)
        assert found.text.startswith("Betreff: Grüße\n")
        assert found.findings["sender"] == ["Max Müller <a@example.org>"]
        assert [name for name, _ in found.parts] == ["Übersicht.dat"]
        assert found.losses == ([("charset", "cp1252")] if charset == "cp1252" else [])
        box = taken(b"From a Thu Mar 12 09:15:22 2026\n" + data.replace(b"\r", b""), "a.mbox")
        assert box.text == "[Anlage 1: EML] Grüße\n"


def mails(found_in: str) -> list[str]:
    return [taken(data).text for _, data in taken(found_in.encode(), "a.mbox").parts]


def test_mails_of_a_mailbox_need_no_blank_line_between_them() -> None:
    start = "From nobody Mon Sep 17 00:00:00 2001\n"
    one, two = (f"From: a@example.org\nSubject: {n}\n\nText {n}\n" for n in (1, 2))
    said = "From nobody I heard at 12:30:00 of it\n"
    expected = ["Betreff: 1\n\nText 1\n", "Betreff: 2\n\nText 2\n"]
    assert mails(f" \n\t\n{start}{one}{start}{two}") == expected
    assert mails(f"{start}{one}{said}") == [f"Betreff: 1\n\nText 1\n{said}"]


def test_mailboxes_of_old_thunderbird_and_mails_without_headers_open() -> None:
    assert mails("From \nSubject: 1\n\nText 1\nFrom \nText\n\nFrom \nSubject: 2\n\nText 2\n") == [
        "Betreff: 1\n\nText 1\nFrom \nText\n",
        "Betreff: 2\n\nText 2\n",
    ]
    assert mails("From a Mon Jun 01 10:00:00 2009\n\nNur Text\n") == ["Betreff: –\n\nNur Text\n"]
