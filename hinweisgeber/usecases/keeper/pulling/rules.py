"""What may change in the letterbox once it was seen, and how that is known without a key (SPEC §43).

A table of kinds: may a thing come later, become another, or go? Whatever no rule allows is named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ....crypto.proof import removed_by
from ....domain.dialogue.report import OFFICE, REPORTER
from ....store.cabinet import Cabinet, PulledRow
from ....store.letterbox import SealedMessage
from ....store.letterbox.things import (
    BEYOND,
    FILE,
    LETTER,
    LETTER_KEY,
    MAILBOX,
    MESSAGE,
    REPORT,
    STATUS,
    WAY,
    WRAP,
    Thing,
)

EMPTIED = 48  # bytes that may stand in the place of a text: its SHA-384
Key = tuple[str, str]  # kind and part
WHOLE: Key = (REPORT, "")  # the report's own row: all else stands and falls with it


class Fault(StrEnum):
    """What is wrong with a thing."""

    MISSING = "missing"
    ALTERED = "altered"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class SeenReport:
    """A report as it was seen and as it is now, beside what the cabinet knows of it."""

    id: bytes
    was: Mapping[Key, PulledRow]
    now: Mapping[Key, Thing]
    cab: Cabinet
    is_taken: bool  # it is a case
    is_out: Callable[[str], bool]  # whether an officer's right has ended
    until: tuple[int, int] = (0, 0)  # the last report and message that had been seen before this look
    is_erased: bool = False  # wholly: nothing of it may lie there
    is_garbled: bool = False  # one of its rows holds what no program of ours writes

    @property
    def is_first(self) -> bool:
        """Whether nothing of it was seen before."""
        return not self.was

    @property
    def new(self) -> set[Key]:
        """What was not seen before."""
        return set(self.now.keys() - self.was.keys())

    @property
    def has_spoken(self) -> bool:
        """Whether the reporter has said something since: a renewal of the code comes with a word."""
        said = (key for key in self.new if key[0] == MESSAGE and _author(key) == REPORTER)
        return any(self.is_behind(key) for key in said)

    def is_behind(self, key: Key) -> bool:
        """Whether a new report or message came after all that had been seen."""
        return self.until[key[0] == MESSAGE] < (self.now[key].number or 0) < BEYOND

    def has_heard(self, place: int) -> bool:
        """Whether the reporter's message at this place was taken in."""
        return self.cab.message(self.id, REPORTER, place) is not None

    def has_left(self, officer_id: str) -> bool:
        """Whether an officer has no right to it any more: by the ring, or by a signed entry of its case."""
        out = {(self.id, one) for entry in self.cab.removing(self.id) for one in removed_by(entry)}
        return self.is_out(officer_id) or (self.id, officer_id) in out | self.cab.put_out_of([self.id]).keys()

    @property
    def status_is_ours(self) -> bool:
        """Whether the status is one that was made here, and no older than the one before."""
        now, was, made = self.now.get((STATUS, "")), self.was.get((STATUS, "")), self.cab.status_made(self.id)
        if now is None or made is None or now.number is None or now.number > made[0]:
            return False
        if was is not None and now.digest != was.digest and now.number <= (was.number or 0):
            return False
        return now.number < made[0] or made[1] in (b"", now.row["sealed"])


def light(thing: Thing) -> Thing:
    """Without what is long in it: many are held at once."""
    sealed = thing.row.get("sealed")
    is_short = thing.kind == STATUS or (sealed is not None and len(sealed) <= EMPTIED)
    kept = ("sealed", "received") if is_short else ("received",)
    return replace(thing, row={name: thing.row[name] for name in kept if name in thing.row})


@dataclass(frozen=True)
class Change:
    """One kind of thing: who may add, change or take it later, each told by what is there."""

    added: Callable[[SeenReport, Key], bool]
    changed: Callable[[SeenReport, Key], bool]
    gone: Callable[[SeenReport, Key], bool]


