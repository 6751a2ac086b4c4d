"""The vectors of `verified.json`: what an office keeps of its verifications, sealed for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hinweisgeber.crypto import strict
from hinweisgeber.crypto.verified import VerifiedKey
from tests.vectors.people import seed

Vector = dict[str, Any]
PAYLOAD = b'{"begun":"2026-11-21","head":"","rules":"1","seq":0,"slices":{}}'
Stored = Callable[[str, str, Callable[[str], Any], Callable[[], str]], str]


def build(stored: Stored, edits: Callable[[str, int, int], list[Vector]]) -> list[Vector]:
    """All of them; `stored` keeps what is random, `edits` damages it."""
    secret, length = seed("secret of an office"), 1 + 12 + len(PAYLOAD) + 16
    key = VerifiedKey(secret)
    opens = lambda s: key.open("state", strict.decode64(s, length))  # noqa: E731
    sealed = stored("verified", "good", opens, lambda: strict.encode64(key.seal("state", PAYLOAD)))
    good: Vector = {"name": "good", "secret": secret.hex(), "part": "state", "sealed": sealed}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    return [
        good | {"opened": PAYLOAD.hex(), "error": None},
        *edits("good", length, length // 2),
        {"name": "the state for the result", **other, "part": "result"},
        {"name": "another office's", **other, "secret": seed("secret of another office").hex()},
    ]
