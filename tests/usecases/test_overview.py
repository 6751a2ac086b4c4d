"""The list: retaliation and urgent ones first, then what the law wants soon, then what is unread, then the rest;
filters, pages, search; an own index to throw away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.cabinet import CASE, Cabinet, files
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, overview, own_lines, procedure, reading
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OwnLines
from hinweisgeber.usecases.officer.overview import PAGE, ListFilter, Listing
from tests.agreed import agreed
from tests.closing import feedback, ready_to_close
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

Reporters = Callable[[], Reporter]


def listing(at: Desk, **wanted: object) -> Listing:
    return overview.listing(at, ListFilter(**wanted))  # type: ignore[arg-type]


def numbers(at: Desk, **wanted: object) -> list[int]:
    return [int(row.number[-4:]) for row in listing(at, **wanted).rows]


def news(at: Desk, **wanted: object) -> list[int]:
    """Those nobody has looked at."""
    return [int(row.number[-4:]) for row in listing(at, **wanted).news.rows]


@pytest.fixture
def four(reporter: Reporters, desk: Desks) -> None:
    """1: looked at, old. 2: taken over by anna, due late. 3: taken over by bernd, overdue. 4: closed."""
    for n, days_ago in enumerate((6, 5, 120, 4), start=1):
        day = TODAY - timedelta(days=days_ago)
        reporter().send(Report(f"Erfunden Nummer {n} vom Bauhof", topic="umwelt" if n == 2 else "geld"), day)
    collect(desk("anna"))
    reading.view(desk("bernd"), "HM-2026-0001")
    casework.take_over(desk("anna"), "HM-2026-0002")
    casework.take_over(desk("bernd"), "HM-2026-0003")
    casework.take_over(desk("bernd"), "HM-2026-0004")
    ready_to_close(desk("bernd"), "HM-2026-0004")
    agreed(casework.close, desk("bernd"), "HM-2026-0004", "REFERRED", "Verwiesen.")


def test_by_deadline_then_what_is_done(four: None, desk: Desks) -> None:
    """3 owes the feedback since a month; 1 nobody has taken; 2 owes the feedback in months; 4 nothing."""
    assert numbers(desk("lead")) == [3, 1, 2, 4]


def test_duties_of_the_law_come_before_own_aims_and_unread_before_the_rest(reporter: Reporters, desk: Desks) -> None:
    """1 owes the feedback in five days. 4 has an unread message, and 3 nobody has taken, against our own aim. 2 was
    to be offered a meeting long ago, which is an aim too, and owes the feedback before 5 does."""
    days = [date(2026, 8, 26), date(2026, 10, 20), date(2026, 11, 11), date(2026, 11, 1), date(2026, 10, 25)]
    sent = [reporter() for _ in days]
    for n, (one, day) in enumerate(zip(sent, days, strict=True), start=1):
        one.send(Report(f"Nummer {n}", meeting="yes" if n == 2 else ""), day)
    collect(desk("anna"))
    for n in (1, 2, 4, 5):
        casework.take_over(desk("anna"), f"HM-2026-{n:04d}")
    reading.view(desk("lead"), "HM-2026-0003")
    sent[3].write("Noch etwas.")
    collect(desk("anna"))
    assert numbers(desk("lead")) == [1, 4, 3, 2, 5]
    reading.view(desk("lead"), "HM-2026-0004")
    assert numbers(desk("lead")) == [1, 3, 2, 5, 4], "read, it waits with the rest"
    row = next(row for row in listing(desk("lead")).rows if row.number == "HM-2026-0002")
    assert (row.law_what, row.aim_what, row.aim < TODAY.isoformat() < row.law) == ("feedback", "meeting", True)
    assert row.due == row.aim
    assert 2 in numbers(desk("lead"), due_within=0), "the filter asks for what is due, whoever sets the day"


def test_what_the_law_wants_soon_comes_before_what_is_unread_by_its_day(reporter: Reporters, desk: Desks) -> None:
    sent = [reporter() for _ in range(3)]
    for one, day in zip(sent, (date(2026, 8, 27), date(2026, 8, 29), date(2026, 8, 20)), strict=True):
        one.send(today=day)
    collect(desk("anna"))
    for n in (1, 2, 3):
        casework.take_over(desk("anna"), f"HM-2026-{n:04d}")
    sent[1].write("Noch etwas.")
    collect(desk("anna"))
    assert numbers(desk("lead")) == [3, 1, 2], "overdue, in six days, in eight"


def test_retaliation_and_urgent_ones_stand_first_whatever_is_due(four: None, reporter: Reporters, desk: Desks) -> None:
    procedure.set_flag(desk("anna"), "HM-2026-0002", "urgent", True, "Gefahr für Leib und Leben.")
    assert numbers(desk("lead")) == [2, 3, 1, 4]
    one = reporter()
    one.send()
    one.suffers("Ich wurde versetzt.")
    collect(desk("anna"))
    lane = listing(desk("lead")).news
    assert ([row.number for row in lane.rows], lane.retaliation) == (["HM-2026-0005"], 1), "nobody has looked at it yet"
    assert numbers(desk("lead")) == [2, 3, 1, 4]
    reading.view(desk("bernd"), "HM-2026-0005")
    assert numbers(desk("lead")) == [5, 2, 3, 1, 4]
    procedure.set_flag(desk("anna"), "HM-2026-0002", "urgent", False, "Die Gefahr ist gebannt.")
    procedure.assess_retaliation(desk("anna"), "HM-2026-0005", "Beraten.")
    assert numbers(desk("lead")) == [3, 1, 5, 2, 4]


def test_missed_deadlines_are_counted_and_late_stays_late(four: None, desk: Desks) -> None:
    assert listing(desk("anna")).missed == 1, "3 owes its feedback since weeks"
    feedback(desk("bernd"), "HM-2026-0003")
    assert listing(desk("anna")).missed == 1, "given, but late"
    assert [row.number[-1] for row in listing(desk("anna")).rows if row.missed(TODAY.isoformat())] == ["3"]
    assert listing(desk("anna", TODAY + timedelta(days=200))).missed == 3, "1 and 2 got none in the meantime"


def test_own_aim_missed_is_no_missed_deadline_of_the_law(four: None, desk: Desks) -> None:
    row = next(row for row in listing(desk("anna")).rows if row.number == "HM-2026-0001")
    assert (row.aim_what, row.aim < TODAY.isoformat(), row.missed(TODAY.isoformat())) == ("first-look", True, False)


def test_filters(four: None, desk: Desks) -> None:
    assert numbers(desk("anna"), stage="PREVENTION") == [3, 2]
    assert numbers(desk("anna"), stage="CLOSED") == [4]
    assert numbers(desk("anna"), who=desk("anna").officer_id) == [2]
    assert numbers(desk("bernd"), who=desk("bernd").officer_id) == [3, 4]
    assert numbers(desk("anna"), due_within=0) == [3, 1]
    assert numbers(desk("anna"), due_within=400) == [3, 1, 2]
    assert numbers(desk("anna"), due_within=1100) == [3, 1, 2, 4], "in three years it may be erased"
    assert numbers(desk("bernd"), who=desk("bernd").officer_id, due_within=31) == [3]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("NUMMER", [3, 1, 2, 4]),
        ("bauhof 0002", [2]),
        ("bauhof umwelt", [2]),
        ("hm-2026-0003", [3]),
        ("gully", []),
        (" ", [3, 1, 2, 4]),
    ],
)
def test_search_finds_words_in_any_order_and_case(four: None, desk: Desks, words: str, found: list[int]) -> None:
    assert numbers(desk("anna"), search=words) == found


def test_counts_are_of_all_cases_whatever_is_filtered(four: None, desk: Desks) -> None:
    assert listing(desk("anna"), stage="CLOSED").counts == {"RECEIVED": 1, "PREVENTION": 2, "CLOSED": 1}


def test_pages_hold_fifty_and_a_page_too_far_is_the_last(
    desk: Desks, monkeypatch: pytest.MonkeyPatch, reporter: Reporters
) -> None:
    reporter().send()
    collect(desk("anna"))
    [row] = overview.every_row(desk("anna"))[0]
    many = [replace(row, number=f"HM-2026-{n:04d}", new=False) for n in range(1, 121)]
    told = overview.Ordered(own_lines.Lines({}, (), 0), TODAY, {}, [], many, [], {}, 0)
    monkeypatch.setattr(overview, "_ordered", lambda *_: told)
    pages = [listing(desk("anna"), page=n) for n in (1, 2, 3, 9, 0, -5)]
    assert [(p.page, len(p.rows), p.pages, p.total) for p in pages] == [
        (1, PAGE, 3, 120),
        (2, PAGE, 3, 120),
        (3, 20, 3, 120),
        (3, 20, 3, 120),
        (1, PAGE, 3, 120),
        (1, PAGE, 3, 120),
    ]
    assert len({r.number for p in pages[:3] for r in p.rows}) == 120


def test_empty_list_is_one_empty_page(desk: Desks) -> None:
    assert listing(desk("anna")) == Listing([], 0, 1, 1, {}, 0)


@pytest.mark.parametrize("garbage", [b"", b"\x00", b"\x02" * 99])
def test_lines_are_made_anew_after_garbage(four: None, desk: Desks, cabinet: Store[Cabinet], garbage: bytes) -> None:
    before = listing(desk("anna"))
    execute(cabinet, "UPDATE line SET sealed = :g", g=garbage)
    assert listing(desk("anna")) == before


def kept(cabinet: Store[Cabinet], at: Desk) -> list[tuple[bytes, int, bytes]]:
    with cabinet.read() as cab:
        return cab.lines(at.officer_id, {file_id for file_id, _, _ in cab.revisions(at.officer_id, CASE)})


def resealed(cabinet: Store[Cabinet], at: Desk, change: Callable[[Any], Any]) -> None:
    """What each of this officer's lines says, changed by themselves."""
    lines = []
    for file_id, revision, body in kept(cabinet, at):
        said = change(json.loads(at.identity.open_line(at.officer_id, file_id, revision, body)))
        text = said if isinstance(said, bytes) else json.dumps(said).encode()
        lines.append((file_id, revision, at.identity.seal_line(at.officer_id, file_id, revision, text)))
    with cabinet.write() as cab:
        cab.set_lines(at.officer_id, lines)


