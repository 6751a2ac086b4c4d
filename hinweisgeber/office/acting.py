"""One form, one act: it is read, carried out, and the page comes again with what was done, or with why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import redirect, request

from ..domain.errors.power import NeedsSecond
from ..errors import Refused
from ..store.errors import StoreAway
from ..usecases.officer.desk import Desk, Saw
from ..usecases.officer.sending import look_again
from .auth import Page, desk, kept_page
from .forms import Failed, Form, OfficeForm, read, seen_of_form

P = ParamSpec("P")
Carried = Callable[Concatenate[Desk, Form, P], object]


def acts(
    form: type[Form], page: Callable[..., Page], *, to: str = "", loud: tuple[type[Refused], ...] = ()
) -> Callable[[Carried[Form, P]], Callable[P, Page]]:
    """Makes a view of an act. The act may return the name of another notice than its form's, or that and the address
    of the page on which it is told.

    Afterwards comes the page that stands one step above the address (so a reload repeats nothing), or `to`, which takes
    the parts of the address. A refusal is told on `page`, those in `loud` on a page of their own.
    """

    def view_of(act: Carried[Form, P]) -> Callable[P, Page]:
        @wraps(act)
        def view(*args: P.args, **kwargs: P.kwargs) -> Page:
            try:
                at, sent = sending_desk(form), read(form)
                look_again(at, sent.once)
                done = act(at, sent, *args, **kwargs)
            except StoreAway as away:
                return kept_page(away)
            except loud:
                raise
            except NeedsSecond as waits:  # nothing is refused: it is proposed
                return to_proposal(waits)
            except Refused as refused:
                return page(*args, **kwargs, failed=Failed.of(form, refused))
            if isinstance(done, tuple):
                return onward(*done)
            return onward(done if isinstance(done, str) else form.done or form.step, to.format(**kwargs))

        return view

    return view_of


def sending_desk(form: type[OfficeForm]) -> Desk:
    """The desk of who sent a form, with what its page had shown of the file in the address, if it acts on one."""
    number = (request.view_args or {}).get("number")
    return replace(desk(), saw=Saw(number, seen_of_form())) if form.decides and number else desk()


def to_proposal(waits: NeedsSecond) -> Page:
    """To the page of what was proposed, where it is said that nothing is done yet."""
    return redirect(f"/faelle/{waits.number}/freigaben/{waits.n}?erledigt=vorgeschlagen#needs-second", 303)


def onward(notice: str, to: str = "") -> Page:
    """To the page one step above this address, or to another one, where it is said what was done."""
    return redirect(f"{to or request.path.rsplit('/', 1)[0]}?erledigt={notice}#erledigt", 303)
