"""What reporters type is nobody's but theirs: no browser keeps it, checks it elsewhere or writes on for them."""

from __future__ import annotations

import pytest

from hinweisgeber.intake import Intake
from tests.fields import talkative
from tests.founded import Founded
from tests.web.states import every_state


def test_no_field_of_a_reporter_tells_or_keeps_anything(
    intake: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0
    for name, html in every_state(intake, monkeypatch, founded):
        found, texts = talkative(html, private=True)
        assert found == [], name
        seen += texts
        assert ('id="spelling-note"' in html) == ("<textarea" in html), name
    assert seen > 50
