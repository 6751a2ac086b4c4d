"""A renewed code that the office must learn of by a word in the voice before (SPEC §§ 34, 38), and whether it can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ...crypto import words
from ...crypto.dialogue import REPORTER, EpochDialogue, WordPlace
from ...crypto.epochs import REPORT, Epoch
from ...crypto.mailbox import MailboxContent
from ...crypto.status import Status
from ...errors import Broken
from ...store.letterbox import Letterbox

BATCH = 20  # messages read at a time


def is_unheard(box: Letterbox, content: MailboxContent, status: Status | None, installation: str) -> bool:
    """Whether the office knows an older code than this one, and cannot learn of it by renewals that are still to be
    taken in: each names the voice before, back to a generation the office knows."""
    start, known = (status.reporter.count, status.generation) if status else (0, 0)
    if known >= content.generation:
        return False
    voice, generation = content.mailbox.voice, content.generation
    for renewal in reversed(list(_renewals(box, content.first, start, installation))):
        if (renewal.mailbox.voice, renewal.generation) == (voice, generation):
            voice, generation = renewal.previous, generation - 1
    return generation > known


def _renewals(box: Letterbox, first: EpochDialogue, start: int, installation: str) -> Iterator[words.Renewal]:
    """What opens as one, from this place on."""
    while batch := box.messages_from(first.report_id, REPORTER, start, BATCH):
        for message in (one for one in batch if one.epoch == REPORT.text):
            with suppress(Broken):
                at = WordPlace(first.report_id, Epoch.parse(message.epoch), message.place)
                payload = first.open(REPORTER, message.place, message.sealed)
                word = words.claimed(payload, installation, at, None)[1]
                if isinstance(word.rest, words.Renewal):
                    yield word.rest
        start = batch[-1].place + 1
