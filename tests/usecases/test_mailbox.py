"""The mailbox: open by code, read, write on, renew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.stages import Stage
from hinweisgeber.errors import CodeUnknown
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases import casework, mailbox
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
Reporters = Callable[[], Reporter]


def test_unknown_code_opens_nothing(sent: Reporter, letterbox: Store[Letterbox]) -> None:
    with pytest.raises(CodeUnknown):
        mailbox.open_mailbox(letterbox, AccessCode.generate())


def test_one_page_sends_a_text_once_and_another_page_sends_it_again(
    sent: Reporter, letterbox: Store[Letterbox]
) -> None:
    capability = mailbox.open_mailbox(letterbox, sent.code)
    done = [mailbox.write_on(letterbox, capability, "Nachtrag.", TODAY, page) for page in ("p", "p", "q")]
    assert done == [True, False, True]
    assert sent.texts().count("Nachtrag.") == 2


def test_reporter_sees_stage_and_dates_as_the_office_moves(sent: Reporter, desk: Desks) -> None:
    assert sent.read().state.stage == Stage.RECEIVED
    casework.take_over(desk("anna"), NUMBER)
    assert sent.read().state.stage == Stage.PREVENTION
    casework.reply(desk("anna"), NUMBER, "Rückmeldung.", feedback=True)
    state = sent.read().state
    assert (state.acknowledged, state.feedback_on, state.closed_on) == (TODAY, TODAY, None)
    casework.close(desk("anna"), NUMBER, "NO_EVIDENCE", "Nichts gefunden.")
    assert sent.read().state.closed_on == TODAY


def test_reporter_never_sees_what_is_internal(sent: Reporter, desk: Desks) -> None:
    casework.take_over(desk("anna"), NUMBER)
    casework.note(desk("anna"), NUMBER, "Nur für uns.")
    casework.close(desk("anna"), NUMBER, "NO_EVIDENCE", "Interne Begründung.")
    assert sent.texts() == ["Erfunden.", "Eingegangen."]


# -- renewing -----------------------------------------------------------------------------------------------------


def test_renewed_code_replaces_the_old_one(sent: Reporter, letterbox: Store[Letterbox]) -> None:
    old, new = mailbox.open_mailbox(letterbox, sent.code), AccessCode.generate()
    renewed = mailbox.renew_code(letterbox, old, new)
    assert mailbox.read(letterbox, renewed) == mailbox.read(letterbox, mailbox.open_mailbox(letterbox, new))
    for use in (
        lambda: mailbox.open_mailbox(letterbox, sent.code),
        lambda: mailbox.read(letterbox, old),
        lambda: mailbox.write_on(letterbox, old, "Noch etwas.", TODAY, "p"),
        lambda: mailbox.renew_code(letterbox, old, AccessCode.generate()),
    ):
        with pytest.raises(CodeUnknown):
            use()


def test_renewing_twice_with_one_code_changes_nothing_more(sent: Reporter, letterbox: Store[Letterbox]) -> None:
    old, new = mailbox.open_mailbox(letterbox, sent.code), AccessCode.generate()
    assert mailbox.renew_code(letterbox, old, new) == mailbox.renew_code(letterbox, old, new)
    assert mailbox.open_mailbox(letterbox, new).report_id == old.report_id


def test_code_of_another_mailbox_is_refused(sent: Reporter, reporter: Reporters, letterbox: Store[Letterbox]) -> None:
    other = reporter()
    other.send()
    mine = mailbox.open_mailbox(letterbox, sent.code)
    with pytest.raises(CodeUnknown):
        mailbox.renew_code(letterbox, mine, other.code)
    assert mailbox.read(letterbox, mine).lines
    assert other.texts() == ["Erfunden.", "Eingegangen."]


def test_officers_go_on_reading_after_the_code_is_renewed(
    sent: Reporter, letterbox: Store[Letterbox], desk: Desks
) -> None:
    new = AccessCode.generate()
    mailbox.renew_code(letterbox, mailbox.open_mailbox(letterbox, sent.code), new)
    sent.code = new
    sent.write("Unter dem neuen Code.")
    assert casework.view(desk("bernd"), NUMBER).dialogue[-1].said
    casework.reply(desk("bernd"), NUMBER, "Gelesen.")
    assert sent.texts()[-2:] == ["Unter dem neuen Code.", "Gelesen."]
