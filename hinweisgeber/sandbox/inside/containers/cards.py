"""Cards and calendars (RFC 6350, RFC 5545, and the older ones): what people read of them as lines `Name: value`.

A card is read for whom it names, so its addresses stay. What programs noted beside them (which one, when, with which
number) goes and is told, and so do the people of an appointment. A picture is an inner file.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..inner import Content, Opened, once
from ..terms import Ceilings, Findings, Stop, words
from ..texts.bodies import readable
from ..texts.decoding import decoded
from ..texts.headers import HeaderTale
from ..texts.plaintext import TEXT_LIMIT, seen
from .cardguard import require_read

SHOWN = {
    "fn": "Name", "n": "Name", "nickname": "Rufname", "org": "Organisation", "title": "Funktion", "role": "Rolle",
    "tel": "Telefon", "email": "E-Mail", "adr": "Anschrift", "label": "Anschrift", "url": "Netz", "bday": "Geburtstag",
    "anniversary": "Jahrestag", "note": "Notiz", "impp": "Nachrichten", "gender": "Geschlecht", "lang": "Sprache",
    "related": "Beziehung", "member": "Mitglied", "mailer": "Programm", "kind": "Art",
    "summary": "Betreff", "description": "Text", "location": "Ort", "dtstart": "Beginn", "dtend": "Ende",
    "due": "Fällig", "duration": "Dauer", "rrule": "Wiederholung", "rdate": "Wiederholung", "exdate": "Ausnahme",
    "status": "Stand", "categories": "Kategorien", "comment": "Bemerkung", "contact": "Kontakt", "geo": "Lage",
    "resources": "Mittel", "completed": "Erledigt", "percent-complete": "Erledigt (%)", "recurrence-id": "Termin vom",
    "priority": "Vorrang", "freebusy": "Belegt", "x-alt-desc": "Text", "class": "Vertraulichkeit",
}  # fmt: skip
LABEL = {
    "prodid": "software", "mailer": "software", "rev": "time", "dtstamp": "time", "created": "time",
    "last-modified": "time", "uid": "message-id", "organizer": "sender", "attendee": "recipient", "source": "link",
    "attach": "link", "x-wr-calname": "title", "calscale": "", "version": "", "method": "", "profile": "",
    "request-status": "header", "agent": "header",
}  # fmt: skip
PICTURES = words("photo logo sound key attach image x-ms-cardpicture")
ASIDE = words("vtimezone standard daylight")  # rules of clocks
OUTER = ASIDE | {"vcalendar"}  # in what is right below them, one appointment follows another
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(Z?))?")
_MAGIC = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp", b"ID3": "mp3", b"%PDF": "pdf"}
_ADDRESS = re.compile(
    r"(?i)\s*$|(?!data:)[a-z][a-z0-9+.-]{1,20}:"
)  # of what lies elsewhere; the rest is the thing itself
_SOFT = re.compile(r"(?im)^[^:\n]*quoted-printable[^:\n]*:(?:[^\n]*=\n)+[^\n]*")


@dataclass(frozen=True)
class CardLine:
    """One property: its name in small letters, its parameters, its value as it stands."""

    name: str
    given: dict[str, str]
    value: str


def clean(path: Path, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The readable lines of all cards or appointments. Raises Stop: too-large, too-many-parts, empty, content-lost."""
    if path.stat().st_size > TEXT_LIMIT:
        raise Stop("too-large")
    opened, told = Opened(), HeaderTale()
    text = decoded(path.read_bytes(), "", opened.findings)
    block: list[str] = []
    within: list[str] = []
    for line in _lines(text, opened.findings):
        if line.name in ("begin", "end"):
            name = line.value.strip().lower()
            _close(within, name)
            if not within or within[-1] in OUTER:
                opened.say("\n".join(dict.fromkeys(block)))
                block = []
            within += [name] * (line.name == "begin")
        elif not ASIDE & set(within[-1:]):
            _read(line, block, opened, told)
    opened.say("\n".join(dict.fromkeys(block)))
    told.tell(opened.findings)
    require_read(text, opened)
    if not opened.text:  # rules of clocks alone, say
        raise Stop("empty")
    return opened.result()


