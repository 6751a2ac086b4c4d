"""backup and restore as operators call them: whole, refused with a sentence, or not there."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pytest

from hinweisgeber import config
from hinweisgeber.cli.home import berlin_today, read_ring
from hinweisgeber.cli.keeping import restore as restoring
from hinweisgeber.crypto import chain, proof
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import PassphraseWrong
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office import create_app as create_office
from hinweisgeber.store import erasures
from hinweisgeber.store.archives import ArchiveFolder
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import backup as backing
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.cli.conftest import PASSPHRASE, SECRETS, TODAY, Ran, Started, environment, run, run_apart
from tests.patience import PATIENT, wait_until
from tests.store.s3 import ACCESS, create_bucket, running_moto

MEASURED = """
import atexit, re, sys
from hinweisgeber.cli import main
sys.argv[0] = "hinweisgeber"
# Of this program alone: what getrusage tells includes the process it was forked from.
atexit.register(lambda: sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]))
main()
"""


def send(home: Path, *files: bytes) -> AccessCode:
    """A report with these files; its code."""
    settings = config.load(home, {})
    ring = Ring.parse(Path(settings.ring).read_text(), settings.root_fingerprint or "")
    blobs = blob_store(settings.blobs_url)
    attached = tuple(store_file(blobs, [content], "datei.bin", cleaned=False) for content in files)
    letterbox, code = letterbox_store(settings.letterbox_url), AccessCode.generate()
    submit(Booth(letterbox, ring, berlin_today()), code, Report("Erfunden."), "Eingegangen.", attached)
    letterbox.dispose()
    return code


def archives(ran: Ran) -> tuple[Path, Path]:
    content, keys = map(Path, ran.out.splitlines()[:2])
    assert (content.suffix, keys.suffix) == (".hgb", ".hgk"), ran.said
    return content, keys


@pytest.fixture
def made(home: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Content and keys of a home with one report and one file."""
    send(home, b"x" * 100_000)
    archived = archives(run("backup", "--home", home, tmp_path / "backups"))
    gc.collect()  # closes the stores now, not while their files are looked at
    return archived


@pytest.fixture
def secret(home: Path) -> dict[str, str]:
    return {"HINWEISGEBER_BACKUP_SECRET_FILE": str(home / config.BACKUP_SECRET_FILE)}


def test_a_lost_home_comes_back_as_a_whole(home: Path, tmp_path: Path, secret: dict[str, str]) -> None:
    code, folder = send(home, b"x" * 300_000), tmp_path / "backups"
    content, keys = archives(run("backup", "--home", home, folder))
    (home / config.BACKUP_SECRET_FILE).rename(tmp_path / "safe")
    gc.collect()  # closes the stores now, not while they are deleted
    shutil.rmtree(home)
    safe = {"HINWEISGEBER_BACKUP_SECRET_FILE": str(tmp_path / "safe")}
    done = run("restore", content, "--keys", keys, "--home", home, **safe)
    assert (done.code, done.err) == (0, "")
    assert "1 versiegelte Dateien." in done.out
    assert "Das Protokoll hält: 1 Einträge, davon 1 mit Text." in done.out
    assert run("verify", "--home", home).code == 0
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in home.iterdir() if path.is_file()}
    assert {modes[name] for name in ("settings.env", "office.secret", "backup.secret", "cabinet.sqlite")} == {"0o600"}
    settings = config.load(home, {})
    letterbox = letterbox_store(settings.letterbox_url)
    booth = Booth(letterbox, read_ring(settings), berlin_today())
    (file,) = mailbox.read(booth, mailbox.open_mailbox(booth, code)).lines[0].said.files  # type: ignore[union-attr]
    assert sum(map(len, blob_store(settings.blobs_url).read(file.blob))) > 300_000
    letterbox.dispose()
    assert run("backup", "--home", home, folder).code == 0, "and it can be backed up again with the same secret"


def test_rehearsal_says_that_it_works_and_leaves_nothing(
    home: Path, made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if home not in (path, *path.parents)}
    for keys in ([], ["--keys", made[1]]):
        done = run("restore", "--rehearse", made[0], *keys, "--home", home)
        assert done.code == 0, done.said
        assert "Die Probe ist gelungen" in done.out
        assert ("Ohne Schlüsselarchiv" in done.out) == (keys == [])
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if home not in (path, *path.parents)}
    assert after == before


