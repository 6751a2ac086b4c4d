"""Words are covered wherever they stand: in a text, on pages that are pictures; and what cannot be searched says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.office import Office
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies, evidence
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.files import Sent, send_files
from tests.office.people import Browser
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
        assert "Diese Wörter stehen nirgends in der Arbeitskopie." in colleague.sheet.words
        assert redacted(desk("anna"), sent, n) == []


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
