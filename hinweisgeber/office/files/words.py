"""The office's words for files: what they claim to be, and what their metadata held. German gettext messages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from ...domain.acts import Kind
from ...domain.dialogue.attachment import Copy
from ...domain.dialogue.filenames import extension_of, safe_name
from ...domain.ending.file_steps import FileDestroyed, FileRedacted, MessageDestroyed, NoteDestroyed
from ...domain.filing_step import DocumentKind, EvidenceFiled, Relevance
from ...sandbox import is_recorded
from ...usecases.leaving.evidence import EvidenceFile
from ...usecases.leaving.package import Choice
from ...usecases.leaving.watched import Part
from ...web.wire.uploads import size_words
from ..act_words import ActWords

__all__ = ["is_recorded"]  # pages ask it too

# What metadata can hold, by the sandbox's ids.
FINDINGS: dict[str, LazyString] = {
    "sender": lazy_gettext("Absender"),
    "recipient": lazy_gettext("Empfänger"),
    "address": lazy_gettext("Adresse, die im Text steht"),
    "host": lazy_gettext("Rechner oder Netz"),
    "message-id": lazy_gettext("Kennung der Nachricht"),
    "header": lazy_gettext("Weitere Kopfzeile"),
    "author": lazy_gettext("Urheberin oder Urheber"),
    "last-editor": lazy_gettext("Zuletzt bearbeitet von"),
    "organisation": lazy_gettext("Organisation"),
    "software": lazy_gettext("Programm"),
    "camera": lazy_gettext("Kamera oder Gerät"),
    "serial": lazy_gettext("Nummer des Geräts oder der Datei"),
    "place": lazy_gettext("Ort"),
    "time": lazy_gettext("Zeit"),
    "title": lazy_gettext("Titel oder Stichwörter"),
    "comment": lazy_gettext("Kommentar"),
    "tracked-change": lazy_gettext("Nachverfolgte Änderung"),
    "thumbnail": lazy_gettext("Vorschaubild"),
    "attachment": lazy_gettext("Eingebettete Datei"),
    "link": lazy_gettext("Verweis nach außen"),
    "script": lazy_gettext("Programm in der Datei"),
    "template": lazy_gettext("Dokumentvorlage"),
    "hidden-text": lazy_gettext("Verborgener Text"),
    "hidden-signs": lazy_gettext("Zeichen, die man nicht sieht"),
    "formula": lazy_gettext("Formel"),
    "other-frames": lazy_gettext("Weitere Einzelbilder"),
    "dropped-part": lazy_gettext("Entfernter Teil"),
}

# What of an original is not in its copy, by the sandbox's ids.
LOSSES: dict[str, LazyString] = {
    "text": lazy_gettext("Text fehlt"),
    "cells": lazy_gettext("Zellen fehlen"),
    "pages": lazy_gettext("Seiten fehlen"),
    "picture": lazy_gettext("Bild fehlt"),
    "sound": lazy_gettext("Ton oder Film fehlt"),
    "chart": lazy_gettext("Diagramm fehlt"),
    "form": lazy_gettext("Inhalt des Formulars, der nicht zu sehen ist"),
    "attachment": lazy_gettext("Eingebettete Datei, die nicht in der Kopie steht"),
    "part": lazy_gettext("Teil fehlt"),
    "size": lazy_gettext("Verkleinert"),
    "charset": lazy_gettext("Zeichensatz, der angenommen wurde"),
}

#: What a document is that the office takes on file.
DOCUMENT_KINDS: dict[str, LazyString] = {
    DocumentKind.DEED: lazy_gettext("Urkunde oder Schreiben"),
    DocumentKind.MEMO: lazy_gettext("Vermerk"),
    DocumentKind.MAIL: lazy_gettext("E-Mail"),
    DocumentKind.PHOTO: lazy_gettext("Foto"),
    DocumentKind.RECORDING: lazy_gettext("Ton oder Film"),
    DocumentKind.TABLE: lazy_gettext("Tabelle"),
    DocumentKind.OTHER: lazy_gettext("Anderes"),
}
#: What it says to what was reported: of the matter, never of a person.
RELEVANCES: dict[str, LazyString] = {
    Relevance.FOR: lazy_gettext("Spricht dafür, dass es so war wie gemeldet (belastend)"),
    Relevance.AGAINST: lazy_gettext("Spricht dagegen (entlastend)"),
    Relevance.BOTH: lazy_gettext("Beides"),
    Relevance.UNCLEAR: lazy_gettext("Noch unklar"),
}

# Where nothing was found: what was read to say so, by how the type of the copy begins. A type that is not listed has no
# reader of metadata here, and of it nothing is claimed.
_NOTHING_FOUND: dict[str, LazyString] = {
    "image/": lazy_gettext(
        "Die Angaben zur Aufnahme (Exif, XMP, IPTC) und die Kommentare im Bild wurden gelesen. Darin wurde nichts "
        "Auffälliges gefunden."
    ),
    "application/pdf": lazy_gettext(
        "Die Eigenschaften der Datei und, soweit es sie gibt, ihre Notizen, Anhänge und Programme wurden gelesen. "
        "Darin wurde nichts Auffälliges gefunden."
    ),
    "application/vnd.": lazy_gettext(
        "Die Eigenschaften des Dokuments, seine Kommentare, Änderungen und Verweise wurden gelesen. Darin wurde nichts "
        "Auffälliges gefunden."
    ),
    "audio/": lazy_gettext(
        "Was Geräte und Programme gewöhnlich zu einer Aufnahme schreiben (zum Beispiel Gerät, Ort, Programm und "
        "Kapitel), wurde gelesen. Darin wurde nichts Auffälliges gefunden. Was sonst in der Datei steht, hat niemand "
        "gelesen; in der Arbeitskopie steht es nicht."
    ),
}
_NOTHING_FOUND["video/"] = _NOTHING_FOUND["audio/"]
# Findings that can be part of what is seen, so that a copy in which nobody looked may still hold them.
MAY_STAY = frozenset(("address", "formula", "hidden-text"))

_TYPES = {
    "jpg jpeg jfif png gif webp tif tiff heic heif avif bmp": lazy_gettext("Bild"),
    "pdf": lazy_gettext("PDF-Dokument"),
    "docx docm doc odt rtf pages": lazy_gettext("Textdokument"),
    "xlsx xlsm xls ods csv numbers": lazy_gettext("Tabelle"),
    "pptx pptm ppt odp key": lazy_gettext("Präsentation"),
    "mp4 m4v mov avi mkv webm mpg mpeg 3gp": lazy_gettext("Film"),
    "mp3 m4a m4b mka aac oga ogg opus wav weba flac aif aiff amr": lazy_gettext("Tonaufnahme"),
    "txt log md json xml": lazy_gettext("Text"),
    "eml mbox msg": lazy_gettext("Nachricht"),
    "vcf": lazy_gettext("Visitenkarte"),
    "ics": lazy_gettext("Termin"),
    "zip 7z": lazy_gettext("Archiv"),
}
_BY_EXTENSION = {extension: label for extensions, label in _TYPES.items() for extension in extensions.split()}


def file_name(name: str) -> str:
    """A file's name, safe to show whatever a letterbox may claim."""
    return safe_name(name)


