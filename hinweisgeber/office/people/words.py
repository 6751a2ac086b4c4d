"""The office's words for people who come, stay and leave. German gettext messages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from ...domain.acts import Data, Kind
from ...domain.deputising import DeputyJoined
from ...domain.training import Subject
from ..act_words import ActWords, People

SUBJECTS: dict[str, LazyString] = {
    Subject.BASICS: lazy_gettext("Grundlagen des HinSchG und der Meldestelle"),
    Subject.REFRESHER: lazy_gettext("Auffrischung der Grundlagen"),
    Subject.TALKS: lazy_gettext("Gespräche mit hinweisgebenden Personen"),
    Subject.INQUIRIES: lazy_gettext("Interne Untersuchungen"),
    Subject.PRIVACY: lazy_gettext("Datenschutz"),
    Subject.SECURITY: lazy_gettext("IT-Sicherheit"),
}

_SUSPENDED = lazy_gettext(
    "Die Person ist suspendiert und abgemeldet. Bis wann, steht unten; danach kann sie sich von selbst wieder anmelden."
)

_DEPUTY = lazy_gettext("Die Vertretung ist festgelegt. Sie beginnt und endet von selbst.")


_REVOKED = lazy_gettext(
    "Die Person ist entfernt und abgemeldet. Sagen Sie es der Stelle, die diese Seiten betreibt: Bis der Schlüsselbund "
    "folgt („hinweisgeber officer revoke“), versiegelt die Annahme neue Meldungen noch auch für sie. Übergeben Sie "
    "ihre offenen Fälle, falls noch welche da sind, und geben Sie unter Verwaltung den offenen Fällen neue Schlüssel."
)
_PROPOSED = lazy_gettext("Der Vorschlag ist eingetragen. Bis eine andere Leitung unterschreibt, ändert sich nichts.")


def _joined(data: DeputyJoined, people: People) -> str:
    return _("%(deputy)s für %(absent)s, bis %(day)s", deputy=people.get(data.to, "–"),
             absent=people.get(data.absent, "–"), day=f"{data.until:%d.%m.%Y}")  # fmt: skip


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.SUSPENDED, Data, lazy_gettext("Person suspendiert"), "logout", done={"suspendierung": _SUSPENDED}),
    ActWords(Kind.FACTOR_REMOVED, Data, lazy_gettext("Zweiter Faktor einer Person entfernt"), "lock"),
    ActWords(
        Kind.DEPUTY_PLANNED, Data, lazy_gettext("Vertretung festgelegt"), "account-circle", done={"vertretung": _DEPUTY}
    ),
    ActWords(Kind.REVOCATION_PROPOSED, Data, lazy_gettext("Entfernung einer Person vorgeschlagen"), "schedule",
             done={"entfernung": _PROPOSED}),
    ActWords(Kind.REVOCATION_ENDED, Data, lazy_gettext("Vorschlag zur Entfernung abgelehnt oder zurückgenommen"),
             "close", done={
                 "entfernung-abgelehnt": lazy_gettext("Die Entfernung ist abgelehnt. Es ändert sich nichts."),
                 "entfernung-zurueckgenommen": lazy_gettext("Ihr Vorschlag ist zurückgenommen."),
             }),
    ActWords(Kind.REVOKED, Data, lazy_gettext("Person von zwei Leitungen entfernt"), "logout",
             done={"entfernt": _REVOKED}),
    ActWords(Kind.TRAINED, Data, lazy_gettext("Schulung eingetragen"), "check",
             done={"schulung": lazy_gettext("Die Schulung ist eingetragen.")}),
    ActWords(Kind.TRAINING_STRUCK, Data, lazy_gettext("Schulung gestrichen"), "close", done={
        "schulung-gestrichen": lazy_gettext("Der Eintrag zählt nicht mehr. Im Protokoll bleibt er stehen."),
    }),
    ActWords(Kind.DEPUTY_JOINED, DeputyJoined, lazy_gettext("Schlüssel zur Vertretung"), "lock", more=_joined),
)  # fmt: skip
