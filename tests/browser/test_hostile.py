"""What no well-meaning client sends: nonsense, too much, too slow, too often. Answers are 4xx, the doors stay open."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from urllib.parse import quote, urlencode, urlsplit

import pytest

from hinweisgeber.crypto.code import AccessCode
from tests.browser.demo import Demo
from tests.browser.planted import findings, open_files
from tests.browser.wire import FORM, Wire, WireReporter
from tests.patience import PATIENT

TEXT = "Ein Schreibtisch aus Marzipan wurde als Büromöbel abgerechnet."
FILE_WORD = "Anlagengeheimnis"
FILE_NAME = "Marzipanbeweis"
PROXY_WAITS = 60.0  # seconds; an answer takes milliseconds
MIB = 1024 * 1024
SLOW_CLIENTS = 6
INTAKE_PATHS = ("/", "/melden", "/postfach", "/externe-meldestellen", "/healthz")
OFFICE_PATHS = (
    "/anmelden",
    "/faelle",
    "/faelle/HM-2026-0001",
    "/faelle/HM-2026-0001/notiz",
    "/massnahmen",
    "/protokoll",
)
NONSENSE = [
    b"",
    b"&&&===&&&",
    b"%",
    b"%zz=%00&description=%ff%fe",
    b"description=" + b"%F0%9F%90%BF" * 5000,
    b"\x00" * 3000,
    bytes(range(256)) * 20,
    b"code=" + b"A" * 50_000,
    b"code=%00&code_noted=1&description=%00",
    b"capability=" + b"A" * 20_000 + b"&message=x",
    b"excluded=../../etc/passwd&topic[]=1&description[]=2",
    b"a=1&" * 5000,
]
HEADERS: list[dict[str, str]] = [
    {"Content-Type": ""},
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/json"},
    {"Content-Type": "application/xml; charset=utf-7"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary="},
    {"Content-Type": "application/x-www-form-urlencoded; charset=" + "x" * 500},
    {**FORM, "Content-Encoding": "gzip"},
    {**FORM, "Cookie": "sitzung=\u00e4; formular=" + "A" * 3000},
    {**FORM, "Cookie": ";=;=;sitzung=;"},
    {**FORM, "Accept-Language": "de;q=nan, \u00e4;q=9, *;q=-1"},
    {**FORM, "Accept-Encoding": "gzip;q=inf, br;q=\u00e4"},
    {**FORM, "X-Forwarded-For": "'; DROP TABLE report; --", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "x"},
    {**FORM, "Host": "fremd.example"},
    {**FORM, "If-None-Match": "\u00e4" * 100, "Range": "bytes=9-1", "If-Modified-Since": "gestern"},
    {**FORM, "Authorization": "Basic ====", "Upgrade": "websocket", "Expect": "das Beste"},
    {**FORM, "Origin": "http://[", "Sec-Fetch-Site": "same-origin"},
]
PATHS = [
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/../../../etc/passwd",
    "/static/..%2f..%2fhome%2fletterbox.sqlite",
    "/static/%00",
    "/static/manifest.json",
    "/faelle/../../etc/passwd",
    "/faelle/%27%20OR%201=1",
    "/faelle/HM-2026-99999999999999999999",
    "/faelle?page=-1&stufe=%00&suche=" + quote("ä" * 300),
    "/faelle?page=999999999999999999999",
    "/protokoll?vor=-5",
    "/protokoll?vor=99999999999999999999999",
    "//fremd.example/",
    "/melden/",
    "/postfach;x=1",
    "/%ff%fe",
    "/\u00e4",
    "/" + "a" * 1900,
    "/melden?" + "a=b&" * 400,
    "/.git/config",
    "/demo.json",
]
RAW = [
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nA: \x00\x01\r\n\r\n",
    b"POST /melden HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /melden HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
    b"POST /melden HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /melden HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    b"POST /melden HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: pigeon\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 500,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


@pytest.fixture
def urls(demo: Demo) -> tuple[str, str]:
    """Both faces."""
    return demo.intake_url, demo.office_url


@pytest.fixture(autouse=True)
def still_well(demo: Demo) -> Iterator[None]:
    """After every test: a report still goes its way, nothing unexpected was logged, nothing was spooled."""
    before = len(demo.log.read_bytes())
    yield
    reporter = WireReporter(Wire(demo.intake_url))
    assert reporter.send(TEXT).status == 200
    assert len(reporter.open().messages) == 2
    assert Wire(demo.office_url).get("/anmelden").status == 200
    assert "error in " not in demo.log.read_bytes()[before:].decode()
    assert list(demo.temp.rglob("*")) == []


def everywhere(urls: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Every address of both faces."""
    for url, paths in zip(urls, (INTAKE_PATHS, OFFICE_PATHS), strict=True):
        yield from ((url, path) for path in paths)


