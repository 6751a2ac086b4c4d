"""The office (Meldestelle): the internal face, where officers open reports with their own keys."""

from __future__ import annotations

import os
from pathlib import Path

from flask import g
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from ..config import Institution, Settings, find_home, load, load_institution
from ..sandbox import Scanner
from ..store import erasures
from ..store.blobs import blob_store
from ..store.cabinet import Cabinet, cabinet_store
from ..store.letterbox import Letterbox, letterbox_store
from ..store.unit import Store
from ..web.app import Face
from ..web.requests import BODY_LIMIT, LINE_BYTES, TEXT_BYTES
from ..web.ring_file import RingFile
from ..web.uploads import MIB, Limits, TextLimits
from . import auth, field_labels, file_labels, labels, log, talk_labels, views

KEPT = "kept"  # a form that could not be carried out, on the login page


class Office(Face):
    """The office and what it works with."""

    def __init__(
        self,
        settings: Settings,
        institution: Institution,
        ring: RingFile,
        cabinet: Store[Cabinet],
        letterbox: Store[Letterbox],
    ) -> None:
        super().__init__(__name__, "office", institution, secure=settings.secure_cookies, threads=settings.threads)
        self.institution, self.ring, self.cabinet, self.letterbox = institution, ring, cabinet, letterbox
        self.blobs = self.upload_store = blob_store(settings.blobs_url)
        self.scanner = Scanner(settings.clamd) if settings.clamd else None
        self.limits = Limits(
            settings.file_megabytes * MIB, settings.message_megabytes * MIB, settings.files_per_message
        )
        self.takes_files = frozenset({"reply", "record_report"})
        self.text_limits = TextLimits(BODY_LIMIT, TEXT_BYTES, {KEPT: BODY_LIMIT})
        self.text_limits_of["login"] = TextLimits(BODY_LIMIT, LINE_BYTES, {KEPT: BODY_LIMIT})
        self.mail_hours = settings.mail_hours if settings.smtp_host and settings.mail_from else ()
        self.intake_url = settings.intake_url.rstrip("/")
        self.manual = settings.acknowledgement == "manual"
        self.erasures = settings.home / erasures.NAME
        host = "__Host-" if self.secure else ""
        self.session_cookie = f"{host}sitzung"
        self.config.update(
            SECRET_KEY=settings.office_secret,
            SESSION_COOKIE_NAME=f"{host}formular",
            SESSION_COOKIE_SECURE=self.secure,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Strict",
            WTF_CSRF_CHECK_DEFAULT=False,  # auth.guard checks it, after it knows who asks
            WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a time-out must not lose a text
            WTF_CSRF_SSL_STRICT=False,  # our pages send no referrer; web.app checks Origin and Sec-Fetch-Site
        )
        self.csrf = CSRFProtect(self)
        self.before_request(auth.guard)
        words = {"labels": labels, "log": log, "of_files": file_labels, "of_talk": talk_labels}
        words["of_fields"] = field_labels
        self.context_processor(lambda: {"me": g.get("me"), **words})
        for rule, methods, view in (*auth.ROUTES, *views.ROUTES):
            self.add_url_rule(rule, view.__name__, view, methods=methods)
        if settings.trusted_proxies:
            self.wsgi_app = ProxyFix(self.wsgi_app, x_for=1, x_proto=0)  # type: ignore[method-assign]

    def form_again(self, status: int, sentence: str) -> tuple[str, int] | None:
        """See Face."""
        return auth.form_again(status, sentence)


def create_app(settings: Settings | None = None) -> Office:
    """The WSGI application; without settings from `HINWEISGEBER_HOME` and the environment.

    Raises SettingsWrong, RingBroken.
    """
    if settings is None:
        settings = load(find_home(None, os.environ), os.environ)
    settings.require("root_fingerprint", "office_secret")
    cabinet, letterbox = (
        cabinet_store(settings.cabinet_url, hurried=True),
        letterbox_store(settings.letterbox_url, hurried=True),
    )
    cabinet.require_schema()
    letterbox.require_schema()
    ring = RingFile(Path(settings.ring), settings.root_fingerprint or "")  # never empty, see above
    return Office(settings, load_institution(settings.institution), ring, cabinet, letterbox)
