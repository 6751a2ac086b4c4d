"""The ring on disk: taken only if it verifies and goes on from the one before."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.errors import RingBroken
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.web.ring_file import RingFile
from tests.founded import TODAY, Founded


@pytest.fixture(scope="session")
def longer(founded: Founded) -> str:
    """The ring's text after one officer was revoked."""
    ring = founded.ring.revoke(founded.root(), founded.people["bernd"].officer_id, date(2026, 11, 20))
    return ring.text()


def ids(ring_file: RingFile) -> list[str]:
    return [recipient.officer_id for recipient in ring_file.recipients(TODAY)]


def test_all_active_officers_are_recipients_in_ring_order(ring_file: RingFile, founded: Founded) -> None:
    assert ids(ring_file) == [person.officer_id for person in founded.people.values()]
    assert ring_file.recipients(date(2020, 1, 1)) == []


def test_a_longer_ring_is_taken_without_a_restart(
    ring_file: RingFile, settings: config.Settings, founded: Founded, longer: str
) -> None:
    Path(settings.ring).write_text(longer, encoding="utf-8")
    assert founded.people["bernd"].officer_id not in ids(ring_file)
    assert len(ids(ring_file)) == 2


def test_an_older_ring_is_refused(
    ring_file: RingFile, settings: config.Settings, founded: Founded, longer: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = Path(settings.ring)
    path.write_text(longer, encoding="utf-8")
    assert len(ids(ring_file)) == 2
    with caplog.at_level(logging.ERROR):
        path.write_text(founded.ring_text, encoding="utf-8")
        assert len(ids(ring_file)) == 2
    assert "error in ring: RingBroken" in caplog.text


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"null"])
def test_a_broken_ring_changes_nothing_and_a_whole_one_is_taken_again(
    content: bytes, ring_file: RingFile, settings: config.Settings, longer: str
) -> None:
    path = Path(settings.ring)
    path.write_bytes(content)
    assert len(ids(ring_file)) == 3
    path.write_text(longer, encoding="utf-8")
    assert len(ids(ring_file)) == 2


def test_an_altered_ring_changes_nothing(ring_file: RingFile, settings: config.Settings, longer: str) -> None:
    Path(settings.ring).write_text(longer.replace("2026-11-20", "2026-11-19"), encoding="utf-8")
    assert len(ids(ring_file)) == 3


def test_a_missing_ring_changes_nothing_while_running(ring_file: RingFile, settings: config.Settings) -> None:
    Path(settings.ring).unlink()
    assert len(ids(ring_file)) == 3


def test_without_a_ring_nothing_starts(tmp_path: Path, founded: Founded) -> None:
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_RING"):
        RingFile(tmp_path / "ring.json", founded.fingerprint)


@pytest.mark.parametrize("content", [b"\xff", b"{}"])
def test_with_a_broken_ring_nothing_starts(content: bytes, tmp_path: Path, founded: Founded) -> None:
    (tmp_path / "ring.json").write_bytes(content)
    with pytest.raises(RingBroken):
        RingFile(tmp_path / "ring.json", founded.fingerprint)


def test_a_ring_of_another_root_does_not_start(settings: config.Settings) -> None:
    with pytest.raises(RingBroken):
        RingFile(settings.ring, "0" * 64)
