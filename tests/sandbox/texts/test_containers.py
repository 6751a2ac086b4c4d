"""Mails, archives, cards, calendars: what can be read is in the copy or told; who sent it is told; files come out."""

from __future__ import annotations

import base64
import zipfile
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Ceilings
from hinweisgeber.sandbox.errors import ContentTooLarge, FileEncrypted, PartsTooMany, PasswordWrong
from hinweisgeber.sandbox.inside.documents.older import told
from hinweisgeber.sandbox.inside.kinds import FileKind
from hinweisgeber.sandbox.inside.terms import Stop
from tests.sandbox import samples
from tests.sandbox.samples import AUTHOR, DEVICE
from tests.sandbox.texts.container_samples import (
    Tree,
    compound,
    holding_itself,
    lines,
    locked,
    message,
    outlook,
    taken,
    why,
    zipped,
)
from tests.sandbox.texts.written_samples import CARDS, MAILS, PROSE, REPORTER, mail

ROUTING = (REPORTER, DEVICE, "192.0.2.77", "dsl-192-0-2-77")
ATTACHED: Tree = {
    "__properties_version1.0": bytes(8),
    "__substg1.0_3707001F": "foto.jpg".encode("utf-16-le"),
    "__substg1.0_37010102": samples.image("JPEG"),
}

# -- mails -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "a", "Mail vom 12.03", "a.mbox"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_copy_of_a_mail_holds_its_text_and_nobody_who_sent_it(name: str, end: str) -> None:
    found = taken(mail().replace("\r\n", "\n").replace("\n", end).encode(), name)
    assert found.text == "Betreff: Fwd: Rechnung\n\nSiehe Anlage.\n\n[Anlage 1: JPG]\n"
    assert [name for name, _ in found.parts] == ["foto.jpg"]
    assert found.parts[0][1] == samples.image("JPEG")
    assert REPORTER in found.findings["recipient"][0] + found.findings["recipient"][1]
    assert {DEVICE, "192.0.2.77"} <= set(found.findings["host"])


@pytest.mark.parametrize("case", MAILS)
def test_what_a_mail_names_is_told_wherever_it_stands(case: str) -> None:
    """A quoted header is text that people read: it stays, and whom it names is told."""
    source = MAILS[case]
    if (code := why(source.encode(), "a.txt")) != "":
        assert code == "encoded"
        return
    found = taken(source.encode(), "a.txt")
    for word in (*ROUTING, AUTHOR):
        assert word not in source or word in found.told, word
        assert word not in found.text or word in "\n".join(found.findings.get("address", ())), word
    assert "Received:" not in found.text
    assert "Message-ID" not in found.text


def test_html_is_the_text_that_is_seen() -> None:
    page = (
        "<html><head><title>Fenster</title><style>p {color: red}</style></head><body>"
        "<p>Bitte <b>zahlen</b>.<br>Danke&auml;"
        '<script>alert("x")</script><span style="display:none">Zählpixel 17</span><table><tr><td>Soll<td>Haben</table>'
        '<img src="https://beispiel.example/pixel.gif" alt="Logo"><a href="https://beispiel.example/?an=7">hier</a>'
    )
    found = taken(lines("Subject: x", "From: a@example.org", "Content-Type: text/html; charset=utf-8", "", page))
    assert "Bitte zahlen.\nDankeä" in found.text
    assert "Soll\tHaben" in found.text
    assert "hier" in found.text
    for word in ("alert", "color", "Fenster", "Zählpixel", "pixel.gif"):
        assert word not in found.text
    assert found.findings["hidden-text"] == ["Zählpixel 17"]
    assert found.findings["link"] == ["https://beispiel.example/pixel.gif", "https://beispiel.example/?an=7"]


