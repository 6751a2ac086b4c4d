"""Everything that can go wrong, in one place.

The docstring of a `Refused` is the German sentence people read on the page: what went wrong and what to do.
It is a gettext message; `{name}` in it is filled from the keyword arguments given to the constructor.
The other families never reach a page with their details.
"""

from __future__ import annotations

import inspect
from datetime import date


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

    @property
    def ours(self) -> bool | None:
        """Whose fault it is, for the heading above the sentence. True: ours; False: the person has to change what they
        typed or chose; None: nobody's, it is not possible now or any more."""
        if self.status >= 500:
            return True
        return None if self.status in (404, 409) else False


class CodeMissing(Refused):
    """Bitte geben Sie Ihren Zugangscode ein. Er hat 25 Zeichen."""


class CodeIncomplete(Refused):
    """Wir haben {read} von 25 Zeichen gelesen. Bitte vergleichen Sie die Gruppen mit Ihrer Notiz."""


class CodeMistyped(Refused):
    """Alle 25 Zeichen sind da, aber mindestens eines stimmt nicht. Bitte vergleichen Sie den Code Zeichen für Zeichen
    mit Ihrer Notiz."""


class CodeEndWrong(Refused):
    """Bitte geben Sie die letzten fünf Zeichen Ihres Zugangscodes ein. Ihr Text ist nicht verloren: Er steht noch da.
    Es wurde noch nichts gesendet."""


class FilesEmpty(Refused):
    """Leer, und deshalb nicht übernommen: {names}. Es wurde noch nichts gesendet. Bitte wählen Sie die richtige Datei,
    oder machen Sie ohne sie weiter."""


class FilesLost(Refused):
    """Dateien, die Sie schon übertragen hatten, sind nicht mehr da ({count}). Es wurde nichts gesendet. Bitte wählen
    Sie sie noch einmal, oder senden Sie ohne sie."""

    @property
    def ours(self) -> bool | None:
        """We said that they were there."""
        return True


class AlreadySent(Refused):
    """Unter diesem Zugangscode ist schon eine Meldung gesendet: Er öffnet Ihr Postfach. Möchten Sie etwas ergänzen,
    schreiben Sie dort, oder senden Sie den geänderten Text hier noch einmal."""

    status = 409


class FilesTaken(FilesLost):
    """Dateien dieser Seite gehören schon zu einer anderen Meldung und können nicht noch einmal gesendet werden
    ({count}). Es wurde nichts gesendet, Ihr Text steht noch da. Bitte wählen Sie die Dateien noch einmal, oder senden
    Sie ohne sie."""

    def __init__(self, blobs: frozenset[str]) -> None:
        self.blobs = blobs
        super().__init__(count=len(blobs))


class CodeUnknown(Refused):
    """Zu diesem Zugangscode gibt es kein Postfach. Wenn Ihre Meldung beim Senden nicht bestätigt wurde, senden
    Sie sie bitte noch einmal. Wenn Sie den Code erneuert haben, gilt nur noch der neue."""


class ReceiptNotYet(Refused):
    """Den Beleg gibt es, sobald die Meldestelle Ihre Meldung abgeholt hat, meist nach ein bis zwei Arbeitstagen. Bitte
    sehen Sie dann noch einmal nach."""

    status = 404


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

    @property
    def ours(self) -> bool | None:
        """Nobody's: time has passed."""
        return None


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


class KeyExpired(Refused):
    """Ihr Schlüssel galt bis zum {day}. Ihre Fälle sind nicht verloren: Bitte lassen Sie ihn mit „hinweisgeber officer
    extend“ verlängern."""

    status = 401


class LoginTooSoon(Refused):
    """Nach mehreren Fehlversuchen ist eine kurze Pause nötig. Bitte versuchen Sie es in {seconds} Sekunden noch
    einmal. Das Konto ist nicht gesperrt."""

    status = 429


class LoginsBusy(Refused):
    """Gerade melden sich sehr viele auf einmal an. Bitte warten Sie einige Sekunden und melden Sie sich dann noch
    einmal an. Es ist nichts verloren."""

    status = 503


class SessionExpired(Refused):
    """Sie sind nicht oder nicht mehr angemeldet. Bitte melden Sie sich an; was Sie geschrieben haben, bleibt
    erhalten."""

    status = 401


