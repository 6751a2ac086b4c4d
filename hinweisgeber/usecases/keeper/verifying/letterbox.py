"""What lies in the letterbox, against what the cabinet knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ....crypto.ring import Ring
from ....store.cabinet import Cabinet
from ....store.letterbox import Letterbox
from ....store.unit import Store
from .findings import Finding


def letterbox_findings(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], ring: Ring, today: date
) -> Iterator[Finding]:
    """What was seen once and is missing or otherwise now. Raises StoreAway."""
    yield from ()
