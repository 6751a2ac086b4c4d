"""The office's words for what the code calls by codes. German gettext messages."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from ..domain.case.deadlines import next_working_day
from ..domain.case.flags import Flag, Scope
from ..domain.case.outcomes import Outcome
from ..domain.case.stages import Stage
from ..usecases.officer.own_sessions import DESK, NOTEBOOK, OTHER
from ..usecases.officer.words_in import Difference
from ..web import question_words
from ..web.duty_words import DUTIES
from ..web.languages import number_words

STAGES: dict[str, LazyString] = {
    Stage.RECEIVED: lazy_gettext("Eingang"),
    Stage.PREVENTION: lazy_gettext("Vorsorge"),
    Stage.INVESTIGATION: lazy_gettext("Aufklärung"),
    Stage.RESPONSE: lazy_gettext("Resonanz"),
    Stage.CLOSED: lazy_gettext("Abgeschlossen"),
}

#: What people call the device on which they are logged in.
DEVICES: dict[str, LazyString] = {
    DESK: lazy_gettext("Dienstrechner"),
    NOTEBOOK: lazy_gettext("Notebook"),
    OTHER: lazy_gettext("anderes Gerät"),
}

#: What did not fit when a report came in.
DIFFERENCES: dict[str, LazyString] = {
    Difference.RING: lazy_gettext("Der Hinweis nennt einen Schlüsselbund, den es hier so nie gab."),
    Difference.WRAP_MISSING: lazy_gettext(
        "Für jemanden, den der Hinweis als Empfängerin oder Empfänger nennt, lag kein Schlüssel bei."
    ),
    Difference.WRAP_ADDED: lazy_gettext(
        "Es lag ein Schlüssel für jemanden bei, den der Hinweis nicht nennt. Diese Person hat den Fall nicht bekommen."
    ),
    Difference.NOT_ACTIVE: lazy_gettext(
        "Der Hinweis nennt jemanden, der an diesem Tag keine Hinweise bekommen durfte. Zum Fall hat nur einen "
        "Schlüssel, wer heute einen haben darf."
    ),
    Difference.DAY: lazy_gettext(
        "Im Briefkasten stand ein anderer Tag des Eingangs als im Hinweis. Es gilt der Tag im Hinweis."
    ),
    Difference.RECEIVERS: lazy_gettext(
        "Der Hinweis nennt andere als die, die an diesem Tag Hinweise bekommen. Bitte sehen Sie unter „Schlüssel“ "
        "nach, wer den Fall hat, und fragen Sie, wer ihn nicht bekommen hat."
    ),
    Difference.ACKNOWLEDGEMENT: lazy_gettext(
        "Als Eingangsbestätigung stand beim Hinweis ein anderer Text, als diese Meldestelle eingestellt hat. Er ist "
        "nicht übernommen: Bitte bestätigen Sie den Eingang von Hand."
    ),
}

OUTCOMES: dict[str, LazyString] = {
    Outcome.INVESTIGATED: lazy_gettext("Interne Untersuchung durchgeführt (§ 18 Nr. 1 HinSchG)"),
    Outcome.REFERRED: lazy_gettext("An andere zuständige Stellen verwiesen (§ 18 Nr. 2 HinSchG)"),
    Outcome.NO_EVIDENCE: lazy_gettext("Aus Mangel an Beweisen abgeschlossen (§ 18 Nr. 3 HinSchG)"),
    Outcome.OTHER_REASONS: lazy_gettext("Aus anderen Gründen abgeschlossen (§ 18 Nr. 3 HinSchG)"),
    Outcome.HANDED_INTERNAL: lazy_gettext("An interne Arbeitseinheit abgegeben (§ 18 Nr. 4 Buchst. a HinSchG)"),
    Outcome.HANDED_AUTHORITY: lazy_gettext("An zuständige Behörde abgegeben (§ 18 Nr. 4 Buchst. b HinSchG)"),
}

CHANNELS: dict[str, LazyString] = {
    choice: lazy_gettext(word) for choice, word in question_words.WORDS["channel"].choices.items()
}

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

# What is to be done, where a point or a requirement of domain/case/requirements.py is missing.
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
    "feedback-again": lazy_gettext("Zurückgestellte Rückmeldung geben, oder noch einmal sagen, warum nicht"),
    "second": lazy_gettext("Über einen Vorschlag entscheiden"),
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

# How the parts of a feedback are headed (domain/dialogue/feedback.py).
FEEDBACK_HEADS: dict[str, LazyString] = {
    "taken": lazy_gettext("Was wir getan haben"),
    "planned": lazy_gettext("Was wir vorhaben"),
    "reasons": lazy_gettext("Warum"),
}

ROLES: dict[str, LazyString] = {
    "lead": lazy_gettext("Leitung"),
    "officer": lazy_gettext("Fallbearbeitung"),
    "substitute": lazy_gettext("Ersatzstelle"),
    "auditor": lazy_gettext("Prüfung"),
}

SOON_DAYS = 7


def due(day: date, today: date, what: str) -> tuple[str, str]:
    """State (late | today | soon | ok) and words of a deadline."""
    days, duty = (day - today).days, DUTIES[what]
    if days < 0:
        return "late", ngettext(
            "%(duty)s seit %(days)s Tag überfällig",
            "%(duty)s seit %(days)s Tagen überfällig",
            -days,
            days=number_words(-days),
            duty=duty,
        )
    if days == 0:
        return "today", _("%(duty)s heute fällig", duty=duty)
    words = ngettext(
        "%(duty)s in %(days)s Tag fällig", "%(duty)s in %(days)s Tagen fällig", days, days=number_words(days), duty=duty
    )
    return ("soon" if days <= SOON_DAYS else "ok"), words


def working_day_hint(day: date) -> date | None:
    """The next working day in Saxony, when the day itself is none. A hint, it shifts nothing."""
    workday = next_working_day(day)
    return workday if workday != day else None
