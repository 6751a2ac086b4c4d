"""All kinds of acts there are, each with its record: how an act is sealed and read, and what its kind tells to whom.

A kind without a record fails on the safe side: it is sealed, all that it says is free text, it does nothing, and where
the journal shows it nevertheless, nothing is erased before somebody has looked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from ..errors import FormatBroken
from .acts import CASE_ACT, Act, Data, Kind, kind_of
from .case import fold, measure_steps
from .codec import canonical
from .deputising import PLANNED
from .ending.readable import Readable, harmless, taken_back
from .epoch_step import EPOCH
from .factor_removal import FACTOR_REMOVED
from .power import keyless, revocations
from .record import Record
from .suspension import SUSPENDED
from .training import RECORDS as TRAINING

FOUNDED: Record[Any, Data] = Record(Kind.FOUNDED, Data, readable=harmless)
_OF_PEOPLE = (SUSPENDED, FACTOR_REMOVED, PLANNED, *revocations.RECORDS, *TRAINING)
RECORDS: dict[Kind, Record[Any, Any]] = {
    record.kind: record
    for record in (FOUNDED, *_OF_PEOPLE, *keyless.RECORDS, EPOCH, *fold.RECORDS, *measure_steps.RECORDS)
}
NOTHING_YET = Readable()
#: Kinds that say nothing of a case's end, as the journal calls them.
HARMLESS = frozenset({CASE_ACT, *(str(kind) for kind, record in RECORDS.items() if record.readable is harmless)})


def of(kind: Kind) -> Record[Any, Any]:
    """What is known of this kind."""
    return RECORDS.get(kind) or Record(kind, Data)


def public(kind: Kind) -> str:
    """How the journal calls it."""
    return kind.value if of(kind).readable else CASE_ACT


def sealed_part(act: Act) -> bytes:
    """What is sealed of an act, UTF-8: canonical JSON of its data; in front the kind where it is not readable."""
    values = act.data.values()
    return canonical(values if of(act.kind).readable else [act.kind, values])


def read(kind: str, day: date, signer: str, payload: bytes, seq: int) -> Act:
    """Reads what `sealed_part` wrote; `kind` as the journal calls it. A kind that this version does not have becomes
    UNKNOWN, whatever is in it. Raises FormatBroken."""
    try:
        sealed, said = kind == CASE_ACT, json.loads(payload)
        name, values = said if sealed else (kind, said)
        found = kind_of(name)
        if found is Kind.UNKNOWN:
            return Act(found, day, signer, Data.of(values if isinstance(values, dict) else {}), seq)
        if bool(of(found).readable) is sealed or not isinstance(values, dict):
            raise ValueError("not an act")
        return made(found, day, signer, values, seq)
    except (ValueError, TypeError, RecursionError) as error:
        raise FormatBroken("not an act") from error


def made(kind: Kind, day: date, signer: str, values: dict[str, Any], seq: int = 0, gone: bool = False) -> Act:
    """An act out of JSON values."""
    return Act(kind, day, signer, of(kind).data.of(values), seq, gone)


def end_of(entries: Iterable[tuple[str, date]], now: Readable = NOTHING_YET) -> Readable:
    """What the kinds and days of a case's entries, in order, tell of its end. A kind that nobody has said to be
    harmless takes the authorisation back."""
    for name, day in entries:
        if name not in HARMLESS:
            now = (of(kind_of(name)).readable or taken_back)(now, day)
    return now
