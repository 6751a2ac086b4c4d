"""The office and what it works with; its pages are put on it in the package itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial

from flask_wtf.csrf import CSRFProtect

from ..config import Institution, Settings
from ..crypto.ring import Ring
from ..crypto.verified import VerifiedKey
from ..domain.case.deadlines import feedback_by
from ..errors import SettingsWrong
from ..sandbox import Scanner
from ..store import erasures
from ..store.blobs import blob_store
from ..store.cabinet import Cabinet
from ..store.cabinet.probe import BY_OFFICE
from ..store.errors import StoreAway
from ..store.letterbox import Letterbox
from ..store.probing import LETTERBOX_BY_OFFICE, touch, touch_blobs
from ..store.unit import Store
from ..usecases.keeper import removals
from ..usecases.keeper.verifying import kept
from ..usecases.keeper.verifying.by_day.going_on import Keeping, rules_of
from ..usecases.officer.unlock import live_sessions
from ..web.answers import frame
from ..web.app import Face
from ..web.ready import Readiness, days_hold
from ..web.ring_file import RingFile
from ..web.wire.form_reader import TextLimits
from ..web.wire.requests import BODY_LIMIT, LINE_BYTES, TEXT_BYTES
from ..web.wire.uploads import MIB, Limits
from .memory import memory_of
from .opened import OpenedLists

KEPT = "kept"  # a form that could not be carried out, on the login page


class OfficeFace(Face):
    """The office without its pages."""

    def __init__(
        self,
        settings: Settings,
        institution: Institution,
        ring: RingFile,
        cabinet: Store[Cabinet],
        letterbox: Store[Letterbox],
    ) -> None:
        super().__init__(__package__, "office", institution, secure=settings.secure_cookies, threads=settings.threads)
        frame(self)
        self.institution, self.ring, self.cabinet, self.letterbox = institution, ring, cabinet, letterbox
        self.blobs = self.upload_store = blob_store(settings.blobs_url)
        self.readiness = Readiness(
            {
                "cabinet": lambda: touch(cabinet, BY_OFFICE),
                "letterbox": lambda: touch(letterbox, LETTERBOX_BY_OFFICE),
                "blobs": lambda: touch_blobs(self.blobs),
                "ring": lambda: ring.look(self.day()),
                "clock": lambda: days_hold(self.day, self._newest_report, self._newest_entry),
            }
        )
        self.scanner = Scanner(settings.clamd) if settings.clamd else None
        self.limits = Limits(
            settings.file_megabytes * MIB, settings.message_megabytes * MIB, settings.files_per_message
        )
        self.takes_files = frozenset({"reply", "record_report", "file_evidence"})
        self.text_limits = TextLimits(BODY_LIMIT, TEXT_BYTES, {KEPT: BODY_LIMIT})
        of_login = TextLimits(BODY_LIMIT, LINE_BYTES, {KEPT: BODY_LIMIT})
        self.text_limits_of |= dict.fromkeys(("login", "login_code", "set_up_factor", "go_on_after_factor"), of_login)
        self.mail_hours = settings.mail_hours if settings.smtp_host and settings.mail_from else ()
        self.intake_url = settings.intake_url.rstrip("/")
        self.manual = settings.acknowledgement == "manual"
        self.objection_days = settings.objection_days
        self.needs_factor = settings.second_factor == "required"
        self.erasures = settings.home / erasures.NAME
        self._verified = settings.home / kept.NAME
        self._verified_key = VerifiedKey(settings.office_secret) if settings.office_secret else None
        self.last_verified = partial(kept.last, self._verified, self._verified_key)
        self.memory = memory_of(settings)
        self.opened = OpenedLists(partial(live_sessions, cabinet))
        host = "__Host-" if self.secure else ""
        self.session_cookie, self.device_cookie = f"{host}sitzung", f"{host}geraet"
        self.half_cookie = f"{host}anmeldung"  # between the passphrase and the second factor
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

    def keeping(self, ring: Ring) -> Keeping | None:
        """Where the daily run keeps what it has verified; None in an office without a secret."""
        key = self._verified_key
        return Keeping(self._verified, key, rules_of(ring)) if key else None

    def acknowledgement(self, received: date, given: date) -> str | None:
        """The formal acknowledgement, given on that day, unless it is given by hand (setting `manual`)."""
        return None if self.manual else self.acknowledgement_text(received, given)

    def acknowledgement_text(self, received: date, given: date) -> str:
        """Its words."""
        until = feedback_by(received, given)
        return self.institution.acknowledgement_text(f"{received:%d.%m.%Y}", f"{until:%d.%m.%Y}")

    def list_removals(self) -> None:
        """Copies into the list of erasures who is out of a file. Where it cannot be written now, `check` names what is
        missing there, and the daily run adds it."""
        with suppress(StoreAway, SettingsWrong, OSError):
            removals.keep(self.cabinet, self.erasures)

    def put_out_again(self) -> None:
        """Before anybody works: who is out by that list stays out, though an older database was put back; `check`
        names what could not be done."""
        with suppress(StoreAway, SettingsWrong, OSError):
            listed = erasures.removals(self.erasures)
            removals.reapply(self.cabinet, self.letterbox, self.ring.ring, listed, self.day())
            self.list_removals()

    def _newest_report(self) -> date | None:
        with self.letterbox.read() as box:
            return box.newest_day()

    def _newest_entry(self) -> date | None:
        with self.cabinet.read() as cab:
            head = cab.head()
        return head.day if head else None
