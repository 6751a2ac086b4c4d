"""What witnesses outside are shown of the journal, and whether it is still what they signed (SPEC §41)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from ...crypto.errors import JournalBroken
from ...crypto.ring import Ring
from ...crypto.tree import Tree, consistency
from ...crypto.witness import Request, TreeHead, Witnessed, WitnessKey
from ...store.cabinet import Cabinet
from ...store.unit import Store


@dataclass(frozen=True, order=True)
class Sight:
    """That a witness saw so many entries, and when."""

    witness: str
    entries: int
    day: date
    head: TreeHead


def request(cabinet: Store[Cabinet], ring: Ring, old: int) -> Request:
    """What a witness is given to sign who stands at `old` entries (0: at none). Raises JournalBroken, StoreAway."""
    with cabinet.read() as cab:
        last = cab.head()
        if last is None:
            raise JournalBroken(1, "no entry at all")
        if old > last.seq:
            raise JournalBroken(last.seq + 1, "shorter than a witness saw", known=old, there=last.seq)
        proof, root = consistency((entry.hash for entry in cab.entries()), old, last.seq)
    return Request(old, proof, TreeHead(ring.installation, last.seq, root))


def sights(
    cabinet: Store[Cabinet], ring: Ring, notes: Iterable[Witnessed], keys: Collection[WitnessKey]
) -> list[Sight]:
    """What these witnesses saw by these notes, once the journal is found to begin with every one of it; strangers'
    signatures count nothing. Raises JournalBroken where it does not, SignatureBroken, StoreAway."""
    signed = [(key, day, note.head) for note in notes for key, day in note.signers(keys).items()]
    seen = sorted((Sight(key.name, head.size, day, head) for key, day, head in signed), key=lambda one: one.entries)
    with cabinet.read() as cab:
        _must_hold(ring, seen, (entry.hash for entry in cab.entries()))
    return list({one.witness: one for one in seen}.values())


def _must_hold(ring: Ring, seen: list[Sight], entry_hashes: Iterable[bytes]) -> None:
    tree, waiting = Tree(), list(reversed(seen))
    for entry_hash in entry_hashes if waiting else ():
        tree.add(entry_hash)
        while waiting and waiting[-1].entries == tree.size:
            one = waiting.pop()
            if (one.head.origin, one.head.root) != (ring.installation, tree.root):
                raise JournalBroken(one.entries, "another than a witness saw", witness=one.witness, day=one.day)
    if waiting:
        raise JournalBroken(tree.size + 1, "shorter than a witness saw", known=waiting[-1].entries, there=tree.size)
