"""The office's words about the end of a file. German gettext messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from ...domain.acts import Data, Kind, Reasoned
from ...domain.ending.readable import Readable
from ...domain.ending.retention import Archive
from ...domain.ending.retention_steps import ArchiveAnswered, HoldConfirmed, HoldLifted, HoldProposed
from ...store.cabinet.erasure import Certificate
from ...usecases.leaving.keyless import KeylessCase
from ..act_words import ActWords

ARCHIVE: dict[str, LazyString] = {
    Archive.NOT_OFFERED: lazy_gettext("Noch nicht angeboten"),
    Archive.OFFERED: lazy_gettext("Angeboten, Antwort steht aus"),
    Archive.NOT_WORTH_KEEPING: lazy_gettext("Nicht archivwürdig"),
    Archive.NO_ANSWER_IN_TIME: lazy_gettext("Keine Antwort innerhalb der Frist"),
    Archive.TAKEN: lazy_gettext("Als pseudonymisierte Kopie übernommen"),
}
ANSWERS: dict[str, LazyString] = {
    answer.value: ARCHIVE[answer] for answer in (Archive.NOT_WORTH_KEEPING, Archive.NO_ANSWER_IN_TIME, Archive.TAKEN)
}


def against(state: Readable, archive: bool) -> Iterator[str]:
    """What stands against erasing a case, but for its day. `archive`: it has to be offered before."""
    if state.holds:
        yield ngettext("%(num)s Löschsperre", "%(num)s Löschsperren", state.holds)
    if state.closed_on is None:
        yield _("noch nicht abgeschlossen")
    elif archive and not state.archive_offered and not state.authorised:
        yield _("dem Archiv noch nicht angeboten")
    elif state.archive_offered and not state.archive_answered:
        yield _("Antwort des Archivs steht aus")


def amounts(made: Certificate) -> str:
    """How much was destroyed."""
    return counted(made.texts, made.files, made.wraps)


def counted(texts: int, files: int, wraps: int) -> str:
    """How much there is of a case, or was."""
    return ", ".join(
        (
            ngettext("%(num)s Text", "%(num)s Texte", texts),
            ngettext("%(num)s Datei", "%(num)s Dateien", files),
            ngettext("%(num)s Schlüssel", "%(num)s Schlüssel", wraps),
        )
    )


def end_without_key(one: KeylessCase, today: date) -> str:
    """Whether a case is closed, and how much before the end of the time of keeping it would be erased."""
    early, state = one.early(today), one.state
    if early is None or state.closed_on is None or state.deletable_from is None:
        return _("nicht abgeschlossen: Die Frist hat nie begonnen")
    closed, end = (f"{day:%d.%m.%Y}" for day in (state.closed_on, state.deletable_from))
    if not early:
        return _("abgeschlossen am %(closed)s, die Frist ist seit %(end)s vorbei", closed=closed, end=end)
    return _("abgeschlossen am %(closed)s, löschbar wäre er ab %(end)s", closed=closed, end=end)


def archive_without_key(state: Readable) -> str:
    """What the journal has of the archive."""
    if state.archive_answered:
        return _("angeboten, die Antwort steht im Protokoll")
    return _("angeboten, die Antwort ist nicht eingetragen") if state.archive_offered else _("nicht angeboten")


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.HELD, HoldProposed, lazy_gettext("Löschsperre verhängt"), "lock",
          why=lambda data: f"{data.reason or ''} ({data.norm or ''})",
          done={"sperre": lazy_gettext("Die Löschsperre gilt ab jetzt.")}),
    ActWords(Kind.HOLD_PROPOSED, HoldProposed, lazy_gettext("Löschsperre vorgeschlagen"), "lock",
          why=lambda data: f"{data.reason or ''} ({data.norm or ''})"),
    ActWords(Kind.HOLD_CONFIRMED, HoldConfirmed, lazy_gettext("Löschsperre bestätigt"), "check",
          more=lambda data, people: _("Sperre %(n)s", n=data.n)),
    ActWords(Kind.HOLD_LIFTED, HoldLifted, lazy_gettext("Löschsperre aufgehoben"),
          more=lambda data, people: _("Sperre %(n)s", n=data.n),
          done={"sperre-aufgehoben": lazy_gettext("Die Löschsperre ist aufgehoben.")}),
    ActWords(Kind.ARCHIVE_OFFERED, Data, lazy_gettext("Dem Archiv angeboten"), "add",
          done={"angeboten": lazy_gettext("Der Fall steht auf der Liste für das Archiv.")}),
    ActWords(Kind.ARCHIVE_ANSWERED, ArchiveAnswered, lazy_gettext("Entscheidung des Archivs festgehalten"), "check",
          more=lambda data, people: str(ARCHIVE[data.answer]),
          done={"archiv-antwort": lazy_gettext("Die Entscheidung des Archivs ist festgehalten.")}),
    ActWords(Kind.ERASURE_AUTHORISED, Data, lazy_gettext("Löschung freigegeben"), "check",
          done={"loeschung-freigegeben": lazy_gettext("Die Löschung ist freigegeben.")}),
    ActWords(Kind.ERASURE_RECALLED, Reasoned, lazy_gettext("Freigabe der Löschung zurückgenommen"),
          done={"loeschung-zurueckgenommen": lazy_gettext("Die Freigabe ist zurückgenommen.")}),
    ActWords(Kind.KEYLESS_PROPOSED, Data, lazy_gettext("Löschung ohne Schlüssel vorgeschlagen"), "schedule",
          done={"ohne-schluessel-vorgeschlagen": lazy_gettext(
                "Ihr Vorschlag ist eingetragen. Bis eine andere Person unterschreibt, ändert sich nichts.")}),
    ActWords(Kind.KEYLESS_ENDED, Data,
          lazy_gettext("Vorschlag zur Löschung ohne Schlüssel abgelehnt oder zurückgenommen"), "close", done={
              "ohne-schluessel-abgelehnt": lazy_gettext("Die Löschung ist abgelehnt. Es ändert sich nichts."),
              "ohne-schluessel-zurueckgenommen": lazy_gettext("Ihr Vorschlag zur Löschung ist zurückgenommen.")}),
    ActWords(Kind.KEYLESS_ERASURE, Data, lazy_gettext("Löschung ohne Schlüssel von zwei Personen freigegeben"), "check",
          done={"ohne-schluessel-freigegeben": lazy_gettext(
                "Die Löschung ist freigegeben. Der nächste tägliche Lauf vernichtet, was zu diesem Fall da ist.")}),
)  # fmt: skip
