"""One's own account. Only its owner sees it, in whatever role."""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import gettext as _

from ...usecases.officer import own_sessions, passphrase, suggestion
from ...usecases.officer.desk import Desk
from ...web.app import now
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, known_device
from ..forms import Failed
from ..shared import NONE, outcome, the_office
from . import words
from .forms import DeviceForm, PassphraseForm, SessionsForm


def account(failed: Failed = NONE) -> Page:
    """The passphrase, with a new suggestion each time, and one's own sessions."""
    mine = own_sessions.own_sessions(the_office().cabinet, g.me.officer_id, g.me.session, now())
    others = [(one.handle, words.told(one)) for one in mine if not one.here]
    page = render_template(
        "office/account/page.html",
        sessions=mine,
        device=words.device,
        kind=next((one.kind for one in mine if one.here), ""),
        others=[(own_sessions.ALL_OTHERS, _("Alle anderen")), *others] if others else [],
        suggestion=suggestion.suggested(),
        bits=suggestion.bits(),
        words_drawn=suggestion.WORDS,
        words_known=len(suggestion.word_list()),
        **outcome(failed),
    )
    return page, failed.status


@acts(PassphraseForm, account)
def change_passphrase(at: Desk, form: PassphraseForm) -> None:
    """At once; this session goes on, all others of this person end."""
    office = the_office()
    person = at.ring.get(at.officer_id)
    about = (g.me.username, person.function if person else "", office.institution.name, office.institution.short)
    typed = passphrase.NewPassphrase(form.passphrase, form.new_passphrase, form.again_passphrase, about)
    who = passphrase.Asking(at.officer_id, g.me.username, g.me.session, request.remote_addr or "", known_device())
    passphrase.change_own(at.cabinet, at.ring, who, typed, at.today, now())


@acts(DeviceForm, account)
def call_device(at: Desk, form: DeviceForm) -> None:
    """What one calls the device of this session."""
    own_sessions.call_device(at.cabinet, g.me.session, form.kind)


@acts(SessionsForm, account)
def end_sessions(at: Desk, form: SessionsForm) -> None:
    """One of one's other sessions, or all of them."""
    own_sessions.end_own(at.cabinet, at.officer_id, g.me.session, form.which)


ROUTES: tuple[Route, ...] = (
    get("/konto", account, Who.MEMBER),
    post("/konto/passphrase", change_passphrase, Who.MEMBER, PassphraseForm),
    post("/konto/geraet", call_device, Who.MEMBER, DeviceForm),
    post("/konto/sitzungen", end_sessions, Who.MEMBER, SessionsForm),
)
