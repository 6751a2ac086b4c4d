"""init and officer: founding once, whole and with the right modes; people come and go by the root key."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli import doctor
from hinweisgeber.cli.home import berlin_today, read_ring, write_file
from hinweisgeber.cli.people import founding as command
from hinweisgeber.cli.people import officers
from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import RootKey, unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.keeper.founding import NewOfficer
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import KeyExpired, LoginFailed
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.cli.conftest import PASSPHRASE, PEOPLE, ROOT_PASSPHRASE, SECRETS, errors, run
from tests.founded import MEMORY

OFFICERS = [word for person in PEOPLE for word in ("--officer", person)]


def ring_of(home: Path) -> Ring:
    return read_ring(config.load(home, {}))


def login(home: Path, username: str, passphrase: str = PASSPHRASE, day: date | None = None) -> str:
    cabinet = cabinet_store(config.load(home, {}).cabinet_url)
    try:
        return unlock.login(
            cabinet, ring_of(home), MEMORY, username, passphrase, "", day or berlin_today(), 1_800_000_000
        )
    finally:
        cabinet.dispose()


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


# -- init ---------------------------------------------------------------------------------------------------------


def test_founding_leaves_files_for_the_owner_alone(template: Path) -> None:
    assert mode(template) == "0o700"
    for name in ("root.key.json", "office.secret", "settings.env", "cabinet.sqlite", "letterbox.sqlite"):
        assert mode(template / name) == "0o600", name
    assert mode(template / "keys/ring.json") == "0o644"


def test_keys_holds_the_ring_and_nothing_private(template: Path) -> None:
    assert [path.name for path in (template / "keys").iterdir()] == ["ring.json"]
    text = (template / "keys/ring.json").read_text()
    assert "argon2" not in text
    assert [officer.function for officer in ring_of(template).everyone] == [
        "Leitung der Stabsstelle",
        "Fallbearbeitung 1",
    ]


def test_no_passphrase_is_kept_anywhere(template: Path) -> None:
    for path in template.rglob("*"):
        if path.is_file():
            for word in (ROOT_PASSPHRASE, PASSPHRASE):
                assert word.encode() not in path.read_bytes(), path


def test_founded_officer_logs_in(home: Path) -> None:
    assert login(home, "fall1")
    with pytest.raises(LoginFailed):
        login(home, "fall1", "falsche-passphrase")


def test_second_founding_is_refused_before_anything_is_asked(home: Path) -> None:
    kept = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = run("init", "--home", home)
    assert (done.code, "bereits gegründet" in done.err) == (1, True)
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_lost_ring_is_noticed_and_nothing_is_founded_over_what_is_there(home: Path) -> None:
    (home / "keys/ring.json").unlink()
    for setting, gone in (("RING", "root.key.json"), ("RING", "backup.secret"), ("CABINET_URL", "settings.env")):
        kept = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
        done = run("init", "--home", home, *OFFICERS, **SECRETS)
        assert (done.code, f"HINWEISGEBER_{setting}: " in done.err) == (1, True), done.said
        assert "Kopien sind bei der Annahme und in jeder Sicherung" in done.err
        assert {path: path.read_bytes() for path in kept} == kept
        (home / gone).unlink()


def test_founding_takes_passphrases_from_files(tmp_path: Path) -> None:
    home, files = tmp_path / "home", tmp_path / "files"
    files.mkdir()
    (files / "root").write_text(ROOT_PASSPHRASE + "\n")
    (files / "anna").write_text("anna-und-nur-fuer-tests\n")
    done = run(
        "init", "--home", home, "--officer", "anna:Leitung:lead", "--passphrase-file", f"anna={files / 'anna'}",
        HINWEISGEBER_ROOT_PASSPHRASE_FILE=str(files / "root"),
    )  # fmt: skip
    assert done.code == 0, done.said
    assert "Nächste Schritte" in done.out
    assert login(home, "anna", "anna-und-nur-fuer-tests")


def test_founding_asks_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from hinweisgeber.cli import group

    for name in list(os.environ):
        if name.startswith("HINWEISGEBER_"):
            monkeypatch.delenv(name)
    answers = ["anna", "Leitung", "lead", PASSPHRASE, PASSPHRASE, "n", ROOT_PASSPHRASE, ROOT_PASSPHRASE]
    done = CliRunner().invoke(group, ["init", "--home", str(tmp_path / "home")], input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    assert PASSPHRASE not in done.output
    assert login(tmp_path / "home", "anna")


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (["--officer", "anna:Leitung:lead"], {"HINWEISGEBER_PASSPHRASE": "zu kurz"}, "mindestens 12 Zeichen"),
        (["--officer", "anna:Leitung:lead"], {"HINWEISGEBER_ROOT_PASSPHRASE": "zu kurz"}, "mindestens 12 Zeichen"),
        (["--officer", "anna"], {}, "NAME:FUNKTION:ROLLE"),
        (["--officer", "anna:Leitung:king"], {}, "NAME:FUNKTION:ROLLE"),
        (["--officer", "a:Eins:lead", "--officer", "A:Zwei:lead"], {}, "eigenen Benutzernamen"),
        (["--officer", "a:Eins:lead", "--officer", "b:EINS:lead"], {}, "eigene Funktion"),
        (["--officer", f"a:{'F' * 101}:lead"], {}, "höchstens 100 druckbare Zeichen"),
        (["--officer", "a:Ei\nns:lead"], {}, "höchstens 100 druckbare Zeichen"),
        (["--officer", "a:Eins:lead", "--passphrase-file", "a"], {}, "NAME=DATEI"),
        (["--officer", "a:Eins:lead", "--passphrase-file", "b=/dev/null"], {}, "steht in keinem --officer"),
        (["--officer", "a:Eins:lead", "--passphrase-file", "a=/nicht/da"], {}, "nicht als Text lesbar"),
        ([], {"HINWEISGEBER_NONSENSE": "1"}, "HINWEISGEBER_NONSENSE"),
    ],
)
def test_founding_refused_leaves_nothing(
    arguments: list[str], settings: dict[str, str], words: str, tmp_path: Path
) -> None:
    done = run("init", "--home", tmp_path / "home", *arguments, **{**SECRETS, **settings})
    assert done.code != 0
    assert words in done.err
    assert not (tmp_path / "home").exists()


def test_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("init", "--home", tmp_path / "file/home", *OFFICERS, **SECRETS)
    where = tmp_path / "file/home"
    assert (done.code, f"Auf {where} kann nicht zugegriffen werden (ist kein Ordner)." in done.err) == (1, True)


# -- officer ------------------------------------------------------------------------------------------------------


def test_admitted_officer_logs_in_and_the_ring_only_grows(home: Path) -> None:
    before = ring_of(home)
    done = run("officer", "add", "--home", home, "Clara:Prüfung:officer", **SECRETS)
    assert done.code == 0, done.said
    after = ring_of(home)
    after.must_extend(before)
    assert [officer.function for officer in after.everyone][-1] == "Prüfung"
    assert login(home, "clara")


@pytest.mark.parametrize(
    ("person", "settings", "words"),
    [
        ("fall1:Neu:officer", {}, "gibt es schon"),
        ("FALL1:Neu:officer", {}, "gibt es schon"),
        ("neu:fallbearbeitung 1:officer", {}, "hat schon jemand"),
        ("neu:Neu:officer", {"HINWEISGEBER_ROOT_PASSPHRASE": "falsche-passphrase"}, "stimmt nicht"),
        ("neu:Neu:officer", {"HINWEISGEBER_PASSPHRASE": "kurz"}, "zu kurz"),
        ("neu", {}, "NAME:FUNKTION:ROLLE"),
    ],
)
def test_admission_refused_changes_nothing(person: str, settings: dict[str, str], words: str, home: Path) -> None:
    kept = (home / "keys/ring.json").read_bytes()
    done = run("officer", "add", "--home", home, person, **{**SECRETS, **settings})
    assert done.code != 0
    assert words in done.err
    assert (home / "keys/ring.json").read_bytes() == kept


def test_revoked_officer_cannot_log_in_today(home: Path) -> None:
    before = ring_of(home)
    done = run("officer", "revoke", "--home", home, "fall1", **SECRETS)
    assert (done.code, "nicht mehr im Schlüsselbund" in done.out) == (0, True), done.said
    ring_of(home).must_extend(before)
    with pytest.raises(LoginFailed):
        login(home, "fall1")
    assert login(home, "leitung")
    again = run("officer", "revoke", "--home", home, "fall1", **SECRETS)
    assert (again.code, "schon entfernt" in again.out) == (0, True), "it ends what was cut off, without the root key"
    assert "nicht aktiv" in run("officer", "list", "--home", home).out


def test_revoking_the_last_one_warns(home: Path) -> None:
    tomorrow = (berlin_today() + timedelta(days=1)).isoformat()
    assert "niemand" not in run("officer", "revoke", "--home", home, "fall1", **SECRETS).err
    done = run("officer", "revoke", "--home", home, "leitung", "--from", tomorrow, **SECRETS)
    assert (done.code, "niemand mehr Meldungen empfangen" in done.err) == (0, True)
    assert login(home, "leitung"), "until tomorrow"


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (["nobody"], {}, "steht nicht im Schlüsselbund"),
        (["fall1", "--from", "2020-01-01"], {}, "Vergangenheit"),
        (["fall1", "--from", "gestern"], {}, "gestern"),
        (["fall1"], {"HINWEISGEBER_ROOT_PASSPHRASE": "falsche-passphrase"}, "stimmt nicht"),
        (["fall1", "--root-key", "{home}/office.secret"], {}, "ist kein Wurzelschlüssel"),
    ],
)
def test_revocation_refused_changes_nothing(
    arguments: list[str], settings: dict[str, str], words: str, home: Path
) -> None:
    kept = (home / "keys/ring.json").read_bytes()
    filled = [word.replace("{home}", str(home)) for word in arguments]
    done = run("officer", "revoke", "--home", home, *filled, **{**SECRETS, **settings})
    assert done.code != 0
    assert words in done.err
    assert (home / "keys/ring.json").read_bytes() == kept


def test_keys_that_are_founded_together_do_not_end_on_one_day(home: Path) -> None:
    """Else the office would be closed that morning: the first to end is the reminder for the others."""
    ends = [one.valid_until for one in ring_of(home).everyone]
    assert [(end - ends[0]).days for end in ends] == [0, 30]
    assert ends[0] == berlin_today() + timedelta(days=730)


def id_of(home: Path, function: str) -> str:
    return next(one.officer_id for one in ring_of(home).everyone if one.function == function)


def test_extended_officer_logs_in_again_after_the_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = ring_of(home), berlin_today() + timedelta(days=800)
    with pytest.raises(KeyExpired):
        login(home, "fall1", day=after)
    monkeypatch.setattr(officers, "berlin_today", lambda: after)
    new = (after + timedelta(days=730)).isoformat()
    done = run("officer", "extend", "--home", home, "Fall1", **SECRETS)
    assert (done.code, f"Fall1 gilt bis {new}." in done.out) == (0, True), done.said
    ring_of(home).must_extend(before)
    assert login(home, "fall1", day=after)
    with pytest.raises(KeyExpired):
        login(home, "leitung", day=after)
    (line,) = [line for line in run("officer", "list", "--home", home).out.splitlines() if "fall1" in line]
    assert f"bis {new}  aktiv" in line


@pytest.mark.parametrize(("days", "words"), [(761, "andere seitdem gearbeitet haben"), (800, "andere geöffnet haben")])
def test_who_extends_a_key_that_has_ended_hears_what_has_to_be_assigned_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch, days: int, words: str
) -> None:
    after = berlin_today() + timedelta(days=days)
    monkeypatch.setattr(officers, "berlin_today", lambda: after)
    assert words in " ".join(run("officer", "extend", "--home", home, "fall1", **SECRETS).out.split())


def test_extension_takes_a_day_and_an_id(home: Path) -> None:
    until = berlin_today() + timedelta(days=1000)
    officer_id = id_of(home, "Fallbearbeitung 1")
    assert run("officer", "list", "--home", home).out.count(officer_id) == 1
    done = run("officer", "extend", "--home", home, "--until", until, officer_id, **SECRETS)
    assert done.code == 0, done.said
    assert [one.valid_until for one in ring_of(home).everyone] == [berlin_today() + timedelta(days=730), until]


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (["nobody"], {}, "nobody steht nicht im Schlüsselbund"),
        (["f" * 16], {}, "steht nicht im Schlüsselbund"),
        (["leitung"], {}, "leitung ist entfernt"),
        (["fall1"], {}, "gilt schon bis"),
        (["fall1", "--until", "2020-01-01"], {}, "Vergangenheit"),
        (["fall1", "--until", "bald"], {}, "bald"),
        (["fall1", "--until", "2099-01-01"], {"HINWEISGEBER_ROOT_PASSPHRASE": "falsche-passphrase"}, "stimmt nicht"),
        (["fall1", "--until", "2099-01-01", "--root-key", "{home}/office.secret"], {}, "ist kein Wurzelschlüssel"),
    ],
)
def test_extension_refused_changes_nothing(
    arguments: list[str], settings: dict[str, str], words: str, home: Path
) -> None:
    assert run("officer", "revoke", "--home", home, "leitung", **SECRETS).code == 0
    kept = (home / "keys/ring.json").read_bytes()
    filled = [word.replace("{home}", str(home)) for word in arguments]
    done = run("officer", "extend", "--home", home, *filled, **{**SECRETS, **settings})
    assert done.code != 0
    assert words in done.err
    assert (home / "keys/ring.json").read_bytes() == kept


def test_who_has_a_successor_is_not_extended_and_an_expired_function_is_not_given_away_by_mistake(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(officers, "berlin_today", lambda: berlin_today() + timedelta(days=800))
    refused = run("officer", "add", "--home", home, "neu:FALLBEARBEITUNG 1:officer", **SECRETS)
    assert (refused.code, "hat jemand, dessen Schlüssel abgelaufen ist" in refused.err) == (1, True)
    root = RootKey.unlock((home / "root.key.json").read_text(), ROOT_PASSPHRASE)
    ring, day = ring_of(home), berlin_today() + timedelta(days=799)
    cabinet = cabinet_store(config.load(home, {}).cabinet_url)
    new = NewOfficer("neu", "Fallbearbeitung 1", "officer", PASSPHRASE)
    write_file(home / "keys/ring.json", founding.admit(cabinet, ring, root, new, day).text(), 0o644)
    cabinet.dispose()
    done = run("officer", "extend", "--home", home, "fall1", **SECRETS)
    assert (done.code, "schon jemand anderes" in done.err) == (1, True)
    assert run("officer", "revoke", "--home", home, "fall1", **SECRETS).code == 0


def test_root_key_of_another_installation_is_named(home: Path, template: Path) -> None:
    other = RootKey.generate().lock(ROOT_PASSPHRASE)
    (home / "other.json").write_text(other)
    done = run("officer", "revoke", "--home", home, "fall1", "--root-key", home / "other.json", **SECRETS)
    assert (done.code, "anderen Installation" in done.err) == (1, True)


def test_who_has_no_account_is_named_by_check_removed_by_id_and_can_come_back(home: Path) -> None:
    officer_id = id_of(home, "Fallbearbeitung 1")
    with sqlite3.connect(home / "cabinet.sqlite") as cabinet:
        cabinet.execute("DELETE FROM officer WHERE username = 'fall1'")
    cabinet.close()
    done = run("check", "--home", home)
    assert (done.code, done.out.count("HG-S10 FEHLER: HINWEISGEBER_RING: „Fallbearbeitung 1“")) == (2, 1)
    assert officer_id in done.out
    assert "revoke" not in done.out, "the check does not advise what cannot be undone"
    assert run("officer", "revoke", "--home", home, "fall1", **SECRETS).code == 1
    assert run("officer", "revoke", "--home", home, officer_id, **SECRETS).code == 0
    assert run("officer", "add", "--home", home, "fall1:Fallbearbeitung 1:officer", **SECRETS).code == 0
    assert login(home, "fall1")
    assert errors(run("check", "--home", home)) == {"HG-C22"}, "the root key has just been used"


def test_an_empty_cabinet_is_called_so_and_nobody_is_to_be_removed_for_it(home: Path) -> None:
    with sqlite3.connect(home / "cabinet.sqlite") as cabinet:
        cabinet.execute("DELETE FROM officer")
    cabinet.close()
    out = run("check", "--home", home).out
    assert out.count("HG-S10") == 1
    assert "HG-S10 FEHLER: HINWEISGEBER_CABINET_URL: Der Aktenschrank kennt niemanden" in out
    assert "niemanden aus dem Schlüsselbund nehmen" in out


def test_admission_whose_ring_cannot_be_written_can_be_repeated(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(home / "keys/ring.json"))

    kept = (home / "keys/ring.json").read_bytes()
    monkeypatch.setattr(officers, "write_ring", full)
    assert run("officer", "add", "--home", home, "clara:Prüfung:officer", **SECRETS).code == 1
    monkeypatch.undo()
    assert (home / "keys/ring.json").read_bytes() == kept
    done = run("officer", "add", "--home", home, "clara:Prüfung:officer", **SECRETS)
    assert done.code == 0, done.said
    assert login(home, "clara")


def test_without_the_root_key_nobody_is_admitted(home: Path) -> None:
    (home / "root.key.json").unlink()
    done = run("officer", "add", "--home", home, "neu:Neu:officer", **SECRETS)
    assert (done.code, "Datenträger anschließen" in done.err) == (1, True)


def test_list_shows_who_is_in(home: Path) -> None:
    out = run("officer", "list", "--home", home).out
    assert ring_of(home).fingerprint in out
    assert all(word in out for word in ("leitung", "Leitung der Stabsstelle", "fall1", "aktiv"))


# -- files --------------------------------------------------------------------------------------------------------


def test_file_is_the_old_or_the_new_one_never_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep/file"
    write_file(path, "alt")
    assert mode(path) == "0o600"

    def crash(_: int) -> None:
        raise OSError("the machine stops here")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="stops here"):
        write_file(path, "neu" * 100)
    monkeypatch.undo()
    assert path.read_text() == "alt"
    write_file(path, "neu", 0o644)
    assert (path.read_text(), mode(path)) == ("neu", "0o644")
    assert [p.name for p in path.parent.iterdir()] == ["file"], "what a crash left is used up"


def test_file_and_folder_are_fsynced_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    real = os.fsync

    def counted(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    write_file(tmp_path / "file", "x")
    assert synced == [False, True]


# -- the last holder ----------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(home: Path) -> Path:
    """A report in the letterbox that fall1 alone can open."""
    settings, ring = config.load(home, {}), ring_of(home)
    letterbox = letterbox_store(settings.letterbox_url)
    out = tuple(one.officer_id for one in ring.everyone if one.function != "Fallbearbeitung 1")
    report = Report("Erfunden.", excluded=out)
    submit(Booth(letterbox, ring, berlin_today()), AccessCode.generate(), report)
    letterbox.dispose()
    return home


def test_the_last_holder_is_not_revoked_and_it_is_said_what_to_do_first(waiting: Path) -> None:
    """Before anybody is asked for the root key."""
    kept = {path: path.read_bytes() for path in (waiting / "keys").iterdir()}
    done = run("officer", "revoke", "--home", waiting, "fall1")
    assert done.code == 1
    for text in (
        "Es wurde nichts geändert. Ohne fall1 kann niemand mehr öffnen:",
        f"noch nicht abgeholt: eine Meldung, die älteste vom {berlin_today():%d.%m.%Y}",
        "fall1 meldet sich in der Meldestelle an",
        "officer add",
        "officer extend",
    ):
        assert text in done.err
    assert {path: path.read_bytes() for path in kept} == kept
    assert login(waiting, "fall1")
    assert run("officer", "revoke", "--home", waiting, "leitung", **SECRETS).code == 0
    assert "HG-S28" not in run("check", "--home", waiting).out, "who is alone opens everything alone"


def test_cases_that_would_be_left_are_listed_and_named_by_check_once_keys_have_ended(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, ring = config.load(waiting, {}), ring_of(waiting)
    cabinet, letterbox = cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url)
    officer_id = id_of(waiting, "Fallbearbeitung 1")
    with cabinet.read() as cab:
        row = cab.officer(officer_id=officer_id)
    assert row is not None
    identity = unlock_identity(row.keystore, officer_id, PASSPHRASE)
    collect(Desk(cabinet, letterbox, ring, officer_id, identity, berlin_today()))
    number = f"HM-{berlin_today().year}-0001"
    before = run("check", "--home", waiting).out
    assert "HG-S11" not in before
    assert "HG-S28 Offen: HINWEISGEBER_RING: Einen Fall, eine Maßnahme oder eine Meldung kann nur eine" in before
    assert number not in before, "it would tell which report somebody kept from a colleague"
    done = run("officer", "revoke", "--home", waiting, "fall1", **SECRETS)
    assert (done.code, f"Fälle: {number}\n" in done.err) == (1, True), done.said
    monkeypatch.setattr(doctor, "berlin_today", lambda: berlin_today() + timedelta(days=800))
    found = run("check", "--home", waiting).out
    assert f"HG-S11 FEHLER: HINWEISGEBER_RING: Niemand, dessen Schlüssel gilt, kann öffnen: {number}." in found
    cabinet.dispose()
    letterbox.dispose()


# -- a founding that was cut off ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [1, 6, 7, 12, 13])
def test_a_founding_that_was_cut_off_is_finished_by_the_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """Six files are staged before the cabinet's commit, and put in their places after it."""
    home, left = tmp_path / "home", [place]
    monkeypatch.setattr(primitives, "argon2id", lambda secret, salt, *_: hashlib.sha256(secret + salt).digest())

    def cut_off(path: Path, text: str, mode: int = 0o600) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        write_file(path, text, mode)

    monkeypatch.setattr(command, "write_file", cut_off)
    monkeypatch.setattr(command, "write_secret", lambda path: cut_off(path, "ab" * 32 + "\n"))
    first = run("init", "--home", home, *OFFICERS, **SECRETS)
    if place <= 12:
        assert (first.code, (home / "keys/ring.json").exists()) == (1, False)
        left[0] = 99
        done = run("init", "--home", home, *OFFICERS, **SECRETS)
        assert (done.code, "Gegründet" in done.out) == (0, True), done.said
    assert not (home / command.STAGE).exists()
    RootKey.unlock((home / "root.key.json").read_text(), ROOT_PASSPHRASE)
    assert login(home, "fall1")


def test_a_founding_keeps_the_settings_and_secrets_it_finds(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.env").write_text("# eigene\nHINWEISGEBER_THREADS=40\n")
    (home / "office.secret").write_text("cd" * 32 + "\n")
    assert run("init", "--home", home, *OFFICERS, **SECRETS).code == 0
    settings = config.load(home, {})
    assert (settings.threads, settings.office_secret) == (40, bytes.fromhex("cd" * 32))
    assert settings.root_fingerprint == ring_of(home).fingerprint
