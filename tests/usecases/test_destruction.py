"""Irrelevant personal data is really destroyed, in both stores; that it was there stays (Directive Art. 17)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import OFFICE, REPORTER
from hinweisgeber.domain.errors.ending import DestroyingTooEarly, NotResponsible
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import BlobGone, StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import copies, destruction, evidence
from hinweisgeber.usecases.officer import casework, overview, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound, TextGone
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed, confirmed
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER = "HM-2026-0001"


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return blob_store(f"file://{tmp_path}/blobs")


@pytest.fixture
def sent(sent: Reporter, desk: Desks) -> Reporter:
    """The case is taken over: before that nothing of it is destroyed."""
    casework.take_over(desk("anna"), NUMBER)
    return sent


def spoken(desk: Desks, place: int, author: str = REPORTER) -> reading.Spoken:
    view = reading.view(desk("anna"), NUMBER)
    return next(one for one in view.dialogue if (one.author, one.place) == (author, place))


def notes(desk: Desks) -> list[Act]:
    return [act for act in reading.whole_log(desk("anna"), NUMBER) if act.kind is Kind.NOTE]


def test_destroyed_message_says_nothing_any_more_on_either_side(
    sent: Reporter, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    sent.write("Frau Nebenbei ist krank.")
    reading.view(desk("anna"), NUMBER)
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 1, "gehört nicht zur Sache")
    one = spoken(desk, 1)
    assert one.said is None
    assert one.destroyed is not None
    assert one.destroyed.data.values()["reason"] == "gehört nicht zur Sache"
    line = next(one for one in sent.read().lines if (one.author, one.place) == (REPORTER, 1))
    assert (line.said, line.emptied) == (None, True)
    for store, left in ((cabinet, 0), (letterbox, 48)):  # in the letterbox its hash, which running hashes go on from
        query = "SELECT length(sealed) FROM message WHERE author = 'reporter' AND place = 1"
        assert execute(store, query) == [(left,)]


def test_the_talk_goes_on_after_its_last_message_was_destroyed(sent: Reporter, desk: Desks, blobs: BlobStore) -> None:
    sent.write("Weg damit.")
    reading.view(desk("anna"), NUMBER)
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 1, "unnötig")
    sent.write("Und noch etwas.")
    said = spoken(desk, 2).said
    assert said is not None
    assert said.text == "Und noch etwas."


def test_with_the_report_its_title_goes_from_the_list(sent: Reporter, desk: Desks, blobs: BlobStore) -> None:
    assert overview.every_row(desk("anna")).rows[0].title == "Erfunden."
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "versehentlich gesendet")
    assert overview.every_row(desk("anna")).rows[0].title == ""
    assert reading.view(desk("anna"), NUMBER).title == ""


def test_reporter_who_sends_the_form_again_is_not_stuck(sent: Reporter, desk: Desks, blobs: BlobStore) -> None:
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "versehentlich gesendet")
    sent.send(Report("Noch einmal anders."))
    assert sent.texts()[-1] == "Noch einmal anders."


def test_files_of_the_message_and_their_copies_go_too(
    sent: Reporter, desk: Desks, blobs: BlobStore, letterbox: Store[Letterbox], booth: Booth, cabinet: Store[Cabinet]
) -> None:
    file = store_file(blobs, [b"Erfundener Text."], "notiz.txt", cleaned=False)
    capability = mailbox.open_mailbox(booth, sent.code)
    mailbox.write_on(booth, capability, "Anbei.", "seite", (file,))
    reading.view(desk("anna"), NUMBER)
    copy = copies.make_working_copy(desk("anna"), blobs, NUMBER, file.blob)
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 1, "gehört nicht zur Sache")
    for name in (file.blob, copy.file.blob):
        with pytest.raises(BlobGone):
            next(iter(blobs.read(name)))
    for store in (cabinet, letterbox):
        assert execute(store, "SELECT count(*) FROM blob")[0][0] == 0
    assert execute(cabinet, "SELECT count(*) FROM copy")[0][0] == 0, "what a copy was called and its key go too"
    with pytest.raises(BlobGone):
        evidence.find(desk("anna"), NUMBER, file.blob)


@pytest.fixture
def filed(sent: Reporter, desk: Desks, blobs: BlobStore, booth: Booth) -> str:
    """The name of a file in a message of the case."""
    file = store_file(blobs, [b"Erfundener Text."], "notiz.txt", cleaned=False)
    mailbox.write_on(booth, mailbox.open_mailbox(booth, sent.code), "Anbei.", "seite", (file,))
    reading.view(desk("anna"), NUMBER)
    return file.blob


@pytest.mark.parametrize("during", ["sizes", "read"])
def test_a_file_that_is_destroyed_while_everything_is_verified_is_no_finding(
    during: str, filed: str, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits while files are read: so what is missing is looked at once more."""
    asked = getattr(blobs, during)

    def destroyed_first(*names: Any) -> Any:
        if blobs.has(filed):
            agreed(destruction.destroy_file, desk("anna"), blobs, NUMBER, filed, "gehört nicht zur Sache")
        return asked(*names)

    monkeypatch.setattr(blobs, during, destroyed_first)
    office = verifying.Office(cabinet, None, blobs)
    assert verifying.examine(office, desk("anna").ring, today=TODAY, files=verifying.Bytes.ALL).findings == ()
    assert not blobs.has(filed)


