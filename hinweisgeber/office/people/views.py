"""The officers in the key ring, and where one wants one's own notices."""

from __future__ import annotations

from flask import render_template

from ... import mail
from ...config import RING_NOTICE
from ...usecases.officer import rekey, suspension
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, outcome, the_office
from .forms import MailForm


def people(failed: Failed = NONE) -> Page:
    """The officers in the key ring. This page grants no key."""
    at = desk()
    with at.cabinet.read() as cabinet:
        names, address = cabinet.usernames(), cabinet.mail_address(at.officer_id)
        suspended = suspension.until(cabinet, at.ring, at.today)
    page = render_template(
        "office/people/page.html",
        ring=at.ring,
        names=names,
        suspended=suspended,
        today=at.today,
        ending=[function for function, _ in at.ring.ending(at.today, RING_NOTICE)],
        unreceived=at.ring.unreceived(at.today, at.today + RING_NOTICE),
        address=address,
        mail_hours=the_office().mail_hours,
        mail_text=mail.TEXT,
        mail_subject=mail.SUBJECT,
        **outcome(failed),
        rekey_left=len(rekey.waiting(at)),
    )
    return page, failed.status


@acts(MailForm, people)
def set_mail_address(at: Desk, form: MailForm) -> None:
    """One's own address for notices; empty for none."""
    with at.cabinet.write() as cabinet:
        if cabinet.mail_address(at.officer_id) != form.mail:
            cabinet.set_mail_address(at.officer_id, form.mail)


ROUTES: tuple[Route, ...] = (
    get("/verwaltung", people, Who.MEMBER),
    post("/verwaltung/benachrichtigung", set_mail_address, Who.OFFICER, MailForm),
)
