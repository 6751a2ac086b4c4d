"""What a form of the office brings along: a token against second clicks, and what was typed when it was refused."""

from __future__ import annotations

import dataclasses
import json
import secrets
from dataclasses import dataclass

from flask import request

from ..errors import Refused
from ..refusals import is_ours, status_of
from ..web.app import sentence_of

_NOT_TYPED = ("csrf_token", "once", "do")


@dataclass(frozen=True)
class Failed:
    """A form that was refused: which one, at which field, why, and what was typed in it. Empty when none was."""

    form: str = ""
    field: str = ""
    sentence: str = ""
    status: int = 200
    typed: dict[str, str] = dataclasses.field(default_factory=dict)
    ours: bool | None = False

    @classmethod
    def of(cls, form: str, field: str, refused: Refused) -> Failed:
        """From the request that was refused."""
        typed = {name: text for name, text in request.form.items() if name not in _NOT_TYPED}
        return cls(form, field, sentence_of(refused), status_of(refused), typed, is_ours(refused))

    @classmethod
    def unsent(cls, form: str, **changed: str) -> Failed:
        """A form that is shown again without having been sent, with some of what was typed changed."""
        typed = {name: text for name, text in request.form.items() if name not in _NOT_TYPED}
        return cls(form, typed={**typed, **changed})

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
