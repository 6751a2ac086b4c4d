"""What a proposal's page says of the act that was opened: its line as the log would have it, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from ...domain.acts import Act
from ...domain.case.case_steps import Assigned, Closed
from ...domain.dialogue.office_steps import FeedbackWithheld
from ...domain.ending.file_steps import FileDestroyed, MessageDestroyed
from ...domain.ending.retention_steps import HoldLifted, HoldProposed
from ...domain.persons.disclosure import Disclosure
from ...domain.persons.disclosure_steps import DisclosureMade
from ...usecases.leaving.proposed import ProposalPage
from ...usecases.officer.agreeing import Agreed
from ..act_words import People
from ..labels import OUTCOMES

Detail = tuple[str, object]


def act_of(agreed: Agreed) -> Act:
    """The act, as if it had been entered by who proposed it."""
    return Act(agreed.kind, agreed.proposal.day, agreed.proposal.by, agreed.data)


def details(shown: ProposalPage, people: People) -> Iterator[Detail]:
    """Everything the act says, each with its name; nothing of it from a form."""
    data: Any = shown.agreed.data
    for kind, told in _DETAILS.items():
        if isinstance(data, kind):
            yield from told(shown, data, people)
    if shown.agreed.holders is not None:
        yield _("Den Schlüssel haben danach"), ", ".join(people.get(one, "–") for one in shown.agreed.holders)


def _closed(shown: ProposalPage, data: Closed, people: People) -> Iterator[Detail]:
    yield _("Ergebnis"), OUTCOMES[data.outcome]
    if data.incomplete:
        yield _("Verlorene Nachricht"), _("Der Fall wird ohne sie abgeschlossen.")


def _assigned(shown: ProposalPage, data: Assigned, people: People) -> Iterator[Detail]:
    yield _("Bekommt den Schlüssel und wird zuständig"), people.get(data.to, "–")


def _withheld(shown: ProposalPage, data: FeedbackWithheld, people: People) -> Iterator[Detail]:
    if data.again:
        yield _("Wieder von uns hören bis"), data.again


def _message(shown: ProposalPage, data: MessageDestroyed, people: People) -> Iterator[Detail]:
    if shown.doomed:
        yield _("Nachricht vom"), shown.doomed.day
    if data.files:
        yield _("Dateien, die mit ihr vernichtet werden"), str(data.files)


def _file(shown: ProposalPage, data: FileDestroyed, people: People) -> Iterator[Detail]:
    yield _("Datei"), data.name or "–"
    yield _("SHA-256"), data.sha256 or "–"


def _held(shown: ProposalPage, data: HoldProposed, people: People) -> Iterator[Detail]:
    yield _("Rechtsgrundlage"), data.norm or "–"
    yield _("Überprüfen am"), data.review


def _lifted(shown: ProposalPage, data: HoldLifted, people: People) -> Iterator[Detail]:
    hold = next((one for one in shown.view.case.holds if one.n == data.n), None)
    yield _("Sperre"), str(data.n)
    if hold:
        yield _("Ihre Begründung war"), hold.reason
        yield _("Rechtsgrundlage"), hold.norm


def _disclosed(shown: ProposalPage, data: DisclosureMade, people: People) -> Iterator[Detail]:
    entry = next((one for one in shown.view.case.disclosures if one.n == data.n), None)
    yield _("Eintrag im Verzeichnis"), str(data.n)
    if entry:
        yield from _entry(entry)
    if data.how:
        yield _("Wie"), data.how
    for name, sha256 in data.files or ():
        yield name, f"SHA-256 {sha256}"
    if data.unredacted:
        yield _("Warum ungeschwärzt"), data.unredacted


def _entry(entry: Disclosure) -> Iterator[Detail]:
    yield _("An wen"), entry.recipient
    yield _("Was genau"), entry.what
    yield _("Warum"), entry.why


_DETAILS: dict[type[Any], Any] = {
    Closed: _closed,
    Assigned: _assigned,
    FeedbackWithheld: _withheld,
    MessageDestroyed: _message,
    FileDestroyed: _file,
    HoldProposed: _held,
    HoldLifted: _lifted,
    DisclosureMade: _disclosed,
}
