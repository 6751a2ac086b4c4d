"""Bodies that come slowly: they never hold all threads of a real gunicorn, and nobody waits for them for ever."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Semaphore

import pytest
from gunicorn.config import Config
from gunicorn.http.body import Body
from gunicorn.http.parser import RequestParser
from werkzeug.exceptions import ClientDisconnected

from hinweisgeber import config
from hinweisgeber.intake import Intake
from hinweisgeber.web.wire import bodies, lines
from hinweisgeber.web.wire.bodies import UNBUFFERED, Place, Slots
from hinweisgeber.web.wire.internals import Received
from hinweisgeber.web.wire.lines import LEAST, WINDOW, Line, Pace
from tests.cli.conftest import ended, environment, wait_for
from tests.intake.files import MULTIPART, head
from tests.pages import read
from tests.patience import PATIENT
from tests.ports import free_port

CONF = Path(__file__).resolve().parents[2] / "deploy/nginx"
FORM = "application/x-www-form-urlencoded"
WORDS = "Mein Text. " * 200 + "Ende."
TEXT = head("description", None) + WORDS.encode() + b"\r\n"


@contextmanager
def serving(settings: config.Settings, threads: int) -> Iterator[int]:
    """The intake, one process; gives its port."""
    port, ring = free_port(), settings.root_fingerprint or ""
    bound = {"BIND": f"127.0.0.1:{port}", "URL": f"http://127.0.0.1:{port}"}
    said = {f"HINWEISGEBER_INTAKE_{name}": value for name, value in bound.items()} | {
        "HINWEISGEBER_ROOT_FINGERPRINT": ring,
        "HINWEISGEBER_INTAKE_SECRET": "5e" * 32,
        "HINWEISGEBER_WORKERS": "1",
        "HINWEISGEBER_THREADS": str(threads),
    }
    command = [sys.executable, "-P", "-m", "hinweisgeber.cli", "intake", "--home", str(settings.home)]
    process = subprocess.Popen(
        command, env=environment(**said), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    with ended([process]):
        wait_for(bound["URL"], [process])
        yield port


@contextmanager
def begun(port: int, kind: str, length: int | None, sent: bytes, path: str) -> Iterator[None]:
    """A request whose body stops coming, `length` None: in one chunk; its sender goes when answered, as nginx does."""
    said = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = (f"POST {path} HTTP/1.1", "Host: x", "Connection: close", f"Content-Type: {kind}", said, "", "")
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENT)
    with connection:
        connection.sendall("\r\n".join(lines).encode() + (b"%x\r\n" % UNBUFFERED if length is None else b"") + sent)
        reader = threading.Thread(target=gone_when_answered, args=(connection,))
        reader.start()
        try:
            yield
        finally:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            reader.join()


def gone_when_answered(connection: socket.socket) -> None:
    with suppress(OSError):
        while connection.recv(65536):
            pass
        connection.shutdown(socket.SHUT_RDWR)


def ask(port: int, method: str, sent: str | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
    try:
        connection.request(method, "/melden", sent, {"Content-Type": FORM} if sent else {})
        return connection.getresponse().status
    finally:
        connection.close()


SLOW: dict[str, tuple[str, int | None, bytes]] = {
    "before the first part": (MULTIPART, UNBUFFERED, b"\r\n"),
    "in a text": (MULTIPART, UNBUFFERED, TEXT[:-2]),
    "before what comes last": (MULTIPART, UNBUFFERED, TEXT + head("state", None)[:-4]),
    "in a file": (MULTIPART, UNBUFFERED, TEXT + head("attachments", "plan.pdf") + b"x"),
    "in a file without a name": (MULTIPART, 4_000_000_000, TEXT + head("attachments", "") + b"x"),
    "in a form without files": (FORM, UNBUFFERED, b"description=" + WORDS.encode()),
    "in a body without a length": (MULTIPART, None, TEXT),
    "in a form without a length": (FORM, None, b"description=" + WORDS.encode()),
}


@pytest.mark.parametrize("path", ["/melden", "/postfach"])
def test_slow_bodies_of_every_kind_leave_threads_to_everybody_else(settings: config.Settings, path: str) -> None:
    """4 places, 4 who hurry, 8 threads for everybody else; those who are slow are many more."""
    with serving(settings, threads=16) as port, ExitStack() as slow:
        for _ in range(4):
            for kind, length, sent in SLOW.values():
                slow.enter_context(begun(port, kind, length, sent, path))
        for _ in range(3):
            assert ask(port, "GET") == 200
            assert ask(port, "POST", "description=") == 400


# -- one connection -------------------------------------------------------------------------------------------------


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Line]]:
    """A connection: the sender's end, the server's end."""
    sender, server = socket.socketpair()
    with sender, Line.of(server) as line:
        yield sender, line


def received(ends: tuple[socket.socket, Line], length: int | None, sent: bytes) -> Body:
    """A body of which this has come, as gunicorn gives it."""
    said = (
        b"Transfer-Encoding: chunked\r\n\r\n%x" % UNBUFFERED if length is None else b"Content-Length: %d\r\n" % length
    )
    ends[0].sendall(b"POST / HTTP/1.1\r\nHost: x\r\n" + said + b"\r\n" + sent)
    body = next(RequestParser(Config(), ends[1], ("127.0.0.1", 1))).body
    assert isinstance(body, Body)
    return body


def asked(ends: tuple[socket.socket, Line], kind: str, length: int | None, sent: bytes) -> dict[str, object]:
    """What gunicorn tells the app of such a request."""
    environ: dict[str, object] = {"wsgi.input": received(ends, length, sent), "gunicorn.socket": ends[1]}
    environ |= {"CONTENT_TYPE": kind, "wsgi.input_terminated": True}
    return environ | ({"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)})


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("place", ["with a turn", "staying", "at the door"])
def test_without_a_place_a_text_comes_back_whole_or_stays_in_the_browser(
    kind: str, place: str, ends: tuple[socket.socket, Line], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not all of it came, the page says how the browser can send it once more, and shows nothing of it: a cut
    text would take the whole one's place."""
    monkeypatch.setattr(bodies, "HURRY", 0.1)
    monkeypatch.setattr(bodies, "MOMENT", 0.1)
    intake.slots.most = 0
    if place != "with a turn":
        intake.slots.hurried = Semaphore(0)
    if place == "at the door":
        intake.slots.staying = Semaphore(0)
    mimetype, length, sent = SLOW[kind]
    environ = asked(ends, mimetype, length, sent)
    answer = intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ)
    assert answer.status_code == 503
    assert "Gerade werden sehr viele Dateien" in answer.text
    is_read = mimetype == MULTIPART and length is not None and b'name="attachments"' in sent
    assert read(answer).one("description") == (WORDS if is_read else "")
    assert ("Lassen Sie dieses Fenster offen" in answer.text) is not is_read
    free = (intake.slots.hurried._value > 0, intake.slots.staying._value > 0)
    assert free == (place == "with a turn", place != "at the door"), "all that was taken is given back"


