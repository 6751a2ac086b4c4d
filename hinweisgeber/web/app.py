"""The frame of both faces: a Flask app that keeps what it must not tell out of headers, files and logs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, request
from flask_babel import Babel, gettext

from .. import refusals
from ..domain.case.deadlines import receipt_day
from ..errors import Refused
from ..store.blobs import BlobStore
from ..store.rate import Meter
from . import questions
from .assets import install_assets
from .languages import FOLDER, HERE, day_words, language, languages, number_words, spoken
from .messages import Templates, install_messages
from .ready import Readiness
from .routes import Route
from .texts import install_texts
from .wire.bodies import Slots
from .wire.budget import PAGES, Budget
from .wire.form_reader import TextLimits
from .wire.logs import trouble
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
    jinja_environment = Templates
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
        self.jinja_env.filters["dateformat"] = day_words
        self.jinja_env.globals["of_questions"] = questions
        install_assets(self)
        self.routes = dict[str, Route]()  # by endpoint
        self.upload_store: BlobStore | None = None
        self.slots, self.budget, self.pages = Slots(threads), Budget(), Budget(PAGES)
        self.text_limits, self.text_limits_of = OF_TEXTS, dict[str, TextLimits]()  # of all forms, and by endpoint
        self.meter: Meter | None = None  # where strangers write
        self.limits, self.takes_files = Limits(), frozenset[str | None]()
        self.readiness = Readiness({})

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


def sentence_of(refused: Refused) -> str:
    """The refusal's sentence in the reader's language."""
    return refusals.sentence_of(refused, gettext)