def test_rehearsal_fails_when_a_named_blob_is_not_in_the_backup(home: Path, tmp_path: Path) -> None:
    send(home, b"x", b"y")
    lost = next((home / "blobs").iterdir())
    lost.unlink()
    done = run("backup", "--home", home, tmp_path / "backups")
    assert done.code == 1
    assert f"fehlen Dateien, die ein Vorgang nennt (noch nicht abgeholt): {lost.name}" in done.err
    proof = run("restore", "--rehearse", archives(done)[0], "--home", home)
    assert proof.code == 1
    assert f"FEHLER: Versiegelte Datei fehlt oder ist beschädigt: {lost.name}" in proof.err


def test_rehearsal_fails_on_a_broken_journal(home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(home / "cabinet.sqlite") as cabinet:
        cabinet.execute("DROP TRIGGER journal_no_update")
        cabinet.execute("UPDATE journal SET day = '2020-01-01'")
    proof = run("restore", "--rehearse", archives(run("backup", "--home", home, tmp_path / "b"))[0], "--home", home)
    assert proof.code == 1
    why = "Eintrag 1: die Unterschrift stimmt nicht. Bitte starten Sie die Dienste nicht mit dieser Sicherung."
    assert f"FEHLER: Das Protokoll ist gebrochen bei {why}" in proof.err


@pytest.mark.parametrize(
    ("line", "why"),
    [(b'{"day":"2026-02-30","file":"%s"}\n' % (b"0" * 32), "Zeile 1"), (b"\xff\n", "Zeichen außerhalb von ASCII")],
)
def test_list_of_erasures_that_is_none_is_refused_in_german(line: bytes, why: str, home: Path, tmp_path: Path) -> None:
    (home / "erasures.jsonl").write_bytes(line)
    done = run("backup", "--home", home, tmp_path / "b")
    assert (done.code, f"Ist keine Liste gelöschter Vorgänge ({why})." in done.err) == (1, True)


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw[: len(raw) // 2], lambda raw: raw + b"\0",
               lambda raw: raw[:-500] + bytes([raw[-500] ^ 1]) + raw[-499:]],
    ids=["end missing", "half", "longer", "flipped"],
)  # fmt: skip
@pytest.mark.parametrize("which", [0, 1], ids=["content", "keys"])
def test_a_damaged_archive_changes_nothing_and_says_so(
    home: Path, made: tuple[Path, Path], tmp_path: Path, damage: Callable[[bytes], bytes], which: int,
    secret: dict[str, str],
) -> None:  # fmt: skip
    made[which].write_bytes(damage(made[which].read_bytes()))
    done = run("restore", made[0], "--keys", made[1], "--home", tmp_path / "new", **secret)
    assert done.code == 1
    assert f"Die Sicherung {made[which].name} lässt sich nicht öffnen" in done.err
    assert not (tmp_path / "new").exists()


def test_the_wrong_secret_opens_nothing(made: tuple[Path, Path], tmp_path: Path) -> None:
    done = run("restore", made[0], "--home", tmp_path / "new", HINWEISGEBER_BACKUP_SECRET="ab" * 32)
    assert done.code == 1
    assert "mit einem anderen Sicherungsgeheimnis" in done.err.replace("\n", " ")
    assert not (tmp_path / "new").exists()


def test_no_secret_is_a_setting_that_is_missing(home: Path, made: tuple[Path, Path], tmp_path: Path) -> None:
    (home / config.BACKUP_SECRET_FILE).unlink()
    for command in (("backup", "--home", home, tmp_path / "b"), ("restore", made[0], "--home", home)):
        done = run(*command)
        assert (done.code, "HINWEISGEBER_BACKUP_SECRET: Fehlt." in done.err) == (1, True)


