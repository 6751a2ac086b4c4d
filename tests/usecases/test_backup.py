"""A backup is made while people work, is whole or not there, and brings back everything but what was erased."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.keys import DialogueKey, FileKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.seal import TextKey
from hinweisgeber.crypto.unseal import open_text
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.errors import Broken, SettingsWrong
from hinweisgeber.store import archives, erasures
from hinweisgeber.store.archives import ArchiveFolder
from hinweisgeber.store.blobs import BlobStore, FolderWriter, blob_store
from hinweisgeber.store.cabinet import CASE, Cabinet, cabinet_store
from hinweisgeber.store.dump import dump_store
from hinweisgeber.store.errors import (
    ArchiveUnreadable,
    BackupFolderFull,
    BackupFolderWrong,
    BackupRunning,
    BlobGone,
    StoreAway,
    StoreFull,
)
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import backup, erase, restore, verifying
from hinweisgeber.usecases.keeper.backup import BackedUp
from hinweisgeber.usecases.keeper.errors import ArchiveTooNew, RestoreFull, RestoreTargetTaken
from hinweisgeber.usecases.keeper.restore import Listed
from hinweisgeber.usecases.leaving import destruction, retention
from hinweisgeber.usecases.officer import casework, overview, reading, rekey, unlock
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.desk import open_file
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.errors import CodeUnknown
from hinweisgeber.usecases.reporter.files import read_file, store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.founded import MEMORY, TODAY, Founded, Person
from tests.usecases.backups import KEY, Backups, desks, restored
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.recheck import recheck

DUE = deadlines.deletable_from(TODAY)
NUMBER, TEXT = "HM-2026-0001", "Erfunden: der Schlüssel liegt unter der Quitte."


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def backups(
    cabinet: Store[Cabinet], letterbox: Store[Letterbox], blobs: BlobStore, ring: Ring, tmp_path: Path
) -> Backups:
    return Backups(letterbox, cabinet, blobs, ring, tmp_path / "backups")


@pytest.fixture
def file(blobs: BlobStore) -> Attachment:
    return store_file(blobs, [b"a file " * 50_000], "notiz.txt", cleaned=False)


@pytest.fixture
def case(reporter: Callable[[], Reporter], ring: Ring, desk: Desks, file: Attachment) -> Reporter:
    """A case with a file, worked on; nobody knows all of it but the officers and this reporter."""
    one = reporter()
    submit(one.booth, one.code, Report(TEXT), "Eingegangen.", (file,))
    assert collect(desk("anna")) == Collected()
    casework.take_over(desk("anna"), NUMBER)
    casework.reply(desk("anna"), NUMBER, "Eine Antwort.")
    casework.note(desk("anna"), NUMBER, "Eine Notiz.")
    casework.keep_draft(desk("anna"), NUMBER, "Ein Entwurf.")
    assert len(overview.every_row(desk("anna")).rows) == 1
    return one


# -- coming back -----------------------------------------------------------------------------------------------------


def test_everything_comes_back(
    case: Reporter, backups: Backups, founded: Founded, file: Attachment, desk: Desks, tmp_path: Path
) -> None:
    before = reading.view(desk("anna"), NUMBER)
    with restored(backups, backups.make(), tmp_path / "new") as target:
        people = desks(founded, target)
        assert recheck(people) == 3
        assert reading.view(people[1], NUMBER) == before
        again = case.at(target.letterbox).read()
        assert [line.said for line in again.lines] == [line.said for line in case.read().lines]
        assert b"".join(read_file(target.blobs, file)) == b"a file " * 50_000
        login = founded.people["anna"]
        assert unlock.login(target.cabinet, founded.ring, MEMORY, "anna", login.passphrase, "192.0.2.1", TODAY, 0)
        casework.note(people[0], NUMBER, "Das Protokoll geht weiter.")
        verifying.verify(target.cabinet, founded.ring)


def test_officers_collect_what_comes_after_a_restore(
    case: Reporter, backups: Backups, founded: Founded, tmp_path: Path, tampering: None
) -> None:
    """They remember how far they have collected. Were that number given again, a new report would never be seen."""
    with backups.letterbox.write() as box:
        box._db.exec_driver_sql("DELETE FROM report")  # as erasing leaves it: the number was given, the row is gone
    with restored(backups, backups.make(), tmp_path / "new") as target:
        Reporter(target.letterbox, founded.ring).send()
        people = desks(founded, target)
        assert collect(people[1]) == Collected()
        assert len(overview.every_row(people[1]).rows) == 2


def test_a_key_that_was_given_away_after_the_backup_opens_nothing_sealed_after_the_restore(
    case: Reporter, backups: Backups, founded: Founded, desk: Desks, tmp_path: Path, tampering: None
) -> None:
    """Whoever was given the case since, and has gone, copied its key; the restored journal knows nothing of them."""
    done = backups.make()
    with desk("anna").cabinet.read() as cab:
        known = open_file(cab, desk("anna"), CASE, NUMBER).keys.newest
    with restored(backups, done, tmp_path / "new") as target:
        lead, anna, _ = desks(founded, target)
        assert len(rekey.waiting(lead)) == 1
        casework.note(lead, NUMBER, "Nach der Wiederherstellung.")
        with target.cabinet.read() as cab:
            assert open_file(cab, lead, CASE, NUMBER).keys.newest != known
        assert rekey.waiting(lead) == []
        casework.note(anna, NUMBER, "Und keinen weiteren.")
        with target.cabinet.read() as cab:
            assert open_file(cab, anna, CASE, NUMBER).keys.epoch.number == 2
        recheck([lead, anna])


def test_nobody_is_logged_in_after_a_restore(
    case: Reporter, backups: Backups, cabinet: Store[Cabinet], founded: Founded, tmp_path: Path
) -> None:
    person = founded.people["anna"]
    assert unlock.login(cabinet, founded.ring, MEMORY, "anna", person.passphrase, "192.0.2.1", TODAY, 0)
    with restored(backups, backups.make(), tmp_path / "new") as target, dump_store(target.cabinet).read() as dump:
        assert dump.count("session") == dump.count("login_attempt") == 0


def test_a_backup_made_while_people_send_and_officers_work_is_of_one_piece(
    case: Reporter, backups: Backups, reporter: Callable[[], Reporter], desk: Desks, founded: Founded, tmp_path: Path,
    ring: Ring, blobs: BlobStore,
) -> None:  # fmt: skip
    """Every report confirmed before it began is there with its file; nobody's work is there in half."""
    stop, confirmed, failed = threading.Event(), [], []

    def sending() -> None:
        while not stop.is_set():
            one, attached = reporter(), store_file(blobs, [b"more"], "x.txt", cleaned=False)
            submit(one.booth, one.code, Report("Noch eine."), "Eingegangen.", (attached,))
            one.write("Nachtrag.")
            confirmed.append((one, attached))

    def working() -> None:
        while not stop.is_set():
            collect(desk("anna"))
            casework.note(desk("anna"), NUMBER, "Weiter.")
            casework.reply(desk("anna"), NUMBER, "Antwort.")

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in (sending, working)]
    for thread in threads:
        thread.start()
    made = []
    try:
        for least in (1, 3, 5):
            while len(confirmed) < least and not failed:
                stop.wait(0.01)
            known = list(confirmed)
            made.append((backups.make(), known))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []
    for number, (done, known) in enumerate(made):
        with restored(backups, done, tmp_path / f"new{number}") as target:
            people = desks(founded, target)
            recheck(people)
            for one, attached in known:
                lines = one.at(target.letterbox).read().lines
                assert next(line.said.text for line in lines if line.said) == "Noch eine."
                assert b"".join(read_file(target.blobs, attached)) == b"more"
            assert collect(people[0]) == Collected(), "what was not collected yet can be collected now"
            recheck(people)
            assert restore.blobs_wrong(target, backups.examine(done)[0]) == []


