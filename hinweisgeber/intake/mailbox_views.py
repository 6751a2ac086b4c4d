"""The mailbox's pages (Postfach): opened by code, then by the capability in a hidden field."""

from __future__ import annotations

from flask import render_template, request

from ..crypto.capability import Capability
from ..crypto.code import AccessCode
from ..domain import asking
from ..domain.report import TEXT_LIMIT, check_text, optional_text
from ..errors import BlobGone, CodeMistyped, CodeNotNoted, Refused, StoreAway, TextMissing, TextTooLong
from ..usecases import mailbox
from ..usecases.files import discard_unless_named, read_file
from ..web.app import now, today
from ..web.downloads import download
from ..web.staging import FIELD, FormFiles
from . import answers
from .common import Page, Wrong, files_of_form, functions, sentences, status, this_intake
from .receipt_views import receipt_page, wording

NOT_GIVEN = {"file-gone": BlobGone.status, "file-away": StoreAway.status}  # notices of downloads that came to nothing


def mailbox_door() -> Page:
    """Asks for the code."""
    return _door({})


def mailbox_post() -> Page:
    """Opens the mailbox by code or capability, and does what the pressed button says."""
    text, new_code, files = request.form.get("message", ""), request.form.get("new_code", ""), files_of_form()
    code = request.form.get("code", "")
    does_more = text.strip() or new_code or files.files or files.problem or request.form.get("do") or answers.wanted()
    try:
        if code and not does_more:
            return _mailbox_page(*mailbox.open_and_read(this_intake().letterbox, AccessCode.parse(code)))
        return _opened(_capability(), text, new_code, files)
    except Refused as refused:
        return _door({"code": refused}, text, new_code, files)


def _opened(capability: Capability, text: str, new_code: str, files: FormFiles) -> Page:
    if new_code:
        return _renew(capability, new_code, text, files)
    if request.form.get("do") == "renew":
        return _renewal_page(capability, AccessCode.generate(), text, files)
    if request.form.get("do") == "receipt":
        return receipt_page(capability, text, files)
    if request.form.get("do") == "wording":
        return wording(capability)
    if request.form.get("do") == "read":
        return _mailbox_page(capability, text=text, files=files)
    if wanted := request.form.get("download"):
        return _download(capability, wanted)
    if answers.wanted():
        return _answer(capability, text, files)
    if text.strip() or files.files or files.problem or request.form.get("do") == "write":
        return _write(capability, text, files)
    return _mailbox_page(capability)


def _download(capability: Capability, wanted: str) -> Page:
    """A file of the conversation, by its blob's name. What cannot be given out leaves the mailbox open.

    Raises CodeUnknown, StoreAway (of the mailbox itself).
    """
    conversation = mailbox.read(this_intake().letterbox, capability)
    files = (file for line in conversation.lines if line.said for file in line.said.files)
    try:
        if file := next((file for file in files if file.blob == wanted), None):
            return download(read_file(this_intake().blobs, file), file.name, file.size)
        return _mailbox_page(capability, conversation, notice="file-gone")
    except BlobGone:
        return _mailbox_page(capability, conversation, notice="file-gone")
    except StoreAway:
        return _mailbox_page(capability, conversation, notice="file-away")


def _capability() -> Capability:
    """From the code if one was typed, else from the page. Raises CodeMistyped, CodeUnknown, CapabilityExpired."""
    if code := request.form.get("code", ""):
        return mailbox.open_mailbox(this_intake().letterbox, AccessCode.parse(code))
    return Capability.open(request.form.get("capability", ""), this_intake().capability_key, now())


def _write(capability: Capability, text: str, files: FormFiles) -> Page:
    page_name, intake = request.form.get("capability", ""), this_intake()
    if files.problem:
        return _mailbox_page(capability, wrong={FIELD: files.problem}, text=text, files=files)
    try:
        clean = optional_text(text) if files.files else check_text(text)
        new = mailbox.write_on(intake.letterbox, capability, clean, today(), page_name, files.named)
    except (TextMissing, TextTooLong) as refused:
        return _mailbox_page(capability, wrong={"message": refused}, text=text, files=files)
    if not new:
        discard_unless_named(intake.blobs, intake.letterbox, files.files)
    return _mailbox_page(capability, notice="sent" if new else "sent-before")


def _answer(capability: Capability, text: str, files: FormFiles) -> Page:
    """What was typed as a message, and its files, stay for the button that sends them."""
    if files.problem:
        return _mailbox_page(capability, wrong={FIELD: files.problem}, text=text, files=files)
    sent = answers.send(capability)
    return _mailbox_page(capability, wrong=sent.wrong, text=text, notice=sent.notice, files=files, done=sent.fields)


def _renew(capability: Capability, typed: str, text: str, files: FormFiles) -> Page:
    try:
        new = AccessCode.parse(typed)
    except CodeMistyped:  # we wrote that field: show another new code, nothing has changed yet
        return _renewal_page(capability, AccessCode.generate(), text, files, {"code_noted": CodeNotNoted()})
    if not request.form.get("code_noted"):
        return _renewal_page(capability, new, text, files, {"code_noted": CodeNotNoted()})
    renewed = mailbox.renew_code(this_intake().letterbox, capability, new)
    return _mailbox_page(renewed, text=text, files=files, notice="renewed")


def _sealed(capability: Capability) -> str:
    return str(capability.seal(this_intake().capability_key, now()))


def _mailbox_page(
    capability: Capability,
    conversation: mailbox.Conversation | None = None,
    wrong: Wrong | None = None,
    text: str = "",
    notice: str = "",
    files: FormFiles | None = None,
    done: tuple[str, ...] = (),
) -> Page:
    conversation = conversation or mailbox.read(this_intake().letterbox, capability)
    page = render_template(
        "intake/mailbox.html",
        conversation=conversation,
        questions=conversation.questions(today()),
        answer_of=asking.answer_of,
        meeting_pending=asking.meeting_pending(conversation.lines),
        drafts=answers.drafts(done),
        capability=_sealed(capability),
        text=text,
        files=files or FormFiles(),
        limits=this_intake().limits,
        notice=notice,
        today=today(),
        functions=functions(),
        errors=sentences(wrong or {}),
        text_limit=TEXT_LIMIT,
    )
    return page, NOT_GIVEN.get(notice) or status(wrong or {})


def _renewal_page(
    capability: Capability, new: AccessCode, text: str, files: FormFiles, wrong: Wrong | None = None
) -> Page:
    page = render_template(
        "intake/renew.html",
        capability=_sealed(capability),
        new_code=new,
        text=text,
        files=files,
        errors=sentences(wrong or {}),
    )
    return page, status(wrong or {})


def _door(wrong: Wrong, text: str = "", new_code: str = "", files: FormFiles | None = None) -> Page:
    page = render_template(
        "intake/door.html",
        errors=sentences(wrong),
        text=text,
        files=files or FormFiles(),
        new_code=new_code,
        code=request.form.get("code", ""),
        page_name=request.form.get("capability", ""),
        noted=bool(request.form.get("code_noted")),
    )
    return page, status(wrong)
