"""What an act says to the reporter: into the outgoing tray, in the transaction of the act."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace

from ...domain.acts import Data, MessageSent
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.report import OFFICE, Said
from ...store.cabinet import Cabinet
from ...store.errors import StoreAway
from .collect import digest
from .desk import Desk, OpenFile
from .showing import of_version_1, word
from .take_in import named


def is_said_already(desk: Desk, opened: OpenFile, case: CaseFile) -> bool:
    """Whether something lies in the letterbox where the office would speak next: an older cabinet was put back, or
    somebody has put it there. A new epoch goes on behind it."""
    with suppress(StoreAway), desk.letterbox.read() as box:
        return case.talk is not None and box.next_place(opened.id, OFFICE) > case.replies
    return False


def say(cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, said: Said, data: Data) -> MessageSent:
    """Puts a message to the reporter into the outgoing tray; returns what the journal says of it."""
    if not isinstance(data, MessageSent):
        raise TypeError("an act with which nothing is sent")
    nonce, place = secrets.token_bytes(16), case.replies
    if case.talk is None:
        message = of_version_1(opened.dialogues, place, desk.today, said, nonce)
    else:
        newest, first, before = opened.dialogues.later[-1], opened.dialogues.first.key, bytes.fromhex(case.talk.said)
        message = word(newest, first, place, desk.today, said, nonce, before)
    cabinet.add_message(opened.id, message, delivered=False)
    cabinet.name_blobs(opened.id, named(said.files))
    return replace(data, place=place, digest=digest(message.sealed))
