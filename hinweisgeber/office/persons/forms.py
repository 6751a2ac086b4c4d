"""The forms about persons named in a case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ...usecases.leaving.persons import NAME_LIMIT
from ..fields import (
    REASON,
    DayField,
    LineField,
    NumberField,
    RadioField,
    ReasonField,
    TextField,
    TickField,
    WrittenField,
)
from ..forms import OfficeForm
from .words import ROLES

# fmt: off

_ALSO = _("Andere Schreibweisen")


class PersonForm(OfficeForm):
    """A person to be registered."""

    id, step, button, icon = "person", "eintrag", _("Person eintragen"), "add"
    done, told_at = "person", "name"
    name = LineField(_("Name"), _("Vor- und Nachname, ohne Titel."), limit=NAME_LIMIT, width="medium")
    surname = TickField(_("Auch den Nachnamen allein ersetzen"), _("Bitte abwählen, wenn er auch ein gewöhnliches "
        "Wort ist (Klein, Lang) oder mehrere so heißen. Schreiben Sie dann unten zum Beispiel „Herr Klein“."),
        ticked=True)
    also = TextField(_ALSO, _("Eine je Zeile, zum Beispiel ein Kürzel oder ein früherer Name. Groß und klein, ae "
        "statt ä und „Müllers“ werden von selbst erkannt."), optional=True, rows=3)
    role = RadioField(_("Rolle"), choices=ROLES)
    ours = TickField(_("Die Person gehört zur Meldestelle"), _("Bitte vor dem Eintragen bedenken: Hat sie einen "
        "Schlüssel zu diesem Fall, liest sie auch diesen Eintrag. Danach steht hier, was Sie tun können."))
    since = DayField(_("Seit wann sind die Daten hier?"), _("Meist der Tag, an dem der Hinweis einging. Ab hier läuft "
        "die Frist von einem Monat, die Person zu unterrichten (Art. 14 Abs. 3 DSGVO)."))


class SpellForm(OfficeForm):
    """Other spellings of a name."""

    id, step, button, icon = "spell-<n>", "schreibweise", _("Schreibweise ergänzen"), "add"
    done, told_at = "person-schreibweise", "also"
    n = NumberField()
    also = TextField(_ALSO, _("Eine je Zeile."), rows=2)


class InformForm(OfficeForm):
    """The person was informed."""

    id, step, button, icon = "inform-<n>", "unterrichtung", _("Unterrichtung festhalten"), "check"
    done = "person-unterrichtet"
    n = NumberField()
    informed_on = DayField(_("Unterrichtet am"), _("Nicht zu nennen ist dabei, wer gemeldet hat (§ 8 HinSchG)."))


class DeferForm(OfficeForm):
    """The person is not informed yet."""

    id, step, button, icon = "defer-<n>", "aufschub", _("Unterrichtung aufschieben"), "schedule"
    done, told_at = "person-aufgeschoben", "because"
    n = NumberField()
    deferred_until = DayField(_("Aufgeschoben bis"))
    because = ReasonField(_("Aufgeschoben, weil"), _("Zum Beispiel: Beweise könnten verschwinden, oder die "
        "Unterrichtung würde verraten, wer gemeldet hat (Art. 14 Abs. 5 DSGVO)."))


class WithdrawForm(OfficeForm):
    """The entry was a mistake."""

    id, step, button, icon = "withdraw-<n>", "ruecknahme", _("Eintrag zurücknehmen"), "close"
    done, told_at = "person-zurueckgenommen", "reason"
    n = NumberField()
    reason = ReasonField(REASON, _("Nur wenn der Eintrag ein Irrtum war, zum Beispiel die falsche Person oder zweimal "
        "dieselbe. Der Name bleibt im verschlüsselten Protokoll des Falls, bis der Fall gelöscht wird. Wo in der Akte "
        "schon das Pseudonym steht, bleibt es stehen."), rows=2)


class AnswerForm(OfficeForm):
    """What a person was told who asked."""

    id, step, style, icon = "answer", "festhalten", "primary", "check"
    button, done, told_at = _("Antwort festhalten"), "auskunft", "answer"
    answer = WrittenField(_("Antwort an die Person"), _("Der Entwurf hat alles, was Art. 15 Abs. 1 DSGVO verlangt. "
        "Anschrift und Namen setzen Sie erst auf den Brief: In der Akte stehen nur Pseudonyme."), rows=24,
        counted=True)
