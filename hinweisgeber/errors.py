"""Everything that can go wrong, in one place.

The docstring of a `Refused` is the German sentence people read on the page: what went wrong and what to do.
It is a gettext message; `{name}` in it is filled from the keyword arguments given to the constructor.
The other families never reach a page with their details.
"""

from __future__ import annotations

import inspect


class HinweisgeberError(Exception):
    """Root of every error this program raises on purpose."""


# --- Refusals: a person asked for something that cannot be done as asked ---------------------------------


class Refused(HinweisgeberError):
    """Das geht so nicht. Bitte prüfen Sie Ihre Eingabe."""

    status = 400

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.sentence)

    @property
    def template(self) -> str:
        """The German sentence with its `{name}` holes, as gettext message."""
        return " ".join((inspect.getdoc(type(self)) or "").split())

    @property
    def sentence(self) -> str:
        """The German sentence with the values filled in."""
        return self.template.format(**self.values)


class CodeMistyped(Refused):
    """Der Zugangscode enthält vermutlich einen Tippfehler. Er besteht aus 25 Zeichen in fünf Gruppen. Bitte
    vergleichen Sie ihn Zeichen für Zeichen mit Ihrer Notiz."""


class CodeUnknown(Refused):
    """Zu diesem Zugangscode gibt es kein Postfach. Wenn Ihre Meldung beim Senden nicht bestätigt wurde, senden
    Sie sie bitte noch einmal. Wenn Sie den Code erneuert haben, gilt nur noch der neue."""


class CodeNotNoted(Refused):
    """Bitte notieren Sie zuerst den Zugangscode und setzen Sie dann das Häkchen. Ohne ihn können Sie die Antwort
    nicht lesen, und niemand kann ihn wiederherstellen."""


class TextMissing(Refused):
    """Bitte schreiben Sie etwas in dieses Feld."""


class ChoiceMissing(Refused):
    """Bitte wählen Sie hier etwas aus."""


class DateMissing(Refused):
    """Bitte geben Sie ein Datum an, zum Beispiel 31.03.2027."""


class TextTooLong(Refused):
    """Der Text hat {length} Zeichen, möglich sind {limit}. Bitte kürzen Sie ihn oder senden Sie den Rest danach
    als weitere Nachricht über das Postfach."""


class NobodyLeft(Refused):
    """Sie haben alle Personen der Meldestelle ausgeschlossen. Dann könnte hier niemand Ihre Meldung lesen. Bitte
    wenden Sie sich an eine externe Meldestelle oder lassen Sie mindestens eine Person zu."""


class ExcludedTooLate(Refused):
    """Mit dem bisherigen Code haben Sie schon gesendet, und wer jetzt ausgeschlossen sein soll, hat dafür schon einen
    Schlüssel. Es wurde nichts gesendet. Unten steht ein neuer Code: Notieren Sie ihn und senden Sie noch einmal. Dann
    entsteht eine neue Meldung, die diese Personen nicht lesen können."""


class NobodyThere(Refused):
    """Die Meldestelle kann zurzeit keine Meldung entgegennehmen, weil kein gültiger Empfangsschlüssel vorliegt.
    Ihr Text ist nicht verloren: Er steht noch unten. Bitte versuchen Sie es später noch einmal oder wenden Sie
    sich an eine externe Meldestelle."""

    status = 503


class CapabilityExpired(Refused):
    """Aus Sicherheitsgründen ist diese Seite abgelaufen. Bitte geben Sie Ihren Zugangscode noch einmal ein; Ihr
    Text bleibt stehen."""


class CrossSite(Refused):
    """Diese Anfrage kam von einer anderen Internetseite und wurde deshalb nicht angenommen. Bitte rufen Sie unsere
    Seite selbst auf und senden Sie von dort."""

    status = 403


class FilesNotTaken(Refused):
    """Dateien nimmt dieses Formular nicht an. Bitte beschreiben Sie den Inhalt im Text."""

    status = 415


class LoginFailed(Refused):
    """Benutzername oder Passphrase stimmt nicht. Bitte prüfen Sie beides und versuchen Sie es noch einmal."""

    status = 401


