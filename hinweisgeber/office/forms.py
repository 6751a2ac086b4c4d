"""Forms of the office, each declared once: its id and address, its fields, its button. And what a sent one brings
along: a token against second clicks, and what was typed when it was refused."""

from __future__ import annotations

import dataclasses
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from flask import request

from ..domain.errors.case import NotAllowed
from ..errors import Refused
from ..refusals import is_ours, status_of
from ..usecases.officer.errors import ChangedMeanwhile
from ..web.app import sentence_of
from .fields import SECRET, FormField, Words

_NOT_TYPED = {"csrf_token", "once", "seen", "do", "app_code", "present_code"} | SECRET


class OfficeForm:
    """A form, its fields in the order of the page; an instance is what was sent, each field by its name.

    `id` has `<n>` where a page has one for each of several things (its field `n`), `<number>` for the file of the
    address. A refusal that speaks of no field of the form is told at `told_at`, and at `barred_at` where it is that the
    case does not allow what was chosen.
    """

    id: ClassVar[str]
    step: ClassVar[str] = ""  # the last step of its address
    named: ClassVar[bool] = True  # whether its id stands on the page; one without is known by its address
    button: ClassVar[Words] = ""
    style: ClassVar[str] = "secondary"
    icon: ClassVar[str | None] = None
    wide: ClassVar[bool] = False  # a button as wide as its column
    decides: ClassVar[bool] = True  # whether it enters something in a file: then it says what its sender had seen
    two: ClassVar[tuple[str, ...]] = ()  # rows of the table of power by which sending it may only propose
    done: ClassVar[str] = ""  # what the page says then, by the name of the notice; by default the step
    told_at: ClassVar[str] = ""
    above: ClassVar[tuple[type[Refused], ...]] = ()  # what is told above the form, at no field of it
    barred_at: ClassVar[str | None] = None
    fields: ClassVar[tuple[FormField[Any], ...]] = ()

    def __init_subclass__(cls) -> None:
        own = (one for one in vars(cls).values() if isinstance(one, FormField))
        cls.fields = tuple({one.name: one for one in (*cls.fields, *own)}.values())

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    @property
    def once(self) -> str:
        """Names this very sending."""
        return once_of_form()

    @classmethod
    def shown_id(cls, n: object) -> str:
        """Its id on the page, for the thing of this number."""
        return re.sub("<n>|<number>", str(n), cls.id)

    @classmethod
    def field_of(cls, refused: Refused) -> str:
        """The field at which a refusal is told; "" above the form."""
        if isinstance(refused, cls.above):
            return ""
        if any(one.name == refused.field for one in cls.fields):
            return refused.field
        barred = cls.barred_at is not None and isinstance(refused, NotAllowed)
        return cls.barred_at or "" if barred else cls.told_at

    @classmethod
    def called(cls) -> dict[str, Words]:
        """How a sentence above the form calls its fields."""
        return {one.name: one.called for one in cls.fields}


Form = TypeVar("Form", bound=OfficeForm)


def read(form: type[Form]) -> Form:
    """The form as it was sent. Raises what a field refuses, with that field."""
    values = {}
    for field in form.fields:
        try:
            values[field.name] = field.read(request.form)
        except Refused as refused:
            raise refused.at(field.name) from None
    return form(values)


def sent_id(form: type[OfficeForm]) -> str:
    """The id that the form had on the page from which it was sent."""
    return form.shown_id((request.view_args or {}).get("number") if "<number>" in form.id else typed_number())


def typed_number() -> int:
    """The number of the thing on its page; -1, which nothing has, for nonsense."""
    text = request.form.get("n", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


@dataclass(frozen=True)
class Failed:
    """A form that was refused: which one, at which field, why, and what was typed in it. Empty when none was."""

    form: str = ""
    field: str = ""
    sentence: str = ""
    status: int = 200
    typed: dict[str, str] = dataclasses.field(default_factory=dict)
    ours: bool | None = False
    declared: type[OfficeForm] = OfficeForm
    refused: Refused | None = None
    seen: str = ""  # what its sender had seen, as long as they are not shown what is new

    @classmethod
    def of(cls, form: type[OfficeForm], refused: Refused) -> Failed:
        """From the request that was refused."""
        told = sentence_of(refused), status_of(refused), _typed(), is_ours(refused)
        if isinstance(refused, ChangedMeanwhile):
            return cls(sent_id(form), "", *told, form, refused)
        return cls(sent_id(form), form.field_of(refused), *told, form, refused, request.form.get("seen", ""))

    @classmethod
    def unsent(cls, form: type[OfficeForm], **changed: str) -> Failed:
        """A form that is shown again without having been sent, with some of what was typed changed."""
        typed, seen = {**_typed(), **changed}, request.form.get("seen", "")
        return cls(sent_id(form), typed=typed, declared=form, seen=seen)

    @property
    def news(self) -> ChangedMeanwhile | None:
        """What was new to who sent it, if that is why it was refused."""
        return self.refused if isinstance(self.refused, ChangedMeanwhile) else None

    def seen_in(self, form: str, shown: int) -> str:
        """What the form with this id says its sender has seen: what this page shows, or what the page before did."""
        return self.seen if self.seen and form == self.form else str(shown)

    @property
    def labels(self) -> dict[str, Words]:
        """How its fields are called above it."""
        return self.declared.called()

    def written(self, people: Mapping[str, str]) -> list[tuple[Words, Words]]:
        """What was typed and chosen, for a page that has no such form: how each field is called, and its words."""
        fields = ((one, self.typed.get(one.name, "")) for one in self.declared.fields)
        told = ((one.called, text, one.told(text, people)) for one, text in fields if text)
        return [(called, text if words is None else words) for called, text, words in told if words != ""]

    @property
    def errors(self) -> dict[str, str]:
        """For the page's title and its error summary."""
        return {self.field: self.sentence} if self.sentence else {}

    def error(self, form: str, field: str) -> str | None:
        """The sentence at this field."""
        return self.sentence if (form, field) == (self.form, self.field) else None

    def text(self, form: str, field: str, otherwise: str = "") -> str:
        """What was typed into this field, or what stands there anyway."""
        return self.typed.get(field, "") if form == self.form else otherwise


class Wrong(Failed):
    """A form that was refused at several fields at once; what was typed is what the form shows."""

    def __init__(self, wrong: Mapping[str, Refused]) -> None:
        super().__init__()
        self.__dict__["several"] = {name: sentence_of(refused) for name, refused in wrong.items()}

    @property
    def errors(self) -> dict[str, str]:
        """All of them."""
        return dict(self.__dict__["several"])

    def error(self, form: str, field: str) -> str | None:
        """See Failed."""
        return self.errors.get(field)


def _typed() -> dict[str, str]:
    return {name: text for name, text in request.form.items() if name not in _NOT_TYPED}


def seen_of_form() -> int:
    """Up to which entry the page had shown the file; 0 where it does not say."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def once() -> str:
    """A token that names one page's forms."""
    return secrets.token_urlsafe(12)


def once_of_form(*more: object) -> str:
    """Names this very sending: page, form and all that was typed.

    So a second click changes nothing, while another text sent from the same page (after the browser's way back, or
    out of a second tab) is an act of its own and never lost. `more`: what else was sent (JSON values), such as files.
    """
    if not request.form.get("once"):
        return ""
    fields = sorted((name, text) for name, text in request.form.items(multi=True) if name != "csrf_token")
    return json.dumps([request.path, fields, *more])
