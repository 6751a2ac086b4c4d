"""move: every row at the new place, whatever cuts it off; nothing confirmed is lost, nothing is there twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli.keeping.move import destination
from hinweisgeber.config.values import database
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.cabinet.probe import BY_OFFICE
from hinweisgeber.store.dump import dump_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.probing import LETTERBOX_BY_INTAKE, LETTERBOX_BY_OFFICE, touch
from tests.cli.conftest import SECRETS, run
from tests.cli.moving import Place, all_of, fill, killed_at, marks, moved_to, place_is_filled, refused
from tests.store import rows
from tests.store.postgres import Server, running

pytestmark = pytest.mark.postgres
_number = count()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def place(server: Server) -> Place:
    made = Place(server, f"umzug{next(_number)}")
    made.grant()
    return made


@pytest.fixture
def home(home: Path) -> Path:
    fill(home)
    return home


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
    assert "backup.env und erase.env" in done.out
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
        assert "ist umgezogen nach postgresql+psycopg:///" in refused(command, "--home", home, **SECRETS)
    found = run("check", "--home", home)
    assert found.out.count("HG-S32 FEHLER") == 2, found.out


def test_a_face_that_was_not_stopped_confirms_nothing_any_more(home: Path, place: Place) -> None:
    """Before its first request it has no connection, so that it stands in nobody's way."""
    face = import_module("hinweisgeber.intake").create_app(config.load(home, {}))
    assert run("move", "--home", home, "--to", place.to).code == 0
    answer = face.test_client(use_cookies=False).post("/postfach", data={"code": str(AccessCode.generate())})
    assert (answer.status_code, "noch einmal" in answer.text) == (503, True)
    face.letterbox.dispose()


@pytest.mark.parametrize(
    ("to", "face", "line"),
    [
        ("postgresql://127.0.0.1", "office", "hinweisgeber_office@/hinweisgeber_letterbox?host=/run/postgresql"),
        ("postgresql://[::1]:5433/b1", "intake", "b1_intake@:5433/b1_letterbox?host=/run/postgresql"),
        (
            "postgresql://eigner@db.example.org/b1?sslmode=verify-full",
            "intake",
            "b1_intake@db.example.org/b1_letterbox?sslmode=verify-full",
        ),
    ],
)
def test_a_face_gets_its_own_role(to: str, face: str, line: str) -> None:
    said = destination(to).of_face("letterbox", face)
    assert said == f"postgresql+psycopg://{line}"
    database(said, Path())  # as settings take it


def test_it_says_what_to_change_and_changes_no_setting(home: Path, place: Place) -> None:
    before = (home / "settings.env").read_bytes()
    done = run("move", "--home", home, "--to", place.to, "--only", "letterbox")
    assert done.code == 0, done.said
    assert (home / "settings.env").read_bytes() == before
    assert f"psql -X -v name={place.name} < postgres/roles.sql" in done.out
    assert (done.out.count("HINWEISGEBER_LETTERBOX_URL="), done.out.count("CABINET_URL")) == (2, 0)
    assert marks(home) == {"letterbox.sqlite.moved"}


# -- cut off ---------------------------------------------------------------------------------------------------------