@pytest.mark.parametrize("text", [b"[]", b"5", b"{", b"null", b"{}", b"\xff", b"[" * 9000])
def test_lines_are_made_anew_after_rightly_sealed_garbage(
    four: None, desk: Desks, cabinet: Store[Cabinet], text: bytes
) -> None:
    before = listing(desk("anna"))
    resealed(cabinet, desk("anna"), lambda said: text)
    assert listing(desk("anna")) == before


def test_lines_of_another_version_are_made_anew(four: None, desk: Desks, cabinet: Store[Cabinet]) -> None:
    """They have other columns."""
    before = listing(desk("anna"))
    changes: tuple[Callable[[Any], Any], ...] = (
        lambda said: said[:-1],
        lambda said: [*said, 1],
        lambda said: ["another", *said[1:-2], "WRONG", "WRONG"],
    )
    for change in changes:
        resealed(cabinet, desk("anna"), change)
        assert listing(desk("anna")) == before


def test_lines_rolled_back_do_not_show_the_past(four: None, desk: Desks, cabinet: Store[Cabinet]) -> None:
    at = desk("anna")
    listing(at)
    old = kept(cabinet, at)
    casework.take_over(at, "HM-2026-0001")
    listing(at)
    with cabinet.write() as cab:
        cab.set_lines(at.officer_id, old)
    assert listing(desk("anna"), stage="RECEIVED").rows == []
    newest = {file_id: revision for file_id, revision, _ in kept(cabinet, at)}
    with cabinet.write() as cab:
        cab.set_lines(at.officer_id, [(file_id, newest[file_id], body) for file_id, _, body in old])
    assert listing(desk("anna"), stage="RECEIVED").rows == [], "nor under another revision's number"


