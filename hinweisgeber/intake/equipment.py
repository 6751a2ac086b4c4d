"""The intake and what it works with; its pages are put on it in the package itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ..config import Institution, Settings
from ..crypto.capability import PageKeys
from ..domain.dialogue.questions import ASKED, AnswerKind
from ..store.blobs import blob_store
from ..store.letterbox import Letterbox
from ..store.probing import LETTERBOX_BY_INTAKE, touch, touch_blobs
from ..store.rate import Meter
from ..store.unit import Store
from ..web.answers import frame
from ..web.app import Face
from ..web.ready import Readiness, days_hold
from ..web.ring_file import RingFile
from ..web.wire.form_reader import TextLimits
from ..web.wire.requests import BODY_LIMIT, LINE_BYTES, STATE_BYTES, TEXT_BYTES
from ..web.wire.staging import STATE
from ..web.wire.uploads import MIB, Limits

# The fields that may hold more than a line; all others are short.
_LONG = (question.id for question in ASKED if question.kind is AnswerKind.TEXT)
LONGER = dict.fromkeys((*_LONG, "message", "retaliation", "meeting", "correction"), TEXT_BYTES) | {STATE: STATE_BYTES}


class IntakeFace(Face):
    """The intake without its pages."""

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
            __package__,
            "intake",
            institution,
            secure=settings.intake_url.startswith("https:"),
            threads=settings.threads,
        )
        frame(self)
        self.institution, self.ring, self.letterbox, self.meter = institution, ring, letterbox, meter
        self.blobs = self.upload_store = blob_store(settings.blobs_url)
        self.limits = Limits(
            settings.file_megabytes * MIB, settings.message_megabytes * MIB, settings.files_per_message
        )
        self.text_limits = TextLimits(BODY_LIMIT, LINE_BYTES, LONGER)
        self.readiness = Readiness(
            {
                "letterbox": lambda: touch(letterbox, LETTERBOX_BY_INTAKE),
                "blobs": lambda: touch_blobs(self.blobs),
                "ring": lambda: ring.look(self.day()),
                "clock": lambda: days_hold(self.day, self._newest_day),
            }
        )
        self.acknowledge = settings.acknowledgement == "automatic"
        self.page_keys = PageKeys(settings.intake_secret or b"")
        self.video: Path | None = None
        if institution.sign_video:  # lies beside hinweisgeber.toml
            self.video = settings.institution.parent / institution.sign_video.file
            self.headers["Content-Security-Policy"] += "; media-src 'self'"

    def _newest_day(self) -> date | None:
        with self.letterbox.read() as box:
            return box.newest_day()
