"""What witnesses sign and are shown (SPEC §41): C2SP's formats, with days for times and no key of a log."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hinweisgeber.crypto import contexts, primitives, strict, tree
from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.errors import FormatBroken

LONGEST = 64 * 1024  # characters of each of these texts
MOST_SIGNERS, MOST_HASHES = 16, 63
_COSIGNATURE = b"\x04"  # the type of a signature in C2SP signed notes
_TIME = 8
_DAY = 24 * 60 * 60
_HEAD = re.compile(r"([^\n]+)/tree\n([1-9][0-9]{0,14})\n([^\n]+)\n")
_LINE = re.compile(r"— ([^ \n]+) ([^ \n]+)\n")
_REQUEST = re.compile(r"old (0|[1-9][0-9]{0,14})\n((?:[^\n]+\n){0,63})\n")
_KEY = re.compile(r"([^ +\n]+)\+([0-9a-f]{8})\+([^ \n]+)")


@dataclass(frozen=True)
class TreeHead:
    """How long a journal is, and the root of the tree over the hashes of its entries."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """A C2SP checkpoint, as yet without a signature."""
        return f"{self.origin}/tree\n{self.size}\n{strict.encode64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> TreeHead:
        """What `text` wrote. Raises FormatBroken."""
        match = _HEAD.fullmatch(text) if len(text) <= LONGEST else None
        if match is None or not contexts.is_origin(match[1]):
            raise FormatBroken("not the head of a tree")
        return cls(match[1], int(match[2]), strict.decode64(match[3], tree.HASH))


@dataclass(frozen=True)
class Cosignature:
    """That a witness saw a journal grow to this head, and on which day."""

    name: str
    key_id: bytes
    day: date
    signature: bytes

    def line(self) -> str:
        """As a line of a signed note."""
        signed = self.key_id + _time(self.day).to_bytes(_TIME, "big") + self.signature
        return f"— {self.name} {strict.encode64(signed)}\n"


@dataclass(frozen=True)
class WitnessKey:
    """A witness' name and public key."""

    name: str
    key: VerifyKey

    @property
    def key_id(self) -> bytes:
        """What tells this key from others in signed notes."""
        return self.key.id_under(self.name, _COSIGNATURE)

    def line(self) -> str:
        """As a C2SP verifier key, without the end of the line."""
        return f"{self.name}+{self.key_id.hex()}+{strict.encode64(_COSIGNATURE + self.key.raw)}"

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """What `line` wrote. Raises FormatBroken."""
        match = _KEY.fullmatch(text) if len(text) <= LONGEST else None
        if match is None or not contexts.is_witness(match[1]):
            raise FormatBroken("not a witness' key")
        raw = strict.decode64(match[3], 1 + primitives.KEY)
        found = cls(match[1], VerifyKey(raw[1:]))
        if raw[:1] != _COSIGNATURE or found.line() != text:
            raise FormatBroken("not a witness' key")
        return found

    def cosign(self, head: TreeHead, day: date, sign: Callable[[bytes], bytes]) -> Cosignature:
        """A cosignature of that day; `sign` must be this key's."""
        return Cosignature(self.name, self.key_id, day, sign(_signed(head, day)))

    def verify(self, head: TreeHead, given: Cosignature) -> None:
        """Returns only if this witness signed so. Raises SignatureBroken."""
        self.key.verify(given.signature, _signed(head, given.day))


