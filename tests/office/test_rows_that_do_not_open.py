"""One bad row stops no list, page or command: it is named there, and everything else works.

Wraps come from the letterbox, where whoever holds the intake could have put anything; sheets and indexes may rot.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.crypto.keys import CaseKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.office import Office
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase, reminders, sweep, verifying
from hinweisgeber.usecases.keeper.due import due
from hinweisgeber.usecases.leaving import copies, retention
from hinweisgeber.usecases.officer import casework, measures, overview, own_lines, reading
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk, open_file
from tests.agreed import agreed
from tests.cli.conftest import run
from tests.founded import TODAY, Founded
from tests.office.files import send_files
from tests.office.people import Browser, Clock

SEEN_WITHOUT_A_KEY = {"empty", "broken_sheet", "strange_sheet"}  # the bytes of a wrap say nothing to who has no key
GOOD, BAD, MEASURE_1, MEASURE_2 = "HM-2026-0001", "HM-2026-0002", "MN-2026-0001", "MN-2026-0002"
Send = Callable[..., AccessCode]
Plant = Callable[[Store[Cabinet], Desk, bytes, str], None]
pytestmark = pytest.mark.usefixtures("tampering")


UNKNOWN_FORM = "in einer Form gespeichert, die diese Fassung des Programms nicht lesen kann"


def execute(cabinet: Store[Cabinet], statement: str, **values: object) -> None:
    """Past the program."""
    assert cabinet.url.database
    with sqlite3.connect(cabinet.url.database) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement, values)
    db.close()


# -- what can be planted --------------------------------------------------------------------------------------------


def set_wrap(cabinet: Store[Cabinet], file_id: bytes, officer_id: str, wrap: bytes, own: bool) -> None:
    execute(
        cabinet, "UPDATE file_wrap SET wrap = :w, own = :own WHERE file_id = :f AND officer_id = :o",
        w=wrap, own=own, f=file_id, o=officer_id,
    )  # fmt: skip


def junk_own(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    set_wrap(cabinet, file_id, at.officer_id, os.urandom(61), own=True)


def junk_officer(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    set_wrap(cabinet, file_id, at.officer_id, b"\x01" + os.urandom(1713), own=False)


def empty(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    set_wrap(cabinet, file_id, at.officer_id, b"", own=False)


def wrong_officer(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    """Rightly wrapped for this officer and this case, which anybody can do: another key."""
    officer = at.ring.get(at.officer_id)
    assert officer is not None
    set_wrap(cabinet, file_id, at.officer_id, officer.recipient().wrap(file_id, CaseKey.generate()), own=False)


def wrong_own(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    set_wrap(cabinet, file_id, at.officer_id, at.identity.wrap_own(file_id, CaseKey.generate()), own=True)


def broken_sheet(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    execute(cabinet, "UPDATE file SET sheet = :s, revision = revision WHERE id = :f", s=os.urandom(4161), f=file_id)


def strange_sheet(cabinet: Store[Cabinet], at: Desk, file_id: bytes, kind: str) -> None:
    """Rightly sealed, and nothing this version reads."""
    number = {CASE: BAD, MEASURE: MEASURE_2}[kind]
    with cabinet.read() as cab:
        opened = open_file(cab, at, kind, number)
    sheet = seal_text(*opened.keys.sheet(opened.row.revision), b'{"stage":"ELSEWHERE"}')
    execute(cabinet, "UPDATE file SET sheet = :s WHERE id = :f", s=sheet, f=file_id)


PLANTED: tuple[Plant, ...] = (junk_own, junk_officer, empty, wrong_officer, wrong_own, broken_sheet, strange_sheet)


@pytest.fixture(params=PLANTED, ids=lambda plant: plant.__name__)
def plant(request: pytest.FixtureRequest) -> Plant:
    made: Plant = request.param
    return made


@pytest.fixture
def two(send: Send, desk: Callable[..., Desk]) -> None:
    """Two cases, as they were collected."""
    for text in ("Aufträge werden gestückelt.", "Akten liegen offen."):
        send(text)
    collect(desk("anna"))


@pytest.fixture
def closed(two: None, desk: Callable[..., Desk]) -> None:
    """Both at their end and offered to the archive, each with a measure that is overdue."""
    at = desk("anna")
    for number in (GOOD, BAD):
        casework.take_over(at, number)
        for stage in ("INVESTIGATION", "RESPONSE"):
            casework.change_stage(at, number, stage, "")
        measures.add(at, number, "Vier Augen", "SG 10", TODAY - timedelta(days=1))
        for kind, data in (
            ("scope", {"scope": "in", "reason": "x"}),
            ("checked", {"point": "persons", "reason": "x"}),
            ("feedback-waived", {"reason": "x"}),
        ):
            agreed(casework.act, at, number, Kind(kind), records.of(Kind(kind)).data.of(data), "")
        agreed(casework.close, at, number, "NO_EVIDENCE", "Nichts gefunden.")
        retention.offer(at, number)


def id_of(cabinet: Store[Cabinet], at: Desk, kind: str, number: str) -> bytes:
    with cabinet.read() as cab:
        return open_file(cab, at, kind, number).id


# -- the lists --------------------------------------------------------------------------------------------------------


def test_the_list_of_cases_names_it_and_shows_the_rest(
    two: None, plant: Plant, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    at = desk("anna")
    plant(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    for address in ("/faelle", "/faelle", "/faelle?stufe=RECEIVED", "/faelle?faellig=heute", "/faelle?wer=ich"):
        sheet = colleague.get(address)
        assert colleague.status == 200
        assert BAD in sheet.by_id["unopened"], "whatever is filtered"
        assert "Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen" in sheet.by_id["unopened"]
    assert "gestückelt" in colleague.get("/faelle").by_id["new-cases"]
    colleague.submit("filter", suche="gestückelt")
    assert (colleague.status, GOOD in colleague.sheet.by_id["new-cases"]) == (200, True)


def test_its_page_says_what_to_do_and_every_other_page_of_the_case_too(
    two: None, plant: Plant, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    at = desk("anna")
    token = colleague.get(f"/faelle/{BAD}").forms["note"].fields["csrf_token"]
    plant(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    sentence = UNKNOWN_FORM if plant is strange_sheet else "Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen."
    for step in ("", "/personen", "/offenlegungen", "/niederschrift", "/loeschung", "/vermerk/3"):
        assert sentence in colleague.get(f"/faelle/{BAD}{step}").words, step
        assert colleague.status == 409, step
    for step in ("notiz", "uebernahme", "antwort"):
        words = colleague.post(f"/faelle/{BAD}/{step}", csrf_token=token, once="x", note="x", message="x").words
        assert (colleague.status, sentence in words) == (409, True), step
    assert colleague.get(f"/faelle/{GOOD}").title.startswith(GOOD)


def test_a_colleague_who_can_open_it_gives_the_key_again(
    two: None, desk: Callable[..., Desk], cabinet: Store[Cabinet], colleague: Browser
) -> None:
    at = desk("anna")
    wrong_officer(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    assert BAD in colleague.get("/faelle").by_id["unopened"]
    agreed(casework.assign, desk("lead"), BAD, at.officer_id, "Schlüssel erneuert")
    assert "unopened" not in colleague.get("/faelle").by_id
    assert colleague.get(f"/faelle/{BAD}").title.startswith(BAD)


def test_the_register_of_measures_names_it_and_shows_the_rest(
    closed: None, plant: Plant, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    at = desk("anna")
    plant(cabinet, at, id_of(cabinet, at, MEASURE, MEASURE_2), MEASURE)
    sheet = colleague.get("/massnahmen")
    assert (colleague.status, MEASURE_2 in sheet.by_id["unopened"]) == (200, True)
    assert "Vier Augen" in sheet.by_id[MEASURE_1]
    assert "1 Maßnahme" in colleague.get("/faelle").by_id["measures-overdue"], "the list counts what opens"
    sheet = colleague.get(f"/faelle/{BAD}")
    assert (colleague.status, MEASURE_2 in sheet.by_id["unopened"]) == (200, True)
    for step in ("personen", "offenlegungen"):
        colleague.get(f"/faelle/{BAD}/{step}")
        assert colleague.status == 200
    token = colleague.get("/massnahmen").forms[f"/massnahmen/{MEASURE_1}/umgesetzt"].fields["csrf_token"]
    words = colleague.post(f"/massnahmen/{MEASURE_2}/umgesetzt", csrf_token=token, once="x").words
    sentence = UNKNOWN_FORM if plant is strange_sheet else "Diese Maßnahme lässt sich mit Ihrem Schlüssel nicht öffnen."
    assert (colleague.status, sentence in words) == (409, True)


def test_a_case_is_handed_on_and_closed_although_a_measure_of_it_does_not_open(
    closed: None, plant: Plant, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    """And the key that opens nothing is passed on to nobody: theirs may be good."""
    at = desk("anna")
    plant(cabinet, at, id_of(cabinet, at, MEASURE, MEASURE_2), MEASURE)
    casework.reopen(at, BAD, "INVESTIGATION", "Neue Tatsachen")
    agreed(casework.assign, at, BAD, desk("bernd").officer_id, "Vertretung")
    intact = plant not in (broken_sheet, strange_sheet)
    assert (MEASURE_2 in measures.register(desk("bernd")).unopened) is not intact
    casework.check_point(at, BAD, "follow-up", "Steht im Register.")
    assert agreed(casework.close, at, BAD, "NO_EVIDENCE", "Nichts gefunden.").closed_on == TODAY


def test_the_lists_of_what_is_erased_and_offered_name_it(
    closed: None, plant: Plant, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    at = desk("anna")
    plant(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    sheet = colleague.get("/loeschung")
    assert (colleague.status, GOOD in sheet.by_id["endings"], BAD in sheet.by_id["endings"]) == (200, True, True)
    sheet = colleague.get("/loeschung/anbietung")
    assert colleague.status == 200
    assert (GOOD in sheet.by_id["offers"], BAD in sheet.by_id["offers"]) == (True, False)
    assert BAD in sheet.by_id["unopened"]


def test_journal_calendar_people_and_the_form_for_a_call_work(
    closed: None, plant: Plant, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet], send: Send
) -> None:
    at = desk("anna")
    plant(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    send("Neu und heil")
    assert "Neu und heil" in colleague.get("/faelle").by_id["new-cases"], "what is new is collected"
    for path in ("/protokoll", "/protokoll/pruefpunkt", "/verwaltung", "/faelle/neu", "/faelle/fristen.ics"):
        colleague.get(path)
        assert colleague.status == 200, path
    colleague.get("/protokoll")
    by_id = colleague.submit("verify").by_id
    assert ("verified" in by_id) is (plant.__name__ not in SEEN_WITHOUT_A_KEY)


# -- collecting -------------------------------------------------------------------------------------------------------


def test_what_is_written_to_a_case_that_does_not_open_holds_nothing_up(
    desk: Callable[..., Desk], cabinet: Store[Cabinet], send: Send, write_on: Callable[..., None]
) -> None:
    """Everything else is collected, and nobody looks through the whole letterbox for ever. A colleague collects it."""
    at, code = desk("anna"), send("Aufträge werden gestückelt.")
    collect(at)
    wrong_officer(cabinet, at, id_of(cabinet, at, CASE, GOOD), CASE)
    write_on(code, "Nachtrag")
    write_on(send("Neu und heil"), "Auch ein Nachtrag")
    assert collect(at) == Collected()
    with cabinet.read() as cab:
        mark = cab.officer(officer_id=at.officer_id)
    assert mark is not None
    with at.letterbox.read() as box:
        assert (mark.report_seq, box.follow_ups_since(mark.message_seq, 9)) == (box.newest()[0], [])
    assert reading.view(desk("lead"), GOOD).case.follow_ups == 1
    assert [row.unread for row in overview.listing(at, overview.ListFilter()).news.rows] == [1]


def test_many_rows_that_do_not_open_are_tried_once(
    two: None, desk: Callable[..., Desk], cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody makes every list slow by planting wraps; a new wrap or a new revision is tried again."""
    at = desk("anna")
    wrong_officer(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    first = overview.listing(at, overview.ListFilter())
    assert first.unopened == (BAD,)

    def costly(*_: object) -> object:
        raise AssertionError("opened although it is the row that did not open before")

    with monkeypatch.context() as patched:
        patched.setattr(own_lines, "open_row", costly)
        patched.setattr(cabinet, "write", costly)
        assert overview.listing(at, overview.ListFilter()) == first
    casework.note(desk("lead"), BAD, "Ein Vermerk")
    assert overview.listing(at, overview.ListFilter()).unopened == (BAD,)
    agreed(casework.assign, desk("lead"), BAD, at.officer_id, "Schlüssel erneuert")
    assert overview.listing(at, overview.ListFilter()).unopened == ()


def test_a_draft_that_does_not_open_is_not_shown_as_none(
    two: None, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    casework.keep_draft(desk("anna"), GOOD, "Ein Entwurf")
    execute(cabinet, "UPDATE draft SET sealed = :s", s=os.urandom(4161))
    sheet = colleague.get(f"/faelle/{GOOD}")
    assert colleague.status == 200
    assert "Ihr Entwurf lässt sich nicht öffnen" in sheet.by_id["draft-lost"]
    colleague.submit("reply", message="Ein neuer", do="draft")
    assert "draft-lost" not in colleague.sheet.by_id
    assert colleague.sheet.forms["reply"].fields["message"] == "Ein neuer"


def test_a_report_that_does_not_open_is_not_said_to_be_destroyed(
    two: None, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    execute(cabinet, "UPDATE message SET sealed = :s WHERE author = 'reporter'", s=os.urandom(4161))
    assert "Der Text lässt sich nicht öffnen" in colleague.get("/faelle").by_id["new-cases"]
    for step in ("", "/personen"):
        words = colleague.get(f"/faelle/{GOOD}{step}").words
        assert (colleague.status, "vernichtet" in words) == (200, False)
        assert "Der Text des Hinweises lässt sich nicht öffnen" in words


def test_an_address_whose_search_does_not_open_says_so(two: None, colleague: Browser) -> None:
    sheet = colleague.get("/faelle?suche=abc")
    assert "lässt sich nicht öffnen" in sheet.by_id["search-lost"]
    assert "search-lost" not in colleague.get("/faelle").by_id


def test_a_page_says_that_the_letterbox_did_not_answer(
    two: None, colleague: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else "no new messages" would be a guess."""
    assert "unfetched" not in colleague.get(f"/faelle/{GOOD}").by_id
    monkeypatch.setattr(office, "letterbox", away_store(office))
    for step in ("", "/niederschrift", "/offenlegungen"):
        sheet = colleague.get(f"/faelle/{GOOD}{step}")
        assert (colleague.status, "nicht erreichbar" in sheet.by_id["unfetched"]) == (200, True), step


def away_store(office: Office) -> Store[Letterbox]:
    """A letterbox on a server that is not there."""
    gone = office.letterbox.through(Letterbox)
    url = office.letterbox.url.set(database="/nicht/da/letterbox.sqlite")
    return type(gone)("letterbox", url.render_as_string(), Letterbox)


# -- without a key ----------------------------------------------------------------------------------------------------


def test_commands_work_and_name_what_they_cannot_reckon(
    closed: None, plant: Plant, desk: Callable[..., Desk], cabinet: Store[Cabinet], letterbox: Store[Letterbox],
    ring: Ring, settings: config.Settings,
) -> None:  # fmt: skip
    at = desk("anna")
    plant(cabinet, at, id_of(cabinet, at, CASE, BAD), CASE)
    assert due(letterbox, cabinet).duties
    with cabinet.write() as cab:
        cab.set_mail_address(at.officer_id, "anna@example.org")
    noon = datetime(2026, 11, 23, 11, tzinfo=UTC)
    reminders.decide(letterbox, cabinet, {at.officer_id}, {8}, noon)
    if plant.__name__ in SEEN_WITHOUT_A_KEY:
        with pytest.raises(JournalBroken, match=BAD):
            verifying.verify(cabinet, ring, today=TODAY)
    else:
        assert verifying.verify(cabinet, ring, today=TODAY).entries
    assert erase.due(letterbox, cabinet, TODAY) == []
    assert sweep.sweep(blob_store(settings.blobs_url), letterbox, cabinet, noon.timestamp()) == 0


@pytest.mark.parametrize("table", ["message", "journal"])
def test_a_case_whose_days_are_missing_stops_no_reckoning_and_is_to_be_looked_at(
    table: str, two: None, colleague: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet],
    letterbox: Store[Letterbox], founded: Founded, settings: config.Settings, tmp_path: Path,
) -> None:  # fmt: skip
    file_id = id_of(cabinet, desk("anna"), CASE, BAD)
    if table == "journal":
        ours = "(SELECT seq FROM journal WHERE file_id = :f)"
        for name in ("journal_text", "journal"):
            execute(cabinet, f"DELETE FROM {name} WHERE seq IN {ours}", f=file_id)
    execute(cabinet, "DELETE FROM message WHERE file_id = :f", f=file_id)
    duties = {(one.number, one.what) for one in due(letterbox, cabinet).duties}
    assert (BAD, "undated") in duties
    assert (GOOD, "first-look") in duties
    colleague.get("/faelle/fristen.ics")
    assert colleague.status == 200
    with cabinet.write() as cab:
        cab.set_mail_address(desk("anna").officer_id, "anna@example.org")
    reminders.decide(letterbox, cabinet, {desk("anna").officer_id}, {8}, datetime(2026, 11, 23, 11, tzinfo=UTC))
    printed = run("due", "--home", settings.home, HINWEISGEBER_ROOT_FINGERPRINT=founded.fingerprint)
    assert (printed.code, f"{BAD}  Fristen nicht lesbar" in printed.out) == (0, True), printed.said


def test_a_stranger_with_a_planted_wrap_sees_no_more_than_the_number(
    code: AccessCode, stranger: Browser, desk: Callable[..., Desk], cabinet: Store[Cabinet]
) -> None:
    file_id = id_of(cabinet, desk("anna"), CASE, GOOD)
    with cabinet.write() as cab:
        cab.put_wrap(file_id, desk("bernd").officer_id, b"junk")
    sheet = stranger.get("/faelle")
    assert (stranger.status, GOOD in sheet.by_id["unopened"]) == (200, True)
    assert "gestückelt" not in sheet.words
    stranger.get(f"/faelle/{GOOD}")
    assert stranger.status == 409


def test_the_newest_wrap_of_an_officer_of_another_ring_changes_nothing(two: None, desk: Callable[..., Desk]) -> None:
    """A desk whose identity is not the one of the wraps: all is named, nothing is shown."""
    other = replace(desk("anna"), identity=desk("bernd").identity)
    shown = overview.listing(other, overview.ListFilter())
    assert (shown.rows, shown.unopened) == ([], (GOOD, BAD))


def test_a_copy_whose_description_does_not_open_closes_neither_its_file_nor_the_register(
    colleague: Browser, browser: Callable[..., Browser], clock: Clock, office: Office, desk: Callable[..., Desk],
    founded: Founded, cabinet: Store[Cabinet],
) -> None:  # fmt: skip
    at = desk("anna")
    sent = send_files(at, office.blobs, office.letterbox, founded.people["bernd"].officer_id, one=("a.txt", b"Text"))
    copies.make_working_copy(at, office.blobs, GOOD, sent.files[0].blob)
    assert "lost-copies" not in colleague.get(sent.page()).by_id
    execute(cabinet, "UPDATE copy SET sealed = :s", s=os.urandom(4161))
    sheet = colleague.get(sent.page())
    assert (colleague.status, "lässt sich nicht öffnen" in sheet.by_id["lost-copies"]) == (200, True)
    colleague.get(f"/faelle/{GOOD}/offenlegungen")
    assert colleague.status == 200
    colleague.get(sent.page())
    colleague.submit("working-copy")
    assert "Die Arbeitskopie ist erstellt." in colleague.sheet.words
    colleague.submit("destroy", reason="Beifang")
    clock.forward(days=15)
    browser("lead").confirm(colleague)
    gone = browser("anna")
    gone.get(sent.page())
    assert (gone.status, "nicht mehr vorhanden" in gone.sheet.words) == (404, True)


def test_destroying_what_is_not_there_is_not_said_to_be_done(
    two: None, colleague: Browser, desk: Callable[..., Desk]
) -> None:
    casework.take_over(desk("anna"), GOOD)
    token = colleague.get(f"/faelle/{GOOD}").forms["note"].fields["csrf_token"]
    for path in ("text/office/9", "vermerk/999"):
        words = colleague.post(f"/faelle/{GOOD}/{path}/vernichtung", csrf_token=token, once="x", reason="x").words
        assert (colleague.status, "ist vernichtet" in words) == (404, False), path
