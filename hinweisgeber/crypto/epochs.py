"""Version 2: the keys of a file change (SPEC §23). An epoch is the time during which one key is the newest.

The office makes each key; the newest opens the one before it by its link. What is derived from each stands by itself,
and none leads to a later one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from hinweisgeber.crypto import chain, contexts, primitives, strict
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import LABEL_DIALOGUE_2, CaseKey, DialogueKey, FileKey, Recipient, ReportKey, SecretKey
from hinweisgeber.crypto.unseal import SMALL_WRAP, body_of
from hinweisgeber.errors import FormatBroken

RANDOM = 8  # bytes that tell two epochs of the same number apart, of which one was never kept
MARK = primitives.KEY
LABEL_FILE = b"hinweisgeber/v2/file-key"
LABEL_LINK = b"hinweisgeber/v2/link-key"
LABEL_MARK = b"hinweisgeber/v2/key-mark\0"
LABEL_MEASURE = b"hinweisgeber/v2/measure-mark\0"


@dataclass(frozen=True)
class Epoch:
    """A number from 0 and 8 random bytes; those of epoch 0, in which the key is the report's, are zeros.

    Raises `FormatBroken` for what is none.
    """

    number: int
    random: bytes
    text: str = field(init=False, compare=False)  # as contexts and entries have it: `3-00112233445566aa`

    def __post_init__(self) -> None:
        text = f"{self.number}-{self.random.hex()}"
        if not contexts.is_epoch(text):
            raise FormatBroken("not an epoch")
        object.__setattr__(self, "text", text)

    @classmethod
    def parse(cls, text: object) -> Self:
        """Reads what `text` says. Raises `FormatBroken` for every other spelling."""
        if type(text) is not str or not contexts.is_epoch(text):
            raise FormatBroken("not an epoch")
        number, _, random = text.partition("-")
        return cls(int(number), bytes.fromhex(random))

    def next(self) -> Epoch:
        """The epoch after this one, with random bytes of its own."""
        return Epoch(self.number + 1, primitives.random(RANDOM))


REPORT = Epoch(0, bytes(RANDOM))  # before the office has made a key


class EpochKey(SecretKey):
    """The key of a file in one epoch, from 1. File key and dialogue key of that epoch come from it."""

    __slots__ = ()

    @property
    def file(self) -> FileKey:
        """For what only the office reads."""
        return FileKey(primitives.derive(self.raw, LABEL_FILE))

    @property
    def dialogue(self) -> DialogueKey:
        """For what both sides read."""
        return DialogueKey(primitives.derive(self.raw, LABEL_DIALOGUE_2))

    def mark(self, file_id: bytes, epoch: Epoch) -> bytes:
        """32 bytes by which everybody who opens this key knows that it is the one a signed entry speaks of."""
        return primitives.derive(self.raw, LABEL_MARK + contexts.key_mark(file_id, epoch.text))

    def measure_mark(self, measure_id: bytes, epoch: Epoch) -> bytes:
        """32 bytes by which who opens this key of a case knows a measure that was born of it; others learn nothing."""
        return primitives.derive(self.raw, LABEL_MEASURE + contexts.key_mark(measure_id, epoch.text))

    def link(self, file_id: bytes, epoch: Epoch, before: CaseKey | ReportKey | EpochKey) -> bytes:
        """The key before under this one, 61 bytes: 0x02 ‖ nonce ‖ AES-256-GCM."""
        _require_before(epoch, type(before))
        context = contexts.link(file_id, epoch.text)
        return contexts.version_of(context) + primitives.gcm_seal(self._link, context, before.raw)

    def open_link(self, file_id: bytes, epoch: Epoch, link: bytes) -> CaseKey | EpochKey:
        """The key before: that of version 1 before epoch 1. Raises `SealBroken`."""
        raw = self._before(file_id, epoch, link)
        return CaseKey(raw) if epoch.number == 1 else EpochKey(raw)

    def open_report_link(self, report_id: bytes, epoch: Epoch, link: bytes) -> ReportKey:
        """The report's key, before epoch 1 of a report of version 2. Raises `SealBroken`."""
        if epoch.number != 1:
            raise TypeError("a ReportKey stands before epoch 1")
        return ReportKey(self._before(report_id, epoch, link))

    def _before(self, file_id: bytes, epoch: Epoch, link: bytes) -> bytes:
        if len(link) != SMALL_WRAP:
            raise SealBroken("wrong length")
        context = contexts.link(file_id, epoch.text)
        return primitives.gcm_open(self._link, context, body_of(link, contexts.version_of(context)))

    def wrap(self, file_id: bytes, epoch: Epoch, recipient: Recipient) -> bytes:
        """This key for one officer, 1714 bytes: 0x02 ‖ HPKE(context, key)."""
        return recipient.seal(contexts.officer_wrap_in(file_id, epoch.text, recipient.officer_id), self)

    @property
    def _link(self) -> bytes:
        return primitives.derive(self.raw, LABEL_LINK)


