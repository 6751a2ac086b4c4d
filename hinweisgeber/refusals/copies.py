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
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Ihr Inhalt ist von anderer Art, als die Endung "
        "ihres Namens sagt. Meist ist das ein Versehen."
    ),
    TypeAmbiguous=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie lässt sich als zwei Dateitypen zugleich "
        "lesen. So ist nicht sicher, was andere darin sehen."
    ),
    ContentActive=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Dateien dieses Typs (zum Beispiel SVG und HTML) "
        "können Programme enthalten."
    ),
    TextStructured=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist kein einfacher Text, sondern für "
        "Programme geschrieben, zum Beispiel als Wegaufzeichnung (GPX), XML, PostScript oder Rechnerprotokoll. Was "
        "darin steht, prüft das Portal nicht, und es kann nichts daraus entfernen."
    ),
    TextEncoded=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: In ihrem Text stehen Daten in Zeichen, die nur "
        "ein Programm lesen kann, zum Beispiel ein eingefügtes Bild. Was darin steht, prüft das Portal nicht."
    ),
    HoldsFiles=N_(
        "Sie ist eine E-Mail, ein Archiv, eine Visitenkarte oder ein Termin: Übrig bliebe nur ihr Text. Bitte senden "
        "Sie die Dateien daraus einzeln."
    ),
    ContentLost=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Mehr als die Hälfte ihres Inhalts würde darin "
        "fehlen, denn das Portal kann ihn nicht übernehmen. Das kommt bei eingefügten Dokumenten und Webseiten, "
        "eingebetteten Objekten und Bildern vor, die sich nicht lesen lassen. Ist es Ihre eigene Datei, speichern Sie "
        "sie bitte als PDF."
    ),
    FileEmpty=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist leer."),
    FileEncrypted=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist mit einem Kennwort verschlüsselt. "
        "Fragen Sie im Postfach danach."
    ),
    PasswordWrong=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Das Kennwort passt nicht. Bitte prüfen Sie die "
        "Schreibweise."
    ),
    EncryptedOtherwise=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist mit einem Kennwort auf eine Weise "
        "verschlüsselt, die das Portal nicht öffnet (Office-Dokument oder Archiv mit AES). Öffnen Sie das Original auf "
        "einem Rechner ohne Netz mit dem Programm, aus dem es stammt. Oder bitten Sie im Postfach um die Datei ohne "
        "Kennwort."
    ),
    FileDamaged=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist beschädigt oder unvollständig."),
    ContentTooLarge=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie oder ihr ausgepackter Inhalt ist zu groß."
    ),
    WordsUnseen=N_(
        "In dieser Datei kann das Portal nicht nach Wörtern suchen: Sie besteht aus Bildern. Bitte geben Sie die "
        "Stellen an."
    ),
    SecondsBeyond=N_(
        "So lang ist die Aufnahme nicht. Bitte prüfen Sie die Zeiten; gezählt wird vom Anfang der Arbeitskopie."
    ),
    PagesTooMany=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie hat zu viele Seiten."),
    PartsTooMany=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Darin sind zu viele Dateien. Möglich sind 1.000 in "
        "einer Datei, und 5.000 in allem, was mit ihr kam."
    ),
    NestedTooDeep=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie steckt zu tief in anderen Dateien, oder in ihr "
        "ist zu viel ineinander verpackt."
    ),
    PixelsTooMany=N_("Von dieser Datei kann keine Arbeitskopie erstellt werden: Das Bild hat zu viele Bildpunkte."),
    CleaningTooLong=N_(
        "Von dieser Datei kann keine Arbeitskopie erstellt werden: Es hat zu lange gedauert und wurde abgebrochen. Ist "
        "auf dem Rechner gerade viel zu tun, versuchen Sie es später noch einmal. Sehr lange Aufnahmen teilen Sie "
        "bitte auf einem Rechner ohne Netz in kürzere; zum Schwärzen eines langen Films können Sie sein Bild ganz "
        "weglassen."
    ),
    DrawingUnavailable=N_(
        "Von dieser Datei können keine Seiten gezeichnet werden: Dafür ist LibreOffice nötig, und das ist auf diesem "
        "Rechner nicht eingerichtet. Die Person, die das Portal betreibt, kann es nachrüsten. Ist es Ihre eigene "
        "Datei, speichern Sie sie bitte als PDF."
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
