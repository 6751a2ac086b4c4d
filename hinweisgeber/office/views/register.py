"""The register of measures."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request

from ...errors import FileNotFound, Refused, StoreAway
from ...usecases import measures
from ...usecases.desk import Desk
from ..auth import Page, desk, kept_page
from ..forms import Failed, once, once_of_form
from .shared import NONE, chosen, failed_at, people_at, typed


def measure_register() -> Page:
    """All measures; they outlive their cases."""
    return _measures_page()


def _measures_page(failed: Failed = NONE) -> Page:
    at = desk()
    page = render_template(
        "office/measures.html",
        views=measures.register(at),
        people=people_at(at),
        today=at.today,
        failed=failed,
        errors=failed.errors,
        notice=request.args.get("erledigt", ""),
        once=once(),
    )
    return page, failed.status


def _carry_out_measure(number: str, text_field: str, act: Callable[[Desk], object], choice_field: str = "") -> Page:
    try:
        act(desk())
    except FileNotFound:
        raise
    except StoreAway as away:
        return kept_page(away)
    except Refused as refused:
        return _measures_page(failed_at(number, refused, text_field, choice_field))
    return redirect(f"/massnahmen?erledigt={request.path.rsplit('/', 1)[1]}#erledigt", 303)


def measure_done(number: str) -> Page:
    """The measure is carried out."""
    return _carry_out_measure(number, "", lambda at: measures.done(at, number, once_of_form()))


def measure_rated(number: str) -> Page:
    """Did it work?"""

    def rate(at: Desk) -> object:
        return measures.rate(at, number, chosen("effect"), typed("reason"), once_of_form())

    return _carry_out_measure(number, "reason", rate, "effect")