class FileNotFound(Refused):
    """Diesen Vorgang gibt es nicht, oder Sie haben keinen Schlüssel dazu."""

    status = 404


class DisclosureBlocked(Refused):
    """Diese Weitergabe ist nicht erlaubt: Ihre Voraussetzung fehlt oder sie ist schon geschehen. Bitte prüfen Sie den
    Eintrag im Verzeichnis der Weitergaben."""

    status = 409

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self.why = why


class NoticeUnclear(Refused):
    """Entweder wird die hinweisgebende Person vorher unterrichtet, oder hier steht, warum nicht (§ 9 Abs. 2 HinSchG).
    Bitte füllen Sie genau eines der beiden Felder aus."""


class NobodyReads(Refused):
    """Die Person hat keinen Zugangscode mitgenommen, ihr Postfach liest niemand. Hier kann sie deshalb nicht um ihre
    Einwilligung gebeten werden. Sprechen Sie bitte selbst mit ihr und lassen Sie sich die Einwilligung auf anderem Weg
    geben; ein Vermerk hält sie fest."""

    status = 409


class NoticeUnread(Refused):
    """Die Person hat keinen Zugangscode mitgenommen, ihr Postfach liest niemand. Eine Mitteilung dort unterrichtet sie
    nicht. Bitte lassen Sie dieses Feld leer und schreiben Sie in das andere, auf welchem Weg sie unterrichtet wurde,
    oder warum nicht."""

    status = 409


class WayUnsaid(Refused):
    """Die Person hat keinen Zugangscode mitgenommen, ihr Postfach liest niemand. Bitte teilen Sie es ihr selbst mit und
    schreiben Sie hier, auf welchem Weg und wann, in höchstens {limit} Zeichen."""


class NameTooShort(Refused):
    """„{name}“ ist zu kurz. Eine Schreibweise braucht mindestens {least} Zeichen, sonst würde sie auch andere Wörter
    treffen."""


class NameTaken(Refused):
    """„{name}“ steht in diesem Fall schon bei {who}. Jede Schreibweise gehört nur zu einer Person. Bitte schreiben Sie
    etwas dazu, das die beiden unterscheidet, zum Beispiel den Vornamen."""


class NameReserved(Refused):
    """„{name}“ sieht aus wie ein Pseudonym dieser Akte. Bitte schreiben Sie den Namen mit dem, was sonst dazugehört."""


class KnownDayWrong(Refused):
    """Der Tag, seit dem die Daten hier sind, darf nicht vor dem Eingang des Hinweises und nicht in der Zukunft
    liegen."""


class InformedDayWrong(Refused):
    """Der Tag der Unterrichtung darf nicht vor dem Eingang des Hinweises und nicht in der Zukunft liegen."""


class DeferralWrong(Refused):
    """Aufschieben können Sie bis zu einem Tag nach heute, höchstens um ein Jahr. Danach ist neu zu entscheiden."""


class AnswerTellsSource(Refused):
    """Diese Worte stammen von der hinweisgebenden Person und dürfen nicht in der Auskunft stehen (§ 8 HinSchG):
    „{words}“. Bitte streichen Sie die Stelle oder schreiben Sie sie anders."""


class DayGone(Refused):
    """Dieser Tag ist schon vorbei. Bitte geben Sie einen Tag an, der heute oder später ist."""


class QuotesReport(Refused):
    """Nur wenige wissen davon, deshalb darf nichts wörtlich weitergegeben werden. Diese Worte stammen von der
    hinweisgebenden Person: „{words}“. Bitte schreiben Sie sie anders."""


class QuotesUnknown(Refused):
    """Nur wenige wissen davon, deshalb wird alles, was weitergegeben wird, mit den Worten der hinweisgebenden Person
    verglichen. Das ist hier nicht vollständig möglich: Sie hat sehr viel geschrieben, oder eine ihrer Nachrichten lässt
    sich nicht mehr öffnen. Es wurde kein Paket erstellt. Vergleichen Sie bitte selbst, und halten Sie die Weitergabe
    ohne Paket fest."""

    status = 409


class OnlyRedacted(Refused):
    """Nur wenige wissen davon, deshalb dürfen nur geschwärzte Kopien weitergegeben werden. Bitte wählen Sie die anderen
    Dateien ab oder schwärzen Sie sie zuerst."""

    status = 409


