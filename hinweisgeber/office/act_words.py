"""How the office tells of an act: one record of words for each kind, beside the words of its matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flask_babel.speaklater import LazyString

from ..domain import records
from ..domain.acts import Act, Data, Kind, MessageSent

People = Mapping[str, str]  # functions by officer id
D = TypeVar("D", bound=Data)


@dataclass(frozen=True)
class LogLine:
    """One line of a log: what happened and why; `place` leads to the message it speaks of."""

    what: str
    why: str
    icon: str
    place: str = ""


def _nothing_more(data: Data, people: People) -> str:
    return ""


def _reason(data: Data) -> str:
    return getattr(data, "reason", None) or ""


@dataclass(frozen=True)
class ActWords(Generic[D]):
    """The words of one kind: how it is called, its sign, what its line in a log says, and what the page says when it is
    done, by the name that stands in the page's address (`erledigt`)."""

    kind: Kind
    data: type[D]
    label: LazyString
    icon: str = "edit"
    more: Callable[[D, People], str] = _nothing_more  # what stands behind the label
    what: Callable[[D], str] | None = None  # … or in place of it
    why: Callable[[D], str] = _reason
    place: Callable[[D], str] | None = None  # the message it speaks of, where that is not the one it sends
    done: Mapping[str, LazyString] = field(default_factory=dict)
    did: LazyString | str = ""  # … and what one says somebody did who did it: the words behind who it was

    def line(self, act: Act, people: People) -> LogLine:
        """The line of an act of this kind. Raises LookupError (data of another shape, or a value without words)."""
        if not isinstance(act.data, self.data):
            raise LookupError(act.kind)
        data = act.data
        more = self.more(data, people)
        what = self.what(data) if self.what else f"{self.label}: {more}" if more else str(self.label)
        return LogLine(what, self.why(data), self.icon, self.place(data) if self.place else self._sent_to(data))

    def _sent_to(self, data: D) -> str:
        if not isinstance(data, MessageSent) or data.place is None:
            return ""
        return f"{records.of(self.kind).speaks}-{data.place}"
