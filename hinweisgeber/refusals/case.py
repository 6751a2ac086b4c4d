"""Steps of a case, its measures and what is disclosed of it."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

CASE = refusals(
    400,
    FollowUpUnsaid=N_(
        "Bitte nennen Sie, was ergriffen wurde oder was geplant ist; eines von beiden genügt. Ist nichts geplant, "
        "sagen Sie auch das."
    ),
    CheckMissing=N_(
        "Bitte prüfen Sie, ob die Rückmeldung interne Nachforschungen oder die Rechte anderer gefährdet, und "
        "setzen Sie danach das Häkchen."
    ),
    GapLeft=N_(
        "Im Text steht noch eine Lücke des Textbausteins: %(gap)s. Bitte füllen Sie sie aus oder löschen Sie sie."
    ),
    CheckTooEarly=N_(
        "Ob eine Maßnahme gewirkt hat, lässt sich frühestens an dem Tag prüfen, an dem sie umgesetzt sein soll."
    ),
    NoticeUnclear=N_(
        "Entweder wird die hinweisgebende Person vorher unterrichtet, oder hier steht, warum nicht (§ 9 Abs. 2 "
        "HinSchG). Bitte füllen Sie genau eines der beiden Felder aus."
    ),
    DayGone=N_("Dieser Tag ist schon vorbei. Bitte geben Sie einen Tag an, der heute oder später ist."),
    QuotesReport=N_(
        "Nur wenige wissen davon, deshalb darf nichts wörtlich weitergegeben werden. Diese Worte stammen von der "
        "hinweisgebenden Person: „%(words)s“. Bitte schreiben Sie sie anders."
    ),
) | refusals(
    409,
    NotAllowed=N_(
        "Dieser Schritt ist in der jetzigen Stufe nicht möglich. Bitte laden Sie die Seite neu und prüfen Sie den "
        "Stand des Falls."
    ),
    NobodyElse=N_(
        "Außer Ihnen könnte das niemand mehr öffnen: %(numbers)s. Bitte weisen Sie den Fall zuerst jemand anderem zu, "
        "auf der Seite des Falls unter „Zuständigkeit“. Danach können Sie sich hier für befangen erklären."
    ),
    KeysNotRenewed=N_(
        "Diese Fälle haben keinen neuen Schlüssel bekommen: %(numbers)s. Entweder ist der Briefkasten gerade nicht zu "
        "erreichen; dann versuchen Sie es später noch einmal. Oder sie lassen sich nicht öffnen, oder ihr Protokoll "
        "stimmt nicht: Bitte prüfen Sie unter „Protokoll“ und sagen Sie der Stelle Bescheid, die diese Seiten betreibt."
    ),
    ClosingIncomplete=N_(
        "Der Fall kann noch nicht abgeschlossen werden. Es fehlt: %(missing)s. Unter „Vor dem Abschluss“ steht, wo "
        "Sie das jeweils erledigen."
    ),
    DisclosureBlocked=N_(
        "Diese Weitergabe ist nicht erlaubt: Ihre Voraussetzung fehlt oder sie ist schon geschehen. Bitte prüfen "
        "Sie den Eintrag im Verzeichnis der Weitergaben."
    ),
    NobodyReads=N_(
        "Die Person hat keinen Zugangscode mitgenommen, ihr Postfach liest niemand. Hier kann sie deshalb nicht um "
        "ihre Einwilligung gebeten werden. Sprechen Sie bitte selbst mit ihr und lassen Sie sich die Einwilligung "
        "auf anderem Weg geben; ein Vermerk hält sie fest."
    ),
    NoticeUnread=N_(
        "Die Person hat keinen Zugangscode mitgenommen, ihr Postfach liest niemand. Eine Mitteilung dort "
        "unterrichtet sie nicht. Bitte lassen Sie dieses Feld leer und schreiben Sie in das andere, auf welchem "
        "Weg sie unterrichtet wurde, oder warum nicht."
    ),
    QuotesUnknown=N_(
        "Nur wenige wissen davon, deshalb wird alles, was weitergegeben wird, mit den Worten der hinweisgebenden "
        "Person verglichen. Das ist hier nicht vollständig möglich: Sie hat sehr viel geschrieben, oder eine ihrer "
        "Nachrichten lässt sich nicht mehr öffnen. Es wurde kein Paket erstellt. Vergleichen Sie bitte selbst, und "
        "halten Sie die Weitergabe ohne Paket fest."
    ),
    OnlyRedacted=N_(
        "Nur wenige wissen davon, deshalb dürfen nur geschwärzte Kopien weitergegeben werden. Bitte wählen Sie die "
        "anderen Dateien ab oder schwärzen Sie sie zuerst."
    ),
    RedactedMeanwhile=N_(
        "Während Ihre Kopie entstand, wurde dieselbe Datei schon geschwärzt. Ihre Kopie wurde nicht behalten, weil "
        "darin lesbar wäre, was die andere schwärzt. Bitte schwärzen Sie noch einmal."
    ),
    WordsNowhere=N_(
        "Nicht gefunden: %(words)s. Es wurde nichts geschwärzt. Bitte prüfen Sie die Schreibweise, oder nehmen Sie die "
        "Zeile heraus: Was schon schwarz ist, wird nicht noch einmal gefunden."
    ),
    CopyReplaced=N_(
        "Von einer der Dateien gibt es inzwischen eine geschwärzte oder eine neuere Kopie. Es wurde nichts "
        "weitergegeben. Bitte wählen Sie die Dateien noch einmal aus, oder sagen Sie, warum "
        "die ungeschwärzte nötig ist."
    ),
    NamesBarred=N_(
        "Auf dieser Grundlage darf die Namensliste nicht beiliegen (§ 9 Abs. 4 HinSchG). Bitte nehmen Sie das "
        "Häkchen weg."
    ),
)
