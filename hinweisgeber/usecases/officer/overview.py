"""The list of cases: what each line says, in which order they stand, and what is looked for.

Reports at which nobody has looked yet stand in a lane of their own: a stranger who sends a thousand of them moves none
of the cases that somebody works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from ...domain.case.casefile import CaseFile
from ...domain.case.duties import BY_LAW, OWN_AIMS, Duty, duties
from ...domain.case.flags import Flag
from ...domain.case.stages import Stage
from ...store.cabinet import CASE
from ...store.letterbox import SealedMessage
from . import own_table
from .bound import Bound
from .casework import title_in
from .desk import Desk, OpenFile, case_of

PAGE = 50
LANE = 10  # of the reports nobody has looked at
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
    new: bool = False  # nobody has looked at it yet
    came: int = 0  # of a new one: its first entry in the journal

    def order(self, soon: str) -> tuple[bool, bool, int, str, str, str]:
        """Retaliation and urgent ones first. Then duties of the law that press, due until `soon`, then what is unread,
        then the rest: by what the law wants next, then by our own aims. The number, which is drawn by lot, only keeps
        apart what is alike: a page and the next one show each line once."""
        group = 0 if self.presses(soon) else 1 if self.is_unread else 2
        return (not self.retaliation, not self.urgent, group, self.law, self.aim, self.number)

    def presses(self, soon: str) -> bool:
        """Whether the law wants something of it until `soon`."""
        return self.law <= soon

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


NOT_KEPT = ("unread", "new", "came")
KEPT = tuple(name for name in Row.__slots__ if name not in NOT_KEPT)  # what each own table keeps of a row
FOLLOW_UPS, STAGE, ASSIGNED = (KEPT.index(name) for name in ("follow_ups", "stage", "assigned_to"))


@dataclass(frozen=True)
class ListFilter:
    """What the list is filtered by; empty means everything."""

    stage: str = ""
    mine: bool = False
    due_within: int | None = None  # days from today; 0 means due today or overdue
    search: str = ""
    page: int = 1
    lane: int = 1  # page of the reports nobody has looked at


class Rows(NamedTuple):
    """Every case an officer can open, the numbers of those that do not open though there is a wrap for them, and how
    many are still to be opened."""

    rows: list[Row]
    unopened: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True)
class Lane:
    """One page of the reports nobody has looked at yet, the last one in first."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    pressing: int = 0  # of all of them: those of which a duty of the law presses
    retaliation: int = 0  # of all of them: those that tell of a retaliation


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
    news: Lane = field(default_factory=Lane)
    waiting: int = 0  # cases that are still to be opened and stand nowhere yet


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


def listing(desk: Desk, wanted: ListFilter, bound: Bound | None = None) -> Listing:
    """The page of the list this officer asked for; with a bound of what could be opened within it. Raises StoreAway."""
    rows, unopened, waiting = every_row(desk, bound)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.stage] = counts.get(row.stage, 0) + 1
    soon = (desk.today + timedelta(days=PRESSING_DAYS)).isoformat()
    matching = [row for row in rows if _matches(row, wanted, desk)]
    known = sorted((row for row in matching if not row.new), key=lambda row: row.order(soon))
    shown, page, pages = _page(known, wanted.page, PAGE)
    missed = sum(row.missed(desk.today.isoformat()) for row in rows)
    news = _lane([row for row in matching if row.new], wanted.lane, soon)
    return Listing(shown, len(known), page, pages, counts, missed, unopened, news, waiting)


def _page(rows: list[Row], wanted: int, size: int) -> tuple[list[Row], int, int]:
    pages = max(1, -(-len(rows) // size))
    page = min(max(1, wanted), pages)
    return rows[(page - 1) * size : page * size], page, pages


def _lane(rows: list[Row], wanted: int, soon: str) -> Lane:
    rows.sort(key=lambda row: (row.received, row.came), reverse=True)
    shown, page, pages = _page(rows, wanted, LANE)
    pressing = sum(row.presses(soon) for row in rows)
    return Lane(shown, len(rows), page, pages, pressing, sum(row.retaliation for row in rows))


def _matches(row: Row, wanted: ListFilter, desk: Desk) -> bool:
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


def every_row(desk: Desk, bound: Bound | None = None) -> Rows:
    """Every case this officer can open, with their unread follow-ups; and the numbers of those that do not open, though
    there is a wrap for them. With a bound, what could not be opened anew within it stands as it was or nowhere yet."""
    kept = own_table.lines(desk, KEPT, _values, bound or Bound())
    with desk.cabinet.read() as cabinet:
        fresh = cabinet.not_looked_at(desk.officer_id, CASE)
    rows = []
    for file_id, values, seen in kept.lines:
        new = file_id in fresh and values[STAGE] == Stage.RECEIVED and not values[ASSIGNED]
        rows.append(Row(*[*values, max(0, values[FOLLOW_UPS] - seen), new, fresh.get(file_id, 0)]))
    return Rows(rows, kept.unopened, kept.waiting)


def _values(opened: OpenFile, first: SealedMessage | None) -> list[Any]:
    row = row_of(case_of(opened), opened.row.revision, title_in(opened, first))
    return [getattr(row, name) for name in KEPT]
