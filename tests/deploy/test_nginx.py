"""nginx as we set it up keeps nothing, tells the intake nothing about who asks, and lets no slow peer through to it."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hinweisgeber.web.wire.bodies import UNBUFFERED
from hinweisgeber.web.wire.requests import BODY_LIMIT
from tests.deploy.front import Front, prepare, serving
from tests.patience import PATIENT

pytestmark = pytest.mark.deploy

WORD = b"Zitronenkuchen"
TELLTALE = {
    "User-Agent": "Mozilla/5.0 telltale",
    "Referer": "https://intranet.example.org/telltale",
    "X-Forwarded-For": "198.51.100.7",
    "X-Real-IP": "198.51.100.7",
    "Forwarded": "for=198.51.100.7",
    "Via": "telltale",
    "Accept-Language": "hsb",
    "Sec-CH-UA-Platform": "telltale",
    "X-Anything": "telltale",
}
GIVEN_ON = {"host", "connection", "content-type", "content-length", "origin", "sec-fetch-site", "accept-encoding"}


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Front]:
    with serving("intake", tmp_path) as front:
        yield front


@pytest.mark.parametrize("face", ["intake", "office"])
def test_nginx_accepts_the_file(tmp_path: Path, face: str) -> None:
    command, _ = prepare(face, tmp_path)
    done = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if '"ssl_stapling" ignored' not in line]
    assert (done.returncode, complaints) == (0, [])


def test_a_large_text_reaches_the_intake_and_no_file(intake: Front) -> None:
    """Held by nginx, or passed on."""
    for size in (UNBUFFERED - 1, UNBUFFERED, BODY_LIMIT):
        body = WORD + bytes(size - 2 * len(WORD)) + WORD
        assert intake.ask("POST", "/melden", body)[0] == 200
        assert intake.upstream.bodies.pop() == body
    assert intake.files_with(WORD) == []
    assert [path for path in (intake.folder / "temp").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("buffer", "spooled"), [("", False), ("64k", True)], ids=["ours", "one that would spool"])
def test_nginx_itself_speaks_of_no_temporary_file(tmp_path: Path, buffer: str, spooled: bool) -> None:
    """A spooled file is gone once it was sent, so nginx's own words count; with a smaller buffer they do come."""
    log = tmp_path / "talk.log"
    changes = {"client_body_buffer_size 300k": buffer} if buffer else {}
    with serving("intake", tmp_path, error_log=f"{log} info", **changes) as front:
        front.upstream.answer = WORD * 400_000
        for body in (WORD * 20_000, WORD * 600_000, iter([WORD * 100_000] * 8)):  # the last one in chunks
            assert front.ask("POST", "/melden", body)[1] == front.upstream.answer
    assert ("temporary file" in log.read_text(encoding="utf-8", errors="replace")) is spooled


def test_nothing_is_logged(intake: Front) -> None:
    for url in ("/", "/postfach?word=Zitronenkuchen", "/" + "x" * 9000, "/%00"):
        intake.ask(url=url, headers=TELLTALE)
    intake.ask("POST", "/melden", bytes(18 * 2**20))
    raw(intake, b"nonsense\r\n\r\n")
    logs = "".join(path.read_text(encoding="utf-8") for path in intake.folder.glob("*.log"))
    assert "127.0.0.1" not in logs.replace("127.0.0.1:%d" % intake.ports["443"], "")  # noqa: UP031  one number
    for word in ("Zitronenkuchen", "telltale", "198.51.100.7", "GET", "POST", "client"):
        assert word not in logs


def raw(front: Front, text: bytes) -> bytes:
    trust = ssl._create_unverified_context()  # noqa: S323  its own certificate
    with (
        socket.create_connection(("127.0.0.1", front.ports["443"]), timeout=PATIENT) as plain,
        trust.wrap_socket(plain) as tls,
    ):
        tls.sendall(text)
        return tls.recv(100)


@pytest.mark.parametrize("tls", [True, False], ids=["https", "onion"])
def test_the_intake_does_not_learn_who_asks(intake: Front, tls: bool) -> None:
    own = {"Host": "hinweise.example.org", "Origin": "https://hinweise.example.org", "Sec-Fetch-Site": "same-origin"}
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "gzip", "Cookie": "telltale=1"}
    assert intake.ask("POST", "/melden", b"x=y", tls=tls, headers=TELLTALE | own | form)[0] == 200
    (head,) = intake.upstream.heads
    assert set(head) <= GIVEN_ON
    assert {name.lower(): value for name, value in own.items()}.items() <= head.items()
    assert "127.0.0.1" not in "".join(head.values())


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ({"Accept": "text/html,image/avif,image/webp,image/apng,*/*;q=0.8"}, "image/apng"),
        ({"Accept": "text/html,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"}, "image/apng"),
        ({"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, None),
        ({"Accept": "*/*", "Sec-CH-UA": '"Chromium";v="156"'}, None),
        ({}, None),
    ],
    ids=["chromium", "only one mark", "firefox", "script", "plain"],
)
def test_of_the_browser_the_intake_learns_one_yes_or_no(intake: Front, said: dict[str, str], given: str | None) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert intake.ask("POST", "/melden", b"x=y", headers=TELLTALE | said | form)[0] == 200
    (head,) = intake.upstream.heads
    assert set(head) <= GIVEN_ON | {"accept"}
    assert head.get("accept") == given


