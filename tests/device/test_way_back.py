"""Nothing is lost on the way without a word: what is kept of a report, and what the page has said would be lost.

One row a cell of browser × script × page × way. What is not kept was announced before by a sentence of the page that
names this way; with script the browser asks as well, and who stays keeps everything. On the disk stays nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.device.conftest import Place
from tests.device.walks import WALKS
from tests.device.ways_back import IS_OVER, LEAVING, PAGES, WAYS, reload, restarted, written

Places = Callable[..., Place]
pytestmark = pytest.mark.browser

BOTH = ("chromium", "firefox")
ON, OFF = True, False
#: What stands on page 1, what beside it on page 2, and what beside both on page 3.
NOTHING, TOLD, WISH, ALL = "", "description", "description wish", "description wish code"
WHOLE = {1: TOLD, 2: WISH, 3: ALL}
SAYS = {
    "reload": "neu laden",
    "late": "neu laden",
    "back": "im Browser zurückgehen",
    "address": "eine andere Adresse öffnen",
    "restart": "das Fenster schließen",
}


@dataclass(frozen=True)
class Cell:
    """What is kept, and where Chromium differs what by it; what is lost, the page has said."""

    way: str
    page: int
    script: bool
    kept: str
    chromium: str | None = None

    def kept_by(self, kind: str) -> set[str]:
        """What is there again."""
        return set((self.kept if self.chromium is None or kind != "chromium" else self.chromium).split())


TABLE = [
    # The page is not left. Page 3 carries what the others have, has the same links and is kept by the same script.
    Cell("link", 3, ON, ALL),
    Cell("link", 3, OFF, ALL),
    Cell("tab", 3, ON, ALL),
    Cell("tab", 3, OFF, ALL),
    Cell("error", 3, ON, ALL),
    Cell("away", 3, ON, ALL),
    *(Cell("error", page, OFF, WHOLE[page]) for page in PAGES),
    # With script the three pages are one entry of the history.
    Cell("back", 1, ON, TOLD),
    Cell("back", 2, ON, WISH),
    Cell("back", 3, ON, ALL),
    Cell("address", 1, ON, TOLD),
    Cell("address", 2, ON, WISH),
    Cell("address", 3, ON, ALL),
    *(Cell("reload", page, ON, NOTHING) for page in PAGES),
    # Without it what was posted is posted again: what was typed since is lost, and page 3 has another code. Chromium
    # fetches its pages, for two minutes the same ones, and for Back keeps in its memory what was typed on page 2.
    Cell("back", 1, OFF, TOLD),
    Cell("back", 2, OFF, TOLD),
    Cell("back", 3, OFF, TOLD, chromium=WISH),
    Cell("address", 1, OFF, TOLD),
    Cell("address", 2, OFF, TOLD, chromium=WISH),
    Cell("address", 3, OFF, WISH, chromium=ALL),
    Cell("reload", 1, OFF, NOTHING),
    Cell("late", 3, ON, NOTHING),
    Cell("late", 1, OFF, NOTHING),
    Cell("late", 2, OFF, TOLD, chromium=NOTHING),
    Cell("late", 3, OFF, WISH, chromium=NOTHING),
    Cell("reload", 2, OFF, TOLD),
    Cell("reload", 3, OFF, WISH, chromium=ALL),
    *(Cell("away", page, OFF, WHOLE[page]) for page in PAGES),
    # The page of before is still in the browser's memory, and the confirmation says so.
    Cell("sent", 3, ON, NOTHING),
    Cell("sent", 3, OFF, TOLD),
    # No browser has written down anything that it could show again.
    *(Cell("restart", page, script, NOTHING) for page in PAGES for script in (ON, OFF)),
]
CELLS = sorted(
    ((kind, cell) for cell in TABLE for kind in BOTH),
    key=lambda pair: (pair[0], pair[1].script, pair[1].way == "restart"),  # one browser after the other
)


def name(kind: str, cell: Cell) -> str:
    return f"{kind}-{'script' if cell.script else 'no script'}-{cell.way}-{cell.page}"


@pytest.mark.parametrize(("kind", "cell"), [pytest.param(*pair, id=name(*pair)) for pair in CELLS])
def test_what_is_not_kept_was_said_before(places: Places, kind: str, cell: Cell) -> None:
    place = places(kind, script=cell.script)
    walk = restarts if cell.way == "restart" else goes
    said, before, kept = walk(place, cell)
    assert kept == cell.kept_by(kind)
    if kept != before and cell.way != "sent":
        assert announced(said, SAYS[cell.way], code="code" in before)
    assert on_disk(place, cell.way) == set(), place.visit.told()


Walked = tuple[str, frozenset[str], frozenset[str]]  # what the page said, what was there before, what is there after


def goes(place: Place, cell: Cell) -> Walked:
    """That way, in a window of its own; with script first only half of it."""
    place.visit.looks_anew()
    with written(place, cell.page) as writing:
        before, said = writing.has(), writing.reads()
        assert before == set(WHOLE[cell.page].split())
        if cell.script and cell.way in LEAVING:
            assert writing.hesitates(cell.way) == ["beforeunload"]
            assert writing.has() == before
        WAYS[cell.way](writing)
        kept = writing.has()
        place.visit.flushes()
    return said, before, kept


def restarts(place: Place, cell: Cell) -> Walked:
    """All three pages at once, by the first cell that asks."""
    if not place.restarted:
        place.visit.looks_anew()
        place.restarted = restarted(place)
        place.visit.restored()
    said, kept = place.restarted[cell.page]
    return said, frozenset(WHOLE[cell.page].split()), kept


def test_from_a_page_that_is_over_back_leads_to_the_text_as_the_page_says(places: Places) -> None:
    place = places("chromium", script=OFF)
    with written(place, 3) as writing, place.later():
        reload(writing)
        assert writing.sees(IS_OVER)
        assert "Gehen Sie im Browser weiter zurück bis Schritt 1." in writing.reads()
        for _page in PAGES[:-1]:
            place.visit.device.do("travel", delta=-1)
        assert writing.has() == {"description"}
        assert "Schritt 1 von 3" in writing.reads()


@pytest.mark.parametrize(("kind", "script"), [*itertools.product(BOTH, (OFF, ON))])
def test_who_leaves_in_a_hurry_finds_nothing_again(places: Places, kind: str, script: bool) -> None:
    """At once, by Back, as often as it goes. Firefox without script asks whether to send again."""
    place = places(kind, script=script)
    with written(place, 3) as writing:
        place.visit.device.do("click", selector="#leave")
        place.visit.device.do("becomes", code="location.pathname === '/weg'")
        for _page in PAGES[-1:] if script else PAGES:
            place.visit.device.do("travel", delta=-1)
            assert writing.has() == set()
        place.visit.flushes()
    assert on_disk(place, "back") == set(), place.visit.told()


def test_back_shows_no_mailbox_that_was_closed_and_no_code_that_was_sent(places: Places, tmp_path: Path) -> None:
    """At once, while the pages before are to be seen again; and nothing of them is on the disk."""
    place = places("chromium", script=OFF)
    visit = place.visit
    visit.looks_anew()
    visit.codes.clear()
    visit.walks("shortest", WALKS["shortest"], tmp_path)
    visit.device.do("travel", delta=-1)
    assert visit.device.do("evaluate", code=IS_OVER) is True
    visit.walks("mailbox", WALKS["mailbox"], tmp_path)
    for _page in ("written", "open"):
        visit.device.do("travel", delta=-1)
        assert visit.device.do("evaluate", code=IS_OVER) is True
    visit.flushes()
    assert on_disk(place, "back") == set(), visit.told()


def test_a_mailbox_may_be_loaded_anew(places: Places, tmp_path: Path) -> None:
    place = places("chromium", script=OFF)
    assert reloaded_mailbox(place, tmp_path) == set(), place.visit.told()


def reloaded_mailbox(place: Place, folder: Path) -> set[str]:
    """Two of its pages, each loaded anew: what stands on the disk then."""
    visit = place.visit
    visit.looks_anew()
    visit.walks("shortest", WALKS["shortest"], folder)
    visit.opens("/postfach")
    visit.types_code(visit.codes[-1])
    visit.presses("form button:not([value])", "article.message")
    visit.device.do("reload")
    visit.writes("message")
    visit.presses("write", "[role=status].kern-alert--success")
    visit.device.do("reload")
    visit.flushes()
    return on_disk(place, "mailbox")


def announced(said: str, way: str, *, code: bool) -> bool:
    """Whether one sentence names the way and what is lost by it."""
    sentences = [each for each in re.split(r"(?<=[.!?])\s", said) if way in each and "verloren gehen" in each]
    return any("Text" in each and ("Code" in each or not code) for each in sentences)


def on_disk(place: Place, step: str) -> set[str]:
    """What stands in the files that have changed."""
    place.visit.searches(step, everything=step == "restart")
    return {found.label for found in place.visit.found[step]}


def test_the_table_has_every_cell() -> None:
    cells = [(kind, cell.way, cell.page, cell.script) for kind, cell in CELLS]
    every = itertools.product(BOTH, [*WAYS, "restart"], PAGES, (OFF, ON))
    alike = {(way, script) for way in ("link", "tab", "sent") for script in (OFF, ON)}
    alike |= {(way, ON) for way in ("error", "away", "late")}
    assert sorted(cells) == sorted(cell for cell in every if cell[2] == PAGES[-1] or (cell[1], cell[3]) not in alike)


# -- the control: without a cure a cell is another -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "page", "stays"),
    [
        ("back", 3, TOLD),
        ("address", 2, TOLD),
        ("reload", 2, TOLD),
        ("reload", 3, WISH),
        ("away", 1, TOLD),
        ("away", 3, f"{ALL} sealed"),
        ("sent", 3, WISH),
    ],
)
def test_chromium_writes_down_what_it_posts_again(places: Places, way: str, page: int, stays: str) -> None:
    place = places("chromium", script=OFF, out=frozenset({"fetched"}))
    goes(place, Cell(way, page, OFF, NOTHING))
    assert on_disk(place, way) == set(stays.split())


def test_chromium_writes_down_the_code_of_a_mailbox_that_is_loaded_anew(places: Places, tmp_path: Path) -> None:
    place = places("chromium", script=OFF, out=frozenset({"fetched"}))
    assert reloaded_mailbox(place, tmp_path) >= {"code", "message"}


@pytest.mark.parametrize(
    ("kind", "out", "way", "page"),
    [
        pytest.param("firefox", ("kept page",), "address", 1, id="first page not kept"),
        pytest.param("chromium", ("onward", "fetched"), "back", 2, id="posted to the page's own address"),
    ],
)
def test_without_a_cure_more_is_lost(places: Places, kind: str, out: tuple[str, ...], way: str, page: int) -> None:
    (cell,) = (cell for each, cell in CELLS if (each, cell.way, cell.page, cell.script) == (kind, way, page, OFF))
    place = places(kind, script=OFF, out=frozenset(out))
    with written(place, page) as writing:
        WAYS[way](writing)
        assert writing.has() < set(cell.kept.split())