def test_a_file_stays_where_its_destruction_cannot_be_entered(
    filed: str, desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise StoreAway()

    monkeypatch.setattr(destruction, "enter", refused)
    with pytest.raises(StoreAway):
        agreed(destruction.destroy_file, desk("anna"), blobs, NUMBER, filed, "gehört nicht zur Sache")
    with pytest.raises(StoreAway):
        agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 1, "gehört nicht zur Sache")
    assert blobs.has(filed)


def test_the_mailbox_shows_a_message_as_long_as_its_file_cannot_go(
    filed: str, sent: Reporter, desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise StoreAway()

    before = sent.texts()
    with pytest.raises(NeedsSecond) as waits:
        destruction.destroy_message(desk("anna"), blobs, NUMBER, REPORTER, 1, "gehört nicht zur Sache")
    with monkeypatch.context() as patched:
        patched.setattr(blobs, "delete", away)
        with pytest.raises(StoreAway):
            confirmed(desk("anna"), waits.value, blobs)
    assert sent.texts()[: len(before)] == before, "nothing has changed on either side"
    assert spoken(desk, 1).destroyed is None
    confirmed(desk("anna"), waits.value, blobs)
    assert "Anbei." not in sent.texts()
    assert not blobs.has(filed)


def test_destroyed_note_is_gone_and_the_journal_holds(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    casework.note(desk("anna"), NUMBER, "Herr Zufall war auch da.")
    casework.note(desk("anna"), NUMBER, "Bleibt.")
    first, _ = notes(desk)
    agreed(destruction.destroy_note, desk("anna"), NUMBER, first.seq, "gehört nicht zur Sache")
    assert [(act.gone, act.data.values()) for act in notes(desk)] == [(True, {}), (False, {"text": "Bleibt."})]
    assert verifying.verify(cabinet, desk("anna").ring).entries > 3
    with pytest.raises(TextGone):
        agreed(destruction.destroy_note, desk("anna"), NUMBER, first.seq, "noch einmal")


def test_note_dropped_without_its_act_closes_the_case(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    for text in ("Eins.", "Zwei."):
        casework.note(desk("anna"), NUMBER, text)
    one, two = notes(desk)
    agreed(destruction.destroy_note, desk("anna"), NUMBER, one.seq, "unnötig")
    execute(cabinet, "DELETE FROM journal_text WHERE seq = :seq", seq=two.seq)
    with pytest.raises(SealBroken):
        reading.view(desk("anna"), NUMBER)


def test_only_notes_can_be_destroyed_in_the_log(sent: Reporter, desk: Desks) -> None:
    for act in reading.whole_log(desk("anna"), NUMBER):
        with pytest.raises(BlobGone):
            agreed(destruction.destroy_note, desk("anna"), NUMBER, act.seq, "weg")


def test_no_destruction_without_a_reason(sent: Reporter, desk: Desks, blobs: BlobStore) -> None:
    casework.note(desk("anna"), NUMBER, "Eins.")
    with pytest.raises(ReasonMissing):
        agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "  ")
    with pytest.raises(ReasonMissing):
        agreed(destruction.destroy_note, desk("anna"), NUMBER, notes(desk)[0].seq, "")


def test_who_holds_no_key_destroys_nothing(reporter: Callable[[], Reporter], desk: Desks, blobs: BlobStore) -> None:
    one = reporter()
    one.send(Report("Erfunden.", excluded=(desk("bernd").officer_id,)))
    collect(desk("anna"))
    with pytest.raises(FileNotFound):
        agreed(destruction.destroy_message, desk("bernd"), blobs, NUMBER, REPORTER, 0, "weg")


def test_nothing_is_entered_while_the_letterbox_still_has_it(
    sent: Reporter, desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAway()

    monkeypatch.setattr(Letterbox, "empty_message", away)
    with pytest.raises(StoreAway):
        agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "weg")
    one = spoken(desk, 0)
    assert one.said is not None
    assert one.destroyed is None


def test_second_click_destroys_nothing_more(sent: Reporter, desk: Desks, blobs: BlobStore) -> None:
    waits = []
    for _ in range(2):
        with pytest.raises(NeedsSecond) as refused:
            destruction.destroy_message(desk("anna"), blobs, NUMBER, REPORTER, 0, "weg", once="eins")
        waits.append(refused.value)
    assert waits[0].n == waits[1].n == 1
    confirmed(desk("anna"), waits[0], blobs)
    acts = [act for act in reading.whole_log(desk("anna"), NUMBER) if act.kind is Kind.MESSAGE_DESTROYED]
    assert len(acts) == 1


def test_emptied_place_does_not_tell_by_its_tag_what_stood_there(
    sent: Reporter, desk: Desks, blobs: BlobStore, letterbox: Store[Letterbox]
) -> None:
    query = "SELECT tag FROM message WHERE author = 'reporter' AND place = 0"
    before = execute(letterbox, query)[0][0]
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "weg")
    assert execute(letterbox, query)[0][0] != before


def test_nothing_is_destroyed_before_take_over_nor_by_a_colleague(
    reporter: Callable[[], Reporter], desk: Desks, blobs: BlobStore, ring: Ring, booth: Booth
) -> None:
    """Not the report, not what the office wrote, no file and no note; and each refusal says which of both it is."""
    one, file = reporter(), store_file(blobs, [b"Text"], "notiz.txt", cleaned=False)
    submit(booth, one.code, Report("Erfunden."), "Eingegangen.", (file,))
    collect(desk("anna"))
    casework.reply(desk("anna"), NUMBER, "Eine Antwort.")
    casework.note(desk("anna"), NUMBER, "Ein Vermerk.")
    seq = reading.whole_log(desk("anna"), NUMBER)[-1].seq
    everything: list[Callable[[Desk], object]] = [
        lambda at: agreed(destruction.destroy_message, at, blobs, NUMBER, REPORTER, 0, "weg"),
        lambda at: agreed(destruction.destroy_message, at, blobs, NUMBER, OFFICE, 0, "weg"),
        lambda at: agreed(destruction.destroy_message, at, blobs, NUMBER, OFFICE, 1, "weg"),
        lambda at: agreed(destruction.destroy_note, at, NUMBER, seq, "weg"),
        lambda at: agreed(destruction.destroy_file, at, blobs, NUMBER, file.blob, "weg"),
    ]
    for destroy in everything:
        with pytest.raises(DestroyingTooEarly):
            destroy(desk("anna"))
    casework.take_over(desk("bernd"), NUMBER)
    before = reading.view(desk("anna"), NUMBER)
    for destroy in everything:
        with pytest.raises(NotResponsible):
            destroy(desk("anna"))
    assert reading.view(desk("anna"), NUMBER) == before
    for destroy in everything[::-1]:
        destroy(desk("bernd"))


def test_no_byte_of_a_destroyed_text_is_left_in_the_database_files(
    sent: Reporter, desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    casework.note(desk("anna"), NUMBER, "Herr Zufall war auch da.")
    seq = notes(desk)[0].seq
    gone = [execute(cabinet, "SELECT sealed FROM journal_text WHERE seq = :seq", seq=seq)[0][0]]
    gone += [execute(letterbox, "SELECT sealed FROM message WHERE author = 'reporter'")[0][0]]
    agreed(destruction.destroy_note, desk("anna"), NUMBER, seq, "unnötig")
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, REPORTER, 0, "unnötig")
    for store in (cabinet, letterbox):
        assert store.url.database
        file = Path(store.url.database)
        left = b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))
        assert not [sealed for sealed in gone if sealed[:64] in left or sealed[-64:] in left]
