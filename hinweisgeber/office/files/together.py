"""All files of a case on one page, all working copies that are missing in one go, and one that takes minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from flask import Response, request, stream_template
from flask_babel import lazy_gettext as _

from ...domain.dialogue.attachment import Copy
from ...errors import Refused
from ...sandbox import Watch
from ...store.errors import StoreAway
from ...usecases.leaving import all_copies, evidence
from ...usecases.leaving.all_copies import Progress
from ...usecases.leaving.watched import Part, watched
from ...usecases.officer.desk import Desk
from ...usecases.officer.reading import FileView
from ...web.app import sentence_of
from ...web.routes import Route, Who, get, post
from ...web.wire.staging import FormFiles
from ..auth import Page, desk, kept_page
from ..forms import Failed
from ..shared import NONE, the_office
from ..subpages import subpage
from .forms import AllCopiesForm


def all_files(number: str, failed: Failed = NONE, chosen: FormFiles | None = None) -> Page:
    """Every file, those found in files too, and what has been made of it; and the form by which an officer takes one on
    file. `chosen`: what waits for that form."""

    def more(at: Desk, view: FileView) -> Mapping[str, Any]:
        files = evidence.every(at, view.case.number)
        return {
            "files": files,
            "missing": all_copies.missing(files),
            "same": evidence.same_content(files),
            "chosen": chosen or FormFiles(),
            "limits": the_office().limits,
        }

    return subpage(number, "office/files/all.html", more, failed)


def make_all(number: str) -> Page:
    """Form `all-copies`: the answer grows by a line with each copy. Whoever leaves it, or a server that stops, ends the
    making; what was made is kept, and the form makes the rest."""
    steps = all_copies.make_all(desk(), the_office().blobs, number)
    try:
        first = next(steps, None)  # what closes the page must not come in its midst
    except StoreAway as away:
        return kept_page(away)
    every = _Counted(chain([first], steps) if first else iter(()))
    return _streamed("office/files/making.html", number=number, steps=every, sentence_of=sentence_of)


class _Counted:
    """The steps, and how many there were of each kind when the last is over."""

    def __init__(self, steps: Iterator[Progress]) -> None:
        self._steps, self.made, self.refused = steps, 0, 0

    def __iter__(self) -> Iterator[Progress]:
        for step in self._steps:
            self.made += bool(step.copy)
            self.refused += not (step.copy or step.part)
            yield step


def begun(work: Callable[[Watch], Copy | None]) -> Iterator[Part] | None:
    """What there is to be said of work that takes minutes; None where it is over at once. Raises what it raises."""
    steps = watched(work, _as_it_is)
    first = next(steps, None)
    return None if first is None else chain([first], steps)


def _as_it_is(part: Part) -> Part:
    return part


@dataclass(frozen=True)
class LongCopy:
    """What a page that grows says of the copy that is made: what it is called, where it stands on the page of its file,
    and `typed` what was asked for."""

    title: Any  # a lazy sentence, like the others
    going: Any
    done: Any
    failed: Any
    anchor: str
    onward: Any
    typed: str = ""


WORKING_COPY = LongCopy(
    _("Arbeitskopie"),
    _("Die Arbeitskopie entsteht"),
    _("Die Arbeitskopie ist erstellt"),
    _("Die Arbeitskopie ließ sich nicht erstellen"),
    "arbeitskopie",
    _("Zur Arbeitskopie"),
)
_REDACTION = LongCopy(
    _("Geschwärzte Kopie"),
    _("Die geschwärzte Kopie entsteht"),
    _("Die geschwärzte Kopie ist erstellt"),
    _("Die geschwärzte Kopie ließ sich nicht erstellen"),
    "schwaerzung",
    _("Zur geschwärzten Kopie"),
)


def redaction(*typed: str) -> LongCopy:
    """The same of a redacted copy, for which this was typed."""
    said = (one.strip() for one in typed)
    return replace(_REDACTION, typed="\n".join(one for one in said if one))


def growing(of: LongCopy, steps: Iterator[Part]) -> Page:
    """A page that grows while one long copy is made, and says at its end whether there is one."""
    here = request.path.rsplit("/", 1)[0]
    return _streamed("office/files/long.html", of=of, here=here, steps=_Ended(steps), sentence_of=sentence_of)


class _Ended:
    """The steps, and why there is no copy when the last is over."""

    def __init__(self, steps: Iterator[Part]) -> None:
        self._steps = steps
        self.refused: Refused | None = None

    def __iter__(self) -> Iterator[Part]:
        try:
            yield from self._steps
        except Refused as refused:
            self.refused = refused


def _streamed(template: str, **values: Any) -> Response:
    response = Response(stream_template(template, **values), mimetype="text/html")
    response.headers["X-Accel-Buffering"] = "no"  # else nginx would keep the lines until there are many
    return response


_AT = "/faelle/<number>/dateien"
ROUTES: tuple[Route, ...] = (
    get(_AT, all_files, Who.HOLDER),
    post(_AT, make_all, Who.HOLDER, AllCopiesForm),
)
