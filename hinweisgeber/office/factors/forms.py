"""The forms of one's own second factor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ...errors import Refused
from ...usecases.officer.errors import OwnPassphraseWrong
from ...usecases.officer.second_factor import Typed, typed_code
from ..fields import FormField, HiddenField, PasswordField, Sent
from ..forms import OfficeForm


class CodeField(FormField[Typed]):
    """A code of the app, or a recovery code."""

    kind = "code"

    def read(self, sent: Sent) -> Typed:
        """Raises CodeUnreadable."""
        return typed_code(sent.get(self.name, ""))


class OpenCodeField(FormField[str]):
    """The same, where it may not be asked for: what it is, is looked at where there is a factor."""

    kind = "code"

    def read(self, sent: Sent) -> str:
        """As it was typed."""
        return sent.get(self.name, "")


class OwnPassphraseField(PasswordField):
    """One's own passphrase; that it is right, is looked at where that costs."""

    def read(self, sent: Sent) -> str:
        """Raises OwnPassphraseWrong for none."""
        text = super().read(sent)
        if self.required and not text:
            raise OwnPassphraseWrong()
        return text


_PASSPHRASE = _("Passphrase")
_PRESENT = _("Code der App, die jetzt gilt")
_OR_RECOVERY = _("Oder ein Wiederherstellungscode.")


class TotpForm(OfficeForm):
    """Makes the secret on the page the factor; where there is one, it takes that one too."""

    id, step, style = "totp", "einrichten", "primary"
    decides = False
    button = _("Zweiten Faktor einrichten")
    secret_offer = HiddenField()
    app_code = CodeField(_("Code, den die App jetzt zeigt"), _("6 Ziffern; alle 30 Sekunden kommen neue."))
    passphrase = OwnPassphraseField(_PASSPHRASE, optional=True)
    present_code = OpenCodeField(_PRESENT, _OR_RECOVERY, optional=True)

    @classmethod
    def field_of(cls, refused: Refused) -> str:
        """What is said of a code, and of no field yet, is of the one that holds now."""
        return "present_code" if refused.field == "code" else super().field_of(refused)


class OfPresentForm(OfficeForm):
    """What takes the passphrase and a code of the factor that holds now."""

    decides = False
    passphrase = OwnPassphraseField(_PASSPHRASE)
    present_code = CodeField(_PRESENT, _OR_RECOVERY)

    @classmethod
    def field_of(cls, refused: Refused) -> str:
        """See TotpForm."""
        return "present_code" if refused.field == "code" else super().field_of(refused)


class RemoveFactorForm(OfPresentForm):
    """Ends the factor."""

    id, step, icon = "totp-remove", "entfernen", "close"
    button = _("Zweiten Faktor entfernen")


class RenewCodesForm(OfPresentForm):
    """Other recovery codes in the place of those that there were."""

    id, step = "recovery-codes", "codes"
    button = _("Neue Wiederherstellungscodes zeigen")
    present_code = CodeField(_PRESENT, _("6 Ziffern."))
