"""What somebody with SQL, or with patience, might try: none of it opens a case, loses a word or closes a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import first_report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.errors import FormatBroken
from hinweisgeber.store.blobs import DAY, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import SWEEP_DAYS, sweep
from hinweisgeber.usecases.officer import casework, measures, overview, reading
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import open_file
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.reporter import conversation, mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import ExcludedTooLate
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import Sent, submit
from tests.agreed import agreed
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute
from tests.version_1 import sealed_1

NUMBER = "HM-2026-0001"
Reporters = Callable[[], Reporter]


def test_excluded_officer_gets_no_key_to_a_measure_whatever_rows_say(
    reporter: Reporters, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    excluded, anna = desk("bernd"), desk("anna")
    reporter().send(Report("Erfunden.", excluded=(excluded.officer_id,)))
    collect(anna)
    casework.take_over(anna, NUMBER)
    casework.change_stage(anna, NUMBER, "INVESTIGATION", "")
    casework.change_stage(anna, NUMBER, "RESPONSE", "")
    with cabinet.write() as cab:
        cab.put_wrap(cab.file_ids().pop(), excluded.officer_id, b"junk")
    measures.add(anna, NUMBER, "Bernd versetzen", "Personalamt", TODAY)
    assert measures.register(excluded) == measures.Register()
    with pytest.raises(FileNotFound):
        measures.done(excluded, "MN-2026-0001")


def test_who_holds_no_key_to_a_case_gets_none_to_its_measures(only_annas: None, desk: Desks) -> None:
    """Admitted on the afternoon of the day a report came: in that day's ring, but on no form and with no wrap."""
    anna, bernd = desk("anna"), desk("bernd")
    measures.add(anna, NUMBER, "Bernd versetzen", "Personalamt", TODAY)
    assert [len(measures.register(at).views) for at in (anna, desk("lead"), bernd)] == [1, 1, 0]
    agreed(casework.assign, anna, NUMBER, bernd.officer_id, "Vertretung")
    assert len(measures.register(bernd).views) == 1


@pytest.fixture
def only_annas(reporter: Reporters, desk: Desks) -> None:
    """A case in Resonanz that was not sealed for Bernd."""
    anna, bernd = desk("anna"), desk("bernd")
    others = tuple(one for one in anna.ring.officers(TODAY) if one.officer_id != bernd.officer_id)
    with mock.patch.object(Ring, "receivers", return_value=others):
        reporter().send()
    collect(anna)
    casework.take_over(anna, NUMBER)
    casework.change_stage(anna, NUMBER, "INVESTIGATION", "")
    casework.change_stage(anna, NUMBER, "RESPONSE", "")


