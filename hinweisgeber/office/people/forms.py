"""One's own notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ...domain.address import plain_address
from ..fields import ChoiceField, DayField, FormField, HiddenField, NumberField, Sent
from ..forms import OfficeForm
from .words import SUBJECTS

# fmt: off


class AddressField(FormField[str | None]):
    """An e-mail address, or none."""

    kind = "line"

    def read(self, sent: Sent) -> str | None:
        """Raises AddressWrong."""
        typed = sent.get(self.name, "").strip()
        return plain_address(typed) if typed else None


class SuspendForm(OfficeForm):
    """A lead suspends somebody for three working days."""

    id, step, style, done, told_at = "suspend", "suspendierung", "primary", "suspendierung", "who"
    decides = False
    button = _("Jetzt suspendieren")
    who = ChoiceField(_("Wer?"), _("Die Person wird sofort abgemeldet und kann sich bis zum Ende nicht anmelden."))


class RevokeForm(OfficeForm):
    """A lead proposes that somebody is out for good."""

    id, step, style, done, told_at = "revoke", "entfernung", "primary", "entfernung", "who"
    decides = False
    button = _("Entfernung vorschlagen")
    who = ChoiceField(_("Wer?"), _("Noch geschieht nichts: Erst mit der zweiten Unterschrift ist die Person draußen."))


class OfRevocation(OfficeForm):
    """What a lead does with such a proposal: with the one whose entry has this hash."""

    decides = False
    n = NumberField()
    proposal = HiddenField()


class ConfirmRevocationForm(OfRevocation):
    """The second signature."""

    id, step, style, icon = "confirm-revocation-<n>", "entfernung-bestaetigung", "primary", "check"
    button, done = _("Zweite Unterschrift geben und entfernen"), "entfernt"


class DeclineRevocationForm(OfRevocation):
    """The second lead does not agree."""

    id, step, icon = "decline-revocation-<n>", "entfernung-ablehnung", "close"
    button, done = _("Ablehnen"), "entfernung-abgelehnt"


class WithdrawRevocationForm(OfRevocation):
    """Who proposed it takes it back."""

    id, step, icon = "withdraw-revocation-<n>", "entfernung-ruecknahme", "close"
    button, done = _("Zurücknehmen"), "entfernung-zurueckgenommen"


class DeputyForm(OfficeForm):
    """A lead says who stands in for whom."""

    id, step, style, done, told_at = "deputy", "vertretung", "primary", "vertretung", "deputy"
    decides = False
    button = _("Vertretung festlegen")
    absent = ChoiceField(_("Wer ist abwesend?"))
    deputy = ChoiceField(_("Wer vertritt?"), _("Die Person bekommt für diese Tage einen Schlüssel zu den Fällen."))
    first = DayField(_("Erster Tag"))
    last = DayField(_("Letzter Tag"), _("Höchstens 92 Tage nach dem ersten. Danach endet die Vertretung von selbst."))


class TrainingForm(OfficeForm):
    """A lead enters a training (§ 15 Abs. 2 HinSchG)."""

    id, step, style, done, told_at = "training", "schulung", "primary", "schulung", "until"
    decides = False
    button = _("Schulung eintragen")
    who = ChoiceField(_("Wer wurde geschult?"))
    subject = ChoiceField(_("Worin?"), choices=SUBJECTS)
    day = DayField(_("Tag der Schulung"), _("Heute oder früher. Bei mehreren Tagen der letzte."))
    until = DayField(_("Gilt bis"), _("Höchstens fünf Jahre danach. Wie lange eine Schulung gilt, legt Ihr Haus fest."))


class StrikeTrainingForm(OfficeForm):
    """A lead strikes a training that was entered by mistake."""

    id, step, icon = "strike-training-<n>", "streichung", "close"
    decides = False
    button, done = _("Streichen"), "schulung-gestrichen"
    n = NumberField()


class MailForm(OfficeForm):
    """Where one's own notices go."""

    decides = False
    id, step, style, done = "mail-form", "benachrichtigung", "primary", "benachrichtigung"
    button = _("Speichern")
    mail = AddressField(_("Meine E-Mail-Adresse"), _("Leer bedeutet: keine Benachrichtigung. Bitte nur eine "
        "dienstliche Adresse, zum Beispiel name@example.org."), optional=True, type="email", autocomplete="email",
        inputmode="email", width="medium")
