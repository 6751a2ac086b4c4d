"""The journal with its verification and checkpoint, and the page of officers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.office import Office
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.keeper.verifying import daily, kept
from hinweisgeber.usecases.keeper.verifying.by_day.steps import By
from hinweisgeber.usecases.officer import casework, measures
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock


def test_entries_say_what_and_who_but_not_what_stands_in_them(
    colleague: Browser, owner: Browser, code: AccessCode
) -> None:
    owner.get(f"/faelle/{CASE_1}")
    owner.submit("note", note="Geheimes")
    words = colleague.get("/protokoll").words
    for text in ("Vermerk", "Leitung der Stabsstelle (lead)", CASE_1, "Installation gegründet", "Wurzelschlüssel"):
        assert text in words
    assert not {"Geheimes", "gestückelt."} & set(words.split())


def test_of_what_one_holds_no_key_to_only_the_head_is_shown(
    stranger: Browser, owner: Browser, code: AccessCode, office: Office, send: Callable[..., AccessCode],
    desk: Callable[..., Desk],
) -> None:  # fmt: skip
    """Neither the case from which the stranger is excluded nor its measures; what they hold or did is there."""
    send("Für alle.")
    collect(desk("anna"))
    casework.note(desk("bernd"), "HM-2026-0002", "Eigenes")
    casework.take_over(desk("lead"), CASE_1)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("lead"), CASE_1, stage, "Weiter.")
    measures.add(desk("lead"), CASE_1, "Vier Augen", "SG 10", TODAY + timedelta(days=30))
    casework.note(desk("lead"), CASE_1, "Fremdes")
    with office.cabinet.read() as cab:
        head = cab.head()
    assert head
    for username, ones in ((stranger, {"–", "HM-2026-0002"}), (owner, {"–", CASE_1, "HM-2026-0002", "MN-2026-0001"})):
        html = username.get("/protokoll").html
        assert set(re.findall(r'<span class="nowrap">(–|[HM][MN]-[0-9-]+)</span>', html)) == ones
        assert f"Nr. {head.seq} {head.hash.hex()}" in username.sheet.by_id["head"]
    assert "Fall übernommen" not in stranger.sheet.words


def test_leafing_tells_nothing_of_what_one_holds_no_key_to(
    stranger: Browser, code: AccessCode, desk: Callable[..., Desk]
) -> None:
    for n in range(60):
        casework.note(desk("anna"), CASE_1, f"Vermerk {n}")
    for path in ("/protokoll", "/protokoll?vor=40", "/protokoll?vor=1"):
        stranger.get(path)
        assert not {"Ältere Einträge", CASE_1, "Vermerk"} & set(stranger.sheet.words.split())
    assert "Hier stehen keine Einträge" in stranger.sheet.words


def test_journal_pages_lead_to_the_first_entry(colleague: Browser, code: AccessCode, desk: Callable[..., Desk]) -> None:
    for n in range(60):
        casework.note(desk("anna"), CASE_1, f"Vermerk {n}")
    assert "Installation gegründet" not in colleague.get("/protokoll").words
    assert "/protokoll?vor=13" in colleague.sheet.html
    words = colleague.get("/protokoll?vor=13").words
    assert "Installation gegründet" in words
    assert "Ältere Einträge" not in words
    assert "Neueste Einträge" in words


def test_verification_says_that_all_holds(colleague: Browser, code: AccessCode) -> None:
    colleague.get("/protokoll")
    assert "2 Einträge wurden nachgerechnet" in colleague.submit("verify").by_id["verified"]


def test_verification_names_the_first_broken_entry(
    colleague: Browser, code: AccessCode, office: Office, request: pytest.FixtureRequest
) -> None:
    path = str(office.cabinet.url.database)
    with sqlite3.connect(path) as db:
        trigger = db.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_text_no_update'").fetchone()[0]
        db.execute("DROP TRIGGER journal_text_no_update")
        good = db.execute("SELECT sealed FROM journal_text WHERE seq = 2").fetchone()[0]
        db.execute("UPDATE journal_text SET sealed = ? WHERE seq = 2", (good[:-1] + bytes([good[-1] ^ 1]),))
    colleague.get("/protokoll")
    sheet = colleague.submit("verify")
    assert "ab Eintrag Nr. 2" in sheet.by_id["broken"]
    assert "entry" not in sheet.by_id["broken"]
    with sqlite3.connect(path) as db:
        db.execute("UPDATE journal_text SET sealed = ? WHERE seq = 2", (good,))
        db.execute(trigger)
    db.close()


def test_the_daily_verification_is_on_the_page_with_its_age_and_head(
    colleague: Browser, code: AccessCode, office: Office, ring: Ring, request: pytest.FixtureRequest
) -> None:
    path, key = office.last_verified.args
    request.addfinalizer(lambda: path.unlink(missing_ok=True))
    assert "gab es hier noch nicht" in colleague.get("/protokoll").by_id["daily"]
    keeping, looked = daily.Keeping(path, key, "1"), verifying.Office(office.cabinet)
    done = daily.daily(looked, By(ring, {}, TODAY), keeping)
    told = colleague.get("/protokoll").by_id["daily"]
    assert "21. November 2026" in told
    assert done.head[:16] in told
    assert "war zuletzt am" not in told
    kept.write(path, key, kept.VerifiedState("1", TODAY, last=replace(done, day=TODAY - timedelta(days=3))))
    assert "war zuletzt am 18. November" in colleague.get("/protokoll").by_id["daily"]
    path.write_bytes(b"x" * 99)
    assert "gab es hier noch nicht" in colleague.get("/protokoll").by_id["daily"]


def test_who_verifies_by_hand_waits_for_what_is_new_since_last_night_alone(
    colleague: Browser, code: AccessCode, office: Office, ring: Ring, desk: Callable[..., Desk],
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    keeping = office.keeping(ring)
    assert keeping is not None
    request.addfinalizer(lambda: keeping.path.unlink(missing_ok=True))
    daily.daily(verifying.Office(office.cabinet), By(ring, {}, TODAY), keeping)
    casework.note(desk("anna"), CASE_1, "Vermerk")
    colleague.get("/protokoll")
    told = colleague.submit("verify").by_id["verified"]
    assert "bis Nr. 2 hat die tägliche Prüfung am 21. November 2026 geprüft" in told
    assert "Neu war 1 Eintrag." in told
    keeping.path.write_bytes(b"x" * 99)
    assert "3 Einträge wurden nachgerechnet" in colleague.submit("verify").by_id["verified"]


def test_findings_are_told_to_who_holds_a_key_and_counted_for_others(
    stranger: Browser, owner: Browser, code: AccessCode, office: Office, request: pytest.FixtureRequest
) -> None:
    path, key = office.last_verified.args
    request.addfinalizer(lambda: path.unlink(missing_ok=True))
    values = {"case": CASE_1, "author": "reporter", "at": 0}
    found = verifying.Finding(2, CASE_1, verifying.Amiss.MISSING, "message reporter/0", "message is missing", values)
    back = kept.PutBack(TODAY, 9, 4)
    kept.write(path, key, kept.VerifiedState("1", TODAY, last=kept.Result(TODAY, 2, "", 0, "", 1, (found,), (back,))))
    assert f"in {CASE_1} fehlt eine Nachricht" in owner.get("/protokoll").by_id["daily"]
    assert "Geprüft waren 9 Einträge, da waren 4" in owner.sheet.words
    told = stranger.get("/protokoll").by_id["daily"]
    assert CASE_1 not in told
    assert "1 Befund zu Vorgängen" in told


def test_checkpoint_on_the_page_is_one_that_verify_takes(
    colleague: Browser, code: AccessCode, office: Office, ring: Ring
) -> None:
    sheet = colleague.get("/protokoll/pruefpunkt")
    text = sheet.html.split('id="checkpoint">')[1].split("</pre>")[0]
    assert verifying.verify(office.cabinet, ring, text).entries == 2


def test_people_are_listed_with_their_state(colleague: Browser, founded: Founded, office: Office, clock: Clock) -> None:
    stores, root = (office.cabinet, office.letterbox), founded.root()
    longer = founding.revoke(*stores, founded.ring, root, "bernd", TODAY, TODAY)
    longer = founding.revoke(*stores, longer, root, "lead", TODAY + timedelta(days=9), TODAY)
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    words = colleague.get("/verwaltung").words
    for text in ("Fallbearbeitung 1", "anna", "aktiv", "widerrufen seit 21.11.2026", "wird widerrufen zum 30.11.2026"):
        assert text in words
    assert founded.fingerprint in words
    assert "hinweisgeber officer" in words


def test_people_page_says_who_gets_new_reports(colleague: Browser, founded: Founded, office: Office) -> None:
    root, people = founded.root(), founded.people
    assert "nur nach Zuweisung" not in colleague.get("/verwaltung").words
    longer = founded.ring.receive(root, people["bernd"].officer_id, False, TODAY)
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    assert colleague.get("/verwaltung").words.count("nur nach Zuweisung") == 1
    assert "unreceived" not in colleague.sheet.by_id
    for name, day in (("anna", TODAY + timedelta(days=9)), ("lead", TODAY + timedelta(days=30))):
        longer = longer.revoke(root, people[name].officer_id, day)
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    assert (
        "Ab dem 21.12.2026 nimmt die Annahme keine Meldung mehr an." in colleague.get("/verwaltung").by_id["unreceived"]
    )


@pytest.mark.parametrize(("days", "warned"), [(730 - 61, False), (730 - 60, True), (730, True)])
def test_people_page_warns_sixty_days_before_a_key_ends(
    browser: Callable[..., Browser], clock: Clock, founded: Founded, office: Office, days: int, warned: bool
) -> None:
    longer = founded.ring.extend(founded.root(), founded.people["bernd"].officer_id, TODAY + timedelta(days=2000))
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    clock.forward(days=days)
    words = browser("anna").get("/verwaltung").words
    alert = "Bald oder schon nicht mehr gültig: Leitung der Stabsstelle, Fallbearbeitung 1."
    assert (alert in words, words.count("läuft ab")) == (warned, 2 * warned)
    assert f"{TODAY + timedelta(days=730):%d.%m.%Y}" in words


def test_people_page_changes_nothing_but_ones_own_notices_and_takes_keys_from_who_is_out(owner: Browser) -> None:
    assert set(owner.get("/verwaltung").forms) == {"/abmelden", "mail-form", "rekey"}
