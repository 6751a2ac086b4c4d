"""Texts that are plain prose, and files that only look like text: mails, cards, markup, logs. All invented."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.policy import SMTP

from tests.sandbox import samples
from tests.sandbox.samples import AUTHOR, DEVICE

REPORTER = f"{AUTHOR.lower()}@example.net"


def mail(*, attached: bool = True, html: bool = False) -> str:
    """A mail as its recipient keeps it, with routing headers and a photo; lines end with a line feed."""
    message = EmailMessage(policy=SMTP.clone(linesep="\n", max_line_length=78))
    message["Return-Path"] = "<amt@example.org>"
    message["Delivered-To"] = REPORTER
    message["Received"] = f"from {DEVICE} (dsl-192-0-2-77.example.net [192.0.2.77])"
    message["From"] = "Amt <amt@example.org>"
    message["To"] = f"Die Person, die meldet und einen langen Namen hat <{REPORTER}>"
    message["Subject"] = "Fwd: Rechnung"
    message.set_content("<p>Siehe <b>Anlage</b>.</p>" if html else "Siehe Anlage.", subtype="html" if html else "plain")
    if attached:
        message.add_attachment(samples.image("JPEG"), maintype="image", subtype="jpeg", filename="foto.jpg")
    return message.as_string()


PHOTO = base64.encodebytes(samples.image("JPEG")).decode()
CARD = f"BEGIN:VCARD\r\nFN:{AUTHOR}\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\nREV:2026-01-01T10:00:00Z\r\nEND:VCARD\r\n"
MEETING = (
    f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nORGANIZER;CN={AUTHOR}:mailto:{REPORTER}\nEND:VEVENT\nEND:VCALENDAR\n"
)
TRACK = f'<gpx creator="{DEVICE}"><trk><trkpt lat="50.92413" lon="13.34271"/></trk></gpx>'
FORWARDED = (
    "Guten Tag,\ndas kam gestern:\n\n-----Ursprüngliche Nachricht-----\n"
    f"Von: {AUTHOR}\nGesendet: Montag, 2. März 2026\nAn: Amt\n"
)
MAILS: dict[str, str] = {
    "mail": mail(),
    "without attachment": mail(attached=False),
    "html in a mail": mail(attached=False, html=True),
    "mbox": f"From {REPORTER} Thu Mar 12 09:15:22 2026\nStatus: RO\n\nText\n",
    "two headers only": "From: Amt\nSubject: Rechnung\n\nText\n",
    "header and unknown ones": "X-Mailer-Id: 7\nX-Spam: no\n\nText\n",
    "folded": f"Subject: Eine sehr lange\n Zeile\nTo:\n\t{AUTHOR}\n\nText\n",
    "one that only servers write": f"Received: from {DEVICE} (dsl.example.net [192.0.2.77])\n\nText\n",
    "quoted": f"> From: {AUTHOR}\n> To: Amt\n>\n> Text\n",
    "under two lines of prose": f"Guten Tag,\nanbei die Nachricht:\n\n{mail(attached=False)}",
    "forwarded in German": FORWARDED,
    "forwarded in German, with emphasis": f"Siehe:\n\n*Von:* {AUTHOR} <{REPORTER}>\n*Betreff:* Rechnung\n*An:* Amt\n",
    "forwarded in another language": f"Siehe:\n\nОт: {AUTHOR} <{REPORTER}>\nКому: Amt\nТема: Rechnung\n",
    "printed with the second": "Von: Amt\nDatum: 12. März 2026 um 09:15:22 MEZ\nAn: Kasse\nBetreff: Rechnung\n",
}
CARDS: dict[str, str] = {"card": CARD, "meeting": MEETING}
STRUCTURED: dict[str, str] = {
    "card under prose": f"Das ist die Person:\n\n{CARD}",
    "xml": f'<?xml version="1.0"?><a><b>{AUTHOR}</b></a>',
    "flat office document": f'<?xml version="1.0"?>\n<office:document><meta>{AUTHOR}</meta></office:document>',
    "xml without declaration": f"<notiz><von>{AUTHOR}</von></notiz>",
    "xml under prose": f"Die Daten:\n\n<a>1</a><b>2</b><von>{AUTHOR}</von>",
    "track": TRACK,
    "page without its usual start": f"<p>Guten Tag</p><p>{AUTHOR}</p><p>Gruß</p>",
    "postscript": f"%!PS-Adobe-3.0\n%%Creator: {AUTHOR}\nshowpage\n",
    "print job": f'\x1b%-12345X@PJL JOB NAME="{AUTHOR}"\n@PJL SET USERNAME="{DEVICE}"\n',
    "rich text after a blank line": f"\n{{\\rtf1{{\\info{{\\author {AUTHOR}}}}}Text}}",
    "json": f'{{"from": "{AUTHOR}", "host": "{DEVICE}"}}',
    "list of json": f'[\n {{"user": "{AUTHOR}"}}\n]',
    "json lines under prose": f'Auszug:\n  "a": 1,\n  "b": 2,\n  "user": "{AUTHOR}"\n',
    "settings": f"[InternetShortcut]\nURL=file:///home/{DEVICE}/a.txt\n",
    "environment": f"HOME=/home/{DEVICE}\nUSER={AUTHOR}\nLANG=de_DE.UTF-8\n",
    "web server's log": '192.0.2.77 - - [12/Mar/2026:09:15:22 +0100] "GET / HTTP/1.1" 200 612\n' * 3,
    "log with addresses of the new kind": f"2026-03-12 09:15:22 {AUTHOR} 2001:db8:0:0:1::7 angemeldet\n" * 3,
    "system log": f"Mar 12 09:15:22 {DEVICE} sshd[312]: session opened for user {AUTHOR}\n" * 3,
    "program's log": f"2026-03-12T09:15:22.123Z INFO login of {AUTHOR}\n" * 3,
    "signed message": f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{AUTHOR}\n",
    "directory entry": f"dn: uid={AUTHOR},ou=people\ncn: {AUTHOR}\n",
    "program": f"function f(a) {{ return {{ user: `{AUTHOR}` }}; }} let b = {{ c: f() }}; if (b == c) {{ d = {{}}; }}\n"
    * 2,
}
ENCODED: dict[str, str] = {
    "lines of base64": f"Das Bild:\n\n{PHOTO}",
    "one line of base64": f"Das Bild: {PHOTO.replace(chr(10), '')} Ende",
    "picture as an address": f"Siehe data:image/jpeg;base64,{PHOTO.replace(chr(10), '')[:400]}",
    "hexadecimal": samples.image("JPEG")[:600].hex("\n", 30),
}
PROSE: dict[str, str] = {
    "letter": "An: Frau X\nBetreff: Beschwerde\n\nSehr geehrte Frau X,\n\nam Montag wurde doppelt bezahlt.\n",
    "letter with a copy": "An: Frau X\nCc: Herr Y\nBetreff: Beschwerde\nDatum: 12.03.2026\n\nSehr geehrte Frau X,\n",
    "memo": "Von: Abteilung 3\nAn: Amtsleitung\nDatum: 12. März 2026, 10:15 Uhr\nBetreff: Vergabe\n\nVermerk\n",
    "only a subject": "Subject: Beschwerde\n\nSehr geehrte Frau X,\n",
    "answers": "Wann: am Montag\nWo: im Bauamt\nWer: Herr Y\nWas: doppelt bezahlt\n",
    "colon in line one": "Notiz: Heute war wieder Besuch da.\nEr blieb bis 10:30 Uhr.\n",
    "chat of one phone": "[12.03.26, 09:15:22] Frau A: Bild weggelassen\n[12.03.26, 09:16:01] Herr B: ok\n" * 9,
    "chat of another": "12.03.26, 09:15 - Erika: <Medien ausgeschlossen>\n12.03.26, 09:16 - Max: ja\n" * 30,
    "conversation": "Erika: Haben Sie das gesehen?\nMax: Ja.\nErika: Und dann?\n",
    "contact": "Erika Beispiel\nTel.: 0123 456\nE-Mail: erika@example.org\nWeb: https://example.org/a?b=c\n",
    "reply of a mail program": "Danke!\n\nAm 12.03.2026 um 09:15 schrieb Amt <amt@example.org>:\n> Bitte zahlen.\n",
    "long address": f"Siehe https://example.org/{'aB3' * 80}?x={'c4D' * 80} zum Nachlesen.\n",
    "paths": "Die Liste liegt unter \\\\srv01\\bauamt\\2026\\vergabe\\liste.xlsx und C:\\Daten\\a.txt.\n",
    "long path": f"Zu finden unter /home/{'Ordner1/' * 30}Liste.\n",
    "table": "Name;Betrag;Datum\nFirma A;1200,50;12.03.2026\nFirma B;7,00;13.03.2026\n",
    "table with strokes": "| Wer | Wann |\n|-----|------|\n| A | 10:15 |\n| B | 11:15 |\n",
    "lines drawn": "Titel\n=====\n\nText\n------------\n\n~~~~~~~~~~\nEnde\n" * 5,
    "sums": "300 + 400 = 700\n700 - 100 = 600\n600 * 2 = 1200\n",
    "one tag": "Erste Zeile\n<b>zweite</b>",
    "placeholders": "<Name> hat <Betrag> an <Firma> gezahlt, und <Name> wusste es.\n",
    "one network address": "Um 10:15 kam der Zugriff von 192.0.2.77, sagt die IT.\nDanach war Ruhe bis 11:30.\n",
    "film's times": "00:01:12:05 Tür auf\n00:02:44:10 Tür zu\n00:03:01:22 Licht aus\n",
    "list of numbers": "".join(f"DE{n:020d}\n" for n in range(40)),
    "check sums": "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea  liste.xlsx\n" * 2,
    "long words": "Donaudampfschifffahrtsgesellschaftskapitän\n" * 40,
    "another script": "秘密" * 900,
    "shouting": "NEIN" * 400,
    "one sign": "x",
}
