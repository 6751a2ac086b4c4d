"""What the office's timer has seen in the letterbox, how far it has come, and what did not fit (SPEC §43)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, select, update

from ..letterbox import IDS, SealedMessage
from .tables import alarm, blob, erased, file, journal, message, pull, pulled, pulled_message, pulled_wrap, status

REPORTS_WRAP = -1  # in the place of a letter's
_COPY = tuple(pulled_message.c[name] for name in SealedMessage.__dataclass_fields__)


@dataclass(frozen=True)
class PullMarks:
    """How far the pull has come: the last numbers it has seen, those from which on none may be missing, the report at
    which its round stands, and the days of the last whole round and of the last run."""

    reports: int
    messages: int
    since_reports: int
    since_messages: int
    at: bytes
    round_on: date | None
    day: date


@dataclass(frozen=True)
class PulledRow:
    """A thing of the letterbox as it was seen first, and when that was."""

    file_id: bytes
    kind: str
    part: str
    number: int | None
    digest: bytes
    body: bytes | None
    received: date | None
    day: date


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


_ROW = select(*(pulled.c[name] for name in PulledRow.__dataclass_fields__))
_ALARM = select(*(alarm.c[name] for name in Alarm.__dataclass_fields__))


class Pulling:
    """The pull's own rows."""

    _db: Connection

    def pull_marks(self) -> PullMarks | None:
        """How far it has come; None before the first run."""
        row = self._db.execute(select(*(pull.c[name] for name in PullMarks.__dataclass_fields__))).first()
        return PullMarks(*row) if row else None

    def set_pull_marks(self, marks: PullMarks) -> None:
        """Notes it."""
        if not self._db.execute(update(pull).values(**marks.__dict__)).rowcount:
            self._db.execute(insert(pull), {"id": 1, **marks.__dict__})

    # -- what was seen ------------------------------------------------------------------------------------------

    def pulled(self, file_ids: Collection[bytes]) -> dict[bytes, dict[tuple[str, str], PulledRow]]:
        """What was seen of these reports, by kind and part."""
        found: dict[bytes, dict[tuple[str, str], PulledRow]] = {file_id: {} for file_id in file_ids}
        for row in self._db.execute(_ROW.where(pulled.c.file_id.in_(list(file_ids)))):
            found[row[0]][row[1], row[2]] = PulledRow(*row)
        return found

    def pulled_reports(self, after: bytes, kind: str, limit: int) -> list[bytes]:
        """Ids of at most so many reports that were seen, after this one."""
        query = select(pulled.c.file_id).where(pulled.c.kind == kind, pulled.c.file_id > after)
        return list(self._db.execute(query.order_by(pulled.c.file_id).limit(limit)).scalars())

    def keep_pulled(self, new: Collection[PulledRow]) -> None:
        """Notes things that were seen for the first time."""
        if new:
            self._db.execute(insert(pulled), [row.__dict__ for row in new])

    def change_pulled(self, row: PulledRow) -> None:
        """A thing as it rightly is from now on; the day it was seen first stays."""
        where = (pulled.c.file_id == row.file_id, pulled.c.kind == row.kind, pulled.c.part == row.part)
        now = {"number": row.number, "digest": row.digest, "body": row.body}
        self._db.execute(update(pulled).where(*where).values(now))

    def drop_pulled(self, file_id: bytes, kind: str, part: str) -> None:
        """This thing is rightly gone."""
        where = (pulled.c.file_id == file_id, pulled.c.kind == kind, pulled.c.part == part)
        self._db.execute(delete(pulled).where(*where))

    def pulled_blobs(self, names: list[str]) -> set[str]:
        """Those of these files that belong to a report that was seen."""
        query = select(pulled.c.part).where(pulled.c.kind == "file", pulled.c.part.in_(names))
        return set(self._db.execute(query).scalars())

    # -- copies of what nobody has taken in ----------------------------------------------------------------------

    def keep_copy(self, row: Mapping[str, Any]) -> None:
        """Of a message, as it lies in the letterbox."""
        values = {one.name: row[one.name] for one in _COPY} | {"file_id": row["report_id"]}
        which = (pulled_message.c.file_id == values["file_id"], pulled_message.c.author == values["author"])
        if not self._db.execute(select(exists().where(*which, pulled_message.c.place == values["place"]))).scalar():
            self._db.execute(insert(pulled_message), values)

    def keep_wrap(self, file_id: bytes, place: int, officer_id: str, wrap: bytes) -> None:
        """Of a report (`place` REPORTS_WRAP) or letter."""
        which = (pulled_wrap.c.file_id == file_id, pulled_wrap.c.place == place, pulled_wrap.c.officer_id == officer_id)
        if not self._db.execute(select(exists().where(*which))).scalar():
            row = {"file_id": file_id, "place": place, "officer_id": officer_id, "wrap": wrap}
            self._db.execute(insert(pulled_wrap), row)

    def copied_messages(self, file_id: bytes) -> list[SealedMessage]:
        """The copies of a report's messages, in order."""
        query = select(*_COPY).where(pulled_message.c.file_id == file_id).order_by(pulled_message.c.place)
        return [SealedMessage(*row) for row in self._db.execute(query)]

    def copied_wraps(self, file_id: bytes) -> dict[tuple[int, str], bytes]:
        """The copies of its wraps, by place and officer."""
        columns = (pulled_wrap.c.place, pulled_wrap.c.officer_id, pulled_wrap.c.wrap)
        rows = self._db.execute(select(*columns).where(pulled_wrap.c.file_id == file_id))
        return {(row[0], row[1]): row[2] for row in rows}

    def copied_reports(self) -> list[bytes]:
        """Ids of the reports of which there are copies."""
        return list(self._db.execute(select(pulled_message.c.file_id).distinct()).scalars())

    def drop_taken_copies(self) -> None:
        """What was taken in and entered needs no copy."""
        here = (message.c.file_id, message.c.author, message.c.place)
        theirs = (pulled_message.c.file_id, pulled_message.c.author, pulled_message.c.place)
        taken = exists().where(*(a == b for a, b in zip(here, theirs, strict=True)))
        self._db.execute(delete(pulled_message).where(taken))
        heard = exists().where(
            message.c.file_id == pulled_wrap.c.file_id,
            message.c.author == "reporter",
            message.c.place == func.coalesce(func.nullif(pulled_wrap.c.place, REPORTS_WRAP), 0),
        )
        self._db.execute(delete(pulled_wrap).where(heard))

    def drop_pulled_wraps(
        self, officers: Collection[str], safe: Collection[bytes], letters: Iterable[tuple[bytes, int, str]]
    ) -> None:
        """The copies for officers who are out: of reports that somebody else can open, and of these letters."""
        theirs = (pulled_wrap.c.officer_id.in_(list(officers)), pulled_wrap.c.place == REPORTS_WRAP)
        held = self._db.execute(
            select(pulled_wrap.c.file_id, pulled_wrap.c.place, pulled_wrap.c.officer_id).where(*theirs)
        )
        for file_id, place, officer_id in [*(tuple(row) for row in held if row[0] in safe), *letters]:
            which = (pulled_wrap.c.file_id == file_id, pulled_wrap.c.place == place)
            self._db.execute(delete(pulled_wrap).where(*which, pulled_wrap.c.officer_id == officer_id))

    def forget_pulled(self, file_id: bytes) -> int:
        """Nothing of this report remains here. Returns how many rows went."""
        tables = (pulled_wrap, pulled_message, pulled, alarm)
        return sum(self._db.execute(delete(table).where(table.c.file_id == file_id)).rowcount for table in tables)

    # -- what the cabinet knows of a case, to tell what may change -------------------------------------------------

    def erased_wholly(self, file_ids: Collection[bytes]) -> dict[bytes, bool]:
        """Those of these that are erased, each with whether that has come to its end."""
        query = select(file.c.id, erased.c.done).outerjoin(erased, erased.c.file_id == file.c.id)
        query = query.where(file.c.erased_on.is_not(None), file.c.id.in_(list(file_ids)))
        return {row[0]: bool(row[1]) for row in self._db.execute(query)}

    def status_made(self, file_id: bytes) -> tuple[int, bytes] | None:
        """Revision and sealed text of the newest status that was made; no text where only the number is known."""
        row = self._db.execute(select(status.c.revision, status.c.sealed).where(status.c.file_id == file_id)).first()
        return (int(row[0]), row[1]) if row else None

    def names_blob(self, file_id: bytes, name: str) -> bool:
        """Whether this file belongs to the case."""
        query = select(exists().where(blob.c.file_id == file_id, blob.c.name == name))
        return bool(self._db.execute(query).scalar())

    def last_entries(self, file_ids: Collection[bytes]) -> dict[bytes, int]:
        """The number of the last entry of each of these files that has one."""
        query = select(journal.c.file_id, func.max(journal.c.seq)).where(journal.c.file_id.in_(list(file_ids)))
        return {row[0]: int(row[1]) for row in self._db.execute(query.group_by(journal.c.file_id))}

    # -- alarms -----------------------------------------------------------------------------------------------------

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
