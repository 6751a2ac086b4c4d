"""Files in a file: how a container hands them out. Each becomes an item of its own, with its own key and copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .kinds import CLAIM, MIMETYPE, FileKind
from .standing import in_text
from .terms import Findings, Stop

PARTS = 1000  # inner files of one container
NAME_LIMIT = 400  # characters; what is shown is cut further outside


@dataclass(frozen=True)
class Inner:
    """One inner file: the name the container gives it, and its bytes in pieces."""

    name: str
    content: Iterator[bytes]


Content = Iterator[bytes | Inner]  # of a container's result: its text, then its inner files in order


@dataclass
class Opened:
    """What is taken out of a container: the pieces of its text, what was told and lost, the files that were in it."""

    findings: Findings = field(default_factory=Findings)
    text: list[str] = field(default_factory=list)
    parts: list[Inner] = field(default_factory=list)

    def say(self, text: str) -> None:
        """A paragraph of the copy; a blank one is none."""
        if text.strip():
            self.text.append(text.strip("\n"))

    def take(self, name: str, content: Iterator[bytes], shown: bool = True) -> None:
        """An inner file. The copy says where it was, not what it is called: a name may tell who sent it. Raises
        Stop(too-many-parts)."""
        if len(self.parts) == PARTS:
            raise Stop("too-many-parts")
        self.parts.append(Inner(name[-NAME_LIMIT:], content))
        if shown:
            self.say(place_of(len(self.parts), name))

    def result(self) -> tuple[dict[str, Any], Content]:
        """What the worker of a container gives."""
        kind = FileKind.TEXT
        about = {
            "kind": kind.value,
            "mimetype": MIMETYPE[kind],
            "findings": in_text(self.findings.told(), "\n".join(self.text)),
        }
        return about | {"losses": self.findings.losses, "container": True}, self._content()

    def _content(self) -> Content:
        yield ("\n\n".join(self.text) + "\n").encode("utf-8", "replace")
        yield from self.parts


def place_of(number: int, name: str) -> str:
    """`[Anlage 3: JPG]`: what stands in the copy where an inner file was. What is not the ending of a known kind of
    file may be a piece of a name (`Fr.Meyer`), and is not said."""
    ending = name.rpartition(".")[2]
    return f"[Anlage {number}: {ending.upper()}]" if "." in name and ending.lower() in CLAIM else f"[Anlage {number}]"


def once(data: bytes) -> Iterator[bytes]:
    """Bytes that are there, as pieces."""
    yield data
