"""Version 2 of the dialogue (SPEC §§ 32, 34, 37): a report's key, the dialogue key of an epoch, a letter's own key.

Epoch and key travel together, so that nothing is sealed for one epoch under the key of another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from hinweisgeber.crypto import contexts, epochs, primitives
from hinweisgeber.crypto.epochs import Epoch
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import BoxKey, DialogueKey, LetterKey, Recipient, ReportKey
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.crypto.unseal import SMALL_WRAP, body_of, open_text

LABEL_MARK = b"hinweisgeber/v2/dialogue-mark\0"
REPORTER, OFFICE = contexts.SPEAKERS


@dataclass(frozen=True)
class WordPlace:
    """Where a message stands: in which report, in which epoch, the how-manieth of its author from 0."""

    report_id: bytes
    epoch: Epoch
    place: int


@dataclass(frozen=True)
class EpochDialogue:
    """The dialogue key of one report in one epoch."""

    report_id: bytes
    epoch: Epoch
    key: DialogueKey = field(repr=False)

    def __post_init__(self) -> None:
        if type(self.key) is not DialogueKey or type(self.epoch) is not Epoch:
            raise TypeError("an EpochDialogue has an Epoch and a DialogueKey")

    def seal(self, author: str, place: int, payload: bytes) -> bytes:
        """A message of this epoch (SPEC §34). Raises `FormatBroken` above 16 MiB - 8 bytes."""
        return seal_text(self.key, contexts.message_in(self.report_id, author, self.epoch.text, place), payload)

    def open(self, author: str, place: int, sealed: bytes) -> bytes:
        """The opposite. Raises `SealBroken`."""
        return open_text(self.key, contexts.message_in(self.report_id, author, self.epoch.text, place), sealed)

    def seal_status(self, revision: int, payload: bytes) -> bytes:
        """What the office says of the state (SPEC §36)."""
        return seal_text(self.key, contexts.status_in(self.report_id, self.epoch.text, revision), payload)

    def open_status(self, revision: int, sealed: bytes) -> bytes:
        """The opposite. Raises `SealBroken`."""
        return open_text(self.key, contexts.status_in(self.report_id, self.epoch.text, revision), sealed)

    def mark(self) -> bytes:
        """32 bytes by which who opens this key knows that it is the one a signed status speaks of."""
        label = LABEL_MARK + contexts.dialogue_mark(self.report_id, self.epoch.text)
        return primitives.derive(self.key.raw, label)


class NewReport:
    """A report being sent in: makes its key, gives out wraps and the dialogue of epoch 0, never the key."""

    __slots__ = ("__dialogue", "__key", "__report_id")

    def __init__(self, report_id: bytes) -> None:
        self.__report_id, self.__key = report_id, ReportKey.generate()
        self.__dialogue = EpochDialogue(report_id, epochs.REPORT, self.__key.dialogue)

    @property
    def report_id(self) -> bytes:
        return self.__report_id

    @property
    def dialogue(self) -> EpochDialogue:
        return self.__dialogue

    def wrap_for(self, recipient: Recipient) -> bytes:
        """The report's key for one officer (SPEC §32), 1714 bytes: 0x02 ‖ HPKE(context, key)."""
        return recipient.seal(contexts.report_wrap(self.__report_id, recipient.officer_id), self.__key)

    def __repr__(self) -> str:
        return "<NewReport>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")


class Letter:
    """A message of the reporter being sealed under a key of its own; gives out wraps, never the key."""

    __slots__ = ("__key", "__place")

    def __init__(self, place: WordPlace) -> None:
        self.__place, self.__key = place, LetterKey.generate()

    def seal(self, payload: bytes) -> bytes:
        """The message (SPEC §37)."""
        return seal_text(self.__key, _letter(self.__place), payload)

    def wrap_for(self, recipient: Recipient) -> bytes:
        """Its key for one officer, 1714 bytes."""
        place = self.__place
        context = contexts.letter_wrap(place.report_id, place.epoch.text, place.place, recipient.officer_id)
        return recipient.seal(context, self.__key)

    def keep(self, box_key: BoxKey) -> bytes:
        """Its key for the mailbox, 61 bytes."""
        return keep_letter(box_key, self.__place, self.__key)

    def __repr__(self) -> str:
        return "<Letter>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")


def open_letter(key: LetterKey, place: WordPlace, sealed: bytes) -> bytes:
    """What a letter says. Raises `SealBroken`."""
    return open_text(key, _letter(place), sealed)


def keep_letter(box_key: BoxKey, place: WordPlace, key: LetterKey) -> bytes:
    """A letter's key under a box key, 61 bytes: also under the next one, when the code is renewed."""
    if type(box_key) is not BoxKey or type(key) is not LetterKey:
        raise TypeError("a LetterKey is kept under a BoxKey")
    context = _letter_key(place)
    return contexts.version_of(context) + primitives.gcm_seal(box_key.raw, context, key.raw)


def kept_letter(box_key: BoxKey, place: WordPlace, wrap: bytes) -> LetterKey:
    """The key of a letter that its reporter kept. Raises `SealBroken`."""
    if type(box_key) is not BoxKey:
        raise TypeError("a LetterKey is kept under a BoxKey")
    if len(wrap) != SMALL_WRAP:
        raise SealBroken("wrong length")
    context = _letter_key(place)
    return LetterKey(primitives.gcm_open(box_key.raw, context, body_of(wrap, contexts.version_of(context))))


def _letter(place: WordPlace) -> bytes:
    return contexts.letter(place.report_id, place.epoch.text, place.place)


def _letter_key(place: WordPlace) -> bytes:
    return contexts.letter_key(place.report_id, place.epoch.text, place.place)
