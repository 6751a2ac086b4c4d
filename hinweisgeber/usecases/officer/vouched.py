"""What a file's entries say decides for whom it is sealed: so before that, whether officers said it."""

from __future__ import annotations

from functools import lru_cache

from ...crypto import chain
from ...crypto.errors import JournalBroken, SealBroken
from ...crypto.keys import VerifyKey
from ...domain.journal import Entry
from ...store.cabinet import Cabinet
from .desk import Desk, OpenFile

KNOWN = 8192  # entries that were checked stay known, or an act on a file with a long log would take longer each time


def require_signed(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """Returns only if officers of this ring signed the file's entries as they stand here: who writes rows names no
    holder, and takes away no epoch. Raises SealBroken.

    Whether a signer was in on that day, and whether entries are missing, `verify` says.
    """
    for entry in cabinet.entries_of(opened.id):
        if (signer := desk.ring.get(entry.signer)) is None:
            raise SealBroken("an entry by nobody of this ring")
        try:
            _verified(desk.ring.installation, entry, signer.sign_public)
        except JournalBroken as error:
            raise SealBroken("an entry that nobody signed like this") from error


@lru_cache(maxsize=KNOWN)
def _verified(installation: str, entry: Entry, sign_public: bytes) -> None:
    """The signature is over all that an entry is equal by. What raises is not kept."""
    chain.verify_alone(installation, entry, VerifyKey(sign_public))
