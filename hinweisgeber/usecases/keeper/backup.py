"""Backing up while both faces run: two sealed archives, one with the content, one with the keys that open it.

Both stores are read as they stood at one moment: a report that is taken in meanwhile loses its wraps in the letterbox,
and must not be missing in both. Blobs come last: whoever names one has stored it before.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...crypto.archive import CONTENT, KEYS, ArchiveKey, ArchiveReader, ArchiveWriter, Head
from ...errors import Broken, SettingsWrong
from ...store import archives
from ...store.archives import ArchiveFolder, NewArchive, read_archive
from ...store.blobs import BlobStore
from ...store.cabinet import Cabinet
from ...store.dump import SHORT_LIVED, WITH_KEYS, Dump, dump_store
from ...store.errors import ArchiveUnreadable, BlobGone
from ...store.letterbox import Letterbox
from ...store.table_rows import FRAMES, LINES
from ...store.unit import Store

LIST, MANIFEST, ABOUT, LAST_LIST = "erased", "manifest", "about", "erased-last"
FORMAT = "hinweisgeber-backup/2"
TRIES = 100  # of reading both stores as they stood at one moment
FORMS = {"hinweisgeber-backup/1": LINES, FORMAT: FRAMES}  # how the rows of tables are written in each


@dataclass
class BackedUp:
    """What a backup wrote."""

    content: str = ""
    keys: str = ""
    rows: dict[str, int] = field(default_factory=dict)  # by store/table
    blobs: int = 0
    erased_meanwhile: list[str] = field(default_factory=list)  # blobs nobody names any more
    missing: list[str] = field(default_factory=list)  # blobs that are named and not there
    expired: list[str] = field(default_factory=list)  # archives with keys that were deleted


@dataclass(frozen=True)
class BackupSource:
    """What is backed up."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    blobs: BlobStore
    fingerprint: str  # of the root: which installation this is
    files: dict[str, bytes]  # ring, settings and the like, by name
    erased: Callable[[], bytes]  # the list of erasures; asked for twice, at the start and after everything else


def back_up(source: BackupSource, key: ArchiveKey, folder: ArchiveFolder, today: date, key_days: int) -> BackedUp:
    """Writes both archives, reads them again and keeps them; deletes archives with keys past their days, in any case.

    Raises BackupFolderWrong, BackupFolderFull, BackupRunning, StoreAway, SettingsWrong (schema not current),
    ArchiveUnreadable (the disk gives back something else than was written). Then no archive is left.
    """
    done, run = BackedUp(), secrets.token_bytes(16)
    with folder.locked():
        done.expired = folder.expire_keys(today, key_days)
        about = _about(source)
        with _new(folder, archives.CONTENT, today, run) as content, _new(folder, archives.KEYS, today, run) as keys:
            content_out = ArchiveWriter(key, Head(CONTENT, today.isoformat(), run), content.write)
            keys_out = ArchiveWriter(key, Head(KEYS, today.isoformat(), run), keys.write)
            _write(source, about, content_out, keys_out, done)
            for archive in (content, keys):
                archive.close()
                check(key, archive)
            keys.keep()  # first: content that is there always has its keys
            content.keep()
            done.content, done.keys = content.path.name, keys.path.name
    return done


@contextmanager
def _new(folder: ArchiveFolder, kind: str, today: date, run: bytes) -> Iterator[NewArchive]:
    archive = folder.create(kind, today, run.hex())
    try:
        yield archive
    finally:
        archive.drop()


def _about(source: BackupSource) -> bytes:
    """What a restore must know first. Raises SettingsWrong when a schema is not this program's."""
    revisions = {}
    for store in (source.letterbox, source.cabinet):
        store.require_known()
        revisions[store.name] = store.revision()
        if revisions[store.name] != store.newest_revision():
            raise SettingsWrong(
                f"HINWEISGEBER_{store.name.upper()}_URL", "Bitte zuerst „hinweisgeber migrate“ aufrufen."
            )
    return _json({"format": FORMAT, "installation": source.fingerprint, "revisions": revisions})


def _write(source: BackupSource, about: bytes, content: ArchiveWriter, keys: ArchiveWriter, done: BackedUp) -> None:
    for out in (content, keys):
        out.part(ABOUT, [about])
    content.part(LIST, [source.erased()])
    for name, text in source.files.items():
        content.part(f"file/{name}", [text])
    named: list[str] = []
    with _at_one_moment(source) as dumps:
        for store, dump in zip((source.cabinet, source.letterbox), dumps, strict=True):
            _tables(store.name, dump, content, keys, done)
            named += dump.blobs()
    for name in sorted(set(named)):
        _blob(source, name, content, done)
    content.part(LAST_LIST, [source.erased()])
    gone = {"erased": done.erased_meanwhile, "missing": done.missing}
    manifest = {"rows": done.rows, "blobs": done.blobs, "gone": gone}
    for out in (content, keys):
        out.part(MANIFEST, [_json(manifest)])
        out.finish()


@contextmanager
def _at_one_moment(source: BackupSource) -> Iterator[tuple[Dump, Dump]]:
    """Cabinet and letterbox, between which nothing was entered: whatever goes in the letterbox because the cabinet has
    it was entered there before."""
    for tried in range(TRIES):
        with ExitStack() as views:
            cabinet = views.enter_context(dump_store(source.cabinet).read())
            entered = cabinet.count("journal")
            letterbox = views.enter_context(dump_store(source.letterbox).read())
            letterbox.count("report")
            with source.cabinet.read() as now:
                head = now.head()
            if (head.seq if head else 0) == entered or tried + 1 == TRIES:
                yield cabinet, letterbox
                return


def _tables(store: str, dump: Dump, content: ArchiveWriter, keys: ArchiveWriter, done: BackedUp) -> None:
    for table in dump.tables():
        if table not in SHORT_LIVED[store]:
            out = keys if table in WITH_KEYS[store] else content
            counted = _Counted(dump.rows(table))
            out.part(f"table/{store}/{table}", counted)
            done.rows[f"{store}/{table}"] = counted.rows - 1  # the first names the columns
    content.part(f"sequences/{store}", [_json(dump.sequences())])


class _Counted:
    """The pieces of rows, and how many rows were given out."""

    def __init__(self, rows: Iterable[tuple[bytes, ...]]) -> None:
        self._rows, self.rows = rows, 0

    def __iter__(self) -> Iterator[bytes]:
        for row in self._rows:
            self.rows += 1
            yield from row


def _blob(source: BackupSource, name: str, content: ArchiveWriter, done: BackedUp) -> None:
    """A blob that is gone is no mistake if nobody names it any more."""
    pieces = source.blobs.read(name)
    try:
        first = next(pieces, b"")
    except BlobGone:
        with source.letterbox.read() as box, source.cabinet.read() as cab:
            named = box.named_blobs([name]) | cab.named_blobs([name])
        (done.missing if named else done.erased_meanwhile).append(name)
        return
    content.part(f"blob/{name}", _after(first, pieces))
    done.blobs += 1


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def check(key: ArchiveKey, archive: NewArchive) -> None:
    """Reads an archive from the disk to its end. Raises ArchiveUnreadable."""
    try:
        for _ in ArchiveReader(key, read_archive(archive.part)).parts():
            pass
    except Broken as error:
        raise ArchiveUnreadable(name=archive.path.name) from error


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
