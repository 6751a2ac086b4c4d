"""A form that could not be carried out: it is kept, by its own id, until it can be sent again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from ..web.routes import Route
from ..web.wire.requests import PortalRequest
from ..web.wire.staging import STATE
from .fields import SECRET, FormField
from .forms import OfficeForm, sent_id

LOCAL = re.compile(r"/(?!/)[A-Za-z0-9/_-]{0,200}")
_NUMBER = "<n>|<number>"  # in the id of a form
_OF_PAGE = {"seen", "shown", "whose"}  # goes along with what was typed, and is nothing that anybody would lose
_NOT_KEPT = {"csrf_token", "username", "once", "kept", "weiter", "lost"} | SECRET
_NOT_KEPT |= {"secret_offer", "app_code", "present_code"}  # of the second factor: over when they were sent
_NOT_KEPT |= {"stufe", "wer", "faellig", "page"}  # choices of the list, which are quickly made again


@dataclass(frozen=True)
class Kept:
    """The form, by its id on the page; where it was going; and what was typed."""

    form: str
    path: str
    fields: tuple[tuple[str, str], ...]
    unread: str = ""  # instead of all that: what came and cannot be read, for who wrote it

    @classmethod
    def of_request(cls, staged: str | None = None) -> Kept | None:
        """What this post has brought along. `staged`: its files, where they wait; without it those just sent are lost,
        and the field `lost` says so."""
        if request.method != "POST" or not LOCAL.fullmatch(request.path):
            return None
        not_kept = _NOT_KEPT if staged is None else _NOT_KEPT | {STATE, "remove"}
        typed = [(name, text) for name, text in request.form.items(multi=True) if name not in not_kept]
        uploads = cast(PortalRequest, request).uploads
        if staged:
            typed.append((STATE, staged))
        elif uploads is not None and (uploads.attachments or uploads.problem):
            typed.append(("lost", "1"))
        return cls(_id_of_request(), request.path, tuple(typed)) if any(map(_is_typed, typed)) else None

    def text(self) -> str:
        """For a hidden field."""
        return self.unread or json.dumps([self.form, self.path, self.fields], ensure_ascii=False)

    @property
    def page(self) -> str:
        """The page the form stood on, as far as the address tells."""
        return "/faelle" if self.unread else page_of(self.path)

    @property
    def declared(self) -> type[OfficeForm]:
        """The form as it is declared for this address; one without fields for what is declared nowhere."""
        known = (form for form in _declared(_route(self.path)) if re.fullmatch(_pattern(form), self.form))
        return next(known, OfficeForm)

    def field(self, name: str) -> FormField[Any] | None:
        """The field of this name."""
        return next((one for one in self.declared.fields if one.name == name), None)

    @classmethod
    def parse(cls, text: str) -> Kept | None:
        """Reads what `text` wrote, here or in the version before, whose pages did not name the form. None for nothing;
        what cannot be read is `unread`."""
        if not text:
            return None
        try:
            *said, path, pairs = json.loads(text)
            fields = tuple((str(name), str(value)) for name, value in pairs)
            if len(said) < 2 and isinstance(path, str) and LOCAL.fullmatch(path):
                return cls(str(said[0]) if said else _id_by_address(path, fields), path, fields)
        except (ValueError, TypeError, RecursionError):
            pass
        return cls("", "", (), text)


def _is_typed(field: tuple[str, str]) -> bool:
    name, text = field
    return name not in _OF_PAGE and bool(text.strip())


def page_of(path: str) -> str:
    """The page a form's address belongs to: its case, its register, its list."""
    parts = path.strip("/").split("/")
    return "/" + "/".join(parts[: 2 if parts[0] == "faelle" else 1])


def _id_of_request() -> str:
    form = _sent(_declared(cast(Any, current_app).routes.get(request.endpoint)), request.form.get("form"))
    return sent_id(form) if form else ""


def _id_by_address(path: str, fields: tuple[tuple[str, str], ...]) -> str:
    """One that the declared form may have."""
    form = _sent(_declared(_route(path)), dict(fields).get("form"))
    return re.sub(_NUMBER, "0", form.id) if form else ""


def _sent(declared: tuple[type[OfficeForm], ...], asked: str | None) -> type[OfficeForm] | None:
    """`asked`: which one, where several lead to one address."""
    return next((form for form in declared if form.id == asked or form is declared[-1]), None)


def _route(path: str) -> Route | None:
    """What is declared of this address, for what is posted to it."""
    office: Any = current_app
    try:
        endpoint = office.url_map.bind("").match(path, "POST")[0]
    except HTTPException:
        return None
    route: Route = office.routes[endpoint]
    return route


def _declared(route: Route | None) -> tuple[type[OfficeForm], ...]:
    return cast(tuple[type[OfficeForm], ...], route.declared if route else ())


def _pattern(form: type[OfficeForm]) -> str:
    return re.sub(_NUMBER, "[A-Za-z0-9-]{1,40}", form.id)
