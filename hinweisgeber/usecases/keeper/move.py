"""Moving a store to another place: databases from SQLite to PostgreSQL, sealed files from a folder to an object store.

1. Nobody else is at the old place, and nobody can write there, from the first row read to the end.
2. All of it is brought to the new place, and both sides are compared.
3. A mark at the old place says where it went: from then on no face works there any more (store/moved.py).
4. What is at the new place is committed, or looked through once more.

Killed before 3, the old place is in force as if nothing had been; killed after it, neither is until the command is
called again, which finds the old place as it was. So nothing that was confirmed is lost, and nothing is there twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import SettingsWrong
from ...store.blobs import BlobStore, FolderBlobs
from ...store.dump import Dump, dump_store
from ...store.errors import StoreAway
from ...store.moved import Mark, begun_in, of_folder
from ...store.unit import Store
from .errors import MoveDiffers, MoveTargetAway, MoveTargetOld, MoveTargetTaken

EVER = 2.0**40  # later than any moment


@dataclass(frozen=True)
class Way:
    """One database: from where, and to where."""

    old: Store[Any]
    new: Store[Any]

    @property
    def setting(self) -> str:
        """What names the old place."""
        return f"HINWEISGEBER_{self.old.name.upper()}_URL"

    @property
    def mark(self) -> Mark:
        """The old place's. Raises SettingsWrong."""
        if self.old.moved is None:
            raise SettingsWrong(self.setting, "Umgezogen wird nur von SQLite.")
        return self.old.moved

    @property
    def is_marked(self) -> bool:
        """Whether it was on this very way already. Raises SettingsWrong when it has moved to another place."""
        if (target := self.mark.target()) not in (None, self.new.place):
            self.old.require_here()
        return target is not None


Say = Callable[[str, int, str], None]  # a table or all files, how many, and their digest


def move_stores(ways: Sequence[Way], say: Say) -> None:
    """All databases, or none; each in one transaction, the last of them committed first.

    Raises StoreInUse, StoreAway, SettingsWrong (another version of this program, moved elsewhere), MoveTargetTaken,
    MoveTargetAway, MoveTargetOld, MoveDiffers.
    """
    for way in ways:
        _require_fit(way)
    with ExitStack() as held:
        olds = [held.enter_context(dump_store(way.old).alone()) for way in ways]
        for way in ways:
            _prepare(way)
        news = [held.enter_context(dump_store(way.new).write()) for way in ways]
        for way, new in zip(ways, news, strict=True):
            if not (new.is_empty() or way.is_marked):
                raise MoveTargetTaken(place=way.new.place)
        for way, old, new in zip(ways, olds, news, strict=True):
            _bring(way, old, new, say)
        for way in ways:
            way.mark.set(way.new.place)
        # What was brought is committed now; then the old places are let go.


def _require_fit(way: Way) -> None:
    if not way.old.is_there():
        raise StoreAway()  # to ask it would make an empty one
    way.old.require_known()
    if way.old.revision() != way.old.newest_revision():
        raise SettingsWrong(way.setting, "Bitte zuerst „hinweisgeber migrate“ aufrufen.")
    _ = way.is_marked


def _prepare(way: Way) -> None:
    """The schema with its triggers, as a founding makes it."""
    try:
        revision = way.new.revision()
    except StoreAway as error:
        raise MoveTargetAway(place=way.new.place) from error
    if revision is None:
        way.new.migrate()
    elif revision != way.new.newest_revision():
        raise MoveTargetOld(place=way.new.place)


def _bring(way: Way, old: Dump, new: Dump, say: Say) -> None:
    if new.is_empty():
        for name in old.tables():
            new.load(name, old.pieces(name))
        new.continue_from(old.sequences())
        _compare(way.old.name, old, new, say)
        return
    try:
        _compare(way.old.name, old, new, say)  # committed before the last call was cut off
    except MoveDiffers:
        way.old.require_here()  # or a face has gone on there


