"""The office's words about the end of a file, and about lessons for prevention. German gettext messages."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from ..domain.measures import Lesson, State
from ..domain.retention import Archive, Readable
from ..store.cabinet.erasure import Certificate

ARCHIVE: dict[str, LazyString] = {
    Archive.NOT_OFFERED: lazy_gettext("Noch nicht angeboten"),
    Archive.OFFERED: lazy_gettext("Angeboten, Antwort steht aus"),
    Archive.NOT_WORTH_KEEPING: lazy_gettext("Nicht archivwürdig"),
    Archive.NO_ANSWER_IN_TIME: lazy_gettext("Keine Antwort innerhalb der Frist"),
    Archive.TAKEN: lazy_gettext("Als pseudonymisierte Kopie übernommen"),
}
ANSWERS = [
    (answer.value, ARCHIVE[answer]) for answer in (Archive.NOT_WORTH_KEEPING, Archive.NO_ANSWER_IN_TIME, Archive.TAKEN)
]

LESSONS: dict[str, LazyString] = {
    Lesson.TRAINING: lazy_gettext("Schulung"),
    Lesson.RULE: lazy_gettext("Regelung"),
    Lesson.PROCESS: lazy_gettext("Ablauf"),
    Lesson.OTHER: lazy_gettext("Sonstiges"),
}

# The register's filter: each measure counts in one of these.
FILTERS: dict[str, LazyString] = {
    "offen": lazy_gettext("Offen"),
    "ueberfaellig": lazy_gettext("Überfällig"),
    "umgesetzt": lazy_gettext("Umgesetzt, Wirkung noch offen"),
    "beurteilt": lazy_gettext("Beurteilt"),
}
FILTER_OF: dict[State, str] = {
    State.OPEN: "offen",
    State.OVERDUE: "ueberfaellig",
    State.UNCHECKED: "ueberfaellig",
    State.DONE: "umgesetzt",
    State.RATED: "beurteilt",
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
    return ", ".join(
        (
            ngettext("%(num)s Text", "%(num)s Texte", made.texts),
            ngettext("%(num)s Datei", "%(num)s Dateien", made.files),
            ngettext("%(num)s Schlüssel", "%(num)s Schlüssel", made.wraps),
        )
    )
