"""Pages with files through nginx: large ones reach no disk, slow ones are waited for, its own pages are German."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.intake import Intake
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.web.app import Face
from hinweisgeber.web.ring_file import RingFile
from hinweisgeber.web.wire.requests import BODY_LIMIT
from hinweisgeber.web.wire.uploads import Limits, size_words
from tests.deploy.front import serving
from tests.patience import PATIENT

pytestmark = pytest.mark.deploy

WORD = b"Zitronenkuchen"
SMALL, LARGE = WORD, WORD * 1_000_000  # nginx holds the one, and passes the other on while it arrives
FACES = ["intake", "office"]


@pytest.fixture
def faces(
    settings: config.Settings,
    institution: config.Institution,
    ring_file: RingFile,
    cabinet: Store[Cabinet],
    letterbox: Store[Letterbox],
    intake: Intake,
) -> dict[str, Face]:
    """Both programs, for the addresses they have."""
    office = Office(replace(settings, office_secret=b"5" * 32), institution, ring_file, cabinet, letterbox)
    return {"intake": intake, "office": office}


def addresses(face: Face, part: str = "") -> list[str]:
    """An address of each page that takes files, or has this part in its address."""
    rules = [r for r in face.url_map.iter_rules() if (part in r.rule if part else r.endpoint in face.takes_files)]
    return sorted({re.sub("<int:.*?>", "1", re.sub("<[^:]*?>", "HM-1", rule.rule)) for rule in rules})


def test_the_pages_with_files_are_found(faces: dict[str, Face]) -> None:
    assert addresses(faces["intake"]) == ["/melden", "/postfach"]
    assert {"/faelle/HM-1/antwort", "/faelle/neu"} <= set(addresses(faces["office"]))
    assert "/faelle/HM-1/datei/HM-1/kopie/HM-1/seite/1" in addresses(faces["office"], "/datei/")


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
def test_a_large_file_passes_and_reaches_no_disk(
    tmp_path: Path, faces: dict[str, Face], face: str, chunked: bool
) -> None:
    """50 MB go through while nginx itself would speak of a temporary file if it wrote one."""
    log, piece = tmp_path / "talk.log", (WORD + bytes(2**20))[: 2**20]
    with serving(face, tmp_path, error_log=f"{log} info") as front:
        for url in addresses(faces[face]):
            sent: bytes | Iterator[bytes] = iter([piece] * 50) if chunked else piece * 50
            assert front.ask("POST", url, sent)[0] == 200, url
            assert [len(body) for body in front.upstream.bodies] == [50 * 2**20]
            front.upstream.bodies.clear()
        assert "temporary file" not in log.read_text(encoding="utf-8", errors="replace")
        assert front.files_with(WORD) == []
        assert [path for path in (tmp_path / "temp").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("face", FACES)
def test_a_face_that_is_away_is_excused_in_german_on_every_page_with_files(
    tmp_path: Path, faces: dict[str, Face], face: str
) -> None:
    with serving(face, tmp_path) as front:
        (tmp_path / f"{face}.sock").unlink()
        for url in addresses(faces[face]):
            for body in (None, SMALL, LARGE, iter([LARGE])):
                status, page, headers = front.ask("POST" if body else "GET", url, body)
                assert (status, "gerade nicht erreichbar" in page.decode()) == (503, True), url
                assert headers["strict-transport-security"].startswith("max-age=63072000")
        assert front.files_with(WORD) == []


@pytest.mark.parametrize("face", FACES)
def test_files_beyond_all_measure_are_refused_in_german(tmp_path: Path, faces: dict[str, Face], face: str) -> None:
    with serving(face, tmp_path) as front:
        for url in addresses(faces[face]):
            status, page, _ = front.ask("POST", url, headers={"Content-Length": str(2**35)})
            assert status == 413
            assert f"Dateien bis zusammen {size_words(Limits().message)}" in page.decode(), url
        assert front.upstream.heads == []


@pytest.mark.parametrize("face", FACES)
def test_files_without_a_length_are_refused_in_german_too(tmp_path: Path, faces: dict[str, Face], face: str) -> None:
    with serving(face, tmp_path, client_max_body_size="11m") as front:
        for url in addresses(faces[face]):
            status, page, _ = front.ask("POST", url, iter([LARGE]))
            assert (status, "Das ist zu viel auf einmal" in page.decode()) == (413, True), url


@pytest.mark.parametrize("face", FACES)
def test_too_large_a_message_is_left_to_the_program(tmp_path: Path, faces: dict[str, Face], face: str) -> None:
    """Its own sentence says how much is possible, and keeps the text; so nginx must not answer first."""
    trust, size = ssl._create_unverified_context(), 2 * Limits().message + BODY_LIMIT  # noqa: S323  its own certificate
    with serving(face, tmp_path) as front:
        for url in addresses(faces[face]):
            head = f"POST {url} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"
            plain = socket.create_connection(("127.0.0.1", front.ports["443"]), timeout=PATIENT)
            with trust.wrap_socket(plain) as tls:
                tls.sendall(head.encode() + WORD)
                assert front.upstream.asked.acquire(timeout=PATIENT), url


def test_pages_of_files_and_the_reply_may_take_their_time(tmp_path: Path, faces: dict[str, Face]) -> None:
    """Whoever is given up after the one second of other pages was asked for after all of these."""
    slow = addresses(faces["office"], "/datei/") + addresses(faces["office"])
    with (
        serving("office", tmp_path, **{"proxy_read_timeout 60s": "1s"}) as front,
        ThreadPoolExecutor(len(slow)) as pool,
    ):
        front.upstream.may_answer.clear()
        try:
            answers = [pool.submit(front.ask, "POST", url, SMALL) for url in slow]
            for _ in slow:
                assert front.upstream.asked.acquire(timeout=PATIENT)
            assert front.ask()[0] == 503
        finally:
            front.upstream.may_answer.set()
        assert {url: answer.result()[0] for url, answer in zip(slow, answers, strict=True)} == dict.fromkeys(slow, 200)
