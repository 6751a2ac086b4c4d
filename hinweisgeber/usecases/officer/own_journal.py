"""The journal as an officer sees it: of the files they can open, and where it stands in all.

An entry of another file would tell that there is one they hold no key of, and when somebody worked on it. An auditor
holds no key at all and is there to check the whole: they see every entry, and of none what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...crypto.statements import AUDITOR
from ...domain.journal import Entry
from .desk import Desk, number_of


@dataclass(frozen=True)
class OwnEntries:
    """Some entries, the newest first; by file the number people write; the journal's last entry; whether older entries
    follow."""

    entries: tuple[Entry, ...]
    numbers: dict[bytes, str]
    head: Entry | None
    more: bool


def page(desk: Desk, before: int | None, limit: int) -> OwnEntries:
    """The newest entries for this officer, or those before a number of the journal. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        found = (
            cabinet.entries_before(before, limit + 1)
            if is_auditor(desk)
            else cabinet.entries_for(desk.officer_id, before, limit + 1)
        )
        numbers = cabinet.numbers({entry.file_id for entry in found})
        head = cabinet.head()
    named = {file_id: number_of(*number) for file_id, number in numbers.items()}
    return OwnEntries(tuple(found[:limit]), named, head, len(found) > limit)


def is_auditor(desk: Desk) -> bool:
    """Whether who is at the desk checks and holds no key."""
    me = desk.ring.get(desk.officer_id)
    return me is not None and me.role == AUDITOR


def held_numbers(desk: Desk) -> set[str]:
    """The numbers of all files this officer holds a key of. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        return {number_of(*number) for number in cabinet.held_files(desk.officer_id)}
