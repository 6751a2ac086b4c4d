"""Nothing stays on the device: what an answer says about keeping it, and what it holds where it may be kept.

What browsers really do with it is shown by the tests in tests/device.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hinweisgeber.intake import Intake, views
from hinweisgeber.usecases.officer.collect import collect, deliver
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.pages import Reporter, read
from tests.walking import Walker
from tests.web.states import FILES, every_answer

MAY_BE_KEPT = {"/melden", "/melden/angriff"}  # asked for by GET, before anything was typed
SECRET_FIELDS = {"code", "state", "capability", "new_code", "code_end"}
REVEALING = re.compile(r"hinweis|meld|whistle|verstoß|postfach|zugang|betroffen", re.IGNORECASE)


class _Forms(HTMLParser):
    """The forms of a page with their controls in order, and controls that stand outside of theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str], list[dict[str, str]]]] = []
        self.texts: list[dict[str, str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {"tag": tag} | {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((values, []))
            self._open = True
        elif tag in ("input", "textarea", "select", "button"):
            if self._open and "form" not in values:
                self.forms[-1][1].append(values)
            if tag == "textarea" or (tag == "input" and values.get("type") == "text"):
                self.texts.append(values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def forms_of(html: str) -> _Forms:
    reader = _Forms()
    reader.feed(html)
    return reader


@pytest.fixture
def answers(intake: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch) -> dict[str, TestResponse]:
    """Every answer of the intake, in every state, by name."""
    return dict(every_answer(intake, monkeypatch, founded))


def test_only_the_first_page_as_it_is_asked_for_may_be_kept(answers: dict[str, TestResponse]) -> None:
    assert len(answers) > 100
    kept = {name: answer.headers["Cache-Control"] for name, answer in answers.items()}
    once_more = {"nobody there"}  # the first page again, when nobody can receive a report
    assert {name for name, said in kept.items() if said != "no-store"} == MAY_BE_KEPT | once_more
    assert {kept[name] for name in MAY_BE_KEPT} == {"private, no-cache"}
    assert not any("Etag" in answer.headers or "Last-Modified" in answer.headers for answer in answers.values())


def test_steps_between_answers_are_kept_no_more_than_answers(answers: dict[str, TestResponse]) -> None:
    steps = [step for answer in answers.values() for step in answer.history]
    assert steps
    assert {step.headers["Cache-Control"] for step in steps} == {"no-store"}


@pytest.mark.parametrize("path", FILES)
def test_files_given_out_are_not_kept_either(path: str, client: FlaskClient) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", sorted(MAY_BE_KEPT))
def test_what_may_be_kept_holds_no_code_no_state_and_nothing_typed(path: str, client: FlaskClient) -> None:
    answer = client.get(path)
    assert not SECRET_FIELDS & set(read(answer).fields)
    assert 'id="access-code"' not in answer.text
    assert client.get(path).text == answer.text, "it is the same for everybody"
    assert read(answer).one("description") == ""


@pytest.mark.parametrize("to", ["edit-1", "review", "protect"])
def test_the_first_page_is_not_kept_once_something_was_typed(to: str, walker: Walker) -> None:
    """On the way back, and with an error."""
    walker.open("/melden").press("to", "review", description="Text" if to == "edit-1" else "")
    if to == "edit-1":
        walker.press("to", "edit-1")
    assert walker.page.one("page") == "1"
    assert walker.answer
    assert walker.answer.headers["Cache-Control"] == "no-store"


def test_a_failure_on_the_first_page_is_not_kept(intake: Intake, client: FlaskClient) -> None:
    def broken() -> str:
        raise RuntimeError

    intake.view_functions["report_form"] = broken
    assert client.get("/melden").headers["Cache-Control"] == "no-store"


# -- forms ----------------------------------------------------------------------------------------------------------


def test_every_form_that_carries_something_secret_begins_with_a_filled_password(
    answers: dict[str, TestResponse],
) -> None:
    """Chromium keeps no body with one; hidden, one character long, and no browser offers to save it."""
    seen = 0
    for name, answer in answers.items():
        for form, controls in forms_of(answer.text).forms:
            first = controls[0]
            assert (first.get("type"), first.get("name"), len(first.get("value", ""))) == ("password", "quiet", 1), name
            assert first["autocomplete"] == "new-password", name
            assert "hidden" in first, name
            assert first.get("tabindex") == "-1", name
            assert "data-quiet" in form or "data-plain" in form, f"{name}: the script sends it, or it gives out a file"
            assert (form["method"], form["autocomplete"]) == ("post", "off"), name
            seen += 1
    assert seen > 100


def test_no_text_is_stored_by_typing_alone(answers: dict[str, TestResponse]) -> None:
    """The state of a form is kept with the history unless each text says autocomplete=off."""
    texts = [text for answer in answers.values() for text in forms_of(answer.text).texts]
    assert len(texts) > 100
    assert {text.get("autocomplete") for text in texts} == {"off"}
    assert {text.get("spellcheck") for text in texts} == {"false"}


def test_what_is_sealed_goes_by_post_only(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text)
        assert {address for address in addresses if "?" in address} <= {"/melden?weiter"}, name  # which tells nothing


# -- titles, and the way out ----------------------------------------------------------------------------------------


def is_left(answer: TestResponse) -> bool:
    """Whether this is the page of those who have left: it says nothing of where they were."""
    return answer.request.path == "/weg"


def test_titles_tell_nothing_of_what_stands_there(answers: dict[str, TestResponse], intake: Intake) -> None:
    own = f" – {intake.institution.name}"
    for name, answer in answers.items():
        title = re.findall(r"<title>(.*?)</title>", answer.text)[0]
        assert title == "Leere Seite" if is_left(answer) else title.endswith(own), name
        secret = "<form" in answer.text or 'id="confirmed"' in answer.text
        assert not (secret and REVEALING.search(title.removesuffix(own))), f"{name}: {title}"


def test_every_page_can_be_left_quickly_without_script(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        assert is_left(answer) or re.search(r'<a [^>]*id="leave"[^>]* href="/weg"', answer.text), name


def test_who_has_left_sees_nothing_and_the_browser_is_told_to_forget(client: FlaskClient) -> None:
    answer = client.get("/weg")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<form" not in answer.text
    assert not [link for link in read(answer).links if link in ("/melden", "/postfach", "/")], "no way back in"


def test_links_out_of_a_page_with_something_typed_open_beside_it(answers: dict[str, TestResponse]) -> None:
    """Whoever follows one finds the text still there."""
    looked_at = 0
    for name, answer in answers.items():
        if not any(form["action"] == "/melden" for form, _ in forms_of(answer.text).forms):
            continue
        for link in re.findall(r"<a [^>]*>", answer.text):
            if 'href="#' in link or 'id="leave"' in link:
                continue
            looked_at += 1
            assert 'target="_blank"' in link, f"{name}: {link}"
            assert "noopener" in link, f"{name}: {link}"
    assert looked_at > 50


def test_a_page_one_writes_on_has_a_header_without_ways_out(answers: dict[str, TestResponse]) -> None:
    for name in ("/melden", "report protect", "report review", "report draft", "mailbox", "renew", "door with text"):
        header = re.search(r"<header.*?</header>", answers[name].text, re.DOTALL)
        assert header
        assert re.findall(r'href="([^"]*)"', header[0]) == ["/weg"], name


def test_the_receipt_is_no_more_kept_than_the_mailbox(
    reporter: Reporter, desk: Callable[..., Desk], intake: Intake
) -> None:
    reporter.send("Text")
    at = desk("anna")
    collect(at)
    deliver(at.cabinet, at.letterbox, at.today)
    for fields in ({"do": "receipt"}, {"do": "wording"}):
        assert reporter.open(**fields).headers["Cache-Control"] == "no-store"
    page = reporter.open(do="receipt").text
    for _, controls in forms_of(page).forms:
        assert controls[0]["name"] == "quiet"
    title = re.findall(r"<title>(.*?)</title>", page)[0]
    assert not REVEALING.search(title.removesuffix(f" – {intake.institution.name}")), title


def test_every_address_is_looked_at(answers: dict[str, TestResponse]) -> None:
    assert {route.rule for route in views.ROUTES if route.method == "GET"} - set(FILES) <= set(answers)
