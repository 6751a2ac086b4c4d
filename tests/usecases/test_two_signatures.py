"""Nobody alone (LAW § 9): what needs two is proposed by one and done by another, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto.errors import JournalBroken, SealBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Act, FreeText, Kind
from hinweisgeber.domain.case.case_steps import Closed
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import DESTRUCTION, REPORTER
from hinweisgeber.domain.errors.power import (
    ActChanged,
    NeedsSecond,
    NotAgreed,
    NotYet,
    ObjectionOpen,
    OnlyAnother,
    OwnProposal,
    ProposalEnded,
    SameFunction,
    SecondMissing,
)
from hinweisgeber.domain.power import guard, power_steps
from hinweisgeber.domain.power.openly import RULES, Confirms, Openly
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import confirming, destruction, disclosures, retention
from hinweisgeber.usecases.leaving.disclosures import Plan
from hinweisgeber.usecases.officer import agreeing, casework, entering, procedure, reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.officer.recusal import recuse
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import confirmed, second
from tests.closing import FEEDBACK, ready_to_close
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
LATER = TODAY + timedelta(days=200)
FIRST = TODAY + timedelta(days=15)  # on which one may confirm what the reporter can object to


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return blob_store(f"file://{tmp_path}/blobs")


@pytest.fixture
def sent(sent: Reporter, desk: Desks) -> Reporter:
    """The case is taken over by anna, and everything for its end is there."""
    casework.take_over(desk("anna"), NUMBER)
    casework.note(desk("anna"), NUMBER, "Ein Vermerk.")
    sent.write("Noch etwas.")
    ready_to_close(desk("anna"), NUMBER, with_feedback=False)
    return sent


def note_of(at: Desk) -> int:
    return next(act.seq for act in reading.whole_log(at, NUMBER) if act.kind is Kind.NOTE)


def end(at: Desk, blobs: BlobStore, outcome: str) -> Any:
    procedure.give_feedback(at, NUMBER, FEEDBACK)
    return casework.close(at, NUMBER, outcome, "Grund.")


def disclosed(at: Desk, blobs: BlobStore) -> Any:
    disclosures.plan(at, NUMBER, Plan("court", "Gericht", "Name", "Beschluss", notice="Das Gericht verlangt es."))  # type: ignore[arg-type]
    return disclosures.record(at, NUMBER, 1, "Mit Brief.")


def after_no(at: Desk, blobs: BlobStore) -> Any:
    """A colleague would not have it passed on; now something else of the case is to go out."""
    with pytest.raises(NeedsSecond) as waits:
        disclosed(at, blobs)
    other, view = second(None, at, waits.value)
    confirming.decline(other, NUMBER, view.agreed.proposal.n, "Nicht nötig.")
    disclosures.plan(at, NUMBER, Plan("concerned-authority", "Amt", "Ein Name", "Zur Abhilfe."))  # type: ignore[arg-type]
    return disclosures.record(at, NUMBER, 2, "Mit Brief.")


def lifted(at: Desk, blobs: BlobStore) -> Any:
    with pytest.raises(NeedsSecond) as waits:
        retention.propose_hold(at, NUMBER, "Klage", "Art. 17 DSGVO", LATER)
    confirmed(at, waits.value, blobs)
    return retention.lift_hold(at, NUMBER, 1, "Erledigt.")


def authorised(at: Desk, blobs: BlobStore) -> Any:
    procedure.give_feedback(at, NUMBER, FEEDBACK)
    casework.close(at, NUMBER, "INVESTIGATED", "Grund.")
    return retention.authorise(at, NUMBER, archive=False)


#: Of each row that asks for two, an act as its form sends it, and the kind of its effect.
ACTS: dict[str, Callable[[Desk, BlobStore], Any]] = {
    "end-no-evidence": lambda at, blobs: end(at, blobs, "NO_EVIDENCE"),
    "end-other": lambda at, blobs: end(at, blobs, "OTHER_REASONS"),
    "feedback-withheld": lambda at, blobs: procedure.waive_feedback(at, NUMBER, "Gefährdet Ermittlungen."),
    "disclose-reporter": disclosed,
    "disclose-after-refusal": after_no,
    "destroy-message": lambda at, blobs: destruction.destroy_message(at, blobs, NUMBER, REPORTER, 1, "Beifang."),
    "destroy-note": lambda at, blobs: destruction.destroy_note(at, NUMBER, note_of(at), "Beifang."),
    "hold": lambda at, blobs: retention.propose_hold(at, NUMBER, "Klage", "Art. 17 DSGVO", LATER),
    "lift-hold": lifted,
    "erase-outside-class": authorised,
}


@pytest.fixture
def first(desk: Desks, sent: Reporter) -> Desk:
    return desk("anna")


def proposed(at: Desk, act: Callable[[Desk], Any]) -> int:
    with pytest.raises(NeedsSecond) as waits:
        act(at)
    return waits.value.n


def confirm(at: Desk, blobs: BlobStore, n: int, day: date = FIRST) -> Any:
    later = replace(at, today=day)
    return confirming.confirm(later, blobs, NUMBER, n, confirming.look(later, NUMBER, n).agreed.hash)


def kinds(at: Desk) -> list[str]:
    return [act.kind.value for act in reading.whole_log(at, NUMBER)]


def test_every_row_that_asks_for_two_has_an_act_here_and_somebody_who_carries_it_out() -> None:
    two = {row.id: row.kind for row in guard.ROWS if row.agree > 1 and row.of_files}
    assert set(two) - set(ACTS) == {"destroy-file", "destroy-filed", "give-key"}, "these have tests of their own"
    assert set(two.values()) == set(confirming.CARRIED_OUT)


@pytest.mark.parametrize("row", ACTS)
def test_one_proposes_and_nothing_is_done_two_do_it(
    row: str, first: Desk, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    effect = guard.BY_ID[row].kind.value
    n = proposed(first, lambda at: ACTS[row](at, blobs))
    case = reading.look(first, NUMBER).case
    assert kinds(first).count(effect) == 0
    assert case.proposals[n - 1].row == row
    confirm(desk("bernd"), blobs, n)
    assert kinds(first)[:40].count(effect) == 1
    assert reading.look(first, NUMBER).case.proposals[n - 1].ended_by == desk("bernd").officer_id


@pytest.mark.parametrize("row", ACTS)
def test_who_proposed_it_cannot_confirm_it(row: str, first: Desk, blobs: BlobStore, cabinet: Store[Cabinet]) -> None:
    n = proposed(first, lambda at: ACTS[row](at, blobs))
    before = kinds(first)
    with pytest.raises((OwnProposal, SameFunction)):
        confirm(first, blobs, n)
    assert kinds(first) == before


def with_again(ring: Ring, founded: Founded, function: str) -> tuple[Ring, Identity, str]:
    """The same function under another id, as after a lost passphrase."""
    from hinweisgeber.crypto.ring import Officer

    identity, root = Identity.generate(), founded.root()
    anna = founded.people["anna"].officer_id
    out = ring.revoke(root, anna, TODAY + timedelta(days=1))
    again = Officer(
        "e" * 16, function, "officer", identity.public, identity.sign_public, TODAY + timedelta(days=1),
        date(2030, 1, 1),
    )  # fmt: skip
    return out.admit(root, again).receive(root, "e" * 16, False, TODAY), identity, "e" * 16


def test_the_same_function_under_another_id_cannot_confirm(
    first: Desk, desk: Desks, blobs: BlobStore, ring: Ring, founded: Founded, cabinet: Store[Cabinet], tampering: None
) -> None:
    n = proposed(first, lambda at: ACTS["hold"](at, blobs))
    changed, identity, officer_id = with_again(ring, founded, "FALLBEARBEITUNG 1")
    tomorrow = TODAY + timedelta(days=1)
    lead = replace(desk("lead"), ring=changed, today=tomorrow)
    casework.assign(lead, NUMBER, officer_id, "Wieder da.")
    again = replace(lead, officer_id=officer_id, identity=identity)
    with pytest.raises(SameFunction):
        confirm(again, blobs, n, tomorrow)
    assert agreeing.seconds(again, _opened(again)) != ()


def _opened(at: Desk) -> Any:
    from hinweisgeber.store.cabinet import CASE
    from hinweisgeber.usecases.officer.desk import open_file

    with at.cabinet.read() as cab:
        return open_file(cab, at, CASE, NUMBER)


def test_who_is_recused_or_excluded_cannot_confirm(
    first: Desk, desk: Desks, sent: Reporter, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["hold"](at, blobs))
    mark = confirming.look(first, NUMBER, n).agreed.hash
    recuse(desk("bernd"), NUMBER, "Verwandt.", "Jemand ist nicht mehr dabei.")
    with pytest.raises(FileNotFound):
        confirming.confirm(desk("bernd"), blobs, NUMBER, n, mark)
    confirming.confirm(desk("lead"), blobs, NUMBER, n, mark)


def test_another_hash_confirms_nothing(first: Desk, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]) -> None:
    n = proposed(first, lambda at: ACTS["hold"](at, blobs))
    with pytest.raises(ProposalEnded):
        confirming.confirm(desk("bernd"), blobs, NUMBER, n, "0" * 96)


def test_a_second_click_is_the_same_proposal_and_a_second_form_none(
    first: Desk, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    def act(at: Desk) -> Any:
        return retention.propose_hold(at, NUMBER, "Klage", "Art. 17 DSGVO", LATER, once="einmal")

    assert proposed(first, act) == proposed(first, act) == 1
    with pytest.raises(OnlyAnother):
        retention.propose_hold(desk("bernd"), NUMBER, "Klage", "Art. 17 DSGVO", LATER)
    assert len(reading.look(first, NUMBER).case.proposals) == 1


def test_what_has_ended_is_confirmed_no_more(
    first: Desk, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["hold"](at, blobs))
    with pytest.raises(OwnProposal):
        confirming.decline(first, NUMBER, n, "Doch nicht.")
    with pytest.raises(OnlyAnother):
        confirming.withdraw(desk("bernd"), NUMBER, n)
    confirming.decline(desk("bernd"), NUMBER, n, "Nicht nötig.")
    with pytest.raises(ProposalEnded):
        confirm(desk("lead"), blobs, n)
    m = proposed(first, lambda at: ACTS["hold"](at, blobs))
    confirming.withdraw(first, NUMBER, m)
    with pytest.raises(ProposalEnded):
        confirm(desk("lead"), blobs, m)


def test_after_its_days_a_proposal_is_over_by_itself(
    first: Desk, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["hold"](at, blobs))
    last = reading.look(first, NUMBER).case.proposals[0].until
    assert [one.proposal.n for one in confirming.waiting(replace(desk("bernd"), today=last))[0]] == [n]
    late = replace(desk("bernd"), today=last + timedelta(days=1))
    assert confirming.waiting(late) == ([], ())
    with pytest.raises(ProposalEnded):
        confirm(late, blobs, n, late.today)
    confirm(desk("bernd"), blobs, n, last)


def test_the_reporter_is_told_before_and_nothing_is_destroyed_while_they_can_object(
    first: Desk, desk: Desks, sent: Reporter, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["destroy-message"](at, blobs))
    told = next(line.said for line in sent.read().lines if line.said and line.said.kind == DESTRUCTION)
    assert "Beifang." in told.text
    assert "05.12.2026" in told.text
    assert told.data["until"] == "2026-12-05"
    with pytest.raises(NotYet):
        confirm(desk("bernd"), blobs, n, FIRST - timedelta(days=1))
    assert "Noch etwas." in sent.texts()
    confirm(desk("bernd"), blobs, n)
    assert "Noch etwas." not in sent.texts()


def objects(sent: Reporter, words: str, day: date = TODAY) -> None:
    capability = mailbox.open_mailbox(sent.booth, sent.code)
    conversation = mailbox.read(sent.booth, capability)
    place = next(at for at, asked in conversation.questions(day).items() if "object" in asked.choices)
    assert mailbox.answer(sent.on(day), capability, place, "object", "object", words)


def test_an_objection_stands_in_the_way_until_it_is_answered(
    first: Desk, desk: Desks, sent: Reporter, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["destroy-message"](at, blobs))
    objects(sent, "Das brauche ich noch.")
    with pytest.raises(ObjectionOpen):
        confirm(desk("bernd"), blobs, n)
    confirming.answer_objection(first, NUMBER, n, "Beraten.", "Wir haben Ihren Widerspruch geprüft.")
    assert "Wir haben Ihren Widerspruch geprüft." in sent.texts()
    with pytest.raises(ProposalEnded):
        confirming.answer_objection(first, NUMBER, n, "Beraten.", "Noch einmal.")
    confirm(desk("bernd"), blobs, n)
    assert "Noch etwas." not in sent.texts()


def test_withheld_feedback_says_so_in_neutral_words_and_when_they_hear_again(
    first: Desk, desk: Desks, sent: Reporter, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["feedback-withheld"](at, blobs))
    assert not any("Rückmeldung" in text for text in sent.texts())
    confirm(desk("bernd"), blobs, n, TODAY)
    (text,) = (text for text in sent.texts() if "Rückmeldung" in text)
    assert "21.02.2027" in text
    assert "Gefährdet" not in text


def test_after_a_disclosure_the_reporter_reads_that_it_was_made(
    first: Desk, desk: Desks, sent: Reporter, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    n = proposed(first, lambda at: ACTS["disclose-reporter"](at, blobs))
    assert not any("weitergegeben" in text for text in sent.texts())
    confirm(desk("bernd"), blobs, n, TODAY)
    assert any("heute Angaben über Sie weitergegeben" in text and "Gericht" in text for text in sent.texts())


def test_a_file_goes_with_two_and_its_name_is_told_before(
    reporter: Callable[[], Reporter],
    desk: Desks,
    blobs: BlobStore,
    cabinet: Store[Cabinet],
    letterbox: Store[Letterbox],
) -> None:
    one = reporter()
    file = store_file(blobs, [b"Erste Zeile"], "beleg.txt", cleaned=False)
    submit(one.booth, one.code, Report("Erfunden."), "Eingegangen.", (file,))
    casework_take_over(desk)
    n = proposed(desk("anna"), lambda at: destruction.destroy_file(at, blobs, NUMBER, file.blob, "Beifang."))
    assert any("beleg.txt" in text for text in one.texts())
    confirm(desk("bernd"), blobs, n)
    assert "file-destroyed" in kinds(desk("anna"))


def casework_take_over(desk: Desks) -> None:
    from hinweisgeber.usecases.officer.collect import collect

    collect(desk("anna"))
    casework.take_over(desk("anna"), NUMBER)


def test_something_else_than_was_proposed_is_not_done(
    first: Desk, desk: Desks, sent: Reporter, blobs: BlobStore, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    n = proposed(first, lambda at: ACTS["destroy-note"](at, blobs))
    other = casework.note(first, NUMBER, "Ein anderer Vermerk.")
    agreed = confirming.look(desk("bernd"), NUMBER, n).agreed
    assert other.proposals
    with pytest.raises(ActChanged):
        destruction.destroy_note(desk("bernd"), NUMBER, agreed.data.seq, "Ein anderer Grund.", agreed=agreed)  # type: ignore[attr-defined]


def test_one_signature_is_never_entered_where_two_are_needed(
    first: Desk, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even by a use case that forgets to ask."""
    monkeypatch.setattr(casework, "needing_two", lambda case, act: None)
    with pytest.raises(SecondMissing):
        retention.propose_hold(first, NUMBER, "Klage", "Art. 17 DSGVO", LATER)


