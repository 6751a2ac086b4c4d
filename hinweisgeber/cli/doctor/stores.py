"""Databases and files: each is touched as the face touches it, and nothing is made that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ...config import Finding, env_name
from ...errors import HinweisgeberError, SettingsWrong
from ...store import erasures
from ...store.blobs import blob_store
from ...store.cabinet.probe import BY_OFFICE
from ...store.causes import Cause, cause_of
from ...store.database import POOL, POOL_EXTRA
from ...store.moved import MOVED, of_folder
from ...store.probing import LETTERBOX_BY_INTAKE, LETTERBOX_BY_OFFICE, RightMissing, touch, touch_blobs
from ...store.schema import NEWER
from ...store.unit import Store
from ...usecases.keeper import removals
from .patient import Patient
from .words import found, of_store

NAMES = {"letterbox": "Der Briefkasten", "cabinet": "Der Aktenschrank", "blobs": "Die Ablage der Dateien"}
OTHERS = ("letterbox", "cabinet")
HOSTS = 2  # of each face, for which the pools must do
NAMED = 8  # rights in one finding
_FREE = "SELECT sum(setting::int * CASE name WHEN 'max_connections' THEN 1 ELSE -1 END) FROM pg_settings "
_FREE += "WHERE name IN ('max_connections', 'superuser_reserved_connections')"
_GRANTED = (
    "SELECT datname FROM pg_database CROSS JOIN LATERAL aclexplode(datacl) AS acl WHERE privilege_type = 'CONNECT' "
)
_GRANTED += "AND grantee = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND datallowconn"


def databases(patient: Patient) -> Iterator[Finding]:
    """HG-S01, HG-S02, HG-S15, HG-S32, HG-S35: away, older, newer, moved, the other one. What answers is at hand for the
    others."""
    for setting, store in patient.stores():
        trouble = _trouble(patient, setting, store)
        if trouble is not None:
            yield trouble
        elif store.name == "letterbox":
            patient.letterbox = store  # type: ignore[assignment]
        else:
            patient.cabinet = store  # type: ignore[assignment]


def _trouble(patient: Patient, setting: str, store: Store[Any]) -> Finding | None:
    name = NAMES[store.name]
    probe = BY_OFFICE if store.name == "cabinet" else LETTERBOX_BY_OFFICE if patient.is_office else LETTERBOX_BY_INTAKE
    try:
        store.require_here()
        if not store.is_there():
            return of_store("HG-S01", setting, name, Cause.MISSING)
        revision = store.revision() or ""
        if other := next((one for one in OTHERS if one != store.name and revision.startswith(f"{one}_")), None):
            what = f"{name}: Unter dieser Adresse liegt die andere Datenbank ({NAMES[other].split()[1]})."
            return found("HG-S35", setting, what, "another-database")
        if store.is_newer():
            return found("HG-S15", setting, NEWER, "newer")
        if revision and revision != store.newest_revision():
            return found("HG-S02", setting, "Die Datenbank ist nicht auf dem Stand dieses Programms.", "older")
        touch(store, probe)
    except SettingsWrong as wrong:
        return found("HG-S32", setting, wrong.hint, "moved")
    except RightMissing as lacking:
        more = ", ".join(lacking.rights[:NAMED]) + (" …" if len(lacking.rights) > NAMED else "")
        return of_store("HG-S01", setting, name, Cause.GRANT, more)
    except Exception as error:
        return of_store("HG-S01", setting, name, cause_of(error))
    finally:
        store.dispose()
    return None


def files(patient: Patient) -> Iterator[Finding]:
    """HG-S14, HG-S32: where sealed files lie, or lay. A folder that is not there yet and in which nothing should be, is
    no fault."""
    setting, url = env_name("blobs_url"), urlsplit(patient.settings.blobs_url)
    folder = Path(url.path) if url.scheme == "file" else None
    if folder is not None and (target := of_folder(folder).target()) is not None:
        yield found("HG-S32", setting, MOVED.format(target), "moved")
        return
    try:
        if folder is not None and not _lies_there(folder):
            if _names_files(patient) or not folder.parent.is_dir():
                yield of_store("HG-S14", setting, NAMES["blobs"], Cause.MISSING)
            return
        touch_blobs(blob_store(patient.settings.blobs_url))
    except SettingsWrong as wrong:
        yield found("HG-S13", setting, wrong.hint, "setting")
    except Exception as error:
        yield of_store("HG-S14", setting, NAMES["blobs"], cause_of(error))


def _lies_there(folder: Path) -> bool:
    """Whether anything does, also a link that leads nowhere. Raises OSError where one may not look."""
    try:
        folder.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _names_files(patient: Patient) -> bool:
    """Whether any report names a file; yes where that cannot be asked."""
    if patient.letterbox is None:
        return True
    with patient.letterbox.read() as box:
        return box.has_blobs()


def pools(patient: Patient) -> Iterator[Finding]:
    """HG-S22: whether two hosts of each face get all their connections from one server."""
    needs: dict[str, int] = {}
    limits: dict[str, int] = {}
    each = patient.settings.workers * (POOL + POOL_EXTRA) * HOSTS
    for store, faces in ((patient.letterbox, 2), (patient.cabinet, 1)):
        if store is None or store.sqlite:
            continue
        place = f"{store.url.host or store.url.query.get('host', '')}:{store.url.port or ''}"
        needs[place] = needs.get(place, 0) + each * faces
        with store.through(lambda db: db).read() as db:
            limits[place] = int(db.exec_driver_sql(_FREE).scalar() or 0)
    for place, wanted in needs.items():
        if wanted > limits[place]:
            what = f"Zwei Rechner je Seite brauchen bis zu {wanted} Verbindungen, der Server hat {limits[place]} dafür."
            yield found("HG-S22", env_name("workers"), what, "pool")


def neighbours(patient: Patient) -> Iterator[Finding]:
    """HG-S33: whether the role of this face also gets into databases of another installation on the same server."""
    own = {store.url.database for _, store in patient.stores()}
    for setting, store in ((env_name("letterbox_url"), patient.letterbox), (env_name("cabinet_url"), patient.cabinet)):
        if store is not None and not store.sqlite:
            with store.through(lambda db: db).read() as db:
                others = {str(name) for name in db.exec_driver_sql(_GRANTED).scalars()} - own
            if others:
                what = f"„{store.url.username}“ darf auch in andere Datenbanken: {', '.join(sorted(others)[:NAMED])}."
                yield found("HG-S33", setting, what, "shared-role")


def erased(patient: Patient) -> Iterator[Finding]:
    """HG-S26: the list of what was erased, without which a backup brings it back."""
    if patient.cabinet is None:
        return
    path = patient.settings.home / erasures.NAME
    try:
        listed = erasures.read(path)
    except (HinweisgeberError, OSError) as error:
        cause = Cause.DAMAGED if isinstance(error, HinweisgeberError) else cause_of(error)
        yield found("HG-S26", str(path), "Die Liste der Löschungen ist nicht lesbar.", cause.value)
        return
    with patient.cabinet.read() as cab:
        missing = cab.erased_files().keys() - listed.keys()
        out = set(removals.known(cab)) - set(erasures.removals(path))
    if missing:
        what = f"In der Liste der Löschungen fehlen Vorgänge, die gelöscht sind: {len(missing)}."
        yield found("HG-S26", str(path), what, Cause.MISSING.value)
    if out:
        what = f"In der Liste der Löschungen fehlt, wer befangen oder ausgeschlossen ist: {len(out)}."
        hint = "„hinweisgeber erase --carry-out“ trägt es nach; sonst bringt eine ältere Sicherung Schlüssel zurück."
        yield found("HG-S26", str(path), what, "not-listed", "warning", hint)


def put_out(patient: Patient) -> Iterator[Finding]:
    """HG-S39: who is out of a file by the list, and has its key again: an older database was put back."""
    path = patient.settings.home / erasures.NAME
    if patient.cabinet is None or patient.letterbox is None or patient.ring is None:
        return
    try:
        listed = erasures.removals(path)
    except (HinweisgeberError, OSError):
        return  # HG-S26 says it
    if again := removals.unapplied(patient.cabinet, patient.letterbox, patient.ring, listed):
        more = f" und {len(again) - NAMED} weitere" if len(again) > NAMED else ""
        what = f"Wer befangen oder ausgeschlossen ist, hat wieder einen Schlüssel: {', '.join(again[:NAMED])}{more}."
        yield found("HG-S39", str(path), what, "key-again")
