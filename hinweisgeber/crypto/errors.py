"""What cryptography refuses, and what fails its checks. The words people read stand in `refusals/`."""

from __future__ import annotations

from ..errors import Broken, CheckFailed, Refused


class CodeMissing(Refused):
    """No access code was given."""


class CodeIncomplete(Refused):
    """Fewer signs than an access code has; `read`: how many."""


class CodeMistyped(Refused):
    """As long as an access code, but its check does not hold."""


class CapabilityExpired(Refused):
    """What a page carries along is too old, or not ours."""


class SealBroken(Broken):
    """A sealed thing did not open: wrong key, wrong context, or altered bytes."""


class Exchanged(SealBroken):
    """A sealed thing opens, but is another than its sender signed for."""


class SignatureBroken(Broken):
    """A signature does not belong to this message and key."""


class PassphraseWrong(Broken):
    """A keystore did not open with this passphrase."""


class RingBroken(CheckFailed):
    """The key ring does not verify; `statement` counts from 1, 0 means the file as a whole."""

    @property
    def statement(self) -> int:
        return self.place


class JournalBroken(CheckFailed):
    """The journal does not verify; `seq` is the first broken entry."""

    @property
    def seq(self) -> int:
        return self.place
