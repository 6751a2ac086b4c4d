"""What is begun and not sent yet: under its code for its reporter alone, seven days, with its files, then gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hinweisgeber import config
from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.archive import ArchiveReader
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import DialogueKey, MailboxKey, WritingKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.seal import TextKey, seal_text
from hinweisgeber.crypto.unseal import open_text
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.archives import read_archive
from hinweisgeber.store.blobs import DAY, BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import BlobGone
from hinweisgeber.store.letterbox import Letterbox, tables
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import SWEEP_DAYS, sweep
from hinweisgeber.usecases.reporter import mailbox, writing
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import AlreadySent, CodeUnknown
from hinweisgeber.usecases.reporter.files import read_file, store_file
from hinweisgeber.usecases.reporter.submit import submit
from hinweisgeber.usecases.reporter.writing import KEPT_DAYS, Writing
from tests.founded import NOW, TODAY
from tests.usecases.backups import KEY, Backups
from tests.usecases.conftest import Reporter
from tests.version_1 import submit_1

WORDS = (b"Zitronenkuchen", b"Heidelbeerwein", b"Quittengelee")
BEGUN = Report("Zitronenkuchen im Amt.", fear="Heidelbeerwein", topic="geld", excluded=("a" * 16,))
CODE = AccessCode(bytes(range(15)))


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def file(blobs: BlobStore, settings: config.Settings) -> Attachment:
    """A file that arrived today, by the clock of these tests."""
    stored = store_file(blobs, [b"Quittengelee"], "Quittengelee.txt", cleaned=False)
    os.utime(settings.home / "blobs" / stored.blob, (NOW.timestamp(), NOW.timestamp()))
    return stored


def rows(letterbox: Store[Letterbox]) -> tuple[int, int]:
    """How many are kept, and how many of their files are spared."""
    with letterbox.read() as box:
        count = [
            box._db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tables.writing, tables.writing_blob)
        ]
    return count[0], count[1]


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def swept(letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore, days: int) -> int:
    return sweep(blobs, letterbox, cabinet, (NOW + timedelta(days=days)).timestamp())


def test_what_is_kept_comes_back_as_it_was(letterbox: Store[Letterbox], file: Attachment) -> None:
    for keep_names in (True, False):
        begun = Writing(BEGUN, (file,), keep_names)
        assert writing.keep(letterbox, CODE, begun, TODAY) == in_days(KEPT_DAYS)
        assert writing.find(letterbox, CODE, TODAY) == begun


def test_an_empty_beginning_is_kept_too(letterbox: Store[Letterbox]) -> None:
    writing.keep(letterbox, CODE, Writing(Report("")), TODAY)
    assert writing.find(letterbox, CODE, TODAY) == Writing(Report(""))


def test_only_its_own_code_finds_it(letterbox: Store[Letterbox]) -> None:
    writing.keep(letterbox, CODE, Writing(BEGUN), TODAY)
    with pytest.raises(CodeUnknown):
        writing.find(letterbox, AccessCode.generate(), TODAY)


def test_no_word_of_it_is_in_a_store(letterbox: Store[Letterbox], file: Attachment, settings: config.Settings) -> None:
    writing.keep(letterbox, CODE, Writing(BEGUN, (file,), keep_names=True), TODAY)
    letterbox.dispose()
    found = [path for path in settings.home.rglob("*") if path.is_file() and _holds(path.read_bytes(), WORDS)]
    assert found == []
    with letterbox.read() as box:
        row = box.writing(CODE.locator)
    assert row is not None
    assert len(row[1]) == 4169, "the length of a short text tells nothing"


def _holds(content: bytes, words: Iterable[bytes]) -> bool:
    return any(word in content for word in words)


@pytest.mark.parametrize("key", [AccessCode.generate().writing_key, WritingKey(CODE.locator), WritingKey(bytes(32))])
def test_nothing_but_the_code_opens_it(key: WritingKey, letterbox: Store[Letterbox]) -> None:
    writing.keep(letterbox, CODE, Writing(BEGUN), TODAY)
    with letterbox.read() as box:
        row = box.writing(CODE.locator)
    assert row is not None
    with pytest.raises(SealBroken):
        open_text(key, contexts.writing(CODE.locator), row[1])
    with pytest.raises(SealBroken):
        open_text(CODE.writing_key, contexts.writing(AccessCode.generate().locator), row[1])


def test_the_key_of_a_beginning_is_no_other_key() -> None:
    """Not the one of the mailbox, which stays when the report is sent."""
    assert len({CODE.writing_key.raw, CODE.mailbox_key.raw, CODE.locator}) == 3


@pytest.mark.parametrize("key", [DialogueKey(bytes(32)), MailboxKey(bytes(32))])
def test_a_beginning_is_sealed_under_a_key_of_its_own_kind(key: TextKey) -> None:
    with pytest.raises(TypeError):
        seal_text(key, contexts.writing(CODE.locator), b"")
    with pytest.raises(TypeError):
        seal_text(CODE.writing_key, contexts.message(bytes(16), "reporter", 0), b"")


@pytest.mark.parametrize("locator", [b"", bytes(16), bytes(31), bytes(33)])
def test_a_context_names_a_whole_locator(locator: bytes) -> None:
    with pytest.raises(ValueError, match="locator"):
        contexts.writing(locator)


def test_keeping_again_replaces_text_and_files(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore, file: Attachment, settings: config.Settings
) -> None:
    other = store_file(blobs, [b"x"], "x.txt", cleaned=False)
    os.utime(settings.home / "blobs" / other.blob, (NOW.timestamp(), NOW.timestamp()))
    writing.keep(letterbox, CODE, Writing(Report("Erst."), (file,)), TODAY)
    writing.keep(letterbox, CODE, Writing(Report("Dann."), (other,)), in_days(1))
    assert writing.find(letterbox, CODE, TODAY) == Writing(Report("Dann."), (other,))
    assert rows(letterbox) == (1, 1)
    assert swept(letterbox, cabinet, blobs, SWEEP_DAYS + 1) == 1, "the file that is not kept any more"
    assert b"".join(read_file(blobs, other)) == b"x"


def test_two_beginnings_may_share_a_file(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore, file: Attachment
) -> None:
    """Whoever came from elsewhere goes on under a new code."""
    codes = [AccessCode.generate() for _ in range(2)]
    for days, code in enumerate(codes):
        writing.keep(letterbox, code, Writing(BEGUN, (file, file)), in_days(days))
    assert swept(letterbox, cabinet, blobs, KEPT_DAYS + 1) == 0
    assert rows(letterbox) == (1, 1)
    assert writing.find(letterbox, codes[1], in_days(KEPT_DAYS + 1)).files == (file, file)


# -- seven days -----------------------------------------------------------------------------------------------------


def test_it_opens_for_seven_days_and_not_a_day_longer(letterbox: Store[Letterbox]) -> None:
    writing.keep(letterbox, CODE, Writing(BEGUN), TODAY)
    assert writing.find(letterbox, CODE, in_days(7)) == Writing(BEGUN)
    with pytest.raises(CodeUnknown):
        writing.find(letterbox, CODE, in_days(8))


def test_the_sweep_spares_it_and_its_files_for_seven_days_then_all_is_gone(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore, file: Attachment
) -> None:
    writing.keep(letterbox, CODE, Writing(BEGUN, (file,)), TODAY)
    for days in range(8):
        assert swept(letterbox, cabinet, blobs, days) == 0, days
        assert rows(letterbox) == (1, 1)
    assert b"".join(read_file(blobs, writing.find(letterbox, CODE, in_days(7)).files[0])) == b"Quittengelee"
    assert swept(letterbox, cabinet, blobs, 8) == 1
    assert rows(letterbox) == (0, 0)
    with pytest.raises(BlobGone):
        next(read_file(blobs, file))


def test_without_a_beginning_the_same_file_is_swept_after_two_days(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore, file: Attachment
) -> None:
    """The control: it is the beginning that spares it."""
    assert swept(letterbox, cabinet, blobs, SWEEP_DAYS) == 0
    assert swept(letterbox, cabinet, blobs, SWEEP_DAYS + 1) == 1


# -- when it is sent ------------------------------------------------------------------------------------------------


def sent_with(booth: Booth, ring: Ring, code: AccessCode, files: tuple[Attachment, ...] = ()) -> None:
    submit(booth, code, Report("Gesendet."), None, files)


def test_sending_under_its_code_lets_it_go_and_keeps_its_file(
    letterbox: Store[Letterbox], booth: Booth, cabinet: Store[Cabinet], blobs: BlobStore, file: Attachment, ring: Ring
) -> None:
    other = AccessCode.generate()
    for code in (CODE, other):
        writing.keep(letterbox, code, Writing(BEGUN, (file,)), TODAY)
    sent_with(booth, ring, CODE, (file,))
    assert rows(letterbox) == (1, 1), "the other one stays"
    with pytest.raises(CodeUnknown):
        writing.find(letterbox, CODE, TODAY)
    assert writing.find(letterbox, other, TODAY).files == (file,)
    assert swept(letterbox, cabinet, blobs, 8) == 0
    assert b"".join(read_file(blobs, file)) == b"Quittengelee"


def test_nothing_is_kept_under_a_code_that_opens_a_mailbox_of_version_1(booth: Booth) -> None:
    submit_1(booth, CODE, Report("Gesendet."))
    with pytest.raises(AlreadySent):
        writing.keep(booth.letterbox, CODE, Writing(Report("Begonnen.")), TODAY)


def test_nothing_is_kept_under_a_code_that_opens_a_mailbox(
    letterbox: Store[Letterbox], booth: Booth, ring: Ring
) -> None:
    """It would never be found again: the code leads to the mailbox. So nobody is told that it is kept."""
    sent_with(booth, ring, CODE)
    with pytest.raises(AlreadySent):
        writing.keep(letterbox, CODE, Writing(BEGUN), TODAY)
    assert rows(letterbox) == (0, 0)


# -- what does not know of it ---------------------------------------------------------------------------------------


def test_no_backup_holds_it_or_its_file(
    letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
    blobs: BlobStore,
    file: Attachment,
    ring: Ring,
    tmp_path: Path,
    reporter: Callable[[], Reporter],
) -> None:
    reporter().send()
    visit = b"v" * 16
    mailbox.close(letterbox, visit, TODAY)
    writing.keep(letterbox, CODE, Writing(BEGUN, (file,)), TODAY)
    backups = Backups(letterbox, cabinet, blobs, ring, tmp_path / "backups")
    done = backups.make()
    assert done.blobs == 0
    for name in (done.content, done.keys):
        parts = {part: b"".join(data) for part, data in ArchiveReader(KEY, read_archive(backups.folder / name)).parts()}
        assert not {part for part in parts if "writing" in part or "visit" in part}
        for secret in (CODE.locator, visit):
            assert not any(_holds(text, [secret, secret.hex().encode()]) for text in parts.values())
        assert not any(file.blob.encode() in text or file.blob in part for part, text in parts.items())


def test_the_office_hears_nothing_of_it(letterbox: Store[Letterbox], file: Attachment) -> None:
    writing.keep(letterbox, CODE, Writing(BEGUN, (file,)), TODAY)
    with letterbox.read() as box:
        assert box.received_dates() == []
        assert box.mailbox(CODE.locator) is None
        assert box.named_blobs([file.blob]) == set()


# -- visits of mailboxes --------------------------------------------------------------------------------------------


def test_a_visit_that_was_ended_stays_so_until_none_of_its_pages_could_open_anything(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore
) -> None:
    for _ in range(2):  # twice is once
        mailbox.close(letterbox, b"v" * 16, TODAY)
    assert [mailbox.is_closed(letterbox, visit) for visit in (b"v" * 16, b"w" * 16)] == [True, False]
    swept(letterbox, cabinet, blobs, SWEEP_DAYS)
    assert mailbox.is_closed(letterbox, b"v" * 16)
    swept(letterbox, cabinet, blobs, SWEEP_DAYS + 1)
    assert not mailbox.is_closed(letterbox, b"v" * 16)
    assert SWEEP_DAYS * DAY > 8 * 3600
