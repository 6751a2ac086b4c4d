"""Files of a case: copies are shared and sealed, what fails leaves nothing, and only what nobody names is swept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.files import BlobKey, FileSealer
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.attachment import Attachment, Copy
from hinweisgeber.domain.dialogue.minutes import BECAUSE
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing, TextTooLong
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.sandbox import Box, Cleaned, FileKind, Scanner, ScanResult
from hinweisgeber.sandbox.errors import CannotClean
from hinweisgeber.sandbox.inside.kinds import MIMETYPE
from hinweisgeber.store.blobs import DAY, BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import BlobGone, StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.keeper.sweep import SWEEP_DAYS, sweep
from hinweisgeber.usecases.leaving import copies, destruction, evidence
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk, open_file
from hinweisgeber.usecases.officer.errors import FileExchanged, FileNotFound, RedactedMeanwhile
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import read_file, store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed, confirmed
from tests.burglar import Burglar
from tests.founded import TODAY, Founded
from tests.sandbox.fake_clamd import FakeClamd, clamd
from tests.usecases.conftest import Desks, Reporter

CASE, TEXT = "HM-2026-0001", "Zeuge\u200b Nummer eins".encode()
BOX = [Box(1, 0, 0, 0.5, 0.5)]


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def folder(settings: config.Settings) -> Path:
    return Path(settings.blobs_url.removeprefix("file://"))


@pytest.fixture
def file(
    blobs: BlobStore, booth: Booth, ring: Ring, reporter: Callable[[], Reporter], desk: Desks,
    founded: Founded,
) -> Attachment:  # fmt: skip
    """A text file of case 1, which bernd may not open."""
    attachment = store_file(blobs, [TEXT], "notiz.txt", cleaned=False)
    report = Report("Erfunden.", excluded=(founded.people["bernd"].officer_id,))
    submit(booth, reporter().code, report, None, (attachment,))
    assert collect(desk("anna")) == Collected()
    return attachment


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def content(blobs: BlobStore, file: Attachment) -> bytes:
    return b"".join(read_file(blobs, file))


def test_file_is_found_with_its_sender_by_holders_of_the_key_only(
    file: Attachment, desk: Desks, blobs: BlobStore
) -> None:
    found = evidence.find(desk("lead"), CASE, file.blob)
    assert (found.file, found.from_reporter, found.written, found.copies) == (file, True, TODAY, ())
    with pytest.raises(FileNotFound):
        evidence.find(desk("bernd"), CASE, file.blob)
    with pytest.raises(FileNotFound):
        copies.make_working_copy(desk("bernd"), blobs, CASE, file.blob)
    with pytest.raises(FileNotFound):
        agreed(destruction.destroy_file, desk("bernd"), blobs, CASE, file.blob, "weil")
    with pytest.raises(BlobGone):
        evidence.find(desk("anna"), CASE, "0" * 32)


def test_working_copy_is_made_once_and_shared(file: Attachment, desk: Desks, blobs: BlobStore, folder: Path) -> None:
    made = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert content(blobs, made.file) == b"Zeuge Nummer eins"
    assert made.findings == (("hidden-signs", "U+200B"),)
    assert copies.make_working_copy(desk("lead"), blobs, CASE, file.blob) == made
    assert evidence.find(desk("lead"), CASE, file.blob).working_copy == made
    assert there(folder) == {file.blob, made.file.blob}


def test_copy_by_earlier_rules_is_no_copy_any_more_and_made_anew(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        noted = Copy.payload
        earlier.setattr(Copy, "payload", lambda copy: noted(copy).replace(b',"rules":%d' % sandbox.RULES, b""))
        old = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    found = evidence.find(desk("anna"), CASE, file.blob)
    assert (found.copies, found.working_copy, found.for_others, found.outdated) == ((), None, None, True)
    with pytest.raises(BlobGone):
        found.copy(old.file.blob)
    new = copies.make_working_copy(desk("lead"), blobs, CASE, file.blob)
    assert (new.n, new.rules) == (old.n + 1, sandbox.RULES)
    found = evidence.find(desk("anna"), CASE, file.blob)
    assert (found.copies, found.working_copy, found.for_others) == ((new,), new, new)
    casework.take_over(desk("anna"), CASE)
    agreed(destruction.destroy_file, desk("anna"), blobs, CASE, file.blob, "Beifang")
    assert there(folder) == set(), "the earlier copy goes along"


def test_pictures_and_drawn_pages_stay_good() -> None:
    assert [sandbox.outdated(mimetype, 0) for mimetype in ("image/png", "application/pdf", "video/mp4")] == [False] * 3
    assert all(
        sandbox.outdated(MIMETYPE[kind], 1)
        for kind in (FileKind.TEXT, FileKind.CSV, FileKind.DOCX, FileKind.ODS, FileKind.MP3)
    )
    assert not any(sandbox.outdated(mimetype, sandbox.RULES) for mimetype in MIMETYPE.values())


def test_drawn_pages_are_made_once_of_the_copy_and_stand_before_it(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bytes] = []

    def draw(source: Iterator[bytes], name: str) -> Cleaned:
        given.append(b"".join(source))
        return Cleaned(FileKind.PDF, "application/pdf", "notiz.pdf", iter([b"%PDF-"]), (), pages=2, drawn=True)

    monkeypatch.setattr(sandbox, "draw", draw)
    monkeypatch.setattr(sandbox, "drawable", lambda mimetype: mimetype.startswith("text/"))
    with pytest.raises(NotAllowed):  # there is no working copy yet, and an original is never drawn
        copies.make_drawn_copy(desk("anna"), blobs, CASE, file.blob)
    copy = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert evidence.find(desk("anna"), CASE, file.blob).can_be_drawn
    drawn = copies.make_drawn_copy(desk("anna"), blobs, CASE, file.blob)
    assert copies.make_drawn_copy(desk("lead"), blobs, CASE, file.blob) == drawn
    assert given == [content(blobs, copy.file)]
    assert (drawn.drawn, drawn.pages, drawn.redacted) == (True, 2, False)
    found = evidence.find(desk("lead"), CASE, file.blob)
    assert (found.working_copy, found.drawn_copy, found.pages, found.for_others) == (copy, drawn, drawn, drawn)
    assert not found.can_be_drawn
    assert there(folder) == {file.blob, copy.file.blob, drawn.file.blob}
    agreed(destruction.destroy_file, _responsible(desk), blobs, CASE, file.blob, "Beifang")
    assert there(folder) == set()


def _responsible(desk: Desks) -> Desk:
    casework.take_over(desk("anna"), CASE)
    return desk("anna")


def test_pages_are_outdated_with_the_document_they_show() -> None:
    assert sandbox.outdated("application/pdf", 0, drawn=True)
    assert not sandbox.outdated("application/pdf", sandbox.RULES, drawn=True)


def test_copy_of_a_quicker_colleague_wins(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, quicker = copies._stored, []

    def while_a_colleague_works(*given: Any, **more: Any) -> object:
        monkeypatch.setattr(copies, "_stored", stored)
        quicker.append(copies.make_working_copy(desk("lead"), blobs, CASE, file.blob))
        return stored(*given, **more)

    monkeypatch.setattr(copies, "_stored", while_a_colleague_works)
    assert [copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)] == quicker
    assert there(folder) == {file.blob, quicker[0].file.blob}


def test_copy_whose_row_is_not_written_leaves_no_blob(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise StoreAway()

    monkeypatch.setattr(copies, "_keep", broken)
    with pytest.raises(StoreAway):
        copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert there(folder) == {file.blob}


def test_nothing_of_a_copy_is_readable(
    file: Attachment, desk: Desks, blobs: BlobStore, settings: config.Settings
) -> None:
    copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    stored = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    for word in (b"Zeuge Nummer", b"Nummer eins", b"notiz.txt", b"U+200B", b"hidden-signs", file.sha256.encode()):
        assert word not in stored


def test_what_cannot_be_cleaned_leaves_nothing(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut() -> Iterator[bytes]:
        yield b"half"
        raise CannotClean()

    half = Cleaned(FileKind.TEXT, "text/plain", "notiz.txt", cut(), ())
    monkeypatch.setattr(sandbox, "clean", lambda *given: half)
    with pytest.raises(CannotClean):
        copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert there(folder) == {file.blob}


def test_scan_is_for_holders_of_the_key_and_changes_nothing(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, cabinet: Store[Cabinet], ring: Ring, tmp_path: Path
) -> None:
    casework.take_over(desk("anna"), CASE)
    before, fake = verifying.verify(cabinet, ring).entries, FakeClamd()
    with clamd(tmp_path / "clamd.ctl", fake) as address:
        scanner = Scanner(address, 10)
        with pytest.raises(FileNotFound):
            evidence.scan(desk("bernd"), blobs, scanner, CASE, file.blob)
        assert evidence.scan(desk("anna"), blobs, scanner, CASE, file.blob) == ScanResult()
        with pytest.raises(BlobGone):
            evidence.scan(desk("anna"), blobs, scanner, CASE, "0" * 32)
        agreed(destruction.destroy_file, desk("anna"), blobs, CASE, file.blob, "Beifang")
        with pytest.raises(BlobGone):
            evidence.scan(desk("anna"), blobs, scanner, CASE, file.blob)
    assert fake.streams == [TEXT]
    assert verifying.verify(cabinet, ring, today=date.max).entries == before + 2, (
        "the destruction and its proposal only"
    )


def test_altered_blob_gets_no_verdict(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, tmp_path: Path
) -> None:
    path, fake = next(folder.rglob(file.blob)), FakeClamd()
    path.chmod(0o600)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with clamd(tmp_path / "clamd.ctl", fake) as address, pytest.raises(SealBroken):
        evidence.scan(desk("anna"), blobs, Scanner(address, 10), CASE, file.blob)
    assert fake.streams == []


def test_redaction_needs_copy_box_and_reason(file: Attachment, desk: Desks, blobs: BlobStore, folder: Path) -> None:
    at = desk("anna")
    with pytest.raises(NotAllowed):
        copies.redact(at, blobs, CASE, file.blob, BOX, "weil")
    copies.make_working_copy(at, blobs, CASE, file.blob)
    before = there(folder)
    with pytest.raises(NotAllowed):
        copies.redact(at, blobs, CASE, file.blob, [], "weil")
    with pytest.raises(ReasonMissing):
        copies.redact(at, blobs, CASE, file.blob, BOX, " ")
    with pytest.raises(TextTooLong):
        copies.redact(at, blobs, CASE, file.blob, BOX, "x" * 200_000)
    with pytest.raises(NotAllowed):  # a text has no places to cover
        copies.redact(at, blobs, CASE, file.blob, BOX, "weil")
    assert there(folder) == before


def test_a_copy_that_would_undo_what_a_colleague_covered_meanwhile_is_not_kept(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    slow, left = sandbox.redact_words, [there(folder)]

    def with_colleague(*given: Any) -> Any:
        monkeypatch.undo()
        copies.redact(desk("anna"), blobs, CASE, file.blob, [], "weil", words="Zeuge")
        left[0] = there(folder)
        return slow(*given)

    monkeypatch.setattr(sandbox, "redact_words", with_colleague)
    with pytest.raises(RedactedMeanwhile):
        copies.redact(desk("anna"), blobs, CASE, file.blob, [], "weil", words="eins")
    assert there(folder) == left[0]


def test_destruction_is_one_entry_and_takes_the_copies_along(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, cabinet: Store[Cabinet], ring: Ring
) -> None:
    at = desk("anna")
    casework.take_over(at, CASE)
    copies.make_working_copy(at, blobs, CASE, file.blob)
    before = verifying.verify(cabinet, ring).entries
    with pytest.raises(ReasonMissing):
        agreed(destruction.destroy_file, at, blobs, CASE, file.blob, "")
    with pytest.raises(NotAllowed):  # it would pass for the end of a recording, which no hold stops
        agreed(destruction.destroy_file, at, blobs, CASE, file.blob, BECAUSE)
    waits = []
    for _ in range(2):  # a second click
        with pytest.raises(NeedsSecond) as refused:
            destruction.destroy_file(at, blobs, CASE, file.blob, "Beifang", "token")
        waits.append(refused.value)
    assert waits[0].n == waits[1].n == 1
    confirmed(at, waits[0], blobs)
    with pytest.raises(BlobGone):
        agreed(destruction.destroy_file, desk("lead"), blobs, CASE, file.blob, "Noch einmal", "other")
    assert verifying.verify(cabinet, ring, today=date.max).entries == before + 2, "and its proposal"
    assert there(folder) == set()
    said = reading.view(at, CASE).standing[-1].data.values()
    assert (said["name"], said["sha256"], said["reason"]) == ("notiz.txt", file.sha256, "Beifang")
    for name in (evidence.find, lambda *a: copies.make_working_copy(a[0], blobs, *a[1:])):
        with pytest.raises(BlobGone):
            name(at, CASE, file.blob)


def test_nothing_is_entered_as_destroyed_that_is_still_there(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, cabinet: Store[Cabinet], ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    casework.take_over(desk("anna"), CASE)
    before = verifying.verify(cabinet, ring).entries

    def away(name: str) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(blobs, "delete", away)
        with pytest.raises(StoreAway):
            agreed(destruction.destroy_file, desk("anna"), blobs, CASE, file.blob, "Beifang", "token")
    assert verifying.verify(cabinet, ring, today=date.max).entries == before + 1, "the proposal"
    agreed(destruction.destroy_file, desk("anna"), blobs, CASE, file.blob, "Beifang", "token")
    assert there(folder) == set()
    assert verifying.verify(cabinet, ring, today=date.max).entries == before + 2


def test_sweep_takes_only_what_is_old_and_named_by_nobody(
    file: Attachment, desk: Desks, blobs: BlobStore, folder: Path, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    copy = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    ours = store_file(blobs, [b"Antwort"], "antwort.txt", cleaned=True)
    casework.reply(desk("anna"), CASE, "Siehe Datei.", files=(ours,))
    orphan = store_file(blobs, [b"abgebrochen"], "rest.txt", cleaned=False)
    named = {file.blob, copy.file.blob, ours.blob}
    today = next(folder.rglob(orphan.blob)).stat().st_mtime
    assert sweep(blobs, letterbox, cabinet, today + SWEEP_DAYS * DAY) == 0
    assert there(folder) == {*named, orphan.blob}
    assert sweep(blobs, letterbox, cabinet, today + SWEEP_DAYS * DAY + 1) == 1
    assert there(folder) == named


def test_sweep_asks_letterbox_and_cabinet(
    desk: Desks, sent: Reporter, blobs: BlobStore, folder: Path, letterbox: Store[Letterbox], cabinet: Store[Cabinet],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A report nobody has collected stands only in the letterbox, an answer not delivered only in the cabinet."""
    ours = store_file(blobs, [b"Antwort"], "antwort.txt", cleaned=True)
    with monkeypatch.context() as patched:
        patched.setattr(casework, "settle", lambda *given: None)
        casework.reply(desk("anna"), CASE, "Siehe Datei.", files=(ours,))
    theirs = store_file(blobs, [b"Neu"], "neu.txt", cleaned=False)
    with letterbox.write() as box:
        box.name_blobs(box.reports_since(0, desk("anna").officer_id)[0][1], [theirs.blob])
    assert sweep(blobs, letterbox, cabinet, 10.0**10) == 0
    assert there(folder) == {ours.blob, theirs.blob}