def designation(by_reporter: bool, place: int, n: int, inside: tuple[int, ...] = (), filed: bool = False) -> str:
    """What a file is called in its case, whatever its name: the message it came with, or the document it is of that was
    taken on file, its number there, and its number in each file that it was found in."""
    if filed:
        message = _("Unterlage %(place)s", place=place)
    elif not by_reporter:
        message = _("Antwort %(place)s", place=place)
    else:
        message = _("Nachricht %(place)s", place=place) if place else _("Meldung")
    name = _("%(message)s, Datei %(n)s", message=message, n=n)
    for one in inside:
        name = _("%(name)s, darin %(n)s", name=name, n=one)
    return name


def designated(one: EvidenceFile) -> str:
    """The same for a file as the use case gives it."""
    inside = tuple(inner.n for inner in one.inside)
    return designation(one.from_reporter, one.place, one.n, inside, one.filed is not None)


def handed_on(choice: Choice) -> str:
    """A copy that may go along: its name, of what kind it is, and how large."""
    if choice.copy.redacted:
        kind = _("geschwärzte Kopie")
    elif choice.copy.drawn:
        kind = _("Seiten wie gedruckt, ungeschwärzt")
    else:
        kind = _("bearbeitbare Fassung, ungeschwärzt") if choice.editable else _("Arbeitskopie, ungeschwärzt")
    if choice.bare:
        kind = _("%(kind)s, nur mit Grund", kind=kind)
    return f"{file_name(choice.name)} ({kind}, {size_words(choice.copy.file.size)})"


#: By which fields places in a copy are named, by how its type begins. Of what is not listed none can be covered.
_PLACES = {
    "image/": ("boxes", "corner", "word"),
    "application/pdf": ("boxes", "corner", "word"),
    "text/": ("word",),
    "audio/": ("seconds",),
    "video/": ("seconds", "no_picture"),
}
_NAMED = {name for names in _PLACES.values() for name in names}


