"""An office whose people have changed: a case that nobody can open any more, and those who came later."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.power.keyless import KeylessErasure
from hinweisgeber.store import erasures
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.cabinet.erasure import Certificate
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase, verifying
from hinweisgeber.usecases.leaving import keyless
from hinweisgeber.usecases.officer import casework, revocation
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OwnLines
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Reporter

NUMBER, NOTHING_SAID = "HM-2026-0001", Report("Erfunden.")
CAME, GONE, DAY = (TODAY + timedelta(days=n) for n in (10, 20, 30))  # the new ones; the old ones; when it is proposed
NEW = {  # who came after the case was taken in
    "carla": ("Fallbearbeitung 9", "officer"), "dora": ("Zweite Leitung", "lead"),
    "emil": ("Fallbearbeitung 8", "officer"),
}  # fmt: skip


@dataclass
class Office:
    """It, and its case. A desk always has the ring that is in force."""

    ring: Ring
    cabinet: Store[Cabinet]
    letterbox: Store[Letterbox]
    blobs: BlobStore
    home: Path
    keys: dict[str, tuple[str, Identity]]
    at: Desk
    sent: Reporter

    def id(self, name: str) -> str:
        return self.keys[name][0]

    def desk(self, name: str, today: date = DAY) -> Desk:
        officer_id, identity = self.keys[name]
        ring = revocation.ring_in_force(self.cabinet, self.ring)
        own = {"officer_id": officer_id, "identity": identity, "today": today, "lines": OwnLines()}
        return replace(self.at, ring=ring, **own)  # type: ignore[arg-type]

    def propose(self, name: str = "carla", today: date = DAY, once: str = "") -> KeylessErasure:
        made = keyless.propose(self.desk(name, today), NUMBER, offers=False, told=False, once=once)
        assert made
        return made

    def confirm(self, mark: str, name: str = "dora", today: date = DAY, once: str = "") -> KeylessErasure | None:
        return keyless.confirm(self.desk(name, today), mark, offers=False, once=once)

    def agree(self, today: date = DAY) -> KeylessErasure:
        done = self.confirm(self.propose(today=today).hash, today=today)
        assert done
        return done

    def case(self, name: str = "carla", today: date = DAY) -> keyless.KeylessCase | None:
        """As who asks is told of it."""
        return next(iter(keyless.listing(self.desk(name, today), offers=False).shown), None)

    @property
    def file_id(self) -> bytes:
        with self.cabinet.read() as cab:
            (file_id,) = cab.file_ids()
        return file_id

    @property
    def listed(self) -> Path:
        return self.home / erasures.NAME

    def carry_out(self, today: date = DAY, ring: Ring | None = None) -> list[Certificate]:
        def note(file_id: bytes, day: date, proof: str | None) -> None:
            erasures.add(self.listed, {file_id: day}, {file_id: proof} if proof else {})

        proofs = erasures.proofs(self.listed) if self.listed.exists() else MappingProxyType({})
        return erase.carry_out(self.letterbox, self.cabinet, self.blobs, note, today, ring or self.ring, proofs)

    def due(self, today: date = DAY) -> list[erase.Candidate]:
        return erase.due(self.letterbox, self.cabinet, today, self.ring)

    def whys(self, today: date = date.max, ring: Ring | None = None) -> list[str]:
        """What `verify` finds, without any key."""
        proofs = erasures.proofs(self.listed) if self.listed.exists() else MappingProxyType({})
        office = verifying.Office(self.cabinet, None, self.blobs)
        return [one.why for one in verifying.examine(office, ring or self.ring, proofs=proofs, today=today).findings]

    def kinds(self) -> list[str]:
        with self.cabinet.read() as cab:
            return [one.kind for one in cab.keyless()]

    def texts(self) -> int:
        with self.cabinet.read() as cab:
            return len(list(cab.texts()))


Keys = dict[str, tuple[str, Identity]]


def build(
    ring: Ring, root: RootKey, keys: Keys, cabinet: Store[Cabinet], letterbox: Store[Letterbox], home: Path,
    report: Report = NOTHING_SAID, before: Callable[[Desk], object] = lambda at: None, stays: Collection[str] = (),
) -> Office:  # fmt: skip
    """`before`: what anna does in the case while she is there; `stays`: who of the old ones is not revoked."""
    blobs = blob_store(f"file://{home}/blobs")
    blobs.prepare()
    anna, sent = Desk(cabinet, letterbox, ring, *keys["anna"], TODAY), Reporter(letterbox, ring)
    file = store_file(blobs, [b"Zeile"], "a.txt", cleaned=False)
    submit(sent.booth, sent.code, report, "Eingegangen.", (file,))
    collect(anna)
    casework.take_over(anna, NUMBER)
    before(anna)
    for name in keys:
        ring = ring if name in stays else ring.revoke(root, keys[name][0], GONE)
    every, until = dict(keys), CAME + timedelta(days=1500)
    for name, (function, role) in NEW.items():
        who, officer_id = Identity.generate(), secrets.token_hex(8)
        new = Officer(officer_id, function, role, who.public, who.sign_public, CAME, until)  # type: ignore[arg-type]
        ring, every[name] = ring.admit(root, new), (officer_id, who)
        with cabinet.write() as cab:
            cab.add_officer(officer_id, name, "{}")
    return Office(ring, cabinet, letterbox, blobs, home, every, anna, sent)


Build = Callable[..., Office]


@pytest.fixture
def built(
    founded: Founded, settings: config.Settings, cabinet: Store[Cabinet], letterbox: Store[Letterbox], tampering: None
) -> Build:
    """`tampering`: the checker afterwards has the ring of the founding, by which all is otherwise."""
    keys = {name: (one.officer_id, one.identity) for name, one in founded.people.items()}
    return partial(build, founded.ring, founded.root(), keys, cabinet, letterbox, settings.home)


@pytest.fixture
def office(built: Build) -> Office:
    """All who held the case's key are out."""
    return built()
