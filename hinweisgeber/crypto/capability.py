"""What the intake's pages carry in hidden fields and addresses, sealed for the intake itself (SPEC §12): an opened
mailbox, what waits for a form that is not sent yet, and the ticket to a confirmation.

The keys come from one secret, a new one each day, so they outlive a restart and are the same on all hosts of an intake.
No two sealings are alike, so the text also names the one page it stands on, which makes a form's second click
recognisable.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field, replace

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.code import GROUP, AccessCode
from hinweisgeber.crypto.errors import CapabilityExpired, SealBroken
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import VERSION, BoxKey
from hinweisgeber.crypto.words import Seen

LIFETIME = 3600  # seconds: of a page of an opened mailbox
VISIT = 8 * 3600  # seconds: of an opened mailbox, however often its pages are used
STAGED_LIFETIME = 12 * 3600  # seconds: of files waiting for their form; blobs nobody names are swept later than that
TICKET_LIFETIME = 600  # seconds: of a confirmation
MAILBOX = contexts.PREFIX + b"capability/intake"
STATE, TICKET = contexts.PREFIX + b"state/intake", contexts.PREFIX + b"ticket/intake"
LABEL_DAY, LABEL_SLIP = b"hinweisgeber/v1/intake-pages/", b"hinweisgeber/v1/intake-slip"
DAY = 24 * 3600  # seconds; longer than any lifetime above, so yesterday's key is the oldest that is needed
_EXPIRES, _ID, _LOCATOR, _BEGAN, _COUNT = 8, 16, 32, 8, 8
_PARTS = (_ID, _LOCATOR, primitives.KEY, _ID, _BEGAN, GROUP, 1, _COUNT, _COUNT, _COUNT, primitives.HASH)


class PageKeys:
    """The intake's own keys, for its pages only: today's seals, today's and yesterday's open."""

    __slots__ = ("_days", "_secret")

    def __init__(self, secret: bytes) -> None:
        """`secret`: at least 32 random bytes, the same for all processes and hosts of one intake."""
        if len(secret) < primitives.KEY:
            raise ValueError("the secret of an intake has at least 32 bytes")
        self._secret, self._days = secret, dict[int, bytes]()

    def seal(self, context: bytes, plain: bytes, now: int, lifetime: int) -> str:
        """Text for a hidden field or an address, valid for `lifetime` seconds from `now` (seconds since the epoch)."""
        sealed = primitives.gcm_seal(self._of(now // DAY), context, (now + lifetime).to_bytes(_EXPIRES, "big") + plain)
        return base64.urlsafe_b64encode(VERSION + sealed).decode()

    def open(self, context: bytes, text: str, now: int) -> bytes:
        """Reads what `seal` wrote. Raises `CapabilityExpired` for everything else, whatever the reason."""
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise CapabilityExpired() from error
        plain = self._opened(context, raw, now // DAY)
        if int.from_bytes(plain[:_EXPIRES], "big") < now:
            raise CapabilityExpired()
        return plain[_EXPIRES:]

    def with_slip(self, slip: bytes) -> PageKeys:
        """Keys for what only opens with these 32 random bytes as well."""
        return PageKeys(primitives.derive(self._secret + slip, LABEL_SLIP))

    def _opened(self, context: bytes, raw: bytes, today: int) -> bytes:
        if raw[:1] != VERSION:
            raise CapabilityExpired()
        for day in (today, today - 1):
            try:
                return primitives.gcm_open(self._of(day), context, raw[1:])
            except SealBroken:
                continue
        raise CapabilityExpired()

    def _of(self, day: int) -> bytes:
        key = self._days.get(day)
        if key is None:
            key = primitives.derive(self._secret, LABEL_DAY + b"%d" % day)
            self._days = {known: old for known, old in self._days.items() if abs(known - day) <= 1} | {day: key}
        return key

    def __repr__(self) -> str:
        return "<PageKeys>"


@dataclass(frozen=True)
class Capability:
    """What an opened mailbox can do: read and write one dialogue, renew its code; and what it has shown of the office,
    which is what its reporter answers to."""

    report_id: bytes
    locator: bytes
    key: BoxKey = field(repr=False)
    seen: Seen


@dataclass(frozen=True)
class Visit:
    """An opened mailbox as its pages carry it along.

    `proven`: every request of it so far came provably from our own pages; else whoever opened it may be somebody who
    wants another person to write here, and `tail`, the end of the code, is asked for before words are taken.
    """

    capability: Capability
    visit_id: bytes
    began: int  # seconds since the epoch
    tail: str = field(repr=False)  # the code's last group
    proven: bool

    @classmethod
    def begin(cls, capability: Capability, code: AccessCode, now: int, proven: bool) -> Visit:
        """A mailbox opened by its code."""
        return cls(capability, primitives.random(_ID), now, str(code)[-GROUP:], proven)

    def showing(self, seen: Seen) -> Visit:
        """The same visit on a page that shows so much of the dialogue."""
        return replace(self, capability=replace(self.capability, seen=seen))

    def renewed(self, capability: Capability, code: AccessCode) -> Visit:
        """The same visit after its code was renewed."""
        return replace(self, capability=capability, tail=str(code)[-GROUP:])

    def seal(self, keys: PageKeys, now: int) -> str:
        """Text for a hidden field, valid for `LIFETIME`, and never longer than the visit lasts."""
        way, seen = self.capability, self.capability.seen
        plain = way.report_id + way.locator + way.key.raw + self.visit_id + self.began.to_bytes(_BEGAN, "big")
        plain += self.tail.encode() + bytes([self.proven])
        for count in (seen.revision, seen.office.first, seen.office.count):
            plain += count.to_bytes(_COUNT, "big")
        left = min(LIFETIME, self.began + VISIT - now)
        return keys.seal(MAILBOX, plain + seen.office.head, now, left)

    @classmethod
    def open(cls, text: str, keys: PageKeys, now: int) -> Visit:
        """Reads what `seal` wrote. Raises `CapabilityExpired` for everything else, whatever the reason."""
        plain = keys.open(MAILBOX, text, now)
        if len(plain) != sum(_PARTS):
            raise CapabilityExpired()
        parts, start = [], 0
        for length in _PARTS:
            parts.append(plain[start : start + length])
            start += length
        report_id, locator, key, visit_id, began, tail, proven, *counts, head = parts
        revision, first, count = (int.from_bytes(one, "big") for one in counts)
        way = Capability(report_id, locator, BoxKey(key), Seen(revision, RunningHead(first, count, head)))
        return cls(way, visit_id, int.from_bytes(began, "big"), tail.decode("ascii"), proven == b"\x01")
