"""Files an officer sends: cleaned of metadata before they go out. How they are chosen: `files/chosen.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ... import sandbox
from ...domain.dialogue.attachment import Attachment
from ...sandbox.errors import CannotClean, HoldsFiles
from ...store.blobs import BlobStore
from ...store.errors import BlobGone
from ...usecases.officer.desk import Desk
from ...usecases.reporter.files import discard_unless_named, read_file, store_file
from ...web.app import sentence_of
from ...web.wire.staging import FIELD, FormFiles
from ..errors import CannotSend, CannotSendNow, LossUnseen
from ..files.words import FINDINGS, LOSSES

TOLD = 5  # of what one file lacks; more would be no sentence


@contextmanager
def sendable(
    at: Desk, blobs: BlobStore, files: FormFiles, as_is: bool, lossy: bool = False
) -> Iterator[tuple[Attachment, ...]]:
    """The files as they go out: cleaned copies, or as they are if the officer insists. `lossy`: with copies that lack
    something, which the officer has been told. Raises CannotSend, StoreAway.

    When the sending inside has worked, nothing stays of the uncleaned ones; when it has not, nothing of the cleaned
    ones, and the uncleaned ones wait for their form.
    """
    ready: list[Attachment] = []
    waiting = {file.blob for file in files.files}
    try:
        for chosen, file in zip(files.files, files.named, strict=True):
            ready.append(file if as_is else _cleaned(blobs, file, chosen.name, ready, lossy))
        yield tuple(ready)
        waiting = set()
    finally:
        waste = [file for file in (*ready, *files.files) if file.blob not in waiting]
        discard_unless_named(blobs, at.cabinet, waste)


def _cleaned(blobs: BlobStore, file: Attachment, known_as: str, ready: list[Attachment], lossy: bool) -> Attachment:
    try:
        copy = sandbox.clean(read_file(blobs, file), file.name)
        try:
            if copy.container:  # its text alone would be sent, as if that were the file
                raise HoldsFiles()
            made = store_file(blobs, copy.content, copy.name, cleaned=True)
        finally:
            copy.drop()  # what else is in it nobody reads: its sandbox is the next one's
        missing = [f"{LOSSES[one.label]}: {one.value}" for one in copy.losses]
        missing += [f"{FINDINGS[one.label]}: {one.value}" for one in copy.findings if one.label == "hidden-text"]
        if not missing or lossy:
            return made
        ready.append(made)  # it goes with the others that were made for nothing
        raise LossUnseen(name=known_as, what="; ".join(missing[:TOLD]))
    except BlobGone as gone:
        raise gone.at(FIELD) from gone
    except CannotClean as why:
        # What passes: then waiting is the advice, never to send it as it is.
        raise (CannotSendNow if why.passes else CannotSend)(name=known_as, why=sentence_of(why)) from why
