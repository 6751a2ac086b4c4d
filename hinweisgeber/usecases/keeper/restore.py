"""Restoring a backup into empty databases, and destroying once more what was erased since it was made.

1. Both archives are read to their end before anything is written.
2. The target must be empty; its schema becomes that of the backup, then that of this program.
3. Rows and blobs are loaded; the rows stand or fall together.
   Every file gets a new key with the next act on it: the one it had then may be known to somebody who has gone since.
4. What was erased is destroyed again: from the backup's own list, later backups' lists, and those given. A line
   counts only if an officer had allowed it: by its proof, or by the restored journal itself.
5. Who was out of a file since is put out again, by the same lists (`removals.py`).
6. The journal must verify.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ...crypto.archive import CONTENT, ArchiveKey, ArchiveReader
from ...crypto.files import is_sealed_size
from ...crypto.keys import VERSION
from ...crypto.ring import Ring
from ...errors import Broken, FormatBroken
from ...store import archives, erasures
from ...store.archives import ArchiveFolder, read_archive
from ...store.blobs import BlobStore
from ...store.cabinet import Cabinet
from ...store.dump import Dump, dump_store
from ...store.errors import ArchiveUnreadable, BlobGone, StoreFull
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.desk import number_of
from .audit import ErasureProofs
from .backup import ABOUT, FORMS, LAST_LIST, LIST, MANIFEST
from .erase import destroy_all, evidence
from .errors import ArchivesForeign, ArchiveTooNew, ArchiveUnknown, RestoreFull, RestoreTargetTaken

SMALL = 64 * 1024 * 1024  # what is read in whole: lists and settings


@dataclass(frozen=True)
class Examined:
    """An archive that was read to its end, with its small parts."""

    path: Path
    kind: str
    day: date
    about: dict[str, Any]
    manifest: dict[str, Any]
    files: dict[str, bytes]
    erased: bytes  # lines of a list of erasures

    @property
    def installation(self) -> str:
        """The fingerprint of the root key."""
        return str(self.about["installation"])


@dataclass(frozen=True)
class Target:
    """Where to."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    blobs: BlobStore


@dataclass(frozen=True)
class Listed:
    """A list of erasures, and by what its lines are judged: who can write into it must not be able to erase with it."""

    days: erasures.Erased
    proofs: ErasureProofs
    ring: Ring
    today: date
    removed: erasures.Removed = ()

    @classmethod
    def of(cls, lines: bytes, ring: Ring, today: date) -> Listed:
        """Raises ValueError for what is no list."""
        return cls(erasures.parse(lines), erasures.proofs_in(lines), ring, today, erasures.removed_in(lines))

    def allowed(self, cab: Cabinet) -> dict[bytes, date]:
        """Those an officer had allowed."""
        return {file_id: day for file_id, day in self.days.items() if self._allows(cab, file_id, day)}

    def _allows(self, cab: Cabinet, file_id: bytes, day: date) -> bool:
        return evidence(cab, file_id, day, self.today, self.ring, self.proofs) is not None


@dataclass(frozen=True)
class Replayed:
    """How many files were destroyed once more, and which are in the list and here, and nobody had allowed it."""

    again: int
    unproven: list[str]  # numbers, or ids of what nobody has collected yet


@dataclass
class Loaded:
    """What was put back."""

    rows: dict[str, int] = field(default_factory=dict)  # by store/table
    orphans: int = 0  # keys of files that the content does not have, or that are erased
    blobs: int = 0


def examine(path: Path, key: ArchiveKey, kind: str) -> Examined:
    """Reads an archive to its end. Raises ArchiveUnreadable, ArchiveUnknown (none, or not of this kind)."""
    with _opened(path, key) as reader:
        if reader.head.kind != kind:
            raise ArchiveUnknown(name=path.name)
        small = {name: _small(pieces) for name, pieces in reader.parts() if not name.startswith(("table/", "blob/"))}
        about, manifest = json.loads(small[ABOUT]), json.loads(small[MANIFEST])
        if about["format"] not in FORMS:
            raise ArchiveTooNew()
        erased = small.get(LIST, b"") + small.get(LAST_LIST, b"")
        files = {name.removeprefix("file/"): text for name, text in small.items() if name.startswith("file/")}
        return Examined(path, kind, date.fromisoformat(reader.head.day), about, manifest, files, erased)


@contextmanager
def _opened(path: Path, key: ArchiveKey) -> Iterator[ArchiveReader]:
    """An archive being read; what is wrong with it comes as ours."""
    try:
        reader = ArchiveReader(key, read_archive(path))
    except FormatBroken as error:
        raise ArchiveUnknown(name=path.name) from error
    try:
        yield reader
    except (Broken, ValueError, KeyError) as error:
        raise ArchiveUnreadable(name=path.name) from error


def _small(pieces: Iterable[bytes]) -> bytes:
    text = bytearray()
    for piece in pieces:
        text += piece
        if len(text) > SMALL:
            raise ValueError("too long for what it is")
    return bytes(text)


def must_belong(content: Examined, keys: Examined | None, fingerprint: str | None) -> None:
    """Returns only if all are of one installation. Raises ArchivesForeign."""
    if fingerprint is not None and content.installation != fingerprint:
        raise ArchivesForeign(name=content.path.name)
    if keys is not None and keys.installation != content.installation:
        raise ArchivesForeign(name=keys.path.name)


def known_later(content: Examined, key: ArchiveKey) -> tuple[bytes, Examined | None]:
    """What later backups beside this one know of erasures and of who is out, and the newest of them, with its ring.
    Raises ArchiveUnreadable, ArchiveUnknown.

    Each list is longer than the one before, and the newest archive is read to its end, where the last word stands.
    """
    beside = [one for one in ArchiveFolder(content.path.parent).archives() if one.kind == archives.CONTENT]
    later = [one.path for one in beside if one.day >= content.day and one.path.name != content.path.name]
    erased = b"".join(_first_list(path, key) for path in later[:-1])
    newest = examine(later[-1], key, CONTENT) if later else None
    return erased + (newest.erased if newest else b""), newest


