"""Who is out of a file stays out when an older state is put back, by signed entries in the list beside the stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto import chain, proof
from hinweisgeber.crypto.epochs import Epoch, KeysSaid
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.store import erasures
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.store.erasures import Removed
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import removals, verifying
from hinweisgeber.usecases.keeper.backup import BackedUp
from hinweisgeber.usecases.keeper.removals import Reapplied
from hinweisgeber.usecases.keeper.restore import Target
from hinweisgeber.usecases.officer import casework, measures, reading, recusal
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, case_of, measure_of, open_file
from hinweisgeber.usecases.officer.errors import FileNotFound
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.usecases.backups import Backups, desks, restored
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

ONE, FIRST = "HM-2026-0001", "MN-2026-0001"
TOLD = "Eine Person ist befangen."


@pytest.fixture
def backups(
    cabinet: Store[Cabinet], letterbox: Store[Letterbox], settings: config.Settings, ring: Ring, tmp_path: Path
) -> Backups:
    return Backups(letterbox, cabinet, blob_store(settings.blobs_url), ring, tmp_path / "backups")


@pytest.fixture
def anna(sent: Reporter, desk: Desks) -> Desk:
    """Who leads a case with a measure."""
    at = desk("anna")
    casework.take_over(at, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, ONE, stage, "")
    measures.add(at, ONE, "Schulung", "SG 10", TODAY)
    return at


@pytest.fixture
def yesterday(anna: Desk, backups: Backups) -> BackedUp:
    """A backup from before she declares that she is biased."""
    done = backups.make()
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    return done


def listed(at: Desk) -> Removed:
    """The list as it lies beside the databases."""
    with at.cabinet.read() as cab:
        return removals.known(cab)


def put_back(target: Target, founded: Founded, out: Removed) -> Reapplied:
    return removals.reapply(target.cabinet, target.letterbox, founded.ring, out, TODAY)


def opens(at: Desk, kind: str = CASE, number: str = ONE) -> bool:
    try:
        with at.cabinet.read() as cab:
            open_file(cab, at, kind, number)
    except FileNotFound:
        return False
    return True


def test_yesterdays_cabinet_does_not_let_somebody_read_who_left_since(
    yesterday: BackedUp, anna: Desk, backups: Backups, founded: Founded, tmp_path: Path
) -> None:
    with restored(backups, yesterday, tmp_path / "new") as target:
        lead, again, bernd = desks(founded, target)
        assert removals.unapplied(target.cabinet, target.letterbox, founded.ring, listed(anna)) == (ONE, FIRST)
        assert put_back(target, founded, listed(anna)) == Reapplied(2)
        assert not opens(again)
        assert not opens(again, MEASURE, FIRST)
        collect(again)
        assert not opens(again)
        with pytest.raises(NotAllowed):  # as the first act of all
            agreed(casework.assign, bernd, ONE, again.officer_id, "Vertretung")
        casework.note(bernd, ONE, "Es geht weiter.")
        measures.done(bernd, FIRST)
        with target.cabinet.read() as cab:
            case, measure = open_file(cab, bernd, CASE, ONE), open_file(cab, bernd, MEASURE, FIRST)
        assert again.officer_id not in case.holders | measure.holders
        assert (case_of(case).recused, measure_of(measure).recused) == ((again.officer_id,), (again.officer_id,))
        assert case_of(case).assigned_to == ""
        with pytest.raises(NotAllowed):
            agreed(casework.assign, lead, ONE, again.officer_id, "Vertretung")
        assert removals.unapplied(target.cabinet, target.letterbox, founded.ring, listed(anna)) == ()
        assert put_back(target, founded, listed(anna)) == Reapplied(), "once is enough"
        verifying.verify(target.cabinet, founded.ring)
        assert reading.view(lead, ONE).case.recused == (again.officer_id,)


def test_who_left_before_the_backup_is_left_alone(
    anna: Desk, backups: Backups, founded: Founded, tmp_path: Path
) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    with restored(backups, backups.make(), tmp_path / "new") as target:
        assert put_back(target, founded, listed(anna)) == Reapplied()
        assert execute(target.cabinet, "SELECT * FROM removed") == []


def test_a_report_that_was_not_taken_in_yet_is_kept_from_who_left_its_case(
    reporter: Callable[[], Reporter], desk: Desks, backups: Backups, founded: Founded, tmp_path: Path
) -> None:
    reporter().send()
    done, anna = backups.make(), desk("anna")
    collect(anna)
    casework.take_over(anna, ONE)
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    with restored(backups, done, tmp_path / "new") as target:
        lead, again, bernd = desks(founded, target)
        put_back(target, founded, listed(anna))
        for at in (again, bernd):
            collect(at)
        assert not opens(again)
        with target.cabinet.read() as cab:
            (row,) = execute(target.cabinet, "SELECT year, n FROM file")
            number = f"HM-{row[0]}-{row[1]:04d}"
            assert again.officer_id not in open_file(cab, bernd, CASE, number).holders
        assert "wrap-missing" not in reading.view(bernd, number).differences, "theirs went rightly"
        with pytest.raises(NotAllowed):
            agreed(casework.assign, lead, number, again.officer_id, "Vertretung")


def test_nobody_is_put_out_who_alone_could_open_it_and_that_is_named(
    yesterday: BackedUp, anna: Desk, backups: Backups, founded: Founded, tmp_path: Path, tampering: None
) -> None:
    with restored(backups, yesterday, tmp_path / "new") as target:
        for person in ("bernd", "lead"):
            execute(target.cabinet, "DELETE FROM file_wrap WHERE officer_id = :o",
                    o=founded.people[person].officer_id)  # fmt: skip
        lead, again, bernd = desks(founded, target)
        assert put_back(target, founded, listed(anna)) == Reapplied(2, (ONE, FIRST))
        assert opens(again)
        agreed(casework.assign, again, ONE, bernd.officer_id, "Ich bin befangen.")
        casework.note(bernd, ONE, "Übernommen.")
        with target.cabinet.read() as cab:
            holders = open_file(cab, bernd, CASE, ONE).holders
        assert holders == {bernd.officer_id, lead.officer_id}, "a wrap that is gone leaves nobody out"
        assert not opens(again)


BENT: dict[str, Callable[[Removed], Removed]] = {
    "another file": lambda out: tuple((b"?" * 16, day, text) for _, day, text in out),
    "a broken entry": lambda out: tuple((one, day, text[:-8]) for one, day, text in out),
    "no entry": lambda out: tuple((one, day, "AAAA") for one, day, _ in out),
}


@pytest.mark.parametrize("what", BENT)
def test_who_writes_into_the_list_puts_nobody_out(
    what: str, yesterday: BackedUp, anna: Desk, backups: Backups, founded: Founded, tmp_path: Path
) -> None:
    with restored(backups, yesterday, tmp_path / "new") as target:
        assert put_back(target, founded, BENT[what](listed(anna))) == Reapplied()
        assert all(opens(at) for at in desks(founded, target))


def test_nobody_puts_colleagues_out_of_a_case_they_do_not_hold(
    anna: Desk, desk: Desks, founded: Founded, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    """Who writes the list has the signature of somebody who has left the case."""
    recusal.recuse(anna, ONE, "Erfundener Grund.", "Eine Person ist ausgeschieden.")
    with cabinet.read() as cab:
        head, case = cab.head(), open_file(cab, desk("bernd"), CASE, ONE)
    assert head is not None
    out = sorted(case.holders - {anna.officer_id})
    said = KeysSaid.by([anna.officer_id], Epoch(2, b"r" * 8), case.keys.epoch, b"m" * 32, out)
    entry = chain.make_entry(
        founded.ring.installation, head, TODAY, case.id, Kind.EPOCH, anna.officer_id, anna.identity.sign, b"c" * 48,
        said.text(),
    )  # fmt: skip
    forged = ((case.id, TODAY, proof.write_removal(entry)),)
    assert removals.reapply(cabinet, letterbox, founded.ring, forged, TODAY) == Reapplied()
    assert opens(desk("bernd"))


def test_the_list_holds_both_and_is_written_by_the_act(anna: Desk, tmp_path: Path) -> None:
    path = tmp_path / erasures.NAME
    erasures.add(path, {b"f" * 16: TODAY})
    recusal.recuse(replace(anna, lists=lambda: removals.keep(anna.cabinet, path)), ONE, "Mein Bruder.", TOLD)
    assert (erasures.read(path), erasures.removals(path)) == ({b"f" * 16: TODAY}, listed(anna))
    lines = path.read_bytes()
    removals.keep(anna.cabinet, path)
    assert path.read_bytes() == erasures.read_lines(path) == lines, "each once"
