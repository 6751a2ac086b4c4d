"""What the intake's views share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app
from werkzeug.wrappers import Response

from ..crypto.capability import open_staged, seal_staged
from ..errors import Refused
from ..web.app import now, sentence_of
from ..web.staging import FormFiles, form_files

if TYPE_CHECKING:
    from . import Intake

Page = str | tuple[str, int] | Response
Wrong = dict[str, Refused]  # what is wrong, by field name


def this_intake() -> Intake:
    """The intake that answers this request."""
    return cast("Intake", current_app)


def files_of_form() -> FormFiles:
    """The files of the form this request brings; what waits is sealed under the intake's own key."""
    key = this_intake().capability_key
    return form_files(lambda payload: seal_staged(key, payload, now()), lambda text: open_staged(key, text, now()))


def functions() -> dict[str, str]:
    """The functions of all officers ever, by id."""
    return {officer.officer_id: officer.function for officer in this_intake().ring.ring.everyone}


def sentences(wrong: Wrong) -> dict[str, str]:
    """What is wrong, as people read it."""
    return {name: sentence_of(refused) for name, refused in wrong.items()}


def status(wrong: Wrong) -> int:
    """The status of a page that shows what is wrong; 200 when nothing is."""
    return max((refused.status for refused in wrong.values()), default=200)
