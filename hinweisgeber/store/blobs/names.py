"""What blobs are called, in every store of them: 32 random hex digits, which tell nothing."""

from __future__ import annotations

import re

from ..errors import BlobGone

NAME = re.compile(r"[0-9a-f]{32}")


def checked(name: str) -> str:
    """The name. Raises BlobGone for what cannot be one, so no name ever becomes a path."""
    if not NAME.fullmatch(name):
        raise BlobGone()
    return name
