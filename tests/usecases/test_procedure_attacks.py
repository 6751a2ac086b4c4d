"""What an independent review broke once in the procedure, and must not break again."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import OFFICE, REPORTER
from hinweisgeber.domain.persons import pseudonyms
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.due import due
from hinweisgeber.usecases.leaving import destruction
from hinweisgeber.usecases.officer import casework, overview, reading
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.errors import ClosingIncomplete
from hinweisgeber.usecases.officer.overview import ListFilter, listing
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute
from tests.version_1 import submit_1

NUMBER = "HM-2026-0001"


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return blob_store(f"file://{tmp_path}/blobs")


@pytest.mark.parametrize("author", ["reporter", "intake"])
def test_impossible_day_in_the_letterbox_stops_nobody(
    author: str, reporter: Callable[[], Reporter], desk: Desks, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    if author == "intake":  # it spoke in version 1
        submit_1(reporter().booth, AccessCode.generate(), Report("Erfunden."), "Eingegangen.")
    else:
        reporter().send()
    execute(letterbox, "UPDATE message SET written = '9999-12-31' WHERE author = :a", a=author)
    reporter().send()
    # Of version 1 that day is all there is: told, and tried again. Else the one inside the seal counts.
    spoilt = int(author == "intake")
    assert collect(desk("anna")) == Collected(unreadable=spoilt)
    assert len(overview.every_row(desk("anna")).rows) == 2 - spoilt
    assert due(letterbox, cabinet).waiting == spoilt


def test_impossible_day_of_a_follow_up_is_not_kept(sent: Reporter, desk: Desks, letterbox: Store[Letterbox]) -> None:
    sent.write("Noch etwas.")
    execute(letterbox, "UPDATE message SET written = '9999-12-31' WHERE place = 1")
    view = reading.view(desk("anna"), NUMBER)
    assert max(one.written for one in view.dialogue) <= date(TODAY.year, TODAY.month, TODAY.day + 1)


def test_long_run_of_blanks_costs_no_time() -> None:
    person = pseudonyms.same("Karin Müller - Schmidt", "Karin Müller-Schmidt")
    assert person
    begun = time.process_time()
    assert not pseudonyms.same("Müller - Schmidt", "Müller" + " " * 100_000 + "Meier")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("version", [1, 2])
def test_reply_destroyed_on_its_way_does_not_arrive(
    version: int, reporter: Callable[[], Reporter], desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, sent = desk("anna"), reporter()
    if version == 1:
        submit_1(sent.booth, sent.code, Report("Erfunden."), None)
    else:
        sent.send(acknowledgement=None)
    collect(at)
    with monkeypatch.context() as away:
        away.setattr(casework, "settle", lambda *_: None)  # it still waits in the cabinet …
        casework.reply(at, NUMBER, "Frau Geheim ist krank.")
        casework.take_over(at, NUMBER)
    if version == 2:  # there both stores are held while it is carried
        agreed(destruction.destroy_message, at, blobs, NUMBER, OFFICE, 0, "gehört nicht zur Sache")
        deliver(at.cabinet, at.letterbox, TODAY)
        assert "Frau Geheim ist krank." not in sent.texts()
        return
    with at.cabinet.read() as cabinet:
        ((file_id, author, place),) = waiting = cabinet.undelivered()
        carried = cabinet.message(file_id, author, place)  # … and somebody has it in their hands
    real = Cabinet.message
    agreed(destruction.destroy_message, at, blobs, NUMBER, OFFICE, 0, "gehört nicht zur Sache")
    monkeypatch.setattr(Cabinet, "undelivered", lambda self: waiting)
    monkeypatch.setattr(Cabinet, "message", lambda self, *asked: carried if asked == waiting[0] else real(self, *asked))
    deliver(at.cabinet, at.letterbox, TODAY)
    assert "Frau Geheim ist krank." not in sent.texts()


def test_with_the_report_its_title_leaves_everybodys_list(
    sent: Reporter, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    for name in ("anna", "bernd"):
        listing(desk(name), ListFilter())
    casework.take_over(desk("anna"), NUMBER)
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "versehentlich gesendet")
    assert execute(cabinet, "SELECT count(*) FROM line")[0][0] == 0


def test_what_waits_in_the_letterbox_can_speak_against_the_end(sent: Reporter, desk: Desks) -> None:
    casework.take_over(desk("anna"), NUMBER)
    ready_to_close(desk("anna"), NUMBER)
    sent.suffers("Ich wurde versetzt.")
    with pytest.raises(ClosingIncomplete):
        agreed(casework.close, desk("anna"), NUMBER, Outcome.NO_EVIDENCE, "fertig")


def test_channel_nobody_knows_is_none(reporter: Callable[[], Reporter], desk: Desks) -> None:
    reporter().send(Report("Erfunden.", channel="telepathy"))
    collect(desk("anna"))
    assert reading.look(desk("anna"), NUMBER).case.channel == ""