class LoginTooSoon(Refused):
    """Nach mehreren Fehlversuchen ist eine kurze Pause nötig. Bitte versuchen Sie es in {seconds} Sekunden noch
    einmal. Das Konto ist nicht gesperrt."""

    status = 429


class SessionExpired(Refused):
    """Sie sind nicht oder nicht mehr angemeldet. Bitte melden Sie sich an; was Sie geschrieben haben, bleibt
    erhalten."""

    status = 401


class FileNotFound(Refused):
    """Diesen Vorgang gibt es nicht, oder Sie haben keinen Schlüssel dazu."""

    status = 404


class NotAllowed(Refused):
    """Dieser Schritt ist in der jetzigen Stufe nicht möglich. Bitte laden Sie die Seite neu und prüfen Sie den
    Stand des Falls."""

    status = 409


class ReasonMissing(Refused):
    """Für diesen Schritt ist eine Begründung nötig. Bitte schreiben Sie in einem Satz, warum."""


class Stale(Refused):
    """In der Zwischenzeit hat sich dieser Vorgang geändert. Ihr Text steht noch da; bitte lesen Sie den neuen
    Stand und senden Sie dann noch einmal."""

    status = 409


class StoreAway(Refused):
    """Der Speicher ist gerade nicht erreichbar. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte
    versuchen Sie es in einigen Minuten noch einmal."""

    status = 503


class StoreFull(StoreAway):
    """Der Speicher für Dateien ist voll. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte senden Sie ihn
    ohne Datei, und reichen Sie die Datei später nach."""

    status = 507


class BlobGone(Refused):
    """Diese Datei ist nicht mehr vorhanden."""

    status = 404


class BoxWrong(Refused):
    """Diese Zeile lässt sich nicht lesen: „{line}“. Jede Zeile nennt Seite, links, oben, rechts, unten; die letzten
    vier in Prozent der Seite, zum Beispiel: 1 10 20 55 25."""


class BoxPageMissing(Refused):
    """Eine Zeile nennt eine Seite, die es in der Arbeitskopie nicht gibt. Bitte prüfen Sie die erste Zahl jeder
    Zeile."""


class CannotSend(Refused):
    """Es wurde nichts gesendet, denn „{name}“ lässt sich nicht bereinigen. {why} Ihr Text und Ihre Dateien sind noch
    da. Lassen Sie diese Datei weg, oder setzen Sie das Häkchen „Unbereinigt senden“, wenn ihre Metadaten nichts
    verraten."""

    status = 422


class FileTooLarge(Refused):
    """Eine Datei ist zu groß: Möglich sind {limit} je Datei. Ihr Text steht noch da. Bitte wählen Sie die Datei nicht
    mehr aus und senden Sie noch einmal; fragen Sie uns im Postfach nach einem anderen Weg."""

    status = 413


class FilesTooLarge(Refused):
    """Die Dateien sind zusammen zu groß: Möglich sind {limit} je Nachricht. Ihr Text steht noch da. Bitte senden Sie
    weniger Dateien, die übrigen danach über das Postfach."""

    status = 413


class UploadsBusy(Refused):
    """Gerade werden sehr viele Dateien auf einmal übertragen. Ihr Text steht noch da. Bitte senden Sie ihn ohne Datei,
    und reichen Sie die Datei später über das Postfach nach."""

    status = 503


class TooManyFiles(Refused):
    """Das sind zu viele Dateien: Möglich sind {limit} je Nachricht. Ihr Text steht noch da. Bitte senden Sie die
    übrigen Dateien danach über das Postfach."""

    status = 413


class CannotClean(Refused):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden. Sie können das Original herunterladen; öffnen Sie es
    nur auf einem Rechner ohne Netz und bedenken Sie, dass es Angaben zur hinweisgebenden Person enthalten kann."""

    code = "unknown"  # the reason, stable, for program and log; each subclass has its own
    status = 422


class TypeUnknown(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Ihr Dateityp ist nicht bekannt oder wird nicht
    unterstützt."""

    code = "unknown-type"


