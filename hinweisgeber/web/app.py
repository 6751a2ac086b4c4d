"""The frame of both faces: a Flask app that keeps what it must not tell out of headers, files and logs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, abort, current_app, g, render_template, request
from flask_babel import Babel, gettext
from werkzeug.exceptions import HTTPException

from .. import refusals
from ..domain.case.deadlines import receipt_day
from ..errors import Broken, Refused
from ..store.blobs import BlobStore
from ..store.rate import Meter
from . import questions
from .assets import allowed_by_page, install_assets, static
from .errors import CrossSite
from .languages import FOLDER, HERE, language, languages, number_words, spoken, stay
from .messages import install_messages
from .origin import provably_ours
from .ready import Readiness, from_this_machine
from .routes import Route, Who, get
from .texts import install_texts
from .wire.bodies import Slots
from .wire.budget import PAGES, Budget
from .wire.downloads import SANDBOX, send
from .wire.form_reader import TextLimits
from .wire.logs import access, trouble
from .wire.requests import BODY_LIMIT, OF_TEXTS, PortalRequest
from .wire.uploads import Limits, size_words

CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # our own forms then name their Origin; to others nothing goes
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Face(Flask):
    """One face of the portal."""

    request_class = PortalRequest
    refuses_foreign = True  # posts that come from other sites

    def __init__(self, name: str, face: str, institution: object, *, secure: bool, threads: int) -> None:
        super().__init__(name, static_folder=None, template_folder=str(templates()))
        self.face, self.secure, self.headers = face, secure, dict(HEADERS)
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT)
        self.url_map.merge_slashes = False  # no redirects: what was posted would be lost on the way
        self.jinja_env.trim_blocks = self.jinja_env.lstrip_blocks = True
        self.languages = languages()
        self.context_processor(
            lambda: {"face": face, "institution": institution, "language": language(), "root": request.script_root}
        )
        Babel(  # type: ignore[no-untyped-call]
            self,
            default_locale=HERE,
            default_timezone="Europe/Berlin",
            default_translation_directories=str(FOLDER),
            locale_selector=language,
        )
        install_messages(self.jinja_env)
        install_texts(self.jinja_env, face)
        self.jinja_env.filters["filesize"] = size_words
        self.jinja_env.filters["grouped"] = number_words
        self.jinja_env.globals["of_questions"] = questions
        install_assets(self)
        self.routes = dict[str, Route]()  # by endpoint
        self.upload_store: BlobStore | None = None
        self.slots, self.budget, self.pages = Slots(threads), Budget(), Budget(PAGES)
        self.text_limits, self.text_limits_of = OF_TEXTS, dict[str, TextLimits]()  # of all forms, and by endpoint
        self.meter: Meter | None = None  # where strangers write
        self.limits, self.takes_files = Limits(), frozenset[str | None]()
        self.readiness = Readiness({})
        self.before_request(look_where_from)
        self.teardown_request(forget_files)
        self.after_request(finish)
        self.register_error_handler(Refused, refused_page)
        self.register_error_handler(HTTPException, http_page)
        self.register_error_handler(Exception, failure_page)
        self.install(
            (
                get("/healthz", healthz, Who.ANYBODY),
                get("/readyz", readyz, Who.MACHINE),
                get("/static/<name>", static, Who.ANYBODY),
            )
        )

    def install(self, routes: Iterable[Route]) -> None:
        """Adds addresses; `routes` keeps what is declared of each. Raises ValueError for a view that stands there
        twice."""
        for route in routes:
            endpoint = route.view.__name__
            if self.routes.setdefault(endpoint, route) is not route:
                raise ValueError(f"{endpoint} is declared twice")
            self.add_url_rule(route.rule, endpoint, route.view, methods=[route.method])

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """Addresses as people type them: `/Postfach/` is `/postfach`. What is posted went to an address of ours."""
        environ = spoken(environ, self.languages)
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") in ("GET", "HEAD") and not path.startswith("/static/"):
            plain = "/" + path.lower().strip("/")
            if plain != path and plain in self.plain_paths:
                environ = environ | {"PATH_INFO": plain}
        return super().wsgi_app(environ, start_response)

    @cached_property
    def plain_paths(self) -> frozenset[str]:
        """All addresses without a part of their own."""
        return frozenset(rule.rule for rule in self.url_map.iter_rules() if not rule.arguments)

    def day(self) -> date:
        """The day in Berlin."""
        return receipt_day(self.clock())

    def even_out(self, response: Response) -> None:
        """Makes lengths of answers tell little, where the face promises that."""

    def see_other(self, response: Response) -> None:
        """Lets a browser fetch the page that answers a POST from another address, where the face knows why."""

    def missed(self) -> Refused | None:
        """What is said in the place of all else where a page cannot be shown that is not there for long."""
        return None

    def form_again(self, status: int, sentence: str) -> tuple[str, int] | None:
        """The form that was posted, with what was typed and what went wrong; None where there is none to show."""
        return None

    def log_exception(self, exc_info: Any) -> None:
        """Flask would log the path and the exception's text; both can hold what nobody may read."""
        trouble(request.endpoint, exc_info[1])


