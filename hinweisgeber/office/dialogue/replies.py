"""Messages to the reporter: the answer, and that a report has come in. One form, one act."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from ...errors import Refused
from ...store.errors import StoreAway
from ...usecases.officer import casework, reading
from ...usecases.officer.desk import Desk, was_done
from ...usecases.officer.sending import look_again
from ...web.routes import Route, Who, post
from ...web.wire.staging import FIELD, FormFiles
from ..acting import acts, onward, sending_desk
from ..auth import Page, desk, kept_page
from ..case.views import case_page
from ..files.chosen import files_of_form
from ..forms import Failed, once_of_form, read
from ..shared import the_office
from .blocks import insert_block, takes_blocks
from .forms import AcknowledgeForm, ReplyForm
from .outgoing import sendable

Sending = Callable[[Desk, str, FormFiles], str]


def reply(number: str) -> Page:
    """The answer: sent, kept as a draft, or with a text block in it."""
    try:
        reading.stage_of(desk(), number)  # no file waits for a case that whoever sends it cannot open
    except StoreAway as away:
        return kept_page(away)
    files, do = files_of_form(desk()), request.form.get("do", "")
    if do == "insert":
        return insert_block(number, ReplyForm, files)
    return _carried_out(number, files, _keep if do == "draft" else _say)


def _carried_out(number: str, files: FormFiles, act: Sending) -> Page:
    try:
        if files.problem:
            raise files.problem.at(FIELD)
        done = act(sending_desk(ReplyForm), number, files)
    except Refused as refused:
        if isinstance(refused, StoreAway) and refused.field != FIELD:
            return kept_page(refused, files.state)
        return case_page(number, Failed.of(ReplyForm, refused), files)
    if act is _keep and files.files:  # a draft is text only: its files wait on the page that is shown at once
        return case_page(number, files=files, notice="entwurf-dateien")
    return onward(done)


def _say(at: Desk, number: str, files: FormFiles) -> str:
    form, once = read(ReplyForm), once_of_form(*(file.same for file in files.files))
    look_again(at, once)  # before files are made ready for nothing
    as_is = form.as_is or was_done(at, once)
    with sendable(at, the_office().blobs, files, as_is, form.lossy) as ready:
        casework.reply(at, number, form.message, once, ready)
    return "antwort"


def _keep(at: Desk, number: str, files: FormFiles) -> str:
    text = request.form.get("message", "")
    casework.keep_draft(at, number, text)
    return "entwurf" if text.strip() else "entwurf-fort"


@takes_blocks(AcknowledgeForm)
@acts(AcknowledgeForm, case_page)
def acknowledge(at: Desk, form: AcknowledgeForm, number: str) -> None:
    """That the report has come in; `way` is asked for where nobody reads the mailbox."""
    casework.acknowledge(at, number, form.message, form.once, form.way)


ROUTES: tuple[Route, ...] = (
    post("/faelle/<number>/antwort", reply, Who.HOLDER, ReplyForm),
    post("/faelle/<number>/eingangsbestaetigung", acknowledge, Who.HOLDER, AcknowledgeForm),
)
