"""Who must agree: LAW § 9 as the one table. Code, pages, help, the printed list and tests are made from it.

What an act needs is said by the first row that fits it; of an act in no row one signature is enough. Rows of LAW § 9
whose act this program does not have are not here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...marks import N_
from ..acts import Act, Kind
from ..case.case_steps import Closed
from ..case.casefile import CaseFile
from ..case.outcomes import Outcome
from ..dialogue.minutes import BECAUSE
from ..ending.file_steps import FileDestroyed, of_minutes
from ..persons.disclosure import OF_REPORTER, Disclosure
from ..persons.disclosure_steps import DisclosureMade
from .grounds import Ground
from .periods import in_class
from .proposals import ProposalState


class PowerClass(StrEnum):
    """What two signatures are about; it stands openly in a proposal. Only what destroys waits for an objection."""

    NONE = ""
    DESTROY = "destroy"
    RIGHT = "right"
    KEYS = "keys"
    RETENTION = "retention"


class Telling(StrEnum):
    """When the reporter is told."""

    NOT = ""
    BEFORE = "before"
    WITH = "with"  # by the act itself
    AFTER = "after"


EVERYBODY = ("officer", "lead", "substitute")
LEADS = ("lead",)


@dataclass(frozen=True)
class PowerRow:
    """One row of LAW § 9. `agree`: how many signatures; `propose`, `confirm`: with which role of the ring; `waits`: the
    reporter may object before; `grounds`: why one is enough, as it stands in the entry."""

    id: str
    kind: Kind
    agree: int
    source: str
    when: Callable[[CaseFile, Act], bool] = lambda case, act: True
    power: PowerClass = PowerClass.NONE
    told: Telling = Telling.NOT
    waits: bool = False
    grounds: tuple[Ground, ...] = ()
    propose: tuple[str, ...] = EVERYBODY
    confirm: tuple[str, ...] = EVERYBODY
    of_files: bool = True  # else its entries are the installation's: about its people, or a case that nobody can open


def _ends(*outcomes: Outcome) -> Callable[[CaseFile, Act], bool]:
    return lambda case, act: isinstance(act.data, Closed) and act.data.outcome in outcomes


def _ends_with_minutes(case: CaseFile, act: Act) -> bool:
    return isinstance(act.data, FileDestroyed) and act.data.reason == BECAUSE and of_minutes(case, act.data)


def _is_filed(case: CaseFile, act: Act) -> bool:
    """Whether the office took the file on file itself: the reporter never had it."""
    return isinstance(act.data, FileDestroyed) and act.data.source in case.evidence


def _tells_who_reported(case: CaseFile, act: Act) -> bool:
    made = {one.n: one.basis for one in case.disclosures}
    return isinstance(act.data, DisclosureMade) and made.get(act.data.n) in OF_REPORTER


def disclosing(case: CaseFile, entry: Disclosure) -> PowerRow:
    """The row by which this entry of the register is made."""
    if entry.basis in OF_REPORTER:
        return BY_ID["disclose-reporter"]
    return BY_ID["disclose-after-refusal" if _was_refused(case) else "disclose-others"]


def _was_refused(case: CaseFile) -> bool:
    """Whether somebody has said no to passing something of this case on: the reporter, or the second person. The case
    is the matter: a recipient or a content that is only spelt otherwise is no other one."""
    disclosed = {row.id for row in ROWS if row.kind is Kind.DISCLOSURE_MADE}
    declined = (one for one in case.proposals if one.state is ProposalState.DECLINED)
    return any(one.refused for one in case.disclosures) or any(one.row in disclosed for one in declined)


def _is_after_refusal(case: CaseFile, act: Act) -> bool:
    return _was_refused(case)


_BY_ONE = (Ground.LEAD, Ground.HOLDS, Ground.RECEIVES)


def _is_assigned_by_one(case: CaseFile, act: Act) -> bool:
    """By a lead, to who holds the key already, or to who receives; ring and holders tell whether that is so."""
    return act.openly.ground in _BY_ONE


def _is_in_class(case: CaseFile, act: Act) -> bool:
    return in_class(act.day, case.deletable_from)


_OUTCOME: dict[str, Any] = {"kind": Kind.CLOSED, "agree": 1, "grounds": (Ground.OUTCOME,)}
_DESTROYS: dict[str, Any] = {
    "agree": 2, "power": PowerClass.DESTROY,
    "source": N_("Art. 17 S. 2 Richtlinie (EU) 2019/1937; Art. 5, 9 DSGVO"),
}  # fmt: skip
_RIGHT: dict[str, Any] = {"agree": 2, "power": PowerClass.RIGHT}
_KEPT: dict[str, Any] = {"agree": 2, "power": PowerClass.RETENTION}

ROWS: tuple[PowerRow, ...] = (
    PowerRow(
        "end-investigated", when=_ends(Outcome.INVESTIGATED), source=N_("§ 18 Nr. 1 HinSchG"), told=Telling.BEFORE,
        **_OUTCOME,
    ),
    PowerRow(
        "end-no-evidence", Kind.CLOSED, when=_ends(Outcome.NO_EVIDENCE), source=N_("§ 18 Nr. 3 HinSchG"),
        told=Telling.BEFORE, **_RIGHT,
    ),
    PowerRow(
        "end-referred", when=_ends(Outcome.REFERRED), source=N_("§ 18 Nr. 2 HinSchG"), told=Telling.BEFORE, **_OUTCOME
    ),
    PowerRow(
        "end-handed-over", when=_ends(Outcome.HANDED_INTERNAL, Outcome.HANDED_AUTHORITY),
        source=N_("§ 18 Nr. 4 HinSchG"), told=Telling.BEFORE, **_OUTCOME,
    ),
    PowerRow(  # what no row knows needs two
        "end-other", Kind.CLOSED, source=N_("§ 18 Nr. 3 HinSchG"), told=Telling.BEFORE, **_RIGHT
    ),
    PowerRow(
        "feedback-withheld", Kind.FEEDBACK_WAIVED, source=N_("§ 17 Abs. 2 S. 3 HinSchG"), told=Telling.WITH, **_RIGHT
    ),
    PowerRow(
        "disclose-reporter", Kind.DISCLOSURE_MADE, when=_tells_who_reported, source=N_("§ 9 Abs. 2, 3 HinSchG"),
        told=Telling.AFTER, **_RIGHT,
    ),
    PowerRow(
        "disclose-after-refusal", Kind.DISCLOSURE_MADE, when=_is_after_refusal, source=N_("§ 9 Abs. 4 HinSchG"),
        **_RIGHT,
    ),
    PowerRow("disclose-others", Kind.DISCLOSURE_MADE, 1, N_("§ 9 Abs. 4 HinSchG")),
    PowerRow("destroy-message", Kind.MESSAGE_DESTROYED, told=Telling.BEFORE, waits=True, **_DESTROYS),
    PowerRow(
        "recording-ends", Kind.FILE_DESTROYED, 1, N_("§ 11 Abs. 4 HinSchG"), when=_ends_with_minutes,
        grounds=(Ground.MINUTES,),
    ),
    PowerRow("destroy-filed", Kind.FILE_DESTROYED, when=_is_filed, **_DESTROYS),
    PowerRow("destroy-file", Kind.FILE_DESTROYED, told=Telling.BEFORE, waits=True, **_DESTROYS),
    PowerRow("destroy-note", Kind.NOTE_DESTROYED, **_DESTROYS),
    PowerRow("hold", Kind.HELD, source=N_("Art. 17 Abs. 3, Art. 18 DSGVO"), **_KEPT),
    PowerRow("lift-hold", Kind.HOLD_LIFTED, source=N_("Art. 17 Abs. 3, Art. 18 DSGVO"), **_KEPT),
    PowerRow(
        "erase-in-class", Kind.ERASURE_AUTHORISED, 1, N_("§ 11 Abs. 5 HinSchG"), when=_is_in_class,
        grounds=(Ground.IN_CLASS,),
    ),
    PowerRow("erase-outside-class", Kind.ERASURE_AUTHORISED, source=N_("§ 11 Abs. 5 HinSchG"), **_KEPT),
    PowerRow(
        "erase-without-key", Kind.KEYLESS_ERASURE, source=N_("§ 11 Abs. 5 HinSchG; Art. 5 Abs. 1 Buchst. e DSGVO"),
        of_files=False, **_KEPT,
    ),
    PowerRow("take-over", Kind.TAKEN_OVER, 1, N_("§ 15 HinSchG")),
    PowerRow(
        "assign", Kind.ASSIGNED, 1, N_("§ 15 HinSchG"), when=_is_assigned_by_one, grounds=_BY_ONE
    ),
    PowerRow("give-key", Kind.ASSIGNED, 2, N_("§ 8 HinSchG"), power=PowerClass.KEYS),
    PowerRow("deputy", Kind.DEPUTY_JOINED, 1, N_("§ 15 HinSchG")),
    PowerRow(
        "plan-deputy", Kind.DEPUTY_PLANNED, 1, N_("§ 15 HinSchG"), propose=LEADS, confirm=LEADS, of_files=False
    ),
    PowerRow("suspend", Kind.SUSPENDED, 1, N_("§ 15 HinSchG"), propose=LEADS, confirm=LEADS, of_files=False),
    PowerRow(
        "revoke", Kind.REVOKED, 2, N_("§ 15 HinSchG"), power=PowerClass.KEYS, propose=LEADS, confirm=LEADS,
        of_files=False,
    ),
    PowerRow("recuse", Kind.RECUSED, 1, N_("§ 15 Abs. 1 HinSchG"), told=Telling.WITH),
)  # fmt: skip
BY_ID = {row.id: row for row in ROWS}
#: Kinds of acts on a file whose effect needs two, or a ground that stands openly.
GUARDED = frozenset(row.kind for row in ROWS if row.agree == 2 and row.of_files)
#: Of these the journal shows the kind to everybody; `verify` asks for what they confirm.
READABLE = GUARDED - {Kind.DISCLOSURE_MADE}
GROUNDS = {kind: frozenset(one for row in ROWS if row.kind is kind for one in row.grounds) for kind in READABLE}
CLASSES = {kind: frozenset(row.power for row in ROWS if row.kind is kind and row.agree == 2) for kind in READABLE}


def row_of(case: CaseFile, act: Act) -> PowerRow | None:
    """What the table says of this act in this case; None: nothing, one signature is enough."""
    return next((row for row in ROWS if row.kind is act.kind and row.when(case, act)), None)
