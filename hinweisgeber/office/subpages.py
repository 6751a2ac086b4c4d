"""The pages beside the case page: each shows one matter of a case, and posts back to itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request

from ..domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT
from ..errors import Refused
from ..store.errors import StoreAway
from ..usecases.officer import casework
from ..usecases.officer.casework import FileView
from ..usecases.officer.desk import Desk
from .auth import Page, desk, kept_page
from .forms import Failed, once
from .shared import NONE, guarded, people_at, topics

More = Callable[[Desk, FileView], Mapping[str, Any]]


def subpage(number: str, template: str, more: More, failed: Failed = NONE) -> Page:
    """A page about one case; `more` gives the template what it shows beside the case itself."""
    at = desk()
    view = casework.look(at, number)
    page = render_template(
        template,
        view=view,
        case=view.case,
        **guarded(view.case),
        people=people_at(at),
        topics=topics(),
        today=at.today,
        failed=failed,
        errors=failed.errors,
        notice=request.args.get("erledigt", ""),
        once=once(),
        text_limit=TEXT_LIMIT,
        line_limit=LINE_LIMIT,
        **more(at, view),
    )
    return page, failed.status


def carry_out(
    number: str,
    act: Callable[[Desk], object],
    again: Callable[[str, Failed], Page],
    notice: str,
    failed: Callable[[Refused], Failed],
) -> Page:
    """One act of a sub-page; then that page again (so a reload repeats nothing), or the refusal on it (`again`).

    The form posts to the page's own address plus one step: the page is the address without it. An act may return the
    name of another notice. `failed` says which field a refusal speaks of.
    """
    try:
        done = act(desk())
    except StoreAway as away:
        return kept_page(away)
    except Refused as refused:
        return again(number, failed(refused))
    told = done if isinstance(done, str) else notice
    return redirect(f"{request.path.rsplit('/', 1)[0]}?erledigt={told}#erledigt", 303)
