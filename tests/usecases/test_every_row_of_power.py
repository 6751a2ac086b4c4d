"""LAW § 9, row by row, as `guard.ROWS` has it: one proposes and nothing is done; nobody who may not be the second is;
what is forged is named without a key; two do it. A row without an act in `power_rows.ACTS` fails here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.errors.power import LetterUnread, NeedsSecond, OwnProposal, RoleMissing, SameFunction
from hinweisgeber.domain.power import guard
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import confirming
from hinweisgeber.usecases.officer import casework, reading, recusal, suspension
from hinweisgeber.usecases.officer.desk import Saw, open_file, read_log
from hinweisgeber.usecases.officer.errors import ChangedMeanwhile, FileNotFound, Suspended
from hinweisgeber.usecases.reporter import mailbox
from tests.usecases.power_case import newcomer, ring, stand, whys
from tests.usecases.power_rows import ACTS, CARLA, NUMBER, TWO, Stand
from tests.usecases.sql import execute

__all__ = ["newcomer", "ring", "stand"]
ROWS = [row.id for row in TWO]
#: What a proposal may change of a case: that it stands, what the reporter was told, and that an officer looks again.
BY_PROPOSING = {"proposals", "replies", "talk", "erasure_authorised"}


@dataclass
class Proposed:
    """An act that anna has proposed, and where it was kept so."""

    stand: Stand
    row: guard.PowerRow
    n: int
    entry: int
    first: date  # on which it may be confirmed
    until: date
    kept: Path

    def again(self) -> None:
        """Nothing has happened since."""
        self.stand.snapshots.back(self.kept)


@pytest.fixture(params=ROWS)
def waits(request: pytest.FixtureRequest, stand: Stand, tmp_path: Path) -> Proposed:
    """Of each row in turn."""
    row = guard.BY_ID[request.param]
    n = stand.propose(row.id)
    one = reading.look(stand.desk("anna"), NUMBER).case.proposals[n - 1]
    kept = stand.snapshots.keep(tmp_path / "proposed")
    return Proposed(stand, row, n, one.entry, one.not_before, one.until, kept)


@contextmanager
def known_as(ring: Ring, officer_id: str, **changed: Any) -> Iterator[None]:
    """As if the root had signed this of them."""
    real = Ring.get

    def get(self: Ring, one: str) -> Any:
        found = real(self, one)
        return replace(found, **changed) if found is not None and one == officer_id else found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Ring, "get", get)
        yield


def test_every_row_that_asks_for_two_has_an_act_to_walk_it_with() -> None:
    assert set(ROWS) == ACTS.keys()
    assert len(ROWS) >= 11


def test_one_proposes_and_nothing_has_changed(waits: Proposed, cabinet: Store[Cabinet], ring: Ring) -> None:
    at = waits.stand.desk("anna")
    with cabinet.read() as cab:
        acts = read_log(cab, opened := open_file(cab, at, CASE, NUMBER))
        there = cab.holders(opened.id)
    before, after = fold.fold(acts[:-1]), fold.fold(acts)
    changed = {one.name for one in fields(after) if getattr(before, one.name) != getattr(after, one.name)}
    assert (acts[-1].kind, changed <= BY_PROPOSING) == (Kind.PROPOSED, True), changed
    assert after.proposals[waits.n - 1].row == waits.row.id
    assert (CARLA in there, len(there)) == (False, 3)
    assert all(act.data.values().get("text") for act in acts if act.kind is Kind.NOTE)
    assert "Noch etwas." in waits.stand.sent.texts()
    assert waits.stand.blobs.has(waits.stand.blob)
    assert whys(cabinet, ring) == set()


#: Who must not give the second signature, and what they are told.
def same_person(waits: Proposed, ring: Ring) -> None:
    with pytest.raises(OwnProposal):
        waits.stand.confirm(waits.n, "anna", waits.first)


def same_function(waits: Proposed, ring: Ring) -> None:
    bernd = waits.stand.desk("bernd").officer_id
    with known_as(ring, bernd, function="FALLBEARBEITUNG 1"), pytest.raises(SameFunction):
        waits.stand.confirm(waits.n, "bernd", waits.first)


def other_role(waits: Proposed, ring: Ring) -> None:
    with known_as(ring, waits.stand.desk("bernd").officer_id, role="auditor"), pytest.raises(RoleMissing):
        waits.stand.confirm(waits.n, "bernd", waits.first)


def without_key(waits: Proposed, ring: Ring) -> None:
    with pytest.raises(FileNotFound):
        waits.stand.confirm(waits.n, "carla", waits.first)


def recused(waits: Proposed, ring: Ring) -> None:
    recusal.recuse(waits.stand.desk("bernd"), NUMBER, "Verwandt.", "Jemand ist nicht mehr dabei.")
    with pytest.raises(FileNotFound):
        waits.stand.confirm(waits.n, "bernd", waits.first)


def excludes(waits: Proposed) -> None:
    sent = waits.stand.sent
    capability = mailbox.open_mailbox(sent.booth, sent.code)
    assert mailbox.exclude(sent.booth, capability, [waits.stand.desk("bernd").officer_id], "page")


def excluded(waits: Proposed, ring: Ring) -> None:
    excludes(waits)
    reading.look(waits.stand.desk("lead"), NUMBER)
    confirming.look(waits.stand.desk("lead"), NUMBER, waits.n)  # a colleague at the case: the office has heard of it
    with pytest.raises(FileNotFound):
        waits.stand.confirm(waits.n, "bernd", waits.first)


def excluded_a_moment_ago(waits: Proposed, ring: Ring) -> None:
    """They are the first to hear of it, if they are quick."""
    excludes(waits)
    with pytest.raises(LetterUnread):
        waits.stand.confirm(waits.n, "bernd", waits.first)


def suspended(waits: Proposed, ring: Ring) -> None:
    bernd = waits.stand.desk("bernd").officer_id
    suspension.suspend(waits.stand.desk("lead", waits.first), bernd)
    with pytest.raises(Suspended):
        waits.stand.confirm(waits.n, "bernd", waits.first)


def not_seen(waits: Proposed, ring: Ring) -> None:
    casework.note(waits.stand.desk("lead"), NUMBER, "Inzwischen.")
    with pytest.raises(ChangedMeanwhile):
        waits.stand.confirm(waits.n, "bernd", waits.first, saw=Saw(NUMBER, waits.entry))


REFUSED: tuple[Callable[[Proposed, Ring], None], ...] = (
    same_person, same_function, other_role, without_key, recused, excluded, excluded_a_moment_ago, suspended, not_seen,
)  # fmt: skip


def test_nobody_who_may_not_is_the_second_and_two_do_it(waits: Proposed, cabinet: Store[Cabinet], ring: Ring) -> None:
    effect, before = waits.row.kind.value, waits.stand.kinds()
    for refused in REFUSED:
        refused(waits, ring)
        assert waits.stand.kinds().count(effect) == before.count(effect), refused.__name__
        assert whys(cabinet, ring) == set(), refused.__name__
        waits.again()
    waits.stand.confirm(waits.n, "bernd", waits.first, saw=Saw(NUMBER, waits.entry))
    assert waits.stand.kinds().count(effect) == before.count(effect) + 1
    assert whys(cabinet, ring) == set()


@pytest.mark.parametrize("row", ROWS)
def test_who_proposes_has_seen_the_last_entry(row: str, stand: Stand) -> None:
    ACTS[row].before(stand, stand.desk("anna"))
    with stand.desk("anna").cabinet.read() as cab:
        head = cab.head()
    assert head is not None
    casework.note(stand.desk("bernd"), NUMBER, "Inzwischen.")
    before = stand.kinds()
    with pytest.raises(ChangedMeanwhile):
        ACTS[row].act(stand, stand.desk("anna", saw=Saw(NUMBER, head.seq)))
    assert stand.kinds() == before
    with pytest.raises(NeedsSecond):
        ACTS[row].act(stand, stand.desk("anna", saw=Saw(NUMBER, head.seq + 1)))


# -- forged, and `verify` has no key --------------------------------------------------------------------------------


@dataclass
class Forger:
    """Somebody with SQL, the officers' signing keys and a program of their own, at the last entry of the journal."""

    waits: Proposed
    cabinet: Store[Cabinet]
    ring: Ring

    def effect(self) -> Any:
        """The entry that is the effect."""
        with self.cabinet.read() as cab:
            return cab.head()

    def signed(
        self, who: str, day: date | None = None, change: Callable[[dict[str, Any]], object] = lambda said: None,
        again: bool = False,
    ) -> None:  # fmt: skip
        """The effect as this officer signs it on that day, saying something else; `again`: as one entry more."""
        at = self.waits.stand.desk(who)
        with self.cabinet.read() as cab:
            last = cab.head()
            assert last is not None
            before, old = (last, cab.entry(last.seq - 1))[not again], last
        said = chain.read_open(last.open or "")
        if again:
            said["seen"] = [last.seq, said["seen"][1]]
        change(said)
        new = chain.make_entry(
            self.ring.installation, before, day or last.day, last.file_id, last.kind, at.officer_id, at.identity.sign,
            last.commitment, chain.open_text(said),
        )  # fmt: skip
        row = {
            "seq": new.seq, "day": new.day.isoformat(), "file_id": new.file_id, "kind": new.kind, "open": new.open,
            "signer": new.signer, "commitment": new.commitment, "previous": new.previous, "signature": new.signature,
        }  # fmt: skip
        if again:
            text = "INSERT INTO journal_text SELECT :n, salt, sealed FROM journal_text WHERE seq = :o"
            execute(self.cabinet, f"INSERT INTO journal ({', '.join(row)}) VALUES (:{', :'.join(row)})", **row)
            execute(self.cabinet, text, n=new.seq, o=old.seq)
        else:
            setting = ", ".join(f"{name} = :{name}" for name in row)
            execute(self.cabinet, f"UPDATE journal SET {setting} WHERE seq = :seq", **row)


