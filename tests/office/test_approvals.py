"""Two signatures on the pages: proposed by a form, shown as it was opened, confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.power import guard
from hinweisgeber.office.power import words
from hinweisgeber.usecases.officer import casework, reading, recusal
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import TODAY
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock

PATH, END = f"/faelle/{CASE_1}", f"/faelle/{CASE_1}/loeschung"
ONE = f"{PATH}/freigaben/1"
HOLD = {"reason": "Klage anhängig", "norm": "Art. 17 Abs. 3 DSGVO", "review": "2027-11-20"}
Entries = Callable[[], list[str]]
Desks = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _taken_over(code: AccessCode, desk: Desks) -> None:
    """Case 1 is the lead's; anna holds it, too, and bernd is excluded."""
    casework.take_over(desk("lead"), CASE_1)


@pytest.fixture
def proposed(owner: Browser) -> Browser:
    """The lead has proposed a hold and sees its page."""
    owner.get(END)
    owner.submit("hold", **HOLD)
    return owner


def test_a_form_that_needs_two_makes_a_proposal(proposed: Browser, entries: Entries) -> None:
    assert proposed.response.request.path == ONE
    sheet = proposed.sheet
    assert "Geschehen ist noch nichts." in sheet.by_id["needs-second"]
    assert "Fallbearbeitung 1" in sheet.by_id["needs-second"]
    assert "Fallbearbeitung 2" not in sheet.by_id["needs-second"], "who is excluded cannot sign"
    assert set(sheet.forms) == {"/abmelden", "withdraw"}
    assert entries()[-1] == "proposed"
    assert "gesperrt" not in proposed.get(END).by_id


def test_what_waits_stands_on_the_list_and_above_the_cases(
    proposed: Browser, colleague: Browser, stranger: Browser
) -> None:
    assert "1 Vorschlag wartet" in colleague.get("/faelle").by_id["approvals-waiting"]
    sheet = colleague.get("/freigaben")
    assert "Löschsperre verhängen" in sheet.by_id["to-sign"]
    assert CASE_1 in sheet.by_id["to-sign"]
    assert "Löschsperre verhängen" in colleague.get(PATH).by_id["proposals"]
    assert "approvals-waiting" not in proposed.get("/faelle").by_id
    assert "Löschsperre verhängen" in proposed.get("/freigaben").by_id["own"]
    assert CASE_1 not in stranger.get("/freigaben").html
    stranger.get(ONE)
    assert stranger.status == 404


def test_the_second_sees_the_act_that_was_opened_and_sends_nothing_of_it(
    proposed: Browser, colleague: Browser, entries: Entries
) -> None:
    sheet = colleague.get(ONE)
    for text in ("Klage anhängig", "Art. 17 Abs. 3 DSGVO", "20. November 2027", "Leitung"):
        assert text in sheet.words
    assert set(sheet.forms["confirm"].fields) == {"csrf_token", "once", "seen", "proposal"}
    sheet = colleague.submit("confirm", reason="Etwas anderes", norm="Art. 1")
    assert "Was vorgeschlagen war, ist jetzt ausgeführt." in sheet.by_id["erledigt"]
    assert "Bestätigt am" in sheet.words
    assert entries()[-2:] == ["proposed", "held"]
    held = colleague.get(END).by_id["sperre-1"]
    assert "Klage anhängig" in held
    assert "Etwas anderes" not in held


@pytest.mark.parametrize("proposal", ["", "0" * 96, "x"])
def test_another_hash_confirms_nothing(proposed: Browser, colleague: Browser, entries: Entries, proposal: str) -> None:
    colleague.get(ONE)
    before = entries()
    colleague.submit("confirm", proposal=proposal)
    assert colleague.status == 409
    assert entries() == before


def test_who_proposed_confirms_nothing(proposed: Browser, colleague: Browser, entries: Entries) -> None:
    form = colleague.get(ONE).forms["confirm"]
    own = {name: proposed.get(ONE).forms["withdraw"].fields[name] for name in ("csrf_token", "once", "seen")}
    before = entries()
    sheet = proposed.post(form.action, **{**form.fields, **own})
    assert proposed.status == 409
    assert "Das haben Sie selbst vorgeschlagen." in sheet.words
    assert entries() == before


def test_declined_with_a_reason_or_taken_back(proposed: Browser, colleague: Browser, entries: Entries) -> None:
    colleague.get(ONE)
    colleague.submit("decline", reason=" ")
    assert (colleague.status, entries()[-1]) == (400, "proposed")
    sheet = colleague.submit("decline", reason="Es gibt keine Klage.")
    assert "Abgelehnt am" in sheet.words
    assert not {"confirm", "decline"} & set(sheet.forms)
    proposed.get(END)
    proposed.submit("hold", **HOLD)
    assert "Zurückgenommen am" in proposed.submit("withdraw").words
    assert entries()[-3:] == ["declined", "proposed", "withdrawn"]
    assert "Nichts wartet auf Ihre Unterschrift." in colleague.get("/freigaben").by_id["to-sign"]


def test_who_reads_a_proposal_that_was_declined_reads_why(proposed: Browser, colleague: Browser) -> None:
    colleague.get(ONE)
    colleague.submit("decline", reason="Es gibt keine Klage.")
    words = proposed.get(ONE).words
    for said in ("Abgelehnt am", "Abgelehnt von", "Begründung der Ablehnung", "Es gibt keine Klage."):
        assert said in words


