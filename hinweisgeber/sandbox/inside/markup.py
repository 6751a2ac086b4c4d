"""XML that is read piece by piece. No document type is let in, so nothing is ever expanded or loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

WRONG = (expat.ExpatError, ValueError)
_NAMED = re.compile(rb"<!DOCTYPE\s[^<>\[\]]*>")
_PROLOG = 1000  # bytes


def undeclared(data: bytes) -> bytes:
    """Without a DOCTYPE that does no more than name one that lies elsewhere, as OpenOffice wrote it above formulas: it
    is never loaded, and without it nothing is expanded. One that declares anything stays, and is refused."""
    return _NAMED.sub(b"", data[:_PROLOG], count=1) + data[_PROLOG:]


def read(
    data: bytes,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    between: str | None = None,
) -> None:
    """Tells of each element and each piece of text; `between` stands between an element's namespace and its name, else
    names come as they are written. Raises one of WRONG for what is not well-formed, and for a DOCTYPE."""
    parser = expat.ParserCreate(namespace_separator=between)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, _refuse
    parser.Parse(data, True)


def _refuse(*_: object) -> None:
    raise ValueError("DOCTYPE")
