"""Ways by which a page of the report is left, and what of the words is there when one comes back.

To add a way: write a function and name it in WAYS; test_way_back.py has a row for it on each page, in each browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

from tests.device.visit import CODE, Visit
from tests.device.walks import PROTECT

# What a person could read or send there, wherever on the page.
HELD = f"""[...document.querySelectorAll('input, textarea')].map(field => field.value)
  .concat(document.querySelector('{CODE}')?.textContent ?? '')"""
# The browser's own page instead of ours: it cannot show this one again, or nobody answers.
ITS_OWN = "/^(chrome-error|about:neterror)/.test(document.documentURI)"
OURS = "document.querySelector('form[data-page]') !== null"
IS_OVER = "document.querySelector('#fetched') !== null"
PAGES: Final = (1, 2, 3)


class Place(Protocol):
    """A device and a portal in which something can be wrong."""

    visit: Visit

    def trouble(self) -> AbstractContextManager[None]:
        """The portal cannot keep a text."""

    def away(self) -> AbstractContextManager[None]:
        """Nobody answers."""

    def later(self) -> AbstractContextManager[None]:
        """Pages that were fetched are not to be seen again any more."""


@dataclass
class Writing:
    """Somebody on one of the three pages, in a window of its own, and what they have written there or carried along."""

    place: Place
    page: int
    words: dict[str, str] = field(default_factory=dict)

    @property
    def visit(self) -> Visit:
        """They sit in front of."""
        return self.place.visit

    def comes(self) -> None:
        """From the start page to that page."""
        self.visit.device.do("open", url=self.visit.base + "/")
        self.visit.opens("/melden")
        self._writes("description")
        if self.page > 1:
            self.visit.presses("protect", PROTECT)
            self._writes("wish")
        if self.page > 2:
            self.visit.presses("review", CODE)
            self.words["code"] = self.visit.reads_code()
        self.visit.seals()

    def _writes(self, name: str) -> None:
        self.words[name] = self.visit.writes(name)

    def has(self) -> frozenset[str]:
        """What of it is on the page now."""
        held = self.visit.device.do("evaluate", code=HELD)
        assert isinstance(held, list)
        return self.among(held)

    def among(self, held: list[str]) -> frozenset[str]:
        """What of it is among these texts."""
        whole = "\n".join(held)
        spoken = "".join(whole.split())
        return frozenset(name for name, word in self.words.items() if word in (spoken if name == "code" else whole))

    def reads(self) -> str:
        """What is to be seen on the page."""
        return self.visit.device.value("document.querySelector('main').innerText")

    def hesitates(self, way: str) -> object:
        """Begins to leave, is asked, and stays. Gives what was asked."""
        command, given = LEAVING[way]
        return self.visit.device.do("hesitate", way=command, **given)

    def sees(self, what: str) -> bool:
        """Whether that is so on the page."""
        return self.visit.device.do("evaluate", code=what) is True

    def insists(self) -> None:
        """Where the browser cannot show the page again: "try again", and yes, send again."""
        if self.sees(ITS_OWN):
            self.visit.device.do("reload")


# -- the ways -------------------------------------------------------------------------------------------------------


def back(writing: Writing) -> None:
    """Back; if that was before the form, forward again."""
    device = writing.visit.device
    device.do("travel", delta=-1)
    writing.insists()
    if not writing.sees(OURS):
        device.do("travel", delta=1)
        writing.insists()


def reload(writing: Writing) -> None:
    """F5."""
    writing.visit.device.do("reload")


def late(writing: Writing) -> None:
    """F5 after some minutes."""
    with writing.place.later():
        reload(writing)


def address(writing: Writing) -> None:
    """Another address in the same window, and back."""
    writing.visit.opens("/impressum")
    writing.visit.device.do("travel", delta=-1)
    writing.insists()


def link(writing: Writing) -> None:
    """A link of the page, which opens beside it."""
    device = writing.visit.device
    device.do("follow", selector="footer a[href$='/datenschutz']")
    assert writing.sees("location.pathname === '/datenschutz'")
    device.do("closeTab")


def tab(writing: Writing) -> None:
    """Another report in another window."""
    other = Writing(writing.place, 3)
    other.comes()
    assert other.has() == {"description", "wish", "code"}
    writing.visit.device.do("closeTab")


def error(writing: Writing) -> None:
    """A fault of ours."""
    with writing.place.trouble():
        _asks_for_time(writing)


def away(writing: Writing) -> None:
    """Nobody answers; once somebody does, the browser's own page is asked to try again."""
    with writing.place.away():
        _asks_for_time(writing)
    writing.insists()


def _asks_for_time(writing: Writing) -> None:
    """In vain."""
    writing.visit.device.do("click", selector="button[value=draft]")
    writing.visit.device.do("becomes", code=f"{ITS_OWN} || document.querySelector('#problem') !== null")


def sent(writing: Writing) -> None:
    """Sent, and back to page 1, or to what was before it."""
    visit = writing.visit
    visit.ticks("code_noted")
    visit.presses("send", "#confirmed")
    assert "Mit „Zurück“ kann Ihr Text noch einmal erscheinen." in writing.reads()
    for _page in PAGES[-1:] if visit.device.script else PAGES:
        visit.device.do("travel", delta=-1)


LEAVING: Final[dict[str, tuple[str, dict[str, object]]]] = {
    "back": ("travel", {"delta": -1}),
    "reload": ("reload", {}),
    "address": ("goto", {"url": "about:blank"}),
}
WAYS: Final[dict[str, Callable[[Writing], None]]] = {
    one.__name__: one for one in (back, reload, late, address, link, tab, error, away, sent)
}


# -- on one device ----------------------------------------------------------------------------------------------------


@contextmanager
def written(place: Place, page: int) -> Iterator[Writing]:
    """Somebody who has come to this page; the window is closed afterwards."""
    writing = Writing(place, page)
    writing.comes()
    yield writing
    place.visit.device.do("closeTab")


def restarted(place: Place) -> dict[int, tuple[str, frozenset[str]]]:
    """kill -9 with all three pages open, and a start with the session before: page → what it said, what is there."""
    visit, writings = place.visit, [Writing(place, page) for page in PAGES]
    said = {}
    for writing in writings:
        writing.comes()
        said[writing.page] = writing.reads()
        assert writing.has() == set(writing.words)
        visit.flushes()
    visit.device.kill()
    with place.later():
        visit.device.start(restore=True)
        windows = visit.device.do("everywhere", code=HELD, many=len(writings))
    assert isinstance(windows, list)
    held = [text for window in windows for text in window]
    return {writing.page: (said[writing.page], writing.among(held)) for writing in writings}