OPEN_STILL = (
    ("CREATE TABLE", "commit postgresql"),
    ("INSERT INTO report ", "setval"),
    ("INSERT INTO journal ", "FROM journal_text"),
    ("before set",),
)
CLOSED = (
    ("after set", "before set"),  # the cabinet is marked, the letterbox not
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
        with pytest.raises(SettingsWrong, match="ist umgezogen nach"):
            all_of(home)
    assert place_is_filled(place) == {"letterbox"}, "no office starts without its cabinet"
    done = run("move", "--home", home, "--to", place.to)
    assert done.code == 0, done.said
    assert moved_to(place) == before
    assert run("move", "--home", home, "--to", place.to).code == 0, "once more changes nothing"
    assert moved_to(place) == before


# -- refused -----------------------------------------------------------------------------------------------------------


def test_while_anybody_is_at_the_old_place_it_is_refused(home: Path, place: Place) -> None:
    cab = cabinet_store(f"sqlite:///{home}/cabinet.sqlite")
    with cab.read() as cabinet:
        assert cabinet.head()
    said = refused("move", "--home", home, "--to", place.to)  # its connection waits for the next request
    assert "arbeitet noch jemand" in said
    assert "systemctl stop" in said
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
    with pytest.raises(SettingsWrong, match="ist umgezogen nach somewhere else"), box.write():
        pytest.fail("it let a writer in")
    box.dispose()


def test_a_place_with_anything_of_others_in_it_is_refused(home: Path, place: Place) -> None:
    place.migrated()
    with place.writing("cabinet") as cabinet:
        cabinet.add_officer(rows.ANNA, "anna", "{}")
    before = moved_to(place)
    assert "nicht von hier stammt" in refused("move", "--home", home, "--to", place.to)
    assert moved_to(place) == before
    assert marks(home) == set()


def test_once_moved_it_moves_neither_again_nor_elsewhere(home: Path, place: Place) -> None:
    """What has gone on at the new place is not touched."""
    assert run("move", "--home", home, "--to", place.to).code == 0
    with place.writing("letterbox") as box:
        rows.report(box, 300)
    before = moved_to(place)
    assert "ist umgezogen nach" in refused("move", "--home", home, "--to", place.to)
    assert moved_to(place) == before
    second = Place(place.server, f"{place.name}b")
    assert f"{place.name}_cabinet" in refused("move", "--home", home, "--to", second.to)


def test_a_row_that_is_other_there_undoes_all(home: Path, place: Place) -> None:
    place.migrated()
    server = place.server
    server.sql("CREATE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.wrap = 'x'; RETURN NEW; END $$",
               f"{place.name}_cabinet")  # fmt: skip
    server.sql(
        "CREATE TRIGGER bad BEFORE INSERT ON file_wrap FOR EACH ROW EXECUTE FUNCTION bad()", f"{place.name}_cabinet"
    )
    said = refused("move", "--home", home, "--to", place.to)
    assert "cabinet/file_wrap ist am neuen Ort nicht dasselbe" in said
    assert (marks(home), place_is_filled(place)) == (set(), set())


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["--to", "mysql://x/y"],
        ["--to", "??"],
        ["--to", "postgresql://x:y/z"],
        ["--to", "postgresql://h/x?port=abc"],
        ["--to", "postgresql://h/x?foo=bar"],
        ["--to", "postgresql://h/x?dbname=y"],
        ["--to", "postgresql://h/x?user=y"],
        ["--blobs-to", "file:///x"],
        ["--blobs-to", "s3://b/p?endpoint=http://[::1"],
        ["--blobs-to", "s3://b/p?endpoint=http://a_b"],
        ["--blobs-to", "s3://b/p?endpoint"],
        ["--blobs-to", "s3://[b/p"],
    ],
)
def test_what_is_no_place_is_said(home: Path, given: list[str]) -> None:
    done = run("move", "--home", home, *given)
    assert (done.code, done.out) == (2, "")
    assert "".join(given[:1]) in done.err


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        (["--to", "postgresql://eigner:geheim@127.0.0.1:1"], "PGPASSWORD"),
        (["--to", "postgresql://127.0.0.1:1/x?password=geheim"], "~/.pgpass"),
        (["--to", "postgresql://127.0.0.1:1/x?sslmode=require&sslpassword=geheim"], "(peer)"),
        (["--blobs-to", "s3://ich:geheim@b/p?endpoint=http://127.0.0.1:1"], "AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_a_password_in_the_call_is_refused_before_anything_is_touched(
    home: Path, given: list[str], instead: str
) -> None:
    """It would stand in the list of processes and in the shell's history."""
    before = all_of(home)
    done = run("move", "--home", home, *given)
    said = " ".join(done.err.split())
    assert (done.code, done.out, instead in said, "Geändert wurde nichts" in said) == (2, "", True, True), said
    assert "geheim" not in said
    assert (marks(home), all_of(home)) == (set(), before)


def test_a_database_that_is_not_there_is_not_made_and_moved_empty(home: Path) -> None:
    (home / "letterbox.sqlite").unlink()
    assert "Ein Speicher ist nicht erreichbar" in refused("move", "--home", home, "--to", "postgresql://127.0.0.1:1")
    assert not (home / "letterbox.sqlite").exists()


def test_a_target_that_is_away_is_named_and_nothing_is_changed(home: Path, place: Place) -> None:
    """Neither `check` nor anything else here could tell: it looks at the old place, which is well."""
    before = all_of(home)
    for to, where in (
        ("postgresql://127.0.0.1:1/weg", "postgresql+psycopg://127.0.0.1:1/weg_cabinet"),
        (f"postgresql://{place.name}_migrate@/vertippt?host={place.server.folder}", "/vertippt_cabinet?host="),
    ):
        said = refused("move", "--home", home, "--to", to)
        assert (where in said, "nichts geändert" in said, "hinweisgeber check" in said) == (True, True, False), said
        assert (marks(home), all_of(home)) == (set(), before)


def test_files_wait_for_faces_on_postgresql_too(home: Path, place: Place) -> None:
    assert run("move", "--home", home, "--to", place.to).code == 0
    place.grant()
    face = place.store("letterbox")
    with face.read():
        pass
    there = ("move", "--home", home, "--blobs-to", "s3://b/p?endpoint=http://127.0.0.1:1&region=x")
    assert "arbeitet noch jemand" in refused(*there, **place.settings())
    face.dispose()
    assert "s3://b/p?endpoint=http://127.0.0.1:1&region=x ist nicht erreichbar" in refused(*there, **place.settings())
