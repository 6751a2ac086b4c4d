"""The same of the intake: what a stranger adds to its forms changes nothing in the letterbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from hinweisgeber import config
from hinweisgeber.intake import Intake
from hinweisgeber.store.cabinet import tables
from hinweisgeber.store.letterbox import tables as letterbox_tables
from tests.attack.clear import seals_in_the_clear
from tests.attack.stage import Rows, table_rows, unequal
from tests.pages import Reporter

FILE = "letterbox.sqlite"
OWN = {  # what the intake's forms do have: fields, buttons, and what they carry along
    "description", "topic", "when", "where", "who", "known_from", "circle", "fear", "wish", "meeting", "excluded",
    "page", "code", "code_noted", "to", "state", "message", "retaliation", "do", "answer", "slot", "video_consent",
    "correction", "capability", "new_code", "download", "read", "remove", "keep_names", "attachments",
}  # fmt: skip
Sends = Callable[[Reporter, dict[str, str]], TestResponse]
STEPS: dict[str, Sends] = {
    "report": lambda one, more: one.send("Es fehlt Geld.", **more),
    "message": lambda one, more: one.open(message="Noch etwas", do="write", capability="1", **more),
    "retaliation": lambda one, more: one.open(do="retaliation", retaliation="Versetzt", **more),
    "meeting": lambda one, more: one.open(do="meeting", **more),
}


def planted() -> dict[str, str]:
    """A value for every column of both stores and what else one might try."""
    rooms = (tables.metadata, letterbox_tables.metadata)
    names = {column.name for room in rooms for table in room.sorted_tables for column in table.c}
    names |= {"stage", "acknowledged", "author", "assigned_to", "role", "admin", "signer", "received", "closed_on"}
    return dict.fromkeys(sorted(names - OWN), "1")


def held(file: Path) -> Rows:
    """What a letterbox holds."""
    return {(FILE, table): rows for table, rows in table_rows(file)}


def test_no_field_that_the_intake_has_not_changes_the_letterbox(
    intake: Intake, settings: config.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = seals_in_the_clear(monkeypatch)
    reporter = Reporter(intake.test_client(use_cookies=False))
    reporter.form()
    assert len(planted()) > 60
    for name, send in STEPS.items():
        intake.letterbox.dispose()
        before = tmp_path / f"{name}.sqlite"
        shutil.copy(settings.home / FILE, before)
        stored = list[Rows]()
        for more in ({}, planted()):
            intake.letterbox.dispose()
            for old in settings.home.glob(f"{FILE}*"):
                old.unlink()
            shutil.copy(before, settings.home / FILE)
            draws.begin()
            assert send(reporter, more).status_code == 200, name
            stored.append(held(settings.home / FILE))
        assert unequal(*stored) == [], name
        assert unequal(stored[0], held(before)) != [], name
