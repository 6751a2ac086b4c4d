"""Lengths tell little: every text is padded to one of seven sizes before it is sealed (SPEC §5).

Padded = 8-byte big-endian length ‖ payload ‖ zeros. Opening is strict: each payload has one padded form.
"""

from __future__ import annotations

from hinweisgeber.errors import FormatBroken

PREFIX = 8
_KIB = 1024
FILE_FLOOR = 64 * 1024
CLASSES = (4 * _KIB, 16 * _KIB, 64 * _KIB, 256 * _KIB, 1024 * _KIB, 4096 * _KIB, 16384 * _KIB)


def class_of(length: int) -> int:
    """The size a payload of this length is padded to. Raises `FormatBroken` above the largest class."""
    for size in CLASSES:
        if length + PREFIX <= size:
            return size
    raise FormatBroken(f"{length} bytes are too many to seal as text")


def pad(payload: bytes) -> bytes:
    """The payload with its length in front, zeros behind. Raises `FormatBroken` above the largest class."""
    return (len(payload).to_bytes(PREFIX, "big") + payload).ljust(class_of(len(payload)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The payload again. Raises `FormatBroken` for everything `pad` would not have written."""
    end = PREFIX + int.from_bytes(padded[:PREFIX], "big")
    if len(padded) not in CLASSES or end > len(padded):
        raise FormatBroken("length and size do not fit")
    if class_of(end - PREFIX) != len(padded):
        raise FormatBroken("a larger size than the payload needs")
    if padded.count(0, end) != len(padded) - end:
        raise FormatBroken("padding that is not zero")
    return padded[PREFIX:end]


def padme(length: int) -> int:
    """The size a file of this length is padded to: at least 64 KiB, at most 12 % more, few sizes (Padmé, SPEC §16)."""
    length = max(length, FILE_FLOOR)
    exponent = length.bit_length() - 1
    mask = (1 << exponent - exponent.bit_length()) - 1
    return (length + mask) & ~mask
