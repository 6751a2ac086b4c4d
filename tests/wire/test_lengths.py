"""Who sees only how many bytes an answer has cannot tell what happened, measured through nginx as we ship it.

An observer who knows the lengths of all other visits guesses each one's kind by its nearest neighbour. Within a class
of lengths that must not be better than drawing lots.
"""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.intake import lengths
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import submit
from hinweisgeber.usecases.reporter.box import Booth
from tests.deploy.front import intake_behind
from tests.founded import TODAY
from tests.patience import PATIENT

pytestmark = pytest.mark.deploy

VISITS = 200
SEED = 20261129
PLAY = 64  # bytes
POINTS = 0.05
WORDS = ("Diesel", "Bauhof", "Kanister", "Winter", "Rechnung", "Unterschrift", "Schlüssel", "Stempel", "Prüfung")


class Line:
    """Requests through nginx, and how many bytes each answer had on the line."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Bytes of head and body, and the page."""
        body = urlencode(fields or {})
        head = [f"{method} {path} HTTP/1.1", "Host: hinweise.example.org", "Connection: close"]
        if fields is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            head += ["Sec-Fetch-Site: same-origin"]
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENT) as line:
            line.sendall(("\r\n".join([*head, "", ""]) + body).encode())
            came = b"".join(iter(lambda: line.recv(1 << 16), b""))
        return len(came), came.decode("utf-8", "replace")


@pytest.fixture
def line(settings: config.Settings, letterbox: Store[Letterbox], tmp_path: Path) -> Iterator[Line]:
    """The intake as it is started, behind nginx with our file."""
    with intake_behind(settings, tmp_path / "front") as ports:
        yield Line(ports["8080"])


class Visits:
    """What people do, each time with other words."""

    def __init__(self, line: Line, letterbox: Store[Letterbox], desk: Desk, draw: random.Random) -> None:
        self.line, self.letterbox, self.desk, self.draw = line, letterbox, desk, draw
        self.quiet = [self.sent_before() for _ in range(10)]
        self.long = [self.sent_before() for _ in range(10)]
        for code in self.long:
            for _ in range(4):
                self.write(code)
        collect.collect(desk)
        collect.deliver(desk.cabinet, desk.letterbox, TODAY)  # from now on the office's own word and receipts are there
        self.answered = [*self.quiet]
        self.quiet = [self.sent_before() for _ in range(10)]

    def text(self) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.randint(3, 150)))

    def sent_before(self) -> AccessCode:
        code, booth = AccessCode.generate(), Booth(self.letterbox, self.desk.ring, TODAY)
        submit.submit(booth, code, Report(self.text(), when=self.text()), self.text())
        return code

    def open(self, code: AccessCode) -> tuple[int, str]:
        return self.line.ask("POST", "/postfach", {"code": str(code)})

    def inside(self, code: AccessCode, **fields: str) -> tuple[int, str]:
        found = re.search(r'name="capability" value="([^"]+)"', self.open(code)[1])
        assert found
        return self.line.ask("POST", "/postfach", {"capability": found[1], **fields})

    def write(self, code: AccessCode) -> tuple[int, str]:
        return self.inside(code, do="write", message=self.text())

    # -- the kinds -------------------------------------------------------------------------------------------------

    def protect(self) -> tuple[int, str]:
        return self.line.ask("POST", "/melden", {"description": self.text(), "to": "protect"})

    def review(self) -> tuple[int, str]:
        return self.line.ask("POST", "/melden", {"description": self.text(), "fear": self.text(), "to": "review"})

    def refused(self) -> tuple[int, str]:
        return self.line.ask("POST", "/melden", {"description": "", "fear": self.text(), "to": "review"})

    def sent(self) -> tuple[int, str]:
        fields = {"description": self.text(), "code": str(AccessCode.generate()), "code_noted": "1", "to": "send"}
        return self.line.ask("POST", "/melden", fields)

    def wrong_code(self) -> tuple[int, str]:
        return self.open(AccessCode.generate())

    def mailbox_without_answer(self) -> tuple[int, str]:
        return self.open(self.draw.choice(self.quiet))

    def mailbox_with_answer(self) -> tuple[int, str]:
        return self.open(self.draw.choice(self.answered))

    def mailbox_with_five_messages(self) -> tuple[int, str]:
        return self.open(self.draw.choice(self.long))

    def renewal(self) -> tuple[int, str]:
        return self.inside(self.draw.choice(self.quiet), do="renew")

    def receipt(self) -> tuple[int, str]:
        return self.inside(self.draw.choice(self.answered), do="receipt")

    def door(self) -> tuple[int, str]:
        return self.line.ask("GET", "/postfach")

    @property
    def kinds(self) -> dict[str, tuple[Callable[[], tuple[int, str]], str]]:
        """Each with words that stand on its page, so that none is another one by mistake."""
        return {
            "door": (self.door, "Postfach öffnen"),
            "protect": (self.protect, "Schritt 2 von 3"),
            "review": (self.review, 'id="access-code"'),
            "refused": (self.refused, 'id="problem"'),
            "sent": (self.sent, "/angekommen"),
            "wrong code": (self.wrong_code, "gibt es kein Postfach"),
            "mailbox": (self.mailbox_without_answer, "Ihr Postfach"),
            "with an answer": (self.mailbox_with_answer, "Beleg ansehen"),
            "with five messages": (self.mailbox_with_five_messages, "Ihr Postfach"),
            "renewal": (self.renewal, 'id="access-code"'),
            "receipt": (self.receipt, 'id="receipt"'),
        }


