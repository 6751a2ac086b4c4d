"""The page of one file: its copies, what is looked at, what can be done with it."""

from __future__ import annotations

from flask import render_template, request

from ...domain.dialogue.attachment import Copy
from ...sandbox import ScanResult, draws
from ...sandbox.errors import FileEncrypted, PasswordWrong
from ...store.blobs import BlobStore
from ...store.errors import BlobGone, StoreAway
from ...usecases.leaving import evidence
from ...usecases.officer import reading
from ...usecases.officer.contents import lost_copies
from ...usecases.officer.errors import FileUnopened
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, guarded, kept_because, outcome, people_at, seconds_at, the_office
from . import marking
from . import words as of_files

PDF = "application/pdf"
SHOWN_AS = {"image": "image", "video": "image", "audio": "sound", "text": "text"}  # of a film its first picture


def file_page(number: str, blob: str, failed: Failed = NONE, scanned: ScanResult | None = None) -> Page:
    """All about one file."""
    at = desk()
    seen = reading.newest_act(at, number)
    found, before, after = evidence.among(at, number, blob)
    looked_at = found.copy(request.args["kopie"]) if "kopie" in request.args else found.pages
    pages = pages_of(looked_at)
    page = page_asked_for(pages)
    template = render_template(
        "office/files/page.html",
        number=number,
        seen=seen,
        **guarded(found.case),
        found=found,
        before=before,
        after=after,
        lost_copies=lost_copies(at, number, blob),
        copy=found.working_copy,
        draws=draws(),
        looked_at=looked_at,
        people=(people := people_at(at)),
        seconds=seconds_at(at, number, people),
        shown_as=_shown_as(looked_at),
        text=_text(looked_at),
        more_text=looked_at is not None and looked_at.file.size > evidence.TEXT_SHOWN,
        pages=pages,
        page=page,
        marks=marking.marks(failed),
        widths=marking.WIDTHS if _markable(found.pages) and looked_at == found.pages else (),
        scans=the_office().scanner is not None,
        kept_because=kept_because(found.case, at),
        scanned=scanned,
        asks=isinstance(failed.refused, FileEncrypted | PasswordWrong),
        **outcome(failed),
    )
    return template, failed.status


def _shown_as(copy: Copy | None) -> str:
    """`image`, `sound`, `text`, or nothing. The page itself never waits for the sandbox: its picture or sound does."""
    return SHOWN_AS.get(copy.mimetype.partition("/")[0] if copy.mimetype != PDF else "image", "") if copy else ""


def pages_of(copy: Copy | None) -> int:
    """How many pages a copy has; 0 for a PDF of which nobody noted it: they are turned one by one."""
    return copy.pages or (0 if copy.mimetype == PDF else 1) if copy else 1


def page_asked_for(pages: int) -> int:
    """The page asked for, or the first one."""
    page = request.args.get("seite", 1, type=int)
    return page if 1 <= page <= (pages or page) else 1


def _markable(copy: Copy | None) -> bool:
    """Whether boxes can be laid on its pages."""
    return copy is not None and "boxes" in of_files.places(copy.mimetype)


def _text(copy: Copy | None) -> str | None:
    """What a copy of a text says; None for others, and while it cannot be read."""
    if copy is None or _shown_as(copy) != "text":
        return None
    try:
        return evidence.show_text(blobs(), copy)
    except (BlobGone, FileUnopened, StoreAway):
        return None


def blobs() -> BlobStore:
    """Where files lie."""
    store: BlobStore = the_office().blobs
    return store
