"""What several of the office's pages need."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from ...errors import ChoiceMissing, NotAllowed, Refused
from ...usecases.desk import Desk
from ..forms import Failed

NONE = Failed()


def the_office() -> Any:
    """The application, with what it works with."""
    return current_app


def topics() -> dict[str, str]:
    """The institution's topics by id."""
    return {topic.id: topic.label for topic in the_office().institution.topics}


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


def failed_at(form: str, refused: Refused, text_field: str, choice_field: str) -> Failed:
    """The refusal at the field it speaks of: the choice for what cannot be done, the text for what is missing in it."""
    of_choice = choice_field and isinstance(refused, NotAllowed | ChoiceMissing)
    return Failed.of(form, choice_field if of_choice else text_field, refused)
