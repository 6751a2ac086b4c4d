"""The pages beside the case page: each shows one matter of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template

from ..usecases.officer import reading
from ..usecases.officer.desk import Desk
from ..usecases.officer.reading import FileView
from .auth import Page, desk
from .forms import Failed
from .shared import NONE, guarded, outcome, people_at, seconds_at, topics

More = Callable[[Desk, FileView], Mapping[str, Any]]


def subpage(number: str, template: str, more: More, failed: Failed = NONE) -> Page:
    """A page about one case; `more` gives the template what it shows beside the case itself, and may have another word
    on what was done."""
    at = desk()
    view = reading.look(at, number)
    page = render_template(
        template,
        view=view,
        case=view.case,
        seen=view.seen,
        **guarded(view.case),
        people=(people := people_at(at)),
        seconds=seconds_at(at, number, people),
        topics=topics(),
        today=at.today,
        **{**outcome(failed), **more(at, view)},
    )
    return page, failed.status
