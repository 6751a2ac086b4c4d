"""`erase`: shows what is due, carries it out only when told to, names nothing but numbers, days and amounts."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from hinweisgeber import config
from hinweisgeber.cli import home as home_of_commands
from hinweisgeber.cli.home import berlin_today, read_ring
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store import erasures
from hinweisgeber.store.blobs import FolderBlobs, blob_store
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import keyless, retention
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.cli.conftest import PASSPHRASE, SECRETS, run
from tests.founded import TODAY as THEN
from tests.founded import Founded, settled
from tests.nobodys_case import OLD_ID, left_behind

SECRET = "Streng geheim"
CODE = AccessCode.generate()
OPEN, FIRST = "HM-{}-0002", "HM-{}-0001"


@pytest.fixture
def ended(home: Path) -> Path:
    """A home with two cases: the first is closed and its erasure authorised, today; the second is open."""
    settings, today = config.load(home, {}), berlin_today()
    ring, cabinet = read_ring(settings), cabinet_store(settings.cabinet_url)
    letterbox, blobs = letterbox_store(settings.letterbox_url), blob_store(settings.blobs_url)
    for code in (CODE, AccessCode.generate()):
        file = store_file(blobs, [SECRET.encode()], "a.txt", cleaned=False)
        submit(Booth(letterbox, ring, today), code, Report(SECRET), "Eingegangen.", (file,))
    desk, other = (at_work(cabinet, letterbox, ring, name) for name in ("fall1", "leitung"))
    assert collect(desk) == Collected()
    number = FIRST.format(today.year)
    casework.take_over(desk, number)
    casework.act(
        desk, number, Kind.CLOSED, records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": SECRET}), ""
    )
    agreed(retention.authorise, desk, number, by=other, archive=False)
    for store in (cabinet, letterbox):
        store.dispose()
    return home


def at_work(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, username: str) -> Desk:
    with cabinet.read() as cab:
        row = cab.officer(username=username)
    assert row
    identity = unlock_identity(row.keystore, row.officer_id, PASSPHRASE)
    return Desk(cabinet, letterbox, ring, row.officer_id, identity, berlin_today())


@contextmanager
def when(days_late: int = 0) -> Iterator[None]:
    """The day on which the first case may be erased, or so many days later."""
    day = deadlines.deletable_from(berlin_today()) + timedelta(days=days_late)
    with mock.patch.object(home_of_commands, "berlin_today", return_value=day):
        yield


def test_without_carry_out_it_only_shows(ended: Path) -> None:
    with when(-1):
        assert "0 Fälle fällig" in run("erase", "--home", ended).out
    with when():
        shown = run("erase", "--home", ended)
        again = run("erase", "--home", ended)
    assert (shown.code, shown.out) == (0, again.out)
    year = berlin_today().year
    assert re.search(rf"{FIRST.format(year)}  löschbar seit [0-9.]{{10}}  zu vernichten: \d+ Texte, 1 Datei, 5 Schlüssel", shown.out)  # fmt: skip # noqa: E501
    assert "1 Fall fällig" in shown.out
    assert "Es wurde nichts gelöscht" in shown.out
    assert OPEN.format(year) not in shown.out
    assert SECRET not in shown.said
    assert not (ended / erasures.NAME).exists()


def test_the_daily_run_takes_what_is_sealed_for_who_is_out(ended: Path) -> None:
    """Revoked from tomorrow on: until then nothing goes."""
    tomorrow = berlin_today() + timedelta(days=1)
    done = run("officer", "revoke", "--home", ended, "leitung", "--from", tomorrow.isoformat(), **SECRETS)
    assert (done.code, "löscht ab diesem Tag der tägliche Lauf" in done.out) == (0, True), done.said
    assert run("erase", "--home", ended, "--carry-out").out == "0 Fälle gelöscht.\n"
    first, again = (run("erase", "--home", ended, "--carry-out", "--today", str(tomorrow)).out for _ in range(2))
    assert first == ("0 Fälle gelöscht.\nFür Personen, die nicht mehr dabei sind: 3 versiegelte Einträge gelöscht.\n")
    assert again == "0 Fälle gelöscht.\n"


def test_carry_out_erases_says_what_and_keeps_a_private_list(ended: Path) -> None:
    with when(2):
        done = run("erase", "--home", ended, "--carry-out")
        assert done.code == 0
        assert "0 Fälle gelöscht" in run("erase", "--home", ended, "--carry-out").out
    number = FIRST.format(berlin_today().year)
    assert re.search(rf"{number}  abgeschlossen .* freigegeben mit Eintrag \d+ \([0-9a-f]{{96}}\), gelöscht", done.out)
    assert "1 Fall gelöscht." in done.out
    assert (ended / erasures.NAME).stat().st_mode & 0o777 == 0o600
    assert len(erasures.read(ended / erasures.NAME)) == len(erasures.proofs(ended / erasures.NAME)) == 1
    with when(2):
        verified = run("verify", "--home", ended)
    assert (verified.code, "hält" in verified.out, "Sicherung" in verified.out) == (0, True, False)
    assert "in der Zukunft" in run("verify", "--home", ended).err
    assert run("due", "--home", ended, "--days", "9999").code == 0
    assert run("sweep", "--home", ended).code == 0


def test_mark_nobody_authorised_ends_in_an_error_that_names_the_case(ended: Path) -> None:
    """And destroys nothing of it; the case that is due goes all the same."""
    with sqlite3.connect(ended / "cabinet.sqlite") as cabinet:
        cabinet.execute("UPDATE file SET erased_on = '2026-11-21' WHERE n = 2")
    year, before = berlin_today().year, set((ended / "blobs").iterdir())
    with when():
        shown = run("erase", "--home", ended)
        assert set((ended / "blobs").iterdir()) == before
        done = run("erase", "--home", ended, "--carry-out")
        again = run("erase", "--home", ended, "--carry-out")
    for one in (shown, done, again):
        assert (one.code, f"ohne gültige Freigabe der Meldestelle: {OPEN.format(year)}." in one.err) == (1, True)
    assert "begonnen" not in shown.out
    assert "1 Fall gelöscht." in done.out
    assert len(set((ended / "blobs").iterdir())) == 1
    assert len(erasures.read(ended / erasures.NAME)) == 1
    with sqlite3.connect(ended / "letterbox.sqlite") as box:
        assert box.execute("SELECT count(*) FROM report").fetchone() == (1,)


def test_message_that_waits_keeps_the_case_and_is_told(ended: Path) -> None:
    settings = config.load(ended, {})
    letterbox = letterbox_store(settings.letterbox_url)
    booth = Booth(letterbox, read_ring(settings), berlin_today())
    mailbox.write_on(booth, mailbox.open_mailbox(booth, CODE), "Noch etwas.", "page")
    letterbox.dispose()
    with when():
        assert "noch nicht abgeholt" in run("erase", "--home", ended).out
        assert "0 Fälle gelöscht" in run("erase", "--home", ended, "--carry-out").out


def test_what_was_interrupted_is_told_and_ended_by_the_next_call(ended: Path) -> None:
    def away(self: FolderBlobs, name: str) -> None:
        raise StoreAway()

    with when():
        with mock.patch.object(FolderBlobs, "delete", away):
            first = run("erase", "--home", ended, "--carry-out")
        assert (first.code, "Der nächste Aufruf löscht zu Ende" in first.err) == (1, True)
        assert "noch nicht beendet" in run("erase", "--home", ended).out
        assert "1 Fall gelöscht." in run("erase", "--home", ended, "--carry-out").out
    assert len(list((ended / "blobs").iterdir())) == 1


def test_case_is_not_erased_when_the_list_cannot_be_written(ended: Path) -> None:
    (ended / erasures.NAME).mkdir()
    with when():
        assert run("erase", "--home", ended, "--carry-out").code == 1
        (ended / erasures.NAME).rmdir()
        assert "1 Fall gelöscht." in run("erase", "--home", ended, "--carry-out").out
    assert len(erasures.proofs(ended / erasures.NAME)) == 1


def test_broken_list_stops_before_anything_is_destroyed(ended: Path) -> None:
    (ended / erasures.NAME).write_text("Unsinn\n", encoding="utf-8")
    with when():
        assert run("erase", "--home", ended, "--carry-out").code == 1
    settings = config.load(ended, {})
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    mailbox.open_mailbox(Booth(letterbox, read_ring(settings), berlin_today()), CODE)
    with cabinet.read() as cab:
        assert cab.erased_files() == {}, "and officers still open the case"
    for store in (letterbox, cabinet):
        store.dispose()


def test_a_day_to_come_shows_what_is_due_then_and_verify_names_what_was_erased_before_its_term(ended: Path) -> None:
    day, number = deadlines.deletable_from(berlin_today()), FIRST.format(berlin_today().year)
    assert "0 Fälle fällig" in run("erase", "--home", ended, "--today", str(day - timedelta(days=1))).out
    assert number in run("erase", "--home", ended, "--today", str(day)).out
    done = run("erase", "--home", ended, "--today", str(day), "--carry-out")
    assert (done.code, "1 Fall gelöscht." in done.out) == (0, True)
    with when():
        assert run("verify", "--home", ended).code == 0
    assert run("verify", "--home", ended).code == 1


@pytest.mark.parametrize("wrong", ["morgen", "2026-02-30", "01.02.2026"])
def test_what_is_no_day_is_refused(ended: Path, wrong: str) -> None:
    assert run("erase", "--home", ended, "--today", wrong).code == 2


def test_what_two_let_go_without_a_key_is_shown_erased_and_certified(founded: Founded, tmp_path: Path) -> None:
    """And while somebody can open it again it stays."""
    settings = settled(founded, tmp_path / "home")
    env = {"HINWEISGEBER_ROOT_FINGERPRINT": founded.fingerprint, "HINWEISGEBER_INTAKE_SECRET": "5e" * 32}
    cabinet, letterbox = cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url)
    left_behind(founded, settings.ring, cabinet, letterbox)
    ring = Ring.parse(settings.ring.read_text(encoding="utf-8"), founded.fingerprint)
    desks = [Desk(cabinet, letterbox, ring, one.officer_id, one.identity, THEN)
             for one in (founded.people["lead"], founded.people["anna"])]  # fmt: skip
    (case,) = keyless.listing(desks[0], offers=False).shown
    proposal = keyless.propose(desks[0], case.number, offers=False, told=False)
    assert proposal
    assert keyless.confirm(desks[1], proposal.hash, offers=False)
    for store in (cabinet, letterbox):
        store.dispose()
    command = ("erase", "--home", settings.home, "--today", f"{THEN}")
    shown = run(*command, **env)
    assert "löschbar seit 21.11.2026 (ohne Schlüssel, durch zwei)  zu vernichten" in shown.out
    settings.ring.write_text(ring.extend(founded.root(), OLD_ID, THEN + timedelta(days=9)).text(), encoding="utf-8")
    assert "Jemand kann den Fall wieder öffnen" in run(*command, **env).out
    again = run(*command, "--carry-out", **env)
    assert (again.code, "0 Fälle gelöscht" in again.out) == (0, True)
    settings.ring.write_text(ring.text(), encoding="utf-8")
    done = run(*command, "--carry-out", **env)
    assert re.search(rf"{case.number}  freigegeben ohne Schlüssel, durch zwei, mit Eintrag \d+ \(", done.out)
    assert run("verify", "--home", settings.home, **env).code == 0