def _compare(store: str, old: Dump, new: Dump, say: Say) -> None:
    if {*old.tables()} != {*new.tables()}:
        raise MoveDiffers(thing=store)
    for name in old.tables():
        here, there = old.digest(name), new.digest(name)
        if here != there:
            raise MoveDiffers(thing=f"{store}/{name}")
        say(f"{store}/{name}", here.rows, str(here))
    given, known = old.sequences(), new.sequences()
    if any(known.get(name, 0) != last for name, last in given.items()):
        raise MoveDiffers(thing=f"{store}, laufende Nummern")


# -- sealed files ------------------------------------------------------------------------------------------------------


def move_blobs(folder: Path, new: BlobStore, place: str, stores: Iterable[Store[Any]], say: Say) -> None:
    """All files of a folder; `stores`: both databases, at which nobody may be meanwhile. What an earlier call brought
    is compared and stays. Raises StoreInUse, StoreAway, SettingsWrong (has moved), MoveTargetTaken, MoveTargetAway,
    MoveDiffers.
    """
    old, there, done = FolderBlobs(folder), _There(new, place), dict[str, bytes]()
    in_force = _is_in_force(folder, place)
    with ExitStack() as held:
        for store in stores:
            store.require_here()
            held.enter_context(store.alone())
        if in_force:
            _begin(folder, there)
            there.let_go(old)
            _bring_files(old, there, done)
            of_folder(folder).set(place)
        _bring_files(old, there, done)  # what a face had under way came before the mark, or is refused
        begun_in(folder).drop()
    total = hashlib.sha384(b"".join(done[name] for name in sorted(done)))
    say("blobs", len(done), total.hexdigest())


def are_moved(folder: Path, place: str) -> bool:
    """Whether all files of a folder have gone to this place, to the last step."""
    return of_folder(folder).target() == place and begun_in(folder).target() is None


def _is_in_force(folder: Path, place: str) -> bool:
    """Whether the folder still is; not while a move to this place was cut off at its last step."""
    closed = of_folder(folder).target()
    if closed is not None and (closed, begun_in(folder).target()) != (place, place):
        of_folder(folder).refuse("HINWEISGEBER_BLOBS_URL")
    return closed is None


def _begin(folder: Path, there: _There) -> None:
    """That what lies at the new place came from here, the mark of the first call alone can tell; it goes with the
    last."""
    if begun_in(folder).target() != there.place:
        if there.names():
            raise MoveTargetTaken(place=there.place)
        begun_in(folder).set(there.place)


def _bring_files(old: FolderBlobs, there: _There, done: dict[str, bytes]) -> None:
    """All that are not `done` yet, with what they are."""
    brought = there.names()
    for name in sorted(old.all_names() - done.keys()):
        wanted = _digest(old.read(name))
        if name not in brought or there.digest(name) != wanted:
            there.copy(old, name)
            if there.digest(name) != wanted:
                raise MoveDiffers(thing=name)
        done[name] = wanted


@dataclass(frozen=True)
class _There:
    """The new place of files. What it does not do is said of it: nobody else knows where it is."""

    store: BlobStore
    place: str

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except StoreAway as error:
            raise MoveTargetAway(place=self.place) from error

    def names(self) -> set[str]:
        with self._named():
            return set(self.store.names(EVER))

    def digest(self, name: str) -> bytes:
        with self._named():
            return _digest(self.store.read(name))

    def let_go(self, old: FolderBlobs) -> None:
        """What was erased here since an earlier call is not kept there."""
        for name in self.names() - old.all_names():
            with self._named():
                self.store.delete(name)

    def copy(self, old: BlobStore, name: str) -> None:
        with self._named():
            writer = self.store.create(name)
        try:
            for piece in old.read(name):
                with self._named():
                    writer.write(piece)
            with self._named():
                writer.finish()
        except BaseException:
            writer.abort()
            raise


def _digest(pieces: Iterable[bytes]) -> bytes:
    """Of the bytes, and how many there are."""
    digest, size = hashlib.sha384(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return size.to_bytes(8, "big") + digest.digest()
