"""Files of strangers: why there is no working copy, and why nothing was scanned."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

COPIES = refusals(
    422,
    CannotClean=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden. Sie können das Original herunterladen; öffnen "
        "Sie es nur auf einem Rechner ohne Netz und bedenken Sie, dass es Angaben zur hinweisgebenden Person "
        "enthalten kann."
    ),
    TypeUnknown=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Ihr Dateityp ist nicht bekannt oder wird nicht "
        "unterstützt."
    ),
    TypeMismatched=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Ihr Inhalt passt nicht zu ihrem Namen. Das kann "
        "ein Versehen oder ein Angriff sein."
    ),
    TypeAmbiguous=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie gibt sich als zwei Dateitypen zugleich aus. "
        "Das kommt bei Angriffen vor."
    ),
    ContentActive=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Dateien dieses Typs (zum Beispiel SVG und HTML) "
        "können Programme enthalten."
    ),
    TextIsMail=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist eine E-Mail oder enthält eine. Darin "
        "stehen oft Absender, Empfänger und Rechner, und angehängte Dateien. Das alles kann das Portal noch nicht "
        "prüfen und nicht entfernen."
    ),
    TextStructured=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist kein einfacher Text, sondern für "
        "Programme geschrieben, zum Beispiel als Visitenkarte, Termin, Wegaufzeichnung, XML oder Rechnerprotokoll. "
        "Was darin steht, kann das Portal noch nicht prüfen und nicht entfernen."
    ),
    TextEncoded=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: In ihrem Text stehen Daten in Zeichen, die nur "
        "ein Programm lesen kann, zum Beispiel ein eingefügtes Bild. Was darin steht, kann das Portal noch nicht "
        "prüfen."
    ),
    ContentLost=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Mehr als die Hälfte ihres Inhalts würde darin "
        "fehlen, denn das Portal kann ihn noch nicht übernehmen. Das kommt bei „Strict Open XML“, Textfeldern und "
        "Diagrammen vor. Ist es Ihre eigene Datei, speichern Sie sie bitte als PDF oder als gewöhnliches Word- "
        "oder Excel-Dokument."
    ),
    FileEmpty=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist leer."),
    FileEncrypted=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist mit einem Kennwort verschlüsselt. "
        "Fragen Sie im Postfach danach."
    ),
    FileDamaged=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist beschädigt oder unvollständig."),
    ContentTooLarge=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie oder ihr ausgepackter Inhalt ist zu groß."
    ),
    PagesTooMany=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie hat zu viele Seiten."),
    PixelsTooMany=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Das Bild hat zu viele Bildpunkte."),
    CleaningTooLong=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Es hat zu lange gedauert und wurde abgebrochen."
    ),
    ScanTooLarge=N_(
        "Prüfung nicht möglich: Die Datei oder ihr ausgepackter Inhalt ist zu groß zum Prüfen. Sie bleibt ungeprüft."
    ),
) | refusals(
    503,
    CleaningBusy=N_(
        "Es werden gerade mehrere Arbeitskopien erstellt. Bitte versuchen Sie es in einer Minute noch einmal."
    ),
    CleaningUnavailable=N_(
        "Von dieser Datei kann zurzeit keine Arbeitskopie erstellt werden: Auf dem Rechner fehlt %(tool)s. Bitte "
        "wenden Sie sich an die Person, die das Portal betreibt."
    ),
    CannotScan=N_(
        "Prüfung nicht möglich: Der Virenscanner meldet einen Fehler. Die Datei bleibt ungeprüft. Bitte wenden Sie "
        "sich an die Person, die das Portal betreibt."
    ),
    ScannerAway=N_(
        "Prüfung nicht möglich: Der Virenscanner ist nicht erreichbar. Die Datei bleibt ungeprüft. Bitte wenden "
        "Sie sich an die Person, die das Portal betreibt."
    ),
    ScannerSilent=N_(
        "Prüfung nicht möglich: Der Virenscanner hat zu lange nicht geantwortet. Die Datei bleibt ungeprüft. Bitte "
        "versuchen Sie es in einigen Minuten noch einmal."
    ),
    ScannerGarbled=N_(
        "Prüfung nicht möglich: Die Antwort des Virenscanners ist nicht zu verstehen. Die Datei bleibt ungeprüft. "
        "Bitte wenden Sie sich an die Person, die das Portal betreibt."
    ),
)
