"""One's own notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ...domain.address import plain_address
from ..fields import FormField, Sent
from ..forms import OfficeForm

# fmt: off


class AddressField(FormField[str | None]):
    """An e-mail address, or none."""

    kind = "line"

    def read(self, sent: Sent) -> str | None:
        """Raises AddressWrong."""
        typed = sent.get(self.name, "").strip()
        return plain_address(typed) if typed else None


class MailForm(OfficeForm):
    """Where one's own notices go."""

    id, step, style, done = "mail-form", "benachrichtigung", "primary", "benachrichtigung"
    button = _("Speichern")
    mail = AddressField(_("Meine E-Mail-Adresse"), _("Leer bedeutet: keine Benachrichtigung. Bitte nur eine "
        "dienstliche Adresse, zum Beispiel name@example.org."), optional=True, type="email", autocomplete="email",
        inputmode="email", width="medium")
