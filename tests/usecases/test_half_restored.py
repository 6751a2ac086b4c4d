"""One of the two stores is put back as it was yesterday, or both, with a letter, a renewal, an introduction or replies
that waited in between: the dialogue goes on on both sides, nothing waits for good, and what differs is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.collect import collect, deliver
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth, BoxTrouble
from hinweisgeber.usecases.reporter.hearing import Doubt
from hinweisgeber.usecases.reporter.submit import submit
from tests.founded import TODAY, copy_database
from tests.usecases.conftest import Desks
from tests.usecases.sql import execute
from tests.version_1 import submit_1

ONE = "HM-2026-0001"
CABINET, LETTERBOX = "cabinet", "letterbox"


class Dialogue:
    """Both sides, by what their pages do."""

    def __init__(self, booth: Booth, anna: Desk, folder: Path, sends: Callable[..., object] = submit) -> None:
        self.booth, self.anna, self.folder = booth, anna, folder
        self.code = AccessCode.generate()
        sends(booth, self.code, Report("Erfunden: Es fehlt Geld."), "Eingegangen.")
        collect(anna)
        casework.take_over(anna, ONE)

    def yesterday(self, *what: str) -> Callable[[], None]:
        """Copies these stores; what is returned puts them back."""
        named: dict[str, Store[Any]] = {CABINET: self.anna.cabinet, LETTERBOX: self.booth.letterbox}
        paths = [(named[one], Path(named[one].url.database or "")) for one in what]
        kept = [copy_database(path, self.folder / f"{path.name}.kept") for _, path in paths]

        def put_back() -> None:
            for (store, path), copy in zip(paths, kept, strict=True):
                store.dispose()
                for beside in path.parent.glob(f"{path.name}-*"):
                    beside.unlink()
                copy_database(Path(copy.removeprefix("sqlite:///")), path)
            if CABINET in what:
                with self.anna.cabinet.write() as cabinet:
                    cabinet.mark_restored()

        return put_back

    def write(self, text: str) -> None:
        assert mailbox.write_on(self.booth, mailbox.open_mailbox(self.booth, self.code), text, text)

    def renew(self) -> None:
        new = AccessCode.generate()
        mailbox.renew_code(self.booth, mailbox.open_mailbox(self.booth, self.code), new)
        self.code = new

    def reply(self, text: str) -> None:
        casework.reply(self.anna, ONE, text)

    def take_in(self) -> None:
        collect(self.anna)
        deliver(self.anna.cabinet, self.anna.letterbox, TODAY)

    def heard(self) -> list[str]:
        """What the office reads of the reporter."""
        told = reading.view(self.anna, ONE).dialogue
        return [one.said.text for one in told if one.author == "reporter" and one.said]

    def shown(self) -> list[str]:
        """What the mailbox shows of both without a doubt."""
        lines = mailbox.read(self.booth, mailbox.open_mailbox(self.booth, self.code)).lines
        return [line.said.text for line in lines if line.said and line.doubt in (None, Doubt.LOST)]

    def troubles(self) -> frozenset[BoxTrouble]:
        return mailbox.read(self.booth, mailbox.open_mailbox(self.booth, self.code)).troubles

    def waits(self) -> bool:
        with self.anna.cabinet.read() as cabinet:
            (file_id,) = cabinet.file_ids()
            return cabinet.waits(file_id) or cabinet.waiting_status(file_id) is not None

    def goes_on(self) -> None:
        """Both are heard, whatever was."""
        self.take_in()
        self.write("Sind Sie noch da?")
        self.take_in()
        assert self.heard()[-1] == "Sind Sie noch da?"
        self.reply("Wir sind noch da.")
        shown = self.shown()
        assert "Sind Sie noch da?" in shown
        assert shown[-1] == "Wir sind noch da."
        assert self.troubles() == frozenset()
        assert not self.waits()


@pytest.fixture
def talk(booth: Booth, desk: Desks, tmp_path: Path, tampering: None) -> Dialogue:
    return Dialogue(booth, desk("anna"), tmp_path)


def replies(talk: Dialogue) -> None:
    talk.reply("Eine Antwort von heute.")
    talk.reply("Und noch eine.")


def words(talk: Dialogue) -> None:
    talk.write("Heute geschrieben.")
    talk.take_in()
    talk.reply("Heute beantwortet.")


def renewal(talk: Dialogue) -> None:
    talk.renew()
    talk.write("Unter neuem Code.")
    talk.take_in()
    talk.reply("Dem neuen Code.")


def renewal_on_its_way(talk: Dialogue) -> None:
    talk.renew()
    talk.write("Unter neuem Code.")


def letter(talk: Dialogue) -> None:
    talk.renew()
    talk.write("Ein Brief.")
    talk.take_in()
    talk.write("Danach.")


BETWEEN = (replies, words, renewal, renewal_on_its_way, letter)


@pytest.mark.parametrize("between", BETWEEN, ids=lambda one: one.__name__)
def test_an_older_cabinet_beside_a_newer_letterbox(between: Callable[[Dialogue], None], talk: Dialogue) -> None:
    talk.reply("Von gestern.")
    put_back = talk.yesterday(CABINET)
    between(talk)
    put_back()
    talk.goes_on()


@pytest.mark.parametrize("between", [replies, words], ids=lambda one: one.__name__)
def test_an_older_letterbox_beside_a_newer_cabinet(between: Callable[[Dialogue], None], talk: Dialogue) -> None:
    """A renewed code leads nowhere then: the old one does."""
    talk.reply("Von gestern.")
    put_back = talk.yesterday(LETTERBOX)
    between(talk)
    put_back()
    talk.goes_on()
    assert {"Von gestern.", "Und noch eine." if between is replies else "Heute beantwortet."} <= {*talk.shown()}


@pytest.mark.parametrize("between", BETWEEN, ids=lambda one: one.__name__)
def test_both_of_yesterday(between: Callable[[Dialogue], None], talk: Dialogue) -> None:
    talk.reply("Von gestern.")
    put_back, code = talk.yesterday(CABINET, LETTERBOX), talk.code
    between(talk)
    put_back()
    talk.code = code
    talk.goes_on()


@pytest.mark.parametrize("what", [(CABINET,), (CABINET, LETTERBOX)], ids="-".join)
def test_a_mailbox_of_version_1_that_was_introduced_in_between(
    what: tuple[str, ...], booth: Booth, desk: Desks, tmp_path: Path, tampering: None
) -> None:
    talk = Dialogue(booth, desk("anna"), tmp_path, submit_1)
    talk.reply("Von gestern.")
    put_back = talk.yesterday(*what)
    talk.write("Eingeführt und geschrieben.")
    talk.take_in()
    talk.reply("Heute beantwortet.")
    put_back()
    talk.goes_on()


def test_replies_that_waited_when_the_cabinet_was_copied_are_named_where_others_lie_in_their_places(
    talk: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        for room in ("collect", "outgoing"):
            away.setattr(f"hinweisgeber.usecases.officer.{room}.deliver_signed", lambda *_: None)
        talk.reply("Wartet noch.")
        put_back = talk.yesterday(CABINET)
        talk.renew()  # what waits is sealed anew for the next epoch, and goes
        collect(talk.anna)
    talk.take_in()
    assert "Wartet noch." in talk.shown()
    put_back()
    talk.goes_on()
    (unsaid,) = [one for one in reading.view(talk.anna, ONE).dialogue if one.names == "unsaid"]
    assert unsaid.said is not None
    assert unsaid.said.text == "Wartet noch."
    assert "Wartet noch." not in talk.shown()


def test_a_cabinet_copied_back_by_hand_goes_on_behind_what_lies_there(talk: Dialogue) -> None:
    """Nobody has marked it; the office finds something else in the place of its next reply."""
    put_back = talk.yesterday(CABINET)
    talk.reply("Eine Antwort von heute.")
    put_back()
    execute(talk.anna.cabinet, "UPDATE file SET restored = 0")
    talk.reply("Eine andere.")
    assert not talk.waits()
    assert talk.shown()[-1] == "Eine andere."
    talk.goes_on()