@pytest.mark.parametrize(
    "seen",
    [
        '<td style="font-size:0px;padding:10px"><div style="font-family:Arial;font-size:13px">Wort</div></td>',
        '<div style="font:0/0 a"><p style="font:bold 13px/1.2 Arial">Wort</p></div>',
        '<div style="font-size:0"><font size="3">Wort</font></div>',
        '<div style="visibility:hidden"><p style="visibility:visible">Wort</p></div>',
        '<a style="mso-hide:all;color:#fff">Wort</a>',
        '<p style="display:none;display:block">Wort</p>',
        '<p style="display:block !important;display:none">Wort</p>',
        '<p hidden style="display:block">Wort</p>',
        '<p style="/* display:none */">Wort</p>',
        '<p style="opacity:0.9">Wort</p>',
        "<svg><text>Wort</text></svg>",
        "<object><p>Wort</p></object>",
    ],
)
def test_what_a_mail_program_shows_of_html_is_in_the_copy(seen: str) -> None:
    found = taken(lines("Subject: x", "From: a@example.org", "Content-Type: text/html", "", f"<p>Anfang {seen}"))
    assert "Wort" in found.text
    assert "hidden-text" not in found.findings


@pytest.mark.parametrize(
    "unseen",
    [
        '<div style="font-size:0"><p style="font-size:2em">Wort</p></div>',
        '<div style="display:none"><p style="display:block;visibility:visible;font-size:9px">Wort</p></div>',
        '<div style="opacity:0.0"><p style="opacity:1">Wort</p></div>',
        '<p style="display:none!important;display:block">Wort</p>',
        '<img style="visibility:hidden" alt="Wort">',
        "<p hidden>Wort</p>",
    ],
)
def test_what_no_mail_program_shows_of_html_is_told(unseen: str) -> None:
    found = taken(lines("Subject: x", "From: a@example.org", "Content-Type: text/html", "", f"<p>Anfang {unseen}"))
    assert "Wort" not in found.text
    assert found.findings["hidden-text"] == ["Wort"]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("quoted-printable", "iso-8859-15"), ("base64", "utf-8"), ("8bit", "windows-1252"), ("base64", "koi8-r"),
     ("quoted-printable", "utf-8"), ("base64", "utf-16")],
)  # fmt: skip
def test_text_is_decoded(encoding: str, charset: str) -> None:
    text = "Привет" if charset == "koi8-r" else "Für 5 € mehr" if charset != "windows-1252" else "„Größe“ – für 5 €"
    data = text.encode(charset)
    if encoding != "8bit":
        data = base64.encodebytes(data) if encoding == "base64" else "".join(f"={b:02X}" for b in data).encode()
    head = f"Subject: x\r\nFrom: a@example.org\r\nContent-Type: text/plain; charset={charset}\r\n"
    found = taken(f"{head}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + data)
    assert found.text == f"Betreff: x\n\n{text}\n"
    assert found.losses == []


def test_character_set_that_was_assumed_is_told() -> None:
    head = lines("Subject: x", "From: a@example.org", "Content-Type: text/plain; charset=quatsch", "", "")
    found = taken(head + "Größe".encode("cp1252"))
    assert "Größe" in found.text
    assert found.losses == [("charset", "cp1252")]


def test_text_that_comes_twice_stands_once_and_both_where_they_differ() -> None:
    def both(plain: str, html: str) -> str:
        mixed = MIMEMultipart("alternative")
        mixed["Subject"], mixed["From"] = "x", "a@example.org"
        mixed.attach(MIMEText(plain))
        mixed.attach(MIMEText(html, "html"))
        return taken(mixed.as_bytes()).text

    assert both("Bitte zahlen.", "<p>Bitte <i>zahlen</i>.</p>") == "Betreff: x\n\nBitte zahlen.\n"
    assert both("Bitte zahlen.", "<p>Bitte sofort zahlen.</p>") == "Betreff: x\n\nBitte sofort zahlen.\n"
    differing = both("Nur hier: Kasse.", "<p>Nur dort: Rathaus.</p>")
    assert "Kasse" in differing
    assert "Rathaus" in differing


def test_everything_that_is_no_text_is_a_file_of_its_own() -> None:
    outer = EmailMessage(policy=SMTP)
    outer["Subject"], outer["From"], outer["To"] = "Weiter", "amt@example.org", REPORTER
    outer.set_content("Siehe unten.")
    inner = EmailMessage(policy=SMTP)
    inner["Subject"], inner["From"] = "Innen", "kasse@example.org"
    inner.set_content("Text der inneren Nachricht")
    outer.add_attachment(inner)
    outer.add_attachment("a;b", filename="liste.csv")
    outer.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename="Größe & Maß.bin")
    outer.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar")
    found = taken(outer.as_bytes())
    names = [name for name, _ in found.parts]
    assert names == ["message.eml", "liste.csv", "Größe & Maß.bin", "text.ics"]
    assert "Text der inneren Nachricht" not in found.text
    assert taken(found.parts[0][1], names[0]).text == "Betreff: Innen\n\nText der inneren Nachricht\n"
    assert found.parts[2][1] == b"\0\1"
    assert "[Anlage 2: CSV]" in found.text
    assert "liste" not in found.text  # a name may tell who sent it


