"""The office (Meldestelle): the internal face, where officers open reports with their own keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import g
from werkzeug.middleware.proxy_fix import ProxyFix

from ..config import Institution, Settings, find_home, load, load_institution
from ..errors import SettingsWrong
from ..store.cabinet import Cabinet, cabinet_store
from ..store.letterbox import Letterbox, letterbox_store
from ..store.unit import Store
from ..web.ring_file import RingFile
from . import auth, labels, log, routes
from .dialogue import words as of_talk
from .equipment import OfficeFace
from .files import regions as of_regions
from .files import words as of_files
from .measures import words as of_measures
from .power import words as of_power


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
        words: dict[str, Any] = {"labels": labels, "log": log, "of_forms": routes.FORMS, "of_power": of_power}
        words |= {"of_files": of_files, "of_regions": of_regions, "of_talk": of_talk, "of_measures": of_measures}
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
    ring = RingFile(Path(settings.ring), settings.root_fingerprint or "")  # never empty, see above
    _require_cabinet(cabinet, ring)
    letterbox.require_schema()
    office = Office(settings, load_institution(settings.institution), ring, cabinet, letterbox)
    office.put_out_again()
    return office


def _require_cabinet(cabinet: Store[Cabinet], ring: RingFile) -> None:
    """That of these people. An empty one in its place would let nobody log in, and look like an office without cases:
    so none is made, and none is used. Raises SettingsWrong."""
    known = set[str]()
    if cabinet.is_there():
        cabinet.require_schema()
        with cabinet.read() as cab:
            known = set(cab.usernames())
    if ring.ring.everyone and not known & {officer.officer_id for officer in ring.ring.everyone}:
        raise SettingsWrong(
            "HINWEISGEBER_CABINET_URL",
            "Der Aktenschrank kennt niemanden aus dem Schlüsselbund: Er ist leer oder der falsche. Bitte prüfen Sie "
            "die Adresse oder spielen Sie die neueste Sicherung ein; es wurde nichts angelegt und nichts geändert.",
        )
