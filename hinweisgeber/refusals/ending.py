"""From a closed case to an erased one."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

ENDING = refusals(
    400,
    ReviewTooEarly=N_("Der Tag der Überprüfung muss nach heute liegen."),
    ArchiveUntold=N_(
        "Bitte klären Sie zuerst mit dem Archiv, ob es etwas dazu sagt: Es bekommt Aktenzeichen und Jahr, mehr weiß "
        "niemand. Setzen Sie danach das Häkchen; Ihr Vorschlag steht noch da."
    ),
    DocumentMissing=N_(
        "Es fehlt die Datei. Bitte wählen Sie mindestens eine aus; Ihre Angaben stehen noch da. Was Sie nur festhalten "
        "wollen, gehört in einen Vermerk im Fall."
    ),
    DocumentAhead=N_(
        "Der Tag des Dokuments liegt nach heute. Bitte prüfen Sie ihn, oder lassen Sie das Feld leer, wenn das "
        "Dokument keinen Tag trägt."
    ),
) | refusals(
    409,
    SecondPersonNeeded=N_(
        "Eine Löschsperre braucht zwei Personen: Bestätigen muss sie jemand anderes als die Person, die sie "
        "vorgeschlagen hat."
    ),
    CaseOpens=N_(
        "Diesen Fall kann inzwischen wieder jemand öffnen. Er wird deshalb nicht ohne Schlüssel gelöscht, sondern wie "
        "jeder andere: Bitte lehnen Sie den Vorschlag ab oder lassen Sie ihn zurücknehmen."
    ),
    KeylessWaits=N_(
        "Das ist schon vorgeschlagen oder vereinbart. Es ist nichts Neues eingetragen; der Stand steht auf dieser "
        "Seite."
    ),
    KeylessGone=N_(
        "Dieser Vorschlag zur Löschung gilt nicht mehr: Er ist bestätigt, abgelehnt, zurückgenommen oder abgelaufen, "
        "oder wer ihn gemacht hat, darf ihn nicht mehr tragen. Es ist nichts geändert; der Stand steht auf dieser "
        "Seite."
    ),
    KeylessMoved=N_(
        "Zu diesem Fall liegt inzwischen anderes da, als vorgeschlagen war. Es ist nichts geändert. Bitte lehnen Sie "
        "den Vorschlag ab und schlagen Sie die Löschung neu vor."
    ),
    ReporterWaits=N_(
        "Die hinweisgebende Person hat geschrieben, und niemand hat es gelesen. Deshalb wird der Fall nicht gelöscht. "
        "Bitte sorgen Sie dafür, dass ihn wieder jemand öffnen kann: Ein abgelaufener Schlüssel lässt sich mit dem "
        "Befehl „hinweisgeber officer extend“ verlängern, verlorene Schlüssel lassen sich aus einer Sicherung "
        "einspielen. Geht beides nicht, bleibt der Fall liegen."
    ),
    DocumentTaken=N_(
        "Eine der Dateien gehört schon zu einem anderen Eintrag. Es wurde nichts gespeichert, Ihre Angaben stehen noch "
        "da. Bitte nehmen Sie sie unten mit „Nicht mitsenden“ heraus und wählen Sie sie noch einmal aus."
    ),
    ErasureWaits=N_(
        "Die Löschung dieses Falls ist freigegeben: Was jetzt zur Akte käme, ginge mit ihr verloren. Nehmen Sie zuerst "
        "die Freigabe auf der Seite „Löschung“ zurück. Ihre Angaben stehen noch da; die Datei wartet so lange hier."
    ),
    HoldStands=N_(
        "Für diesen Fall gilt eine Löschsperre. Solange sie nicht aufgehoben ist, darf nichts davon gelöscht oder "
        "vernichtet werden."
    ),
    ArchiveOpen=N_(
        "Der Fall ist dem Archiv noch nicht angeboten, oder dessen Antwort steht noch aus. Erst danach können Sie "
        "die Löschung freigeben."
    ),
    ArchiveCopyUnentered=N_(
        "Dass das Archiv eine Kopie übernommen hat, steht noch nicht im Verzeichnis der Weitergaben. Bitte tragen "
        "Sie die Weitergabe zuerst unter „Weitergaben“ ein und geben Sie dort das Paket ab. Danach halten Sie die "
        "Antwort hier fest. Es zählt nur, was nach dem Abschluss des Falls weitergegeben wurde."
    ),
    InsideAnother=N_(
        "Diese Datei steckt in einer anderen und bleibt, solange es jene gibt. Vernichten Sie bitte die Datei, in der "
        "sie steckt: Damit ist auch diese vernichtet."
    ),
    RetaliationOpen=N_(
        "Zu diesem Fall ist eine Benachteiligung gemeldet, die noch niemand beurteilt hat. Erst danach können Sie "
        "etwas vernichten oder die Löschung freigeben."
    ),
    DestroyingTooEarly=N_(
        "Aus diesem Fall lässt sich noch nichts vernichten: Erst muss ihn jemand übernehmen und prüfen, was "
        "gebraucht wird. Danach entscheidet darüber, wer für den Fall zuständig ist."
    ),
    NotResponsible=N_(
        "Vernichten kann hier nur, wer für den Fall zuständig ist. Bitte wenden Sie sich an die zuständige Person, "
        "oder lassen Sie sich den Fall zuweisen."
    ),
)