def test_a_line_opens_nowhere_but_in_its_place(four: None, desk: Desks, cabinet: Store[Cabinet]) -> None:
    at, other = desk("anna"), desk("lead")
    before = listing(at)
    mine = kept(cabinet, at)
    turned = [(mine[n - 1][0], revision, body) for n, (_, revision, body) in enumerate(mine)]
    for owner in (at, other):
        with cabinet.write() as cab:
            cab.set_lines(owner.officer_id, turned if owner is at else mine)
        assert [row.number for row in listing(desk("anna")).rows] == [row.number for row in before.rows]
    with pytest.raises(SealBroken):
        other.identity.open_line(other.officer_id, *mine[0])


def test_what_a_session_has_opened_is_opened_once(
    four: None, desk: Desks, monkeypatch: pytest.MonkeyPatch, cabinet: Store[Cabinet]
) -> None:
    """Its lines stay in memory; what changed is made anew, what is gone goes."""
    at = desk("anna")
    first = listing(at)
    with monkeypatch.context() as patched:
        patched.setattr(Identity, "open_line", lambda *_: pytest.fail("opened although it is in memory"))
        assert listing(at) == first
        casework.take_over(desk("bernd"), "HM-2026-0001")
        (row,) = (row for row in listing(at).rows if row.number == "HM-2026-0001")
        assert row.assigned_to == desk("bernd").officer_id
    execute(cabinet, "DELETE FROM file_wrap WHERE officer_id = :me", me=at.officer_id)
    assert (listing(at).rows, at.lines.known) == ([], {})


