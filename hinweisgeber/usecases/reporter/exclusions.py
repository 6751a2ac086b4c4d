"""Whom a reporter has excluded since the report (SPEC §§ 31, 37, 38): remembered in the mailbox, said to the office in
a letter to the others. From then on nothing is sealed for them, whether the office has heard of it or not.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from ...crypto import words
from ...crypto.dialogue import REPORTER, WordPlace, kept_letter, open_letter
from ...crypto.epochs import Epoch
from ...crypto.keys import BoxKey
from ...crypto.mailbox import EXCLUDED, MailboxContent
from ...crypto.ring import Officer, Ring
from ...domain.dialogue.report import Said, excluded_by, exclusion
from ...domain.errors.fields import ChoiceMissing
from ...errors import Broken
from ...store.letterbox import Letterbox, SealedMessage
from ...store.letterbox.dialogue import NEAR
from .errors import TooManyExcluded


def barred(ring: Ring, excluded: Collection[str]) -> set[str]:
    """The ids of everybody ever in the ring with the function of somebody excluded, case ignored: after a lost
    passphrase the same person is in it anew, under another id."""
    functions = {officer.function.casefold() for officer in ring.everyone if officer.officer_id in excluded}
    return {*excluded, *(officer.officer_id for officer in ring.everyone if officer.function.casefold() in functions)}


def waiting(box: Letterbox, key: BoxKey, report_id: bytes, installation: str, taken_in: int) -> frozenset[str]:
    """Whom the words exclude that the office has not taken in yet: also where somebody has put back an older row of the
    mailbox, which does not remember it."""
    there = box.messages_from(report_id, REPORTER, taken_in, NEAR)
    return _excluded_in(box, key, report_id, installation, there)


def stands(box: Letterbox, key: BoxKey, content: MailboxContent, installation: str) -> bool:
    """Whether the word lies there that said so last."""
    report_id = content.first.report_id
    message = box.message(report_id, REPORTER, content.excluded_at)
    return {*content.excluded} <= _excluded_in(box, key, report_id, installation, [message] if message else [])


def _excluded_in(
    box: Letterbox, key: BoxKey, report_id: bytes, installation: str, messages: Collection[SealedMessage]
) -> frozenset[str]:
    """Whom these exclude, as far as they are letters: this very mailbox alone could have kept their keys."""
    keys, found = box.letter_keys(report_id) if messages else {}, set[str]()
    for message in messages:
        with suppress(Broken, KeyError):
            at = WordPlace(report_id, Epoch.parse(message.epoch), message.place)
            payload = open_letter(kept_letter(key, at, keys[message.place]), at, message.sealed)
            word = words.claimed(payload, installation, at, message.written)[1]
            found |= {*excluded_by(Said.from_payload(word.said))}
    return frozenset(found)


def remembered(content: MailboxContent, said: Said, place: int) -> MailboxContent:
    """The mailbox after this word at this place."""
    return replace(content, excluded=excluded_by(said), excluded_at=place)


@dataclass(frozen=True)
class Excluding:
    """Who can be excluded today, and who is out already, by the report or since; ids."""

    choices: tuple[Officer, ...]
    out: tuple[str, ...]

    @classmethod
    def of(cls, ring: Ring, today: date, excluded: Collection[str]) -> Excluding:
        """`excluded`: whom the reporter named, by the report or since."""
        out = barred(ring, excluded)
        return cls(tuple(one for one in ring.readers(today) if one.officer_id not in out), tuple(sorted(excluded)))


def excluding(ring: Ring, today: date, before: Collection[str], officers: Collection[str], again: bool) -> Said:
    """What is said where these are to be out too. `before`: who was excluded since the report; `again`: the office does
    not know of them. Raises ChoiceMissing, TooManyExcluded."""
    chosen = {one.officer_id for one in ring.readers(today)} & {*officers}
    if not (chosen or (again and before)):
        raise ChoiceMissing()
    if len({*before, *chosen}) > EXCLUDED:
        raise TooManyExcluded()
    return exclusion({*before, *chosen})
