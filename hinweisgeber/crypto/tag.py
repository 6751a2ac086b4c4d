"""Tags of messages (SPEC §11): the same text sent by the same page again is recognised without being read."""

from __future__ import annotations

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.keys import DialogueKey

LABEL_TAG = b"hinweisgeber/v1/tag"
TAG = 16


def message_tag(key: DialogueKey, page: bytes, payload: bytes) -> bytes:
    """16 bytes; `page` names the page the text was written on (empty for the report form).

    Who has no dialogue key learns only that two rows of one dialogue are the same sending; the letterbox refuses that.
    """
    label = LABEL_TAG + primitives.sha384(page) + primitives.sha384(payload)
    return primitives.derive(key.raw, label)[:TAG]
