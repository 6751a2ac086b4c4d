"""Sealing (SPEC §§ 5-7). Nothing in this file opens anything; that is `unseal` and `keystore`."""

from __future__ import annotations

from typing import NoReturn

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import (
    VERSION,
    CaseKey,
    DialogueKey,
    FileKey,
    LetterKey,
    MailboxKey,
    OwnKey,
    Recipient,
    WritingKey,
)
from hinweisgeber.crypto.padding import pad

TextKey = DialogueKey | FileKey | LetterKey | OwnKey | WritingKey

# Which key may seal which kind: an internal note cannot be sealed by mistake so that the reporter opens it.
_KEYS_OF_KIND: dict[bytes, tuple[type, ...]] = {
    b"message": (DialogueKey,),
    b"status": (DialogueKey,),
    b"sheet": (FileKey,),
    b"entry": (FileKey,),
    b"copy": (FileKey,),
    b"draft": (FileKey, OwnKey),
    b"index": (OwnKey,),
    b"abstract": (OwnKey,),
    b"writing": (WritingKey,),
    b"letter": (LetterKey,),
}


def check_key(key: TextKey, context: bytes) -> None:
    """Raises `TypeError` unless this kind of key is for this kind of text."""
    if type(key) not in _KEYS_OF_KIND.get(contexts.kind_of(context), ()):
        raise TypeError(f"{type(key).__name__} is not for {contexts.kind_of(context)!r}")


def seal_text(key: TextKey, context: bytes, payload: bytes) -> bytes:
    """The payload padded and sealed for this context: version ‖ Cobblestone-256 (SPEC §5).

    Raises `TypeError` for a key of the wrong kind, `FormatBroken` above 16 MiB - 8 bytes.
    """
    check_key(key, context)
    return contexts.version_of(context) + primitives.chunked_seal(key.raw, context, pad(payload))


def wrap_dialogue(mailbox_key: MailboxKey, report_id: bytes, dialogue: DialogueKey) -> bytes:
    """The dialogue key for whoever has the code (SPEC §7), 61 bytes: 0x01 ‖ nonce ‖ AES-256-GCM."""
    if type(mailbox_key) is not MailboxKey or type(dialogue) is not DialogueKey:
        raise TypeError("a DialogueKey is wrapped under a MailboxKey")
    return VERSION + primitives.gcm_seal(mailbox_key.raw, contexts.mailbox_wrap(report_id), dialogue.raw)


class NewCase:
    """A case being sent in: makes the case key, gives out wraps and the dialogue key, never the case key."""

    __slots__ = ("__case_id", "__dialogue", "__key")

    def __init__(self, case_id: bytes) -> None:
        self.__case_id = case_id
        self.__key = CaseKey.generate()
        self.__dialogue = self.__key.dialogue

    @property
    def case_id(self) -> bytes:
        return self.__case_id

    @property
    def dialogue(self) -> DialogueKey:
        return self.__dialogue

    def wrap_for(self, recipient: Recipient) -> bytes:
        """The case key for one officer (SPEC §6)."""
        return recipient.wrap(self.__case_id, self.__key)

    def wrap_mailbox(self, code: AccessCode) -> bytes:
        """The dialogue key for the reporter's code (SPEC §7)."""
        return wrap_dialogue(code.mailbox_key, self.__case_id, self.__dialogue)

    def __repr__(self) -> str:
        return "<NewCase>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")
