"""The mailbox's pages (Postfach): opened by code, then by the visit in a hidden field.

A request that does not provably come from our own pages may have been planted by somebody who knows the code in it and
waits for another person's words. So it opens the mailbox for reading; whoever writes then types the end of the code.
"""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request

from ..crypto.capability import Visit
from ..crypto.code import AccessCode, signs
from ..crypto.errors import CapabilityExpired, CodeMissing, CodeMistyped
from ..domain.dialogue import asking
from ..domain.dialogue.report import excluded_by
from ..domain.dialogue.texts import TEXT_LIMIT, check_text, optional_text
from ..domain.errors.dialogue import NotOpenAnyMore
from ..domain.errors.fields import TextMissing, TextTooLong
from ..errors import Refused
from ..refusals import status_of
from ..store.errors import BlobGone, FilesTaken, StoreAway
from ..usecases.reporter import mailbox
from ..usecases.reporter.conversation import Conversation
from ..usecases.reporter.errors import CodeUnknown, NobodyMayRead
from ..usecases.reporter.files import discard_unless_named, hashed, read_file
from ..web.app import now, today
from ..web.errors import DownloadsBusy
from ..web.wire.downloads import download
from ..web.wire.staging import FIELD, FormFiles
from . import answers, exclusion_views, report_views
from .common import (
    Page,
    Wrong,
    booth,
    files_of_form,
    functions,
    is_ours,
    over_when_used,
    seal_visit,
    sentences,
    status,
    this_intake,
    topics,
    whose,
    without,
)
from .errors import CodeEndWrong, CodeNotNoted
from .pickup_views import carried, end_trail
from .receipt_views import receipt_page, wording

NOT_GIVEN = {
    "file-gone": status_of(BlobGone),
    "file-away": status_of(StoreAway),
}  # notices of downloads that came to nothing


def mailbox_door() -> Page:
    """Asks for the code."""
    return _door({})


def mailbox_post() -> Page:
    """Opens the mailbox by code or by the visit, and does what the pressed button says."""
    text, files = request.form.get("message", ""), files_of_form()
    try:
        if request.form.get("code", "") and not _does_more(text, files):
            return _opened_by_code()
        visit = _visit()
        if request.form.get("do") == "close":
            return _close(visit)
        return _opened(visit, text, files)
    except Refused as refused:
        return _door({"code": refused}, text, files)


def form_again(problem: int, sentence: str) -> tuple[str, int]:
    """The door with all that was typed, after an error nobody expected; the visit is carried along."""
    page = _door_page({"code": sentence}, request.form.get("message", ""), files_of_form())
    return page, problem


def _does_more(text: str, files: FormFiles) -> bool:
    wanted = request.form.get("do") or _new_code() or answers.wanted() or request.form.get("again")
    return bool(text.strip() or files.files or files.problem or wanted)


def _new_code() -> str:
    """The code to renew with: only from a page of ours, or beside a visit, so that nobody can plant one at the door."""
    from_visit = bool(request.form.get("capability")) and not request.form.get("code")
    return request.form.get("new_code", "") if is_ours() or from_visit else ""


def _opened_by_code() -> Page:
    """The mailbox, or what was kept under this code and not sent yet."""
    codes = AccessCode.typed(request.form["code"])
    try:
        code, capability, conversation = mailbox.open_any(booth(), codes)
    except CodeUnknown:
        return _kept(codes)
    return _mailbox_page(Visit.begin(capability, code, now(), is_ours()), conversation)


def _kept(codes: tuple[AccessCode, ...]) -> Page:
    for code in codes:
        try:
            return report_views.kept_page(code)
        except CodeUnknown:
            continue
    raise _unknown(codes)


def _unknown(codes: tuple[AccessCode, ...]) -> Refused:
    """Nobody has this code; or it was mistyped, and only by chance another one looks like it."""
    as_typed = str(codes[0]).replace("-", "") == signs(request.form["code"])
    return CodeUnknown() if as_typed else CodeMistyped()


def _visit() -> Visit:
    """By the code if one was typed, else from the page. Raises CodeMissing, CodeIncomplete, CodeMistyped, CodeUnknown,
    CapabilityExpired, StoreAway."""
    page = request.form.get("capability", "")
    if typed := request.form.get("code", ""):
        codes = AccessCode.typed(typed)
        try:
            code, capability, _ = mailbox.open_any(booth(), codes)
        except CodeUnknown:
            raise _unknown(codes) from None
        return Visit.begin(capability, code, now(), is_ours())
    if not page:
        raise CodeMissing()
    visit = Visit.open(page, this_intake().page_keys, now())
    if mailbox.is_closed(this_intake().letterbox, visit.visit_id):
        raise CapabilityExpired()
    return replace(visit, proven=is_ours() and (visit.proven or _end_typed(visit)))


