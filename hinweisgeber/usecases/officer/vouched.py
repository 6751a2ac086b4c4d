"""What a file's entries say decides for whom it is sealed: so before that, whether officers said it."""

from __future__ import annotations

from functools import lru_cache

from ...crypto import chain
from ...crypto.errors import JournalBroken, SealBroken
from ...crypto.keys import VerifyKey
from ...domain.journal import Entry
from ...store.cabinet import Cabinet
from .desk import Desk, OpenFile

KNOWN = 8192  # entries that were checked stay known


def require_signed(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """Returns only if officers of this ring signed the entries that name holders and epochs as they stand here, and the
    journal goes on from each: who writes rows names no holder, nor does who signs anew what they signed once. Raises
    SealBroken.

    In a file of version 1 all entries tell who holds the key. An epoch that is taken out leads back to holders of whom
    one may read the file no more: then another begins. Whether a signer was in on that day, and whether the journal is
    whole, `verify` says.
    """
    head = cabinet.head()
    for entry, following in cabinet.followed(opened.id, saying=bool(opened.row.epoch)):
        if (signer := desk.ring.get(entry.signer)) is None:
            raise SealBroken("an entry by nobody of this ring")
        if following is None and (head is None or entry.seq != head.seq):
            raise SealBroken("an entry after which one is missing")
        try:
            _verified(desk.ring.installation, entry, signer.sign_public, following)
        except JournalBroken as error:
            raise SealBroken("an entry that nobody signed like this") from error


@lru_cache(maxsize=KNOWN)
def _verified(installation: str, entry: Entry, sign_public: bytes, following: bytes | None) -> None:
    """The signature is over all that an entry is equal by. What raises is not kept."""
    chain.verify_alone(installation, entry, VerifyKey(sign_public))
    if following not in (None, entry.hash):
        raise JournalBroken(entry.seq + 1, "does not follow the entry before")