@dataclass(frozen=True)
class Witnessed:
    """The head of a tree and the witnesses who signed it: a C2SP signed note."""

    head: TreeHead
    by: tuple[Cosignature, ...]

    def text(self) -> str:
        """The signed note; `parse` reads it back."""
        return self.head.text() + "\n" + "".join(one.line() for one in self.by)

    @classmethod
    def parse(cls, text: str) -> Witnessed:
        """Raises FormatBroken. Verifies nothing."""
        body, _, lines = text.partition("\n\n") if len(text) <= LONGEST else ("", "", "")
        by = tuple(_cosignature(*found) for found in _LINE.findall(lines))
        note = cls(TreeHead.parse(body + "\n"), by)
        distinct = {(one.name, one.key_id) for one in by}
        if not 0 < len(distinct) == len(by) <= MOST_SIGNERS or note.text() != text:
            raise FormatBroken("not a head that witnesses signed")
        return note

    def signers(self, known: Collection[WitnessKey]) -> dict[WitnessKey, date]:
        """Which of these witnesses signed it, and when; strangers' signatures are passed over. Raises SignatureBroken
        where one of theirs does not hold."""
        keys = {(one.name, one.key_id): one for one in known}
        found = {keys[one.name, one.key_id]: one for one in self.by if (one.name, one.key_id) in keys}
        for key, given in found.items():
            key.verify(self.head, given)
        return {key: given.day for key, given in found.items()}


@dataclass(frozen=True)
class Request:
    """What a witness is asked to sign, and what shows that it continues the first `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    head: TreeHead

    def text(self) -> str:
        """As the body of a request by C2SP tlog-witness, but that nobody has signed the checkpoint yet."""
        hashes = "".join(f"{strict.encode64(one)}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.head.text()}"

    @classmethod
    def parse(cls, text: str) -> Request:
        """What `text` wrote. Raises FormatBroken."""
        match = _REQUEST.match(text) if len(text) <= LONGEST else None
        if match is None:
            raise FormatBroken("not a request to a witness")
        proof = tuple(strict.decode64(line, tree.HASH) for line in match[2].splitlines())
        request = cls(int(match[1]), proof, TreeHead.parse(text[match.end() :]))
        if request.old > request.head.size or request.text() != text:
            raise FormatBroken("not a request to a witness")
        return request

    def must_continue(self, last: TreeHead | None) -> None:
        """Returns only if it continues what the witness has signed last, if anything. Raises JournalBroken."""
        if last is not None and last.origin != self.head.origin:  # 1. the same journal
            raise JournalBroken(last.size, "witness of another journal", known=last.origin, there=self.head.origin)
        stands = last.size if last else 0
        if self.head.size < stands:  # 2. not shorter than it was
            raise JournalBroken(stands, "shorter than the witness saw", known=stands, there=self.head.size)
        if self.old != stands:  # 3. the proof begins where the witness stands
            raise JournalBroken(stands, "proof from elsewhere", known=stands, there=self.old)
        if last is not None:  # 4. it continues what was signed
            tree.must_continue(stands, last.root, self.head.size, self.head.root, self.proof)
        elif self.proof:
            raise JournalBroken(0, "proof of another length")


def _cosignature(name: str, text: str) -> Cosignature:
    signed = strict.decode64(text, 4 + _TIME + primitives.SIGNATURE)
    seconds = int.from_bytes(signed[4 : 4 + _TIME], "big")
    if not contexts.is_witness(name) or seconds % _DAY or seconds > _time(date.max):
        raise FormatBroken("no witness, or not a day")
    return Cosignature(name, signed[:4], datetime.fromtimestamp(seconds, UTC).date(), signed[4 + _TIME :])


def _time(day: date) -> int:
    """The beginning of that day in UTC, in POSIX seconds: when on that day it was, nobody has to know."""
    return (day - date(1970, 1, 1)).days * _DAY


def _signed(head: TreeHead, day: date) -> bytes:
    return f"cosignature/v1\ntime {_time(day)}\n{head.text()}".encode()


def known_keys(text: str) -> tuple[WitnessKey, ...]:
    """The keys in a file, one a line, each name and key once. Raises FormatBroken, also for an empty one."""
    keys = tuple(WitnessKey.parse(line) for line in text.splitlines())
    if not keys or len({one.name for one in keys}) != len(keys) or len({one.key for one in keys}) != len(keys):
        raise FormatBroken("no key, or one twice")
    return keys
