"""Text blocks of the institution: which form offers which, and how one comes into a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from flask import request

from ...domain.errors.fields import ChoiceMissing
from ...store.errors import StoreAway
from ...usecases.officer import reading
from ...web.wire.staging import FIELD, FormFiles
from ..auth import Page, desk, kept_page
from ..case.blocks import blocks_for
from ..case.views import case_page
from ..forms import Failed, OfficeForm


def takes_blocks(form: type[OfficeForm]) -> Callable[[Callable[[str], Page]], Callable[[str], Page]]:
    """The view of a form with a second button, `insert`, that puts a block into its text."""

    def view_of(view: Callable[[str], Page]) -> Callable[[str], Page]:
        @wraps(view)
        def one_of_two(number: str) -> Page:
            return insert_block(number, form) if request.form.get("do") == "insert" else view(number)

        return one_of_two

    return view_of


def insert_block(number: str, form: type[OfficeForm], files: FormFiles | None = None) -> Page:
    """The page again, with the chosen text block after what was typed. Nothing is sent."""
    try:
        case = reading.look(desk(), number).case
    except StoreAway as away:
        return kept_page(away, files.state if files else None)
    chosen, typed = request.form.get("block", ""), request.form.get("message", "")
    block = next((one for one in blocks_for(form.id, case) if one.id == chosen), None)
    if block is None:
        return case_page(number, Failed.of(form, ChoiceMissing().at("block")), files)
    text = "\n\n".join(part for part in (typed.rstrip(), block.text.strip()) if part)
    shown = Failed.unsent(form, message=text, block="")
    if files and files.problem:  # a file did not come along, and that must not pass unsaid
        shown = replace(Failed.of(form, files.problem.at(FIELD)), typed=shown.typed)
    return case_page(number, shown, files, notice="baustein")
