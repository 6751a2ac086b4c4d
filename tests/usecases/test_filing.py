"""What an officer takes on file is a file of the case like all others, but never the reporter's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.ending import DocumentAhead, DocumentMissing, DocumentTaken, HoldStands
from hinweisgeber.domain.errors.fields import ChoiceMissing, TextMissing, TextTooLong
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.domain.filing_step import EvidenceFiled
from hinweisgeber.domain.persons.source import LeftOut
from hinweisgeber.errors import Refused
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase, verifying
from hinweisgeber.usecases.keeper.sweep import sweep
from hinweisgeber.usecases.keeper.verifying.blob_store import Bytes
from hinweisgeber.usecases.leaving import access, confirming, copies, destruction, evidence, persons, retention
from hinweisgeber.usecases.officer import casework, filing, reading, recusal
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, open_file, read_log
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.officer.filing import Described
from hinweisgeber.usecases.reporter.files import read_file, store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed, confirmed
from tests.closing import ready_to_close
from tests.founded import TODAY, Founded
from tests.usecases.backups import Backups, desks, restored
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
TOLD = Described("Rechnung 17 an Karin Müller", "Sachgebiet 30", "deed", "for", date(2026, 11, 2), "Seite 2")
TEXT, THEIRS = b"Andere Seite", b"Foto der Rechnung"
MARK = "[andere Person]"


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def one(reporter: Callable[[], Reporter], blobs: BlobStore) -> Reporter:
    """Who sent a report with a file, from which bernd is kept."""
    return reporter()


@pytest.fixture
def at(one: Reporter, blobs: BlobStore, desk: Desks, founded: Founded) -> Desk:
    """anna with that case."""
    report = Report("Karin Müller hat doppelt bezahlt.", excluded=(founded.people["bernd"].officer_id,))
    submit(one.booth, one.code, report, "Eingegangen.", (store_file(blobs, [THEIRS], "foto.txt", cleaned=False),))
    collect(desk("anna"))
    casework.take_over(desk("anna"), NUMBER)
    persons.add(desk("anna"), NUMBER, persons.Known("Karin Müller", "concerned", surname=True, since=TODAY))
    return desk("anna")


@pytest.fixture
def stored(blobs: BlobStore) -> Callable[..., Attachment]:
    """A file as the form brings it."""
    return lambda content=TEXT, name="rechnung.txt": store_file(blobs, [content], name, cleaned=False)


Storing = Callable[..., Attachment]


def filed(at: Desk) -> list[evidence.EvidenceFile]:
    return [one for one in evidence.every(at, NUMBER) if one.filed]


def content(blobs: BlobStore, file: Attachment) -> bytes:
    return b"".join(read_file(blobs, file))


# -- taking on file ------------------------------------------------------------------------------------------------


def test_one_entry_and_whoever_holds_the_case_reads_it(
    at: Desk, desk: Desks, blobs: BlobStore, stored: Storing, founded: Founded
) -> None:
    before, file = reading.whole_log(at, NUMBER), stored()
    case = filing.file_evidence(at, NUMBER, TOLD, (file,))
    act = reading.whole_log(at, NUMBER)[-1]
    assert (act.kind, len(reading.whole_log(at, NUMBER))) == (Kind.EVIDENCE_FILED, len(before) + 1)
    assert isinstance(act.data, EvidenceFiled)
    assert (act.data.title, act.data.day) == ("Rechnung 17 an Person A", date(2026, 11, 2))
    assert case.evidence == (file.blob,)
    assert content(blobs, filed(desk("lead"))[0].file) == TEXT
    with pytest.raises(FileNotFound):
        filing.file_evidence(desk("bernd"), NUMBER, TOLD, (stored(),))


@pytest.mark.parametrize(
    ("told", "refused", "field"),
    [
        (replace(TOLD, title=" "), TextMissing, "title"),
        (replace(TOLD, source="x" * 2001), TextTooLong, "source"),
        (replace(TOLD, kind="deeds"), ChoiceMissing, "kind"),
        (replace(TOLD, relevance=""), ChoiceMissing, "relevance"),
        (replace(TOLD, day=TODAY + timedelta(days=1)), DocumentAhead, "day"),
    ],
)
def test_what_is_refused_names_its_field_and_leaves_nothing(
    told: Described, refused: type[Refused], field: str, at: Desk, stored: Storing, cabinet: Store[Cabinet]
) -> None:
    before, file = reading.whole_log(at, NUMBER), stored()
    with pytest.raises(refused) as wrong:
        filing.file_evidence(at, NUMBER, told, (file,))
    assert wrong.value.field == field
    assert reading.whole_log(at, NUMBER) == before
    with cabinet.read() as cab:
        assert file.blob not in cab.named_blobs([file.blob])


def test_a_document_without_a_file_is_none_and_its_own_day_may_be_today_or_unknown(at: Desk, stored: Storing) -> None:
    with pytest.raises(DocumentMissing):
        filing.file_evidence(at, NUMBER, TOLD, ())
    filing.file_evidence(at, NUMBER, replace(TOLD, day=TODAY), (stored(),))
    filing.file_evidence(at, NUMBER, replace(TOLD, day=None, remark=" "), (stored(),))
    data = reading.whole_log(at, NUMBER)[-1].data.values()
    assert {"day", "remark"} & data.keys() == set()


def test_no_file_is_filed_that_belongs_to_something_already(at: Desk, stored: Storing) -> None:
    """A file of a message, of another document, or of another case."""
    filing.file_evidence(at, NUMBER, TOLD, (first := stored(),))
    theirs = evidence.every(at, NUMBER)[0].file
    for file in (first, theirs):
        with pytest.raises(DocumentTaken):
            filing.file_evidence(at, NUMBER, TOLD, (file,))


def test_the_same_once_is_one_entry(at: Desk, stored: Storing) -> None:
    for _ in range(2):
        filing.file_evidence(at, NUMBER, TOLD, (stored(),), "once")
    assert len(filed(at)) == 1


# -- a file like all others ------------------------------------------------------------------------------------------


def test_copies_are_made_of_it_and_go_with_it(at: Desk, blobs: BlobStore, stored: Storing) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(),))
    (document,) = filed(at)
    copies.make_working_copy(at, blobs, NUMBER, document.file.blob)
    copies.redact(at, blobs, NUMBER, document.file.blob, (), "Name.", words="Seite")
    (document,) = filed(at)
    made = [copy.file.blob for copy in document.copies]
    assert len(made) == 2
    agreed(destruction.destroy_file, at, blobs, NUMBER, document.file.blob, "Unnötig.")
    assert not any(blobs.has(name) for name in (document.file.blob, *made))
    assert filed(at) == []


def test_the_sweep_leaves_it_and_takes_what_nobody_named(
    at: Desk, blobs: BlobStore, stored: Storing, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (kept := stored(),))
    dropped = stored(b"nie abgesandt")
    assert sweep(blobs, letterbox, cabinet, 10.0**10) == 1
    assert (blobs.has(kept.blob), blobs.has(dropped.blob)) == (True, False)


def test_who_comes_later_reads_it_and_who_left_reads_nothing_that_comes(
    at: Desk, desk: Desks, stored: Storing, ring: Ring, blobs: BlobStore, cabinet: Store[Cabinet]
) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(),))
    recusal.recuse(desk("lead"), NUMBER, "Befangen.", "Jemand ist ausgeschieden.")
    filing.file_evidence(at, NUMBER, TOLD, (stored(b"danach"),))
    with pytest.raises(FileNotFound):
        evidence.every(desk("lead"), NUMBER)
    with cabinet.read() as cab:
        opened = open_file(cab, at, CASE, NUMBER)
    assert opened.keys.epoch.number > 1
    assert [content(blobs, one.file) for one in filed(at)] == [TEXT, b"danach"]


def test_a_backup_brings_it_back(
    at: Desk, stored: Storing, tmp_path: Path, founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox],
    blobs: BlobStore, ring: Ring,
) -> None:  # fmt: skip
    filing.file_evidence(at, NUMBER, TOLD, (stored(),))
    backups = Backups(letterbox, cabinet, blobs, ring, tmp_path / "backups")
    with restored(backups, backups.make(), tmp_path / "new") as target:
        (anna,) = desks(founded, target, ["anna"])
        assert [content(target.blobs, one.file) for one in filed(anna)] == [TEXT]


def test_it_goes_with_the_case(
    at: Desk, stored: Storing, blobs: BlobStore, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (file := stored(),))
    persons.inform(at, NUMBER, 0, TODAY)
    ready_to_close(at, NUMBER)
    casework.close(at, NUMBER, "INVESTIGATED", "Fertig.")
    agreed(retention.authorise, at, NUMBER, archive=False)
    due = reading.look(at, NUMBER).case.deletable_from
    assert due
    erase.carry_out(letterbox, cabinet, blobs, lambda *_: None, due)
    assert not blobs.has(file.blob)


@pytest.mark.parametrize(("how", "why"), [("gone", "file is gone"), ("other bytes", "file is another")])
def test_verify_names_bytes_that_are_gone_or_others_without_a_key(
    how: str, why: str, at: Desk, stored: Storing, blobs: BlobStore, cabinet: Store[Cabinet], ring: Ring,
    letterbox: Store[Letterbox], settings: config.Settings, tampering: None,
) -> None:  # fmt: skip
    filing.file_evidence(at, NUMBER, TOLD, (file := stored(),))
    path = next(Path(settings.blobs_url.removeprefix("file://")).rglob(file.blob))
    if how == "gone":
        path.unlink()
    else:
        sealed = bytearray(path.read_bytes())
        sealed[-1] ^= 1
        path.chmod(0o600)
        path.write_bytes(sealed)
    office = verifying.Office(cabinet, letterbox, blobs)
    found = verifying.examine(office, ring, today=date.max, files=Bytes.ALL).findings
    assert [(one.what, one.why) for one in found] == [(f"blob {file.blob}", why)]


# -- destroying it -----------------------------------------------------------------------------------------------------


def test_two_destroy_it_on_that_day_and_the_reporter_is_told_nothing(
    one: Reporter, at: Desk, blobs: BlobStore, stored: Storing
) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(),))
    (document,) = filed(at)
    lines = len(one.read().lines)
    with pytest.raises(NeedsSecond) as waits:
        destruction.destroy_file(at, blobs, NUMBER, document.file.blob, "Unnötig.")
    proposal = reading.look(at, NUMBER).case.proposals[-1]
    assert (proposal.row, proposal.not_before, proposal.place) == ("destroy-filed", TODAY, -1)
    confirmed(at, waits.value, blobs)
    assert filed(at) == []
    assert len(one.read().lines) == lines
    assert fold.fold(reading.whole_log(at, NUMBER)).evidence == (document.file.blob,)


def test_of_the_reporters_own_file_they_are_still_told_before(at: Desk, blobs: BlobStore, stored: Storing) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(THEIRS),))
    theirs = evidence.every(at, NUMBER)[0]
    assert theirs.from_reporter
    with pytest.raises(NeedsSecond):
        destruction.destroy_file(at, blobs, NUMBER, theirs.file.blob, "Unnötig.")
    proposal = reading.look(at, NUMBER).case.proposals[-1]
    assert (proposal.row, proposal.not_before > TODAY, proposal.place >= 0) == ("destroy-file", True, True)


def test_what_is_held_is_not_destroyed(at: Desk, blobs: BlobStore, stored: Storing) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(),))
    agreed(retention.propose_hold, at, NUMBER, "Klage", "Art. 17 DSGVO", TODAY + timedelta(days=200))
    with pytest.raises(HoldStands):
        destruction.destroy_file(at, blobs, NUMBER, filed(at)[0].file.blob, "Unnötig.")


def test_a_file_of_the_reporters_that_is_called_the_offices_own_is_destroyed_by_nobody(
    at: Desk, desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch, cabinet: Store[Cabinet]
) -> None:
    """An officer with a program of their own files it under its own name; the second's program sees whose it is."""
    theirs = evidence.every(at, NUMBER)[0].file
    hashed = replace(theirs, sealed="0" * 96)
    with monkeypatch.context() as own:
        own.setattr(Cabinet, "named_blobs", lambda self, names: set())
        own.setattr(Cabinet, "name_blobs", lambda self, *_: None)
        filing.file_evidence(at, NUMBER, TOLD, (hashed,))
    assert theirs.blob in reading.look(at, NUMBER).case.evidence
    assert [(one.from_reporter, one.filed) for one in evidence.every(at, NUMBER)] == [(True, None)]
    with pytest.raises(NotAllowed):
        destruction.destroy_file(at, blobs, NUMBER, theirs.blob, "Unnötig.")
    with monkeypatch.context() as own:
        own.setattr(destruction, "find_in", lambda *_: replace(evidence.every(at, NUMBER)[0], filed=read(at, cabinet)))
        with pytest.raises(NeedsSecond) as waits:
            destruction.destroy_file(at, blobs, NUMBER, theirs.blob, "Unnötig.")
    second = desk("lead")
    hash_ = confirming.look(second, NUMBER, waits.value.n).agreed.hash
    with pytest.raises(NotAllowed):
        confirming.confirm(second, blobs, NUMBER, waits.value.n, hash_)
    assert blobs.has(theirs.blob)


