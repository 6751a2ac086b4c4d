"""Documents that officers take on file: sealed, found like all other files, and never the reporter's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import evidence, persons, retention
from hinweisgeber.usecases.leaving.evidence import EvidenceFile
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.desk import Desk, open_file
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.web.wire.uploads import Limits
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.intake.files import MULTIPART, body
from tests.office.conftest import CASE_1
from tests.office.files import PATH, blob_names, everything_stored
from tests.office.people import Browser, Clock
from tests.office.reading import Sheet, read
from tests.sandbox import samples

PAGE = f"{PATH}/dateien"
INSIDE = b"Zitronenkuchen steht auf der Rechnung."
TOLD = {
    "title": "Rechnung 17 der Firma Kuchenbau",
    "source": "Sachgebiet 30, auf Anfrage",
    "kind": "deed",
    "relevance": "unclear",
    "day": "2026-11-02",
    "remark": "Seite 2 unten.",
}

pytestmark = pytest.mark.usefixtures("code")
Desks = Callable[..., Desk]


def file_it(browser: Browser, *files: tuple[str, bytes], **typed: str) -> Sheet:
    """Fills in the form of the page of all files."""
    browser.get(PAGE)
    return browser.submit("evidence", *(files or (("rechnung.txt", INSIDE),)), **{**TOLD, **typed})


def filed(desk: Desk) -> list[EvidenceFile]:
    """What the office has taken on file."""
    return [one for one in evidence.every(desk, CASE_1) if one.filed is not None]


def page_of(one: EvidenceFile) -> str:
    return f"{PATH}/datei/{one.file.blob}"


@pytest.fixture
def document(colleague: Browser, desk: Desks) -> EvidenceFile:
    """A text that anna has taken on file, in a case for which the lead is responsible."""
    casework.take_over(desk("lead"), CASE_1)
    file_it(colleague)
    (one,) = filed(desk("anna"))
    return one


# -- what is said of it, and where it is found -----------------------------------------------------------------------


def test_a_document_is_on_file_by_one_entry_with_all_that_was_said_of_it(
    colleague: Browser, desk: Desks, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    sheet = file_it(colleague)
    assert (colleague.status, colleague.response.request.path) == (200, PAGE)
    assert "Die Unterlage liegt jetzt in der Akte." in sheet.words
    assert "Unterlage 1, Datei 1 rechnung.txt Rechnung 17 der Firma Kuchenbau" in sheet.words
    assert entries() == [*before, "case-act"]
    (one,) = filed(desk("lead"))
    words = colleague.get(page_of(one)).words
    told = ("Rechnung 17 der Firma Kuchenbau", "Sachgebiet 30, auf Anfrage", "Urkunde oder Schreiben", "Noch unklar",
            "2. November 2026", "Seite 2 unten.", "Zur Akte genommen von Fallbearbeitung 1")  # fmt: skip
    assert [one for one in told if one not in words] == []
    assert "Gesendet von" not in words


def test_the_log_says_it_and_a_colleague_is_told_of_it(colleague: Browser, owner: Browser) -> None:
    owner.get(PAGE)
    file_it(colleague)
    log = colleague.get(PATH).words
    assert "Unterlage zur Akte genommen: Rechnung 17 der Firma Kuchenbau" in log
    assert "Woher: Sachgebiet 30, auf Anfrage" in log
    again = owner.submit("evidence", ("b.txt", b"b"), **TOLD)
    assert owner.status == 409
    assert "hat eine Unterlage zur Akte genommen." in again.by_id["changed-meanwhile"]
    assert again.forms["evidence"].fields["title"] == TOLD["title"]
    assert "Schon übertragen" in again.words, "the file need not be chosen again"


def test_several_files_of_a_document_are_numbered(colleague: Browser, desk: Desks) -> None:
    sheet = file_it(colleague, ("s1.txt", b"eins"), ("s2.txt", b"zwei"))
    for n, name in enumerate(("s1.txt", "s2.txt"), 1):
        assert f"Unterlage 1, Datei {n} {name}" in sheet.words
    file_it(colleague, ("s3.txt", b"drei"))
    assert [(one.place, one.n) for one in filed(desk("anna"))] == [(1, 1), (1, 2), (2, 1)]


def test_copies_and_redactions_are_made_as_of_any_file(colleague: Browser, desk: Desks) -> None:
    file_it(colleague, ("foto.png", samples.image("PNG")))
    (one,) = filed(desk("anna"))
    assert colleague.client.get(f"{page_of(one)}/original").data == samples.image("PNG")
    colleague.get(page_of(one))
    colleague.submit("working-copy")
    colleague.get(page_of(one))
    colleague.submit("redact", boxes="1 10 20 55 25", reason="Namen.")
    (one,) = filed(desk("anna"))
    assert [copy.redacted for copy in one.copies] == [False, True]
    assert one.for_others is not None
    assert one.for_others.redacted


def test_names_in_what_is_said_become_pseudonyms(colleague: Browser, desk: Desks) -> None:
    persons.add(desk("anna"), CASE_1, persons.Known("Erna Müller", "concerned", surname=True, since=TODAY))
    sheet = file_it(colleague, title="Rechnung an Erna Müller", source="Frau Müller", remark="Müller unterschrieb.")
    assert "Müller" not in sheet.by_id["files"]
    (one,) = filed(desk("anna"))
    assert one.filed is not None
    said = one.filed.data.values()
    assert [said[name] for name in ("title", "source", "remark")] == [
        "Rechnung an Person A", "Frau Person A", "Person A unterschrieb.",
    ]  # fmt: skip


def test_the_same_document_twice_is_said_and_not_refused(colleague: Browser, desk: Desks) -> None:
    file_it(colleague)
    sheet = file_it(colleague, ("kopie.txt", INSIDE), title="Noch einmal")
    assert colleague.status == 200
    assert "Derselbe Inhalt lag dort schon" in sheet.words
    assert "Derselbe Inhalt wie: Unterlage 1, Datei 1" in sheet.words
    assert len(filed(desk("anna"))) == 2
    assert "Derselbe Inhalt wie: Unterlage 1, Datei 1" in colleague.get(PAGE).words, "as long as both are there"


def test_a_second_click_files_nothing_twice_and_leaves_no_bytes(
    colleague: Browser, desk: Desks, settings: config.Settings
) -> None:
    colleague.get(PAGE)
    form = colleague.sheet.forms["evidence"]
    fields = [(name, None, text.encode()) for name, text in {**form.fields, **TOLD}.items()]
    sent = body([*fields, ("attachments", "a.txt", INSIDE)])
    for _ in range(2):
        assert colleague.client.post(form.action, data=sent, content_type=MULTIPART).status_code == 303
    (one,) = filed(desk("anna"))
    assert blob_names(settings) == {one.file.blob}


def test_a_file_of_an_older_page_is_not_filed_under_a_second_title(
    colleague: Browser, desk: Desks, settings: config.Settings
) -> None:
    """By the browser's way back the hidden field names a file that belongs to a document already."""
    waiting = file_it(colleague, title="")
    again = waiting.forms["evidence"]
    colleague.submit("evidence", **{**TOLD, "title": "Erster"})
    assert len(filed(desk("anna"))) == 1
    fresh = colleague.get(PAGE).forms["evidence"].fields["seen"]
    answer = colleague.client.post(again.action, data={**again.fields, **TOLD, "title": "Zweiter", "seen": fresh})
    assert answer.status_code == 409
    assert "gehört schon zu einem anderen Eintrag" in answer.text
    (one,) = filed(desk("anna"))
    assert one.file.blob in blob_names(settings)


