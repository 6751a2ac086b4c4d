"""What the doctor says: by id how serious it is and what to do, by cause what is the matter.

A hint never destroys: whoever follows it to the letter loses no key, shuts out no service, and can go back
(tests/cli/test_doctor_words.py lists what may be advised).
"""

from __future__ import annotations

from typing import NamedTuple

from ...config import Finding
from ...config.rule import Level
from ...store.causes import Cause


class Advice(NamedTuple):
    """How serious it is, and what to do."""

    level: Level
    hint: str


class Matter(NamedTuple):
    """What is the matter, as part of a sentence, and what to do."""

    what: str
    hint: str


HINTS: dict[str, Advice] = {
    "HG-S03": Advice(
        "error",
        "Bitte die Datei aufheben, daneben die neueste sichere Kopie einsetzen (Annahme, Meldestelle, Sicherung) und "
        "klären, wer sie geändert hat.",
    ),
    "HG-S02": Advice("error", "Bitte „hinweisgeber migrate“ mit der Rolle des Eigentümers aufrufen."),
    "HG-S04": Advice(
        "warning",
        "Bitte auf dem Rechner der Meldestelle installieren; bubblewrap braucht Benutzernamensräume. Bis dahin gibt es "
        "von diesen Dateien nur das Original.",
    ),
    "HG-S05": Advice(
        "warning",
        "Bitte prüfen, ob clamd läuft und der Dienst seinen Socket öffnen darf. Bis dahin prüft niemand.",
    ),
    "HG-S10": Advice(
        "error",
        "Bitte zuerst suchen, ob es den Aktenschrank oder eine Sicherung gibt, worin das Konto steht, und nur diese "
        "benutzen. Bis dahin bitte niemanden aus dem Schlüsselbund nehmen: Das lässt sich nicht zurücknehmen. Wie es "
        "weitergeht, sagt deploy/README.md unter 8.",
    ),
    "HG-S50": Advice(
        "warning",
        "Wer prüft oder als Ersatzstelle einspringt, darf nicht selbst Fälle führen (§ 15 HinSchG). Ist es dieselbe "
        "Person, bitte eine der beiden Aufgaben jemand anderem geben; sonst jeder Person ihre eigene Adresse.",
    ),
    "HG-S51": Advice(
        "warning",
        "Bitte den Schlüsselbund mit dem Wurzelschlüssel nachziehen (Anleitung, Abschnitt zu Personen) und seine Kopie "
        "bei der Annahme ersetzen: Bis dahin versiegelt die Annahme neue Meldungen auch für diese Person.",
    ),
    "HG-S11": Advice(
        "error",
        "Bitte mit „hinweisgeber officer list“ nachsehen, wessen Schlüssel abgelaufen ist, und ihn mit „hinweisgeber "
        "officer extend“ verlängern. Nach dem Einspielen einer Sicherung fehlt vielleicht ihr Schlüsselarchiv. "
        "Ist ein Fall endgültig verloren, können zwei Personen der Meldestelle ihn löschen lassen (Löschung, „Fälle, "
        "die niemand mehr öffnen kann“).",
    ),
    "HG-S13": Advice("error", "Bitte berichtigen; alles andere lässt sich erst danach prüfen."),
    "HG-S15": Advice(
        "error",
        "Bitte das Programm auf diesem Rechner aktualisieren. Der Weg zurück zu einer älteren Fassung ist eine "
        "Sicherung von damals.",
    ),
    "HG-S17": Advice(
        "error",
        "Bitte die Uhr und die Zeitzone prüfen („timedatectl“) und NTP einschalten. Fristen und Tage des Eingangs "
        "hängen daran.",
    ),
    "HG-S18": Advice(
        "warning",
        "Bitte „hinweisgeber backup“ laufen lassen und prüfen, ob hinweisgeber-backup.timer eingeschaltet ist.",
    ),
    "HG-S19": Advice(
        "warning",
        "Bitte eine Sicherung, die außerhalb liegt, mit „hinweisgeber restore --rehearse“ proben: Nur so ist sicher, "
        "dass sie sich einspielen lässt.",
    ),
    "HG-S20": Advice(
        "error",
        "Bitte den Schlüsselbund der Meldestelle zur Annahme kopieren, wie deploy/README.md unter 8 sagt. Sie nimmt "
        "ihn nur an, wenn er ihren fortsetzt; sonst bitte klären, wer dort etwas geändert hat.",
    ),
    "HG-S21": Advice("warning", "Bitte das Zertifikat erneuern und nginx neu laden („systemctl reload nginx“)."),
    "HG-S22": Advice(
        "warning",
        "Bitte in postgresql.conf max_connections erhöhen oder HINWEISGEBER_WORKERS verkleinern; sonst warten Seiten, "
        "wenn viele zugleich kommen.",
    ),
    "HG-S23": Advice(
        "error",
        "Bitte „systemd-tmpfiles --create“ aufrufen: Es legt den Ordner an und gibt ihm den richtigen Besitzer. Ohne "
        "ihn startet der Dienst nicht.",
    ),
    "HG-S24": Advice(
        "warning",
        "Bitte „systemctl status“ dafür ansehen und mit „systemctl enable --now“ einschalten, was laufen soll.",
    ),
    "HG-S25": Advice(
        "open",
        "Wer solche Dateien ansehen und schwärzen will, installiert es bei der Meldestelle (deploy/README.md, 1.). "
        "Bis dahin gibt es von doc, ppt, rtf und xls nur das Original, von den anderen nur die Arbeitskopie.",
    ),
    "HG-S26": Advice(
        "error",
        "Bitte die Liste erasures.jsonl aus dem neuesten Inhaltsarchiv oder einer Kopie zurückholen: Ohne sie bringt "
        "eine eingespielte Sicherung Gelöschtes zurück.",
    ),
    "HG-S27": Advice(
        "open",
        "Wer die IT per E-Mail verständigen will, wenn ein Dienst ausfällt, nennt die Adresse in "
        "HINWEISGEBER_OPERATOR_MAIL; dazu gehört ein Mailserver.",
    ),
    "HG-S28": Advice(
        "open",
        "Fällt diese Person aus, liest es niemand mehr. Das kann gewollt sein: Wer meldet, kann die anderen "
        "ausschließen. Wo nicht, kann diese Person es in der Meldestelle jemand anderem zuweisen; mit "
        "„hinweisgeber officer add“ lässt sich jemand aufnehmen.",
    ),
    "HG-S30": Advice(
        "warning",
        "Bitte klären, wer etwas geändert hat, und diese Fassung noch einmal aus der geprüften Auslieferung "
        "installieren. Welche Liste die richtige ist, sagt ihre veröffentlichte Prüfsumme („hinweisgeber --version“).",
    ),
    "HG-S31": Advice(
        "warning",
        "Bitte den jetzigen eintragen und den Dienst neu starten, auf jedem Rechner: Bis dahin gilt dort auch ein "
        "Schlüsselbund, den jemand mit dem früheren Schlüssel anders fortsetzt.",
    ),
    "HG-S32": Advice(
        "error",
        "Bitte die Zeilen eintragen, die „hinweisgeber move“ genannt hat, und den Dienst neu starten. Am alten Ort "
        "liegt alles, wie es war.",
    ),
    "HG-S33": Advice(
        "warning",
        "Wer den Dienst der einen Installation hat, liest so auch die andere. Bitte jeder eigene Rollen geben: "
        "deploy/README.md, 6., „Zwei Installationen auf einem Server“.",
    ),
    "HG-S34": Advice(
        "warning",
        "Bitte bald Platz schaffen, bevor das Portal erst Dateien und dann lange Texte abweist: Archive von "
        "Sicherungen auf einen anderen Datenträger bringen oder diesen vergrößern (docs/RUNBOOK.md, 1.).",
    ),
    "HG-S35": Advice(
        "error",
        "Bitte die Adressen beider Datenbanken in settings.env vergleichen und nachsehen, wo die richtige liegt; "
        "geändert wurde nichts. Bitte die Dienste bis dahin anhalten.",
    ),
    "HG-S36": Advice(
        "error",
        "Bitte beide Datenbanken so aufheben, wie sie sind, und der Leitung Bescheid sagen. Was zu tun ist, sagt "
        "docs/RUNBOOK.md, 9.; Meldungen, die noch niemand abgeholt hat, legt „hinweisgeber rescue“ zurück.",
    ),
    "HG-S37": Advice(
        "warning",
        "Bitte prüfen, ob hinweisgeber-tick.timer läuft und was „hinweisgeber tick“ sagt: Bis dahin bemerkt niemand, "
        "wenn dort etwas fehlt.",
    ),
    "HG-S39": Advice(
        "error",
        "Bitte die Meldestelle neu starten: Dabei gehen diese Schlüssel wieder. Was „check“ danach noch nennt, kann "
        "niemand sonst öffnen; bitte lassen Sie es an jemand anderes zuweisen.",
    ),
    "HG-S40": Advice(
        "warning",
        "Bitte „hinweisgeber verify --daily“ laufen lassen und prüfen, ob hinweisgeber-verify.timer eingeschaltet ist.",
    ),
    "HG-S41": Advice(
        "error",
        "Bitte nichts mehr ändern, die Datenbanken sichern, wie sie sind, und „hinweisgeber verify“ aufrufen: Es nennt "
        "jeden Befund. Sagen Sie sofort der Meldestelle Bescheid (docs/RUNBOOK.md, 7.).",
    ),
    "HG-S42": Advice(
        "open",
        "Gehört das zu einer eingespielten Sicherung, bitte den Vorgang bei den Unterlagen vermerken; sonst ist es ein "
        "Einbruch (docs/RUNBOOK.md, 7.).",
    ),
    "HG-S99": Advice("error", "Bitte diese Zeile der Stelle melden, die das Programm pflegt."),
}

