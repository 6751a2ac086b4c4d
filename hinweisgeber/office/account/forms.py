"""What one changes of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import ChoiceField, PasswordField, RadioField
from ..forms import OfficeForm
from ..labels import DEVICES

# fmt: off


class OfAccount(OfficeForm):
    """Nothing of a case."""

    decides = False
    style = "primary"


class PassphraseForm(OfAccount):
    """The passphrase there is, and twice the new one."""

    id, step, done, told_at = "passphrase", "passphrase", "passphrase-neu", "passphrase"
    button = _("Passphrase ändern")
    passphrase = PasswordField(_("Bisherige Passphrase"), autocomplete="current-password")
    new_passphrase = PasswordField(_("Neue Passphrase"), _("Mindestens 12 Zeichen, am besten sechs zufällige Wörter. "
        "Groß- und Kleinschreibung zählt, Leerzeichen am Anfang und am Ende nicht."), autocomplete="new-password")
    again_passphrase = PasswordField(_("Neue Passphrase noch einmal"), autocomplete="new-password")


class DeviceForm(OfAccount):
    """On what kind of device one is just now."""

    id, step, done, told_at = "device", "geraet", "geraet", "kind"
    style = "secondary"
    button = _("Speichern")
    kind = ChoiceField(_("An welchem Gerät sind Sie gerade?"), _("Nur Sie sehen das. Es hilft Ihnen, Ihre Sitzungen "
        "auseinanderzuhalten, und vergeht mit der Sitzung."), choices=DEVICES)


class SessionsForm(OfAccount):
    """One's other sessions."""

    id, step, done, told_at = "sessions", "sitzungen", "sitzung-beendet", "which"
    button = _("Sitzung beenden")
    which = RadioField(_("Welche Sitzung soll enden?"))
