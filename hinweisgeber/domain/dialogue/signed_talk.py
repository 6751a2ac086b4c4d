"""A dialogue in which both sides sign (version 2), as far as a case keeps it: which mailbox is written to, and the
running hashes of what both sides have said. Of version 1 a case keeps nothing of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from ..acts import Exact


@dataclass(frozen=True)
class NamedMailbox:
    """The public halves of a mailbox, as its reporter has signed them; base64."""

    public: Exact
    voice: Exact


@dataclass(frozen=True)
class SignedTalk:
    """How the dialogue stands. Hashes in hex; `first` and `replies_first`: how many messages of version 1 there are of
    the reporter and of the office; `voices`: who spoke until a renewal of the code."""

    mailbox: NamedMailbox
    heard: Exact
    said: Exact
    first: int = 0
    replies_first: int = 0
    generation: int = 0
    voices: tuple[Exact, ...] = ()

    @property
    def is_born(self) -> bool:
        """Whether nothing in it was ever of version 1."""
        return self.first == 0

    def with_reply(self, digest: str) -> SignedTalk:
        """After one more message of the office, of which this is the SHA-384 as it is sealed."""
        return replace(self, said=after(self.said, digest))

    def renewed(self, mailbox: NamedMailbox, heard: str) -> SignedTalk:
        """After a renewal of the code, which another mailbox follows."""
        voices = (*self.voices, self.mailbox.voice)
        return replace(self, mailbox=mailbox, heard=heard, generation=self.generation + 1, voices=voices)


def after(head: str, digest: str) -> str:
    """A running hash with the next message, by its own hash."""
    return hashlib.sha384(bytes.fromhex(head) + bytes.fromhex(digest)).hexdigest()