def faults(seen: SeenReport) -> dict[Key, Fault]:
    """What does not fit. Of a report that is gone, all else that is gone with it is not named one by one."""
    if seen.is_garbled:
        return {WHOLE: Fault.ALTERED}
    if WHOLE not in seen.now:
        return {WHOLE: Fault.MISSING} if WHOLE in seen.was else {}
    if seen.is_erased or (seen.is_first and not seen.is_behind(WHOLE)):
        return {WHOLE: Fault.FOREIGN}
    found = dict[Key, Fault]()
    for key in seen.was.keys() | seen.now.keys():
        was, now, rule = seen.was.get(key), seen.now.get(key), RULES[key[0]]
        if now is None:
            if not rule.gone(seen, key):
                found[key] = Fault.MISSING
        elif was is None:
            if not (seen.is_first or rule.added(seen, key)):
                found[key] = Fault.FOREIGN
        elif (now.digest, now.number) != (was.digest, was.number) and not rule.changed(seen, key):
            found[key] = Fault.ALTERED
    if seen.is_first and not seen.is_taken and not any(kind == WRAP for kind, _ in seen.now):
        found[WRAP, ""] = Fault.MISSING  # whoever took it in, the cabinet knows nothing of it (any more)
    return found


def _never(seen: SeenReport, key: Key) -> bool:
    return False


def _author(key: Key) -> str:
    """Of a message; whoever writes rows may call themselves anything."""
    return key[1].rpartition("/")[0]


def _ours(seen: SeenReport, key: Key) -> SealedMessage | None:
    """The office's copy of a message."""
    return seen.cab.message(seen.id, _author(key), int(key[1].rpartition("/")[2]))


def _place(key: Key) -> int:
    """Of a letter: its part begins with it."""
    return int(key[1].partition("/")[0])


def _said(seen: SeenReport, key: Key) -> bool:
    """The reporter may always say something, behind all before; the office what it has in its own dialogue."""
    if _author(key) == REPORTER:
        return seen.is_behind(key)
    ours = _ours(seen, key) if _author(key) == OFFICE else None
    return ours is not None and (_body(ours.sealed) == seen.now[key].body or _is_emptied(seen, key))


def _body(sealed: bytes) -> bytes:
    return hashlib.sha384(sealed).digest()


def _is_emptied(seen: SeenReport, key: Key) -> bool:
    """Whether the office has destroyed a text, or cannot tell who wrote it after a restore."""
    ours, now, was = _ours(seen, key), seen.now[key], seen.was.get(key)
    if ours is None or (ours.sealed and ours.epoch != "") or "sealed" not in now.row:
        return False
    left = now.row["sealed"]  # where an older letterbox had lost that, too, the office put it there again
    return not left or was is None or left in (was.body, _body(ours.sealed))


def _restated(seen: SeenReport, key: Key) -> bool:
    """The office empties a text; and where an older letterbox had lost a message of its own, it lies there again."""
    was, now = seen.was.get(key), seen.now[key]
    is_same = _author(key) == OFFICE and was is not None and was.digest == now.digest and seen.is_behind(key)
    return is_same or _is_emptied(seen, key)


def _with_its_word(seen: SeenReport, key: Key) -> bool:
    return (MESSAGE, f"{REPORTER}/{_place(key)}") in seen.new


def _letter_read(seen: SeenReport, key: Key) -> bool:
    return seen.has_heard(_place(key)) or seen.has_left(key[1].partition("/")[2])


def _shown(seen: SeenReport, key: Key) -> bool:
    return seen.status_is_ours


def _way_shown(seen: SeenReport, key: Key) -> bool:
    """A new way comes with a new status, always."""
    was, now = seen.was.get((STATUS, "")), seen.now.get((STATUS, ""))
    return now is not None and (was is None or was.digest != now.digest) and seen.status_is_ours


RULES: Mapping[str, Change] = {
    REPORT: Change(_never, _never, _never),
    MESSAGE: Change(_said, _restated, _never),
    WRAP: Change(_never, _never, lambda seen, key: seen.is_taken or seen.has_left(key[1])),
    MAILBOX: Change(_never, lambda seen, _: seen.has_spoken, _never),
    STATUS: Change(_shown, _shown, _never),
    WAY: Change(_way_shown, _way_shown, _never),
    LETTER: Change(_with_its_word, _never, _letter_read),
    LETTER_KEY: Change(_with_its_word, lambda seen, _: seen.has_spoken, lambda seen, _: seen.has_spoken),
    FILE: Change(
        lambda seen, _: seen.has_spoken,
        _never,
        lambda seen, key: seen.is_taken and not seen.cab.names_blob(seen.id, key[1]),
    ),
}
