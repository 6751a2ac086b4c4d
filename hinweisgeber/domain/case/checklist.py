"""The checklist of a case: which acts did its points.

A point is done by an act and by nothing else: by one that does it (a message, the scope check), or by one that says
what was found. So it always has a day and a person. Nothing is ever just ticked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...domain import records
from ..acts import Act, Kind
from ..persons.disclosure_steps import DisclosureMade
from ..persons.person_steps import PersonDecided, PersonWithdrawn
from .case_steps import Checked
from .points import POINTS

Proofs = Mapping[str, Act]  # by point: the act that did it; by `passed_on(n)`: the act that made this disclosure


def points_done(act: Act) -> tuple[str, ...]:
    """The points of which this act is the proof."""
    if isinstance(act.data, Checked):  # it says what was found
        return (act.data.point,) if act.data.point in POINTS and POINTS[act.data.point].recorded else ()
    return records.of(act.kind).does(act)


def passed_on(n: int) -> str:
    """Where `proofs` says that the n-th entry of the register of disclosures was made."""
    return f"passed-on-{n}"


def proofs(log: Iterable[Act]) -> Proofs:
    """By point, the latest act that did it; `log`: the acts on the case and on its measures, in order.

    What was decided on a person whose entry was withdrawn proves nothing. Of a case that is reopened neither the
    outcome stays nor what was passed on before.
    """
    acts = list(log)
    withdrawn = {act.data.n for act in acts if isinstance(act.data, PersonWithdrawn)}
    found: dict[str, Act] = {}
    for act in acts:
        if isinstance(act.data, PersonDecided) and act.data.n in withdrawn:
            continue
        found |= dict.fromkeys(points_done(act), act)
        if isinstance(act.data, DisclosureMade):
            found[passed_on(act.data.n)] = act
        if act.kind is Kind.REOPENED:
            found = {id_: one for id_, one in found.items() if one.kind not in (Kind.CLOSED, Kind.DISCLOSURE_MADE)}
    return found
