"""Who is out of a file stays out, also where the databases are put back as they were before (SPEC §19).

The signed entry with which somebody left as biased, or was excluded by the reporter, is copied into the list of
erasures. Where the journal does not have it, an older state was put back: their keys go again, every file gets a new
one with its next act, and nobody gives them the file. Nobody is put out who alone could open it; that is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...crypto import proof
from ...crypto.ring import Ring
from ...domain.journal import Entry
from ...errors import FormatBroken
from ...store import erasures
from ...store.cabinet import Cabinet, Vouched
from ...store.erasures import Removed
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.desk import number_of
from ..officer.file_keys import holders_of
from ..officer.vouched import put_out_by
from .holders import Held, living

Out = dict[bytes, dict[str, str]]  # by file and officer: the entry, as text


@dataclass(frozen=True)
class Reapplied:
    """How many officers were put out of a file once more, and of which files somebody could not be: they alone open
    it. Numbers, or ids of reports that nobody has taken in yet."""

    again: int = 0
    left: tuple[str, ...] = ()


def known(cab: Cabinet) -> Removed:
    """All that the journal says of it, for the list."""
    return tuple((one.file_id, one.day, proof.write_removal(one)) for one in cab.removing())


def keep(cabinet: Store[Cabinet], path: Path) -> None:
    """Copies into the list at this path what it does not have yet. Raises StoreAway, OSError, SettingsWrong."""
    with cabinet.read() as cab:
        found = known(cab)
    if found:
        erasures.add_removed(path, found)


def reapply(
    cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, listed: Removed, today: date
) -> Reapplied:
    """Puts out whom the list names rightly and this journal does not know of. Doing it again changes nothing. Raises
    StoreAway."""
    if not (out := _behind(cabinet, ring, listed)):
        return Reapplied()
    with cabinet.write() as cab, letterbox.write() as box:  # nobody hands anything on meanwhile
        kept, gone, again = cab.put_out_of(), cab.erased_files(), 0
        for file_id, officers in out.items():
            for officer_id in sorted(officers.keys() if file_id not in gone else ()):
                if (file_id, officer_id) not in kept:
                    cab.put_out(file_id, officer_id, officers[officer_id])
                    again += 1
        if again:  # an older state: whoever was given a key since, and has gone, may know what is the newest here
            cab.mark_restored()
        return Reapplied(again, _take_keys(cab, box, ring, out, today))


def _take_keys(cab: Cabinet, box: Letterbox, ring: Ring, out: Out, today: date) -> tuple[str, ...]:
    held, there, left = Held.of(cab, box), living(cab, ring, today), list[bytes]()
    for file_id, officers in out.items():
        holders = held.files.get(file_id, held.waiting.get(file_id, set()))
        if holders & officers.keys() and not (holders & there) - officers.keys():
            left.append(file_id)
            continue
        for officer_id in officers:
            cab.leave(officer_id, [file_id])
        box.drop_wraps([(file_id, officer_id) for officer_id in officers])
    return _named(cab, left)


def unapplied(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, listed: Removed) -> tuple[str, ...]:
    """The files of which somebody still has a key, though the list rightly names them and this journal does not know
    of it. Raises StoreAway."""
    if not (out := _behind(cabinet, ring, listed)):
        return ()
    with letterbox.read() as box, cabinet.read() as cab:
        held = Held.of(cab, box)
        files = [one for one, officers in out.items()
                 if officers.keys() & held.files.get(one, held.waiting.get(one, set()))]  # fmt: skip
        return _named(cab, files)


def _behind(cabinet: Store[Cabinet], ring: Ring, listed: Removed) -> Out:
    """Who is out by an entry that an officer has signed and this journal does not have."""
    out = Out()
    with cabinet.read() as cab:
        said = cab.vouched({one[0] for one in listed})
        for file_id, _, text in listed:
            entry, officers = put_out_by(ring, file_id, text)
            there = cab.entry(entry.seq) if entry else None
            behind = entry is not None and (there is None or there.hash != entry.hash)
            if entry and behind and _may_say(entry, officers, said.get(file_id, ())):
                out.setdefault(file_id, {}).update(dict.fromkeys(officers, text))
    return out


def _may_say(entry: Entry, officers: frozenset[str], said: tuple[Vouched, ...]) -> bool:
    """Of themselves everybody; of others who holds the file, as far as this journal knows: a list is a file that
    somebody may write, and one signature is no reason to believe it of any case."""
    if officers == {entry.signer}:
        return True
    try:
        holders = holders_of(said)
    except FormatBroken:
        return False
    return entry.signer not in officers and (not holders or entry.signer in holders)


def _named(cab: Cabinet, file_ids: list[bytes]) -> tuple[str, ...]:
    numbers = cab.numbers(file_ids)
    return tuple(sorted(number_of(*numbers[one]) if one in numbers else one.hex() for one in file_ids))
