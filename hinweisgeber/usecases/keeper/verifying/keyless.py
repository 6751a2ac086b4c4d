"""What two sign so that a case is erased which nobody can open (SPEC §48), read and checked without any key: the one
place from which the office, the erasing, its proofs and `verify` know it.

Of each signature: its signer may sign that day, was not left out of the case nor removed from it, and had its newest
entry before them; nobody who holds the case's key was there, and no hold stood. Of the second: it is of the same case
and proposal, in time, once, by another person with another function. And once more on the day on which it is erased.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ....crypto import chain, strict
from ....crypto.chain import Entry
from ....crypto.errors import JournalBroken, SignatureBroken
from ....crypto.ring import Ring
from ....domain.acts import Kind
from ....domain.power import guard, periods
from ....domain.power.keyless import ArchiveTold, KeylessErasure
from ....domain.power.proposals import ProposalState
from ....errors import FormatBroken
from ....store.cabinet import NO_FILE, Cabinet
from ...officer import revocation, suspension

PROPOSES, CONFIRMS, ENDS = "keyless", "keyless-confirmed", "keyless-ended"  # of what the entries say openly
_FORM = "what it says of an erasure without a key has no form"
_NOT_THEIRS = "erasure without a key signed by somebody who may not"
REMOVED = "erasure without a key signed by somebody left out"
OLDER = "erasure without a key of an older state"
OPENS = "erasure without a key of what somebody could open"
HELD = "erasure without a key over a hold"
NO_CASE = "erasure without a key of no case"


def said_proposing(one: KeylessErasure) -> str:
    """What the entry of a proposal says to everybody."""
    about = {"archive": one.archive, "case": one.case, "file": one.file_id.hex(), "files": one.files,
             "entry": one.last, "hash": one.last_hash, "texts": one.texts, "until": one.until.isoformat()}  # fmt: skip
    return chain.open_text({PROPOSES: about})


def said_confirming(one: KeylessErasure) -> str:
    """What the second signature says to everybody."""
    return chain.open_text({CONFIRMS: {"entry": one.seq, "file": one.file_id.hex(), "hash": one.hash}})


def said_ending(one: KeylessErasure) -> str:
    """What the entry says that declines or withdraws it."""
    return chain.open_text({ENDS: {"entry": one.seq}})


@dataclass
class KeylessHistory:
    """Of the ring as its root signed it, entry by entry in the order of the journal. An entry that may not stand there
    changes nothing."""

    ring: Ring
    found: dict[int, KeylessErasure] = field(default_factory=dict)

    def read(self, entry: Entry, out: Collection[str]) -> None:
        """The next entry; `out`: who was suspended that day or revoked, as the entries before it say. Raises
        JournalBroken, which names the rule."""
        if entry.file_id != NO_FILE or not self._may_sign(entry.signer, entry.day, out):
            raise JournalBroken(entry.seq, _NOT_THEIRS)
        try:
            if entry.kind == Kind.KEYLESS_PROPOSED:
                self._proposed(entry)
            elif entry.kind == Kind.KEYLESS_ERASURE:
                self._confirmed(entry, out)
            else:
                self._ended(entry)
        except FormatBroken as error:
            raise JournalBroken(entry.seq, _FORM) from error

    def _proposed(self, entry: Entry) -> None:
        value = _read(entry, PROPOSES, archive=str, case=str, file=str, files=int, entry=int, hash=str, texts=int,
                      until=str)  # fmt: skip
        strict.decode16(value["hash"], 48)
        if value["archive"] not in set(ArchiveTold):
            raise FormatBroken("the archive is told nothing else")
        new = KeylessErasure(
            strict.decode16(value["file"], 16), value["case"], value["entry"], value["hash"], value["texts"],
            value["files"], value["archive"], entry.signer, entry.day, strict.day(value["until"]), entry.seq,
            entry.hash.hex(),
        )  # fmt: skip
        if new.until != periods.until(entry.day):
            raise JournalBroken(entry.seq, "erasure without a key proposed for another time")
        self.found[entry.seq] = new

    def _confirmed(self, entry: Entry, out: Collection[str]) -> None:
        value = _read(entry, CONFIRMS, entry=int, file=str, hash=str)
        one = self._standing(entry, value["entry"])
        if (one.hash, one.file_id.hex()) != (value["hash"], value["file"]):  # 1., 2.
            raise JournalBroken(entry.seq, "erases another case without a key than was proposed")
        if self._is_same(one.by, entry.signer):  # 5.
            raise JournalBroken(entry.seq, "erasure without a key by one person alone")
        if not self._may_sign(one.by, entry.day, out):  # who proposed it is still there to stand by
            raise JournalBroken(entry.seq, _NOT_THEIRS)
        self._end(one, entry, ProposalState.CONFIRMED)

    def _ended(self, entry: Entry) -> None:
        one = self._standing(entry, _read(entry, ENDS, entry=int)["entry"])
        own = one.by == entry.signer
        if not own and self._is_same(one.by, entry.signer):
            raise JournalBroken(entry.seq, _NOT_THEIRS)
        self._end(one, entry, ProposalState.WITHDRAWN if own else ProposalState.DECLINED)

    def _standing(self, entry: Entry, seq: int) -> KeylessErasure:
        one = self.found.get(seq)
        if one is None:
            raise JournalBroken(entry.seq, "erasure without a key that nobody proposed")
        if one.state is not ProposalState.OPEN:  # 3.
            raise JournalBroken(entry.seq, "erasure without a key that has ended")
        if entry.day > one.until:  # 4.
            raise JournalBroken(entry.seq, "erasure without a key whose days are over")
        return one

    def _end(self, one: KeylessErasure, entry: Entry, state: ProposalState) -> None:
        ended = {"ended_on": entry.day, "ended_by": entry.signer, "ended_seq": entry.seq}
        self.found[one.seq] = replace(one, state=state, **ended)  # type: ignore[arg-type]

    def _may_sign(self, officer_id: str, day: date, out: Collection[str]) -> bool:
        person = self.ring.get(officer_id)
        may = person is not None and person.role in guard.EVERYBODY and person.could_sign(day)
        return may and officer_id not in out

    def _is_same(self, one: str, other: str) -> bool:
        return one == other or revocation.function_of(self.ring, one) == revocation.function_of(self.ring, other)


def _read(entry: Entry, name: str, /, **types: type) -> dict[str, Any]:
    whole = strict.fields(chain.read_open(entry.open or ""), **{name: dict})
    return strict.fields(whole[name], **types)


def all_of(cabinet: Cabinet, ring: Ring) -> list[KeylessErasure]:
    """Every proposal that was rightly signed, in order, with what became of it. Whether its case was one that nobody
    could open, `against` tells."""
    entries = cabinet.keyless()
    if not entries:
        return []
    suspended, revoked = suspension.all_of(cabinet, ring.by_root), revocation.all_of(cabinet, ring)
    history = KeylessHistory(ring.by_root)
    for entry in entries:
        out = {one.officer_id for one in suspended if one.seq < entry.seq and one.holds(entry.day)}
        done = (one for one in revoked if one.state is ProposalState.CONFIRMED and one.ended_seq < entry.seq)
        with suppress(JournalBroken, SignatureBroken):
            chain.verify_alone(ring.installation, entry, ring.by_root.signer(entry.signer, entry.day))
            history.read(entry, out | {one.officer_id for one in done})
    return list(history.found.values())


def newest_confirmed(cab: Cabinet, file_id: bytes) -> Entry | None:
    """The newest second signature about this case, unchecked: whoever asks knows that it was allowed."""
    for entry in reversed(cab.keyless()):
        if entry.kind == Kind.KEYLESS_ERASURE and about(entry) == file_id:
            return entry
    return None


def about(entry: Entry) -> bytes | None:
    """Which file an entry of these kinds is about, if it says so; None else."""
    with suppress(FormatBroken, ValueError):
        said = chain.read_open(entry.open or "")
        for name in (PROPOSES, CONFIRMS):
            if isinstance(said.get(name), dict):
                return strict.decode16(said[name].get("file"), 16)
    return None
