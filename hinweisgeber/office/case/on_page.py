"""One form of the case page, one act: then the page again, or the refusal on it. And text blocks, put into a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import redirect, request

from ...domain.errors.fields import ChoiceMissing
from ...errors import Refused
from ...store.errors import BlobGone, StoreAway
from ...usecases.officer import casework
from ...usecases.officer.desk import Desk
from ...web.staging import FIELD, FormFiles
from ..auth import Page, desk, kept_page
from ..dialogue.blocks import blocks_for
from ..errors import CannotSend
from ..forms import Failed
from ..shared import failed_at, told_at, typed
from .views import case_page


def on_case_page(
    number: str,
    form: str,
    text_field: str,
    act: Callable[[Desk], str | object],
    choice_field: str = "",
    files: FormFiles | None = None,
    fields: Mapping[type[Refused], str] | None = None,
) -> Page:
    """One act; then the case page again (so a reload repeats nothing), or the refusal on the page.

    The act may return the name of a notice. A refusal is told at the field it speaks of; `fields`: those of their own.
    """
    try:
        done = act(desk())
    except Refused as refused:  # a case nobody may see answers 404 here as everywhere: its page is not found
        of_files = files is not None and (refused is files.problem or isinstance(refused, CannotSend | BlobGone))
        if isinstance(refused, StoreAway) and not of_files:
            return kept_page(refused, files.state if files else None)
        field = FIELD if of_files else text_field
        return case_page(number, told_at(form, field, choice_field, fields)(refused), files)
    notice = done if isinstance(done, str) else request.path.rsplit("/", 1)[1]
    return redirect(f"/faelle/{number}?erledigt={notice}#erledigt", 303)


def insert_block(number: str, form: str, files: FormFiles | None = None) -> Page:
    """The page again, with the chosen text block after what was typed. Nothing is sent."""
    try:
        case = casework.look(desk(), number).case
    except StoreAway as away:
        return kept_page(away, files.state if files else None)
    block = next((one for one in blocks_for(form, case) if one.id == typed("block")), None)
    if block is None:
        return case_page(number, failed_at(form, ChoiceMissing(), "block", ""), files)
    text = "\n\n".join(part for part in (typed("message").rstrip(), block.text.strip()) if part)
    shown = Failed.unsent(form, message=text, block="")
    if files and files.problem:  # a file did not come along, and that must not pass unsaid
        shown = replace(Failed.of(form, FIELD, files.problem), typed=shown.typed)
    return case_page(number, shown, files, notice="baustein")
