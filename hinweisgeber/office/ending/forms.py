"""The forms of the end of a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import REASON, DayField, HiddenField, LineField, NumberField, RadioField, ReasonField, TickField
from ..forms import OfficeForm
from .words import ANSWERS

# fmt: off


class HoldForm(OfficeForm):
    """A hold, to which two must agree."""

    two = ("hold",)
    id, step, button, icon = "hold", "sperre", _("Löschsperre vorschlagen"), "lock"
    reason = ReasonField(REASON, _("Wofür wird die Akte noch gebraucht?"))
    norm = LineField(_("Rechtsgrundlage"), _("Zum Beispiel Art. 17 Abs. 3 Buchst. e DSGVO."))
    review = DayField(_("Überprüfen am"), _("An diesem Tag erinnert die Liste der Fälle daran."))


class LiftHoldForm(OfficeForm):
    """The hold ends."""

    two = ("lift-hold",)
    id, step, button, done = "lift-<n>", "aufhebung", _("Sperre aufheben"), "sperre-aufgehoben"
    n = NumberField()
    reason = ReasonField(REASON,
        _("Warum wird die Akte nicht mehr gebraucht? Die Löschung muss danach neu freigegeben werden."))


class OfferForm(OfficeForm):
    """The case is offered to the archive."""

    id, step, icon, done = "offer", "angebot", "add", "angeboten"
    button = _("Auf die Liste für das Archiv setzen")


class ArchiveForm(OfficeForm):
    """What the archive said."""

    id, step, button, done = "archive", "archiv", _("Entscheidung festhalten"), "archiv-antwort"
    archive = RadioField(_("Wie hat das Archiv entschieden?"), choices=ANSWERS)
    reason = ReasonField(REASON, _("Wann und wie kam die Antwort, mit welchem Zeichen? Oder: Wann lief die Frist ab?"))


class AuthoriseForm(OfficeForm):
    """The erasure is allowed."""

    two = ("erase-outside-class",)
    id, step, style, icon = "authorise", "freigabe", "primary", "check"
    button, done = _("Löschung freigeben"), "loeschung-freigegeben"


class RecallForm(OfficeForm):
    """It is not allowed any more."""

    id, step, button = "recall", "ruecknahme", _("Freigabe zurücknehmen")
    done = "loeschung-zurueckgenommen"
    reason = ReasonField()


class ProposeKeylessForm(OfficeForm):
    """A case that nobody can open is to be erased."""

    id, step, style, icon = "propose-keyless-<n>", "vorschlag", "primary", "schedule"
    decides = False
    button, done = _("Löschung ohne Schlüssel vorschlagen"), "ohne-schluessel-vorgeschlagen"
    n = NumberField()
    case = HiddenField()
    archive = TickField(_("Das Archiv kennt Aktenzeichen und Jahr und hat geantwortet, oder seine Frist ist vorbei."),
        called=_("Archiv"))


class OfKeyless(OfficeForm):
    """What somebody does with such a proposal: with the one whose entry has this hash."""

    decides = False
    n = NumberField()
    proposal = HiddenField()


class ConfirmKeylessForm(OfKeyless):
    """The second signature."""

    id, step, style, icon = "confirm-keyless-<n>", "bestaetigung", "primary", "check"
    button, done = _("Zweite Unterschrift geben und löschen lassen"), "ohne-schluessel-freigegeben"


class DeclineKeylessForm(OfKeyless):
    """The second person does not agree."""

    id, step, icon = "decline-keyless-<n>", "ablehnung", "close"
    button, done = _("Ablehnen"), "ohne-schluessel-abgelehnt"


class WithdrawKeylessForm(OfKeyless):
    """Who proposed it takes it back."""

    id, step, icon = "withdraw-keyless-<n>", "ruecknahme", "close"
    button, done = _("Zurücknehmen"), "ohne-schluessel-zurueckgenommen"
