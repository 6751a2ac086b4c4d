"""verify-receipt: works with the public ring alone, says in German what it found, and ends with 0 or 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli.home import berlin_today, read_ring
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.cli.conftest import PASSPHRASE, run


@pytest.fixture
def kept(home: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The files a reporter has saved: receipt and wording."""
    settings, today, code = config.load(home, {}), berlin_today(), AccessCode.generate()
    ring, cabinet = read_ring(settings), cabinet_store(settings.cabinet_url)
    letterbox = letterbox_store(settings.letterbox_url)
    booth = Booth(letterbox, ring, today)
    submit(booth, code, Report("Erfunden."))
    with cabinet.read() as cab:
        row = cab.officer(username="fall1")
    assert row
    identity = unlock_identity(row.keystore, row.officer_id, PASSPHRASE)
    assert collect(Desk(cabinet, letterbox, ring, row.officer_id, identity, today)) == Collected()
    deliver(cabinet, letterbox, today)
    capability = mailbox.open_mailbox(booth, code)
    files = tmp_path / "beleg.txt", tmp_path / "wortlaut.txt"
    files[0].write_text(mailbox.read(booth, capability).state.receipt)
    files[1].write_text(mailbox.wording(booth, capability))
    cabinet.dispose()
    letterbox.dispose()
    return files


def test_receipt_holds(home: Path, kept: tuple[Path, Path]) -> None:
    answer = run("verify-receipt", kept[0], "--home", home)
    assert answer.code == 0
    assert f"am {berlin_today():%d.%m.%Y} bei dieser Meldestelle eingegangen" in answer.said


def test_receipt_holds_with_its_wording_and_no_other(home: Path, kept: tuple[Path, Path]) -> None:
    assert "genau diesen Wortlaut" in run("verify-receipt", kept[0], "--home", home, "--wording", kept[1]).said
    kept[1].write_text(kept[1].read_text() + " ")
    answer = run("verify-receipt", kept[0], "--home", home, "--wording", kept[1])
    assert answer.code == 1
    assert "anderen Wortlaut" in answer.said


def test_ring_and_fingerprint_are_enough(
    home: Path, kept: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config.load(home, {})
    monkeypatch.delenv("HINWEISGEBER_HOME", raising=False)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ring = ["--ring", str(settings.ring), "--fingerprint", str(settings.root_fingerprint)]
    assert run("verify-receipt", kept[0], "--home", elsewhere, *ring).code == 0
    assert run("verify-receipt", kept[0], "--home", elsewhere, *ring[:2]).code == 2
    assert run("verify-receipt", kept[0], "--home", elsewhere, *ring[:3], "0" * 64).code == 1


@pytest.mark.parametrize("spoil", [b"", b"\xff\xfe", b"Hinweis\n"])
def test_what_is_no_receipt_ends_with_one(home: Path, kept: tuple[Path, Path], spoil: bytes) -> None:
    kept[0].write_bytes(spoil)
    assert run("verify-receipt", kept[0], "--home", home).code == 1
