"""The intake's pages. No cookie, no session: what a page must remember stands sealed in a hidden field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask import abort, render_template, request, send_file

from ..crypto.code import AccessCode
from ..domain.report import TEXT_LIMIT, Report
from ..errors import ExcludedTooLate, NobodyLeft, Refused
from ..usecases import submit
from ..usecases.files import discard_unless_named
from ..web.app import today
from ..web.staging import FIELD, FormFiles
from .common import Page, Wrong, files_of_form, functions, sentences, status, this_intake
from .forms import ReportForm
from .mailbox_views import mailbox_door, mailbox_post
from .receipt_views import key_ring


def index() -> Page:
    """Who reads this, can they find me, what happens when, what must I not do."""
    return render_template("intake/index.html")


def external_bodies() -> Page:
    """Where else one can report."""
    return render_template("intake/externe_meldestellen.html")


def assault() -> Page:
    """Attacked or threatened at work: 110, who helps, and the way to a report (§ 3 HinSchG: usually out of scope)."""
    return render_template("intake/angriff.html")


def guide() -> Page:
    """Where a concern belongs; it can be reported here all the same (§ 7 Abs. 2 HinSchG)."""
    return render_template("intake/wohin.html")


def privacy() -> Page:
    """DSGVO Art. 13."""
    return render_template("intake/datenschutz.html")


def accessibility() -> Page:
    """The statement of BITV 2.0."""
    return render_template("intake/barrierefreiheit.html")


def imprint() -> Page:
    """DDG § 5."""
    return render_template("intake/impressum.html")


def sign_language() -> Page:
    """The institution's video in sign language, if there is one."""
    video = this_intake().video
    if video is None or not video.is_file():
        abort(404)
    return send_file(video, conditional=True)


# -- sending a report ---------------------------------------------------------------------------------------------


def report_form() -> Page:
    """The form, with a new code."""
    return _form_page(ReportForm.empty(), {})


def assault_form() -> Page:
    """The same form with the topic of attacks on staff chosen, where the institution offers it."""
    form, topic = ReportForm.empty(), this_intake().institution.assault_topic
    return _form_page(replace(form, report=Report("", topic=topic.id)) if topic else form, {})


def send_report() -> Page:
    """Sends, or shows the form again with everything that was typed."""
    form, files = ReportForm.read(request.form, functions(), _topic_ids()), files_of_form()
    wrong = form.wrong | ({FIELD: files.problem} if files.problem else {})
    if wrong:
        return _form_page(form, wrong, files)
    intake, day = this_intake(), today()
    officers, barred = intake.ring.recipients(day), submit.barred(intake.ring.ring, form.report.excluded)
    try:
        receipt = submit.submit(
            intake.letterbox, officers, form.code, form.report, day, _acknowledgement(day), files.named, barred=barred
        )
    except ExcludedTooLate as refused:
        anew = replace(form, code=AccessCode.generate(), noted=False)
        return _form_page(anew, {"excluded": refused}, files)
    except Refused as refused:
        field = "excluded" if isinstance(refused, NobodyLeft) else "send"
        return _form_page(form, {field: refused}, files)
    if receipt.sent is not submit.Sent.NEW:
        discard_unless_named(intake.blobs, intake.letterbox, files.files)
    return render_template(
        "intake/confirmed.html", receipt=receipt, code=form.code, report=form.report, files=files.named
    )


def _topic_ids() -> set[str]:
    return {topic.id for topic in this_intake().institution.topics}


def _acknowledgement(day: date) -> str | None:
    if not this_intake().acknowledge:
        return None
    dates = submit.Receipt(submit.Sent.NEW, day, day)
    return this_intake().institution.acknowledgement_text(german(dates.received), german(dates.feedback_by))


def german(day: date) -> str:
    """A date as an official letter writes it: 21.11.2026."""
    return f"{day:%d.%m.%Y}"


def _form_page(form: ReportForm, wrong: Wrong, files: FormFiles | None = None) -> Page:
    page = render_template(
        "intake/report.html",
        form=form,
        files=files or FormFiles(),
        limits=this_intake().limits,
        errors=sentences(wrong),
        officers=this_intake().ring.ring.officers(today()),
        text_limit=TEXT_LIMIT,
    )
    return page, status(wrong)


ROUTES: tuple[tuple[str, list[str], Callable[[], Page]], ...] = (
    ("/", ["GET"], index),
    ("/melden", ["GET"], report_form),
    ("/melden", ["POST"], send_report),
    ("/melden/angriff", ["GET"], assault_form),  # a path: nothing is ever told in a query
    ("/postfach", ["GET"], mailbox_door),
    ("/postfach", ["POST"], mailbox_post),
    ("/angriff", ["GET"], assault),
    ("/wohin", ["GET"], guide),
    ("/externe-meldestellen", ["GET"], external_bodies),
    ("/datenschutz", ["GET"], privacy),
    ("/barrierefreiheit", ["GET"], accessibility),
    ("/impressum", ["GET"], imprint),
    ("/gebaerdensprache", ["GET"], sign_language),
    ("/schluesselbund", ["GET"], key_ring),
)
