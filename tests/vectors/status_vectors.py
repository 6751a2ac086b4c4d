"""Vectors of a status of version 2: what an officer signed of this key, and what passes for it and is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hinweisgeber.crypto import signed, strict
from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, EpochDialogue
from hinweisgeber.crypto.epochs import Epoch
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.status import Status
from tests.vectors.mailbox_vectors import dialogue, raw64
from tests.vectors.people import ANNA, BELA, CLEO, ORIGIN, day, identity, seed
from tests.vectors.word_vectors import EPOCH, ID, OTHER_EPOCH, OTHER_ID, own, shown

Vector = dict[str, Any]
Stored = Callable[[str, str, Callable[[str], Any], Callable[[], str]], str]
FIRST = Epoch(1, seed("epoch 1")[:8])
STATE = strict.dump({"acknowledged": "2026-11-02", "stage": "PREVENTION"}).encode()


def status() -> Status:
    said = RunningHead.before(ID, REPORTER).then(b"the report").then(b"a word")
    told = RunningHead.before(ID, OFFICE).then(b"the office's first message")
    both = (0, own().public.hash, said, told)
    return Status(ORIGIN, dialogue(), 4, day(3), ANNA, (ANNA, BELA), *both, (dialogue(FIRST),), STATE)


def payload(one: Status, signer: Identity) -> bytes:
    return one.dialogue.open_status(one.revision, one.sealed_by(signer.sign))


def expected(one: Status) -> Vector:
    """What the reader knows beforehand: the ring's keys for that day, and what it opened the status with."""
    ring = {officer: identity(officer).sign_public.hex() for officer in (ANNA, BELA, CLEO)}
    known = {"installation": ORIGIN, "report": ID.hex(), "epoch": one.dialogue.epoch.text, "revision": one.revision}
    return {**known, "key": one.dialogue.key.raw.hex(), "ring": ring}


def build(stored: Stored) -> list[Vector]:
    """All of them."""
    early = replace(status(), dialogue=dialogue(FIRST), older=(), revision=1, signer=BELA)
    goods = {"good": (status(), identity(ANNA)), "good, the first": (early, identity(BELA))}
    found: list[Vector] = []
    for name, (one, signer) in goods.items():
        inside = payload(one, signer)
        opens = lambda s, one=one: one.dialogue.open_status(one.revision, raw64(s))  # noqa: E731
        sealed = stored("signed_status", name, opens, lambda one=one, inside=inside: strict.encode64(  # type: ignore[misc]
            one.dialogue.seal_status(one.revision, inside)))  # fmt: skip
        found.append({"name": name, **expected(one), **shown(inside), "sealed": sealed, "error": None})
    return [*found, *elsewhere(), *altered(), *misformed()]


def elsewhere() -> list[Vector]:
    """A good status where another one is expected."""
    foreign = identity("d" * 16).sign_public.hex()
    changes: dict[str, Vector] = {
        "of another installation": {"installation": "hinweisgeber/fedcba9876543210"},
        "of another report": {"report": OTHER_ID.hex()},
        "of another epoch": {"epoch": OTHER_EPOCH.text},
        "of another revision": {"revision": 5},
        "with another key than it speaks of": {"key": seed("a key of somebody else").hex()},
        "by somebody the ring does not know": {"ring": {BELA: identity(BELA).sign_public.hex()}},
        "by somebody with another key in the ring": {"ring": {ANNA: foreign}},
    }
    return [{"name": name, "of": "good", **change, "error": "SignatureBroken"} for name, change in changes.items()]


def again(changes: Mapping[str, Any], signer: str = ANNA) -> Vector:
    value = {**signed.read(payload(status(), identity(ANNA))).value(), **changes}
    changed = {name: one for name, one in value.items() if one is not None}
    return shown(signed.write(signed.LABEL_STATUS, identity(signer).sign, changed))


def altered() -> list[Vector]:
    """Signatures that do not hold for this, and people who may not say it."""
    inside = payload(status(), identity(ANNA))
    raw, body = inside[:64], inside[64:].decode()
    foreign = EpochDialogue(ID, EPOCH, DialogueKey(seed("a key of somebody else")))
    cases: dict[str, Vector] = {
        "signature flipped": {"signature": (raw[:-1] + bytes([raw[-1] ^ 1])).hex()},
        "signature of zeros": {"signature": "00" * 64},
        "signed without a label": {"signature": identity(ANNA).sign(body.encode()).hex()},
        "signed as a word": {"signature": identity(ANNA).sign(signed.LABEL_WORD + body.encode()).hex()},
        "one holder fewer": {"body": body.replace(f',"{BELA}"', "")},
        "another stage": {"body": body.replace("PREVENTION", "CLOSED")},
        "signed by another than it says": again({}, BELA),
        "signed by somebody who does not hold the key": again({"signer": CLEO}, CLEO),
        "speaking of another report": again({"report": OTHER_ID.hex()}),
        "speaking of another epoch": again({"epoch": OTHER_EPOCH.text}),
        "with the mark of another key": again({"mark": foreign.mark().hex()}),
    }
    return [{"name": name, "of": "good", **case, "error": "SignatureBroken"} for name, case in cases.items()]


def misformed() -> list[Vector]:
    """Rightly signed, and not in the form prescribed."""
    older = [FIRST.text, strict.encode64(dialogue(FIRST).key.raw)]
    head = status().reporter.data()
    changes: dict[str, dict[str, Any]] = {
        "revision 0": {"revision": 0},
        "no holders": {"holders": []},
        "holders falling": {"holders": [BELA, ANNA]},
        "a signer that is no id": {"signer": "root"},
        "an older epoch missing": {"older": []},
        "an older epoch twice": {"older": [older, older]},
        "this epoch among the older ones": {"older": [[EPOCH.text, older[1]]]},
        "an older key of 31 bytes": {"older": [[FIRST.text, strict.encode64(bytes(31))]]},
        "an older epoch alone": {"older": [[FIRST.text]]},
        "an older epoch as text": {"older": [FIRST.text]},
        "epoch 0": {"epoch": "0-" + "0" * 16, "older": []},
        "mark of 31 bytes": {"mark": "00" * 31},
        "mailbox of 32 bytes": {"mailbox": "00" * 32},
        "generation below 0": {"generation": -1},
        "fewer messages than before the first": {"reporter": {**head, "first": 3}},
        "a head as text": {"reporter": "0"},
        "state as text": {"state": "CLOSED"},
        "no such day": {"day": "2026-02-30"},
        "a key missing": {"state": None},
        "a key too many": {"hint": ""},
    }
    return [{"name": name, "of": "good", **again(change), "error": "FormatBroken"} for name, change in changes.items()]