def test_garbage_in_headers_is_refused_or_ignored(urls: tuple[str, str]) -> None:
    body = urlencode({"description": TEXT, "code": "nonsense", "to": "send"}).encode()
    for headers in HEADERS:
        sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        for url, path in everywhere(urls):
            posted, got = Wire(url).request("POST", path, body, sent), Wire(url).request("GET", path, None, sent)
            assert 400 <= posted.status < 500, (headers, path, posted.status)
            assert got.status < 500, (headers, path, got.status)


def test_nonsense_in_bodies_is_refused(urls: tuple[str, str]) -> None:
    for nonsense in (*NONSENSE, *(b"&".join((words, b"to=send")) for words in NONSENSE)):
        for url, path in everywhere(urls):
            answer = Wire(url).request("POST", path, nonsense, FORM)
            if path == "/melden" and answer.status == 200:  # words are words: looked through, not sent
                assert "Schritt 3 von 3" in answer.text
                assert b"to=send" not in nonsense
            else:
                assert 400 <= answer.status < 500, (path, answer.status, nonsense[:50])


def test_other_methods_do_nothing(urls: tuple[str, str]) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "GEHEIM", "OPTIONS", "HEAD"):
        for url, path in everywhere(urls):
            answer = Wire(url).request(method, path)
            assert answer.status < 500, (method, path, answer.status)
            assert method in ("OPTIONS", "HEAD") or answer.status >= 400, (method, path, answer.status)


def test_strange_addresses_lead_nowhere(urls: tuple[str, str]) -> None:
    for path in PATHS:
        for url in urls:
            answer = say(url, b"GET " + path.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            status = int(answer.split(b" ")[1])
            assert status in (200, 303) or 400 <= status < 500, (path, answer[:200])
            assert re.search(rb"\r\nLocation: (?!/(?!/))", answer) is None, (path, answer[:500])
            assert b"root:" not in answer
            assert b'passphrase":' not in answer


def test_broken_requests_end_quickly_and_say_nothing(urls: tuple[str, str]) -> None:
    for words in RAW:
        for url in urls:
            answer = say(url, words)
            status = answer[9:12].decode()
            assert not answer or status.startswith("4") or status == "501", answer[:200]
            assert b"Traceback" not in answer


def say(url: str, words: bytes) -> bytes:
    """Sends bytes as they are; what came back until the other side hung up."""
    host, port = urlsplit(url).netloc.split(":")
    heard = b""
    with socket.create_connection((host, int(port)), timeout=PATIENT) as line:
        with suppress(OSError):
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while more := line.recv(65536):
                heard += more
    return heard


@pytest.mark.parametrize("path", ["/melden", "/postfach"])
def test_too_much_is_refused_with_the_number(demo: Demo, path: str) -> None:
    body = b"description=" + b"a" * (20 * MIB)
    answer = Wire(demo.intake_url).request("POST", path, body, FORM)
    assert answer.status == 413
    assert "4 MiB" in answer.text


def test_too_much_without_a_length_is_refused(demo: Demo) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"description="
        for _ in range(20):
            yield b"a" * MIB

    with closing(http.client.HTTPConnection(urlsplit(demo.intake_url).netloc, timeout=PATIENT)) as connection:
        try:
            connection.request("POST", "/melden", pieces(), FORM, encode_chunked=True)
        except (BrokenPipeError, ConnectionResetError):
            return  # refused in the middle of it
        assert connection.getresponse().status in (400, 413)


def test_text_beyond_the_limit_is_refused_and_kept(demo: Demo) -> None:
    text = "zu lang " * 12_501
    answer = WireReporter(Wire(demo.intake_url)).send(text)
    assert answer.status == 400
    assert "100.007 Zeichen, möglich sind 100.000" in answer.text
    assert text.strip() in answer.text


def multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, dict[str, str]]:
    """A form with a file, as a browser would send it."""
    parts = [
        f'--grenze\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
    ]
    head = f'--grenze\r\nContent-Disposition: form-data; name="attachments"; filename="{FILE_NAME}.txt"\r\n\r\n'
    body = b"".join([*parts, head.encode(), file, b"\r\n--grenze--\r\n"])
    return body, {"Content-Type": "multipart/form-data; boundary=grenze"}


