"""How much of a card or a calendar can be read in its copy: a second reader, that knows nothing of their blocks.

Every line counts, wherever it stands, by the name before its colon alone. Left out are names whose values are no text
of a person, and people of an appointment, of whom there may be more than are told.
"""

from __future__ import annotations

import quopri
import re

from ..inner import Opened
from ..terms import words
from ..texts.mailguard import letters, require_words, words_in

_ASIDE = words(
    "begin end version calscale method profile prodid uid rev dtstamp created last-modified rrule attendee organizer "
    "source attach photo logo sound key image"
)
_PACKED = re.compile(r"\S{100,}")


def require_read(text: str, opened: Opened) -> None:
    """Raises Stop(content-lost) if more than half of the words are nowhere; adds a loss for one in twenty."""
    text = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"(?i)(quoted-printable[^:\n]*:)((?:[^\n]*=\n)*[^\n]*)", _plain, text)
    counted = [value for name, value in map(_parted, text.split("\n")) if _counts(name)]
    require_words(set().union(*map(words_in, counted)), opened, few=0)


def _plain(found: re.Match[str]) -> str:
    return found[1] + " ".join(letters(quopri.decodestring(found[2].encode())).split())


def _parted(line: str) -> tuple[str, str]:
    head, _, value = line.partition(":")
    return head.partition(";")[0].rpartition(".")[2].lower(), _PACKED.sub(" ", re.sub(r"\\[nN]", " ", value))


def _counts(name: str) -> bool:
    return name not in _ASIDE and not name.startswith("tz") and (not name.startswith("x-") or name == "x-alt-desc")
