"""What somebody signs first, with a program of their own, to get a colleague's honest signature without the reporter's
two weeks; and what the second dates forward. The colleague's program refuses, or `verify` names it without a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.report import MESSAGE, Said
from hinweisgeber.domain.errors.power import NeverTold
from hinweisgeber.domain.power import guard, power_steps
from hinweisgeber.domain.power.grounds import Sooner
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import confirming, destruction
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.agreeing import Proposing
from tests.founded import TODAY
from tests.usecases.power_case import newcomer, ring, stand, whys
from tests.usecases.power_rows import NUMBER, Stand

__all__ = ["newcomer", "ring", "stand"]
ROWS = ["destroy-message", "destroy-file"]
FIRST = TODAY + timedelta(days=15)


@pytest.mark.parametrize("row", ROWS)
def test_who_calls_a_message_a_note_of_the_office_is_named_and_opens_for_nobody(
    row: str, stand: Stand, tampering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it would be confirmed on that very day, and the reporter never hear of it."""
    with monkeypatch.context() as own:
        own.setattr(power_steps, "_require_by_table", lambda *_: None)
        own.setattr(destruction, "Proposing", lambda *_: Proposing(sooner=Sooner.INTERNAL))
        stand.propose(row)
    for look in (confirming.look, lambda at, number, n: casework.note(at, number, "Weiter.")):
        with pytest.raises(SealBroken):
            look(stand.desk("bernd"), NUMBER, 1)
    assert "Noch etwas." in stand.sent.texts()


def test_who_calls_the_reporters_file_the_offices_own_is_named_and_opens_for_nobody(
    stand: Stand, tampering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as own:
        own.setattr(power_steps, "_is_of_file", lambda *_: True)
        own.setattr(casework, "needing_two", lambda *_: guard.BY_ID["destroy-filed"])
        own.setattr(destruction, "Proposing", lambda *_: Proposing(sooner=Sooner.INTERNAL))
        stand.propose("destroy-file")
    with pytest.raises(SealBroken):
        confirming.look(stand.desk("bernd"), NUMBER, 1)


NOTICES: dict[str, Callable[[Said], Said]] = {
    "another kind of message": lambda said: Said(MESSAGE, said.text),
    "an earlier last day": lambda said: Said(said.kind, said.text, data={"until": TODAY.isoformat()}),
    "no last day": lambda said: Said(said.kind, said.text),
}


@pytest.mark.parametrize("how", NOTICES)
def test_who_tells_the_reporter_so_that_they_cannot_object_gets_no_second_signature(
    how: str, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = destruction._notice
    with monkeypatch.context() as own:
        own.setattr(destruction, "_notice", lambda *given: NOTICES[how](honest(*given)))
        n = stand.propose("destroy-message")
    with pytest.raises(NeverTold):
        stand.confirm(n, "bernd", FIRST)
    confirming.decline(stand.desk("bernd", FIRST), NUMBER, n, "So geht es nicht.")
    stand.confirm(stand.propose("destroy-message", day=FIRST), "bernd", FIRST + timedelta(days=15))


def test_who_dates_back_what_they_propose_gets_no_second_signature(stand: Stand) -> None:
    """Also where they date back something else first."""
    later = TODAY + timedelta(days=40)
    casework.note(stand.desk("lead", later), NUMBER, "Heute.")
    casework.note(stand.desk("anna", TODAY), NUMBER, "Zurückdatiert.")
    n = stand.propose("destroy-message", day=TODAY)
    with pytest.raises(NeverTold):
        stand.confirm(n, "bernd", later)
    assert "Noch etwas." in stand.sent.texts()


def test_who_dates_forward_what_they_confirm_is_named_at_once(
    stand: Stand, cabinet: Store[Cabinet], ring: Ring
) -> None:
    """As the days are what a signer says, nobody sees it after the two weeks; the daily check sees it before."""
    stand.confirm(stand.propose("destroy-message"), "bernd", FIRST)
    found = verifying.examine(verifying.Office(cabinet), ring, today=FIRST - timedelta(days=1)).findings
    assert [one.why for one in found] == ["confirmed on a day to come"]
    assert whys(cabinet, ring) == set()