@dataclass(frozen=True)
class KeysSaid:
    """What an entry says openly of its file's keys (SPEC §23): who holds the newest from now on and, where the entry
    begins an epoch, which one, after which one, and the mark of its key. Entries that say nothing of it are many."""

    holders: tuple[str, ...] | None = None
    epoch: Epoch | None = None
    before: Epoch | None = None  # None: the file's first
    mark: bytes = b""
    differences: tuple[str, ...] = ()  # between whom a report names as its recipients and what came with it (SPEC §38)
    acknowledged: date | None = None  # the day of an automatic acknowledgement, of an entry that takes a report in
    out: tuple[str, ...] = ()  # who is kept out from this epoch on

    @classmethod
    def by(
        cls, holders: Collection[str], epoch: Epoch, before: Epoch | None, mark: bytes, out: Collection[str] = ()
    ) -> Self:
        """Of an entry that begins an epoch."""
        return cls(tuple(sorted(holders)), epoch, before, mark, out=tuple(sorted(out)))

    def text(self) -> str:
        """As it stands in an entry that says nothing else."""
        return chain.open_text(self.data())

    def data(self) -> dict[str, Any]:
        """JSON values, as they stand in the entry."""
        said: dict[str, Any] = {} if self.holders is None else {"holders": list(self.holders)}
        if self.epoch is not None:
            before = self.before.text if self.before else None
            said |= {"epoch": self.epoch.text, "before": before, "mark": self.mark.hex()}
        if self.differences:
            said |= {"differences": list(self.differences)}
        if self.acknowledged:
            said |= {"acknowledged": self.acknowledged.isoformat()}
        if self.out:
            said |= {"out": list(self.out)}
        return said

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Reads what an entry says; what else it may say is passed over. Raises `FormatBroken`."""
        if text in (None, chain.NOTHING_OPEN):  # most of them
            return cls()
        said = chain.read_open(text)
        begins = {"epoch", "before", "mark"} & said.keys()
        holders = _holders(said["holders"]) if "holders" in said else None
        if not begins:
            return cls(holders)
        if len(begins) < 3 or holders is None:
            raise FormatBroken("an epoch is begun with its key's mark and holders")
        before = None if said["before"] is None else Epoch.parse(said["before"])
        first = _named(said.get("differences", [])), _day(said.get("acknowledged"))
        out = _holders(said["out"]) if "out" in said else ()
        if {*out} & {*holders}:
            raise FormatBroken("who is out holds nothing")
        made = cls(holders, Epoch.parse(said["epoch"]), before, _mark(said["mark"]), *first, out)
        if made.epoch is None or made.before == REPORT:  # before a file's first stands none
            raise FormatBroken("no epoch")
        if made.epoch.number != (made.before.number if made.before else 0) + 1:
            raise FormatBroken("an epoch comes after the one before")
        return made


def _holders(value: object) -> tuple[str, ...]:
    if type(value) is not list or not all(type(one) is str and contexts.is_officer_id(one) for one in value):
        raise FormatBroken("holders are officers")
    if not value or value != sorted(set(value)):
        raise FormatBroken("holders stand in order, each once")
    return tuple(value)


def _named(value: object) -> tuple[str, ...]:
    if type(value) is not list or not all(type(one) is str for one in value) or value != sorted(set(value)):
        raise FormatBroken("differences stand in order, each once")
    return tuple(value)


def _day(value: object) -> date | None:
    if value is not None and type(value) is not str:
        raise FormatBroken("not a date")
    return strict.day(value) if value is not None else None


def _mark(value: object) -> bytes:
    if type(value) is not str or len(value) != 2 * MARK or set(value) - set("0123456789abcdef"):
        raise FormatBroken("a mark is 64 hex digits")
    return bytes.fromhex(value)


def _require_before(epoch: Epoch, kind: type) -> None:
    if epoch.number < 1 or kind not in ((CaseKey, ReportKey) if epoch.number == 1 else (EpochKey,)):
        raise TypeError("before epoch 1 stands a CaseKey or ReportKey, before every other an EpochKey")
