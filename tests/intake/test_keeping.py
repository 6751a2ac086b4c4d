""" "Ich brauche noch Zeit": what is begun is kept under a code, opened at the door, and sent with the same code."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.intake import Intake
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, tables
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import sweep
from hinweisgeber.usecases.reporter import writing
from hinweisgeber.usecases.reporter.writing import KEPT_DAYS
from tests.founded import NOW, Founded
from tests.intake.files import blobs_in, holding, offered
from tests.intake.test_three_pages import FILES, PROTECTED, at_the_last_page, carried
from tests.pages import Reporter, read
from tests.walking import Walker, shows

UNKNOWN = "Zu diesem Zugangscode gibt es kein Postfach."


def kept(walker: Walker) -> str:
    """The code on the page that says what was kept."""
    assert walker.status == 200
    assert shows(walker, "kept")
    return str(AccessCode.parse(walker.page.code))


def back_at(walker: Walker, code: str) -> Walker:
    """Comes back later, to the door."""
    return walker.open("/postfach").submit("/postfach", code=code)


def days_later(intake: Intake, days: int) -> float:
    then = NOW + timedelta(days=days)
    intake.clock = lambda: then
    return then.timestamp()


def blobs_of_today(home: Path) -> None:
    """The stored files came today, by the clock of these tests."""
    for path in blobs_in(home):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))


def test_from_every_page_everything_is_kept_and_comes_back(walker: Walker, founded: Founded) -> None:
    at_the_last_page(walker, founded)
    for to in (None, "edit-1", "edit-2"):
        if to:
            walker.press("to", to)
        told, files = carried(walker), walker.html.count("Anlage-0") or 2
        code = kept(walker.press("to", "draft"))
        back_at(walker, code)
        assert (walker.status, walker.page.one("page"), walker.page.code) == (200, "1", "")
        assert carried(walker) == told
        assert len([c for c in walker.controls() if c.name == "remove"]) == files == len(FILES)
        assert "Hier ist Ihr Text." in walker.page.text
        walker.press("to", "review")
        assert walker.page.code == code, "the last page shows the same code"


def test_what_was_kept_is_sent_with_its_code_and_its_files(
    walker: Walker, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    code = kept(at_the_last_page(walker, founded).press("to", "draft"))
    back_at(walker, code).press("to", "review").press("to", "send", code_noted="1")
    assert shows(walker, "confirmed")
    back_at(walker, code)
    assert "Ihr Postfach" in walker.page.text, "the code leads to the mailbox now"
    assert walker.answer
    assert [name for _, name in offered(walker.answer)] == ["Anlage-01.pdf (12 Byte)", "Anlage-02.txt (14 Byte)"]
    with letterbox.read() as box:
        assert box._db.execute(select(func.count()).select_from(tables.writing)).scalar_one() == 0


def test_a_first_page_is_kept_even_when_nothing_stands_on_it(walker: Walker) -> None:
    code = kept(walker.open("/melden").press("to", "draft"))
    assert carried(back_at(walker, code)) == carried(walker.open("/melden"))


def test_the_page_says_when_where_and_that_nothing_is_sent(walker: Walker) -> None:
    walker.open("/melden").press("to", "draft", description="Text")
    for part in ("Er ist noch nicht gesendet.", "spätestens am 28. November 2026", "localhost/postfach"):
        assert part in walker.page.text
    assert KEPT_DAYS == 7


@pytest.mark.parametrize(("to", "page"), [(None, "1"), ("protect", "2"), ("review", "3")])
def test_from_what_is_kept_one_goes_on_where_one_was(to: str | None, page: str, walker: Walker) -> None:
    walker.open("/melden")
    if to:
        walker.press("to", to, description="Text")
    code = kept(walker.press("to", "draft"))
    on = next(c for c in walker.controls() if c.kind == "submit")
    walker.press(on.name, on.value)
    assert (walker.status, walker.page.one("page")) == (200, page)
    if page != "3":
        walker.press("to", "review", **({} if to else {"description": "Text"}))
    assert walker.page.code == code


def test_one_writing_keeps_one_code_and_its_newest_text(walker: Walker, letterbox: Store[Letterbox]) -> None:
    code = kept(walker.open("/melden").press("to", "draft", description="Erst."))
    walker.press("to", "edit-1").press("to", "draft", description="Dann.")
    assert kept(walker) == code
    assert back_at(walker, code).page.one("description") == "Dann."
    walker.press("to", "draft", description="Zuletzt.")
    assert kept(walker) == code
    with letterbox.read() as box:
        assert box._db.execute(select(func.count()).select_from(tables.writing)).scalar_one() == 1
    assert back_at(walker, code).page.one("description") == "Zuletzt."


def test_two_writings_are_kept_apart(walker: Walker) -> None:
    one, other = (kept(walker.open("/melden").press("to", "draft", description=text)) for text in ("Eins.", "Zwei."))
    assert back_at(walker, one).page.one("description") == "Eins."
    assert back_at(walker, other).page.one("description") == "Zwei."


def test_the_door_opens_it_however_the_code_is_typed(walker: Walker) -> None:
    code = kept(walker.open("/melden").press("to", "draft", description="Text"))
    assert back_at(walker, code.lower().replace("-", " . ")).page.one("description") == "Text"


def test_a_long_text_is_kept_and_one_too_long_is_told_before(walker: Walker, letterbox: Store[Letterbox]) -> None:
    walker.open("/melden").press("to", "draft", description="ü" * 100_001)
    assert (walker.status, walker.page.one("page"), walker.page.one("description")) == (400, "1", "ü" * 100_001)
    with letterbox.read() as box:
        assert box._db.execute(select(func.count()).select_from(tables.writing)).scalar_one() == 0
    code = kept(walker.press("to", "draft", description="ü" * 100_000))
    assert back_at(walker, code).page.one("description") == "ü" * 100_000


def test_no_word_of_it_lies_anywhere(walker: Walker, settings: config.Settings, letterbox: Store[Letterbox]) -> None:
    words = ("Zitronenkuchen", "Heidelbeerwein", "Quittengelee")
    walker.open("/melden").attach("to", "protect", ("Quittengelee.txt", b"Quittengelee"), description=words[0])
    code = kept(walker.press("to", "draft", fear=words[1]))
    letterbox.dispose()
    planted = [*(word.encode() for word in words), code.encode(), code.replace("-", "").encode()]
    assert holding(planted, settings.home) == []


# -- seven days -----------------------------------------------------------------------------------------------------


def test_all_is_there_for_seven_days_and_gone_after(
    walker: Walker, founded: Founded, intake: Intake, settings: config.Settings, letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
) -> None:  # fmt: skip
    code = kept(at_the_last_page(walker, founded).press("to", "draft"))
    blobs_of_today(settings.home)
    sweep(intake.blobs, letterbox, cabinet, days_later(intake, 7))
    back_at(walker, code).press("to", "review")
    assert (walker.page.code, walker.page.one("who")) == (code, PROTECTED["who"])
    assert "Anlage-02.txt" in walker.page.text
    assert not shows(walker, "staged-lost")
    days_later(intake, 8)
    assert UNKNOWN in back_at(walker, code).page.text, "also where nobody has swept yet"
    sweep(intake.blobs, letterbox, cabinet, days_later(intake, 8))
    assert blobs_in(settings.home) == []
    assert UNKNOWN in back_at(walker, code).page.text


def test_keeping_again_begins_the_seven_days_anew(walker: Walker, intake: Intake) -> None:
    code = kept(walker.open("/melden").press("to", "draft", description="Text"))
    days_later(intake, 5)
    back_at(walker, code).press("to", "draft")
    assert "spätestens am 3. Dezember 2026" in walker.page.text
    days_later(intake, 12)
    assert back_at(walker, code).page.one("description") == "Text"


def test_files_that_wait_for_somebody_writing_are_told_when_they_are_swept_meanwhile(
    walker: Walker, founded: Founded, intake: Intake, settings: config.Settings, letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
) -> None:  # fmt: skip
    """Opened on the last evening, still written on the next morning, when all of it has gone."""
    code = kept(at_the_last_page(walker, founded).press("to", "draft"))
    blobs_of_today(settings.home)
    intake.clock = lambda: NOW + timedelta(days=7, hours=12)
    back_at(walker, code)
    intake.clock = lambda: NOW + timedelta(days=7, hours=17)
    sweep(intake.blobs, letterbox, cabinet, intake.clock().timestamp())
    walker.press("to", "review", description="Fast fertig.")
    assert shows(walker, "staged-lost")
    assert walker.page.one("description") == "Fast fertig."
    walker.press("to", "review")
    assert (walker.page.code, walker.page.one("who")) == (code, PROTECTED["who"])
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")


# -- what hinders it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [None, "protect", "review"])
def test_a_store_away_keeps_the_page_and_its_code(
    to: str | None, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker.open("/melden")
    if to:
        walker.press("to", to, description="Text")
    page = walker.page

    def away(*_: object) -> None:
        raise StoreAway()

    with monkeypatch.context() as patch:
        patch.setattr(writing, "keep", away)
        walker.press("to", "draft", **({} if to else {"description": "Text"}))
    assert (walker.status, walker.page.one("page")) == (503, page.one("page"))
    assert walker.page.one("description") == "Text"
    assert walker.page.code == page.code
    assert "Der Speicher ist gerade nicht erreichbar." in walker.page.text
    kept(walker.press("to", "draft"))


def test_after_sending_nothing_is_kept_under_that_code_and_that_is_said(walker: Walker) -> None:
    """Whoever goes back in the browser and wants to keep what was sent would never find it again."""
    walker.open("/melden").press("to", "review", description="Text")
    before = walker.answer
    walker.press("to", "send", code_noted="1")
    walker.answer = before
    walker.press("to", "draft")
    assert (walker.status, walker.page.one("page"), walker.page.one("description")) == (409, "3", "Text")
    assert "Unter diesem Zugangscode ist schon eine Meldung gesendet" in walker.page.text


def test_a_code_that_was_kept_is_no_mailbox_to_write_to(walker: Walker, reporter: Reporter) -> None:
    reporter.code = kept(walker.open("/melden").press("to", "draft", description="Text"))
    answer = reporter.open(message="Eine Nachricht.", do="write")
    assert answer.status_code == 400
    assert read(answer).one("message") == "Eine Nachricht."


def test_the_page_that_shows_the_code_carries_it_sealed_only(walker: Walker) -> None:
    walker.open("/melden").press("to", "draft", description="Text")
    outside = re.sub(r'<code class="access-code".*?</code>', "", walker.html, flags=re.DOTALL)
    assert walker.page.code not in outside