class CopyReplaced(Refused):
    """Von einer der Dateien gibt es inzwischen eine geschwärzte oder eine neuere Kopie. Es wurde nichts weitergegeben.
    Bitte wählen Sie die Dateien noch einmal aus."""

    status = 409


class NamesBarred(Refused):
    """Auf dieser Grundlage darf die Namensliste nicht beiliegen (§ 9 Abs. 4 HinSchG). Bitte nehmen Sie das Häkchen
    weg."""

    status = 409


class ConsentMissing(Refused):
    """Eine Tonaufzeichnung oder ein Wortprotokoll ist nur mit Einwilligung erlaubt (§ 11 Abs. 2 HinSchG). Bitte
    vermerken Sie, wie und wann die Person eingewilligt hat, oder wählen Sie die Zusammenfassung."""


class RecordOfLetter(Refused):
    """Ein Brief wird nicht aufgezeichnet. Bitte wählen Sie die Zusammenfassung und schreiben oder scannen Sie den Brief
    ab."""


class RecordingMissing(Refused):
    """Bitte fügen Sie die Tonaufzeichnung als Datei bei (zum Beispiel MP3 oder M4A). Nur dann kann sie hier gelöscht
    werden, sobald die Niederschrift endgültig ist (§ 11 Abs. 4 HinSchG)."""


class RecordingElsewhere(Refused):
    """Zu diesem Fall liegt hier keine Tonaufzeichnung, die gelöscht werden könnte, sobald die Niederschrift endgültig
    ist (§ 11 Abs. 4 HinSchG). Bitte wählen Sie Wortprotokoll oder Zusammenfassung. Soll eine Aufzeichnung dazugehören,
    nehmen Sie das Gespräch mit ihr als Datei unter „Hinweis aufnehmen“ auf."""

    status = 409


class ReceiptDayWrong(Refused):
    """Der Tag des Eingangs darf nicht in der Zukunft liegen und nicht länger als ein Jahr her sein. Ist ein
    Brief älter, nennen Sie den Tag, an dem er bei Ihnen eingegangen ist, und halten Sie im Fall in einem Vermerk fest,
    wer ihn vorher hatte und seit wann."""


class ExcludesOneself(Refused):
    """Sie können nicht sich selbst ausschließen und den Hinweis zugleich aufnehmen. Bitte lassen Sie eine andere Person
    der Meldestelle den Hinweis aufnehmen, und behalten Sie für sich, was Sie erfahren haben."""

    status = 409


class RecordedAlready(Refused):
    """Dieser Hinweis ist schon aufgenommen, sein Fall steht in der Liste. Der Zugangscode kann nicht noch einmal
    gezeigt werden. Es wurde nichts geändert: Ergänzungen gehören in einen Vermerk im Fall. Senden Sie diese Seite
    trotzdem noch einmal ab, dann entsteht ein weiterer Fall mit einem neuen Zugangscode."""

    status = 409


class AnswerStillOpen(Refused):
    """Die Person soll {days} Tage Zeit haben, die Niederschrift zu prüfen. Ohne Antwort abschließen können Sie sie ab
    dem {day}."""

    status = 409


class TimeMissing(Refused):
    """Bitte geben Sie eine Uhrzeit an, zum Beispiel 14:30."""


class SlotPast(Refused):
    """Dieser Tag ist schon vorbei. Bitte nennen Sie einen Tag von heute an, höchstens ein Jahr im Voraus."""


class PlaceMissing(Refused):
    """Bitte nennen Sie den Ort außerhalb des Hauses."""


class NotOpenAnyMore(Refused):
    """Diese Antwort ist nicht mehr möglich: Die Frage ist schon beantwortet oder durch eine neuere ersetzt. Bitte lesen
    Sie das Postfach noch einmal; Ihre Wahl wurde nicht gesendet."""

    status = 409


class VideoConsentMissing(Refused):
    """Ein Gespräch per Video gibt es nur mit Ihrer Einwilligung (§ 16 Abs. 3 HinSchG). Bitte setzen Sie das Häkchen
    oder wählen Sie einen anderen Termin."""


class SecondPersonNeeded(Refused):
    """Eine Löschsperre braucht zwei Personen: Bestätigen muss sie jemand anderes als die Person, die sie vorgeschlagen
    hat."""

    status = 409


