"""The office's words for persons named in a case, and for what is told to them. German gettext messages."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ...domain.acts import Kind
from ...domain.persons.person import Person, Role, pseudonym_of
from ...domain.persons.person_steps import AccessAnswered, PersonAdded, PersonDecided, PersonSpelled, PersonWithdrawn
from ...domain.persons.source import LeftOut
from ..act_words import ActWords, People

ROLES: dict[str, LazyString] = {
    Role.CONCERNED: lazy_gettext("Betroffene Person: Der Hinweis betrifft ihr Verhalten"),
    Role.WITNESS: lazy_gettext("Zeugin oder Zeuge"),
    Role.OTHER: lazy_gettext("Sonst genannte Person"),
}

#: How the answer to an access request calls it.
ROLES_TOLD: dict[str, LazyString] = {
    Role.CONCERNED: lazy_gettext("betroffene Person"),
    Role.WITNESS: lazy_gettext("Zeugin oder Zeuge"),
    Role.OTHER: lazy_gettext("sonst genannte Person"),
}

#: Stands in an answer where somebody else is named.
MARK = lazy_gettext("[andere Person]")

LEFT_OUT: dict[str, LazyString] = {
    LeftOut.SAID: lazy_gettext("Gespräch mit der hinweisgebenden Person"),
    LeftOut.FILE: lazy_gettext("Datei der hinweisgebenden Person"),
    LeftOut.ABOUT_SOURCE: lazy_gettext(
        "Diese Art Eintrag betrifft die hinweisgebende Person oder das Verfahren mit ihr"
    ),
    LeftOut.SPEAKS_OF_SOURCE: lazy_gettext("Der Text spricht vom Hinweis oder von der hinweisgebenden Person"),
    LeftOut.QUOTES_SOURCE: lazy_gettext("Der Text wiederholt Worte der hinweisgebenden Person"),
    LeftOut.UNCOMPARED: lazy_gettext(
        "Der Text konnte nicht mit allen Worten der hinweisgebenden Person verglichen werden: Sie hat sehr viel "
        "geschrieben, oder eine ihrer Nachrichten lässt sich nicht öffnen"
    ),
    LeftOut.UNOPENED: lazy_gettext("Lässt sich nicht öffnen; wen sie nennt, ist nicht bekannt"),
    LeftOut.UNREAD: lazy_gettext(
        "Unterlage der Meldestelle; die Seite liest keine Dateien. Bitte sehen Sie nach, ob sie die Person nennt: Dann "
        "gehört das in die Auskunft, soweit es nicht auf die hinweisgebende Person schließen lässt."
    ),
    LeftOut.NOT_ABOUT: lazy_gettext("Diese Weitergabe nennt die Person nicht"),
}


def facts(person: Person) -> list[tuple[str, Any]]:
    """What the register says of a person beside their name."""
    since = _("Seit wann sind die Daten hier?"), person.since
    rows: list[tuple[str, Any]] = [(_("Rolle"), ROLES[person.role]), since]
    if person.informed_on:
        return [*rows, (_("Unterrichtet am"), person.informed_on)]
    if person.deferred_until:
        rows += [(_("Aufgeschoben bis"), person.deferred_until), (_("Aufgeschoben, weil"), person.because)]
    return rows


def _day(day: date) -> str:
    return str(format_date(day, "long", get_locale()))


# What a log says of an act on a person: never the name.


def _decision(data: PersonDecided, people: People) -> str:
    who = pseudonym_of(data.n)
    if data.informed_on:
        return _("%(who)s, unterrichtet am %(day)s", who=who, day=_day(data.informed_on))
    until = _day(data.deferred_until) if data.deferred_until else "–"
    return _("%(who)s, aufgeschoben bis %(day)s", who=who, day=until)


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.PERSON_ADDED, PersonAdded, lazy_gettext("Person eingetragen"), "account-circle",
          more=lambda data, people: str(ROLES_TOLD[data.role]),
          done={"person": lazy_gettext("Die Person ist eingetragen. Was Sie jetzt schreiben, erhält ihr Pseudonym."),
                "person-meldestelle": lazy_gettext("Die Person ist eingetragen. Sie gehört zur Meldestelle: Was Sie "
                    "jetzt tun können, steht unten.")}),
    ActWords(Kind.PERSON_SPELLED, PersonSpelled, lazy_gettext("Schreibweise eines Namens ergänzt"), "account-circle",
          more=lambda data, people: pseudonym_of(data.n),
          done={"person-schreibweise": lazy_gettext("Die Schreibweise ist ergänzt.")}),
    ActWords(Kind.PERSON_DECIDED, PersonDecided, lazy_gettext("Über die Unterrichtung einer Person entschieden"),
          "check", more=_decision, why=lambda data: "" if data.informed_on else data.because or "",
          done={"person-unterrichtet": lazy_gettext("Die Unterrichtung ist festgehalten."),
                "person-aufgeschoben": lazy_gettext(
                "Der Aufschub ist festgehalten. Am "
                "genannten Tag ist neu zu entscheiden.")}),
    ActWords(Kind.PERSON_WITHDRAWN, PersonWithdrawn, lazy_gettext("Eintrag einer Person zurückgenommen"), "close",
          more=lambda data, people: pseudonym_of(data.n),
          done={"person-zurueckgenommen": lazy_gettext(
                "Der Eintrag ist zurückgenommen. In dem, was Sie "
                "jetzt schreiben, bleibt der Name stehen.")}),
    ActWords(Kind.ACCESS_ANSWERED, AccessAnswered, lazy_gettext("Auskunft festgehalten"),
          more=lambda data, people: pseudonym_of(data.n), why=lambda data: data.text or "",
          done={"auskunft": lazy_gettext("Die Antwort steht im Protokoll des Falls. Senden Sie genau diesen Text.")}),
)  # fmt: skip