def guessed(seen: list[tuple[str, int]], draw: random.Random) -> float:
    """How often the nearest other visit by length is of the same kind; ties are drawn."""
    right = 0
    for n, (kind, size) in enumerate(seen):
        others = [(abs(size - other), name) for m, (name, other) in enumerate(seen) if m != n]
        nearest = min(distance for distance, _ in others)
        right += draw.choice([name for distance, name in others if distance == nearest]) == kind
    return right / len(seen)


def test_lengths_on_the_line_tell_no_kind_from_another(
    line: Line, letterbox: Store[Letterbox], desk: Callable[..., Desk]
) -> None:
    draw = random.Random(SEED)
    visits = Visits(line, letterbox, desk("anna"), draw)
    seen: list[tuple[str, int]] = []
    for kind, (visit, words) in visits.kinds.items():
        for _ in range(VISITS):
            size, page = visit()
            assert words in page, f"{kind}: {page[:2000]}"
            seen.append((kind, size))
    smallest = min(size for _, size in seen)
    assert {kind for kind, size in seen if size > smallest + PLAY} == set(), "all in the first class"
    assert guessed(seen, draw) <= 1 / len(visits.kinds) + POINTS


def test_the_observer_would_find_kinds_of_different_lengths() -> None:
    """The control: where each kind has its own length, nearly all are guessed."""
    draw = random.Random(SEED)
    seen = [(kind, 1000 * n + draw.randint(0, 100)) for n, kind in enumerate("abcdefgh") for _ in range(50)]
    assert guessed(seen, draw) > 0.95


@pytest.mark.parametrize("size", [0, 1, 60_000, 65_000, 70_000, 600_000, 9_000_000])
def test_an_answer_has_one_of_the_lengths(size: int) -> None:
    from flask import Response

    answer = Response(b"x" * size, mimetype="text/html", headers={"X-One": "1"})
    lengths.fill(answer)
    head = len(answer.status) + sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    total = head + len(answer.get_data())
    last = lengths.CLASSES[-1]
    wanted = next((c for c in lengths.CLASSES if size < c - 300), -(-size // last) * last)
    assert abs(total - wanted) <= PLAY
    assert answer.get_data().startswith(b"x" * size)
