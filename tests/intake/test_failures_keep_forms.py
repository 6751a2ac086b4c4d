"""An error nobody expected never takes the form's place: the posted page again, with texts, files and code."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.errors import Refused
from hinweisgeber.intake import Intake, answers, mailbox_views, report_views
from hinweisgeber.refusals import status_of
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.usecases.reporter import mailbox, submit, writing
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.web.wire import requests
from tests.founded import Founded
from tests.intake.test_three_pages import FILES, at_the_last_page, carried
from tests.pages import read
from tests.walking import WRITE, Walker, shows

SECRET = "geheimes Wort"
FAILURES = [RuntimeError(SECRET), SealBroken(SECRET), KeyError(SECRET), StoreAway()]
# Where a handler of the report can fail, and the button that leads there, by the page it was pressed on.
OF_THE_REPORT = [
    ("1", "protect", report_views, "_page"),
    ("1", "review", report_views, "_page"),
    ("1", "draft", writing, "keep"),
    ("2", "review", report_views, "_page"),
    ("2", "edit-1", report_views, "_page"),
    ("2", "draft", writing, "keep"),
    ("3", "send", submit, "submit"),
    ("3", "send", submit, "is_known"),
    ("3", "send", report_views, "_to_confirmation"),
    ("3", "edit-1", report_views, "_page"),
    ("3", "edit-2", report_views, "_page"),
    ("3", "draft", writing, "keep"),
]


def fail_with(error: Exception) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def expected(error: Exception) -> int:
    return status_of(error) if isinstance(error, Refused) else 500


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(("page", "to", "room", "act"), OF_THE_REPORT)
def test_every_page_of_the_report_comes_back_whole(
    page: str, to: str, room: object, act: str, error: Exception, walker: Walker, founded: Founded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    code = at_the_last_page(walker, founded).page.code
    if page != "3":
        walker.press("to", f"edit-{page}")
    told, files = carried(walker), walker.page.one("state").partition(".")[0]
    ticked: dict[str, str | list[str]] = {"code_noted": ["1"]} if page == "3" else {}
    with monkeypatch.context() as patch:
        patch.setattr(room, act, fail_with(error))
        walker.press("to", to, **ticked)
    assert (walker.status, walker.page.one("page")) == (expected(error), page)
    assert carried(walker) == told
    assert walker.page.one("state").partition(".")[0] == files == "2"
    assert not shows(walker, "staged-lost")
    assert walker.page.code == (code if page == "3" else "")
    assert shows(walker, "problem")
    assert SECRET not in walker.html
    assert "Traceback" not in walker.html
    assert 'name="quiet"' in walker.html
    assert walker.answer
    assert walker.answer.headers["Cache-Control"] == "no-store"
    if act == "_to_confirmation":
        return  # it was sent, and a second click says so
    walker.press("to", to, **ticked)
    assert walker.status == 200, "once it is over, the same button does its work"
    assert shows(walker, "confirmed") is (to == "send")


def test_what_was_sent_before_the_failure_is_sent_once(
    walker: Walker, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = at_the_last_page(walker, founded).page.code
    with monkeypatch.context() as patch:
        patch.setattr(report_views, "_to_confirmation", fail_with(RuntimeError()))
        walker.press("to", "send", code_noted="1")
    assert walker.status == 500
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")
    walker.open("/postfach").submit("/postfach", code=code)
    assert len(walker.said) == 2


def test_a_failure_says_whose_fault_it_is_and_not_that_somebody_mistyped(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker.open("/melden")
    monkeypatch.setattr(report_views, "_page", fail_with(RuntimeError()))
    walker.press("to", "protect", description="Text")
    assert "Auf unserer Seite ist ein Fehler aufgetreten." in walker.page.text
    assert "Bitte prüfen Sie Ihre Angaben." not in walker.page.text


# -- the mailbox and its door ---------------------------------------------------------------------------------------

OF_THE_MAILBOX = [
    (("do", "write"), mailbox, "write_on"),
    (("do", "write"), mailbox_views, "_mailbox_page"),
    (("do", "read"), mailbox, "read"),
    (("do", "retaliation"), answers, "send"),
    (("do", "meeting"), mailbox, "ask_for_meeting"),
    (("do", "renew"), mailbox_views, "_renewal_page"),
    (("do", "close"), mailbox, "close"),
    (("do", "write"), mailbox, "is_closed"),
]


def in_the_mailbox(walker: Walker) -> str:
    """A mailbox with something typed and a file waiting; its code."""
    walker.open("/melden").press("to", "review", description="Bericht.")
    code = walker.page.code
    walker.press("to", "send", code_noted="1")
    walker.open("/postfach").submit("/postfach", code=code)
    walker.attach("do", "read", FILES[0], form=WRITE)
    return code


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(("press", "room", "act"), OF_THE_MAILBOX)
def test_the_mailbox_fails_at_its_door_with_all_that_was_typed(
    press: tuple[str, str], room: object, act: str, error: Exception, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = in_the_mailbox(walker)
    typed = {"message": "Mein Text.", "retaliation": "Versetzt.", "meeting": "Montags."}
    with monkeypatch.context() as patch:
        patch.setattr(room, act, fail_with(error))
        walker.press(*press, WRITE, **typed)
    assert walker.status == expected(error)
    assert {name: walker.page.one(name) for name in typed} == typed
    assert walker.page.one("state").partition(".")[0] == "1"
    assert SECRET not in walker.html
    assert shows(walker, "problem")
    assert walker.said == []
    walker.submit("/postfach", code=code)
    assert walker.status == 200
    shown = " ".join(walker.said) + str(walker.page.fields.get("message"))
    assert "Mein Text." in shown, "sent, or still in its field"


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_a_renewal_that_fails_keeps_the_new_code_that_was_noted(
    error: Exception, walker: Walker, monkeypatch: pytest.MonkeyPatch, booth: Booth
) -> None:
    old = in_the_mailbox(walker)
    walker.press("do", "renew", WRITE, message="Entwurf.")
    new = walker.page.code
    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "renew_code", fail_with(error))
        walker.submit("/postfach", code_noted="1")
    assert walker.status == expected(error)
    assert (walker.page.one("new_code"), walker.page.one("code_noted")) == (new, "1")
    walker.submit("/postfach", code=old)
    assert "Ab jetzt gilt nur noch der neue Zugangscode." in walker.page.text
    assert walker.page.one("message") == "Entwurf."
    assert mailbox.open_mailbox(booth, AccessCode.parse(new)).locator == AccessCode.parse(new).box_locator


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_the_door_fails_with_the_code_still_in_its_field(
    error: Exception, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = in_the_mailbox(walker)
    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "open_any", fail_with(error))
        walker.open("/postfach").submit("/postfach", code=code)
    assert walker.status == expected(error)
    assert walker.page.one("code") == code
    assert walker.submit("/postfach").status == 200


def test_a_door_that_fails_shows_no_code_that_came_from_elsewhere(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = in_the_mailbox(walker)
    monkeypatch.setattr(mailbox, "open_any", fail_with(RuntimeError()))
    walker.planted("/postfach", {"code": code, "message": "Text"})
    assert walker.status == 500
    assert code not in walker.html
    assert walker.page.one("message") == "Text"


@pytest.mark.parametrize("page", ["1", "2", "3"])
def test_a_page_that_fails_shows_no_code_that_came_from_elsewhere(
    page: str, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = str(AccessCode.generate())
    monkeypatch.setattr(report_views, "report_post", fail_with(RuntimeError()))
    monkeypatch.setattr(report_views, "_page", fail_with(RuntimeError()))
    walker.planted("/melden", {"description": "Text", "code": code, "page": page, "code_noted": "1", "to": "edit-1"})
    assert (walker.status, walker.page.one("page")) == (500, page)
    assert code not in walker.html
    assert "code_noted" not in walker.page.fields or page != "3"


# -- where the form itself cannot be shown ---------------------------------------------------------------------------


def test_a_form_that_cannot_be_shown_again_leaves_a_plain_page_that_tells_nothing(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker.open("/melden")
    monkeypatch.setattr(report_views, "_posted", fail_with(RuntimeError(SECRET)))
    walker.press("to", "protect", description="Text")
    assert walker.status == 500
    assert shows(walker, "problem")
    assert SECRET not in walker.html
    assert "<form" not in walker.html
    assert "Lassen Sie dieses Fenster offen" in walker.page.text


@pytest.mark.parametrize("path", ["/melden", "/postfach"])
def test_what_was_too_much_to_be_read_is_not_said_to_be_there(path: str, client: FlaskClient) -> None:
    fields = {f"f{number}": "x" for number in range(requests.FIELD_LIMIT + 1)}
    page = read(client.post(path, data=fields, content_type="multipart/form-data"))
    assert "Was Sie auf der letzten Seite geschrieben haben, kann dabei verloren gehen." in page.text
    assert "sollte noch im Formular stehen" not in page.text


@pytest.mark.parametrize("path", ["/", "/melden", "/postfach", "/datenschutz"])
def test_a_page_that_was_only_asked_for_fails_without_advice_on_forms(path: str, intake: Intake) -> None:
    for endpoint in ("index", "report_form", "mailbox_door", "privacy"):
        intake.view_functions[endpoint] = fail_with(RuntimeError(SECRET))  # type: ignore[assignment]
    answer = intake.test_client().get(path)
    assert answer.status_code == 500
    assert "<form" not in answer.text
    assert "Fragt der Browser" not in answer.text
    assert not re.search(SECRET, answer.text)
