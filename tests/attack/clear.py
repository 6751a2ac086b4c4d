"""Seals that draw nothing and hide nothing, for comparing stores byte for byte: what was sealed stands there in the
clear, under a digest of its key and context. What was sealed before is opened as ever."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.files import FileSealer
from hinweisgeber.usecases.reporter import files as reporter_files

MARK = b"in the clear"


class Draws:
    """What `secrets` draws: the same from each beginning."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, length: int | None = None) -> bytes:
        """Like secrets.token_bytes."""
        self.number += 1
        return self.number.to_bytes(8, "big").rjust(length or 32, b"\x5e")[-(length or 32) :]

    def begin(self) -> None:
        """From the beginning."""
        self.number = 0


def seals_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> Draws:
    """Replaces what draws randomness of its own: chunked encryption, HPKE, its pairs. Gives what replaces `secrets`."""
    draws = Draws()
    for kind, named in (("chunked", lambda key: key), ("hpke", lambda _: b"")):  # an HPKE key has two unlike halves
        seal, open_ = getattr(primitives, f"{kind}_seal"), getattr(primitives, f"{kind}_open")
        monkeypatch.setattr(primitives, f"{kind}_seal", _sealing(seal, named))
        monkeypatch.setattr(primitives, f"{kind}_open", _opening(open_, named))
    # Files are sealed with salts drawn below Python: what is said of sealed bytes is said of the bytes themselves.
    monkeypatch.setattr(FileSealer, "sealed_sha384", property(lambda sealer: sealer.sha256 + "0" * 32))
    monkeypatch.setattr(reporter_files, "as_signed", lambda sealed, _: iter(sealed))
    monkeypatch.setattr(secrets, "token_bytes", draws)
    monkeypatch.setattr(primitives, "hpke_generate", lambda: _pair(draws))
    return draws


def _pair(draws: Draws) -> tuple[bytes, bytes, bytes]:
    """A pair as drawn."""
    seed, scalar = draws(64), draws(48)
    return seed, scalar, primitives.hpke_public_bytes(seed, scalar)


def _head(named: bytes, context: bytes) -> bytes:
    return MARK + hashlib.sha256(named + b"\0" + context).digest()[:8]


def _sealing(real: Callable[..., bytes], named: Callable[[Any], bytes]) -> Callable[[Any, bytes, bytes], bytes]:
    def seal(key: Any, context: bytes, plaintext: bytes) -> bytes:
        overhead = len(real(key, context, plaintext)) - len(plaintext)  # as long as it ever was
        return (_head(named(key), context) + overhead.to_bytes(4, "big")).ljust(overhead, b"\0") + plaintext

    return seal


def _opening(real: Callable[..., bytes], named: Callable[[Any], bytes]) -> Callable[[Any, bytes, bytes], bytes]:
    def open_(key: Any, context: bytes, sealed: bytes) -> bytes:
        head = _head(named(key), context)
        if not sealed.startswith(MARK):
            return real(key, context, sealed)
        if not sealed.startswith(head):
            raise SealBroken("of another key or context")
        return sealed[int.from_bytes(sealed[len(head) : len(head) + 4], "big") :]

    return open_
