"""Whatever falls due is called by words, and by others than all else."""

from __future__ import annotations

from hinweisgeber.domain.case import duties
from hinweisgeber.web.duty_words import DUTIES


def test_every_duty_has_words_of_its_own() -> None:
    known = {value for name, value in vars(duties).items() if name.isupper() and isinstance(value, str)}
    assert known == DUTIES.keys() - {"measure", "measure-check"}
    words = [str(words) for words in DUTIES.values()]
    assert len({*words, ""}) == len(words) + 1