def test_no_piece_of_the_name_of_a_file_is_in_the_copy() -> None:
    outer = EmailMessage(policy=SMTP)
    outer.set_content("Guten Tag")
    for name in ("Aufnahme vom 3.Lang", "Brief Fr.Muster", "bild.Jpg", "ohne"):
        outer.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
    text = taken(outer.as_bytes()).text
    assert "[Anlage 1]\n\n[Anlage 2]\n\n[Anlage 3: JPG]\n\n[Anlage 4]" in text


def test_encrypted_or_signed_text_is_told() -> None:
    sealed = lines(
        "Subject: x", "From: a@example.org", "Content-Type: application/pkcs7-mime; name=smime.p7m", "", "xx"
    )
    assert taken(sealed).losses == [("text", "application/pkcs7-mime")]
    armour = "-----BEGIN PGP MESSAGE-----\n\naGFsbG8=\n-----END PGP MESSAGE-----"
    assert taken(lines("Subject: x", "From: a@example.org", "", "Guten Tag", armour)).losses == [
        ("text", "PGP MESSAGE")
    ]


def test_every_header_is_told() -> None:
    head = ("From: a@example.org", "To: b@example.org", "X-Achse: 3", "X-Mailer: Postprogramm 7")
    more = ("Message-ID: <1@laptop-erika>", "Date: Thu, 12 Mar 2026 09:15:22 +0100")
    found = taken(lines(*head, *more, "", "Text"))
    assert found.findings["header"] == ["x-achse: 3"]
    assert found.findings["software"] == ["Postprogramm 7"]
    assert found.findings["message-id"] == ["<1@laptop-erika>"]
    assert found.findings["time"] == ["Thu, 12 Mar 2026 09:15:22 +0100"]
    assert found.text == "Betreff: –\n\nText\n"


def test_many_recipients_are_counted() -> None:
    many = ", ".join(f"a{n}@example.org" for n in range(500))
    recipients = taken(lines("From: a@example.org", f"To: {many}", "", "Text")).findings["recipient"]
    assert recipients[-1] == "… (+480)"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_mailbox_holds_its_mails_however_its_lines_end(end: str) -> None:
    box = "".join(f"From a@example.org Thu Mar 12 09:15:22 2026\nSubject: {n}\nFrom: a\n\nText {n}\n\n" for n in (1, 2))
    found = taken(box.replace("\n", end).encode(), "a.mbox")
    assert found.text == "[Anlage 1: EML] 1\n\n[Anlage 2: EML] 2\n"
    assert [taken(data).text for _, data in found.parts] == ["Betreff: 1\n\nText 1\n", "Betreff: 2\n\nText 2\n"]


def test_mailbox_whose_lines_never_end_is_no_copy() -> None:
    assert why(b"From a@example.org Thu Mar 12 09:15:22 2026\nSubject: x\n\n", "a.mbox") == ""
    box = b"From a@example.org Thu Mar 12 09:15:22 2026\nSubject: x\n\nText\n\nFrom b Thu Mar 12 09:15:22 2026 "
    assert why(box + b"Text " * 5000, "a.mbox") == "content-lost"


