"""What people read of their own account. German gettext messages."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from ...usecases.officer.own_sessions import OwnSession
from ..labels import DEVICES

UNSAID = lazy_gettext("Gerät ohne Angabe")

NOTICES: dict[str, LazyString] = {
    "passphrase-neu": lazy_gettext(
        "Ihre Passphrase ist geändert und gilt ab sofort. Ihre anderen Sitzungen sind beendet; diese hier geht weiter."
    ),
    "geraet": lazy_gettext("Ihre Angabe zu diesem Gerät ist gespeichert."),
    "sitzung-beendet": lazy_gettext("Beendet. Wer dort weiterarbeiten will, muss sich neu anmelden."),
}


def device(session: OwnSession) -> str:
    """What its owner calls the device."""
    return str(DEVICES.get(session.kind, UNSAID))


def told(session: OwnSession) -> str:
    """One of the others, as a choice."""
    return _("%(device)s, begonnen am %(day)s", device=device(session), day=f"{session.begun:%d.%m.%Y}")
