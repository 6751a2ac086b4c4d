"""What was seen once in the letterbox and is missing, changed or foreign later is named, without any key (SPEC §43)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.blobs import FolderBlobs
from hinweisgeber.store.cabinet import NO_FILE, Alarm, Cabinet
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.letterbox.tables import metadata
from hinweisgeber.store.letterbox.things import KINDS, UNWATCHED
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase, pulling
from hinweisgeber.usecases.keeper.pulling import rescue
from hinweisgeber.usecases.keeper.pulling import run as pull_run
from hinweisgeber.usecases.officer import casework, recusal
from hinweisgeber.usecases.officer.collect import collect, settle
from hinweisgeber.usecases.officer.desk import number_of
from hinweisgeber.usecases.reporter import mailbox
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

BLOB = "b" * 32


@dataclass
class Keeper:
    """The office's timer over both stores."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    ring: Ring

    def pull(self, today: date = TODAY) -> pulling.Pulled:
        return pulling.pull(self.letterbox, self.cabinet, self.ring, today)

    def new(self) -> set[tuple[str, str]]:
        """Thing and kind of all that a run names for the first time."""
        return {(one.thing, one.kind) for one in self.pull().alarms}

    def open(self) -> list[Alarm]:
        with self.cabinet.read() as cab:
            return cab.alarms()

    def count(self, table: str) -> int:
        return int(execute(self.cabinet, f"SELECT count(*) FROM {table}")[0][0])


@pytest.fixture
def keeper(letterbox: Store[Letterbox], cabinet: Store[Cabinet], ring: Ring) -> Keeper:
    return Keeper(letterbox, cabinet, ring)


@pytest.fixture
def busy(keeper: Keeper, sent: Reporter, reporter: Callable[[], Reporter], desk: Desks) -> Keeper:
    """A case with words of both sides and a letter that waits, and a report with a file that nobody has collected."""
    sent.write("Noch etwas.")
    collect(desk("anna"))
    waiting = reporter()
    waiting.send(Report("Erfunden, und noch nicht abgeholt."))
    (case_id,) = execute(keeper.cabinet, "SELECT id FROM file")[0]
    (report_id,) = execute(keeper.letterbox, "SELECT id FROM report ORDER BY seq DESC")[0]
    with keeper.letterbox.write() as box:
        box.name_blobs(report_id, [BLOB])
        box.add_message(case_id, SealedMessage("reporter", 2, TODAY, b"t" * 16, b"letter", "1-" + "0" * 16, b"h" * 48))
        box.add_letter(case_id, 2, {keeper.ring.everyone[0].officer_id: b"w"}, b"k")
    assert keeper.pull().alarms == ()
    return keeper


def test_every_table_of_the_letterbox_is_watched_or_said_not_to_be() -> None:
    """Whoever adds one decides (store/letterbox/things.py)."""
    assert {kind.table.name for kind in KINDS} | UNWATCHED == set(metadata.tables)


WATCHED = [kind.table for kind in KINDS]
# Which value no digest shows, and who sees that it was changed.
UNSEEN = {("letter_key", "wrap"): "the mailbox: its own letter does not open"}


@pytest.mark.parametrize("table", WATCHED, ids=lambda table: table.name)
@pytest.mark.usefixtures("tampering")
def test_a_row_that_is_deleted_is_named(busy: Keeper, table: object) -> None:
    name = str(table)
    rowid = execute(busy.letterbox, f"SELECT min(rowid) FROM {name}")[0][0]
    if name == "report_wrap":  # of what is a case they go rightly
        rowid = execute(busy.letterbox, "SELECT max(rowid) FROM report_wrap")[0][0]
    execute(busy.letterbox, f"DELETE FROM {name} WHERE rowid = :r", r=rowid)
    kinds = {kind for _, kind in busy.new()}
    assert kinds == {"missing"}
    assert busy.new() == set()  # it is told once, and stays
    assert busy.open()


