"""Verifying by the day reads what is new and finds what went; what it keeps no writer of the database forges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.verified import VerifiedKey
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.verifying import Office, daily, kept
from hinweisgeber.usecases.keeper.verifying.by_day import steps
from hinweisgeber.usecases.keeper.verifying.by_day.going_on import VerifiedSince, verify_since
from hinweisgeber.usecases.keeper.verifying.by_day.steps import By, FilePart
from hinweisgeber.usecases.keeper.verifying.findings import Amiss
from hinweisgeber.usecases.keeper.verifying.kept import Result
from hinweisgeber.usecases.officer import casework
from tests.founded import TODAY
from tests.usecases.conftest import Desks
from tests.usecases.sql import execute
from tests.usecases.test_audit import ONE, worked

__all__ = ["worked"]
KEY = VerifiedKey(bytes(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / kept.NAME


Verify = Callable[..., Result]


@pytest.fixture
def verify(cabinet: Store[Cabinet], ring: Ring, path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """One run, so many days after today; steps as short as the journal of a test."""
    monkeypatch.setattr(daily, "STRETCH", 3)

    def run(after: int = 0, key: VerifiedKey = KEY, rules: str = "1", two: bool = False) -> Result:
        by = By(ring, {}, TODAY + timedelta(days=after))
        return daily.daily(Office(cabinet), by, daily.Keeping(path, key, rules), two)

    return run


def turn_of(file_id: bytes) -> int:
    """After how many days from today the part this file is in is read as a whole."""
    return (FilePart.of(file_id).number - TODAY.toordinal()) % steps.PARTS


def test_the_first_run_is_a_full_one_and_the_next_goes_on(worked: None, verify: Verify, desk: Desks) -> None:
    first = verify()
    assert (first.why, first.since, first.entries, first.number) == (daily.NEVER, 0, 9, 0)
    casework.note(desk("anna"), ONE, "Neu.")
    second = verify(1)
    assert (second.why, second.since, second.entries, second.number) == ("", 9, 10, 0)
    assert second.head != first.head


def test_only_what_is_new_or_changed_or_has_its_turn_is_read(
    worked: None, verify: Verify, desk: Desks, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    verify()
    casework.note(desk("anna"), ONE, "Neu.")
    read: list[object] = []
    plain = steps.examine_files  # type: ignore[attr-defined]

    def noted(*given: Any) -> Any:
        read.extend(given[-1])
        return plain(*given)

    monkeypatch.setattr(steps, "examine_files", noted)
    ids = dict(execute(cabinet, "SELECT n, id FROM file"))
    day = next(one for one in range(1, 30) if one not in {turn_of(file_id) for file_id in ids.values()})
    verify(day)
    turn = FilePart((TODAY.toordinal() + day) % steps.PARTS).ids
    assert set(read) == {turn, (ids[1], ids[1])}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM file_wrap WHERE file_id = :i", "file_wrap"),
        ("DELETE FROM message WHERE file_id = :i", "message"),
        ("DELETE FROM epoch WHERE file_id = :i", "epoch"),
        ("DELETE FROM status WHERE file_id = :i", "status"),
        ("DELETE FROM journal_text WHERE seq = 5", "text"),
        ("UPDATE file SET remind_on = '2030-01-01' WHERE id = :i", "reminder"),
    ],
)
def test_what_went_or_grew_is_found_the_next_day_whoever_s_turn_it_is(
    statement: str, what: str, worked: None, verify: Verify, cabinet: Store[Cabinet], tampering: None
) -> None:
    verify()
    file_id = execute(cabinet, "SELECT file_id FROM journal WHERE seq = 5")[0][0]
    execute(cabinet, statement, **({"i": file_id} if ":i" in statement else {}))
    day = 1 if turn_of(file_id) != 1 else 2
    found = verify(day)
    assert [one for one in found.findings if one.what.startswith(what)]
    assert verify(day).why == daily.FOUND, "it is looked at as a whole until nothing is found"


def test_what_is_altered_in_place_is_found_within_a_month(
    worked: None, verify: Verify, cabinet: Store[Cabinet], tampering: None
) -> None:
    verify()
    file_id = execute(cabinet, "SELECT file_id FROM journal WHERE seq = 5")[0][0]
    execute(cabinet, "UPDATE message SET sealed = zeroblob(length(sealed)) WHERE file_id = :i", i=file_id)
    found = verify(turn_of(file_id) or 30)
    assert {one.kind for one in found.findings} == {Amiss.ALTERED}


def test_an_old_entry_that_is_altered_is_found_within_a_month(
    worked: None, verify: Verify, cabinet: Store[Cabinet], tampering: None
) -> None:
    verify()
    execute(cabinet, "UPDATE journal SET signature = zeroblob(64) WHERE seq = 4")
    found = next(one for day in range(1, 31) if (one := verify(day)).number)
    assert found.findings[0].entry == 4


def cut(cabinet: Store[Cabinet], after: int) -> None:
    execute(cabinet, "DELETE FROM journal_text WHERE seq > :n", n=after)
    execute(cabinet, "DELETE FROM journal WHERE seq > :n", n=after)


@pytest.mark.parametrize("rules", ["1", "2"])
def test_a_journal_that_was_put_back_is_named_and_stays_told(
    rules: str, worked: None, verify: Verify, cabinet: Store[Cabinet], desk: Desks, tmp_path: Path, tampering: None
) -> None:
    before = tmp_path / "before.sqlite"
    execute(cabinet, "VACUUM INTO :to", to=str(before))
    casework.note(desk("anna"), ONE, "Die soll verschwinden.")
    assert verify().number == 0
    cabinet.dispose()
    assert cabinet.url.database
    for name in ("-wal", "-shm"):
        Path(cabinet.url.database + name).unlink(missing_ok=True)
    Path(cabinet.url.database).write_bytes(before.read_bytes())
    found = verify(1, rules=rules)
    assert (found.why, found.findings[0].what) == (daily.PUT_BACK, "journal")
    assert [(one.known, one.there) for one in found.put_back] == [(10, 9)]
    later = verify(2, rules=rules)
    assert (later.number, later.put_back) == (0, found.put_back)


def test_what_is_cut_off_after_something_was_found_is_named_too(
    worked: None, verify: Verify, cabinet: Store[Cabinet], tampering: None
) -> None:
    verify()
    execute(cabinet, "DELETE FROM file_wrap")
    assert verify(1).number
    cut(cabinet, 8)
    assert [(one.known, one.there) for one in verify(2).put_back] == [(9, 8)]


@pytest.mark.parametrize(
    "case", ["another key", "flipped", "cut", "empty", "other rules", "too old", "of a day to come"]
)
def test_a_state_that_is_not_ours_or_no_longer_counts_costs_a_full_run_and_is_said(
    case: str, worked: None, verify: Verify, path: Path
) -> None:
    verify(40)
    raw = path.read_bytes()
    changed = {"flipped": raw[:-1] + bytes([raw[-1] ^ 1]), "cut": raw[:-5], "empty": b""}
    path.write_bytes(changed.get(case, raw))
    after = {"too old": 71, "of a day to come": 39}.get(case, 41)
    key = VerifiedKey(b"\1" * 32) if case == "another key" else KEY
    result = verify(after, key, "2" if case == "other rules" else "1")
    rules, old = daily.OTHER_RULES, daily.OLD
    why = {"other rules": rules, "too old": old, "of a day to come": old}.get(case, daily.FORGED)
    assert (result.why, result.since, result.number) == (why, 0, 0)


def test_a_run_that_is_ended_early_is_gone_on_with(
    worked: None, verify: Verify, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = kept.write, [5]

    def killed(*given: object) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        verify()
    before = kept.read(path, KEY)
    assert before is not None
    assert (before.seq, len(before.slices), before.last) == (9, 2, None)
    monkeypatch.undo()
    done = verify()
    assert (done.why, done.since, done.number) == ("", 9, 0)
    after = kept.read(path, KEY)
    assert after is not None
    assert len(after.slices) == steps.PARTS


def test_two_processes_come_to_the_same(
    worked: None, verify: Verify, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch, tampering: None
) -> None:
    monkeypatch.setattr(daily, "WORTH_TWO", 0)
    whole = verify(two=True)
    assert (whole.entries, whole.number) == (9, 0)
    execute(cabinet, "UPDATE journal SET signature = zeroblob(64) WHERE seq = 4")
    execute(cabinet, "DELETE FROM file_wrap")
    one, two = verify(rules="2"), verify(rules="3", two=True)
    assert one.number > 2
    assert one.findings == two.findings


def test_a_stretch_whose_entries_are_gone_is_found(
    worked: None, verify: Verify, cabinet: Store[Cabinet], tampering: None
) -> None:
    for table in ("journal_text", "journal"):
        execute(cabinet, f"DELETE FROM {table} WHERE seq BETWEEN 3 AND 6")
    assert {one.entry for one in verify().findings if one.what == "entry"} & {6, 7}


# -- in between, for who asks ---------------------------------------------------------------------------------------


@pytest.fixture
def ask(cabinet: Store[Cabinet], ring: Ring, path: Path) -> Callable[..., VerifiedSince]:
    """Somebody asks, so many days after today."""

    def run(after: int = 0, rules: str = "1") -> VerifiedSince:
        by = By(ring, {}, TODAY + timedelta(days=after))
        return verify_since(cabinet, by, daily.Keeping(path, KEY, rules))

    return run


Ask = Callable[..., VerifiedSince]


def test_who_asks_is_told_of_all_that_is_new_or_changed_and_keeps_nothing(
    worked: None, verify: Verify, ask: Ask, desk: Desks, path: Path
) -> None:
    assert (ask().since, ask().verified.entries) == (0, 9), "nobody has verified yet"
    verify()
    kept_then = path.read_bytes()
    casework.note(desk("anna"), ONE, "Neu.")
    done = ask(1)
    assert (done.since, done.day, done.verified.entries) == (9, TODAY, 10)
    assert path.read_bytes() == kept_then
    assert ask(1, rules="2").since == ask(40).since == 0, "what no longer counts"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET signature = zeroblob(64) WHERE seq = 10",
        "UPDATE journal_text SET sealed = zeroblob(9) WHERE seq = 10",
        "DELETE FROM journal_text WHERE seq = 4",
        "DELETE FROM file_wrap",
        "DELETE FROM message WHERE place = 0",
        "DELETE FROM journal WHERE seq = 9",
    ],
)
def test_who_asks_finds_what_is_broken_or_gone_since(
    change: str, worked: None, verify: Verify, ask: Ask, cabinet: Store[Cabinet], desk: Desks, tampering: None
) -> None:
    verify()
    casework.note(desk("anna"), ONE, "Neu.")
    execute(cabinet, change)
    with pytest.raises(JournalBroken):
        ask()
