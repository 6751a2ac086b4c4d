"""What did not fit in the letterbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from ...letterbox import IDS
from ..tables import alarm


@dataclass(frozen=True)
class Alarm:
    """Something that did not fit: which thing, what kind of fault, since when it is known here."""

    file_id: bytes
    thing: str
    part: str
    kind: str
    day: date
    over_on: date | None = None  # when it was as it had been
    known_on: date | None = None  # when somebody said that it is known


_ALARM = select(*(alarm.c[name] for name in Alarm.__dataclass_fields__))


class Alarms:
    """Each stands until it is over or known."""

    _db: Connection

    def alarms(self, only_open: bool = True) -> list[Alarm]:
        """What does not fit, the oldest first; or all that ever did not."""
        query = _ALARM.order_by(alarm.c.day, alarm.c.file_id, alarm.c.thing, alarm.c.part)
        return [Alarm(*row) for row in self._db.execute(query.where(alarm.c.over_on.is_(None)) if only_open else query)]

    def set_alarms(self, file_ids: Collection[bytes], found: Collection[Alarm], today: date) -> list[Alarm]:
        """What does not fit with these reports now; what did not and does again is over. Returns what is new."""
        there, still = {_key(one): one for one in self._alarms_of(file_ids)}, {_key(one) for one in found}
        for key, one in there.items():
            if one.over_on is None and key not in still:
                self._db.execute(update(alarm).where(_is(one)).values(over_on=today))
        return [one for one in found if self.raise_alarm(one, there.get(_key(one)))]

    def raise_alarm(self, one: Alarm, had: Alarm | None = None) -> bool:
        """Whether it is new; `had`: the row that is there."""
        if had is not None and had.over_on is None:
            return False
        values = {"day": one.day, "over_on": None, "known_on": None}
        if had is None:
            self._db.execute(insert(alarm), {**one.__dict__, **values})
        else:
            self._db.execute(update(alarm).where(_is(one)).values(values))
        return True

    def set_known(self, one: Alarm, today: date) -> None:
        """Somebody has said that it is known: it is told no more."""
        self._db.execute(update(alarm).where(_is(one)).values(known_on=today, over_on=today))

    def _alarms_of(self, file_ids: Collection[bytes]) -> list[Alarm]:
        ids, found = list(file_ids), list[Alarm]()
        for start in range(0, len(ids), IDS):
            query = _ALARM.where(alarm.c.file_id.in_(ids[start : start + IDS]))
            found += [Alarm(*row) for row in self._db.execute(query)]
        return found


def _key(one: Alarm) -> tuple[bytes, str, str, str]:
    return one.file_id, one.thing, one.part, one.kind


def _is(one: Alarm) -> Any:
    return and_(alarm.c.file_id == one.file_id, alarm.c.thing == one.thing, alarm.c.part == one.part,
                alarm.c.kind == one.kind)  # fmt: skip
