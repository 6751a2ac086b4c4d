"""Public pages read easily (LIX), no sentences run together, and the measures measure."""

from __future__ import annotations

import pytest

from hinweisgeber.intake import Intake
from tests.founded import Founded
from tests.sentences import lix, passages, run_together
from tests.web.states import every_state


@pytest.mark.parametrize("path", ["/", "/angriff"])
def test_a_page_for_everybody_is_easy_to_read(intake: Intake, path: str) -> None:
    assert lix(intake.test_client().get(path).text) <= 35


@pytest.mark.parametrize(("to", "title"), [("", "Erzählen"), ("protect", "Schützen"), ("review", "Prüfen und senden")])
def test_the_report_is_easy_to_read(intake: Intake, to: str, title: str) -> None:
    client = intake.test_client(use_cookies=False)
    told = {"page": "1", "description": "Es fehlt Geld.", "to": to}
    html = (client.post("/melden", data=told) if to else client.get("/melden")).text
    assert f"<h1>{title}</h1>" in html
    assert lix(html) <= 35


def test_no_sentences_run_together(intake: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, html in every_state(intake, monkeypatch, founded):
        assert run_together(html) == [], name


def test_lix_counts_words_a_sentence_and_long_ones() -> None:
    text = "<h1>Das geht</h1><p>Der Mann lacht. Die Verwaltung <b>prüft</b> es.</p>"
    assert lix(f"<body><nav>Unwichtiges</nav><main>{text}</main></body>") == pytest.approx(9 / 3 + 100 / 9)


def test_what_runs_together_is_found() -> None:
    assert run_together("<p>Das geht.Das nicht. Siehe wolken.example/Weg, § 9 Abs. 3.</p>") == ["geht.Das"]
    assert run_together("<li>Das geht.</li><li>Das auch.</li>") == []
    assert passages("<p>eins <b>zwei</b>\n drei</p><p>vier</p>") == ["eins zwei drei", "vier"]
