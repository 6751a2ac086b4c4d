"""The keys of a case's dialogue (SPEC §§ 32, 34): of version 1 one for ever, of version 2 one for each epoch.

Whoever opens something that was said asks here; nobody else knows in which version or epoch it was sealed.
"""

from __future__ import annotations

from functools import cached_property

from ...crypto import contexts, signed, strict
from ...crypto.dialogue import REPORTER, EpochDialogue
from ...crypto.epochs import REPORT
from ...crypto.errors import SealBroken
from ...crypto.keys import DialogueKey
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...store.letterbox import SealedMessage
from .file_keys import FileKeys

REFUSED = ""  # in the place of the epoch of a word that was not taken in: it opens for nobody


class Dialogues:
    """Whatever does not open raises `SealBroken`."""

    def __init__(self, report_id: bytes, keys: FileKeys, is_born: bool) -> None:
        """`is_born`: the report is of version 2 already, so that nothing in its dialogue is of version 1."""
        self._id, self._keys, self._born = report_id, keys, is_born

    @cached_property
    def first(self) -> EpochDialogue:
        """Of epoch 0: the report's key. Tags and the receipt's salt come from it whatever the epoch."""
        return EpochDialogue(self._id, REPORT, self._keys.report if self._born else self._keys.dialogue)

    @cached_property
    def later(self) -> tuple[EpochDialogue, ...]:
        """Of the epochs of the file, in order; the last one is what is sealed with."""
        return self._keys.dialogues()

    def of(self, epoch: str | None) -> EpochDialogue:
        """Of the epoch that a message says it is of."""
        found = next((one for one in (self.first, *self.later) if one.epoch.text == epoch), None)
        if found is None:
            raise SealBroken("of an epoch there is no key to")
        return found

    def of_version_1(self) -> DialogueKey:
        """What was said in version 1 is sealed with."""
        if self._born:
            raise SealBroken("nothing in this dialogue is of version 1")
        return self._keys.dialogue

    def open(self, message: SealedMessage) -> bytes:
        """What was sealed: of version 2 a reporter's word with its signature."""
        if message.epoch is None:
            context = contexts.message(self._id, message.author, message.place)
            return open_text(self.of_version_1(), context, message.sealed)
        return self.of(message.epoch).open(message.author, message.place, message.sealed)

    def said(self, message: SealedMessage) -> bytes:
        """What was said, without the signature. Raises FormatBroken too."""
        return self.said_with_files(message)[0]

    def said_with_files(self, message: SealedMessage) -> tuple[bytes, dict[str, str]]:
        """The same, with what its reporter has signed of its files: by blob the SHA-384 of the sealed bytes, hex."""
        payload = self.open(message)
        if message.epoch is None or message.author != REPORTER:
            return payload, {}
        value = signed.read(payload).value()  # it was verified when it came in
        return strict.dump(value["said"]).encode(), value["files"]

    def seal_of_version_1(self, author: str, place: int, payload: bytes) -> bytes:
        """A message of version 1."""
        return seal_text(self.of_version_1(), contexts.message(self._id, author, place), payload)

    def show_of_version_1(self, revision: int, state: bytes) -> bytes:
        """A status of version 1."""
        return seal_text(self.of_version_1(), contexts.status(self._id, revision), state)
