"""An intake that runs on while the last key ends: it takes nothing in, says where else one can report, and whoever runs
it reads it in the log."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from hinweisgeber.errors import SettingsWrong
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from tests.founded import NOW, Founded
from tests.pages import Reporter, read


@pytest.fixture
def ended(intake: Intake, founded: Founded) -> Intake:
    """The same intake, still running, on the day after the last key ended."""
    last = max(one.valid_until for one in founded.ring.everyone)
    later = NOW + (last - NOW.date()) + timedelta(days=1)
    intake.clock = lambda: later
    return intake


def test_it_says_so_before_anybody_writes_and_leads_to_the_external_bodies(ended: Intake) -> None:
    page = read(ended.test_client().get("/melden"))
    assert "Zurzeit kann hier niemand eine Meldung empfangen." in page.text
    assert "/externe-meldestellen" in page.links


def test_it_refuses_what_is_sent_keeps_the_text_and_tells_whoever_runs_it(
    ended: Intake, reporter: Reporter, letterbox: Store[Letterbox], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = reporter.send("Es fehlt Geld in der Kasse.")
    page = read(answer)
    assert "kein gültiger Empfangsschlüssel" in page.text
    assert "externe Meldestelle" in page.text
    assert "Es fehlt Geld in der Kasse." in answer.text
    assert any("NobodyThere" in line for line in caplog.messages)
    assert not any("Kasse" in line for line in caplog.messages)
    with letterbox.read() as box:
        assert box.newest_day() is None
    with pytest.raises(SettingsWrong, match="gilt heute niemand"):
        ended.ring.look(ended.clock().date())


def test_the_day_before_it_is_open(intake: Intake, founded: Founded, reporter: Reporter) -> None:
    last = max(one.valid_until for one in founded.ring.everyone)
    intake.clock = lambda: NOW + (last - NOW.date())
    assert "niemand eine Meldung empfangen" not in intake.test_client().get("/melden").text
    assert 'id="confirmed"' in reporter.send().text


def test_who_reports_about_the_office_itself_reads_who_is_left(intake: Intake) -> None:
    """Without a substitute in the ring: the external bodies."""
    page = read(intake.test_client().post("/melden", data={"page": "1", "description": "Erfunden.", "to": "protect"}))
    assert "um die Meldestelle selbst" in page.text
    assert "/externe-meldestellen" in page.links
