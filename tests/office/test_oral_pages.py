"""The pages for calls, visits and letters: writing one down, the slip, the minutes, the meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.meetings import MeetingState
from hinweisgeber.domain.dialogue.minutes import MinutesState
from hinweisgeber.office import Office
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.usecases.officer import reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.answering import acknowledged
from tests.founded import TODAY, Founded
from tests.intake.files import MULTIPART, Part, body
from tests.office.conftest import CASE_1
from tests.office.files import blob_names
from tests.office.people import Browser, Clock
from tests.office.reading import Sheet

NEW, PAGE = "/faelle/neu", f"/faelle/{CASE_1}/niederschrift"
CALL = {"channel": "phone", "description": "Am Telefon erzählt.", "code_along": "1"}


def record(browser: Browser, *files: tuple[str, bytes], **typed: str) -> Sheet:
    """Fills in the form and sends it, as a browser does where files may be chosen."""
    browser.get(NEW)
    return send(browser, {**browser.sheet.forms["record"].fields, **CALL, **typed}, *files)


def send(browser: Browser, fields: dict[str, str], *files: tuple[str, bytes]) -> Sheet:
    parts: list[Part] = [(name, None, text.encode()) for name, text in fields.items()]
    data = body([*parts, *(("attachments", name, content) for name, content in files)])
    return browser._seen(browser.client.post(NEW, data=data, content_type=MULTIPART, follow_redirects=True))


def code_on(sheet: Sheet) -> AccessCode:
    return AccessCode.parse(sheet.by_id["access-code"].replace(" ", ""))


@pytest.fixture
def told(colleague: Browser) -> AccessCode:
    """A call that was written down as case 1; the person's code."""
    return code_on(record(colleague))


@pytest.fixture
def answer(booth: Booth) -> Callable[..., None]:
    """The reporter answers the office's message at a place, counted from behind an automatic acknowledgement."""

    def give(code: AccessCode, place: int, choice: str, **more: Any) -> None:
        opened = mailbox.open_mailbox(booth, code)
        assert mailbox.answer(booth, opened, place + acknowledged(booth, opened), choice, f"{place} {choice}", **more)

    return give


# -- writing it down ----------------------------------------------------------------------------------------------


def test_the_list_leads_to_the_form(colleague: Browser) -> None:
    assert f'href="{NEW}"' in colleague.get("/faelle").html
    sheet = colleague.get(NEW)
    assert (colleague.status, sheet.forms["record"].fields["received"]) == (200, TODAY.isoformat())
    assert sheet.forms["record"].fields["record"] == "summary"
    assert sheet.forms["record"].fields["code_along"] == "1"


def test_a_call_becomes_a_case_and_the_person_gets_a_code(
    colleague: Browser, owner: Browser, read_mailbox: Callable[[AccessCode], mailbox.Conversation]
) -> None:
    code = code_on(record(colleague, topic="vergabe"))
    lines = read_mailbox(code).lines
    assert next(line.said.text for line in lines if line.said) == "Am Telefon erzählt."
    assert lines[1].author == "intake"  # acknowledged at once, as the setting says
    page = owner.get(f"/faelle/{CASE_1}")
    assert "Aufgenommen als Anruf" in page.words
    assert "Meldung entgegengenommen: Anruf" in page.words


def test_acknowledged_by_hand_when_set(
    make_office: Callable[..., Office], browser: Callable[..., Browser],
    read_mailbox: Callable[[AccessCode], mailbox.Conversation],
) -> None:  # fmt: skip
    code = code_on(record(browser("anna", make_office(acknowledgement="manual"))))
    assert [line.author for line in read_mailbox(code).lines] == ["reporter"]


