"""By which rules copies were made, so that those made before a rule are not taken for copies that keep it."""

from __future__ import annotations

RULES = 1  # what copies are made by now; noted with each of them
# 1: a text is plain prose, and an office document holds the text of its source. Pictures and drawn pages stay good.
_SINCE = {"text/": 1, "application/vnd.": 1}


def outdated(mimetype: str, rules: int) -> bool:
    """Whether a copy of this type, made by these rules (0: nobody noted which), must be made anew."""
    return any(mimetype.startswith(start) and rules < since for start, since in _SINCE.items())
