"""The report as its own mailbox reads it: what it says, whom it was sealed for, what was answered by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ...crypto import contexts, words
from ...crypto.dialogue import REPORTER, WordPlace
from ...crypto.epochs import REPORT
from ...crypto.keys import VerifyKey
from ...crypto.unseal import open_text
from ...domain.dialogue.report import INTAKE, Said
from ...errors import Broken
from ...store.letterbox import Letterbox, SealedMessage
from .box import OpenedBox


@dataclass(frozen=True)
class FirstSaid:
    """A report, and what stood beside it."""

    said: Said
    recipients: tuple[str, ...] = ()  # nobody: it is of version 1, where no word names them
    acknowledged: date | None = None  # the day of an automatic acknowledgement

    @property
    def excluded(self) -> tuple[str, ...]:
        """Whom it excludes."""
        return self.said.report.excluded if self.said.report else ()


def first_said(box: Letterbox, opened: OpenedBox, installation: str) -> FirstSaid | None:
    """The report; None where its text is not here (any more), or where who has this mailbox did not say it. After a
    renewal it names another voice, which is not asked for here."""
    message = box.message(opened.report_id, REPORTER, 0)
    voice = None if opened.content.generation else opened.content.mailbox.voice
    try:
        if message is None or message.epoch is None:
            return _of_version_1(box, opened, installation, voice, message)
        word = _word(opened, installation, voice, message)
    except Broken:
        return None
    answered = word.rest.acknowledged if isinstance(word.rest, words.First) else None
    recipients = word.rest.recipients if isinstance(word.rest, words.First) else ()
    return FirstSaid(said_in(word), recipients, answered[0] if answered else None)


def said_in(word: words.Word) -> Said:
    """What a word says, its files with the hashes that stand beside it. Raises FormatBroken."""
    said = Said.from_payload(word.said)
    files = tuple(replace(file, sealed=word.files.get(file.blob, b"").hex()) for file in said.files)
    return replace(said, files=files)


def open_version_1(opened: OpenedBox, message: SealedMessage) -> Said:
    """A message from before this mailbox was introduced. Raises Broken."""
    context = contexts.message(opened.report_id, message.author, message.place)
    return Said.from_payload(open_text(opened.content.first.key, context, message.sealed))


def _of_version_1(
    box: Letterbox, opened: OpenedBox, installation: str, voice: VerifyKey | None, message: SealedMessage | None
) -> FirstSaid | None:
    """Believed where this mailbox was introduced after it: whoever has D₀ could have put one here. Raises Broken."""
    begun = box.begun_at(opened.report_id)
    introduced = box.message(opened.report_id, REPORTER, begun) if begun else None
    if message is None or introduced is None:
        return None
    if not isinstance(_word(opened, installation, voice, introduced).rest, words.Introduction):
        return None
    answer = box.message(opened.report_id, INTAKE, 0)
    return FirstSaid(open_version_1(opened, message), acknowledged=answer.written if answer else None)


def _word(opened: OpenedBox, installation: str, voice: VerifyKey | None, message: SealedMessage) -> words.Word:
    at = WordPlace(opened.report_id, REPORT, message.place)
    payload = opened.content.first.open(REPORTER, message.place, message.sealed)
    return words.read(payload, installation, at, None, voice)
