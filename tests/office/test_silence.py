"""Seconds of a recording are covered on the page of its file, so that it can go along where few know of the case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.office import Office
from hinweisgeber.office.errors import SecondsWrong
from hinweisgeber.office.files import regions
from hinweisgeber.sandbox import Span
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies, evidence
from hinweisgeber.usecases.officer import procedure
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.files import Sent, send_files
from tests.office.people import Browser
from tests.office.test_disclosures_page import package_of, planned
from tests.sandbox import samples

SONG, FILM, PHOTO = range(3)


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a sound, a film and a photo."""
    song, film = ("ton.mp3", samples.sound("mp3", 2.0)), ("film.mp4", samples.film())
    excluded, photo = founded.people["bernd"].officer_id, ("foto.jpg", samples.image("JPEG"))
    return send_files(desk("anna"), office.blobs, letterbox, excluded, song=song, film=film, photo=photo)


@pytest.fixture
def copied(sent: Sent, desk: Callable[..., Desk], office: Office) -> Callable[[int], str]:
    """`copied(SONG)`: the address of its page, once it has a working copy."""

    def make(n: int) -> str:
        copies.make_working_copy(desk("anna"), office.blobs, CASE_1, sent.files[n].blob)
        return sent.page(n)

    return make


ASKED: dict[int, set[str]] = {SONG: {"seconds"}, FILM: {"seconds"}, PHOTO: {"boxes", "corner", "word"}}
ELSEWHERE: tuple[tuple[int, dict[str, str]], ...] = (
    (PHOTO, {"seconds": "0 1"}),
    (PHOTO, {"boxes": "1 0 0 5 5", "no_picture": "1"}),
    (SONG, {"boxes": "1 0 0 5 5"}),
    (SONG, {"seconds": "0 1", "word": "Name"}),
)


def test_each_copy_is_asked_for_what_it_has_and_nothing_else_can_be_covered(
    copied: Callable[[int], str], colleague: Browser, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    pages = {n: copied(n) for n in ASKED}
    for n, names in ASKED.items():
        form = colleague.get(pages[n]).forms["redact"]
        assert {"boxes", "corner", "word", "seconds", "no_picture"} & form.fields.keys() == names
        assert ("no_picture" in form.choices) == (n == FILM)
    for n, typed in ELSEWHERE:
        colleague.get(pages[n])
        colleague.submit("redact", reason="weil", **typed)
        assert 400 <= colleague.status < 500, typed
    assert entries() == before


def test_seconds_are_cut_entered_and_told(
    sent: Sent,
    copied: Callable[[int], str],
    colleague: Browser,
    desk: Callable[..., Desk],
    entries: Callable[[], list[str]],
) -> None:
    before = entries()
    colleague.get(copied(SONG))
    sheet = colleague.submit("redact", seconds="0:01 0:01,5\n0,2 – 0,4", reason="Eine Stimme (erfunden).")
    assert colleague.status == 200
    assert entries() == [*before, "file-redacted"]
    assert "Entfernt: 0:01 bis 0:01,5; 0:00,2 bis 0:00,4" in sheet.by_id["schwaerzung"]
    shown = evidence.find(desk("anna"), CASE_1, sent.files[SONG].blob).for_others
    assert shown
    assert (shown.redacted, shown.mimetype) == (True, "audio/mpeg")


def test_where_few_know_of_a_case_a_recording_goes_along_and_the_package_says_what_is_cut(
    copied: Callable[[int], str], colleague: Browser, desk: Callable[..., Desk]
) -> None:
    procedure.set_flag(desk("anna"), CASE_1, "small-circle", True, "Nur wenige wissen es.")
    planned(colleague)
    assert "Es gibt keine Kopie, die beiliegen darf." in colleague.get(f"/faelle/{CASE_1}/offenlegungen?paket=1").words
    colleague.get(copied(FILM))
    colleague.submit("redact", seconds="0,3 0,5", no_picture="1", reason="Ein Gesicht (erfunden).")
    assert colleague.status == 200
    form = colleague.get(f"/faelle/{CASE_1}/offenlegungen?paket=1").forms["package"]
    [copy] = form.choices["copy"]
    colleague.submit("package", summary="Eigene Worte.", copy=copy)
    with package_of(colleague) as archive:
        assert archive.namelist() == ["abgabe.html", "Anlage-01.mp3"]
        told = archive.read("abgabe.html").decode()
    assert "; entfernt: 0:00,3 bis 0:00,5; entfernt: Bild des Films</li>" in told


WRONG = (
    ("1:05 1:12\nx", "weil", "„x“"),
    ("1 2 3", "weil", "„1 2 3“"),
    ("2 1", "weil", "Das Ende liegt nach dem Anfang."),
    ("1:75 2:00", "weil", "„1:75 2:00“"),
    ("500 501", "weil", "So lang ist die Aufnahme nicht."),
    ("", "weil", "Bitte schreiben Sie etwas in dieses Feld."),
    ("0 1", "", "eine Begründung nötig"),
)


def test_a_wrong_line_is_told_at_its_field_and_the_text_kept(
    copied: Callable[[int], str], colleague: Browser, entries: Callable[[], list[str]]
) -> None:
    before, page = entries(), copied(SONG)
    for seconds, reason, words in WRONG:
        colleague.get(page)
        sheet = colleague.submit("redact", seconds=seconds, reason=reason)
        assert colleague.status in (400, 422), seconds
        assert words in sheet.by_id["problem"], seconds
        assert f'href="#f-redact-{"seconds" if reason else "reason"}"' in sheet.html, seconds
        assert sheet.forms["redact"].fields["seconds"] == seconds
    assert entries() == before


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("1:05 1:12", [Span(65, 72)]),
        ("65-72,5", [Span(65, 72.5)]),
        ("65 – 72.5\n\n 0:00 bis 0:01", [Span(65, 72.5), Span(0, 1)]),
        ("1:02:03 1:02:10", [Span(3723, 3730)]),
        ("90:00\t90:01", [Span(5400, 5401)]),
    ],
)
def test_moments_are_read_as_players_show_them(text: str, spans: list[Span]) -> None:
    assert regions.seconds(text) == spans


@pytest.mark.parametrize(
    "line", ["1", "1 2 3", "a b", "-1 2", "1:60 2:00", "1:60:00 2:00:00", "2 1", "1 1", "1e3 2e3", "1 ٢", "0 9999999"]
)
def test_a_line_that_is_no_span_is_named(line: str) -> None:
    with pytest.raises(SecondsWrong) as told:
        regions.seconds(f"0 1\n{line}")
    assert told.value.values["line"] == line
