"""The office's words for what the code calls by codes. German gettext messages."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from ..domain.acts import CASE_ACT, Kind
from ..domain.deadlines import next_working_day
from ..domain.flags import Flag, Scope
from ..domain.measures import Effect
from ..domain.outcomes import Outcome
from ..domain.stages import Stage
from ..web.duty_words import DUTIES
from .disclosure_labels import BASES
from .person_labels import ROLES as PERSON_ROLES
from .retention_labels import ARCHIVE, LESSONS
from .talk_labels import CHANNELS, RECORDS

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


class Worded(dict[str, LazyString]):
    """Words by code; a code without words, which a newer version may have entered, still gives a plain line."""

    def __init__(self, words: dict[str, LazyString], otherwise: LazyString) -> None:
        super().__init__(words)
        self._otherwise = otherwise

    def __missing__(self, code: str) -> LazyString:
        return self._otherwise


_KINDS: dict[str, LazyString] = {
    Kind.FOUNDED: lazy_gettext("Installation gegründet"),
    Kind.CASE_RECEIVED: lazy_gettext("Meldung entgegengenommen"),
    Kind.FOLLOW_UP: lazy_gettext("Nachricht der hinweisgebenden Person eingegangen"),
    Kind.ACKNOWLEDGED: lazy_gettext("Eingang bestätigt"),
    Kind.TAKEN_OVER: lazy_gettext("Fall übernommen"),
    Kind.ASSIGNED: lazy_gettext("Fall zugewiesen"),
    Kind.STAGE: lazy_gettext("Stufe geändert"),
    Kind.REPLY: lazy_gettext("Nachricht gesendet"),
    Kind.FEEDBACK: lazy_gettext("Rückmeldung gegeben"),
    Kind.FEEDBACK_WAIVED: lazy_gettext("Von einer Rückmeldung abgesehen"),
    Kind.NOTE: lazy_gettext("Vermerk"),
    Kind.CHECKED: lazy_gettext("Prüfpunkt bearbeitet"),
    Kind.FILE_REDACTED: lazy_gettext("Datei geschwärzt"),
    Kind.FILE_DESTROYED: lazy_gettext("Datei vernichtet"),
    Kind.MESSAGE_DESTROYED: lazy_gettext("Text einer Nachricht vernichtet"),
    Kind.NOTE_DESTROYED: lazy_gettext("Text eines Vermerks vernichtet"),
    Kind.HOLD_PROPOSED: lazy_gettext("Löschsperre vorgeschlagen"),
    Kind.HOLD_CONFIRMED: lazy_gettext("Löschsperre bestätigt"),
    Kind.HOLD_LIFTED: lazy_gettext("Löschsperre aufgehoben"),
    Kind.ARCHIVE_OFFERED: lazy_gettext("Dem Archiv angeboten"),
    Kind.ARCHIVE_ANSWERED: lazy_gettext("Entscheidung des Archivs festgehalten"),
    Kind.ERASURE_AUTHORISED: lazy_gettext("Löschung freigegeben"),
    Kind.ERASURE_RECALLED: lazy_gettext("Freigabe der Löschung zurückgenommen"),
    Kind.SCOPE: lazy_gettext("Anwendungsbereich geprüft"),
    Kind.FLAGGED: lazy_gettext("Kennzeichen geändert"),
    Kind.MINUTES_SENT: lazy_gettext("Niederschrift zur Prüfung gesendet"),
    Kind.MINUTES_ENDED: lazy_gettext("Prüfung der Niederschrift beendet"),
    Kind.MEETING_OFFERED: lazy_gettext("Termine für ein Gespräch angeboten"),
    Kind.RETALIATION_ASSESSED: lazy_gettext("Gemeldete Benachteiligung beurteilt"),
    Kind.DISCLOSURE_PLANNED: lazy_gettext("Weitergabe vorbereitet"),
    Kind.DISCLOSURE_MADE: lazy_gettext("Weitergabe vollzogen"),
    Kind.DISCLOSURE_DROPPED: lazy_gettext("Weitergabe verworfen"),
    Kind.PERSON_ADDED: lazy_gettext("Person eingetragen"),
    Kind.PERSON_SPELLED: lazy_gettext("Schreibweise eines Namens ergänzt"),
    Kind.PERSON_DECIDED: lazy_gettext("Über die Unterrichtung einer Person entschieden"),
    Kind.PERSON_WITHDRAWN: lazy_gettext("Eintrag einer Person zurückgenommen"),
    Kind.ACCESS_ANSWERED: lazy_gettext("Auskunft festgehalten"),
    CASE_ACT: lazy_gettext("Fall bearbeitet"),
    Kind.CLOSED: lazy_gettext("Fall abgeschlossen"),
    Kind.REOPENED: lazy_gettext("Fall wieder aufgenommen"),
    Kind.MEASURE_ADDED: lazy_gettext("Maßnahme festgelegt"),
    Kind.MEASURE_MOVED: lazy_gettext("Maßnahme geändert"),
    Kind.MEASURE_DONE: lazy_gettext("Maßnahme umgesetzt"),
    Kind.MEASURE_RATED: lazy_gettext("Wirkung beurteilt"),
    Kind.MEASURE_SHARED: lazy_gettext("Schlüssel weitergegeben"),
}

KINDS = Worded(_KINDS, lazy_gettext("Eintrag, den diese Fassung des Programms nicht kennt"))

POINTS: dict[str, LazyString] = {
    "acknowledge": lazy_gettext("Eingang bestätigt"),
    "take-over": lazy_gettext("Fall übernommen"),
    "scope": lazy_gettext("Anwendungsbereich geprüft"),
    "conflict": lazy_gettext("Interessenkonflikte der Bearbeitenden geprüft"),
    "retaliation": lazy_gettext("Gefahr von Benachteiligung eingeschätzt"),
    "circle": lazy_gettext("Kreis der Wissenden bedacht: was könnte die Person verraten?"),
    "urgency": lazy_gettext("Dringlichkeit eingeschätzt: muss sofort gehandelt werden?"),
    "evidence-secured": lazy_gettext("Beweise gesichert"),
    "validity": lazy_gettext("Stichhaltigkeit geprüft"),
    "contact": lazy_gettext("Kontakt zur hinweisgebenden Person gehalten"),
    "questions": lazy_gettext("Um weitere Angaben gebeten, soweit nötig"),
    "hearings": lazy_gettext("Anhörungen durchgeführt oder als unnötig begründet"),
    "evidence": lazy_gettext("Belege ausgewertet"),
    "persons": lazy_gettext("Über die Unterrichtung betroffener Personen entschieden"),
    "follow-up": lazy_gettext("Folgemaßnahmen festgelegt"),
    "feedback": lazy_gettext("Rückmeldung gegeben oder begründet unterlassen"),
    "lessons": lazy_gettext("Lehren für die Vorsorge gezogen"),
    "outcome": lazy_gettext("Ergebnis festgehalten"),
    "after-care": lazy_gettext("Nachsorge: Benachteiligungen nach dem Abschluss bedacht"),
}

# What is to be done, where a point or a requirement of domain/requirements.py is missing.
TODO: dict[str, LazyString] = {
    "acknowledge": lazy_gettext("Eingang bestätigen"),
    "take-over": lazy_gettext("Fall übernehmen"),
    "scope": lazy_gettext("Anwendungsbereich prüfen"),
    "conflict": lazy_gettext("Interessenkonflikte prüfen"),
    "retaliation": lazy_gettext("Gefahr von Benachteiligung einschätzen"),
    "circle": lazy_gettext("Kreis der Wissenden bedenken"),
    "urgency": lazy_gettext("Dringlichkeit einschätzen"),
    "evidence-secured": lazy_gettext("Beweise sichern"),
    "contact": lazy_gettext("Kontakt zur hinweisgebenden Person aufnehmen"),
    "validity": lazy_gettext("Stichhaltigkeit prüfen"),
    "questions": lazy_gettext("Um weitere Angaben bitten, soweit nötig"),
    "hearings": lazy_gettext("Anhörungen durchführen oder begründen, warum nicht"),
    "evidence": lazy_gettext("Belege auswerten"),
    "persons": lazy_gettext("Über die Unterrichtung betroffener Personen entscheiden"),
    "follow-up": lazy_gettext("Folgemaßnahmen festlegen oder begründen, warum nicht"),
    "feedback": lazy_gettext("Rückmeldung geben oder begründen, warum nicht"),
    "lessons": lazy_gettext("Lehren für die Vorsorge ziehen"),
    "retaliation-open": lazy_gettext("Gemeldete Benachteiligung beurteilen"),
    "minutes": lazy_gettext("Niederschrift abschließen"),
    "meeting": lazy_gettext("Termine für das gewünschte Gespräch anbieten"),
    "disclosure": lazy_gettext("Weitergabe eintragen und vollziehen"),
    "hold": lazy_gettext("Löschsperre bestätigen"),
    "close": lazy_gettext("Fall abschließen"),
}

SCOPES: dict[str, LazyString] = {
    Scope.IN: lazy_gettext("Fällt unter das Gesetz (§§ 2, 3 HinSchG)"),
    Scope.OUT: lazy_gettext("Fällt nicht unter das Gesetz"),
    Scope.SPECIAL: lazy_gettext("Ein besonderes Gesetz geht vor (§ 4 HinSchG)"),
    Scope.BARRED: lazy_gettext("Ausgenommen: Sicherheit, Verschlusssachen, Berufsgeheimnisse (§ 5 HinSchG)"),
    Scope.UNCLEAR: lazy_gettext("Lässt sich nicht klären"),
}

FLAGS: dict[str, LazyString] = {
    Flag.URGENT: lazy_gettext("Eilig"),
    Flag.SMALL_CIRCLE: lazy_gettext("Nur wenige wissen davon"),
    Flag.SOCIAL_SECRECY: lazy_gettext("Sozialgeheimnis (§ 35 SGB I)"),
    Flag.TAX_SECRECY: lazy_gettext("Steuergeheimnis (§ 30 AO)"),
    Flag.TRADE_SECRECY: lazy_gettext("Geschäftsgeheimnis (GeschGehG)"),
    Flag.ENVIRONMENT: lazy_gettext("Umweltinformationen (§ 4 Abs. 2 HinSchG)"),
}

# What a form says of a flag: to set it, or to take it away.
FLAG_CHOICES: dict[str, LazyString] = {
    **{f"{flag}:on": lazy_gettext("%(flag)s – setzen", flag=words) for flag, words in FLAGS.items()},
    **{f"{flag}:off": lazy_gettext("%(flag)s – wegnehmen", flag=words) for flag, words in FLAGS.items()},
}

# How the parts of a feedback are headed (domain/feedback.py).
FEEDBACK_HEADS: dict[str, LazyString] = {
    "taken": lazy_gettext("Was wir getan haben"),
    "planned": lazy_gettext("Was wir vorhaben"),
    "reasons": lazy_gettext("Warum"),
}

EFFECTS: dict[str, LazyString] = {
    Effect.YES: lazy_gettext("hat gewirkt"),
    Effect.PARTLY: lazy_gettext("hat teilweise gewirkt"),
    Effect.NO: lazy_gettext("hat nicht gewirkt"),
}

MEASURE_STATES: dict[str, LazyString] = {
    "open": lazy_gettext("offen"),
    "overdue": lazy_gettext("überfällig"),
    "done": lazy_gettext("umgesetzt, Wirkung noch offen"),
    "unchecked": lazy_gettext("umgesetzt, Prüfung der Wirkung überfällig"),
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

FIELDS: dict[str, LazyString] = {
    "basis": lazy_gettext("Grundlage"),
    "recipient": lazy_gettext("An wen?"),
    "suche": lazy_gettext("Suche"),
    "name": lazy_gettext("Name"),
    "surname": lazy_gettext("Auch den Nachnamen allein ersetzen"),
    "also": lazy_gettext("Andere Schreibweisen"),
    "role": lazy_gettext("Rolle"),
    "since": lazy_gettext("Seit wann sind die Daten hier?"),
    "informed_on": lazy_gettext("Unterrichtet am"),
    "deferred_until": lazy_gettext("Aufgeschoben bis"),
    "because": lazy_gettext("Aufgeschoben, weil"),
    "answer": lazy_gettext("Antwort an die Person"),
    "content": lazy_gettext("Was genau?"),
    "why": lazy_gettext("Warum?"),
    "secrecy": lazy_gettext("Vorschrift, die die Weitergabe erlaubt"),
    "notice": lazy_gettext("Mitteilung: Gründe"),
    "no_notice": lazy_gettext("Warum wird nicht vorher unterrichtet?"),
    "summary": lazy_gettext("Zusammenfassung"),
    "how": lazy_gettext("Was wurde wie weitergegeben?"),
    "way": lazy_gettext("Auf welchem Weg und wann haben Sie es mitgeteilt?"),
    "message": lazy_gettext("Nachricht an die hinweisgebende Person"),
    "scope": lazy_gettext("Ergebnis der Prüfung"),
    "flag": lazy_gettext("Kennzeichen"),
    "taken": lazy_gettext("Ergriffene Folgemaßnahmen"),
    "planned": lazy_gettext("Geplante Folgemaßnahmen"),
    "reasons": lazy_gettext("Gründe dafür"),
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
    "lesson": lazy_gettext("Was ändert sie für die Vorsorge?"),
    "check": lazy_gettext("Wann wird geprüft, ob es gewirkt hat?"),
    "norm": lazy_gettext("Rechtsgrundlage"),
    "review": lazy_gettext("Überprüfen am"),
    "archive": lazy_gettext("Entscheidung des Archivs"),
    "effect": lazy_gettext("Wirkung"),
    "boxes": lazy_gettext("Zu schwärzende Stellen"),
    "channel": lazy_gettext("Auf welchem Weg?"),
    "received": lazy_gettext("Tag des Eingangs"),
    "record": lazy_gettext("Wie wurde das Gespräch festgehalten?"),
    "small_circle": lazy_gettext("Nur wenige wissen davon"),
    "meeting": lazy_gettext("Die Person wünscht ein (weiteres) persönliches Gespräch"),
    "excluded": lazy_gettext("Wer soll den Fall nicht öffnen können?"),
    "code_along": lazy_gettext("Die Person bekommt einen Zugangscode zu ihrem Postfach"),
    "description": lazy_gettext("Was wurde mitgeteilt?"),
    "consent_to_record": lazy_gettext("Einwilligung: wie und wann?"),
    "consent": lazy_gettext("Einwilligung: wie und wann?"),
    "minutes": lazy_gettext("Niederschrift"),
    "offer": lazy_gettext("Begleittext"),
}
TICKED = {"1": lazy_gettext("ja")}
CHOICES: dict[str, dict[str, LazyString]] = {
    "stage": STAGES,
    "scope": SCOPES,
    "point": POINTS,
    "outcome": OUTCOMES,
    "effect": EFFECTS,
    "basis": BASES,
    "role": PERSON_ROLES,
    "flag": FLAG_CHOICES,
    "lesson": LESSONS,
    "archive": ARCHIVE,
    "channel": CHANNELS,
    "record": RECORDS,
    **dict.fromkeys(("surname", "small_circle", "meeting", "code_along"), TICKED),
}
DAY_FIELDS = ("received", "until", "review", "check", "since", "informed_on", "deferred_until")
# What may be left out, by the last step of the form's address.
OPTIONAL_FIELDS: dict[str, tuple[str, ...]] = {
    "stufe": ("reason",),
    "zuweisung": ("reason",),
    "rueckmeldung": ("message", "taken", "planned"),
    "massnahme": ("check",),
    "aenderung": ("check",),
    "senden": ("consent",),
    "neu": ("consent_to_record",),
    "eintrag": ("also", "notice", "no_notice"),
}
LONG_FIELDS = (
    "message", "note", "reason", "finding", "boxes", "taken", "planned", "reasons", "description",
    "minutes", "offer", "content", "why", "notice", "no_notice", "summary", "how",
    "also", "because", "answer", "what",
)  # fmt: skip

SOON_DAYS = 7

# Notices after which a message to the reporter is on its way.
SENDING = ("antwort", "rueckmeldung", "eingangsbestaetigung", "niederschrift", "termine", "weitergabe")

NOTICES: dict[str, LazyString] = {
    "weitergabe": lazy_gettext("Der Eintrag steht im Verzeichnis. Weitergegeben ist noch nichts."),
    "weitergabe-verworfen": lazy_gettext("Der Eintrag ist verworfen und bleibt mit Begründung stehen."),
    "weitergabe-vollzogen": lazy_gettext("Die Weitergabe ist festgehalten."),
    "benachrichtigung": lazy_gettext("Ihre Angabe zur Benachrichtigung ist gespeichert."),
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
    "vernichtet-text": lazy_gettext("Der Text ist vernichtet. Das Protokoll hält fest, warum."),
    "person": lazy_gettext("Die Person ist eingetragen. Was Sie jetzt schreiben, erhält ihr Pseudonym."),
    "person-schreibweise": lazy_gettext("Die Schreibweise ist ergänzt."),
    "person-unterrichtet": lazy_gettext("Die Unterrichtung ist festgehalten."),
    "person-aufgeschoben": lazy_gettext("Der Aufschub ist festgehalten. Am genannten Tag ist neu zu entscheiden."),
    "person-zurueckgenommen": lazy_gettext(
        "Der Eintrag ist zurückgenommen. In dem, was Sie jetzt schreiben, bleibt der Name stehen."
    ),
    "auskunft": lazy_gettext("Die Antwort steht im Protokoll des Falls. Senden Sie genau diesen Text."),
    "notiz": lazy_gettext("Der Vermerk steht im Protokoll des Falls."),
    "pruefpunkt": lazy_gettext("Der Prüfpunkt ist festgehalten."),
    "anwendungsbereich": lazy_gettext("Das Ergebnis zum Anwendungsbereich ist festgehalten."),
    "kennzeichen": lazy_gettext("Das Kennzeichen ist geändert."),
    "rueckmeldung": lazy_gettext("Ihre Rückmeldung ist gespeichert und für die hinweisgebende Person bereit."),
    "rueckmeldung-mitgeteilt": lazy_gettext(
        "Die Rückmeldung ist festgehalten, und auf welchem Weg Sie sie mitgeteilt haben."
    ),
    "ohne-rueckmeldung": lazy_gettext("Die Begründung steht im Protokoll des Falls."),
    "benachteiligung": lazy_gettext("Ihre Beurteilung steht im Protokoll des Falls."),
    "baustein": lazy_gettext("Der Textbaustein steht jetzt im Text. Gesendet ist noch nichts."),
    "zuweisung": lazy_gettext("Der Fall ist zugewiesen."),
    "eingangsbestaetigung": lazy_gettext("Der Eingang ist bestätigt."),
    "abschluss": lazy_gettext("Der Fall ist abgeschlossen."),
    "wiederaufnahme": lazy_gettext("Der Fall ist wieder aufgenommen."),
    "massnahme": lazy_gettext("Die Maßnahme steht im Register."),
    "umgesetzt": lazy_gettext("Die Maßnahme ist als umgesetzt vermerkt."),
    "aufnahme": lazy_gettext("Der Hinweis ist aufgenommen. Dies ist sein Fall."),
    "niederschrift": lazy_gettext("Die Niederschrift liegt im Postfach der hinweisgebenden Person zur Prüfung bereit."),
    "niederschrift-ende": lazy_gettext("Die Prüfung der Niederschrift ist beendet."),
    "termine": lazy_gettext("Die Termine stehen im Postfach der hinweisgebenden Person zur Wahl."),
    "wirkung": lazy_gettext("Die Beurteilung ist festgehalten."),
    "schluessel": lazy_gettext("Die Person kann die Maßnahme jetzt öffnen."),
    "aenderung": lazy_gettext("Die Änderung ist festgehalten."),
    "sperre": lazy_gettext("Die Löschsperre gilt ab jetzt. Eine zweite Person muss sie noch bestätigen."),
    "sperre-bestaetigt": lazy_gettext("Die Löschsperre ist bestätigt."),
    "sperre-aufgehoben": lazy_gettext("Die Löschsperre ist aufgehoben."),
    "angeboten": lazy_gettext("Der Fall steht auf der Liste für das Archiv."),
    "archiv-antwort": lazy_gettext("Die Entscheidung des Archivs ist festgehalten."),
    "loeschung-freigegeben": lazy_gettext("Die Löschung ist freigegeben."),
    "loeschung-zurueckgenommen": lazy_gettext("Die Freigabe ist zurückgenommen."),
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
