"""Nothing is planted by a field that no form has: each form is sent twice to equal stores, the second time with every
column of both stores and every field of every sheet beside its own.

All rows of both stores are equal byte for byte: what `secrets` draws is made equal, and so are chunked encryption and
HPKE, which draw their own, replaced by seals in the clear (`clear.py`). Sent without the mark that tells a second
click, since that is made of all that was sent. Not compared: sessions, logins, and the officer's own summary.
"""

from __future__ import annotations

import dataclasses

import pytest

from hinweisgeber.domain.case import casefile, measures
from hinweisgeber.domain.case.flags import Flag
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office.case.forms import NoteForm
from hinweisgeber.store.cabinet import tables
from hinweisgeber.store.letterbox import tables as letterbox_tables
from hinweisgeber.web.wire import requests
from hinweisgeber.web.wire.staging import STATE
from tests.attack.clear import Draws, seals_in_the_clear
from tests.attack.kept import Kept, Posted
from tests.attack.stage import Rows, Stage, unequal

MORE = {"role", "admin", "is_admin", "today", "force", "confirmed", "user", "id", "officer"}
OF_FILES = {STATE}  # what waits stands there, once there is something: such a form has it too
DAY = "2026-11-21"
LIKELY = {"stage": "CLOSED", "outcome": "INVESTIGATED", "kind": "closed", "effect": "yes", "archive": "taken"}


def planted(posted: Posted, kept: Kept) -> dict[str, str]:
    """A likely value for every name that something is stored or known under, and that the form itself has not."""
    names = {
        column.name
        for room in (tables, letterbox_tables)
        for table in room.metadata.sorted_tables
        for column in table.c
    }
    for sheet in (casefile.CaseFile, measures.Measure, Report):
        names |= {one.name for one in dataclasses.fields(sheet)}
    names |= {str(flag) for flag in Flag} | MORE
    names |= {name for other in kept.posted.values() for name in other.own}
    wanted = sorted(names - posted.own - posted.fields.keys() - OF_FILES)
    return {name: LIKELY.get(name, DAY if name.endswith(("_on", "until", "day", "review")) else "1") for name in wanted}


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> Draws:
    """Nothing is drawn twice alike, unless one begins anew. And a form may have as many fields as there are names."""
    monkeypatch.setattr(requests, "FIELD_LIMIT", 1000)
    return seals_in_the_clear(monkeypatch)


def stored(stage: Stage, posted: Posted, draws: Draws, more: dict[str, str]) -> Rows:
    """What both stores hold after the form was sent."""
    stage.turn(posted.home)
    draws.begin()
    answer = stage.send(posted, posted.who, more={**more, "once": ""})
    assert answer.status_code in (200, 303), (posted, sorted(more))
    return stage.rows()


def test_no_field_that_a_form_has_not_changes_what_is_stored(kept: Kept, stage: Stage, draws: Draws) -> None:
    for posted in kept.posted.values():
        plain, more = (stored(stage, posted, draws, fields) for fields in ({}, planted(posted, kept)))
        assert unequal(plain, more) == [], posted


def test_a_field_that_is_stored_would_be_seen(
    kept: Kept, stage: Stage, draws: Draws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison can fail: here a form does read a name of a sheet."""
    posted = kept.posted["note", "note"]
    plain = stored(stage, posted, draws, {})
    monkeypatch.setattr(NoteForm.note, "read", lambda sent: sent.get("note", "") + sent.get("assigned_to", ""))
    assert unequal(plain, stored(stage, posted, draws, {})) == []
    assert "journal_text.sealed" in unequal(plain, stored(stage, posted, draws, planted(posted, kept)))
