"""One statement of the key ring (SPEC §10), written and read. Whether it may stand is checked in `ring`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.keys import Recipient, VerifyKey
from hinweisgeber.errors import FormatBroken

LABEL = b"hinweisgeber/v1/ring-statement\n"
LABEL_CONSENT = b"hinweisgeber/v1/ring-succession\n"
OFFICER, LEAD, AUDITOR, SUBSTITUTE = "officer", "lead", "auditor", "substitute"
ROLES = (OFFICER, LEAD, AUDITOR, SUBSTITUTE)
Role = Literal["officer", "lead", "auditor", "substitute"]
NOTHING_BEFORE = bytes(primitives.HASH)
_LONGEST = 16 * 1024
_LONGEST_FUNCTION = 100


@dataclass(frozen=True)
class Officer:
    """An officer as the ring names them: `public` is for sealing to them, `sign_public` for checking acts."""

    officer_id: str
    function: str
    role: Role
    public: bytes = field(repr=False)
    sign_public: bytes = field(repr=False)
    valid_from: date
    valid_until: date
    revoked_from: date | None = None
    receiving: tuple[tuple[date, bool], ...] = ()  # from which day on they receive new reports, or do not

    def active(self, on: date) -> bool:
        """Valid on that day and not revoked by then; the last day counts, the day of revocation does not."""
        return self.valid_from <= on <= self.valid_until and not self.is_out(on)

    @property
    def reads(self) -> bool:
        """Whether they may ever hold a key: an auditor checks without one."""
        return self.role != AUDITOR

    @property
    def stands_by(self) -> bool:
        """Whether they receive only what nobody else may read."""
        return self.role == SUBSTITUTE

    def receives(self, on: date) -> bool:
        """Whether new reports of that day are for them, if they are active: always, unless the ring says otherwise."""
        return next((receives for day, receives in reversed(self.receiving) if day <= on), True)

    def is_out(self, on: date) -> bool:
        """Revoked by then. Whose key has only ended may be extended."""
        return self.revoked_from is not None and on >= self.revoked_from

    def could_sign(self, on: date) -> bool:
        """Whether an act dated that day can be theirs: also on the day of revocation, which has no hour."""
        revoked = self.revoked_from is not None and on > self.revoked_from
        return self.valid_from <= on <= self.valid_until and not revoked

    def meets(self, other: Officer) -> bool:
        """Whether there is a day on which both are active."""
        day = max(self.valid_from, other.valid_from)
        return self.active(day) and other.active(day)

    def recipient(self) -> Recipient:
        """Always the same object, so its key is parsed once. Raises `FormatBroken`."""
        return self._recipient

    @cached_property
    def _recipient(self) -> Recipient:
        return Recipient(self.officer_id, self.public)

    @cached_property
    def verify_key(self) -> VerifyKey:
        return VerifyKey(self.sign_public)


@dataclass(frozen=True)
class Found:
    root: bytes
    installation: str
    day: date


@dataclass(frozen=True)
class Admit:
    officer: Officer


@dataclass(frozen=True)
class Revoke:
    officer_id: str
    from_day: date


@dataclass(frozen=True)
class Extend:
    officer_id: str
    valid_until: date


@dataclass(frozen=True)
class Receive:
    """Whether new reports are sealed for this officer, from that day on."""

    officer_id: str
    receives: bool
    from_day: date


@dataclass(frozen=True)
class Succeed:
    """From here on another root signs; its own signature, the consent, shows that somebody has its key."""

    root: bytes
    consent: bytes


Content = Found | Admit | Revoke | Extend | Receive | Succeed


class Signed(NamedTuple):
    body: str
    signature: bytes

    @property
    def hash(self) -> bytes:
        """What the next statement carries. The signature always has 64 bytes, so the joint is unambiguous."""
        return primitives.sha384(self.body.encode() + self.signature)


def signed_bytes(body: str) -> bytes:
    """What the root signs: a label, so that no ring statement can pass for anything else, and the body."""
    return LABEL + body.encode()


def consent_bytes(previous: bytes, root: bytes) -> bytes:
    """What the next root signs: a label, the hash of the statement before, which stands for all, its own key."""
    return LABEL_CONSENT + previous + root


def write(number: int, previous: bytes, content: Content) -> str:
    """The body in its canonical form."""
    return strict.dump({"number": number, "previous": previous.hex(), **_said(content)})


def read(body: str) -> tuple[int, bytes, Content]:
    """Number, hash of the statement before, and what is said. Raises `FormatBroken`."""
    value = strict.load(body, False, _LONGEST)
    reader = _READERS.get(str(value.get("kind")))
    if reader is None:
        raise FormatBroken("unknown kind")
    content = reader(value)
    if len(value["previous"]) != 2 * primitives.HASH or set(value["previous"]) - set("0123456789abcdef"):
        raise FormatBroken("previous is not a SHA-384 in hex")
    return value["number"], bytes.fromhex(value["previous"]), content


def _said(content: Content) -> dict[str, Any]:
    if isinstance(content, Found):
        root, day = strict.encode64(content.root), content.day.isoformat()
        return {"kind": "found", "root": root, "installation": content.installation, "date": day}
    if isinstance(content, Revoke):
        return {"kind": "revoke", "officer_id": content.officer_id, "from": content.from_day.isoformat()}
    if isinstance(content, Extend):
        until = content.valid_until.isoformat()
        return {"kind": "extend", "officer_id": content.officer_id, "valid_until": until}
    if isinstance(content, Receive):
        day = content.from_day.isoformat()
        return {"kind": "receive", "officer_id": content.officer_id, "receives": content.receives, "from": day}
    if isinstance(content, Succeed):
        return {
            "kind": "succeed",
            "root": strict.encode64(content.root),
            "consent": strict.encode64(content.consent),
        }
    officer = content.officer
    return {
        "kind": "admit",
        "officer_id": officer.officer_id,
        "function": officer.function,
        "role": officer.role,
        "public": strict.encode64(officer.public),
        "sign_public": strict.encode64(officer.sign_public),
        "valid_from": officer.valid_from.isoformat(),
        "valid_until": officer.valid_until.isoformat(),
    }


_HEAD: dict[str, type] = {"kind": str, "number": int, "previous": str}


def _found(value: dict[str, Any]) -> Found:
    strict.fields(value, **_HEAD, root=str, installation=str, date=str)
    if not contexts.is_origin(value["installation"]):
        raise FormatBroken("installation may have letters and digits, joined by dots, slashes, hyphens")
    root = strict.decode64(value["root"], primitives.KEY)
    return Found(root, value["installation"], strict.day(value["date"]))


def _admit(value: dict[str, Any]) -> Admit:
    texts = ("officer_id", "function", "role", "public", "sign_public", "valid_from", "valid_until")
    strict.fields(value, **_HEAD, **dict.fromkeys(texts, str))
    public = strict.decode64(value["public"], primitives.HPKE_PUBLIC)
    sign_public = strict.decode64(value["sign_public"], primitives.KEY)
    days = strict.day(value["valid_from"]), strict.day(value["valid_until"])
    function, role = _function(value["function"]), value["role"]
    if role not in ROLES or days[0] > days[1]:
        raise FormatBroken("unknown role" if role not in ROLES else "valid_from is after valid_until")
    officer = Officer(value["officer_id"], function, role, public, sign_public, *days)
    officer.recipient()  # checks the id and that the key is one
    return Admit(officer)


def _revoke(value: dict[str, Any]) -> Revoke:
    strict.fields(value, **_HEAD, **{"officer_id": str, "from": str})
    return Revoke(value["officer_id"], strict.day(value["from"]))


def _extend(value: dict[str, Any]) -> Extend:
    strict.fields(value, **_HEAD, officer_id=str, valid_until=str)
    return Extend(value["officer_id"], strict.day(value["valid_until"]))


def _receive(value: dict[str, Any]) -> Receive:
    strict.fields(value, **_HEAD, **{"officer_id": str, "receives": bool, "from": str})
    return Receive(value["officer_id"], value["receives"], strict.day(value["from"]))


def _succeed(value: dict[str, Any]) -> Succeed:
    strict.fields(value, **_HEAD, root=str, consent=str)
    return Succeed(
        strict.decode64(value["root"], primitives.KEY), strict.decode64(value["consent"], primitives.SIGNATURE)
    )


_READERS: dict[str, Callable[[dict[str, Any]], Content]] = {
    "found": _found,
    "admit": _admit,
    "revoke": _revoke,
    "extend": _extend,
    "receive": _receive,
    "succeed": _succeed,
}


def _function(text: str) -> str:
    """People read this in the form for reporters, so nothing invisible and one spelling only."""
    fits = 0 < len(text) <= _LONGEST_FUNCTION and text.isprintable()  # before NFC, which can take quadratic time
    if not fits or text != unicodedata.normalize("NFC", text).strip():
        raise FormatBroken("function must be 1 to 100 printable characters in NFC without blanks around")
    return text


def revoked(officer: Officer, from_day: date) -> Officer:
    return replace(officer, revoked_from=from_day)


def extended(officer: Officer, valid_until: date) -> Officer:
    return replace(officer, valid_until=valid_until)


def receiving(officer: Officer, receives: bool, from_day: date) -> Officer:
    return replace(officer, receiving=(*officer.receiving, (from_day, receives)))
