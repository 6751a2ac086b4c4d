"""Keys shared by the tests of this folder; what is costly is made once."""

from __future__ import annotations

from datetime import date

import pytest

from hinweisgeber.crypto import keystore
from hinweisgeber.crypto.ring import Officer, Ring

FROM, UNTIL = date(2026, 11, 1), date(2028, 10, 31)
ANNA, BELA = "a" * 16, "b" * 16


@pytest.fixture(scope="session")
def anna() -> keystore.Identity:
    return keystore.Identity.generate()


@pytest.fixture(scope="session")
def bela() -> keystore.Identity:
    return keystore.Identity.generate()


@pytest.fixture(scope="session")
def root() -> keystore.RootKey:
    return keystore.RootKey.generate()


@pytest.fixture(scope="session")
def locked(anna: keystore.Identity) -> str:
    """Anna's keystore."""
    return keystore.lock_identity(anna, ANNA, "Äpfel und Nüsse")


@pytest.fixture(scope="session")
def ring(root: keystore.RootKey, anna: keystore.Identity, bela: keystore.Identity) -> Ring:
    ring = Ring.found(root, "hinweisgeber/0123456789abcdef", FROM)
    ring = ring.admit(root, Officer(ANNA, "Leitung", "lead", anna.public, anna.sign_public, FROM, UNTIL))
    return ring.admit(root, Officer(BELA, "Prüfung", "officer", bela.public, bela.sign_public, FROM, UNTIL))
