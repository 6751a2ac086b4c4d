"""To somebody who reports: the access code, sending, the mailbox."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

REPORTER = (
    refusals(
        400,
        CodeMissing=N_("Bitte geben Sie Ihren Zugangscode ein. Er hat 25 Zeichen."),
        CodeIncomplete=N_(
            "Wir haben %(read)s von 25 Zeichen gelesen. Bitte vergleichen Sie die Gruppen mit Ihrer Notiz."
        ),
        CodeMistyped=N_(
            "Alle 25 Zeichen sind da, aber mindestens eines stimmt nicht. Bitte vergleichen Sie den Code Zeichen für "
            "Zeichen mit Ihrer Notiz."
        ),
        CodeEndWrong=N_(
            "Bitte geben Sie die letzten fünf Zeichen Ihres Zugangscodes ein. Ihr Text ist nicht verloren: Er steht "
            "noch da. Es wurde noch nichts gesendet."
        ),
        CodeUnknown=N_(
            "Zu diesem Zugangscode gibt es kein Postfach. Wenn Ihre Meldung beim Senden nicht bestätigt wurde, senden "
            "Sie sie bitte noch einmal. Wenn Sie den Code erneuert haben, gilt nur noch der neue."
        ),
        CodeNotNoted=N_(
            "Bitte notieren Sie zuerst den Zugangscode und setzen Sie dann das Häkchen. Ohne ihn können Sie die "
            "Antwort nicht lesen, und niemand kann ihn wiederherstellen."
        ),
        NobodyLeft=N_(
            "Sie haben alle Personen der Meldestelle ausgeschlossen. Dann könnte hier niemand Ihre Meldung lesen. "
            "Bitte wenden Sie sich an eine externe Meldestelle oder lassen Sie mindestens eine Person zu."
        ),
        TooManyExcluded=N_(
            "Im Postfach lassen sich nachträglich höchstens sieben Personen ausschließen. Es wurde nichts geändert. "
            "Bitte wählen Sie weniger, oder senden Sie eine neue Meldung und schließen Sie sie dort aus."
        ),
        ExcludedTooLate=N_(
            "Mit dem bisherigen Code haben Sie schon gesendet, und wer jetzt ausgeschlossen sein soll, hat dafür schon "
            "einen Schlüssel. Es wurde nichts gesendet. Unten steht ein neuer Code: Notieren Sie ihn und senden Sie "
            "noch einmal. Dann entsteht eine neue Meldung, die diese Personen nicht lesen können."
        ),
    )
    | refusals(
        400,
        ours=None,
        CapabilityExpired=N_(
            "Aus Sicherheitsgründen ist diese Seite abgelaufen. Bitte geben Sie Ihren Zugangscode noch einmal ein; Ihr "
            "Text bleibt stehen."
        ),
    )
    | refusals(
        403,
        CrossSite=N_(
            "Diese Anfrage kam von einer anderen Internetseite und wurde deshalb nicht angenommen. Bitte rufen Sie "
            "unsere Seite selbst auf und senden Sie von dort."
        ),
    )
    | refusals(
        404,
        ReceiptNotYet=N_(
            "Den Beleg gibt es, sobald die Meldestelle Ihre Meldung abgeholt hat, meist nach ein bis zwei "
            "Arbeitstagen. Bitte sehen Sie dann noch einmal nach."
        ),
    )
    | refusals(
        503,
        PageNotNow=N_(
            "Die Seite lässt sich gerade nicht zeigen. Laden Sie sie gleich noch einmal: Das geht zwei Minuten lang. "
            "Danach gehen Sie im Browser zurück bis Schritt 1. Was Sie schon gesendet haben, steht in Ihrem Postfach."
        ),
    )
    | refusals(
        409,
        OnlyTheyRead=N_(
            "Außer den Angekreuzten kann zurzeit niemand Ihre Meldung öffnen. Es wurde nichts geändert. Bitte senden "
            "Sie eine neue Meldung und kreuzen Sie diese Personen dort an: Dann bekommen sie nur die anderen."
        ),
        ExcludesLater=N_(
            "Ihr Postfach ist von früher. Die Meldestelle muss es einmal gesehen haben, seit Sie es geöffnet haben; "
            "das dauert meist ein bis zwei Arbeitstage. Es wurde nichts geändert. Bitte versuchen Sie es dann noch "
            "einmal, oder senden Sie eine neue Meldung und schließen Sie die Person dort aus."
        ),
        ReadersGone=N_(
            "Unter dem bisherigen Code haben Sie schon gesendet. Wer diese Meldung bearbeitet hat, ist nicht mehr "
            "zuständig und kann nichts mehr dazu lesen. Es wurde nichts gesendet. Unten steht ein neuer Code: Notieren "
            "Sie ihn und senden Sie noch einmal. Dann entsteht eine neue Meldung für die, die jetzt zuständig sind."
        ),
        AlreadySent=N_(
            "Unter diesem Zugangscode ist schon eine Meldung gesendet: Er öffnet Ihr Postfach. Möchten Sie etwas "
            "ergänzen, schreiben Sie dort, oder senden Sie den geänderten Text hier noch einmal."
        ),
    )
    | refusals(
        503,
        NobodyMayRead=N_(
            "Zurzeit kann niemand in der Meldestelle lesen, was Sie hier schreiben: Wer Ihre Meldung bearbeitet hat, "
            "ist nicht mehr zuständig. Es wurde nichts gesendet, Ihr Text steht noch da. Bitte versuchen Sie es in "
            "einigen Tagen noch einmal oder wenden Sie sich an eine externe Meldestelle."
        ),
        MovesLater=N_(
            "Ihr Postfach ist von früher und zieht beim ersten Öffnen um. Das geht gerade nicht. Ihr Code gilt weiter, "
            "und nichts ist verloren. Bitte versuchen Sie es in einigen Minuten noch einmal."
        ),
        NobodyThere=N_(
            "Die Meldestelle kann zurzeit keine Meldung entgegennehmen, weil kein gültiger Empfangsschlüssel vorliegt. "
            "Ihr Text ist nicht verloren: Er steht noch unten. Bitte versuchen Sie es später noch einmal oder wenden "
            "Sie sich an eine externe Meldestelle."
        ),
    )
)
