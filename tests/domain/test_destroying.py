"""What stands against destroying a text or a file: a legal hold, a retaliation nobody has assessed (HinSchG § 36)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.minutes import BECAUSE, Minutes, MinutesState
from hinweisgeber.domain.dialogue.report import OFFICE, RETALIATION
from hinweisgeber.domain.errors.ending import HoldStands, RetaliationOpen
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.refusals import sentence_of
from tests.domain.invented import act, case_in

HELD = act(Kind.HOLD_PROPOSED, reason="Klage", norm="Art. 17 DSGVO", review="2027-11-03")
LIFTED = act(Kind.HOLD_LIFTED, reason="Erledigt.", n=1)
SUFFERED = act(Kind.FOLLOW_UP, place=1, digest="", says=RETALIATION)
ASSESSED = act(Kind.RETALIATION_ASSESSED, reason="Geprüft.")
BY_HAND = [
    (Kind.FILE_DESTROYED, {"source": "ab", "name": "a.mp3"}),
    (Kind.MESSAGE_DESTROYED, {"author": OFFICE, "place": 0, "files": 0}),
    (Kind.NOTE_DESTROYED, {"seq": 3}),
]


def after(*acts: Act) -> CaseFile:
    case = case_in(Stage.PREVENTION)
    for one in acts:
        case = fold.apply(case, one)
    return case


@pytest.mark.parametrize(("kind", "data"), BY_HAND)
def test_a_hold_keeps_files_messages_and_notes(kind: Kind, data: dict[str, Any]) -> None:
    destroyed = act(kind, reason="Versehen.", **data)
    with pytest.raises(HoldStands):
        after(HELD, destroyed)
    assert after(HELD, LIFTED, destroyed) == after(HELD, LIFTED)


@pytest.mark.parametrize(("kind", "data"), BY_HAND)
def test_an_open_retaliation_keeps_them_too(kind: Kind, data: dict[str, Any]) -> None:
    destroyed = act(kind, reason="Versehen.", **data)
    with pytest.raises(RetaliationOpen) as refused:
        after(SUFFERED, destroyed)
    assert "vernichten" in sentence_of(refused.value)
    assert after(SUFFERED, ASSESSED, destroyed) == after(SUFFERED, ASSESSED)


@pytest.mark.parametrize(("kind", "data"), BY_HAND)
def test_nothing_is_destroyed_without_a_reason(kind: Kind, data: dict[str, Any]) -> None:
    with pytest.raises(ReasonMissing):
        after(act(kind, reason=" ", **data))


def test_a_recording_goes_with_the_final_minutes_whatever_stands() -> None:
    """§ 11 Abs. 4 S. 4 is no choice of anybody's; and its sentence, typed by hand, opens no other way."""
    case = after(HELD, SUFFERED)
    final = replace(case, channel="phone", minutes=Minutes(MinutesState.CONFIRMED, "sound"))
    ended = act(Kind.FILE_DESTROYED, source="ab", name="a.mp3", reason=BECAUSE)
    assert fold.apply(final, ended) == final
    by_hand = [
        (final, act(Kind.FILE_DESTROYED, source="ab", name="a.mp3", reason="Weg damit.")),
        (final, act(Kind.FILE_DESTROYED, source="ab", name="vertrag.pdf", reason=BECAUSE)),
        (replace(final, minutes=Minutes(MinutesState.TO_CHECK, "sound")), ended),
        (replace(final, channel=""), ended),
        (final, act(Kind.MESSAGE_DESTROYED, author=OFFICE, place=0, name="a.mp3", reason=BECAUSE)),
    ]
    for standing, typed in by_hand:
        with pytest.raises(HoldStands):
            fold.apply(standing, typed)
