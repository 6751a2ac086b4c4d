"""A reporter who sends, officers who collect; and the independent checker after every scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store import database
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.conversation import Conversation
from hinweisgeber.usecases.reporter.submit import Receipt, submit
from tests.founded import TODAY, Founded, as_of
from tests.usecases.recheck import recheck

Desks = Callable[..., Desk]


@dataclass
class Reporter:
    """Somebody with a code. Everything goes through the functions the pages call."""

    letterbox: Store[Letterbox]
    ring: Ring
    code: AccessCode = field(default_factory=AccessCode.generate)

    @property
    def booth(self) -> Booth:
        """Where they write and read, today."""
        return self.on(TODAY)

    def on(self, today: date) -> Booth:
        """The same on another day."""
        return Booth(self.letterbox, as_of(self.ring, today), today)

    def at(self, letterbox: Store[Letterbox]) -> Reporter:
        """The same person, at another letterbox."""
        return replace(self, letterbox=letterbox)

    def send(
        self, report: Report | None = None, today: date = TODAY, acknowledgement: str | None = "Eingegangen."
    ) -> Receipt:
        return submit(self.on(today), self.code, report or Report("Erfunden."), acknowledgement)

    def write(self, text: str, today: date = TODAY) -> bool:
        capability = mailbox.open_mailbox(self.booth, self.code)
        return mailbox.write_on(self.on(today), capability, text, text + str(today))

    def suffers(self, text: str, today: date = TODAY) -> bool:
        """Reports retaliation (HinSchG § 36)."""
        capability = mailbox.open_mailbox(self.booth, self.code)
        return mailbox.report_retaliation(self.on(today), capability, text, text + str(today))

    def read(self) -> Conversation:
        return mailbox.read(self.booth, mailbox.open_mailbox(self.booth, self.code))

    def texts(self) -> list[str]:
        return [line.said.text for line in self.read().lines if line.said]


@pytest.fixture
def reporter(letterbox: Store[Letterbox], ring: Ring) -> Callable[[], Reporter]:
    """A new reporter with a new code."""
    return lambda: Reporter(letterbox, ring)


@pytest.fixture
def sent(reporter: Callable[[], Reporter], desk: Desks) -> Reporter:
    """A reporter whose report anna has collected as HM-2026-0001."""
    one = reporter()
    one.send()
    assert collect(desk("anna")) == Collected()
    return one


@pytest.fixture
def tampering() -> None:
    """Asked for by tests that break the stores on purpose: the checker would rightly complain."""


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests pull no plug, so SQLite need not wait for the disk; the one that kills does so in a process apart."""
    prepare = database._prepare_sqlite

    def hasty(connection: Any, record: object) -> None:
        prepare(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    monkeypatch.setattr(database, "_prepare_sqlite", hasty)


@pytest.fixture(autouse=True)
def _checked_afterwards(_hasty: None, request: pytest.FixtureRequest) -> Iterator[None]:
    if {"tampering", "cabinet"} & set(request.fixturenames) != {"cabinet"}:
        yield
        return
    founded: Founded = request.getfixturevalue("founded")
    desk: Desks = request.getfixturevalue("desk")
    rings, longer = [founded.ring], Ring._and

    def remembered(ring: Ring, *made: Any) -> Ring:
        if (new := longer(ring, *made)).installation == founded.ring.installation:
            rings.append(new)
        return new

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Ring, "_and", remembered)
        yield
    desks = [desk(username) for username in founded.people]
    newest = max((*rings, desks[0].ring), key=lambda one: one.number)  # an older one does not know who was revoked
    recheck([replace(one, ring=newest) for one in desks])