def confirms(**changed: Any) -> Callable[[dict[str, Any]], object]:
    """What an entry says that it confirms, changed."""
    return lambda said: said["confirms"].update(changed)


def test_what_is_forged_is_named_without_a_key(
    waits: Proposed, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    waits.stand.confirm(waits.n, "bernd", waits.first)
    done = waits.stand.snapshots.keep(waits.kept.with_name("done"))
    forger, bernd = Forger(waits, cabinet, ring), waits.stand.desk("bernd").officer_id
    entry = forger.effect()
    assert (entry.signer, chain.read_open(entry.open)["confirms"]["entry"]) == (bernd, waits.entry)

    def named(why: str, who: str = "bernd", **forged: Any) -> None:
        forger.signed(who, **forged)
        assert why in whys(cabinet, ring), why
        waits.stand.snapshots.back(done)

    forger.signed("bernd")
    assert whys(cabinet, ring) == set(), "and what is as it was is not"
    named("confirms another proposal than the one there", change=confirms(hash="0" * 96))
    named("confirms another act than was proposed", change=confirms(act="0" * 96))
    named("speaks of a proposal that is not there", change=confirms(entry=waits.entry - 1))
    named("confirmed by who proposed it", "anna")
    named("signed by somebody who held no key", "carla")
    named("confirms a proposal whose days are over", day=waits.until + timedelta(days=1))
    named("signed without having seen the last entry", change=lambda said: said.update(seen=[2, 0]))
    named("confirms a proposal that has ended", again=True)
    named("of older rules than an entry before", change=lambda said: said.pop("power") and said.pop("confirms"))
    with known_as(ring, bernd, function="FALLBEARBEITUNG 1"):
        named("confirmed by the same function")
    with known_as(ring, bernd, role="auditor"):
        named("signed without a role that may")
    if waits.row.waits:
        named("confirmed before the reporter could object", day=waits.first - timedelta(days=1))
    if waits.row.kind in guard.READABLE:
        named("needs two signatures and has one", change=lambda said: said.pop("confirms"))
    else:  # its kind is sealed: this shows to everybody with the key
        forger.signed("bernd", change=lambda said: said.pop("confirms"))
        with pytest.raises(SealBroken):
            reading.look(waits.stand.desk("lead"), NUMBER)


def test_a_key_that_goes_along_with_what_two_agreed_to_is_named(
    waits: Proposed, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    """The second person lets somebody in by an entry in which nobody has agreed to that."""
    waits.stand.confirm(waits.n, "bernd", waits.first)
    holders = sorted(one.officer_id for one in map(waits.stand.desk, ("anna", "bernd", "lead", "carla")))
    Forger(waits, cabinet, ring).signed("bernd", change=lambda said: said.update(holders=holders))
    gives = waits.row.id == "give-key"
    assert ("gave a key that needs two signatures" in whys(cabinet, ring)) is not gives


def test_a_key_that_goes_to_another_than_two_agreed_to_shows_to_everybody_with_the_key(
    stand: Stand, cabinet: Store[Cabinet], ring: Ring, tmp_path: Path, tampering: None
) -> None:
    """To whom, is sealed: so this is not seen without a key."""
    row = guard.BY_ID["give-key"]
    n = stand.propose(row.id)
    one = reading.look(stand.desk("anna"), NUMBER).case.proposals[n - 1]
    waits = Proposed(stand, row, n, one.entry, one.not_before, one.until, tmp_path)
    stand.confirm(n, "bernd", one.not_before)
    forger, another = Forger(waits, cabinet, ring), "f" * 16
    forger.signed("bernd")
    assert reading.look(stand.desk("lead"), NUMBER).case.number == NUMBER, "what was agreed to opens"
    holders = sorted([another, *(at.officer_id for at in map(stand.desk, ("anna", "bernd", "lead")))])
    forger.signed("bernd", change=lambda said: said.update(holders=holders))
    with pytest.raises(SealBroken, match="to somebody else than was agreed"):
        reading.look(stand.desk("lead"), NUMBER)