def _end_typed(visit: Visit) -> bool:
    return signs(request.form.get("code_end", "")) == visit.tail


def _may_write(visit: Visit) -> bool:
    """Whether who writes now is sure to know this mailbox's code, and is not in one that somebody opened for them."""
    return visit.proven or bool(request.form.get("code")) or _end_typed(visit)


def _opened(visit: Visit, text: str, files: FormFiles) -> Page:
    capability, does = visit.capability, request.form.get("do")
    if does == "renew":
        return _renewal_page(visit, AccessCode.generate(), text, files)
    if does == exclusion_views.OPENS:
        return exclusion_views.page(visit, text, files)
    if does == "receipt":
        return receipt_page(visit, text, files)
    if does == "wording":
        return wording(capability)
    if wanted := request.form.get("download"):
        return _download(visit, wanted)
    if does == "read" or "skip" in request.form:
        return _mailbox_page(visit, text=text, files=files, skip=_skip())
    writes = bool(text.strip() or files.files or files.problem or request.form.get("again"))
    writes = writes or does in ("write", exclusion_views.DOES)
    if not (_new_code() or answers.wanted() or writes):
        return _mailbox_page(visit)
    if not _may_write(visit):
        return _not_yet(visit, text, files)
    if new_code := _new_code():
        return _renew(visit, new_code, text, files)
    if does == exclusion_views.DOES:
        return _exclude(visit, text, files)
    if request.form.get("again"):
        return _send_again(visit, text, files)
    return _answer(visit, text, files) if answers.wanted() else _write(visit, text, files)


