"""Two signatures, cut off and at the same time: nothing is half, and nothing happens twice (LAW § 9)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event

from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.power import NeedsSecond, NotAgreed
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import confirming, destruction, retention
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import CaseUnopened
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
LATER = TODAY + timedelta(days=200)
FIRST = TODAY + timedelta(days=15)


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return blob_store(f"file://{tmp_path}/blobs")


@pytest.fixture
def file(reporter: Callable[[], Reporter], desk: Desks, blobs: BlobStore) -> str:
    """A file in a case that anna leads."""
    one = reporter()
    found = store_file(blobs, [b"Erste Zeile"], "beleg.txt", cleaned=False)
    submit(one.booth, one.code, Report("Erfunden."), "Eingegangen.", (found,))
    collect(desk("anna"))
    casework.take_over(desk("anna"), NUMBER)
    return found.blob


def proposed(act: Callable[[], object]) -> int:
    with pytest.raises(NeedsSecond) as waits:
        act()
    return waits.value.n


def kinds(at: Desk) -> list[str]:
    return [act.kind.value for act in reading.whole_log(at, NUMBER)]


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(
    cabinet: Store[Cabinet], letterbox: Store[Letterbox], at: Desk, when: str, act: Callable[[Desk], object]
) -> None:
    """The act in a process of its own that is killed before the cabinet's commit, or after it."""
    for store in (cabinet, letterbox):
        store.dispose()
    child = os.fork()
    if not child:
        own = cabinet_store(str(cabinet.url)), letterbox_store(str(letterbox.url))
        before, entered = when == "before", list[int]()

        def committed(connection: object) -> None:
            if entered and before:
                die()

        append = Cabinet.append

        def appended(self: Cabinet, *values: object) -> None:
            append(self, *values)  # type: ignore[arg-type]
            entered.append(1)

        Cabinet.append = appended  # type: ignore[assignment,method-assign]
        event.listen(own[0]._engine, "commit", committed)
        if not before:
            vars(casework)["settle"] = die
        try:
            act(replace(at, cabinet=own[0], letterbox=own[1]))
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_proposed_it_is_there_or_not(
    when: str, file: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    def act(at: Desk) -> object:
        return retention.propose_hold(at, NUMBER, "Klage", "Art. 17 DSGVO", LATER)

    killed(cabinet, letterbox, desk("anna"), when, act)
    assert kinds(desk("bernd")).count("proposed") == (when == "after")
    if when == "before":
        assert proposed(lambda: act(desk("anna"))) == 1
    mark = confirming.look(desk("bernd"), NUMBER, 1).agreed.hash
    confirming.confirm(desk("bernd"), blobs, NUMBER, 1, mark)
    assert kinds(desk("bernd")).count("held") == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_confirmed_the_effect_is_there_as_a_whole_or_is_done_again(
    when: str, file: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    n = proposed(lambda: destruction.destroy_file(desk("anna"), blobs, NUMBER, file, "Beifang."))
    late = desk("bernd", FIRST)
    mark = confirming.look(late, NUMBER, n).agreed.hash
    killed(cabinet, letterbox, late, when, lambda at: confirming.confirm(at, blobs, NUMBER, n, mark))
    done = kinds(late).count("file-destroyed")
    assert done == (when == "after")
    if not done:
        confirming.confirm(late, blobs, NUMBER, n, mark)
    assert kinds(late).count("file-destroyed") == 1
    assert reading.look(late, NUMBER).case.proposals[n - 1].state == "confirmed"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """All of them, begun together; what each came to."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        ready.wait()
        try:
            return act()
        except (NotAgreed, NeedsSecond) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_of_two_who_confirm_at_once_one_does_it(
    file: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(lambda: retention.propose_hold(desk("anna"), NUMBER, "Klage", "Art. 17 DSGVO", LATER))
    mark = confirming.look(desk("bernd"), NUMBER, n).agreed.hash
    done = at_once(
        *(lambda who=who: confirming.confirm(desk(who), blobs, NUMBER, n, mark) for who in ("bernd", "lead"))
    )
    assert sum(isinstance(one, NotAgreed) for one in done) == 1
    assert kinds(desk("anna")).count("held") == 1


def test_withdrawn_and_confirmed_at_once_is_one_of_both(
    file: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(lambda: retention.propose_hold(desk("anna"), NUMBER, "Klage", "Art. 17 DSGVO", LATER))
    mark = confirming.look(desk("bernd"), NUMBER, n).agreed.hash
    done = at_once(
        lambda: confirming.withdraw(desk("anna"), NUMBER, n),
        lambda: confirming.confirm(desk("bernd"), blobs, NUMBER, n, mark),
    )
    assert sum(isinstance(one, NotAgreed) for one in done) == 1
    log = kinds(desk("anna"))
    assert log.count("held") + log.count("withdrawn") == 1


def test_two_who_propose_the_same_at_once_make_one_proposal(
    file: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    def act(who: str) -> object:
        return retention.propose_hold(desk(who), NUMBER, "Klage", "Art. 17 DSGVO", LATER)

    at_once(lambda: act("anna"), lambda: act("bernd"))
    assert kinds(desk("anna")).count("proposed") == 1


def test_nobody_signs_for_the_second_with_what_the_first_has(
    file: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    """The first officer's keys, both stores and the whole program: none of them opens the case under the second's name,
    and under their own it is who proposed it."""
    n = proposed(lambda: retention.propose_hold(desk("anna"), NUMBER, "Klage", "Art. 17 DSGVO", LATER))
    mark = confirming.look(desk("bernd"), NUMBER, n).agreed.hash
    posing = replace(desk("anna"), officer_id=desk("bernd").officer_id)
    with pytest.raises(CaseUnopened):
        confirming.confirm(posing, blobs, NUMBER, n, mark)
    assert "held" not in kinds(desk("bernd"))
