"""A renewed code that the office must learn of by a word in the voice before (SPEC §§ 34, 38), and whether it can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ...crypto import words
from ...crypto.dialogue import REPORTER, WordPlace, kept_letter, open_letter
from ...crypto.epochs import REPORT, Epoch
from ...crypto.keys import BoxKey
from ...crypto.mailbox import MailboxContent
from ...crypto.status import Status
from ...errors import Broken
from ...store.letterbox import Letterbox, SealedMessage

BATCH = 20  # messages read at a time


def is_unheard(
    box: Letterbox, key: BoxKey, content: MailboxContent, status: Status | None, epoch: Epoch, installation: str
) -> bool:
    """Whether the office knows an older code than this one, and cannot learn of it by renewals that are still to be
    taken in: each names the voice before, back to a generation the office knows.

    Without a status that opens here, what was said before the one that lies there, of this `epoch`, was gone through
    without being heard: the office posts nothing before it has gone through all, and begins an epoch where it hears a
    renewal. It was put back from a backup since, or somebody has exchanged what lay there."""
    start, known = (status.reporter.count, status.generation) if status else (0, 0)
    if known >= content.generation or content.known is None:
        return False
    known = known if status else content.known.generation
    voice, generation = content.mailbox.voice, content.generation
    for said_in, renewal in reversed(list(_renewals(box, key, content, start, installation))):
        if (renewal.mailbox.voice, renewal.generation) == (voice, generation) and (status or said_in == epoch):
            voice, generation = renewal.previous, generation - 1
    return generation > known


def _renewals(
    box: Letterbox, key: BoxKey, content: MailboxContent, start: int, installation: str
) -> Iterator[tuple[Epoch, words.Renewal]]:
    """What opens as one, from this place on, each with its epoch."""
    report_id = content.first.report_id
    letters = box.letter_keys(report_id)
    while batch := box.messages_from(report_id, REPORTER, start, BATCH):
        for message in batch:
            with suppress(Broken):
                at = WordPlace(report_id, Epoch.parse(message.epoch), message.place)
                payload = _payload(content, key, at, message, letters.get(message.place))
                word = words.claimed(payload, installation, at, None)[1]
                if isinstance(word.rest, words.Renewal):
                    yield at.epoch, word.rest
        start = batch[-1].place + 1


def _payload(content: MailboxContent, key: BoxKey, at: WordPlace, message: SealedMessage, kept: bytes | None) -> bytes:
    """A renewal is a letter, or of epoch 0. Raises Broken."""
    if kept is not None:
        with suppress(Broken):  # junk that somebody put beside it hides nothing
            return open_letter(kept_letter(key, at, kept), at, message.sealed)
    if at.epoch != REPORT:
        raise Broken("no renewal")
    return content.first.open(REPORTER, at.place, message.sealed)