# Of a store: what is the matter, and what to do.
CAUSES: dict[Cause, Matter] = {
    Cause.AUTHENTICATION: Matter(
        "Die Anmeldung wird abgelehnt",
        "Bitte Name und Passwort vergleichen; bei PostgreSQL die Rolle in der Adresse mit pg_hba.conf und roles.sql.",
    ),
    Cause.MISSING: Matter(
        "Es gibt ihn unter dieser Adresse nicht",
        "Bitte die Adresse prüfen und suchen, wo er liegt (ein Datenträger, der nicht eingehängt ist?), sonst die "
        "neueste Sicherung einspielen. Bitte nicht neu gründen: Was dort lag, läse sonst niemand mehr.",
    ),
    Cause.REFUSED: Matter(
        "Unter dieser Adresse antwortet niemand",
        "Bitte prüfen, ob der Server läuft („systemctl status postgresql“), dann Adresse, Port und Firewall.",
    ),
    Cause.TOO_SLOW: Matter(
        "Die Antwort kam nicht in der Zeit",
        "Bitte prüfen, ob der Server überlastet ist, etwas ihn lange sperrt oder die Leitung hängt.",
    ),
    Cause.TLS: Matter(
        "Die Verschlüsselung oder das Zertifikat ist nicht in Ordnung",
        "Bitte Ende und Namen des Zertifikats und die angegebene Zertifizierungsstelle prüfen.",
    ),
    Cause.FULL: Matter(
        "Der Platz ist aufgebraucht, bis auf eine Reserve",
        "Bitte Platz schaffen, ohne etwas unter /var/lib/hinweisgeber anzufassen: alte Archive fortbringen, den "
        "Datenträger vergrößern.",
    ),
    Cause.READ_ONLY: Matter(
        "Es lässt sich nur lesen",
        "Bitte prüfen, ob der Datenträger schreibgeschützt eingehängt ist oder die Datenbank eine Kopie ist, die nur "
        "liest.",
    ),
    Cause.PERMISSION: Matter(
        "Diesem Konto fehlt die Berechtigung",
        "Bitte als das Konto des Dienstes aufrufen („runuser -u hinweisgeber_office“); unter /var/lib/hinweisgeber "
        "stellt „systemd-tmpfiles --create“ Besitzer und Rechte der Ordner richtig ein.",
    ),
    Cause.GRANT: Matter(
        "Der Rolle fehlen Rechte",
        "Bitte roles.sql noch einmal ausführen („runuser -u postgres -- psql -X -f roles.sql“); beim Objektspeicher "
        "die Rechte der Anleitung geben.",
    ),
    Cause.CONNECTIONS: Matter(
        "Alle Verbindungen des Servers sind vergeben",
        "Bitte max_connections erhöhen oder prüfen, wer sie hält.",
    ),
    Cause.SCHEMA: Matter(
        "Tabellen fehlen oder sind andere",
        "Bitte „hinweisgeber migrate“ und danach roles.sql aufrufen; ist die Datenbank leer und war es nicht, die "
        "neueste Sicherung einspielen.",
    ),
    Cause.DAMAGED: Matter(
        "Der Inhalt ist beschädigt",
        "Bitte die Dienste anhalten, alles so aufheben, wie es ist, den Datenträger prüfen und die neueste Sicherung "
        "an einem neuen Ort einspielen.",
    ),
    Cause.UNKNOWN: Matter(
        "Er arbeitet nicht",
        "Bitte das Protokoll des Servers ansehen.",
    ),
}


def found(key: str, setting: str, what: str, cause: str, level: Level | None = None, hint: str = "") -> Finding:
    """A finding of this id, with what its table says to do; `level` and `hint` where this one differs."""
    usual, advice = HINTS[key]
    return Finding(key, level or usual, setting, what, hint or advice, cause)


def of_store(key: str, setting: str, name: str, cause: Cause, more: str = "") -> Finding:
    """A store that does not do what it should."""
    what, hint = CAUSES[cause]
    return Finding(key, "error", setting, f"{name}: {what}{f' ({more})' if more else ''}.", hint, cause.value)
