"""The cabinet: numbers, wraps, sheets, the outgoing tray, sessions and an officer's own things."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet, files
from hinweisgeber.store.errors import Stale, StoreAway
from hinweisgeber.store.unit import Store
from tests.store.rows import ANNA, BELA, DAY, case, file, ident, message

SECRET = bytes(48)


@pytest.fixture
def officers(cabinet: Store[Cabinet]) -> Store[Cabinet]:
    with cabinet.write() as cab:
        cab.add_officer(ANNA, "anna", "keystore of anna")
        cab.add_officer(BELA, "bela", "keystore of bela")
    return cabinet


# -- files, numbers, wraps ------------------------------------------------------------------------------------


def lots(monkeypatch: pytest.MonkeyPatch, *drawn: int) -> list[int]:
    """These numbers are drawn, the last one again and again; how many digits were asked for."""
    asked, left = list[int](), list(drawn)

    def draw(digits: int) -> int:
        asked.append(digits)
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(files, "drawn", draw)
    return asked


@pytest.mark.usefixtures("drawn_by_lot")
def test_a_number_is_drawn_by_lot_and_tells_nothing_of_others(cabinet: Store[Cabinet]) -> None:
    assert {len(str(files.drawn(digits))) for digits in (5, 6) for _ in range(100)} == {5, 6}
    with cabinet.write() as cab:
        assert len({cab.free_number(kind, year) for kind in (CASE, MEASURE) for year in range(2020, 2030)}) > 15


@pytest.mark.usefixtures("drawn_by_lot")
def test_a_number_drawn_twice_is_drawn_again_in_its_kind_and_year_alone(
    cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    with cabinet.write() as cab:
        cab.add_file(ident(1), CASE, 2026, 48_213, None, b"")
        for kind, year, number in ((CASE, 2026, 70_415), (CASE, 2027, 48_213), (MEASURE, 2026, 48_213)):
            lots(monkeypatch, 48_213, 48_213, 70_415)
            assert cab.free_number(kind, year) == number


@pytest.mark.usefixtures("drawn_by_lot")
def test_a_full_year_has_longer_numbers_and_drawing_ends(
    cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    with cabinet.write() as cab:
        cab.add_file(ident(1), CASE, 2026, 48_213, None, b"")
        asked = lots(monkeypatch, *[48_213] * files.DRAWS, 548_213)
        assert (cab.free_number(CASE, 2026), asked) == (548_213, [5] * files.DRAWS + [6])
        asked = lots(monkeypatch, 48_213)
        with pytest.raises(StoreAway):
            cab.free_number(CASE, 2026)
    assert asked == [digits for digits in range(5, 10) for _ in range(files.DRAWS)]


@pytest.mark.usefixtures("drawn_by_lot")
def test_what_is_erased_keeps_its_number(cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch) -> None:
    with cabinet.write() as cab:
        cab.add_file(ident(1), CASE, 2026, 48_213, None, b"")
        cab.mark_erased(ident(1), DAY, None, None, (0, 0, 0))
        lots(monkeypatch, 48_213, 70_415)
        assert cab.free_number(CASE, 2026) == 70_415


def test_a_number_is_given_once(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1)
    with pytest.raises(IntegrityError), cabinet.write() as cab:
        file(cab, ident(9), CASE, 2026, 1, None, b"", {ANNA: b"wrap"})
    with cabinet.read() as cab:
        assert not cab.has_file(ident(9))


def test_only_who_holds_a_wrap_finds_the_file(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1, ANNA)
    with cabinet.read() as cab:
        mine = cab.file_by_number(CASE, 2026, 1, ANNA)
        assert mine is not None
        assert (mine.id, mine.revision, mine.own, mine.wrap) == (ident(1), 1, False, b"wrap " + ANNA.encode())
        assert cab.file_by_number(CASE, 2026, 1, BELA) is None
        assert list(cab.files(BELA, [ident(1)])) == []
        assert cab.holders(ident(1)) == {ANNA}


def test_new_wrap_lets_a_colleague_in(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1, ANNA)
        cab.put_wrap(ident(1), BELA, b"for bela")
    with cabinet.read() as cab:
        assert [file.wrap for file in cab.files(BELA, [ident(1)])] == [b"for bela"]
    with cabinet.write() as cab:
        cab.put_wrap(ident(1), BELA, b"in the place of a junk one")
    with cabinet.read() as cab:
        assert [file.wrap for file in cab.files(BELA, [ident(1)])] == [b"in the place of a junk one"]


def test_own_wraps_replace_the_officers_alone(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        for number in (1, 2, 3):
            case(cab, number, ANNA, BELA)
        cab.set_own_wraps(ANNA, [(ident(1), 0, b"own 1"), (ident(2), 1, b"of another epoch"), (ident(3), 0, b"own 3")])
        cab.set_own_wraps(ANNA, [])
    with cabinet.read() as cab:
        found = {file.id: (file.own, file.wrap) for file in cab.files(ANNA, map(ident, (1, 2, 3)))}
        assert found[ident(1)] == (True, b"own 1")
        assert found[ident(2)] == (False, b"wrap " + ANNA.encode())
        assert found[ident(3)] == (True, b"own 3")
        assert not any(file.own for file in cab.files(BELA, map(ident, (1, 2, 3))))


def test_many_files_are_found_whatever_the_database_can_take_at_once(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        for number in range(1, 1202):
            case(cab, number)
    with cabinet.read() as cab:
        assert len(list(cab.files(ANNA, map(ident, range(1, 1202))))) == 1201


def test_sheet_is_replaced_by_the_next_revision_only(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1)
        cab.set_sheet(ident(1), 2, b"sheet 2")
    for late in (1, 2, 4):
        with pytest.raises(Stale), cabinet.write() as cab:
            cab.set_sheet(ident(1), late, b"too late or too early")
    with cabinet.read() as cab:
        file = cab.file_by_number(CASE, 2026, 1, ANNA)
        assert file is not None
        assert (file.revision, file.sheet) == (2, b"sheet 2")


def test_revisions_tell_what_an_officer_has_seen(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1, ANNA, BELA)
        case(cab, 2, ANNA)
        file(cab, ident(3), MEASURE, 2026, 1, ident(1), b"", {ANNA: b"wrap"})
        cab.set_seen(ident(1), ANNA, 2)
        cab.set_seen(ident(1), ANNA, 4)
    with cabinet.read() as cab:
        assert sorted(cab.revisions(ANNA, CASE)) == [(ident(1), 1, 4), (ident(2), 1, 0)]
        assert cab.revisions(BELA, CASE) == [(ident(1), 1, 0)]
        assert (cab.seen(ident(1), ANNA), cab.seen(ident(1), BELA)) == (4, 0)
        assert cab.children(ident(1), ANNA) == [ident(3)]
        assert cab.children(ident(1), BELA) == []


def test_the_mark_of_a_list_changes_with_what_it_says(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1, ANNA, BELA)
        case(cab, 2, ANNA)
    said = []

    def tell() -> None:
        with cabinet.read() as cab:
            said.append((cab.list_mark(ANNA), sorted(cab.listed(ANNA, CASE))))

    tell()
    for act in (
        lambda cab: cab.set_seen(ident(1), BELA, 0),
        lambda cab: cab.set_seen(ident(1), ANNA, 0),
        lambda cab: cab.set_seen(ident(1), ANNA, 3),
        lambda cab: case(cab, 3, ANNA),
        lambda cab: cab.mark_erased(ident(2), DAY, None, None, (0, 0, 0)),
    ):
        with cabinet.write() as cab:
            act(cab)
        tell()
    assert len({mark for mark, _ in said}) == len(said)
    assert [[(id_, place, looked) for id_, _, place, looked in rows] for _, rows in said] == [
        [(ident(1), 0, False), (ident(2), 0, False)],
        [(ident(1), 0, True), (ident(2), 0, False)],
        [(ident(1), 0, True), (ident(2), 0, False)],
        [(ident(1), 3, True), (ident(2), 0, False)],
        [(ident(1), 3, True), (ident(2), 0, False), (ident(3), 0, False)],
        [(ident(1), 3, True), (ident(3), 0, False)],
    ]


# -- the dialogue's copy --------------------------------------------------------------------------------------


def test_what_the_office_wrote_waits_until_it_is_delivered(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1)
        cab.add_message(ident(1), message("reporter", 0), delivered=True)
        cab.add_message(ident(1), message("office", 0), delivered=False)
        cab.add_message(ident(1), message("office", 1), delivered=False)
    with cabinet.write() as cab:
        assert cab.undelivered() == [(ident(1), "office", 0), (ident(1), "office", 1)]
        cab.mark_delivered([(ident(1), "office", 0)], [])
    with cabinet.read() as cab:
        assert cab.undelivered() == [(ident(1), "office", 1)]
        assert [(m.author, m.place, sent) for m, sent in cab.messages(ident(1))] == [
            ("reporter", 0, True), ("office", 0, True), ("office", 1, False)
        ]  # fmt: skip


def test_a_state_replaced_while_being_delivered_still_waits(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1)
        cab.set_status(ident(1), 1, b"state 1")
        cab.set_status(ident(1), 2, b"state 2")
        cab.mark_delivered([], [(ident(1), 1)])
        assert cab.undelivered_states() == [(ident(1), 2, b"state 2")]
        cab.mark_delivered([], [(ident(1), 2)])
        assert cab.undelivered_states() == []
        cab.set_status(ident(1), 3, b"state 3")
        assert cab.undelivered_states() == [(ident(1), 3, b"state 3")]


# -- officers and sessions ------------------------------------------------------------------------------------


def test_officer_is_found_by_name_and_by_id(officers: Store[Cabinet]) -> None:
    with officers.read() as cab:
        by_name, by_id = cab.officer(username="anna"), cab.officer(officer_id=ANNA)
        assert by_name is not None
        assert by_name == by_id
        assert (by_name.keystore, by_name.report_seq, by_name.message_seq) == ("keystore of anna", 0, 0)
        assert cab.officer(username="nobody") is None
        assert cab.usernames() == {ANNA: "anna", BELA: "bela"}


def test_a_username_belongs_to_one_officer(officers: Store[Cabinet]) -> None:
    with pytest.raises(IntegrityError), officers.write() as cab:
        cab.add_officer("c" * 16, "anna", "keystore")


def test_collecting_is_remembered_per_officer(officers: Store[Cabinet]) -> None:
    with officers.write() as cab:
        cab.set_collected(ANNA, 5, 7)
    with officers.read() as cab:
        anna, bela = cab.officer(officer_id=ANNA), cab.officer(officer_id=BELA)
        assert anna is not None
        assert bela is not None
        assert (anna.report_seq, anna.message_seq) == (5, 7)
        assert (bela.report_seq, bela.message_seq) == (0, 0)


def test_lines_are_kept_for_files_one_holds_alone(officers: Store[Cabinet]) -> None:
    with officers.write() as cab:
        mine, theirs = case(cab, 1, ANNA, BELA), case(cab, 2, BELA)
        cab.set_lines(ANNA, [(mine, 1, b"one"), (theirs, 1, b"none")])
        cab.set_lines(ANNA, [(mine, 2, b"two")])
        cab.set_lines(BELA, [(mine, 1, b"another's")])
        assert cab.lines(ANNA, {mine, theirs}) == [(mine, 2, b"two")]
        cab.drop_lines(mine)
        assert (cab.lines(ANNA, {mine}), cab.lines(BELA, {mine})) == ([], [])


def test_session_lives_until_it_is_ended(officers: Store[Cabinet]) -> None:
    with officers.write() as cab:
        cab.add_session(SECRET, ANNA, b"sealed", 1000)
        cab.touch_session(SECRET, 1030)
        assert cab.session(SECRET) == (ANNA, b"sealed", 1000, 1030)
        cab.end_session(SECRET)
        assert cab.session(SECRET) is None


def test_sessions_end_by_age_by_idleness_and_with_the_officer(officers: Store[Cabinet]) -> None:
    old, idle, busy, foreign = (bytes([n]) * 48 for n in range(4))
    with officers.write() as cab:
        for secret, officer, begun, seen in (
            (old, ANNA, 0, 2000), (idle, ANNA, 900, 950), (busy, ANNA, 900, 2000), (foreign, BELA, 900, 2000)
        ):  # fmt: skip
            cab.add_session(secret, officer, b"sealed", begun)
            cab.touch_session(secret, seen)
        cab.end_sessions(begun_before=500, seen_before=1000)
        assert [bool(cab.session(secret)) for secret in (old, idle, busy, foreign)] == [False, False, True, True]
        cab.end_sessions_of(ANNA)
        assert [bool(cab.session(secret)) for secret in (busy, foreign)] == [False, True]


def test_failed_logins_are_counted_and_forgotten(cabinet: Store[Cabinet]) -> None:
    bucket, other = bytes(48), bytes([1]) * 48
    with cabinet.write() as cab:
        cab.set_failures(bucket, 1, 100)
        cab.set_failures(bucket, 2, 200)
        cab.set_failures(other, 1, 50)
        assert (cab.failures(bucket), cab.failures(other)) == ((2, 200), (1, 50))
        cab.forget_failures(before=100)
        assert (cab.failures(bucket), cab.failures(other)) == ((2, 200), (0, 0))
        cab.set_failures(bucket, 0, 300)
        assert cab.failures(bucket) == (0, 0)


# -- an officer's own things ----------------------------------------------------------------------------------


def test_a_draft_is_the_officers_own_and_can_be_dropped(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        case(cab, 1)
        cab.set_draft(ident(1), ANNA, b"draft 1")
        cab.set_draft(ident(1), ANNA, b"draft 2")
        assert (cab.draft(ident(1), ANNA), cab.draft(ident(1), BELA)) == (b"draft 2", None)
        cab.set_draft(ident(1), ANNA, None)
        assert cab.draft(ident(1), ANNA) is None


def test_a_form_is_carried_out_once_also_over_midnight(cabinet: Store[Cabinet]) -> None:
    with cabinet.write() as cab:
        assert cab.first_time(SECRET, DAY)
    with cabinet.write() as cab:
        assert not cab.first_time(SECRET, DAY)
        assert not cab.first_time(SECRET, DAY + timedelta(days=1)), "the second click may come after midnight"
        assert not cab.first_time(SECRET, DAY + timedelta(days=2))
        assert cab.first_time(SECRET, DAY + timedelta(days=3)), "forms of more than two days ago are forgotten"
