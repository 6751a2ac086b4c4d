"""Sending a report: three pages (tell, protect, look through and send), and keeping it for later.

Typed texts travel from page to page as plain fields. Sealed in `state` is what the client must not choose: the code
with the time it was made at, and the files that have arrived. A code is made when the last page is shown for the first
time and stays the same while one writes; it is shown only if this very answer made it, or the request is provably ours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from ..crypto.capability import STAGED_LIFETIME, TICKET, TICKET_LIFETIME
from ..crypto.code import AccessCode
from ..crypto.errors import CapabilityExpired, CodeIncomplete, CodeMissing, CodeMistyped
from ..crypto.ring import Officer, Ring
from ..domain.dialogue.questions import Report
from ..errors import Refused
from ..store.errors import FilesLost, FilesTaken
from ..usecases.reporter import submit, writing
from ..usecases.reporter.errors import ExcludedTooLate, NobodyLeft, NobodyThere, ReadersGone
from ..usecases.reporter.files import discard_unless_named, hashed
from ..web.answers import may_be_kept
from ..web.app import now, today
from ..web.unchanging import unchanging
from ..web.wire.logs import trouble
from ..web.wire.staging import FIELD, FormFiles
from . import lengths
from .common import (
    Page,
    Wrong,
    booth,
    files_of_form,
    functions,
    is_ours,
    over_when_used,
    seal_state,
    sentences,
    status,
    this_intake,
    topics,
    whose,
    without,
)
from .errors import CodeNotNoted
from .forms import SEND, ReportForm, first_page_with
from .pickup_views import carried, end_trail

TEMPLATES = {1: "intake/tell.html", 2: "intake/protect.html", SEND: "intake/review.html"}
_BACK = {"edit-1": 1, "edit-2": 2}


@dataclass(frozen=True)
class Showing:
    """What one showing of a page is about."""

    form: ReportForm = field(default_factory=ReportForm)
    files: FormFiles = field(default_factory=FormFiles)
    code: AccessCode | None = None  # the one this writing has, if it is known to be ours
    anew: bool = False  # a code was there and is not used any more
    noted: bool = False

    def sealed(self) -> FormFiles:
        """The files with the hidden field that also holds the code."""
        if self.code is None:
            return self.files.sealed(seal_state, {"anew": 1} if self.anew else {})
        return self.files.sealed(seal_state, {"code": str(self.code), "made": self.files.more.get("made", now())})


# -- the pages ------------------------------------------------------------------------------------------------------


def _ring() -> Ring:
    return this_intake().ring.ring


@unchanging(_ring)
def report_form() -> str:
    """The first page. It holds nothing secret, so a browser may keep it and what was typed into it."""
    may_be_kept()
    return render_template(TEMPLATES[1], **_shown(1, Showing(), {}))


@unchanging(_ring)
def assault_form() -> str:
    """The same with the topic of attacks on staff chosen, where the institution offers it."""
    may_be_kept()
    topic = this_intake().institution.assault_topic
    chosen = Showing(ReportForm(Report("", topic=topic.id)) if topic else ReportForm())
    return render_template(TEMPLATES[1], **_shown(1, chosen, {}))


def report_post() -> Page:
    """Does what the pressed button says, or shows the page on which something must be put right."""
    sheet, to = _posted(), request.form.get("to", "review")
    if to in _BACK:
        return _page(_BACK[to], sheet, _of_files(sheet))
    if to == "draft":
        return _keep(sheet)
    wrong = sheet.form.wrong | _of_files(sheet)
    if to == "protect":
        return _page(1, sheet, wrong) if first_page_with(wrong) == 1 else _page(2, sheet)
    if wrong and not (to == "send" and isinstance(sheet.files.problem, FilesLost)):
        return _page(first_page_with(wrong), sheet, wrong)
    return _send(sheet, wrong) if to == "send" else _page(SEND, sheet)


def form_again(problem: int, sentence: str) -> tuple[str, int]:
    """The page that was posted, with all that was typed, after an error nobody expected."""
    sheet = _posted()
    shown = _shown(_page_number(), sheet, {"send": sentence}, ours=problem >= 500)
    return render_template(TEMPLATES[_page_number()], **shown), problem


def _page_number() -> int:
    page = request.form.get("page", "")
    return int(page) if page in ("1", "2", "3") else SEND if request.form.get("to") == "send" else 1


def _posted() -> Showing:
    form = ReportForm.read(request.form, functions(), topics())
    files = files_of_form()
    kept, posted = str(files.more.get("code", "")), request.form.get("code", "")
    code = _known(kept or posted) if is_ours() and _is_fresh(files) else None
    anew = code is None and bool(kept or posted or files.more.get("anew") or files.shut)
    return Showing(form, files, code, anew, noted=bool(request.form.get("code_noted")))


def _is_fresh(files: FormFiles) -> bool:
    """A code is not shown for ever: a page left open overnight shows another one. A noted one can be sent."""
    made = files.more.get("made")
    return made is None or (isinstance(made, int) and now() <= made + STAGED_LIFETIME)


def _known(text: str) -> AccessCode | None:
    try:
        return AccessCode.parse(text)
    except CodeMistyped:
        return None


def _of_files(sheet: Showing) -> Wrong:
    return {FIELD: sheet.files.problem} if sheet.files.problem else {}


def _about_topic(chosen: str) -> str:
    """What the institution says to somebody with this topic; empty for most."""
    topic = next((one for one in this_intake().institution.topics if one.id == chosen), None)
    if topic is None:
        return ""
    elsewhere = gettext("Meist ist dafür eine andere Stelle zuständig. Sie können es trotzdem hier melden.")
    return " ".join(filter(None, (topic.notice, elsewhere if topic.outside else "")))


def _page(number: int, sheet: Showing, wrong: Wrong | None = None) -> Page:
    """What is wrong on another page is told there, when one comes to it."""
    found = (wrong or {}).items()
    here = {name: one for name, one in found if number == SEND or first_page_with({name: one}) in (number, SEND)}
    shown = _shown(number, sheet, sentences(here), whose(here))
    return render_template(TEMPLATES[number], **shown), status(here)


def _shown(number: int, sheet: Showing, errors: dict[str, str], ours: bool | None = False) -> dict[str, object]:
    """What the templates of the three pages are told; `ours`: see `whose`."""
    intake = this_intake()
    if number == SEND and sheet.code is None:
        sheet = replace(sheet, code=AccessCode.generate(), noted=False, files=replace(sheet.files, more={}))
    if number == SEND and sheet.code and "send" not in errors:  # which may say that it is in use
        over_when_used(sheet.code)
    return {
        "page": number,
        "report": sheet.form.report,
        "files": sheet.sealed(),
        "code": sheet.code,
        "anew": sheet.anew,
        "noted": sheet.noted,
        "errors": errors,
        "ours": ours,
        "limits": intake.limits,
        "officer_choices": [(one.officer_id, _called(one)) for one in intake.ring.ring.readers(today())],
        "substitutes": [one.function for one in intake.ring.ring.readers(today()) if one.stands_by],
        "nobody": not intake.ring.ring.receivers(today()),
        "topics": topics(),
        "about_topic": _about_topic(sheet.form.report.topic),
        "functions": functions(),
        "kept_days": writing.KEPT_DAYS,
    }


def _called(officer: Officer) -> str:
    """Everybody active can be excluded: a case may be assigned later to who gets no new reports."""
    if officer.stands_by:
        return gettext("%(function)s (liest nur, wenn Sie alle anderen ausschließen)", function=officer.function)
    if officer.receives(today()):
        return officer.function
    return gettext(
        "%(function)s (liest nur Zugewiesenes, oder wenn Sie alle anderen ausschließen)", function=officer.function
    )


# -- keeping it for later ---------------------------------------------------------------------------------------------


def _keep(sheet: Showing) -> Page:
    number = _page_number()
    if wrong := sheet.form.too_long | _of_files(sheet):
        return _page(first_page_with(wrong), sheet, wrong)
    code = sheet.code or AccessCode.generate()
    sheet = replace(sheet, code=code)
    begun = writing.Writing(sheet.form.report, sheet.files.files, sheet.files.keep_names)
    try:
        until = writing.keep(this_intake().letterbox, code, begun, today())
    except Refused as refused:
        return _page(number, sheet, {"send": refused})
    return render_template("intake/kept.html", until=until, **(_shown(SEND, sheet, {}) | {"page": number}))


def kept_page(code: AccessCode) -> Page:
    """The first page with what was kept under this code. Raises CodeUnknown, StoreAway, Broken."""
    begun = writing.find(this_intake().letterbox, code, today())
    files = FormFiles(begun.files, begun.keep_names, since=now())
    sheet = Showing(ReportForm(begun.report), files, code if is_ours() else None, anew=not is_ours())
    return render_template("intake/tell.html", opened=True, **_shown(1, sheet, {}))


# -- sending -------------------------------------------------------------------------------------------------------


def _send(sheet: Showing, wrong: Wrong) -> Page:
    code, refused = _typed_code(sheet)
    if code is None or wrong or refused:
        return _page(SEND, replace(sheet, noted=sheet.noted and code is not None), wrong | refused)
    intake, files = this_intake(), sheet.files
    try:
        named = hashed(intake.blobs, files.named)
        at = booth()
        receipt = submit.submit(at, code, sheet.form.report, _acknowledgement(at.today), named)
    except (ExcludedTooLate, ReadersGone) as late:  # a new code makes a new report
        return _page(SEND, replace(sheet, code=None, noted=False), {"send": late})
    except FilesTaken as taken:
        return _page(1, replace(sheet, files=without(files, taken)), {FIELD: taken})
    except NobodyLeft as nobody:
        return _page(2, sheet, {"excluded": nobody})
    except Refused as problem:
        if isinstance(problem, NobodyThere):
            trouble("ring", problem)  # whoever runs this must know: until a key is extended, nobody can report here
        return _page(SEND, sheet, {"send": problem})
    if receipt.sent is not submit.Sent.NEW:
        discard_unless_named(intake.blobs, intake.letterbox, files.files)
    return _to_confirmation(receipt, len(files.named))


def _typed_code(sheet: Showing) -> tuple[AccessCode | None, Wrong]:
    """The code to send with. From wherever it comes, a valid one that was noted is taken: it is never shown again."""
    try:
        (code,) = AccessCode.typed(request.form.get("code", ""))
    except (CodeMissing, CodeIncomplete, CodeMistyped, ValueError):
        return None, {"code_noted": CodeNotNoted()}
    return code, {} if sheet.noted else {"code_noted": CodeNotNoted()}


def _acknowledgement(day: date) -> str | None:
    if not this_intake().acknowledge:
        return None
    dates = submit.Receipt(submit.Sent.NEW, day, day)
    return this_intake().institution.acknowledgement_text(german(dates.received), german(dates.feedback_by))


def german(day: date) -> str:
    """A date as an official letter writes it: 21.11.2026."""
    return f"{day:%d.%m.%Y}"


def _to_confirmation(receipt: submit.Receipt, files: int) -> Response:
    """By 303 to an address of its own, so that no browser keeps what was sent. The ticket knows no code, no word. What
    was written is not to be seen again."""
    end_trail(carried())
    acknowledged = receipt.acknowledged.isoformat() if receipt.acknowledged else ""
    told = {
        "sent": receipt.sent,
        "received": receipt.received.isoformat(),
        "acknowledged": acknowledged,
        "files": files,
    }
    ticket = this_intake().page_keys.seal(
        TICKET, json.dumps(told).encode().ljust(lengths.TICKET), now(), TICKET_LIFETIME
    )
    return redirect(f"{request.script_root}/angekommen?{ticket}", 303)


def confirmation() -> Page:
    """What was sent has arrived; without a ticket, or too late, there is nothing to see."""
    try:
        told = json.loads(this_intake().page_keys.open(TICKET, request.query_string.decode("ascii", "replace"), now()))
        acknowledged = date.fromisoformat(told["acknowledged"]) if told["acknowledged"] else None
        receipt = submit.Receipt(submit.Sent(told["sent"]), date.fromisoformat(told["received"]), acknowledged)
        files = int(told["files"])
    except (CapabilityExpired, ValueError, KeyError, TypeError):
        return render_template("intake/nothing.html")
    return render_template("intake/confirmed.html", receipt=receipt, files=files)
