"""The list of cases: what each line says, in which order they stand, and what is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..domain.casefile import CaseFile
from ..domain.duties import BY_LAW, OWN_AIMS, Duty, duties
from ..domain.flags import Flag
from ..domain.stages import Stage
from ..store.cabinet import Cabinet
from . import own_table
from .casework import title_of
from .desk import Desk, OpenFile, case_of

PAGE = 50
PRESSING_DAYS = 7  # a duty of the law that is due in so many days, or overdue, comes before what is unread
NOTHING_DUE = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    revision: int
    number: str
    received: str  # ISO dates: they sort as they read and cost nothing to keep
    stage: str
    law: str  # the next open duty of the law, and its day
    law_what: str
    aim: str  # the next open aim of our own
    aim_what: str
    assigned_to: str
    follow_ups: int
    title: str | None  # None: the report does not open
    topic: str
    urgent: bool
    retaliation: bool
    late: bool
    owed: str  # the next open deadline of § 17 HinSchG
    unread: int = 0

    def order(self, soon: str) -> tuple[bool, bool, int, str, str, str]:
        """Retaliation and urgent ones first. Then duties of the law that press, due until `soon`, then what is unread,
        then the rest: by what the law wants next, then by our own aims, then by number."""
        group = 0 if self.law <= soon else 1 if self.is_unread else 2
        return (not self.retaliation, not self.urgent, group, self.law, self.aim, self.number)

    @property
    def is_unread(self) -> bool:
        """Whether the reporter's words wait to be read: here a message, or all of them where nobody took the case."""
        return self.unread > 0 or (self.stage == Stage.RECEIVED and not self.assigned_to)

    @property
    def due(self) -> str:
        """The day of what is due next, by law or by our own aim."""
        return min(self.law, self.aim)

    def missed(self, today: str) -> bool:
        """Whether a deadline of § 17 HinSchG was not kept: the act came late, or has not come yet."""
        return self.late or self.owed < today


KEPT = tuple(name for name in Row.__slots__ if name != "unread")  # what each officer's own table keeps of a row
FOLLOW_UPS = KEPT.index("follow_ups")


@dataclass(frozen=True)
class Wanted:
    """What the list is filtered by; empty means everything."""

    stage: str = ""
    mine: bool = False
    due_within: int | None = None  # days from today; 0 means due today or overdue
    search: str = ""
    page: int = 1


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: list[Row]
    total: int
    page: int
    pages: int
    counts: dict[str, int]  # cases by stage, unfiltered
    missed: int  # cases in which a deadline of § 17 HinSchG was not kept, unfiltered
    unopened: tuple[str, ...] = ()  # numbers of cases that do not open for this officer, unfiltered


def row_of(case: CaseFile, revision: int, title: str | None) -> Row:
    """The line a case makes; `title` stands in no sheet, it comes from the report itself."""
    open_ = duties(case)
    law = next((duty for duty in open_ if duty.what not in OWN_AIMS), _NOTHING)
    aim = next((duty for duty in open_ if duty.what in OWN_AIMS), _NOTHING)
    owed = next((duty for duty in open_ if duty.what in BY_LAW), _NOTHING)
    return Row(
        revision=revision,
        number=case.number,
        received=case.received.isoformat(),
        stage=case.stage.value,
        law=law.day.isoformat(),
        law_what=law.what,
        aim=aim.day.isoformat(),
        aim_what=aim.what,
        assigned_to=case.assigned_to,
        follow_ups=case.follow_ups,
        title=title,
        topic=case.topic,
        urgent=Flag.URGENT in case.flags,
        retaliation=case.open_retaliations > 0,
        late=bool(case.late),
        owed=owed.day.isoformat(),
    )


_NOTHING = Duty("", date.fromisoformat(NOTHING_DUE))


def listing(desk: Desk, wanted: Wanted) -> Listing:
    """The page of the list this officer asked for. Raises StoreAway."""
    rows, unopened = every_row(desk)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.stage] = counts.get(row.stage, 0) + 1
    soon = (desk.today + timedelta(days=PRESSING_DAYS)).isoformat()
    found = sorted((row for row in rows if _matches(row, wanted, desk)), key=lambda row: row.order(soon))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, wanted.page), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    missed = sum(row.missed(desk.today.isoformat()) for row in rows)
    return Listing(shown, len(found), page, pages, counts, missed, unopened)


def _matches(row: Row, wanted: Wanted, desk: Desk) -> bool:
    if wanted.stage and row.stage != wanted.stage:
        return False
    if wanted.mine and row.assigned_to != desk.officer_id:
        return False
    if wanted.due_within is not None and row.due > (desk.today + timedelta(days=wanted.due_within)).isoformat():
        return False
    if wanted.search:
        text = f"{row.number} {row.title or ''} {row.topic}".casefold()
        return all(word in text for word in wanted.search.casefold().split())
    return True


def every_row(desk: Desk) -> tuple[list[Row], tuple[str, ...]]:
    """Every case this officer can open, with their unread follow-ups; and the numbers of those that do not open, though
    there is a wrap for them."""
    lines, unopened = own_table.lines(desk, KEPT, _values)
    return [Row(*[*values, max(0, values[FOLLOW_UPS] - seen)]) for values, seen in lines], unopened


def _values(cabinet: Cabinet, opened: OpenFile) -> list[Any]:
    row = row_of(case_of(opened), opened.row.revision, title_of(cabinet, opened))
    return [getattr(row, name) for name in KEPT]
