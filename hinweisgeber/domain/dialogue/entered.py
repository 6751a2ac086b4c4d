"""What the office has signed of a report's way into its journal: shown to the reporter inside the status (SPEC §36)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...errors import FormatBroken
from .. import codec

NAME = "entered"


@dataclass(frozen=True)
class EnteredReport:
    """The day of the entry that took a report in, the day it was received as its seal says, and the SHA-384 of its
    sealed bytes as the office took them in, hex."""

    day: date
    received: date
    first: str

    def data(self) -> dict[str, Any]:
        """As it stands in the state, beside what a `PublicState` says."""
        return {NAME: codec.plain(self)}

    @classmethod
    def of(cls, state: bytes) -> EnteredReport | None:
        """What a state says of it; None for one of an earlier version."""
        try:
            said = json.loads(state).get(NAME)
            return None if said is None else codec.read(cls, json.dumps(said).encode())
        except (ValueError, AttributeError, FormatBroken):
            return None