def test_the_acknowledgement_names_the_days_that_hold(
    colleague: Browser, read_mailbox: Callable[[AccessCode], mailbox.Conversation]
) -> None:
    code = code_on(record(colleague, channel="letter", received="2026-11-01"))
    said = read_mailbox(code).lines[1].said
    assert said is not None
    assert "01.11.2026" in said.text  # the day of receipt
    assert "08.02.2027" in said.text  # late: 2026-11-08 plus three months, not counted from today


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"description": " "}, "description", "Bitte schreiben Sie etwas"),
        ({"channel": ""}, "channel", "Bitte wählen Sie"),
        ({"received": "bald"}, "received", "ein Datum"),
        ({"received": "2026-11-22"}, "received", "nicht in der Zukunft"),
        ({"received": "2025-11-20"}, "received", "länger als ein Jahr"),
        ({"received": "2025-11-20"}, "received", "in einem Vermerk"),  # what to do with an older letter
        ({"record": "verbatim"}, "consent_to_record", "nur mit Einwilligung"),
        ({"record": "sound", "consent_to_record": "mündlich"}, "attachments", "Tonaufzeichnung als Datei"),
        ({"record": "sound", "channel": "letter"}, "record", "Ein Brief wird nicht aufgezeichnet"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    colleague: Browser, entries: Callable[[], list[str]], typed: dict[str, str], field: str, words: str
) -> None:
    before = entries()
    sheet = record(colleague, **typed)
    assert colleague.status == 400
    assert words in sheet.by_id[f"f-record-{field}-error"]
    assert f'href="#f-record-{field}"' in sheet.html
    assert (
        sheet.forms["record"].fields["description"].strip() == typed.get("description", "Am Telefon erzählt.").strip()
    )
    assert "access-code" not in sheet.by_id
    assert entries() == before


