"""To who runs the installation: people, backups, restoring, erasing."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

KEEPER = (
    refusals(
        400,
        ArchiveUnreadable=N_(
            "Die Sicherung %(name)s lässt sich nicht öffnen: Sie ist abgeschnitten oder verändert, oder sie wurde mit "
            "einem anderen Sicherungsgeheimnis versiegelt. Bitte prüfen Sie backup.secret; sonst nehmen Sie eine "
            "andere Sicherung."
        ),
        ArchiveUnknown=N_(
            "%(name)s ist nicht das erwartete Archiv. Anzugeben ist zuerst der Inhalt (inhalt-….hgb) und hinter --keys "
            "das Schlüsselarchiv (schluessel-….hgk)."
        ),
        ArchivesForeign=N_(
            "%(name)s gehört zu einer anderen Installation. Bitte geben Sie Archive derselben Installation an."
        ),
        ArchiveTooNew=N_(
            "Die Sicherung stammt von einer neueren Fassung des Programms. Bitte aktualisieren Sie zuerst das Programm."
        ),
    )
    | refusals(
        409,
        LastHolder=N_(
            "Ohne diese Person könnte niemand mehr öffnen, was hier liegt. Es wurde nichts geändert. Bitte geben Sie "
            "ihre Fälle zuerst an eine andere Person weiter."
        ),
        LastReceiver=N_(
            "Ohne diese Person bekäme niemand mehr neue Meldungen. Es wurde nichts geändert. Bitte tragen Sie zuerst "
            "mit „hinweisgeber officer receive“ jemand anderen dafür ein."
        ),
        BackupRunning=N_("Nach %(folder)s wird gerade schon gesichert. Bitte warten Sie, bis das fertig ist."),
        RestoreTargetTaken=N_(
            "In %(place)s liegen schon Daten. Wiederhergestellt wird nur an einen leeren Ort, damit nichts "
            "überschrieben wird. Bitte geben Sie mit --home einen neuen Ordner und leere Datenbanken an."
        ),
        StoreInUse=N_(
            "Mit %(place)s arbeitet noch jemand. Es wurde nichts geändert. Bitte halten Sie beide Seiten und alle "
            "täglichen Arbeiten an („systemctl stop 'hinweisgeber-*'“) und rufen Sie noch einmal auf."
        ),
        MoveTargetTaken=N_(
            "In %(place)s liegt schon etwas, das nicht von hier stammt. Umgezogen wird nur an einen leeren Ort; es "
            "wurde nichts geändert. Bitte prüfen Sie die Adresse."
        ),
        MoveTargetAway=N_(
            "Der neue Ort %(place)s ist nicht erreichbar, oder es gibt ihn nicht. Es gilt weiter, was galt; hier wurde "
            "nichts geändert. Bitte prüfen Sie Rechner, Namen und Passwort und rufen Sie noch einmal auf."
        ),
        MoveTargetOld=N_(
            "%(place)s ist nicht auf dem Stand dieses Programms; es wurde nichts geändert. Bitte nennen Sie eine leere "
            "Datenbank."
        ),
        MoveDiffers=N_(
            "%(thing)s ist am neuen Ort nicht dasselbe wie am alten. Es gilt weiter, was galt; bitte rufen Sie noch "
            "einmal auf. Kommt das wieder, stimmt etwas mit dem Datenträger oder dem neuen Ort nicht."
        ),
        ErasureUnproven=N_(
            "Als gelöscht vermerkt oder fällig, aber ohne gültige Freigabe der Meldestelle: %(numbers)s. Davon wurde "
            "nichts vernichtet; alles andere ist erledigt. Wahrscheinlich hat jemand die Datenbank oder die Liste der "
            "Löschungen verändert. Bitte klären Sie das, bevor Sie weiterarbeiten."
        ),
    )
    | refusals(
        503,
        BackupFolderWrong=N_(
            "In den Ordner %(folder)s kann nicht geschrieben werden. Es wurde keine Sicherung gemacht. Bitte prüfen "
            "Sie, ob es ihn gibt und ob der Dienst dort schreiben darf."
        ),
    )
    | refusals(
        507,
        BackupFolderFull=N_(
            "Der Platz für Sicherungen in %(folder)s reicht nicht. Es wurde keine Sicherung gemacht. Bitte schaffen "
            "Sie Platz und sichern Sie noch einmal."
        ),
        RestoreFull=N_(
            "Der Platz für die versiegelten Dateien reicht nicht. Es wurde nichts wiederhergestellt. Bitte schaffen "
            "Sie Platz; für eine Probe nennt TMPDIR einen anderen Ordner."
        ),
    )
)
