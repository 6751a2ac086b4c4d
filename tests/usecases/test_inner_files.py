"""Files in files: each is a file of its case, with its own key and copies, and goes when the outer one goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.attachment import Attachment, Copy
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import REPORTER
from hinweisgeber.domain.errors.ending import InsideAnother
from hinweisgeber.sandbox import Box
from hinweisgeber.sandbox.errors import (
    ContentTooLarge,
    FileEncrypted,
    NestedTooDeep,
    PartsTooMany,
    PasswordWrong,
    TypeUnknown,
)
from hinweisgeber.store.blobs import DAY, BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import BlobGone
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase
from hinweisgeber.usecases.keeper.sweep import SWEEP_DAYS, sweep
from hinweisgeber.usecases.leaving import copies, destruction, evidence, package
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import read_file, store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.sandbox import samples
from tests.sandbox.texts.container_samples import holding_itself, locked, zipped
from tests.sandbox.texts.written_samples import mail
from tests.usecases.conftest import Desks, Reporter

CASE = "HM-2026-0001"
INNER_MAIL = zipped({"post.eml": mail().encode(), "notiz.txt": b"Guten Tag"})
Sending = Callable[[str, bytes], Attachment]


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def folder(settings: config.Settings) -> Path:
    return Path(settings.blobs_url.removeprefix("file://"))


@pytest.fixture
def sent_file(blobs: BlobStore, booth: Booth, ring: Ring, reporter: Callable[[], Reporter], desk: Desks) -> Sending:
    """`sent_file(name, content)`: a report with this file, collected as case 1 and taken over by anna."""

    def send(name: str, content: bytes) -> Attachment:
        attachment = store_file(blobs, [content], name, cleaned=False)
        submit(booth, reporter().code, Report("Erfunden."), None, (attachment,))
        assert collect(desk("anna")) == Collected()
        casework.take_over(desk("anna"), CASE)
        return attachment

    return send


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def content(blobs: BlobStore, file: Attachment) -> bytes:
    return b"".join(read_file(blobs, file))


def test_files_in_a_file_are_files_of_the_case(sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path) -> None:
    file = sent_file("post.eml", mail().encode())
    made = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    (photo,) = made.parts
    assert (photo.name, content(blobs, photo), photo.cleaned) == ("foto.jpg", samples.image("JPEG"), False)
    assert len({file.key, made.file.key, photo.key}) == 3
    found = evidence.find(desk("lead"), CASE, photo.blob)
    assert (found.file, found.from_reporter, found.inside) == (
        photo,
        True,
        (evidence.Inside(file.blob, "post.eml", 1),),
    )
    assert evidence.find_part(desk("lead"), CASE, file.blob, 1) == found
    assert [one.file for one in evidence.every(desk("lead"), CASE)] == [file, photo]
    for n in (0, 2):
        with pytest.raises(BlobGone):
            evidence.find_part(desk("lead"), CASE, file.blob, n)
    assert there(folder) == {file.blob, made.file.blob, photo.blob}


def test_inner_file_has_copies_of_its_own(sent_file: Sending, desk: Desks, blobs: BlobStore) -> None:
    file = sent_file("post.eml", mail().encode())
    (photo,) = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    cleaned = copies.make_working_copy(desk("anna"), blobs, CASE, photo.blob)
    assert not samples.holds(content(blobs, cleaned.file))
    covered = copies.redact(desk("anna"), blobs, CASE, photo.blob, [Box(1, 0, 0, 0.5, 0.5)], "weil")
    assert covered is not None
    assert evidence.find(desk("lead"), CASE, photo.blob).copies == (cleaned, covered)
    every = package.choices(desk("anna"), reading.look(desk("anna"), CASE))
    going = [one for one in every if not one.bare]
    assert [one.copy.mimetype for one in going] == ["text/plain; charset=utf-8", "image/jpeg"]
    assert going[1].copy == covered


def test_container_in_a_container(sent_file: Sending, desk: Desks, blobs: BlobStore) -> None:
    file = sent_file("alles.zip", INNER_MAIL)
    post, note = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    (photo,) = copies.make_working_copy(desk("anna"), blobs, CASE, post.blob).parts
    assert [one.file for one in evidence.every(desk("anna"), CASE)] == [file, post, photo, note]
    inside = evidence.find(desk("anna"), CASE, photo.blob).inside
    assert [(one.name, one.n) for one in inside] == [("alles.zip", 1), ("post.eml", 1)]


@pytest.fixture
def opened(sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path) -> Attachment:
    """An archive with a mail with a photo, all with copies, one redacted: eight sealed files."""
    file = sent_file("alles.zip", INNER_MAIL)
    post, note = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    (photo,) = copies.make_working_copy(desk("anna"), blobs, CASE, post.blob).parts
    copies.make_working_copy(desk("anna"), blobs, CASE, note.blob)
    copies.make_working_copy(desk("anna"), blobs, CASE, photo.blob)
    copies.redact(desk("anna"), blobs, CASE, photo.blob, [Box(1, 0, 0, 0.5, 0.5)], "weil")
    assert len(there(folder)) == 4 + 4 + 1
    return file


def test_destroying_a_file_leaves_nothing_of_what_was_in_it(
    opened: Attachment, desk: Desks, blobs: BlobStore, folder: Path, cabinet: Store[Cabinet]
) -> None:
    names = sorted(there(folder))
    agreed(destruction.destroy_file, desk("anna"), blobs, CASE, opened.blob, "Beifang")
    assert there(folder) == set()
    with cabinet.read() as unit:
        assert unit.named_blobs(names) == set()
        assert unit.copies(reading.look(desk("anna"), CASE).id) == []


def test_destroying_a_message_leaves_nothing_of_what_was_in_its_files(
    opened: Attachment, desk: Desks, blobs: BlobStore, folder: Path
) -> None:
    agreed(destruction.destroy_message, desk("anna"), blobs, CASE, REPORTER, 0, "Beifang")
    assert there(folder) == set()


@pytest.mark.usefixtures("tampering")  # nobody has allowed it here
def test_erasing_a_case_leaves_nothing_of_what_was_in_its_files(
    opened: Attachment, desk: Desks, blobs: BlobStore, folder: Path, letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
) -> None:  # fmt: skip
    erase.destroy(letterbox, cabinet, blobs, reading.look(desk("anna"), CASE).id)
    assert there(folder) == set()


def test_sweep_leaves_what_was_found_in_a_file(
    opened: Attachment, blobs: BlobStore, folder: Path, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    before = there(folder)
    assert sweep(blobs, letterbox, cabinet, 2e10) == 0
    assert there(folder) == before


def test_file_in_a_file_goes_with_it_alone(opened: Attachment, desk: Desks, blobs: BlobStore, folder: Path) -> None:
    before, post = there(folder), evidence.find_part(desk("anna"), CASE, opened.blob, 1).file
    with pytest.raises(InsideAnother):
        agreed(destruction.destroy_file, desk("anna"), blobs, CASE, post.blob, "Beifang")
    assert there(folder) == before


def test_what_is_not_noted_leaves_no_inner_file(
    sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise KeyError("the row")

    file = sent_file("alles.zip", INNER_MAIL)
    with monkeypatch.context() as failing:
        failing.setattr(Cabinet, "add_copy", broken)
        with pytest.raises(KeyError):
            copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert there(folder) == {file.blob}


def test_process_that_dies_between_leaves_what_the_sweep_takes(
    sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path, letterbox: Store[Letterbox],
    cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    class Killed(BaseException):
        pass

    def killed(*given: object) -> None:
        raise Killed

    file = sent_file("alles.zip", INNER_MAIL)
    with monkeypatch.context() as dying:
        dying.setattr(copies, "_keep", killed)
        dying.setattr(copies, "discard_unless_named", lambda *given: None)
        with pytest.raises(Killed):
            copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert len(there(folder)) == 4
    later = max(path.stat().st_mtime for path in folder.rglob("*")) + (SWEEP_DAYS + 1) * DAY
    assert sweep(blobs, letterbox, cabinet, later) == 3
    assert there(folder) == {file.blob}


def test_failure_in_the_midst_leaves_nothing(
    sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sent_file("alles.zip", INNER_MAIL)
    stored, real = list[Attachment](), store_file

    def failing(*given: Any, **more: Any) -> Attachment:
        stored.append(real(*given, **more))
        if len(stored) == 3:
            raise TypeUnknown()
        return stored[-1]

    with monkeypatch.context() as broken:
        broken.setattr(copies, "store_file", failing)
        with pytest.raises(TypeUnknown):
            copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert there(folder) == {file.blob, stored[2].blob}  # the last one is the test's own


def test_copy_made_anew_keeps_the_inner_files_and_their_copies(
    sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sent_file("post.eml", mail().encode())
    with monkeypatch.context() as earlier:
        noted, rules = Copy.payload, f',"rules":{sandbox.RULES}'.encode()
        earlier.setattr(Copy, "payload", lambda copy: noted(copy).replace(rules, b""))
        (photo,) = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    kept = copies.make_working_copy(desk("anna"), blobs, CASE, photo.blob)
    assert evidence.find(desk("anna"), CASE, file.blob).outdated
    assert evidence.find(desk("anna"), CASE, photo.blob).working_copy == kept
    again = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert again.parts == (photo,)
    assert len(there(folder)) == 5  # file, photo, its copy, the outdated copy, the new one
    agreed(destruction.destroy_file, desk("anna"), blobs, CASE, file.blob, "Beifang")
    assert there(folder) == set()


def test_file_that_holds_itself_ends(sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path) -> None:
    file = sent_file("ewig.zip", holding_itself())
    for _ in range(evidence.DEPTH):
        (file,) = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    before = there(folder)
    with pytest.raises(NestedTooDeep):
        copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    assert there(folder) == before


@pytest.mark.parametrize(
    ("bound", "most", "error"), [("INNER", 2, PartsTooMany), ("INNER_BYTES", 5000, ContentTooLarge)]
)
def test_what_came_in_one_file_is_bounded_as_a_whole(
    bound: str, most: int, error: type[Exception], sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(copies, bound, most)
    inner = zipped({"a.bin": bytes(range(256)) * 12, "b.bin": bytes(range(256)) * 12})
    file = sent_file("alles.zip", zipped({"innen.zip": inner}))
    (one,) = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    before = there(folder)
    with pytest.raises(error):
        copies.make_working_copy(desk("anna"), blobs, CASE, one.blob)
    assert there(folder) == before


def test_password_opens_once_and_is_kept_nowhere(
    sent_file: Sending, desk: Desks, blobs: BlobStore, settings: config.Settings
) -> None:
    file = sent_file("alles.zip", locked("a.txt", b"Guten Tag", "Geheimwort-7"))
    with pytest.raises(FileEncrypted):
        copies.make_working_copy(desk("anna"), blobs, CASE, file.blob)
    with pytest.raises(PasswordWrong):
        copies.make_working_copy(desk("anna"), blobs, CASE, file.blob, "falsch")
    (note,) = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob, "Geheimwort-7").parts
    assert content(blobs, note) == b"Guten Tag"
    stored = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert b"Geheimwort" not in stored


def test_many_files_come_out_and_go(sent_file: Sending, desk: Desks, blobs: BlobStore, folder: Path) -> None:
    file = sent_file("viele.zip", zipped({f"{n}.txt": f"Text {n}".encode() for n in range(200)}))
    parts = copies.make_working_copy(desk("anna"), blobs, CASE, file.blob).parts
    assert len({part.blob for part in parts}) == 200
    assert content(blobs, parts[199]) == b"Text 199"
    assert evidence.find(desk("anna"), CASE, parts[99].blob).inside[0].n == 100
    agreed(destruction.destroy_file, desk("anna"), blobs, CASE, file.blob, "Beifang")
    assert there(folder) == set()
