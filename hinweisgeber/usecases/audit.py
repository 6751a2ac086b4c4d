"""The independent checker: recomputes the whole journal without any key, from the ring and the rows alone."""

from __future__ import annotations

from dataclasses import dataclass

from ..crypto import chain
from ..crypto.chain import Checkpoint, Entry
from ..crypto.keys import VerifyKey
from ..crypto.ring import Ring
from ..domain.acts import ROOT, Kind
from ..errors import JournalBroken, SignatureBroken
from ..store.cabinet import NO_FILE, Cabinet
from ..store.unit import Store


@dataclass(frozen=True)
class Verified:
    """What was checked."""

    entries: int
    texts: int
    head: Entry


def verify(cabinet: Store[Cabinet], ring: Ring, checkpoint: str | None = None) -> Verified:
    """Checks the journal, and that it contains an earlier checkpoint (text of a signed note).

    Raises JournalBroken naming the first broken entry, FormatBroken for a checkpoint that is none, StoreAway.
    """
    kept = chain.parse_checkpoint(checkpoint) if checkpoint is not None else None
    with cabinet.read() as cab:
        last: dict[bytes, int] = {}
        head, texts = _chain(cab, ring, kept, last)
        _files(cab, last)
    return Verified(head.seq, texts, head)


def _chain(cab: Cabinet, ring: Ring, kept: Checkpoint | None, last: dict[bytes, int]) -> tuple[Entry, int]:
    texts = cab.texts()
    waiting = next(texts, None)
    previous: Entry | None = None
    read = 0
    for entry in cab.entries():
        if previous is None:  # 1. the journal begins with the founding, signed by the root
            _founding(entry)
        chain.verify_entry(ring.installation, entry, previous, _signer(ring, entry))  # 2. number, hash, signature
        if waiting is not None and waiting[0] == entry.seq:  # 3. a text that is there is the committed one
            _commitment(entry, waiting)
            waiting, read = next(texts, None), read + 1
        else:  # nothing allows a text to go yet, so none may be missing
            raise JournalBroken(entry.seq, "its text is missing")
        if kept is not None and kept.size == entry.seq:  # 4. an earlier checkpoint is part of it
            _checkpoint(ring, entry, kept)
        previous, last[entry.file_id] = entry, entry.seq
    if previous is None:
        raise JournalBroken(1, "there is no entry at all")
    if kept is not None and kept.size > previous.seq:
        raise JournalBroken(
            previous.seq + 1, f"the checkpoint knows {kept.size} entries, the journal only {previous.seq}"
        )
    return previous, read


def _founding(entry: Entry) -> None:
    if (entry.kind, entry.signer, entry.file_id) != (Kind.FOUNDED, ROOT, NO_FILE):
        raise JournalBroken(entry.seq, "the journal does not begin with its founding")


def _signer(ring: Ring, entry: Entry) -> VerifyKey:
    if entry.signer == ROOT and entry.seq != 1:
        raise JournalBroken(entry.seq, "the root signs only the founding")
    try:
        return ring.signer(entry.signer, entry.day)
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, str(error)) from error


def _commitment(entry: Entry, text: tuple[int, bytes, bytes]) -> None:
    _, salt, sealed = text
    if len(salt) != chain.SALT or chain.commit(salt, sealed) != entry.commitment:
        raise JournalBroken(entry.seq, "its text is not the one committed to")


def _checkpoint(ring: Ring, entry: Entry, kept: Checkpoint) -> None:
    if kept.origin != ring.installation:
        raise JournalBroken(entry.seq, "the checkpoint is from another installation")
    if kept.head != entry.hash:
        raise JournalBroken(entry.seq, "the journal is not the one the checkpoint speaks of")
    try:
        kept.verify(ring.signer(kept.signer, entry.day))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, f"the checkpoint is not signed as it says: {error}") from error


def _files(cab: Cabinet, last: dict[bytes, int]) -> None:
    """5. every file has as many entries as its sheet says it had acts: none added, dropped or rolled back; and every
    file the journal speaks of is there. `last` is the last entry of each file."""
    counts = cab.entry_counts()
    for file_id, (revision, entries) in counts.items():
        if revision != entries:
            raise JournalBroken(last.get(file_id, 1), f"file {file_id.hex()} has {revision} acts, {entries} entries")
    for file_id, seq in last.items():
        if file_id not in counts and file_id != NO_FILE:
            raise JournalBroken(seq, f"file {file_id.hex()} is gone")


def checkpoint(cabinet: Store[Cabinet], ring: Ring) -> str:
    """The current checkpoint: a signed note an outsider can keep. Raises JournalBroken when there is no entry."""
    with cabinet.read() as cab:
        head = cab.head()
    if head is None:
        raise JournalBroken(1, "there is no entry at all")
    return chain.checkpoint_text(ring.installation, head, ring.signer(head.signer, head.day).raw)


def recent(cabinet: Store[Cabinet], before: int | None, limit: int) -> list[Entry]:
    """The newest entries, or those before a sequence number, newest first."""
    with cabinet.read() as cab:
        if before is None:
            return list(cab.entries(newest_first=True, limit=limit))
        return cab.entries_before(before, limit)
