"""SQLite as we set it up: durable commits, bound rows, erased bytes overwritten, files for those who must have them."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from hinweisgeber.store.letterbox import letterbox_store
from tests.patience import PATIENT
from tests.store.rows import ANNA, ident, message, report

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "temp_store": 2,  # MEMORY
    "busy_timeout": 20_000,
}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_connection_has_our_pragmas(tmp_path: Path) -> None:
    store = letterbox_store(f"sqlite:///{tmp_path}/letterbox.sqlite")
    store.migrate()
    with store.read() as one, store.read() as two, store.write() as three:
        for box in (one, two, three):
            found = {name: box._db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
            assert found == PRAGMAS
    store.dispose()


def test_erased_bytes_are_gone_from_the_files(tmp_path: Path) -> None:
    store = letterbox_store(f"sqlite:///{tmp_path}/letterbox.sqlite")
    store.migrate()
    word = b"Zitronenkuchen" * 1000
    with store.write() as box:
        report(box, 1)
        box.add_message(
            ident(1), message("reporter", 1).__class__("reporter", 1, message("a", 0).written, bytes(16), word)
        )
    with store.write() as box:
        box._db.exec_driver_sql("DELETE FROM report")
        assert box.messages(ident(1)) == []
    store.dispose()  # the last connection folds the write-ahead log into the file
    assert not any(b"Zitronenkuchen" in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_new_files_are_the_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = letterbox_store(f"sqlite:///{tmp_path}/letterbox.sqlite")
        store.migrate()
        with store.write() as box:
            report(box, 1)
            modes = [mode(path) for path in tmp_path.iterdir()]
    finally:
        os.umask(before)
    store.dispose()
    assert modes == [0o600] * 5  # the database, its -wal and -shm, and the locks of the migration and of the writers


def test_in_a_shared_folder_the_files_are_the_groups_too(tmp_path: Path) -> None:
    """deploy/README.md lets intake and office, two users, share the letterbox so."""
    tmp_path.chmod(0o2770)
    before = os.umask(0o077)
    try:
        store = letterbox_store(f"sqlite:///{tmp_path}/letterbox.sqlite")
        store.migrate()
        with store.write() as box:
            report(box, 1)
            assert {mode(path) for path in tmp_path.iterdir()} == {0o660}
    finally:
        os.umask(before)
    store.dispose()


def send(user: int, group: int, folder: Path, number: int) -> None:
    """What a face does under its own user, strict umask and the group it shares."""
    os.setgroups([group])
    os.setgid(user)
    os.setuid(user)
    os.umask(0o077)
    store = letterbox_store(f"sqlite:///{folder}/letterbox.sqlite")
    store.require_schema()
    with store.write() as box:
        report(box, number)
        assert len(box.reports_since(0, ANNA)) == number
    store.dispose()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become two other users")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # from Python 3.12 on; the children only write
def test_two_users_of_one_group_share_the_letterbox(tmp_path: Path) -> None:
    letterbox_store(f"sqlite:///{tmp_path}/warm.sqlite").migrate()  # imports what the children may no longer read
    group, first, second = 54321, 54322, 54323
    fork = multiprocessing.get_context("fork")
    folder = Path(tempfile.mkdtemp(prefix="hg-shared-", dir="/tmp"))
    try:
        os.chown(folder, 0, group)
        folder.chmod(0o2770)
        for number, user in enumerate((first, second, first), start=1):
            child = fork.Process(target=send, args=(user, group, folder, number))
            child.start()
            child.join(timeout=PATIENT)
            assert child.exitcode == 0
    finally:
        shutil.rmtree(folder)
