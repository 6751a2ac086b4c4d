"""What the signer of an entry had seen of its file (SPEC §24): the last entry about it, and how far the reporter's
words went. Everybody can compare it with the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from hinweisgeber.crypto import chain, strict
from hinweisgeber.errors import FormatBroken

NAME = "seen"


@dataclass(frozen=True)
class SeenBefore:
    """`entry`: the newest about the file that does more than begin an epoch; `message`: the place of the reporter's
    newest message, 0 while there is only the report, and of a measure."""

    entry: int
    message: int

    def data(self) -> dict[str, Any]:
        """JSON values, as they stand in the entry."""
        return {NAME: [self.entry, self.message]}

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Reads what an entry says; None for one that does not say it. Raises `FormatBroken`."""
        if text is None or text == chain.NOTHING_OPEN:
            return None
        said = chain.read_open(text).get(NAME)
        if said is None:
            return None
        if type(said) is not list or len(said) != 2:
            raise FormatBroken("seen: an entry and a message")
        return cls(strict.count(said[0], 1), strict.count(said[1], 0))
