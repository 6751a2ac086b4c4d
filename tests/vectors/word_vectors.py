"""Vectors of what the reporter says in version 2: signed bodies, and the running hash over what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from hinweisgeber.crypto import heads as running
from hinweisgeber.crypto import signed, strict
from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, WordPlace
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.mailbox import Mailbox
from hinweisgeber.crypto.words import First, Introduction, Renewal, Seen, Word
from tests.vectors.people import ANNA, BELA, ORIGIN, day, mailbox, seed

Vector = dict[str, Any]
ID, OTHER_ID = seed("report of version 2")[:16], seed("another report of version 2")[:16]
EPOCH, OTHER_EPOCH = Epoch(2, seed("epoch 2")[:8]), Epoch(2, seed("another epoch 2")[:8])
SAID = strict.dump({"kind": "message", "text": "Es fehlt noch mehr Geld: 12.000 €."}).encode()
BEGUN = strict.dump({"kind": "report", "text": "Es fehlt Geld."}).encode()
FILES = {seed("blob 2").hex()[:32]: bytes.fromhex(seed("blob 2").hex() + seed("blob 3").hex()[:32])}
ACKNOWLEDGED = day(1), "Ihre Meldung ist eingegangen."


@cache
def own(name: str = "mailbox") -> Mailbox:
    return mailbox(name)


def before(first: int = 0) -> RunningHead:
    return RunningHead.before(ID, REPORTER, first)


def seen() -> Seen:
    return Seen(4, RunningHead.before(ID, OFFICE).then(b"the office's first message"))


def first() -> Word:
    rest = First((ANNA, BELA), 3, seed("ring")[:16] * 3, own().public, ACKNOWLEDGED)
    return Word(ORIGIN, WordPlace(ID, REPORT, 0), day(1), before().head, rest, BEGUN, FILES)


def message() -> Word:
    return Word(ORIGIN, WordPlace(ID, EPOCH, 2), day(3), before().then(b"0").then(b"1").head, seen(), SAID)


def renewal() -> Word:
    rest = Renewal.of(seen(), ID, 1, own().voice, own("renewed"))
    return replace(message(), rest=rest, said=b"{}")


def introduction() -> Word:
    rest = Introduction(Seen(0, RunningHead.before(ID, OFFICE, 4)), own().public)
    return Word(ORIGIN, WordPlace(ID, REPORT, 5), day(9), before(5).head, rest)


def shown(payload: bytes) -> Vector:
    """Signature and body, so that people can read them; together they are the payload."""
    return {"signature": payload[:64].hex(), "body": payload[64:].decode()}


def again(value: Mapping[str, Any], changes: Mapping[str, Any], speaker: Mailbox) -> Vector:
    """The body with these changes (None takes a key away), signed by this mailbox's voice."""
    changed = {name: one for name, one in {**value, **changes}.items() if one is not None}
    return shown(signed.write(signed.LABEL_WORD, speaker.sign, changed))


def expected(name: str, word: Word, voice: Mailbox | None) -> Vector:
    """What the reader knows beforehand."""
    at = {"report": word.at.report_id.hex(), "epoch": word.at.epoch.text, "place": word.at.place}
    known = {"installation": ORIGIN, **at, "day": word.day.isoformat()}
    return {"name": name, **known, "voice": voice.voice.raw.hex() if voice else None}


def words_good() -> list[Vector]:
    def good(name: str, word: Word, voice: Mailbox | None) -> Vector:
        own_voice = own("renewed") if name.endswith("after a renewal") else own()
        return {**expected(name, word, voice), **shown(word.signed_by(own_voice.sign)), "error": None}

    told = first().rest
    assert isinstance(told, First)
    quiet = replace(first(), rest=replace(told, acknowledged=None), files={})
    return [
        good("report", first(), None),
        good("report, the voice known", first(), own()),
        good("report, no acknowledgement", quiet, None),
        good("word", message(), own()),
        good("word after a renewal", message(), own("renewed")),
        good("renewal", renewal(), own()),
        good("introduction", introduction(), None),
    ]


def words() -> list[Vector]:
    """All of them."""
    return [*words_good(), *misplaced(), *misformed(), *unsigned(), *mistaken()]


def misplaced() -> list[Vector]:
    """Good words where another one is expected."""
    elsewhere: dict[str, Vector] = {
        "of another installation": {"installation": "hinweisgeber/fedcba9876543210"},
        "of another report": {"report": OTHER_ID.hex()},
        "of another epoch": {"epoch": "3-" + EPOCH.random.hex()},
        "of another epoch with the same number": {"epoch": OTHER_EPOCH.text},
        "at another place": {"place": 3},
        "of another day": {"day": day(4).isoformat()},
        "of another voice": {"voice": own("stranger").voice.raw.hex()},
        "of the voice before a renewal": {"voice": own("renewed").voice.raw.hex()},
        "of nobody known": {"voice": None},
    }
    found: list[Vector] = [
        {"name": name, "of": "word", **change, "error": "SignatureBroken"} for name, change in elsewhere.items()
    ]
    stranger = {"voice": own("stranger").voice.raw.hex(), "error": "SignatureBroken"}
    found.append({"name": "a report that names another voice than the mailbox has", "of": "report", **stranger})
    named = {"name": "a report by the mailbox' voice that names another", "of": "report, the voice known"}
    other = again(value_of(first()), {"mailbox": own("stranger").public.data()}, own())
    return [
        *found,
        {"name": "an introduction by another voice", "of": "introduction", **stranger},
        {**named, **other, "error": "SignatureBroken"},
    ]


