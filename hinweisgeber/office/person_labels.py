"""The office's words for persons named in a case, and for what is told to them. German gettext messages."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ..domain.acts import Act, Kind
from ..domain.persons import Role, pseudonym_of
from ..domain.source import LeftOut

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
    LeftOut.NOT_ABOUT: lazy_gettext("Diese Weitergabe nennt die Person nicht"),
}


def log_words(act: Act) -> tuple[str, str]:
    """What a log says of an act on a person, beside its kind, and why. Never the name."""
    data = act.data
    if act.kind is Kind.PERSON_ADDED:
        return str(ROLES_TOLD[data["role"]]), ""
    if act.kind is Kind.ACCESS_ANSWERED:
        return pseudonym_of(data["n"]), str(data["text"])
    if act.kind is Kind.PERSON_WITHDRAWN:
        return pseudonym_of(data["n"]), str(data["reason"])
    if act.kind is not Kind.PERSON_DECIDED:
        return pseudonym_of(data["n"]), ""
    if informed := data.get("informed_on"):
        words = _("%(who)s, unterrichtet am %(day)s", who=pseudonym_of(data["n"]), day=_day(informed))
        return words, ""
    until = _day(data["deferred_until"])
    return _("%(who)s, aufgeschoben bis %(day)s", who=pseudonym_of(data["n"]), day=until), str(data["because"])


def _day(text: str) -> str:
    return str(format_date(date.fromisoformat(text), "long", get_locale()))
