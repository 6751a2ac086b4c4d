"""Who is revoked by two leads, as signed entries of the journal say (SPEC §47), and the ring as it is in force with
them: the one place from which the office, its commands and its checks know who is out. What nobody entitled has signed
revokes nobody."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from ...crypto import chain, strict
from ...crypto.chain import Entry
from ...crypto.errors import JournalBroken, SignatureBroken
from ...crypto.ring import Officer, Ring
from ...crypto.statements import LEAD
from ...domain.acts import Kind
from ...domain.errors.power import OwnProposal, SameFunction
from ...domain.power import periods
from ...domain.power.proposals import ProposalState
from ...domain.power.revocations import Revocation, revoked
from ...domain.suspension import Suspension
from ...errors import FormatBroken, Refused
from ...store.cabinet import NO_FILE, Cabinet
from ...store.unit import Store
from . import suspension
from .errors import RevokesOneself

PROPOSES, CONFIRMS, ENDS = "revocation", "revoked", "revocation-ended"  # of what the entries say openly
_FORM = "what it says of a revocation has no form"
_NOT_THEIRS = "revocation signed by somebody who may not"


def said_proposing(officer_id: str, until: date) -> str:
    """What the entry of a proposal says to everybody."""
    return chain.open_text({PROPOSES: {"officer": officer_id, "until": until.isoformat()}})


def said_confirming(one: Revocation) -> str:
    """What the entry that revokes says to everybody."""
    return chain.open_text({CONFIRMS: {"officer": one.officer_id, "entry": one.seq, "hash": one.hash}})


def said_ending(one: Revocation) -> str:
    """What the entry says that declines or withdraws it."""
    return chain.open_text({ENDS: {"entry": one.seq}})


@dataclass
class Revocations:
    """Of the ring as its root signed it, entry by entry in the order of the journal. An entry that may not stand there
    changes nothing."""

    ring: Ring
    found: dict[int, Revocation] = field(default_factory=dict)

    def read(self, entry: Entry, suspended: Sequence[Suspension]) -> None:
        """The next entry; `suspended`: as the entries before it say. Raises JournalBroken, which names the rule."""
        out = {one.officer_id for one in suspended if one.holds(entry.day)}
        if entry.file_id != NO_FILE or entry.signer in out or not self._is_lead(entry.signer, entry.day):
            raise JournalBroken(entry.seq, _NOT_THEIRS)
        try:
            if entry.kind == Kind.REVOCATION_PROPOSED:
                self._proposed(entry)
            elif entry.kind == Kind.REVOKED:
                self._confirmed(entry, out)
            else:
                self._ended(entry)
        except FormatBroken as error:
            raise JournalBroken(entry.seq, _FORM) from error

    def is_out(self, officer_id: str) -> bool:
        """Whether they are out as the entries so far say."""
        return officer_id in self.out

    @property
    def out(self) -> set[str]:
        """Who is out as the entries so far say."""
        return {*revoked(self.found.values())}

    def _proposed(self, entry: Entry) -> None:
        value = _read(entry, PROPOSES, officer=str, until=str)
        new = Revocation(value["officer"], entry.signer, entry.day, strict.day(value["until"]), entry.seq,
                         entry.hash.hex())  # fmt: skip
        self._require_third(entry, new.officer_id)
        if new.until != periods.until(entry.day):
            raise JournalBroken(entry.seq, "revocation proposed for another time")
        self.found[entry.seq] = new

    def _confirmed(self, entry: Entry, suspended: set[str]) -> None:
        value = _read(entry, CONFIRMS, officer=str, entry=int, hash=str)
        one = self._standing(entry, value["entry"])
        if (one.hash, one.officer_id) != (value["hash"], value["officer"]):  # 1., 2.
            raise JournalBroken(entry.seq, "revokes another than was proposed")
        if one.by == entry.signer or self._function(one.by) == self._function(entry.signer):  # 5.
            raise JournalBroken(entry.seq, "revoked by one person alone")
        if one.by in suspended or not self._is_lead(one.by, entry.day):  # 6. who proposed it is still there to stand by
            raise JournalBroken(entry.seq, _NOT_THEIRS)
        self._require_third(entry, one.officer_id)
        self._end(one, entry, ProposalState.CONFIRMED)

    def _ended(self, entry: Entry) -> None:
        one = self._standing(entry, _read(entry, ENDS, entry=int)["entry"])
        own = one.by == entry.signer
        if not own:
            self._require_third(entry, one.officer_id)
            if self._function(one.by) == self._function(entry.signer):
                raise JournalBroken(entry.seq, _NOT_THEIRS)
        self._end(one, entry, ProposalState.WITHDRAWN if own else ProposalState.DECLINED)

    def _standing(self, entry: Entry, seq: int) -> Revocation:
        one = self.found.get(seq)
        if one is None:
            raise JournalBroken(entry.seq, "revocation that nobody proposed")
        if one.state is not ProposalState.OPEN:  # 3.
            raise JournalBroken(entry.seq, "revocation that has ended")
        if entry.day > one.until:  # 4.
            raise JournalBroken(entry.seq, "revocation whose days are over")
        return one

    def _end(self, one: Revocation, entry: Entry, state: ProposalState) -> None:
        ended = {"ended_on": entry.day, "ended_by": entry.signer, "ended_seq": entry.seq}
        self.found[one.seq] = replace(one, state=state, **ended)  # type: ignore[arg-type]

    def _require_third(self, entry: Entry, officer_id: str) -> None:
        """Who is concerned is in the ring that day, and is not the signer, under no other id either."""
        person = self.ring.get(officer_id)
        if person is None or not person.could_sign(entry.day) or self.is_out(officer_id):
            raise JournalBroken(entry.seq, "revokes somebody who is not there")
        if officer_id == entry.signer or self._function(officer_id) == self._function(entry.signer):
            raise JournalBroken(entry.seq, "revocation signed by whom it concerns")

    def _is_lead(self, officer_id: str, day: date) -> bool:
        person = self.ring.get(officer_id)
        return person is not None and person.role == LEAD and person.could_sign(day) and not self.is_out(officer_id)

    def _function(self, officer_id: str) -> str:
        person = self.ring.get(officer_id)
        return person.function.casefold() if person else ""


def _read(entry: Entry, name: str, /, **types: type) -> dict[str, Any]:
    whole = strict.fields(chain.read_open(entry.open or ""), **{name: dict})
    return strict.fields(whole[name], **types)


def all_of(cabinet: Cabinet, ring: Ring) -> list[Revocation]:
    """Every proposal that was rightly signed, in order, with what became of it."""
    entries = cabinet.revoking()
    if not entries:
        return []
    history, suspended = Revocations(ring.by_root), suspension.all_of(cabinet, ring.by_root)
    for entry in entries:
        with suppress(JournalBroken, SignatureBroken):
            _signed(ring.by_root, entry)
            history.read(entry, [one for one in suspended if one.seq < entry.seq])
    return list(history.found.values())


@lru_cache(maxsize=256)
def _signed(ring: Ring, entry: Entry) -> None:
    """Raises SignatureBroken, JournalBroken."""
    chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))


def in_force(cabinet: Cabinet, ring: Ring) -> Ring:
    """The ring as it is in force: who was revoked by two leads is out, as if the root had said it."""
    entries = [one.seq for one in cabinet.revoking() if one.kind == Kind.REVOKED]
    if not entries:
        return ring.by_root
    return _without(ring.by_root, tuple(sorted(revoked(all_of(cabinet, ring)).items())), entries[-1])


def ring_in_force(cabinet: Store[Cabinet], ring: Ring) -> Ring:
    """The same, as the cabinet is now. Raises StoreAway."""
    with cabinet.read() as cab:
        return in_force(cab, ring)


@lru_cache(maxsize=16)
def _without(ring: Ring, out: tuple[tuple[str, date], ...], known: int) -> Ring:
    """Always the same object, so what is remembered of a ring stays."""
    return ring.without(dict(out), known)


def unfollowed(cabinet: Cabinet, ring: Ring, today: date) -> list[Officer]:
    """Who is out by two leads and whom the ring still names: the intake seals to them until the root has said it."""
    people = [ring.by_root.get(one) for one in revoked(all_of(cabinet, ring))]
    return [one for one in people if one is not None and one.active(today)]


def standing(cabinet: Cabinet, ring: Ring, today: date) -> list[Revocation]:
    """Those that can still be confirmed: their person is there, and so is who proposed it, as a lead."""
    return [
        one
        for one in all_of(cabinet, ring)
        if one.stands(today) and is_lead(ring, one.by, today) and is_there(ring, one.officer_id, today)
    ]


def require_second(ring: Ring, one: Revocation, officer_id: str) -> None:
    """Returns only if this officer is a third person beside who proposed it and whom it concerns. Raises
    RevokesOneself, OwnProposal, SameFunction."""
    if function_of(ring, one.officer_id) == function_of(ring, officer_id):
        raise RevokesOneself()
    if one.by == officer_id:
        raise OwnProposal()
    if function_of(ring, one.by) == function_of(ring, officer_id):
        raise SameFunction()


def waited_for_by(cabinet: Cabinet, ring: Ring, today: date, officer_id: str) -> bool:
    """Whether one of them waits for this officer's signature; `ring`: as it is in force."""
    return any(_could_sign(ring, one, officer_id, today) for one in standing(cabinet, ring, today))


def _could_sign(ring: Ring, one: Revocation, officer_id: str, today: date) -> bool:
    try:
        require_second(ring, one, officer_id)
    except Refused:
        return False
    return is_lead(ring, officer_id, today)


def is_lead(ring: Ring, officer_id: str, today: date) -> bool:
    """Whether they are there as a lead that day."""
    person = ring.get(officer_id)
    return person is not None and person.role == LEAD and person.active(today)


def is_there(ring: Ring, officer_id: str, today: date) -> bool:
    """Whether they are in the ring that day."""
    person = ring.get(officer_id)
    return person is not None and person.active(today)


def function_of(ring: Ring, officer_id: str) -> str:
    """Their function, whatever its case; empty for who is in no ring."""
    person = ring.get(officer_id)
    return person.function.casefold() if person else ""
