"""Destroying the text of a message or of a note: one page that says what goes, and asks once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect

from ...domain.dialogue.report import INTAKE, OFFICE, REPORTER
from ...domain.errors.ending import DestroyingTooEarly, NotResponsible
from ...errors import Refused
from ...store.errors import BlobGone, StoreAway
from ...usecases.leaving import destruction
from ...usecases.leaving.destruction import Doomed
from ...usecases.officer.casework import FileView
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import TextGone
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk, kept_page
from ..forms import Failed, once_of_form
from ..shared import NONE, kept_because, the_office, typed
from ..subpages import subpage

AUTHORS = (REPORTER, INTAKE, OFFICE)
MOST = 2**31 - 1  # no database knows a larger place


def message_page(number: str, author: str, place: int) -> Page:
    """What would go with a message's text."""
    return _page(number, _message(number, author, place))


def note_page(number: str, seq: int) -> Page:
    """What would go with a note's text."""
    return _page(number, destruction.note(desk(), number, min(seq, MOST)))


def destroy_message(number: str, author: str, place: int) -> Page:
    """Form `destroy` of a message."""

    def end(at: Desk) -> None:
        destruction.destroy_message(at, the_office().blobs, number, author, place, typed("reason"), once_of_form())

    return _end(number, end, lambda failed: _page(number, _message(number, author, place), failed))


def destroy_note(number: str, seq: int) -> Page:
    """Form `destroy` of a note."""

    def end(at: Desk) -> None:
        destruction.destroy_note(at, number, min(seq, MOST), typed("reason"), once_of_form())

    return _end(number, end, lambda failed: _page(number, destruction.note(desk(), number, min(seq, MOST)), failed))


def _message(number: str, author: str, place: int) -> Doomed:
    if author not in AUTHORS or place > MOST:
        raise BlobGone()
    return destruction.message(desk(), number, author, place)


def _page(number: str, doomed: Doomed, failed: Failed = NONE) -> Page:
    def more(at: Desk, view: FileView) -> Mapping[str, Any]:
        return {"doomed": doomed, "kept_because": kept_because(view.case, at)}

    return subpage(number, "office/files/destroy_text.html", more, failed)


def _end(number: str, act: Callable[[Desk], None], again: Callable[[Failed], Page]) -> Page:
    try:
        act(desk())
    except StoreAway as away:
        return kept_page(away)
    except TextGone:  # a colleague was quicker
        return redirect(f"/faelle/{number}?erledigt=vernichtet-text#erledigt", 303)
    except (DestroyingTooEarly, NotResponsible) as refused:  # then there is no form on the page
        return again(Failed.of("destroy", "", refused))
    except Refused as refused:
        return again(Failed.of("destroy", "reason", refused))
    return redirect(f"/faelle/{number}?erledigt=vernichtet-text#erledigt", 303)


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/text/<author>/<int:place>", message_page, Who.HOLDER),
    post("/faelle/<number>/text/<author>/<int:place>/vernichtung", destroy_message, Who.RESPONSIBLE, "destroy"),
    get("/faelle/<number>/vermerk/<int:seq>", note_page, Who.HOLDER),
    post("/faelle/<number>/vermerk/<int:seq>/vernichtung", destroy_note, Who.RESPONSIBLE, "destroy"),
)
