"""Both faces under gunicorn; the intake alone, with the office's code deleted and no cabinet; two starts at once."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from hinweisgeber.cli.serve import open_door
from hinweisgeber.store.cabinet import cabinet_store
from tests.cli.conftest import Started, get, run, run_apart, wait_for
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = [
    line for line in (ROOT / "deploy/not-on-the-intake.txt").read_text().splitlines() if not line.startswith("#")
]


def bound(face: str, port: int) -> dict[str, str]:
    name = f"HINWEISGEBER_{face.upper()}"
    return {f"{name}_BIND": f"127.0.0.1:{port}", f"{name}_URL": f"http://127.0.0.1:{port}"}


@pytest.mark.parametrize(("face", "page"), [("intake", "/melden"), ("office", "/anmelden")])
def test_two_processes_of_two_workers_start_on_an_empty_instance_at_once(
    face: str, page: str, home: Path, start: Started
) -> None:
    for database in home.glob("*.sqlite*" if face == "intake" else "letterbox.sqlite*"):
        database.unlink()
    ports = [free_port(), free_port()]
    processes = [start(face, "--home", home, HINWEISGEBER_WORKERS="2", **bound(face, port)) for port in ports]
    for port in ports:
        wait_for(f"http://127.0.0.1:{port}", processes)
        status, text = get(f"http://127.0.0.1:{port}{page}")
        assert (status, "<form" in text) == (200, True)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in home.glob("*.sqlite")}
    assert set(modes.values()) == {"0o600"}, modes


def test_every_path_left_out_on_the_intake_exists() -> None:
    assert [path for path in LEFT_OUT if not (ROOT / path).exists()] == []
    assert len(set(LEFT_OUT)) == len(LEFT_OUT) > 15


def test_intake_starts_with_the_offices_code_deleted_and_no_cabinet(home: Path, tmp_path: Path, start: Started) -> None:
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "hinweisgeber", copy / "hinweisgeber", ignore=ignored)
    shutil.copytree(ROOT / "templates", copy / "templates", ignore=ignored)
    for path in LEFT_OUT:
        shutil.rmtree(copy / path) if (copy / path).is_dir() else (copy / path).unlink()
    for path in ("cabinet.sqlite", "office.secret", "root.key.json"):
        (home / path).unlink()
    port = free_port()
    process = start("intake", "--home", home, cwd=copy, PYTHONPATH=str(copy), **bound("intake", port))
    wait_for(f"http://127.0.0.1:{port}", [process])
    status, text = get(f"http://127.0.0.1:{port}/melden")
    assert (status, 'name="description"' in text) == (200, True)
    assert get(f"http://127.0.0.1:{port}/postfach")[0] == 200
    assert not (home / "cabinet.sqlite").exists()
    with sqlite3.connect(home / "letterbox.sqlite") as box:
        assert box.execute("SELECT count(*) FROM report").fetchone() == (0,)


def test_busy_port_ends_the_face_with_words(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_apart("intake", "--home", home, **bound("intake", port))
    assert done.code != 0
    assert "can't connect" in done.err.lower() or "connection in use" in done.err.lower() or "belegt" in done.err


@pytest.mark.parametrize("face", ["intake", "office"])
def test_face_refuses_to_start_on_a_finding(face: str, home: Path) -> None:
    (home / "keys/anna.key").write_text("-----BEGIN " + "PRIVATE KEY-----\n")
    done = run(face, "--home", home)
    assert done.code == 1
    assert "HG-C21" in done.err


@pytest.mark.parametrize("how", ["away", "empty", "of others"])
def test_the_office_starts_with_no_cabinet_but_that_of_its_people(how: str, home: Path) -> None:
    """In one plain sentence, and none is made: an empty one would look like an office without cases."""
    for path in home.glob("cabinet.sqlite*"):
        path.unlink()
    if how != "away":
        cabinet_store(f"sqlite:///{home}/cabinet.sqlite").migrate()
    if how == "of others":
        with sqlite3.connect(home / "cabinet.sqlite") as db:
            db.execute("INSERT INTO officer VALUES ('0123456789abcdef', 'x', '{}', 0, 0, NULL, NULL)")
    before = sorted(path.name for path in home.iterdir())
    done = run("office", "--home", home)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith("hinweisgeber: HINWEISGEBER_CABINET_URL: Der Aktenschrank kennt niemanden aus dem Schl")
    assert sorted(path.name for path in home.iterdir()) == before


@pytest.mark.parametrize("face", ["intake", "office"])
def test_face_refuses_an_altered_ring(face: str, home: Path) -> None:
    ring = home / "keys/ring.json"
    ring.write_text(ring.read_text().replace("Fallbearbeitung 1", "Fallbearbeitung 9"))
    done = run(face, "--home", home)
    assert done.code == 1
    assert done.err.startswith("hinweisgeber: Die Prüfung ist fehlgeschlagen (Schlüsselbund, Eintrag 3")


@pytest.mark.parametrize(("folder", "mode"), [(0o710, 0o666), (0o700, 0o666), (0o755, 0o700), (0o771, 0o700)])
def test_a_socket_lets_in_whom_its_folder_lets_in_and_never_everybody(tmp_path: Path, folder: int, mode: int) -> None:
    door = tmp_path / "door"
    door.mkdir()
    door.chmod(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(door / "office.sock"))
        (door / "office.sock").chmod(0o700)
        open_door(f"unix:{door}/office.sock")
        assert (door / "office.sock").stat().st_mode & 0o777 == mode
    for elsewhere in ("127.0.0.1:8000", f"unix:{tmp_path}/systemd.sock"):
        open_door(elsewhere)
