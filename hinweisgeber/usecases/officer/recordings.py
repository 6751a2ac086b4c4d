"""Sound recordings go in the very transaction that makes the minutes final (HinSchG § 11 Abs. 4 S. 4).

So no final state ever stands beside one. If the blobs cannot go, nothing is committed, and the next request does all
of it again; if the process dies on the way, likewise.
"""

from __future__ import annotations

from dataclasses import replace

from ...domain.acts import Act, Kind
from ...domain.case import fold
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.minutes import BECAUSE, recordings
from ...domain.power.grounds import Ground
from ...domain.power.openly import RULES, Openly
from ...store.cabinet import Cabinet
from ...store.errors import StoreAway
from .contents import destroyed, destruction_of, first_said, release
from .desk import Desk, OpenFile, read_log
from .entering import enter
from .errors import RecordingStays


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
    said, gone = first_said(cabinet, opened), destroyed(read_log(cabinet, opened))
    return tuple(file for file in recordings(said) if file.blob not in gone) if said else ()


def _end(cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, file: Attachment) -> OpenFile:
    names = release(cabinet, opened, [file])
    said = Openly(RULES, ground=Ground.MINUTES)
    act = Act(Kind.FILE_DESTROYED, desk.today, desk.officer_id, destruction_of(file, BECAUSE), openly=said)
    desk = replace(desk, saw=None)  # the law ends it, whatever the page had shown of who asks
    opened = enter(cabinet, desk, opened, fold.apply(case, act), act)
    _delete(desk, names)
    return opened


def _delete(desk: Desk, names: list[str]) -> None:
    if desk.blobs is None:
        raise RecordingStays()
    try:
        for name in names:
            desk.blobs.delete(name)
        with desk.letterbox.write() as box:
            box.forget_blobs(names)
    except StoreAway as away:
        raise RecordingStays() from away
