"""The page of the mailbox on which its reporter keeps somebody of the office from all that comes."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext

from ..crypto.capability import Visit
from ..crypto.ring import Officer
from ..errors import Refused
from ..store.errors import StoreAway
from ..usecases.reporter import mailbox
from ..usecases.reporter.errors import CodeUnknown, ExcludesLater, NobodyLeft, OnlyTheyRead
from ..web.app import today
from ..web.wire.staging import FormFiles
from .common import Page, Wrong, booth, functions, seal_visit, sentences, status, whose

OPENS, DOES = "exclude", "excluded"  # what the button `do` says: the page, and the act


def page(visit: Visit, text: str, files: FormFiles, wrong: Wrong | None = None) -> Page:
    """Who can be excluded; whatever was typed in the mailbox is carried along. Raises CodeUnknown, StoreAway."""
    found, wrong = mailbox.who_reads(booth(), visit.capability), wrong or {}
    shown = render_template(
        "intake/exclude.html",
        capability=seal_visit(visit),
        asks_end=not visit.proven,
        choices=[(one.officer_id, _called(one)) for one in found.choices],
        chosen=request.form.getlist("excluded"),
        out=[functions()[one] for one in found.out if one in functions()],
        text=text,
        files=files,
        externally=any(type(one) is NobodyLeft for one in wrong.values()),
        anew=any(type(one) in (OnlyTheyRead, ExcludesLater) for one in wrong.values()),
        errors=sentences(wrong),
        ours=whose(wrong),
    )
    return shown, status(wrong)


def _called(officer: Officer) -> str:
    """Everybody active can be excluded: a case may be assigned later to who gets no new reports."""
    if officer.receives(today()):
        return officer.function
    return gettext("%(function)s (liest nur Zugewiesenes)", function=officer.function)


def exclude(visit: Visit) -> tuple[str, Wrong]:
    """The notice to show in the mailbox, or what is wrong. Raises CodeUnknown, StoreAway."""
    try:
        chosen, name = request.form.getlist("excluded"), request.form.get("capability", "")
        new = mailbox.exclude(booth(), visit.capability, chosen, name)
    except (CodeUnknown, StoreAway):
        raise
    except Refused as refused:
        return "", {"excluded": refused}
    return "excluded" if new else "excluded-before", {}
