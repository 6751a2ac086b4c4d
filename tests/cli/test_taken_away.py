"""A generator takes away everything that an installation needs, one thing at a time.

Each loss is named by `check` with its cause, without a traceback and without a file that was not there before; a face
that cannot do its work without it says so at /readyz.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.cli import doctor
from hinweisgeber.cli.doctor import machine
from hinweisgeber.config.settings import SECRET_FILES
from hinweisgeber.store.cabinet import tables as cabinet_tables
from hinweisgeber.store.letterbox import tables as letterbox_tables
from hinweisgeber.web.app import Face
from tests.cli.conftest import TODAY, Ran, environment, run
from tests.cli.layout import DEPLOY, lay_out
from tests.cli.taken import BOTH, INTAKE_LOSSES, LOSSES, Loss, Place

TABLES = {"letterbox": letterbox_tables.metadata.tables, "cabinet": cabinet_tables.metadata.tables}
WELL, NOT_WELL = (200, "ready\n"), (503, "not ready\n")
NOBODY = 65534  # an account without rights: root would open everything
SETTINGS = {
    "HINWEISGEBER_INTAKE_URL": "https://hinweise.example.org",
    "HINWEISGEBER_OFFICE_URL": "https://meldestelle.example.org",
    "HINWEISGEBER_TRUSTED_PROXIES": "1",
}
SAYS = "#!/bin/sh\n[ -f {said}/$2 ] && cat {said}/$2\nexit 0\n"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layout of the guide with its units, made once; a systemd that says that all is well."""
    root = tmp_path_factory.mktemp("laid_out")
    lay_out(root)
    units = root / "etc/systemd/system"
    units.mkdir(parents=True)
    for unit in (DEPLOY / "systemd").glob("hinweisgeber-*"):
        shutil.copy(unit, units)
    (root / "run/systemd/system").mkdir(parents=True)
    (root / "said").mkdir()
    for name in machine.TIMERS:
        (root / f"said/hinweisgeber-{name}.timer").write_text("ActiveState=active\nUnitFileState=enabled\n")
    lib = root / "var/lib/hinweisgeber"
    made = faces(lib)  # whatever is imported on the way, is imported now: an account without rights may not find it
    assert answers(made) == dict.fromkeys(BOTH, WELL)
    closed(made)
    assert run("check", "--home", lib / "office", **SETTINGS).code in (0, 1)
    datetime.strptime("2026", "%Y")
    gc.collect()  # closes what is open, not while it is copied
    return root


