"""The pages a reporter works with read as easily as a book for everybody (LIX), labels and hints included."""

from __future__ import annotations

from tests.pages import Reporter
from tests.sentences import lix

EASY = 35
TEXT = "Es fehlt Geld."
ANSWERS = {"circle": "few", "meeting": "yes", "fear": "Zank", "when": "im Mai", "where": "im Amt", "wish": "Ruhe"}


def hard(pages: dict[str, str]) -> dict[str, float]:
    """Those that are not easy, with how hard they are."""
    measured = {name: lix(html) for name, html in pages.items()}
    return {name: round(found, 1) for name, found in measured.items() if found > EASY}


def test_the_three_pages_are_easy_to_read(reporter: Reporter) -> None:
    pages = {path: reporter.client.get(path).text for path in ("/melden", "/melden/angriff")}
    pages |= {to: reporter.turn(to, description=TEXT).text for to in ("protect", "review", "send", "draft")}
    pages["nothing written"] = reporter.turn("review").text
    pages["all answered"] = reporter.turn("review", description=TEXT, **ANSWERS).text
    assert len(set(pages.values())) == len(pages)
    assert hard(pages) == {}


def test_what_comes_after_them_is_easy_to_read(reporter: Reporter) -> None:
    pages = {"confirmed": reporter.send(TEXT).text, "mailbox": reporter.open().text}
    pages["renewal"] = reporter.open(do="renew").text
    pages |= {path: reporter.client.get(path).text for path in ("/postfach", "/angekommen", "/weg")}
    pages["no code"] = reporter.client.post("/postfach", data={"code": ""}).text
    pages["half a code"] = reporter.client.post("/postfach", data={"code": "12345"}).text
    pages["nothing to send"] = reporter.open(do="write", message=" ").text
    assert len(set(pages.values())) == len(pages)
    assert hard(pages) == {}
