"""Plain text and CSV: decoded, rid of what cannot be seen, written as UTF-8. Invisible characters can mark a copy.

What is no plain prose (see `prose`) has no copy: the text would go on as it is, with all it tells of its sender.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .kinds import MIMETYPE, FileKind
from .prose import not_prose
from .terms import MIB, Ceilings, Findings, Stop

TEXT_LIMIT = 32 * MIB
PREVIEW_CHARACTERS = 100_000
# What a spreadsheet reckons: all that begins with `=` or `@`, and with `+` or `-` what is no number, telephone or dash.
_NUMBER = r"[+-][-+0-9.,'()/% €\u00a0]*(?:[;,\t\"]|$)"
_FORMULA = re.compile(rf"(?m)(?:^|[;,\t])\"?(?:[=@][^;,\t\n]|(?!{_NUMBER})[+-](?:[^\s;,\t]|.{{0,40}}[A-Za-z]\())")
_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # lines end there too, for some readers
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0000-\U000e0fff]")
Result = tuple[dict[str, Any], Iterator[bytes]]


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The visible text. Raises Stop: mail, structured, encoded, and those of reading."""
    findings = Findings()
    text = _read(path)
    shown = _visible(text)
    if why := not_prose(_visible(_ENDS.sub("\n", text)) if _ENDS.search(text) else shown, kind is FileKind.CSV):
        raise Stop(why)
    hidden = sorted({f"U+{ord(c):04X}" for c in text if not _shown(c)} - {"U+000D", "U+FEFF"})
    if hidden:
        findings.add("hidden-text", ", ".join(hidden))
    if kind is FileKind.CSV and (formula := _FORMULA.search(shown)):
        findings.add("formula", formula[0].strip(';,\t"'))
    head = {"kind": kind.value, "mimetype": MIMETYPE[kind], "findings": list(findings.items)}
    return head, iter([shown.encode()])


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The first characters, as plain text whatever the kind."""
    text = _visible(_read(path)[:PREVIEW_CHARACTERS])
    head = {"kind": FileKind.TEXT.value, "mimetype": MIMETYPE[FileKind.TEXT], "findings": [], "pages": 1}
    return head, iter([text.encode()])


def _read(path: Path) -> str:
    if path.stat().st_size > TEXT_LIMIT:
        raise Stop("too-large")
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Stop("damaged") from error
    if b"\0" in data:
        raise Stop("unknown-type")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _visible(text: str) -> str:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(c for c in unified if _shown(c)))


def _shown(char: str) -> bool:
    """False for controls, direction marks, zero-width characters, variation selectors and tags."""
    if char < "\x7f":
        return char in "\n\t" or char >= " "
    return not unicodedata.category(char).startswith("C") and not _SELECTORS.match(char)
