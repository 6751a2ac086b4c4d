"""Who may destroy something of a case by hand, and from when on (Directive (EU) 2019/1937 Art. 17; LAW § 9).

What the law itself ends, such as a recording once the minutes are final, goes by `recordings.py` and is not asked here.
The fold does not ask either: what was destroyed before this rule stays destroyed.
"""

from __future__ import annotations

from ...errors import Refused
from ..case.casefile import CaseFile
from ..case.stages import Stage
from ..errors.ending import DestroyingTooEarly, NotResponsible


def against(case: CaseFile, officer_id: str) -> Refused | None:
    """Why this officer may destroy nothing in the case now; None when nothing speaks against it.

    Before somebody has taken the case over nobody has judged what it needs; after that it is for who is responsible.
    """
    if case.stage is Stage.RECEIVED:
        return DestroyingTooEarly()
    return NotResponsible() if case.assigned_to != officer_id else None


def require(case: CaseFile, officer_id: str) -> None:
    """Raises DestroyingTooEarly, NotResponsible."""
    if refused := against(case, officer_id):
        raise refused
