"""Whether a text is plain prose. Only that is passed on as a working copy: what a person wrote and another can read.

Whatever has a structure of its own carries what nobody reads (who sent it, from which machine, a picture with its
metadata), and no reader here looks into it. So it is refused with a reason, never passed on. In this order:

1. `mail`: (a) a line that only mail programs and servers write, anywhere: `Received: from …`, `Message-ID: <…>`, the
   mbox line `From somebody Thu Mar …`; (b) the text *begins* with two or more lines `Name: value`, one of them the name
   of a mail header (`From`, `To`, `Subject`, `X-…`); (c) anywhere three or more such lines, in one of them an address
   the way programs write it (`Name <name@place>`), in any language; (d) anywhere two of different mail names, the
   German ones of mail programs among them, with a trace of a program: an address, a time to the second, or `Gesendet:`.
   Quoted (`> From:`), emphasised (`*Von:*`) and folded lines count. A letter that begins with `An: Frau X` and
   `Betreff: …` is prose: those names count only with a trace. So are a single `Subject: …`, and `Wann: …`, `Wo: …`.
2. `structured`: (a) the mark of a format at the start of a line: XML, PostScript, print jobs, RTF, vCard, calendar,
   PGP, LDIF, playlists …; (b) markup: three tags that close or have attributes, or one element around everything;
   (c) JSON, and settings (`name=value` in every tenth line, thrice at least, or below a first line `[section]`); (d) a
   machine's log: two lines with a network address and a time, or three made like syslog; (e) a text of which one sign
   in twenty is one that programs use.
3. `encoded`: lines of base64 or hexadecimal digits, or an unbroken run that is neither web address nor path.

Chats (`[12.03.26, 09:15:22] Name: …`), lists, tables and notes with colons stay: all of them can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..terms import words

KNOWN = words("from to sender reply-to subject received return-path delivered-to message-id in-reply-to envelope-to")
KNOWN_FAMILIES = ("x-", "resent-", "list-", "arc-")
COMMON = words("date sent cc bcc von an gesendet betreff datum kopie absender")  # letters and notes have them too
SENT = words("sent gesendet")
Line = tuple[str, str, int]  # name in small letters, value, how many lines it takes
_QUOTED = re.compile(r"[>|](?:[ \t]?[>|])*[ \t]?")
_HEADER = re.compile(r"[*_ \t]{0,8}([^\W\d_][\w-]{0,40})[*_]{0,2}[ \t\xa0]{0,3}:(?!//)[*_]{0,2}(.*)")
_WITH_NAME = re.compile(r"<(?:mailto:)?[^\s@<>]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z]>")
_TRACE = re.compile(r"[^\s@<>]@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z]|\b\d\d:\d\d:\d\d\b")
_BY_PROGRAMS = re.compile(
    r"(?mi)^[>| \t*]{0,8}(?:received[ \t]*:[ \t]*(?:\(|(?:from|by|with)\b[^\n]*(?:\n[ \t][^\n]*){0,5}?[(\[;@])"
    r"|(?:return-path|delivered-to|x-original-to|envelope-to)[ \t]*:\s*<?\S*@"
    r"|(?:message-id|in-reply-to|references)[ \t]*:\s*<\S*@"
    r"|(?:mime-version|content-(?:type|transfer-encoding|disposition|id)|dkim-signature|authentication-results"
    r"|received-spf|thread-index|user-agent|x-mailer|x-originating-ip)[ \t]*:\s*\S"
    r"|from \S+ +(?:mon|tue|wed|thu|fri|sat|sun),? +(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_FORMATS = re.compile(
    r"(?mi)^[>| \t]{0,8}(?:<\?\w|<!DOCTYPE|<!ENTITY|<!--|<!\[CDATA\[|\{\\rtf|%!PS|%!Adobe|%-12345X|@PJL\b"
    r"|BEGIN:V[A-Z]+[ \t]*$|-----BEGIN [A-Z0-9 ]+-----|(?-i:begin) [0-7]{3} \S+$|=ybegin |dn::? ?\w+="
    r"|diff --git |Windows Registry Editor|\\document(?:class|style)\b|#EXTM3U|\$G[A-Z]{4},|UNA:\+|MSH\|)"
)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)([^<>]{0,500})>")
_JSON = re.compile(r"\{\s*(?:[\"'}]|[\w$]+\s*:)|\[\s*[{\[\"]")
_KEY = re.compile(r"(?m)^[ \t{,]*\"[^\"\n]{1,80}\"[ \t]*:")
_SETTING = re.compile(r"(?m)^[ \t]*(?:export |set |SET )?[A-Za-z_][\w.-]*=\S")
_SETTINGS = re.compile(r"\[[\w .-]+\][ \t]*\n\s*[A-Za-z_][\w.-]*[ \t]*=")
_CLOCK = re.compile(r"\d\d:\d\d")
_MACHINE = re.compile(
    r"(?i)(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"
    r"|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b(?:[0-9a-f]{1,4}:){4,7}:?[0-9a-f]{1,4}\b|\b[0-9a-f]{1,4}::[0-9a-f]"
)
_LOG = re.compile(
    r"(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?:"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S* (?:\S+ )?"
    r"(?:[\w./-]+\[\d+\]:|\[?(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|TRACE)\b))"
)
_LINES_DRAWN = re.compile(r"([=~^$])\1{2,}")  # under headings
SIGNS = "{}=$^~`"
FEW, SHARE = 20, 20  # as few signs say nothing; more than one in SHARE is no prose
_ADDRESSES = re.compile(r"(?i)(?:https?|ftp)://\S*")
_RUN = re.compile(r"[!-~]{120,}")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")
PACKED, HEXADECIMAL, UNBROKEN = 120, 256, 1000  # characters; less may be a word, a path or a check sum
LINE = 32  # the shortest line that may be part of an encoded block


def not_prose(text: str, table: bool = False, mail: bool = True) -> str:
    """Why this text is not plain prose: `mail`, `structured` or `encoded`; empty if it is. `text`: without invisible
    characters, its lines ended by line feeds. `table`: it claims to be one, so formulas are no sign of a program."""
    lines = unquoted(text.split("\n"))
    if mail and (_BY_PROGRAMS.search(text) or _is_mail(lines)):
        return "mail"
    start = text.lstrip()
    if _FORMATS.search(text) or _is_markup(start) or _is_data(start) or _is_log(lines):
        return "structured"
    if not table and _is_program(text):
        return "structured"
    return "encoded" if _is_encoded(lines) else ""


def unquoted(lines: list[str]) -> list[str]:
    """Lines without the marks of a quotation before them."""
    return [_QUOTED.sub("", line, count=1) if line[:1] in (">", "|") else line for line in lines]


def _is_mail(lines: list[str]) -> bool:
    """Rules 1 (b), (c) and (d)."""
    begins = next((n for n, line in enumerate(lines) if line.strip()), 0)
    for place, block in header_blocks(lines):
        names = {name for name, _, _ in block}
        if place == begins and len(block) > 1 and any(n in KNOWN or n.startswith(KNOWN_FAMILIES) for n in names):
            return True
        if len(block) > 2 and any(_WITH_NAME.search(value) for _, value, _ in block):
            return True
        mail = [(name, value) for name, value, _ in block if name in KNOWN | COMMON]
        if len({name for name, _ in mail}) > 1 and any(name in SENT or _TRACE.search(value) for name, value in mail):
            return True
    return False


def header_blocks(lines: list[str]) -> Iterator[tuple[int, list[Line]]]:
    """Lines `Name: value` that follow on each other, folded ones joined; each block with the place of its first."""
    block: list[Line] = []
    first = 0
    for place, line in enumerate(lines):
        if found := _HEADER.fullmatch(line):
            first = first if block else place
            block.append((found[1].lower(), found[2], 1))
        elif block and line[:1] in (" ", "\t") and line.strip():
            name, value, size = block[-1]
            block[-1] = name, f"{value} {line.strip()}"[:2000], size + 1
        elif block:
            yield first, block
            block = []
    if block:
        yield first, block


def _is_markup(start: str) -> bool:
    first, signs = "", 0
    for found in _TAG.finditer(start):
        closing, name, rest = found.groups()
        if rest not in ("", "/") and not rest[0].isspace():  # an address in brackets
            continue
        first = name if found.start() == 0 else first
        signs += bool(closing or "=" in rest or rest.endswith("/"))
        if signs > 2 or (closing and name == first):
            return True
    return False


def _is_data(start: str) -> bool:
    if start.startswith("#!/") or _JSON.match(start) or _SETTINGS.match(start):
        return True
    lines = sum(bool(line.strip()) for line in start.split("\n"))
    return any(len(one.findall(start)) > max(2, lines // 10) for one in (_SETTING, _KEY))


def _is_log(lines: list[str]) -> bool:
    with_address = sum(bool(_CLOCK.search(line) and _MACHINE.search(line)) for line in lines)
    return with_address > 1 or sum(bool(_LOG.match(line)) for line in lines) > 2


def _is_program(text: str) -> bool:
    plain = _LINES_DRAWN.sub("", text)
    signs = sum(plain.count(sign) for sign in SIGNS)
    return signs > FEW and signs * SHARE > len(plain) - sum(plain.count(blank) for blank in " \t\n")


def _is_encoded(lines: list[str]) -> bool:
    block = ""
    for line in lines:
        bare = line.strip()
        if len(bare) >= PACKED and any(_is_unreadable(run[0]) for run in _RUN.finditer(_ADDRESSES.sub("", bare))):
            return True
        block = (block + bare)[-2 * HEXADECIMAL :] if len(bare) >= LINE and _PACKED.fullmatch(bare) else ""
        if _is_packed(block) or (len(block) >= HEXADECIMAL and _HEXADECIMAL.fullmatch(block) and len(set(block)) > 8):
            return True
    return False


def _is_unreadable(run: str) -> bool:
    if len(run) >= UNBROKEN and len(set(run)) > 8:  # not a line drawn under something
        return True
    return any(_is_packed(part) for part in re.findall(r"[A-Za-z0-9+/_-]{120,}", run))


def _is_packed(block: str) -> bool:
    """Long enough, small and capital letters and digits mixed, and not cut into the parts of a path."""
    if len(block) < PACKED or max(block.count("/"), block.count("-"), block.count("_")) * 12 > len(block):
        return False
    return all(re.search(kind, block) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
