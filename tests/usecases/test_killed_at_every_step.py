"""kill -9 after each thing that reaches a disk, while an act that needs two is proposed, confirmed or ended: nothing is
half. What was not entered can be done again; what was is there once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.domain.power.guard import BY_ID
from hinweisgeber.store.blobs import FolderBlobs
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import confirming
from hinweisgeber.usecases.officer import reading
from hinweisgeber.usecases.officer.desk import Desk
from tests.usecases.power_case import newcomer, ring, stand, whys
from tests.usecases.power_rows import ACTS, NUMBER, Stand

__all__ = ["newcomer", "ring", "stand"]
ONCE = "einmal"
MOST = 40  # steps; no act has so many


class Steps:
    """Counts what reaches a disk, in a process of its own, and ends it after the n-th."""

    def __init__(self, last: int) -> None:
        self.left = last

    def __call__(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            found = real(*args, **named)
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return step


def killed_after(n: int, at: Desk, act: Callable[[Desk], object]) -> bool:
    """The act in a process of its own, killed after its n-th commit, erased file or rewritten database; whether it came
    to that."""
    urls = str(at.cabinet.url), str(at.letterbox.url)
    for store in (at.cabinet, at.letterbox):
        store.dispose()
    child = os.fork()
    if not child:
        step = Steps(n)
        cabinet, letterbox = cabinet_store(urls[0]), letterbox_store(urls[1])
        for store in (cabinet, letterbox):
            store._engine.dialect.do_commit = step(store._engine.dialect.do_commit)  # type: ignore[method-assign]
            if letterbox._engine.dialect is cabinet._engine.dialect:  # tests share it
                break
        FolderBlobs.delete = step(FolderBlobs.delete)  # type: ignore[method-assign]
        Store.scrub = step(Store.scrub)  # type: ignore[method-assign]
        try:
            act(_at(at, cabinet, letterbox))
        except NeedsSecond:
            pass
        except BaseException:
            os._exit(7)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL), code
    return code != 0


def _at(at: Desk, cabinet: Store[Cabinet], letterbox: Store[Letterbox]) -> Desk:
    return replace(at, cabinet=cabinet, letterbox=letterbox)


def whole(stand: Stand, row: str, cabinet: Store[Cabinet], ring: Ring, effects: int) -> int:
    """How often the effect has been entered; and that nothing is half: the journal holds, everybody's log opens, and
    what was destroyed is gone for both sides or for none of what the journal says."""
    done = stand.kinds().count(BY_ID[row].kind.value) - effects
    assert (done in (0, 1), whys(cabinet, ring)) == (True, set())
    for who in ("anna", "bernd"):
        reading.look(stand.desk(who), NUMBER)
    return done


def look_same(stand: Stand, row: str) -> None:
    """What the act destroyed is nowhere any more."""
    if row == "destroy-message":
        assert "Noch etwas." not in stand.sent.texts()
    if row == "destroy-file":
        assert list(stand.blobs.names(2**40)) == []


@pytest.mark.parametrize("row", ["destroy-message", "hold"])
def test_killed_while_it_is_proposed(
    row: str, stand: Stand, cabinet: Store[Cabinet], ring: Ring, tmp_path: Path
) -> None:
    kept, n = stand.snapshots.keep(tmp_path / "kept"), 0
    while n < MOST and killed_after(n := n + 1, stand.desk("anna"), lambda at: ACTS[row].act(stand, at)):
        there = stand.kinds().count("proposed")
        assert whole(stand, row, cabinet, ring, 0) == 0, n
        if not there:
            assert stand.propose(row) == 1
        assert stand.kinds().count("proposed") == 1
        stand.snapshots.back(kept)
    assert 1 < n < MOST


CONFIRMED = ["destroy-message", "destroy-file", "give-key", "feedback-withheld"]  # of each way to the disks


@pytest.mark.parametrize("row", CONFIRMED)
def test_killed_while_it_is_confirmed(
    row: str, stand: Stand, cabinet: Store[Cabinet], ring: Ring, tmp_path: Path
) -> None:
    n = stand.propose(row)
    one = reading.look(stand.desk("bernd"), NUMBER).case.proposals[n - 1]
    mark = confirming.look(stand.desk("bernd"), NUMBER, n).agreed.hash
    kept, steps, effects = stand.snapshots.keep(tmp_path / "kept"), 0, stand.kinds().count(BY_ID[row].kind.value)
    came_to = set[int]()

    def confirm(at: Desk) -> object:
        return confirming.confirm(at, stand.blobs, NUMBER, n, mark, ONCE)

    while steps < MOST and killed_after(steps := steps + 1, stand.desk("bernd", one.not_before), confirm):
        came_to.add(done := whole(stand, row, cabinet, ring, effects))
        confirm(stand.desk("bernd", one.not_before))  # once more, as somebody does who got no answer
        assert (stand.kinds().count(BY_ID[row].kind.value), done in (0, 1)) == (effects + 1, True), steps
        case = reading.look(stand.desk("lead"), NUMBER).case
        assert (case.proposals[n - 1].state, len(case.proposals)) == ("confirmed", n)
        look_same(stand, row)
        stand.snapshots.back(kept)
    assert (came_to, 1 < steps < MOST) == ({0, 1}, True)


@pytest.mark.parametrize(("who", "end"), [
    ("bernd", lambda at: confirming.decline(at, NUMBER, 1, "Nein.", ONCE)),
    ("anna", lambda at: confirming.withdraw(at, NUMBER, 1, "Doch nicht.", ONCE)),
], ids=["declined", "withdrawn"])  # fmt: skip
def test_killed_while_it_ends(
    who: str, end: Callable[[Desk], object], stand: Stand, cabinet: Store[Cabinet], ring: Ring, tmp_path: Path
) -> None:
    stand.propose("hold")
    kept, n = stand.snapshots.keep(tmp_path / "kept"), 0
    while n < MOST and killed_after(n := n + 1, stand.desk(who), end):
        whole(stand, "hold", cabinet, ring, 0)
        end(stand.desk(who))
        assert sum(map(stand.kinds().count, ("declined", "withdrawn"))) == 1
        stand.snapshots.back(kept)
    assert 1 < n < MOST
