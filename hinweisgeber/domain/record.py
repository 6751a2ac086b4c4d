"""What the domain knows of one kind of act, in one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..errors import FormatBroken
from .acts import Act, Data, Kind
from .ending.readable import Meaning
from .errors.case import NotAllowed

Sheet = TypeVar("Sheet")
D = TypeVar("D", bound=Data)


def _always(data: Data) -> bool:
    return True


@dataclass(frozen=True)
class Record(Generic[Sheet, D]):
    """One kind: its data, its step from a sheet to the next, and what it means to others.

    `readable`: what it tells of a case's end to everybody who reads the journal. Without it the kind is sealed: in the
    journal it is an act on a case and nothing else. To make a kind readable tells it for good, without a way back; it
    is for those that somebody without a key must know: for deadlines, for erasure, for what may be missing.
    """

    kind: Kind
    data: type[D]
    step: Callable[[Sheet, Act, D], Sheet] | None = None  # without one it does nothing to a sheet that is there
    readable: Meaning | None = None
    speaks: str = ""  # who says something in the dialogue with it: `report.OFFICE` or `report.REPORTER`
    points: tuple[str, ...] = ()  # of the checklist, that it does
    when: Callable[[D], bool] = _always  # … if its data say so

    def after(self, sheet: Sheet, act: Act) -> Sheet:
        """The sheet after this act. Raises NotAllowed, FormatBroken (its data), and what the step refuses."""
        if self.step is None:
            raise NotAllowed()
        return self.step(sheet, act, self.said(act))

    def said(self, act: Act) -> D:
        """What the act says. Raises FormatBroken when that does not fit its kind."""
        if not isinstance(act.data, self.data):
            raise FormatBroken(f"not the data of {act.kind}")
        return act.data

    def does(self, act: Act) -> tuple[str, ...]:
        """The points of the checklist this act does."""
        return self.points if isinstance(act.data, self.data) and self.when(act.data) else ()


def unchanged(sheet: Sheet, act: Act, data: Data) -> Sheet:
    """The step of an act that stands in the log and changes nothing else."""
    return sheet