@pytest.mark.parametrize("swap", ["text file", "keys as content", "content as keys"])
def test_what_is_not_the_archive_asked_for_is_told(
    made: tuple[Path, Path], tmp_path: Path, swap: str, secret: dict[str, str]
) -> None:
    (content, keys), other = made, tmp_path / "notes.txt"
    other.write_text("Kein Archiv.")
    given: dict[str, list[object]] = {
        "text file": [other], "keys as content": [keys], "content as keys": [content, "--keys", content]
    }  # fmt: skip
    done = run("restore", *given[swap], "--home", tmp_path / "new", **secret)
    assert (done.code, "ist nicht das erwartete Archiv" in done.err) == (1, True)


def test_archives_of_two_installations_are_not_mixed(
    home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same secret, as it may be where somebody runs two."""
    about = backing._about
    monkeypatch.setattr(
        backing, "_about", lambda source: about(backing.BackupSource(**{**vars(source), "fingerprint": "0" * 64}))
    )
    foreign = archives(run("backup", "--home", home, tmp_path / "foreign"))
    monkeypatch.undo()
    done = run("restore", made[0], "--keys", foreign[1], "--home", tmp_path / "new", **secret)
    assert (done.code, f"{foreign[1].name} gehört zu einer anderen Installation" in done.err) == (1, True)
    done = run("restore", foreign[0], "--home", home, "--rehearse")
    assert (done.code, f"{foreign[0].name} gehört zu einer anderen Installation" in done.err) == (1, True)


def test_nothing_is_restored_over_a_home_in_use(home: Path, made: tuple[Path, Path]) -> None:
    before = {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file() and "-shm" not in path.name}
    done = run("restore", made[0], "--keys", made[1], "--home", home)
    assert (done.code, "liegen schon Daten" in done.err) == (1, True)
    assert {path: path.read_bytes() for path in before} == before


def test_a_ring_never_goes_back(home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str]) -> None:
    """Else a backup would bring a revoked officer back as recipient."""
    ring, new = Path("keys/ring.json"), tmp_path / "new"
    older = (home / ring).read_bytes()
    shutil.copytree(home, tmp_path / "kept")
    assert run("officer", "revoke", "--home", home, "fall1", **SECRETS).code == 0
    newer = (home / ring).read_bytes()
    later = archives(run("backup", "--home", home, tmp_path / "later"))
    (new / "keys").mkdir(parents=True)
    (new / ring).write_bytes(older)
    done = run("restore", later[0], "--keys", later[1], "--home", new, **secret)
    assert (done.code, "ring.json liegen schon Daten" in done.err) == (1, True)
    (new / ring).write_bytes(newer)
    done = run("restore", made[0], "--keys", made[1], "--home", new, **secret)
    assert done.code == 0, done.said
    assert (new / ring).read_bytes() == newer
    out = next(one.officer_id for one in read_ring(config.load(new, {})).everyone if one.revoked_from)
    assert wraps_of(home, out) == wraps_of(new, out) == 0 < wraps_of(tmp_path / "kept", out)
    with sqlite3.connect(new / "cabinet.sqlite") as cabinet:
        [(keystore,)] = cabinet.execute("SELECT keystore FROM officer WHERE officer_id = ?", [out])
    with pytest.raises(PassphraseWrong):
        unlock_identity(keystore, out, PASSPHRASE)


def wraps_of(home: Path, officer_id: str) -> int:
    with sqlite3.connect(home / "letterbox.sqlite") as box:
        return int(box.execute("SELECT count(*) FROM report_wrap WHERE officer_id = ?", [officer_id]).fetchone()[0])


def test_restore_names_who_is_in_the_ring_and_not_in_the_backup(
    home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str]
) -> None:
    assert run("officer", "add", "--home", home, "clara:Prüfung:officer", **SECRETS).code == 0
    (new := tmp_path / "new").joinpath("keys").mkdir(parents=True)
    shutil.copyfile(home / "keys/ring.json", new / "keys/ring.json")
    done = run("restore", made[0], "--keys", made[1], "--home", new, **secret)
    clara = read_ring(config.load(new, {})).everyone[-1].officer_id
    assert (done.code, "Als Nächstes" in done.out) == (1, True), done.said
    assert done.err.count(f"FEHLER: „Prüfung“ (Kennung {clara}) empfängt Meldungen, hat aber kein Konto, das") == 1
    assert "revoke" not in done.err
    assert run("check", "--home", new).out.count("HG-S10") == 1


def test_what_is_in_the_home_already_stays(
    home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str]
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "settings.env").write_bytes((home / "settings.env").read_bytes() + b"# eigene Zeile\n")
    (new / "hinweisgeber.toml").write_text("# leer\n")
    done = run("restore", made[0], "--home", new, **secret)
    assert done.code == 0, done.said
    assert (new / "settings.env").read_text().endswith("# eigene Zeile\n")
    assert (new / "hinweisgeber.toml").read_text() == "# leer\n"
    assert (new / "hinweisgeber.toml.sicherung").read_bytes() == (home / "hinweisgeber.toml").read_bytes()


def test_secrets_are_not_in_the_settings_that_are_saved(home: Path, tmp_path: Path, secret: dict[str, str]) -> None:
    with (home / "settings.env").open("a") as file:
        file.write(f"HINWEISGEBER_OFFICE_SECRET={'ab' * 32}\nHINWEISGEBER_WORKERS=3\n")
    content, _ = archives(run("backup", "--home", home, tmp_path / "b"))
    assert run("restore", content, "--home", tmp_path / "new", **secret).code == 0
    text = (tmp_path / "new/settings.env").read_text()
    assert "HINWEISGEBER_WORKERS=3" in text
    assert "SECRET" not in text
    assert (tmp_path / "new/office.secret").read_bytes() != (home / "office.secret").read_bytes()


DUE = deadlines.deletable_from(TODAY)


def report_in(home: Path) -> bytes:
    with sqlite3.connect(home / "letterbox.sqlite") as box:
        ((report_id,),) = box.execute("SELECT id FROM report").fetchall()
    return bytes(report_id)


def proof_for(home: Path, file_id: bytes) -> str:
    """That an officer of this home closed the case today and authorised its erasure."""
    settings = config.load(home, {})
    with (cabinet := cabinet_store(settings.cabinet_url)).read() as cab:
        row, previous = cab.officer(username="fall1"), cab.head()
    cabinet.dispose()
    assert row
    identity, made = unlock_identity(row.keystore, row.officer_id, PASSPHRASE), []
    for kind in (Kind.CLOSED, Kind.ERASURE_AUTHORISED):
        previous = chain.make_entry(
            read_ring(settings).installation, previous, TODAY, file_id, kind, row.officer_id, identity.sign,
            bytes(48),
        )  # fmt: skip
        made.append(previous)
    return proof.write(*made)


def left(home: Path, file_id: bytes) -> erasures.Removed:
    """That an officer of this home declared today that they are biased, as it stands in a list."""
    settings = config.load(home, {})
    with (cabinet := cabinet_store(settings.cabinet_url)).read() as cab:
        row, head = cab.officer(username="fall1"), cab.head()
    cabinet.dispose()
    assert row
    identity, said = unlock_identity(row.keystore, row.officer_id, PASSPHRASE), chain.open_text({"holders": ["a" * 16]})
    entry = chain.make_entry(
        read_ring(settings).installation, head, TODAY, file_id, Kind.RECUSED, row.officer_id, identity.sign, bytes(48),
        said,
    )  # fmt: skip
    return ((file_id, TODAY, proof.write_removal(entry)),)


@pytest.mark.parametrize("source", ["home", "option", "later backup"])
def test_who_is_biased_stays_out_by_the_list_in_the_home_an_option_or_later_backups(
    home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str], source: str
) -> None:
    new, listed = tmp_path / "new", left(home, report_in(home))
    place = {"home": new, "option": tmp_path, "later backup": home}[source] / erasures.NAME
    place.parent.mkdir(exist_ok=True)
    erasures.add_removed(place, listed)
    if source == "later backup":
        assert run("backup", "--home", home, made[0].parent).code == 0
    option = ["--erasures", place] if source == "option" else []
    done = run("restore", made[0], "--keys", made[1], "--home", new, *option, **secret)
    assert "Erneut ohne Schlüssel, weil seit der Sicherung befangen oder ausgeschlossen: 1." in done.out, done.said
    assert erasures.removals(new / erasures.NAME) == listed
    with sqlite3.connect(new / "letterbox.sqlite") as box:
        me = proof.read_removal(listed[0][0], listed[0][2]).signer
        held = {row[0] for row in box.execute("SELECT officer_id FROM report_wrap")}
    assert held
    assert me not in held


def test_a_database_that_was_copied_back_is_named_and_the_offices_next_start_puts_out_again(home: Path) -> None:
    send(home)
    settings, listed = config.load(home, {}), left(home, report_in(home))
    erasures.add_removed(home / erasures.NAME, listed)

    def named() -> bool:
        return "HG-S39" in run("check", "--home", home).out

    assert named()
    create_office(settings)
    gc.collect()
    assert not named()


@pytest.fixture
def later() -> Iterator[None]:
    """The day on which what is closed today may be erased."""
    with mock.patch.object(restoring, "berlin_today", return_value=DUE):
        yield


@pytest.mark.parametrize("source", ["home", "option", "later backup"])
def test_erasures_are_known_from_the_home_an_option_or_later_backups(
    home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str], source: str, later: None
) -> None:
    report_id = report_in(home)
    new, listed = tmp_path / "new", {report_id: DUE}
    place = {"home": new, "option": tmp_path, "later backup": home}[source] / erasures.NAME
    place.parent.mkdir(exist_ok=True)
    erasures.add(place, listed, {report_id: proof_for(home, report_id)})
    if source == "later backup":
        assert run("backup", "--home", home, made[0].parent).code == 0
    option = ["--erasures", place] if source == "option" else []
    done = run("restore", made[0], "--keys", made[1], "--home", new, *option, **secret)
    assert done.code == 0, done.said
    assert "Erneut gelöscht, weil seit der Sicherung gelöscht: 1." in done.out
    assert erasures.read(new / erasures.NAME) == listed
    with sqlite3.connect(new / "letterbox.sqlite") as box:
        for table in ("report_wrap", "mailbox", "message"):
            assert box.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert list((new / "blobs").iterdir()) == []


def test_a_listed_erasure_nobody_authorised_is_not_repeated_and_ends_in_an_error(
    home: Path, made: tuple[Path, Path], tmp_path: Path, secret: dict[str, str], later: None
) -> None:
    report_id, new = report_in(home), tmp_path / "new"
    erasures.add(tmp_path / erasures.NAME, {report_id: DUE}, {report_id: proof_for(home, b"?" * 16)})
    option = ["--erasures", tmp_path / erasures.NAME]
    probe = run("restore", made[0], "--keys", made[1], "--home", home, "--rehearse", *option)
    done = run("restore", made[0], "--keys", made[1], "--home", new, *option, **secret)
    for one in (probe, done):
        assert (one.code, f"ohne gültige Freigabe der Meldestelle: {report_id.hex()}." in one.err) == (1, True)
        assert "Erneut gelöscht" not in one.out
    assert "Als Nächstes" in done.out, "all else is restored"
    with sqlite3.connect(new / "letterbox.sqlite") as box:
        for table in ("report_wrap", "mailbox", "message"):
            assert box.execute(f"SELECT count(*) FROM {table}").fetchone() > (0,)
    assert len(list((new / "blobs").iterdir())) == 1


def test_what_is_rightly_erased_later_gets_its_proof_into_the_list(tmp_path: Path) -> None:
    """Whatever stood there before without one; and only once."""
    path, one = tmp_path / erasures.NAME, bytes(16)
    erasures.add(path, {one: date(2026, 11, 21)})
    for _ in range(2):
        erasures.add(path, {one: DUE}, {one: "cHJvb2Y="})
        erasures.add(path, {one: date(2026, 11, 21)})
    assert (erasures.read(path), erasures.proofs(path)) == ({one: DUE}, {one: "cHJvb2Y="})
    assert len(path.read_text().splitlines()) == 2


def test_expired_keys_are_deleted_and_named(home: Path, made: tuple[Path, Path], tmp_path: Path) -> None:
    old = made[1].with_name(made[1].name.replace(str(berlin_today()), str(berlin_today() - timedelta(days=8))))
    made[1].rename(old)
    done = run("backup", "--home", home, tmp_path / "backups", HINWEISGEBER_BACKUP_KEY_DAYS="7")
    assert done.code == 0
    assert f"Abgelaufen und gelöscht: {old.name}" in done.out
    assert not old.exists()
    assert made[0].exists()


# -- what goes wrong while it is being made ----------------------------------------------------------------------------


def test_killed_in_the_middle_it_leaves_nothing_that_looks_whole(home: Path, tmp_path: Path, start: Started) -> None:
    """A pipe in the place of a blob: whoever reads it waits, until killed."""
    send(home, b"x")
    (blob,) = (home / "blobs").iterdir()
    sealed = blob.read_bytes()
    blob.unlink()
    os.mkfifo(blob)
    folder = tmp_path / "backups"
    process = start("backup", "--home", home, folder)

    def begun() -> bool:
        assert process.poll() is None
        return len(list(folder.glob(".*.part"))) == 2

    wait_until(begun)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(list(folder.glob(".*.part"))) == 2
    assert ArchiveFolder(folder).archives() == []
    blob.unlink()
    blob.write_bytes(sealed)
    content, keys = archives(run("backup", "--home", home, folder))
    assert set(folder.iterdir()) == {content, keys}


def test_a_full_disk_is_told_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    send(home, secrets.token_bytes(600_000))
    command = [sys.executable, "-P", "-m", "hinweisgeber.cli", "backup", "--home", str(home), str(tmp_path / "b")]
    limited = ["bash", "-c", 'ulimit -f 400; exec "$@"', "bash", *command]
    done = subprocess.run(limited, capture_output=True, text=True, env=environment(), timeout=PATIENT, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("hinweisgeber: Der Platz für Sicherungen")
    assert list((tmp_path / "b").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(home: Path) -> None:
    done = run_apart("backup", "--home", home, home / "settings.env" / "b")
    assert (done.code, "kann nicht geschrieben werden" in done.err) == (1, True)


# -- other places ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    yield from running_moto()


def test_blobs_in_an_object_store_are_saved_and_put_back(
    home: Path, tmp_path: Path, s3_server: str, monkeypatch: pytest.MonkeyPatch, secret: dict[str, str]
) -> None:
    for name, value in ACCESS.items():
        monkeypatch.setenv(name, value)
    urls = []
    for bucket in ("before-0001", "after-0001"):
        create_bucket(s3_server, bucket)
        urls.append(f"s3://{bucket}/x?endpoint={s3_server}&region=us-east-1")
    with (home / "settings.env").open("a") as file:
        file.write(f"HINWEISGEBER_BLOBS_URL={urls[0]}\n")
    send(home, b"x" * 20_000_000)
    content, keys = archives(run("backup", "--home", home, tmp_path / "b", **ACCESS))
    place = {"HINWEISGEBER_BLOBS_URL": urls[1]}
    done = run("restore", content, "--keys", keys, "--home", tmp_path / "new", **ACCESS, **place, **secret)
    assert done.code == 0, done.said
    before, after = map(blob_store, urls)
    (name,) = after.names(time.time() + 9999)
    assert b"".join(after.read(name)) == b"".join(before.read(name))
    assert run("restore", "--rehearse", content, "--home", home, **ACCESS).code == 0


def test_the_memory_a_backup_needs_does_not_grow_with_the_files(home: Path, tmp_path: Path) -> None:
    name = "0" * 32
    (home / "blobs").mkdir(exist_ok=True)
    with (home / "blobs" / name).open("wb") as file:
        for _ in range(300):
            file.write(bytes(1024 * 1024))
    send(home)
    with sqlite3.connect(home / "letterbox.sqlite") as box:
        box.execute("INSERT INTO blob SELECT ?, id FROM report", (name,))
    made = subprocess.run([sys.executable, "-c", MEASURED, "backup", "--home", str(home), str(tmp_path / "b")],
                          capture_output=True, text=True, env=environment(), check=True)  # fmt: skip
    assert int(made.stderr) < 160 * 1024, "KiB, most of it the program itself"


def test_the_secret_of_backups_is_its_own_and_its_owners_alone(home: Path) -> None:
    path = home / config.BACKUP_SECRET_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(path.read_text())) == 32
    assert path.read_bytes() != (home / config.OFFICE_SECRET_FILE).read_bytes()
