"""The reporter keeps an officer from the case after it was received: nothing that comes is sealed for them, and the
office's next look at it takes their key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.mailbox import EXCLUDED
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.acts import Act, FreeText, Kind
from hinweisgeber.domain.case.case_steps import Note
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import exclusion
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.dialogue import NotOpenAnyMore
from hinweisgeber.domain.errors.fields import ChoiceMissing
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer import casework, entering, measures, overview, reading, recusal, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import Unfetched, collect
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, open_file
from hinweisgeber.usecases.officer.errors import FileNotFound, LetterWaits, NobodyElse
from hinweisgeber.usecases.reporter import exclusions, mailbox, speaking
from hinweisgeber.usecases.reporter.box import BoxTrouble
from hinweisgeber.usecases.reporter.errors import (
    ExcludedTooLate,
    ExcludesLater,
    NobodyLeft,
    OnlyTheyRead,
    TooManyExcluded,
)
from tests.agreed import agreed
from tests.burglar import Burglar
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute
from tests.version_1 import submit_1

ONE, FIRST = "HM-2026-0001", "MN-2026-0001"


def excludes(teller: Reporter, *officers: Desk, page: str = "Seite") -> bool:
    capability = mailbox.open_mailbox(teller.booth, teller.code)
    return mailbox.exclude(teller.booth, capability, [one.officer_id for one in officers], page)


def letters(letterbox: Store[Letterbox]) -> set[str]:
    """For whom what lies there is sealed."""
    return {row[0] for row in execute(letterbox, "SELECT officer_id FROM letter_wrap")}


def opened(at: Desk, kind: str = CASE, number: str = ONE) -> OpenFile:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, kind, number)


@pytest.fixture
def anna(sent: Reporter, desk: Desks) -> Desk:
    """Who leads a case with a measure, a draft, an abstract and a line in their list."""
    at = desk("anna")
    casework.take_over(at, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, ONE, stage, "")
    measures.add(at, ONE, "Schulung", "SG 10", TODAY)
    casework.keep_draft(at, ONE, "Angefangen.")
    reading.view(at, ONE)
    overview.listing(at, overview.ListFilter())
    return at


def test_whoever_is_excluded_finds_nothing_of_it_any_more_and_the_case_is_nobodys(
    anna: Desk, desk: Desks, sent: Reporter, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    assert excludes(sent, anna)
    collect(desk("bernd"))
    for kind, number in ((CASE, ONE), (MEASURE, FIRST)):
        with pytest.raises(FileNotFound):
            opened(anna, kind, number)
    assert overview.listing(anna, overview.ListFilter()).rows == []
    assert measures.register(anna).views == ()
    for table in ("file_wrap", "draft", "abstract", "line", "uncollected"):
        assert execute(cabinet, f"SELECT 1 FROM {table} WHERE officer_id = :o", o=anna.officer_id) == [], table
    for table in ("report_wrap", "letter_wrap"):
        assert execute(letterbox, f"SELECT 1 FROM {table} WHERE officer_id = :o", o=anna.officer_id) == [], table
    case = opened(desk("bernd"))
    assert (case.case.assigned_to, case.case.excluded) == ("", (anna.officer_id,))
    assert anna.officer_id not in case.holders | opened(desk("bernd"), MEASURE, FIRST).holders
    assert sent.read().troubles == frozenset()
    with pytest.raises(NotAllowed):
        agreed(casework.assign, desk("bernd"), ONE, anna.officer_id, "Vertretung")


def test_its_entry_says_openly_who_holds_the_key_and_who_is_out_and_not_why(
    anna: Desk, desk: Desks, sent: Reporter, cabinet: Store[Cabinet]
) -> None:
    excludes(sent, anna)
    collect(desk("bernd"))
    rows = execute(cabinet, "SELECT kind, open FROM journal WHERE open LIKE '%\"out\"%' ORDER BY seq")
    assert [row[0] for row in rows] == ["epoch", "epoch"], "one in the case, one in its measure"
    assert all(f'"out":["{anna.officer_id}"]' in row[1] for row in rows)
    spoken = reading.view(desk("bernd"), ONE).dialogue[-1]
    assert spoken.said
    assert spoken.said.data == {"excluded": [anna.officer_id]}
    verifying.verify(cabinet, anna.ring)


def test_nothing_is_sealed_for_them_before_the_office_has_heard_of_it(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    excludes(sent, anna)
    sent.write("Nicht für sie.")
    assert letters(letterbox) == {desk(name).officer_id for name in ("bernd", "lead")}
    burglar = Burglar(anna.cabinet, letterbox, (), {anna.officer_id: anna.identity.to_bytes()})
    burglar.keys = burglar.case_keys(opened(anna).id) | burglar.talk_keys(opened(anna).id)
    found = " ".join(text.decode() for texts in burglar.opens().values() for text in texts)
    assert "Nicht für sie." not in found
    assert anna.officer_id not in found.split("recipients")[0].split('"said"')[-1]
    assert sent.read().troubles == {BoxTrouble.EXCLUDING}


def test_an_excluded_officer_can_go_on_with_nothing_that_the_reporter_or_the_others_see(
    anna: Desk, desk: Desks, sent: Reporter
) -> None:
    """Until a colleague looks: their words wait, and the end of the case does too."""
    excludes(sent, anna)
    view = reading.view(anna, ONE)
    assert (view.unfetched, view.letter_for) == (
        Unfetched.LETTER,
        frozenset(desk(name).officer_id for name in ("bernd", "lead")),
    )
    casework.reply(anna, ONE, "Noch von ihr.")
    assert "Noch von ihr." not in sent.texts()
    with pytest.raises(LetterWaits):
        agreed(casework.close, anna, ONE, Outcome.NO_EVIDENCE, "Grund.")
    collect(desk("bernd"))
    assert "Noch von ihr." in sent.texts(), "it was said while she still might"


def test_the_same_function_under_another_id_is_out_too(
    anna: Desk, desk: Desks, sent: Reporter, founded: Founded
) -> None:
    excludes(sent, anna)
    collect(desk("bernd"))
    before, new = anna.ring.get(anna.officer_id), Identity.generate()
    assert before is not None
    again = Officer("e" * 16, before.function, "officer", new.public, new.sign_public, TODAY, before.valid_until)
    ring = anna.ring.revoke(founded.root(), anna.officer_id, TODAY).admit(founded.root(), again)
    with pytest.raises(NotAllowed):
        agreed(casework.assign, replace(desk("bernd"), ring=ring), ONE, "e" * 16, "Vertretung")


def test_a_second_click_is_one_exclusion_and_a_second_one_names_both(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    capability = mailbox.open_mailbox(sent.booth, sent.code)
    said = [mailbox.exclude(sent.booth, capability, [anna.officer_id], "Seite") for _ in range(2)]
    assert said == [True, False]
    assert excludes(sent, desk("bernd"), page="Andere")
    assert {row[0] for row in execute(letterbox, "SELECT officer_id FROM letter_wrap WHERE place = 2")} == {
        desk("lead").officer_id
    }
    collect(desk("bernd"))
    assert opened(desk("bernd")).case.excluded == (anna.officer_id,), "the second one is left to the lead"
    collect(desk("lead"))
    assert {*opened(desk("lead")).case.excluded} == {anna.officer_id, desk("bernd").officer_id}
    assert opened(desk("lead")).holders == {desk("lead").officer_id}


def test_whom_is_chosen_must_be_somebody_and_leave_somebody(anna: Desk, desk: Desks, sent: Reporter) -> None:
    with pytest.raises(ChoiceMissing):
        excludes(sent)
    with pytest.raises(NobodyLeft) as refused:
        excludes(sent, anna, desk("bernd"), desk("lead"))
    assert type(refused.value) is NobodyLeft
    assert sent.read().troubles == frozenset()
    assert opened(desk("lead")).case.excluded == ()


def test_the_last_who_reads_it_is_not_excluded_but_a_new_report_is_the_way(
    desk: Desks, letterbox: Store[Letterbox], ring: Ring
) -> None:
    teller, anna = Reporter(letterbox, ring), desk("anna")
    teller.send(Report("Nur für sie.", excluded=(desk("bernd").officer_id,)))
    collect(anna)
    casework.take_over(anna, ONE)
    excludes(teller, desk("lead"))
    collect(anna)
    with pytest.raises(NobodyLeft) as refused:
        excludes(teller, anna, page="Andere")
    assert type(refused.value) is NobodyLeft, "nobody at all is left"


def test_where_others_could_read_a_new_report_that_is_said(
    desk: Desks, letterbox: Store[Letterbox], founded: Founded
) -> None:
    """Somebody who came later holds nothing of it."""
    teller, new = Reporter(letterbox, desk("anna").ring), Identity.generate()
    teller.send()
    late = Officer("d" * 16, "Aushilfe", "officer", new.public, new.sign_public, TODAY, TODAY + timedelta(days=99))
    teller.ring = teller.ring.admit(founded.root(), late)
    with pytest.raises(OnlyTheyRead):
        excludes(teller, *map(desk, ("anna", "bernd", "lead")))


def test_more_than_a_mailbox_remembers_is_refused() -> None:
    ids = [f"{n:016x}" for n in range(EXCLUDED + 1)]

    class Everybody:
        def readers(self, on: object) -> list[object]:
            return [type("Officer", (), {"officer_id": one}) for one in ids]

    with pytest.raises(TooManyExcluded):
        exclusions.excluding(Everybody(), TODAY, (), ids, False)  # type: ignore[arg-type]


def test_a_renewed_code_still_keeps_them_out(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    excludes(sent, anna)
    new = AccessCode.generate()
    mailbox.renew_code(sent.booth, mailbox.open_mailbox(sent.booth, sent.code), new)
    sent.code = new
    sent.write("Danach.")
    assert letters(letterbox) == {desk(name).officer_id for name in ("bernd", "lead")}
    collect(desk("lead"))
    assert sent.read().troubles == frozenset()
    assert anna.officer_id not in opened(desk("lead")).holders


def test_before_anybody_has_taken_the_report_in(desk: Desks, letterbox: Store[Letterbox], ring: Ring) -> None:
    """Who collects it, the excluded one too, makes them a holder of the first key; a colleague takes that again."""
    teller, anna = Reporter(letterbox, ring), desk("anna")
    teller.send()
    excludes(teller, anna)
    collect(anna)
    assert anna.officer_id in opened(desk("bernd")).holders
    assert teller.read().troubles == {BoxTrouble.EXCLUDING}
    collect(desk("bernd"))
    assert anna.officer_id not in opened(desk("bernd")).holders
    assert teller.read().troubles == frozenset()


def test_what_was_sent_with_the_form_again_under_the_code_may_name_them(anna: Desk, sent: Reporter) -> None:
    excludes(sent, anna)
    sent.send(Report("Neu gefasst.", excluded=(anna.officer_id,)))
    with pytest.raises(ExcludedTooLate):
        sent.send(Report("Noch neuer.", excluded=(anna.officer_id, "b" * 16)))


def test_a_dialogue_of_version_1_waits_for_the_offices_first_look(
    desk: Desks, letterbox: Store[Letterbox], ring: Ring
) -> None:
    teller, anna = Reporter(letterbox, ring), desk("anna")
    submit_1(teller.booth, teller.code, Report("Von früher."))
    collect(anna)
    with pytest.raises(ExcludesLater):
        excludes(teller, anna)
    collect(desk("bernd"))
    assert excludes(teller, anna)
    collect(desk("bernd"))
    assert anna.officer_id not in opened(desk("bernd")).holders


def test_all_open_cases_at_once_have_nothing_left_to_do(anna: Desk, desk: Desks, sent: Reporter) -> None:
    excludes(sent, anna)
    collect(desk("bernd"))
    assert rekey.waiting(desk("bernd")) == []
    assert rekey.renew_some(desk("bernd"), Bound()).done == 0


def test_it_is_not_said_again_like_a_message(anna: Desk, sent: Reporter) -> None:
    excludes(sent, anna)
    with pytest.raises(NotOpenAnyMore):
        mailbox.send_again(sent.booth, mailbox.open_mailbox(sent.booth, sent.code), 1)


def test_a_letterbox_that_is_away_leaves_all_as_it_was(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    excludes(sent, anna)
    bernd = desk("bernd")
    before = opened(bernd).row.epoch

    def away(*_: object, **__: object) -> object:
        raise RuntimeError("cut off")

    with monkeypatch.context() as broken:
        broken.setattr(Letterbox, "drop_wraps", away)
        with pytest.raises(RuntimeError):
            collect(bernd)
    assert (opened(bernd).row.epoch, opened(anna).row.epoch) == (before, before)
    collect(bernd)
    assert opened(bernd).row.epoch == before + 1


def test_who_can_open_a_letter_is_named_behind_a_gap_too(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    sent.write("Geht verloren.")
    excludes(sent, anna)
    execute(letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    assert reading.view(anna, ONE).letter_for == {desk(name).officer_id for name in ("bernd", "lead")}


# -- who writes the letterbox, the excluded officer too ------------------------------------------------------------


def test_a_dropped_exclusion_is_named_and_still_nothing_is_sealed_for_them(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    excludes(sent, anna)
    for table in ("message", "letter_wrap", "letter_key"):
        execute(letterbox, f"DELETE FROM {table} WHERE place = 1" + (" AND author = 'reporter'" * (table == "message")))
    assert sent.read().troubles == {BoxTrouble.UNEXCLUDED}
    sent.write("Nicht für sie.")
    assert letters(letterbox) == {desk(name).officer_id for name in ("bernd", "lead")}
    assert excludes(sent, page="Noch einmal"), "said anew, whoever is chosen"
    assert sent.read().troubles == {BoxTrouble.EXCLUDING}
    collect(desk("bernd"))
    assert sent.read().troubles == frozenset()
    assert anna.officer_id not in opened(desk("bernd")).holders


def test_what_is_written_where_the_keys_of_a_dropped_letter_lie_is_heard(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    excludes(sent, anna)
    execute(letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    assert excludes(sent, page="Noch einmal")
    collect(desk("bernd"))
    lost, said = reading.view(desk("bernd"), ONE).dialogue[-2:]
    assert (lost.faults, said.faults, said.said is None) == (("lost",), (), False)
    assert anna.officer_id not in opened(desk("bernd")).holders


def test_a_mailbox_row_put_back_forgets_nobody_whose_word_still_lies_there(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    (kept,) = execute(letterbox, "SELECT wrap FROM mailbox")
    excludes(sent, anna)
    execute(letterbox, "UPDATE mailbox SET wrap = :w", w=kept[0])
    sent.write("Nicht für sie.")
    assert letters(letterbox) == {desk(name).officer_id for name in ("bernd", "lead")}


def test_a_status_by_the_excluded_officer_is_named_and_gets_no_word(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    kept = {table: execute(letterbox, f"SELECT * FROM {table}") for table in ("status", "mailbox_wrap")}
    excludes(sent, anna)
    collect(desk("bernd"))
    for table, rows in kept.items():
        execute(letterbox, f"DELETE FROM {table}")
        for row in rows:
            marks = ", ".join(f":v{n}" for n in range(len(row)))
            execute(letterbox, f"INSERT INTO {table} VALUES ({marks})", **{f"v{n}": v for n, v in enumerate(row)})
    assert sent.read().troubles == {BoxTrouble.EXCLUDING}, "an older state: it looks as if nobody had heard yet"
    sent.write("Nicht für sie.")
    for_whom = {row[0] for row in execute(letterbox, "SELECT officer_id FROM letter_wrap WHERE place = 2")}
    assert for_whom == {desk(name).officer_id for name in ("bernd", "lead")}


def test_a_restored_cabinet_that_makes_them_a_holder_again_is_named(
    anna: Desk, desk: Desks, sent: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    excludes(sent, anna)
    monkeypatch.setattr("hinweisgeber.usecases.officer.written._kept_out", lambda desk, opened, said: ())
    collect(desk("bernd"))
    casework.note(desk("bernd"), ONE, "Ohne es zu beachten.")
    assert sent.read().troubles == {BoxTrouble.UNEXCLUDED}


@pytest.mark.usefixtures("tampering")
def test_verify_names_who_gives_them_the_key_again(
    anna: Desk, desk: Desks, sent: Reporter, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    excludes(sent, anna)
    collect(desk("bernd"))
    monkeypatch.setattr(entering, "_out", lambda *_: set())
    act = Act(Kind.NOTE, TODAY, desk("bernd").officer_id, Note(FreeText("Trotzdem.")))
    with cabinet.write() as cab:
        file = open_file(cab, desk("bernd"), CASE, ONE)
        entering.enter(cab, desk("bernd"), file, file.case, act, joins=anna.officer_id)
    with pytest.raises(JournalBroken, match="did not leave"):
        verifying.verify(cabinet, anna.ring)


@pytest.mark.parametrize("as_letter", [True, False])
def test_a_word_that_excludes_all_who_can_read_it_excludes_nobody_and_silences_nobody(
    anna: Desk, desk: Desks, sent: Reporter, ring: Ring, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch,
    as_letter: bool,
) -> None:  # fmt: skip
    everybody = [desk(name).officer_id for name in ("anna", "bernd", "lead")]
    with monkeypatch.context() as other:  # no mailbox of ours says so
        other.setattr(speaking, "excluded_by", lambda _: ())
        if not as_letter:
            other.setattr(speaking, "EXCLUSION", "never")
        with letterbox.write() as box:
            opened_box = sent.booth.open(box, mailbox.open_mailbox(sent.booth, sent.code))
            speaking.say(box, opened_box, ring, exclusion(everybody), TODAY, b"page")
    assert bool(letters(letterbox)) is as_letter
    collect(desk("bernd"))
    if not as_letter:  # else that mailbox remembers whom it has excluded
        sent.write("Danach gesagt.")
    collect(anna)
    words = reading.view(anna, ONE).dialogue
    assert [one.faults for one in words if one.faults] == [("excludes",)]
    assert opened(anna).case.excluded == ()
    casework.reply(anna, ONE, "Eine Antwort.")
    assert "Eine Antwort." in sent.texts()
    verifying.verify(anna.cabinet, ring)


def test_who_leaves_hears_first_what_is_sealed_for_them_alone(
    anna: Desk, desk: Desks, sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    excludes(sent, anna, desk("lead"))
    assert letters(letterbox) == {desk("bernd").officer_id}
    with pytest.raises(NobodyElse):
        recusal.recuse(desk("bernd"), ONE, "Erfundener Grund.", "Eine Person ist ausgeschieden.")
    assert set(opened(desk("bernd")).case.excluded) == {anna.officer_id, desk("lead").officer_id}
