"""Signs that nobody sees: which of them do harm and go, and which belong to what is seen and stay.

Harm does what turns the reading order over, what hides words or a number between others, and what a terminal obeys.
Everything else stays, also what no table knows yet: an emoji of next year is no hidden text. So do joiners and
selectors where emoji and scripts need them, and the direction marks that messengers write around names.
"""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
_TAGS = "\U000e0000-\U000e007f"
_OTHERS = "\u180e\u200b\u202d\u202e\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_RUN = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{_SELECTORS}{_JOINERS}{_TAGS}{_OTHERS}]+")
_MARKS = re.compile(f"[{_DIRECTIONS}]{{1,3}}")  # more would be a message
_JOINING = re.compile(f"[{_SELECTORS}]?[{_JOINERS}]?")
_FLAG = re.compile("[\U000e0030-\U000e007a]{3,7}\U000e007f")
FLAG, KEYCAP, MARK = "\U0001f3f4", "\u20e3", "\ufeff"  # the last one begins a text, and says only that it does
_BASES = frozenset(("Cn", "Lo", "Mc", "Mn", "Sk", "Sm", "So", "Po"))  # what selectors and joiners may follow
ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # lines end there too, for some readers


def visible(text: str) -> tuple[str, list[str]]:
    """The text without signs that do harm, and these signs as `U+200B`, each once."""
    gone: set[str] = set()

    def judged(run: re.Match[str]) -> str:
        before, after = text[max(run.start() - 1, 0) : run.start()], text[run.end() : run.end() + 1]
        if _belongs(run[0], before, after):
            return run[0]
        if run.start() or run[0] != MARK:
            gone.update(run[0])
        return ""

    shown = _RUN.sub(judged, text)
    return shown, sorted(f"U+{ord(sign):04X}" for sign in gone)


def bare(text: str) -> str:
    """The text without anything that cannot be seen: nobody hides a line from the judge by putting signs into it."""
    return "".join(c for c in _RUN.sub("", text) if c in "\n\t" or not unicodedata.category(c).startswith("C"))


def _belongs(run: str, before: str, after: str) -> bool:
    if _MARKS.fullmatch(run):
        return True
    if _FLAG.fullmatch(run):
        return before == FLAG
    if not _JOINING.fullmatch(run) or not before:
        return False
    return unicodedata.category(before) in _BASES or (after == KEYCAP and before in "0123456789#*")