# -- what is refused, and that nothing is lost ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"title": " "}, 400, "Bitte schreiben Sie etwas in dieses Feld"),
        ({"source": ""}, 400, "Bitte schreiben Sie etwas in dieses Feld"),
        ({"kind": ""}, 400, "Bitte wählen Sie"),
        ({"kind": "tagebuch"}, 400, "Bitte wählen Sie"),
        ({"relevance": "schuldig"}, 400, "Bitte wählen Sie"),
        ({"day": f"{TODAY + timedelta(days=1)}"}, 400, "Der Tag des Dokuments liegt nach heute."),
        ({"day": "gestern"}, 400, "Tag"),
        ({"title": "x" * 2001}, 400, "2.000"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_stays(
    typed: dict[str, str], status: int, words: str, colleague: Browser, desk: Desks, entries: Callable[[], list[str]]
) -> None:
    before, (field,) = entries(), typed
    sheet = file_it(colleague, **typed)
    assert colleague.status == status
    assert words in sheet.by_id["problem"]
    assert f"#f-evidence-{field}" in sheet.html
    assert "Schon übertragen" in sheet.words
    assert "rechnung.txt" in sheet.words
    kept = sheet.forms["evidence"].fields
    assert kept["remark"] == TOLD["remark"]
    assert entries() == before
    colleague.submit("evidence", **TOLD)  # the file that waited
    (one,) = filed(desk("anna"))
    assert (one.file.name, b"".join(evidence.content(colleague.office.blobs, one.file))) == ("rechnung.txt", INSIDE)


def test_without_a_file_an_empty_one_or_too_large_a_one_nothing_is_filed(
    colleague: Browser, office: Office, desk: Desks, settings: config.Settings
) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("evidence", **TOLD)
    assert (colleague.status, "Es fehlt die Datei." in sheet.words) == (400, True)
    sheet = file_it(colleague, ("leer.txt", b""))
    assert (colleague.status, "Leer, und deshalb nicht übernommen: leer.txt." in sheet.words) == (400, True)
    assert "gesendet" not in sheet.by_id["problem"], "nothing is ever sent from this form"
    office.limits = Limits(file=10, message=15, files=2)
    for files, words in (
        ([("a.txt", b"x" * 11)], "Eine Datei ist zu groß"),
        ([("a.txt", b"x" * 9), ("b.txt", b"x" * 9)], "zusammen zu groß"),
        ([("a.txt", b"1"), ("b.txt", b"2"), ("c.txt", b"3")], "zu viele Dateien"),
    ):
        sheet = file_it(colleague, *files)
        assert (colleague.status, words in sheet.by_id["problem"]) == (413, True)
        assert sheet.forms["evidence"].fields["title"] == TOLD["title"]
        assert "Nachricht" not in sheet.by_id["problem"]
    assert filed(desk("anna")) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/passwd.txt", "passwd.txt"), ("rechnung\u202egpj.exe", "rechnunggpj.exe.bin"), ("x" * 4000, "x" * 100)],
)
def test_a_hostile_name_is_shown_safely(name: str, shown: str, colleague: Browser) -> None:
    sheet = file_it(colleague, (name, b"Text"))
    assert shown in sheet.by_id["files"]
    assert "\u202e" not in sheet.html


