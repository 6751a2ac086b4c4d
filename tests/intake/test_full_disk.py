"""A disk that is really full: the text is kept, nothing is half-confirmed, and the report goes out without the file."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hinweisgeber import config
from hinweisgeber.store import blobs
from tests.intake.files import Sender, blobs_in, offered, staged, upload
from tests.pages import read

ROOM = 8 * 1024**2
LARGE = bytes(2 * ROOM)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """The folder on a small disk of its own; only root may mount one. Others get files that may not grow so large."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("reserve", [0, blobs.RESERVE])
def test_a_full_disk_costs_the_file_and_never_the_text(
    client: FlaskClient, settings: config.Settings, monkeypatch: pytest.MonkeyPatch, reserve: int
) -> None:
    """With the reserve, and up to the last byte, as when others fill the disk meanwhile."""
    monkeypatch.setattr(blobs, "RESERVE", reserve)
    reporter, small = Sender(client), upload(b"klein", "a.txt")
    with small_disk(settings.home / "blobs"):
        refused = reporter.send("Es fehlt Geld.", attachments=[small, upload(LARGE, "b.bin")])
        page = read(refused)
        assert refused.status_code == 507
        assert "voll" in page.text
        assert page.fields["description"] == ["Es fehlt Geld."]
        assert reporter.open().status_code == 400, "nothing is confirmed"
        assert len(blobs_in(settings.home)) == 1, "of the large file nothing is left"
        sent = reporter.send("Es fehlt Geld.", state=staged(refused))
        assert sent.status_code == 200
        assert [name for _, name in offered(reporter.open())] == ["Anlage-01.txt (5 Byte)"]