class HoldStands(Refused):
    """Für diesen Fall gilt eine Löschsperre. Solange sie nicht aufgehoben ist, darf nichts davon gelöscht oder
    vernichtet werden."""

    status = 409


class ArchiveOpen(Refused):
    """Der Fall ist dem Archiv noch nicht angeboten, oder dessen Antwort steht noch aus. Erst danach können Sie die
    Löschung freigeben."""

    status = 409


class ArchiveCopyUnentered(Refused):
    """Dass das Archiv eine Kopie übernommen hat, steht noch nicht im Verzeichnis der Weitergaben. Bitte tragen Sie die
    Weitergabe zuerst unter „Weitergaben“ ein und geben Sie dort das Paket ab. Danach halten Sie die Antwort hier fest.
    Es zählt nur, was nach dem Abschluss des Falls weitergegeben wurde."""

    status = 409


class RetaliationOpen(Refused):
    """Zu diesem Fall ist eine Benachteiligung gemeldet, die noch niemand beurteilt hat. Erst danach können Sie
    etwas vernichten oder die Löschung freigeben."""

    status = 409


class DestroyingTooEarly(Refused):
    """Aus diesem Fall lässt sich noch nichts vernichten: Erst muss ihn jemand übernehmen und prüfen, was gebraucht
    wird. Danach entscheidet darüber, wer für den Fall zuständig ist."""

    status = 409


class NotResponsible(Refused):
    """Vernichten kann hier nur, wer für den Fall zuständig ist. Bitte wenden Sie sich an die zuständige Person, oder
    lassen Sie sich den Fall zuweisen."""

    status = 409


class ReviewTooEarly(Refused):
    """Der Tag der Überprüfung muss nach heute liegen."""


class CheckTooEarly(Refused):
    """Ob eine Maßnahme gewirkt hat, lässt sich frühestens an dem Tag prüfen, an dem sie umgesetzt sein soll."""


class NotAllowed(Refused):
    """Dieser Schritt ist in der jetzigen Stufe nicht möglich. Bitte laden Sie die Seite neu und prüfen Sie den
    Stand des Falls."""

    status = 409


class ClosingIncomplete(NotAllowed):
    """Der Fall kann noch nicht abgeschlossen werden. Es fehlt: {missing}. Unter „Vor dem Abschluss“ steht, wo Sie das
    jeweils erledigen."""

    def __init__(self, missing: tuple[str, ...], words: tuple[str, ...] = ()) -> None:
        self.missing = missing  # what is missing, by the ids of domain/requirements.py
        super().__init__(missing="; ".join(words or missing))


class FollowUpUnsaid(Refused):
    """Bitte nennen Sie, was ergriffen wurde oder was geplant ist; eines von beiden genügt. Ist nichts geplant, sagen
    Sie auch das."""


class CheckMissing(Refused):
    """Bitte prüfen Sie, ob die Rückmeldung interne Nachforschungen oder die Rechte anderer gefährdet, und setzen Sie
    danach das Häkchen."""


class GapLeft(Refused):
    """Im Text steht noch eine Lücke des Textbausteins: {gap}. Bitte füllen Sie sie aus oder löschen Sie sie."""


class ReasonMissing(Refused):
    """Für diesen Schritt ist eine Begründung nötig. Bitte schreiben Sie in einem Satz, warum."""


class Stale(Refused):
    """In der Zwischenzeit hat sich dieser Vorgang geändert. Ihr Text steht noch da; bitte lesen Sie den neuen
    Stand und senden Sie dann noch einmal."""

    status = 409


class DialogueIncomplete(Refused):
    """Im Briefkasten fehlt eine Nachricht der hinweisgebenden Person, und was danach kam, ist nicht abgeholt. Bitte
    sagen Sie der Stelle Bescheid, die diese Seiten betreibt. Nur wenn die Nachricht endgültig verloren ist, setzen Sie
    das Häkchen und schließen den Fall ab."""

    status = 409


class ReporterWrote(Refused):
    """In der Zwischenzeit hat die hinweisgebende Person geschrieben. Ihr Text steht noch da; bitte lesen Sie die neue
    Nachricht, hier oder im Dialog des Falls, und senden Sie dann noch einmal."""

    status = 409


class StoreAway(Refused):
    """Der Speicher ist gerade nicht erreichbar. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte
    versuchen Sie es in einigen Minuten noch einmal."""

    status = 503


