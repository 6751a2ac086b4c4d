"""How many letters a text has: counted by its bytes, without the decoding and sorting that the copy goes through."""

from __future__ import annotations

import re
from array import array

_UNSEEN = {  # of UTF-8: blanks and controls, what continues a letter, joiners and marks, selectors and tags
    "utf-8": re.compile(
        rb"[\0-\x20\x7f]+|\xc2[\x80-\xa0\xad]|\xcd\x8f|\xe1\x85[\x9f\xa0]|\xe1\x9e[\xb4\xb5]|\xe3\x85\xa4|\xef\xbe\xa0"
        rb"|\xf0\x9d\x85[\xb3-\xba]|\xe1\xa0\x8e|\xe2\x80[\x80-\x8f\xa8-\xaf]|\xe2\x81[\xa0-\xaf]"
        rb"|\xef\xb8[\x80-\x8f]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbf]|\xf3\xa0[\x80-\x87]."
    )
}
_FILLERS = frozenset((0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164))  # letters without a shape
_MORE = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that continue a letter
_BLANK = bytes(range(0x21)) + b"\x7f"


def letters_in(data: bytes, charset: str) -> int:
    """Letters, figures and signs that can be seen; those made of several parts count as several."""
    if charset == "utf-16":
        units = array("H", data[2 : len(data) // 2 * 2])
        if data.startswith(b"\xfe\xff"):
            units.byteswap()
        seen = (unit for unit in units if not 0x2000 <= unit < 0x2070 and unit not in _FILLERS)
        return sum(0x20 < unit < 0x7F or 0xA0 < unit < 0xD800 for unit in seen)
    if charset == "utf-8":
        return len(_UNSEEN["utf-8"].sub(b"", data).translate(None, _MORE))
    return len(data.translate(None, _BLANK))
