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
    key now; `left_over`: of those that were found in the letterbox after a restore; `unsaid`: of those that waited
    then, and in whose place something else lies there; `said`: the running hash of all its messages with
    these. `removed`, `excluded`: who had left as biased, or was excluded by its reporter, before the file
    was put back from a backup that knows nothing of it."""

    number: int
    left: tuple[Exact, ...] = ()
    resealed: tuple[tuple[int, Exact], ...] | None = None
    said: Exact | None = None
    left_over: tuple[tuple[int, Exact], ...] | None = None
    unsaid: tuple[tuple[int, Exact], ...] | None = None
    removed: tuple[Exact, ...] | None = None
    excluded: tuple[Exact, ...] | None = None


def _begun(sheet: Any, act: Act, data: EpochBegun) -> Any:
    sheet = _without(sheet, data)
    talk = getattr(sheet, "talk", None)  # a measure has none
    if not talk or not data.said:
        return sheet
    return replace(sheet, talk=replace(talk, said=data.said), replies=sheet.replies + len(data.left_over or ()))


def _without(sheet: Any, data: EpochBegun) -> Any:
    if not (out := (*(data.removed or ()), *(data.excluded or ()))):
        return sheet
    if not hasattr(sheet, "excluded"):  # a measure: whom the reporter excluded its case says
        return replace(sheet, recused=_with(sheet.recused, out))
    left = "" if sheet.assigned_to in out else sheet.assigned_to
    recused, excluded = _with(sheet.recused, data.removed or ()), _with(sheet.excluded, data.excluded or ())
    return replace(sheet, recused=recused, excluded=excluded, assigned_to=left)


def _with(known: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return (*known, *(one for one in more if one not in known))


EPOCH: Record[Any, Any] = Record(Kind.EPOCH, EpochBegun, _begun, harmless)
