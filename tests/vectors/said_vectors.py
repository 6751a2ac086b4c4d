"""Vectors of what is said in the dialogue (SPEC §20), of the wording (SPEC §17) and of tags (SPEC §11)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from hinweisgeber.crypto import strict
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.tag import message_tag
from hinweisgeber.domain import codec
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import QUESTIONS, Report
from hinweisgeber.domain.dialogue.report import (
    ANSWER,
    MEETING_OFFER,
    MESSAGE,
    PublicState,
    Said,
    exclusion,
    first_report,
)
from hinweisgeber.domain.dialogue.wording import digest, wording
from tests.vectors.people import ANNA, BELA, seed

Vector = dict[str, Any]
PHOTO = Attachment(seed("blob").hex()[:32], seed("blob key").hex(), "Fußweg.jpg", 12, seed("photo").hex())
REPORT = Report(
    "Die Prüfung fehlt.\n\nSeit Mai – „immer“.", where="Straße 4 \\ Hof", fear="Ärger", excluded=(ANNA, BELA)
)
SLOT = {"day": "2026-12-01", "how": "video", "time": "14:30", "when": "1. Dezember", "where": ""}


def dialogue() -> list[Vector]:
    """Payloads of messages, before they are padded and sealed."""
    plain = Said(MESSAGE, "Guten Tag \U0001f600")
    report = first_report(REPORT, (PHOTO,))
    good = {
        "good, a message": plain,
        "good, without words": Said(MESSAGE, ""),
        "good, a report with a file": report,
        "good, an oral report": first_report(replace(REPORT, channel="phone", record="summary", no_code="yes")),
        "good, a meeting is wished for": first_report(Report("Kurz.", meeting="yes")),
        "good, an offer": Said(MEETING_OFFER, "Wann?", data={"slots": [SLOT], "until": "2026-11-30"}),
        "good, an answer": Said(ANSWER, "", data={"to": 3, "choice": "slot-0", "video_consent": True}),
        "good, with its day": Said(MESSAGE, "Noch etwas.", day=date(2026, 11, 3)),
        "good, an exclusion": exclusion((BELA, ANNA)),
        "good, keys in the order of their code points": Said(MESSAGE, "", data={"\U0001f600": "2", "\uff5e": "1"}),
    }
    short, long, offer = (one.payload().decode() for one in (plain, report, good["good, an offer"]))
    late = canonical(json.loads(short) | {"report": {**json.loads(long)["report"], "meeting": ""}})
    spoilt: dict[str, str | bytes] = {
        "empty": "",
        "no object": f"[{short}]",
        "a blank": short.replace(":", ": ", 1),
        "a newline behind": short + "\n",
        "another order of keys": "{" + ",".join(reversed(short[1:-1].split(",", 1))) + "}",
        "a key twice": short.replace("{", '{"kind":"message",', 1),
        "an escaped letter": short.replace("message", "\\u006dessage"),
        "an escaped umlaut": long.replace("ü", "\\u00fc"),
        "half a character": short.replace("\U0001f600", "\\ud83d"),
        "not UTF-8": short.encode().replace(b"Guten", b"G\xfcten"),
        "a byte order mark": "\ufeff" + short,
        "keys in the order of UTF-16": '{"data":{"\U0001f600":"2","\uff5e":"1"},"kind":"message","text":""}',
        "an unknown kind": short.replace("message", "order"),
        "a day that does not exist": short.replace("{", '{"day":"2026-11-31",', 1),
        "no day, written": short.replace("{", '{"day":null,', 1),
        "no kind": short.replace('"kind":"message",', ""),
        "no text": '{"kind":"message"}',
        "text as number": '{"kind":"message","text":3}',
        "an unknown key": short.replace("{", '{"also":"",', 1),
        "no data, written": short.replace("{", '{"data":{},', 1),
        "no files, written": short.replace('"kind"', '"files":[],"kind"'),
        "no report, written": short.replace('"text"', '"report":null,"text"'),
        "data as list": short.replace("{", '{"data":[],', 1),
        "an answer missing that always stands": long.replace('"fear":"Ärger",', ""),
        "an empty answer that came later": late,
        "an answer nobody asks for": long.replace('"fear"', '"else":"","fear"'),
        "an answer as number": long.replace('"Ärger"', "3"),
        "officers as text": long.replace(f'["{ANNA}","{BELA}"]', f'"{ANNA}"'),
        "officers as numbers": long.replace(f'["{ANNA}","{BELA}"]', "[1,2]"),
        "a file without a key": long.replace(f'"key":"{PHOTO.key}",', ""),
        "a file's key cut": long.replace(PHOTO.key, PHOTO.key[:-2]),
        "a file's name in its store cut": long.replace(PHOTO.blob, PHOTO.blob[:-2]),
        "a file's length as text": long.replace('"size":12', '"size":"12"'),
        "something more of a file": long.replace('"size":12', '"seen":true,"size":12'),
        "cut off": offer[:-1],
    }
    some = [
        {"name": name, "payload": strict.encode64(said.payload()), "same": strict.encode64(said.sameness())}
        | {"said": json.loads(said.payload()), "error": None}
        for name, said in good.items()
    ]
    raw = {name: text if isinstance(text, bytes) else text.encode() for name, text in spoilt.items()}
    return some + [{"name": n, "payload": strict.encode64(b), "error": "FormatBroken"} for n, b in raw.items()]


def status() -> list[Vector]:
    """Payloads of version 1's status."""
    days = date(2026, 11, 3), date(2027, 2, 3), date(2027, 3, 1)
    whole = PublicState("closed", *days, "Beleg – 1\n", feedback_waived=days[1], minutes_over=2)
    good = {"good": whole, "good, just received": PublicState("received", None, None, None)}
    early = b'{"acknowledged":null,"closed_on":null,"feedback_on":null,"stage":"received"}'
    text = whole.payload()
    spoilt = {
        "empty": b"",
        "no object": b"[]",
        "no stage": early.replace(b',"stage":"received"', b""),
        "stage as number": early.replace(b'"received"', b"1"),
        "a day that does not exist": text.replace(b"2027-03-01", b"2027-02-29"),
        "a day as number": text.replace(b'"2027-03-01"', b"20270301"),
        "a place as text": text.replace(b'"minutes_over":2', b'"minutes_over":"2"'),
        "cut off": text[:-1],
    }
    some = [(name, state.payload(), state) for name, state in good.items()]
    some.append(("good, of version 0.1.0", early, good["good, just received"]))
    vectors: list[Vector] = [
        {"name": name, "payload": strict.encode64(raw), "state": json.loads(state.payload()), "error": None}
        for name, raw, state in some
    ]
    return vectors + [{"name": n, "payload": strict.encode64(b), "error": "FormatBroken"} for n, b in spoilt.items()]


