"""move: every row and file at the new place, whatever cuts it off; nothing confirmed is lost, nothing is there twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from hinweisgeber.store.blobs import FolderBlobs, blob_store
from hinweisgeber.store.blobs_s3 import S3Writer
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.cabinet.probe import BY_OFFICE
from hinweisgeber.store.dump import dump_store
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.moved import Mark
from hinweisgeber.store.probing import LETTERBOX_BY_INTAKE, LETTERBOX_BY_OFFICE, touch
from hinweisgeber.store.unit import Store
from tests.cli.conftest import SECRETS, run
from tests.cli.layout import DEPLOY
from tests.store import rows
from tests.store.postgres import Server, running
from tests.store.s3 import ACCESS, create_bucket, running_moto

pytestmark = pytest.mark.postgres

MAKE: dict[str, Callable[[str], Store[Any]]] = {"letterbox": letterbox_store, "cabinet": cabinet_store}
_number = count()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@dataclass
class Place:
    """An empty installation on a server: roles and databases as the guide makes them."""

    server: Server
    name: str

    @property
    def to(self) -> str:
        return f"postgresql:///{self.name}?host={self.server.folder}"

    def grant(self) -> str:
        return self.server.run_file(DEPLOY / "postgres/roles.sql", name=self.name)

    def store(self, store: str, role: str = "migrate") -> Store[Any]:
        return MAKE[store](self.server.url(f"{self.name}_{store}", f"{self.name}_{role}"))

    @contextmanager
    def writing(self, store: str, role: str = "migrate") -> Iterator[Any]:
        opened = self.store(store, role)
        try:
            with opened.write() as gate:
                yield gate
        finally:
            opened.dispose()

    def migrated(self) -> None:
        for name in MAKE:
            store = self.store(name)
            store.migrate()
            store.dispose()

    def settings(self, role: str = "office") -> dict[str, str]:
        return {
            f"HINWEISGEBER_{store.upper()}_URL": self.server.url(f"{self.name}_{store}", f"{self.name}_{role}")
            for store in MAKE
        }


@pytest.fixture
def place(server: Server) -> Place:
    made = Place(server, f"umzug{next(_number)}")
    made.grant()
    return made


@pytest.fixture
def home(home: Path) -> Path:
    """With reports and cases, also such rows as no backup keeps."""
    box, cab = (MAKE[name](f"sqlite:///{home}/{name}.sqlite") for name in MAKE)
    with box.write() as letterbox:
        for number in range(1, 31):
            rows.report(letterbox, number, rows.ANNA, rows.BELA)
        letterbox.keep_writing(rows.locator(77), rows.DAY, b"begun and not sent", [])
        letterbox._db.exec_driver_sql("DELETE FROM report WHERE seq > 28")
    with cab.write() as cabinet:
        for number in range(2, 12):
            rows.append(cabinet, number, rows.case(cabinet, number, rows.ANNA))
        cabinet.set_overview(next(iter(cabinet.usernames())), b"what the cases are about")
    for store in (box, cab):
        store.dispose()
    return home


def dumped(store: Store[Any]) -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    """Digests and counts of all tables, and the last numbers given."""
    try:
        with dump_store(store).read() as dump:
            digests = {name: dump.digest(name) for name in dump.tables()}
            return {name: (one.rows, str(one)) for name, one in digests.items()}, dump.sequences()
    finally:
        store.dispose()


def all_of(home: Path) -> dict[str, Any]:
    return {name: dumped(make(f"sqlite:///{home}/{name}.sqlite")) for name, make in MAKE.items()}


def moved_to(place: Place) -> dict[str, Any]:
    return {name: dumped(place.store(name)) for name in MAKE}


def marks(home: Path) -> set[str]:
    return {path.name for path in home.rglob("*.moved")}


@contextmanager
def unmarked(home: Path) -> Iterator[None]:
    """To look at what is no longer in force."""
    kept = {path: path.read_bytes() for path in home.glob("*.moved")}
    for path in kept:
        path.unlink()
    yield
    for path, text in kept.items():
        path.write_bytes(text)


def test_every_row_is_there_the_faces_can_work_and_the_old_place_is_closed(home: Path, place: Place) -> None:
    before = all_of(home)
    done = run("move", "--home", home, "--to", place.to)
    assert done.code == 0, done.said
    assert moved_to(place) == before
    assert before["letterbox"][0]["writing"][0] == 1
    with unmarked(home):
        assert all_of(home) == before
    assert place.grant() == ""
    for name, role, probe in (
        ("letterbox", "intake", LETTERBOX_BY_INTAKE),
        ("letterbox", "office", LETTERBOX_BY_OFFICE),
        ("cabinet", "office", BY_OFFICE),
    ):
        store = place.store(name, role)
        touch(store, probe)
        setting = f"HINWEISGEBER_{name.upper()}_URL"
        assert f"{setting}={place.settings(role)[setting]}" in done.out
        store.dispose()
    with place.writing("letterbox", "intake") as box:  # numbers of rows that are gone are not given again
        rows.report(box, 99)
    there = run("check", "--home", home, "--json", **place.settings())
    assert not {"HG-S01", "HG-S02", "HG-S10", "HG-S99"} & {one["id"] for one in json.loads(there.out)}
    for command in ("office", "intake", "due", "sweep"):
        refused = run(command, "--home", home, **SECRETS)
        assert (refused.code, "ist umgezogen nach postgresql+psycopg:///" in refused.err) == (1, True), refused.said
    found = run("check", "--home", home)
    assert found.out.count("HG-S32 FEHLER") == 2, found.out


def test_it_says_what_to_change_and_changes_no_setting(home: Path, place: Place) -> None:
    before = (home / "settings.env").read_bytes()
    done = run("move", "--home", home, "--to", place.to, "--only", "letterbox")
    assert done.code == 0, done.said
    assert (home / "settings.env").read_bytes() == before
    assert f"psql -X -v name={place.name} < postgres/roles.sql" in done.out
    assert done.out.count("HINWEISGEBER_LETTERBOX_URL=") == 2 and "CABINET_URL" not in done.out
    assert marks(home) == {"letterbox.sqlite.moved"}


# -- cut off ---------------------------------------------------------------------------------------------------------


def killed_at(way: tuple[str, ...], *arguments: object) -> None:
    """Runs the command in a process that is killed as soon as these steps were seen, one after the other: statements
    and commits of databases, what happens to marks and files."""
    child = os.fork()
    if child == 0:
        left = list(way)

        def seen(step: str) -> None:
            if left[0] in step:
                left.pop(0)
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", lambda _, __, statement, *___: seen(statement))
        event.listen(Engine, "commit", lambda connection: seen(f"commit {connection.dialect.name}"))
        for owner, name in ((Mark, "set"), (Mark, "drop"), (S3Writer, "_send"), (S3Writer, "finish")):
            told_of(owner, name, seen)
        os._exit(run(*arguments).code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, way


def told_of(owner: type, name: str, seen: Callable[[str], None]) -> None:
    real = getattr(owner, name)

    def telling(*arguments: Any) -> None:
        seen(f"before {name}")
        real(*arguments)
        seen(f"after {name}")

    setattr(owner, name, telling)


OPEN_STILL = (
    ("CREATE TABLE",),
    ("CREATE TABLE", "commit postgresql"),
    ("INSERT INTO report ", "setval"),
    ("INSERT INTO report ", "INSERT INTO journal "),
    ("INSERT INTO journal ", "FROM journal_text"),
    ("before set",),
)
CLOSED = (
    ("after set", "before set"),  # the letterbox is marked, the cabinet not
    ("after set", "after set"),
    ("after set", "after set", "commit postgresql"),  # nothing is there yet
    ("after set", "after set", "commit postgresql", "commit postgresql"),  # one is there
)


def test_killed_at_any_point_and_called_again_nothing_is_lost_or_doubled(home: Path, place: Place) -> None:
    for number, way in enumerate(OPEN_STILL, start=200):
        killed_at(way, "move", "--home", home, "--to", place.to)
        assert marks(home) == set()
        box = letterbox_store(f"sqlite:///{home}/letterbox.sqlite")
        with box.write() as letterbox:  # the old place is in force, and goes on
            rows.report(letterbox, number)
        box.dispose()
    before = all_of(home)
    for way in CLOSED:
        assert len(place_is_filled(place)) in (0, 1)
        killed_at(way, "move", "--home", home, "--to", place.to)
        with pytest.raises(Exception, match="ist umgezogen nach"):
            all_of(home)
    assert place_is_filled(place) == {"cabinet"}
    done = run("move", "--home", home, "--to", place.to)
    assert done.code == 0, done.said
    assert moved_to(place) == before
    assert run("move", "--home", home, "--to", place.to).code == 0, "once more changes nothing"
    assert moved_to(place) == before


def place_is_filled(place: Place) -> set[str]:
    """Which databases have rows."""
    found = set()
    for name in MAKE:
        store = place.store(name)
        if store.revision() is not None:
            with dump_store(store).read() as dump:
                found |= {name} if not dump.is_empty() else set()
        store.dispose()
    return found


# -- refused -----------------------------------------------------------------------------------------------------------


def test_while_anybody_is_at_the_old_place_it_is_refused(home: Path, place: Place) -> None:
    cab = cabinet_store(f"sqlite:///{home}/cabinet.sqlite")
    with cab.read() as cabinet:
        assert cabinet.head()
    refused = run("move", "--home", home, "--to", place.to)  # its connection waits for the next request
    assert refused.code == 1
    assert "arbeitet noch jemand" in refused.err and "systemctl stop" in refused.err
    assert (marks(home), place_is_filled(place)) == (set(), set())
    cab.dispose()


def test_nobody_gets_in_while_it_runs_and_writes_behind_it(home: Path, place: Place) -> None:
    """A face that waits for its turn all the time gets it when the move is over: too late."""
    box = letterbox_store(f"sqlite:///{home}/letterbox.sqlite")
    with dump_store(box).alone(), closing(sqlite3.connect(home / "letterbox.sqlite", timeout=0)) as other:
        for statement in ("SELECT * FROM report", "DELETE FROM report"):
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute(statement)
        assert box.moved
        box.moved.set("somewhere else")
    with pytest.raises(Exception, match="ist umgezogen nach somewhere else"), box.write():
        pytest.fail("it let a writer in")
    box.dispose()


def test_a_place_with_anything_of_others_in_it_is_refused(home: Path, place: Place) -> None:
    place.migrated()
    with place.writing("cabinet") as cabinet:
        cabinet.add_officer(rows.ANNA, "anna", "{}")
    before = moved_to(place)
    refused = run("move", "--home", home, "--to", place.to)
    assert refused.code == 1 and "nicht von hier stammt" in refused.err, refused.said
    assert moved_to(place) == before
    assert marks(home) == set()


def test_what_has_gone_on_at_the_new_place_is_not_touched(home: Path, place: Place) -> None:
    assert run("move", "--home", home, "--to", place.to).code == 0
    with place.writing("letterbox") as box:
        rows.report(box, 300)
    before = moved_to(place)
    again = run("move", "--home", home, "--to", place.to)
    assert again.code == 1 and "ist umgezogen nach" in again.err, again.said
    assert moved_to(place) == before


def test_to_a_second_place_nothing_moves(home: Path, place: Place, server: Server) -> None:
    assert run("move", "--home", home, "--to", place.to).code == 0
    second = Place(server, f"{place.name}b")
    second.grant()
    refused = run("move", "--home", home, "--to", second.to)
    assert refused.code == 1 and f"{place.name}_letterbox" in refused.err
    assert place_is_filled(second) == set()


def test_a_row_that_is_other_there_undoes_all(home: Path, place: Place) -> None:
    place.migrated()
    server = place.server
    server.sql("CREATE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.wrap = 'x'; RETURN NEW; END $$",
               f"{place.name}_cabinet")  # fmt: skip
    server.sql("CREATE TRIGGER bad BEFORE INSERT ON file_wrap FOR EACH ROW EXECUTE FUNCTION bad()", f"{place.name}_cabinet")
    refused = run("move", "--home", home, "--to", place.to)
    assert refused.code == 1 and "cabinet/file_wrap ist am neuen Ort nicht dasselbe" in refused.err, refused.said
    assert (marks(home), place_is_filled(place)) == (set(), set())


@pytest.mark.parametrize("given", [[], ["--to", "mysql://x/y"], ["--to", "??"], ["--blobs-to", "file:///x"]])
def test_what_is_no_place_is_said(home: Path, given: list[str]) -> None:
    done = run("move", "--home", home, *given)
    assert done.code == 2 and "Traceback" not in done.said


# -- sealed files ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    yield from running_moto()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in (ACCESS | {"AWS_EC2_METADATA_DISABLED": "true"}).items():
        monkeypatch.setenv(name, value)
    name = f"umzug-{next(_number)}"
    create_bucket(endpoint, name)
    return f"s3://{name}/dateien?endpoint={endpoint}&region=us-east-1"


CONTENTS = {f"{number:032x}": bytes([number]) * size for number, size in enumerate((0, 70_000, 6 * 1024**2, 1), start=1)}
LATER = 2.0**40


def put(home: Path, name: str, content: bytes) -> None:
    writer = FolderBlobs(home / "blobs").create(name)
    writer.write(content)
    writer.finish()


def lying_in(url: str) -> dict[str, bytes]:
    store = blob_store(url)
    return {name: b"".join(store.read(name)) for name in store.names(LATER)}


@pytest.fixture
def filled(home: Path) -> Path:
    for name, content in CONTENTS.items():
        put(home, name, content)
    return home


def test_every_file_is_there_and_the_folder_takes_no_more(filled: Path, bucket: str) -> None:
    face = FolderBlobs(filled / "blobs")
    under_way = face.create("f" * 32)  # of a face that was not stopped
    done = run("move", "--home", filled, "--blobs-to", bucket)
    assert done.code == 0, done.said
    assert lying_in(bucket) == CONTENTS
    assert f"HINWEISGEBER_BLOBS_URL={bucket}" in done.out
    assert {name: b"".join(face.read(name)) for name in face.all_names()} == CONTENTS
    with pytest.raises(StoreAway):
        under_way.finish()
    with pytest.raises(StoreAway):
        face.create("e" * 32)
    with pytest.raises(StoreAway):
        face.delete(next(iter(CONTENTS)))
    again = run("move", "--home", filled, "--blobs-to", bucket)
    assert again.code == 1 and "ist umgezogen" in again.err
    for command in ("office", "intake", "sweep", "erase --carry-out"):
        refused = run(*command.split(), "--home", filled, **SECRETS)
        assert refused.code == 1 and f"ist umgezogen nach {bucket}" in refused.err, refused.said


FILES_OPEN = (
    ("after set",),  # begun
    ("after finish", "before finish"),
    ("before _send", "after _send"),
    ("before finish", "before set"),
)


def test_files_killed_at_any_point_and_called_again(filled: Path, bucket: str) -> None:
    wanted = dict(CONTENTS)
    for number, way in enumerate(FILES_OPEN, start=100):
        killed_at(way, "move", "--home", filled, "--blobs-to", bucket)
        wanted[f"{number:032x}"] = bytes([number])  # the folder is in force, and goes on: one comes, one is erased
        put(filled, f"{number:032x}", bytes([number]))
    gone = next(iter(CONTENTS))
    FolderBlobs(filled / "blobs").delete(gone)
    del wanted[gone]
    for way in (("after set",), ("before drop",)):
        killed_at(way, "move", "--home", filled, "--blobs-to", bucket)
        with pytest.raises(StoreAway):
            put(filled, "e" * 32, b"")
    assert run("move", "--home", filled, "--blobs-to", bucket).code == 0
    assert lying_in(bucket) == wanted


def test_a_file_that_came_while_the_last_step_was_taken_is_brought_too(
    filled: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Mark.set

    def late(mark: Mark, target: str) -> None:
        if mark._path.name == "moved":
            put(filled, "f" * 32, b"finished just before the mark")
        real(mark, target)

    monkeypatch.setattr(Mark, "set", late)
    assert run("move", "--home", filled, "--blobs-to", bucket).code == 0
    assert lying_in(bucket) == CONTENTS | {"f" * 32: b"finished just before the mark"}


def test_files_are_not_moved_among_others_nor_while_anybody_works(filled: Path, bucket: str) -> None:
    box = letterbox_store(f"sqlite:///{filled}/letterbox.sqlite")
    with box.read():
        pass
    refused = run("move", "--home", filled, "--blobs-to", bucket)
    assert refused.code == 1 and "arbeitet noch jemand" in refused.err
    box.dispose()
    writer = blob_store(bucket).create("e" * 32)
    writer.finish()
    refused = run("move", "--home", filled, "--blobs-to", bucket)
    assert refused.code == 1 and "nicht von hier stammt" in refused.err
    assert lying_in(bucket) == {"e" * 32: b""}
    assert not (filled / "blobs/moved").exists()


def test_a_file_that_is_other_there_is_brought_again(filled: Path, bucket: str) -> None:
    killed_at(("before finish", "after finish", "before finish"), "move", "--home", filled, "--blobs-to", bucket)
    store, name = blob_store(bucket), sorted(CONTENTS)[0]
    writer = store.create(name)
    writer.write(b"of another size")
    writer.finish()
    assert run("move", "--home", filled, "--blobs-to", bucket).code == 0
    assert lying_in(bucket) == CONTENTS


def test_files_wait_for_faces_on_postgresql_too(filled: Path, place: Place, bucket: str) -> None:
    assert run("move", "--home", filled, "--to", place.to).code == 0
    place.grant()
    face = place.store("letterbox", "intake")
    with face.read():
        pass
    refused = run("move", "--home", filled, "--blobs-to", bucket, **place.settings())
    assert refused.code == 1 and "arbeitet noch jemand" in refused.err, refused.said
    face.dispose()
    assert run("move", "--home", filled, "--blobs-to", bucket, **place.settings()).code == 0
    assert lying_in(bucket) == CONTENTS
