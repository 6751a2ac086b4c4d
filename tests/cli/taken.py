"""Everything an installation cannot be without, taken away one at a time: what `check` must then name, and which faces
are not ready. One row is one loss; the generator (test_taken_away.py) walks all of them.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hinweisgeber import sandbox
from hinweisgeber.cli import installed
from hinweisgeber.cli.doctor import disks, machine
from hinweisgeber.cli.doctor.machine import FACES, TIMERS
from hinweisgeber.cli.keeping import rounds
from hinweisgeber.config.settings import SECRET_FILES
from hinweisgeber.store import blobs
from hinweisgeber.store.moved import of_database, of_folder
from tests.cli.conftest import SECRETS, TODAY, run
from tests.cli.layout import LIB, SAFE
from tests.founded import copy_database, found_in
from tests.programs import program

NOBODY = 65534  # an account without rights; root would open everything
BOTH, NONE = frozenset({"intake", "office"}), frozenset[str]()
INTAKE, OFFICE = frozenset({"intake"}), frozenset({"office"})


@dataclass
class Place:
    """A machine as the guide leaves it, under a folder of the test."""

    root: Path
    monkeypatch: pytest.MonkeyPatch
    settings: dict[str, str] = field(default_factory=dict)
    days: int = 0  # how far its clock is from the right day

    @property
    def lib(self) -> Path:
        return self.root / LIB.lstrip("/")

    @property
    def office(self) -> Path:
        return self.lib / "office"

    @property
    def intake(self) -> Path:
        return self.lib / "intake"

    def sql(self, name: str, statement: str) -> None:
        path = self.office / "cabinet.sqlite" if name == "cabinet" else self.lib / "letterbox/letterbox.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(statement)

    def say(self, unit: str, **shown: str) -> None:
        """What systemctl then says of a unit."""
        (self.root / "said" / unit).write_text("".join(f"{name}={value}\n" for name, value in shown.items()))


@dataclass(frozen=True)
class Loss:
    """What is taken away, what the doctor of the office finds, whose face is not ready."""

    name: str
    take: Callable[[Place], object]
    found: tuple[str, str]  # id and cause
    unready: frozenset[str] = NONE
    level: str = "error"


def _gone(path: Path) -> None:
    for one in path.parent.glob(f"{path.name}*"):
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def _garbage(path: Path) -> None:
    _gone(path)
    path.write_bytes(b"no database at all, and long enough that nobody takes it for an empty one" * 60)


def _older_ring(place: Place) -> None:
    """The office goes on with a new person, and nobody brings the ring to the intake."""
    key = place.root / SAFE
    done = run("officer", "add", "--home", place.office, "--root-key", key, "neu:Fallbearbeitung 9:officer", **SECRETS)
    assert done.code == 0, done.said
    gc.collect()  # closes what it had open, not while somebody looks


def _another_root(place: Place) -> None:
    """The root key is replaced, and the settings go on naming the first."""
    new = place.root / "new"
    new.write_text("ganz-andere-und-nur-fuer-tests")
    options = ["--home", place.office, "--root-key", place.root / SAFE, "--new-passphrase-file", new]
    assert run("rotate-root", *options, place.root / "second.json", **SECRETS).code == 0


def _file_named(place: Place) -> None:
    place.sql("letterbox", "INSERT INTO report VALUES (1, zeroblob(16), date())")
    place.sql("letterbox", f"INSERT INTO blob VALUES ('{'0' * 32}', zeroblob(16))")
    shutil.rmtree(place.lib / "blobs")
    place.lib.chmod(0o555)  # root's own: no face makes the folder anew


def _erased(place: Place, listed: str | None) -> None:
    place.sql("cabinet", "INSERT INTO file VALUES (x'01', 'case', 2020, 1, NULL, 1, x'', '2026-01-01', NULL, 0, 0)")
    if listed is not None:
        (place.office / "erasures.jsonl").write_text(listed)


def _certificate(place: Place, days: int) -> None:
    name = place.root / "etc/tls.crt"
    make = [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    make += ["-keyout", str(name.with_suffix(".key")), "-out", str(name), "-days", str(days), "-subj", "/CN=test"]
    subprocess.run(make, check=True, capture_output=True)
    place.settings["HINWEISGEBER_TLS_CERTIFICATES"] = str(name)


def _full(place: Place) -> None:
    place.monkeypatch.setattr(blobs, "RESERVE", 2**62)
    place.monkeypatch.setattr(blobs, "RESERVE_SHARE", 1.0)


def _little_room(place: Place) -> None:
    place.monkeypatch.setattr(disks, "LITTLE", 1.0)


def _of_another(place: Place) -> None:
    other = place.root / "other"
    other.mkdir()
    _gone(place.office / "cabinet.sqlite")
    copy_database(found_in(other).cabinet_file, place.office / "cabinet.sqlite")


def _letterbox_in_its_place(place: Place) -> None:
    _gone(place.office / "cabinet.sqlite")
    copy_database(place.lib / "letterbox/letterbox.sqlite", place.office / "cabinet.sqlite")


def _other_clock(place: Place, days: int) -> None:
    place.days = days


def _set(place: Place, **short: str) -> None:
    place.settings |= {f"HINWEISGEBER_{name}": value for name, value in short.items()}


def _clock_back_since_a_report(place: Place) -> None:
    place.sql("letterbox", f"INSERT INTO report VALUES (1, zeroblob(16), '{TODAY}')")
    place.days = -3


def _only_to_read(place: Place) -> None:
    _letterbox(place).chmod(0o400)
    _letterbox(place).parent.chmod(0o500)


def _released(name: str, text: str | None) -> Callable[[Place], object]:
    """The program as a release installs it, and then with this file, or without it."""

    def take(place: Place) -> None:
        package = place.root / "usr/lib/hinweisgeber"
        package.mkdir(parents=True)
        (package / "seal.py").write_text("pass")
        digest = hashlib.sha256(b"pass").hexdigest()
        (package / installed.LIST).write_text(f"{digest}  seal.py\n")
        place.monkeypatch.setattr(installed, "PACKAGE", package)
        if text is None:
            (package / name).unlink()
        else:
            (package / name).write_text(text)

    return take


def _of_the_office(name: str, take: Callable[[Path], object]) -> Callable[[Place], object]:
    return lambda place: take(place.office / name)


def _with_mails(place: Place) -> None:
    """Else nothing need run every five minutes; nobody answers there."""
    _set(place, SMTP_HOST="127.0.0.1", SMTP_PORT="1", SMTP_SECURITY="none", MAIL_FROM="x@example.org")


def _timer_off(name: str) -> Callable[[Place], None]:
    def take(place: Place) -> None:
        _with_mails(place)
        place.say(f"hinweisgeber-{name}.timer", ActiveState="inactive", UnitFileState="disabled")

    return take


def _unit_gone(name: str) -> Callable[[Place], None]:
    def take(place: Place) -> None:
        _with_mails(place)
        _gone(place.root / f"etc/systemd/system/hinweisgeber-{name}.service")

    return take


def _not_running(name: str, kind: str) -> Callable[[Place], None]:
    return lambda place: place.say(f"hinweisgeber-{name}.{kind}", ActiveState="inactive", UnitFileState="enabled")


def _letterbox(place: Place) -> Path:
    return place.lib / "letterbox/letterbox.sqlite"


LOSSES = [
    # -- stores
    Loss("letterbox", lambda p: _gone(_letterbox(p)), ("HG-S01", "missing"), BOTH),
    Loss("cabinet", lambda p: _gone(p.office / "cabinet.sqlite"), ("HG-S01", "missing"), OFFICE),
    Loss("letterbox damaged", lambda p: _garbage(_letterbox(p)), ("HG-S01", "damaged"), BOTH),
    Loss("cabinet damaged", lambda p: _garbage(p.office / "cabinet.sqlite"), ("HG-S01", "damaged"), OFFICE),
    Loss(
        "letterbox's tables",
        lambda p: p.sql("letterbox", "ALTER TABLE report RENAME TO gone"),
        ("HG-S01", "schema"),
        BOTH,
    ),
    Loss("the cabinet, for another installation's", _of_another, ("HG-S10", "another-cabinet")),
    Loss("the cabinet, for the letterbox", _letterbox_in_its_place, ("HG-S35", "another-database"), OFFICE),
    Loss("room soon", _little_room, ("HG-S34", "filling"), NONE, "warning"),
    Loss("cabinet's tables", lambda p: p.sql("cabinet", "DROP TABLE form_once"), ("HG-S01", "schema"), OFFICE),
    Loss(
        "letterbox's writing",
        _only_to_read,
        ("HG-S01", "read-only"),
        BOTH,
    ),
    Loss("letterbox's rights", lambda p: _letterbox(p).chmod(0), ("HG-S01", "permission"), BOTH),
    Loss(
        "migration",
        lambda p: p.sql("cabinet", "UPDATE alembic_version SET version_num = 'cabinet_0001'"),
        ("HG-S02", "older"),
    ),
    Loss(
        "program", lambda p: p.sql("letterbox", "UPDATE alembic_version SET version_num = 'later'"), ("HG-S15", "newer")
    ),
    Loss("letterbox, moved", lambda p: of_database(str(_letterbox(p))).set("there"), ("HG-S32", "moved"), BOTH),
    Loss("files, moved", lambda p: of_folder(p.lib / "blobs").set("there"), ("HG-S32", "moved"), BOTH),
    Loss("files", _file_named, ("HG-S14", "missing"), BOTH),
    Loss("files' rights", lambda p: (p.lib / "blobs").chmod(0o500), ("HG-S14", "permission"), BOTH),
    Loss("room", _full, ("HG-S01", "disk-full"), BOTH),
    Loss("room for files", _full, ("HG-S14", "disk-full"), BOTH),
    Loss("list of erasures", lambda p: _erased(p, None), ("HG-S26", "missing")),
    Loss("list of erasures damaged", lambda p: _erased(p, "{}\n"), ("HG-S26", "damaged")),
    # -- secrets and settings
    Loss("the home's rights", lambda p: p.office.chmod(0), ("HG-S13", "permission"), OFFICE),
    *(
        Loss(f"{name}{what}", _of_the_office(name, take), found)
        for name in SECRET_FILES.values()
        for what, take, found in (
            ("", _gone, ("HG-S18" if name == "backup.secret" else "HG-C20", "missing")),
            ("'s content", _garbage, ("HG-S13", "setting")),
            ("'s privacy", lambda path: path.chmod(0o644), ("HG-C23", "permission")),
            ("'s rights", lambda path: path.chmod(0), ("HG-S13", "permission")),
        )
    ),
    Loss("settings.env", lambda p: _gone(p.office / "settings.env"), ("HG-C20", "missing")),
    Loss("settings' rights", lambda p: (p.office / "settings.env").chmod(0), ("HG-S13", "permission")),
    Loss("a setting's name", lambda p: _set(p, WORKER="2"), ("HG-S13", "setting")),
    Loss("texts", lambda p: _gone(p.office / "hinweisgeber.toml"), ("HG-S13", "missing")),
    Loss("safe of the root key", lambda p: (p.office / "root.key.json").write_text("{}"), ("HG-C22", "root-key")),
    # -- keys and people
    Loss("ring", lambda p: _gone(p.office / "keys/ring.json"), ("HG-C20", "missing"), OFFICE),
    Loss("ring damaged", lambda p: (p.office / "keys/ring.json").write_bytes(b"\xff"), ("HG-S03", "damaged"), OFFICE),
    Loss("ring's rights", lambda p: (p.office / "keys/ring.json").chmod(0), ("HG-S03", "permission"), OFFICE),
    Loss("root's fingerprint", lambda p: _set(p, ROOT_FINGERPRINT="ab" * 32), ("HG-S03", "damaged")),
    Loss("the newest root", _another_root, ("HG-S31", "earlier-root"), NONE, "warning"),
    Loss(
        "an account",
        lambda p: p.sql("cabinet", "DELETE FROM officer WHERE username = 'fall1'"),
        ("HG-S10", "no-account"),
    ),
    Loss(
        "an identity",
        lambda p: p.sql("cabinet", "UPDATE officer SET keystore = 'junk' WHERE username = 'fall1'"),
        ("HG-S10", "no-account"),
    ),
    Loss("all accounts", lambda p: p.sql("cabinet", "DELETE FROM officer"), ("HG-S10", "another-cabinet")),
    Loss("keys in time", lambda p: _other_clock(p, 770), ("HG-C30", "nobody"), BOTH),  # the last one's, too
    Loss("keys soon", lambda p: _other_clock(p, 700), ("HG-C32", "key-ends"), NONE, "warning"),
    Loss("the intake's ring", _older_ring, ("HG-S20", "another-ring")),
    Loss(
        "the intake's own ring",
        lambda p: (p.intake / "keys/ring.json").write_text("{}"),
        ("HG-S20", "another-ring"),
        INTAKE,
    ),
    Loss(
        "a certificate",
        lambda p: _set(p, TLS_CERTIFICATES=str(p.root / "nowhere.crt")),
        ("HG-S21", "missing"),
        NONE,
        "warning",
    ),
    Loss("a certificate's time", lambda p: _certificate(p, 9), ("HG-S21", "certificate-ends"), NONE, "warning"),
    # -- the machine
    Loss("log of the intake", lambda p: shutil.rmtree(p.root / "var/log/hinweisgeber/intake"), ("HG-S23", "missing")),
    Loss("log of the office", lambda p: shutil.rmtree(p.root / "var/log/hinweisgeber/office"), ("HG-S23", "missing")),
    Loss("a log's owner", lambda p: p.monkeypatch.setattr(machine, "_id_of", lambda *_: 1), ("HG-S23", "wrong-owner")),
    *(
        Loss(
            f"timer {name}",
            _timer_off(name),
            ("HG-S24", "timer-off"),
            NONE,
            "warning",
        )
        for name in TIMERS
    ),
    *(
        Loss(
            f"{name}'s unit",
            _unit_gone(name),
            ("HG-S24", "missing"),
            NONE,
            "error" if name in FACES else "warning",
        )
        for name in ("office", *TIMERS)
    ),
    Loss(
        "a timer's run",
        lambda p: p.say(
            "hinweisgeber-erase.timer", ActiveState="active", UnitFileState="enabled", LastTriggerUSec="@1700000000"
        ),
        ("HG-S24", "timer-late"),
        NONE,
        "warning",
    ),
    Loss(
        "a run's success",
        lambda p: p.say("hinweisgeber-backup.service", Result="exit-code"),
        ("HG-S24", "timer-failed"),
        NONE,
        "warning",
    ),
    Loss("a face", lambda p: p.say("hinweisgeber-intake.service", ActiveState="failed"), ("HG-S24", "failed")),
    Loss(
        "a face's rest",
        lambda p: p.say("hinweisgeber-office.service", ActiveState="activating", NRestarts="7"),
        ("HG-S24", "restarting"),
    ),
    *(
        Loss(f"{kind} of the {name}", _not_running(name, kind), ("HG-S24", "not-running"))
        for name in FACES
        for kind in ("service", "socket")
    ),
    Loss(
        "a face's new program",
        lambda p: p.say("hinweisgeber-office.service", ActiveState="active", ActiveEnterTimestamp="@1700000000"),
        ("HG-S24", "before-update"),
        NONE,
        "warning",
    ),
    Loss(
        "time server",
        lambda p: (p.root / "said/NTPSynchronized").write_text("no\n"),
        ("HG-S17", "no-ntp"),
        NONE,
        "warning",
    ),
    Loss("clock, back", lambda p: _other_clock(p, -3), ("HG-S17", "clock-behind"), BOTH),
    Loss("clock, back, reports", _clock_back_since_a_report, ("HG-S17", "clock-behind"), BOTH),
    Loss("clock, ahead", lambda p: _other_clock(p, 40), ("HG-S17", "quiet-or-clock-ahead"), NONE, "open"),
    Loss("backups", lambda p: _other_clock(p, 4), ("HG-S18", "never"), NONE, "warning"),
    Loss("rehearsals", lambda p: _other_clock(p, 70), ("HG-S19", "never"), NONE, "warning"),
    Loss(
        "the note of them", lambda p: (p.office / rounds.NAME).write_text("[]"), ("HG-S18", "damaged"), NONE, "warning"
    ),
    *(
        Loss(f"a release's file, {cause}", _released(name, text), ("HG-S30", cause), NONE, "warning")
        for cause, name, text in (
            ("changed", "seal.py", "evil"),
            ("missing", "seal.py", None),
            ("foreign", "more.py", ""),
            ("damaged", installed.LIST, "nothing of the kind\n"),
        )
    ),
    # -- what the office works with
    Loss(
        "tools",
        lambda p: p.monkeypatch.setattr(
            sandbox, "available", lambda: [sandbox.MissingTool("bubblewrap", "weg", frozenset())]
        ),
        ("HG-S04", "missing"),
        NONE,
        "warning",
    ),
    Loss("scanner", lambda p: _set(p, CLAMD=f"unix:{p.root}/clamd.ctl"), ("HG-S05", "refused"), NONE, "warning"),
    Loss(
        "mail server",
        _with_mails,
        ("HG-S07", "mail-server"),
        NONE,
        "warning",
    ),
    Loss("its name", lambda p: _set(p, MAIL_FROM="x@example.org"), ("HG-S06", "incomplete"), NONE, "warning"),
]

# What is taken from the intake's own folder, on a machine that has nothing else of ours, and what its own check names.
INTAKE_LOSSES = [
    Loss("its secret", lambda p: _gone(p.intake / "intake.secret"), ("HG-C20", "missing")),
    Loss("its secret's privacy", lambda p: (p.intake / "intake.secret").chmod(0o644), ("HG-C23", "permission")),
    Loss("its secret's rights", lambda p: (p.intake / "intake.secret").chmod(0), ("HG-S13", "permission")),
    Loss("its settings", lambda p: _gone(p.intake / "settings.env"), ("HG-C20", "missing")),
    Loss("its settings' rights", lambda p: (p.intake / "settings.env").chmod(0), ("HG-S13", "permission")),
    Loss("its texts", lambda p: _gone(p.intake / "hinweisgeber.toml"), ("HG-S13", "missing")),
    Loss("its ring", lambda p: _gone(p.intake / "keys/ring.json"), ("HG-C20", "missing")),
    Loss("its ring's rights", lambda p: (p.intake / "keys/ring.json").chmod(0), ("HG-S03", "permission")),
    Loss("its folder's rights", lambda p: p.intake.chmod(0), ("HG-S13", "permission")),
    Loss("its unit", _unit_gone("intake"), ("HG-S24", "missing")),
]