def places(mimetype: str) -> tuple[str, ...]:
    """The fields by which places in a copy of this type are named; none where nothing can be covered."""
    return next((names for start, names in _PLACES.items() if mimetype.startswith(start)), ())


def not_asked(mimetype: str, first: bool) -> set[str]:
    """The fields of the form that such a copy has no use for; `first`: nothing is covered yet."""
    return _NAMED - set(places(mimetype)) | ({"anew"} if first else set())


def has_picture(mimetype: str) -> bool:
    """Whether the first page of a copy of this type can be shown as a picture."""
    return mimetype == "application/pdf" or mimetype.startswith(("image/", "video/"))


def nothing_found(mimetype: str) -> LazyString | None:
    """What can be said of a copy of this type without findings; None if nobody looked, and nothing can be said."""
    return next((words for start, words in _NOTHING_FOUND.items() if mimetype.startswith(start)), None)


def standing(copy: Copy) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What was found in the original: first what stands in the copy's text as well, then the rest."""
    there, gone = list[tuple[str, str]](), list[tuple[str, str]]()
    for n, one in enumerate(copy.findings):
        (there if n in (copy.stays or ()) else gone).append(one)
    return there, gone


def so_far(part: Part) -> str:
    """How far the copy of a long recording is."""
    done, whole = (round(seconds / 60) for seconds in (part.done, part.whole))
    return str(_("%(done)s von %(whole)s Minuten der Aufnahme", done=done, whole=whole))


def file_type(name: str) -> str:
    """What a file claims to be, by its extension."""
    extension = extension_of(name)
    label = _BY_EXTENSION.get(extension)
    return f"{label} ({extension.upper()})" if label else _("Unbekannter Dateityp")


def described(data: EvidenceFiled) -> list[tuple[str, object]]:
    """What an officer has said of a document, each with its name."""
    said: list[tuple[str, object]] = [
        (_("Titel"), data.title),
        (_("Art"), DOCUMENT_KINDS[data.kind]),
        (_("Woher"), data.source),
        (_("Tag des Dokuments"), data.day or "–"),
        (_("Zur Sache"), RELEVANCES[data.relevance]),
    ]
    return [*said, *([(_("Bemerkung"), data.remark)] if data.remark else [])]


def _origin(data: EvidenceFiled) -> str:
    origin = _("Woher: %(source)s", source=data.source)
    return f"{origin}\n{data.remark}" if data.remark else origin


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.EVIDENCE_FILED, EvidenceFiled, lazy_gettext("Unterlage zur Akte genommen"), "download",
          more=lambda data, people: data.title, why=_origin,
          did=lazy_gettext("hat eine Unterlage zur Akte genommen."),
          done={"akte": lazy_gettext(
                "Die Unterlage liegt jetzt in der Akte. Die hinweisgebende Person sieht sie nicht."),
                "akte-doppelt": lazy_gettext(
                "Die Unterlage liegt jetzt in der Akte. Derselbe Inhalt lag dort schon: Unten steht bei der Datei, wo. "
                "Die hinweisgebende Person sieht sie nicht.")}),
    ActWords(Kind.FILE_REDACTED, FileRedacted, lazy_gettext("Datei geschwärzt"), "draft",
          more=lambda data, people: file_name(data.name or ""),
          done={"schwaerzung": lazy_gettext(
                "Die geschwärzte Kopie ist erstellt. Bitte prüfen Sie "
                "jede Seite, bevor Sie sie weitergeben.")}),
    ActWords(Kind.FILE_DESTROYED, FileDestroyed, lazy_gettext("Datei vernichtet"), "close",
          more=lambda data, people: file_name(data.name or ""),
          done={"vernichtet": lazy_gettext(
                "Die Datei und alle ihre Kopien sind "
                "vernichtet. Das Protokoll hält fest, warum.")}),
    ActWords(Kind.MESSAGE_DESTROYED, MessageDestroyed, lazy_gettext("Text einer Nachricht vernichtet"),
          place=lambda data: f"{data.author}-{data.place}",
          done={"vernichtet-text": lazy_gettext("Der Text ist vernichtet. Das Protokoll hält fest, warum.")}),
    ActWords(Kind.NOTE_DESTROYED, NoteDestroyed, lazy_gettext("Text eines Vermerks vernichtet"),
          more=lambda data, people: _("Eintrag Nr. %(seq)s", seq=data.seq),
          done={"vernichtet-text": lazy_gettext("Der Text ist vernichtet. Das Protokoll hält fest, warum.")}),
)  # fmt: skip
