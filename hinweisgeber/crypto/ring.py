"""The key ring (SPEC §10): a chain of statements signed by the root, whose fingerprint everybody pins.

A `Ring` exists only verified: making one runs the numbered checks of SPEC §10, and the numbers stand here.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Protocol

from hinweisgeber.crypto import primitives, statements, strict
from hinweisgeber.crypto.errors import RingBroken, SignatureBroken
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.crypto.statements import (
    SUBSTITUTE,
    Admit,
    Content,
    Extend,
    Found,
    Officer,
    Receive,
    Revoke,
    Signed,
    Succeed,
)
from hinweisgeber.errors import FormatBroken

__all__ = ["ROOT", "Officer", "Ring", "Root", "fingerprint"]

FORMAT = "hinweisgeber-ring/1"
ROOT = "root"
_LONGEST = 4 * 1024 * 1024
_FORM = "not in the form prescribed"


class Root(Protocol):
    """Whoever can sign as root: `keystore.RootKey` in the office, nobody in the intake."""

    @property
    def public(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


def fingerprint(root_public: bytes) -> str:
    """SHA-256 of the root's 32 public bytes in hex: what configurations pin and people compare."""
    return primitives.sha256(root_public).hex()


class Ring:
    """Who may receive and sign. Immutable; `admit`, `revoke`, `extend`, `receive`, `succeed` give a longer ring."""

    def __init__(self, signed: Iterable[Signed], pinned: str) -> None:
        """Verifies everything. Raises `RingBroken`."""
        self._signed = tuple(signed)
        self._officers: dict[str, Officer] = {}
        self._hashes = [statements.NOTHING_BEFORE]
        self._roots: list[VerifyKey] = []
        self._extended: dict[str, date] = {}  # with the day on which each would have ended first
        if not self._signed:  # 2. there is a first statement
            raise RingBroken(0, "no entry at all")
        for number, statement in enumerate(self._signed, 1):
            try:
                self._verify(number, statement)
            except FormatBroken as error:
                raise RingBroken(number, _FORM) from error
        if pinned not in map(_fingerprint, self._roots):  # 8. one of its roots is the pinned one
            raise RingBroken(1, "not the pinned root")
        self._keys = {officer.officer_id: officer.verify_key for officer in self.everyone}
        self._by_root: Ring | None = None
        self.known = 0

    @classmethod
    def found(cls, root: Root, installation: str, day: date) -> Ring:
        """A new ring with nobody in it."""
        content = Found(root.public, installation, day)
        return cls([_sign(root, 1, statements.NOTHING_BEFORE, content)], fingerprint(root.public))

    @classmethod
    def parse(cls, text: str, fingerprint: str) -> Ring:
        """The ring this text spells, verified. Raises `RingBroken`."""
        try:  # 1. the text is the one spelling of a ring
            value = strict.fields(strict.load(text, True, _LONGEST), format=str, statements=list)
        except FormatBroken as error:
            raise RingBroken(0, _FORM) from error
        if value["format"] != FORMAT:
            raise RingBroken(0, "unknown format")
        signed = []
        for number, item in enumerate(value["statements"], 1):
            try:  # 3. body and signature, and nothing beside
                strict.fields(item, body=str, signature=str)
                signed.append(Signed(item["body"], strict.decode64(item["signature"], primitives.SIGNATURE)))
            except FormatBroken as error:
                raise RingBroken(number, _FORM) from error
        return cls(signed, fingerprint)

    def text(self) -> str:
        """The file's content; `parse` gives the same ring back, and only for these very characters."""
        items = [{"body": body, "signature": strict.encode64(signature)} for body, signature in self._signed]
        return strict.dump_lines({"format": FORMAT, "statements": items})

    def admit(self, root: Root, officer: Officer) -> Ring:
        """A ring with one more officer. Raises `RingBroken` when the rules or the root key forbid it."""
        if officer.revoked_from is not None:
            raise ValueError("nobody is admitted revoked")
        return self._and(root, Admit(officer))

    def revoke(self, root: Root, officer_id: str, from_day: date) -> Ring:
        """A ring in which this officer is out from that day. Raises `RingBroken`."""
        return self._and(root, Revoke(officer_id, from_day))

    def extend(self, root: Root, officer_id: str, valid_until: date) -> Ring:
        """A ring in which this officer is valid until that later day. Raises `RingBroken`."""
        return self._and(root, Extend(officer_id, valid_until))

    def receive(self, root: Root, officer_id: str, receives: bool, from_day: date) -> Ring:
        """A ring in which new reports are for this officer from that day on, or not. Raises `RingBroken`."""
        return self._and(root, Receive(officer_id, receives, from_day))

    def succeed(self, root: Root, new: Root) -> Ring:
        """A ring whose later statements the new root signs. Raises `RingBroken`; needs both keys."""
        return self._and(root, Succeed(new.public, new.sign(statements.consent_bytes(self.head, new.public))))

    def without(self, out: Mapping[str, date], known: int) -> Ring:
        """This ring as an office has it in force in which these are out too, each from a day on, though no statement
        says so (SPEC §47). `known`: the newest entry of its journal that is heeded in it."""
        ring = copy.copy(self)
        ring._officers = {one.officer_id: _out_from(one, out.get(one.officer_id)) for one in self.by_root.everyone}
        ring._by_root, ring.known = self.by_root, known
        return ring

    @property
    def by_root(self) -> Ring:
        """The ring as its statements alone have it, which is what the intake goes by."""
        return self._by_root or self

    def must_extend(self, older: Ring) -> None:
        """Returns only if this ring is the older one or adds to it, else raises `RingBroken`: no way back."""
        number = len(older._signed)
        if self._signed[:number] != older._signed:
            raise RingBroken(min(number, len(self._signed)), "does not continue the ring before")

    @property
    def fingerprint(self) -> str:
        """Of the root that signs now: what should be pinned and compared. Whoever pinned an earlier one may stay."""
        return _fingerprint(self._roots[-1])

    @property
    def first_fingerprint(self) -> str:
        """Of the root of the founding: it names this installation for ever."""
        return _fingerprint(self._roots[0])

    @property
    def everyone(self) -> tuple[Officer, ...]:
        """All ever admitted, in ring order."""
        return tuple(self._officers.values())

    def officers(self, on: date) -> tuple[Officer, ...]:
        """Those active on that day, in ring order."""
        return tuple(officer for officer in self.everyone if officer.active(on))

    def readers(self, on: date) -> tuple[Officer, ...]:
        """Those of them who may hold a key: all but auditors."""
        return tuple(officer for officer in self.officers(on) if officer.reads)

    def receivers(self, on: date, barred: Collection[str] = ()) -> tuple[Officer, ...]:
        """Whom a report of that day is sealed for (SPEC §10), in ring order: who receives and is not barred. Where all
        who receive are barred, the others who are active and not barred, and where there are none, the substitutes: an
        exclusion closes no channel."""
        readers = self.readers(on)
        own = tuple(officer for officer in readers if officer.role != SUBSTITUTE)
        receiving = tuple(officer for officer in own if officer.receives(on))
        instead = tuple(officer for officer in readers if officer.role == SUBSTITUTE)
        steps = (receiving, own, instead)
        left, others, last = (tuple(one for one in some if one.officer_id not in barred) for some in steps)
        return (left or others or last) if receiving else ()

    def unreceived(self, first: date, last: date) -> date | None:
        """The first of these days on which nobody receives."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return next((day for day in days if not self.receivers(day)), None)

    def last_days(self) -> dict[str, date]:
        """By function the last day of who has it last; not where they are revoked, which needs no reminder."""
        last = {one.function.casefold(): one for one in sorted(self.everyone, key=lambda one: one.valid_from)}
        return {one.function: one.valid_until for one in last.values() if one.revoked_from is None}

    def ending(self, today: date, notice: timedelta) -> list[tuple[str, date]]:
        """The functions whose key ends within the notice, or has ended, and when."""
        return [(function, day) for function, day in self.last_days().items() if day - today <= notice]

    def get(self, officer_id: str) -> Officer | None:
        return self._officers.get(officer_id)

    def was_extended(self, officer_id: str) -> bool:
        """Whether their right may have ended once, before it was made longer: no statement has a day for that."""
        return officer_id in self._extended

    def was_surely_active(self, officer_id: str, on: date) -> bool:
        """Whether they were active on that day however late their right was made longer: no statement has a day for
        that."""
        officer = self._officers.get(officer_id)
        return officer is not None and officer.active(on) and on <= self._extended.get(officer_id, on)

    def signer(self, signer_id: str, on: date) -> VerifyKey:
        """The key that signs for this officer on that day, or for `root`, which is that of the founding.

        Raises `SignatureBroken`.

        The day of revocation still counts here: what was rightly signed that morning stays right. Nobody logs in or
        receives on it any more (`officers`).
        """
        if signer_id == ROOT:
            return self._roots[0]
        officer = self._officers.get(signer_id)
        if officer is None or not officer.could_sign(on):
            raise SignatureBroken(f"{signer_id} may not sign on {on.isoformat()}")
        return self._keys[signer_id]

    def root_of(self, signature: bytes, message: bytes) -> VerifyKey:
        """Of all roots there were the one that signed this; that of the founding where none did."""
        for root in self._roots:
            with suppress(SignatureBroken):
                root.verify(signature, message)
                return root
        return self._roots[0]

    @property
    def head(self) -> bytes:
        """The SHA-384 of the last statement; two rings with the same head are the same."""
        return self._hashes[-1]

    @property
    def number(self) -> int:
        """How many statements there are, which is the number of the last one."""
        return len(self._signed)

    def until(self, number: int) -> Ring:
        """This ring as it was with so many statements."""
        return self.by_root if number == self.number else Ring(self._signed[:number], self.first_fingerprint)

    def has_statement(self, number: int, digest: bytes) -> bool:
        """Whether the statement of this number is the one with this hash."""
        return 0 < number <= self.number and self._hashes[number] == digest

    def _and(self, root: Root, content: Content) -> Ring:
        statement = _sign(root, len(self._signed) + 1, self.head, content)
        return Ring([*self._signed, statement], self.fingerprint)

    def _verify(self, number: int, statement: Signed) -> None:
        place, previous, content = statements.read(statement.body)  # 4. canonical; keys, types, values
        if place != number:  # 5. its number is its place
            raise RingBroken(number, "another number", carried=place)
        if previous != self.head:  # 6. it names the statement before
            raise RingBroken(number, "does not follow the entry before")
        if isinstance(content, Found) != (number == 1):  # 7. the first founds, no other does
            raise RingBroken(number, "founding not once, at the beginning")
        if isinstance(content, Found):
            self._roots.append(VerifyKey(content.root))
            self.installation, self.founded = content.installation, content.day
        try:  # 9. the root signed it, the one before where another succeeds
            self._roots[-1].verify(statement.signature, statements.signed_bytes(statement.body))
        except SignatureBroken as error:
            raise RingBroken(number, "not signed by the root") from error
        if isinstance(content, Admit):
            self._admit(number, content.officer)
        if isinstance(content, Revoke):
            self._revoke(number, content)
        if isinstance(content, Extend):
            self._extend(number, content)
        if isinstance(content, Receive):
            self._receive(number, content)
        if isinstance(content, Succeed):
            self._succeed(number, content)
        self._hashes.append(statement.hash)

    def _admit(self, number: int, officer: Officer) -> None:
        if officer.officer_id in self._officers:  # 10. ids are never used again, not even after revocation
            raise RingBroken(number, "id used before")
        if officer.verify_key in self._roots:  # 11. nor are keys
            raise RingBroken(number, "key is the root's")
        for other in self.everyone:
            if officer.public == other.public or officer.sign_public == other.sign_public:
                raise RingBroken(number, "key used before")
        self._place(number, officer)

    def _place(self, number: int, officer: Officer) -> None:
        for other in self.everyone:  # 12. on no day do two active officers have the same function
            same = officer.function.casefold() == other.function.casefold() and officer.officer_id != other.officer_id
            if same and officer.meets(other):
                raise RingBroken(number, "function held by another")
        self._officers[officer.officer_id] = officer

    def _revoke(self, number: int, content: Revoke) -> None:
        officer = self._officers.get(content.officer_id)
        if officer is None or officer.revoked_from is not None:  # 13. only who is in can be put out, once
            raise RingBroken(number, "revoked officer unknown or out")
        self._officers[content.officer_id] = statements.revoked(officer, content.from_day)

    def _extend(self, number: int, content: Extend) -> None:
        officer = self._officers.get(content.officer_id)
        if officer is None or officer.revoked_from is not None:  # 14. only who is in can be extended,
            raise RingBroken(number, "extended officer unknown or out")
        if content.valid_until <= officer.valid_until:  # 15. and only to a later day;
            raise RingBroken(number, "valid as long already")
        self._place(number, statements.extended(officer, content.valid_until))  # then 12 again
        self._extended.setdefault(content.officer_id, officer.valid_until)

    def _receive(self, number: int, content: Receive) -> None:
        officer, day = self._officers.get(content.officer_id), content.from_day
        if officer is None or officer.is_out(day):  # 18. only who is in on that day,
            raise RingBroken(number, "receiving officer unknown or out")
        if officer.receiving and day < officer.receiving[-1][0]:  # 19. not before what was said of them last,
            raise RingBroken(number, "receiving said for a later day already")
        if officer.receives(day) == content.receives:  # 20. and only where it is otherwise
            raise RingBroken(number, "receiving as it is already")
        self._officers[officer.officer_id] = statements.receiving(officer, content.receives, day)
        if not content.receives and not self.receivers(day):  # 21. and never so that nobody receives on that day
            raise RingBroken(number, "nobody would receive")

    def _succeed(self, number: int, content: Succeed) -> None:
        key = VerifyKey(content.root)
        if key in self._roots or key in (officer.verify_key for officer in self.everyone):  # 16. a key used before,
            raise RingBroken(number, "key used before")
        try:  # 17. or one that nobody has, does not succeed
            key.verify(content.consent, statements.consent_bytes(self.head, content.root))
        except SignatureBroken as error:
            raise RingBroken(number, "new root did not consent") from error
        self._roots.append(key)


def _out_from(officer: Officer, day: date | None) -> Officer:
    earlier = officer.revoked_from
    return officer if day is None or (earlier and earlier <= day) else statements.revoked(officer, day)


def _fingerprint(root: VerifyKey) -> str:
    return fingerprint(root.raw)


def _sign(root: Root, number: int, previous: bytes, content: Content) -> Signed:
    body = statements.write(number, previous, content)
    return Signed(body, root.sign(statements.signed_bytes(body)))
