"""What a case's page says of a dialogue in which both sides sign, and of one in which they do not yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.config import Institution
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.epochs import REPORT
from hinweisgeber.domain.case.deadlines import feedback_by
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office import Office, labels
from hinweisgeber.office.dialogue import words
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.words_in import Difference, WordFault
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.conversation import Conversation
from hinweisgeber.usecases.reporter.submit import submit
from tests.closing import ready_to_close
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser
from tests.usecases.sql import execute
from tests.version_1 import submit_1

PAGE = f"/faelle/{CASE_1}"


def test_a_dialogue_of_version_1_says_so_until_its_reporter_opens_the_mailbox(
    colleague: Browser, booth: Booth, read_mailbox: Callable[[AccessCode], object]
) -> None:
    code = AccessCode.generate()
    submit_1(booth, code, Report("Erfunden: von früher."), "Eingegangen.")
    colleague.get("/faelle")
    before = colleague.get(PAGE)
    assert "Dialog noch in Fassung 1" in before.words
    assert "nicht unterschrieben (frühere Fassung)" in before.by_id["nachricht-reporter-0"]
    keys = colleague.get(f"{PAGE}/schluessel").words
    assert "Er wechselt, sobald die Person ihr Postfach das nächste Mal öffnet" in keys
    read_mailbox(code)
    after = colleague.get(PAGE)
    assert "Dialog noch in Fassung 1" not in after.words
    assert "unterschreibt von jetzt an, was darin geschrieben wird" in after.by_id["nachricht-reporter-1"]
    assert "nicht unterschrieben (frühere Fassung)" in after.by_id["nachricht-reporter-0"]


def test_what_did_not_fit_when_a_report_came_in_stands_above_its_case(
    colleague: Browser, send: Callable[..., AccessCode], letterbox: Store[Letterbox], founded: Founded
) -> None:
    send()
    lead = founded.people["lead"].officer_id
    execute(letterbox, "DELETE FROM report_wrap WHERE officer_id = :o", o=lead)
    colleague.get("/faelle")
    assert "lag kein Schlüssel bei" in colleague.get(PAGE).by_id["differences"]


@pytest.mark.usefixtures("tampering")
def test_a_word_that_does_not_verify_is_named_and_its_text_is_not_shown(
    colleague: Browser, code: AccessCode, write_on: Callable[[AccessCode, str], None], letterbox: Store[Letterbox]
) -> None:
    write_on(code, "Am Montag.")
    execute(letterbox, "UPDATE message SET sealed = substr(sealed, 1, 99) WHERE author = 'reporter' AND place = 1")
    sheet = colleague.get(PAGE)
    assert "Am Montag." not in sheet.words
    assert "Die Unterschrift der hinweisgebenden Person fehlt oder stimmt nicht" in sheet.by_id["nachricht-reporter-1"]
    assert "Nachricht 1" in sheet.by_id["faults"]


@pytest.mark.usefixtures("tampering")
def test_a_lost_word_stands_on_the_page_and_in_the_way_of_the_end(
    colleague: Browser, code: AccessCode, write_on: Callable[[AccessCode, str], None], desk: Callable[..., Desk],
    letterbox: Store[Letterbox],
) -> None:  # fmt: skip
    casework.take_over(desk("anna"), CASE_1)
    ready_to_close(desk("anna"), CASE_1)
    for text in ("Eins.", "Zwei."):
        write_on(code, text)
    execute(letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    sheet = colleague.get(PAGE)
    assert "ist im Briefkasten nicht mehr da" in sheet.by_id["nachricht-reporter-1"]
    assert "Zwei." in sheet.words
    sheet = colleague.submit("close", outcome="INVESTIGATED", reason="Kein Beleg.")
    assert colleague.status == 409
    assert "endgültig verloren" in sheet.by_id["f-close-incomplete-error"]
    colleague.submit("close", incomplete="1")
    assert colleague.status == 200
    assert "close" not in colleague.sheet.forms


@pytest.mark.usefixtures("tampering")
def test_a_letter_for_colleagues_says_who_they_are_and_keeps_the_case_open(
    colleague: Browser, code: AccessCode, letterbox: Store[Letterbox], founded: Founded, desk: Callable[..., Desk]
) -> None:
    casework.take_over(desk("anna"), CASE_1)
    ready_to_close(desk("anna"), CASE_1)
    lead = founded.people["lead"]
    with letterbox.write() as box:
        [(report_id, _)] = box.received_dates()
        box.add_message(report_id, SealedMessage("reporter", 1, TODAY, bytes(16), bytes(4169), REPORT.text))
        box.add_letter(report_id, 1, {lead.officer_id: bytes(1714)}, bytes(61))
    sheet = colleague.get(PAGE)
    assert "Eine Nachricht wartet auf andere" in sheet.by_id["waits-for-others"]
    assert f"Öffnen können sie: {lead.function}" in sheet.words
    assert colleague.get(f"{PAGE}/niederschrift").by_id["waits-for-others"]
    colleague.get(PAGE)
    assert (
        "wer, steht auf der Seite des Falls"
        in colleague.submit("close", outcome="INVESTIGATED", reason="Kein Beleg.").words
    )
    assert colleague.status == 409


def test_every_fault_and_difference_has_words() -> None:
    assert words.FAULTS.keys() == set(WordFault)
    assert labels.DIFFERENCES.keys() == set(Difference)


@pytest.mark.parametrize(("setting", "text"), [("automatic", "Wir zahlen Ihnen etwas."), ("manual", None)])
def test_an_acknowledgement_that_the_office_does_not_give_by_itself_is_not_its_word(
    setting: str, text: str | None, make_office: Callable[..., Office], browser: Callable[..., Browser], booth: Booth,
    institution: Institution, read_mailbox: Callable[[AccessCode], Conversation],
) -> None:  # fmt: skip
    code, day = AccessCode.generate(), f"{booth.today:%d.%m.%Y}"
    given = text or institution.acknowledgement_text(day, f"{feedback_by(booth.today, booth.today):%d.%m.%Y}")
    submit(booth, code, Report("Erfunden: Es fehlt Geld."), given)
    one = browser("anna", make_office(acknowledgement=setting))
    one.get("/faelle")
    sheet = one.get(PAGE)
    assert "Bitte bestätigen Sie den Eingang von Hand" in sheet.by_id["differences"]
    assert "acknowledge" in sheet.forms
    assert given not in [line.said.text for line in read_mailbox(code).lines if line.said]


def test_what_did_not_fit_is_told_with_the_check_of_the_journal(
    colleague: Browser, send: Callable[..., AccessCode], letterbox: Store[Letterbox], founded: Founded
) -> None:
    send()
    execute(letterbox, "DELETE FROM report_wrap WHERE officer_id = :o", o=founded.people["lead"].officer_id)
    colleague.get("/faelle")
    colleague.get("/protokoll")
    assert "lag kein Schlüssel bei" in colleague.submit("verify").by_id["verified"]
