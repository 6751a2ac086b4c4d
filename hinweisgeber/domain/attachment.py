"""A file that belongs to a message: where its sealed bytes lie, the key to them, and what it was when it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import FormatBroken
from .acts import canonical


@dataclass(frozen=True)
class Attachment:
    """One file. It stands only inside sealed messages, for it holds the file's key."""

    blob: str  # name of the sealed bytes in the blob store, 32 hex digits
    key: str = field(repr=False)  # 64 hex digits
    name: str
    size: int
    sha256: str
    cleaned: bool = False  # whether it is a working copy without metadata

    def data(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Attachment:
        """Reads what `data` wrote. Raises FormatBroken."""
        try:
            made = cls(**data)
            texts = (made.blob, made.key, made.name, made.sha256)
            fits = len(bytes.fromhex(made.blob)) == 16 and len(bytes.fromhex(made.key)) == 32
        except (TypeError, ValueError) as error:
            raise FormatBroken("not an attachment") from error
        if not fits or not all(isinstance(text, str) for text in texts) or type(made.size) is not int:
            raise FormatBroken("not an attachment")
        return made

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

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8; `n` is where it lies."""
        return canonical(
            {
                "file": self.file.data(),
                "mimetype": self.mimetype,
                "redacted": self.redacted,
                "findings": [list(finding) for finding in self.findings],
                "pages": self.pages,
                "rules": self.rules,
            }
        )

    @classmethod
    def from_payload(cls, payload: bytes, n: int) -> Copy:
        """Reads what `payload` wrote. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            findings = tuple((str(label), str(value)) for label, value in data["findings"])
            file, pages, rules = (
                Attachment.from_data(data["file"]),
                int(data.get("pages", 0)),
                int(data.get("rules", 0)),
            )
            return cls(file, str(data["mimetype"]), data["redacted"] is True, findings, n, pages, rules)
        except (ValueError, KeyError, TypeError) as error:
            raise FormatBroken("not a copy") from error
