"""By which rules copies were made, so that those made before a rule are not taken for copies that keep it."""

from __future__ import annotations

RULES = 2  # what copies are made by now; noted with each of them
# 1: a text is plain prose, and an office document holds the text of its source. Pictures and drawn pages stay good.
# 2: what is not in a copy is told. Letters of older character sets are right, and sound keeps its silence. Pictures and
#    drawn pages stay good again: few of them were squashed or too bright, and on many of them work has been done since.
_SINCE = {"text/": 2, "application/vnd.": 2, "audio/": 2}


def outdated(mimetype: str, rules: int, drawn: bool = False) -> bool:
    """Whether a copy of this type, made by these rules (0: nobody noted which), must be made anew. Pages that were
    `drawn` of a document show what was in its copy."""
    kind = "application/vnd." if drawn else mimetype
    return any(kind.startswith(start) and rules < since for start, since in _SINCE.items())