def _first_list(path: Path, key: ArchiveKey) -> bytes:
    with _opened(path, key) as reader:
        for name, pieces in reader.parts():
            if name == LIST:
                return _small(pieces)
        raise ValueError("no list")


# -- loading ---------------------------------------------------------------------------------------------------------


def load(
    content: Examined, keys: Examined | None, key: ArchiveKey, target: Target, listed: Listed | None = None
) -> Loaded:
    """Puts everything into the empty target, but no key of what is `listed` rightly; on an error no row is left.

    Raises ArchiveTooNew, RestoreTargetTaken, RestoreFull, ArchiveUnreadable, StoreAway.
    """
    done = Loaded()
    for store in (target.letterbox, target.cabinet):
        _prepare(store, content)
    both = target.cabinet.through(lambda db: (Dump(db), Cabinet(db)))
    with dump_store(target.letterbox).write() as box, both.write() as (dump, cab):
        dumps = {"letterbox": box, "cabinet": dump}
        cab.as_before(dump.columns("journal"))
        for name, one in dumps.items():
            if not one.is_empty():
                raise RestoreTargetTaken(place=_place(target, name))
        _load(content, key, dumps, target.blobs, done)
        if keys is not None:  # the journal is there: it says what may be left out
            _load(keys, key, dumps, target.blobs, done, listed.allowed(cab) if listed else {})
        if "restored" in dump.columns("file"):  # in a backup from before all files are of version 1
            cab.mark_restored()
    for store in (target.letterbox, target.cabinet):
        store.migrate()
    return done


def _prepare(store: Store[Any], content: Examined) -> None:
    wanted = content.about["revisions"][store.name]
    if wanted not in store.revisions():
        raise ArchiveTooNew()
    fresh = store.sqlite and not Path(store.url.database or "").exists()
    if fresh or store.revision() is None:
        store.migrate(wanted)
    elif store.revision() != wanted:
        raise RestoreTargetTaken(place=store.url.render_as_string())


def _place(target: Target, name: str) -> str:
    store: Store[Any] = getattr(target, name)
    return store.url.render_as_string()


def _load(
    archive: Examined,
    key: ArchiveKey,
    dumps: dict[str, Dump],
    blobs: BlobStore,
    done: Loaded,
    erased: Collection[bytes] = frozenset(),
) -> None:
    with _opened(archive.path, key) as reader:
        for name, pieces in reader.parts():
            kind, _, rest = name.partition("/")
            if kind == "table":
                store, _, table = rest.partition("/")
                done.rows[rest], orphans = dumps[store].load(table, pieces, erased, FORMS[archive.about["format"]])
                if done.rows[rest] + orphans != archive.manifest["rows"][rest]:
                    raise FormatBroken(f"{rest} has another number of rows")
                done.orphans += orphans
            elif kind == "sequences":
                dumps[rest].continue_from(json.loads(_small(pieces)))
            elif kind == "blob":
                _blob(blobs, rest, pieces)
                done.blobs += 1


def _blob(blobs: BlobStore, name: str, pieces: Iterator[bytes]) -> None:
    try:
        writer = blobs.create(name)
        try:
            for piece in pieces:
                writer.write(piece)
            writer.finish()
        except BaseException:
            writer.abort()
            raise
    except StoreFull as error:
        raise RestoreFull() from error


def replay(target: Target, listed: Listed) -> Replayed:
    """Destroys once more what was erased since, where an officer had allowed it. Raises StoreAway."""
    with target.cabinet.read() as cab, target.letterbox.read() as box:
        kept, allowed = cab.file_ids() - cab.erased_files().keys(), listed.allowed(cab)
        here = [file_id for file_id in listed.days if file_id in kept or box.has_report(file_id)]
        unproven = [file_id for file_id in here if file_id not in allowed]
        numbers = cab.numbers(unproven)
    back = {file_id: allowed[file_id] for file_id in here if file_id in allowed}
    for day in sorted(set(back.values())):
        files = [file_id for file_id, its_day in back.items() if its_day == day]
        destroy_all(target.letterbox, target.cabinet, target.blobs, files, day)
    names = [number_of(*numbers[file_id]) if file_id in numbers else file_id.hex() for file_id in unproven]
    return Replayed(len(back), names)


# -- the rehearsal's checks ------------------------------------------------------------------------------------------


def blobs_wrong(target: Target, content: Examined) -> list[str]:
    """Names of blobs that a file or report names, and that are not there or cannot be a sealed file."""
    named: set[str] = set()
    for store in (target.letterbox, target.cabinet):
        with dump_store(store).read() as dump:
            named |= set(dump.blobs())
    gone = set(content.manifest["gone"]["erased"])
    return [name for name in sorted(named - gone) if not _is_whole(target.blobs, name)]


def _is_whole(blobs: BlobStore, name: str) -> bool:
    size, first = 0, b""
    try:
        for piece in blobs.read(name):
            first, size = first or piece[:1], size + len(piece)
    except BlobGone:
        return False
    return first == VERSION and is_sealed_size(size)


def rows_wrong(target: Target, loaded: Loaded) -> list[str]:
    """Tables whose rows in the database are not as many as were loaded."""
    counted: dict[str, int] = {}
    for store in (target.letterbox, target.cabinet):
        with dump_store(store).read() as dump:
            counted |= {f"{store.name}/{table}": dump.count(table) for table in dump.tables()}
    return [name for name, count in loaded.rows.items() if counted.get(name) != count]
