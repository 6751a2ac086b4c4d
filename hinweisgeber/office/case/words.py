"""The office's words for the way of a case: the acts on it, one record each. German gettext messages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ...domain.acts import Data, Kind, MessageSent
from ...domain.case.case_steps import (
    Assigned,
    CaseReceived,
    Checked,
    Closed,
    Flagged,
    Note,
    Reopened,
    ScopeChecked,
    StageChanged,
)
from ...domain.dialogue.office_steps import FeedbackWithheld, RetaliationAssessed, WayTold
from ..act_words import ActWords, People
from ..labels import CHANNELS, FLAGS, OUTCOMES, POINTS, SCOPES, STAGES


def _flag(data: Flagged) -> str:
    flag = FLAGS[data.flag]
    return _("Gekennzeichnet: %(flag)s", flag=flag) if data.on else _("Nicht mehr: %(flag)s", flag=flag)


def _outcome(data: Closed, people: People) -> str:
    outcome = str(OUTCOMES[data.outcome])
    return f"{outcome} (" + _("ohne eine verlorene Nachricht") + ")" if data.incomplete else outcome


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.CASE_RECEIVED, CaseReceived, lazy_gettext("Meldung entgegengenommen"), "mail",
          more=lambda data, people: str(CHANNELS[data.channel]) if data.channel else "",
          done={"aufnahme": lazy_gettext("Der Hinweis ist aufgenommen. Dies ist sein Fall.")}),
    ActWords(Kind.TAKEN_OVER, Data, lazy_gettext("Fall übernommen"), "account-circle",
          done={"uebernahme": lazy_gettext("Sie haben den Fall übernommen. Er steht jetzt in der Stufe Vorsorge.")},
          did=lazy_gettext("hat den Fall übernommen.")),
    ActWords(Kind.ASSIGNED, Assigned, lazy_gettext("Fall zugewiesen"), "account-circle",
          more=lambda data, people: people.get(data.to, "–"),
          done={"zuweisung": lazy_gettext("Der Fall ist zugewiesen.")},
          did=lazy_gettext("hat den Fall zugewiesen.")),
    ActWords(Kind.STAGE, StageChanged, lazy_gettext("Stufe geändert"), "arrow-forward",
          more=lambda data, people: f"{STAGES[data.from_]} → {STAGES[data.to]}",
          done={"stufe": lazy_gettext("Die Stufe ist geändert."),
                "stufe-gleich": lazy_gettext("Der Fall steht bereits in dieser Stufe. Es wurde nichts geändert.")},
          did=lazy_gettext("hat die Stufe geändert.")),
    ActWords(Kind.ACKNOWLEDGED, WayTold, lazy_gettext("Eingang bestätigt"), "check", why=lambda data: data.how or "",
          done={"eingangsbestaetigung": lazy_gettext("Der Eingang ist bestätigt.")},
          did=lazy_gettext("hat den Eingang bestätigt.")),
    ActWords(Kind.REPLY, MessageSent, lazy_gettext("Nachricht gesendet"), "visibility",
          done={"antwort": lazy_gettext("Ihre Nachricht ist gespeichert und für die hinweisgebende Person bereit.")},
          did=lazy_gettext("hat geantwortet.")),
    ActWords(Kind.FEEDBACK, WayTold, lazy_gettext("Rückmeldung gegeben"), "visibility", why=lambda data: data.how or "",
          done={"rueckmeldung": lazy_gettext(
                "Ihre Rückmeldung ist gespeichert und für "
                "die hinweisgebende Person bereit."),
                "rueckmeldung-mitgeteilt": lazy_gettext(
                "Die Rückmeldung ist festgehalten, und auf "
                "welchem Weg Sie sie mitgeteilt haben.")},
          did=lazy_gettext("hat eine Rückmeldung gegeben.")),
    ActWords(Kind.FEEDBACK_WAIVED, FeedbackWithheld, lazy_gettext("Von einer Rückmeldung abgesehen"),
          done={"ohne-rueckmeldung": lazy_gettext("Die Begründung steht im Protokoll des Falls.")},
          did=lazy_gettext("hat von einer Rückmeldung abgesehen.")),
    ActWords(Kind.RETALIATION_ASSESSED, RetaliationAssessed, lazy_gettext("Gemeldete Benachteiligung beurteilt"),
          "checklist",
          done={"benachteiligung": lazy_gettext("Ihre Beurteilung steht im Protokoll des Falls.")},
          did=lazy_gettext("hat die gemeldete Benachteiligung beurteilt.")),
    ActWords(Kind.NOTE, Note, lazy_gettext("Vermerk"), why=lambda data: data.text or "",
          done={"notiz": lazy_gettext("Der Vermerk steht im Protokoll des Falls.")},
          did=lazy_gettext("hat einen Vermerk eingetragen.")),
    ActWords(Kind.CHECKED, Checked, lazy_gettext("Prüfpunkt bearbeitet"), "checklist",
          more=lambda data, people: str(POINTS[data.point]),
          done={"pruefpunkt": lazy_gettext("Der Prüfpunkt ist festgehalten.")},
          did=lazy_gettext("hat einen Prüfpunkt bearbeitet.")),
    ActWords(Kind.SCOPE, ScopeChecked, lazy_gettext("Anwendungsbereich geprüft"), "checklist",
          more=lambda data, people: str(SCOPES[data.scope]),
          done={"anwendungsbereich": lazy_gettext("Das Ergebnis zum Anwendungsbereich ist festgehalten.")}),
    ActWords(Kind.FLAGGED, Flagged, lazy_gettext("Kennzeichen geändert"), what=_flag,
          done={"kennzeichen": lazy_gettext("Das Kennzeichen ist geändert.")},
          did=lazy_gettext("hat ein Kennzeichen geändert.")),
    ActWords(Kind.CLOSED, Closed, lazy_gettext("Fall abgeschlossen"), "lock", more=_outcome,
          done={"abschluss": lazy_gettext("Der Fall ist abgeschlossen.")},
          did=lazy_gettext("hat den Fall abgeschlossen.")),
    ActWords(Kind.REOPENED, Reopened, lazy_gettext("Fall wieder aufgenommen"), "autorenew",
          more=lambda data, people: str(STAGES[data.to]),
          done={"wiederaufnahme": lazy_gettext("Der Fall ist wieder aufgenommen.")},
          did=lazy_gettext("hat den Fall wieder aufgenommen.")),
)  # fmt: skip
