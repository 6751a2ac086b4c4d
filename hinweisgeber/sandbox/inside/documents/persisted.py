"""What stands on the slides of a PPT as it was last saved (MS-PPT, 2.1.2): a second reader, beside the office program.

Such a file is written on at its end, bit by bit: what was deleted is still in it, and the master slides hold texts that
nobody sees. So it is followed from the last saving to the slides that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import error, unpack_from

from .records import NARROW, SLIDE, TEXTS, WIDE, held

EDITS = 10_000  # savings that are followed
_DOCUMENT, _EDIT, _PLACES, _SHOWN = 0x03E8, 0x0FF5, 0x1772, 0x03F3
_ENDS = re.compile(r"[\r*]")  # of a piece that is written as it stands: a paragraph, or a field, for which a * stands
_DRAWN = re.compile("[\ue000-\uf8ff]")  # signs of a font of pictures: programs write others instead


def pieces(current: bytes, data: bytes) -> dict[str, str] | None:
    """The pieces of text on all slides that are shown, by their letters alone; `current` is the stream that says where
    the last saving is. None where it cannot be followed."""
    try:
        texts = [text for place, kind in _parts(current, data) for text in _within(data, place, kind)]
    except (error, KeyError):
        return None
    return {plain: piece for text in texts for piece in _ENDS.split(text) if (plain := without_blanks(piece))}


def without_blanks(text: str) -> str:
    """Letters alone, as they can be compared between programs."""
    return "".join(_DRAWN.sub("", text).split())


def _parts(current: bytes, data: bytes) -> Iterator[tuple[int, int]]:
    """Where the document and its slides lie, and what each is. Raises struct.error, KeyError."""
    document, where = _saved(data, unpack_from("<I", current, 16)[0])
    yield where[document], _DOCUMENT
    _, _, length = unpack_from("<HHI", data, where[document])
    body = data[where[document] + 8 : where[document] + 8 + length]
    for about, kind, listed in held(body):
        if (kind, about >> 4) == (TEXTS, 0):  # of slides; others are of masters and notes
            for _, atom, said in held(listed):
                if atom == _SHOWN:
                    yield where[unpack_from("<I", said)[0]], SLIDE


def _saved(data: bytes, edit: int) -> tuple[int, dict[int, int]]:
    """The number of the document, and where each numbered thing lies: as the last saving says, else one before."""
    document, where = 0, dict[int, int]()
    for _ in range(EDITS):
        _, kind, _ = unpack_from("<HHI", data, edit)
        before, listed, root = unpack_from("<III", data, edit + 16)
        if kind != _EDIT:
            raise KeyError(edit)
        document = document or root
        for number, place in _places(data, listed):
            where.setdefault(number, place)
        if not before:
            return document, where
        edit = before
    raise KeyError(edit)


def _places(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    _, kind, length = unpack_from("<HHI", data, at)
    if kind != _PLACES:
        raise KeyError(at)
    at, end = at + 8, at + 8 + length
    while at < end:
        (said,) = unpack_from("<I", data, at)
        first, many = said & 0xFFFFF, said >> 20
        for n, place in enumerate(unpack_from(f"<{many}I", data, at + 4)):
            yield first + n, place
        at += 4 + 4 * many


def _within(data: bytes, place: int, kind: int) -> Iterator[str]:
    """The texts of one part: of a slide all, of the document those it keeps for its slides. Raises struct.error,
    KeyError."""
    _, said, length = unpack_from("<HHI", data, place)
    if said != kind:
        raise KeyError(place)
    todo = [(data[place + 8 : place + 8 + length], kind == SLIDE)]
    while todo:
        body, inside = todo.pop()
        for about, atom, more in held(body):
            if about & 0xF == 0xF:
                if inside or (atom, about >> 4) == (TEXTS, 0):
                    todo.append((more, True))
            elif inside and atom in (WIDE, NARROW):
                yield more.decode("utf-16-le" if atom == WIDE else "latin-1", "replace")
