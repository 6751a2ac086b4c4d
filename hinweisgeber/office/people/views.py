"""The officers in the key ring, and where one wants one's own notices."""

from __future__ import annotations

from flask import redirect, render_template, request

from ... import mail
from ...config import RING_NOTICE
from ...domain.address import plain_address
from ...domain.errors.fields import AddressWrong
from ...store.errors import StoreAway
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk, kept_page
from ..forms import Failed
from ..shared import NONE, failed_at, the_office, typed


def people() -> Page:
    """The officers in the key ring. This page grants no key."""
    return _people_page()


def _people_page(failed: Failed = NONE) -> Page:
    at = desk()
    with at.cabinet.read() as cabinet:
        names, address = cabinet.usernames(), cabinet.mail_address(at.officer_id)
    page = render_template(
        "office/people/page.html",
        ring=at.ring,
        names=names,
        today=at.today,
        ending=[function for function, day in at.ring.last_days().items() if day - at.today <= RING_NOTICE],
        address=address,
        mail_hours=the_office().mail_hours,
        mail_text=mail.TEXT,
        mail_subject=mail.SUBJECT,
        failed=failed,
        errors=failed.errors,
        notice=request.args.get("erledigt", ""),
    )
    return page, failed.status


def set_mail_address() -> Page:
    """One's own address for notices; empty for none."""
    at, wanted = desk(), typed("mail").strip()
    try:
        address = plain_address(wanted) if wanted else None
        with at.cabinet.write() as cabinet:
            if cabinet.mail_address(at.officer_id) != address:
                cabinet.set_mail_address(at.officer_id, address)
    except StoreAway as away:
        return kept_page(away)
    except AddressWrong as wrong:
        return _people_page(failed_at("mail", wrong, "mail", ""))
    return redirect("/verwaltung?erledigt=benachrichtigung#erledigt", 303)


ROUTES: tuple[Route, ...] = (
    get("/verwaltung", people, Who.OFFICER),
    post("/verwaltung/benachrichtigung", set_mail_address, Who.OFFICER, "mail-form"),
)
