"""A case that nobody can open any more, and how two let it be erased without a key (LAW § 9, SPEC §48)."""

from __future__ import annotations

from .acts import confirm, decline, propose, withdraw
from .shown import KeylessCase, KeylessCases, listing, seconds, signed_by, to_sign, waiting

__all__ = [
    "KeylessCase", "KeylessCases", "confirm", "decline", "listing", "propose", "seconds", "signed_by", "to_sign",
    "waiting", "withdraw",
]  # fmt: skip
