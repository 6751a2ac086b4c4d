"""The files of a case: original as a download only, working copy, preview, redaction, destruction."""

from __future__ import annotations

from flask import Response, render_template, request

from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.filenames import safe_name
from ...sandbox import Box, Scanner, ScanResult
from ...sandbox.errors import CannotScan, PagesTooMany
from ...store.blobs import BlobStore
from ...store.errors import BlobGone, StoreAway
from ...usecases.leaving import evidence
from ...usecases.officer.contents import lost_copies
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import FileNotFound
from ...usecases.reporter.files import read_file
from ...web.downloads import SANDBOX, download
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk, kept_page
from ..errors import BoxPageMissing, BoxWrong, PageMissing
from ..forms import Failed, once
from ..shared import NONE, guarded, kept_because, people_at, the_office
from .forms import DestroyFileForm, RedactForm, ScanForm, WorkingCopyForm

PDF = "application/pdf"
SHOWN_AS = {"image": "image", "video": "image", "audio": "sound", "text": "text"}  # of a film its first picture
SHOWN = {"image/png", "image/jpeg", "audio/mpeg", "audio/ogg", "audio/mp4", "audio/flac", "audio/wav"}


def file_page(number: str, blob: str, failed: Failed = NONE, scanned: ScanResult | None = None) -> Page:
    """All about one file."""
    at = desk()
    found = evidence.find(at, number, blob)
    looked_at = found.copy(request.args["kopie"]) if "kopie" in request.args else found.working_copy
    page, pages = request.args.get("seite", 1, type=int), _pages(looked_at)
    template = render_template(
        "office/files/page.html",
        number=number,
        **guarded(found.case),
        found=found,
        lost_copies=lost_copies(at, number, blob),
        copy=found.working_copy,
        looked_at=looked_at,
        people=people_at(at),
        shown_as=_shown_as(looked_at),
        text=_text(looked_at),
        pages=pages,
        page=page if 1 <= page <= (pages or page) else 1,
        scans=the_office().scanner is not None,
        kept_because=kept_because(found.case, at),
        scanned=scanned,
        failed=failed,
        errors=failed.errors,
        notice=request.args.get("erledigt", ""),
        once=once(),
    )
    return template, failed.status


def _shown_as(copy: Copy | None) -> str:
    """`image`, `sound`, `text`, or nothing. The page itself never waits for the sandbox: its picture or sound does."""
    return SHOWN_AS.get(copy.mimetype.partition("/")[0] if copy.mimetype != PDF else "image", "") if copy else ""


def _pages(copy: Copy | None) -> int:
    """How many pages a copy has; 0 for a PDF of which nobody noted it: they are turned one by one."""
    return copy.pages or (0 if copy.mimetype == PDF else 1) if copy else 1


def _text(copy: Copy | None) -> str | None:
    """What a copy of a text says; None for others, and while it cannot be read."""
    if copy is None or _shown_as(copy) != "text":
        return None
    try:
        return evidence.show_text(_blobs(), copy)
    except (BlobGone, StoreAway):
        return None


def original(number: str, blob: str) -> Response:
    """The file as it was sent: a download, never shown."""
    return _given(evidence.find(desk(), number, blob).file)


def copy(number: str, blob: str, name: str) -> Response:
    """A working or redacted copy as a download."""
    return _given(evidence.find(desk(), number, blob).copy(name).file)


def _given(file: Attachment) -> Response:
    return download(read_file(_blobs(), file), safe_name(file.name), file.size)


def preview(number: str, blob: str, name: str, page: int) -> Response:
    """One page of a copy as an image, or a copy's sound. Made in the sandbox, and sandboxed again in the browser.

    Where none can be made, the answer is a page that says why.
    """
    found = evidence.find(desk(), number, blob)
    try:
        shown = evidence.show(_blobs(), found.copy(name), page)
    except PagesTooMany as error:
        raise PageMissing() from error
    if shown.mimetype not in SHOWN:
        raise BlobGone()
    response = Response(shown.content, mimetype=shown.mimetype)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@acts(WorkingCopyForm, file_page)
def make_copy(at: Desk, form: WorkingCopyForm, number: str, blob: str) -> None:
    """A copy without metadata."""
    evidence.make_working_copy(at, _blobs(), number, blob)


def scan(number: str, blob: str) -> Page:
    """The page with the virus scanner's answer on it, which is not kept. 404 where no scanner is set."""
    scanner: Scanner | None = the_office().scanner
    if scanner is None:
        raise FileNotFound()
    try:
        return file_page(number, blob, scanned=evidence.scan(desk(), _blobs(), scanner, number, blob))
    except StoreAway as away:
        return kept_page(away)
    except CannotScan as refused:
        return file_page(number, blob, Failed.of(ScanForm, refused))


@acts(RedactForm, file_page)
def redact(at: Desk, form: RedactForm, number: str, blob: str) -> None:
    """Boxes as percentages of the page, one line each."""
    try:
        evidence.redact(at, _blobs(), number, blob, _boxes(form.boxes), form.reason, form.once)
    except PagesTooMany as error:
        raise BoxPageMissing() from error


@acts(DestroyFileForm, file_page, to="/faelle/{number}")
def destroy(at: Desk, form: DestroyFileForm, number: str, blob: str) -> None:
    """Afterwards there is no page of the file to go back to."""
    evidence.destroy(at, _blobs(), number, blob, form.reason, form.once)


def _boxes(text: str) -> list[Box]:
    """Lines of `page left top right bottom`, the last four in percent. Raises BoxWrong with the line."""
    boxes = []
    for line in filter(str.strip, text.splitlines()):
        try:
            page, *edges = line.replace(",", ".").split()
            left, top, right, bottom = (float(edge) / 100 for edge in edges)
            boxes.append(Box(int(page), left, top, right, bottom))
        except ValueError as error:
            raise BoxWrong(line=line.strip()[:60]) from error
    return boxes


def _blobs() -> BlobStore:
    store: BlobStore = the_office().blobs
    return store


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/datei/<blob>", file_page, Who.HOLDER),
    get("/faelle/<number>/datei/<blob>/original", original, Who.HOLDER),
    get("/faelle/<number>/datei/<blob>/kopie/<name>", copy, Who.HOLDER),
    get("/faelle/<number>/datei/<blob>/kopie/<name>/seite/<int:page>", preview, Who.HOLDER),
    post("/faelle/<number>/datei/<blob>/arbeitskopie", make_copy, Who.HOLDER, WorkingCopyForm),
    post("/faelle/<number>/datei/<blob>/pruefung", scan, Who.HOLDER, ScanForm),
    post("/faelle/<number>/datei/<blob>/schwaerzung", redact, Who.HOLDER, RedactForm),
    post("/faelle/<number>/datei/<blob>/vernichtung", destroy, Who.RESPONSIBLE, DestroyFileForm),
)