COLUMNS = [(table, column) for table in WATCHED for column in table.c]


def changed(value: object) -> object:
    """Another value of the same form."""
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, bytes):
        return bytes(byte ^ 1 for byte in value) or b"x"
    if value is None:
        return b"x"
    text = str(value)
    return "2026-11-03" if text.startswith("20") and len(text) == 10 else text[:-1] + ("1" if text[-1] != "1" else "0")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: one.name)
@pytest.mark.usefixtures("tampering")
def test_a_value_that_is_changed_is_named(busy: Keeper, table: object, column: object) -> None:
    name, what = str(table), column.name  # type: ignore[attr-defined]
    row, value = execute(busy.letterbox, f"SELECT rowid, {what} FROM {name} ORDER BY rowid LIMIT 1")[0]
    execute(busy.letterbox, f"UPDATE {name} SET {what} = :v WHERE rowid = :r", v=changed(value), r=row)
    assert bool(busy.new()) is ((name, what) not in UNSEEN)
    if what == "seq":
        return  # numbers that were passed over stay named
    execute(busy.letterbox, f"UPDATE {name} SET {what} = :v WHERE rowid = :r", v=value, r=row)
    busy.pull()
    assert busy.open() == []  # as it was: the alarm is over


@pytest.mark.usefixtures("tampering")
def test_rows_that_are_exchanged_are_named(busy: Keeper) -> None:
    one, other = (row[0] for row in execute(busy.letterbox, "SELECT seq FROM message ORDER BY seq LIMIT 2"))
    for was, now in ((one, -1), (other, one), (-1, other)):
        execute(busy.letterbox, "UPDATE message SET seq = :n WHERE seq = :w", n=now, w=was)
    assert busy.new() == {("message", "altered")}


@pytest.mark.usefixtures("tampering")
def test_an_older_status_shown_again_is_named(busy: Keeper, sent: Reporter, desk: Desks) -> None:
    status = execute(busy.letterbox, "SELECT revision, sealed FROM status")[0]
    way = execute(busy.letterbox, "SELECT wrap FROM mailbox_wrap")[0]
    execute(busy.letterbox, "DELETE FROM message WHERE sealed = :s", s=b"letter")
    sent.write("Und noch etwas.")
    collect(desk("anna"))
    settle(desk("anna"), execute(busy.cabinet, "SELECT id FROM file")[0][0])
    assert execute(busy.letterbox, "SELECT revision FROM status")[0][0] > status[0]
    busy.pull()
    execute(busy.letterbox, "UPDATE status SET revision = :r, sealed = :s", r=status[0], s=status[1])
    execute(busy.letterbox, "UPDATE mailbox_wrap SET wrap = :w", w=way[0])
    assert busy.new() >= {("status", "altered")}


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO report_wrap SELECT report_id, 'ffffffffffffffff', wrap FROM report_wrap LIMIT 1",
        "INSERT INTO blob SELECT 'cccccccccccccccccccccccccccccccc', report_id FROM blob",
        "INSERT INTO message SELECT :next, report_id, 'office', 9, written, zeroblob(16), sealed, epoch, before FROM x",
        "INSERT INTO message SELECT -5, report_id, 'reporter', 9, written, zeroblob(16), sealed, epoch, before FROM x",
        "INSERT INTO report SELECT -5, zeroblob(16), received FROM report LIMIT 1",
    ],
)
def test_what_somebody_puts_in_later_is_foreign(busy: Keeper, statement: str) -> None:
    behind = execute(busy.letterbox, "SELECT max(seq) + 1 FROM message")[0][0]
    execute(busy.letterbox, statement.replace("FROM x", "FROM message LIMIT 1").replace(":next", str(behind)))
    assert {kind for _, kind in busy.new()} == {"foreign"}


