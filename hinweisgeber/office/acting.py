"""One form, one act: it is read, carried out, and the page comes again with what was done, or with why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import redirect, request

from ..errors import Refused
from ..store.errors import StoreAway
from ..usecases.officer.desk import Desk
from .auth import Page, desk, kept_page
from .forms import Failed, Form, read

P = ParamSpec("P")
Carried = Callable[Concatenate[Desk, Form, P], object]


def acts(
    form: type[Form], page: Callable[..., Page], *, to: str = "", loud: tuple[type[Refused], ...] = ()
) -> Callable[[Carried[Form, P]], Callable[P, Page]]:
    """Makes a view of an act. The act may return the name of another notice than its form's.

    Afterwards comes the page that stands one step above the address (so a reload repeats nothing), or `to`, which takes
    the parts of the address. A refusal is told on `page`, those in `loud` on a page of their own.
    """

    def view_of(act: Carried[Form, P]) -> Callable[P, Page]:
        @wraps(act)
        def view(*args: P.args, **kwargs: P.kwargs) -> Page:
            try:
                done = act(desk(), read(form), *args, **kwargs)
            except StoreAway as away:
                return kept_page(away)
            except loud:
                raise
            except Refused as refused:
                return page(*args, **kwargs, failed=Failed.of(form, refused))
            return onward(done if isinstance(done, str) else form.done or form.step, to.format(**kwargs))

        return view

    return view_of


def onward(notice: str, to: str = "") -> Page:
    """To the page one step above this address, or to another one, where it is said what was done."""
    return redirect(f"{to or request.path.rsplit('/', 1)[0]}?erledigt={notice}#erledigt", 303)