def test_who_holds_no_key_gets_the_same_answer_as_for_no_case_and_leaves_nothing(
    stranger: Browser, browser: Callable[..., Browser], settings: config.Settings, entries: Callable[[], list[str]]
) -> None:
    before, names, answers = entries(), blob_names(settings), []
    token = stranger.get("/faelle").forms["/abmelden"].fields["csrf_token"]
    for number in (CASE_1, "HM-2026-0999"):
        parts = [(name, None, text.encode()) for name, text in {**TOLD, "csrf_token": token}.items()]
        sent = body([*parts, ("attachments", "a.txt", INSIDE)])
        answer = stranger.client.post(f"/faelle/{number}/dateien/akte", data=sent, content_type=MULTIPART)
        answers.append((answer.status_code, read(answer.text).words))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    away = browser()
    away.post(f"{PAGE}/akte", **TOLD)
    assert away.status == 401
    assert (entries(), blob_names(settings)) == (before, names)


def test_a_form_that_outlives_its_session_is_kept_and_asks_for_the_file_again(colleague: Browser, desk: Desks) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("evidence", ("a.txt", INSIDE), **{**TOLD, "csrf_token": "x"})
    assert "files-lost" in sheet.by_id
    assert sheet.forms["kept"].fields["title"] == TOLD["title"]
    colleague.submit("kept", ("a.txt", INSIDE))
    (one,) = filed(desk("anna"))
    assert one.file.name == "a.txt"


