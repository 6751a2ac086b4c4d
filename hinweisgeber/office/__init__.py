"""The office (Meldestelle): the internal face, where officers open reports with their own keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import g
from werkzeug.middleware.proxy_fix import ProxyFix

from ..config import Institution, Settings, find_home, load, load_institution
from ..store.cabinet import Cabinet, cabinet_store
from ..store.letterbox import Letterbox, letterbox_store
from ..store.unit import Store
from ..web.ring_file import RingFile
from . import auth, labels, log, routes
from .dialogue import words as of_talk
from .equipment import OfficeFace
from .files import words as of_files
from .measures import words as of_measures


class Office(OfficeFace):
    """The office with its pages."""

    def __init__(
        self,
        settings: Settings,
        institution: Institution,
        ring: RingFile,
        cabinet: Store[Cabinet],
        letterbox: Store[Letterbox],
    ) -> None:
        super().__init__(settings, institution, ring, cabinet, letterbox)
        self.before_request(auth.guard)
        words: dict[str, Any] = {"labels": labels, "log": log, "of_forms": routes.FORMS}
        words |= {"of_files": of_files, "of_talk": of_talk, "of_measures": of_measures}
        self.context_processor(lambda: {"me": g.get("me"), **words})
        self.install(routes.ROUTES)
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
