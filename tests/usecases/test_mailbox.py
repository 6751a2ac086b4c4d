"""The mailbox: open by code, read, write on, answer, renew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.meetings import MeetingState, Slot
from hinweisgeber.domain.dialogue.minutes import MinutesState
from hinweisgeber.domain.dialogue.report import ANSWER
from hinweisgeber.domain.errors.dialogue import NotOpenAnyMore
from hinweisgeber.domain.errors.fields import TextMissing
from hinweisgeber.domain.persons.disclosure import Basis, Consent
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import disclosures
from hinweisgeber.usecases.leaving.disclosures import Plan
from hinweisgeber.usecases.officer import casework, oral, procedure, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.reporter import conversation, mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import CodeUnknown
from tests.agreed import agreed
from tests.closing import feedback, ready_to_close
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
Reporters = Callable[[], Reporter]


def test_unknown_code_opens_nothing(sent: Reporter, booth: Booth) -> None:
    with pytest.raises(CodeUnknown):
        mailbox.open_mailbox(booth, AccessCode.generate())


def test_one_page_sends_a_text_once_and_another_page_sends_it_again(sent: Reporter, booth: Booth) -> None:
    capability = mailbox.open_mailbox(booth, sent.code)
    done = [mailbox.write_on(booth, capability, "Nachtrag.", page) for page in ("p", "p", "q")]
    assert done == [True, False, True]
    assert sent.texts().count("Nachtrag.") == 2


def test_reporter_sees_stage_and_dates_as_the_office_moves(sent: Reporter, desk: Desks) -> None:
    assert sent.read().state.stage == Stage.RECEIVED
    casework.take_over(desk("anna"), NUMBER)
    assert sent.read().state.stage == Stage.PREVENTION
    ready_to_close(desk("anna"), NUMBER)
    state = sent.read().state
    assert (state.acknowledged, state.feedback_on, state.closed_on) == (TODAY, TODAY, None)
    agreed(casework.close, desk("anna"), NUMBER, "NO_EVIDENCE", "Nichts gefunden.")
    assert sent.read().state.closed_on == TODAY


def test_reporter_learns_the_day_of_a_waiver_and_never_its_reason(sent: Reporter, desk: Desks) -> None:
    agreed(procedure.waive_feedback, desk("anna"), NUMBER, "Interner Grund.")
    state = sent.read().state
    assert (state.feedback_waived, state.feedback_on) == (TODAY, None)
    assert b"Interner" not in state.payload()
    feedback(desk("anna"), NUMBER)
    assert sent.read().state.feedback_on == TODAY


def test_reporter_never_sees_what_is_internal(sent: Reporter, desk: Desks) -> None:
    casework.take_over(desk("anna"), NUMBER)
    casework.note(desk("anna"), NUMBER, "Nur für uns.")
    ready_to_close(desk("anna"), NUMBER, with_feedback=False)
    agreed(procedure.waive_feedback, desk("anna"), NUMBER, "Interner Grund.")
    procedure.set_flag(desk("anna"), NUMBER, "tax-secrecy", True, "Interner Grund.")
    agreed(casework.close, desk("anna"), NUMBER, "NO_EVIDENCE", "Interne Begründung.")
    assert (texts := sent.texts())[:2] == ["Erfunden.", "Eingegangen."]
    assert not [text for text in texts if "intern" in text.casefold() or "Nur für uns" in text]
    assert len(texts) == 3, "and that there is no feedback yet"


# -- renewing -----------------------------------------------------------------------------------------------------


def test_renewed_code_replaces_the_old_one(sent: Reporter, booth: Booth) -> None:
    old, new = mailbox.open_mailbox(booth, sent.code), AccessCode.generate()
    renewed = mailbox.renew_code(booth, old, new)
    assert mailbox.read(booth, renewed) == mailbox.read(booth, mailbox.open_mailbox(booth, new))
    for use in (
        lambda: mailbox.open_mailbox(booth, sent.code),
        lambda: mailbox.read(booth, old),
        lambda: mailbox.write_on(booth, old, "Noch etwas.", "p"),
        lambda: mailbox.renew_code(booth, old, AccessCode.generate()),
    ):
        with pytest.raises(CodeUnknown):
            use()


def test_renewing_twice_with_one_code_changes_nothing_more(sent: Reporter, booth: Booth) -> None:
    old, new = mailbox.open_mailbox(booth, sent.code), AccessCode.generate()
    assert mailbox.renew_code(booth, old, new) == mailbox.renew_code(booth, old, new)
    assert mailbox.open_mailbox(booth, new).report_id == old.report_id


def test_code_of_another_mailbox_is_refused(sent: Reporter, reporter: Reporters, booth: Booth) -> None:
    other = reporter()
    other.send()
    mine = mailbox.open_mailbox(booth, sent.code)
    with pytest.raises(CodeUnknown):
        mailbox.renew_code(booth, mine, other.code)
    assert mailbox.read(booth, mine).lines
    assert other.texts() == ["Erfunden.", "Eingegangen."]


def test_officers_go_on_reading_after_the_code_is_renewed(sent: Reporter, booth: Booth, desk: Desks) -> None:
    new = AccessCode.generate()
    mailbox.renew_code(booth, mailbox.open_mailbox(booth, sent.code), new)
    sent.code = new
    sent.write("Unter dem neuen Code.")
    assert reading.view(desk("bernd"), NUMBER).dialogue[-1].said
    casework.reply(desk("bernd"), NUMBER, "Gelesen.")
    assert sent.texts() == ["Erfunden.", "Eingegangen.", "Unter dem neuen Code.", "Gelesen."]


# -- answers, retaliation, meetings -------------------------------------------------------------------------------

ASK = Plan(Basis.CONSENT, "Rechnungsprüfung", "Das Gespräch", "Nötig.", until=TODAY)


def answer(reporter: Reporter, choice: str, page: str = "p", place: int = 1, text: str = "") -> bool:
    """To the office's first message after the acknowledgement."""
    capability = mailbox.open_mailbox(reporter.booth, reporter.code)
    return mailbox.answer(reporter.booth, capability, place, choice, page, text)