class RecordingStays(StoreAway):
    """Die Tonaufzeichnung muss jetzt gelöscht werden, aber der Speicher der Dateien ist gerade nicht erreichbar. Es
    wurde deshalb nichts geändert. Bitte versuchen Sie es in einigen Minuten noch einmal."""


class StoreFull(StoreAway):
    """Der Speicher für Dateien ist voll. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte senden Sie ihn
    ohne Datei, und reichen Sie die Datei später nach."""

    status = 507


class LongTextsFull(StoreAway):
    """Auf unserer Seite ist nur noch Platz für kürzere Texte. Es wurde nichts gespeichert, und Ihr Text steht noch da.
    Bitte kürzen Sie ihn auf etwa 10.000 Zeichen, und reichen Sie das Übrige später über das Postfach nach."""

    status = 507


class LongTextsBusy(StoreAway):
    """Gerade sind sehr viele lange Texte angekommen. Es wurde nichts gespeichert, und Ihr Text steht noch da. Bitte
    senden Sie ihn in etwa {minutes} Minuten noch einmal, oder kürzen Sie ihn auf etwa 10.000 Zeichen."""


class LastHolder(Refused):
    """Ohne diese Person könnte niemand mehr öffnen, was hier liegt. Es wurde nichts geändert. Bitte geben Sie ihre
    Fälle zuerst an eine andere Person weiter."""

    status = 409

    def __init__(self, cases: tuple[str, ...], measures: tuple[str, ...], waiting: tuple[date, ...]) -> None:
        self.cases, self.measures = cases, measures  # numbers
        self.waiting = waiting  # days of reports nobody has collected yet
        super().__init__()


class AddressWrong(Refused):
    """Das ist keine E-Mail-Adresse, an die wir senden können. Bitte schreiben Sie nur die Adresse, zum Beispiel
    name@example.org: ohne Namen davor, ohne Leerzeichen und ohne Umlaute."""


class BlobGone(Refused):
    """Diese Datei ist nicht mehr vorhanden."""

    status = 404


class PageMissing(BlobGone):
    """Diese Seite gibt es in der Kopie nicht. Bitte gehen Sie zurück und wählen Sie eine frühere."""


class TextGone(BlobGone):
    """Dieser Text wurde schon vernichtet. Wann, von wem und warum, steht im Protokoll des Falls."""


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


class CannotSendNow(CannotSend):
    """Es wurde nichts gesendet, denn „{name}“ lässt sich gerade nicht bereinigen. {why} Ihr Text und Ihre Dateien sind
    noch da."""

    status = 503


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


class FilesBusy(UploadsBusy):
    """Gerade sind sehr viele Dateien angekommen. Ihr Text steht noch da. Bitte senden Sie ihn ohne Datei, und reichen
    Sie die Datei in etwa {minutes} Minuten über das Postfach nach."""


class BodiesBusy(Refused):
    """Gerade werden sehr viele Dateien auf einmal übertragen. Versuchen Sie es in einigen Minuten noch einmal, oder
    senden Sie erst den Text und reichen die Datei später nach."""

    status = 503


class TextsBusy(BodiesBusy):
    """Gerade werden sehr viele lange Texte auf einmal gesendet. Versuchen Sie es in einigen Minuten noch einmal."""


class DownloadsBusy(Refused):
    """Gerade werden sehr viele Dateien auf einmal heruntergeladen. Bitte versuchen Sie es in einigen Minuten noch
    einmal."""

    status = 503


class TextBeyond(Refused):
    """Ein Text ist viel länger, als er hier sein kann: Möglich sind {limit} Zeichen. Es wurde nichts gesendet. Bitte
    kürzen Sie ihn, oder teilen Sie ihn auf mehrere Nachrichten auf."""

    status = 413


class TooManyFiles(Refused):
    """Das sind zu viele Dateien: Möglich sind {limit} je Nachricht. Ihr Text steht noch da. Bitte senden Sie die
    übrigen Dateien danach über das Postfach."""

    status = 413


# The same, told to officers, whose way out is another one.


class OfficeFileTooLarge(FileTooLarge):
    """Eine Datei ist zu groß: Möglich sind {limit} je Datei. Ihr Text steht noch da. Bitte wählen Sie die Datei nicht
    mehr aus oder teilen Sie sie in kleinere auf, und senden Sie dann noch einmal."""


