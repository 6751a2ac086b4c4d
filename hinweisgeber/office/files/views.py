"""What is done with a file: original as a download only, working copy, preview, redaction, destruction."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Any

from flask import Response, g

from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.filenames import safe_name
from ...domain.errors.fields import TextMissing
from ...errors import Refused
from ...sandbox import Scanner, draws, unseen_undrawn
from ...sandbox.errors import CannotScan, PagesTooMany, SecondsBeyond
from ...store.errors import BlobGone, StoreAway
from ...usecases.leaving import copies, destruction, evidence
from ...usecases.leaving.copies import Region
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import FileNotFound
from ...web.routes import Route, Who, get, post
from ...web.wire.downloads import SANDBOX, download
from ..acting import acts
from ..auth import Page, desk, kept_page
from ..errors import BoxPageMissing, CornerAlone, PageMissing
from ..forms import Failed
from ..shared import the_office
from . import marking, regions, together
from . import words as of_files
from .forms import DestroyFileForm, DrawForm, RedactForm, ScanForm, WorkingCopyForm
from .page import blobs, file_page, page_asked_for, pages_of

SIDE = 240  # dots of the small pictures in the list of all files: twice as many as are shown
SHOWN = {"image/png", "image/jpeg", "audio/mpeg", "audio/ogg", "audio/mp4", "audio/flac", "audio/wav"}


def original(number: str, blob: str) -> Response:
    """The file as it was sent: a download, never shown."""
    return _given(evidence.find(desk(), number, blob).file)


def copy(number: str, blob: str, name: str) -> Response:
    """A working or redacted copy as a download."""
    return _given(evidence.find(desk(), number, blob).copy(name).file)


def _given(file: Attachment) -> Response:
    pieces = evidence.content(blobs(), file)
    first = next(pieces, b"")  # what is wrong with a small file is said on a page; a large one breaks off
    return download(chain((first,), pieces), safe_name(file.name), file.size)


def preview(number: str, blob: str, name: str, page: int) -> Response:
    """One page of a copy as an image, or a copy's sound. Made in the sandbox, and sandboxed again in the browser.

    Where none can be made, the answer is a page that says why.
    """
    return _shown(number, blob, name, page)


def small(number: str, blob: str, name: str) -> Response:
    """The first page of a copy as a small picture, for the list of all files; made like a large one."""
    return _shown(number, blob, name, 1, SIDE)


def _shown(number: str, blob: str, name: str, page: int, side: int | None = None) -> Response:
    found = evidence.find(desk(), number, blob)
    try:
        shown = evidence.show(blobs(), found.copy(name), page, side)
    except PagesTooMany as error:
        raise PageMissing() from error
    if shown.mimetype not in SHOWN:
        raise BlobGone()
    response = Response(shown.content, mimetype=shown.mimetype)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def make_copy(number: str, blob: str) -> Page:
    """A copy without metadata; of what cannot be shown otherwise its pages are drawn at once, and if that fails, the
    page says why. Of a long recording comes a page that grows while it is made."""
    made = _copied(number, blob)
    if steps := g.pop("steps", None):
        return together.growing(together.WORKING_COPY, steps)
    if not (isinstance(made, Response) and draws()):
        return made
    found = evidence.find(desk(), number, blob)
    unseen = found.can_be_drawn and found.working_copy and unseen_undrawn(found.working_copy.mimetype)
    return _drawn_with_copy(number, blob) if unseen else made


@acts(WorkingCopyForm, file_page)
def _copied(at: Desk, form: WorkingCopyForm, number: str, blob: str) -> None:
    store = blobs()
    g.steps = together.begun(lambda watch: copies.make_working_copy(at, store, number, blob, form.password, watch))


@acts(DrawForm, file_page)
def draw(at: Desk, form: DrawForm, number: str, blob: str) -> None:
    """The pages of a document or text, where they were not drawn with its working copy."""
    copies.make_drawn_copy(at, blobs(), number, blob)


@acts(DrawForm, file_page)
def _drawn_with_copy(at: Desk, form: DrawForm, number: str, blob: str) -> str:
    copies.make_drawn_copy(at, blobs(), number, blob)
    return WorkingCopyForm.step


def scan(number: str, blob: str) -> Page:
    """The page with the virus scanner's answer on it, which is not kept. 404 where no scanner is set."""
    scanner: Scanner | None = the_office().scanner
    if scanner is None:
        raise FileNotFound()
    try:
        return file_page(number, blob, scanned=evidence.scan(desk(), blobs(), scanner, number, blob))
    except StoreAway as away:
        return kept_page(away)
    except CannotScan as refused:
        return file_page(number, blob, Failed.of(ScanForm, refused))