def test_a_list_in_memory_says_what_a_new_one_says(four: None, desk: Desks, reporter: Reporters) -> None:
    at, one = desk("anna"), reporter()

    acts: list[Callable[[], object]] = [
        one.send,
        lambda: collect(desk("bernd")),
        lambda: reading.view(desk("bernd"), "HM-2026-0005"),
        lambda: casework.take_over(desk("bernd"), "HM-2026-0005"),
        lambda: one.write("Noch etwas."),
        lambda: collect(desk("bernd")),
        lambda: reading.view(desk("anna"), "HM-2026-0005"),
        lambda: procedure.set_flag(desk("bernd"), "HM-2026-0005", "urgent", True, "Gefahr für Leib und Leben."),
    ]
    told = [listing(at)]
    for act in acts:
        act()
        told.append(listing(at))
        assert told[-1] == listing(replace(at, lines=OwnLines()))
    assert len({repr(one) for one in told}) == len(told) - 2, "all but two show in the list"


class Meanwhile(OwnLines):
    """Another page of the same session is shown whole, just before this one keeps what it has told."""

    another: Callable[[], object] | None = None

    def __setattr__(self, name: str, value: object) -> None:
        if name == "told" and self.another is not None:
            act, self.another = self.another, None
            act()
        super().__setattr__(name, value)


def test_two_pages_of_a_session_at_once_leave_the_newest(four: None, desk: Desks) -> None:
    at = replace(desk("anna"), lines=Meanwhile())

    def colleague() -> None:
        casework.take_over(desk("bernd"), "HM-2026-0001")
        listing(at)

    at.lines.another = colleague  # type: ignore[attr-defined]
    listing(at)
    assert listing(at, stage="RECEIVED").rows == []


def test_colleagues_acts_show_at_once(four: None, desk: Desks) -> None:
    listing(desk("anna"))
    casework.take_over(desk("bernd"), "HM-2026-0001")
    row = next(r for r in listing(desk("anna")).rows if r.number == "HM-2026-0001")
    assert (row.stage, row.assigned_to) == ("PREVENTION", desk("bernd").officer_id)