def test_the_more_wait_without_a_place_the_less_each_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a few threads always are for pages and texts, however many come with what is long."""
    monkeypatch.setattr(bodies, "monotonic", lambda: 1000.0)
    slots = Slots(1)
    slots._may_go, slots.hurried, slots.staying = 2, Semaphore(2), Semaphore(2)
    assert slots.enter(Pace(), claims=False)
    places = [Place(slots, None) for _ in range(6)]
    longest = [bodies.HURRY] * 2 + [bodies.MOMENT] * 2 + [bodies.GLANCE] * 2
    assert [place.pace.until for place in places] == [1000.0 + seconds for seconds in longest]


def test_small_bodies_need_no_place(intake: Intake) -> None:
    intake.slots.most, intake.slots.hurried = 0, Semaphore(0)
    assert intake.test_client(use_cookies=False).post("/melden", data={"description": "klein"}).status_code == 200


def test_a_small_body_that_nginx_passes_on_needs_one(
    ends: tuple[socket.socket, Line], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts when it is here; when it drips, its sender goes after a moment."""
    intake.slots.most, intake.slots.hurried = 0, Semaphore(0)
    for sent, moment, status in ((b"description=klein", PATIENT, 200), (b"description=", 0.1, 503)):
        monkeypatch.setattr(bodies, "MOMENT", moment)
        environ = asked(ends, FORM, len(b"description=klein"), sent) | {"HTTP_X_PASSED_ON": "1"}
        assert intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ).status_code == status