class TypeMismatched(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Ihr Inhalt passt nicht zu ihrem Namen. Das kann ein
    Versehen oder ein Angriff sein."""

    code = "mismatch"


class TypeAmbiguous(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie gibt sich als zwei Dateitypen zugleich aus. Das
    kommt bei Angriffen vor."""

    code = "ambiguous"


class ContentActive(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Dateien dieses Typs (zum Beispiel SVG und HTML)
    können Programme enthalten."""

    code = "active-content"


class FileEmpty(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist leer."""

    code = "empty"


class FileEncrypted(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist mit einem Kennwort verschlüsselt. Fragen Sie
    im Postfach danach."""

    code = "encrypted"


class FileDamaged(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist beschädigt oder unvollständig."""

    code = "damaged"


class ContentTooLarge(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie oder ihr ausgepackter Inhalt ist zu groß."""

    code = "too-large"


class PagesTooMany(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie hat zu viele Seiten."""

    code = "too-many-pages"


class PixelsTooMany(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Das Bild hat zu viele Bildpunkte."""

    code = "too-many-pixels"


class CleaningTooLong(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Es hat zu lange gedauert und wurde abgebrochen."""

    code = "too-long"


class CleaningBusy(CannotClean):
    """Es werden gerade mehrere Arbeitskopien erstellt. Bitte versuchen Sie es in einer Minute noch einmal."""

    code = "busy"
    status = 503


class CleaningUnavailable(CannotClean):
    """Von dieser Datei kann zurzeit keine Arbeitskopie erstellt werden: Auf dem Rechner fehlt {tool}. Bitte wenden
    Sie sich an die Person, die das Portal betreibt."""

    code = "tool-missing"
    status = 503


class CannotScan(Refused):
    """Prüfung nicht möglich: Der Virenscanner meldet einen Fehler. Die Datei bleibt ungeprüft. Bitte wenden Sie sich an
    die Person, die das Portal betreibt."""

    status = 503


class ScannerAway(CannotScan):
    """Prüfung nicht möglich: Der Virenscanner ist nicht erreichbar. Die Datei bleibt ungeprüft. Bitte wenden Sie sich
    an die Person, die das Portal betreibt."""


class ScannerSilent(CannotScan):
    """Prüfung nicht möglich: Der Virenscanner hat zu lange nicht geantwortet. Die Datei bleibt ungeprüft. Bitte
    versuchen Sie es in einigen Minuten noch einmal."""


class ScannerGarbled(CannotScan):
    """Prüfung nicht möglich: Die Antwort des Virenscanners ist nicht zu verstehen. Die Datei bleibt ungeprüft. Bitte
    wenden Sie sich an die Person, die das Portal betreibt."""


class ScanTooLarge(CannotScan):
    """Prüfung nicht möglich: Die Datei oder ihr ausgepackter Inhalt ist zu groß zum Prüfen. Sie bleibt ungeprüft."""

    status = 422


# --- Integrity: something stored or received is not what it must be ---------------------------------------


class Broken(HinweisgeberError):
    """Stored or received bytes failed a cryptographic or format check."""


class FormatBroken(Broken):
    """Bytes do not follow their format (SPEC)."""


class SealBroken(Broken):
    """A sealed thing did not open: wrong key, wrong context, or altered bytes."""


class SignatureBroken(Broken):
    """A signature does not belong to this message and key."""


class PassphraseWrong(Broken):
    """A keystore did not open with this passphrase."""


class RingBroken(Broken):
    """The key ring does not verify; `statement` counts from 1, 0 means the file as a whole."""

    def __init__(self, statement: int, why: str) -> None:
        self.statement, self.why = statement, why
        super().__init__(f"key ring, statement {statement}: {why}")


class JournalBroken(Broken):
    """The journal does not verify; `seq` is the first broken entry."""

    def __init__(self, seq: int, why: str) -> None:
        self.seq, self.why = seq, why
        super().__init__(f"journal, entry {seq}: {why}")


# --- Settings: the operator must change something ----------------------------------------------------------


class SettingsWrong(HinweisgeberError):
    """A setting is unknown, missing or contradictory; names the setting and says what to do."""

    def __init__(self, setting: str, hint: str) -> None:
        self.setting, self.hint = setting, hint
        super().__init__(f"{setting}: {hint}")
