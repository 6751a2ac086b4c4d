"""Messages of Outlook (MS-OXMSG): property streams in a compound file. Text, headers as findings, attached files.

A message put into another one is no file of its own there, so its text stands in the same copy and its files beside the
others. Compressed RTF is unpacked (MS-OXRTFCP) only where a message has no other text: then it is an inner file.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from ..inner import Content, Opened, once
from ..terms import Ceilings, Stop
from ..texts.bodies import readable
from ..texts.decoding import decoded, markup_charset
from ..texts.headers import HeaderTale
from ..texts.htmltext import text_of
from ..texts.mailguard import letters, require_words, words_in
from ..texts.plaintext import seen
from .compound import PROPERTIES, CompoundFile, Storage, codec
from .eml import SUBJECT
from .rtf import unpacked

DEPTH = 10  # messages in one another
#: Properties by their ids in hexadecimal digits (MS-OXPROPS): what they tell.
TEXTS = {
    "0C1A": "sender", "0C1F": "sender", "5D01": "sender", "0042": "sender", "0065": "sender", "5D02": "sender",
    "3FF8": "sender", "3FFA": "last-editor", "0E04": "recipient", "0E03": "recipient", "0E02": "recipient",
    "0076": "recipient", "0040": "recipient", "1035": "message-id", "1042": "message-id", "1039": "message-id",
    "0070": "title",
}  # fmt: skip
RECIPIENTS = ("3001", "3003", "39FE", "5FF6")
TIMES = {0x0039: "time", 0x0E06: "time", 0x3007: "time", 0x3008: "time"}
BODY, HTML, RTF, HEADERS, NAME_LONG, NAME, NAME_SHOWN, DATA = (
    *("1000", "1013", "1009", "007D", "3707", "3704", "3001", "3701"),
)
_CODEPAGE_INTERNET = 0x3FDE
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def clean(path: Path, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The text of a message, its headers as findings, its files. Raises Stop: damaged, too-large, too-many-parts,
    too-deep, content-lost."""
    file = CompoundFile(path)
    if (PROPERTIES,) not in file.streams:
        raise Stop("damaged")
    opened = Opened()
    _message(Storage(file, ()), opened, 0)
    require_words(_words(file), opened)
    return opened.result()


def _words(file: CompoundFile) -> set[str]:
    """What could be read in all streams of text, of whichever message they are."""
    found = set[str]()
    for place in file.streams:
        if place[-1][:-4] in (f"__substg1.0_{BODY}", f"__substg1.0_{HTML}"):
            data = file.read(place)
            found |= words_in(
                data.decode("utf-16-le", "ignore") if place[-1].endswith("001F") else letters(data.rstrip(b"\0"))
            )
    return found


def _message(store: Storage, opened: Opened, depth: int) -> None:
    if depth > DEPTH:
        raise Stop("too-deep")
    _headers(store, opened)
    subject = readable(seen(" ".join(store.text("0037", opened.findings).split()), opened.findings), opened.findings)
    opened.say(f"{SUBJECT} {subject or '–'}")
    opened.say(_body(store, opened))
    for place in store.under("__attach_version1.0_"):
        _attached(Storage(store.file, place), opened, depth)


def _headers(store: Storage, opened: Opened) -> None:
    told, findings = HeaderTale(), opened.findings
    for name, value in HeaderParser().parsestr(store.text(HEADERS, findings)).items():
        told.take(name, value)
    for property_, label in TEXTS.items():
        told.add(label, store.text(property_, findings))
    for place in store.under("__recip_version1.0_"):
        one = Storage(store.file, place)
        for property_ in RECIPIENTS:
            told.add("recipient", one.text(property_, findings))
    for number, label in TIMES.items():
        if moment := store.fixed.get(number):
            told.add(label, _day(moment))
    told.tell(findings, store.text("0037", findings))


def _body(store: Storage, opened: Opened) -> str:
    """Plain text and HTML say the same; the one with more words of its own is taken, both if each has some."""
    findings = opened.findings
    plain = store.text(BODY, findings)
    data = store.raw(HTML) or store.raw(HTML, "001F").decode("utf-16-le", "replace").encode()
    charset = markup_charset(data) or codec(store.fixed.get(_CODEPAGE_INTERNET, 0) or 65001)
    html = text_of(decoded(data, charset, findings), findings) if data else ""
    words = [set(re.findall(r"\w+", re.sub(r"<?https?://\S+", " ", text).casefold())) for text in (plain, html)]
    both = [plain] if words[1] <= words[0] else [html] if words[0] <= words[1] else [plain, html]
    text = readable(seen("\n\n".join(both), findings), findings)
    if not text.strip() and (packed := store.raw(RTF)):
        opened.take("text.rtf", once(unpacked(packed)))
        findings.lose("text", "RTF")
    return text


def _attached(store: Storage, opened: Opened, depth: int) -> None:
    inner = (*store.place, f"__substg1.0_{DATA}000D")
    if inner in store.file.storages:
        if (*inner, PROPERTIES) in store.file.streams:
            _message(Storage(store.file, inner), opened, depth + 1)
        else:  # an object of another program
            opened.findings.lose("attachment", store.text(NAME_SHOWN, opened.findings) or "OLE")
        return
    names = (store.text(one, opened.findings) for one in (NAME_LONG, NAME, NAME_SHOWN))
    name = next((one for one in names if one.strip()), "file.bin")
    data = store.raw(DATA)
    if data:
        opened.take(name, once(data))
    else:
        opened.findings.lose("attachment", name)


def _day(ticks: int) -> str:
    try:
        return (_EPOCH + timedelta(microseconds=ticks // 10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return ""