@pytest.mark.parametrize("length", [UNBUFFERED, None])
def test_a_place_leaves_the_connection_as_it_was(
    ends: tuple[socket.socket, Line], length: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WINDOW", 0.1)
    monkeypatch.setattr(lines, "SLICE", 0.02)
    slots, body = Slots(13), received(ends, length, b"")
    place = Place(slots, ends[1])
    with pytest.raises(ClientDisconnected):
        Received(body).read(10)  # nothing more comes
    assert not slots.enter(Pace(), claims=False)
    place.leave()
    place.leave()
    assert slots.enter(Pace(), claims=False)
    assert not slots.enter(Pace(), claims=False)
    assert ends[1].getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16) == bytes(16)
    assert ends[1].getblocking()
    ends[0].sendall(b"next")
    assert ends[1].recv(10) == b"next"


@pytest.mark.parametrize("length", [UNBUFFERED, None])
def test_dripping_ends_though_something_always_comes(
    ends: tuple[socket.socket, Line], length: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WINDOW", 0.3)
    monkeypatch.setattr(lines, "SLICE", 0.05)
    body, is_over = received(ends, length, b""), threading.Event()

    def drip() -> None:
        while not is_over.wait(0.01):
            ends[0].send(b"x")

    def receive(times: int) -> None:
        for _ in range(times):  # what came by then may be given out before the end
            Received(body).read(2**20)

    dripping, place = threading.Thread(target=drip), Place(Slots(13), ends[1])
    dripping.start()
    try:
        with pytest.raises(ClientDisconnected):
            receive(99)
    finally:
        is_over.set()
        dripping.join()
        place.leave()


def test_who_was_refused_and_brings_no_more_gets_the_answer(
    ends: tuple[socket.socket, Line], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WINDOW", 0.1)
    monkeypatch.setattr(lines, "SLICE", 0.02)
    environ = asked(ends, MULTIPART, 2**40, TEXT + head("attachments", "plan.pdf") + bytes(2000))
    answer = intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ)
    assert (answer.status_code, read(answer).one("description")) == (413, WORDS)


@pytest.mark.parametrize(
    ("coming", "is_let_go"),
    [
        ([(0.01, LEAST), (WINDOW / 2, 1), (0.01, LEAST)] * 50, False),  # half a minute in a tunnel, again and again
        ([(WINDOW / 30, LEAST // 30 + 1)] * 300, False),  # the least rate
        ([(WINDOW / 30, LEAST // 30 - 1)] * 300, True),
        ([(0.01, 10 * LEAST)] * 30 + [(WINDOW / 2 - 1, 1)] * 6, True),  # a byte from time to time
        ([(WINDOW, 0)], True),
    ],
)
def test_who_brings_less_than_the_least_is_let_go(coming: list[tuple[float, int]], is_let_go: bool) -> None:
    pace = Pace()

    def count_all() -> None:
        for seconds, count in coming:
            pace.require()
            pace.count(count, seconds)

    if is_let_go:
        with pytest.raises(TimeoutError):
            count_all()
    else:
        count_all()


# -- when all places are taken ----------------------------------------------------------------------------------------


def moving(rate: float, age: float = 100) -> Pace:
    """Somebody as quick, here for so many seconds."""
    pace = Pace()
    pace.began -= age
    pace.count(int(rate), 1.0)
    return pace


def full(*inside: Pace) -> Slots:
    """All its places are taken by these."""
    slots = Slots(len(inside) + bodies.FREE_THREADS)
    assert all(slots.enter(pace, claims=False) for pace in inside)
    return slots


def test_who_is_slowest_goes_for_who_comes() -> None:
    quick, slow, slower = moving(10_000), moving(3000), moving(2000)
    slots = full(quick, slow, slower)
    assert slots.enter(new := Pace(), claims=True)
    assert (quick.lost, slow.lost, slower.lost, new.lost) == (False, False, True, False)
    assert slots.enter(Pace(), claims=True)
    assert (quick.lost, slow.lost) == (False, True)


@pytest.mark.parametrize(("rate", "age"), [(bodies.SPARED, 100), (0, bodies.GRACE / 100)])
def test_nobody_goes_who_is_quick_or_has_just_come(rate: float, age: float) -> None:
    spared = moving(rate, age)
    assert not full(spared).enter(Pace(), claims=True)
    assert not spared.lost


def test_nobody_goes_whose_body_is_here() -> None:
    """What is done with it is nobody's waiting, and its answer must be sent."""
    slots, slow = Slots(1 + bodies.FREE_THREADS), moving(0)
    place = Place(slots, None)
    place.pace.began, place.pace._recent = slow.began, slow._recent
    place.settle()
    assert not slots.enter(Pace(), claims=True)
    assert not place.hurried


def test_who_shows_to_be_quicker_gets_the_place() -> None:
    """Whoever only says that something comes moves nobody."""
    slow = moving(1000)
    slots = full(slow)
    place = Place(slots, None)
    assert place.hurried
    place.claim()
    assert place.hurried
    place.pace.count(bodies.SHOWN, 0.1)
    place.claim()
    assert (place.hurried, place.pace.until, slow.lost) == (False, None, True)
    assert slots.hurried._value == bodies.FREE_THREADS // 4, "the turn is somebody else's"


def test_nobody_goes_for_who_is_as_slow() -> None:
    slow = moving(1000)
    assert not full(slow).enter(moving(1500), claims=True)
    assert not slow.lost


def test_only_some_may_be_on_their_way_out() -> None:
    """They hold their threads for a moment still."""
    slow = [moving(0) for _ in range(20)]
    slots = full(*slow)
    entered = [slots.enter(Pace(), claims=True) for _ in range(20)]
    assert entered.count(True) == bodies.FREE_THREADS // 4
    slots.leave(next(one for one in slow if one.lost))
    assert slots.enter(Pace(), claims=True)


def test_who_goes_gets_the_text_back_at_once(
    ends: tuple[socket.socket, Line], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a file: somebody else comes while it is waited for."""
    monkeypatch.setattr(lines, "SLICE", 0.02)
    monkeypatch.setattr(bodies, "GRACE", 0.0)
    intake.slots = Slots(1 + bodies.FREE_THREADS)
    real, came = Pace.count, list[bool]()

    def count(pace: Pace, moved: int, waited: float) -> None:
        real(pace, moved, waited)
        if not moved and not came:
            came.append(intake.slots.enter(Pace(), claims=True))

    monkeypatch.setattr(Pace, "count", count)
    environ = asked(ends, MULTIPART, UNBUFFERED, TEXT + head("attachments", "plan.pdf") + b"x")
    answer = intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ)
    assert came == [True]
    assert (answer.status_code, read(answer).one("description")) == (503, WORDS)
    assert "Ihr Text steht noch da" in answer.text


def test_places_never_take_all_threads() -> None:
    for threads in range(2, 257):
        slots = Slots(threads)
        others = slots.hurried._value + slots.staying._value + slots._may_go
        assert slots.most >= 1
        assert slots.most + slots.hurried._value < threads
        assert threads <= bodies.FREE_THREADS or slots.most + others <= threads - bodies.FREE_THREADS // 4


@pytest.mark.parametrize("face", ["intake", "office"])
@pytest.mark.parametrize(
    "said", ["300000", "0300000", "999999", "1000000", "4300000000", "299999", "0299999", "99999", "00000001"]
)
def test_what_nginx_passes_on_unbuffered_needs_a_place(face: str, said: str) -> None:
    """The same limit there and here, however the number is written."""
    (wanted,) = re.findall(r'^ +"~(\S+)" 1;', (CONF / f"{face}.conf").read_text(encoding="utf-8"), re.MULTILINE)
    assert (re.search(wanted, said) is not None) is bodies.may_be_slow(int(said))
    assert bodies.may_be_slow(None)
