"""Files on their way: brought along, kept, given out."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

FILES = (
    refusals(
        400,
        FilesEmpty=N_(
            "Leer, und deshalb nicht übernommen: %(names)s. Es wurde noch nichts gesendet. Bitte wählen Sie die "
            "richtige Datei, oder machen Sie ohne sie weiter."
        ),
        DocumentEmpty=N_(
            "Leer, und deshalb nicht übernommen: %(names)s. Zur Akte genommen ist noch nichts, Ihre Angaben stehen "
            "noch da. Bitte wählen Sie die richtige Datei, oder machen Sie mit den übrigen weiter."
        ),
        BoxWrong=N_(
            "Diese Zeile lässt sich nicht lesen: „%(line)s“. Jede Zeile nennt Seite, links, oben, rechts, unten; die "
            "letzten vier in Prozent der Seite, zum Beispiel: 1 10 20 55 25."
        ),
        BoxPageMissing=N_(
            "Eine Zeile nennt eine Seite, die es in der Arbeitskopie nicht gibt. Bitte prüfen Sie die erste Zahl jeder "
            "Zeile."
        ),
        SecondsWrong=N_(
            "Diese Zeile lässt sich nicht lesen: „%(line)s“. Jede Zeile nennt von und bis, zum Beispiel: 1:05 1:12. "
            "Das Ende liegt nach dem Anfang."
        ),
        PointUnclear=N_(
            "Wohin Sie im Bild gezeigt haben, ist nicht angekommen. Klicken oder tippen Sie auf die Stelle selbst; mit "
            "der Tastatur schreiben Sie sie in Prozent in dieses Feld."
        ),
        CornersNear=N_(
            "Die beiden Ecken liegen fast auf demselben Punkt. Die erste steht noch; bitte klicken Sie auf die "
            "gegenüberliegende."
        ),
        CornerAlone=N_(
            "Im Bild ist eine Ecke gesetzt, die gegenüberliegende fehlt. Bitte klicken Sie auf sie, oder nehmen Sie "
            "die Ecke zurück."
        ),
    )
    | refusals(
        400,
        ours=True,
        FilesLost=N_(
            "Dateien, die Sie schon übertragen hatten, sind nicht mehr da (%(count)s). Es wurde nichts gesendet. Bitte "
            "wählen Sie sie noch einmal, oder senden Sie ohne sie."
        ),
        FilesTaken=N_(
            "Dateien dieser Seite gehören schon zu einer anderen Meldung und können nicht noch einmal gesendet werden "
            "(%(count)s). Es wurde nichts gesendet, Ihr Text steht noch da. Bitte wählen Sie die Dateien noch einmal, "
            "oder senden Sie ohne sie."
        ),
    )
    | refusals(
        404,
        BlobGone=N_(
            "Diese Datei ist nicht mehr vorhanden. Wurde sie vernichtet, steht im Protokoll des Falls, wann, von wem "
            "und warum."
        ),
        PageMissing=N_("Diese Seite gibt es in der Kopie nicht. Bitte gehen Sie zurück und wählen Sie eine frühere."),
        TextGone=N_("Dieser Text wurde schon vernichtet. Wann, von wem und warum, steht im Protokoll des Falls."),
    )
    | refusals(
        413,
        FileTooLarge=N_(
            "Eine Datei ist zu groß: Möglich sind %(limit)s je Datei. Ihr Text steht noch da. Bitte wählen Sie die "
            "Datei nicht mehr aus und senden Sie noch einmal; fragen Sie uns im Postfach nach einem anderen Weg."
        ),
        FilesTooLarge=N_(
            "Die Dateien sind zusammen zu groß: Möglich sind %(limit)s je Nachricht. Ihr Text steht noch da. Bitte "
            "senden Sie weniger Dateien, die übrigen danach über das Postfach."
        ),
        TooManyFiles=N_(
            "Das sind zu viele Dateien: Möglich sind %(limit)s je Nachricht. Ihr Text steht noch da. Bitte senden Sie "
            "die übrigen Dateien danach über das Postfach."
        ),
        OfficeFileTooLarge=N_(
            "Eine Datei ist zu groß: Möglich sind %(limit)s je Datei. Ihr Text steht noch da. Bitte wählen Sie die "
            "Datei nicht mehr aus oder teilen Sie sie in kleinere auf, und senden Sie dann noch einmal."
        ),
        DocumentFilesTooLarge=N_(
            "Die Dateien sind zusammen zu groß: Möglich sind %(limit)s je Unterlage. Ihre Angaben stehen noch da. "
            "Bitte nehmen Sie weniger Dateien auf einmal zur Akte, die übrigen danach als weitere Unterlage."
        ),
        DocumentTooManyFiles=N_(
            "Das sind zu viele Dateien: Möglich sind %(limit)s je Unterlage. Ihre Angaben stehen noch da. Bitte nehmen "
            "Sie die übrigen danach als weitere Unterlage zur Akte."
        ),
        OfficeFilesTooLarge=N_(
            "Die Dateien sind zusammen zu groß: Möglich sind %(limit)s je Nachricht. Ihr Text steht noch da. Bitte "
            "senden Sie weniger Dateien, die übrigen danach mit einer weiteren Nachricht im Fall."
        ),
        OfficeTooManyFiles=N_(
            "Das sind zu viele Dateien: Möglich sind %(limit)s je Nachricht. Ihr Text steht noch da. Bitte senden Sie "
            "die übrigen Dateien danach mit einer weiteren Nachricht im Fall."
        ),
    )
    | refusals(
        415,
        FilesNotTaken=N_("Dateien nimmt dieses Formular nicht an. Bitte beschreiben Sie den Inhalt im Text."),
    )
    | refusals(
        422,
        CannotSend=N_(
            "Es wurde nichts gesendet, denn „%(name)s“ lässt sich nicht bereinigen. %(why)s Ihr Text und Ihre Dateien "
            "sind noch da. Lassen Sie diese Datei weg, oder setzen Sie das Häkchen „Unbereinigt senden“, wenn ihre "
            "Metadaten nichts verraten."
        ),
        LossUnseen=N_(
            "Es wurde noch nichts gesendet, denn in der bereinigten Fassung von „%(name)s“ fehlt etwas: %(what)s. Ihr "
            "Text und Ihre Dateien sind noch da. Lassen Sie diese Datei weg, senden Sie sie in einer anderen Form (zum "
            "Beispiel als PDF), oder setzen Sie das Häkchen „Auch senden, wenn in der bereinigten Fassung etwas fehlt“."
        ),
    )
    | refusals(
        503,
        UploadsBusy=N_(
            "Gerade werden sehr viele Dateien auf einmal übertragen. Ihr Text steht noch da. Bitte senden Sie ihn ohne "
            "Datei, und reichen Sie die Datei später über das Postfach nach."
        ),
        FilesBusy=N_(
            "Gerade sind sehr viele Dateien angekommen. Ihr Text steht noch da. Bitte senden Sie ihn ohne Datei, und "
            "reichen Sie die Datei in etwa %(minutes)s Minuten über das Postfach nach."
        ),
        BodiesBusy=N_(
            "Gerade werden sehr viele Dateien auf einmal übertragen. Versuchen Sie es in einigen Minuten noch einmal, "
            "oder senden Sie erst den Text und reichen die Datei später nach."
        ),
        TextsBusy=N_(
            "Gerade werden sehr viele lange Texte auf einmal gesendet. Versuchen Sie es in einigen Minuten noch einmal."
        ),
        PagesBusy=N_(
            "Gerade werden sehr viele lange Seiten auf einmal geladen. Bitte versuchen Sie es in einigen Minuten noch "
            "einmal."
        ),
        DownloadsBusy=N_(
            "Gerade werden sehr viele Dateien auf einmal heruntergeladen. Bitte versuchen Sie es in einigen Minuten "
            "noch einmal."
        ),
        OfficeUploadsBusy=N_(
            "Gerade werden sehr viele Dateien auf einmal übertragen. Ihr Text steht noch da. Bitte wählen Sie die "
            "Dateien in einigen Minuten noch einmal aus und senden Sie dann."
        ),
        CannotSendNow=N_(
            "Es wurde nichts gesendet, denn „%(name)s“ lässt sich gerade nicht bereinigen. %(why)s Ihr Text und Ihre "
            "Dateien sind noch da."
        ),
        StoreAway=N_(
            "Der Speicher ist gerade nicht erreichbar. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte "
            "versuchen Sie es in einigen Minuten noch einmal."
        ),
        LongTextsBusy=N_(
            "Gerade sind sehr viele lange Texte angekommen. Es wurde nichts gespeichert, und Ihr Text steht noch da. "
            "Bitte senden Sie ihn in etwa %(minutes)s Minuten noch einmal, oder kürzen Sie ihn auf etwa 10.000 Zeichen."
        ),
        RecordingStays=N_(
            "Die Tonaufzeichnung muss jetzt gelöscht werden, aber der Speicher der Dateien ist gerade nicht "
            "erreichbar. Es wurde deshalb nichts geändert. Bitte versuchen Sie es in einigen Minuten noch einmal."
        ),
    )
    | refusals(
        507,
        LongTextsFull=N_(
            "Auf unserer Seite ist nur noch Platz für kürzere Texte. Es wurde nichts gespeichert, und Ihr Text steht "
            "noch da. Bitte kürzen Sie ihn auf etwa 10.000 Zeichen, und reichen Sie das Übrige später über das "
            "Postfach nach."
        ),
        StoreFull=N_(
            "Der Speicher für Dateien ist voll. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte senden "
            "Sie ihn ohne Datei, und reichen Sie die Datei später nach."
        ),
    )
)
