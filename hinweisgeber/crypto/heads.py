"""How much one side has said, in 48 bytes (SPEC §35): a running hash over the sealed bytes of its messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.errors import FormatBroken

LABEL_HEAD = b"hinweisgeber/v2/head\0"


def digest(sealed: bytes) -> bytes:
    """The SHA-384 of a sealed message; where its text was destroyed, these 48 bytes stand in its place."""
    return sealed if len(sealed) == primitives.HASH else primitives.sha384(sealed)


@dataclass(frozen=True)
class RunningHead:
    """Of one author's messages: at which place those of version 2 begin, how many there are, and their running hash."""

    first: int
    count: int
    head: bytes

    @classmethod
    def before(cls, report_id: bytes, author: str, first: int = 0) -> Self:
        """Before anything was said in version 2; `first`: how many messages of version 1 there are."""
        if author not in contexts.SPEAKERS or len(report_id) != contexts.ID:
            raise ValueError(f"author {author!r}")
        return cls(first, first, primitives.sha384(LABEL_HEAD + report_id + author.encode()))

    def then(self, sealed: bytes) -> RunningHead:
        """With the next message, as it is sealed, or its digest."""
        return RunningHead(self.first, self.count + 1, primitives.sha384(self.head + digest(sealed)))

    def data(self) -> dict[str, Any]:
        """JSON values."""
        return {"count": self.count, "first": self.first, "head": self.head.hex()}

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Reads what `data` wrote. Raises `FormatBroken`."""
        value = strict.fields(data, count=int, first=int, head=str)
        first = strict.count(value["first"], 0)
        if value["count"] < first:
            raise FormatBroken("fewer messages than before the first")
        return cls(first, strict.count(value["count"], 0), strict.decode16(value["head"], primitives.HASH))
