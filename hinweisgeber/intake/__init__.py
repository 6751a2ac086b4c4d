"""The intake (Annahme): the public face. Seals reports, opens a mailbox by its code, holds no key that opens a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from flask import Response, g, request

from ..config import Institution, Settings, find_home, load, load_institution
from ..crypto.capability import PageKeys
from ..domain.report import LONG_FIELDS
from ..store.blobs import blob_store
from ..store.letterbox import Letterbox, letterbox_store
from ..store.rate import Meter
from ..store.unit import Store
from ..web.app import Face
from ..web.requests import BODY_LIMIT, LINE_BYTES, STATE_BYTES, TEXT_BYTES
from ..web.ring_file import RingFile
from ..web.staging import STATE
from ..web.uploads import MIB, Limits, TextLimits
from . import lengths, mailbox_views, report_views, views

# The fields that may hold more than a line; all others are short.
LONGER = dict.fromkeys((*LONG_FIELDS, "message", "retaliation", "meeting", "correction"), TEXT_BYTES) | {
    STATE: STATE_BYTES
}
FORMS = {"report_post": report_views.form_again, "mailbox_post": mailbox_views.form_again}


class Intake(Face):
    """The intake and what it works with."""

    refuses_foreign = False  # who plants a form sends only their own words; no honest sender is ever turned away

    def __init__(
        self,
        settings: Settings,
        institution: Institution,
        ring: RingFile,
        letterbox: Store[Letterbox],
        meter: Meter | None = None,
    ) -> None:
        super().__init__(
            __name__, "intake", institution, secure=settings.intake_url.startswith("https:"), threads=settings.threads
        )
        self.institution, self.ring, self.letterbox, self.meter = institution, ring, letterbox, meter
        self.blobs = self.upload_store = blob_store(settings.blobs_url)
        self.limits = Limits(
            settings.file_megabytes * MIB, settings.message_megabytes * MIB, settings.files_per_message
        )
        self.takes_files = frozenset(FORMS)
        self.text_limits = TextLimits(BODY_LIMIT, LINE_BYTES, LONGER)
        self.acknowledge = settings.acknowledgement == "automatic"
        self.page_keys = PageKeys(settings.intake_secret or b"")
        self.video: Path | None = None
        if institution.sign_video:  # lies beside hinweisgeber.toml
            self.video = settings.institution.parent / institution.sign_video.file
            self.headers["Content-Security-Policy"] += "; media-src 'self'"
        for rule, methods, view in views.ROUTES:
            self.add_url_rule(rule, view.__name__, view, methods=methods)

    def even_out(self, response: Response) -> None:
        """See Face. What is the same for everybody is packed instead."""
        if response.mimetype == "text/html" and "Content-Encoding" not in response.headers and not g.get("unchanging"):
            lengths.fill(response)

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
