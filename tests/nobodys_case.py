"""A case of long ago that nobody can open any more: its only holder's key has ended, and all others came later."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.revocation import ring_in_force
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.founded import TODAY, Founded

NAME, FUNCTION, OLD_ID = "frueher", "Fallbearbeitung 0", "3" * 16
CAME, ENDED, SENT = (TODAY - timedelta(days=n) for n in (500, 300, 400))
YEAR = SENT.year


@lru_cache(maxsize=1)
def _identity() -> Identity:
    return Identity.generate()


def left_behind(
    founded: Founded, ring: Path, cabinet: Store[Cabinet], letterbox: Store[Letterbox], number: int = 1
) -> list[AccessCode]:
    """The codes of so many; the ring of this path has its holder from now on."""
    who, before = _identity(), Ring.parse(ring.read_text(encoding="utf-8"), founded.fingerprint)
    old = Officer(OLD_ID, FUNCTION, "officer", who.public, who.sign_public, CAME, ENDED)
    longer = before.admit(founded.root(), old)
    ring.write_text(longer.text(), encoding="utf-8")
    with cabinet.write() as cab:
        cab.add_officer(OLD_ID, NAME, "{}")
    codes = [AccessCode.generate() for _ in range(number)]
    for code in codes:
        submit(Booth(letterbox, longer, SENT), code, Report("Erfunden."), "Eingegangen.")
    collect(Desk(cabinet, letterbox, ring_in_force(cabinet, longer), OLD_ID, who, SENT))
    return codes
