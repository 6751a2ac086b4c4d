"""What comes out of the sandbox: copies, the files in them, previews; and what can be covered on a copy."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

from .inside.kinds import FileKind
from .inside.terms import FileFinding

LONGEST = 1_000_000  # seconds
Watch = Callable[[float, float], None]  # is told how far the copy of a long recording is: seconds done, and of how many


@dataclass(frozen=True)
class InnerFile:
    """A file that was in the file: as it was there, not cleaned. `name` is safe to show; it is a claim."""

    name: str
    content: Iterator[bytes]


@dataclass(frozen=True)
class Cleaned:
    """A working or redacted copy. `findings`: what the original's metadata held (empty for redactions); `pages` is how
    many the copy has (1 for what has none); `losses`: what of the original is not in the copy; `parts`: the files that
    were in it, to be read after the content, in order; `container`: whether it is of a kind that holds others; `drawn`:
    whether they are pages of an office document, as it would be printed."""

    kind: FileKind
    mimetype: str
    name: str
    content: Iterator[bytes]
    findings: tuple[FileFinding, ...]
    pages: int = 1
    losses: Sequence[FileFinding] = ()
    parts: Iterator[InnerFile] = field(default_factory=lambda: iter(()))
    container: bool = False
    drawn: bool = False

    def drop(self) -> None:
        """Ends the child, whether it was read or not: nobody wants the rest."""
        if isinstance(self.content, Pieces | Generator):
            self.content.close()


class Pieces(Iterator[bytes]):
    """The pieces of a copy. Whoever closes it ends the child; a generator that was never begun would not."""

    def __init__(self, pieces: Iterator[bytes], end: Callable[[], None]) -> None:
        self._pieces, self.close = pieces, end

    def __next__(self) -> bytes:
        return next(self._pieces)


@dataclass(frozen=True)
class Preview:
    """Something a browser shows: image, plain text or sound. `pages` is how many the document has (1 for others),
    `size` the width and height of a page's picture; none of others."""

    kind: FileKind
    mimetype: str
    pages: int
    content: bytes
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Box:
    """An area to be covered on a page (counted from 1); edges in parts of its size, 0 to 1, from top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.page >= 1 and 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError("a box lies inside its page and is not empty")


@dataclass(frozen=True)
class Span:
    """Seconds of a recording that are to be covered, counted from its beginning."""

    start: float
    end: float

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end < LONGEST:
            raise ValueError("a span ends after its beginning")