def test_a_proposal_takes_an_erasure_back(first: Desk, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet]) -> None:
    n = proposed(first, lambda at: ACTS["erase-outside-class"](at, blobs))
    confirm(desk("bernd"), blobs, n, TODAY)
    assert reading.look(first, NUMBER).case.erasure_authorised == TODAY
    proposed(first, lambda at: ACTS["hold"](at, blobs))
    assert reading.look(first, NUMBER).case.erasure_authorised is None


# -- what a bad officer signs with a program of their own ----------------------------------------------------------


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Act], Openly]], None]:
    """The office's program, without its guards, saying openly what the officer likes."""

    checked = power_steps.confirmed

    def whatever(case: CaseFile, act: Act) -> CaseFile:
        with suppress(NotAgreed):
            return checked(case, act)
        return case

    def ready(openly: Callable[[Act], Openly]) -> None:
        monkeypatch.setattr(casework, "guarded", lambda d, o, c, act, a=None: replace(act, openly=openly(act)))
        monkeypatch.setattr(casework, "needing_two", lambda case, act: None)
        monkeypatch.setattr(casework, "require_second", lambda ring, agreed, officer: None)
        monkeypatch.setattr(entering, "confirmed", lambda case, act: case)
        monkeypatch.setattr(power_steps, "confirmed", whatever)

    return ready


