"""What both sides of the sandbox wall agree on: limits, reasons to stop, findings, and the frames on the pipe.

A frame is one letter, the payload's length in four bytes (big endian), and the payload. In order: `H` (locked down,
nothing read yet), `J` (the result's head as JSON), any number of `D` (content), `E` (complete). `X` (JSON with `code`)
may come instead of any of them after `H` and is the last. A stream without `E` is not a result.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

FRAME = struct.Struct(">cI")
FRAME_LIMIT = 1 << 20
MIB = 1 << 20
FINDINGS_LIMIT = 100
VALUE_LIMIT = 200  # characters


@dataclass(frozen=True)
class Ceilings:
    """What one file may cost. Work files lie in memory, so a sandbox takes up to `memory` and `file` together."""

    file: int = 512 * MIB  # bytes going in
    output: int = 1024 * MIB  # bytes coming out
    memory: int = 2048 * MIB  # address space of the process
    unpacked: int = 256 * MIB  # all parts of a packed document together
    pixels: int = 100_000_000  # of one image
    page_pixels: int = 12_000_000  # a larger PDF page is drawn smaller
    pages: int = 500
    cpu: int = 150  # seconds
    wall: int = 180  # seconds until everything is killed, the reader's time included


@dataclass(frozen=True)
class FileFinding:
    """One thing the metadata held. `label` is a stable id (see LABELS), `value` what it said, bounded."""

    label: str
    value: str


LABELS = (
    "author",
    "last-editor",
    "organisation",
    "software",
    "camera",
    "serial",
    "place",
    "time",
    "title",
    "comment",
    "tracked-change",
    "thumbnail",
    "attachment",
    "link",
    "script",
    "template",
    "hidden-text",
    "formula",
    "other-frames",
    "dropped-part",
)


def words(text: str) -> frozenset[str]:
    """The words of a text, for tables of names."""
    return frozenset(text.split())


class Stop(Exception):
    """This file cannot be worked on; `code` is a code of `errors.CannotClean` and its kind."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Findings:
    """Collects findings: visible characters only, each once, bounded in number and length."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], None] = {}

    def add(self, label: str, value: object) -> None:
        """Take one finding; an empty value is none."""
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        text = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * VALUE_LIMIT]).split())
        if text and len(self.items) < FINDINGS_LIMIT:
            self.items[label, text[:VALUE_LIMIT]] = None