def read(at: Desk, cabinet: Store[Cabinet]) -> Act:
    """The newest act of the case."""
    with cabinet.read() as cab:
        return read_log(cab, open_file(cab, at, CASE, NUMBER))[-1]


# -- what a person concerned is told of it (DSGVO Art. 15) -------------------------------------------------------------


def answer(at: Desk) -> tuple[list[str], list[LeftOut]]:
    """What would be told to the person concerned, and why the documents are left out that are."""
    found = access.collect(at, NUMBER, 0, MARK)
    left_out = [one.why for one in found.withheld if one.act and one.act.kind is Kind.EVIDENCE_FILED]
    return [one.text for one in found.told], left_out


def test_who_is_named_in_what_is_said_of_a_document_is_told_that_and_not_where_it_is_from(
    at: Desk, stored: Storing
) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(),))
    assert answer(at) == (["Rechnung 17 an Person A\nSeite 2"], [])


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (replace(TOLD, source="von der hinweisgebenden Person übergeben"), LeftOut.ABOUT_SOURCE),
        (replace(TOLD, remark="wie in der Meldung beschrieben"), LeftOut.SPEAKS_OF_SOURCE),
        (replace(TOLD, remark="Karin Müller hat doppelt bezahlt"), LeftOut.QUOTES_SOURCE),
        (replace(TOLD, title="Rechnung 18"), LeftOut.UNREAD),
        (replace(TOLD, title="Rechnung 18", source="Karin Müller"), LeftOut.UNREAD),
    ],
)
def test_what_would_tell_the_source_or_names_nobody_is_left_out_and_said(
    told: Described, why: LeftOut, at: Desk, stored: Storing
) -> None:
    filing.file_evidence(at, NUMBER, told, (stored(),))
    assert answer(at) == ([], [why])


def test_a_document_with_the_content_of_a_file_the_reporter_sent_is_never_told(at: Desk, stored: Storing) -> None:
    filing.file_evidence(at, NUMBER, TOLD, (stored(THEIRS),))
    assert answer(at) == ([], [LeftOut.FILE])


def test_a_document_is_no_word_of_the_reporter(at: Desk, stored: Storing) -> None:
    """What an officer wrote of it may be repeated to anybody as theirs."""
    filing.file_evidence(at, NUMBER, replace(TOLD, title="Gelbe Kassenbelege aus dem Keller"), (stored(),))
    access.answer(at, NUMBER, 0, "Gelbe Kassenbelege aus dem Keller", "")
