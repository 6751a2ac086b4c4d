"""What the intake held opens no file, and who is out stays out: with all they ever copied, and all stores of later.

The burglar is written from the specification and tries every key at every place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.officer import casework, measures, reading, recusal
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, open_row
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.burglar import Burglar, kept_by_the_intake
from tests.founded import TODAY, Founded

ONE, FIRST = "HM-2026-0001", "MN-2026-0001"
Desks = Callable[..., Desk]


def send(booth: Booth, ring: Ring) -> AccessCode:
    code = AccessCode.generate()
    submit(booth, code, Report("Worte der Meldung."), None)
    return code


def led(at: Desk) -> None:
    """A case with everything an office seals of it."""
    collect(at)
    casework.take_over(at, ONE)
    casework.note(at, ONE, "Ein alter Vermerk.")
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, ONE, stage, "")
    measures.add(at, ONE, "Eine alte Massnahme", "SG 10", TODAY)


def goes_on(at: Desk) -> None:
    casework.note(at, ONE, "Ein neuer Vermerk.")
    measures.move(at, FIRST, TODAY + timedelta(days=9), None, "SG 20 von heute", "Verschoben.")


def said(found: dict[str, set[bytes]], *tables: str) -> str:
    return " ".join(text.decode() for table in tables or found for text in found.get(table, ()))


def copied(at: Desk) -> set[bytes]:
    """The keys of all files, as this officer has them in memory."""
    with at.cabinet.read() as cabinet:
        return {open_row(at, row).keys.newest.raw for row in cabinet.files(at.officer_id, cabinet.file_ids())}


def test_what_the_intake_held_beside_the_code_opens_the_report_and_nothing_that_was_said_later_or_of_the_file(
    desk: Desks, letterbox: Store[Letterbox], booth: Booth, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_by_the_intake(monkeypatch)
    code = send(booth, ring)
    anna = desk("anna")
    led(anna)
    casework.reply(anna, ONE, "Eine Antwort.")
    mailbox.write_on(booth, mailbox.open_mailbox(booth, code), "Ein Nachtrag.", "1")
    collect(anna)
    goes_on(anna)
    found = Burglar(anna.cabinet, letterbox, kept).opens()
    assert found.keys() == {"message"}, "no sheet, no entry, no copy, no status"
    assert "Worte der Meldung." in said(found)
    assert not [words for words in ("Eine Antwort.", "Ein Nachtrag.", "Vermerk") if words in said(found)]
    assert "Ein neuer Vermerk." in said(Burglar(anna.cabinet, letterbox, copied(anna)).opens()), "the burglar is able"


def revoked(at: Desk, letterbox: Store[Letterbox], founded: Founded) -> Desk:
    lead = founded.people["lead"]
    longer = founding.revoke(at.cabinet, letterbox, at.ring, founded.root(), "anna", TODAY, TODAY)
    return replace(at, ring=longer, officer_id=lead.officer_id, identity=lead.identity)


def ended(at: Desk, letterbox: Store[Letterbox], founded: Founded) -> Desk:
    """Anna's key ends, the others' are extended."""
    lead, ring, root = founded.people["lead"], at.ring, founded.root()
    last = max(officer.valid_until for officer in ring.everyone)
    for name in ("lead", "bernd"):
        ring = ring.extend(root, founded.people[name].officer_id, last + timedelta(days=400))
    return replace(at, ring=ring, officer_id=lead.officer_id, identity=lead.identity, today=last + timedelta(days=1))


def recused(at: Desk, letterbox: Store[Letterbox], founded: Founded) -> Desk:
    """Anna is biased, says so, and keeps what she copied."""
    lead = founded.people["lead"]
    recusal.recuse(at, ONE, "Mein Bruder.", "Es ist geschehen.")
    return replace(at, officer_id=lead.officer_id, identity=lead.identity)


@pytest.mark.parametrize("goes", [revoked, ended, recused])
def test_who_is_out_opens_nothing_the_office_seals_after_the_next_act_with_all_they_copied(
    goes: Callable[[Desk, Store[Letterbox], Founded], Desk], desk: Desks, letterbox: Store[Letterbox], booth: Booth,
    ring: Ring, founded: Founded,
) -> None:  # fmt: skip
    send(booth, ring)
    anna = desk("anna")
    led(anna)
    thief = {anna.officer_id: anna.identity.to_bytes()}
    keys = copied(anna)
    lead = goes(anna, letterbox, founded)
    before = said(Burglar(anna.cabinet, letterbox, keys, thief).opens())
    assert "Ein alter Vermerk." in before, "they read it while they were in"
    goes_on(lead)
    found = Burglar(anna.cabinet, letterbox, keys, thief).opens()
    words = said(found)
    assert "Ein neuer Vermerk." not in words
    assert "SG 20 von heute" not in words
    assert "file" not in found, "no sheet, neither of the case nor of its measure"
    assert "Ein neuer Vermerk." in said(Burglar(anna.cabinet, letterbox, copied(lead)).opens())
    opened = reading.view(lead, ONE)
    assert anna.officer_id not in opened.holders
    assert {act.kind for act in opened.entries.shown} >= {"epoch", "note"}


def test_a_day_without_an_act_changes_no_key(desk: Desks, booth: Booth, ring: Ring) -> None:
    """Reading makes nothing: keys change with acts, or when somebody asks for it."""
    send(booth, ring)
    anna = desk("anna")
    led(anna)
    keys = copied(anna)
    reading.view(desk("anna", date(2026, 12, 1)), ONE)
    assert copied(anna) == keys