def named(cabinet: Store[Cabinet], ring: Ring) -> str:
    with pytest.raises(JournalBroken) as broken:
        verifying.verify(cabinet, ring, today=date.max)
    return broken.value.why


def alone(at: Desk) -> None:
    retention.propose_hold(at, NUMBER, "Klage", "Art. 17 DSGVO", LATER)


def test_an_effect_of_one_signature_is_named_and_opens_for_nobody(
    first: Desk, desk: Desks, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    bad(lambda act: Openly(RULES))
    alone(first)
    assert named(cabinet, ring) == "needs two signatures and has one"
    monkeypatch.undo()
    with pytest.raises(SealBroken):
        reading.look(desk("bernd"), NUMBER)


def test_an_entry_under_older_rules_is_named(
    first: Desk, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad(lambda act: Openly(0))
    monkeypatch.setattr(entering, "ruled", lambda act: act)
    alone(first)
    assert named(cabinet, ring) == "of older rules than an entry before"


def test_a_ground_that_does_not_hold_is_named(
    first: Desk, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None
) -> None:
    bad(lambda act: Openly(RULES, ground="in-class"))
    casework.act(first, NUMBER, Kind.CLOSED, Closed(Outcome.INVESTIGATED, FreeText("x")), "")
    assert named(cabinet, ring) == "needs two signatures and has one"


@pytest.fixture
def held(first: Desk, desk: Desks, blobs: BlobStore) -> agreeing.Agreed:
    """A hold that anna has proposed."""
    n = proposed(first, lambda at: ACTS["hold"](at, blobs))
    return confirming.look(desk("bernd"), NUMBER, n).agreed


FORGED: dict[str, tuple[Callable[[Confirms], Confirms], str]] = {
    "of no proposal": (lambda one: replace(one, entry=2), "speaks of a proposal that is not there"),
    "of another hash": (lambda one: replace(one, hash="0" * 96), "confirms another proposal than the one there"),
    "of another act": (lambda one: replace(one, act="0" * 96), "confirms another act than was proposed"),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_confirmation_is_named(
    case: str, held: agreeing.Agreed, desk: Desks, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None
) -> None:
    change, why = FORGED[case]
    bad(lambda act: Openly(RULES, confirms=change(held.confirms)))
    alone(desk("bernd"))
    assert named(cabinet, ring) == why


def test_a_confirmation_by_who_proposed_is_named(
    held: agreeing.Agreed, first: Desk, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None
) -> None:
    bad(lambda act: Openly(RULES, confirms=held.confirms))
    alone(first)
    assert named(cabinet, ring) == "confirmed by who proposed it"


def test_a_proposal_that_is_used_twice_is_named(
    held: agreeing.Agreed, desk: Desks, ring: Ring, cabinet: Store[Cabinet], blobs: BlobStore, bad: Any,
    tampering: None,
) -> None:  # fmt: skip
    confirm(desk("bernd"), blobs, held.proposal.n, TODAY)
    bad(lambda act: Openly(RULES, confirms=held.confirms))
    alone(desk("bernd"))
    assert named(cabinet, ring) == "confirms a proposal that has ended"


def test_a_proposal_used_after_its_days_is_named(
    held: agreeing.Agreed, desk: Desks, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None
) -> None:
    bad(lambda act: Openly(RULES, confirms=held.confirms))
    alone(replace(desk("bernd"), today=held.proposal.until + timedelta(days=1)))
    assert named(cabinet, ring) == "confirms a proposal whose days are over"


def test_a_proposal_used_for_another_kind_of_act_is_named(
    held: agreeing.Agreed, desk: Desks, ring: Ring, cabinet: Store[Cabinet], bad: Any, tampering: None
) -> None:
    bad(lambda act: Openly(RULES, confirms=held.confirms))
    procedure.waive_feedback(desk("bernd"), NUMBER, "Kein Weg.")
    assert named(cabinet, ring) == "confirms another act than was proposed"


def test_destroying_before_the_days_are_over_or_over_an_objection_is_named(
    first: Desk, desk: Desks, sent: Reporter, ring: Ring, cabinet: Store[Cabinet], blobs: BlobStore, bad: Any,
    tampering: None, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    n = proposed(first, lambda at: ACTS["destroy-message"](at, blobs))
    agreed = confirming.look(desk("bernd"), NUMBER, n).agreed
    bad(lambda act: Openly(RULES, confirms=agreed.confirms))
    destruction.destroy_message(desk("bernd"), blobs, NUMBER, REPORTER, 1, "Beifang.", agreed=agreed)
    assert named(cabinet, ring) == "confirmed before the reporter could object"


def test_destroying_over_an_objection_is_named(
    first: Desk, desk: Desks, sent: Reporter, ring: Ring, cabinet: Store[Cabinet], blobs: BlobStore, bad: Any,
    tampering: None,
) -> None:  # fmt: skip
    n = proposed(first, lambda at: ACTS["destroy-message"](at, blobs))
    objects(sent, "Nein.")
    agreed = confirming.look(desk("bernd"), NUMBER, n).agreed
    bad(lambda act: Openly(RULES, confirms=agreed.confirms))
    late = replace(desk("bernd"), today=FIRST)
    destruction.destroy_message(late, blobs, NUMBER, REPORTER, 1, "Beifang.", agreed=agreed)
    assert named(cabinet, ring) == "confirmed over an objection"


def test_a_key_given_by_one_alone_is_named(
    first: Desk, desk: Desks, ring: Ring, founded: Founded, cabinet: Store[Cabinet], bad: Any, tampering: None
) -> None:
    changed, _, officer_id = with_again(ring, founded, "Fallbearbeitung 9")
    tomorrow = replace(desk("bernd"), ring=changed, today=TODAY + timedelta(days=1))
    with pytest.raises(NeedsSecond):
        casework.assign(tomorrow, NUMBER, officer_id, "Neu.")
    bad(lambda act: Openly(RULES, ground="holds"))
    casework.assign(tomorrow, NUMBER, officer_id, "Neu.")
    assert named(cabinet, changed) == "names a ground that does not hold"


def test_a_key_to_somebody_new_takes_two_or_a_lead(
    first: Desk, desk: Desks, ring: Ring, founded: Founded, cabinet: Store[Cabinet], blobs: BlobStore, tampering: None
) -> None:
    changed, identity, officer_id = with_again(ring, founded, "Fallbearbeitung 9")
    day = TODAY + timedelta(days=1)
    bernd = replace(desk("bernd"), ring=changed, today=day)
    n = proposed(bernd, lambda at: casework.assign(at, NUMBER, officer_id, "Neu."))
    new = replace(bernd, officer_id=officer_id, identity=identity)
    with pytest.raises(FileNotFound):
        reading.look(new, NUMBER)
    confirm(replace(desk("lead"), ring=changed), blobs, n, day)
    assert reading.look(new, NUMBER).case.assigned_to == officer_id
    verifying.verify(cabinet, changed, today=date.max)


def test_signed_without_having_seen_the_last_entry_is_named(
    held: agreeing.Agreed, desk: Desks, ring: Ring, cabinet: Store[Cabinet], blobs: BlobStore, tampering: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from hinweisgeber.crypto.seen import SeenBefore

    monkeypatch.setattr(entering, "_seen", lambda cabinet, opened, act: SeenBefore(2, 0))
    confirm(desk("bernd"), blobs, held.proposal.n, TODAY)
    assert named(cabinet, ring) == "signed without having seen the last entry"