def test_second_opening_opens_no_sheet(four: None, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    first = listing(desk("anna"))

    def costly(*_: object) -> object:
        raise AssertionError("a sheet was opened although nothing changed")

    monkeypatch.setattr(own_lines, "open_row", costly)
    assert listing(desk("anna")) == first


def test_unread_follow_ups_are_counted(four: None, reporter: Reporters, desk: Desks) -> None:
    one = reporter()
    one.send()
    one.write("Eins.")
    one.write("Zwei.")
    collect(desk("anna"))
    assert [(r.number, r.unread) for r in listing(desk("bernd")).news.rows] == [("HM-2026-0005", 2)]
    reading.view(desk("anna"), "HM-2026-0005")
    assert {r.number: r.unread for r in listing(desk("bernd")).rows if r.unread} == {"HM-2026-0005": 2}


def test_due_today_is_due_and_tomorrow_is_not(reporter: Reporters, desk: Desks) -> None:
    reporter().send(today=date(2026, 11, 2), acknowledgement=None)
    collect(desk("anna"))
    casework.take_over(desk("anna"), "HM-2026-0001")
    assert numbers(desk("anna", date(2026, 11, 8)), due_within=0) == []
    assert numbers(desk("anna", date(2026, 11, 9)), due_within=0) == [1]


# -- reports nobody has looked at ----------------------------------------------------------------------------------


def test_a_flood_of_reports_moves_nothing_in_the_list(four: None, reporter: Reporters, desk: Desks) -> None:
    before = listing(desk("lead"))
    for n in range(overview.LANE + 2):
        one = reporter()
        one.send(Report(f"Flut {n}"), TODAY - timedelta(days=100))
        one.suffers("Erfunden.")
    collect(desk("anna"))
    after = listing(desk("lead"))
    assert (after.rows, after.total, after.pages) == (before.rows, before.total, before.pages)
    assert (after.news.total, after.news.pages, len(after.news.rows)) == (overview.LANE + 2, 2, overview.LANE)
    assert (after.news.pressing, after.news.retaliation) == (overview.LANE + 2, overview.LANE + 2), "and it is said"


@pytest.mark.usefixtures("drawn_by_lot")
def test_the_order_of_lists_does_not_hang_on_numbers(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter((40_000, 30_000, 50_000))
    monkeypatch.setattr(files, "drawn", lambda digits: next(drawn))
    for _ in range(3):
        reporter().send()
        collect(desk("anna"))
    assert [row.number[-5] for row in listing(desk("anna")).news.rows] == ["5", "3", "4"], "the last one in first"


def test_the_lane_shows_the_last_one_in_first_and_in_pages(reporter: Reporters, desk: Desks) -> None:
    for n in range(1, overview.LANE + 3):
        reporter().send(today=TODAY - timedelta(days=1 if n == 1 else 0))
    collect(desk("anna"))
    assert (numbers(desk("anna")), news(desk("anna"))) == ([], list(range(overview.LANE + 2, 2, -1)))
    assert news(desk("anna"), lane=2) == news(desk("anna"), lane=99) == [2, 1]
    assert news(desk("anna"), search="0002") == [2]


def test_who_looks_at_a_new_report_moves_it_to_the_cases_for_everybody(reporter: Reporters, desk: Desks) -> None:
    for _ in range(2):
        reporter().send()
    collect(desk("anna"))
    assert (numbers(desk("bernd")), news(desk("bernd"))) == ([], [2, 1])
    reading.view(desk("anna"), "HM-2026-0001")
    assert (numbers(desk("bernd")), news(desk("bernd"))) == ([1], [2])
    agreed(casework.assign, desk("anna"), "HM-2026-0002", desk("bernd").officer_id, "Vertretung")
    assert (numbers(desk("lead")), news(desk("lead"))) == ([1, 2], []), "somebody has it, looked at or not"


# -- within a bound ------------------------------------------------------------------------------------------------


def test_within_a_bound_the_list_shows_what_it_has_and_says_how_much_is_to_come(
    reporter: Reporters, desk: Desks
) -> None:
    for _ in range(5):
        reporter().send()
    collect(desk("anna"))
    seen = []
    for waiting in (3, 1, 0, 0):
        page = overview.listing(desk("bernd"), ListFilter(), Bound(number=2))
        seen.append(page.news.total)
        assert page.waiting == waiting
    assert seen == [2, 4, 5, 5]


def test_within_a_bound_what_is_known_is_renewed_before_what_is_new(reporter: Reporters, desk: Desks) -> None:
    one = reporter()
    one.send()
    collect(desk("anna"))
    listing(desk("bernd"))
    one.write("Eins.")
    for _ in range(3):
        reporter().send()
    collect(desk("anna"))
    page = overview.listing(desk("bernd"), ListFilter(), Bound(number=1))
    assert ([row.unread for row in page.news.rows], page.waiting) == ([1], 3)


def test_the_list_of_a_small_office_is_whole_however_slow_the_machine_is(four: None, desk: Desks) -> None:
    listed = overview.listing(desk("lead"), ListFilter(), Bound(seconds=-1))
    assert (listed.total + listed.news.total, listed.waiting) == (4, 0)
