"""Argon2id in no time, where tests ask what is computed and not whether it is slow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pytest

from hinweisgeber.crypto import contexts, lock, primitives
from hinweisgeber.crypto.keystore import FORMAT
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from tests.founded import Founded, Person

OLD, TODAYS = lock.LEAST, lock.DEFAULT


@dataclass
class Quick:
    """What has been computed: each passphrase with its parameters."""

    cabinet: Store[Cabinet]
    founded: Founded
    done: list[tuple[str, lock.Parameters]] = field(default_factory=list)

    def argon2id(self, secret: bytes, salt: bytes, *parameters: int) -> bytes:
        """Instead of the real one."""
        memory, passes, lanes = parameters
        self.done.append((secret.decode(), (memory, passes, lanes)))
        return hashlib.sha256(repr((secret, salt, parameters)).encode()).digest()

    def locks(self, who: str, passphrase: str = "", work: lock.Parameters = TODAYS) -> Person:
        """Puts somebody's identity under such a lock."""
        person = self.founded.people[who]

        def context(*parameters: int) -> bytes:
            return contexts.keystore(person.officer_id, *parameters)

        locked = lock.lock(FORMAT, person.identity.to_bytes(), context, passphrase or person.passphrase, work)
        with self.cabinet.write() as cab:
            cab.set_keystore(person.officer_id, locked)
        self.done.clear()
        return person

    def keystore(self, who: str) -> str:
        """As it is stored."""
        with self.cabinet.read() as cab:
            row = cab.officer(username=who)
        assert row is not None
        return row.keystore

    def work(self, who: str) -> lock.Parameters:
        """The parameters with which it is."""
        return lock.load(FORMAT, self.keystore(who), 176)[0]


@pytest.fixture
def quick(cabinet: Store[Cabinet], founded: Founded, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """Everybody of the founding, locked quickly with today's parameters."""
    made = Quick(cabinet, founded)
    monkeypatch.setattr(primitives, "argon2id", made.argon2id)
    for name in founded.people:
        made.locks(name)
    return made
