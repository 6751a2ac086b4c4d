"""The chain, entry by entry in the order of its numbers (SPEC §§ 13, 14, 24). Whatever is broken, one goes on with what
stands there: an entry's own signature covers which one came before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from ....crypto import chain
from ....crypto.chain import Checkpoint, Entry
from ....crypto.errors import JournalBroken, SignatureBroken
from ....crypto.keys import VerifyKey
from ....crypto.power import RULED
from ....crypto.ring import Ring
from ....domain.acts import ROOT, Kind
from ....domain.deputising import DutyPlan
from ....domain.power import keyless
from ....domain.suspension import Suspension
from ....errors import FormatBroken
from ....store.cabinet import BEFORE_ALL, NO_FILE, Cabinet
from ...officer import factor_removal, plans, suspension
from ...officer.revocation import Revocations
from ...officer.trainings import TrainingRegister
from .findings import Amiss, Finding
from .keyless import KeylessHistory

_ORDER = ("not the next number", "does not follow the entry before")  # what the entry before may be to blame for

_TRAINS = (Kind.TRAINED, Kind.TRAINING_STRUCK)
_REVOKES = (Kind.REVOCATION_PROPOSED, Kind.REVOCATION_ENDED, Kind.REVOKED)


@dataclass
class Staffing:
    """Who is suspended as the entries so far say: nobody of them signs anything until it has ended (SPEC §45). And who
    stands in for whom: a deputy comes to a key by a plan alone (SPEC §46). And whom two leads have revoked: nothing of
    theirs comes after (SPEC §47). And what two let be erased without a key, as far as its case is not asked (SPEC
    §48)."""

    ring: Ring
    known: list[Suspension] = field(default_factory=list)
    planned: list[DutyPlan] = field(default_factory=list)
    revoked: Revocations = field(init=False)
    keyless: KeylessHistory = field(init=False)
    trained: TrainingRegister = field(init=False)

    def __post_init__(self) -> None:
        self.revoked, self.keyless = Revocations(self.ring.by_root), KeylessHistory(self.ring.by_root)
        self.trained = TrainingRegister(self.ring)

    @classmethod
    def before(cls, cab: Cabinet, ring: Ring, seq: int) -> Staffing:
        """Those of the entries up to this number, which were verified before."""
        known = [one for one in suspension.all_of(cab, ring) if one.seq <= seq]
        before = cls(ring, known, [one for one in plans.all_plans(cab, ring) if one.seq <= seq])
        for entry in sorted([*cab.revoking(), *cab.keyless()], key=lambda one: one.seq):
            if entry.seq <= seq:
                with suppress(JournalBroken):  # which the walk up to there has named
                    before._of_two(entry, [one for one in known if one.seq < entry.seq])
        for entry in cab.training():
            if entry.seq <= seq:
                with suppress(JournalBroken):
                    before.trained.read(entry)
        return before

    def _of_two(self, entry: Entry, suspended: list[Suspension]) -> None:
        if entry.kind in _REVOKES:
            self.revoked.read(entry, suspended)
        elif entry.kind in keyless.KINDS:
            out = {one.officer_id for one in suspended if one.holds(entry.day)}
            self.keyless.read(entry, out | self.revoked.out)

    def read(self, entry: Entry) -> Iterator[Finding]:
        """The next entry, which is whole in itself."""
        if any(one.officer_id == entry.signer and one.holds(entry.day) for one in self.known):
            values = {"signer": entry.signer}
            yield Finding(entry.seq, "", Amiss.ALTERED, "entry", "signed by somebody suspended", values)
        if self.revoked.is_out(entry.signer):
            yield Finding(entry.seq, "", Amiss.ALTERED, "entry", "signed by somebody revoked", {"signer": entry.signer})
        try:
            self._of_two(entry, self.known)
            if entry.kind in _TRAINS:
                self.trained.read(entry)
            if entry.kind == Kind.SUSPENDED:
                self.known.append(suspension.require_right(self.ring, entry, self.known))
            if entry.kind == Kind.FACTOR_REMOVED:
                factor_removal.require_right(self.ring, entry)
            if entry.kind == Kind.DEPUTY_PLANNED:
                self.planned.append(plans.require_right(self.ring, entry))
            if entry.kind == Kind.DEPUTY_JOINED:
                self._joined(entry)
        except JournalBroken as broken:
            yield Finding(entry.seq, "", Amiss.ALTERED, "entry", broken.why, broken.values)

    def _joined(self, entry: Entry) -> None:
        try:
            absent, deputy, until = plans.joined(entry.open)
        except FormatBroken as error:
            raise JournalBroken(entry.seq, "what it says of a deputy has no form") from error
        by_plan = (one for one in self.planned if (one.absent, one.deputy, one.last) == (absent, deputy, until))
        if not any(one.runs(entry.day) for one in by_plan):
            raise JournalBroken(entry.seq, "deputy without a plan")


@dataclass
class Chain:
    """What was gone through."""

    head: Entry | None = None
    entries: int = 0
    texts: int = 0
    found: list[Finding] = field(default_factory=list)


def walk(
    cab: Cabinet, ring: Ring, kept: Checkpoint | None = None, since: Entry | None = None, until: int | None = None
) -> Chain:
    """Every entry and its text, or those after `since`, which was verified before, up to the number `until`. `kept`: an
    earlier checkpoint, which must be part of it."""
    people = Staffing.before(cab, ring, since.seq if since else BEFORE_ALL)
    done, before, texts = Chain(since, since.seq if since else 0), since, _Texts(cab, since.seq if since else 0)
    blamed, ruled = False, _is_ruled(since)
    for entry in cab.entries(since.seq if since else BEFORE_ALL):
        if until is not None and entry.seq > until:
            break
        broken = _broken(ring, entry, before, texts)
        if broken is not None and not (blamed and broken.why in _ORDER):
            what = "text" if broken.why == "text is not the signed one" else "entry"
            done.found.append(Finding(broken.seq, "", Amiss.ALTERED, what, broken.why, broken.values))
        blamed = broken is not None
        if ruled and not _is_ruled(entry) and entry.file_id != NO_FILE:  # no way back behind two signatures
            why = "of older rules than an entry before"
            done.found.append(Finding(entry.seq, "", Amiss.ALTERED, "entry", why))
        ruled = ruled or _is_ruled(entry)
        if broken is None:
            done.found += people.read(entry)
        if kept is not None and kept.size == entry.seq:  # 5. an earlier checkpoint is part of it
            done.found += _checkpoint(ring, entry, kept)
        done.entries, before = done.entries + 1, entry
    done.head, done.texts = before, texts.read
    done.found += _end(done, kept if until is None else None)
    return done


def _broken(ring: Ring, entry: Entry, before: Entry | None, texts: _Texts) -> JournalBroken | None:
    try:
        if before is None:  # 1. the journal begins with the founding, signed by the root
            _founding(entry)
        chain.verify_entry(ring.installation, entry, before, _signer(ring, entry))  # 2., 3. number, hash, signature
    except JournalBroken as broken:
        texts.of(entry.seq)
        return broken
    if (text := texts.of(entry.seq)) is not None:  # 4. a text that is there is the committed one
        try:
            chain.verify_text(entry, *text)
        except JournalBroken as broken:
            return broken
    return None


def _is_ruled(entry: Entry | None) -> bool:
    return entry is not None and RULED in (entry.open or "")


class _Texts:
    """The sealed texts, read beside the entries; in the same order, so none is held."""

    def __init__(self, cab: Cabinet, after: int) -> None:
        self._rows: Iterator[tuple[int, bytes, bytes]] = cab.texts(after)
        self._next = next(self._rows, None)
        self.read = 0

    def of(self, seq: int) -> tuple[bytes, bytes] | None:
        """Salt and sealed text of this entry, as far as they are there."""
        while self._next is not None and self._next[0] < seq:
            self._next = next(self._rows, None)
        if self._next is None or self._next[0] != seq:
            return None
        text, self._next, self.read = self._next[1:], next(self._rows, None), self.read + 1
        return text


def _founding(entry: Entry) -> None:
    if (entry.kind, entry.signer, entry.file_id) != (Kind.FOUNDED, ROOT, NO_FILE):
        raise JournalBroken(entry.seq, "does not begin with the founding")


def _signer(ring: Ring, entry: Entry) -> VerifyKey:
    by_any_root = entry.kind in (Kind.SUSPENDED, Kind.FACTOR_REMOVED)
    if entry.signer == ROOT and entry.seq != 1 and not by_any_root:
        raise JournalBroken(entry.seq, "root signs the founding only")
    try:
        return suspension.key_of(ring, entry) if by_any_root else ring.signer(entry.signer, entry.day)
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signer not valid on that day", signer=entry.signer, day=entry.day) from error


def _checkpoint(ring: Ring, entry: Entry, kept: Checkpoint) -> Iterator[Finding]:
    if kept.origin != ring.installation:
        yield _of_checkpoint(entry.seq, "checkpoint of another installation")
    elif kept.head != entry.hash:
        yield _of_checkpoint(entry.seq, "checkpoint of another journal")
    else:
        try:
            kept.verify(_signer(ring, entry))
        except (SignatureBroken, JournalBroken):
            yield _of_checkpoint(entry.seq, "checkpoint not signed as it says")


def _end(done: Chain, kept: Checkpoint | None) -> Iterator[Finding]:
    if done.head is None:
        yield Finding(1, "", Amiss.MISSING, "entry", "no entry at all")
    elif kept is not None and kept.size > done.head.seq:
        values = {"known": kept.size, "there": done.head.seq}
        yield Finding(done.head.seq + 1, "", Amiss.MISSING, "entry", "checkpoint of a longer journal", values)


def _of_checkpoint(seq: int, why: str) -> Finding:
    return Finding(seq, "", Amiss.ALTERED, "checkpoint", why)
