"""What is done on the case page: one form, one act."""

from __future__ import annotations

from werkzeug.wrappers import Response

from ...domain.dialogue.texts import LINE_LIMIT, check_text
from ...domain.errors.dialogue import WayUnsaid
from ...store.errors import StoreAway
from ...usecases.officer import casework, measures
from ...usecases.officer.desk import Desk, was_done
from ...usecases.officer.errors import ClosingIncomplete, DialogueIncomplete
from ...web.staging import FormFiles
from ..auth import Page, desk, kept_page
from ..forms import once_of_form
from ..labels import TODO
from ..outgoing import files_of_form, sendable
from .case import case_page
from .on_page import insert_block, no_gaps, on_case_page
from .register import wrong_measure_field
from .shared import chosen, day_of, the_office, typed


def take_over(number: str) -> Page:
    """Form `take-over`."""
    return on_case_page(number, "take-over", "", lambda at: casework.take_over(at, number, once_of_form()))


def stage(number: str) -> Page:
    """Form `stage`."""

    def change(at: Desk) -> str:
        to = chosen("stage")
        same = casework.stage_of(at, number) == to
        casework.change_stage(at, number, to, typed("reason"), once_of_form())
        return "stufe-gleich" if same else "stufe"

    return on_case_page(number, "stage", "reason", change, "stage")


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


def note(number: str) -> Page:
    """Form `note`."""
    return on_case_page(number, "note", "note", lambda at: casework.note(at, number, typed("note"), once_of_form()))


def check_point(number: str) -> Page:
    """Form `check`: a point of the checklist and what was found."""

    def check(at: Desk) -> object:
        return casework.check_point(at, number, chosen("point"), typed("finding"), once_of_form())

    return on_case_page(number, "check", "finding", check, "point")


def assign(number: str) -> Page:
    """Form `assign`."""

    def give(at: Desk) -> object:
        return casework.assign(at, number, chosen("to"), typed("reason"), once_of_form())

    return on_case_page(number, "assign", "reason", give, "to")


def acknowledge(number: str) -> Page:
    """Form `acknowledge`; `way` is asked for where nobody reads the mailbox."""
    if typed("do") == "insert":
        return insert_block(number, "acknowledge")

    def confirm(at: Desk) -> object:
        return casework.acknowledge(at, number, no_gaps(typed("message")), once_of_form(), typed("way"))

    return on_case_page(number, "acknowledge", "message", confirm, fields={WayUnsaid: "way"})


def close(number: str) -> Page:
    """Form `close`."""

    def end(at: Desk) -> object:
        lost = bool(typed("incomplete"))
        try:
            return casework.close(at, number, chosen("outcome"), typed("reason"), once_of_form(), lost)
        except ClosingIncomplete as incomplete:
            words = tuple(str(TODO[one]) for one in incomplete.missing)
            raise ClosingIncomplete(incomplete.missing, words) from None

    return on_case_page(number, "close", "reason", end, "outcome", fields={DialogueIncomplete: "incomplete"})


def reopen(number: str) -> Page:
    """Form `reopen`."""

    def go_on(at: Desk) -> object:
        return casework.reopen(at, number, chosen("stage"), typed("reason"), once_of_form())

    return on_case_page(number, "reopen", "reason", go_on, "stage")


def add_measure(number: str) -> Page:
    """Form `measure`."""

    def add(at: Desk) -> None:
        what, who = (check_text(typed(name), LINE_LIMIT) for name in ("what", "who"))
        lesson, until, check_on = chosen("lesson"), day_of("until"), day_of("check", optional=True)
        measures.add(at, number, what, who, until, once_of_form(), lesson, check_on)

    return on_case_page(number, "measure", wrong_measure_field(), add, "lesson")