def test_junk_wrap_does_not_lock_a_deputy_out(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    anna, bernd = desk("anna"), desk("bernd")
    casework.take_over(anna, NUMBER)
    execute(cabinet, "UPDATE file_wrap SET wrap = :w, own = 0 WHERE officer_id = :o", w=b"junk", o=bernd.officer_id)
    agreed(casework.assign, anna, NUMBER, bernd.officer_id, "Vertretung")
    assert reading.view(bernd, NUMBER).case.assigned_to == bernd.officer_id


def test_who_is_excluded_later_never_reads_the_later_text(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    one, excluded = reporter(), (desk("bernd").officer_id,)
    one.send(Report("Erfunden."))
    with pytest.raises(ExcludedTooLate):
        one.send(Report("Ich sitze neben ihm.", excluded=excluded))
    assert one.texts() == ["Erfunden.", "Eingegangen."]


def test_files_that_waited_may_come_twice_with_a_changed_text(
    reporter: Reporters, booth: Booth, tmp_path: Path
) -> None:
    one = reporter()
    file = store_file(blob_store(f"file://{tmp_path}/blobs"), [b"Bild"], "a.jpg", cleaned=False)
    sendings = [submit(booth, one.code, Report(text), None, (file,)).sent for text in ("Eins.", "Zwei.", "Zwei.")]
    assert sendings == [Sent.NEW, Sent.ADDED, Sent.ADDED]
    assert [line.said.files for line in one.read().lines if line.said] == [(file,), (file,)]


def test_collected_files_survive_the_loss_of_the_letterbox(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox], booth: Booth, cabinet: Store[Cabinet], tmp_path: Path
) -> None:
    one, blobs = reporter(), blob_store(f"file://{tmp_path}/blobs")
    first, later = (store_file(blobs, [text], "a.jpg", cleaned=False) for text in (b"eins", b"zwei"))
    submit(booth, one.code, Report("Erfunden."), None, (first,))
    mailbox.write_on(booth, mailbox.open_mailbox(booth, one.code), "Nachtrag", "x", (later,))
    collect(desk("anna"))
    execute(letterbox, "DELETE FROM blob")
    assert sweep(blobs, letterbox, cabinet, time.time() + (SWEEP_DAYS + 2) * DAY) == 0
    assert set(blobs.names(time.time() + DAY)) == {first.blob, later.blob}


def test_dropped_message_shows_as_one_that_does_not_open(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    sent.write("Das Wichtigste.")
    collect(desk("anna"))
    assert [s.said.text for s in reading.view(desk("anna"), NUMBER).dialogue if s.said][-1] == "Das Wichtigste."
    execute(cabinet, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    shown = reading.view(desk("anna"), NUMBER).dialogue
    assert [(s.author, s.place, s.said) for s in shown][-1] == ("reporter", 1, None)


def test_sheet_that_is_not_the_sum_of_its_acts_opens_no_page(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch, tampering: None
) -> None:
    """Somebody who holds the key and SQL writes another sheet: the page refuses, and so does every act."""
    anna = desk("anna")
    with cabinet.write() as cab:
        opened = open_file(cab, anna, "case", NUMBER)
        forged = opened.sheet.replace(b'"stage":"RECEIVED"', b'"stage":"CLOSED"')
        sealed = seal_text(*opened.keys.sheet(opened.row.revision), forged)
    execute(cabinet, "UPDATE file SET sheet = :s", s=sealed)
    for act in (lambda: reading.view(anna, NUMBER), lambda: casework.note(anna, NUMBER, "x")):
        with pytest.raises(SealBroken):
            act()


def test_a_line_that_is_too_long_to_keep_is_still_shown(
    sent: Reporter, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object) -> bytes:
        raise FormatBroken("too many bytes")

    monkeypatch.setattr(Identity, "seal_line", too_large)
    assert [row.number for row in overview.every_row(desk("anna"))[0]] == [NUMBER]


def test_report_dated_beyond_reason_is_not_taken_in(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    reporter().send()
    reporter().send()
    far = (TODAY + timedelta(days=3000)).isoformat()
    execute(letterbox, "UPDATE report SET received = :d WHERE seq = 1", d=far)
    assert collect(desk("anna")) == Collected(unreadable=1)
    assert len(overview.every_row(desk("anna"))[0]) == 1


def test_nobody_fills_a_page_by_writing(sent: Reporter, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest messages are shown, however long they are; older ones stand on pages of their own. The office shows
    the report and the newest, and says so."""
    for number in range(12):
        sent.write(f"Nachricht {number}")
    monkeypatch.setattr(conversation, "PAGE_LETTERS", 30)
    talk = sent.read()
    assert 0 < talk.older == len(talk.lines) < 14
    assert [line.said.text for line in talk.lines if line.said][-1] == "Nachricht 11"
    monkeypatch.setattr(conversation, "PAGE_LETTERS", 0)
    assert len(sent.read().lines) == 1, "one always"
    monkeypatch.setattr(reading, "SHOWN_BYTES", 5 * 4300)
    collect(desk("anna"))
    shown = reading.view(desk("anna"), NUMBER)
    assert shown.left_out == 14 - len(shown.dialogue) > 0


def test_message_swapped_by_who_holds_the_key_shows_as_one_that_does_not_open(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    anna = desk("anna")
    with cabinet.read() as cab:
        opened = open_file(cab, anna, "case", NUMBER)
    forged = sealed_1(opened.keys.dialogue, opened.id, "reporter", 0, sent.booth, first_report(Report("Alles gut.")))
    execute(cabinet, "UPDATE message SET sealed = :s WHERE author = 'reporter'", s=forged.sealed)
    shown = {(s.author, s.place): s.said for s in reading.view(anna, NUMBER).dialogue}
    assert shown["reporter", 0] is None


def test_the_function_of_an_excluded_officer_is_barred_under_any_id(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a lost passphrase the same person is in the ring anew, under another id."""
    anna, bernd = desk("anna"), desk("bernd")
    reporter().send(Report("Erfunden.", excluded=("f" * 16,)))
    collect(anna)
    casework.take_over(anna, NUMBER)
    function = next(o.function for o in anna.ring.everyone if o.officer_id == bernd.officer_id)
    former = replace(anna.ring.everyone[0], officer_id="f" * 16, function=function.upper())
    monkeypatch.setattr(Ring, "everyone", property(lambda ring: (former, *ring._officers.values())))
    with pytest.raises(NotAllowed):
        agreed(casework.assign, anna, NUMBER, bernd.officer_id, "x")
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(anna, NUMBER, stage, "")
    measures.add(anna, NUMBER, "Bernd versetzen", "Personalamt", TODAY)
    assert (len(measures.register(anna).views), measures.register(bernd)) == (1, measures.Register())


def test_a_wrap_for_the_function_of_somebody_excluded_is_not_taken_in(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The intake's ring may be older than the office's, and know nothing of the former id."""
    anna, bernd = desk("anna"), desk("bernd")
    reporter().send(Report("Erfunden.", excluded=("f" * 16,)))
    function = next(o.function for o in anna.ring.everyone if o.officer_id == bernd.officer_id)
    former = replace(anna.ring.everyone[0], officer_id="f" * 16, function=function.upper())
    monkeypatch.setattr(Ring, "everyone", property(lambda ring: (former, *ring._officers.values())))
    for at in (bernd, anna, bernd):
        assert collect(at) == Collected()
    assert [len(overview.every_row(at)[0]) for at in (bernd, anna)] == [0, 1]
