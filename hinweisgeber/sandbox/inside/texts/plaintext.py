"""Plain text and CSV: decoded, rid of hidden signs that do harm, written as UTF-8.

What is no plain prose (see `prose`) has no copy: the text would go on as it is, with all it tells of its sender.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..guard import require
from ..inner import Opened
from ..kinds import MIMETYPE, FileKind
from ..standing import in_text
from ..terms import MIB, Ceilings, Findings, Stop
from .bodies import without_routing
from .charsets import NAMES, assumed
from .invisible import ENDS, bare, visible
from .invisible import seen as visibly
from .letters import letters_in
from .mailguard import require_told
from .prose import not_prose

TEXT_LIMIT = 32 * MIB
PREVIEW_CHARACTERS = 100_000
BLACK = "\u2588"
# May stand between the letters of a word, unseen: hyphens for an end of line, joiners, marks, selectors, fillers.
UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]*"
)
BROKEN = 4  # times as many whole signs as broken ones: then it is UTF-8 with a damage, not another character set
# What a spreadsheet reckons: all that begins with `=` or `@`, and with `+` or `-` what is no number, telephone or dash.
_NUMBER = r"[+-][-+0-9.,'()/% €\u00a0]*(?:[;,\t\"]|$)"
_FORMULA = re.compile(rf"(?m)(?:^|[;,\t])\"?(?:[=@][^;,\t\n]|(?!{_NUMBER})[+-](?:[^\s;,\t]|.{{0,40}}[A-Za-z]\())")
Result = tuple[dict[str, Any], Iterator[bytes]]


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The visible text; of mails that are quoted in it, what programs wrote goes and is told. Raises Stop: structured,
    encoded, content-lost, and those of reading."""
    findings = Findings()
    data = _data(path)
    text, charset = decoded(data, findings)
    shown = copy = seen(text, findings)
    if not_prose(bare(text)) == "mail":  # a mark before a header would hide it, so all of them go
        copy = without_routing(unicodedata.normalize("NFC", bare(text)), findings)
    if why := not_prose(bare(copy), kind is FileKind.CSV, mail=False):
        raise Stop(why)
    if kind is FileKind.CSV and (formula := _FORMULA.search(copy)):
        findings.add("formula", formula[0].strip(';,\t"'))
    parts = unicodedata.normalize("NFD", shown).encode()  # in the source, letters may stand in parts
    require("text", letters_in(data, charset), letters_in(parts, "utf-8"), findings, " Zeichen")
    if copy is not shown:
        require_told(shown.encode("utf-8", "replace"), Opened(findings, [copy]))
    told = in_text(findings.told(), copy)
    head = {"kind": kind.value, "mimetype": MIMETYPE[kind], "findings": told, "losses": findings.losses}
    return head, iter([copy.encode()])


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The first characters, as plain text whatever the kind."""
    text, _ = visible(decoded(_data(path), Findings())[0][:PREVIEW_CHARACTERS])
    head = {"kind": FileKind.TEXT.value, "mimetype": MIMETYPE[FileKind.TEXT], "findings": [], "pages": 1, "losses": []}
    return head, iter([text.encode()])


def redact(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """A copy of a copy, in which each place of some words is black, and how many there are of each. Raises
    Stop(no-text): no boxes can be laid on it, it has no pages."""
    words = [unicodedata.normalize("NFC", str(one)) for one in options.get("words", ())]
    if not all(words):
        raise Stop("no-text")
    text, places = _data(path).decode(), []
    black = list(text)
    for one in words:
        found = [match.span() for match in re.finditer(_anyhow(one), text, re.IGNORECASE)]
        for start, end in found:
            black[start:end] = BLACK * (end - start)
        places.append(len(found))
    about: dict[str, Any] = {"kind": kind.value, "mimetype": MIMETYPE[kind], "findings": [], "losses": []}
    return about | {"places": places}, iter(["".join(black).encode()])


def _anyhow(words: str) -> str:
    """A pattern of these words with whatever blanks between them, and signs that nobody sees between their letters."""
    return UNSEEN.join(_letter(sign) for sign in " ".join(words.split()))


def _letter(sign: str) -> str:
    if sign == " ":
        return r"\s+"
    parts = unicodedata.normalize("NFD", sign)
    return re.escape(sign) if len(parts) == 1 else f"(?:{re.escape(sign)}|{UNSEEN.join(map(re.escape, parts))})"


def _data(path: Path) -> bytes:
    if path.stat().st_size > TEXT_LIMIT:
        raise Stop("too-large")
    return path.read_bytes()


def seen(text: str, findings: Findings) -> str:
    """The text without hidden signs that do harm, which are told; lines end in line feeds."""
    return unicodedata.normalize("NFC", visibly(_lines(text), findings))


def decoded(data: bytes, findings: Findings) -> tuple[str, str]:
    """The text with one sign for the end of a line, and the character set it is written in; one that nothing tells is
    assumed, and told. Raises Stop: damaged, unknown-type."""
    charset = _charset(data, findings)
    try:
        text = data.decode(charset, "replace" if charset == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        raise Stop("damaged") from error
    return _lines(text), charset


def _lines(text: str) -> str:
    return ENDS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))


def _charset(data: bytes, findings: Findings) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in data:
        raise Stop("unknown-type")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    if not broken:
        return "utf-8"
    if BROKEN * broken < sum(sign > "\x7f" for sign in text) - broken:
        findings.lose("text", f"{broken} Zeichen waren beschädigt")
        return "utf-8"
    charset = assumed(data)
    findings.lose("charset", NAMES[charset])
    return charset
