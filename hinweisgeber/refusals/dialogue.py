"""Reports taken down, and what office and reporter say to each other."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

DIALOGUE = refusals(
    400,
    ConsentMissing=N_(
        "Eine Tonaufzeichnung oder ein Wortprotokoll ist nur mit Einwilligung erlaubt (§ 11 Abs. 2 HinSchG). Bitte "
        "vermerken Sie, wie und wann die Person eingewilligt hat, oder wählen Sie die Zusammenfassung."
    ),
    RecordOfLetter=N_(
        "Ein Brief wird nicht aufgezeichnet. Bitte wählen Sie die Zusammenfassung und schreiben oder scannen Sie "
        "den Brief ab."
    ),
    RecordingMissing=N_(
        "Bitte fügen Sie die Tonaufzeichnung als Datei bei (zum Beispiel MP3 oder M4A). Nur dann kann sie hier "
        "gelöscht werden, sobald die Niederschrift endgültig ist (§ 11 Abs. 4 HinSchG)."
    ),
    ReceiptDayWrong=N_(
        "Der Tag des Eingangs darf nicht in der Zukunft liegen und nicht länger als ein Jahr her sein. Ist ein "
        "Brief älter, nennen Sie den Tag, an dem er bei Ihnen eingegangen ist, und halten Sie im Fall in einem "
        "Vermerk fest, wer ihn vorher hatte und seit wann."
    ),
    SlotPast=N_("Dieser Tag ist schon vorbei. Bitte nennen Sie einen Tag von heute an, höchstens ein Jahr im Voraus."),
    PlaceMissing=N_("Bitte nennen Sie den Ort außerhalb des Hauses."),
    VideoConsentMissing=N_(
        "Ein Gespräch per Video gibt es nur mit Ihrer Einwilligung (§ 16 Abs. 3 HinSchG). Bitte setzen Sie das "
        "Häkchen oder wählen Sie einen anderen Termin."
    ),
    WayUnsaid=N_(
        "Die Person hat keinen Zugangscode mitgenommen, ihr Postfach liest niemand. Bitte teilen Sie es ihr selbst "
        "mit und schreiben Sie hier, auf welchem Weg und wann, in höchstens %(limit)s Zeichen."
    ),
) | refusals(
    409,
    RecordingElsewhere=N_(
        "Zu diesem Fall liegt hier keine Tonaufzeichnung, die gelöscht werden könnte, sobald die Niederschrift "
        "endgültig ist (§ 11 Abs. 4 HinSchG). Bitte wählen Sie Wortprotokoll oder Zusammenfassung. Soll eine "
        "Aufzeichnung dazugehören, nehmen Sie das Gespräch mit ihr als Datei unter „Hinweis aufnehmen“ auf."
    ),
    ExcludesOneself=N_(
        "Sie können nicht sich selbst ausschließen und den Hinweis zugleich aufnehmen. Bitte lassen Sie eine "
        "andere Person der Meldestelle den Hinweis aufnehmen, und behalten Sie für sich, was Sie erfahren haben."
    ),
    RecordedAlready=N_(
        "Dieser Hinweis ist schon aufgenommen, sein Fall steht in der Liste. Der Zugangscode kann nicht noch "
        "einmal gezeigt werden. Es wurde nichts geändert: Ergänzungen gehören in einen Vermerk im Fall. Senden Sie "
        "diese Seite trotzdem noch einmal ab, dann entsteht ein weiterer Fall mit einem neuen Zugangscode."
    ),
    AnswerStillOpen=N_(
        "Die Person soll %(days)s Tage Zeit haben, die Niederschrift zu prüfen. Ohne Antwort abschließen können "
        "Sie sie ab dem %(day)s."
    ),
    NotOpenAnyMore=N_(
        "Diese Antwort ist nicht mehr möglich: Die Frage ist schon beantwortet oder durch eine neuere ersetzt. "
        "Bitte lesen Sie das Postfach noch einmal; Ihre Wahl wurde nicht gesendet."
    ),
)
