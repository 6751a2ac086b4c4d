"""An authenticator app: it has the secret that a page has shown, and makes codes that nobody has used yet."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from hinweisgeber.crypto.factor import PLAY, STEP, FactorSecret


@dataclass
class Authenticator:
    """Somebody's app; `last`: the step of its last code."""

    secret: str = ""
    last: int = 0

    def scan(self, text: str) -> None:
        """Takes in the secret as it stands on the page, in groups."""
        self.secret, self.last = text.replace(" ", ""), 0

    def wait(self, now: float) -> float:
        """How many seconds it is until there is a code that was not used."""
        return max(0, (self.last + 1 - PLAY) * STEP - now)

    def code(self, now: float) -> str:
        """The earliest that counts now and was not used; who asks too soon gets one that does not count yet."""
        self.last = max(self.last + 1, int(now) // STEP - PLAY)
        return FactorSecret(base64.b32decode(self.secret)).code(self.last)