def test_a_copy_made_after_somebody_went_opens_to_none_of_their_keys(
    file: Attachment, desk: Desks, blobs: BlobStore, letterbox: Store[Letterbox], founded: Founded, tampering: None
) -> None:
    """No act goes with a working copy; a new key does all the same."""
    anna, lead = desk("anna"), desk("lead")
    with anna.cabinet.read() as cabinet:
        kept = open_file(cabinet, anna, "case", CASE).keys.newest.raw
    longer = founding.revoke(anna.cabinet, letterbox, anna.ring, founded.root(), "anna", TODAY, TODAY)
    copies.make_working_copy(replace(lead, ring=longer), blobs, CASE, file.blob)
    assert "copy" not in Burglar(anna.cabinet, letterbox, [kept]).opens()
    with lead.cabinet.read() as cabinet:
        newest = open_file(cabinet, lead, "case", CASE).keys.newest.raw
    assert len(Burglar(anna.cabinet, letterbox, [newest]).opens()["copy"]) == 1


def test_a_file_that_somebody_exchanged_under_its_key_is_named_where_it_is_opened(
    file: Attachment, blobs: BlobStore, folder: Path, desk: Desks
) -> None:
    """Whoever has a case's key has the keys of its files; what the reporter signed tells the one from the other."""
    (path,) = (path for path in folder.rglob(file.blob))
    written = list[bytes]()
    sealer = FileSealer(
        bytes.fromhex(file.blob), lambda piece: written.append(bytes(piece)), BlobKey(bytes.fromhex(file.key))
    )
    sealer.update(b"Z" * len(TEXT))
    sealer.finish()
    was = path.read_bytes()
    path.write_bytes(b"".join(written))
    assert content(blobs, replace(file, sealed="")) == b"Z" * len(TEXT), "its key opens it, as in version 1"
    found = evidence.find(desk("anna"), CASE, file.blob).file
    with pytest.raises(FileExchanged):
        list(evidence.content(blobs, found))
    with pytest.raises(FileExchanged):
        copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    path.write_bytes(was)
    assert b"".join(evidence.content(blobs, found)) == TEXT
