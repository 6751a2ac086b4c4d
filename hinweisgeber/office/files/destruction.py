"""Destroying the text of a message or of a note: one page that says what goes, and asks once more."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ...domain.dialogue.report import INTAKE, OFFICE, REPORTER
from ...store.errors import BlobGone
from ...usecases.leaving import destruction
from ...usecases.leaving.destruction import Doomed
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import TextGone
from ...usecases.officer.reading import FileView
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, kept_because, the_office
from ..subpages import subpage
from .forms import DestroyTextForm

AUTHORS = (REPORTER, INTAKE, OFFICE)
MOST = 2**31 - 1  # no database knows a larger place


def message_page(number: str, author: str, place: int, failed: Failed = NONE) -> Page:
    """What would go with a message's text."""
    if author not in AUTHORS or place > MOST:
        raise BlobGone()
    return _page(number, destruction.message(desk(), number, author, place), failed)


def note_page(number: str, seq: int, failed: Failed = NONE) -> Page:
    """What would go with a note's text."""
    return _page(number, destruction.note(desk(), number, min(seq, MOST)), failed)


def _page(number: str, doomed: Doomed, failed: Failed) -> Page:
    def more(at: Desk, view: FileView) -> Mapping[str, Any]:
        return {"doomed": doomed, "kept_because": kept_because(view.case, at)}

    return subpage(number, "office/files/destroy_text.html", more, failed)


@acts(DestroyTextForm, message_page, to="/faelle/{number}")
def destroy_message(at: Desk, form: DestroyTextForm, number: str, author: str, place: int) -> None:
    """The end of a message's text."""
    with suppress(TextGone):  # a colleague was quicker
        destruction.destroy_message(at, the_office().blobs, number, author, place, form.reason, form.once)


@acts(DestroyTextForm, note_page, to="/faelle/{number}")
def destroy_note(at: Desk, form: DestroyTextForm, number: str, seq: int) -> None:
    """The end of a note's text."""
    with suppress(TextGone):
        destruction.destroy_note(at, number, min(seq, MOST), form.reason, form.once)


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/text/<author>/<int:place>", message_page, Who.HOLDER),
    post("/faelle/<number>/text/<author>/<int:place>/vernichtung", destroy_message, Who.RESPONSIBLE, DestroyTextForm),
    get("/faelle/<number>/vermerk/<int:seq>", note_page, Who.HOLDER),
    post("/faelle/<number>/vermerk/<int:seq>/vernichtung", destroy_note, Who.RESPONSIBLE, DestroyTextForm),
)
