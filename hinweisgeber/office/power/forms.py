"""The forms of a proposal's page. Who confirms sends which proposal they mean, and nothing of the act."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import REASON, HiddenField, ReasonField, WrittenField
from ..forms import OfficeForm

# fmt: off


class ConfirmForm(OfficeForm):
    """The second signature: for the proposal whose entry has this hash."""

    id, step, style, icon = "confirm", "bestaetigung", "primary", "check"
    button, done = _("Zweite Unterschrift geben"), "bestaetigt"
    proposal = HiddenField()


class DeclineForm(OfficeForm):
    """The second person does not agree."""

    id, step, icon, told_at = "decline", "ablehnung", "close", "reason"
    button, done = _("Vorschlag ablehnen"), "abgelehnt"
    reason = ReasonField(REASON, _("Die Person, die es vorgeschlagen hat, liest sie."), rows=2)


class TakeBackForm(OfficeForm):
    """Who proposed it takes it back."""

    id, step, icon, told_at = "withdraw", "ruecknahme", "close", "reason"
    button, done = _("Vorschlag zurücknehmen"), "zurueckgenommen"
    reason = ReasonField(optional=True, rows=2)


class AnswerObjectionForm(OfficeForm):
    """What the office answers to the reporter's objection."""

    id, step, style, icon, told_at = "answer-objection", "antwort", "primary", "mail", "message"
    button, done = _("Widerspruch beantworten"), "widerspruch-beantwortet"
    message = WrittenField(_("Antwort an die hinweisgebende Person"),
        _("Sie findet sie in ihrem Postfach. Danach lässt sich der Vorschlag bestätigen, ablehnen oder zurücknehmen."),
        rows=5, counted=True)
    reason = ReasonField(_("Wie haben Sie über den Widerspruch entschieden, und warum?"),
        _("Das steht nur im Protokoll des Falls."), rows=2)
