"""What several of the office's pages need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, cast, overload

from flask import current_app, request

from ..domain.case.casefile import CaseFile
from ..domain.case.flags import SECRECY
from ..domain.ending import destroying
from ..domain.errors.case import NotAllowed
from ..domain.errors.fields import ChoiceMissing, DateMissing
from ..errors import Refused
from ..usecases.officer.desk import Desk
from ..web.app import sentence_of
from .equipment import OfficeFace
from .forms import Failed

NONE = Failed()


def the_office() -> OfficeFace:
    """The office that answers this request, with what it works with."""
    return cast(OfficeFace, current_app)


def topics() -> dict[str, str]:
    """The institution's topics by id."""
    return {topic.id: topic.label for topic in the_office().institution.topics}


def guarded(case: CaseFile) -> dict[str, Any]:
    """What every page of a case shows above its content: the small circle, and which secrecy holds (§ 6 HinSchG)."""
    return {"small_circle": case.small_circle, "secrecy": [flag for flag in case.flags if flag in SECRECY]}


def kept_because(case: CaseFile, at: Desk) -> str:
    """Why this officer may destroy nothing in the case now, in words; empty when they may."""
    refused = destroying.against(case, at.officer_id)
    return sentence_of(refused) if refused else ""


def people_at(at: Desk) -> dict[str, str]:
    """How officers are called on the pages: function and user name."""
    with at.cabinet.read() as cabinet:
        names = cabinet.usernames()
    return {o.officer_id: f"{o.function} ({names.get(o.officer_id, '–')})" for o in at.ring.everyone}


def typed(name: str) -> str:
    """What was typed into a field."""
    return request.form.get(name, "")


def chosen(name: str) -> str:
    """A choice. Raises ChoiceMissing."""
    if not (choice := typed(name)):
        raise ChoiceMissing()
    return choice


@overload
def day_of(name: str) -> date: ...
@overload
def day_of(name: str, optional: Literal[True]) -> date | None: ...
def day_of(name: str, optional: bool = False) -> date | None:
    """A day that was typed; None where it may be left out and was. Raises DateMissing."""
    if optional and not typed(name).strip():
        return None
    try:
        return date.fromisoformat(typed(name))
    except ValueError:
        raise DateMissing() from None


def place_of(name: str) -> int:
    """A number that a hidden field carries; -1, which nothing has, for nonsense."""
    text = typed(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def failed_at(form: str, refused: Refused, text_field: str, choice_field: str) -> Failed:
    """The refusal at the field it speaks of: the choice for what cannot be done, the text for what is missing in it."""
    of_choice = choice_field and isinstance(refused, NotAllowed | ChoiceMissing)
    return Failed.of(form, choice_field if of_choice else text_field, refused)


def told_at(
    form: str, text_field: str = "", choice_field: str = "", fields: Mapping[type[Refused], str] | None = None
) -> Callable[[Refused], Failed]:
    """How to tell refusals of this form, `failed_at` for all but those in `fields`, which have a field of their own."""

    def failed(refused: Refused) -> Failed:
        own = next((field for kind, field in (fields or {}).items() if isinstance(refused, kind)), "")
        return Failed.of(form, own, refused) if own else failed_at(form, refused, text_field, choice_field)

    return failed
