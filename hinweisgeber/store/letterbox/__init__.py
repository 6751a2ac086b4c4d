"""The letterbox (Briefkasten): what came in and what goes out, sealed, beside the intake.

Its tables stand in `tables.py`. `seq` tells the office what is new since it last looked. One module per matter, each a
part of `Letterbox`.
"""

from __future__ import annotations

from ..rate import Meter
from ..unit import Store
from .dialogue import LetterboxDialogue
from .erasing import KEYS, Erasing
from .gathering import IDS, Gathering, newest_places
from .room import LONG_TEXTS_LEAVE
from .said import MailboxRow, SaidThere, SealedMessage
from .waiting import LONG_PICKUP, WaitingThere

__all__ = [
    "IDS",
    "KEYS",
    "LONG_PICKUP",
    "LONG_TEXTS_LEAVE",
    "Letterbox",
    "MailboxRow",
    "SealedMessage",
    "letterbox_store",
    "newest_places",
]


class Letterbox(SaidThere, WaitingThere, Gathering, Erasing, LetterboxDialogue):
    """The letterbox inside one transaction."""


def letterbox_store(url: str, hurried: bool = False, meter: Meter | None = None) -> Store[Letterbox]:
    """The letterbox at this SQLAlchemy URL; `hurried`: for pages (see Store), `meter`: where strangers write."""
    return Store(
        "letterbox", url, lambda connection: Letterbox(connection, meter), hurried, meter.wait if meter else None
    )
