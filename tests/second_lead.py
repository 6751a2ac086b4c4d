"""A second lead beside those of the founding: what two leads must agree to is possible then."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from tests.founded import ROOT_PASSPHRASE, TODAY, Founded, Person

NAME, FUNCTION = "leitung2", "Stellvertretende Leitung"


@lru_cache(maxsize=4)
def _made(ring_text: str, fingerprint: str, root_key: str) -> tuple[str, Person]:
    who, officer_id, until = Identity.generate(), "2" * 16, TODAY + timedelta(days=700)
    officer = Officer(officer_id, FUNCTION, "lead", who.public, who.sign_public, TODAY, until)
    longer = Ring.parse(ring_text, fingerprint).admit(RootKey.unlock(root_key, ROOT_PASSPHRASE), officer)
    return longer.text(), Person(officer_id, NAME, FUNCTION, "", who)


def in_ring(founded: Founded, ring: Path) -> Person:
    """Written into this ring, always the same one."""
    text, person = _made(founded.ring_text, founded.fingerprint, founded.root_key)
    ring.write_text(text, encoding="utf-8")
    return person


def in_ring_of(founded: Founded) -> Person:
    """The person alone, who is in a ring already."""
    return _made(founded.ring_text, founded.fingerprint, founded.root_key)[1]


def with_account(founded: Founded, ring: Path, cabinet: Store[Cabinet]) -> Person:
    """The same, with an account; nobody has a passphrase for it."""
    person = in_ring(founded, ring)
    with cabinet.write() as cab:
        cab.add_officer(person.officer_id, NAME, "{}")
    return person