def _skip() -> int:
    """How many of the newest messages the page asked for leaves out."""
    asked = request.form.get("skip", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0


def _not_yet(visit: Visit, text: str, files: FormFiles) -> Page:
    """Asks for the end of the code first; nothing is done and nothing lost."""
    wrong: Wrong = {"code_end": CodeEndWrong()}
    if request.form.get("do") == exclusion_views.DOES:
        return exclusion_views.page(visit, text, files, wrong)
    if not _new_code():
        return _mailbox_page(visit, wrong=wrong, text=text, files=files)
    try:
        return _renewal_page(visit, AccessCode.parse(_new_code()), text, files, wrong)
    except CodeMistyped:
        return _renewal_page(visit, AccessCode.generate(), text, files, wrong)


def _close(visit: Visit) -> Page:
    mailbox.close(this_intake().letterbox, visit.visit_id, today())
    end_trail(carried())
    return _door_page({}, closed=True)


def _download(visit: Visit, wanted: str) -> Page:
    """A file of the conversation, by its blob's name. What cannot be given out leaves the mailbox open.

    Raises CodeUnknown, StoreAway (of the mailbox itself).
    """
    conversation = mailbox.read(booth(), visit.capability, _skip())
    files = (file for line in conversation.lines if line.said for file in line.said.files)
    try:
        if file := next((file for file in files if file.blob == wanted), None):
            return download(read_file(this_intake().blobs, file), file.name, file.size)
        return _mailbox_page(visit, conversation, notice="file-gone")
    except BlobGone:
        return _mailbox_page(visit, conversation, notice="file-gone")
    except (StoreAway, DownloadsBusy):
        return _mailbox_page(visit, conversation, notice="file-away")


def _write(visit: Visit, text: str, files: FormFiles) -> Page:
    page_name, intake = request.form.get("capability", ""), this_intake()
    if files.problem:
        return _mailbox_page(visit, wrong={FIELD: files.problem}, text=text, files=files)
    try:
        clean = optional_text(text) if files.files else check_text(text)
        new = mailbox.write_on(booth(), visit.capability, clean, page_name, hashed(intake.blobs, files.named))
    except (TextMissing, TextTooLong, NobodyMayRead) as refused:
        return _mailbox_page(visit, wrong={"message": refused}, text=text, files=files)
    except FilesTaken as taken:
        return _mailbox_page(visit, wrong={FIELD: taken}, text=text, files=without(files, taken))
    if not new:
        discard_unless_named(intake.blobs, intake.letterbox, files.files)
    return _mailbox_page(visit, notice="sent" if new else "sent-before")


def _send_again(visit: Visit, text: str, files: FormFiles) -> Page:
    """What the office cannot read any more; where that is not so (any more), the page says how it stands."""
    at = request.form["again"]
    try:
        place = int(at) if at.isascii() and at.isdigit() and len(at) < 9 else -1
        new = mailbox.send_again(booth(), visit.capability, place)
    except NotOpenAnyMore:
        return _mailbox_page(visit, text=text, files=files)
    except NobodyMayRead as refused:
        return _mailbox_page(visit, wrong={"message": refused}, text=text, files=files)
    return _mailbox_page(visit, text=text, files=files, notice="sent" if new else "sent-before")


def _exclude(visit: Visit, text: str, files: FormFiles) -> Page:
    notice, wrong = exclusion_views.exclude(visit)
    if wrong:
        return exclusion_views.page(visit, text, files, wrong)
    return _mailbox_page(visit, text=text, files=files, notice=notice)


def _answer(visit: Visit, text: str, files: FormFiles) -> Page:
    """What was typed as a message, and its files, stay for the button that sends them."""
    if files.problem:
        return _mailbox_page(visit, wrong={FIELD: files.problem}, text=text, files=files)
    sent = answers.send(visit.capability)
    return _mailbox_page(visit, wrong=sent.wrong, text=text, notice=sent.notice, files=files, done=sent.fields)


def _renew(visit: Visit, typed: str, text: str, files: FormFiles) -> Page:
    try:
        new = AccessCode.parse(typed)
    except CodeMistyped:  # we wrote that field: show another new code, nothing has changed yet
        return _renewal_page(visit, AccessCode.generate(), text, files, {"code_noted": CodeNotNoted()})
    if not request.form.get("code_noted"):
        return _renewal_page(visit, new, text, files, {"code_noted": CodeNotNoted()})
    renewed = mailbox.renew_code(booth(), visit.capability, new)
    return _mailbox_page(visit.renewed(renewed, new), text=text, files=files, notice="renewed")


def _mailbox_page(
    visit: Visit,
    conversation: Conversation | None = None,
    wrong: Wrong | None = None,
    text: str = "",
    notice: str = "",
    files: FormFiles | None = None,
    done: tuple[str, ...] = (),
    skip: int = 0,
) -> Page:
    conversation = conversation or mailbox.read(booth(), visit.capability, skip)
    page = render_template(
        "intake/mailbox.html",
        conversation=conversation,
        questions=conversation.questions(today()),
        answer_of=asking.answer_of,
        excluded_by=excluded_by,
        meeting_pending=mailbox.meeting_pending(booth(), visit.capability, conversation),
        drafts=answers.drafts(done),
        capability=seal_visit(visit.showing(conversation.seen)),
        asks_end=not visit.proven,
        text=text,
        files=files or FormFiles(),
        limits=this_intake().limits,
        notice=notice,
        today=today(),
        functions=functions(),
        topics=topics(),
        errors=sentences(wrong or {}),
        ours=whose(wrong or {}),
        text_limit=TEXT_LIMIT,
    )
    return page, NOT_GIVEN.get(notice) or status(wrong or {})


def _renewal_page(visit: Visit, new: AccessCode, text: str, files: FormFiles, wrong: Wrong | None = None) -> Page:
    """Shows the new code: one this answer made, or the one of our own page that is being sent again."""
    anew = not is_ours() and bool(request.form.get("new_code"))
    if anew:
        new = AccessCode.generate()
    page = render_template(
        "intake/renew.html",
        capability=seal_visit(visit),
        asks_end=not visit.proven,
        anew=anew,
        new_code=new if wrong else over_when_used(new),
        text=text,
        files=files,
        errors=sentences(wrong or {}),
    )
    return page, status(wrong or {})


def _door(wrong: Wrong, text: str = "", files: FormFiles | None = None) -> Page:
    return _door_page(sentences(wrong), text, files), status(wrong)


def _door_page(errors: dict[str, str], text: str = "", files: FormFiles | None = None, closed: bool = False) -> str:
    """The door. What a foreign page may have planted, a code or a chosen answer, is not shown again."""
    form = request.form if is_ours() else {}
    return render_template(
        "intake/door.html",
        errors=errors,
        ours=is_ours(),
        closed=closed,
        text=text,
        files=files or FormFiles(),
        new_code="" if closed else form.get("new_code", ""),
        code="" if closed else form.get("code", ""),
        acting=bool(form) and not form.get("new_code") and answers.wanted() and not closed,
        page_name="" if closed else request.form.get("capability", ""),
        noted=bool(form.get("code_noted")),
    )
