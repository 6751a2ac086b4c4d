"""An answer is an answer to what its reporter was shown: what the office has not said gives it no leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, EpochDialogue
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.status import Status
from hinweisgeber.domain.dialogue.minutes import MinutesState
from hinweisgeber.domain.dialogue.report import CONSENT_REQUEST, Said
from hinweisgeber.domain.errors.case import DisclosureBlocked
from hinweisgeber.domain.persons.disclosure import Basis, Consent
from hinweisgeber.store.cabinet import CASE
from hinweisgeber.store.letterbox import SealedMessage
from hinweisgeber.store.letterbox.dialogue import PostedStatus
from hinweisgeber.usecases.leaving import disclosures
from hinweisgeber.usecases.officer import casework, oral, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, open_file
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import OpenedBox, open_box
from hinweisgeber.usecases.reporter.conversation import Conversation
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

ONE, NOBODY_ELSE = "HM-2026-0001", "Erfunden: der Werkleitung"


@pytest.fixture
def asked(reporter: Callable[[], Reporter], desk: Desks) -> Reporter:
    """Asked for their consent, at place 1."""
    teller, anna = reporter(), desk("anna")
    teller.send()
    collect(anna)
    casework.take_over(anna, ONE)
    what = disclosures.Plan(Basis.CONSENT, NOBODY_ELSE, "Name", "Rückfrage", until=TODAY + timedelta(days=9))
    disclosures.plan(anna, ONE, what)
    return teller


def opened(teller: Reporter) -> OpenedBox:
    with teller.letterbox.read() as box:
        return open_box(box, teller.code.box_locator, teller.code.box_key, teller.ring, TODAY)


def newest(at: Desk) -> EpochDialogue:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, CASE, ONE).dialogues.later[-1]


def messages(teller: Reporter, author: str) -> list[SealedMessage]:
    with teller.letterbox.read() as box:
        return box.messages_from(opened(teller).report_id, author, 0, 50)


def exchanges(teller: Reporter, by: Desk, place: int, said: Said, change: Callable[[Status], Status]) -> None:
    """An officer who writes the letterbox puts other words at a place of the office's and signs for them alone."""
    box, dialogue = opened(teller), newest(by)
    assert box.status is not None
    sealed, head = dialogue.seal(OFFICE, place, said.payload()), RunningHead.before(box.report_id, OFFICE)
    for one in messages(teller, OFFICE):
        head = head.then(sealed if one.place == place else one.sealed)
    execute(
        teller.letterbox, "UPDATE message SET sealed = :s WHERE author = 'office' AND place = :p", s=sealed, p=place
    )
    status = change(replace(box.status, office=head, signer=by.officer_id))
    wrap = box.content.mailbox.public.wrap(status.dialogue)
    posted = PostedStatus(status.revision, status.dialogue.epoch.text, status.sealed_by(by.identity.sign), wrap)
    execute(teller.letterbox, "DELETE FROM status")
    with teller.letterbox.write() as store:
        store.post_signed_status(box.report_id, posted)


def answers(teller: Reporter, choice: str, place: int = 1) -> Conversation:
    capability = mailbox.open_mailbox(teller.booth, teller.code)
    shown = mailbox.read(teller.booth, capability)
    assert mailbox.answer(teller.booth, capability, place, choice, f"{choice}{place}")
    return shown


def faults(at: Desk) -> tuple[str, ...]:
    return reading.view(at, ONE).dialogue[-1].faults


OTHER = Said(CONSENT_REQUEST, "Dürfen wir den Betriebsrat fragen?", data={"until": str(TODAY + timedelta(days=9))})
STATUSES: list[Callable[[Status], Status]] = [
    lambda status: status, lambda status: replace(status, revision=status.revision + 1),
]  # fmt: skip


@pytest.mark.parametrize("change", STATUSES, ids=["of the same revision", "of one never made"])
def test_a_consent_to_a_question_that_somebody_exchanged_is_named_and_gives_no_leave(
    asked: Reporter, desk: Desks, change: Callable[[Status], Status]
) -> None:
    exchanges(asked, desk("bernd"), 1, OTHER, change)
    shown = answers(asked, "accept")
    assert (shown.troubles, shown.lines[-1].said) == (frozenset(), OTHER), "the mailbox cannot know"
    assert faults(desk("anna")) == ("shown",)
    assert reading.view(desk("anna"), ONE).case.disclosures[0].consent is Consent.ASKED
    with pytest.raises(DisclosureBlocked):
        disclosures.ready(desk("anna"), ONE, 1)


def test_a_no_to_a_question_that_somebody_exchanged_counts(asked: Reporter, desk: Desks) -> None:
    exchanges(asked, desk("bernd"), 1, OTHER, STATUSES[0])
    answers(asked, "decline")
    assert faults(desk("anna")) == ("shown",)
    assert reading.view(desk("anna"), ONE).case.disclosures[0].consent is Consent.DECLINED