def test_nobody_writes_down_a_report_that_excludes_them(
    colleague: Browser, founded: Founded, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    sheet = record(colleague, excluded=founded.people["anna"].officer_id)
    assert colleague.status == 409
    assert "eine andere Person" in sheet.by_id["f-record-excluded-error"]
    assert entries() == before


def test_an_excluded_officer_never_sees_it(colleague: Browser, stranger: Browser, founded: Founded) -> None:
    record(colleague, excluded=founded.people["bernd"].officer_id)
    assert CASE_1 not in stranger.get("/faelle").words
    for path in (f"/faelle/{CASE_1}", PAGE):
        assert "keinen Schlüssel" in stranger.get(path).words


def test_flags_and_wishes_reach_the_case(colleague: Browser) -> None:
    record(colleague, small_circle="1", meeting="1")
    page = colleague.get(f"/faelle/{CASE_1}")
    assert "small-circle" in page.by_id
    assert "Terminangebot für das gewünschte Gespräch" in page.words


def test_a_scan_comes_along_under_a_neutral_name(colleague: Browser, settings: config.Settings) -> None:
    record(colleague, ("Brief von Frau X.pdf", b"Scan"), channel="letter")
    page = colleague.get(f"/faelle/{CASE_1}")
    assert "Anlage-01.pdf" in page.words
    assert "Frau X" not in page.words
    assert len(blob_names(settings)) == 1


def test_files_wait_when_the_form_is_refused(colleague: Browser, settings: config.Settings) -> None:
    sheet = record(colleague, ("band.mp3", b"Ton"), record="sound")
    assert "Schon übertragen" in sheet.words
    fields = {**sheet.forms["record"].fields, "consent_to_record": "mündlich"}
    code_on(send(colleague, fields))
    assert "Anlage-01.mp3" in colleague.get(f"/faelle/{CASE_1}").words
    assert len(blob_names(settings)) == 1


def test_without_a_code_the_case_says_that_nobody_reads_the_mailbox(colleague: Browser) -> None:
    colleague.get(NEW)
    fields = {**colleague.sheet.forms["record"].fields, **CALL}
    del fields["code_along"]
    sheet = send(colleague, fields)
    assert "Der Hinweis ist aufgenommen." in sheet.by_id["erledigt"]
    assert "access-code" not in sheet.by_id
    assert "Das Postfach liest niemand" in sheet.words
    assert "no-code" in colleague.get(PAGE).by_id


@pytest.fixture
def codeless(colleague: Browser) -> Browser:
    """At case 1, a call; the person took no code along."""
    colleague.get(NEW)
    fields = {**colleague.sheet.forms["record"].fields, **CALL, "received": "2026-11-18"}
    del fields["code_along"]
    send(colleague, fields)
    return colleague


WAY = {"way": "Am Telefon, am 21. November."}


def test_without_a_code_the_acknowledgement_is_given_elsewhere_and_the_way_stands_in_the_file(
    codeless: Browser, entries: Callable[[], list[str]]
) -> None:
    before, sheet = entries(), codeless.sheet
    assert f'href="/faelle/{CASE_1}#acknowledge"' in sheet.html  # nothing went out by itself
    assert "Niemand liest das Postfach" in sheet.by_id["acknowledge-unread"]
    sheet = codeless.submit("acknowledge", message="Ihr Anruf ist notiert.", way=" ")
    assert codeless.status == 400
    assert "auf welchem Weg und wann" in sheet.by_id["f-acknowledge-way-error"]
    assert sheet.forms["acknowledge"].fields["message"] == "Ihr Anruf ist notiert."
    sheet = codeless.submit("acknowledge", message=" ", **WAY)
    assert "f-acknowledge-message-error" in sheet.by_id
    assert sheet.forms["acknowledge"].fields["way"] == WAY["way"]
    assert entries() == before
    sheet = codeless.submit("acknowledge", message="Ihr Anruf ist notiert.", **WAY)
    assert "Der Eingang ist bestätigt." in sheet.by_id["erledigt"]
    assert WAY["way"] in sheet.by_id["protokoll"]
    codeless.submit("take-over")
    assert WAY["way"] in codeless.sheet.by_id["bearbeitung"]  # on the checklist


def test_without_a_code_the_feedback_is_given_elsewhere_and_the_way_stands_in_the_file(
    codeless: Browser, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    told = {"taken": "Geprüft.", "planned": "", "reasons": "Kein Beleg.", "checked": "1"}
    assert "Niemand liest das Postfach" in codeless.sheet.by_id["feedback-unread"]
    sheet = codeless.submit("feedback", **told, way="")
    assert codeless.status == 400
    assert "auf welchem Weg und wann" in sheet.by_id["f-feedback-way-error"]
    assert sheet.forms["feedback"].fields["taken"] == "Geprüft."
    assert entries() == before
    sheet = codeless.submit("feedback", **told, **WAY)
    assert "festgehalten" in sheet.by_id["erledigt"]
    assert WAY["way"] in sheet.by_id["protokoll"]


def test_with_a_code_nobody_is_asked_for_the_way(colleague: Browser, told: AccessCode) -> None:
    sheet = colleague.get(f"/faelle/{CASE_1}")
    assert "feedback-unread" not in sheet.by_id
    assert "way" not in sheet.forms["feedback"].fields


def away(writing: bool) -> Iterator[Any]:
    """A store nobody reaches."""
    raise StoreAway()


def test_text_and_code_are_kept_while_the_letterbox_is_away(
    colleague: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(office.letterbox, "_transaction", away)
        sheet = record(colleague)
        assert colleague.status == 503
        assert "nicht erreichbar" in sheet.by_id["f-record-send-error"]
        assert "Das liegt an uns, nicht an Ihnen. Es wurde nichts gespeichert." in sheet.by_id["problem"]
    fields = sheet.forms["record"].fields
    assert fields["description"] == "Am Telefon erzählt."
    assert code_on(send(colleague, fields)) == AccessCode.parse(fields["code"])


def test_an_expired_session_keeps_the_text_and_asks_for_the_files_again(
    colleague: Browser, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    colleague.get(NEW)
    sheet = send(colleague, {**colleague.sheet.forms["record"].fields, **CALL, "csrf_token": "x"}, ("a.pdf", b"x"))
    assert sheet.forms["kept"].fields["description"] == "Am Telefon erzählt."
    assert "files-lost" in sheet.by_id
    assert entries() == before
    found = sheet.forms["kept"]
    assert found.action == NEW
    code_on(send(colleague, found.fields, ("a.pdf", b"x")))


# -- the slip -------------------------------------------------------------------------------------------------------


def test_a_second_click_makes_one_case_and_reloading_shows_no_code_again(
    colleague: Browser, entries: Callable[[], list[str]], settings: config.Settings
) -> None:
    colleague.get(NEW)
    fields = {**colleague.sheet.forms["record"].fields, **CALL}
    code = code_on(send(colleague, fields, ("a.pdf", b"x")))
    before = entries()
    again = send(colleague, fields, ("a.pdf", b"x"))
    assert "access-code" not in again.by_id
    assert "kann nicht noch einmal gezeigt werden" in again.words
    assert str(code) not in again.html
    assert entries() == before
    assert len(blob_names(settings)) == 1


def test_a_changed_form_is_told_that_its_case_is_there(
    colleague: Browser, entries: Callable[[], list[str]], settings: config.Settings
) -> None:
    colleague.get(NEW)
    fields = {**colleague.sheet.forms["record"].fields, **CALL}
    code = code_on(send(colleague, fields))
    before = entries()
    sheet = send(colleague, {**fields, "description": "Anders erzählt."}, ("a.pdf", b"x"))
    assert colleague.status == 409
    assert "schon aufgenommen" in sheet.by_id["f-record-send-error"]
    again = sheet.forms["record"].fields
    assert again["description"] == "Anders erzählt."
    assert AccessCode.parse(again["code"]) != code
    assert entries() == before


def test_a_slip_that_never_arrived_is_shown_by_the_second_click(colleague: Browser) -> None:
    """The line broke, or the button was pressed twice: the browser never got the first answer, nor its mark."""
    colleague.get(NEW)
    fields = {**colleague.sheet.forms["record"].fields, **CALL}
    jar = colleague.client.get_cookie(colleague.office.config["SESSION_COOKIE_NAME"])
    assert jar is not None
    first = code_on(send(colleague, fields))
    colleague.client.set_cookie(jar.key, jar.value)
    assert code_on(send(colleague, fields)) == first


def test_the_form_itself_shows_no_code(colleague: Browser) -> None:
    sheet = colleague.get(NEW)
    assert sheet.forms["record"].fields["code"] not in sheet.words
    assert "access-code" not in sheet.by_id


def test_the_code_is_stored_nowhere(colleague: Browser, settings: config.Settings) -> None:
    code = str(code_on(record(colleague)))
    stored = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    for spelled in (code, code.replace("-", "")):
        assert spelled.encode() not in stored
    assert code not in str(colleague.client._cookies)


def test_the_slip_tells_where_and_how_and_nothing_else(colleague: Browser, settings: config.Settings) -> None:
    sheet = record(colleague)
    slip = sheet.by_id["slip"]
    assert f"{settings.intake_url}/postfach" in slip
    assert "Bitte gut aufbewahren" in slip
    assert "21. Februar 2027" in slip
    for telling in ("Hinweis", "Meldestelle", "Meldung", "Landrat", CASE_1):
        assert telling not in slip
    assert sheet.title.startswith("Zettel")


# -- minutes ------------------------------------------------------------------------------------------------------


def test_the_draft_is_prefilled_and_sent_to_be_checked(
    colleague: Browser, told: AccessCode, read_mailbox: Callable[[AccessCode], mailbox.Conversation]
) -> None:
    sheet = colleague.get(PAGE)
    assert "Entwurf, noch nicht zur Prüfung gesendet" in sheet.words
    assert sheet.forms["minutes"].fields["minutes"] == "Am Telefon erzählt."
    sheet = colleague.submit("minutes", minutes="Die Niederschrift.")
    assert "zur Prüfung bereit" in sheet.by_id["erledigt"]
    assert "Liegt der hinweisgebenden Person zur Prüfung vor" in sheet.words
    said = read_mailbox(told).lines[-1].said
    assert said is not None
    assert (said.kind, said.text, said.data) == ("minutes", "Die Niederschrift.", {"record": "summary"})
    assert "Niederschrift zur Prüfung gesendet: Zusammenfassung" in colleague.get(f"/faelle/{CASE_1}").words


def test_corrections_are_shown_and_worked_in(colleague: Browser, told: AccessCode, answer: Callable[..., None]) -> None:
    colleague.get(PAGE)
    colleague.submit("minutes")
    answer(told, 0, "correct", text="Es war im April.")
    sheet = colleague.get(PAGE)
    assert sheet.by_id["corrections"] == "Es war im April."
    assert "Berichtigt" in sheet.by_id["stand"]
    assert "Niederschrift berichtigt" in colleague.get(f"/faelle/{CASE_1}").words
    colleague.get(PAGE)
    sheet = colleague.submit("minutes", minutes="Zweite Fassung.")
    assert sheet.forms["minutes"].fields["minutes"] == "Zweite Fassung."
    answer(told, 1, "confirm")
    sheet = colleague.get(PAGE)
    assert "Bestätigt" in sheet.by_id["stand"]
    assert "minutes-end" not in sheet.forms


def test_word_for_word_is_locked_until_consent_is_recorded(
    colleague: Browser, told: AccessCode, entries: Callable[[], list[str]]
) -> None:
    colleague.get(PAGE)
    before = entries()
    sheet = colleague.submit("minutes", record="verbatim", minutes="Wort für Wort.")
    assert "nur mit Einwilligung" in sheet.by_id["f-minutes-consent-error"]
    assert sheet.forms["minutes"].fields["minutes"] == "Wort für Wort."
    assert entries() == before
    sheet = colleague.submit("minutes", consent="mündlich am Telefon")
    assert "Wortprotokoll" in sheet.by_id["stand"]
    assert "mündlich am Telefon" in sheet.by_id["stand"]


def test_sound_is_offered_only_where_the_recording_is_here(
    colleague: Browser, told: AccessCode, entries: Callable[[], list[str]]
) -> None:
    sheet = colleague.get(PAGE)
    assert 'value="verbatim"' in sheet.html
    assert 'value="sound"' not in sheet.html
    before = entries()
    sheet = colleague.submit("minutes", record="sound", consent="mündlich", minutes="Vom Band.")
    assert colleague.status == 409
    assert "unter „Hinweis aufnehmen“" in sheet.by_id["f-minutes-record-error"]
    assert sheet.forms["minutes"].fields["minutes"] == "Vom Band."
    assert entries() == before
    record(colleague, ("band.mp3", b"Ton"), record="sound", consent_to_record="auf dem Band")
    sheet = colleague.get("/faelle/HM-2026-0002/niederschrift")
    assert sheet.forms["minutes"].fields["record"] == "sound"


def test_without_answer_only_after_a_fair_time(
    colleague: Browser, told: AccessCode, clock: Clock, founded: Founded
) -> None:
    colleague.get(PAGE)
    colleague.submit("minutes")
    sheet = colleague.submit("minutes-end", state="no-answer", reason="erinnert")
    assert "14 Tage" in sheet.by_id["f-minutes-end-state-error"]
    assert "05.12.2026" in sheet.by_id["f-minutes-end-state-error"]
    clock.forward(days=14)
    colleague.enter(founded.people["anna"])
    colleague.get(PAGE)
    sheet = colleague.submit("minutes-end", state="no-answer", reason="zweimal erinnert")
    assert "Ohne Antwort abgeschlossen" in sheet.by_id["stand"]
    page = colleague.get(f"/faelle/{CASE_1}")
    assert "Prüfung der Niederschrift beendet: Keine Antwort" in page.words
    assert "zweimal erinnert" in page.words


def test_signed_on_paper_at_once_with_a_reason(colleague: Browser, told: AccessCode) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("minutes-end", state="confirmed", reason=" ")
    assert "Begründung nötig" in sheet.by_id["f-minutes-end-reason-error"]
    sheet = colleague.submit("minutes-end", state="confirmed", reason="am Tisch unterschrieben")
    assert "Bestätigt" in sheet.by_id["stand"]


def test_minutes_are_not_ended_over_a_correction_nobody_has_read(
    colleague: Browser, told: AccessCode, answer: Callable[..., None], entries: Callable[[], list[str]]
) -> None:
    colleague.get(PAGE)
    colleague.submit("minutes")
    answer(told, 0, "correct", text="Es war im April.")
    sheet = colleague.submit("minutes-end", state="not-confirmed", reason="kam nicht zum Termin")
    assert colleague.status == 409
    assert "Die hinweisgebende Person hat geschrieben." in sheet.by_id["changed-meanwhile"]
    assert sheet.by_id["corrections"] == "Es war im April."
    assert sheet.forms["minutes-end"].fields["reason"] == "kam nicht zum Termin"
    sheet = colleague.submit("minutes-end", state="not-confirmed")
    assert "Prüfung der Niederschrift beendet" in colleague.get(f"/faelle/{CASE_1}").words


def test_the_recording_goes_with_the_page_that_takes_in_the_answer(
    colleague: Browser, settings: config.Settings, answer: Callable[..., None]
) -> None:
    code = code_on(record(colleague, ("band.mp3", b"Ton"), record="sound", consent_to_record="auf dem Band"))
    sheet = colleague.get(PAGE)
    assert "noch da" in sheet.by_id["stand"]
    colleague.submit("minutes")
    assert len(blob_names(settings)) == 1
    answer(code, 0, "confirm")
    sheet = colleague.get(PAGE)
    assert blob_names(settings) == set()
    assert "Tonaufzeichnung gelöscht am" in sheet.by_id["stand"]
    page = colleague.get(f"/faelle/{CASE_1}")
    assert "§ 11 Abs. 4 HinSchG" in page.words
    assert "Datei vernichtet: Anlage-01.mp3" in page.words


def test_while_the_files_are_out_of_reach_the_page_says_that_an_answer_waits(
    colleague: Browser, office: Office, settings: config.Settings, answer: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    code = code_on(record(colleague, ("band.mp3", b"Ton"), record="sound", consent_to_record="auf dem Band"))
    colleague.get(PAGE)
    colleague.submit("minutes")
    answer(code, 0, "confirm")

    def unreachable(name: str) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(office.blobs, "delete", unreachable)
        sheet = colleague.get(PAGE)
        assert "waits" in sheet.by_id
        assert "Liegt der hinweisgebenden Person zur Prüfung vor" in sheet.by_id["stand"]
        sheet = colleague.submit("minutes-end", state="confirmed", reason="unterschrieben")
        assert colleague.status == 503, sheet.words
        assert sheet.forms["kept"].fields["reason"] == "unterschrieben"
    assert len(blob_names(settings)) == 1
    assert "Bestätigt" in colleague.get(PAGE).by_id["stand"]
    assert blob_names(settings) == set()


# -- the meeting ----------------------------------------------------------------------------------------------------

SLOTS = {"day_1": "2026-12-01", "time_1": "14:00", "how_1": "phone", "where_1": "", "day_3": "2026-12-02"}
SLOTS |= {"time_3": "09:30", "how_3": "outside"}


def test_slots_are_offered_and_the_agreed_one_is_shown(
    colleague: Browser, told: AccessCode, answer: Callable[..., None], office: Office,
    read_mailbox: Callable[[AccessCode], mailbox.Conversation],
) -> None:  # fmt: skip
    colleague.get(PAGE)
    sheet = colleague.submit("meeting", **SLOTS)
    assert "stehen im Postfach" in sheet.by_id["erledigt"]
    said = read_mailbox(told).lines[-1].said
    assert said is not None
    place = office.institution.outside_place
    assert said.kind == "meeting-offer"
    assert said.data["slots"] == [
        {
            "day": "2026-12-01", "time": "14:00", "how": "phone",
            "when": "Dienstag, 1. Dezember 2026, 14:00 Uhr", "where": "am Telefon",
        },
        {
            "day": "2026-12-02", "time": "09:30", "how": "outside",
            "when": "Mittwoch, 2. Dezember 2026, 09:30 Uhr", "where": place,
        },
    ]  # fmt: skip
    answer(told, 0, "slot-1")
    sheet = colleague.get(PAGE)
    assert sheet.by_id["meeting-state"].startswith("Verabredet : Mittwoch, 2. Dezember 2026, 09:30 Uhr")
    assert "Termine für ein Gespräch angeboten" in colleague.get(f"/faelle/{CASE_1}").words


@pytest.mark.parametrize(("form", "typed"), [("minutes", {"minutes": "Die Niederschrift."}), ("meeting", SLOTS)])
def test_nothing_undelivered_is_said_to_be_in_the_mailbox(
    colleague: Browser,
    told: AccessCode,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    typed: dict[str, str],
) -> None:
    colleague.get(PAGE)
    with monkeypatch.context() as patched:
        patched.setattr(office.letterbox, "_transaction", away)
        done = colleague.submit(form, **typed).by_id["erledigt"]
    assert "noch nicht zugestellt" in done
    assert "im Postfach" not in done


def test_consent_to_video_is_shown(colleague: Browser, told: AccessCode, answer: Callable[..., None]) -> None:
    colleague.get(PAGE)
    colleague.submit("meeting", **{**SLOTS, "how_1": "video"})
    answer(told, 0, "slot-0", video_consent=True)
    assert "eingewilligt (§ 16 Abs. 3 HinSchG)" in colleague.get(PAGE).by_id["gespraech"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"day_1": "", "time_1": "", "day_3": "", "time_3": ""}, "day_1", "ein Datum"),
        ({"day_1": "2026-11-20"}, "day_1", "schon vorbei"),
        ({"time_1": "halb drei"}, "time_1", "eine Uhrzeit"),
        ({"time_3": ""}, "time_3", "eine Uhrzeit"),
        ({"how_1": "brieftaube"}, "how_1", "Bitte wählen Sie"),
        ({"where_1": "x" * 301}, "where_1", "301 Zeichen"),
        ({"offer": " "}, "offer", "Bitte schreiben Sie etwas"),
    ],
)
def test_a_slot_that_cannot_be_is_told_at_its_field(
    colleague: Browser,
    told: AccessCode,
    entries: Callable[[], list[str]],
    typed: dict[str, str],
    field: str,
    words: str,
) -> None:
    colleague.get(PAGE)
    before = entries()
    sheet = colleague.submit("meeting", **{**SLOTS, **typed})
    assert words in sheet.by_id[f"f-meeting-{field}-error"]
    assert sheet.forms["meeting"].fields["day_3"] == {**SLOTS, **typed}["day_3"]
    assert entries() == before


def test_what_the_sheet_says_of_it(colleague: Browser, told: AccessCode, desk: Callable[..., Desk]) -> None:
    colleague.get(PAGE)
    colleague.submit("minutes")
    colleague.submit("meeting", **SLOTS)
    case = reading.look(desk("lead"), CASE_1).case
    assert (case.minutes.state, case.meeting.state) == (MinutesState.TO_CHECK, MeetingState.OFFERED)
    assert case.meeting.on == TODAY
    assert len(case.meeting.slots) == 2
