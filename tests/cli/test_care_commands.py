"""verify, checkpoint, due, migrate, help: exit codes and German words, never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli import COMMANDS
from hinweisgeber.cli.home import berlin_today, read_ring
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.domain.case.deadlines import first_look_by
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.cli.conftest import PASSPHRASE, run, run_apart
from tests.founded import as_of


@pytest.fixture
def busy(home: Path) -> Path:
    """A home with one collected case, overdue, and one report nobody has collected."""
    settings, today = config.load(home, {}), berlin_today()
    ring, cabinet, letterbox = (
        read_ring(settings),
        cabinet_store(settings.cabinet_url),
        letterbox_store(settings.letterbox_url),
    )

    def send(days_ago: int) -> None:
        day = today - timedelta(days=days_ago)
        booth = Booth(letterbox, as_of(ring, day), day)
        submit(booth, AccessCode.generate(), Report("Streng geheim."))

    send(8)
    with cabinet.read() as cab:
        row = cab.officer(username="fall1")
    assert row
    identity = unlock_identity(row.keystore, row.officer_id, PASSPHRASE)
    assert collect(Desk(cabinet, letterbox, ring, row.officer_id, identity, today)) == Collected()
    send(1)
    cabinet.dispose()
    letterbox.dispose()
    return home


def spoil(home: Path, statement: str) -> None:
    connection = sqlite3.connect(home / "cabinet.sqlite", isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.close()


# -- help ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [[], *([name] for name in COMMANDS), *(["officer", w] for w in ("add", "list", "passphrase", "revoke"))]
)
def test_every_command_has_help(command: list[str]) -> None:
    from click.testing import CliRunner

    from hinweisgeber.cli import group

    done = CliRunner().invoke(group, [*command, "--help"])
    assert done.exit_code == 0
    assert "--home" in done.output or command in ([], ["officer"])


def test_help_of_all_names_every_command() -> None:
    done = run_apart("--help")
    assert done.code == 0
    assert all(name in done.out for name in COMMANDS)


def test_unknown_command_is_refused() -> None:
    assert run("nonsense").code == 2


@pytest.mark.parametrize("command", ["verify", "due", "migrate", "intake", "office"])
def test_unknown_setting_stops_the_start_with_its_name(command: str, home: Path) -> None:
    done = run(command, "--home", home, HINWEISGEBER_WORKER="3")
    assert done.code == 1
    assert done.err.startswith("hinweisgeber: HINWEISGEBER_WORKER: Diese Einstellung gibt es nicht.")
    assert "HINWEISGEBER_WORKERS" in done.err


# -- verify, checkpoint -------------------------------------------------------------------------------------------


def test_verify_says_how_much_holds(busy: Path) -> None:
    done = run("verify", "--home", busy)
    assert (done.code, done.out.splitlines()[0]) == (0, "Das Protokoll hält: 2 Einträge, davon 2 mit Text.")


def test_verify_names_the_first_broken_entry(busy: Path) -> None:
    spoil(busy, "UPDATE journal SET kind = 'note' WHERE seq = 2")
    done = run("verify", "--home", busy)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Das Protokoll ist gebrochen bei Eintrag 2:")


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        ("DELETE FROM journal", 1, "es gibt keinen einzigen Eintrag"),
        ("UPDATE journal SET kind = 'note' WHERE seq = 1", 1, "das Protokoll beginnt nicht mit der Gründung"),
        ("UPDATE journal SET signer = 'root' WHERE seq = 2", 2, "der Wurzelschlüssel unterschreibt nur die Gründung"),
        ("UPDATE journal SET day = '2199-01-01' WHERE seq = 2", 2, "[0-9a-f]{16} durfte am 01.01.2199 nicht untersch"),
        ("UPDATE journal SET signature = zeroblob(3) WHERE seq = 2", 2, "ein Feld hat die falsche Länge"),
        ("UPDATE journal SET kind = '!' WHERE seq = 2", 2, "die Art der Handlung oder die Kennung der Person ist ung"),
        ("UPDATE journal SET seq = 3 WHERE seq = 2", 3, "er trägt nicht die nächste Nummer"),
        ("UPDATE journal SET previous = commitment WHERE seq = 2", 2, "er folgt nicht auf den Eintrag davor"),
        ("UPDATE journal SET kind = 'note' WHERE seq = 2", 2, "die Unterschrift stimmt nicht"),
        ("UPDATE journal_text SET sealed = zeroblob(9) WHERE seq = 2", 2, "sein Text ist nicht der unterschriebene"),
        ("DELETE FROM journal_text WHERE seq = 2", 2, "sein Text fehlt"),
        ("UPDATE file SET revision = 7", 2, "zu Vorgang [0-9a-f]{32} gehören 7 Einträge, da sind 1"),
        ("DELETE FROM file", 2, "Vorgang [0-9a-f]{32} ist verschwunden"),
        ("UPDATE file SET erased_on = '2199-01-01'", 2, "gilt als gelöscht am 01.01.2199, in der Zukunft"),
        ("UPDATE file SET erased_on = '2026-01-01'", 2, "ist gelöscht, und niemand hatte das bis dahin erlaubt"),
    ],
)
def test_verify_says_in_german_what_is_broken_and_what_to_do(statement: str, seq: int, why: str, busy: Path) -> None:
    spoil(busy, statement)
    done = run("verify", "--home", busy)
    what, *_, advice = done.err.splitlines()
    assert re.fullmatch(rf"Das Protokoll ist gebrochen bei Eintrag {seq}: .*{why}.*\.", what)
    assert advice.startswith("Bitte ändern Sie nichts mehr, sichern Sie die Datenbanken")


def test_checkpoint_refused_says_in_german_what_to_do(busy: Path) -> None:
    """What the error says itself is for developers."""
    spoil(busy, "UPDATE journal SET day = '2199-01-01' WHERE seq = 2")
    done = run("checkpoint", "--home", busy)
    words = "Die Prüfung ist fehlgeschlagen (eine Unterschrift stimmt nicht). „hinweisgeber check“ nennt, was"
    assert (done.code, done.err.startswith(f"hinweisgeber: {words}")) == (1, True)


def test_checkpoint_is_contained_later_and_not_after_a_cut(busy: Path, template: Path, tmp_path: Path) -> None:
    printed = run("checkpoint", "--home", busy)
    assert printed.code == 0
    kept, other = tmp_path / "kept.txt", tmp_path / "other.txt"
    kept.write_text(printed.out)
    assert run("verify", "--home", busy, "--checkpoint", kept).code == 0
    shutil.copytree(template, tmp_path / "another")
    other.write_text(run("checkpoint", "--home", tmp_path / "another").out)
    assert run("verify", "--home", busy, "--checkpoint", other).code == 0, "the founding's own checkpoint"
    for table in ("message", "status", "mailbox_wrap", "file_wrap", "epoch", "line", "abstract", "file"):
        spoil(busy, f"DELETE FROM {table}")
    spoil(busy, "DELETE FROM journal_text WHERE seq = 2")
    spoil(busy, "DELETE FROM journal WHERE seq = 2")
    assert run("verify", "--home", busy).code == 0, "without a checkpoint nobody could know"
    done = run("verify", "--home", busy, "--checkpoint", kept)
    assert (done.code, "gebrochen bei Eintrag 2" in done.err) == (1, True)


@pytest.mark.parametrize("content", [b"", b"Guten Tag", b"\xff\xfe\x00", b"a\n1\nb\n\n"])
def test_file_that_is_no_checkpoint_is_refused_in_words(content: bytes, home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(content)
    done = run("verify", "--home", home, "--checkpoint", tmp_path / "kept")
    assert (done.code, "ist kein Prüfpunkt" in done.err) == (1, True)


# -- due, migrate -------------------------------------------------------------------------------------------------


def test_due_prints_number_duty_and_day_and_no_content(busy: Path) -> None:
    done = run("due", "--home", busy)
    today = berlin_today()
    assert done.code == 0
    received = today - timedelta(days=8)
    number, look = f"HM-{received.year}-0001", first_look_by(received)
    late = (today - look).days
    assert done.out.splitlines() == [
        f"{look}  {number}  Erste Durchsicht (eigenes Ziel)  überfällig seit {late} Tag{'en' if late > 1 else ''}",
        f"{today - timedelta(days=1)}  {number}  Eingangsbestätigung  überfällig seit 1 Tag",
        f"1 Meldung noch nicht abgeholt, die älteste vom {today - timedelta(days=1)}.",
    ]


def test_migrate_twice_names_both_revisions(home: Path) -> None:
    for database in home.glob("*.sqlite*"):
        database.unlink()
    first, second = run("migrate", "--home", home), run("migrate", "--home", home)
    assert (first.code, first.out) == (0, second.out)
    assert [line.split(":")[0] for line in first.out.splitlines()] == ["letterbox", "cabinet"]


# -- files --------------------------------------------------------------------------------------------------------


def test_sweep_says_how_much_it_has_deleted(home: Path) -> None:
    assert run("sweep", "--home", home).out == "0 Reste gelöscht.\n"
    blobs = blob_store((home / "blobs").as_uri())
    old, new = (store_file(blobs, [b"Rest"], "rest.txt", cleaned=False).blob for _ in range(2))
    os.utime(next((home / "blobs").rglob(old)), (0, 0))
    assert run("sweep", "--home", home).out == "1 Rest gelöscht.\n"
    assert [path.name for path in (home / "blobs").rglob("*") if path.is_file()] == [new]


def test_due_reckons_from_the_day_that_is_given(busy: Path) -> None:
    first = run("due", "--home", busy).out.splitlines()[0]
    day, number = first.split()[:2]
    told = run("due", "--home", busy, "--today", day).out.splitlines()
    assert next(line for line in told if line.startswith(f"{day}  {number}")).endswith("heute")


# -- verify --daily -----------------------------------------------------------------------------------------------


def test_verify_by_the_day_goes_on_where_it_ended_and_says_so_in_german(busy: Path) -> None:
    first = run("verify", "--daily", "--home", busy)
    assert first.code == 0, first.said
    assert first.out.splitlines()[0].startswith("Der erste Lauf hier")
    assert "Alles stimmt: 2 Einträge" in first.out
    assert "Weiter nach Eintrag 2" in run("verify", "--daily", "--home", busy).out
    (busy / "verified.state").write_bytes(b"x")
    assert "ist verändert oder fremd" in run("verify", "--daily", "--home", busy).out
    assert run("verify", "--daily", "--json", "--home", busy).out == "[]\n"


def test_verify_by_the_day_ends_with_1_and_names_each_thing(busy: Path) -> None:
    assert run("verify", "--daily", "--home", busy).code == 0
    spoil(busy, "DELETE FROM file_wrap")
    done = run("verify", "--daily", "--home", busy)
    assert (done.code, "Bitte ändern Sie nichts mehr" in done.err) == (1, True)
    told = json.loads(run("verify", "--daily", "--json", "--home", busy).out)
    assert {one["kind"] for one in told} == {"missing"}
    assert {tuple(one) for one in told} == {("entry", "case", "kind", "what")}
