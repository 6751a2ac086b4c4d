"""The keys of one case, and new keys for all open ones, some at a time: no script is needed, and nothing is lost when
it breaks off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...usecases.officer import rekey
from ...usecases.officer.bound import Bound
from ...usecases.officer.casework import FileView
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page
from ..people.views import people
from ..subpages import subpage
from .forms import RekeyForm

IN_ONE_GO = Bound(number=200, seconds=5)  # somebody waits before the page, and others before the store


def keys(number: str) -> Page:
    """Who holds the key of a case."""
    return subpage(number, "office/keys/page.html", _keys)


def _keys(at: Desk, view: FileView) -> Mapping[str, Any]:
    return {"keys": rekey.keys_of_case(at, view.case.number)}


@acts(RekeyForm, people)
def renew(at: Desk, form: RekeyForm) -> None:
    """New keys for the next of the cases that need them."""
    rekey.renew_some(at, IN_ONE_GO)


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/schluessel", keys, Who.HOLDER),
    post("/verwaltung/schluessel", renew, Who.OFFICER, RekeyForm),
)
