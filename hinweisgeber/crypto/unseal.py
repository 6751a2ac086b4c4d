"""Opening what `seal` sealed, with symmetric keys (SPEC §§ 5, 7).

Whatever the reason, the failure is `SealBroken`: callers need no more, and attackers get no more.
"""

from __future__ import annotations

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import VERSION, DialogueKey, MailboxKey
from hinweisgeber.crypto.padding import unpad
from hinweisgeber.crypto.seal import TextKey, check_key
from hinweisgeber.errors import FormatBroken

SMALL_WRAP = len(VERSION) + primitives.NONCE + primitives.KEY + primitives.TAG


def open_text(key: TextKey, context: bytes, sealed: bytes) -> bytes:
    """The payload. Raises `SealBroken`; `TypeError` for a key of the wrong kind."""
    check_key(key, context)
    padded = primitives.chunked_open(key.raw, context, body_of(sealed, contexts.version_of(context)))
    try:
        return unpad(padded)
    except FormatBroken as error:
        raise SealBroken("sealed by somebody who did not follow the format") from error


def unwrap_dialogue(mailbox_key: MailboxKey, report_id: bytes, wrap: bytes) -> DialogueKey:
    """The dialogue key. Raises `SealBroken`."""
    if type(mailbox_key) is not MailboxKey:
        raise TypeError("a dialogue key is wrapped under a MailboxKey")
    if len(wrap) != SMALL_WRAP:
        raise SealBroken("wrong length")
    return DialogueKey(primitives.gcm_open(mailbox_key.raw, contexts.mailbox_wrap(report_id), body_of(wrap)))


def body_of(sealed: bytes, version: bytes = VERSION) -> bytes:
    """What stands behind the version byte. Raises `SealBroken` for any other version."""
    if sealed[:1] != version:
        raise SealBroken("unknown version")
    return sealed[1:]
