"""Messages to the reporter: the answer, and that a report has come in. One form, one act."""

from __future__ import annotations

from werkzeug.wrappers import Response

from ...domain.dialogue.texts import check_text
from ...domain.errors.dialogue import WayUnsaid
from ...store.errors import StoreAway
from ...usecases.officer import casework
from ...usecases.officer.desk import Desk, was_done
from ...web.routes import Route, Who, post
from ...web.staging import FormFiles
from ..auth import Page, desk, kept_page
from ..case.on_page import insert_block, on_case_page
from ..case.views import case_page
from ..forms import once_of_form
from ..shared import the_office, typed
from .blocks import no_gaps
from .outgoing import files_of_form, sendable


def reply(number: str) -> Page:
    """Form `reply`: send, or keep as a draft."""
    try:
        casework.stage_of(desk(), number)  # no file waits for a case that whoever sends it cannot open
    except StoreAway as away:
        return kept_page(away)
    files = files_of_form(desk())
    if typed("do") == "draft":
        return _draft(number, files)
    if typed("do") == "insert":
        return insert_block(number, "reply", files)

    def say(at: Desk) -> str:
        if files.problem:
            raise files.problem
        text = no_gaps(check_text(typed("message")))
        once = once_of_form(*(file.same for file in files.files))
        as_is = bool(typed("as_is")) or was_done(at, once)
        with sendable(at, the_office().blobs, files, as_is) as ready:
            casework.reply(at, number, text, once, ready)
        return "antwort"

    return on_case_page(number, "reply", "message", say, files=files)


def _draft(number: str, files: FormFiles) -> Page:
    """A draft is text only: its files wait on the page that is shown at once."""

    def keep(at: Desk) -> str:
        if files.problem:
            raise files.problem
        casework.keep_draft(at, number, typed("message"))
        return "entwurf" if typed("message").strip() else "entwurf-fort"

    page = on_case_page(number, "reply", "message", keep, files=files)
    kept = isinstance(page, Response) and files.files
    return case_page(number, files=files, notice="entwurf-dateien") if kept else page


def acknowledge(number: str) -> Page:
    """Form `acknowledge`; `way` is asked for where nobody reads the mailbox."""
    if typed("do") == "insert":
        return insert_block(number, "acknowledge")

    def confirm(at: Desk) -> object:
        return casework.acknowledge(at, number, no_gaps(typed("message")), once_of_form(), typed("way"))

    return on_case_page(number, "acknowledge", "message", confirm, fields={WayUnsaid: "way"})


ROUTES: tuple[Route, ...] = (
    post("/faelle/<number>/antwort", reply, Who.HOLDER, "reply"),
    post("/faelle/<number>/eingangsbestaetigung", acknowledge, Who.HOLDER, "acknowledge"),
)
