"""Handing several cases to somebody at once: each is an assignment of its own, with its own entry."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ...domain.errors.fields import ReasonMissing
from ...domain.errors.power import NeedsSecond
from ...errors import Refused
from ...store.errors import StoreAway
from . import casework, overview
from .desk import Desk, Saw, number_of, was_done
from .errors import CaseMovedOn, CasesMissing, ChangedMeanwhile, HandedPartly, NotHanded
from .overview import Row
from .sending import look_again

SECONDS = 20  # somebody waits before the page; what is left can be sent once more


@dataclass(frozen=True)
class Handed:
    """What became of the cases that were handed over: how many went, and which wait for a second signature."""

    done: int = 0
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handing:
    """The open cases of somebody, and up to which entry each of those that are shown had come."""

    rows: tuple[Row, ...] = ()
    more: int = 0
    seen: Mapping[str, int] = field(default_factory=dict)


def open_cases(desk: Desk, who: str, most: int) -> Handing:
    """Those of `who` (an officer id, or `overview.NOBODY`), the first of them. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        head = cabinet.head()
    rows = overview.open_cases(desk, who)  # may show more than there was then: whoever sends it sees that again
    with desk.cabinet.read() as cabinet:
        ids = {number_of(*number): file_id for number, file_id in cabinet.held_files(desk.officer_id).items()}
        wanted = {row.number: ids[row.number] for row in rows[:most] if row.number in ids}
        newest = cabinet.newest_acts(list(wanted.values()), head.seq if head else 0)
    seen = {number: newest.get(file_id, 0) for number, file_id in wanted.items()}
    return Handing(tuple(rows[:most]), max(0, len(rows) - most), seen)


def hand_over(
    desk: Desk, numbers: Iterable[str], who: str, to: str, reason: str, once: str = "",
    seen: Mapping[str, int] | None = None,
) -> Handed:  # fmt: skip
    """What became of these cases of `who` (an officer id, or `overview.NOBODY`). `seen`: up to which entry the page had
    shown each (None: there was no page); one in which others did something since stays, and so does what somebody else
    has by now. Who gets a key that they do not have needs a second signature, unless a lead hands over.

    Raises CasesMissing; HandedPartly where one or more stayed, all of which can be sent again; and what the first one
    refuses where no other went, unless one of them has news."""
    wanted, left, proposed = list(dict.fromkeys(numbers)), list[NotHanded](), list[str]()
    end = time.monotonic() + SECONDS
    if not wanted:
        raise CasesMissing()
    still = {row.number for row in overview.open_cases(desk, who)}
    for number in wanted:
        token = f"{once}/{number}" if once else ""
        if number not in still and not was_done(desk, token):
            left.append(NotHanded(number, CaseMovedOn()))
            continue
        if time.monotonic() > end:
            left.append(NotHanded(number, None))
            continue
        at = desk if seen is None else replace(desk, saw=Saw(number, seen.get(number, 0)))
        try:
            look_again(at, token)
            casework.assign(at, number, to, reason, token)
        except (StoreAway, ReasonMissing):
            raise
        except NeedsSecond:  # it waits for the second signature
            proposed.append(number)
        except Refused as refused:
            left.append(NotHanded(number, refused))
    done = len(wanted) - len(left) - len(proposed)
    news = any(isinstance(one.why, ChangedMeanwhile | CaseMovedOn) for one in left)
    if left and not (done or proposed or news) and left[0].why is not None:
        raise left[0].why
    if left:
        raise HandedPartly(done, tuple(left), tuple(proposed))
    return Handed(done, tuple(proposed))