def value_of(word: Word) -> dict[str, Any]:
    return signed.read(word.signed_by(own().sign)).value()


def misformed() -> list[Vector]:
    """Rightly signed, and not in the form prescribed."""
    said, told, moved = value_of(message()), value_of(first()), value_of(renewal())
    changes: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
        "unknown kind": ("word", said, {"kind": "aside"}),
        "kind missing": ("word", said, {"kind": None}),
        "a key too many": ("word", said, {"hint": ""}),
        "a key missing": ("word", said, {"before": None}),
        "a word that names a mailbox": ("word", said, {"mailbox": told["mailbox"]}),
        "place as text": ("word", said, {"place": "2"}),
        "place below 0": ("word", said, {"place": -1}),
        "place as truth": ("word", said, {"place": True}),
        "place above the most": ("word", said, {"place": 10**9}),
        "a word at the report's place": ("word", said, {"place": 0}),
        "epoch without a random part": ("word", said, {"epoch": "2"}),
        "epoch with zeros in front": ("word", said, {"epoch": "02-" + EPOCH.random.hex()}),
        "no such day": ("word", said, {"day": "2026-02-30"}),
        "a day without hyphens": ("word", said, {"day": "20261103"}),
        "head of 32 bytes": ("word", said, {"before": "00" * 32}),
        "head in capitals": ("word", said, {"before": said["before"].upper()}),
        "said that is no object": ("word", said, {"said": "text"}),
        "files that are a list": ("word", said, {"files": []}),
        "a file's hash of 32 bytes": ("word", said, {"files": {"00" * 16: "00" * 32}}),
        "a file's name too short": ("word", said, {"files": {"00" * 15: "00" * 48}}),
        "installation with a blank": ("word", said, {"installation": "hinweis geber"}),
        "seen with fewer messages than the first": ("word", said, {"seen": {
            **said["seen"], "office": {**said["seen"]["office"], "first": 2}}}),
        "seen without revision": ("word", said, {"seen": {"office": said["seen"]["office"]}}),
        "no recipients": ("report", told, {"recipients": []}),
        "recipients falling": ("report", told, {"recipients": [BELA, ANNA]}),
        "a recipient twice": ("report", told, {"recipients": [ANNA, ANNA]}),
        "a recipient that is no id": ("report", told, {"recipients": ["anna"]}),
        "statement 0 of the ring": ("report", told, {"ring": {**told["ring"], "number": 0}}),
        "voice of 31 bytes": ("report", told, {"mailbox": {**told["mailbox"], "voice": strict.encode64(bytes(31))}}),
        "public half of other bytes": ("report", told, {"mailbox": {
            **told["mailbox"], "public": strict.encode64(bytes(1665))}}),
        "an acknowledgement without words": ("report", told, {"acknowledgement": {"day": "2026-11-01", "text": ""}}),
        "an acknowledgement without a day": ("report", told, {"acknowledgement": {"text": "Danke"}}),
        "a report in epoch 2": ("report", told, {"epoch": EPOCH.text}),
        "a report with something before it": ("report", told, {"before": "00" * 48}),
        "a report at place 1": ("report", told, {"place": 1}),
        "generation 0": ("renewal", moved, {"generation": 0}),
        "a renewal that says something": ("renewal", moved, {"said": {"kind": "message", "text": "x"}}),
        "a voice before it of 31 bytes": ("renewal", moved, {"previous": strict.encode64(bytes(31))}),
        "a proof cut": ("renewal", moved, {"proof": strict.encode64(bytes(63))}),
        "an introduction after the report's epoch": ("introduction", value_of(introduction()), {"epoch": EPOCH.text}),
        "an introduction with something before it": ("introduction", value_of(introduction()), {"before": "00" * 48}),
    }  # fmt: skip
    found = [{"name": name, "of": of, **again(value, change, own()), "error": "FormatBroken"}
             for name, (of, value, change) in changes.items()]  # fmt: skip
    body, label = strict.dump(said), signed.LABEL_WORD
    spelt = {
        "a blank inside": body.replace('"day":', '"day": '),
        "a newline behind": body + "\n",
        "another order": '{"place":2,' + body[1:].replace('"place":2,', ""),
        "a key twice": body.replace('"place":2', '"place":2,"place":2'),
        "an escape that need not be": body.replace("€", "\\u20ac"),
        "a fraction": body.replace('"place":2', '"place":2.0'),
        "a list": "[]",
        "empty": "",
    }
    for name, text in spelt.items():
        signature = own().sign(label + text.encode()).hex()
        found.append({"name": name, "of": "word", "signature": signature, "body": text, "error": "FormatBroken"})
    return found


