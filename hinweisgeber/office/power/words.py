"""The office's words about two signatures. German gettext messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from ...domain.acts import Kind
from ...domain.power.guard import Telling
from ...domain.power.power_steps import ObjectionAnswered, ProposalEndedBy, Proposed
from ...domain.power.proposals import ProposalState
from ..act_words import ActWords, People

#: The acts of the table (`domain/power/guard.py`), by its rows.
ROWS: dict[str, LazyString] = {
    "end-investigated": lazy_gettext("Abschluss nach der Untersuchung"),
    "end-referred": lazy_gettext("Abschluss mit Verweis an eine andere Stelle"),
    "end-handed-over": lazy_gettext("Abschluss durch Abgabe"),
    "disclose-after-refusal": lazy_gettext(
        "Angaben über andere weitergeben, nachdem in diesem Fall eine Weitergabe abgelehnt wurde"
    ),
    "disclose-others": lazy_gettext("Angaben über andere weitergeben"),
    "recording-ends": lazy_gettext("Tonaufzeichnung löschen, sobald die Niederschrift endgültig ist"),
    "erase-in-class": lazy_gettext("Löschung zum Ende der Frist freigeben"),
    "take-over": lazy_gettext("Fall übernehmen"),
    "assign": lazy_gettext("Fall zuweisen: durch die Leitung, oder an jemanden, der den Schlüssel schon hat"),
    "deputy": lazy_gettext("Als Vertretung nach dem Dienstplan einen Schlüssel bekommen"),
    "plan-deputy": lazy_gettext("Eine Vertretung festlegen"),
    "suspend": lazy_gettext("Jemanden für drei Arbeitstage suspendieren (auch mit dem Befehl „officer suspend“)"),
    "revoke": lazy_gettext("Jemanden entfernen (allein nur mit Wurzelschlüssel und Befehl „officer revoke“)"),
    "recuse": lazy_gettext("Sich für befangen erklären"),
    "end-no-evidence": lazy_gettext("Abschluss aus Mangel an Beweisen"),
    "end-other": lazy_gettext("Abschluss aus anderen Gründen"),
    "feedback-withheld": lazy_gettext("Rückmeldung zurückstellen"),
    "disclose-reporter": lazy_gettext("Identität der hinweisgebenden Person weitergeben"),
    "destroy-message": lazy_gettext("Nachricht vernichten"),
    "destroy-file": lazy_gettext("Datei vernichten"),
    "destroy-filed": lazy_gettext("Selbst zur Akte genommene Datei vernichten"),
    "destroy-note": lazy_gettext("Vermerk vernichten"),
    "hold": lazy_gettext("Löschsperre verhängen"),
    "lift-hold": lazy_gettext("Löschsperre aufheben"),
    "erase-without-key": lazy_gettext(
        "Löschung eines Falls freigeben, den niemand mehr öffnen kann (ohne Schlüssel, nach Arten und Tagen der "
        "Einträge)"
    ),
    "erase-outside-class": lazy_gettext("Löschung vor der Zeit freigeben"),
    "give-key": lazy_gettext("Schlüssel an eine weitere Person geben"),
}


ROLES: dict[str, LazyString] = {
    "officer": lazy_gettext("Fallbearbeitung"),
    "lead": lazy_gettext("Leitung"),
    "substitute": lazy_gettext("Ersatzstelle"),
}
TOLD: dict[str, LazyString] = {
    Telling.NOT: lazy_gettext("–"),
    Telling.BEFORE: lazy_gettext("vorher"),
    Telling.WITH: lazy_gettext("damit"),
    Telling.AFTER: lazy_gettext("danach"),
}
_ENDED: dict[str, tuple[LazyString, LazyString]] = {
    ProposalState.CONFIRMED: (lazy_gettext("Bestätigt am"), lazy_gettext("Bestätigt von")),
    ProposalState.DECLINED: (lazy_gettext("Abgelehnt am"), lazy_gettext("Abgelehnt von")),
    ProposalState.WITHDRAWN: (lazy_gettext("Zurückgenommen am"), lazy_gettext("Zurückgenommen von")),
}


def named(rows: Sequence[str]) -> str:
    """Acts of the table, in words."""
    return "; ".join(str(ROWS.get(one, one)) for one in rows)


def roles(named: Sequence[str]) -> str:
    """Roles of the ring, in words."""
    return ", ".join(str(ROLES.get(one, one)) for one in named)


def ended(state: ProposalState) -> tuple[str, str]:
    """What became of a proposal, before its day and before who it was."""
    day, by = _ENDED.get(state, ("", ""))
    return str(day), str(by)


def _what(data: Proposed, people: People) -> str:
    return str(ROWS.get(data.row, data.row))


def _why(data: Proposed) -> str:
    """The reason that the act would give, and what the reporter would be told."""
    texts = [text for name, text in sorted(data.act.items()) if name in ("reason", "how", "norm") and text]
    return "\n".join(map(str, [*texts, *([data.told] if data.told else [])]))


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.PROPOSED, Proposed, lazy_gettext("Vorgeschlagen, wartet auf die zweite Unterschrift"), "schedule",
          more=_what, why=_why,
          done={"vorgeschlagen": lazy_gettext(
                "Ihr Vorschlag ist eingetragen. Er braucht eine zweite Unterschrift, bis dahin geschieht nichts.")}),
    ActWords(Kind.DECLINED, ProposalEndedBy, lazy_gettext("Vorschlag abgelehnt"), "close",
          done={"abgelehnt": lazy_gettext("Der Vorschlag ist abgelehnt.")}),
    ActWords(Kind.WITHDRAWN, ProposalEndedBy, lazy_gettext("Vorschlag zurückgenommen"), "close",
          done={"zurueckgenommen": lazy_gettext("Der Vorschlag ist zurückgenommen.")}),
    ActWords(Kind.OBJECTION_ANSWERED, ObjectionAnswered, lazy_gettext("Widerspruch beantwortet"), "mail",
          done={"widerspruch-beantwortet": lazy_gettext("Die Antwort auf den Widerspruch ist eingetragen.")}),
)  # fmt: skip