def test_mails_of_a_mailbox_are_files_of_their_own() -> None:
    one, two = mail(attached=False), "Subject: Zwei\nFrom: a@example.org\n\nText\n>From hier an geht es weiter\n"
    box = f"From {REPORTER} Thu Mar 12 09:15:22 2026\n{one}\n\nFrom MAILER-DAEMON Fri Mar 13 09:15:22 2026\n{two}"
    found = taken(box.encode(), "a.mbox")
    assert found.text == "[Anlage 1: EML] Fwd: Rechnung\n\n[Anlage 2: EML] Zwei\n"
    assert found.findings["sender"] == [REPORTER, "MAILER-DAEMON"]
    assert [taken(data, name).text.splitlines()[0] for name, data in found.parts] == [
        "Betreff: Fwd: Rechnung", "Betreff: Zwei",
    ]  # fmt: skip
    assert "\nFrom hier an geht es weiter" in taken(found.parts[1][1]).text


def test_message_of_outlook() -> None:
    inner = message("Innen", "Text innen", "kasse@example.org", inner=True)
    more: Tree = {
        "__attach_version1.0_#00000000": ATTACHED,
        "__attach_version1.0_#00000001": {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": inner},
        "__recip_version1.0_#00000000": {"__substg1.0_39FE001F": REPORTER.encode("utf-16-le")},
        "__substg1.0_007D001F": f"Received: from {DEVICE} ([192.0.2.77])\r\nX-Mailer: Outlook".encode("utf-16-le"),
    }
    found = taken(outlook("Rechnung", "Siehe Anlage.", "amt@example.org", more), "a.msg")
    assert found.text == "Betreff: Rechnung\n\nSiehe Anlage.\n\n[Anlage 1: JPG]\n\nBetreff: Innen\n\nText innen\n"
    assert found.findings["sender"] == ["amt@example.org", "kasse@example.org"]
    assert found.findings["recipient"] == [REPORTER]
    assert {DEVICE, "192.0.2.77"} <= set(found.findings["host"])
    assert found.parts[0][0] == "foto.jpg"
    assert found.parts[0][1].startswith(samples.image("JPEG"))


# -- cards and calendars ---------------------------------------------------------------------------------------------


def test_card_is_read_and_its_picture_taken_out() -> None:
    photo = base64.b64encode(samples.image("JPEG")).decode()
    card = CARDS["card"].replace("/9j/4AAQ", "\r\n ".join(photo[n : n + 70] for n in range(0, len(photo), 70)))
    found = taken(card.encode(), "foto.vcf")
    assert found.text == f"[Anlage 1: JPG]\n\nName: {AUTHOR}\n"
    assert found.parts == [("photo-1.jpg", samples.image("JPEG"))]
    assert found.findings["time"] == ["2026-01-01T10:00:00Z"]


def test_older_cards() -> None:
    name = "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=\nana"
    card = f"BEGIN:VCARD\nVERSION:2.1\n{name}\nTEL;CELL:0371 1\nEND:VCARD\n"
    assert taken(card.encode(), "a.vcf").text == "Name: Müller, Jana\nTelefon: 0371 1\n"


def test_appointment_is_read_and_its_people_told() -> None:
    event = (
        "BEGIN:VCALENDAR\r\nPRODID:-//Kalender 7\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
        f"UID:7@{DEVICE}\r\nORGANIZER;CN={AUTHOR}:mailto:{REPORTER}\r\nSUMMARY:Treffen\\, Raum 7\r\n"
        "DTSTART;TZID=Europe/Berlin:20260312T091500\r\nDESCRIPTION:Bitte\\nkom\r\n men\r\nX-ACHSE:3\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found = taken(event.encode(), "a.ics")
    assert found.text == ("Betreff: Treffen, Raum 7\nBeginn: 2026-03-12 09:15 (Europe/Berlin)\nText: Bitte\nkommen\n")
    assert found.findings["sender"] == [f"{AUTHOR} {REPORTER}"]
    assert found.findings["message-id"] == [f"7@{DEVICE}"]
    assert found.findings["header"] == ["x-achse: 3"]


# -- archives --------------------------------------------------------------------------------------------------------


def test_files_of_an_archive_come_out_as_they_were() -> None:
    found = taken(
        zipped({"Fotos/Größe.jpg": samples.image("JPEG"), "b.txt": b"Guten Tag", "__MACOSX/._b.txt": b"x"}), "a.zip"
    )
    assert found.parts == [("Fotos/Größe.jpg", samples.image("JPEG")), ("b.txt", b"Guten Tag")]
    assert found.text == "[Anlage 1: JPG]\n\n[Anlage 2: TXT]\n"
    assert found.findings["time"] == ["2031-07-09"]
    assert found.findings["dropped-part"] == ["__MACOSX/._b.txt (1)"]


def test_document_in_an_archive_does_not_make_a_document_of_it() -> None:
    inner = zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}, zipfile.ZIP_STORED)
    found = taken(zipped({"brief.docx": inner, "b.txt": b"Guten Tag"}, zipfile.ZIP_STORED), "a.zip")
    assert [name for name, _ in found.parts] == ["brief.docx", "b.txt"]
    assert why(inner, "a.zip") == "mismatch"


