"""What every request and every answer of a face goes through: where it comes from, its headers, its line in the log."""

from __future__ import annotations

from typing import cast

from flask import Response, abort, g, render_template, request
from werkzeug.exceptions import HTTPException

from .. import refusals
from ..errors import Refused
from .app import Face, sentence_of, this_face
from .assets import allowed_by_page, static
from .errors import CrossSite
from .failures import failure_page, http_page, refused_page, send_again
from .languages import stay
from .origin import provably_ours
from .ready import from_this_machine
from .routes import Who, get
from .wire.downloads import SANDBOX, send
from .wire.logs import access
from .wire.requests import PortalRequest


def frame(face: Face) -> None:
    """Puts this around all that a face does."""
    face.before_request(look_where_from)
    face.teardown_request(forget_files)
    face.after_request(finish)
    face.register_error_handler(Refused, refused_page)
    face.register_error_handler(HTTPException, http_page)
    face.register_error_handler(Exception, failure_page)
    face.install(
        (
            get("/healthz", healthz, Who.ANYBODY),
            get("/readyz", readyz, Who.MACHINE),
            get("/static/<name>", static, Who.ANYBODY),
        )
    )


def look_where_from() -> None:
    """Notes whether this request provably comes from our own pages. Raises CrossSite for a post that a browser says
    comes from elsewhere, where the face refuses those.
    """
    face = this_face()
    g.ours = provably_ours(face.secure)
    if not face.refuses_foreign or g.ours or request.method in ("GET", "HEAD", "OPTIONS"):
        return
    foreign_page = request.headers.get("Sec-Fetch-Site", "none") != "none"
    if foreign_page or request.headers.get("Origin", "null") != "null":
        raise CrossSite()


def may_be_kept() -> None:
    """This answer holds nothing secret, and a browser may show it again: going back keeps what was typed."""
    g.may_be_kept = True


def finish(response: Response) -> Response:
    """The headers of every answer, and its line in the log: day, method, route, status, nothing else."""
    status = response.status_code
    if not g.get("sent_again"):
        this_face().see_other(response)
    for name, value in this_face().headers.items():
        if name == "Cache-Control" and request.endpoint == "static" and response.status_code == 200:
            continue
        if name == "Content-Security-Policy" and SANDBOX in response.headers.get(name, ""):
            continue  # a file given out is under stricter rules than a page
        response.headers[name] = value
    if g.get("may_be_kept") and response.status_code == 200:
        response.headers["Cache-Control"] = "private, no-cache"
    if allowed := allowed_by_page():
        response.headers["Content-Security-Policy"] += allowed
    stay(response)
    this_face().even_out(response)
    asked = cast(PortalRequest, request)
    if status in (413, 415) or (status == 503 and asked.is_at_hand):
        asked.read_on()
    send(response, too_many)
    access(request.method, request.endpoint, response.status_code)
    return response


def too_many(response: Response, refused: Refused) -> None:
    """A page that says so takes the place of a long one."""
    missed, status = this_face().missed(), refusals.status_of(refused)
    sentence, advice = sentence_of(missed or refused), "" if missed else send_again()
    page = render_template("shared/error.html", sentence=sentence, advice=advice, status=status, me=g.get("me"))
    response.headers.pop("Content-Encoding", None)
    response.set_data(page)
    response.status_code = status
    this_face().even_out(response)


def forget_files(_error: BaseException | None) -> None:
    """Its place and its memory are free for others, unless its answer needs them still; files that came with it and
    nobody kept are deleted."""
    ended = cast(PortalRequest, request)
    if not ended.is_sent_on:
        ended.leave()
        ended.purse.close()
        ended.shown.close()
    if ended.uploads is not None:
        ended.uploads.drop_unkept()


def healthz() -> Response:
    """Answers while the process lives; says nothing."""
    return Response("ok\n", mimetype="text/plain")


def readyz() -> Response:
    """Whether the face can do its work: two words, and only to who watches this machine from itself."""
    if not from_this_machine(request.environ):
        abort(404)
    ready = this_face().readiness.ready()
    return Response("ready\n" if ready else "not ready\n", 200 if ready else 503, mimetype="text/plain")
