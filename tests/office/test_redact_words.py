"""Words are covered wherever they stand: in a text, on pages that are pictures; and what cannot be searched says so."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image

from hinweisgeber.office import Office
from hinweisgeber.sandbox import Preview
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies, evidence, package
from hinweisgeber.usecases.officer import reading
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.files import Sent, drawn_by_nobody, send_files
from tests.office.people import Browser
from tests.office.reading import Sheet
from tests.sandbox import samples

PAPER, NOTE, PHOTO = range(3)


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a paper, a note and a photo, each with its working copy."""
    at = desk("anna")
    sent = send_files(
        at,
        office.blobs,
        letterbox,
        founded.people["bernd"].officer_id,
        paper=("vermerk.pdf", samples.pdf()),
        note=("notiz.txt", b"Erfunden: ERIKA Beispiel\nund Erika  Beispiel waren da."),
        photo=("foto.jpg", samples.image("JPEG")),
    )
    for file in sent.files:
        copies.make_working_copy(at, office.blobs, CASE_1, file.blob)
    return sent


@pytest.fixture
def given(desk: Callable[..., Desk], office: Office, sent: Sent) -> Callable[[int], Preview]:
    """What is seen of the one copy of a file that a package offers without a reason."""

    def given(n: int) -> Preview:
        at, name = desk("anna"), sent.files[n].name
        choices = package.choices(at, reading.look(at, CASE_1))
        (copy,) = (one.copy for one in choices if one.name == name and not one.bare)
        return evidence.show(office.blobs, copy)

    return given


