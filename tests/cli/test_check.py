"""check: names what is the matter, why, and what to do; never a traceback, never a file that was not there."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import sandbox
from hinweisgeber.cli import doctor
from hinweisgeber.cli.doctor import machine
from hinweisgeber.cli.home import berlin_today
from hinweisgeber.cli.keeping import rounds
from hinweisgeber.store.unit import Store
from tests.cli.conftest import Ran, run
from tests.sandbox.fake_clamd import FakeClamd, clamd

HTTPS = {
    "HINWEISGEBER_INTAKE_URL": "https://hinweise.example.org",
    "HINWEISGEBER_OFFICE_URL": "https://meldestelle.example.org",
    "HINWEISGEBER_TRUSTED_PROXIES": "1",
}


@pytest.fixture
def safe(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose root key lies in its safe, on a machine that has all tools and asks nobody outside."""
    (home / "root.key.json").unlink()
    monkeypatch.setattr(sandbox, "available", list)
    monkeypatch.setattr(doctor, "handshake_findings", lambda *_, **__: [])
    monkeypatch.setattr(doctor.keys, "_fetched", lambda _: (home / "keys/ring.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(machine, "ROOT", home.parent / "no machine")
    return home


def said(home: Path, **settings: str) -> dict[str, dict[str, str]]:
    """What `check --json` finds beside open points, by id; its exit says the gravest level."""
    done = run("check", "--home", home, "--json", **HTTPS, **settings)
    found = json.loads(done.out)
    levels = {one["level"] for one in found}
    assert done.code == (2 if "error" in levels else 1 if "warning" in levels else 0)
    assert all(set(one) == {"id", "level", "text", "cause"} for one in found)
    return {one["id"]: one for one in found if one["level"] != "open"}


def of_text(home: Path, **settings: str) -> Ran:
    return run("check", "--home", home, **HTTPS, **settings)


def test_a_good_home_has_open_points_and_nothing_else(safe: Path) -> None:
    done = of_text(safe)
    assert done.code == 0, done.out
    assert "HG-S18 Offen" in done.out, "nobody has backed up yet, and it was founded today"
    assert done.out.splitlines()[-1].startswith("0 Fehler, 0 Hinweise, ")
    assert said(safe) == {}


def test_a_root_key_beside_the_database_is_an_error(home: Path) -> None:
    done = of_text(home)
    assert (done.code, "HG-C22 FEHLER: HINWEISGEBER_HOME" in done.out) == (2, True)


def test_errors_come_first_and_end_with_two_warnings_with_one(safe: Path) -> None:
    done = of_text(safe, HINWEISGEBER_PASSPHRASE="x")
    assert (done.code, done.out.startswith("HG-C25 Hinweis")) == (1, True)
    (safe / "office.secret").chmod(0o644)
    done = of_text(safe, HINWEISGEBER_PASSPHRASE="x")
    assert (done.code, done.out.startswith("HG-C23 FEHLER")) == (2, True)


def test_an_unknown_setting_is_a_finding_too(safe: Path) -> None:
    found = said(safe, HINWEISGEBER_WORKER="3")
    assert found["HG-S13"]["text"].startswith("HINWEISGEBER_WORKER: Diese Einstellung gibt es nicht.")
    assert "HINWEISGEBER_WORKERS" in found["HG-S13"]["text"]


def test_it_names_whose_key_ends_soon(safe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = berlin_today() + timedelta(days=730)
    monkeypatch.setattr(doctor, "berlin_today", lambda: last - timedelta(days=30))
    done = of_text(safe)
    for function, end in (("Leitung der Stabsstelle", last), ("Fallbearbeitung 1", last + timedelta(days=30))):
        assert f"HG-C32 Hinweis: HINWEISGEBER_RING: Der Schlüssel „{function}“ gilt bis zum {end:%d.%m.%Y}." in done.out
    assert "hinweisgeber officer extend" in done.out


def test_it_notices_an_altered_ring(safe: Path) -> None:
    ring = safe / "keys/ring.json"
    ring.write_text(ring.read_text().replace("Fallbearbeitung 1", "Fallbearbeitung 9"))
    done = of_text(safe)
    assert done.code == 2
    assert "HG-S03 FEHLER: HINWEISGEBER_RING" in done.out
    assert "(Schlüsselbund, Eintrag 3: er ist nicht mit dem Wurzelschlüssel unterschrieben)" in done.out


def test_it_notices_a_ring_that_is_no_text(safe: Path) -> None:
    (safe / "keys/ring.json").write_bytes(b"\xff")
    done = of_text(safe)
    assert (done.code, "(Schlüsselbund: die Datei ist kein UTF-8-Text)" in done.out) == (2, True)


def test_it_says_which_database_is_not_migrated(safe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "newest_revision", lambda _: "of a later version")
    done = of_text(safe)
    what = "HG-S02 FEHLER: HINWEISGEBER_CABINET_URL: Die Datenbank ist nicht auf dem Stand dieses Programms.\n"
    assert f"{what}    Bitte „hinweisgeber migrate“ mit der Rolle des Eigentümers aufrufen.\n" in done.out


def test_before_the_founding_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("check", "--home", tmp_path / "nowhere")
    assert (done.code, "init" in done.said) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_check_that_fails_itself_is_a_finding_and_the_others_go_on(
    safe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_patient: Any) -> Any:
        raise RuntimeError("HM-2026-0001")

    monkeypatch.setattr(doctor, "OFFICE", (breaks, *doctor.OFFICE))
    (safe / "backup.secret").unlink()
    found = said(safe)
    assert set(found) == {"HG-S99", "HG-S18"}
    assert "HM-2026" not in found["HG-S99"]["text"]


def test_it_names_what_is_missing_for_working_copies(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hinweisgeber.sandbox.tools.sandbox_trouble", lambda: "nicht installiert")
    done = of_text(home)
    assert "HG-S04 Hinweis: bubblewrap: Fehlt oder arbeitet nicht (nicht installiert)." in done.out
    assert "alle Dateien" in done.out


def test_it_warns_of_a_virus_scanner_that_does_not_answer(safe: Path, tmp_path: Path) -> None:
    path = tmp_path / "clamd.ctl"
    for silent in (f"unix:{path}", "127.0.0.1:1"):
        assert said(safe, HINWEISGEBER_CLAMD=silent)["HG-S05"]["cause"] == "refused"
    with clamd(path, FakeClamd()) as address:
        assert said(safe, HINWEISGEBER_CLAMD=address) == {}


# -- backups -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "days", "found"),
    [("backup", 2, set()), ("backup", 3, {"HG-S18"}), ("rehearsal", 60, set()), ("rehearsal", 61, {"HG-S19"})],
)
def test_it_knows_how_old_the_last_one_is(safe: Path, what: str, days: int, found: set[str]) -> None:
    rounds.note(safe, what, berlin_today() - timedelta(days=days))
    assert set(said(safe)) == found


def test_who_never_did_it_has_the_time_a_new_installation_needs(safe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    founded = berlin_today()
    looks = {"HG-S37"}  # nobody has looked into the letterbox
    for days, found in ((1, set()), (2, looks), (3, looks | {"HG-S18"}), (61, looks | {"HG-S18", "HG-S19"})):
        monkeypatch.setattr(doctor, "berlin_today", lambda days=days: founded + timedelta(days=days))
        assert set(said(safe)) == found


def test_it_knows_what_the_last_daily_verification_came_to(safe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "HG-S40 Offen" in of_text(safe).out, "nobody has verified yet"
    assert "Zuletzt täglich geprüft" not in of_text(safe).out
    said_by_run = run("verify", "--daily", "--home", safe)
    assert said_by_run.code == 0
    told = of_text(safe).out
    assert "HG-S40" not in told
    assert f"Zuletzt täglich geprüft am {berlin_today():%d.%m.%Y}: 1 Eintrag, " in told
    assert told.rpartition("Prüfsumme ")[2].strip(" .…\n") in said_by_run.out, "and which head it has"
    day = berlin_today()
    monkeypatch.setattr(doctor, "berlin_today", lambda: day + timedelta(days=3))
    assert "zuletzt am" in said(safe)["HG-S40"]["text"]
    monkeypatch.undo()
    (safe / "verified.state").write_bytes(b"x" * 99)
    assert "verändert oder fremd" in said(safe)["HG-S40"]["text"]
    with sqlite3.connect(safe / "cabinet.sqlite") as db:
        db.execute("DROP TRIGGER journal_text_no_update")
        db.execute("UPDATE journal_text SET sealed = zeroblob(9)")
    assert run("verify", "--daily", "--home", safe).code == 1
    assert "HG-S41" in said(safe)


def test_a_backup_and_a_rehearsal_are_noted(safe: Path, tmp_path: Path) -> None:
    archives = tmp_path / "archives"
    assert run("backup", "--home", safe, archives).code == 0
    assert rounds.last(safe, "backup") == berlin_today()
    (content,), (keys,) = archives.glob("*.hgb"), archives.glob("*.hgk")
    assert rounds.last(safe, "rehearsal") is None
    done = run("restore", "--rehearse", "--home", safe, "--keys", keys, content)
    assert (done.code, rounds.last(safe, "rehearsal")) == (0, berlin_today())
    assert sorted(json.loads((safe / rounds.NAME).read_text())) == ["backup", "rehearsal"]
    assert (safe / rounds.NAME).stat().st_mode & 0o777 == 0o600


def test_a_rehearsal_on_another_machine_leaves_no_folder_behind(safe: Path, tmp_path: Path) -> None:
    archives, secret = tmp_path / "archives", (safe / "backup.secret").read_text().strip()
    assert run("backup", "--home", safe, archives).code == 0
    (content,) = archives.glob("*.hgb")
    done = run("restore", "--rehearse", "--home", tmp_path / "other", content, HINWEISGEBER_BACKUP_SECRET=secret)
    assert (done.code, (tmp_path / "other").exists()) == (0, False)


def test_the_note_is_no_reason_for_a_backup_to_fail(
    safe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(rounds, "write_file", refuses)
    done = run("backup", "--home", safe, tmp_path / "archives")
    assert (done.code, "ließ sich nicht schreiben" in done.err) == (0, True)


def test_the_version_names_the_list_of_files_and_a_checkout_has_none() -> None:
    done = run("--version")
    assert done.code == 0
    assert done.out.startswith("hinweisgeber 0.")
    assert "SHA-256: keine, dies ist ein Arbeitsstand" in done.out
