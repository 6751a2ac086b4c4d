"""How the fields of each form are called, for sentences that speak of a field from above the form.

The usual names are `labels.FIELDS`; here stand those of single forms. A test compares them with the labels on pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from ..domain.dialogue.meetings import MOST_SLOTS
from .labels import FIELDS

_ALWAYS = {"attachments": lazy_gettext("Dateien"), "block": lazy_gettext("Textbaustein")}
_SLOT = {
    "day": lazy_gettext("Tag"),
    "time": lazy_gettext("Uhrzeit"),
    "how": lazy_gettext("Wie?"),
    "where": lazy_gettext("Ort oder Nummer"),
}
_OWN: dict[str, dict[str, LazyString]] = {
    "acknowledge": {"message": lazy_gettext("Eingangsbestätigung")},
    "archive": {"archive": lazy_gettext("Wie hat das Archiv entschieden?")},
    "assign": {"to": lazy_gettext("Zuweisen an")},
    "check": {"finding": lazy_gettext("Was wurde festgestellt?")},
    "close": {"incomplete": lazy_gettext("Verlorene Nachricht")},
    "feedback": {"message": lazy_gettext("Einleitung"), "checked": lazy_gettext("Prüfung der Rückmeldung")},
    "mail": {"mail": lazy_gettext("Meine E-Mail-Adresse")},
    "MN": {"effect": lazy_gettext("Hat die Maßnahme gewirkt?"), "reason": lazy_gettext("Woran zeigt sich das?")},
    "meeting": {
        f"{name}_{n}": lazy_gettext("Termin %(n)s, %(field)s", n=n, field=label)
        for n in range(1, MOST_SLOTS + 1)
        for name, label in _SLOT.items()
    },
    "minutes-end": {"state": lazy_gettext("Wie endet die Prüfung?")},
    "package": {
        "summary": lazy_gettext("Zusammenfassung in Ihren Worten"),
        "names": lazy_gettext("Namensliste beilegen"),
    },
    "plan-authority": {
        "notice": lazy_gettext("Mitteilung an die hinweisgebende Person: Gründe"),
        "no_notice": lazy_gettext("Warum wird nicht vorher unterrichtet?"),
    },
    "plan-consent": {"until": lazy_gettext("Bis wann gilt die Einwilligung?")},
    "record": {"topic": lazy_gettext("Thema")},
    "reopen": {"stage": lazy_gettext("Weiter in der Stufe")},
    "retaliation": {"finding": lazy_gettext("Was wurde festgestellt, und was folgt daraus?")},
}


def of_form(form: str) -> Mapping[str, LazyString]:
    """Field → what it is called in this form; forms of one kind differ by the number at their end."""
    kind = re.sub(r"(-\d+)+$", "", form)
    return {**FIELDS, **_ALWAYS, **_OWN.get(kind, {})}