def test_when_the_store_is_away_the_files_wait_and_the_text_stays(
    colleague: Browser, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAway()

    with monkeypatch.context() as patch:
        patch.setattr("hinweisgeber.office.files.filing.look_again", away)
        sheet = file_it(colleague)
    assert colleague.status == 503
    assert "Ihre Dateien sind versiegelt gespeichert" in sheet.words
    colleague.submit("kept")
    assert [one.file.name for one in filed(desk("anna"))] == ["rechnung.txt"]


def test_nothing_is_filed_into_a_case_whose_erasure_is_authorised(
    colleague: Browser, desk: Desks, clock: Clock
) -> None:
    at = desk("anna")
    casework.take_over(at, CASE_1)
    ready_to_close(at, CASE_1)
    casework.close(at, CASE_1, "INVESTIGATED", "Fertig.")
    file_it(colleague)
    assert len(filed(at)) == 1, "a closed case still takes documents"
    agreed(retention.authorise, at, CASE_1, archive=False)
    sheet = file_it(colleague, title="Später")
    assert (colleague.status, "ginge mit ihr verloren" in sheet.by_id["problem"]) == (409, True)
    assert len(filed(at)) == 1


# -- never the reporter's ----------------------------------------------------------------------------------------------


def test_nothing_of_it_reaches_the_letterbox_or_the_mailbox_or_stands_readable_anywhere(
    colleague: Browser, code: AccessCode, read_mailbox: Callable[[AccessCode], mailbox.Conversation],
    letterbox: Store[Letterbox], settings: config.Settings, document: EvidenceFile,
) -> None:  # fmt: skip
    lines = read_mailbox(code).lines
    assert not any(line.said.files for line in lines if line.said)
    with letterbox.read() as box:
        assert document.file.blob not in box.blobs_of(document.case_id)
    stored = everything_stored(settings)
    for word in (b"Zitronenkuchen", b"Kuchenbau", b"rechnung.txt", b"Sachgebiet 30", b"Seite 2 unten"):
        assert word not in stored


def test_two_destroy_it_at_once_and_the_reporter_reads_nothing(
    owner: Browser, colleague: Browser, code: AccessCode, document: EvidenceFile, desk: Desks,
    read_mailbox: Callable[[AccessCode], mailbox.Conversation], settings: config.Settings,
    entries: Callable[[], list[str]],
) -> None:  # fmt: skip
    before = len(read_mailbox(code).lines)
    page = owner.get(page_of(document)).words
    assert "lag nie im Postfach der hinweisgebenden Person; sie erfährt davon nichts" in page
    assert "Die hinweisgebende Person liest diesen Grund" not in page
    owner.submit("destroy", reason="Doppelt vorhanden.")
    assert document.file.blob in blob_names(settings), "one signature destroys nothing"
    proposal = owner.response.request.path
    assert "Selbst zur Akte genommene Datei vernichten" in owner.get(proposal).words
    assert "Was die hinweisgebende Person liest" not in owner.sheet.words
    colleague.get(proposal)
    colleague.submit("confirm")
    assert colleague.status == 200
    assert (entries()[-1], blob_names(settings)) == ("file-destroyed", set())
    assert filed(desk("anna")) == []
    assert len(read_mailbox(code).lines) == before
    assert "Doppelt vorhanden." in owner.get(PATH).words


def test_its_keys_go_with_the_case_and_verify_sees_its_row_and_its_bytes(
    cabinet: Store[Cabinet], office: Office, desk: Desks, document: EvidenceFile
) -> None:
    with cabinet.read() as cab:
        opened = open_file(cab, desk("anna"), CASE, CASE_1)
        row = next(one for one in cab.blob_rows(opened.id) if one.name == document.file.blob)
    assert row.digest is not None
    assert row.digest.hex() == document.file.sealed
    assert reading.whole_log(desk("anna"), CASE_1)[-1].data.values()["files"][0]["sealed"] == document.file.sealed
    verifying.verify(cabinet, office.ring.ring)
