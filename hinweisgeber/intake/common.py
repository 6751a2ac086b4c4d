"""What the intake's views share."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import current_app, g
from werkzeug.wrappers import Response

from .. import refusals
from ..crypto.capability import STAGED_LIFETIME, STATE, Visit
from ..crypto.code import AccessCode
from ..errors import Refused
from ..store.errors import FilesTaken
from ..usecases.reporter.box import Booth
from ..web.app import now, sentence_of, today
from ..web.wire.staging import FormFiles, form_files
from .equipment import IntakeFace

Page = str | tuple[str, int] | Response
Wrong = dict[str, Refused]  # what is wrong, by field name


def this_intake() -> IntakeFace:
    """The intake that answers this request."""
    return cast(IntakeFace, current_app)


def booth() -> Booth:
    """Where this request writes and reads."""
    return Booth(this_intake().letterbox, this_intake().ring.ring, today())


def is_ours() -> bool:
    """Whether this request provably comes from our own pages; if not, nothing it brings is shown as a code of ours."""
    return bool(g.ours)


def seal_state(payload: bytes) -> str:
    """What a form carries along, sealed for this intake and its siblings on other hosts."""
    return this_intake().page_keys.seal(STATE, payload, now(), STAGED_LIFETIME)


def seal_visit(visit: Visit) -> str:
    """An opened mailbox for the pages that show it; what is shown is over with it (pickup_views)."""
    g.visit_id = visit.visit_id
    return visit.seal(this_intake().page_keys, now())


def over_when_used(code: AccessCode) -> AccessCode:
    """A code that this page shows for the first time; once it opens a mailbox, the page is over (pickup_views)."""
    g.locator = code.box_locator
    return code


def files_of_form() -> FormFiles:
    """The files of the form this request brings; what waits is sealed under the intake's own keys."""
    return form_files(seal_state, lambda text: this_intake().page_keys.open(STATE, text, now()))


def without(files: FormFiles, taken: FilesTaken) -> FormFiles:
    """The files of a form but for those that another report has."""
    left = tuple(file for file in files.files if file.blob not in taken.blobs)
    return replace(files, files=left).sealed(seal_state, files.more)


def functions() -> dict[str, str]:
    """The functions of all officers ever, by id."""
    return {officer.officer_id: officer.function for officer in this_intake().ring.ring.everyone}


def topics() -> dict[str, str]:
    """The institution's topics by id."""
    return {topic.id: topic.label for topic in this_intake().institution.topics}


def sentences(wrong: Wrong) -> dict[str, str]:
    """What is wrong, as people read it."""
    return {name: sentence_of(refused) for name, refused in wrong.items()}


def whose(wrong: Wrong) -> bool | None:
    """Whose fault it is, for the heading above it all (refusals.is_ours): who made no mistake is told of none."""
    return next((refusals.is_ours(one) for one in wrong.values() if refusals.is_ours(one) is not False), False)


def status(wrong: Wrong) -> int:
    """The status of a page that shows what is wrong; 200 when nothing is."""
    return max((refusals.status_of(one) for one in wrong.values()), default=200)
