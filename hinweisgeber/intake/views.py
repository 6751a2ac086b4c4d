"""The intake's pages. No cookie, no session: what a page must remember stands sealed in a hidden field."""

from __future__ import annotations

from flask import abort, render_template, request, send_file

from ..web.routes import BY_ADDRESS, Route, Who, get, post
from ..web.unchanging import unchanging
from .common import Page, this_intake
from .mailbox_views import mailbox_door, mailbox_post
from .pickup_views import end_trail, fetched
from .receipt_views import key_ring
from .report_views import assault_form, confirmation, report_form, report_post
from .security_txt import security_txt


@unchanging()
def index() -> str:
    """Who reads this, can they find me, what happens when, what must I not do."""
    return render_template("intake/index.html")


@unchanging()
def external_bodies() -> str:
    """Where else one can report."""
    return render_template("intake/externe_meldestellen.html")


@unchanging()
def assault() -> str:
    """Attacked or threatened at work: 110, who helps, and the way to a report (§ 3 HinSchG: usually out of scope)."""
    return render_template("intake/angriff.html")


@unchanging()
def guide() -> str:
    """Where a concern belongs; it can be reported here all the same (§ 7 Abs. 2 HinSchG)."""
    return render_template("intake/wohin.html")


@unchanging()
def privacy() -> str:
    """DSGVO Art. 13."""
    return render_template("intake/datenschutz.html")


@unchanging()
def accessibility() -> str:
    """The statement of BITV 2.0."""
    return render_template("intake/barrierefreiheit.html")


@unchanging()
def imprint() -> str:
    """DDG § 5."""
    return render_template("intake/impressum.html")


def sign_language() -> Page:
    """The institution's video in sign language, if there is one."""
    video = this_intake().video
    if video is None or not video.is_file():
        abort(404)
    return send_file(video, conditional=True)


@unchanging()
def _left() -> str:
    return render_template("intake/left.html")


def leave() -> Page:
    """Left in a hurry: a page that says nothing of what was here; what the browser holds of us goes, and what waits
    for it."""
    end_trail(request.query_string.decode("ascii", "replace"))
    page = _left()
    page.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return page


ROUTES: tuple[Route, ...] = (
    get("/", index, Who.ANYBODY),
    get("/melden", report_form, Who.ANYBODY),
    post("/melden", report_post, Who.ANYBODY, BY_ADDRESS),
    get("/angekommen", confirmation, Who.ANYBODY),
    get("/weiter", fetched, Who.ANYBODY),
    get("/weg", leave, Who.ANYBODY),
    get("/melden/angriff", assault_form, Who.ANYBODY),  # a path: nothing is ever told in a query
    get("/postfach", mailbox_door, Who.ANYBODY),
    post("/postfach", mailbox_post, Who.ANYBODY, BY_ADDRESS, "write"),
    get("/angriff", assault, Who.ANYBODY),
    get("/wohin", guide, Who.ANYBODY),
    get("/externe-meldestellen", external_bodies, Who.ANYBODY),
    get("/datenschutz", privacy, Who.ANYBODY),
    get("/barrierefreiheit", accessibility, Who.ANYBODY),
    get("/impressum", imprint, Who.ANYBODY),
    get("/gebaerdensprache", sign_language, Who.ANYBODY),
    get("/schluesselbund", key_ring, Who.ANYBODY),
    get("/.well-known/security.txt", security_txt, Who.ANYBODY),
)