def test_text_of_an_exported_chat_is_read() -> None:
    found = taken(
        zipped({"_chat.txt": PROSE["chat of another"].encode(), "IMG-1.jpg": samples.image("JPEG")}), "Chat.zip"
    )
    assert found.text.startswith(PROSE["chat of another"].strip())
    assert [name for name, _ in found.parts] == ["_chat.txt", "IMG-1.jpg"]


@pytest.mark.parametrize("before", [True, False])
def test_strokes_of_a_name_may_lean_one_way_before_the_file_and_the_other_in_the_directory(before: bool) -> None:
    plain = zipped({"ordner/brief.txt": b"Guten Tag", "b.txt": b"Guten Abend"})
    place = plain.index(b"ordner/") if before else plain.rindex(b"ordner/")
    mixed = plain[: place + 6] + b"\\" + plain[place + 7 :]
    found = taken(mixed, "a.zip")
    assert [content for _, content in found.parts] == [b"Guten Tag", b"Guten Abend"]
    assert found.losses == []


def test_rules_of_clocks_alone_are_nothing_to_read() -> None:
    clock = lines("BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:X", "END:VTIMEZONE", "END:VCALENDAR")
    assert why(clock, "a.ics") == "empty"


def test_archive_with_a_password() -> None:
    sealed = locked("a.txt", b"Guten Tag", "geheim")
    assert why(sealed, "a.zip") == "encrypted"
    assert why(sealed, "a.zip", "falsch") == "password-wrong"
    assert taken(sealed, "a.zip", "geheim").parts == [("a.txt", b"Guten Tag")]
    strong = bytearray(sealed)
    strong[8:10] = strong[strong.rindex(b"PK\x01\x02") + 10 :][:2] = (99).to_bytes(2, "little")
    at = strong.rindex(b"PK\x01\x02") + 10
    strong[at : at + 2] = (99).to_bytes(2, "little")
    assert why(bytes(strong), "a.zip", "geheim") == "encrypted-otherwise"


@pytest.mark.parametrize("charset", ["utf-8", "cp850", "cp1252"])
def test_a_password_opens_an_archive_in_the_letters_of_whoever_locked_it(charset: str) -> None:
    sealed = locked("a.txt", b"Guten Tag", "Größe", charset)
    assert taken(sealed, "a.zip", "Größe").parts == [("a.txt", b"Guten Tag")]
    assert why(sealed, "a.zip", "Größe ") == "password-wrong"


