"""What both sides of the sandbox wall agree on: limits, reasons to stop, findings, and the frames on the pipe.

The request goes in before the file: the length of its JSON in four bytes (big endian), and the JSON.
A frame is one letter, the payload's length in four bytes (big endian), and the payload. In order: `H` (locked down,
nothing read yet), `J` (the result's head as JSON), any number of `D` (content), of each inner file one `P` (JSON with
`name`) and any number of `D` (its bytes), `L` if losses showed meanwhile (JSON: all of them), `E` (complete). Between
the `D` of a long recording stand some `T` (JSON: seconds done, and of how many). `X` (JSON with `code`) may come
instead of any of them after `H` and is the last. A stream without `E` is not a result.
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass

FRAME = struct.Struct(">cI")
FRAME_LIMIT = 1 << 20
REQUEST = struct.Struct(">I")
REQUEST_LIMIT = 4 << 20  # bytes; ten times as many places as are looked for in one document
MIB = 1 << 20
FINDINGS_LIMIT = 100  # that are told one by one; how many more there are is told as well
LOSSES_LIMIT = 60  # of each label, likewise
COUNTED_LIMIT = 10_000  # findings of each label that are counted
FEW = 5  # of each label come before the sixth of any, so that no other crowds it out
VALUE_LIMIT = 200  # characters; of a longer value the beginning is told, and that it goes on
CUT = "…"
# How text is hidden, where that is judged by its looks: its reader may see it. It is told, and counts as missing.
TINY, LIKE_ITS_GROUND = "Winzig", "Schrift in der Farbe ihres Grundes"


@dataclass(frozen=True)
class Ceilings:
    """What one file may cost. Work files lie in memory, so a sandbox takes up to `memory` and `file` together."""

    file: int = 512 * MIB  # bytes going in
    output: int = 1024 * MIB  # bytes coming out
    memory: int = 2048 * MIB  # address space of the process
    unpacked: int = 256 * MIB  # all parts of a packed document together
    pixels: int = 100_000_000  # of one image
    page_pixels: int = 40_000_000  # a larger PDF page (A0 has 35 million at 150 dots an inch) is drawn smaller
    pages: int = 500
    cpu: int = 150  # seconds
    wall: int = 180  # seconds until everything is killed, the reader's time included


@dataclass(frozen=True)
class SoFar:
    """How far the copy of a long recording is: seconds done, and of how many."""

    done: float
    whole: float


@dataclass(frozen=True)
class FileFinding:
    """One thing the metadata held, or one that the copy does not. `label` is a stable id (see LABELS and LOSSES),
    `value` what it said, or how much is missing; bounded. `stays`: whether it stands in the text of the copy as
    well; None where nobody looked."""

    label: str
    value: str
    stays: bool | None = None


# In this order they are told: what points to a person comes first.
LABELS = (
    "sender",
    "recipient",
    "author",
    "last-editor",
    "organisation",
    "address",
    "host",
    "place",
    "serial",
    "camera",
    "time",
    "software",
    "title",
    "comment",
    "tracked-change",
    "thumbnail",
    "attachment",
    "link",
    "script",
    "template",
    "hidden-text",
    "hidden-signs",
    "formula",
    "other-frames",
    "dropped-part",
    "message-id",
    "header",
)
# What a copy does not hold of what can be seen, heard or read in its source, or holds otherwise.
LOSSES = (
    "text",
    "cells",
    "pages",
    "picture",
    "sound",
    "chart",
    "form",
    "attachment",
    "part",
    "size",
    "charset",
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
    """Collects findings and losses: visible characters only, each once, bounded in number and length."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], None] = {}
        self.losses: list[tuple[str, str]] = []
        self._of: dict[str, int] = {}
        self._lost: dict[str, dict[str, None]] = {}
        self.hidden: Counter[str] = Counter()  # words that surely nobody saw and that were left out and told
        self.hidden_cells = 0
        self.signs: set[str] = set()  # that nobody sees, and that were taken out of texts, as `U+200B`

    def add(self, label: str, value: object) -> None:
        """Take one finding; an empty value is none."""
        one = label, _shown(value)
        if one[1] and one not in self.items and self._of.get(label, 0) < COUNTED_LIMIT:
            self._of[label] = self._of.get(label, 0) + 1
            self.items[one] = None

    def lose(self, label: str, value: str) -> None:
        """Take one loss: what kind of thing, and which or how much of it."""
        value, known = _shown(value), self._lost.setdefault(label, {})
        if value in known:
            return
        known[value] = None
        beyond = len(known) - LOSSES_LIMIT
        if beyond > 1:
            self.losses[self.losses.index((label, _more(beyond - 1)))] = label, _more(beyond)
        else:
            self.losses.append((label, value if beyond < 1 else _more(1)))

    def hide(self, what: str, text: str, gone: str | None = None, cells: int = 0) -> None:
        """Take something that is left out because nobody sees it. `what`: how it was hidden; `gone`: the part of the
        text of which no other place tells that it is left out."""
        if what not in (TINY, LIKE_ITS_GROUND):
            self.hidden.update((text if gone is None else gone).split())
            self.hidden_cells += cells
        self.add("hidden-text", f"{what}: {text}" if text.strip() else what)

    def told(self) -> list[tuple[str, str]]:
        """The findings as they are told: in the order of their labels, a few of each before the rest, and of each label
        how many more there are."""
        seen: dict[str, int] = {}
        ranked: list[tuple[int, int, int, tuple[str, str]]] = []
        signs = {("hidden-signs", _shown(", ".join(sorted(self.signs)))): None} if self.signs else {}
        for label, value in self.items | signs:
            seen[label] = seen.get(label, 0) + 1
            rank = LABELS.index(label) if label in LABELS else len(LABELS)
            ranked.append(((seen[label] - 1) // FEW, rank, len(ranked), (label, value)))
        kept, beyond = sorted(ranked)[:FINDINGS_LIMIT], sorted(ranked)[FINDINGS_LIMIT:]
        more = Counter((rank, label) for _, rank, _, (label, _) in beyond)
        kept += [(0, rank, len(ranked), (label, _more(number))) for (rank, label), number in more.items()]
        return [one for *_, one in sorted(kept, key=lambda one: one[1:3])]


def _more(number: int) -> str:
    return f"{CUT} (+{number})"


def _shown(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    shown = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * VALUE_LIMIT]).split())
    goes_on = len(shown) > VALUE_LIMIT or bool(text[4 * VALUE_LIMIT :].strip())
    return shown[: VALUE_LIMIT - len(CUT)] + CUT if goes_on else shown
