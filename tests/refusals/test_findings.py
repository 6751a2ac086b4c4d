"""What `verify` has found is told in words: no name of a table, an author or a thing as programs call it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.refusals.alarms import ONE, THINGS
from hinweisgeber.refusals.broken import why_of
from hinweisgeber.store.letterbox.things import KINDS

OFFICER = "8bd05f7c0c56a1d4047d6b9f4400afdd"


def told(what: str) -> str:
    return why_of(JournalBroken(3, "missing in the letterbox", what=what, day=date(2026, 11, 30)))


def test_every_thing_of_the_letterbox_has_words_for_one_and_for_many() -> None:
    assert {kind.name for kind in KINDS} <= THINGS.keys() == ONE.keys()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("message office/2", "Nachricht, Meldestelle, Nr. 2"),
        ("message reporter/0", "Nachricht, hinweisgebende Person, Nr. 0"),
        (f"letter 4/{OFFICER}", f"Schlüssel zu einer Nachricht, Nr. 4, {OFFICER}"),
        (f"wrap {OFFICER}", f"Schlüssel zur Meldung, {OFFICER}"),
        ("report", "Meldung"),
    ],
)
def test_what_is_missing_in_the_letterbox_is_told_in_words(what: str, words: str) -> None:
    assert told(what) == f"im Briefkasten fehlt, was dort lag ({words}), bemerkt am 30.11.2026"


def test_who_wrote_a_message_is_told_in_words() -> None:
    why = why_of(JournalBroken(3, "message is missing", case="HM-2026-00001", author="reporter", at=1))
    assert why == "in HM-2026-00001 fehlt eine Nachricht (hinweisgebende Person, Nr. 1)"


def test_no_thing_is_called_as_programs_do() -> None:
    for thing in ONE:
        assert not re.search(rf"\b{thing}\b", told(thing))