def _close(within: list[str], name: str) -> None:
    """An end closes what it names, and what is open in it, and so does the beginning of the next one of that name: one
    that was forgotten hides nothing that follows."""
    if name in within:
        del within[len(within) - 1 - within[::-1].index(name) :]


def _lines(text: str, findings: Findings) -> Iterator[CardLine]:
    """Logical lines. Folded ones are joined; of quoted-printable ones the soft breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\n[ \t]", "", text)
    text = _SOFT.sub(lambda found: found[0].replace("=\n", ""), text)
    for line in text.split("\n"):
        head, colon, value = _parted(line)
        if not colon:
            if line.strip():
                findings.add("header", line)
            continue
        name, *given = head
        yield CardLine(name.rpartition(".")[2].lower(), dict(_parameter(one) for one in given), value)


def _parted(line: str) -> tuple[list[str], str, str]:
    """What stands before the colon, cut at semicolons, and what follows; not within quotes."""
    head, start, quoted = [], 0, False
    for place, sign in enumerate(line):
        quoted ^= sign == '"'
        if sign in ";:" and not quoted:
            head.append(line[start:place])
            start = place + 1
            if sign == ":":
                return head, ":", line[start:]
    return head, "", ""


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:  # vCard 2.1: bare words
        kind = name.lower()
        return ("encoding", kind) if kind in ("base64", "b", "quoted-printable") else (f"type-{kind}", kind)
    return name.strip().lower(), value.strip('"')


def _read(line: CardLine, block: list[str], opened: Opened, told: HeaderTale) -> None:
    """One property: shown, taken as a file, or told."""
    encoding = line.given.get("encoding", "").lower()
    if line.name in PICTURES and (encoding in ("b", "base64") or not _ADDRESS.match(line.value)):
        _picture(line, opened)
        return
    value = line.value
    if encoding == "quoted-printable":
        value = decoded(quopri.decodestring(value.encode()), line.given.get("charset", ""), opened.findings)
    if line.name == "x-alt-desc" or line.given.get("fmttype", "").lower() == "text/html":
        from ..texts.htmltext import text_of

        value = text_of(_unescaped(value), opened.findings)
    if word := SHOWN.get(line.name):
        if said := _said(line, value, opened.findings):
            block.append(f"{word}: {said}")
        return
    if line.name in PICTURES:
        told.add("link", value)
        return
    label = LABEL.get(line.name, "header")
    if label == "header":
        told.add(label, f"{line.name}: {_unescaped(value)}")
    elif label:
        name = line.given.get("cn", "")
        told.add(label, " ".join(part for part in (name, re.sub("(?i)^mailto:", "", value)) if part))


def _said(line: CardLine, value: str, findings: Findings) -> str:
    if line.name in ("n", "adr", "org"):
        value = ", ".join(part for part in re.split(r"(?<!\\);", value) if part.strip())
    if line.name.startswith(("dt", "due", "rdate", "exdate", "completed", "recurrence", "bday", "anniv")):
        value = _DATE.sub(_date, value)
        value += f" ({line.given['tzid']})" if "tzid" in line.given else ""
    return readable(seen(_unescaped(value), findings), findings).strip()


def _date(found: re.Match[str]) -> str:
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day} {found[4]}:{found[5]}" + (" UTC" if found[7] else "") if found[4] else day


def _unescaped(value: str) -> str:
    return re.sub(r"\\([nN,;:\\\"])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _picture(line: CardLine, opened: Opened) -> None:
    value = _unescaped(line.value)
    packed = re.sub(r"\s", "", value.rpartition("base64,")[2] if value[:5].lower() == "data:" else value)
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        opened.findings.lose("picture", line.name)
        return
    named = line.given.get("filename", line.given.get("x-filename", ""))
    ending = next((ending for magic, ending in _MAGIC.items() if data.startswith(magic)), "bin")
    opened.take(named or f"{line.name}-{len(opened.parts) + 1}.{ending}", once(data))
