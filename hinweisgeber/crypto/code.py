"""The reporter's access code (SPEC §2): 120 random bits on paper, and what follows from them.

24 symbols of Crockford's base32 and one check symbol over GF(32). The check is a weighted sum that must be
zero, the weights being powers of a primitive element: every single wrong symbol and every swap of neighbours
breaks it.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NoReturn

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.errors import CodeIncomplete, CodeMissing, CodeMistyped
from hinweisgeber.crypto.keys import BoxKey, MailboxKey, WritingKey

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PACKED, SYMBOLS, GROUP = 15, 25, 5
LABEL_LOCATOR = b"hinweisgeber/v1/locator"
LABEL_MAILBOX = b"hinweisgeber/v1/mailbox-key"
LABEL_BOX_LOCATOR = b"hinweisgeber/v2/locator"
LABEL_BOX = b"hinweisgeber/v2/box-key"
LABEL_WRITING = b"hinweisgeber/v1/writing-key"
_MODULUS = 0b100101  # x⁵ + x² + 1: primitive, so x has order 31 and 25 places have 25 different weights
_LONGEST = 1000  # of what a person may paste, separators included

_READ = {letter: value for value, symbol in enumerate(ALPHABET) for letter in (symbol, symbol.lower())}
_READ |= dict.fromkeys("Oo", 0) | dict.fromkeys("IiLl", 1)
# What people write for one another by hand; U is no symbol and can only mean V.
_PAIRS = (("5", "S"), ("2", "Z"), ("8", "B"), ("6", "G"))
_ALIKE = {_READ[a]: _READ[b] for one, other in _PAIRS for a, b in ((one, other), (other, one))}
_TYPED = _READ | dict.fromkeys("Uu", _READ["V"])
_SEPARATOR_CATEGORIES = {"Zs", "Zl", "Zp", "Pd"}
# Control characters that are blanks, blanks without width, and dashes that Unicode does not list as dashes.
_SEPARATORS = set("\t\n\v\f\r\x85\u200b\u2060\ufeff\u00ad\u02d7\u2043\u2212")


class AccessCode:
    """One code. `str` shows it in groups; `repr` hides it."""

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes) -> None:
        if type(packed) is not bytes or len(packed) != PACKED:
            raise CodeMistyped
        self._packed = packed

    @classmethod
    def generate(cls) -> AccessCode:
        return cls(primitives.random(PACKED))

    @classmethod
    def parse(cls, text: str) -> AccessCode:
        """Reads what a person typed. Raises `CodeMistyped` for everything that is not a code."""
        values = _values(text)
        if len(values) != SYMBOLS or _weighted_sum(values) != 0:
            raise CodeMistyped
        return cls._of(values)

    @classmethod
    def typed(cls, text: str) -> tuple[AccessCode, ...]:
        """The codes a person can have meant: the one that was typed, or all that differ from it in one sign which looks
        like another (SPEC §2). Everything but letters and digits is ignored.

        Raises `CodeMissing`, `CodeIncomplete` (how many signs were read), `CodeMistyped` (25 that cannot be a code).
        """
        if len(text) > _LONGEST:
            raise CodeMistyped
        signs = [sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum()]
        values = [_TYPED[sign] for sign in signs if sign in _TYPED]
        if not signs:
            raise CodeMissing
        if len(values) != SYMBOLS or len(signs) != SYMBOLS:
            raise CodeIncomplete(read=len(values))
        meant = [values] if _weighted_sum(values) == 0 else _with_one_alike(values)
        if not meant:
            raise CodeMistyped
        return tuple(cls._of(one) for one in meant)

    @classmethod
    def _of(cls, values: list[int]) -> AccessCode:
        number = 0
        for value in values[:-1]:
            number = number << 5 | value
        return cls(number.to_bytes(PACKED, "big"))

    @property
    def locator(self) -> bytes:
        """32 bytes by which the letterbox finds the row; tells nothing about the mailbox key."""
        return primitives.derive(self._packed, LABEL_LOCATOR)

    @property
    def mailbox_key(self) -> MailboxKey:
        return MailboxKey(primitives.derive(self._packed, LABEL_MAILBOX))

    @property
    def writing_key(self) -> WritingKey:
        return WritingKey(primitives.derive(self._packed, LABEL_WRITING))

    @property
    def box_locator(self) -> bytes:
        """32 bytes by which the letterbox finds a mailbox of version 2 (SPEC §30)."""
        return primitives.derive(self._packed, LABEL_BOX_LOCATOR)

    @property
    def box_key(self) -> BoxKey:
        return BoxKey(primitives.derive(self._packed, LABEL_BOX))

    def __str__(self) -> str:
        number = int.from_bytes(self._packed, "big")
        values = [number >> 5 * place & 31 for place in reversed(range(SYMBOLS - 1))]
        text = "".join(ALPHABET[value] for value in [*values, _check(values)])
        return "-".join(text[start : start + GROUP] for start in range(0, SYMBOLS, GROUP))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AccessCode) and self._packed == other._packed

    def __hash__(self) -> int:
        return hash(self._packed)

    def __repr__(self) -> str:
        return "<AccessCode>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("codes are not pickled")


def _values(text: str) -> list[int]:
    if len(text) > _LONGEST:
        raise CodeMistyped
    typed = [letter for letter in unicodedata.normalize("NFKC", text) if not _separates(letter)]
    if any(letter not in _READ for letter in typed):
        raise CodeMistyped
    return [_READ[letter] for letter in typed]


def signs(text: str) -> str:
    """The signs of a code in what a person typed, as the code would be shown, without its hyphens."""
    normal = unicodedata.normalize("NFKC", text[:_LONGEST])
    return "".join(ALPHABET[_TYPED[sign]] for sign in normal if sign in _TYPED)


def _with_one_alike(values: list[int]) -> list[list[int]]:
    """The valid rows of symbols that differ from this one in a single sign that looks like another."""
    rows = [[*values[:n], _ALIKE[value], *values[n + 1 :]] for n, value in enumerate(values) if value in _ALIKE]
    return [row for row in rows if _weighted_sum(row) == 0]


def _separates(letter: str) -> bool:
    return letter in _SEPARATORS or unicodedata.category(letter) in _SEPARATOR_CATEGORIES


def _times_x(value: int) -> int:
    """The product with the primitive element x in GF(32)."""
    doubled = value << 1
    return doubled ^ _MODULUS if doubled & 32 else doubled


def _weighted_sum(values: list[int]) -> int:
    """Σ xⁱ·vᵢ with i counted from the last symbol, by Horner's rule."""
    total = 0
    for value in values:
        total = _times_x(total) ^ value
    return total


def _check(values: list[int]) -> int:
    """The symbol that makes the sum zero: it stands last, so its weight is x⁰ = 1."""
    return _times_x(_weighted_sum(values))