@pytest.mark.parametrize("path", ["/weiter?x", "/leicht/weiter?x"])
def test_a_page_that_waits_minutes_is_not_promised_for_longer(tmp_path: Path, path: str) -> None:
    with serving("intake", tmp_path) as front:
        (tmp_path / "intake.sock").unlink()
        pages = [front.ask("GET", url)[1].decode() for url in (path, "/", "/weiter-so")]
    assert ["nichts verloren" in page for page in pages] == [False, True, True]
    assert "Es gibt sie nur zwei Minuten lang." in pages[0]


def test_only_pages_with_files_take_large_bodies(intake: Front) -> None:
    for body in (bytes(17 * 2**10), iter([bytes(17 * 2**10)])):
        assert intake.ask("POST", "/melden/x", body)[0] == 413
    assert intake.upstream.bodies == []


@pytest.mark.parametrize("face", ["intake", "office"])
def test_too_much_is_refused_in_german(tmp_path: Path, face: str) -> None:
    with serving(face, tmp_path) as front:
        status, page, headers = front.ask("POST", "/weg", bytes(5 * 2**20))
    assert (status, front.upstream.bodies) == (413, [])
    assert f"Möglich sind {BODY_LIMIT // 2**20} MiB Text" in page.decode()
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert "nginx/" not in str(headers) + page.decode()


@pytest.mark.parametrize(
    ("face", "url"), [("intake", "/postfach"), ("office", "/konto"), ("office", "/faelle/1/datei/1/x")]
)
def test_what_the_program_itself_takes_passes_and_reaches_no_file(tmp_path: Path, face: str, url: str) -> None:
    """Though nginx's buffers are smaller."""
    log = tmp_path / "talk.log"
    with serving(face, tmp_path, error_log=f"{log} info") as front:
        for size in (UNBUFFERED - 1, UNBUFFERED, BODY_LIMIT):
            assert front.ask("POST", url, bytes(size))[0] == 200
            assert front.ask("GET", url, bytes(size))[0] == 200, "nobody asks so, and anybody can"
    assert "temporary file" not in log.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("face", ["intake", "office"])
def test_a_face_that_is_away_is_excused_in_german(tmp_path: Path, face: str) -> None:
    with serving(face, tmp_path) as front:
        (tmp_path / f"{face}.sock").unlink()
        status, page, _ = front.ask("POST", "/", WORD)
        assert status == 503
        assert "gerade nicht erreichbar" in page.decode()
        assert front.files_with(WORD) == []


def test_dripping_bodies_do_not_reach_the_intake(intake: Front) -> None:
    """Twenty senders who never finish: the upstream hears of none of them, and others are served meanwhile."""
    trust = ssl._create_unverified_context()  # noqa: S323  its own certificate
    dripping = []
    for _ in range(20):
        connection = trust.wrap_socket(socket.create_connection(("127.0.0.1", intake.ports["443"]), timeout=PATIENT))
        connection.sendall(b"POST /melden HTTP/1.1\r\nHost: x\r\nContent-Length: 250000\r\n\r\nx")
        dripping.append(connection)
    time.sleep(0.3)
    assert intake.ask()[0] == 200
    assert len(intake.upstream.heads) == 1
    for connection in dripping:
        connection.close()


def test_the_office_learns_the_true_address_only(tmp_path: Path) -> None:
    with serving("office", tmp_path) as front:
        assert front.ask("POST", "/anmelden", b"x=y", headers={**TELLTALE, "Cookie": "sitzung=1"})[0] == 200
        (head,) = front.upstream.heads
        assert head["x-forwarded-for"] == "127.0.0.1"
        assert head["cookie"] == "sitzung=1"
        assert set(head) <= GIVEN_ON | {"x-forwarded-for", "cookie"}


def test_the_office_is_closed_to_other_networks(tmp_path: Path) -> None:
    with serving("office", tmp_path, allow="10.0.1.0/24") as front:
        assert front.ask()[0] == 403
        assert front.upstream.heads == []


def test_the_office_answers_nothing_older_than_tls_1_3_where_the_handshake_let_it_in(tmp_path: Path) -> None:
    """On an address of both faces the handshake is the intake's, which lets older browsers in."""
    trust = ssl._create_unverified_context()  # noqa: S323  its own certificate
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    with serving("office", tmp_path, ssl_protocols="TLSv1.2 TLSv1.3") as front:
        assert front.ask()[0] == 200
        plain = socket.create_connection(("127.0.0.1", front.ports["443"]), timeout=PATIENT)
        with trust.wrap_socket(plain) as line:
            assert line.version() == "TLSv1.2"
            line.sendall(b"GET /anmelden HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(100) == b""
        assert len(front.upstream.heads) == 1
