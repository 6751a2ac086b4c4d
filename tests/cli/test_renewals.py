"""officer passphrase and rotate-root: the same person and installation, under another lock and another root."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from hinweisgeber import config
from hinweisgeber.cli import group
from hinweisgeber.cli.home import berlin_today, read_ring
from hinweisgeber.crypto.keystore import RootKey, unlock_identity
from hinweisgeber.crypto.ring import Ring, fingerprint
from hinweisgeber.crypto.session import OfficeMemory
from hinweisgeber.store.cabinet import OfficerRow, cabinet_store
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.errors import LoginFailed, SessionExpired
from hinweisgeber.web.ring_file import RingFile
from tests.cli.conftest import PASSPHRASE, ROOT_PASSPHRASE, SECRETS, Ran, errors, run

NEW, NOW = "ganz-andere-und-nur-fuer-tests", 1_800_000_000
MEMORY = OfficeMemory.generate()


def ring_of(home: Path) -> Ring:
    return read_ring(config.load(home, {}))


def account(home: Path, username: str = "fall1") -> OfficerRow:
    cabinet = cabinet_store(config.load(home, {}).cabinet_url)
    with cabinet.read() as cab:
        found = cab.officer(username=username)
    cabinet.dispose()
    assert found is not None
    return found


def login(home: Path, passphrase: str, username: str = "fall1") -> str:
    cabinet = cabinet_store(config.load(home, {}).cabinet_url)
    try:
        return unlock.login(cabinet, ring_of(home), MEMORY, username, passphrase, "", berlin_today(), NOW)
    finally:
        cabinet.dispose()


def changed(home: Path, new: str, *more: object, name: str = "Fall1", **settings: str) -> Ran:
    file = home / "new"
    file.write_text(new + "\n")
    done = run("officer", "passphrase", "--home", home, "--new-passphrase-file", file, *more, name, **settings)
    file.unlink()
    return done


# -- officer passphrase ---------------------------------------------------------------------------------------------


def test_a_new_passphrase_opens_the_same_keys_and_the_old_one_nothing(home: Path) -> None:
    before = account(home)
    done = changed(home, NEW, **SECRETS)
    assert done.code == 0, done.said
    after = account(home)
    one = unlock_identity(before.keystore, before.officer_id, PASSPHRASE)
    assert unlock_identity(after.keystore, after.officer_id, NEW).to_bytes() == one.to_bytes()
    assert login(home, NEW)
    with pytest.raises(LoginFailed):
        login(home, PASSPHRASE)


def test_open_sessions_of_this_person_end_and_others_go_on(home: Path) -> None:
    theirs, others = login(home, PASSPHRASE), login(home, PASSPHRASE, "leitung")
    assert changed(home, NEW, **SECRETS).code == 0
    cabinet = cabinet_store(config.load(home, {}).cabinet_url)
    with pytest.raises(SessionExpired):
        unlock.resume(cabinet, ring_of(home), MEMORY, theirs, berlin_today(), NOW)
    assert unlock.resume(cabinet, ring_of(home), MEMORY, others, berlin_today(), NOW).username == "leitung"
    cabinet.dispose()


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("fall1", "falsche-passphrase", NEW, "stimmt nicht. Es wurde nichts geändert"),
        ("fall1", PASSPHRASE, "zu kurz", "mindestens 12 Zeichen"),
        ("fall1", PASSPHRASE, PASSPHRASE, "Bitte eine andere wählen"),
        ("niemand", PASSPHRASE, NEW, "hat hier kein Konto"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(name: str, old: str, new: str, words: str, home: Path) -> None:
    session, kept = login(home, PASSPHRASE), account(home)
    done = changed(home, new, name=name, HINWEISGEBER_PASSPHRASE=old)
    assert (done.code, words in done.err) == (1, True), done.said
    assert account(home) == kept
    cabinet = cabinet_store(config.load(home, {}).cabinet_url)
    assert unlock.resume(cabinet, ring_of(home), MEMORY, session, berlin_today(), NOW).username == "fall1"
    cabinet.dispose()


def test_it_asks_twice_for_the_new_one_and_shows_neither(home: Path) -> None:
    def answered(*lines: str) -> tuple[int, str]:
        done = CliRunner().invoke(
            group, ["officer", "passphrase", "--home", str(home), "fall1"], input="\n".join(lines)
        )
        return done.exit_code, done.output

    assert answered(PASSPHRASE, NEW, NEW + "x", "")[0] == 1, "typed differently, and asked again"
    assert login(home, PASSPHRASE)
    code, shown = answered(PASSPHRASE, NEW, NEW, "")
    assert code == 0, shown
    assert PASSPHRASE not in shown
    assert NEW not in shown
    assert login(home, NEW)


# -- rotate-root ----------------------------------------------------------------------------------------------------


@pytest.fixture
def rotated(home: Path) -> Path:
    """A home whose root key was replaced; the new one lies beside it, locked with `NEW`."""
    (home / "new").write_text(NEW)
    options = ["--home", home, "--new-passphrase-file", home / "new"]
    done = run("rotate-root", *options, home / "second.json", **SECRETS)
    assert done.code == 0, done.said
    assert NEW not in done.said
    (home / "new").unlink()
    return home


def test_the_new_root_signs_from_now_on_and_the_old_one_no_more(rotated: Path) -> None:
    second = RootKey.unlock((rotated / "second.json").read_text(), NEW)
    assert stat.S_IMODE((rotated / "second.json").stat().st_mode) == 0o600
    assert ring_of(rotated).fingerprint == fingerprint(second.public)
    kept = (rotated / "keys/ring.json").read_bytes()
    old = run("officer", "add", "--home", rotated, "neu:Neu:officer", **SECRETS)
    assert (old.code, "ein früherer, der abgelöst ist" in old.err) == (1, True), old.said
    assert (rotated / "keys/ring.json").read_bytes() == kept
    new = {**SECRETS, "HINWEISGEBER_ROOT_PASSPHRASE": NEW}
    key = ["--root-key", rotated / "second.json"]
    done = run("officer", "add", "--home", rotated, *key, "neu:Neu:officer", **new)
    assert done.code == 0, done.said
    assert login(rotated, PASSPHRASE, "neu")


def test_a_running_face_follows_and_so_does_one_that_pins_either(home: Path) -> None:
    settings = config.load(home, {})
    running = RingFile(settings.ring, settings.root_fingerprint or "")
    (home / "new").write_text(NEW)
    options = ["--home", home, "--new-passphrase-file", home / "new"]
    assert run("rotate-root", *options, home / "second.json", **SECRETS).code == 0
    newest = running.ring.fingerprint
    assert newest != settings.root_fingerprint
    for pinned in (settings.root_fingerprint or "", newest):
        assert RingFile(settings.ring, pinned).ring.fingerprint == newest


def test_the_journal_and_the_backup_are_still_of_this_installation(rotated: Path, tmp_path: Path) -> None:
    before, newest = config.load(rotated, {}).root_fingerprint, ring_of(rotated).fingerprint
    for pinned in (before or "", newest):
        pin = {"HINWEISGEBER_ROOT_FINGERPRINT": pinned}
        assert run("verify", "--home", rotated, **pin).code == 0
        done = run("backup", "--home", rotated, tmp_path / "backups", **pin)
        content, keys = done.out.splitlines()[:2]
        rehearsed = run("restore", "--rehearse", "--home", rotated, "--keys", keys, content, **pin)
        assert rehearsed.code == 0, rehearsed.said


def test_a_backup_from_before_still_belongs_to_it(home: Path, tmp_path: Path) -> None:
    content, keys = run("backup", "--home", home, tmp_path).out.splitlines()[:2]
    (home / "new").write_text(NEW)
    options = ["--home", home, "--new-passphrase-file", home / "new"]
    assert run("rotate-root", *options, home / "second.json", **SECRETS).code == 0
    pin = {"HINWEISGEBER_ROOT_FINGERPRINT": ring_of(home).fingerprint}
    done = run("restore", "--rehearse", "--home", home, "--keys", keys, content, **pin)
    assert done.code == 0, done.said


def test_check_names_an_earlier_pin_and_a_root_key_that_was_left(rotated: Path) -> None:
    (rotated / "root.key.json").unlink()
    (rotated / "second.json").rename(rotated / "root.key.2.json")
    done = run("check", "--home", rotated)
    newest = ring_of(rotated).fingerprint
    assert errors(done) == {"HG-C22"}, "whatever it is called"
    assert "HG-S31 Hinweis: HINWEISGEBER_ROOT_FINGERPRINT" in done.out
    assert newest in done.out
    assert "HG-S31" not in run("check", "--home", rotated, HINWEISGEBER_ROOT_FINGERPRINT=newest).out


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"HINWEISGEBER_ROOT_PASSPHRASE": "falsche-passphrase"}, "Wurzelschlüssels stimmt nicht"),
        ({}, "gibt es schon"),
    ],
)
def test_a_rotation_that_is_refused_changes_nothing(settings: dict[str, str], words: str, home: Path) -> None:
    target = home / ("root.key.json" if "schon" in words else "second.json")
    (home / "new").write_text(NEW)
    kept = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    options = ["--home", home, "--new-passphrase-file", home / "new"]
    done = run("rotate-root", *options, target, **{**SECRETS, **settings})
    assert (done.code, words in done.err) == (1, True), done.said
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == kept


def test_a_new_key_that_cannot_be_written_leaves_the_old_root(home: Path) -> None:
    kept = (home / "keys/ring.json").read_bytes()
    (home / "new").write_text(NEW)
    (home / "full").write_text("")
    options = ["--home", home, "--new-passphrase-file", home / "new"]
    done = run("rotate-root", *options, home / "full/second.json", **SECRETS)
    assert done.code == 1
    assert (home / "keys/ring.json").read_bytes() == kept
    root = RootKey.unlock((home / "root.key.json").read_text(), ROOT_PASSPHRASE)
    assert fingerprint(root.public) == ring_of(home).fingerprint