@pytest.mark.usefixtures("tampering")
def test_a_report_deleted_before_the_pull_leaves_a_number_that_is_missing(
    keeper: Keeper, reporter: Callable[[], Reporter]
) -> None:
    for _ in range(2):
        reporter().send()
        keeper.pull()
    reporter().send()
    for table in ("mailbox", "report_wrap", "message"):
        execute(keeper.letterbox, f"DELETE FROM {table} WHERE report_id = (SELECT id FROM report WHERE seq = 3)")
    execute(keeper.letterbox, "DELETE FROM report WHERE seq = 3")
    reporter().send()
    assert keeper.new() == {("report", "missing"), ("message", "missing")}
    assert {(one.file_id, one.part) for one in keeper.open()} == {(NO_FILE, "3-3")}


@pytest.mark.usefixtures("tampering")
def test_reports_that_were_exchanged_before_anybody_saw_them_open_for_nobody_and_that_is_said(
    keeper: Keeper, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    """No digest shows it; each is bound to its place by its seal."""
    for _ in range(2):
        reporter().send()
    first, second = execute(keeper.letterbox, "SELECT report_id, sealed FROM message WHERE author = 'reporter'")
    for report_id, sealed in ((first[0], second[1]), (second[0], first[1])):
        execute(keeper.letterbox, "UPDATE message SET sealed = :s WHERE author = 'reporter' AND report_id = :r",
                s=sealed, r=report_id)  # fmt: skip
    assert keeper.pull().alarms == ()
    assert collect(desk("anna")).unreadable == 2


def test_a_sending_that_is_undone_leaves_no_gap(keeper: Keeper, reporter: Callable[[], Reporter]) -> None:
    reporter().send()
    keeper.pull()
    with suppress(RuntimeError), keeper.letterbox.write() as box:
        box.add_report(b"r" * 16, TODAY, {"a" * 16: b"w"})
        raise RuntimeError
    reporter().send()
    assert keeper.pull().alarms == ()


def test_what_the_office_and_the_reporter_rightly_do_raises_no_alarm(
    keeper: Keeper, sent: Reporter, desk: Desks, reporter: Callable[[], Reporter]
) -> None:
    """Taking in, answering, a new code, writing on, erasing wraps: each between two runs."""
    second = reporter()
    steps: list[Callable[[], object]] = [
        lambda: second.send(),
        lambda: collect(desk("anna")),
        lambda: casework.reply(desk("anna"), case_number(keeper), "Danke."),
        lambda: second.write("Bitte."),
        lambda: collect(desk("bernd")),
    ]
    for step in steps:
        step()
        assert keeper.pull().alarms == ()
    capability = mailbox.open_mailbox(second.booth, second.code)
    mailbox.renew_code(second.booth, capability, new := AccessCode.generate())
    second.code = new
    assert keeper.pull().alarms == ()
    collect(desk("anna"))
    assert keeper.pull().alarms == ()
    assert keeper.open() == []


def case_number(keeper: Keeper, order: str = "rowid DESC") -> str:
    year, n = execute(keeper.cabinet, f"SELECT year, n FROM file WHERE kind = 'case' ORDER BY {order}")[0]
    return number_of("case", year, n)


def test_copies_are_kept_until_a_report_is_a_case_and_no_longer(
    keeper: Keeper, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send()
    keeper.pull()
    assert (keeper.count("pulled_message"), keeper.count("pulled_wrap")) == (1, 3)
    collect(desk("anna"))
    keeper.pull()
    assert (keeper.count("pulled_message"), keeper.count("pulled_wrap")) == (0, 0)
    assert keeper.count("pulled") > 0


def test_two_hosts_at_once_double_nothing_and_raise_no_alarm(
    keeper: Keeper, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    def work() -> pulling.Pulled:
        for _ in range(3):
            reporter().send()
        collect(desk("anna"))
        return keeper.pull()

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(one) for one in (keeper.pull, work, keeper.pull, keeper.pull)]
        assert [job.result().alarms for job in jobs] == [()] * 4
    keeper.pull()
    assert keeper.count("pulled WHERE kind = 'report'") == 3
    assert keeper.open() == []


@pytest.fixture
def yesterday(busy: Keeper, tmp_path: Path) -> Path:
    """Both databases as they stand now, to be put back."""
    for store in (busy.letterbox, busy.cabinet):
        execute(store, "PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(store.url.database or "", tmp_path / store.name)
    return tmp_path


def put_back(store: Store[object], place: Path) -> None:
    store.dispose()
    target = Path(store.url.database or "")
    for tail in ("-wal", "-shm"):
        target.with_name(target.name + tail).unlink(missing_ok=True)
    shutil.copy(place / store.name, target)


@pytest.mark.usefixtures("tampering")
def test_a_letterbox_of_yesterday_is_named_with_what_it_has_lost(
    busy: Keeper, yesterday: Path, reporter: Callable[[], Reporter]
) -> None:
    reporter().send()
    busy.pull()
    put_back(busy.letterbox, yesterday)
    assert busy.new() == {("letterbox", "missing"), ("report", "missing")}
    reporter().send()  # under a number that was given before
    assert busy.new() == set()


@pytest.mark.usefixtures("tampering")
def test_a_cabinet_of_yesterday_is_named_by_what_it_no_longer_knows(
    busy: Keeper, yesterday: Path, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send()
    collect(desk("anna"))
    for (case_id,) in execute(busy.cabinet, "SELECT id FROM file"):
        settle(desk("anna"), case_id)  # what was taken in needs no wraps any more
    busy.pull()
    put_back(busy.cabinet, yesterday)
    assert ("wrap", "missing") in busy.new()


@pytest.mark.usefixtures("tampering")
def test_both_of_yesterday_fit_together(
    busy: Keeper, yesterday: Path, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send()
    collect(desk("anna"))
    busy.pull()
    put_back(busy.letterbox, yesterday)
    put_back(busy.cabinet, yesterday)
    assert busy.new() == set()


@pytest.mark.usefixtures("tampering")
def test_what_nobody_has_collected_is_put_back_and_collected(
    keeper: Keeper, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send(Report("Erfunden, und verschwunden."))
    keeper.pull()
    for table in ("mailbox", "report_wrap", "message", "report"):
        execute(keeper.letterbox, f"DELETE FROM {table}")
    assert keeper.new() == {("report", "missing")}
    assert rescue.rescue(keeper.letterbox, keeper.cabinet) == rescue.Rescued(reports=1, messages=1)
    assert rescue.rescue(keeper.letterbox, keeper.cabinet) == rescue.Rescued()
    assert collect(desk("anna")).unreadable == 0
    assert keeper.count("file") == 1
    assert keeper.new() == {("mailbox", "missing")}  # of which there is no copy
    rescue.know(keeper.letterbox, keeper.cabinet, TODAY)
    assert keeper.open() == []
    assert keeper.new() == set()


@pytest.mark.usefixtures("tampering")
def test_a_copy_that_was_bent_is_not_put_back(keeper: Keeper, reporter: Callable[[], Reporter]) -> None:
    reporter().send()
    keeper.pull()
    execute(keeper.letterbox, "DELETE FROM message")
    execute(keeper.cabinet, "UPDATE pulled_message SET sealed = zeroblob(9)")
    assert rescue.rescue(keeper.letterbox, keeper.cabinet) == rescue.Rescued(spoilt=1)


@pytest.mark.usefixtures("tampering")
def test_answers_that_a_letterbox_of_yesterday_has_lost_go_out_again(
    busy: Keeper, yesterday: Path, sent: Reporter, desk: Desks
) -> None:
    execute(busy.letterbox, "DELETE FROM message WHERE sealed = :s", s=b"letter")
    execute(busy.letterbox, "DELETE FROM letter_wrap")
    number = case_number(busy, "rowid")
    casework.reply(desk("anna"), number, "Danke.")
    settle(desk("anna"), case_id := execute(busy.cabinet, "SELECT id FROM file")[0][0])
    busy.pull()
    assert "Danke." in sent.texts()
    put_back(busy.letterbox, yesterday)
    execute(busy.letterbox, "DELETE FROM message WHERE sealed = :s", s=b"letter")
    busy.pull()
    execute(busy.cabinet, "DELETE FROM pulled_message")
    assert "Danke." not in sent.texts()
    assert rescue.rescue(busy.letterbox, busy.cabinet).answers == 1
    casework.reply(desk("anna"), number, "Noch einmal danke.")
    settle(desk("anna"), case_id)
    assert {"Danke.", "Noch einmal danke."} <= set(sent.texts())


@pytest.mark.usefixtures("tampering")
def test_an_answer_that_is_put_back_stands_where_it_was_and_all_of_it_holds(
    keeper: Keeper, sent: Reporter, desk: Desks
) -> None:
    for text in ("Eins.", "Zwei.", "Drei."):
        collect(desk("anna"))
        casework.reply(desk("anna"), "HM-2026-0001", text)
    settle(desk("anna"), execute(keeper.cabinet, "SELECT id FROM file")[0][0])
    keeper.pull()
    before = sent.texts()
    assert {"Eins.", "Zwei.", "Drei."} <= set(before)
    execute(keeper.letterbox, "DELETE FROM message WHERE author = 'office' AND place < 2")
    assert keeper.new() == {("message", "missing")}
    assert rescue.rescue(keeper.letterbox, keeper.cabinet) == rescue.Rescued(answers=2)
    assert (keeper.new(), keeper.open()) == (set(), [])
    mailbox.renew_code(sent.booth, mailbox.open_mailbox(sent.booth, sent.code), new := AccessCode.generate())
    sent.code = new
    collect(desk("anna"))  # begins an epoch
    casework.reply(desk("anna"), "HM-2026-0001", "Vier.")
    assert sent.texts()[: len(before)] == before
    assert sent.read().troubles == frozenset()


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize("is_case", [True, False])
def test_nothing_of_what_was_seen_outlives_an_erasure(busy: Keeper, tmp_path: Path, is_case: bool) -> None:
    (case_id,) = execute(busy.cabinet, "SELECT id FROM file")[0]
    rest = execute(busy.letterbox, "SELECT id FROM report WHERE id <> :c", c=case_id)
    erased = case_id if is_case else rest[0][0]
    execute(busy.letterbox, "DELETE FROM mailbox WHERE report_id = :r", r=erased)
    assert busy.new() == {("mailbox", "missing")}
    erase.destroy(busy.letterbox, busy.cabinet, FolderBlobs(tmp_path), erased)
    for table in ("pulled", "pulled_message", "pulled_wrap", "alarm"):
        assert execute(busy.cabinet, f"SELECT count(*) FROM {table} WHERE file_id = :r", r=erased) == [(0,)]
    assert busy.new() == set()
    assert busy.open() == []


@pytest.mark.usefixtures("tampering")
def test_an_erased_case_that_comes_back_is_foreign(busy: Keeper, yesterday: Path, tmp_path: Path) -> None:
    (case_id,) = execute(busy.cabinet, "SELECT id FROM file")[0]
    erase.destroy(busy.letterbox, busy.cabinet, FolderBlobs(tmp_path), case_id)
    busy.pull()
    put_back(busy.letterbox, yesterday)
    assert busy.new() == {("report", "foreign")}


def test_files_of_a_report_that_the_letterbox_has_lost_are_not_swept(busy: Keeper) -> None:
    with busy.cabinet.read() as cab:
        assert cab.pulled_blobs([BLOB, "d" * 32]) == {BLOB}


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize("change", ["report SET received = 'unsinn'", "message SET sealed = 'Text'"])
def test_a_value_that_cannot_be_is_named_and_ends_no_run(busy: Keeper, change: str) -> None:
    (report_id,) = execute(busy.letterbox, "SELECT id FROM report ORDER BY seq DESC")[0]
    of = "id" if change.startswith("report") else "report_id"
    execute(busy.letterbox, f"UPDATE {change} WHERE {of} = :r", r=report_id)
    assert busy.new() == {("report", "altered")}
    assert busy.new() == set()


def test_who_leaves_a_case_takes_no_letter_along_that_is_missed(keeper: Keeper, sent: Reporter, desk: Desks) -> None:
    collect(desk("anna"))
    mailbox.renew_code(sent.booth, mailbox.open_mailbox(sent.booth, sent.code), AccessCode.generate())
    keeper.pull()
    with pytest.MonkeyPatch.context() as patched:  # they leave before anybody has heard it
        patched.setattr(recusal, "refresh", lambda *_: None)
        recusal.recuse(desk("anna"), "HM-2026-0001", "Erfundener Grund.", "Eine Person ist ausgeschieden.")
    assert keeper.new() == set()


@pytest.mark.usefixtures("tampering")
def test_a_copy_stays_when_something_else_was_taken_in_its_place(keeper: Keeper, sent: Reporter, desk: Desks) -> None:
    collect(desk("anna"))
    sent.write("Das Wichtige.")
    keeper.pull()
    assert keeper.count("pulled_message") == 1
    execute(keeper.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    sent.write("Das Nächste.")
    collect(desk("anna"))
    keeper.pull()
    assert keeper.count("pulled_message") == 1


@pytest.mark.usefixtures("tampering")
def test_a_report_that_was_overwritten_comes_back_from_its_copy(busy: Keeper, desk: Desks) -> None:
    (report_id,) = execute(busy.letterbox, "SELECT id FROM report ORDER BY seq DESC")[0]
    execute(busy.letterbox, "UPDATE message SET sealed = :s WHERE report_id = :r", s=b"anderes", r=report_id)
    execute(busy.letterbox, "UPDATE report_wrap SET wrap = :s WHERE report_id = :r", s=b"anderes", r=report_id)
    assert {kind for _, kind in busy.new()} == {"altered"}
    rescue.rescue(busy.letterbox, busy.cabinet)
    assert (busy.new(), busy.open()) == (set(), [])
    assert collect(desk("anna")).unreadable == 0


@pytest.mark.usefixtures("tampering")
def test_a_number_beyond_all_stops_nobody_and_is_named(busy: Keeper, reporter: Callable[[], Reporter]) -> None:
    execute(busy.letterbox, "INSERT INTO report (seq, id, received) VALUES (:s, :i, :d)", s=2**63 - 1, i=b"z" * 16,
            d=TODAY.isoformat())  # fmt: skip
    reporter().send(Report("Erfunden, und danach."))
    assert busy.new() == {("report", "foreign")}
    assert busy.pull().alarms == ()


@pytest.mark.usefixtures("tampering")
def test_an_author_that_cannot_be_is_named_and_ends_no_run(busy: Keeper) -> None:
    (report_id,) = execute(busy.letterbox, "SELECT id FROM report ORDER BY seq DESC")[0]
    execute(
        busy.letterbox,
        "INSERT INTO message (seq, report_id, author, place, written, tag, sealed) "
        "VALUES (77, :r, 'off/ice', 9, :d, :t, :t)",
        r=report_id, d=TODAY.isoformat(), t=b"t" * 16,
    )  # fmt: skip
    assert ("message", "foreign") in busy.new()


@pytest.mark.usefixtures("tampering")
def test_what_the_office_emptied_and_an_older_letterbox_lost_lies_there_again_without_alarm(
    busy: Keeper, yesterday: Path, sent: Reporter, desk: Desks
) -> None:
    """A word of the office that its older cabinet does not know loses its text, and stays in its place."""
    execute(busy.letterbox, "DELETE FROM message WHERE sealed = :s", s=b"letter")
    execute(busy.letterbox, "DELETE FROM letter_wrap")
    execute(busy.letterbox, "DELETE FROM letter_key")
    rescue.know(busy.letterbox, busy.cabinet, TODAY)
    number, anna = case_number(busy, "rowid"), desk("anna")
    casework.reply(anna, number, "Später.")
    settle(anna, case_id := execute(busy.cabinet, "SELECT id FROM file")[0][0])
    put_back(busy.cabinet, yesterday)
    with busy.cabinet.write() as cab:
        cab.mark_restored()
    busy.pull()
    casework.note(anna, number, "Nach der Sicherung.")
    casework.reply(anna, number, "Weiter.")
    settle(anna, case_id)
    rescue.know(busy.letterbox, busy.cabinet, TODAY)
    busy.pull()
    assert busy.open() == []
    (place,) = execute(busy.letterbox, "SELECT min(place) FROM message WHERE author = 'office' AND length(sealed) = 48")
    execute(busy.letterbox, "DELETE FROM message WHERE author = 'office' AND place >= :p", p=place[0])
    assert busy.new() == {("message", "missing")}
    rescue.rescue(busy.letterbox, busy.cabinet)
    casework.reply(anna, number, "Und weiter.")
    settle(anna, case_id)
    assert (busy.new(), busy.open()) == (set(), [])
    assert {"Weiter.", "Und weiter."} <= set(sent.texts())


def test_where_nothing_is_new_nobody_waits_for_a_run(busy: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    def turn(_: object) -> None:
        raise AssertionError("somebody's turn")

    execute(busy.cabinet, "DELETE FROM pulled_message")  # what waits for an officer is looked at again
    monkeypatch.setattr(Store, "write", turn)
    assert busy.pull() == pulling.Pulled(0, 0, ())
    assert busy.pull() == pulling.Pulled(0, 0, ())


@pytest.mark.usefixtures("tampering")
def test_a_round_goes_on_where_the_last_run_stopped_and_sees_everything(
    keeper: Keeper, reporter: Callable[[], Reporter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_run, "AT_ONCE", 1)
    monkeypatch.setattr(pull_run, "ROUND", 1)
    for _ in range(4):
        reporter().send()
    for _ in range(6):
        assert keeper.pull().alarms == ()
    last = execute(keeper.letterbox, "SELECT max(id) FROM report")[0][0]
    execute(keeper.letterbox, "UPDATE report SET received = '2026-11-03' WHERE id = :i", i=last)
    found = [kind for _ in range(6) for kind in keeper.new()]
    assert found == [("report", "altered")]


def test_a_flood_in_one_mailbox_is_read_once_a_run(
    keeper: Keeper, sent: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look at a report reads all that lies there: for each hundred of its messages anew would be a day's work, and
    each in the office's writer's turn."""
    monkeypatch.setattr(pull_run, "AT_ONCE", 3)
    keeper.pull()
    (report_id,) = execute(keeper.letterbox, "SELECT id FROM report")[0]
    with keeper.letterbox.write() as box:
        for place in range(1, 31):
            word = SealedMessage("reporter", place, TODAY, place.to_bytes(16), b"sealed", "0-" + "0" * 16, b"h" * 48)
            box.add_message(report_id, word)
    looked, see = list[bytes](), pull_run.PullRun._see

    def counted(run: pull_run.PullRun, cab: Cabinet, box: Letterbox, ids: Collection[bytes]) -> None:
        looked.extend(ids)
        see(run, cab, box, ids)

    monkeypatch.setattr(pull_run.PullRun, "_see", counted)
    assert keeper.pull().messages == 30
    assert looked == [report_id]
    assert keeper.count("pulled WHERE kind = 'message'") == 31