@pytest.fixture
def place(laid_out: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A copy of it, which belongs to an account without rights but for what root holds."""
    root = Path(tempfile.mkdtemp(prefix="hg-taken-", dir="/tmp"))  # an account without rights must get there
    shutil.copytree(laid_out, root, dirs_exist_ok=True)
    for settings in root.glob("var/lib/hinweisgeber/*/settings.env"):
        settings.write_text(settings.read_text().replace(str(laid_out), str(root)))
    root.chmod(0o755)
    tools = root / "bin"
    tools.mkdir()
    for name, text in (
        ("systemctl", SAYS.format(said=root / "said")),
        ("timedatectl", f"#!/bin/sh\ncat {root}/said/NTPSynchronized 2>/dev/null || echo yes\n"),
        ("systemd-detect-virt", "#!/bin/sh\necho none\nexit 1\n"),
    ):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    made = Place(root, monkeypatch, dict(SETTINGS))
    monkeypatch.setattr(machine, "ROOT", root)
    monkeypatch.setattr(sandbox, "available", list)
    monkeypatch.setattr(doctor, "handshake_findings", lambda *_, **__: [])
    monkeypatch.setattr(doctor.keys, "_fetched", lambda _: (made.intake / "keys/ring.json").read_text("utf-8"))
    monkeypatch.setattr(doctor, "berlin_today", lambda: TODAY + timedelta(days=made.days))
    yield made
    shutil.rmtree(root)


@contextmanager
def as_nobody(root: Path) -> Iterator[None]:
    """What is done here has no rights but those of its files' owner."""
    if os.geteuid() != 0:
        yield
        return
    for path in (root, *root.rglob("*")):
        if path != root / "var/lib/hinweisgeber":  # root's own: no face makes a folder in it
            os.lchown(path, NOBODY, NOBODY)
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def faces(lib: Path, place: Place | None = None) -> dict[str, Face]:
    """Both faces as they are started, at work before anything is lost."""
    made = {}
    for name in sorted(BOTH):
        settings = config.load(lib / name, SETTINGS)
        face: Face = import_module(f"hinweisgeber.{name}").create_app(settings)
        face.clock = lambda: datetime.combine(TODAY, time(11), UTC) + timedelta(days=place.days if place else 0)
        made[name] = face
    return made


def closed(made: dict[str, Face]) -> None:
    for face in made.values():
        for store in (getattr(face, name, None) for name in ("letterbox", "cabinet")):
            if store is not None:
                store.dispose()


def answers(made: dict[str, Face]) -> dict[str, tuple[int, str]]:
    """What both say when they are asked anew."""
    found = {}
    for name, face in made.items():
        face.readiness._at = float("-inf")
        answer = face.test_client(use_cookies=False).get("/readyz")
        found[name] = (answer.status_code, answer.text)
    return found


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def checked(place: Place, home: Path, **more: str) -> tuple[Ran, list[dict[str, str]]]:
    before = tree(place.root)
    done = run("check", "--home", home, "--json", **(place.settings | more))
    assert tree(place.root) == before, "it makes nothing and takes nothing away"
    assert "Traceback" not in done.said
    found = json.loads(done.out)
    levels = {one["level"] for one in found}
    assert done.code == (2 if "error" in levels else 1 if "warning" in levels else 0)
    assert "HG-S99" not in {one["id"] for one in found}, "no check fails itself"
    return done, found


def test_as_the_guide_leaves_it_nothing_is_found_and_both_are_ready(place: Place) -> None:
    """Whichever face asks: only what the authority has yet to decide or to bring."""
    with as_nobody(place.root):
        made = faces(place.lib, place)
        assert answers(made) == dict.fromkeys(BOTH, WELL)
        closed(made)
        for home in (place.office, place.intake):
            _, found = checked(place, home)
            assert [one for one in found if one["level"] != "open"] == [], home
        assert not (place.intake / "cabinet.sqlite").exists()


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_each_loss_is_named_with_its_cause_and_by_the_faces_it_stops(place: Place, loss: Loss) -> None:
    with as_nobody(place.root):
        made = faces(place.lib, place)
        assert answers(made) == dict.fromkeys(BOTH, WELL)
        closed(made)
    loss.take(place)
    with as_nobody(place.root):
        _, found = checked(place, place.office)
        named = {(one["id"], one["cause"]): one["level"] for one in found}
        assert named.get(loss.found) == loss.level, found
        said = answers(made)
        closed(made)
    assert said == {name: NOT_WELL if name in loss.unready else WELL for name in BOTH}


OF_THE_INTAKE = {
    "letterbox": ("HG-S01", "missing"),
    "letterbox damaged": ("HG-S01", "damaged"),
    "letterbox's tables": ("HG-S01", "schema"),
    "letterbox's rights": ("HG-S01", "permission"),
    "files' rights": ("HG-S14", "permission"),
    "room": ("HG-S01", "disk-full"),
    "the intake's own ring": ("HG-S03", "damaged"),
    "log of the intake": ("HG-S23", "missing"),
    "clock, back, reports": ("HG-S17", "clock-behind"),
    "program": ("HG-S15", "newer"),
}


@pytest.mark.parametrize(
    "loss", [*INTAKE_LOSSES, *(loss for loss in LOSSES if loss.name in OF_THE_INTAKE)], ids=lambda loss: loss.name
)
def test_the_intakes_own_check_names_what_it_lacks(place: Place, loss: Loss) -> None:
    """On a machine in the DMZ: it knows nothing of a cabinet and makes none."""
    loss.take(place)
    with as_nobody(place.root):
        _, found = checked(place, place.intake)
    named = {(one["id"], one["cause"]) for one in found}
    assert OF_THE_INTAKE.get(loss.name, loss.found) in named, found
    assert "CABINET" not in str(found)


def test_every_loss_has_a_name_of_its_own() -> None:
    names = [loss.name for loss in (*LOSSES, *INTAKE_LOSSES)]
    assert len(set(names)) == len(names) > 90
    assert set(OF_THE_INTAKE) <= set(names)


def test_nothing_that_is_shipped_or_declared_is_missing_among_the_losses() -> None:
    names = {loss.name for loss in LOSSES}
    assert {f"timer {path.stem.partition('-')[2]}" for path in (DEPLOY / "systemd").glob("*.timer")} <= names
    assert {
        f"{path.suffix[1:]} of the {path.stem.partition('-')[2]}" for path in (DEPLOY / "systemd").glob("*.socket")
    } <= names
    assert {f"log of the {name}" for name in machine.FACES} <= names
    assert {f"{secret}{what}" for secret in SECRET_FILES.values() for what in ("", "'s rights", "'s privacy")} <= names


def test_every_single_table_taken_away_is_named_and_stops_its_faces(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all that is examined, and that a face asks, the databases alone: there are many tables."""
    monkeypatch.setattr(doctor, "EVERYWHERE", (doctor.stores.databases,))
    monkeypatch.setattr(doctor, "OFFICE", ())
    made = faces(place.lib, place)
    for one in made.values():
        one.readiness._asked = {name: ask for name, ask in one.readiness._asked.items() if name in TABLES}
    for store, tables in TABLES.items():
        stopped = BOTH if store == "letterbox" else frozenset({"office"})
        for table in tables:
            place.sql(store, f'ALTER TABLE "{table}" RENAME TO taken_away')
            _, found = checked(place, place.office)
            assert [(one["id"], one["cause"]) for one in found] == [("HG-S01", "schema")], table
            assert answers(made) == {name: NOT_WELL if name in stopped else WELL for name in BOTH}, table
            place.sql(store, f'ALTER TABLE taken_away RENAME TO "{table}"')
            closed(made)
    assert answers(made) == dict.fromkeys(BOTH, WELL)
    closed(made)


def test_nothing_outside_comes_in(place: Place) -> None:
    assert not any(name.startswith("HINWEISGEBER_") for name in environment())
