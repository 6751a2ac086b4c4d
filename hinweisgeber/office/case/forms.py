"""The forms of the case page that are about the case itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import REASON, ChoiceField, ReasonField, TextField, TickField
from ..forms import OfficeForm
from ..labels import FLAG_CHOICES, OUTCOMES, POINTS, SCOPES, STAGES

# fmt: off


class TakeOverForm(OfficeForm):
    """Without a field."""

    id, step, button, style = "take-over", "uebernahme", _("Fall übernehmen"), "primary"


class StageForm(OfficeForm):
    """Another stage; the way back needs a reason."""

    id, step, button, icon, wide = "stage", "stufe", _("Stufe ändern"), "arrow-forward", True
    told_at, barred_at = "reason", "stage"
    stage = ChoiceField(_("Stufe"), choices=STAGES)
    reason = ReasonField(optional=True)


class NoteForm(OfficeForm):
    """A note in the log."""

    id, step, button, icon, told_at = "note", "notiz", _("Vermerk eintragen"), "edit", "note"
    note = TextField(_("Vermerk"), _("Er steht danach unveränderlich im Protokoll des Falls."), rows=4, counted=True)


class CheckForm(OfficeForm):
    """A point of the checklist and what was found."""

    id, step, button, icon, wide = "check", "pruefpunkt", _("Prüfpunkt festhalten"), "check", True
    told_at, barred_at = "finding", "point"
    point = ChoiceField(_("Prüfpunkt"), _("Offene Punkte stehen zuerst."), choices=POINTS)
    finding = ReasonField(_("Was wurde festgestellt?"),
        _("Ist etwas nicht nötig oder nicht möglich, schreiben Sie bitte, warum."), counted=True)


class AssignForm(OfficeForm):
    """Somebody else is responsible."""

    two = ("give-key",)
    id, step, button, icon, wide = "assign", "zuweisung", _("Fall zuweisen"), "account-circle", True
    told_at, barred_at = "reason", "to"
    to = ChoiceField(_("Zuweisen an"), _("Die Person bekommt damit einen Schlüssel zu diesem Fall."))
    reason = ReasonField(optional=True, rows=2)


class CloseForm(OfficeForm):
    """The end of the procedure."""

    two = ("end-no-evidence", "end-other")
    id, step, button, icon, wide = "close", "abschluss", _("Fall abschließen"), "lock", True
    told_at, barred_at = "reason", "outcome"
    outcome = ChoiceField(_("Ergebnis"), choices=OUTCOMES)
    reason = ReasonField()
    incomplete = TickField(_("Die fehlende Nachricht ist endgültig verloren; der Fall wird ohne sie abgeschlossen"),
        called=_("Verlorene Nachricht"))


class ReopenForm(OfficeForm):
    """A closed case goes on."""

    id, step, button = "reopen", "wiederaufnahme", _("Fall wieder aufnehmen")
    told_at, barred_at = "reason", "stage"
    stage = ChoiceField(_("Weiter in der Stufe"), choices=STAGES, default="INVESTIGATION")
    reason = ReasonField(REASON, _("Welche neuen Tatsachen gibt es?"))


class ScopeForm(OfficeForm):
    """Whether the law applies."""

    id, step, button, icon = "scope", "anwendungsbereich", _("Ergebnis festhalten"), "check"
    wide, told_at, barred_at = True, "reason", "scope"
    scope = ChoiceField(_("Ergebnis der Prüfung"), choices=SCOPES)
    reason = ReasonField(counted=True)


class FlagForm(OfficeForm):
    """What is special about the case."""

    id, step, button, wide = "flag", "kennzeichen", _("Kennzeichen ändern"), True
    told_at, barred_at = "reason", "flag"
    flag = ChoiceField(_("Kennzeichen"), choices=FLAG_CHOICES)
    reason = ReasonField(rows=2, counted=True)
