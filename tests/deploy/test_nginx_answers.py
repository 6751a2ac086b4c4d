"""What comes out of nginx as we ship it, with the intake behind it as it is started."""

from __future__ import annotations

import re
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from hinweisgeber.web.ring_file import RingFile
from tests.deploy.conftest import DEPLOY
from tests.deploy.front import intake_behind, serving
from tests.patience import PATIENT

pytestmark = pytest.mark.deploy

ONCE = {
    "content-security-policy",
    "cache-control",
    "content-type",
    "date",
    "permissions-policy",
    "referrer-policy",
    "server",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
}
ONION = "http://" + "a" * 56 + ".onion"


@pytest.fixture
def ports(settings: config.Settings, letterbox: Store[Letterbox], tmp_path: Path) -> Iterator[dict[str, int]]:
    with intake_behind(settings, tmp_path / "front") as ports:
        yield ports


def exchange(port: int, sent: bytes, *, tls: bool = True) -> bytes:
    """All that comes back on one connection until the other side ends it."""
    trust = ssl._create_unverified_context()  # noqa: S323  its own certificate, made by this test
    plain = socket.create_connection(("127.0.0.1", port), timeout=PATIENT)
    with trust.wrap_socket(plain) if tls else plain as line:
        line.sendall(sent)
        return b"".join(iter(lambda: line.recv(1 << 16), b""))


def request(method: str, path: str, body: bytes = b"", *more: str) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: hinweise.example.org", *more]
    if method == "POST":
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


CLOSE = "Connection: close"


@pytest.mark.parametrize("tls", [True, False], ids=["https", "onion"])
def test_each_header_is_there_once(ports: dict[str, int], tls: bool) -> None:
    """Of pages, of refusals, and of what nginx says itself."""
    asked = {
        "/": request("GET", "/", b"", CLOSE),
        "/melden": request("POST", "/melden", b"description=&to=review", CLOSE),
        "/postfach": request("POST", "/postfach", b"code=falsch", CLOSE),
        "/gibt-es-nicht": request("GET", "/gibt-es-nicht", b"", CLOSE),
    }
    for path, sent in asked.items():
        head = exchange(ports["443" if tls else "8080"], sent, tls=tls).partition(b"\r\n\r\n")[0].decode()
        found = Counter(line.partition(":")[0].lower() for line in head.splitlines()[1:])
        assert set(found) >= ONCE, path
        assert {name for name, times in found.items() if times > 1} == set(), path
        assert "gunicorn" not in head


def test_two_mailboxes_asked_for_on_one_connection_are_never_swapped(
    ports: dict[str, int], booth: Booth, ring_file: RingFile
) -> None:
    """Both requests are sent before the first answer has come, again and again."""
    codes = [AccessCode.generate() for _ in range(2)]
    for day, code in enumerate(codes):
        submit(booth, code, Report("Erfunden."), f"Antwort Nr. {day}.")
    order = [0, 1, 1, 0, 1, 0, 0, 1]
    bodies = [f"code={codes[n]}".encode() for n in order]
    sent = b"".join(request("POST", "/postfach", body) for body in bodies[:-1])
    came = exchange(ports["443"], sent + request("POST", "/postfach", bodies[-1], CLOSE)).decode()
    assert [int(n) for n in re.findall(r"Antwort Nr\. (\d)\.", came)] == order
    assert came.count("HTTP/1.1 200") == len(order)


SPELLINGS = ["/readyz", "/readyz/", "/READYZ", "//readyz", "/./readyz", "/x/../readyz", "/%72eadyz", "/readyz%2F",
             "/%2Freadyz", "/readyz?x=1", "/readyz//", "/de/readyz", "/leicht/readyz/", "/readyz%20"]  # fmt: skip


@pytest.mark.parametrize("tls", [True, False], ids=["https", "onion"])
def test_nobody_outside_learns_whether_the_intake_can_work(ports: dict[str, int], tls: bool) -> None:
    """However the address is written; over its own socket the face answers."""
    port = ports["443" if tls else "8080"]
    for method in ("GET", "HEAD", "POST"):
        for spelling in SPELLINGS:
            came = exchange(port, request(method, spelling, b"", CLOSE), tls=tls)
            assert came.split(b" ", 2)[1] == b"404", (method, spelling)
            assert b"ready\n" not in came
    assert b" 200 " in exchange(port, request("GET", "/healthz", b"", CLOSE), tls=tls)


@pytest.mark.parametrize("face", ["intake", "office"])
def test_what_asks_whether_a_face_can_work_ends_at_nginx(tmp_path: Path, face: str) -> None:
    with serving(face, tmp_path) as front:
        for spelling in SPELLINGS[:-1]:
            assert front.ask(url=spelling)[0] == 404, spelling
        assert front.upstream.heads == []
        assert front.ask(url="/healthz")[0] == 200


def test_the_onion_hint_leads_to_the_same_page(tmp_path: Path) -> None:
    """As the guide says to write it; what stands in an address never becomes a line of a head."""
    text = (DEPLOY / "nginx/intake.conf").read_text(encoding="utf-8")
    (hint,) = re.findall(r"# (add_header Onion-Location .*;)", text)
    added = {"proxy_next_upstream off": f"off; {hint.replace('http://56-Zeichen.onion', ONION)[:-1]}"}
    with serving("intake", tmp_path, **added) as front:
        for path in ("/", "/melden", "/wohin?x=1", "/a%0d%0aX-Evil:%201"):
            headers = front.ask(url=path)[2]
            assert headers["onion-location"] == ONION + path
            assert "x-evil" not in headers
            assert headers["strict-transport-security"].startswith("max-age=63072000")
