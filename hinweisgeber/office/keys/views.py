"""The keys of one case, giving up one's own because one is biased, and new keys for all open ones, some at a time: no
script is needed, and nothing is lost when it breaks off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from ...usecases.officer import recusal, rekey
from ...usecases.officer.bound import Bound
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import KeysNotRenewed, NobodyElse
from ...usecases.officer.reading import FileView
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page
from ..forms import Failed
from ..people.views import people
from ..shared import NONE, the_office
from ..subpages import subpage
from .forms import RecuseForm, RekeyForm

IN_ONE_GO = Bound(seconds=5)  # somebody waits before the page; many that fail take none of it from the others


def keys(number: str) -> Page:
    """Who holds the key of a case."""
    return subpage(number, "office/keys/page.html", _keys)


def _keys(at: Desk, view: FileView) -> Mapping[str, Any]:
    return {"keys": rekey.keys_of_case(at, view.case.number)}


def biased(number: str, failed: Failed = NONE) -> Page:
    """What it means to declare that one is biased, and the form."""
    return subpage(number, "office/keys/biased.html", _biased, failed)


def _biased(at: Desk, view: FileView) -> Mapping[str, Any]:
    try:
        recusal.require_others(at, view.case.number)
    except NobodyElse as alone:
        return {"told": _told(), "alone": alone.values["numbers"]}
    return {"told": _told(), "alone": ""}


def _told() -> str:
    """What the reporter reads: neither who nor why."""
    return _(
        "Eine Person aus unserer Stelle (%(office)s) hat erklärt, dass sie in Ihrer Sache befangen ist. Sie arbeitet "
        "an Ihrer Meldung nicht mehr mit und hat keinen Schlüssel mehr zur Akte. Andere aus der Stelle kümmern sich "
        "weiter darum. Sie müssen nichts tun.",
        office=the_office().institution.office_name,
    )


@acts(RecuseForm, biased, to="/faelle")
def recuse(at: Desk, form: RecuseForm, number: str) -> None:
    """The officer leaves the case; they see it no more."""
    recusal.recuse(at, number, form.reason, _told(), form.once)


@acts(RekeyForm, people)
def renew(at: Desk, form: RekeyForm) -> None:
    """New keys for the next of the cases that need them."""
    renewed = rekey.renew_some(at, IN_ONE_GO)
    if renewed.failed and not renewed.done:  # what failed beside others is all that is left for the next time
        raise KeysNotRenewed(numbers=", ".join(renewed.failed))


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/schluessel", keys, Who.HOLDER),
    get("/faelle/<number>/befangen", biased, Who.HOLDER),
    post("/faelle/<number>/befangen", recuse, Who.HOLDER, RecuseForm),
    post("/verwaltung/schluessel", renew, Who.OFFICER, RekeyForm),
)
