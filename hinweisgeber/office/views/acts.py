"""What is done on the case page: one form, one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import redirect, request
from werkzeug.wrappers import Response

from ...domain.report import LINE_LIMIT, check_text
from ...errors import BlobGone, CannotSend, DateMissing, Refused, StoreAway
from ...usecases import casework, measures
from ...usecases.desk import Desk, was_done
from ...web.staging import FIELD, FormFiles
from ..auth import Page, desk, kept_page
from ..forms import once_of_form
from ..outgoing import files_of_form, sendable
from .case import case_page
from .shared import chosen, failed_at, the_office, typed


def _carry_out(
    number: str,
    form: str,
    text_field: str,
    act: Callable[[Desk], str | object],
    choice_field: str = "",
    files: FormFiles | None = None,
) -> Page:
    """One act; then the case page again (so a reload repeats nothing), or the refusal on the page.

    The act may return the name of a notice. A refusal is told at the field it speaks of.
    """
    try:
        done = act(desk())
    except Refused as refused:  # a case nobody may see answers 404 here as everywhere: its page is not found
        of_files = files is not None and (refused is files.problem or isinstance(refused, CannotSend | BlobGone))
        if isinstance(refused, StoreAway) and not of_files:
            return kept_page(refused, files.staged if files else None)
        field = FIELD if of_files else text_field
        return case_page(number, failed_at(form, refused, field, choice_field), files)
    notice = done if isinstance(done, str) else request.path.rsplit("/", 1)[1]
    return redirect(f"/faelle/{number}?erledigt={notice}#erledigt", 303)


def take_over(number: str) -> Page:
    """Form `take-over`."""
    return _carry_out(number, "take-over", "", lambda at: casework.take_over(at, number, once_of_form()))


def stage(number: str) -> Page:
    """Form `stage`."""

    def change(at: Desk) -> str:
        to = chosen("stage")
        same = casework.stage_of(at, number) == to
        casework.change_stage(at, number, to, typed("reason"), once_of_form())
        return "stufe-gleich" if same else "stufe"

    return _carry_out(number, "stage", "reason", change, "stage")


def reply(number: str) -> Page:
    """Form `reply`: send, or keep as a draft."""
    try:
        casework.stage_of(desk(), number)  # no file waits for a case that whoever sends it cannot open
    except StoreAway as away:
        return kept_page(away)
    files = files_of_form(desk())
    if typed("do") == "draft":
        return _draft(number, files)

    def say(at: Desk) -> str:
        if files.problem:
            raise files.problem
        text = check_text(typed("message"))
        once = once_of_form(*(file.same for file in files.files))
        as_is = bool(typed("as_is")) or was_done(at, once)
        with sendable(at, the_office().blobs, files, as_is) as ready:
            casework.reply(at, number, text, bool(typed("feedback")), once, ready)
        return "antwort"

    return _carry_out(number, "reply", "message", say, files=files)


def _draft(number: str, files: FormFiles) -> Page:
    """A draft is text only: its files wait on the page that is shown at once."""

    def keep(at: Desk) -> str:
        if files.problem:
            raise files.problem
        casework.keep_draft(at, number, typed("message"))
        return "entwurf" if typed("message").strip() else "entwurf-fort"

    page = _carry_out(number, "reply", "message", keep, files=files)
    kept = isinstance(page, Response) and files.files
    return case_page(number, files=files, notice="entwurf-dateien") if kept else page


def note(number: str) -> Page:
    """Form `note`."""
    return _carry_out(number, "note", "note", lambda at: casework.note(at, number, typed("note"), once_of_form()))


def check_point(number: str) -> Page:
    """Form `check`: a point of the checklist and what was found."""

    def check(at: Desk) -> object:
        return casework.check_point(at, number, chosen("point"), typed("finding"), once_of_form())

    return _carry_out(number, "check", "finding", check, "point")


def assign(number: str) -> Page:
    """Form `assign`."""

    def give(at: Desk) -> object:
        return casework.assign(at, number, chosen("to"), typed("reason"), once_of_form())

    return _carry_out(number, "assign", "reason", give, "to")


def acknowledge(number: str) -> Page:
    """Form `acknowledge` (setting `manual`)."""

    def confirm(at: Desk) -> object:
        return casework.acknowledge(at, number, typed("message"), once_of_form())

    return _carry_out(number, "acknowledge", "message", confirm)


def close(number: str) -> Page:
    """Form `close`."""

    def end(at: Desk) -> object:
        return casework.close(at, number, chosen("outcome"), typed("reason"), once_of_form())

    return _carry_out(number, "close", "reason", end, "outcome")


def reopen(number: str) -> Page:
    """Form `reopen`."""

    def go_on(at: Desk) -> object:
        return casework.reopen(at, number, chosen("stage"), typed("reason"), once_of_form())

    return _carry_out(number, "reopen", "reason", go_on, "stage")


def add_measure(number: str) -> Page:
    """Form `measure`."""

    def add(at: Desk) -> None:
        try:
            until = date.fromisoformat(typed("until"))
        except ValueError:
            raise DateMissing() from None
        measures.add(at, number, typed("what"), typed("who"), until, once_of_form())

    wrong = (name for name in ("what", "who") if not 0 < len(typed(name).strip()) <= LINE_LIMIT)
    return _carry_out(number, "measure", next(wrong, "until"), add)
