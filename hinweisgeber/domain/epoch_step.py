"""Another key from now on, because somebody may read the file no more or because it had one of version 1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .acts import Act, Data, Exact, Kind
from .ending.readable import harmless
from .record import Record


@dataclass(frozen=True)
class EpochBegun(Data):
    """The how-manieth epoch of the file it is, and which officers hold its key no more. Who holds it stands open.

    `resealed`: place and hash of the office's messages that had not left the house yet, and are sealed under the new
    key now; `left_over`: of those that were found in the letterbox after a restore; `said`: the running hash of all its
    messages with these."""

    number: int
    left: tuple[Exact, ...] = ()
    resealed: tuple[tuple[int, Exact], ...] | None = None
    said: Exact | None = None
    left_over: tuple[tuple[int, Exact], ...] | None = None


def _begun(sheet: Any, act: Act, data: EpochBegun) -> Any:
    talk = getattr(sheet, "talk", None)  # a measure has none
    if not talk or not data.said:
        return sheet
    return replace(sheet, talk=replace(talk, said=data.said), replies=sheet.replies + len(data.left_over or ()))


EPOCH: Record[Any, Any] = Record(Kind.EPOCH, EpochBegun, _begun, harmless)