def test_what_the_cabinet_believes_delivered_is_in_the_letterbox(
    case: Reporter, backups: Backups, desk: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cabinet is read first. Were it the other way round, an answer sent meanwhile would be lost for good."""
    tables, order = backup._tables, []

    def and_an_answer(store: str, *rest: Any) -> None:
        tables(store, *rest)
        order.append(store)
        casework.reply(desk("lead"), NUMBER, f"Nach {store}.")
        deliver(backups.cabinet, backups.letterbox, TODAY)

    monkeypatch.setattr(backup, "_tables", and_an_answer)
    done = backups.make()
    assert order == ["cabinet", "letterbox"]
    with (
        restored(backups, done, tmp_path / "new") as target,
        target.letterbox.read() as box,
        target.cabinet.read() as cab,
    ):
        (file_id,) = cab.file_ids()
        waiting = {(author, place) for _, author, place in cab.undelivered()}
        posted = {(message.author, message.place) for message in box.messages(file_id)}
        assert waiting | posted >= cab.message_places(file_id)


def test_a_report_that_is_taken_in_meanwhile_opens_from_the_backup(
    case: Reporter, reporter: Callable[[], Reporter], backups: Backups, founded: Founded, desk: Desks, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Its wraps go from the letterbox then, and the cabinet's part of the backup does not know it."""
    reporter().send()
    tables = backup._tables

    def and_a_case(store: str, *rest: Any) -> None:
        tables(store, *rest)
        collect(desk("lead"))
        deliver(backups.cabinet, backups.letterbox, TODAY)

    monkeypatch.setattr(backup, "_tables", and_a_case)
    with restored(backups, backups.make(), tmp_path / "new") as target:
        anna = next(one for one in desks(founded, target) if one.officer_id == desk("anna").officer_id)
        assert collect(anna) == Collected()
        assert len(overview.every_row(anna).rows) == 2


# -- content says nothing without its keys ---------------------------------------------------------------------------


def test_content_alone_tells_an_officer_nothing(
    case: Reporter, backups: Backups, founded: Founded, cabinet: Store[Cabinet], tmp_path: Path
) -> None:
    """Tried with everything an officer has: every identity, every key they hold, on every sealed thing there is."""
    with cabinet.read() as cab:
        file_id = next(iter(cab.file_ids()))
    with restored(backups, backups.make(), tmp_path / "new", keys=False) as target:
        for desk in desks(founded, target):
            assert len(overview.every_row(desk).rows) == 0
        with target.cabinet.read() as cab, target.letterbox.read() as box:
            assert cab.file_ids() == {file_id}, "the case itself is there"
            assert cab.holders(file_id) == set()
            assert box.wraps(file_id) == {}
            rows = [row for table in ("file", "message", "status", "draft", "journal_text", "officer")
                    for row in cab._db.exec_driver_sql(f"SELECT * FROM {table}")]  # fmt: skip
        sealed = [value for row in rows for value in row if isinstance(value, bytes) and len(value) > 100]
        assert len(sealed) > 8
        for person in founded.people.values():
            for key, context in everything_of(person, file_id):
                for value in sealed:
                    with pytest.raises(Broken):
                        open_text(key, context, value)
        with pytest.raises(CodeUnknown):
            mailbox.open_mailbox(case.at(target.letterbox).booth, case.code)
        assert verifying.verify(target.cabinet, founded.ring).entries > 3, "and the journal verifies all the same"


def everything_of(person: Person, file_id: bytes) -> Iterator[tuple[TextKey, bytes]]:
    """What an officer's own key might open."""
    own = person.identity.own
    yield own, contexts.index(person.officer_id)
    yield own, contexts.draft(file_id, person.officer_id)
    for place in range(1, 10):
        yield FileKey(own.raw), contexts.sheet(file_id, place)
        yield FileKey(own.raw), contexts.entry(file_id, place)
        yield DialogueKey(own.raw), contexts.status(file_id, place)
    for author in contexts.AUTHORS:
        yield DialogueKey(own.raw), contexts.message(file_id, author, 0)


def test_neither_archive_holds_a_word_in_clear(case: Reporter, backups: Backups) -> None:
    done = backups.make()
    for name in (done.content, done.keys):
        raw = (backups.folder / name).read_bytes()
        for word in (b"unter der Quitte", b"username", b"keystore", b"file_wrap", b"manifest", b"ring.json"):
            assert word not in raw


def test_key_archives_go_after_their_days_and_content_stays(case: Reporter, backups: Backups) -> None:
    first = backups.make(TODAY)
    second = backups.make(TODAY + timedelta(days=30))
    assert {first.keys, second.keys} <= backups.there(), "30 days old is not older than 30 days"
    third = backups.make(TODAY + timedelta(days=31))
    assert third.expired == [first.keys]
    assert backups.there() == {first.content, second.content, third.content, second.keys, third.keys}


def test_key_archives_expire_even_if_the_backup_fails(
    case: Reporter, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backups.make(TODAY)
    backups.cabinet.dispose()
    monkeypatch.setattr(type(backups.blobs), "read", lambda *_: (_ for _ in ()).throw(StoreAway()))
    with pytest.raises(StoreAway):
        backups.make(TODAY + timedelta(days=31))
    assert backups.there() == {first.content}


# -- erased means erased ---------------------------------------------------------------------------------------------


@pytest.fixture
def erased(case: Reporter, backups: Backups, desk: Desks, tmp_path: Path) -> tuple[BackedUp, bytes]:
    """A backup, and the list of erasures after the case was closed, authorised and erased in earnest."""
    done = backups.make()
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), NUMBER, stage, "")
    casework.act(
        desk("anna"),
        NUMBER,
        Kind.CLOSED,
        records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Fertig."}),
        "",
    )
    agreed(retention.authorise, desk("bernd"), NUMBER, archive=False)
    listed = tmp_path / erasures.NAME

    def note(file_id: bytes, day: date, proof: str | None) -> None:
        erasures.add(listed, {file_id: day}, {file_id: proof} if proof else {})

    assert len(erase.carry_out(backups.letterbox, backups.cabinet, backups.blobs, note, DUE)) == 1
    return done, erasures.read_lines(listed)