def redact(number: str, blob: str) -> Page:
    """Form `redact`: carried out, or shown again with what was marked on the picture. Of a long recording comes a page
    that grows, as of its working copy; what was written stands on it where it fails in the end."""
    if not marking.pressed():
        done = _redacted(number, blob)
        steps = g.pop("steps", None)
        return together.growing(g.pop("of"), steps) if steps else done
    try:
        found = evidence.find(desk(), number, blob)
        return file_page(number, blob, marking.changed(blobs(), found, page_asked_for(pages_of(found.pages))))
    except StoreAway as away:
        return kept_page(away)
    except Refused as refused:
        return file_page(number, blob, Failed.of(RedactForm, refused))


@acts(RedactForm, file_page)
def _redacted(at: Desk, form: RedactForm, number: str, blob: str) -> None:
    try:
        wanted = _wanted(form, evidence.find(at, number, blob).pages)
        store, what = blobs(), (form.reason, form.once, form.word, form.anew, form.no_picture)
        g.of = together.redaction(form.seconds, form.reason)
        g.steps = together.begun(lambda watch: copies.redact(at, store, number, blob, wanted, *what, watch=watch))
    except PagesTooMany as error:
        raise BoxPageMissing() from error
    except SecondsBeyond as error:
        raise error.at("seconds") from None


@acts(DestroyFileForm, file_page, to="/faelle/{number}")
def destroy(at: Desk, form: DestroyFileForm, number: str, blob: str) -> None:
    """Afterwards there is no page of the file to go back to."""
    destruction.destroy_file(at, blobs(), number, blob, form.reason, form.once)


def _wanted(form: RedactForm, copy: Copy | None) -> list[Region]:
    """What is to be covered beside words. Raises TextMissing where there is nothing, BoxWrong, SecondsWrong,
    CornerAlone."""
    if marking.corner_of(form.corner):
        raise CornerAlone()
    if not (form.word or form.boxes or form.seconds or form.no_picture):
        raise TextMissing().at(next(iter(of_files.places(copy.mimetype if copy else "")), ""))
    return [*regions.boxes(form.boxes), *regions.seconds(form.seconds)]


def _of_part(view: Callable[..., Any]) -> Callable[..., Any]:
    """The same for the `part`-th file that was found in a file."""

    @wraps(view)
    def of_part(number: str, blob: str, part: int, **more: Any) -> Any:
        return view(number=number, blob=evidence.find_part(desk(), number, blob, part).file.blob, **more)

    of_part.__name__ = f"{view.__name__}_of_part"  # addresses are known by it
    return of_part


FILE = "/faelle/<number>/datei/<blob>"
_OF_ALL: tuple[Route, ...] = (
    get(FILE, file_page, Who.HOLDER),
    get(f"{FILE}/original", original, Who.HOLDER),
    get(f"{FILE}/kopie/<name>", copy, Who.HOLDER),
    get(f"{FILE}/kopie/<name>/klein", small, Who.HOLDER),
    get(f"{FILE}/kopie/<name>/seite/<int:page>", preview, Who.HOLDER),
    post(f"{FILE}/arbeitskopie", make_copy, Who.HOLDER, WorkingCopyForm),
    post(f"{FILE}/seiten", draw, Who.HOLDER, DrawForm),
    post(f"{FILE}/pruefung", scan, Who.HOLDER, ScanForm),
    post(f"{FILE}/schwaerzung", redact, Who.HOLDER, RedactForm),
)
ROUTES: tuple[Route, ...] = (
    *_OF_ALL,
    *(one._replace(rule=one.rule.replace(FILE, f"{FILE}/teil/<int:part>"), view=_of_part(one.view)) for one in _OF_ALL),
    post(f"{FILE}/vernichtung", destroy, Who.RESPONSIBLE, DestroyFileForm),  # what is in a file goes with it
)
