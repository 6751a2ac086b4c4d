"""The vectors of `receipt.json`: a good receipt with its wording, and what must be refused."""

from __future__ import annotations

from typing import Any

from hinweisgeber.crypto import strict
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.receipt import make_receipt, receipt_salt
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.wording import digest, wording
from tests.vectors.people import ANNA, BELA, ORIGIN, day, identity, seed

REPORT = Report("Es fehlt Geld.\n\nSeit Mai.", where="Kasse", who="Person X", fear="Ärger")


def build() -> list[dict[str, Any]]:
    """Everything that stands in the file."""
    dialogue, report_id, anna = seed("dialogue"), seed("report")[:16], identity(ANNA)
    photo = Attachment(seed("blob").hex()[:32], seed("blob key").hex(), "Foto.jpg", 12, seed("photo").hex())
    words = wording(receipt_salt(DialogueKey(dialogue), report_id), REPORT, (photo,))
    text = make_receipt(ORIGIN, day(3), digest(words), anna.sign_public, anna.sign).text()
    good = {"name": "good", "keys": [identity(BELA).sign_public.hex(), anna.sign_public.hex()], "text": text}
    good |= {"dialogue": dialogue.hex(), "report": report_id.hex(), "wording": words, "day": day(3).isoformat()}
    lines = text.split("\n")
    signature = lines[4].split(" ")[-1]
    raw = strict.decode64(signature, 68)
    bad_form = {
        "empty": "",
        "no newline at the end": text[:-1],
        "CRLF": text.replace("\n", "\r\n"),
        "a further line": text.replace("\n\n", "\nmehr\n\n"),
        "no such day": text.replace(lines[1], "2026-02-30"),
        "a day with a time": text.replace(lines[1], lines[1] + "T10:00"),
        "hash of 32 bytes": text.replace(lines[2], strict.encode64(bytes(32))),
        "signature cut": text.replace(signature, strict.encode64(raw[:-1])),
        "signature twice": text + lines[4] + "\n",
        "a checkpoint": text.replace("/receipt", "").replace(lines[1], "3"),
        "signed under another name": text.replace("\u2014 " + ORIGIN, "\u2014 elsewhere"),
        "origin with a blank": text.replace(ORIGIN, "hinweis geber"),
    }
    bad_signature = {
        "another day": text.replace(lines[1], day(4).isoformat()),
        "another hash": text.replace(lines[2], strict.encode64(digest("anderes"))),
        "another office": text.replace(ORIGIN, "hinweisgeber/fedcba9876543210"),
        "flipped signature": text.replace(signature, strict.encode64(raw[:-1] + bytes([raw[-1] ^ 1]))),
        "another key id": text.replace(signature, strict.encode64(bytes(4) + raw[4:])),
    }
    bad = [{"name": n, "keys": good["keys"], "text": t, "error": "FormatBroken"} for n, t in bad_form.items()]
    bad += [{"name": n, "keys": good["keys"], "text": t, "error": "SignatureBroken"} for n, t in bad_signature.items()]
    stranger = {"name": "nobody of this ring", "keys": good["keys"][:1], "text": text, "error": "SignatureBroken"}
    return [good | {"error": None}, *bad, stranger]
