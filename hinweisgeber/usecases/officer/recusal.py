"""An officer is biased and leaves a case at once and for good; the colleagues go on, the reporter is told that it was
done.

Who leaves signs it, so they cannot make the key of what comes after: the next act of somebody else does
(`entering.ready`).
"""

from __future__ import annotations

from ...crypto.keystore import wrap_size
from ...domain.acts import Act, Kind
from ...domain.case import measure_steps
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.report import MESSAGE, Said
from ...domain.dialogue.texts import check_text, reason_text
from ...domain.recusal_step import Recused
from ...store.cabinet import CASE, Cabinet
from .casework import act
from .collect import refresh
from .desk import Desk, OpenFile, measure_of, number_of, open_file, was_done
from .entering import enter, measures_of, ready
from .errors import NobodyElse


def recuse(desk: Desk, number: str, reason: str, told: str, once: str = "") -> None:
    """Out of the case, its measures too. `told`: what the reporter reads of it.

    Raises NobodyElse where nobody else could open something of it, and as `casework` says, also NewerEntries.
    """
    if not was_done(desk, once):  # a second click finds no case any more
        refresh(desk, number)  # a letter that waits there may be for nobody else
        said, data = Said(MESSAGE, check_text(told)), Recused(reason=reason_text(reason))
        act(desk, number, Kind.RECUSED, data, once, said, entering=_leave)
    desk.lists()


def require_others(desk: Desk, number: str) -> None:
    """Raises NobodyElse as `recuse` would, so that the page can say it before. Raises FileNotFound, Unopened."""
    with desk.cabinet.read() as cabinet:
        _require_others(cabinet, desk, open_file(cabinet, desk, CASE, number))


def _leave(cabinet: Cabinet, desk: Desk, opened: OpenFile, sheet: CaseFile, entry: Act, joins: str | None) -> OpenFile:
    opened = ready(cabinet, desk, opened)
    _require_others(cabinet, desk, opened)
    ids = (opened.id, *cabinet.children(opened.id, desk.officer_id))
    opened = enter(cabinet, desk, opened, sheet, entry, leaves=True)
    for measure in measures_of(cabinet, desk, opened):
        own = Act(Kind.RECUSED, desk.today, desk.officer_id, Recused())
        after = measure_steps.apply(measure_of(measure), own)
        enter(cabinet, desk, measure, after, own, leaves=True)
    # Before the commit: without it the officer can do it again. After the cabinet, as everybody takes the two.
    with desk.letterbox.write() as box:
        box.drop_wraps([(opened.id, desk.officer_id)])
    cabinet.leave(desk.officer_id, ids)
    return opened


def _require_others(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """That somebody else lives who can open it: whom an entry names, with a wrap that has its size. A wrap alone is not
    enough, but where no entry names anybody (version 1)."""
    there = {one.officer_id for one in desk.ring.readers(desk.today) if one.revoked_from is None}
    heirs = (there & cabinet.account_ids()) - {desk.officer_id}
    ids = (opened.id, *cabinet.children(opened.id, desk.officer_id))
    wraps = cabinet.wrap_sizes(ids)
    named = {one.id: one.holders for one in (opened, *measures_of(cabinet, desk, opened)) if one.holders}
    whole = {one: {o for o, (own, n) in wraps.get(one, {}).items() if n == wrap_size(own)} for one in ids}
    alone = [one for one in ids if not heirs & whole[one] & named.get(one, heirs)]
    if alone:
        numbers = sorted(cabinet.numbers(alone).values())
        raise NobodyElse(numbers=", ".join(number_of(*one) for one in numbers))
