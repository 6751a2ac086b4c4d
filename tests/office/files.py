"""A case with files, and the office's pages of them: what the tests of files share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from hinweisgeber import config, sandbox
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.sandbox import Cleaned, renamed
from hinweisgeber.store.blobs import BlobStore
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox, submit
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from tests.office.conftest import CASE_1
from tests.office.people import Browser
from tests.office.reading import Sheet
from tests.sandbox import samples

PATH = f"/faelle/{CASE_1}"


@dataclass
class Sent:
    """A report that brought files along, collected as case 1, closed to bernd."""

    code: AccessCode
    files: tuple[Attachment, ...]

    def page(self, n: int = 0) -> str:
        """The address of a file's page."""
        return f"{PATH}/datei/{self.files[n].blob}"


def send_files(
    at: Desk,
    blobs: BlobStore,
    letterbox: Store[Letterbox],
    excluded: str,
    number: str = CASE_1,
    **files: tuple[str, bytes],
) -> Sent:
    """Sends a report with these files; it is collected as this case and taken over at this desk."""
    stored = tuple(store_file(blobs, [content], name, cleaned=False) for name, content in files.values())
    report, wrong = Report("Mit Dateien.", excluded=(excluded,)).checked()
    assert not wrong
    code = AccessCode.generate()
    submit.submit(Booth(letterbox, at.ring, at.today), code, report, None, stored)
    assert collect(at) == Collected()
    casework.take_over(at, number)
    return Sent(code, stored)


@contextmanager
def drawn_by_nobody() -> Iterator[None]:
    """As if there were an office program, whatever there is: it draws a page of ours."""

    def draw(source: Iterable[bytes], name: str) -> Cleaned:
        assert b"".join(source).startswith(b"PK") or name.endswith((".txt", ".csv"))
        page = sandbox.clean([samples.pdf()], "seite.pdf")
        return replace(page, name=renamed(name, page.kind), findings=(), drawn=True)

    with patch.object(sandbox, "draw", draw), patch.object(sandbox, "draws", lambda: True), ExitStack() as places:
        for name in ("views", "page"):
            places.enter_context(patch(f"hinweisgeber.office.files.{name}.draws", lambda: True))
        yield


def blob_names(settings: config.Settings) -> set[str]:
    """The names of all sealed files there are; nothing half-written lies beside them."""
    folder = Path(settings.blobs_url.removeprefix("file://"))
    paths = {path for path in folder.glob("**/*") if path.is_file()}
    assert not [path for path in paths if path.suffix]
    return {path.name for path in paths}


def everything_stored(settings: config.Settings) -> bytes:
    """All bytes under the home: databases, their logs, blobs."""
    for name in ("cabinet", "letterbox"):
        sqlite3.connect(settings.home / f"{name}.sqlite").close()
    return b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())


def reply(browser: Browser, *files: tuple[str, bytes], **typed: str) -> Sheet:
    """Fills in the reply form of the page shown, with files."""
    return browser.submit("reply", *files, **{"do": "send", **typed})


def of_office(booth: Booth, code: AccessCode) -> list[Attachment]:
    """The files the reporter was sent."""
    lines = mailbox.read(booth, mailbox.open_mailbox(booth, code)).lines
    return [file for line in lines if line.author == "office" for file in (line.said.files if line.said else ())]
