"""Vectors of a session: with the cookie and the office's memory it opens, with one of them it does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.keys import VERSION
from hinweisgeber.crypto.session import LABEL_KEY, OfficeMemory
from tests.vectors.people import ANNA, BELA, identity, seed

Vector = dict[str, Any]
LENGTH = 205
MEMORY, COOKIE = seed("memory of an office"), seed("cookie")
Stored = Callable[[str, bytes, Callable[[], bytes]], str]  # name, key, and what makes the ciphertext


def under(key: bytes, content: bytes) -> bytes:
    """Sealed as a session is, under any key."""
    return VERSION + primitives.gcm_seal(key, contexts.session(ANNA), content)


def session(stored: Stored, edits: Callable[[str, int, int], list[Vector]]) -> list[Vector]:
    """All of them; `stored` keeps what is random, `edits` damages it."""
    anna, memory = identity(ANNA), OfficeMemory(MEMORY)
    key = primitives.derive(MEMORY + COOKIE, LABEL_KEY)
    good: Vector = {"name": "good", "memory": MEMORY.hex(), "cookie": COOKIE.hex(), "officer_id": ANNA}
    good |= {"key": key.hex(), "row": memory.row(COOKIE).hex(), "opened": anna.to_bytes().hex()}
    good |= {"sealed": stored("good", key, lambda: memory.seal(anna, ANNA, COOKIE)), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    keys = {
        "under the cookie alone": primitives.derive(COOKIE, LABEL_KEY),
        "under the memory alone": primitives.derive(MEMORY, LABEL_KEY),
        "the cookie before the memory": primitives.derive(COOKIE + MEMORY, LABEL_KEY),
        "as version 1 did it": primitives.derive(COOKIE, b"hinweisgeber/v1/session-key"),
    }
    return [
        good,
        *edits("good", LENGTH, 100),
        {"name": "after a restart", **other, "memory": seed("memory of the next office").hex()},
        {"name": "another cookie", **other, "cookie": seed("another cookie").hex()},
        {"name": "a cookie too short", **other, "cookie": COOKIE[:-1].hex()},
        {"name": "no cookie", **other, "cookie": ""},
        {"name": "both exchanged", **other, "memory": COOKIE.hex(), "cookie": MEMORY.hex()},
        {"name": "another officer's", **other, "officer_id": BELA},
        *({"name": name, **other, "sealed": stored(name, wrong, partial(under, wrong, anna.to_bytes()))}
          for name, wrong in keys.items()),
        {"name": "no whole identity", **other, "sealed": stored(
            "no whole identity", key, lambda: under(key, anna.to_bytes()[:-1]))},
    ]  # fmt: skip