def unsigned() -> list[Vector]:
    """A good body, and a signature that is not over it."""
    payload, body = message().signed_by(own().sign), strict.dump(value_of(message()))
    raw = payload[:64]
    wrong = {
        "signature flipped": raw[:-1] + bytes([raw[-1] ^ 1]),
        "signature of zeros": bytes(64),
        "signed by a stranger": own("stranger").sign(signed.LABEL_WORD + body.encode()),
        "signed without a label": own().sign(body.encode()),
        "signed as a status": own().sign(signed.LABEL_STATUS + body.encode()),
        "signed as a statement of the ring": own().sign(b"hinweisgeber/v1/ring-statement\n" + body.encode()),
        "signed without its end": own().sign(signed.LABEL_WORD + body.encode()[:-1]),
        "signature of another word": renewal().signed_by(own().sign)[:64],
    }
    more: dict[str, dict[str, Any]] = {
        "another text": {"body": body.replace("noch mehr", "kein")},
        "another thing seen": {"body": body.replace('"revision":4', '"revision":5')},
        "another head before": {"body": body.replace(message().before.hex(), "00" * 48)},
        "a file added": {"body": body.replace('"files":{}', '"files":{"' + "00" * 16 + '":"' + "00" * 48 + '"}')},
    }
    found = [{"name": n, "of": "word", "signature": s.hex(), "error": "SignatureBroken"} for n, s in wrong.items()]
    return found + [{"name": n, "of": "word", **one, "error": "SignatureBroken"} for n, one in more.items()]


def mistaken() -> list[Vector]:
    """Renewals whose new voice did not agree to this."""
    moved, stranger = value_of(renewal()), own("stranger")
    rest = renewal().rest
    assert isinstance(rest, Renewal)
    proofs = {
        "agreed by the old voice": Renewal.of(seen(), ID, 1, own().voice, own()).proof,
        "agreed for another generation": Renewal.of(seen(), ID, 2, own().voice, own("renewed")).proof,
        "agreed for another report": Renewal.of(seen(), OTHER_ID, 1, own().voice, own("renewed")).proof,
        "agreed for another old voice": Renewal.of(seen(), ID, 1, stranger.voice, own("renewed")).proof,
    }
    changes: dict[str, dict[str, Any]] = {name: {"proof": strict.encode64(proof)} for name, proof in proofs.items()}
    changes["somebody else's public half"] = {
        "mailbox": {**moved["mailbox"], "public": stranger.public.data()["public"]}
    }
    changes["somebody else's voice"] = {"mailbox": {**moved["mailbox"], "voice": stranger.public.data()["voice"]}}
    changes["another voice before it"] = {"previous": stranger.public.data()["voice"]}
    changes["a generation left out"] = {"generation": 2}
    found = [{"name": name, "of": "renewal", **again(moved, change, own()), "error": "SignatureBroken"}
             for name, change in changes.items()]  # fmt: skip
    alone = again(moved, {}, own("renewed"))
    return [
        *found,
        {"name": "a renewal signed by the new voice alone", "of": "renewal", **alone, "error": "SignatureBroken"},
    ]


def heads() -> list[Vector]:
    """The running hash: messages stand as their sealed bytes in hex, one whose text was destroyed as its digest."""
    good: list[Vector] = []

    def add(name: str, author: str, number: int, messages: list[bytes]) -> None:
        head = RunningHead.before(ID, author, number)
        for sealed in messages:
            head = head.then(sealed)
        told = {"report": ID.hex(), "author": author, "first": number, "sealed": [one.hex() for one in messages]}
        good.append({"name": name, **told, "data": head.data(), "error": None})

    one, two = b"\x02 the first message, sealed", b"\x02 the second message, sealed"
    add("good, nothing said", REPORTER, 0, [])
    add("good, two messages", REPORTER, 0, [one, two])
    add("good, the first destroyed", REPORTER, 0, [running.digest(one), two])
    add("good, the office's", OFFICE, 0, [one, two])
    add("good, after five of version 1", REPORTER, 5, [one])
    data = good[1]["data"]
    broken: dict[str, Vector] = {
        "count below first": {"first": 3},
        "count as text": {"count": "2"},
        "count below 0": {"count": -1, "first": -1},
        "count above the most": {"count": 10**9},
        "head cut": {"head": data["head"][:-2]},
        "head in capitals": {"head": data["head"].upper()},
        "a key too many": {"last": 1},
    }
    bad = [{"name": n, "of": "good, two messages", "data": {**data, **b}, "error": "FormatBroken"}
           for n, b in broken.items()]  # fmt: skip
    return [*good, *bad]
