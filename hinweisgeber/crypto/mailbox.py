"""A mailbox of version 2 (SPEC §31): the reporter's pair and voice, what is kept of them under the access code, and the
wraps by which the office reaches them.

Public halves stand only inside signed messages. What seals to a mailbox (`MailboxPublic`) opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, Self

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.dialogue import EpochDialogue
from hinweisgeber.crypto.epochs import RANDOM, REPORT, Epoch
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import BoxKey, DialogueKey, VerifyKey
from hinweisgeber.crypto.unseal import body_of
from hinweisgeber.errors import FormatBroken

WRAP = 1 + primitives.HPKE_ENCAPSULATED + primitives.KEY + primitives.TAG
SECRETS = primitives.MLKEM_SEED + primitives.P384_SCALAR + primitives.P384_POINT + primitives.KEY
KEPT = 512  # bytes inside a row: what is used today, and zeros
ROW = 1 + primitives.NONCE + KEPT + primitives.TAG
READERS = 7  # officers at most to whom a renewal was said: any of them can tell it to the others
_COUNT = 8
_KNOWN = (primitives.KEY, _COUNT, 1, READERS * 8)
EXCLUDED = 7  # officers at most whom a reporter can exclude after the report: there is no room for more
_EXCLUDED = (1, 4, EXCLUDED * 8)


class MailboxPublic:
    """A mailbox one can seal to, and whose reporter's words one can verify. Raises `FormatBroken` for no such keys."""

    __slots__ = ("_parsed", "public", "voice")

    def __init__(self, public: bytes, voice: bytes) -> None:
        self._parsed = primitives.hpke_public(public)
        self.public, self.voice = public, VerifyKey(voice)

    def wrap(self, dialogue: EpochDialogue) -> bytes:
        """The dialogue key of an epoch for the reporter, 1714 bytes: 0x02 ‖ HPKE(context, key)."""
        context = contexts.mailbox_wrap_in(dialogue.report_id, dialogue.epoch.text)
        return contexts.version_of(context) + primitives.hpke_seal(self._parsed, context, dialogue.key.raw)

    @property
    def hash(self) -> bytes:
        """48 bytes that name this mailbox in a status."""
        return primitives.sha384(self.public + self.voice.raw)

    def data(self) -> dict[str, Any]:
        """JSON values."""
        return {"public": strict.encode64(self.public), "voice": strict.encode64(self.voice.raw)}

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Reads what `data` wrote. Raises `FormatBroken`."""
        value = strict.fields(data, public=str, voice=str)
        public = strict.decode64(value["public"], primitives.HPKE_PUBLIC)
        return cls(public, strict.decode64(value["voice"], primitives.KEY))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MailboxPublic) and self.public + self.voice.raw == other.public + other.voice.raw

    def __hash__(self) -> int:
        return hash(self.public)


class Mailbox:
    """The private halves: opens what the office wraps to it, and signs what the reporter says."""

    def __init__(self, raw: bytes) -> None:
        """Cheap: keys are parsed when first used. Raises `FormatBroken` for a wrong length."""
        if type(raw) is not bytes or len(raw) != SECRETS:
            raise FormatBroken(f"a mailbox has {SECRETS} secret bytes")
        self.__raw = raw

    @classmethod
    def generate(cls) -> Mailbox:
        seed, scalar, public = primitives.hpke_generate()
        mailbox = cls(seed + scalar + public[primitives.MLKEM_PUBLIC :] + primitives.random(primitives.KEY))
        mailbox.public = MailboxPublic(public, primitives.sign_public(mailbox._signing))
        return mailbox

    def to_bytes(self) -> bytes:
        """ML-KEM seed 64 ‖ P-384 scalar 48 ‖ its point 97 ‖ Ed25519 seed 32."""
        return self.__raw

    @cached_property
    def public(self) -> MailboxPublic:
        return MailboxPublic(self._pair[1], self.voice.raw)

    @cached_property
    def hash(self) -> bytes:
        """That of its public halves."""
        return primitives.sha384(self._pair[1] + self.voice.raw)

    @cached_property
    def voice(self) -> VerifyKey:
        return VerifyKey(primitives.sign_public(self._signing))

    def sign(self, message: bytes) -> bytes:
        return self._signing.sign(message)

    def unwrap(self, report_id: bytes, epoch: Epoch, wrap: bytes) -> EpochDialogue:
        """The dialogue of an epoch out of a mailbox wrap; under a millisecond. Raises `SealBroken`, and `FormatBroken`
        for secrets that are no keys."""
        if len(wrap) != WRAP:
            raise SealBroken("wrong length")
        context = contexts.mailbox_wrap_in(report_id, epoch.text)
        opened = primitives.hpke_open(self._pair[0], context, body_of(wrap, contexts.version_of(context)))
        return EpochDialogue(report_id, epoch, DialogueKey(opened))

    @cached_property
    def _signing(self) -> primitives.SigningKey:
        return primitives.signing_key(self.__raw[209:])

    @cached_property
    def _pair(self) -> tuple[primitives.HpkePrivate, bytes]:
        return primitives.hpke_pair(self.__raw[:64], self.__raw[64:112], self.__raw[112:209])

    def known(self, generation: int) -> KnownVoice:
        """Its voice, for the mailbox after the next renewal."""
        return KnownVoice(self.__raw[209:], generation)

    def __repr__(self) -> str:
        return "<Mailbox>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")


@dataclass(frozen=True)
class KnownVoice:
    """The voice that the office knew when the code was renewed, and its generation: it can say the renewal again."""

    seed: bytes = field(repr=False)
    generation: int

    @property
    def voice(self) -> VerifyKey:
        return VerifyKey(primitives.sign_public(primitives.signing_key(self.seed)))

    def sign(self, message: bytes) -> bytes:
        return primitives.signing_key(self.seed).sign(message)


@dataclass(frozen=True)
class MailboxContent:
    """What a mailbox keeps under its code: its secrets, the dialogue of epoch 0 and the newest it knew, how often the
    code was renewed, and then the voice before, and to whom the renewal was said (ids, rising); whom its reporter has
    excluded since the report, and the place of the word that said so last. Raises `FormatBroken` where they do not fit.
    """

    mailbox: Mailbox = field(repr=False)
    first: EpochDialogue
    newest: EpochDialogue
    generation: int = 0
    known: KnownVoice | None = None
    readers: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_at: int = 0

    def __post_init__(self) -> None:
        if not _are_officers(self.readers, READERS if self.generation else 0):
            raise FormatBroken("readers are some officers, in order, each once")
        if not _are_officers(self.excluded, EXCLUDED) or bool(self.excluded) != (self.excluded_at > 0):
            raise FormatBroken("excluded are some officers, in order, each once, by a word")
        if (self.known is None) != (self.generation == 0) or (self.known and self.known.generation >= self.generation):
            raise FormatBroken("a voice of before that is missing, or of no generation before")
        same = self.first.report_id == self.newest.report_id and self.first.epoch == REPORT
        if not same or (self.newest.epoch == REPORT and self.newest != self.first):
            raise FormatBroken("dialogues that do not belong together")

    def seal(self, box_key: BoxKey, locator: bytes) -> bytes:
        """The row of this mailbox, 541 bytes: 0x02 ‖ nonce ‖ AES-256-GCM."""
        _require_box(box_key)
        keys = self.first.key.raw + self.newest.key.raw
        place = self.newest.epoch.number.to_bytes(_COUNT, "big") + self.newest.epoch.random
        known = self.known.seed + self.known.generation.to_bytes(_COUNT, "big") if self.known else b""
        known += _ids(self.readers, READERS) if known else b""
        known = known.ljust(sum(_KNOWN), b"\0")
        out = _ids(self.excluded, EXCLUDED)
        out = out[:1] + self.excluded_at.to_bytes(_EXCLUDED[1], "big") + out[1:]
        numbers = (self.generation.to_bytes(_COUNT, "big"), known, out)
        parts = (self.first.report_id, self.mailbox.to_bytes(), keys, place, *numbers)
        context = contexts.mailbox(locator)
        sealed = primitives.gcm_seal(box_key.raw, context, b"".join(parts).ljust(KEPT, b"\0"))
        return contexts.version_of(context) + sealed


def open_row(box_key: BoxKey, locator: bytes, row: bytes) -> MailboxContent:
    """What a mailbox keeps. Raises `SealBroken`, also for a row not written as it must be."""
    _require_box(box_key)
    if len(row) != ROW:
        raise SealBroken("wrong length")
    context = contexts.mailbox(locator)
    plain = primitives.gcm_open(box_key.raw, context, body_of(row, contexts.version_of(context)))
    try:
        return _kept(plain)
    except FormatBroken as error:
        raise SealBroken("sealed by somebody who did not follow the format") from error


def _kept(plain: bytes) -> MailboxContent:
    parts, start = [], 0
    fixed = (contexts.ID, SECRETS, primitives.KEY, primitives.KEY, _COUNT, RANDOM, _COUNT, *_KNOWN, *_EXCLUDED)
    for length in fixed:
        parts.append(plain[start : start + length])
        start += length
    if plain.count(0, start) != len(plain) - start:
        raise FormatBroken("padding that is not zero")
    report_id, secrets, first, newest, number, random, generations, seed, before, many, ids, out, place, those = parts
    generation = strict.count(int.from_bytes(generations, "big"), 0)
    known = KnownVoice(seed, strict.count(int.from_bytes(before, "big"), 0)) if generation else None
    if known is None and any(seed + before + many):
        raise FormatBroken("a voice before there was one")
    readers = _officers(many, ids)
    epoch = Epoch(int.from_bytes(number, "big"), random)
    dialogues = (
        EpochDialogue(report_id, REPORT, DialogueKey(first)),
        EpochDialogue(report_id, epoch, DialogueKey(newest)),
    )
    at = strict.count(int.from_bytes(place, "big"), 0)
    excluded = _officers(out, those)
    return MailboxContent(Mailbox(secrets), *dialogues, generation, known, readers, excluded, at)


def _are_officers(ids: tuple[str, ...], most: int) -> bool:
    return list(ids) == sorted(set(ids)) and all(map(contexts.is_officer_id, ids)) and len(ids) <= most


def _ids(officers: tuple[str, ...], most: int) -> bytes:
    """How many, and who, with zeros for those who are not."""
    return bytes([len(officers)]) + b"".join(map(bytes.fromhex, officers)).ljust(8 * most, b"\0")


def _officers(many: bytes, ids: bytes) -> tuple[str, ...]:
    """The opposite. Raises `FormatBroken`."""
    if any(ids[8 * many[0] :]):
        raise FormatBroken("padding that is not zero")
    return tuple(ids[8 * n : 8 * n + 8].hex() for n in range(many[0]))


def _require_box(key: BoxKey) -> None:
    if type(key) is not BoxKey:
        raise TypeError("a mailbox is kept under a BoxKey")