def templates() -> Path:
    """Where the templates are: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def this_face() -> Face:
    """The face that answers this request."""
    return cast(Face, current_app)


def today() -> date:
    """The day in Berlin."""
    return this_face().day()


def now() -> int:
    """Seconds since the epoch."""
    return int(this_face().clock().timestamp())


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


def send_again() -> str:
    """What to do after a trouble that passes, where the form itself cannot be shown again: the browser still has it."""
    return str(
        gettext(
            "Lassen Sie dieses Fenster offen und laden Sie es in einigen Minuten neu. Fragt der Browser, ob er noch "
            "einmal senden soll, bestätigen Sie das: Dann ist nichts verloren."
        )
    )


def way_back() -> str:
    """What to do where sending the same once more would not help and the form itself cannot be shown again."""
    return str(
        gettext(
            "Gehen Sie im Browser einen Schritt zurück. Zeigt er dort nur eine Meldung, laden Sie die Seite neu und "
            "bestätigen Sie das Senden. Was Sie auf der letzten Seite geschrieben haben, kann dabei verloren gehen."
        )
    )


# -- errors become pages, here and nowhere else -----------------------------------------------------------------


def sentence_of(refused: Refused) -> str:
    """The refusal's sentence in the reader's language."""
    return refusals.sentence_of(refused, gettext)


def error_page(status: int, sentence: str) -> tuple[str, int]:
    """A page that says what went wrong and what to do; with the form that was posted wherever it has been read."""
    posted = request.method == "POST"
    if posted and "form" in request.__dict__:  # reading it now could fail again
        try:
            if again := this_face().form_again(status, sentence):
                return again
        except Exception as error:  # a page of its own must not hide what went wrong first
            trouble(request.endpoint, error)
    g.sent_again = True  # the page advises it, so it must be this answer that is loaded anew
    advice = "" if not posted else send_again() if status >= 500 else way_back()
    if missed := this_face().missed():
        sentence = sentence_of(missed)
    page = render_template("shared/error.html", sentence=sentence, advice=advice, status=status, me=g.get("me"))
    return page, status


def refused_page(refused: Refused) -> tuple[str, int]:
    """For refusals no view has answered with its own form."""
    return error_page(refusals.status_of(refused), sentence_of(refused))


def http_page(error: HTTPException) -> tuple[str, int] | HTTPException:
    """For what Flask itself refuses."""
    status = error.code or 500
    if status < 400:
        return error
    sentences = {
        400: gettext("Diese Anfrage war unvollständig."),
        404: gettext("Diese Seite gibt es nicht. Bitte gehen Sie über die Startseite."),
        405: gettext("Diese Adresse lässt sich so nicht aufrufen. Bitte gehen Sie über die Startseite."),
        413: gettext("Das ist zu viel auf einmal: Möglich sind %(limit)s MiB.", limit=BODY_LIMIT // 2**20),
    }
    return error_page(status, sentences.get(status, sentences[400]))


def failure_page(error: Exception) -> tuple[str, int]:
    """For what nobody expected: the page tells nothing of it, the log the kind and the place."""
    this_face().log_exception((type(error), error, sys.exc_info()[2]))
    sentence = (
        gettext(
            "Etwas Gespeichertes ließ sich nicht prüfen. Bitte sagen Sie der Stelle Bescheid, die diese Seiten "
            "betreibt."
        )
        if isinstance(error, Broken)
        else gettext("Auf unserer Seite ist ein Fehler aufgetreten. Versuchen Sie es in einigen Minuten noch einmal.")
    )
    return error_page(500, sentence)
