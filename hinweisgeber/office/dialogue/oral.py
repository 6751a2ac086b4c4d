"""Writing down what was told on the phone or in person, or came by letter; and the slip with the code, shown once."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from flask import redirect, render_template, request, session

from ...crypto.code import AccessCode
from ...errors import Refused
from ...refusals import is_ours, status_of
from ...usecases.officer import oral
from ...usecases.reporter.errors import RecordedAlready
from ...usecases.reporter.files import discard_unless_named
from ...usecases.reporter.submit import Sent
from ...web.routes import Route, Who, get, post
from ...web.wire.staging import FormFiles
from ..auth import Page, desk
from ..files.chosen import files_of_form
from ..forms import Wrong
from ..shared import the_office, topics
from .forms import ToldForm
from .record_form import RecordForm

_SHOWN, _REMEMBERED = "zettel", 8  # which slips this browser has been shown, the newest ones


def record_form() -> Page:
    """The form, with a new code that nobody sees yet."""
    return _form_page(RecordForm.empty(desk().today), {})


def record_report() -> Page:
    """Writes it down, or shows the form again with everything that was typed."""
    at = desk()
    files = files_of_form(at)
    everyone = {officer.officer_id for officer in at.ring.everyone}
    form, wrong = RecordForm.read(request.form, everyone, topics()).checked(at.today, at.officer_id, files)
    if wrong or form.received is None:
        return _form_page(form, wrong, files)
    answer = the_office().acknowledgement(form.received, at.today)
    try:
        done = oral.record(at, form.code, form.report, form.received, answer, files.named)
    except RecordedAlready as refused:
        return _form_page(replace(form, code=AccessCode.generate()), {"send": refused}, files)
    except Refused as refused:
        return _form_page(form, {"send": refused}, files)
    if done.sent is not Sent.NEW:
        discard_unless_named(the_office().blobs, at.letterbox, files.files)
    return _slip(done, form) if form.hands_over else _onward(done)


def _form_page(form: RecordForm, wrong: dict[str, Refused], files: FormFiles | None = None) -> Page:
    at, office = desk(), the_office()
    page = render_template(
        "office/dialogue/record.html",
        form=form,
        given=form.given(topics(), {one.officer_id: one.function for one in at.ring.readers(at.today)}),
        files=files or FormFiles(),
        limits=office.limits,
        intake_url=office.intake_url,
        failed=Wrong(wrong),
        errors=Wrong(wrong).errors,
        ours=next((is_ours(refused) for refused in wrong.values() if is_ours(refused) is not False), False),
    )
    return page, max((status_of(refused) for refused in wrong.values()), default=200)


def _onward(done: oral.Recorded) -> Page:
    return redirect(f"/faelle/{done.number}?erledigt=aufnahme#erledigt" if done.number else "/faelle", 303)


def _slip(done: oral.Recorded, form: RecordForm) -> Page:
    """The slip, once. This browser remembers that it came, so that neither reloading nor going back shows it again,
    while a second click or a line that broke before it came still gets it. The mark tells nothing of the code."""
    mark = hashlib.sha384(b"hinweisgeber/v1/slip\0" + str(form.code).encode()).hexdigest()[:16]
    shown = session.get(_SHOWN, [])
    session[_SHOWN] = [*(other for other in shown if other != mark), mark][-_REMEMBERED:]
    return render_template(
        "office/dialogue/slip.html",
        done=done,
        code=None if mark in shown else form.code,
        intake_url=the_office().intake_url,
    )


ROUTES: tuple[Route, ...] = (
    get("/faelle/neu", record_form, Who.OFFICER),
    post("/faelle/neu", record_report, Who.OFFICER, ToldForm),
)
