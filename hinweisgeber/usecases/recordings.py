"""Sound recordings go in the very transaction that makes the minutes final (HinSchG § 11 Abs. 4 S. 4).

So no final state ever stands beside one. If the blobs cannot go, nothing is committed, and the next request does all
of it again; if the process dies on the way, likewise.
"""

from __future__ import annotations

from ..crypto import contexts
from ..crypto.unseal import open_text
from ..domain import fold
from ..domain.acts import Act, Kind
from ..domain.attachment import Attachment, Copy
from ..domain.casefile import CaseFile
from ..domain.recordings import BECAUSE, recordings
from ..domain.report import REPORTER, Said
from ..errors import Broken, RecordingStays, StoreAway
from ..store.cabinet import Cabinet
from .desk import Desk, OpenFile, enter, read_log


def end_recordings(cabinet: Cabinet, desk: Desk, opened: OpenFile, before: CaseFile, after: CaseFile) -> OpenFile:
    """What must follow an act, in its transaction: if it made the minutes final, the recordings are destroyed, with one
    entry each. Returns the file as it is then. Raises RecordingStays when the blobs are out of reach."""
    if before.minutes == after.minutes or not after.minutes.state.final or not after.channel:
        return opened
    for file in kept_recordings(cabinet, opened):
        opened = _end(cabinet, desk, opened, after, file)
    return opened


def kept_recordings(cabinet: Cabinet, opened: OpenFile) -> tuple[Attachment, ...]:
    """The recordings of this case that are still there."""
    first = cabinet.message(opened.id, REPORTER, 0)
    try:
        context = contexts.message(opened.id, REPORTER, 0)
        said = Said.from_payload(open_text(opened.key.dialogue, context, first.sealed)) if first else None
    except Broken:  # damaged, or destroyed with all that it named
        said = None
    gone = {act.data["source"] for act in read_log(cabinet, opened) if act.kind is Kind.FILE_DESTROYED}
    return tuple(file for file in recordings(said) if file.blob not in gone) if said else ()


def _end(cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, file: Attachment) -> OpenFile:
    names = [file.blob, *_copies(cabinet, opened, file.blob)]
    data = {"source": file.blob, "name": file.name, "size": file.size, "sha256": file.sha256, "reason": BECAUSE}
    act = Act(Kind.FILE_DESTROYED, desk.today, desk.officer_id, data)
    cabinet.drop_copies(opened.id, file.blob)
    cabinet.forget_blobs(names)
    opened = enter(cabinet, desk, opened, fold.apply(case, act).payload(), act)
    _delete(desk, names)
    return opened


def _copies(cabinet: Cabinet, opened: OpenFile, blob: str) -> list[str]:
    key, source = opened.file_key, bytes.fromhex(blob)
    return [
        Copy.from_payload(open_text(key, contexts.copy(opened.id, source, n), sealed), n).file.blob
        for of, n, sealed in cabinet.copies(opened.id)
        if of == blob
    ]


def _delete(desk: Desk, names: list[str]) -> None:
    if desk.blobs is None:
        raise RecordingStays()
    try:
        for name in names:
            desk.blobs.delete(name)
    except StoreAway as away:
        raise RecordingStays() from away
