"""Signs that nobody sees: which of them do harm and go, and which belong to what is seen and stay.

Harm does what turns the reading order over, what hides words or a number between others, and what a terminal obeys.
Everything else stays, also what no table knows yet: an emoji of next year is no hidden text. So do joiners and
selectors where emoji and scripts need them, and direction marks beside letters that are read from the right, or where
messengers write them around names. What may stand anywhere could mark one copy among many.
"""

from __future__ import annotations

import re
import unicodedata

from ..terms import Findings

_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
_TAGS = "\U000e0000-\U000e007f"
_FILLERS = "\xad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters without a shape, and hyphens where no line ends
_OTHERS = "\u180e\u200b\u202d\u202e\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_OTHERS += "\U0001d173-\U0001d17a"
_RUN = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{_SELECTORS}{_JOINERS}{_TAGS}{_FILLERS}{_OTHERS}]+")
_MARKS = re.compile(f"[{_DIRECTIONS}]{{1,3}}")  # more would be a message
# What messengers write: at the start of a line or of what one says, and around names and telephone numbers there.
_INSIDE = f"[^{_DIRECTIONS}\\n]{{1,100}}"
_MESSENGER = re.compile(
    rf"(?m)(?:^|(?<=[:\])~@-])|(?<=[:\])-] ))\u200e?(?:\u202a{_INSIDE}\u202c|\u2068{_INSIDE}\u2069|(?<=\u200e))"
    r"|\u202a\+[\d ()/.\xa0-]{4,20}\u202c"
)
_FLAG = re.compile("[\U000e0030-\U000e007a]{3,7}\U000e007f")
FLAG, KEYCAP, MARK = "\U0001f3f4", "\u20e3", "\ufeff"  # the last one begins a text, and says only that it does
_PICTURES = frozenset(("Cn", "Sk", "Sm", "So"))  # what emoji are, and will be
_NEAR = 3  # signs from a letter that is read from the right
ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # lines end there too, for some readers


def visible(text: str) -> tuple[str, list[str]]:
    """The text without signs that do harm, and these signs as `U+200B`, each once."""
    gone: set[str] = set()
    if not _RUN.search(text):
        return text, []
    told = (place for found in _MESSENGER.finditer(text) for place in range(*found.span()))
    said = {place for place in told if text[place] in "\u200e\u202a\u202c\u2068\u2069"}

    def judged(run: re.Match[str]) -> str:
        before, after = text[max(run.start() - _NEAR, 0) : run.start()], text[run.end() : run.end() + _NEAR]
        if said.issuperset(range(*run.span())) or _belongs(run[0], before, after):
            return run[0]
        if run.start() or run[0] != MARK:
            gone.update(run[0])
        return ""

    shown = _RUN.sub(judged, text)
    return shown, sorted(f"U+{ord(sign):04X}" for sign in gone)


def seen(text: str, findings: Findings) -> str:
    """The text without such signs, which are told."""
    shown, hidden = visible(text)
    findings.signs.update(hidden)
    return shown


def plain(text: str) -> str:
    """The text without any of the signs that are judged here: as both readers of an office document count it."""
    return _RUN.sub("", text)


def bare(text: str) -> str:
    """The text without anything that cannot be seen: nobody hides a line from the judge by putting signs into it."""
    return "".join(c for c in _RUN.sub("", text) if c in "\n\t" or not unicodedata.category(c).startswith("C"))


def _belongs(run: str, before: str, after: str) -> bool:
    base = before[-1:]
    if _MARKS.fullmatch(run):
        return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in before + after)
    if _FLAG.fullmatch(run):
        return base == FLAG
    if len(run) == 2 and run[0] == "\ufe0f":  # an emoji, joined to the next one
        return run[1] == "\u200d" and _takes(base, "\ufe0f", after)
    return len(run) == 1 and bool(base) and _takes(base, run, after)


def _takes(base: str, sign: str, after: str) -> bool:
    """Whether what stands before it needs this selector or joiner."""
    kind = unicodedata.category(base) if base else ""
    if sign in _JOINERS:
        letter = kind in ("Lo", "Mc", "Mn") and unicodedata.east_asian_width(base) not in "WF"
        return letter or kind in ("Cn", "Sk", "So")
    if sign in "\ufe0e\ufe0f":
        return kind in _PICTURES or base in "‼⁉〰〽㊗㊙" or (base in "0123456789#*" and after.startswith(KEYCAP))
    if "\ufe00" <= sign <= "\ufe02" or "\U000e0100" <= sign <= "\U000e011f":
        return kind == "Lo" and unicodedata.name(base, "").startswith("CJK")
    return False
