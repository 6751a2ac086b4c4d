"""The intake (Annahme): the public face. Seals reports, opens a mailbox by its code, holds no key that opens a file."""

from __future__ import annotations

import os
from typing import cast

from flask import Response, g, request

from ..config import Institution, Settings, find_home, load, load_institution
from ..errors import Refused
from ..store.letterbox import Letterbox, letterbox_store
from ..store.rate import Meter
from ..store.unit import Store
from ..web.ring_file import RingFile
from . import lengths, mailbox_views, pickup_views, report_views, views
from .equipment import IntakeFace
from .errors import PageNotNow

FORMS = {"report_post": report_views.form_again, "mailbox_post": mailbox_views.form_again}


class Intake(IntakeFace):
    """The intake with its pages."""

    def __init__(
        self,
        settings: Settings,
        institution: Institution,
        ring: RingFile,
        letterbox: Store[Letterbox],
        meter: Meter | None = None,
    ) -> None:
        super().__init__(settings, institution, ring, letterbox, meter)
        self.takes_files = frozenset(FORMS)
        self.jinja_env.globals.update(trail=pickup_views.trail, writes_down=pickup_views.writes_down)
        self.install(views.ROUTES)

    def even_out(self, response: Response) -> None:
        """See Face. What is the same for everybody is packed instead."""
        if response.mimetype == "text/html" and "Content-Encoding" not in response.headers and not g.get("unchanging"):
            lengths.fill(response)

    def see_other(self, response: Response) -> None:
        """See Face."""
        pickup_views.see_other(response)

    def missed(self) -> Refused | None:
        """See Face."""
        return PageNotNow() if request.endpoint == "fetched" else None

    def form_again(self, status: int, sentence: str) -> tuple[str, int] | None:
        """See Face."""
        shown = FORMS.get(request.endpoint or "")
        return shown(status, sentence) if shown else None


def create_app(settings: Settings | None = None) -> Intake:
    """The WSGI application; without settings from `HINWEISGEBER_HOME` and the environment.

    Raises SettingsWrong, RingBroken.
    """
    if settings is None:
        settings = load(find_home(None, os.environ), os.environ)
    settings.require("root_fingerprint", "intake_secret")
    meter = Meter()  # before the processes fork, which share it
    letterbox = letterbox_store(settings.letterbox_url, hurried=True, meter=meter)
    letterbox.require_schema()
    ring = RingFile(settings.ring, cast(str, settings.root_fingerprint))
    return Intake(settings, load_institution(settings.institution), ring, letterbox, meter)
