"""Seals that nothing makes any more and that are still opened: a report of version 1."""

from __future__ import annotations

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import VERSION, CaseKey, DialogueKey, MailboxKey, Recipient


def wrap_dialogue(mailbox_key: MailboxKey, report_id: bytes, dialogue: DialogueKey) -> bytes:
    """The dialogue key for whoever has the code (SPEC §7)."""
    return VERSION + primitives.gcm_seal(mailbox_key.raw, contexts.mailbox_wrap(report_id), dialogue.raw)


class NewCase:
    """A case as it was sent in: its key, its wraps, its dialogue."""

    def __init__(self, case_id: bytes) -> None:
        self.case_id, self._key = case_id, CaseKey.generate()
        self.dialogue = self._key.dialogue

    def wrap_for(self, recipient: Recipient) -> bytes:
        """The case key for one officer (SPEC §6)."""
        return recipient.wrap(self.case_id, self._key)

    def wrap_mailbox(self, code: AccessCode) -> bytes:
        """The dialogue key for the reporter's code (SPEC §7)."""
        return wrap_dialogue(code.mailbox_key, self.case_id, self.dialogue)
