"""What an office keeps of its verifications (SPEC §42): how far it came, and what came out last.

It stands in a file of the office's machine, sealed with a key that nobody has who only writes the database. A file that
is missing, or is not this office's, costs a full run and nothing else.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from ....crypto.errors import SealBroken
from ....crypto.verified import VerifiedKey
from ....store import durable
from ....store.cabinet.tallies import TALLY
from .findings import Amiss, Finding

NAME = "verified.state"
MOST_KEPT = 200  # findings; who has more looks at the whole anyway
ID = 16
_LENGTH, _LONGEST = 4, 16 * 1024 * 1024
Read = TypeVar("Read")


@dataclass(frozen=True)
class PutBack:
    """That the journal was not the one that was verified before: an older one, or another."""

    day: date
    known: int
    there: int


@dataclass(frozen=True)
class Result:
    """What a run came to. `why`: why it was a full one, empty if it was not; `number`: of all findings."""

    day: date
    entries: int
    head: str
    since: int
    why: str
    number: int = 0
    findings: tuple[Finding, ...] = ()
    put_back: tuple[PutBack, ...] = ()


@dataclass(frozen=True)
class Slice:
    """A part of the files, by id, as it was examined: when the journal had so many entries, and each file's tally."""

    as_of: int
    tallies: dict[bytes, bytes]


@dataclass(frozen=True)
class VerifiedState:
    """How far the journal is verified under these rules, ring and program, and what came out last."""

    rules: str
    begun: date  # at the first entry
    seq: int = 0
    head: str = ""
    slices: dict[int, Slice] = field(default_factory=dict)
    last: Result | None = None

    @property
    def newest(self) -> date:
        """When it was last added to, as far as that is told."""
        return max(self.begun, self.last.day) if self.last else self.begun

    @property
    def put_back(self) -> tuple[PutBack, ...]:
        """What is known of other journals that stood here."""
        return self.last.put_back if self.last else ()

    def with_slice(self, number: int, examined: Slice) -> VerifiedState:
        """The same with one part of the files examined."""
        return replace(self, slices=self.slices | {number: examined})


def read(path: Path, key: VerifiedKey) -> VerifiedState | None:
    """What is kept; None where nothing is. Raises SealBroken for a file that this office has not written, OSError."""
    if not path.exists():
        return None
    result, state = _parts(path.read_bytes())
    return _read(lambda: _kept(json.loads(key.open("state", state)), json.loads(key.open("result", result))))


def last(path: Path, key: VerifiedKey | None) -> Result | None:
    """What came out last, without all that was verified; None where nothing did, and for an office without a secret.
    Raises as `read`."""
    if key is None or not path.exists():
        return None
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH), "big")
        sealed = file.read(min(length, _LONGEST))
    return _read(lambda: _result(json.loads(key.open("result", sealed))))


def write(path: Path, key: VerifiedKey, kept: VerifiedState) -> None:
    """Keeps it: whatever happens meanwhile, the file before or this one is there. Raises OSError."""
    result = key.seal("result", json.dumps(kept.last and _plain_result(kept.last)).encode())
    state = key.seal("state", json.dumps(_plain(kept)).encode())
    durable.write_whole(path, len(result).to_bytes(_LENGTH, "big") + result + state, 0o600)


def _parts(raw: bytes) -> tuple[bytes, bytes]:
    end = _LENGTH + int.from_bytes(raw[:_LENGTH], "big")
    return raw[_LENGTH:end], raw[end:]


def _read(parse: Callable[[], Read]) -> Read:
    try:
        return parse()
    except (ValueError, TypeError, KeyError) as error:  # of another version of this program
        raise SealBroken("of another form") from error


def _plain(kept: VerifiedState) -> dict[str, Any]:
    slices = {
        str(number): [one.as_of, base64.b64encode(b"".join(map(b"".join, one.tallies.items()))).decode()]
        for number, one in kept.slices.items()
    }
    begun = kept.begun.isoformat()
    return {"rules": kept.rules, "begun": begun, "seq": kept.seq, "head": kept.head, "slices": slices}


def _plain_result(last: Result) -> dict[str, Any]:
    return {
        "day": last.day.isoformat(),
        "entries": last.entries,
        "head": last.head,
        "since": last.since,
        "why": last.why,
        "number": last.number,
        "findings": [
            [one.entry, one.case, one.kind.value, one.what, one.why, {k: _shown(v) for k, v in one.values.items()}]
            for one in last.findings[:MOST_KEPT]
        ],
        "put_back": [[one.day.isoformat(), one.known, one.there] for one in last.put_back],
    }


def _shown(value: object) -> object:
    """As it stands in the hole of a sentence."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return value if isinstance(value, int | str) else str(value)


def _kept(value: dict[str, Any], last: dict[str, Any] | None) -> VerifiedState:
    return VerifiedState(
        value["rules"],
        date.fromisoformat(value["begun"]),
        value["seq"],
        value["head"],
        {int(number): Slice(as_of, _tallies(text)) for number, (as_of, text) in value["slices"].items()},
        _result(last),
    )


def _tallies(text: str) -> dict[bytes, bytes]:
    raw, step = base64.b64decode(text), ID + TALLY
    return {raw[at : at + ID]: raw[at + ID : at + step] for at in range(0, len(raw), step)}


def _result(value: dict[str, Any] | None) -> Result | None:
    if value is None:
        return None
    findings = (Finding(entry, case, Amiss(kind), *rest) for entry, case, kind, *rest in value["findings"])
    put_back = (PutBack(date.fromisoformat(day), known, there) for day, known, there in value["put_back"])
    entries, head, since, why, number = (value[name] for name in ("entries", "head", "since", "why", "number"))
    day = date.fromisoformat(value["day"])
    return Result(day, entries, head, since, why, number, tuple(findings), tuple(put_back))