class OfficeFilesTooLarge(FilesTooLarge):
    """Die Dateien sind zusammen zu groß: Möglich sind {limit} je Nachricht. Ihr Text steht noch da. Bitte senden Sie
    weniger Dateien, die übrigen danach mit einer weiteren Nachricht im Fall."""


class OfficeUploadsBusy(UploadsBusy):
    """Gerade werden sehr viele Dateien auf einmal übertragen. Ihr Text steht noch da. Bitte wählen Sie die Dateien in
    einigen Minuten noch einmal aus und senden Sie dann."""


class OfficeTooManyFiles(TooManyFiles):
    """Das sind zu viele Dateien: Möglich sind {limit} je Nachricht. Ihr Text steht noch da. Bitte senden Sie die
    übrigen Dateien danach mit einer weiteren Nachricht im Fall."""


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


class TextIsMail(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist eine E-Mail oder enthält eine. Darin stehen oft
    Absender, Empfänger und Rechner, und angehängte Dateien. Das alles kann das Portal noch nicht prüfen und nicht
    entfernen."""

    code = "mail"


class TextStructured(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Sie ist kein einfacher Text, sondern für Programme
    geschrieben, zum Beispiel als Visitenkarte, Termin, Wegaufzeichnung, XML oder Rechnerprotokoll. Was darin steht,
    kann das Portal noch nicht prüfen und nicht entfernen."""

    code = "structured"


class TextEncoded(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: In ihrem Text stehen Daten in Zeichen, die nur ein
    Programm lesen kann, zum Beispiel ein eingefügtes Bild. Was darin steht, kann das Portal noch nicht prüfen."""

    code = "encoded"


class ContentLost(CannotClean):
    """Von dieser Datei kann keine Arbeitskopie erstellt werden: Mehr als die Hälfte ihres Inhalts würde darin fehlen,
    denn das Portal kann ihn noch nicht übernehmen. Das kommt bei „Strict Open XML“, Textfeldern und Diagrammen vor. Ist
    es Ihre eigene Datei, speichern Sie sie bitte als PDF oder als gewöhnliches Word- oder Excel-Dokument."""

    code = "content-lost"


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


class BackupFolderWrong(Refused):
    """In den Ordner {folder} kann nicht geschrieben werden. Es wurde keine Sicherung gemacht. Bitte prüfen Sie, ob es
    ihn gibt und ob der Dienst dort schreiben darf."""

    status = 503


class BackupFolderFull(Refused):
    """Der Platz für Sicherungen in {folder} reicht nicht. Es wurde keine Sicherung gemacht. Bitte schaffen Sie Platz
    und sichern Sie noch einmal."""

    status = 507


class BackupRunning(Refused):
    """Nach {folder} wird gerade schon gesichert. Bitte warten Sie, bis das fertig ist."""

    status = 409


class ArchiveUnreadable(Refused):
    """Die Sicherung {name} lässt sich nicht öffnen: Sie ist abgeschnitten oder verändert, oder sie wurde mit einem
    anderen Sicherungsgeheimnis versiegelt. Bitte prüfen Sie backup.secret; sonst nehmen Sie eine andere Sicherung."""


class ArchiveUnknown(Refused):
    """{name} ist nicht das erwartete Archiv. Anzugeben ist zuerst der Inhalt (inhalt-….hgb) und hinter --keys das
    Schlüsselarchiv (schluessel-….hgk)."""


class ArchivesForeign(Refused):
    """{name} gehört zu einer anderen Installation. Bitte geben Sie Archive derselben Installation an."""


class ArchiveTooNew(Refused):
    """Die Sicherung stammt von einer neueren Fassung des Programms. Bitte aktualisieren Sie zuerst das Programm."""


class RestoreTargetTaken(Refused):
    """In {place} liegen schon Daten. Wiederhergestellt wird nur an einen leeren Ort, damit nichts überschrieben wird.
    Bitte geben Sie mit --home einen neuen Ordner und leere Datenbanken an."""

    status = 409


class RestoreFull(Refused):
    """Der Platz für die versiegelten Dateien reicht nicht. Es wurde nichts wiederhergestellt. Bitte schaffen Sie Platz;
    für eine Probe nennt TMPDIR einen anderen Ordner."""

    status = 507


class ErasureUnproven(Refused):
    """Als gelöscht vermerkt oder fällig, aber ohne gültige Freigabe der Meldestelle: {numbers}. Davon wurde nichts
    vernichtet; alles andere ist erledigt. Wahrscheinlich hat jemand die Datenbank oder die Liste der Löschungen
    verändert. Bitte klären Sie das, bevor Sie weiterarbeiten."""

    status = 409


# --- Integrity: something stored or received is not what it must be ---------------------------------------


class Broken(HinweisgeberError):
    """Stored or received bytes failed a cryptographic or format check."""


class FormatBroken(Broken):
    """Bytes do not follow their format (SPEC)."""


class MessageMissing(FormatBroken):
    """A message of this case is missing in the letterbox, and what came after it cannot be taken in."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(number)


class SealBroken(Broken):
    """A sealed thing did not open: wrong key, wrong context, or altered bytes."""


class SignatureBroken(Broken):
    """A signature does not belong to this message and key."""


class PassphraseWrong(Broken):
    """A keystore did not open with this passphrase."""


class RingBroken(Broken):
    """The key ring does not verify; `statement` counts from 1, 0 means the file as a whole. `why` says so in German,
    for the operator."""

    def __init__(self, statement: int, why: str) -> None:
        self.statement, self.why = statement, why
        super().__init__(f"Schlüsselbund, Eintrag {statement}: {why}" if statement else f"Schlüsselbund: {why}")


class JournalBroken(Broken):
    """The journal does not verify; `seq` is the first broken entry. `why` says so in German, for the operator."""

    def __init__(self, seq: int, why: str) -> None:
        self.seq, self.why = seq, why
        super().__init__(f"Das Protokoll ist gebrochen bei Eintrag {seq}: {why}")


class ReceiptBroken(Broken):
    """A reporter's receipt does not hold; `why` says so in German, for the command that checks it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"Beleg: {why}")


# --- Both: something stored does not open, and the person who asked for it is told so -------------------------


class Unopened(Refused, SealBroken):
    """Dieser Vorgang lässt sich mit Ihrem Schlüssel nicht öffnen. Bitte sagen Sie der Leitung und der Stelle Bescheid,
    die diese Seiten betreibt."""

    status = 409


class CaseUnopened(Unopened):
    """Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen. Er ist nicht verloren, solange jemand anderes aus der
    Meldestelle ihn öffnen kann: Bitte lassen Sie ihn sich von dort neu zuweisen. Kann das niemand, sagen Sie es der
    Leitung und der Stelle, die diese Seiten betreibt."""


class MeasureUnopened(Unopened):
    """Diese Maßnahme lässt sich mit Ihrem Schlüssel nicht öffnen. Sie ist nicht verloren, solange jemand anderes aus
    der Meldestelle sie öffnen kann: Bitte lassen Sie sich ihren Fall von dort neu zuweisen. Kann das niemand, sagen Sie
    es der Leitung und der Stelle, die diese Seiten betreibt."""


class FormUnknown(Refused, FormatBroken):
    """Dieser Vorgang ist in einer Form gespeichert, die diese Fassung des Programms nicht lesen kann. Er ist nicht
    verloren. Bitte sagen Sie der Stelle Bescheid, die diese Seiten betreibt."""

    status = 409


class NewerEntries(Refused, FormatBroken):
    """In diesem Vorgang stehen Einträge einer neueren Fassung des Programms. Lesen können Sie ihn; ändern lässt er sich
    erst, wenn diese Seiten auf demselben Stand sind. Bitte sagen Sie der Stelle Bescheid, die sie betreibt."""

    status = 409


# --- Mail: a notice to an officer did not go out ------------------------------------------------------------


class MailNotSent(HinweisgeberError):
    """The mail server did not take this mail; it is tried again. `away`: it would not take another one now either."""

    def __init__(self, why: str, *, away: bool) -> None:
        self.why, self.away = why, away
        super().__init__(why)


class AddressRefused(MailNotSent):
    """The server refuses this one address for good (5xx at RCPT)."""


# --- Settings: the operator must change something ----------------------------------------------------------


class SettingsWrong(HinweisgeberError):
    """A setting is unknown, missing or contradictory; names the setting and says what to do."""

    def __init__(self, setting: str, hint: str) -> None:
        self.setting, self.hint = setting, hint
        super().__init__(f"{setting}: {hint}")