def black(page: Preview) -> list[bool]:
    """Whether it is black at 15 and at 65 percent of its width and height."""
    with Image.open(io.BytesIO(page.content)) as picture:
        grey = picture.convert("L")
        places = [(picture.width * part // 100, picture.height * part // 100) for part in (15, 65)]
        return [grey.getpixel(place) == 0 for place in places]


def redacted(desk: Desk, sent: Sent, n: int) -> list[str]:
    found = evidence.find(desk, CASE_1, sent.files[n].blob)
    return [copy.file.blob for copy in found.copies if copy.redacted]


def test_each_place_in_a_text_is_black_whatever_its_case_and_blanks(
    colleague: Browser, sent: Sent, office: Office, desk: Callable[..., Desk]
) -> None:
    page = colleague.get(sent.page(NOTE))
    assert "boxes" not in page.forms["redact"].fields
    colleague.submit("redact", word="erika beispiel", reason="Ein Name (erfunden).")
    found = evidence.find(desk("anna"), CASE_1, sent.files[NOTE].blob)
    assert found.for_others is not None
    text = evidence.show_text(office.blobs, found.for_others)
    assert "rika" not in text.lower()
    assert text.count("\u2588") == len("ERIKA Beispiel") + len("Erika  Beispiel")
    assert "waren da." in text


def test_each_place_on_a_page_is_black(colleague: Browser, sent: Sent, desk: Callable[..., Desk]) -> None:
    colleague.get(sent.page(PAPER))
    colleague.submit("redact", word="visible", reason="Ein Wort.")
    assert colleague.status == 200
    assert len(redacted(desk("anna"), sent, PAPER)) == 1
    assert "Die geschwärzte Kopie ist erstellt." in colleague.sheet.words


def test_words_that_stand_nowhere_are_named_and_nothing_is_made(
    colleague: Browser, sent: Sent, desk: Callable[..., Desk]
) -> None:
    for n in (PAPER, NOTE):
        colleague.get(sent.page(n))
        colleague.submit("redact", word="Zimtstern", reason="Ein Wort.")
        assert "Nicht gefunden: Zimtstern." in colleague.sheet.words
        assert redacted(desk("anna"), sent, n) == []


def test_several_words_go_at_once_and_one_that_is_missing_among_them_is_named(
    colleague: Browser, sent: Sent, desk: Callable[..., Desk], given: Callable[[int], Preview]
) -> None:
    colleague.get(sent.page(NOTE))
    colleague.submit("redact", word="erika\nZimtstern", reason="Namen.")
    assert "Nicht gefunden: Zimtstern." in colleague.sheet.words
    assert redacted(desk("anna"), sent, NOTE) == []
    colleague.submit("redact", word="erika\n\nERIKA Beispiel\n waren ", reason="Namen.")
    assert given(NOTE).content.decode() == "Erfunden: ██████████████\nund ███████████████ █████ da."


def test_what_is_covered_stays_covered_in_the_next_round(
    colleague: Browser, sent: Sent, given: Callable[[int], Preview]
) -> None:
    for word in ("erika", "Beispiel"):
        colleague.get(sent.page(NOTE))
        colleague.submit("redact", word=word, reason="Ein Name.")
    assert "rika" not in (text := given(NOTE).content.decode()).lower()
    assert "Beispiel" not in text
    colleague.get(sent.page(PAPER))
    assert "anew" not in colleague.sheet.forms["redact"].fields
    for boxes in ("1 10 10 20 20", "1 60 60 70 70"):
        colleague.get(sent.page(PAPER))
        colleague.submit("redact", boxes=boxes, reason="Eine Stelle.")
    assert black(given(PAPER)) == [True, True]


def test_only_who_says_so_begins_anew(colleague: Browser, sent: Sent, given: Callable[[int], Preview]) -> None:
    for boxes, anew in (("1 10 10 20 20", ""), ("1 60 60 70 70", "1")):
        colleague.get(sent.page(PAPER))
        colleague.submit("redact", boxes=boxes, reason="Eine Stelle.", **({"anew": anew} if anew else {}))
    assert black(given(PAPER)) == [False, True]


def test_a_picture_has_no_words_and_says_so(colleague: Browser, sent: Sent) -> None:
    colleague.get(sent.page(PHOTO))
    colleague.submit("redact", word="Name", reason="Ein Wort.")
    assert "kann das Portal nicht nach Wörtern suchen" in colleague.sheet.words


def test_neither_place_nor_word_is_a_field_that_is_missing(colleague: Browser, sent: Sent) -> None:
    colleague.get(sent.page(PAPER))
    colleague.submit("redact", reason="Nichts.")
    assert colleague.status == 400
    assert "Es wurde nichts geändert." in colleague.sheet.words


def test_no_box_is_laid_on_a_text_and_nobody_is_told_that_it_is_a_picture(
    colleague: Browser, sent: Sent, desk: Callable[..., Desk]
) -> None:
    colleague.get(sent.page(NOTE))
    sheet = colleague.submit("redact", boxes="1 0 0 10 10", reason="Ein Wort.")
    assert 400 <= colleague.status < 500
    assert "Bildern" not in sheet.by_id["problem"]
    assert redacted(desk("anna"), sent, NOTE) == []


# -- a text whose pages are drawn ------------------------------------------------------------------------------------


def test_pages_of_a_text_are_drawn_when_asked_for_and_take_boxes(
    colleague: Browser, sent: Sent, given: Callable[[int], Preview]
) -> None:
    with drawn_by_nobody():
        page = colleague.get(sent.page(NOTE))
        assert "Beispiel" in page.by_id["vorschau"], "a text can be read before anything is drawn"
        colleague.submit("draw")
        page = colleague.get(sent.page(NOTE))
        assert "boxes" in page.forms["redact"].fields
        assert "Beispiel" in colleague.get(f"{sent.page(NOTE)}?{text_of(page)}").by_id["vorschau"]
        for boxes in ("1 10 10 20 20", "1 60 60 70 70"):
            colleague.get(sent.page(NOTE))
            colleague.submit("redact", boxes=boxes, reason="Eine Stelle.")
            assert "Die geschwärzte Kopie ist erstellt." in colleague.sheet.words
    assert black(given(NOTE)) == [True, True]


def text_of(page: Sheet) -> str:
    """The query of the link that shows a copy's text beside its drawn pages."""
    found = re.search(r'id="as-text" href="[^"?]*\?(kopie=[0-9a-f]{32})#', page.html)
    assert found
    return found[1]


def test_on_pages_drawn_later_covering_begins_anew_and_says_so(
    colleague: Browser, sent: Sent, desk: Callable[..., Desk], given: Callable[[int], Preview]
) -> None:
    colleague.get(sent.page(NOTE))
    colleague.submit("redact", word="erika", reason="Ein Name.")
    with drawn_by_nobody():
        colleague.get(sent.page(NOTE))
        colleague.submit("draw")
        page = colleague.get(sent.page(NOTE))
        assert "beginnt das Schwärzen von vorn" in page.by_id["from-text"]
        assert "anew" not in page.forms["redact"].fields
        assert "on-top" not in page.by_id
        colleague.submit("redact", boxes="1 10 10 20 20", reason="Eine Stelle.")
        assert "on-top" in colleague.get(sent.page(NOTE)).by_id
    assert len(redacted(desk("anna"), sent, NOTE)) == 2
    assert black(given(NOTE)) == [True, False]


def test_without_an_office_program_a_text_is_still_covered_by_words(
    colleague: Browser, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hinweisgeber.office.files.page.draws", lambda: False)
    page = colleague.get(sent.page(NOTE))
    assert "draw" not in page.forms
    assert "weder gezeigt noch geschwärzt" not in page.words
    assert "word" in page.forms["redact"].fields
