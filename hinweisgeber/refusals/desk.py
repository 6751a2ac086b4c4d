"""At the desk: logging in, files that are not there or do not open, what happened meanwhile."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

DESK = (
    refusals(
        401,
        LoginFailed=N_(
            "Benutzername oder Passphrase stimmt nicht. Bitte prüfen Sie beides und versuchen Sie es noch einmal."
        ),
        KeyExpired=N_(
            "Ihr Schlüssel galt bis zum %(day)s. Ihre Fälle sind nicht verloren: Bitte lassen Sie ihn mit "
            "„hinweisgeber officer extend“ verlängern."
        ),
        Suspended=N_(
            "Sie sind bis einschließlich %(day)s suspendiert. Ihre Schlüssel bleiben erhalten; danach können Sie sich "
            "wieder anmelden. Fragen dazu beantwortet die Leitung der Meldestelle."
        ),
        SessionExpired=N_(
            "Sie sind nicht oder nicht mehr angemeldet. Bitte melden Sie sich an; was Sie geschrieben haben, bleibt "
            "erhalten."
        ),
    )
    | refusals(
        401,
        CodeUnreadable=N_(
            "Das ist kein Code. Einer aus der App hat 6 Ziffern, ein Wiederherstellungscode 16 Buchstaben und Ziffern. "
            "Bitte geben Sie ihn noch einmal ein."
        ),
        CodeWrong=N_(
            "Der Code stimmt nicht. Bitte geben Sie den ein, den die App jetzt zeigt; die Uhr des Geräts muss auf die "
            "halbe Minute stimmen."
        ),
        CodeUsed=N_(
            "Dieser Code wurde schon einmal benutzt und gilt kein zweites Mal. Bitte warten Sie, bis die App den "
            "nächsten zeigt (höchstens 30 Sekunden)."
        ),
        RecoveryCodeWrong=N_(
            "Das ist keiner Ihrer Wiederherstellungscodes, oder er wurde schon benutzt. Bitte prüfen Sie ihn, oder "
            "nehmen Sie einen anderen von Ihrem Blatt."
        ),
        HalfLoginOver=N_(
            "Für den Code sind fünf Minuten Zeit, und sie sind vorbei, oder die Anmeldung ist schon beendet. Bitte "
            "melden Sie sich noch einmal an; was Sie geschrieben haben, bleibt erhalten."
        ),
        TooManyWrongCodes=N_(
            "Der Code war fünfmal falsch. Bitte melden Sie sich noch einmal an. Ihr Konto ist nicht gesperrt; mit "
            "einem Wiederherstellungscode kommen Sie auch ohne die App hinein."
        ),
    )
    | refusals(
        400,
        OwnPassphraseWrong=N_(
            "Die Passphrase stimmt nicht. Es ist nichts geändert; bitte geben Sie sie noch einmal ein."
        ),
        SetUpCodeWrong=N_(
            "Der Code passt nicht zu dem Geheimnis auf dieser Seite. Bitte geben Sie den ein, den die App dafür jetzt "
            "zeigt; die Uhr des Geräts muss auf die halbe Minute stimmen."
        ),
    )
    | refusals(
        409,
        OfferGone=N_(
            "Diese Seite war zu alt, deshalb steht hier ein neues Geheimnis. Bitte löschen Sie den Eintrag in der App "
            "und nehmen Sie das neue auf."
        ),
        FactorThere=N_(
            "Ihr zweiter Faktor ist schon eingerichtet. Um ihn zu ersetzen, geben Sie bitte auch Ihre Passphrase und "
            "einen Code der App ein, die jetzt gilt."
        ),
        FactorNotThere=N_("Es ist kein zweiter Faktor eingerichtet. Es ist nichts geändert."),
        FactorUnopened=N_(
            "Ihr zweiter Faktor lässt sich nicht öffnen: Was gespeichert ist, wurde beschädigt oder vertauscht. Bitte "
            "nehmen Sie einen Wiederherstellungscode, und sagen Sie der Stelle Bescheid, die diese Seiten betreibt."
        ),
    )
    | refusals(
        404,
        FileNotFound=N_("Diesen Vorgang gibt es nicht, oder Sie haben keinen Schlüssel dazu."),
    )
    | refusals(
        400,
        DaysWrong=N_(
            "Eine Vertretung dauert mindestens einen und höchstens 92 Tage und endet nicht in der Vergangenheit, und "
            "niemand vertritt sich selbst. Bitte prüfen Sie Personen und Tage."
        ),
        CasesMissing=N_("Bitte kreuzen Sie mindestens einen Fall an."),
    )
    | refusals(
        403,
        OnlyALead=N_("Das darf nur die Leitung. Bitte wenden Sie sich an sie."),
    )
    | refusals(
        409,
        DeputyAway=N_(
            "Diese Person ist in dieser Zeit selbst vertreten, oder ihr Schlüssel endet vorher. Bitte wählen Sie "
            "jemand anderen."
        ),
        ColleagueSuspended=N_(
            "Diese Person ist bis einschließlich %(day)s suspendiert und bekommt bis dahin nichts Neues. Bitte wählen "
            "Sie jemand anderen."
        ),
        CaseMovedOn=N_("Dieser Fall liegt inzwischen bei jemand anderem, oder er ist abgeschlossen."),
        HandedPartly=N_(
            "Nicht übergeben: %(numbers)s. Übergebene Fälle: %(done)s. Was nicht übergeben ist, steht unten noch da; "
            "Sie können es noch einmal absenden."
        ),
        StaffChanged=N_(
            "Gerade eben wurde jemand aus der Meldestelle entfernt. Deshalb wurde nichts ausgeführt; bitte sehen Sie "
            "nach, ob Ihr Vorhaben noch passt, und senden Sie noch einmal."
        ),
        RevokesOneself=N_(
            "Es geht dabei um Sie selbst: Vorschlagen, bestätigen oder ablehnen müssen das andere aus der Leitung. "
            "Wollen Sie gehen, bitten Sie eine andere Leitung darum."
        ),
        RevocationWaits=N_(
            "Das ist schon vorgeschlagen und wartet auf die zweite Unterschrift. Es ist nichts Neues eingetragen."
        ),
        RevocationGone=N_(
            "Dieser Vorschlag gilt nicht mehr: Er ist bestätigt, abgelehnt, zurückgenommen oder abgelaufen, oder wer "
            "ihn gemacht hat, darf ihn nicht mehr tragen. Es ist nichts geändert; was gilt, steht auf dieser Seite."
        ),
        HoldsAlone=N_(
            "Es ist nichts geändert: Ohne diese Person könnte niemand mehr öffnen, was nur sie öffnen kann. Fälle und "
            "Maßnahmen: %(files)s, noch nicht abgeholte Meldungen: %(reports)s. Bitte lassen Sie die Person zuerst die "
            "Liste der Fälle öffnen (das holt ab, was wartet) und ihre Fälle übergeben; danach geht es hier weiter."
        ),
        SuspendsOneself=N_("Sie können sich nicht selbst suspendieren. Bitte wählen Sie jemand anderen."),
        SuspendedAlready=N_("Diese Person ist schon suspendiert. Es ist nichts geändert."),
        SuspendedAgain=N_(
            "Sie haben diese Person auch das letzte Mal suspendiert. Ein zweites Mal nacheinander muss es jemand "
            "anderes aus der Leitung tun oder der Befehl „hinweisgeber officer suspend“. Wer für immer gehen soll, "
            "entfernen zwei Leitungen gemeinsam oder der Befehl „hinweisgeber officer revoke“."
        ),
        NobodyLeftToReceive=N_(
            "Dann bekäme niemand mehr neue Meldungen. Bitte tragen Sie vorher jemand anderen dafür ein "
            "(„hinweisgeber officer receive“); es ist nichts geändert."
        ),
    )
    | refusals(
        409,
        Stale=N_(
            "In der Zwischenzeit hat sich dieser Vorgang geändert. Ihr Text steht noch da; bitte lesen Sie den neuen "
            "Stand und senden Sie dann noch einmal."
        ),
        ChangedMeanwhile=N_(
            "Seit Sie diese Seite geöffnet haben, ist etwas geschehen, das Sie noch nicht gesehen haben. Deshalb wurde "
            "nichts ausgeführt; was Sie geschrieben haben, steht noch da."
        ),
        DialogueIncomplete=N_(
            "Im Briefkasten fehlt eine Nachricht der hinweisgebenden Person, und was danach kam, ist nicht abgeholt. "
            "Bitte sagen Sie der Stelle Bescheid, die diese Seiten betreibt. Nur wenn die Nachricht endgültig verloren "
            "ist, setzen Sie das Häkchen und schließen den Fall ab."
        ),
        LetterWaits=N_(
            "Im Briefkasten wartet eine Nachricht der hinweisgebenden Person, die nur Kolleginnen und Kollegen von "
            "Ihnen öffnen können; wer, steht auf der Seite des Falls. Es ist nichts geändert. Schließen Sie den "
            "Fall ab, sobald sie abgeholt ist."
        ),
        Unopened=N_(
            "Dieser Vorgang lässt sich mit Ihrem Schlüssel nicht öffnen. Bitte sagen Sie der Leitung und der Stelle "
            "Bescheid, die diese Seiten betreibt."
        ),
        CaseUnopened=N_(
            "Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen. Er ist nicht verloren, solange jemand anderes "
            "aus der Meldestelle ihn öffnen kann: Bitte lassen Sie ihn sich von dort neu zuweisen. Kann das niemand, "
            "sagen Sie es der Leitung und der Stelle, die diese Seiten betreibt."
        ),
        MeasureUnopened=N_(
            "Diese Maßnahme lässt sich mit Ihrem Schlüssel nicht öffnen. Sie ist nicht verloren, solange jemand "
            "anderes aus der Meldestelle sie öffnen kann: Bitte lassen Sie sich ihren Fall von dort neu zuweisen. Kann "
            "das niemand, sagen Sie es der Leitung und der Stelle, die diese Seiten betreibt."
        ),
        FileExchanged=N_(
            "Diese Datei ist nicht die, die die hinweisgebende Person gesendet hat: Jemand mit dem Schlüssel der Datei "
            "hat sie ausgetauscht. Bitte verwenden Sie sie nicht, sagen Sie der Stelle Bescheid, die diese Seiten "
            "betreibt, und bitten Sie im Postfach darum, die Datei noch einmal zu senden."
        ),
        FileUnopened=N_(
            "Diese Datei lässt sich nicht öffnen: Was gespeichert ist, wurde beschädigt oder verändert. Bitte sagen "
            "Sie der Stelle Bescheid, die diese Seiten betreibt: Vielleicht liegt die Datei unversehrt in einer "
            "Sicherung. Oder bitten Sie im Postfach darum, sie noch einmal zu senden."
        ),
        FormUnknown=N_(
            "Dieser Vorgang ist in einer Form gespeichert, die diese Fassung des Programms nicht lesen kann. Er ist "
            "nicht verloren. Bitte sagen Sie der Stelle Bescheid, die diese Seiten betreibt."
        ),
        NewerEntries=N_(
            "In diesem Vorgang stehen Einträge einer neueren Fassung des Programms. Lesen können Sie ihn; ändern lässt "
            "er sich erst, wenn diese Seiten auf demselben Stand sind. Bitte sagen Sie der Stelle Bescheid, die sie "
            "betreibt."
        ),
    )
    | refusals(
        429,
        LoginTooSoon=N_(
            "Nach mehreren Fehlversuchen ist eine kurze Pause nötig. Bitte versuchen Sie es in %(seconds)s Sekunden "
            "noch einmal. Das Konto ist nicht gesperrt."
        ),
        CodeTooSoon=N_(
            "Nach mehreren falschen Codes ist eine Pause nötig. Bitte versuchen Sie es in %(seconds)s Sekunden noch "
            "einmal, oder nehmen Sie jetzt einen Wiederherstellungscode. Das Konto ist nicht gesperrt."
        ),
    )
    | refusals(
        503,
        LoginsBusy=N_(
            "Gerade melden sich sehr viele auf einmal an. Bitte warten Sie einige Sekunden und melden Sie sich dann "
            "noch einmal an. Es ist nichts verloren."
        ),
    )
)
