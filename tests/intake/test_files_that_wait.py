"""A file the page says is there is sent, or its loss is told before anything is confirmed: never dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hinweisgeber import config
from hinweisgeber.crypto.capability import STAGED_LIFETIME, PageKeys
from hinweisgeber.intake import Intake
from hinweisgeber.store import blobs
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, tables
from hinweisgeber.store.unit import Store
from tests.founded import NOW
from tests.intake.files import blobs_in, offered
from tests.intake.test_three_pages import FILES
from tests.walking import WRITE, Walker, shows

Lose = Callable[[], dict[str, str]]  # does it; fields of the next form that are not as they were
GARBAGE = ["x", "2", "2.", "2.x", "AAAA", "2." + "A" * 400, "-1.x", "99999.x", "\u0663.x", "2.\u00e4", ".", "x.y"]


@pytest.fixture
def home(settings: config.Settings) -> Path:
    return settings.home


def reports(letterbox: Store[Letterbox]) -> int:
    with letterbox.read() as box:
        return int(box._db.execute(select(func.count()).select_from(tables.report)).scalar_one())


def restarted(intake: Intake) -> None:
    """The intake begins anew with another secret, as after one that was lost."""
    intake.page_keys = PageKeys(b"x" * 32)


def swept(home: Path, left: int = 0) -> None:
    """The blobs are gone, but for some."""
    for path in blobs_in(home)[left:]:
        path.unlink()


def waited(intake: Intake) -> None:
    """Longer than any form waits for its files."""
    intake.clock = lambda: NOW + timedelta(seconds=STAGED_LIFETIME + 1)


@pytest.fixture(params=["another secret", "swept", "too long", "garbage"])
def lose(request: pytest.FixtureRequest, intake: Intake, home: Path) -> Lose:
    """Each way in which files that wait are lost."""

    def act() -> dict[str, str]:
        if request.param == "another secret":
            restarted(intake)
        elif request.param == "swept":
            swept(home)
        elif request.param == "too long":
            waited(intake)
        return {"state": "2.AAAA"} if request.param == "garbage" else {}

    return act


# -- the report -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["edit-1", "edit-2", "send", "draft"])
def test_lost_files_are_told_on_the_way_from_the_last_page_and_nothing_is_confirmed(
    to: str, lose: Lose, walker: Walker, letterbox: Store[Letterbox]
) -> None:
    walker.open("/melden").attach("to", "review", *FILES, description="Mein Text.")
    code = walker.page.code
    walker.press("to", to, code_noted="1", **lose())
    assert shows(walker, "staged-lost")
    assert walker.status == (200 if to == "edit-2" else 400), "the field to choose them again is on another page"
    assert "2 Dateien sind nicht mehr da." in walker.page.text
    assert walker.page.one("description") == "Mein Text."
    assert not shows(walker, "kept")
    assert reports(letterbox) == 0
    while not walker.page.code:
        walker.press("to", "review")
    assert walker.page.code == code, "it was noted, and stays"
    walker.press("to", "send", code_noted="1")
    assert shows(walker, "confirmed"), "without them it goes through"
    assert "mit angekommen" not in walker.page.text
    assert reports(letterbox) == 1


@pytest.mark.parametrize("page", ["1", "2"])
@pytest.mark.parametrize("to", ["review", "protect", "edit-1", "draft"])
def test_lost_files_are_told_on_the_way_from_the_pages_before(
    to: str, page: str, lose: Lose, walker: Walker, letterbox: Store[Letterbox]
) -> None:
    walker.open("/melden").attach("to", "protect", *FILES, description="Mein Text.")
    if page == "1":
        walker.press("to", "edit-1")
    if ("to", to) not in walker.page.buttons:
        return
    walker.press("to", to, **lose())
    assert (walker.status, shows(walker, "staged-lost")) == (400, True)
    assert walker.page.one("description") == "Mein Text."
    assert not shows(walker, "kept")
    assert reports(letterbox) == 0


def test_what_is_still_there_stays_when_another_is_lost(walker: Walker, home: Path) -> None:
    walker.open("/melden").attach("to", "review", *FILES, description="Text")
    swept(home, left=1)
    walker.press("to", "send", code_noted="1")
    assert "Eine Datei ist nicht mehr da." in walker.page.text
    assert walker.page.text.count("Anlage-0") == 1
    walker.press("to", "send", code_noted="1")
    assert "1 Datei ist mit angekommen." in walker.page.text


@pytest.mark.parametrize("back", ["edit-1", "edit-2"])
def test_files_that_waited_too_long_do_not_take_a_younger_code_along(back: str, walker: Walker, intake: Intake) -> None:
    walker.open("/melden").attach("to", "protect", *FILES, description="Text")
    intake.clock = lambda: NOW + timedelta(hours=6)
    code = walker.press("to", "review").page.code
    walker.press("to", back)
    waited(intake)
    walker.press("to", "review")
    assert shows(walker, "staged-lost")
    assert walker.press("to", "review").page.code == code
    assert not shows(walker, "code-anew")


def test_a_lost_file_that_is_chosen_again_is_sent(walker: Walker, intake: Intake) -> None:
    walker.open("/melden").attach("to", "review", *FILES, description="Text")
    code = walker.page.code
    restarted(intake)
    walker.press("to", "edit-1")
    walker.attach("to", "review", *FILES)
    assert not shows(walker, "staged-lost")
    assert walker.page.code == code
    assert "2 Dateien sind mit angekommen." in walker.press("to", "send", code_noted="1").page.text


def test_a_file_that_is_left_out_anyway_is_not_missed(walker: Walker, home: Path) -> None:
    walker.open("/melden").attach("to", "protect", *FILES, description="Text").press("to", "edit-1")
    swept(home)
    every = [c.value for c in walker.controls() if c.name == "remove"]
    walker.press("to", "review", remove=every)
    assert (walker.status, shows(walker, "staged-lost")) == (200, False)


@pytest.mark.parametrize("state", GARBAGE)
def test_a_hidden_field_that_opens_to_nothing_is_a_loss_and_no_failure(
    state: str, walker: Walker, letterbox: Store[Letterbox]
) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    fields = {"description": "Text", "code": walker.page.code, "code_noted": "1", "to": "send", "state": state}
    walker.planted("/melden", fields, headers=walker.headers)
    assert (walker.status, shows(walker, "staged-lost")) == (400, True)
    assert walker.page.one("description") == "Text"
    assert reports(letterbox) == 0


def test_a_field_that_held_no_file_costs_nothing(walker: Walker, intake: Intake) -> None:
    """Only the code stood in it, and the page shows that."""
    walker.open("/melden").press("to", "review", description="Text")
    restarted(intake)
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")


def test_a_store_out_of_reach_says_so_and_the_files_wait_on(
    walker: Walker, monkeypatch: pytest.MonkeyPatch, letterbox: Store[Letterbox]
) -> None:
    walker.open("/melden").attach("to", "review", *FILES, description="Text")

    def away(*_: object) -> None:
        raise StoreAway()

    with monkeypatch.context() as patch:
        patch.setattr(blobs.FolderBlobs, "has", away)
        walker.press("to", "send", code_noted="1")
    assert (walker.status, shows(walker, "staged-lost")) == (503, False)
    assert reports(letterbox) == 0
    while not walker.page.code:
        walker.press("to", "review")
    assert "2 Dateien sind mit angekommen." in walker.press("to", "send", code_noted="1").page.text


# -- the mailbox ----------------------------------------------------------------------------------------------------


def waiting_in_the_mailbox(walker: Walker) -> str:
    """A mailbox with two files that wait for their message; its code."""
    walker.open("/melden").press("to", "review", description="Bericht.")
    code = walker.page.code
    walker.press("to", "send", code_noted="1")
    walker.open("/postfach").submit("/postfach", code=code)
    walker.attach("do", "read", *FILES, form=WRITE, message="Mein Text.")
    assert walker.page.text.count("Nicht mitsenden:") == 2
    return code


@pytest.mark.parametrize(
    "press", [("do", "write"), ("do", "retaliation"), ("do", "meeting"), ("do", "read"), ("do", "renew")]
)
def test_lost_files_of_a_message_are_told_and_nothing_is_sent(
    press: tuple[str, str], walker: Walker, home: Path
) -> None:
    code = waiting_in_the_mailbox(walker)
    swept(home)
    walker.press(*press, WRITE, retaliation="Versetzt.")
    assert shows(walker, "staged-lost")
    assert "2 Dateien sind nicht mehr da." in walker.page.text
    assert walker.page.one("message") == "Mein Text."
    walker.open("/postfach").submit("/postfach", code=code)
    assert len(walker.said) == 2, "the report and its acknowledgement"


def test_after_a_restart_with_another_secret_the_door_says_what_is_lost(walker: Walker, intake: Intake) -> None:
    code = waiting_in_the_mailbox(walker)
    restarted(intake)
    walker.press("do", "write", WRITE)
    assert (walker.status, shows(walker, "staged-lost")) == (400, True)
    assert walker.page.one("message") == "Mein Text."
    walker.submit("/postfach", code=code)
    assert walker.answer
    assert "Mein Text." in walker.said[-1]
    assert offered(walker.answer) == []


# -- files without a byte --------------------------------------------------------------------------------------------

EMPTY = ("leer.txt", b"")


@pytest.mark.parametrize("to", ["protect", "review", "draft"])
def test_an_empty_file_is_told_before_anything_is_sent_and_not_stored(to: str, walker: Walker, home: Path) -> None:
    walker.open("/melden").attach("to", to, FILES[0], EMPTY, description="Text")
    assert (walker.status, walker.page.one("page")) == (400, "1")
    assert "Leer, und deshalb nicht übernommen: leer.txt." in walker.page.text
    assert walker.page.one("description") == "Text"
    assert len(blobs_in(home)) == 1, "the other one waits"
    walker.press("to", "review")
    assert walker.status == 200
    assert "1 Datei ist mit angekommen." in walker.press("to", "send", code_noted="1").page.text


def test_an_empty_file_with_the_sending_itself_confirms_nothing(
    walker: Walker, letterbox: Store[Letterbox], home: Path
) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    fields = [("description", None, b"Text"), ("code", None, walker.page.code.encode()), ("code_noted", None, b"1")]
    sent = [*fields, ("to", None, b"send"), ("attachments", *EMPTY)]
    walker.answer = walker.plant("/melden", sent, walker.headers)
    assert (walker.status, reports(letterbox), blobs_in(home)) == (400, 0, [])


def test_an_empty_file_in_the_mailbox_sends_no_message(walker: Walker, home: Path) -> None:
    waiting_in_the_mailbox(walker)
    walker.attach("do", "write", EMPTY, form=WRITE)
    assert walker.status == 400
    assert "Leer, und deshalb nicht übernommen: leer.txt." in walker.page.text
    assert walker.page.one("message") == "Mein Text."
    assert len(blobs_in(home)) == 2
    walker.press("do", "write", WRITE)
    assert walker.answer
    assert "Mein Text." in walker.said[-1]
    assert len(offered(walker.answer)) == 2


def test_no_file_chosen_is_no_empty_file(walker: Walker) -> None:
    walker.open("/melden").attach("to", "review", ("", b""), description="Text")
    assert walker.status == 200
