"""The office's pages. Every post is one act; a refusal shows the page again with what was typed."""

from __future__ import annotations

from typing import Any

from flask import g, redirect

from ..web.routes import Route, Who, get
from . import auth
from .account import views as account
from .case import acts
from .case import views as case
from .dialogue import feedback, oral, replies, talk
from .disclosures import views as disclosures
from .ending import keyless
from .ending import views as ending
from .factors import views as factors
from .files import destruction, filing, together
from .files import views as files
from .forms import OfficeForm
from .journal import views as journal
from .keys import views as keys
from .measures import views as measures
from .overview import calendar, handing
from .overview import views as overview
from .people import staff, training
from .people import views as people
from .persons import views as persons
from .power import views as power


def start() -> auth.Page:
    """The work begins with the list; an auditor's with the journal."""
    return redirect(auth.home_of(g.me.role), 303)


#: Where views stand. What each may have: `ROUTES`, and `WORDS` of the acts that it carries out.
MODULES: tuple[Any, ...] = (
    auth, overview, calendar, handing, oral, case, acts, replies, feedback, files, together, filing, talk, destruction,
    disclosures, persons, ending, keyless, measures, journal, people, staff, training, keys, power, account, factors,
)  # fmt: skip
ROUTES: tuple[Route, ...] = (
    get("/", start, Who.MEMBER),
    *(route for module in MODULES for route in module.ROUTES),
)
#: What each form sent to these addresses is, by the name of its class.
FORMS: dict[str, type[OfficeForm]] = {
    form.__name__: form for route in ROUTES for form in route.declared if issubclass(form, OfficeForm)
}
