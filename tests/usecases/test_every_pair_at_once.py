"""Two officers, two workers, one proposal: each act is cut where it is about to enter something, and the other is done
there as a whole. One effect, and who came second is told. Nothing here waits for time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.errors.power import NeedsSecond, NotAgreed, ObjectionOpen, OnlyAnother
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import confirming
from hinweisgeber.usecases.officer import casework, reading, recusal, suspension
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, Saw
from hinweisgeber.usecases.officer.errors import ChangedMeanwhile, FileNotFound, Suspended, TextGone
from hinweisgeber.usecases.reporter import mailbox
from tests.closing import feedback
from tests.founded import TODAY
from tests.usecases.power_case import newcomer, ring, stand, whys
from tests.usecases.power_rows import ACTS, NUMBER, Stand

__all__ = ["newcomer", "ring", "stand"]
FIRST = TODAY + timedelta(days=15)
EFFECT = "message-destroyed"


class Cut:
    """A cabinet at which something else happens just before an act begins to enter what it does."""

    def __init__(self, store: Store[Cabinet], then: Callable[[], object]) -> None:
        self._store, self._then = store, then

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, *args: Any, **named: Any) -> Any:
        """The one writer's transaction."""
        if sys._getframe(1).f_code is casework.act.__code__:
            then, self._then = self._then, lambda: None
            then()
        return self._store.write(*args, **named)


def objects(stand: Stand) -> None:
    """The reporter, in time; nobody has heard of it."""
    one = stand.sent
    capability = mailbox.open_mailbox(one.booth, one.code)
    asked = mailbox.read(one.booth, capability).questions(TODAY)
    for place in (at for at, question in asked.items() if "object" in question.choices):
        assert mailbox.answer(one.booth, capability, place, "object", "object", "Das brauche ich noch.")


@dataclass(frozen=True)
class Move:
    """What somebody does to the proposal, or beside it. `ends`: the proposal has come to its end with it."""

    who: str
    does: Callable[[Stand, Desk], object]
    day: date = FIRST
    ends: str = ""


def confirm(stand: Stand, at: Desk) -> object:
    return confirming.confirm(at, stand.blobs, NUMBER, 1, mark_of(at))


def mark_of(at: Desk) -> str:
    with at.cabinet.read() as cab:
        entry = cab.entry(reading.look(replace(at, saw=None), NUMBER).case.proposals[0].entry)
    assert entry is not None
    return entry.hash.hex()


MOVES: dict[str, Move] = {
    "propose": Move("lead", lambda stand, at: ACTS["hold"].act(stand, at)),
    "confirm": Move("bernd", confirm, ends=EFFECT),
    "confirm too": Move("lead", confirm, ends=EFFECT),
    "decline": Move("lead", lambda stand, at: confirming.decline(at, NUMBER, 1, "Nein."), ends="declined"),
    "withdraw": Move("anna", lambda stand, at: confirming.withdraw(at, NUMBER, 1), ends="withdrawn"),
    "answer": Move("anna", lambda stand, at: confirming.answer_objection(at, NUMBER, 1, "Nein.", "Wir haben geprüft.")),
}
BESIDE: dict[str, Move] = {
    "objection": Move("anna", lambda stand, at: objects(stand)),
    "objection, taken in": Move("anna", lambda stand, at: taken_in(stand, at)),
    "note": Move("lead", lambda stand, at: casework.note(at, NUMBER, "Inzwischen.")),
    "hand over": Move("lead", lambda stand, at: casework.assign(at, NUMBER, at.officer_id, "Übernommen.")),
    "close": Move("anna", lambda stand, at: closed(at)),
}


def taken_in(stand: Stand, at: Desk) -> None:
    objects(stand)
    collect(at)


def closed(at: Desk) -> None:
    feedback(at, NUMBER)
    casework.close(at, NUMBER, "INVESTIGATED", "Grund.")


def another_worker(stand: Stand, at: Desk) -> Desk:
    """The same officer at a process of its own."""
    return replace(at, cabinet=cabinet_store(str(at.cabinet.url)), letterbox=letterbox_store(str(at.letterbox.url)))


def entry_seen(at: Desk) -> int:
    with at.cabinet.read() as cab:
        head = cab.head()
    assert head is not None
    return head.seq


@dataclass
class Waiting:
    """The proposal, once as it stands and once objected to, and what can be done at once to it."""

    stand: Stand
    kept: dict[bool, Path]

    def together(self, first: Move, other: Move, objected: bool, with_page: bool = True) -> list[Refused | None]:
        """`first` is cut, `other` done there; what each was told."""
        self.stand.snapshots.back(self.kept[objected])
        told: list[Refused | None] = [None, None]
        page = Saw(NUMBER, entry_seen(self.stand.desk("anna")))

        def then() -> None:
            at = another_worker(self.stand, self.stand.desk(other.who, other.day))
            told[1] = _told(lambda: other.does(self.stand, at))
            at.cabinet.dispose()
            at.letterbox.dispose()

        at = self.stand.desk(first.who, first.day, saw=page if with_page else None)
        at = replace(at, cabinet=Cut(at.cabinet, then))  # type: ignore[arg-type]
        told[0] = _told(lambda: first.does(self.stand, at))
        return told


