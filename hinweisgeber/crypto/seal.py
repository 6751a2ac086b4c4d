"""Sealing (SPEC §§ 5-7). Nothing in this file opens anything; that is `unseal` and `keystore`."""

from __future__ import annotations

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.keys import (
    DialogueKey,
    FileKey,
    LetterKey,
    OwnKey,
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