def test_a_restored_backup_does_not_revive_what_was_erased_since(
    case: Reporter, erased: tuple[BackedUp, bytes], backups: Backups, founded: Founded, file: Attachment, tmp_path: Path
) -> None:
    """Backed up, erased, restored with its keys, and read with everything the officers and the reporter have."""
    done, listed = erased
    with restored(backups, done, tmp_path / "new") as target:  # even if the keys had come back
        assert len(overview.every_row(desks(founded, target)[0]).rows) == 1, "else this proves nothing"
        again = Listed.of(listed, founded.ring, DUE)
        assert restore.replay(target, again) == restore.Replayed(1, [])
        assert restore.replay(target, again) == restore.Replayed(0, [])
        with target.cabinet.read() as cab, target.letterbox.read() as box:
            (file_id,) = cab.file_ids()
            assert (cab.holders(file_id), list(cab.messages(file_id)), cab.blobs_of(file_id)) == (set(), [], [])
            assert (box.wraps(file_id), box.messages(file_id)) == ({}, [])
            assert cab.erased_files() == erasures.parse(listed), "with the day on which it was really erased"
        for desk in desks(founded, target):
            assert len(overview.every_row(desk).rows) == 0
            with pytest.raises(FileNotFound):
                reading.view(desk, NUMBER)
        with pytest.raises(CodeUnknown):
            mailbox.open_mailbox(case.at(target.letterbox).booth, case.code)
        with pytest.raises(BlobGone):
            list(target.blobs.read(file.blob))
        proofs = erasures.proofs_in(listed)
        assert verifying.verify(target.cabinet, founded.ring, proofs=proofs, today=DUE).unknown == 1
    raw = b"".join(path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert file.blob.encode() not in raw, "not even in what the databases' files have left over"


def test_keys_of_what_was_erased_never_come_back_even_for_a_moment(
    case: Reporter, erased: tuple[BackedUp, bytes], backups: Backups, founded: Founded, tmp_path: Path
) -> None:
    """Whoever pulls the plug between loading and destroying must not revive a case."""
    done, lines = erased
    with restored(backups, done, tmp_path / "new", listed=Listed.of(lines, founded.ring, DUE)) as target:
        with target.letterbox.read() as box, target.cabinet.read() as cab:
            (file_id,) = cab.file_ids()
            assert (box.wraps(file_id), cab.holders(file_id)) == ({}, set())
        with pytest.raises(CodeUnknown):
            mailbox.open_mailbox(case.at(target.letterbox).booth, case.code)


Bend = Callable[[dict[bytes, str], Listed], Listed]
UNPROVEN: dict[str, Bend] = {
    "no proof": lambda proofs, listed: replace(listed, proofs={}),
    "another file's proof": lambda proofs, listed: replace(listed, proofs={b"?" * 16: next(iter(proofs.values()))}),
    "a broken proof": lambda proofs, listed: replace(listed, proofs={one: text[:-8] for one, text in proofs.items()}),
    "before its day": lambda proofs, listed: replace(listed, days=dict.fromkeys(proofs, DUE - timedelta(days=1))),
    "a day to come": lambda proofs, listed: replace(listed, days=dict.fromkeys(proofs, DUE + timedelta(days=1))),
}


@pytest.mark.parametrize("what", UNPROVEN)
def test_a_line_without_a_proof_destroys_nothing_and_is_named(
    what: str, case: Reporter, erased: tuple[BackedUp, bytes], backups: Backups, founded: Founded, file: Attachment,
    tmp_path: Path,
) -> None:  # fmt: skip
    """Who writes into the list must not make a restore an eraser."""
    done, lines = erased
    listed = UNPROVEN[what](erasures.proofs_in(lines), Listed.of(lines, founded.ring, DUE))
    with restored(backups, done, tmp_path / "new", listed=listed) as target:
        assert restore.replay(target, listed) == restore.Replayed(0, [NUMBER])
        people = desks(founded, target)
        assert recheck(people) == 3
        assert reading.view(people[1], NUMBER).dialogue
        assert case.at(target.letterbox).read().lines
        assert b"".join(read_file(target.blobs, file)) == b"a file " * 50_000


def test_a_proof_that_was_recalled_in_the_restored_journal_destroys_nothing(
    case: Reporter, backups: Backups, desk: Desks, founded: Founded, tmp_path: Path
) -> None:
    casework.act(
        desk("anna"),
        NUMBER,
        Kind.CLOSED,
        records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Fertig."}),
        "",
    )
    agreed(retention.authorise, desk("bernd"), NUMBER, archive=False)
    with backups.cabinet.read() as cab:
        (file_id,) = cab.file_ids()
        allowed = erase.evidence(cab, file_id, DUE, DUE)
    assert allowed
    listed = Listed({file_id: DUE}, {file_id: allowed}, founded.ring, DUE)
    still = replace(listed, proofs={})
    with restored(backups, backups.make(), tmp_path / "before", listed=still) as target:
        assert restore.replay(target, still) == restore.Replayed(1, []), "the journal itself allows it"
    retention.recall(desk("anna"), NUMBER, "Noch nicht.")
    with restored(backups, backups.make(), tmp_path / "after", listed=listed) as target:
        assert restore.replay(target, listed) == restore.Replayed(0, [NUMBER])
        assert recheck(desks(founded, target)) == 3


def test_later_backups_tell_what_was_erased(case: Reporter, backups: Backups) -> None:
    """The list is asked for twice in each: what is erased while the newest is being made is in it too."""
    first, second, third = (erasures.format_lines({bytes([number]) * 16: TODAY}) for number in (1, 2, 3))
    done = backups.make(TODAY)
    for days, answers in ((1, (first, b"")), (2, (first, first + second + third))):
        backups.erased = partial(next, iter(answers))
        backups.make(TODAY + timedelta(days=days))
    content, _ = backups.examine(done)
    assert content.erased == b""
    assert len(erasures.parse(restore.known_later(content, KEY)[0])) == 3


def test_a_later_backup_that_cannot_be_read_stops_the_restore(case: Reporter, backups: Backups) -> None:
    first, second = backups.make(TODAY), backups.make(TODAY + timedelta(days=1))
    later = backups.folder / second.content
    later.write_bytes(later.read_bytes()[:-1])
    content, _ = backups.examine(first)
    with pytest.raises(ArchiveUnreadable, match=second.content):
        restore.known_later(content, KEY)


# -- whole or not there ----------------------------------------------------------------------------------------------


def test_a_blob_erased_meanwhile_is_left_out_and_counted(
    case: Reporter, backups: Backups, file: Attachment, blobs: BlobStore, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, tampering: None,
) -> None:  # fmt: skip
    read = type(blobs).read

    def erased_first(store: BlobStore, name: str) -> object:
        with backups.cabinet.write() as cab:
            cab.forget_blobs(bytes(16), [name])
        with backups.letterbox.write() as box:
            box._db.exec_driver_sql("DELETE FROM blob")
        blobs.delete(name)
        return read(store, name)

    monkeypatch.setattr(type(blobs), "read", erased_first)
    done = backups.make()
    monkeypatch.undo()
    assert (done.erased_meanwhile, done.missing, done.blobs) == ([file.blob], [], 0)
    with restored(backups, done, tmp_path / "new") as target:
        assert restore.blobs_wrong(target, backups.examine(done)[0]) == []


def test_a_blob_that_is_missing_is_named_and_the_rest_is_saved(
    case: Reporter, backups: Backups, file: Attachment, blobs: BlobStore, tmp_path: Path, founded: Founded
) -> None:
    blobs.delete(file.blob)
    done = backups.make()
    assert (done.missing, done.erased_meanwhile) == ([file.blob], [])
    with restored(backups, done, tmp_path / "new") as target:
        assert recheck(desks(founded, target)) == 3
        assert restore.blobs_wrong(target, backups.examine(done)[0]) == [file.blob]


def test_a_file_that_an_officer_destroyed_is_not_missing(
    case: Reporter, backups: Backups, file: Attachment, blobs: BlobStore, tmp_path: Path, desk: Desks
) -> None:
    agreed(destruction.destroy_file, desk("anna"), blobs, NUMBER, file.blob, "Beifang")
    done = backups.make()
    assert (done.missing, done.erased_meanwhile, done.blobs) == ([], [], 0)
    with restored(backups, done, tmp_path / "new") as target:
        assert restore.blobs_wrong(target, backups.examine(done)[0]) == []


@pytest.mark.parametrize("damage", ["gone", "cut", "other version", "empty"])
def test_the_rehearsal_finds_a_blob_that_is_no_sealed_file(
    case: Reporter, backups: Backups, file: Attachment, tmp_path: Path, damage: str
) -> None:
    done = backups.make()
    with restored(backups, done, tmp_path / "new") as target:
        path = tmp_path / "new/blobs" / file.blob
        raw = path.read_bytes()
        assert restore.blobs_wrong(target, backups.examine(done)[0]) == []
        path.unlink()
        if damage != "gone":
            path.write_bytes({"cut": raw[:-1], "other version": b"\x02" + raw[1:], "empty": b""}[damage])
        assert restore.blobs_wrong(target, backups.examine(done)[0]) == [file.blob]


def test_content_that_is_there_always_has_its_keys(
    case: Reporter, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is killed between the two leaves keys, which expire; never content that looks saved and opens to nobody."""
    kept: list[str] = []
    monkeypatch.setattr(archives.NewArchive, "keep", lambda archive: kept.append(archive.path.suffix))
    backups.make()
    assert kept == [".hgk", ".hgb"]


def test_two_backups_at_once_do_not_disturb_each_other(case: Reporter, backups: Backups) -> None:
    with ArchiveFolder(backups.folder).locked(), pytest.raises(BackupRunning):
        backups.make()
    backups.make()


def test_leftovers_of_a_killed_backup_go_with_the_next(case: Reporter, backups: Backups) -> None:
    backups.folder.mkdir()
    (backups.folder / ".schluessel-2026-11-20-00.hgk.part").write_bytes(b"half")
    (backups.folder / "notes.txt").write_bytes(b"not ours")
    done = backups.make()
    assert backups.there() == {done.content, done.keys, "notes.txt"}
    assert {path.stat().st_mode & 0o777 for path in backups.folder.glob("*.hg*")} == {0o600}


def test_a_disk_that_gives_back_something_else_is_noticed(
    case: Reporter, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(archive: archives.NewArchive) -> None:
        close(archive)
        raw = archive.part.read_bytes()
        archive.part.write_bytes(raw[:-100] + bytes(100))

    close = archives.NewArchive.close
    monkeypatch.setattr(archives.NewArchive, "close", lying)
    with pytest.raises(ArchiveUnreadable):
        backups.make()
    assert backups.there() == set()


def test_a_full_disk_leaves_nothing_and_says_so(
    case: Reporter, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(archive: archives.NewArchive, data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(archives.NewArchive, "write", full)
    with pytest.raises(BackupFolderFull, match=str(backups.folder)):
        backups.make()
    assert backups.there() == set()


def test_a_folder_that_cannot_be_written_is_named(case: Reporter, backups: Backups) -> None:
    backups.folder.write_text("a file")
    with pytest.raises(BackupFolderWrong, match=str(backups.folder)):
        backups.make()


def test_an_older_schema_is_not_backed_up(backups: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "newest_revision", lambda store: "cabinet_9999")
    with pytest.raises(SettingsWrong, match="hinweisgeber migrate"):
        backups.make()
    assert backups.there() == set()


# -- into what -------------------------------------------------------------------------------------------------------


def test_nothing_is_restored_over_what_is_there(case: Reporter, backups: Backups, tmp_path: Path) -> None:
    done = backups.make()
    with restored(backups, done, tmp_path / "new") as target, pytest.raises(RestoreTargetTaken, match=r"[cl]\.sqlite"):
        restore.load(*backups.examine(done), KEY, target)


def test_a_restore_that_fails_leaves_no_row(
    case: Reporter, backups: Backups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = backups.make()
    place = tmp_path / "new"
    with monkeypatch.context() as patched, pytest.raises(RestoreFull):  # noqa: PT012  the context is the statement
        patched.setattr(FolderWriter, "write", full_disk)
        with restored(backups, done, place):
            pass
    assert list((place / "blobs").iterdir()) == []
    for store in (letterbox_store(f"sqlite:///{place}/l.sqlite"), cabinet_store(f"sqlite:///{place}/c.sqlite")):
        with dump_store(store).read() as dump:
            assert dump.is_empty()
        store.dispose()
    place.rename(tmp_path / "old")
    with restored(backups, done, place) as target:
        assert restore.blobs_wrong(target, backups.examine(done)[0]) == []


def full_disk(*_: object) -> None:
    raise StoreFull()


def test_a_backup_of_a_newer_program_is_refused(
    case: Reporter, backups: Backups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = backups.make()
    monkeypatch.setattr(Store, "revisions", lambda store: {"letterbox_0001", "cabinet_0001"})
    with pytest.raises(ArchiveTooNew), restored(backups, done, tmp_path / "new"):
        pass