def titles() -> list[dict[str, str]]:
    """The answers that stand in the wording, in their order, with their titles."""
    return [{"id": question.id, "title": question.receipt} for question in QUESTIONS if question.receipt]


def wordings() -> list[Vector]:
    """Texts whose hash a receipt holds; what is said otherwise has another hash."""
    salt = seed("salt of a wording")
    answers = {one["id"]: f"Antwort auf „{one['title']}“" for one in titles()}
    every = codec.revive(Report, answers | {"wish": "Wünsche\n\nund mehr"})
    good = {
        "good, one answer": (Report("Es fehlt Geld."), ()),
        "good, a file, umlauts and lines": (REPORT, (PHOTO,)),
        "good, every answer and two files": (every, (PHOTO, replace(PHOTO, name="zwei.pdf", size=3_000_001))),
    }
    some = [_wording(name, salt, report, files) for name, (report, files) in good.items()]
    base = some[1]
    text = base["wording"]
    some.append(_wording("good, of a sealed report", salt, REPORT, (PHOTO,), digest("a report, sealed").hex()))
    otherwise: dict[str, str] = {
        "CRLF": text.replace("\n", "\r\n"),
        "no newline at the end": text[:-1],
        "a title translated": text.replace("Befürchtungen", "Fears"),
        "umlauts taken apart": text.replace("Ä", "A\u0308"),
        "an empty answer with its title": text.replace("\nWo?", "\nWann?\n\n\nWo?"),
        "no empty line before the file": text.replace("\n\nDatei", "\nDatei"),
        "the length without its unit": text.replace(" Bytes", ""),
        "another salt": text.replace(salt.hex(), seed("another salt").hex()),
    }
    other = some[-1]["wording"].replace(some[-1]["sealed"], digest("another").hex())
    some.append(some[-1] | {"name": "of another sealed report", "wording": other, "sha384": digest(other).hex(),
                            "error": "FormatBroken"})  # fmt: skip
    return some + [
        base | {"name": name, "wording": changed, "sha384": digest(changed).hex(), "error": "FormatBroken"}
        for name, changed in otherwise.items()
    ]


def _wording(name: str, salt: bytes, report: Report, files: tuple[Attachment, ...], sealed: str = "") -> Vector:
    text = wording(salt, report, files, sealed)
    said = json.loads(first_report(report, files).payload())
    vector = {"name": name, "salt": salt.hex(), "report": said["report"], "files": said.get("files", [])}
    vector |= {"sealed": sealed} if sealed else {}
    return vector | {"wording": text, "sha384": digest(text).hex(), "error": None}


def tags() -> list[Vector]:
    """The tag of a report, and of a message written on a page; another text, page or key has another one."""
    key, report = DialogueKey(seed("dialogue key")), first_report(REPORT, (PHOTO,))
    page = b"AQ-_pages-capability=="
    make: Callable[[DialogueKey, bytes, Said], str] = lambda k, p, said: message_tag(k, p, said.sameness()).hex()  # noqa: E731
    base: Vector = {"key": key.raw.hex(), "page": "", "payload": strict.encode64(report.payload())}
    again = first_report(REPORT, (replace(PHOTO, blob="0" * 32, key="1" * 64),))
    message = {"page": page.decode(), "payload": strict.encode64(Said(MESSAGE, "Noch etwas.").payload())}
    good = [
        base | {"name": "good, a report", "tag": make(key, b"", report)},
        base | {"name": "good, the same sent again", "payload": strict.encode64(again.payload())}
        | {"tag": make(key, b"", report)},
        base | message | {"name": "good, a message", "tag": make(key, page, Said(MESSAGE, "Noch etwas."))},
    ]  # fmt: skip
    whole = hashlib.sha384(report.payload())
    bad = {
        "of another page": make(key, page, report),
        "of another text": make(key, b"", first_report(replace(REPORT, fear=""), (PHOTO,))),
        "of another file": make(key, b"", first_report(REPORT, (replace(PHOTO, size=13),))),
        "under another key": make(DialogueKey(seed("another key")), b"", report),
        "of the payload with the file's key": message_tag(key, b"", report.payload()).hex(),
        "a hash that needs no key": whole.hexdigest()[:32],
        "cut": make(key, b"", report)[:-2],
        "empty": "",
    }
    return [one | {"error": None} for one in good] + [
        base | {"name": name, "tag": tag, "error": "FormatBroken"} for name, tag in bad.items()
    ]
