"""What the table of refusals is made of."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType


@dataclass(frozen=True)
class Refusal:
    """How a refusal is told: a gettext message with `%(name)s` for its values, the status of the page, whose fault it
    is."""

    sentence: str
    status: int
    ours: bool | None  # for the heading above it. False: the person has to change something; None: it is nobody's


def refusals(status: int, *, ours: bool | EllipsisType | None = ..., **sentences: str) -> dict[str, Refusal]:
    """Refusals with this status by the name of their error. Whose fault they are follows from it, or is said."""
    if ours is ...:
        ours = True if status >= 500 else None if status in (404, 409) else False
    return {name: Refusal(sentence, status, ours) for name, sentence in sentences.items()}
