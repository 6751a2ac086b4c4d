"""Who has the first officer's passphrase and cookie, all stores and the whole memory of an office in which the second
has not logged in since it began, makes no second signature."""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli.home import berlin_today
from hinweisgeber.crypto import lock, primitives
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import PassphraseWrong
from hinweisgeber.crypto.keystore import Identity, lock_identity, unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import confirming, retention
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.overview import every_row
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.browser.demo import descendants
from tests.browser.wire import Answer, Wire
from tests.cli.conftest import PASSPHRASE, Started, wait_for
from tests.cli.test_faces_start import bound
from tests.ports import free_port

SECOND = "nur-die-leitung-weiss-das"  # the passphrase of who is to confirm
PIECE = 1 << 24  # bytes of memory read at a time


@dataclass
class Home:
    """An installation in which fall1 has proposed a hold, and the only one who can confirm it."""

    home: Path
    ring: Ring
    number: str
    mark: str  # of the proposal
    first_id: str
    second_id: str
    keystore: str
    second: Identity


@pytest.fixture
def waiting(home: Path) -> Iterator[Home]:
    settings, today = config.load(home, {}), berlin_today()
    ring = Ring.parse(settings.ring.read_text(encoding="utf-8"), settings.root_fingerprint or "")
    cabinet, letterbox = cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url)
    with cabinet.read() as cab:
        rows = {name: cab.officer(username=name) for name in ("fall1", "leitung")}
    first, second = rows["fall1"], rows["leitung"]
    assert first is not None
    assert second is not None
    identities = [unlock_identity(one.keystore, one.officer_id, PASSPHRASE) for one in (first, second)]
    keystore = lock_identity(identities[1], second.officer_id, SECOND)
    with closing(sqlite3.connect(home / "cabinet.sqlite")) as db, db:
        db.execute("UPDATE officer SET keystore = ? WHERE officer_id = ?", (keystore, second.officer_id))
    submit(Booth(letterbox, ring, today), AccessCode.generate(), Report("Erfunden."), "Eingegangen.")
    at = Desk(cabinet, letterbox, ring, first.officer_id, identities[0], today)
    collect(at)
    number = every_row(at).rows[0].number
    casework.take_over(at, number)
    with pytest.raises(NeedsSecond):
        retention.propose_hold(at, number, "Klage", "Art. 17 DSGVO", today + timedelta(days=200))
    mark = confirming.look(at, number, 1).agreed.hash
    cabinet.dispose()
    letterbox.dispose()
    yield Home(home, ring, number, mark, first.officer_id, second.officer_id, keystore, identities[1])
    with cabinet.read() as cab:
        assert [entry.kind for entry in cab.entries() if entry.kind in ("held", "proposed")] == ["proposed"]
    verifying.verify(cabinet, ring)
    cabinet.dispose()


def secrets_of(one: Home) -> dict[str, bytes]:
    """All that makes this person's signature, or leads to it."""
    raw = one.second.to_bytes()
    parameters, salt, _ = lock.load("hinweisgeber-keystore/1", one.keystore, len(raw))
    return {
        "passphrase": SECOND.encode(),
        "key under the passphrase": primitives.argon2id(lock.passphrase_bytes(SECOND), salt, *parameters),
        "HPKE, ML-KEM": raw[:64],
        "HPKE, P-384": raw[64:112],
        "Ed25519": raw[112:144],
        "Ed25519, expanded": hashlib.sha512(raw[112:144]).digest()[32:],
        "own key": raw[144:],
    }


def forms(secret: bytes) -> set[bytes]:
    """How it may lie there: as it is, turned round as numbers do, in hex, in base64 at any place of a longer text."""
    found = {secret, secret[::-1], secret.hex().encode(), secret.hex().upper().encode()}
    for skip in range(3):
        whole = secret[skip : skip + (len(secret) - skip) // 3 * 3]
        found |= {base64.b64encode(whole), base64.urlsafe_b64encode(whole)}
    return found


def memory_of(pid: int) -> Iterator[bytes]:
    """Every piece of it that is not as it lies on the disk, with the end of the one before in front."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="ascii", errors="replace")
    spans = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in ((int(one, 16), int(other, 16)) for one, other in spans):
            at, before = start, b""
            while at < end:
                try:
                    memory.seek(at)
                    piece = memory.read(min(PIECE, end - at))
                except (OSError, ValueError, OverflowError):  # of the kernel, such as [vvar]
                    break
                if not piece:
                    break
                yield before + piece
                at, before = at + len(piece), piece[-512:]


def found_in(pids: Iterable[int], wanted: dict[str, bytes]) -> set[str]:
    """Which of these lie in the memory of one of the processes, in whatever form."""
    looked_for = {name: forms(one) for name, one in wanted.items()}
    return {name for pid in pids for piece in memory_of(pid)
            for name, every in looked_for.items() if any(one in piece for one in every)}  # fmt: skip


def logged_in(url: str, username: str, passphrase: str) -> Wire:
    wire = Wire(url)
    fields = {**wire.get("/anmelden").hidden("login"), "username": username, "passphrase": passphrase}
    assert wire.post("/anmelden", fields).status == 200
    return wire


def tried(wire: Wire, one: Home) -> Answer:
    """The second signature, by whoever is logged in."""
    page = wire.get(f"/faelle/{one.number}/freigaben/1")
    fields = {**page.hidden("withdraw"), "proposal": one.mark}
    return wire.post(f"/faelle/{one.number}/freigaben/1/bestaetigung", fields)


def test_no_second_signature_from_the_first_officers_side(waiting: Home, start: Started) -> None:
    port, wanted = free_port(), secrets_of(waiting)
    url = f"http://127.0.0.1:{port}"
    process = start("office", "--home", waiting.home, HINWEISGEBER_WORKERS="2", HINWEISGEBER_SECOND_FACTOR="offered",
                    **bound("office", port))  # fmt: skip
    wait_for(url, [process])
    first = logged_in(url, "fall1", PASSPHRASE)
    answers = [tried(first, waiting) for _ in range(4)]  # both workers have heard of it
    assert {answer.status for answer in answers} == {409}, answers[0].text
    pids = (process.pid, *descendants(process.pid))
    assert len(pids) >= 3
    control = {"the installation": waiting.ring.installation.encode()}  # the search sees what is there
    assert found_in(pids, wanted | control) == control.keys()

    # With what the first officer has, and all of that memory, nothing of the second's opens.
    with pytest.raises(PassphraseWrong):
        unlock_identity(waiting.keystore, waiting.second_id, PASSPHRASE)
    with closing(sqlite3.connect(waiting.home / "cabinet.sqlite")) as db:
        sessions = db.execute("SELECT officer_id FROM session").fetchall()
    assert sessions == [(waiting.first_id,)], "no session of the second that the memory would open"

    second = logged_in(url, "leitung", SECOND)
    assert second.get("/faelle").status == 200
    assert any(found_in([pid], wanted) for pid in pids[::-1]), "and once they have logged in, the search finds them"