def _told(act: Callable[[], object]) -> Refused | None:
    try:
        act()
    except NeedsSecond:  # which is no refusal
        return None
    except Refused as refused:
        return refused
    return None


@pytest.fixture
def waiting(stand: Stand, tmp_path: Path) -> Waiting:
    stand.propose("destroy-message")
    kept = {False: stand.snapshots.keep(tmp_path / "stands")}
    objects(stand)
    collect(stand.desk("anna"))
    return Waiting(stand, {**kept, True: stand.snapshots.keep(tmp_path / "objected")})


def ended(stand: Stand) -> list[str]:
    """All that has come of it."""
    return [kind for kind in stand.kinds() if kind in (EFFECT, "declined", "withdrawn")]


PAIRS = list(product(MOVES, [*MOVES, *BESIDE]))


def test_of_any_two_acts_at_once_one_is_done_and_the_other_told(
    waiting: Waiting, cabinet: Store[Cabinet], ring: Ring
) -> None:
    for first, other in PAIRS:
        objected = "answer" in (first, other)
        one, two = MOVES[first], (MOVES | BESIDE)[other]
        if first == other and first == "answer":
            two = replace(two, who="lead")
        told = waiting.together(one, two, objected)
        stand, pair = waiting.stand, (first, other, told_names := [type(one).__name__ for one in told])
        came = ended(stand)
        assert len(came) <= 1, pair
        assert whys(cabinet, ring) == set(), pair
        case = reading.look(stand.desk("lead"), NUMBER).case
        assert case.proposals[0].state == {EFFECT: "confirmed"}.get("".join(came), "".join(came)), pair
        assert len(case.proposals) <= 1 + ("propose" in (first, other)), pair
        assert other in MOVES or told[1] is None, pair
        assert case.proposals[0].answered_on is None or told_names.count("NoneType") >= 1, pair
        entered = other != "objection" and (told[1] is None)
        if entered and one.who != two.who:  # the page is older than what somebody else has done
            assert isinstance(told[0], ChangedMeanwhile), pair
            assert came == ([two.ends] if two.ends else []), pair
        elif told[0] is None:
            assert came == ([one.ends] if one.ends else [two.ends] if two.ends and told[1] is None else []), pair
        else:
            assert isinstance(told[0], (NotAgreed, TextGone, ChangedMeanwhile)), pair
    assert len(PAIRS) == 66


@pytest.mark.parametrize("with_page", [True, False], ids=["pages", "no pages"])
def test_of_two_who_propose_the_same_at_once_one_does(
    waiting: Waiting, cabinet: Store[Cabinet], with_page: bool
) -> None:
    one = MOVES["propose"]
    told = waiting.together(replace(one, who="bernd"), one, objected=False, with_page=with_page)
    assert (told[1], type(told[0])) == (None, ChangedMeanwhile if with_page else OnlyAnother)
    assert waiting.stand.kinds().count("proposed") == 2, "the one that stood, and one"


ENDING = ("confirm", "confirm too", "decline", "withdraw")


def test_without_a_page_who_comes_second_is_refused_by_what_was_done(
    waiting: Waiting, cabinet: Store[Cabinet], ring: Ring
) -> None:
    """As two commands, or two pages of which neither shows the other's act."""
    for first, other in product(ENDING, ENDING):
        told = waiting.together(MOVES[first], MOVES[other], objected=False, with_page=False)
        assert (told[1], isinstance(told[0], (NotAgreed, TextGone))) == (None, True), (first, other, told)
        assert ended(waiting.stand) == [MOVES[other].ends], (first, other)
        assert whys(cabinet, ring) == set(), (first, other)
    told = waiting.together(MOVES["confirm"], BESIDE["objection, taken in"], objected=False, with_page=False)
    assert isinstance(told[0], ObjectionOpen)
    assert ended(waiting.stand) == []


def test_who_may_no_more_while_they_confirm_does_not(waiting: Waiting, cabinet: Store[Cabinet], ring: Ring) -> None:
    """Recused, excluded or suspended between the page and the entry."""
    bernd = waiting.stand.desk("bernd").officer_id

    def excluded(stand: Stand, at: Desk) -> None:
        one = stand.sent
        assert mailbox.exclude(one.booth, mailbox.open_mailbox(one.booth, one.code), [bernd], "page")
        collect(at)

    ways: dict[str, tuple[Move, type[Refused]]] = {
        "recused": (Move("bernd", lambda stand, at: recusal.recuse(at, NUMBER, "Verwandt.", "Nicht mehr dabei.")),
                    FileNotFound),
        "excluded": (Move("lead", excluded), FileNotFound),
        "suspended": (Move("lead", lambda stand, at: suspension.suspend(at, bernd)), Suspended),
    }  # fmt: skip
    for name, (way, refusal) in ways.items():
        told = waiting.together(MOVES["confirm"], way, objected=False, with_page=False)
        assert (told[1], type(told[0])) == (None, refusal), (name, told)
        assert ended(waiting.stand) == [], name
        assert whys(cabinet, ring) == set(), name