@pytest.mark.parametrize("size", [100, 600_000, 8 * MIB])
def test_files_never_touch_a_disk_in_clear(demo: Demo, size: int) -> None:
    wire = Wire(demo.intake_url)
    code = wire.post("/melden", {"description": TEXT, "to": "review"}).code
    fields = {"description": TEXT, "code": code, "code_noted": "1", "to": "send"}
    content = (FILE_WORD.encode() * (size // len(FILE_WORD) + 1))[:size]
    seen: list[str] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            with suppress(OSError):
                places = [demo.temp, *open_files(demo.faces())]
                seen.extend(findings([FILE_WORD, FILE_NAME], places))

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            answer = wire.request("POST", "/melden", *multipart(fields, content))
        finally:
            stop.set()
        watching.result()
    assert answer.status == 303, answer.text  # taken and sealed
    assert seen == []
    assert findings([FILE_WORD, FILE_NAME], [demo.folder]) == []


@contextmanager
def slow_clients(url: str) -> Iterator[list[int]]:
    """Clients that send a byte a second, some in their headers, some in their body; yields how many each has sent."""
    host, port = urlsplit(url).netloc.split(":")
    head = b"POST /melden HTTP/1.1\r\nHost: x\r\n"
    body = head + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n"
    sent, stop = [0] * SLOW_CLIENTS, threading.Event()

    def trickle(number: int) -> None:
        with socket.create_connection((host, int(port)), timeout=PATIENT) as line, suppress(OSError):
            line.sendall(body if number % 2 else head)
            while not stop.is_set():
                line.sendall(b"a")
                sent[number] += 1
                stop.wait(1)

    with ThreadPoolExecutor(SLOW_CLIENTS) as pool:
        trickling = [pool.submit(trickle, number) for number in range(SLOW_CLIENTS)]
        try:
            yield sent
        finally:
            stop.set()
        for one in trickling:
            one.result()


def test_slow_clients_do_not_hold_up_others(demo: Demo) -> None:
    with slow_clients(demo.intake_url) as sent:
        end = time.monotonic() + PATIENT
        while min(sent) < 3:  # so they are known to be slow while others come, who would wait until all are over
            assert time.monotonic() < end
            reporter = WireReporter(Wire(demo.intake_url))
            assert reporter.send(TEXT).status == 200
            assert reporter.open().status == 200


def test_guessing_codes_locks_nobody_out(demo: Demo) -> None:
    reporter = WireReporter(Wire(demo.intake_url))
    reporter.send(TEXT)

    def guess(_: int) -> tuple[int, bool]:
        answer = Wire(demo.intake_url).post("/postfach", {"code": str(AccessCode.generate())})
        return answer.status, "Zu diesem Zugangscode gibt es kein Postfach." in answer.text

    with ThreadPoolExecutor(4) as pool:
        guesses = set(pool.map(guess, range(500)))
    assert guesses == {(400, True)}
    begun = time.monotonic()
    assert reporter.open().status == 200
    assert time.monotonic() - begun < PROXY_WAITS


def test_sending_again_and_again_makes_one_report(demo: Demo) -> None:
    reporter = WireReporter(Wire(demo.intake_url))
    reporter.send(TEXT)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: reporter.again(TEXT), range(30)))
    assert {(answer.status, 'id="confirmed"' in answer.text) for answer in answers} == {(200, True)}
    assert len(reporter.open().messages) == 2


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://fremd.example"},
    {"Origin": "https://127.0.0.1.fremd.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=json.dumps)
def test_posts_from_other_sites_change_nothing_at_the_office(demo: Demo, headers: dict[str, str]) -> None:
    for path, fields in (
        ("/anmelden", {"username": "fall1", "passphrase": demo.officers["fall1"]}),
        ("/abmelden", {"x": "y"}),
    ):
        answer = Wire(demo.office_url).request("POST", path, urlencode(fields).encode(), {**FORM, **headers})
        assert answer.status == 403, path
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", [*FOREIGN, {}, {"Origin": "null"}], ids=json.dumps)
def test_posts_that_are_not_provably_ours_show_no_code_of_theirs(demo: Demo, headers: dict[str, str]) -> None:
    """Who planted a code would read what another person writes under it: it is not shown. The words are."""
    planted, wire = str(AccessCode.generate()), Wire(demo.intake_url, headers=headers)
    for to in ("review", "protect", "edit-1", "edit-2", "draft", "send"):
        fields = {"page": "3", "description": TEXT, "code": planted, "to": to}
        answer = wire.post("/melden", fields)
        assert answer.status in (200, 400), to
        assert planted not in answer.text, to
        assert answer.code not in ("", planted) or to in ("protect", "edit-1", "edit-2")
        assert TEXT in answer.text, to
        assert "checked" not in answer.text, to
    assert planted not in wire.post("/postfach", {"code": planted, "message": TEXT, "new_code": planted}).text


@pytest.mark.parametrize("headers", FOREIGN, ids=json.dumps)
def test_who_plants_a_whole_report_sends_only_their_own_words(demo: Demo, headers: dict[str, str]) -> None:
    reporter = WireReporter(Wire(demo.intake_url, headers=headers), str(AccessCode.generate()))
    answer = reporter.again(TEXT)
    assert 'id="confirmed"' in answer.text
    assert reporter.code not in answer.text
    mailbox = reporter.open()
    assert len(mailbox.messages) == 2
    there = mailbox.hidden("write")
    refused = reporter.wire.post("/postfach", {**there, "message": "untergeschoben", "do": "write"})
    assert refused.status == 400
    assert 'name="code_end"' in refused.text
    assert "untergeschoben" not in " ".join(reporter.open().messages)
    told = {**there, "message": "Von eigener Hand.", "do": "write", "code_end": reporter.code[-5:]}
    assert reporter.wire.post("/postfach", told).status == 200
    assert "Von eigener Hand." in " ".join(reporter.open().messages)