def test_nobody_is_asked_for_a_password_that_opens_nothing() -> None:
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    open_document = {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    letter = bytes(10) + (0x0100).to_bytes(2, "little")  # fEncrypted (MS-DOC, 2.5.2)
    word = compound({"WordDocument": (b"\xec\xa5" + letter[2:]).ljust(4096, b"\0"), "1Table": bytes(4096)})
    assert why(zipped(open_document, zipfile.ZIP_STORED), "a.odt", "geheim") == "encrypted-otherwise"
    with pytest.raises(Stop, match="encrypted-otherwise"):
        told(word, FileKind.DOC)
    certified = samples.pdf_of(
        {1: b"<</Type/Catalog>>", 2: b"<</Filter/Adobe.PubSec/V 4>>"}, b"/Encrypt 2 0 R/ID[<0><0>]"
    )
    assert why(certified, "a.pdf", "geheim") == "encrypted-otherwise"
    package = bytearray(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        package[package.index(mark) + flags] |= 1
    assert why(bytes(package), "a.docx", "geheim") == "encrypted-otherwise"


def test_damaged_file_of_an_archive_is_told_and_the_others_come_out() -> None:
    whole = zipped({"a.txt": b"Erster Text", "b.txt": b"Zweiter Text"}, zipfile.ZIP_STORED)
    found = taken(whole.replace(b"Erster", b"Ernter", 1), "a.zip")
    assert found.parts == [("b.txt", b"Zweiter Text")]
    assert found.losses == [("part", "a.txt")]


# -- hostile ones ----------------------------------------------------------------------------------------------------


def nested(depth: int, *, packed: bool) -> bytes:
    """A mail in a mail in a mail; packed as base64, which no standard allows."""
    data = lines("Subject: innen", "From: a@example.org", "", "Text")
    for _ in range(depth):
        head = ["Subject: x", "From: a@example.org", "Content-Type: message/rfc822"]
        head += ["Content-Transfer-Encoding: base64"] * packed
        data = lines(*head, "", "") + (base64.encodebytes(data) if packed else data)
    return data


@pytest.mark.parametrize(("depth", "packed"), [(50, False), (12, True)])
def test_nested_mails_come_out_one_by_one(depth: int, packed: bool) -> None:
    data, name = nested(depth, packed=packed), "a.eml"
    for _ in range(depth):
        ((name, data),) = taken(data, name).parts
    assert taken(data, name).text == "Betreff: innen\n\nText\n"


def test_mails_further_in_one_another_than_anybody_looks_end_in_a_clear_state() -> None:
    assert why(nested(3000, packed=False)) == "too-deep"


def boundaries(depth: int) -> bytes:
    """Parts in parts in parts of one mail."""
    data = b"Text"
    for n in range(depth):
        data = (
            lines(f"Content-Type: multipart/mixed; boundary=b{n}", "", f"--b{n}", "")
            + data
            + f"\r\n--b{n}--\r\n".encode()
        )
    return lines("Subject: x", "From: a@example.org", "") + data


@pytest.mark.parametrize("depth", [60, 2000])
def test_parts_too_deep_in_one_another_end_in_a_clear_state(depth: int) -> None:
    assert why(boundaries(depth)) == "too-deep"


def test_so_many_files_are_taken_and_no_more() -> None:
    assert len(taken(zipped({f"{n}.txt": b"x" for n in range(1000)}), "a.zip").parts) == 1000
    assert why(zipped({f"{n}.txt": b"x" for n in range(10_000)}), "a.zip") == "too-many-parts"
    mixed = MIMEMultipart()
    mixed["Subject"] = mixed["From"] = "x"
    for _ in range(1001):
        mixed.attach(MIMEBase("application", "octet-stream"))
        mixed.get_payload()[-1].set_payload("x")  # type: ignore[union-attr, index]
    assert why(mixed.as_bytes()) == "too-many-parts"


def test_bomb_ends_before_it_bursts() -> None:
    assert why(zipped({"a.bin": bytes(100 << 20)}), "a.zip") == "too-large"
    lying = bytearray(zipped({"a.bin": bytes(70 << 20)}))
    at = lying.rindex(b"PK\x01\x02") + 24
    lying[at : at + 4] = (9).to_bytes(4, "little")  # what it says it unpacks to
    assert why(bytes(lying), "a.zip") == "damaged"


def test_archive_in_archive_comes_out_as_it_is() -> None:
    ((name, data),) = taken(holding_itself(), "a.zip").parts
    assert name == "49.zip"
    assert taken(data, name).parts[0][0] == "48.zip"


def test_headers_without_end_are_refused() -> None:
    assert why(b"From: a@example.org\r\nTo: " + b"x" * (4 << 20)) == "too-large"
    assert why(b"From: a@example.org\r\n" + b"X-A: b\r\n" * (1 << 19)) == "too-large"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\a.exe", "a/../../b.sh", "con.txt"])
def test_names_are_claims(name: str) -> None:
    made = sandbox.clean([zipped({name: b"x"})], "a.zip")
    b"".join(made.content)
    (part,) = made.parts
    b"".join(part.content)
    assert not set("/\\:") & set(part.name)
    assert not part.name.endswith((".exe", ".sh"))


@pytest.mark.parametrize("name", ["a.eml", "a.mbox", "a.msg", "a.zip", "a.vcf", "a.ics"])
def test_what_is_nothing_of_the_kind_has_a_reason(name: str) -> None:
    for data in (
        b"\0" * 100,
        b"PK\x03\x04" + b"\0" * 60,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"PK\x05\x06",
    ):
        assert why(data, name) in ("unknown-type", "mismatch", "damaged", "empty", "ambiguous")


# -- through the walls -----------------------------------------------------------------------------------------------


def opened(data: bytes, name: str, password: str = "") -> tuple[str, list[tuple[str, bytes]]]:
    """The copy's text and the inner files, out of the sandbox."""
    made = sandbox.clean([data], name, None, password)
    text = b"".join(made.content).decode()
    return text, [(part.name, b"".join(part.content)) for part in made.parts]


def test_all_kinds_are_opened_in_the_sandbox() -> None:
    kinds = {
        "a.eml": mail().encode(), "a.mbox": f"From a Thu Mar 12 09:15:22 2026\n{mail()}".encode(),
        "a.msg": outlook("Rechnung", "Siehe Anlage.", more={"__attach_version1.0_#00000000": ATTACHED}),
        "a.zip": zipped({"foto.jpg": samples.image("JPEG")}), "a.vcf": CARDS["card"].encode(),
        "a.ics": CARDS["meeting"].replace("END:VEVENT", "SUMMARY:x\nEND:VEVENT").encode(),
    }  # fmt: skip
    assert set(kinds) == {f"a.{kind}" for kind in sandbox.FileKind if sandbox.family_of(kind) == "container"}
    for name, data in kinds.items():
        text, parts = opened(data, name)
        assert text.strip()
        assert len(parts) == (0 if name == "a.ics" else 1)
        assert not samples.holds(text.encode(), REPORTER)


def test_password_goes_through_the_pipe() -> None:
    sealed = locked("a.txt", b"Guten Tag", "geheim")
    with pytest.raises(FileEncrypted):
        opened(sealed, "a.zip")
    with pytest.raises(PasswordWrong):
        opened(sealed, "a.zip", "falsch")
    assert opened(sealed, "a.zip", "geheim")[1] == [("a.txt", b"Guten Tag")]


def test_parts_left_unread_leave_the_others_whole() -> None:
    made = sandbox.clean([zipped({f"{n}.txt": bytes([n]) * 300_000 for n in range(3)})], "a.zip")
    assert [part.name for part in made.parts] == ["0.txt", "1.txt", "2.txt"]


def test_hostile_containers_end_within_the_ceilings() -> None:
    small = Ceilings(file=8 << 20, output=16 << 20, memory=1 << 30, cpu=20, wall=30)
    with pytest.raises(PartsTooMany):
        sandbox.clean([zipped({f"{n}.txt": b"x" for n in range(10_000)})], "a.zip", small)
    with pytest.raises(ContentTooLarge):
        sandbox.clean([zipped({"a.bin": bytes(30 << 20)})], "a.zip", small)
