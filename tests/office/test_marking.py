"""Boxes are shown on the picture of a page by two clicks, without script; nothing is kept meanwhile but in the form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from hinweisgeber import config
from hinweisgeber.office import Office
from hinweisgeber.office.files import marking, regions
from hinweisgeber.sandbox import Box, Preview, work
from hinweisgeber.sandbox.errors import CleaningBusy, FileDamaged
from hinweisgeber.sandbox.inside.kinds import FileKind
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.files import Sent, blob_names, send_files
from tests.office.people import Browser
from tests.office.reading import Sheet
from tests.sandbox import samples

PAPER, NOTE = range(2)
HIGH = 1.5  # times as high as wide, whatever the page


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a paper of two pages and a note, each with its working copy."""
    at, excluded = desk("anna"), founded.people["bernd"].officer_id
    paper, note = ("vermerk.pdf", samples.pdf()), ("notiz.txt", b"Ein Satz.")
    sent = send_files(at, office.blobs, letterbox, excluded, paper=paper, note=note)
    for file in sent.files:
        copies.make_working_copy(at, office.blobs, CASE_1, file.blob)
    return sent


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pages are shown without a sandbox; notes which."""
    pages: list[int] = []

    def preview(source: object, name: str, page: int, side: int | None = None) -> Preview:
        pages.append(page)
        return Preview(FileKind.PNG, "image/png", 2, b"", (1000, round(1000 * HIGH)))

    monkeypatch.setattr("hinweisgeber.sandbox.preview", preview)
    return pages


def sends(person: Browser, page: int = 1, /, **more: str) -> Sheet:
    """The form with what stands in it, and with a button, a click or something typed."""
    form = person.sheet.forms["redact"]
    return person.post(f"{form.action.partition('?')[0]}?seite={page}", **form.fields | more)


def clicks(person: Browser, x: float, y: float, page: int = 1, width: int = 480) -> Sheet:
    """The picture, where it is so many percent from left and top."""
    at = {f"at-{width}.x": x / 100 * width, f"at-{width}.y": y / 100 * width * HIGH}
    return sends(person, page, **{name: f"{place:.0f}" for name, place in at.items()})


def boxes(sheet: Sheet) -> list[Box]:
    """Those that stand in the field."""
    return regions.boxes(sheet.forms["redact"].fields["boxes"])


def near(box: Box, page: int, *edges: float) -> bool:
    """Within a pixel of the smallest picture."""
    found = (box.left, box.top, box.right, box.bottom)
    pixel = 1.5 / min(marking.WIDTHS)
    return box.page == page and all(abs(one - edge / 100) < pixel for one, edge in zip(found, edges, strict=True))


def test_two_clicks_are_a_box_in_the_field_and_on_the_page(
    sent: Sent, colleague: Browser, shown: list[int], entries: Callable[[], list[str]], settings: config.Settings
) -> None:
    before, there = entries(), blob_names(settings)
    colleague.get(sent.page(PAPER))
    sheet = clicks(colleague, 60, 40)
    assert colleague.status == 200
    assert boxes(sheet) == []
    assert "Eine Ecke ist gesetzt: Seite 1," in sheet.by_id["corner"]
    assert '<path d="M60.' in sheet.html
    [box] = boxes(clicks(colleague, 20, 30))
    assert near(box, 1, 20, 30, 60, 40), "whichever corner came first"
    assert f'<rect x="{100 * box.left}" y="{100 * box.top}"' in colleague.sheet.html
    assert "1 Stelle ist gemerkt, noch nicht geschwärzt." in colleague.sheet.by_id["marked"]
    assert "corner" not in colleague.sheet.by_id
    assert (entries(), blob_names(settings)) == (before, there)


def test_each_width_of_the_picture_has_a_control_that_says_it(sent: Sent, colleague: Browser, shown: list[int]) -> None:
    html = colleague.get(sent.page(PAPER)).html
    assert re.findall(r'type="image" name="at-(\d+)" form="redact"', html) == [str(width) for width in marking.WIDTHS]
    buttons = re.findall(r'<(?:button|input) [^>]*type="(submit|image)"[^>]*form="redact"', html)
    assert buttons[0] == "submit", "Return in a field presses the first button, which must not be the picture"
    for width in marking.WIDTHS:
        clicks(colleague, 25, 50, width=width)
        clicks(colleague, 75, 60, width=width)
    found = boxes(colleague.sheet)
    assert len(found) == len(marking.WIDTHS)
    assert all(near(box, 1, 25, 50, 75, 60) for box in found)


def test_what_was_typed_stays_while_places_are_shown_and_pages_turned(
    sent: Sent, colleague: Browser, shown: list[int]
) -> None:
    colleague.get(sent.page(PAPER))
    typed = {"boxes": "1 10 20 55 25", "word": "Zitrone", "reason": "Ein Name."}
    sends(colleague, 2, **typed, do="turn")
    assert "Seite 2 von 2" in colleague.sheet.by_id["vorschau"]
    clicks(colleague, 10, 10, page=2)
    sheet = clicks(colleague, 30, 20, page=2)
    assert {name: sheet.forms["redact"].fields[name] for name in ("word", "reason")} == {
        name: typed[name] for name in ("word", "reason")
    }
    first, second = boxes(sheet)
    assert first == Box(1, 0.1, 0.2, 0.55, 0.25)
    assert near(second, 2, 10, 10, 30, 20)
    assert sheet.html.count("<rect ") == 1, "each on its own page"
    assert shown == [2, 2], "nothing but a click waits for the sandbox"


def test_a_first_corner_on_another_page_begins_anew(sent: Sent, colleague: Browser, shown: list[int]) -> None:
    colleague.get(sent.page(PAPER))
    clicks(colleague, 10, 10)
    sheet = sends(colleague, 2, do="turn")
    assert "Ein Klick hier beginnt eine neue Stelle auf dieser Seite." in sheet.by_id["corner"]
    assert "<path d" not in sheet.html.partition("raster__marks")[2].partition("</svg>")[0]
    clicks(colleague, 50, 50, page=2)
    [box] = boxes(clicks(colleague, 60, 60, page=2))
    assert near(box, 2, 50, 50, 60, 60)


def test_the_last_mark_is_taken_back_first_a_corner_then_a_box(
    sent: Sent, colleague: Browser, shown: list[int]
) -> None:
    colleague.get(sent.page(PAPER))
    sends(colleague, boxes="1 10 20 55 25\n1 1 1 2 2\n\n", do="turn")
    clicks(colleague, 10, 10)
    assert "Ecke zurücknehmen" in colleague.sheet.words
    assert (len(boxes(sends(colleague, do="undo"))), "corner" in colleague.sheet.by_id) == (2, False)
    assert boxes(sends(colleague, do="undo")) == [Box(1, 0.1, 0.2, 0.55, 0.25)]
    assert boxes(sends(colleague, do="undo")) == []
    assert 'value="undo"' not in colleague.sheet.html
    assert boxes(sends(colleague, do="undo")) == [], "a second time is no error"


def test_what_is_near_the_edge_of_the_page_is_the_edge(sent: Sent, colleague: Browser, shown: list[int]) -> None:
    colleague.get(sent.page(PAPER))
    clicks(colleague, 0, 0.5)
    assert boxes(clicks(colleague, 99.5, 105)) == [Box(1, 0, 0, 1, 1)]


NO_CLICKS: tuple[tuple[dict[str, str], str], ...] = (
    ({"at-480.x": "0", "at-480.y": "0"}, "mit der Tastatur"),  # that is what a browser says of a key
    ({"at-480.x": "abc", "at-480.y": "5"}, "ist nicht angekommen"),
    ({"at-480.x": "-3", "at-480.y": "5"}, "ist nicht angekommen"),
    ({"at-480.x": "٣", "at-480.y": "5"}, "ist nicht angekommen"),
    ({"at-480.x": "5"}, "ist nicht angekommen"),
    ({"at-480.x": "9" * 5000, "at-480.y": "5"}, "ist nicht angekommen"),
    ({"at-480.x": "48", "at-480.y": "72", "corner": "1 0.1010 0.1010"}, "fast auf demselben Punkt"),
    ({"at-481.x": "48", "at-481.y": "72"}, "eine Begründung nötig"),  # none of ours: the form is simply sent
    ({"corner": "1 0.1010 0.1010", "reason": "Ein Name."}, "die gegenüberliegende fehlt"),
)


def test_a_click_that_is_none_is_told_and_nothing_is_lost(
    sent: Sent, colleague: Browser, shown: list[int], entries: Callable[[], list[str]]
) -> None:
    before = entries()
    for at, words in NO_CLICKS:
        colleague.get(sent.page(PAPER))
        sheet = sends(colleague, boxes="1 10 20 55 25", **at)
        assert colleague.status == 400, at
        assert words in sheet.by_id["problem"], at
        fields = sheet.forms["redact"].fields
        assert (fields["boxes"], fields["corner"]) == ("1 10 20 55 25", at.get("corner", "")), at
    assert entries() == before


def test_a_corner_nobody_showed_is_none(sent: Sent, colleague: Browser, shown: list[int]) -> None:
    for corner in ("1", "1 2 3 4", "0 x y", "1 0.5 0.5", "1 9.0000 0.1000", "<b>", "1 0.1 nan"):
        colleague.get(sent.page(PAPER))
        assert sends(colleague, corner=corner, do="turn").forms["redact"].fields["corner"] == "", corner
        assert boxes(clicks(colleague, 10, 10)) == [], corner


def test_a_line_that_cannot_be_read_yet_is_not_drawn_and_not_lost(
    sent: Sent, colleague: Browser, shown: list[int]
) -> None:
    colleague.get(sent.page(PAPER))
    sends(colleague, boxes="1 10 20\n2 0 0 5 5\nunsinn <b>", do="turn")
    clicks(colleague, 10, 10)
    sheet = clicks(colleague, 20, 20)
    assert sheet.forms["redact"].fields["boxes"].splitlines()[:3] == ["1 10 20", "2 0 0 5 5", "unsinn <b>"]
    assert sheet.html.count("<rect ") == 1


def test_a_click_waits_for_the_sandbox_and_says_when_none_is_free(
    sent: Sent, colleague: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_free(*_: object, **__: object) -> None:
        raise CleaningBusy()

    monkeypatch.setattr("hinweisgeber.sandbox.process.run", none_free)
    colleague.get(sent.page(PAPER))
    sheet = sends(colleague, boxes="1 1 1 2 2", **{"at-480.x": "9", "at-480.y": "9"})
    assert colleague.status == 503
    assert "in einer Minute noch einmal" in sheet.words
    assert sheet.forms["redact"].fields["boxes"] == "1 1 1 2 2"


def test_a_page_that_the_copy_does_not_have_cannot_be_clicked(sent: Sent, colleague: Browser) -> None:
    colleague.get(sent.page(PAPER))
    clicks(colleague, 10, 10, page=7)
    assert "Seite 1," in colleague.sheet.by_id["corner"], "the first one is shown instead, and was the one clicked"


def test_nothing_is_clicked_where_there_are_no_pages(sent: Sent, colleague: Browser) -> None:
    assert 'type="image"' not in colleague.get(sent.page(NOTE)).html
    assert "script-src" not in colleague.response.headers["Content-Security-Policy"]
    assert clicks(colleague, 10, 10).by_id["problem"]
    assert 400 <= colleague.status < 500


def test_a_redacted_copy_that_is_looked_at_is_not_clicked(sent: Sent, colleague: Browser) -> None:
    colleague.get(sent.page(PAPER))
    sheet = colleague.submit("redact", boxes="1 10 20 55 25", reason="Ein Name.")
    shown = re.search(r'href="([^"]*\?kopie=[0-9a-f]{32})#vorschau"', sheet.html)
    assert shown
    assert 'type="image"' not in colleague.get(shown[1]).html
    assert "?seite=2" in colleague.sheet.html


def nothing() -> work.Frames:
    """A child that says no more."""
    yield from ()


def test_the_size_that_a_child_says_is_bounded_and_of_two_numbers() -> None:
    assert work._size(None) is None
    assert work._size([-5, 10**9]) == (1, work.LARGEST)
    for said in ([1], "ab", [1, 2, 3], [None, 1], [float("inf"), 1]):
        with pytest.raises(FileDamaged), work.as_said(nothing()):
            work._size(said)
