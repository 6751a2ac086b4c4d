"""Keys as types (SPEC §3): which key is meant is said by the type, never by a variable's name.

`Recipient` and `VerifyKey` are public; from them nothing can be opened or signed. All secret keys have 32
bytes, checked at construction (`FormatBroken`), are hidden from `repr`, and refuse to be pickled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn, Self

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.errors import FormatBroken

VERSION = b"\x01"
LABEL_DIALOGUE = b"hinweisgeber/v1/dialogue-key"
LABEL_DIALOGUE_2 = b"hinweisgeber/v2/dialogue-key"
LABEL_FILE = b"hinweisgeber/v1/file-key"
_ED25519 = b"\x01"  # the type of a signature in C2SP signed notes


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """32 secret bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        if type(self.raw) is not bytes or len(self.raw) != primitives.KEY:
            raise FormatBroken(f"a {type(self).__name__} has {primitives.KEY} bytes")

    @classmethod
    def generate(cls) -> Self:
        return cls(primitives.random(primitives.KEY))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")


class MailboxKey(SecretKey):
    """From the access code; opens the dialogue key and nothing else."""

    __slots__ = ()


class WritingKey(SecretKey):
    """From the access code; for what its reporter has begun to write and not sent yet."""

    __slots__ = ()


class DialogueKey(SecretKey):
    """For what both sides read: report, messages, status."""

    __slots__ = ()


class FileKey(SecretKey):
    """For what only the office reads: sheet, notes, texts of the journal."""

    __slots__ = ()


class BoxKey(SecretKey):
    """From the access code, in version 2; opens what the mailbox keeps."""

    __slots__ = ()


class LetterKey(SecretKey):
    """For one message of the reporter, where nobody has a dialogue key that only the entitled know (SPEC §37)."""

    __slots__ = ()


class OwnKey(SecretKey):
    """An officer's own symmetric key."""

    __slots__ = ()


class CaseKey(SecretKey):
    """The key of one case or measure; dialogue and file key come from it and do not lead back."""

    __slots__ = ()

    @property
    def dialogue(self) -> DialogueKey:
        return DialogueKey(primitives.derive(self.raw, LABEL_DIALOGUE))

    @property
    def file(self) -> FileKey:
        return FileKey(primitives.derive(self.raw, LABEL_FILE))


class ReportKey(SecretKey):
    """The key of a report until the office has made one, epoch 0; no file key comes from it (SPEC §32)."""

    __slots__ = ()

    @property
    def dialogue(self) -> DialogueKey:
        return DialogueKey(primitives.derive(self.raw, LABEL_DIALOGUE_2))


@dataclass(frozen=True, slots=True)
class Recipient:
    """An officer one can seal case keys for, and no more. Raises `FormatBroken` for what is no public key."""

    officer_id: str
    public: bytes = field(repr=False)
    _parsed: primitives.HpkePublic = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not contexts.is_officer_id(self.officer_id):
            raise FormatBroken("an officer id is 16 lower-case hex digits")
        object.__setattr__(self, "_parsed", primitives.hpke_public(self.public))

    def seal(self, context: bytes, key: SecretKey) -> bytes:
        """A key for this officer, bound to this context: version ‖ HPKE(context, key)."""
        return contexts.version_of(context) + primitives.hpke_seal(self._parsed, context, key.raw)

    def wrap(self, case_id: bytes, key: CaseKey) -> bytes:
        """The case key for this officer (SPEC §6), 1714 bytes: 0x01 ‖ HPKE(context, key)."""
        if type(key) is not CaseKey:
            raise TypeError("only a CaseKey is wrapped for an officer")
        return self.seal(contexts.officer_wrap(case_id, self.officer_id), key)


class VerifyKey:
    """An Ed25519 public key; parsed once. Raises `FormatBroken` unless it has 32 bytes."""

    __slots__ = ("_parsed", "raw")

    def __init__(self, raw: bytes) -> None:
        if type(raw) is not bytes or len(raw) != primitives.KEY:
            raise FormatBroken("an Ed25519 public key has 32 bytes")
        self.raw = raw
        self._parsed = primitives.verifying_key(raw)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Returns only if the signature is right, else raises `SignatureBroken`."""
        primitives.verify(self._parsed, signature, message)

    def id_under(self, name: str, kind: bytes = _ED25519) -> bytes:
        """The key's id in signed notes under this name: 4 bytes of SHA-256 over name, newline, type and key (C2SP)."""
        return primitives.sha256(name.encode() + b"\n" + kind + self.raw)[:4]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VerifyKey) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"VerifyKey({self.raw.hex()})"
