"""The key ring as an office goes by it; the face of the intake starts without this."""

from __future__ import annotations

from ..config import Settings
from ..crypto.ring import Ring
from ..store.cabinet import cabinet_store
from ..usecases.officer.revocation import ring_in_force
from .home import read_ring


def ring_at_work(settings: Settings) -> Ring:
    """The verified ring without whom two leads have revoked in the office (SPEC §47). Raises SettingsWrong, RingBroken,
    StoreAway."""
    return ring_in_force(cabinet_store(settings.cabinet_url), read_ring(settings))