def test_one_answer_is_one_message_and_a_second_click_none(sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, ASK)
    assert [answer(sent, "accept"), answer(sent, "accept")] == [True, False]
    [said] = [line.said for line in sent.read().lines if line.said and line.said.kind == ANSWER]
    assert (said.text, said.data) == ("", {"to": 1, "choice": "accept"})
    assert reading.view(desk("anna"), NUMBER).case.disclosures[0].consent is Consent.ACCEPTED


def test_consent_can_be_taken_back_however_much_was_written_since(
    sent: Reporter, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request and the button stand on the page of older messages, and the answer is taken from there."""
    casework.reply(desk("anna"), NUMBER, "Vorweg.")
    disclosures.plan(desk("anna"), NUMBER, ASK)
    disclosures.plan(desk("anna"), NUMBER, ASK)
    answer(sent, "accept", place=2)
    for n in range(12):
        sent.write(f"Nachricht {n}")
    sent.write("Lang. " * 3000)
    casework.reply(desk("anna"), NUMBER, "Danke.")
    monkeypatch.setattr(conversation, "PAGE", 6)
    for module in ("box", "hearing"):
        monkeypatch.setattr(f"hinweisgeber.usecases.reporter.{module}.NEWEST", 3)
    opened, skips, pages = mailbox.open_mailbox(sent.booth, sent.code), [0], list[mailbox.Conversation]()
    while not pages or pages[-1].older:
        pages.append(mailbox.read(sent.booth, opened, skips[-1]))
        skips.append(pages[-1].older)
    assert skips == [0, 6, 12, 18, 0]
    said = [line.said.kind for page in reversed(pages) for line in page.lines if line.said]
    assert said[:6] == ["report", "acknowledgement", "message", "consent-request", "consent-request", "answer"]
    assert len(said) == 20, "each message on one page"
    oldest = {**pages[2].questions(TODAY), **pages[3].questions(TODAY)}
    assert [oldest[place].choices for place in (2, 3)] == [("withdraw",), ("accept", "decline")]
    with pytest.raises(NotOpenAnyMore):
        answer(sent, "accept", "q", place=2)
    assert answer(sent, "withdraw", "q", place=2)
    assert answer(sent, "decline", "q", place=3)
    first, second = reading.view(desk("anna"), NUMBER).case.disclosures
    assert (first.consent, second.consent) == (Consent.WITHDRAWN, Consent.DECLINED)


def test_from_another_page_the_same_answer_is_no_longer_open(sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, ASK)
    answer(sent, "decline")
    for choice in ("accept", "decline", "withdraw"):
        with pytest.raises(NotOpenAnyMore):
            answer(sent, choice, "q")


def test_nobody_answers_what_was_not_asked(sent: Reporter, desk: Desks) -> None:
    casework.reply(desk("anna"), NUMBER, "Nur eine Nachricht.")
    for place in (0, 1, 2, -1, 10**6):
        with pytest.raises(NotOpenAnyMore):
            answer(sent, "accept", place=place)
    assert len(sent.texts()) == 3


def test_minutes_are_corrected_in_the_reporters_words(sent: Reporter, desk: Desks) -> None:
    oral.send_minutes(desk("anna"), NUMBER, "summary", "", "So war es.")
    with pytest.raises(TextMissing):
        answer(sent, "correct")
    assert answer(sent, "correct", text="Es war Dienstag.")
    assert sent.texts()[-1] == "Es war Dienstag."
    assert reading.view(desk("anna"), NUMBER).case.minutes.state is MinutesState.CORRECTED
    with pytest.raises(NotOpenAnyMore):
        answer(sent, "confirm", "q")
    oral.send_minutes(desk("anna"), NUMBER, "summary", "", "So war es am Dienstag.")
    assert answer(sent, "confirm", place=2)
    assert reading.view(desk("anna"), NUMBER).case.minutes.state is MinutesState.CONFIRMED


def test_retaliation_raises_the_case_also_after_its_end(sent: Reporter, desk: Desks, booth: Booth) -> None:
    casework.take_over(desk("anna"), NUMBER)
    ready_to_close(desk("anna"), NUMBER)
    agreed(casework.close, desk("anna"), NUMBER, "NO_EVIDENCE", "Nichts gefunden.")
    capability = mailbox.open_mailbox(booth, sent.code)
    done = [mailbox.report_retaliation(booth, capability, "Versetzt.", page) for page in ("p", "p", "q")]
    assert done == [True, False, True]
    assert reading.view(desk("anna"), NUMBER).case.retaliations == (TODAY, TODAY)


def test_a_meeting_is_asked_for_once_until_it_fails(sent: Reporter, desk: Desks, booth: Booth) -> None:
    capability = mailbox.open_mailbox(booth, sent.code)

    def ask(page: str) -> bool:
        return mailbox.ask_for_meeting(booth, capability, "", page)

    assert [ask("p"), ask("p")] == [True, False]
    for n in range(conversation.PAGE + 1):  # it stands on a page of older messages then
        sent.write(f"Noch etwas {n}.")
    assert mailbox.meeting_pending(booth, capability, mailbox.read(booth, capability)), "the page offers none"
    with pytest.raises(NotOpenAnyMore):
        ask("q")
    assert reading.view(desk("anna"), NUMBER).case.meeting.state is MeetingState.WISHED
    slot = Slot(TODAY, "10:00", "office")
    oral.offer_meeting(desk("anna"), NUMBER, [slot], lambda one: oral.SlotWords("Heute", "", "Heute"), "Bitte wählen.")
    assert answer(sent, "slot-0")
    with pytest.raises(NotOpenAnyMore):
        ask("q")
    assert reading.view(desk("anna"), NUMBER).case.meeting.agreed == 0
    assert answer(sent, "none", "r")
    assert ask("q")


def test_a_renewed_code_answers_and_the_old_one_not(sent: Reporter, desk: Desks, booth: Booth) -> None:
    disclosures.plan(desk("anna"), NUMBER, ASK)
    old, new = mailbox.open_mailbox(booth, sent.code), AccessCode.generate()
    mailbox.renew_code(booth, old, new)
    acts: list[Callable[[], object]] = [
        lambda: mailbox.answer(booth, old, 0, "accept", "p"),
        lambda: mailbox.report_retaliation(booth, old, "x", "p"),
        lambda: mailbox.ask_for_meeting(booth, old, "", "p"),
    ]
    for act in acts:
        with pytest.raises(CodeUnknown):
            act()
    sent.code = new
    assert answer(sent, "accept")


def test_the_acknowledgement_given_with_the_report_stands_right_behind_it(
    reporter: Callable[[], Reporter], desk: Desks
) -> None:
    """Also where more was written before the office took it in, and on whatever page."""
    one = reporter()
    one.send()
    for n in range(22):
        one.write(f"Nachtrag {n}.")
    collect(desk("anna"))
    casework.reply(desk("anna"), "HM-2026-0001", "Eine Antwort.")
    shown, capability = one.read(), mailbox.open_mailbox(one.booth, one.code)
    older = mailbox.read(one.booth, capability, shown.older)
    texts = [line.said.text for line in (*older.lines, *shown.lines) if line.said]
    assert texts == ["Erfunden.", "Eingegangen.", *(f"Nachtrag {n}." for n in range(22)), "Eine Antwort."]
    dialogue = reading.view(desk("anna"), "HM-2026-0001", reading.Window(page=2)).dialogue
    assert [spoken.said.text for spoken in dialogue if spoken.said][:3] == ["Erfunden.", "Eingegangen.", "Nachtrag 0."]


def test_an_acknowledgement_by_hand_stands_where_it_was_given(reporter: Callable[[], Reporter], desk: Desks) -> None:
    one = reporter()
    one.send(acknowledgement=None)
    one.write("Ein Nachtrag.")
    collect(desk("anna"))
    casework.acknowledge(desk("anna"), "HM-2026-0001", "Eingegangen.")
    assert one.texts() == ["Erfunden.", "Ein Nachtrag.", "Eingegangen."]


def test_a_visit_asks_the_letterbox_a_few_questions_however_long_the_dialogue_is(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    """Each costs as much as a page's words: what a visit has read once it does not ask for again."""
    for n in range(3):
        casework.reply(desk("anna"), NUMBER, f"Antwort {n}")
        sent.write(f"Nachricht {n}")
    asked = list[str]()

    def noted(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(letterbox._engine, "before_cursor_execute", noted)
    assert len(sent.read().lines) >= 7
    seen = mailbox.open_mailbox(sent.booth, sent.code)
    asked.clear()
    shown = mailbox.read(sent.booth, seen)
    assert not shown.troubles
    assert len([one for one in asked if one.startswith("SELECT")]) <= 3, asked
