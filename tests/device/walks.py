"""Ways through the intake's pages, as a reporter goes them. After each `yield` the profile is searched.

Only names that stay stable are used (DESIGN § 7): fields, buttons, ids. To add a way: write a generator and name it in
WALKS.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hinweisgeber.crypto.code import AccessCode
from tests.device.visit import CODE, Visit, Walk

TELL, PROTECT = "textarea[name=description]", "textarea[name=wish]"


def typing_alone(visit: Visit, folder: Path) -> Iterator[str]:
    """Somebody begins to write, chooses a file, and no more."""
    visit.opens("/melden")
    visit.writes("description")
    visit.attaches(folder)
    yield "typed"


def shortest(visit: Visit, folder: Path) -> Iterator[str]:
    """Page 1 → review → send."""
    visit.opens("/melden")
    visit.writes("description")
    visit.attaches(folder)
    visit.presses("review", CODE)
    visit.reads_code()
    yield "code shown"
    yield from _sent(visit)


def _sent(visit: Visit) -> Iterator[str]:
    visit.ticks("code_noted")
    visit.presses("send", "#confirmed")
    yield "sent"


def every_page(visit: Visit, _folder: Path) -> Iterator[str]:
    """Page 1 → protect → review → edit 1 → review → send."""
    visit.opens("/melden")
    visit.writes("description")
    visit.presses("protect", PROTECT)
    for name in ("fear", "where", "who", "known_from", "wish"):
        visit.writes(name)
    yield "protect"
    visit.presses("review", CODE)
    visit.reads_code()
    visit.presses("edit-1", TELL)
    visit.writes("description")
    yield "edit-1"
    visit.presses("review", CODE)
    visit.reads_code()
    yield "reviewed again"
    yield from _sent(visit)


def draft(visit: Visit, _folder: Path) -> Iterator[str]:
    """Page 1 → draft, which shows the code."""
    visit.opens("/melden")
    visit.writes("description")
    visit.presses("draft", CODE)
    visit.reads_code()
    yield "kept"


def mailbox(visit: Visit, _folder: Path) -> Iterator[str]:
    """The door → the mailbox of the first report → a message → closed."""
    visit.opens("/postfach")
    visit.types_code(visit.codes[0])
    yield "code typed"
    visit.presses("form button:not([value])", "article.message")
    visit.writes("message")
    yield "open"
    visit.presses("write", "[role=status].kern-alert--success")
    yield "written"
    visit.presses("close", "html:not(:has(article.message))")
    yield "closed"


def wrong_code(visit: Visit, _folder: Path) -> Iterator[str]:
    """A code that opens nothing."""
    visit.opens("/postfach")
    visit.types_code(str(AccessCode.generate()))
    visit.presses("form button:not([value])", "#problem")
    yield "refused"


WALKS: Final[dict[str, Walk]] = {
    "typing alone": typing_alone,
    "shortest": shortest,
    "every page": every_page,
    "draft": draft,
    "mailbox": mailbox,
    "wrong code": wrong_code,
}
