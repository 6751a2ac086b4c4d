"""The office's words for what the code calls by codes. German gettext messages."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from ..domain.acts import Kind
from ..domain.deadlines import next_working_day
from ..domain.measures import Effect
from ..domain.outcomes import Outcome
from ..domain.stages import Stage

STAGES: dict[str, LazyString] = {
    Stage.RECEIVED: lazy_gettext("Eingang"),
    Stage.PREVENTION: lazy_gettext("Vorsorge"),
    Stage.INVESTIGATION: lazy_gettext("Aufklärung"),
    Stage.RESPONSE: lazy_gettext("Resonanz"),
    Stage.CLOSED: lazy_gettext("Abgeschlossen"),
}

OUTCOMES: dict[str, LazyString] = {
    Outcome.INVESTIGATED: lazy_gettext("Interne Untersuchung durchgeführt (§ 18 Nr. 1 HinSchG)"),
    Outcome.REFERRED: lazy_gettext("An andere zuständige Stellen verwiesen (§ 18 Nr. 2 HinSchG)"),
    Outcome.NO_EVIDENCE: lazy_gettext("Aus Mangel an Beweisen abgeschlossen (§ 18 Nr. 3 HinSchG)"),
    Outcome.OTHER_REASONS: lazy_gettext("Aus anderen Gründen abgeschlossen (§ 18 Nr. 3 HinSchG)"),
    Outcome.HANDED_INTERNAL: lazy_gettext("An interne Arbeitseinheit abgegeben (§ 18 Nr. 4 Buchst. a HinSchG)"),
    Outcome.HANDED_AUTHORITY: lazy_gettext("An zuständige Behörde abgegeben (§ 18 Nr. 4 Buchst. b HinSchG)"),
}

KINDS: dict[str, LazyString] = {
    Kind.FOUNDED: lazy_gettext("Installation gegründet"),
    Kind.CASE_RECEIVED: lazy_gettext("Meldung entgegengenommen"),
    Kind.FOLLOW_UP: lazy_gettext("Nachricht der hinweisgebenden Person eingegangen"),
    Kind.ACKNOWLEDGED: lazy_gettext("Eingang bestätigt"),
    Kind.TAKEN_OVER: lazy_gettext("Fall übernommen"),
    Kind.ASSIGNED: lazy_gettext("Fall zugewiesen"),
    Kind.STAGE: lazy_gettext("Stufe geändert"),
    Kind.REPLY: lazy_gettext("Nachricht gesendet"),
    Kind.FEEDBACK: lazy_gettext("Rückmeldung gegeben"),
    Kind.NOTE: lazy_gettext("Vermerk"),
    Kind.CHECKED: lazy_gettext("Prüfpunkt bearbeitet"),
    Kind.FILE_REDACTED: lazy_gettext("Datei geschwärzt"),
    Kind.FILE_DESTROYED: lazy_gettext("Datei vernichtet"),
    Kind.CLOSED: lazy_gettext("Fall abgeschlossen"),
    Kind.REOPENED: lazy_gettext("Fall wieder aufgenommen"),
    Kind.MEASURE_ADDED: lazy_gettext("Maßnahme festgelegt"),
    Kind.MEASURE_DONE: lazy_gettext("Maßnahme umgesetzt"),
    Kind.MEASURE_RATED: lazy_gettext("Wirkung beurteilt"),
}

POINTS: dict[str, LazyString] = {
    "acknowledge": lazy_gettext("Eingang bestätigt"),
    "take-over": lazy_gettext("Fall übernommen"),
    "scope": lazy_gettext("Anwendungsbereich geprüft: fällt der Hinweis unter das Gesetz?"),
    "conflict": lazy_gettext("Interessenkonflikte der Bearbeitenden geprüft"),
    "retaliation": lazy_gettext("Gefahr von Benachteiligung eingeschätzt"),
    "circle": lazy_gettext("Kreis der Wissenden bedacht: was könnte die Person verraten?"),
    "urgency": lazy_gettext("Dringlichkeit eingeschätzt: muss sofort gehandelt werden?"),
    "evidence-secured": lazy_gettext("Beweise gesichert"),
    "validity": lazy_gettext("Stichhaltigkeit geprüft"),
    "questions": lazy_gettext("Rückfragen an die hinweisgebende Person bedacht"),
    "hearings": lazy_gettext("Anhörungen durchgeführt oder als unnötig begründet"),
    "evidence": lazy_gettext("Belege ausgewertet"),
    "follow-up": lazy_gettext("Folgemaßnahmen festgelegt"),
    "feedback": lazy_gettext("Rückmeldung gegeben"),
    "lessons": lazy_gettext("Lehren für die Vorsorge gezogen"),
    "outcome": lazy_gettext("Ergebnis festgehalten"),
    "after-care": lazy_gettext("Nachsorge: Benachteiligungen nach dem Abschluss bedacht"),
}

EFFECTS: dict[str, LazyString] = {
    Effect.YES: lazy_gettext("hat gewirkt"),
    Effect.PARTLY: lazy_gettext("hat teilweise gewirkt"),
    Effect.NO: lazy_gettext("hat nicht gewirkt"),
}

MEASURE_STATES: dict[str, LazyString] = {
    "open": lazy_gettext("offen"),
    "done": lazy_gettext("umgesetzt, Wirkung noch offen"),
    "rated": lazy_gettext("umgesetzt und beurteilt"),
}

ROLES: dict[str, LazyString] = {
    "lead": lazy_gettext("Leitung"),
    "officer": lazy_gettext("Fallbearbeitung"),
}

CIRCLES: dict[str, LazyString] = {
    "only-me": lazy_gettext("nur ich"),
    "few": lazy_gettext("wenige (etwa zwei bis fünf Personen)"),
    "some": lazy_gettext("einige (etwa sechs bis zwanzig Personen)"),
    "many": lazy_gettext("viele"),
    "unknown": lazy_gettext("weiß ich nicht"),
}

DUTIES: dict[str, LazyString] = {
    "acknowledge": lazy_gettext("Eingangsbestätigung"),
    "feedback": lazy_gettext("Rückmeldung"),
    "measure": lazy_gettext("Umsetzung"),
}

FIELDS: dict[str, LazyString] = {
    "message": lazy_gettext("Nachricht an die hinweisgebende Person"),
    "feedback": lazy_gettext("Dies ist die Rückmeldung nach § 17 Abs. 2 HinSchG"),
    "note": lazy_gettext("Vermerk"),
    "stage": lazy_gettext("Stufe"),
    "reason": lazy_gettext("Begründung"),
    "point": lazy_gettext("Prüfpunkt"),
    "finding": lazy_gettext("Feststellung"),
    "to": lazy_gettext("Zuständig"),
    "outcome": lazy_gettext("Ergebnis"),
    "what": lazy_gettext("Was ändert sich?"),
    "who": lazy_gettext("Wer sorgt dafür?"),
    "until": lazy_gettext("Bis wann?"),
    "effect": lazy_gettext("Wirkung"),
    "boxes": lazy_gettext("Zu schwärzende Stellen"),
}
CHOICES: dict[str, dict[str, LazyString]] = {
    "stage": STAGES,
    "point": POINTS,
    "outcome": OUTCOMES,
    "effect": EFFECTS,
}
LONG_FIELDS = ("message", "note", "reason", "finding", "boxes")

SOON_DAYS = 7

NOTICES: dict[str, LazyString] = {
    "uebernahme": lazy_gettext("Sie haben den Fall übernommen. Er steht jetzt in der Stufe Vorsorge."),
    "stufe": lazy_gettext("Die Stufe ist geändert."),
    "stufe-gleich": lazy_gettext("Der Fall steht bereits in dieser Stufe. Es wurde nichts geändert."),
    "antwort": lazy_gettext("Ihre Nachricht ist gespeichert und für die hinweisgebende Person bereit."),
    "entwurf": lazy_gettext("Ihr Entwurf ist gespeichert. Nur Sie können ihn lesen."),
    "entwurf-fort": lazy_gettext("Der Entwurf ist leer und wurde deshalb gelöscht."),
    "entwurf-dateien": lazy_gettext(
        "Ihr Entwurf ist gespeichert. Die Dateien gehören nicht dazu: Sie warten unten, solange diese Seite offen ist."
    ),
    "arbeitskopie": lazy_gettext("Die Arbeitskopie ist erstellt."),
    "schwaerzung": lazy_gettext(
        "Die geschwärzte Kopie ist erstellt. Bitte prüfen Sie jede Seite, bevor Sie sie weitergeben."
    ),
    "vernichtet": lazy_gettext("Die Datei und alle ihre Kopien sind vernichtet. Das Protokoll hält fest, warum."),
    "notiz": lazy_gettext("Der Vermerk steht im Protokoll des Falls."),
    "pruefpunkt": lazy_gettext("Der Prüfpunkt ist festgehalten."),
    "zuweisung": lazy_gettext("Der Fall ist zugewiesen."),
    "eingangsbestaetigung": lazy_gettext("Der Eingang ist bestätigt."),
    "abschluss": lazy_gettext("Der Fall ist abgeschlossen."),
    "wiederaufnahme": lazy_gettext("Der Fall ist wieder aufgenommen."),
    "massnahme": lazy_gettext("Die Maßnahme steht im Register."),
    "umgesetzt": lazy_gettext("Die Maßnahme ist als umgesetzt vermerkt."),
    "wirkung": lazy_gettext("Die Beurteilung ist festgehalten."),
}


def due(day: date, today: date, what: str) -> tuple[str, str]:
    """State (late | today | soon | ok) and words of a deadline."""
    days, duty = (day - today).days, DUTIES[what]
    if days < 0:
        words = ngettext(
            "%(duty)s seit %(num)s Tag überfällig", "%(duty)s seit %(num)s Tagen überfällig", -days, duty=duty
        )
        return "late", words
    if days == 0:
        return "today", _("%(duty)s heute fällig", duty=duty)
    words = ngettext("%(duty)s in %(num)s Tag fällig", "%(duty)s in %(num)s Tagen fällig", days, duty=duty)
    return ("soon" if days <= SOON_DAYS else "ok"), words


def working_day_hint(day: date) -> date | None:
    """The next working day in Saxony, when the day itself is none. A hint, it shifts nothing."""
    workday = next_working_day(day)
    return workday if workday != day else None