def test_a_consent_with_something_else_before_it_gives_no_leave(asked: Reporter, desk: Desks) -> None:
    asked.write("Erfunden: ein Nachtrag.")
    text = messages(asked, REPORTER)[-1].sealed
    answers(asked, "accept")
    execute(asked.letterbox, "UPDATE message SET sealed = :s WHERE author = 'reporter' AND place = 1", s=text[::-1])
    assert faults(desk("anna")) == ("before",)
    assert reading.view(desk("anna"), ONE).case.disclosures[0].consent is Consent.ASKED


def test_minutes_are_not_final_by_an_answer_to_others(asked: Reporter, desk: Desks) -> None:
    anna = desk("anna")
    reading.view(anna, ONE)
    oral.send_minutes(anna, ONE, "summary", "", "Erfunden: Niederschrift.")
    exchanges(asked, desk("bernd"), 2, Said("minutes", "Erfunden: eine andere."), STATUSES[0])
    answers(asked, "confirm", 2)
    assert faults(anna) == ("shown",)
    assert reading.view(anna, ONE).case.minutes.state is MinutesState.TO_CHECK


def test_what_was_shown_is_no_fault_whenever_it_was_said(asked: Reporter, desk: Desks) -> None:
    """Before any status, on a page from before the office's next words, and on the newest."""
    anna, old = desk("anna"), mailbox.read(asked.booth, mailbox.open_mailbox(asked.booth, asked.code)).seen
    for text in ("eins", "zwei"):
        casework.reply(anna, ONE, text)
    capability = replace(mailbox.open_mailbox(asked.booth, asked.code), seen=old)
    assert mailbox.answer(asked.booth, capability, 1, "accept", "alte Seite")
    asked.write("auf der neuen Seite")
    assert {one.faults for one in reading.view(anna, ONE).dialogue} == {()}
    assert reading.view(anna, ONE).case.disclosures[0].consent is Consent.ACCEPTED
    disclosures.ready(anna, ONE, 1)


TOMORROW = TODAY + timedelta(days=1)


def over_midnight(asked: Reporter, desk: Desks, act: Callable[[Desk], object]) -> Consent:
    """Asked and read on one day; the office does something late that day, and the answer comes after midnight."""
    capability = mailbox.open_mailbox(asked.booth, asked.code)
    act(desk("anna"))
    assert mailbox.answer(asked.on(TOMORROW), capability, 1, "accept", "nach Mitternacht")
    assert reading.view(desk("anna", TOMORROW), ONE).dialogue[-1].faults == ("seen",)
    return reading.view(desk("anna", TOMORROW), ONE).case.disclosures[0].consent


def test_a_consent_after_midnight_counts_where_the_same_was_shown_for_it(asked: Reporter, desk: Desks) -> None:
    assert over_midnight(asked, desk, lambda anna: casework.reply(anna, ONE, "Noch etwas.")) is Consent.ACCEPTED


def test_a_consent_after_midnight_counts_not_where_something_was_asked_anew(asked: Reporter, desk: Desks) -> None:
    what = disclosures.Plan(Basis.CONSENT, "Erfunden: dem Rat", "Name", "Anlass", until=TODAY + timedelta(days=9))
    assert over_midnight(asked, desk, lambda anna: disclosures.plan(anna, ONE, what)) is Consent.ASKED


def test_a_consent_to_what_had_not_been_shown_on_the_day_before_counts_not(asked: Reporter, desk: Desks) -> None:
    """Whoever answers by another page than the one they name."""
    old = mailbox.open_mailbox(asked.booth, asked.code)
    what = disclosures.Plan(Basis.CONSENT, "Erfunden: dem Rat", "Name", "Anlass", until=TODAY + timedelta(days=9))
    disclosures.plan(desk("anna"), ONE, what)
    assert mailbox.answer(asked.on(TOMORROW), old, 2, "accept", "Seite")
    case = reading.view(desk("anna", TOMORROW), ONE).case
    assert [one.consent for one in case.disclosures] == [Consent.ASKED, Consent.ASKED]


def test_a_withdrawal_with_a_changed_byte_stops_the_disclosure_until_the_reporter_is_heard_again(
    asked: Reporter, desk: Desks
) -> None:
    anna = desk("anna")
    answers(asked, "accept")
    disclosures.ready(anna, ONE, 1)
    answers(asked, "withdraw")
    text = messages(asked, REPORTER)[-1].sealed
    execute(asked.letterbox, "UPDATE message SET sealed = :s WHERE author = 'reporter' AND place = 2", s=text[::-1])
    with pytest.raises(DisclosureBlocked):
        disclosures.ready(anna, ONE, 1)
    assert faults(anna) == ("broken",)
