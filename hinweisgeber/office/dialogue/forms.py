"""The forms of the talk with the reporter."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from ...domain.dialogue.meetings import MOST_SLOTS
from ...domain.errors.fields import ReasonMissing
from ...web.question_words import WORDS
from ..errors import CheckMissing
from ..fields import (
    REASON,
    BoxesField,
    ChoiceField,
    DayField,
    FormField,
    HiddenField,
    LineField,
    OpenDayField,
    RadioField,
    ReasonField,
    TextField,
    TickField,
    TimeField,
    WrittenField,
)
from ..forms import OfficeForm
from ..labels import CHANNELS
from .words import ENDS, HOWS, RECORDS

# fmt: off

BLOCK = _("Textbaustein")
_WAY = _("Auf welchem Weg und wann haben Sie es mitgeteilt?")


class ReplyForm(OfficeForm):
    """The answer; its files are read by `files/chosen.py`."""

    id, step, button, style, told_at = "reply", "antwort", _("Nachricht senden"), "primary", "message"
    message = WrittenField(_("Nachricht an die hinweisgebende Person"), rows=7, counted=True)
    block = HiddenField(BLOCK)
    keep_names = TickField(_("Die Dateinamen so lassen, wie sie sind"),
        _("Sonst heißen die Dateien Anlage-01, Anlage-02 …"))
    as_is = TickField(_("Unbereinigt senden (Metadaten bleiben)"), _("Nur wenn die Metadaten nichts über Sie, andere "
        "oder interne Abläufe verraten. Gilt für alle Dateien dieser Nachricht."))
    lossy = TickField(_("Auch senden, wenn in der bereinigten Fassung etwas fehlt"), _("Was fehlt, steht in der "
        "Meldung. Die hinweisgebende Person bekommt dann nur, was übrig ist."))
    attachments = HiddenField(_("Dateien"))


class AcknowledgeForm(OfficeForm):
    """That the report has come in."""

    id, step, style = "acknowledge", "eingangsbestaetigung", "primary"
    button, told_at = _("Eingang bestätigen"), "message"
    message = WrittenField(_("Eingangsbestätigung"), rows=8, counted=True)
    way = LineField(_WAY, _("Zum Beispiel: am Telefon am 24. November. Bitte ohne Namen und Adresse der Person. Gibt "
        "es keinen Weg zu ihr, schreiben Sie das."), optional=True)
    block = HiddenField(BLOCK)


class FeedbackForm(OfficeForm):
    """The feedback of § 17 Abs. 2 HinSchG, in its parts."""

    id, step, style = "feedback", "rueckmeldung", "primary"
    button, told_at = _("Rückmeldung senden"), "checked"
    message = WrittenField(_("Einleitung"), optional=True, rows=3, counted=True)
    taken = WrittenField(_("Ergriffene Folgemaßnahmen"), _("Ergriffene oder geplante: eines von beiden genügt."),
        optional=True, rows=3, counted=True)
    planned = WrittenField(_("Geplante Folgemaßnahmen"), optional=True, rows=3, counted=True)
    reasons = WrittenField(_("Gründe dafür"), missing=ReasonMissing, rows=3, counted=True)
    way = LineField(_WAY, _("Zum Beispiel: am Telefon am 24. November. Bitte ohne Namen und Adresse der Person. Gibt "
        "es keinen Weg zu ihr, nutzen Sie bitte „Keine Rückmeldung möglich?“."), optional=True)
    checked = TickField(_("Ich habe geprüft: Die Rückmeldung gefährdet weder interne Nachforschungen noch die Rechte "
        "anderer (§ 17 Abs. 2 S. 2 HinSchG)"), called=_("Prüfung der Rückmeldung"), missing=CheckMissing)
    block = HiddenField(BLOCK)


class WaiveFeedbackForm(OfficeForm):
    """Why there is no feedback."""

    two = ("feedback-withheld",)
    id, step, wide, told_at = "feedback-waived", "ohne-rueckmeldung", True, "reason"
    button = _("Vorschlagen, die Rückmeldung zurückzustellen")
    reason = ReasonField(REASON, _("Zum Beispiel: Es gibt keinen Weg zur hinweisgebenden Person, oder jede "
        "Rückmeldung würde Nachforschungen oder Rechte anderer gefährden."), counted=True)


class RetaliationForm(OfficeForm):
    """What was found about the retaliation reported."""

    id, step, style = "retaliation", "benachteiligung", "primary"
    button, told_at = _("Beurteilung festhalten"), "finding"
    finding = ReasonField(_("Was wurde festgestellt, und was folgt daraus?"), counted=True)


class MinutesForm(OfficeForm):
    """The minutes, to be checked."""

    id, step, style, done = "minutes", "senden", "primary", "niederschrift"
    button, told_at, barred_at = _("Zur Prüfung senden"), "minutes", "record"
    record = RadioField(_(WORDS["record"].asks), choices=RECORDS)
    consent = LineField(_("Einwilligung: wie und wann?"), optional=True)
    minutes = TextField(_("Niederschrift"), rows=12, counted=True)


class EndMinutesForm(OfficeForm):
    """The check ends outside of the mailbox."""

    id, step, done = "minutes-end", "ende", "niederschrift-ende"
    button, told_at, barred_at = _("Prüfung beenden"), "reason", "state"
    state = RadioField(_("Wie endet die Prüfung?"), choices=ENDS)
    reason = ReasonField(REASON,
        _("Zum Beispiel wann und wo unterschrieben wurde, oder wie Sie an die Prüfung erinnert haben."))


def _slot(n: int) -> tuple[FormField[Any], ...]:
    """The fields of one slot; only the first has to be filled."""

    def called(field: LazyString) -> LazyString:
        return _("Termin %(n)s, %(field)s", n=n, field=field)

    day, time = _("Tag"), _("Uhrzeit")
    how, where = _("Wie?"), _("Ort oder Nummer")
    rest = n > 1
    fields: dict[str, FormField[Any]] = {
        "day": (OpenDayField if rest else DayField)(day, called=called(day)),
        "time": TimeField(time, called=called(time), optional=rest),
        "how": ChoiceField(how, called=called(how), optional=rest, choices=HOWS, default="office", mark_optional=False),
        "where": LineField(where, called=called(where), optional=True),
    }
    for name, field in fields.items():
        field.name = f"{name}_{n}"
    return tuple(fields.values())


class MeetingForm(OfficeForm):
    """Slots for a meeting."""

    id, step, style, done = "meeting", "termine", "primary", "termine"
    button, told_at = _("Termine anbieten"), "offer"
    slots: ClassVar = {n: _slot(n) for n in range(1, MOST_SLOTS + 1)}
    fields = tuple(one for slot in slots.values() for one in slot)
    offer = TextField(_("Begleittext"), default=_("Gern sprechen wir persönlich mit Ihnen. Bitte wählen Sie einen "
        "Termin. Sie dürfen eine Person mitbringen, der Sie vertrauen. Ein Gespräch ist freiwillig: Sie können auch "
        "weiter hier schreiben."), rows=4, counted=True)


class ToldForm(OfficeForm):
    """A call, visit or letter that becomes a case. Read by `record_form.py`: all that is wrong is told at once."""

    id, step, style, button = "record", "neu", "primary", _("Hinweis aufnehmen")
    code = HiddenField()
    channel = RadioField(_(WORDS["channel"].asks), choices=CHANNELS)
    received = DayField(_("Tag des Eingangs"),
        _("Mit diesem Tag beginnen die Fristen. Er kann zurückliegen, höchstens ein Jahr."))
    topic = ChoiceField(_("Thema"), optional=True, blank=_("Noch offen"))
    record = RadioField(_(WORDS["record"].asks), _("Wortprotokoll und Tonaufzeichnung sind nur mit "
        "Einwilligung erlaubt (§ 11 Abs. 2 und 3 HinSchG). Für Briefe gilt die Auswahl nicht."), choices=RECORDS)
    consent_to_record = LineField(_(WORDS["consent_to_record"].asks), _("Nötig für Wortprotokoll und "
        "Tonaufzeichnung. Zum Beispiel: „mündlich zu Beginn des Gesprächs, auf dem Band zu hören“."), optional=True)
    description = TextField(_("Was wurde mitgeteilt?"), _("Die Zusammenfassung, das Wortprotokoll oder der Wortlaut "
        "des Briefs. Nennen Sie die hinweisgebende Person nur, wenn sie das möchte. Sie selbst kann diesen Text in "
        "ihrem Postfach lesen."), rows=12, counted=True)
    small_circle = TickField(_("Nur wenige wissen davon"),
        _("Dann könnten Einzelheiten zeigen, von wem der Hinweis kommt."))
    meeting = TickField(_("Die Person wünscht ein (weiteres) persönliches Gespräch"))
    excluded = BoxesField(_("Wer soll den Fall nicht öffnen können?"), _("Wen Sie hier ankreuzen, erhält keinen "
        "Schlüssel. Richtet sich der Hinweis gegen Sie selbst, lassen Sie ihn bitte von einer anderen Person "
        "aufnehmen."), optional=True)
    code_along = TickField(_("Die Person bekommt einen Zugangscode zu ihrem Postfach"),
        _("Er steht auf der nächsten Seite: zum Drucken und Mitgeben, am Telefon zum Vorlesen. Er wird nur dort "
        "gezeigt und nirgends gespeichert. Ohne Code liest niemand das Postfach: Bestätigen Sie den Eingang dann auf "
        "dem Weg, auf dem die Person sich gemeldet hat."))
    attachments = HiddenField(_("Dateien"))
