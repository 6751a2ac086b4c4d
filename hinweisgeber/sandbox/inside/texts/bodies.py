"""Texts in which mails are quoted: what a person wrote stays, what programs wrote of senders goes and is told.

1. A block of lines `Name: value` in which one is of the kind that only programs write (`Received:`, `Message-ID:`,
   `X-…`) is a routing header wherever it stands. It goes; its subject stays.
2. A block without one is what mail programs put above a forwarded text. People read it, so it stays, and whom it names
   is told.
3. Blocks of signs that only a program reads (armour, uuencode, base64) go and are told as lost.
"""

from __future__ import annotations

import re

from ..terms import Findings, words
from .headers import HeaderTale, is_for_programs
from .prose import COMMON, KNOWN, KNOWN_FAMILIES, Line, header_blocks, unquoted

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*")
PEOPLE = words("from to cc bcc sender reply-to von an kopie absender")
_WITH_NAME = re.compile(rf"<(?:mailto:)?{ADDRESS.pattern}>")
_ARMOUR = re.compile(
    r"(?m)^[> ]*-----BEGIN ([A-Z0-9 ]{2,40})-----[^\n]*\n(?:(?!^[> ]*-----BEGIN ).*\n)*?[> ]*-----END \1-----.*$"
)
_SIGNED = "PGP SIGNED MESSAGE"
_UUENCODED = re.compile(r"(?m)^begin [0-7]{3,4} (\S.*)\n(?:[!-`]{1,61}[ \t]*\n)*?(?:`\n)?end[ \t]*$")
_PACKED_LINES = re.compile(r"(?m)(?:^[A-Za-z0-9+/]{60,80}={0,2}[ \t]*\n){3,}(?:^[A-Za-z0-9+/]{1,80}={0,2}[ \t]*$)?")


def readable(text: str, findings: Findings) -> str:
    """What a person reads of this text. Addresses in quoted headers, and what was cut, are told."""
    return without_routing(_without_data(text, findings), findings)


def without_routing(text: str, findings: Findings) -> str:
    """Rules 1 and 2; `text` has its lines ended by line feeds."""
    lines, told = text.split("\n"), HeaderTale()
    gone: set[int] = set()
    for first, block in header_blocks(unquoted(lines)):
        if _is_routing(block):
            for name, value, size in block:
                if name != "subject":
                    gone.update(range(first, first + size))
                told.take(name, value)
                first += size
        elif sum(name in KNOWN | COMMON for name, _, _ in block) > 1 or any(_WITH_NAME.search(one[1]) for one in block):
            for name, value, _ in block:
                if name in PEOPLE or ADDRESS.search(value):
                    findings.add("address", value.strip(" *_"))
    told.tell(findings)
    return "\n".join(line for n, line in enumerate(lines) if n not in gone)


def _is_routing(block: list[Line]) -> bool:
    """A line that only programs write; one whose name people may invent (`X-Achse: 3`) needs a mail's beside it."""
    if any(is_for_programs(name, value) for name, value, _ in block):
        return True
    names = {name for name, _, _ in block}
    invented = sum(name.startswith(KNOWN_FAMILIES) for name in names)
    return invented > 1 or (invented == 1 and bool(names & KNOWN))


def _without_data(text: str, findings: Findings) -> str:
    def armour(found: re.Match[str]) -> str:
        if found[1].endswith("SIGNATURE"):
            findings.add("dropped-part", found[1])
        else:
            findings.lose("text", found[1])
        return ""

    def attached(found: re.Match[str]) -> str:
        findings.lose("attachment", found[1])
        return ""

    def packed(found: re.Match[str]) -> str:
        findings.lose("text", f"base64, {len(found[0])} B")
        return ""

    text = text.replace(f"-----BEGIN {_SIGNED}-----\n", "")
    for pattern, cut in ((_ARMOUR, armour), (_UUENCODED, attached), (_PACKED_LINES, packed)):
        text = pattern.sub(cut, text)
    return text
