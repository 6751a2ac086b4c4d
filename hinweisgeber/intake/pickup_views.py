"""Pages for browsers that write down what is posted: they fetch them from an address of their own.

Chromium keeps the body of a POST with the page that answered it, and puts it into its session files when that page is
loaded anew or gone back to. A page behind a 303 has no body. With script nothing is posted by a page; browsers that
write nothing down, and plain clients, get their answer at once.
"""

from __future__ import annotations

import re
from functools import partial

from flask import Response, after_this_request, g, render_template, request

from ..crypto.errors import CapabilityExpired
from ..usecases.reporter import pickup
from ..web.app import now
from .common import Page, this_intake

TRAIL = "trail"  # the hidden field
WARNING = re.compile(rb"<!--stays-->.*?<!--/stays-->", re.DOTALL)  # on a page that is answered at once (base.html)
# For Back, Chromium keeps pages in memory, but only those with 200. One that shows a mailbox or a code is to be asked
# for again: it may be over.
NOT_FOR_MEMORY = 203
# What Chromium says when it asks for a page itself, and no other browser; a script asks for anything. Client hints it
# sends only while script is on. Of all this nginx passes on the first, or nothing: deploy/nginx.
MARKS = ("image/apng", "application/signed-exchange")


def see_other(response: Response) -> None:
    """Leaves the page to be fetched and turns the answer into a 303 to it, where that helps and there is room."""
    is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
    if not is_page or not may_leave() or _is_crowded():
        return
    intake, body = this_intake(), WARNING.sub(b"", response.get_data())
    ends = {name: g.get(name) for name in ("trail_id", "visit_id", "locator") if g.get(name)}
    page = pickup.WaitingPage(body, response.status_code, bool(g.get("scripted")), **ends)
    if slip := pickup.leave(intake.letterbox, intake.page_keys, page, now()):
        response.set_data(b"")
        response.status_code = 303
        response.headers["Location"] = f"/weiter?{slip}"


def trail() -> str:
    """For a hidden field, and for the address of "Seite schnell verlassen": by it all pages end that were left to be
    fetched with this one. Empty where none is left."""
    if not may_leave():
        return ""
    intake = this_intake()
    if "trail" not in g:
        followed = pickup.follow(intake.letterbox, intake.page_keys, carried(), now())
        g.trail_id, g.trail = followed.trail_id, followed.seal(intake.page_keys, now())
    return str(g.trail)


def carried() -> str:
    """The trail as the form brought it; empty where the form could not be read."""
    return request.form.get(TRAIL, "") if "form" in request.__dict__ else ""


def end_trail(text: str) -> None:
    """Ends the trail that `text` leads to, before this is answered; where writers must wait, after that: nobody who
    leaves stands in line."""
    intake = this_intake()
    end = partial(pickup.end, intake.letterbox, intake.page_keys, text, now())
    if not _is_crowded():
        return end()

    @after_this_request
    def later(response: Response) -> Response:
        response.call_on_close(end)
        return response


def fetched() -> Page:
    """The page, for two minutes; later one that says so. Only to who comes from a page of ours: somebody else's link
    would lead into a writing that is theirs."""
    if not _from_our_page():
        return render_template("intake/fetched.html")
    intake = this_intake()
    try:
        page = pickup.fetch(intake.letterbox, intake.page_keys, request.query_string.decode("ascii", "replace"), now())
    except CapabilityExpired:
        return render_template("intake/fetched.html")
    g.scripted = page.scripted
    status = NOT_FOR_MEMORY if page.shows_access and page.status == 200 else page.status
    return Response(page.body, status, mimetype="text/html")


def writes_down() -> bool:
    """Whether a browser like Chromium has posted a form without script. Others do not say what they are."""
    accepted = request.headers.get("Accept", "")
    return request.method == "POST" and any(mark in accepted for mark in MARKS)


def may_leave() -> bool:
    """Whether it will come for a page, and say then that it comes from one of ours."""
    return writes_down() and _from_our_page()


def _from_our_page() -> bool:
    """By what browsers say of the address they ask for, and cannot be made to say by a page of others."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _is_crowded() -> bool:
    """Whether writers must wait: then reports go first."""
    meter = this_intake().meter
    return meter is not None and meter.writes.seconds_until(1) > 0
