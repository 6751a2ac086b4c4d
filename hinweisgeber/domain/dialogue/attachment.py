"""A file that belongs to a message: where its sealed bytes lie, the key to them, and what it was when it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...domain import codec
from ...errors import FormatBroken
from ..codec import canonical


@dataclass(frozen=True)
class Attachment:
    """One file. It stands only inside sealed messages, for it holds the file's key.

    `sealed` stands beside what is said, in the word that says it (SPEC §34), and is known until then; of files of the
    office's it is not asked for.
    """

    blob: str  # name of the sealed bytes in the blob store, 32 hex digits
    key: str = field(repr=False)  # 64 hex digits
    name: str
    size: int
    sha256: str
    cleaned: bool = False  # whether it is a working copy without metadata
    sealed: str = field(default="", repr=False, compare=False)  # SHA-384 of the sealed bytes, hex

    def data(self) -> dict[str, Any]:
        """JSON values, as they stand in a message."""
        return dict(codec.plain(self))

    def carried(self) -> dict[str, Any]:
        """JSON values, as a form carries them until the file is sent."""
        return {**self.data(), "sealed": self.sealed}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Attachment:
        """Reads what `data` or `carried` wrote. Raises FormatBroken."""
        return codec.revive(cls, data).checked()

    def checked(self) -> Attachment:
        """Itself. Raises FormatBroken unless blob, key and hash are hex of their length."""
        try:
            lengths = [len(bytes.fromhex(one)) for one in (self.blob, self.key, self.sealed)]
        except ValueError as error:
            raise FormatBroken("not an attachment") from error
        if lengths[:2] == [16, 32] and lengths[2] in (0, 48):
            return self
        raise FormatBroken("not an attachment")

    @property
    def same(self) -> dict[str, Any]:
        """What makes two sendings of a file the same: not where it lies, but what it is."""
        return {"name": self.name, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True)
class Copy:
    """A copy the office made of a file: cleaned of metadata (a working copy) or redacted."""

    file: Attachment
    mimetype: str
    redacted: bool
    findings: tuple[tuple[str, str], ...] = ()  # what the metadata of the original held: label, value
    n: int = 0  # which copy of its source, from 1
    pages: int = 0  # how many it has; 0 where nobody noted it
    rules: int = 0  # the rules it was made by; 0 where nobody noted them
    drawn: bool = False  # whether they are pages of an office document, as it would be printed
    losses: tuple[tuple[str, str], ...] = ()  # what of the original is not in it: label, value
    parts: tuple[Attachment, ...] = ()  # the files that were in the original, each under a key of its own
    stays: tuple[int, ...] | None = None  # which findings (from 0) stand in the copy's text too; None: nobody looked

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8; `n` is where it lies."""
        return canonical({name: value for name, value in codec.plain(self).items() if name != "n"})

    @classmethod
    def from_payload(cls, payload: bytes, n: int) -> Copy:
        """Reads what `payload` wrote. Raises FormatBroken."""
        copy = codec.read(cls, payload)
        if not all(len(told) == 2 for told in copy.findings + copy.losses):
            raise FormatBroken("not a copy")
        return replace(copy, file=copy.file.checked(), parts=tuple(one.checked() for one in copy.parts), n=n)
