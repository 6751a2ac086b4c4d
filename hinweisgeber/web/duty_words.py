"""What falls due, in words: for the office and for those who run it. A command prints them as they stand here."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from ..domain.case import duties

DUTIES: dict[str, LazyString] = {
    duties.ACKNOWLEDGE: lazy_gettext("Eingangsbestätigung"),
    duties.FEEDBACK: lazy_gettext("Rückmeldung"),
    duties.AGAIN: lazy_gettext("Rückmeldung nach der Zurückstellung"),
    duties.FIRST_LOOK: lazy_gettext("Erste Durchsicht (eigenes Ziel)"),
    duties.MEETING: lazy_gettext("Terminangebot für das gewünschte Gespräch (eigenes Ziel)"),
    duties.RETALIATION: lazy_gettext("Beurteilung einer Benachteiligung (eigenes Ziel)"),
    duties.INFORM: lazy_gettext("Unterrichtung einer betroffenen Person"),
    duties.HOLD: lazy_gettext("Überprüfung der Löschsperre"),
    duties.ERASE: lazy_gettext("Freigabe der Löschung"),
    duties.REMIND: lazy_gettext("Wiedervorlage (Woche)"),
    duties.UNDATED: lazy_gettext("Fristen nicht lesbar, bitte den Fall in der Meldestelle ansehen"),
    "measure": lazy_gettext("Umsetzung"),
    "measure-check": lazy_gettext("Prüfung der Wirkung"),
}
