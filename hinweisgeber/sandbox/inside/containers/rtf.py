"""RTF that is compressed (MS-OXRTFCP), as Outlook stores it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ..terms import MIB, Stop

STREAM_LIMIT = 256 * MIB
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
RING = 4096


def unpacked(packed: bytes) -> bytes:
    """The RTF. Raises Stop(damaged)."""
    if len(packed) < 16:
        raise Stop("damaged")
    _, size, kind, _ = struct.unpack_from("<IIII", packed)
    if kind == 0x414C454D:  # MELA: as it is
        return packed[16 : 16 + size]
    if kind != 0x75465A4C or size > STREAM_LIMIT:
        raise Stop("damaged")
    return b"".join(_runs(packed, size))


def _runs(packed: bytes, size: int) -> Iterator[bytes]:
    ring, at = bytearray(_START.ljust(RING, b"\0")), len(_START)
    place, given = 16, 0
    while place < len(packed) and given < size:
        control = packed[place]
        place += 1
        for bit in range(8):
            if control >> bit & 1:
                if place + 2 > len(packed):
                    return
                word = packed[place] << 8 | packed[place + 1]
                place += 2
                start, length = word >> 4, (word & 15) + 2
                if start == at:
                    return
                run = bytearray()
                for step in range(length):
                    run.append(ring[(start + step) % RING])
                    ring[at] = run[-1]
                    at = (at + 1) % RING
            else:
                run = bytearray(packed[place : place + 1])
                place += 1
                ring[at : at + len(run)] = run
                at = (at + len(run)) % RING
            given += len(run)
            yield bytes(run)
