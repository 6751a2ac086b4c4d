"""Vectors of the access code: as formats carry it, and as people type it."""

from __future__ import annotations

from typing import Any

from hinweisgeber.crypto.code import ALPHABET, AccessCode
from hinweisgeber.crypto.errors import CodeMistyped
from tests.vectors.people import seed

Vector = dict[str, Any]
ALIKE = {a: b for pair in ("5S", "2Z", "8B", "6G") for a, b in (tuple(pair), tuple(reversed(pair)))}


def code() -> list[Vector]:
    code = AccessCode(seed("code")[:15])
    right = str(code)
    derived = derivations(code)
    zeros = AccessCode(bytes(15))
    good = {
        "as shown": right,
        "lower case": right.lower(),
        "no hyphens": right.replace("-", ""),
        "blanks of several kinds": "\t" + right.replace("-", "\u00a0\u2003 ") + "\n",
        "dashes of several kinds": right.replace("-", "\u2013\u2212\u00ad"),
        "full-width letters": "".join(chr(ord(s) + 0xFEE0) for s in right),
        "exactly 1000 characters": right.rjust(1000),
    }
    swapped = right[1] + right[0] + right[2:]
    wrong = {
        "empty": "",
        "first symbol wrong": ("0" if right[0] != "0" else "1") + right[1:],
        "check symbol wrong": right[:-1] + ("0" if right[-1] != "0" else "1"),
        "neighbours swapped": swapped,
        "check symbol swapped with its neighbour": right[:-2] + right[-1] + right[-2],
        "one symbol short": right[:-1],
        "one symbol long": right + "0",
        "letter U": "U" + right[1:],
        "dotless i": "\u0131" + right[1:],
        "Cyrillic letter": "\u0410" + right[1:],
        "underscore": right.replace("-", "_"),
        "combining accent": right[0] + "\u0301" + right[1:],
        "1001 characters": right.rjust(1001),
        "far too long": " " * 2000 + right,
    }
    ambiguous = {"O, o, I, l, L for 0 and 1": ("OoOoO-OoOoO-OoOoO-OoOoO-OoOoO", zeros)}
    some = [{"name": n, "text": t, "code": right, **derived, "error": None} for n, t in good.items()]
    for name, (text, meant) in ambiguous.items():
        some.append({"name": name, "text": text, "code": str(meant), **derivations(meant), "error": None})
    return some + [{"name": n, "text": t, "error": "CodeMistyped"} for n, t in wrong.items()]


def derivations(code: AccessCode) -> Vector:
    keys = {"mailbox_key": code.mailbox_key, "writing_key": code.writing_key, "box_key": code.box_key}
    return {"locator": code.locator.hex(), "box_locator": code.box_locator.hex()} | {
        name: key.raw.hex() for name, key in keys.items()
    }


def typed_code() -> list[Vector]:
    """What pages take where people type a code (SPEC §2): kindly, and with one sign that looks like another."""
    right = str(AccessCode(seed("typed code")[:15]))
    signs = right.replace("-", "")
    good = {
        "as shown": right,
        "anything between the signs": "\u201e" + ". ".join(right.lower()) + "!\u201c",
        "underscores and line breaks": right.replace("-", "_\r\n"),
        "U for V": signs.replace("V", "U"),
        "full-width letters and dots": "\u00b7".join(chr(ord(sign) + 0xFEE0) for sign in signs),
    }
    good |= {f"sign {place + 1} looks like another": mistaken(signs, place) for place in places(signs)}
    lone = next(n for n, sign in enumerate(signs) if sign not in ALIKE)
    one_wrong = (signs[:lone] + other + signs[lone + 1 :] for other in ALPHABET)
    wrong = {
        "empty": ("", "CodeMissing"),
        "nothing but separators": (" - \u2013 .\n", "CodeMissing"),
        "one sign": (signs[0], "CodeIncomplete"),
        "one sign short": (signs[:-1], "CodeIncomplete"),
        "one sign long": (signs + "0", "CodeIncomplete"),
        "twice": (signs * 2, "CodeIncomplete"),
        "dotless i": ("\u0131" + signs[1:], "CodeIncomplete"),
        "Cyrillic letter": (signs[:-1] + "\u0410", "CodeIncomplete"),
        "Arabic digit": (signs[:-1] + "\u0661", "CodeIncomplete"),
        "letter with an accent": ("\u00c4" + signs[1:], "CodeIncomplete"),
        "letter and combining accent": ("O\u0308" + signs[1:], "CodeIncomplete"),
        "a letter more that no code has": (signs + "\u00df", "CodeIncomplete"),
        "far too long": (" " * 2000 + right, "CodeMistyped"),
        "two signs that look like others": (mistaken(signs, *places(signs)[:2]), "CodeMistyped"),
        "all signs that look like others": (mistaken(signs, *places(signs)), "CodeMistyped"),
        "one sign wrong": (next(text for text in one_wrong if is_mistyped(text)), "CodeMistyped"),
    }
    some = [
        {"name": name, "text": text, "codes": [str(one) for one in AccessCode.typed(text)], "error": None}
        for name, text in good.items()
    ]
    return some + [{"name": n, "text": t, "error": e} for n, (t, e) in wrong.items()]


def places(signs: str) -> list[int]:
    """Where a sign stands that looks like another."""
    return [n for n, sign in enumerate(signs) if sign in ALIKE]


def mistaken(signs: str, *at: int) -> str:
    """The same with the signs there taken for those they look like."""
    return "".join(ALIKE[sign] if n in at else sign for n, sign in enumerate(signs))


def is_mistyped(text: str) -> bool:
    """Whether it is no code; by chance, one sign changed can make another code of a wrong row."""
    try:
        AccessCode.typed(text)
    except CodeMistyped:
        return True
    return False
