"""The list of cases: what each line says, in which order they stand, and what is looked for.

Reports at which nobody has looked yet stand in a lane of their own: a stranger who sends a thousand of them moves none
of the cases that somebody works on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from sys import intern
from typing import Any, NamedTuple

from ...domain.case.casefile import CaseFile
from ...domain.case.duties import BY_LAW, OWN_AIMS, Duty, duties
from ...domain.case.flags import Flag
from ...domain.case.stages import Stage
from ...store.cabinet import HANDED
from ...store.letterbox import SealedMessage
from .bound import Bound
from .desk import Desk, OpenFile, case_of
from .own_lines import Form, Lines, lines
from .reading import title_in

PAGE = 50
LANE = 10  # of the reports nobody has looked at
PRESSING_DAYS = 7  # a duty of the law that is due in so many days, or overdue, comes before what is unread
NOBODY = "niemand"  # who is responsible, in a filter
NOTHING_DUE = "9999-12-31"
LONGEST_SHARED = 16  # characters of a word that many lines have: days, stages, kinds of duties, who is responsible


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

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
    handed: bool = False  # a colleague has given it to this officer, who has not opened it since

    @property
    def untouched(self) -> bool:
        """Whether nobody has taken it, be it looked at or not."""
        return self.stage == Stage.RECEIVED and not self.assigned_to

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
        return self.unread > 0 or self.handed or self.untouched

    @property
    def due(self) -> str:
        """The day of what is due next, by law or by our own aim."""
        return min(self.law, self.aim)

    def missed(self, today: str) -> bool:
        """Whether a deadline of § 17 HinSchG was not kept: the act came late, or has not come yet."""
        return self.late or self.owed < today


OF_TODAY = ("unread", "new", "came", "handed")
KEPT = tuple(one for one in fields(Row) if one.name not in OF_TODAY)  # what a line says for long
MARK = hashlib.sha384(repr([(one.name, one.type) for one in KEPT]).encode()).hexdigest()[:8]  # of what they are


@dataclass(frozen=True)
class ListFilter:
    """What the list is filtered by; empty means everything."""

    stage: str = ""
    who: str = ""  # an officer id, or NOBODY
    also: frozenset[str] = frozenset()  # those for whom they stand in
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


def row_of(case: CaseFile, title: str | None) -> Row:
    """The line a case makes; `title` stands in no sheet, it comes from the report itself."""
    open_ = duties(case)
    law = next((duty for duty in open_ if duty.what not in OWN_AIMS), _NOTHING)
    aim = next((duty for duty in open_ if duty.what in OWN_AIMS), _NOTHING)
    owed = next((duty for duty in open_ if duty.what in BY_LAW), _NOTHING)
    return Row(
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
    mine = lines(desk, FORM, bound or Bound())
    rows = _ordered(desk, mine)
    shown, page, pages = _page(known := _matching(rows.known, wanted, desk), wanted.page, PAGE)
    news = _lane(_matching(rows.news, wanted, desk), wanted.lane, _soon(desk.today))
    return Listing(shown, len(known), page, pages, rows.counts, rows.missed, mine.unopened, news, mine.waiting)


Order = tuple[bool, bool, int, str, str, str]


class Placed(NamedTuple):
    """A row and its place in the order, and the line, what was seen of it and whether anybody looked at it: as long as
    these are the same, so is the row."""

    of: tuple[Row, int, bool]
    row: Row
    order: Order


@dataclass(frozen=True)
class Ordered:
    """Every row in the order of the list: kept as long as the lines and the day are the same. What changes is put in
    its new place; all the others stay where they are."""

    of: Lines[Row]
    day: date
    placed: dict[bytes, Placed]
    order: list[tuple[Order, bytes]]  # of those that somebody has looked at
    known: list[Row]  # the same
    news: list[Row]  # at which nobody has looked yet, the last one in first
    counts: dict[str, int]
    missed: int


def _soon(today: date) -> str:
    return (today + timedelta(days=PRESSING_DAYS)).isoformat()


def _ordered(desk: Desk, mine: Lines[Row]) -> Ordered:
    kept: Ordered | None = desk.lines.ordered
    if kept is not None and kept.day != desk.today:
        kept = None
    if kept is not None and kept.of is mine:
        return kept
    placed, before = _placed(desk, mine, kept.placed if kept else {}), kept.placed if kept else {}
    order = [one for one in kept.order if placed.get(one[1]) is before[one[1]]] if kept else []
    moved = (id_ for id_, one in placed.items() if one is not before.get(id_) and not one.row.new)
    order += [(placed[id_].order, id_) for id_ in moved]
    order.sort()
    rows, today = [one.row for one in placed.values()], desk.today.isoformat()
    news = sorted((row for row in rows if row.new), key=lambda row: (row.received, row.came), reverse=True)
    counts, missed = Counter(row.stage for row in rows), sum(row.missed(today) for row in rows)
    known = [placed[id_].row for _, id_ in order]
    ordered = desk.lines.ordered = Ordered(mine, desk.today, placed, order, known, news, dict(counts), missed)
    return ordered


def _placed(desk: Desk, mine: Lines[Row], before: Mapping[bytes, Placed]) -> dict[bytes, Placed]:
    """Every row: those that have not changed are the very same."""
    fresh = {id_ for id_, one in mine.lines.items() if id_ not in before or before[id_].of != one}
    with desk.cabinet.read() as cabinet:
        came = cabinet.first_entries(id_ for id_ in fresh if not mine.lines[id_][2])
    soon, placed = _soon(desk.today), dict[bytes, Placed]()
    for id_, one in mine.lines.items():
        if id_ in fresh:
            row = _today(*one, came.get(id_, 0))
            placed[id_] = Placed(one, row, row.order(soon))
        else:
            placed[id_] = before[id_]
    return placed


def _page(rows: list[Row], wanted: int, size: int) -> tuple[list[Row], int, int]:
    pages = max(1, -(-len(rows) // size))
    page = min(max(1, wanted), pages)
    return rows[(page - 1) * size : page * size], page, pages


def _lane(rows: list[Row], wanted: int, soon: str) -> Lane:
    shown, page, pages = _page(rows, wanted, LANE)
    pressing = sum(row.presses(soon) for row in rows)
    return Lane(shown, len(rows), page, pages, pressing, sum(row.retaliation for row in rows))


def _matching(rows: list[Row], wanted: ListFilter, desk: Desk) -> list[Row]:
    if wanted == replace(ListFilter(), page=wanted.page, lane=wanted.lane):
        return rows
    until = (desk.today + timedelta(days=wanted.due_within)).isoformat() if wanted.due_within is not None else ""
    words = wanted.search.casefold().split()
    return [row for row in rows if _matches(row, wanted, until, words)]


def _matches(row: Row, wanted: ListFilter, until: str, words: list[str]) -> bool:
    if wanted.stage and row.stage != wanted.stage:
        return False
    if wanted.who and row.assigned_to not in {"" if wanted.who == NOBODY else wanted.who, *wanted.also}:
        return False
    if until and row.due > until:
        return False
    if words:
        text = f"{row.number} {row.title or ''} {row.topic}".casefold()
        return all(word in text for word in words)
    return True


def every_row(desk: Desk, bound: Bound | None = None) -> Rows:
    """Every case this officer can open, with their unread follow-ups; and the numbers of those that do not open, though
    there is a wrap for them. With a bound, what could not be opened anew within it stands as it was or nowhere yet."""
    mine = lines(desk, FORM, bound or Bound())
    rows = _ordered(desk, mine)
    return Rows([*rows.known, *rows.news], mine.unopened, mine.waiting)


def _today(row: Row, seen: int, looked_at: bool, came: int) -> Row:
    """The line with what is not in the case itself."""
    new, handed = not looked_at and row.untouched, seen == HANDED
    if row.follow_ups <= seen and not new:
        return row
    return replace(row, unread=max(0, row.follow_ups - max(0, seen)), new=new, came=came if new else 0, handed=handed)


def open_cases(desk: Desk, who: str) -> list[Row]:
    """The cases that are not closed, for which this officer is responsible, or NOBODY; the next due first."""
    rows, wanted = _ordered(desk, lines(desk, FORM, Bound())), ListFilter(who=who)
    return [row for row in (*rows.known, *rows.news) if row.stage != Stage.CLOSED and _matches(row, wanted, "", [])]


def workload(desk: Desk) -> dict[str, tuple[int, int]]:
    """By officer id ("" for nobody): how many open cases, and in how many of them a duty of the law presses or is
    overdue; of those that this officer can open."""
    soon, found = _soon(desk.today), dict[str, tuple[int, int]]()
    rows = _ordered(desk, lines(desk, FORM, Bound()))
    for row in (*rows.known, *rows.news):
        if row.stage != Stage.CLOSED:
            cases, pressing = found.get(row.assigned_to, (0, 0))
            found[row.assigned_to] = (cases + 1, pressing + row.presses(soon))
    return found


def _made(opened: OpenFile, first: SealedMessage | None) -> Row:
    return row_of(case_of(opened), title_in(opened, first))


def _packed(row: Row) -> list[object]:
    return [MARK, *(getattr(row, one.name) for one in KEPT)]


def _unpacked(values: list[Any]) -> Row | None:
    """The line of these values; None for those of another version of this program."""
    if values[:1] != [MARK] or len(values) != len(KEPT) + 1:
        return None
    return Row(*[_shared(value) for value in values[1:]])


def _shared(value: Any) -> Any:
    """The same word once in memory, however many lines have it."""
    return intern(value) if type(value) is str and len(value) <= LONGEST_SHARED else value


FORM = Form(_made, _packed, _unpacked)
