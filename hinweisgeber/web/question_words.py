"""The words of the report's questions, one record for each, on both faces: how the reporter is asked, how the answer is
called when it is read back, and what the officer reads. An answer is told in the words that were ticked.

What is declared of a question stands in `domain/dialogue/questions.py`; `web/questions.py` brings both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..marks import N_


@dataclass(frozen=True)
class QuestionWords:
    """What people read of one question; German gettext messages, translated when they are shown."""

    asks: str  # above the field
    told: str = ""  # above the answer, to the reporter
    office: str = ""  # above the answer, to the officer; empty: as it was asked
    hint: str = ""
    more: tuple[str, str] | None = None  # an address of the intake and the words of the link, after the hint
    choices: Mapping[str, str] = field(default_factory=dict)


WORDS: dict[str, QuestionWords] = {
    "description": QuestionWords(
        N_("Was ist geschehen?"),
        hint=N_("Schreiben Sie so, wie Sie es einer vertrauten Person erzählen. Ein Satz genügt."),
    ),
    "topic": QuestionWords(
        N_("Worum geht es am ehesten?"),
        N_("Thema"),
        N_("Thema"),
        hint=N_("Ein Gesetz müssen Sie nicht kennen."),
        more=("/wohin", N_("Wohin gehört mein Anliegen? (neues Fenster)")),
    ),
    "when": QuestionWords(
        N_("Wann ungefähr?"),
        N_("Wann"),
        hint=N_("Zum Beispiel „im Frühjahr“. Ein genauer Tag kann zu Ihnen führen."),
    ),
    "where": QuestionWords(N_("Wo?"), N_("Wo"), hint=N_("Zum Beispiel ein Amt oder eine Baustelle.")),
    "who": QuestionWords(
        N_("Wer ist beteiligt?"), N_("Wer"), hint=N_("Schreiben Sie auch dazu, wer es bestätigen könnte.")
    ),
    "known_from": QuestionWords(
        N_("Woher wissen Sie es?"),
        N_("Woher Sie es wissen"),
        N_("Woher weiß die Person davon?"),
        hint=N_("Zum Beispiel selbst erlebt, gelesen oder gehört."),
    ),
    "circle": QuestionWords(
        N_("Wie viele wissen davon?"),
        N_("Wie viele davon wissen"),
        hint=N_(
            "Wissen nur wenige davon, kann man von Einzelheiten auf Sie schließen. Beschreiben Sie die Sache dann "
            "lieber allgemeiner."
        ),
        choices={
            "only-me": N_("nur ich"),
            "few": N_("wenige, etwa zwei bis fünf Personen"),
            "some": N_("einige"),
            "many": N_("viele"),
            "unknown": N_("das weiß ich nicht"),
        },
    ),
    "fear": QuestionWords(
        N_("Was befürchten Sie?"),
        N_("Was Sie befürchten"),
        N_("Was befürchtet die Person?"),
        hint=N_("Zum Beispiel Nachteile für Sie oder andere, oder dass Unterlagen verschwinden."),
    ),
    "wish": QuestionWords(N_("Was soll geschehen?"), N_("Was geschehen soll")),
    "meeting": QuestionWords(
        N_("Ich möchte persönlich mit der Meldestelle sprechen"),
        N_("Persönliches Gespräch"),
        N_("Persönliches Gespräch"),
        hint=N_(
            "Ein Treffen kann zeigen, wer Sie sind. Am Telefon können Sie ohne Namen sprechen. Tag und Ort verabreden "
            "wir im Postfach, auf Wunsch außerhalb des Amtes."
        ),
        choices={"yes": N_("gewünscht")},
    ),
    "excluded": QuestionWords(
        N_("Wer soll Ihre Meldung nicht lesen?"),
        N_("Erhalten keinen Schlüssel"),
        N_("Von diesem Fall ausgeschlossen, ohne Schlüssel"),
        hint=N_("Wen Sie ankreuzen, der bekommt keinen Schlüssel und kann die Meldung auch später nicht öffnen."),
    ),
    "channel": QuestionWords(
        N_("Auf welchem Weg?"),
        office=N_("Aufgenommen als"),
        choices={"phone": N_("Anruf"), "visit": N_("Persönlicher Besuch"), "letter": N_("Brief")},
    ),
    "record": QuestionWords(
        N_("Wie wurde das Gespräch festgehalten?"),
        office=N_("Festgehalten als"),
        choices={
            "summary": N_("Zusammenfassung"),
            "verbatim": N_("Wortprotokoll"),
            "sound": N_("Tonaufzeichnung"),
        },
    ),
    "consent_to_record": QuestionWords(
        N_("Einwilligung: wie und wann?"), office=N_("Einwilligung in die Aufzeichnung")
    ),
    "no_code": QuestionWords(N_("Zugangscode"), choices={"yes": N_("nicht mitgegeben: Das Postfach liest niemand")}),
}
