"""What the reporter says in version 2 (SPEC §§ 33-34): signed inside the seal, whatever it is.

The first word is the report, and names the keys that verify all later ones, until a renewal names others. Reading
repeats the numbers of SPEC §34.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hinweisgeber.crypto import contexts, primitives, signed, strict
from hinweisgeber.crypto.dialogue import REPORTER, WordPlace
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.errors import SignatureBroken
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.crypto.mailbox import Mailbox, MailboxPublic
from hinweisgeber.errors import FormatBroken

Files = Mapping[str, bytes]  # by blob id in hex, the SHA-384 of the sealed bytes


@dataclass(frozen=True)
class Seen:
    """What the mailbox was shown of the office when this was written: the status' revision (0: none) and how much the
    office had said by it. An answer is an answer to that."""

    revision: int
    office: RunningHead

    def data(self) -> dict[str, Any]:
        """JSON values."""
        return {"office": self.office.data(), "revision": self.revision}


@dataclass(frozen=True)
class First:
    """What only the first word has: who received it, by which ring, the mailbox, and what was answered by itself."""

    recipients: tuple[str, ...]
    ring_number: int
    ring_hash: bytes
    mailbox: MailboxPublic
    acknowledged: tuple[date, str] | None = None  # day and text of an automatic acknowledgement


@dataclass(frozen=True)
class Introduction:
    """The mailbox of a dialogue that began in version 1."""

    seen: Seen
    mailbox: MailboxPublic


@dataclass(frozen=True)
class Renewal:
    """From here on another mailbox speaks and is written to; its voice has agreed."""

    seen: Seen
    generation: int
    previous: VerifyKey  # the voice in force before: from the next one, a reader finds back to it
    mailbox: MailboxPublic
    proof: bytes

    @classmethod
    def of(cls, seen: Seen, report_id: bytes, generation: int, old: VerifyKey, new: Mailbox) -> Renewal:
        """With the proof that somebody has the new voice."""
        proof = new.sign(_proof(report_id, generation, old, new.public))
        return cls(seen, generation, old, new.public, proof)


@dataclass(frozen=True)
class Word:
    """One word of the reporter. `said` is canonical JSON of an object; `rest`: by what kind of word it is."""

    installation: str
    at: WordPlace
    day: date
    before: bytes  # the head of the reporter's own messages before
    rest: First | Seen | Introduction | Renewal
    said: bytes = b"{}"
    files: Files = field(default_factory=dict)

    def signed_by(self, sign: Callable[[bytes], bytes]) -> bytes:
        """What is sealed: signature ‖ body."""
        return signed.write(signed.LABEL_WORD, sign, _value(self))


def read(payload: bytes, installation: str, at: WordPlace, day: date | None, voice: VerifyKey | None) -> Word:
    """The word that was signed for this place and day; `day`: None for a reader who compares it and names a
    difference. `voice`: who must have said it; None where that is not known
    yet: a first word and an introduction alone can be read without. Raises `FormatBroken`, `SignatureBroken`.

    Whether it may stand here at all (one introduction, the next generation, the head before) is not of the format.
    """
    return verified(*claimed(payload, installation, at, day), voice)  # 1. to 4., and the rest


def verified(found: signed.SignedBody, word: Word, voice: VerifyKey | None) -> Word:
    """What `claimed` read, if this voice said it; as in `read`. Raises `SignatureBroken`."""
    own = word.rest.mailbox.voice if isinstance(word.rest, First | Introduction) else None
    speaks = voice or own
    if speaks is None:
        raise SignatureBroken("nobody is known who could have said it")
    signed.require(own is None or own == speaks, "voice")  # 5. who names a voice speaks with it
    found.verify(signed.LABEL_WORD, speaks)  # 6. this voice said it
    if isinstance(word.rest, Renewal):  # 7. and the next one agreed to follow it
        signed.require(word.rest.previous == speaks, "voice")
        new = word.rest.mailbox
        new.voice.verify(word.rest.proof, _proof(word.at.report_id, word.rest.generation, speaks, new))
    return word


def claimed(payload: bytes, installation: str, at: WordPlace, day: date | None) -> tuple[signed.SignedBody, Word]:
    """The word of this place and day, whoever signed it: for a reader who knows from elsewhere that it was verified, or
    does not yet know by whom it must be. Raises `FormatBroken`, `SignatureBroken`."""
    found = signed.read(payload)  # 1. signature and body
    word = _read(found.value())  # 2. the one spelling, the keys of its kind, 3. each of its form
    signed.require(word.installation == installation, "installation")  # 4. it was said here,
    signed.require(word.at == at, "place")  # in this report, epoch and place,
    signed.require(day is None or word.day == day, "day")  # on this day
    return found, word


def _proof(report_id: bytes, generation: int, old: VerifyKey, new: MailboxPublic) -> bytes:
    """What a new voice signs; all parts have fixed lengths."""
    return signed.LABEL_VOICE + report_id + generation.to_bytes(8, "big") + old.raw + new.public + new.voice.raw


def _value(word: Word) -> dict[str, Any]:
    place = {"epoch": word.at.epoch.text, "place": word.at.place, "report": word.at.report_id.hex()}
    said = strict.load(word.said.decode(), lines=False, longest=signed.LONGEST)
    files = {name: digest.hex() for name, digest in word.files.items()}
    common = {"before": word.before.hex(), "day": word.day.isoformat(), "installation": word.installation}
    return {**common, **place, "files": files, "said": said, **_written(word.rest)}


def _written(rest: First | Seen | Introduction | Renewal) -> dict[str, Any]:
    if isinstance(rest, Seen):
        return {"kind": "word", "seen": rest.data()}
    mailbox = {"mailbox": rest.mailbox.data()}
    if isinstance(rest, Introduction):
        return {"kind": "introduction", "seen": rest.seen.data(), **mailbox}
    if isinstance(rest, Renewal):
        more = {"generation": rest.generation, "previous": strict.encode64(rest.previous.raw)}
        more["proof"] = strict.encode64(rest.proof)
        return {"kind": "renewal", "seen": rest.seen.data(), **mailbox, **more}
    answered = rest.acknowledged
    told = {"day": answered[0].isoformat(), "text": answered[1]} if answered else {}
    ring = {"hash": rest.ring_hash.hex(), "number": rest.ring_number}
    return {"kind": "report", "acknowledgement": told, "recipients": list(rest.recipients), "ring": ring, **mailbox}


_COMMON: dict[str, type] = dict.fromkeys(("before", "day", "epoch", "installation", "kind", "report"), str)
_COMMON |= {"files": dict, "place": int, "said": dict}


def _read(value: dict[str, Any]) -> Word:
    reader = _READERS.get(str(value.get("kind")))
    if reader is None:
        raise FormatBroken("unknown kind")
    rest = reader(value)
    report_id = strict.decode16(value["report"], contexts.ID)
    at = WordPlace(report_id, Epoch.parse(value["epoch"]), strict.count(value["place"], 0))
    before = strict.decode16(value["before"], primitives.HASH)
    word = Word(signed.installation(value["installation"]), at, strict.day(value["day"]), before, rest,
                strict.dump(value["said"]).encode(), _files(value["files"]))  # fmt: skip
    _check(word)
    return word


def _check(word: Word) -> None:
    """What fits no kind of word together. Raises `FormatBroken`."""
    if isinstance(word.rest, First) != (word.at.place == 0):
        raise FormatBroken("the first word is the report, and no other")
    if isinstance(word.rest, First | Introduction) and word.at.epoch != REPORT:
        raise FormatBroken("who names a voice for the first time speaks in epoch 0")
    begins = RunningHead.before(word.at.report_id, REPORTER).head
    if isinstance(word.rest, First | Introduction) and word.before != begins:
        raise FormatBroken("before the first word there is none")
    if isinstance(word.rest, Introduction | Renewal) and (word.said != b"{}" or word.files):
        raise FormatBroken("who names a mailbox says nothing else")


def _first(value: dict[str, Any]) -> First:
    strict.fields(value, **_COMMON, acknowledgement=dict, mailbox=dict, recipients=list, ring=dict)
    ring = strict.fields(value["ring"], hash=str, number=int)
    number, digest = strict.count(ring["number"], 1), strict.decode16(ring["hash"], primitives.HASH)
    recipients, mailbox = signed.officers(value["recipients"]), MailboxPublic.from_data(value["mailbox"])
    return First(recipients, number, digest, mailbox, _acknowledged(value["acknowledgement"]))


def _acknowledged(value: dict[str, Any]) -> tuple[date, str] | None:
    if not value:
        return None
    strict.fields(value, day=str, text=str)
    if not value["text"]:
        raise FormatBroken("an acknowledgement without words")
    return strict.day(value["day"]), value["text"]


def _word(value: dict[str, Any]) -> Seen:
    return _seen(strict.fields(value, **_COMMON, seen=dict)["seen"])


def _introduction(value: dict[str, Any]) -> Introduction:
    strict.fields(value, **_COMMON, seen=dict, mailbox=dict)
    return Introduction(_seen(value["seen"]), MailboxPublic.from_data(value["mailbox"]))


def _renewal(value: dict[str, Any]) -> Renewal:
    strict.fields(value, **_COMMON, seen=dict, mailbox=dict, generation=int, previous=str, proof=str)
    proof = strict.decode64(value["proof"], primitives.SIGNATURE)
    generation, mailbox = strict.count(value["generation"], 1), MailboxPublic.from_data(value["mailbox"])
    previous = VerifyKey(strict.decode64(value["previous"], primitives.KEY))
    return Renewal(_seen(value["seen"]), generation, previous, mailbox, proof)


def _seen(data: dict[str, Any]) -> Seen:
    value = strict.fields(data, office=dict, revision=int)
    return Seen(strict.count(value["revision"], 0), RunningHead.from_data(value["office"]))


def _files(value: dict[str, Any]) -> Files:
    for name in value:
        strict.decode16(name, contexts.ID)
    return {name: strict.decode16(digest, primitives.HASH) for name, digest in value.items()}


_READERS: dict[str, Callable[[dict[str, Any]], First | Seen | Introduction | Renewal]] = {
    "report": _first,
    "word": _word,
    "introduction": _introduction,
    "renewal": _renewal,
}
