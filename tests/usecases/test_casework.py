"""Every act is one journal entry in the transaction of its effect; a second click is none; keys go where they may."""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.dialogue.feedback import Feedback
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.texts import TEXT_LIMIT
from hinweisgeber.domain.errors.case import FollowUpUnsaid, NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing, TextMissing, TextTooLong
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, measures, overview, procedure, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import ClosingIncomplete, FileNotFound
from tests.agreed import agreed
from tests.closing import feedback, ready_to_close
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER = "HM-2026-0001"
BERND = "bernd"
Act = Callable[[Desk, str], object]


def entries(cabinet: Store[Cabinet]) -> int:
    with cabinet.read() as cab:
        head = cab.head()
    assert head
    return head.seq


def everything(cabinet: Store[Cabinet]) -> list[tuple[object, ...]]:
    """Every row of every table that an act may touch."""
    tables = ("file", "file_wrap", "message", "status", "journal", "journal_text", "draft", "form_once")
    return [row for table in tables for row in execute(cabinet, f"SELECT '{table}', * FROM {table} ORDER BY 2, 3")]


ACTS: dict[str, tuple[Kind, Act]] = {
    "take over": (Kind.TAKEN_OVER, lambda at, once: casework.take_over(at, NUMBER, once)),
    "note": (Kind.NOTE, lambda at, once: casework.note(at, NUMBER, "Erfunden.", once)),
    "reply": (Kind.REPLY, lambda at, once: casework.reply(at, NUMBER, "Danke.", once=once)),
    "feedback": (Kind.FEEDBACK, lambda at, once: feedback(at, NUMBER, once)),
    "no feedback": (
        Kind.FEEDBACK_WAIVED,
        lambda at, once: agreed(procedure.waive_feedback, at, NUMBER, "Kein Weg.", once),
    ),
    "check": (Kind.CHECKED, lambda at, once: casework.check_point(at, NUMBER, "validity", "Schlüssig.", once)),
    "scope": (Kind.SCOPE, lambda at, once: procedure.check_scope(at, NUMBER, "in", "Erfasst.", once)),
    "flag": (Kind.FLAGGED, lambda at, once: procedure.set_flag(at, NUMBER, "urgent", True, "Gefahr.", once)),
    "retaliation": (
        Kind.RETALIATION_ASSESSED,
        lambda at, once: procedure.assess_retaliation(at, NUMBER, "Beraten.", once),
    ),
    "stage": (Kind.STAGE, lambda at, once: casework.change_stage(at, NUMBER, "INVESTIGATION", "", once)),
    "close": (Kind.CLOSED, lambda at, once: agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.", once)),
    "reopen": (Kind.REOPENED, lambda at, once: casework.reopen(at, NUMBER, "PREVENTION", "Neues.", once)),
}
BY_TWO = ("close", "no feedback")


def ready_for(name: str, at: Desk, reporter: Reporter) -> None:
    """The case stands so that this act can happen."""
    if name != "take over":
        casework.take_over(at, NUMBER)
    if name == "retaliation":
        reporter.suffers("Ich wurde versetzt.")
        collect(at)
    if name in ("close", "reopen"):
        ready_to_close(at, NUMBER)
    if name == "reopen":
        agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.")


@pytest.mark.parametrize("name", ACTS)
def test_act_is_exactly_one_entry_signed_by_who_asked(
    name: str, sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    kind, act = ACTS[name]
    ready_for(name, desk("anna"), sent)
    before = entries(cabinet)
    act(desk("bernd"), "")
    *proposed, last = reading.view(desk("anna"), NUMBER).standing[before - entries(cabinet) :]
    assert [one.kind for one in proposed] == [Kind.PROPOSED] * (name in BY_TWO)
    assert (last.kind, last.day, last.seq) == (kind, TODAY, entries(cabinet))
    first = proposed[0] if proposed else last
    assert first.signer == desk("bernd").officer_id
    assert (last.signer != first.signer) == (name in BY_TWO)


@pytest.mark.parametrize("name", ACTS)
def test_second_click_changes_nothing(name: str, sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    _, act = ACTS[name]
    ready_for(name, desk("anna"), sent)
    act(desk("anna"), "token")
    kept = everything(cabinet)
    if name == "stage":  # it is in that stage already
        assert casework.change_stage(desk("anna"), NUMBER, "INVESTIGATION", "", "token").stage == "INVESTIGATION"
    else:
        act(desk("anna"), "token")
    assert everything(cabinet) == kept


@pytest.mark.parametrize(
    ("name", "step"),
    [
        *(("reply", step) for step in ("add_message", "set_sheet", "append")),
        *(("close", step) for step in ("set_sheet", "append", "show_status")),
    ],
)
def test_failing_step_keeps_nothing(
    name: str, step: str, sent: Reporter, desk: Desks, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(Exception):
        pass

    def crash(*_: object, **__: object) -> None:
        raise Crash

    ready_for(name, desk("anna"), sent)
    casework.keep_draft(desk("anna"), NUMBER, "Angefangen.")
    kept = everything(cabinet)
    monkeypatch.setattr(Cabinet, step, crash)
    with pytest.raises(Crash):
        ACTS[name][1](desk("anna"), "token")
    monkeypatch.undo()
    assert everything(cabinet) == kept
    ACTS[name][1](desk("anna"), "token")
    assert everything(cabinet) != kept, "the token was not used up"


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda at: agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Grund."), NotAllowed),  # straight from Eingang
        (lambda at: casework.reopen(at, NUMBER, "PREVENTION", "Grund."), NotAllowed),
        (lambda at: casework.reopen(at, NUMBER, "RESPONSE", "Grund."), NotAllowed),
        (lambda at: casework.change_stage(at, NUMBER, "RESPONSE", "Grund."), NotAllowed),
        (lambda at: casework.change_stage(at, NUMBER, "NOWHERE", "Grund."), NotAllowed),
        (lambda at: agreed(casework.close, at, NUMBER, "NOTHING", "Grund."), NotAllowed),
        (lambda at: casework.check_point(at, NUMBER, "acknowledge", "selbst"), NotAllowed),
        (lambda at: casework.check_point(at, NUMBER, "nonsense", "x"), NotAllowed),
        (lambda at: casework.check_point(at, NUMBER, "scope", "selbst"), NotAllowed),  # it has a form of its own
        (lambda at: casework.check_point(at, NUMBER, "validity", " "), ReasonMissing),
        (lambda at: casework.check_point(at, NUMBER, "validity", "x" * (TEXT_LIMIT + 1)), TextTooLong),
        (lambda at: procedure.check_scope(at, NUMBER, "", "Grund."), NotAllowed),
        (lambda at: procedure.check_scope(at, NUMBER, "maybe", "Grund."), NotAllowed),
        (lambda at: procedure.check_scope(at, NUMBER, "in", " "), ReasonMissing),
        (lambda at: procedure.set_flag(at, NUMBER, "nonsense", True, "Grund."), NotAllowed),
        (lambda at: procedure.set_flag(at, NUMBER, "urgent", False, "Grund."), NotAllowed),  # it is not set
        (lambda at: procedure.give_feedback(at, NUMBER, Feedback("", "", "Weil.")), FollowUpUnsaid),
        (lambda at: agreed(procedure.waive_feedback, at, NUMBER, " "), ReasonMissing),
        (lambda at: procedure.assess_retaliation(at, NUMBER, "Grund."), NotAllowed),  # none is reported
        (lambda at: casework.note(at, NUMBER, " "), TextMissing),
        (lambda at: casework.note(at, NUMBER, "x" * (TEXT_LIMIT + 1)), TextTooLong),
        (lambda at: casework.reply(at, NUMBER, "\r\n"), TextMissing),
        (lambda at: casework.acknowledge(at, NUMBER, "noch einmal"), NotAllowed),  # it went out automatically
        (lambda at: agreed(casework.assign, at, NUMBER, "f" * 16, ""), NotAllowed),
        (lambda at: agreed(casework.assign, at, NUMBER, "", ""), NotAllowed),
    ],
)
def test_refused_act_leaves_no_trace(
    act: Callable[[Desk], object], refusal: type[Refused], sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    kept = everything(cabinet)
    with pytest.raises(refusal):
        act(desk("anna"))
    assert everything(cabinet) == kept


@pytest.mark.parametrize("number", ["HM-2026-0002", "HM-2026-1", "MN-2026-0001", "", "../x", "HM-2026-000001"])
def test_unknown_number_is_not_found(number: str, sent: Reporter, desk: Desks) -> None:
    with pytest.raises(FileNotFound):
        reading.view(desk("anna"), number)


def test_stage_it_has_already_changes_nothing(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    casework.take_over(desk("anna"), NUMBER)
    kept = everything(cabinet)
    assert casework.change_stage(desk("bernd"), NUMBER, "PREVENTION", "").stage == "PREVENTION"
    assert everything(cabinet) == kept


def test_second_colleague_cannot_take_over_too(sent: Reporter, desk: Desks) -> None:
    casework.take_over(desk("anna"), NUMBER)
    with pytest.raises(NotAllowed):
        casework.take_over(desk("bernd"), NUMBER)
    assert reading.view(desk("bernd"), NUMBER).case.assigned_to == desk("anna").officer_id


def test_acknowledging_by_hand_once(reporter: Callable[[], Reporter], desk: Desks) -> None:
    one = reporter()
    one.send(acknowledgement=None)
    collect(desk("anna"))
    case = casework.acknowledge(desk("anna"), NUMBER, "Ihre Meldung ist da.")
    assert case.acknowledged == TODAY
    assert one.read().state.acknowledged == TODAY
    assert one.texts() == ["Erfunden.", "Ihre Meldung ist da."]
    with pytest.raises(NotAllowed):
        casework.acknowledge(desk("bernd"), NUMBER, "Noch einmal.")


def test_closing_is_refused_while_anything_is_missing_and_leaves_no_trace(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    kept = everything(cabinet)
    with pytest.raises(ClosingIncomplete) as refused:
        agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.", "token")
    assert refused.value.missing == ("scope", "persons", "follow-up", "feedback")
    assert everything(cabinet) == kept, "not even the token is used up"
    ready_to_close(at, NUMBER)
    assert agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.", "token").stage == "CLOSED"


def test_measure_in_the_register_is_a_follow_up(sent: Reporter, desk: Desks) -> None:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, NUMBER, stage, "")
    procedure.check_scope(at, NUMBER, "in", "Erfasst.")
    casework.check_point(at, NUMBER, "persons", "Niemand.")
    feedback(at, NUMBER)
    with pytest.raises(ClosingIncomplete) as refused:
        agreed(casework.close, at, NUMBER, "INVESTIGATED", "Fertig.")
    assert refused.value.missing == ("follow-up",)
    measures.add(at, NUMBER, "Schulung", "SG 10", TODAY)
    agreed(casework.close, at, NUMBER, "INVESTIGATED", "Fertig.")


def test_handing_over_is_refused_without_a_disclosure(sent: Reporter, desk: Desks) -> None:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    ready_to_close(at, NUMBER)
    with pytest.raises(ClosingIncomplete) as refused:
        agreed(casework.close, at, NUMBER, "HANDED_AUTHORITY", "Abgegeben.")
    assert refused.value.missing == ("disclosure",)


def test_retaliation_after_the_end_raises_the_closed_case(sent: Reporter, desk: Desks) -> None:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    ready_to_close(at, NUMBER)
    agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.")
    sent.suffers("Ich wurde versetzt.")
    collect(at)
    row = overview.every_row(at).rows[0]
    assert (row.stage, row.retaliation, row.aim_what) == ("CLOSED", True, "retaliation")
    procedure.assess_retaliation(at, NUMBER, "Beraten.")
    assert not overview.every_row(at).rows[0].retaliation


def test_feedback_reaches_the_reporter_with_its_day(sent: Reporter, desk: Desks) -> None:
    feedback(desk("anna"), NUMBER)
    said = sent.read().lines[-1].said
    assert said is not None
    assert (said.kind, sorted(said.data)) == ("feedback", ["planned", "reasons", "taken"])
    assert sent.read().state.feedback_on == TODAY


# -- keys ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def only_anna(reporter: Callable[[], Reporter], desk: Desks, founded: Founded, ring: Ring) -> Reporter:
    """A case whose reporter excluded the lead, and which Bernd did not receive (he joined later, as it were)."""
    one = reporter()
    with mock.patch.object(Ring, "receivers", return_value=(founded.ring.get(founded.people["anna"].officer_id),)):
        one.send(Report("Erfunden.", excluded=(founded.people["lead"].officer_id,)))
    collect(desk("anna"))
    casework.take_over(desk("anna"), NUMBER)
    return one


def test_assigning_gives_the_new_officer_a_key_to_case_and_measures(
    only_anna: Reporter, desk: Desks, founded: Founded
) -> None:
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), NUMBER, stage, "")
    measures.add(desk("anna"), NUMBER, "Schulung", "SG 10", TODAY)
    with pytest.raises(FileNotFound):
        reading.view(desk("bernd"), NUMBER)
    agreed(casework.assign, desk("anna"), NUMBER, founded.people["bernd"].officer_id, "Vertretung")
    view = reading.view(desk("bernd"), NUMBER)
    assert view.case.assigned_to == founded.people["bernd"].officer_id
    assert [m.measure.what for m in measures.register(desk("bernd")).views] == ["Schulung"]
    casework.note(desk("bernd"), NUMBER, "Ich bin dran.")


def test_excluded_officer_gets_no_key_from_anybody(
    only_anna: Reporter, desk: Desks, founded: Founded, cabinet: Store[Cabinet]
) -> None:
    kept = everything(cabinet)
    with pytest.raises(NotAllowed):
        agreed(casework.assign, desk("anna"), NUMBER, founded.people["lead"].officer_id, "trotzdem")
    assert everything(cabinet) == kept
    for act in (
        lambda: reading.view(desk("lead"), NUMBER),
        lambda: casework.note(desk("lead"), NUMBER, "x"),
        lambda: casework.keep_draft(desk("lead"), NUMBER, "x"),
        lambda: agreed(casework.assign, desk("lead"), NUMBER, founded.people["lead"].officer_id, "mir selbst"),
    ):
        with pytest.raises(FileNotFound):
            act()


def test_revoked_officer_is_assigned_nothing(sent: Reporter, desk: Desks, founded: Founded, ring: Ring) -> None:
    bernd = founded.people["bernd"].officer_id
    shorter = ring.revoke(founded.root(), bernd, TODAY)
    at = Desk(**{**desk("anna").__dict__, "ring": shorter})
    with pytest.raises(NotAllowed):
        agreed(casework.assign, at, NUMBER, bernd, "Vertretung")


def test_case_is_reopened_cheaply_under_the_officers_own_key(sent: Reporter, desk: Desks) -> None:
    reading.view(desk("anna"), NUMBER)

    def costly(*_: object) -> object:
        raise AssertionError("the HPKE wrap was opened a second time")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hinweisgeber.crypto.keystore.Identity.unwrap", costly)
        assert reading.view(desk("anna"), NUMBER).case.number == NUMBER


# -- drafts and reading -------------------------------------------------------------------------------------------


def test_draft_is_private_and_done_with_once_sent(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    casework.keep_draft(desk("anna"), NUMBER, "Sehr geehrte")
    casework.keep_draft(desk("bernd"), NUMBER, "Hallo")
    assert reading.view(desk("anna"), NUMBER).draft == "Sehr geehrte"
    assert reading.view(desk("bernd"), NUMBER).draft == "Hallo"
    assert reading.view(desk("lead"), NUMBER).draft == ""
    casework.reply(desk("anna"), NUMBER, "Sehr geehrte hinweisgebende Person")
    assert reading.view(desk("anna"), NUMBER).draft == ""
    assert reading.view(desk("bernd"), NUMBER).draft == "Hallo"
    casework.keep_draft(desk("bernd"), NUMBER, "  ")
    assert execute(cabinet, "SELECT * FROM draft") == []


def test_what_is_new_is_new_for_each_officer(sent: Reporter, desk: Desks) -> None:
    sent.write("Nachtrag.")
    collect(desk("anna"))

    def unread(username: str) -> int:
        return overview.every_row(desk(username)).rows[0].unread

    assert (unread("anna"), unread("bernd")) == (1, 1)
    assert [s.unread for s in reading.view(desk("anna"), NUMBER).dialogue] == [False, False, True]
    assert (unread("anna"), unread("bernd")) == (0, 1)
    assert not any(s.unread for s in reading.view(desk("anna"), NUMBER).dialogue)


def test_looking_enters_nothing_in_the_journal(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    before = entries(cabinet)
    reading.view(desk("anna"), NUMBER)
    overview.listing(desk("anna"), overview.ListFilter())
    measures.register(desk("anna"))
    assert entries(cabinet) == before


def test_view_holds_the_sheet_the_log_makes(sent: Reporter, desk: Desks) -> None:
    view = reading.view(desk("anna"), NUMBER)
    assert isinstance(view.case, CaseFile)
    assert view.holders == {desk(name).officer_id for name in ("anna", "bernd", "lead")}


# -- long dialogues ------------------------------------------------------------------------------------------------


def test_a_long_dialogue_stands_in_pages_the_newest_first(sent: Reporter, desk: Desks) -> None:
    for n in range(1, 22):
        sent.write(f"Nachtrag {n}.")
    first = reading.view(desk("anna"), NUMBER)
    assert (first.page, first.pages, first.total, first.unread) == (1, 2, 22, 21)
    assert [one.place for one in first.dialogue if one.author == "reporter"] == [0, *range(2, 22)]
    second = reading.view(desk("anna"), NUMBER, reading.Window(2))
    assert [(one.author, one.place) for one in second.dialogue] == [("reporter", 0), ("office", 0), ("reporter", 1)]
    assert reading.view(desk("anna"), NUMBER, reading.Window(99)).page == 2
    for place, page in ((21, 1), (2, 1), (1, 2)):
        assert reading.view(desk("anna"), NUMBER, reading.Window(to=("reporter", place))).page == page


def test_what_stands_on_another_page_is_not_seen_yet(sent: Reporter, desk: Desks) -> None:
    for n in range(1, 22):
        sent.write(f"Nachtrag {n}.")
    assert [reading.view(desk("anna"), NUMBER).unread for _ in range(2)] == [21, 21], "the oldest was not shown"
    assert reading.view(desk("anna"), NUMBER, reading.Window(2)).unread == 21
    assert [reading.view(desk("anna"), NUMBER).unread for _ in range(2)] == [20, 0]


def test_a_case_is_opened_without_the_writers_turn(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    """Once its key is the officer's own and nothing new is seen there is nothing to write."""
    reading.view(desk("anna"), NUMBER)
    measures.register(desk("anna"))

    def refused(*_: object) -> object:
        raise AssertionError("the writer's turn was asked for")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "write", refused)
        reading.view(desk("anna"), NUMBER)
        measures.register(desk("anna"))
