"""The forms of measures. That of the register whose ids begin with a measure's number stand there once for each."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ...domain.dialogue.texts import LINE_LIMIT
from ..fields import ChoiceField, DayField, LineField, OpenDayField, RadioField, ReasonField, TextField
from ..forms import OfficeForm
from .words import EFFECTS, LESSONS

# fmt: off

_WHO, _ITS_FUNCTION = _("Wer sorgt dafür?"), _("Funktion oder Organisationseinheit")
_UNTIL, _CHECK = _("Bis wann?"), _("Wann wird geprüft, ob es gewirkt hat?")
_BY_ITSELF = _("Ohne Angabe sechs Monate danach.")


class MeasureForm(OfficeForm):
    """A measure out of a case."""

    id, step, button, icon, barred_at = "measure", "massnahme", _("Maßnahme festlegen"), "add", "lesson"
    what = TextField(_("Was ändert sich?"), limit=LINE_LIMIT, rows=3, counted=True)
    who = LineField(_WHO, _ITS_FUNCTION)
    lesson = RadioField(_("Was ändert sie für die Vorsorge?"), choices=LESSONS)
    until = DayField(_UNTIL)
    check = OpenDayField(_CHECK, _BY_ITSELF)


class DoneForm(OfficeForm):
    """The measure is carried out."""

    id, step, button, icon = "<number>-done", "umgesetzt", _("Als umgesetzt vermerken"), "check"
    named = False


class RateForm(OfficeForm):
    """Did it work?"""

    id, step, button = "<number>", "wirkung", _("Beurteilung festhalten")
    named = False
    told_at, barred_at = "reason", "effect"
    effect = RadioField(_("Hat die Maßnahme gewirkt?"), choices=EFFECTS)
    reason = ReasonField(_("Woran zeigt sich das?"))


class MoveForm(OfficeForm):
    """Other days, or somebody else."""

    id, step, button = "<number>-move", "aenderung", _("Änderung festhalten")
    named = False
    who = LineField(_WHO, _ITS_FUNCTION)
    until = DayField(_UNTIL)
    check = OpenDayField(_CHECK, _BY_ITSELF)
    reason = ReasonField(hint=_("Schreiben Sie nichts hinein, was die hinweisgebende Person erkennen lässt."))


class ShareForm(OfficeForm):
    """Somebody else gets the key."""

    id, step, button = "<number>-share", "schluessel", _("Schlüssel weitergeben")
    told_at, barred_at = "reason", "to"
    to = ChoiceField(_("An wen?"))
    reason = ReasonField(rows=2)