def test_what_was_typed_in_a_form_that_is_gone_by_now_stays_to_be_copied(proposed: Browser, colleague: Browser) -> None:
    colleague.get(ONE)
    proposed.submit("withdraw", reason="Doch nicht.")
    sheet = colleague.submit("decline", reason="Ich sehe keine Klage.")
    assert (colleague.status, "decline" in sheet.forms) == (409, False)
    assert "hat eingetragen: Vorschlag zurückgenommen" in sheet.by_id["changed-meanwhile"]
    assert "Ich sehe keine Klage." in sheet.by_id["written"]


def test_a_second_click_on_what_was_declined_is_not_taken_for_done(
    owner: Browser, colleague: Browser, desk: Desks, entries: Entries
) -> None:
    casework.note(desk("lead"), CASE_1, "Erfunden.")
    page = owner.get(f"{PATH}/vermerk/{reading.whole_log(desk('lead'), CASE_1)[-1].seq}")
    owner.submit("destroy", reason="Gehört nicht zur Sache.")
    colleague.get(ONE)
    colleague.submit("decline", reason="Gehört doch dazu.")
    before = entries()
    owner.sheet = page
    sheet = owner.submit("destroy", reason="Gehört nicht zur Sache.")
    assert owner.response.request.path == ONE
    assert "Abgelehnt am" in sheet.words
    assert "vernichtet." not in sheet.words
    assert "Ihr Vorschlag ist eingetragen" not in sheet.words
    assert entries() == before


def test_a_proposal_that_there_is_not_is_no_page(colleague: Browser, proposed: Browser) -> None:
    for n in ("0", "2", "99999999999999999999"):
        colleague.get(f"{PATH}/freigaben/{n}")
        assert colleague.status == 404, n


def test_before_one_begins_the_page_says_who_can_sign(owner: Browser, desk: Desks) -> None:
    sheet = owner.get(PATH)
    assert "Bestätigen kann: Fallbearbeitung 1" in sheet.by_id["two-close"]
    assert "Abschluss aus Mangel an Beweisen" in sheet.by_id["two-close"]
    assert "nobody-second" not in sheet.html


def test_who_is_alone_is_told_what_is_possible(owner: Browser, desk: Desks) -> None:
    recusal.recuse(desk("anna"), CASE_1, "Mein Bruder.", "Jemand ist befangen.")
    for page in (PATH, END):
        sheet = owner.get(page)
        assert "Außer Ihnen kann das zurzeit niemand" in sheet.words
        assert "als Vertretung" in sheet.words
    owner.submit("hold", **HOLD)
    assert "Außer Ihnen kann das zurzeit niemand" in owner.sheet.by_id["needs-second"]


def test_the_list_of_who_must_agree_is_the_table(owner: Browser) -> None:
    sheet = owner.get("/freigaben/regeln")
    assert {row.id for row in guard.ROWS} <= set(sheet.by_id)
    for row in guard.ROWS:
        line = sheet.by_id[row.id]
        assert str(words.ROWS[row.id]) in line
        assert str(row.agree) in line
        assert row.source in line
        assert ("kann widersprechen" in line) is row.waits
    assert set(words.ROWS) == set(guard.BY_ID)


# -- the reporter -------------------------------------------------------------------------------------------------


def questions(booth: Booth, code: AccessCode) -> dict[int, Any]:
    return dict(mailbox.read(booth, mailbox.open_mailbox(booth, code)).questions(TODAY))


def test_an_objection_blocks_until_it_is_answered(
    owner: Browser, colleague: Browser, browser: Callable[..., Browser], code: AccessCode, booth: Booth, clock: Clock,
    write_on: Callable[[AccessCode, str], None],
) -> None:  # fmt: skip
    write_on(code, "Der Nachbar heißt Erfunden.")
    owner.get(PATH)
    owner.get(f"{PATH}/text/reporter/1")
    sheet = owner.submit("destroy", reason="Gehört nicht zur Sache.")
    assert "Der Nachbar heißt Erfunden." in sheet.words
    (place,) = (at for at, one in questions(booth, code).items() if one.choices == ("object",))
    sheet = colleague.get(ONE)
    assert "Sie können bis einschließlich" in sheet.words
    assert "kann noch widersprechen" in sheet.by_id["not-yet"]
    assert "confirm" not in sheet.forms, "nothing to press that cannot work"
    assert mailbox.answer(booth, mailbox.open_mailbox(booth, code), place, "object", "page")
    sheet = colleague.get(ONE)
    assert "Bis zur Antwort geschieht nichts." in sheet.by_id["objection"]
    assert "Widerspruch" in owner.get("/freigaben").by_id["own"]
    assert "confirm" not in sheet.forms
    colleague.submit("answer-objection", message="Wir haben es geprüft.", reason="Der Name wird nicht gebraucht.")
    assert "Die Antwort auf den Widerspruch ist eingetragen." in colleague.sheet.by_id["erledigt"]
    clock.forward(days=15)
    late = browser("anna")
    late.get(ONE)
    late.submit("confirm")
    assert late.status == 200
    assert "Dieser Text wurde vernichtet." in late.get(PATH).words


def test_withheld_feedback_is_told_in_neutral_words(
    owner: Browser, colleague: Browser, code: AccessCode, read_mailbox: Callable[[AccessCode], mailbox.Conversation]
) -> None:
    owner.get(PATH)
    owner.submit("feedback-waived", reason="Die Staatsanwaltschaft ermittelt gegen Erfunden.")
    sheet = colleague.get(ONE)
    assert "Die Staatsanwaltschaft ermittelt gegen Erfunden." in sheet.words
    assert "keine inhaltliche Rückmeldung" in sheet.words
    colleague.submit("confirm")
    assert colleague.status == 200
    said = read_mailbox(code).lines[-1].said
    assert said
    assert "Spätestens am 21.02.2027 hören Sie wieder von uns." in said.text
    assert "Staatsanwaltschaft" not in said.text
