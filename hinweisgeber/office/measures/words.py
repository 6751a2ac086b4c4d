"""The office's words for measures and what they change for prevention. German gettext messages."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ...domain.acts import Data, Kind
from ...domain.case.measure_steps import MeasureAdded, MeasureMoved, MeasureRated, MeasureShared
from ...domain.case.measures import Effect, Lesson, State
from ..act_words import ActWords, People

EFFECTS: dict[str, LazyString] = {
    Effect.YES: lazy_gettext("hat gewirkt"),
    Effect.PARTLY: lazy_gettext("hat teilweise gewirkt"),
    Effect.NO: lazy_gettext("hat nicht gewirkt"),
}

MEASURE_STATES: dict[str, LazyString] = {
    "open": lazy_gettext("offen"),
    "overdue": lazy_gettext("überfällig"),
    "done": lazy_gettext("umgesetzt, Wirkung noch offen"),
    "unchecked": lazy_gettext("umgesetzt, Prüfung der Wirkung überfällig"),
    "rated": lazy_gettext("umgesetzt und beurteilt"),
}

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


def _days(data: MeasureMoved, people: People) -> str:
    until = format_date(data.until, "medium", get_locale()) if data.until else "–"
    return _("bis %(day)s, %(who)s", day=until, who=data.who or "–")


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.MEASURE_ADDED, MeasureAdded, lazy_gettext("Maßnahme festgelegt"), "add",
          done={"massnahme": lazy_gettext("Die Maßnahme steht im Register.")}),
    ActWords(Kind.MEASURE_MOVED, MeasureMoved, lazy_gettext("Maßnahme geändert"), more=_days,
          done={"aenderung": lazy_gettext("Die Änderung ist festgehalten.")}),
    ActWords(Kind.MEASURE_DONE, Data, lazy_gettext("Maßnahme umgesetzt"), "check",
          done={"umgesetzt": lazy_gettext("Die Maßnahme ist als umgesetzt vermerkt.")}),
    ActWords(Kind.MEASURE_RATED, MeasureRated, lazy_gettext("Wirkung beurteilt"), "check",
          more=lambda data, people: str(EFFECTS[data.effect]),
          done={"wirkung": lazy_gettext("Die Beurteilung ist festgehalten.")}),
    ActWords(Kind.MEASURE_SHARED, MeasureShared, lazy_gettext("Schlüssel weitergegeben"),
          more=lambda data, people: people.get(data.to or "", "–"),
          done={"schluessel": lazy_gettext("Die Person kann die Maßnahme jetzt öffnen.")}),
)  # fmt: skip
