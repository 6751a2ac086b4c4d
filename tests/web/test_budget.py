"""Texts of all requests together take only so much memory, and none is longer than it can be."""

from __future__ import annotations

import io
import socket

import pytest

from hinweisgeber.domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT
from hinweisgeber.intake import Intake
from hinweisgeber.web.errors import TextBeyond, TextsBusy
from hinweisgeber.web.wire import downloads
from hinweisgeber.web.wire.budget import ALL, OWN, Budget, Purse, cost
from hinweisgeber.web.wire.form_reader import TextLimits
from hinweisgeber.web.wire.lines import Line, Pace
from hinweisgeber.web.wire.requests import BODY_LIMIT, LINE_BYTES, TEXT_BYTES
from tests.intake.files import MULTIPART, Part, body, post
from tests.pages import read
from tests.questions import LONG_FIELDS
from tests.web.test_uploads import reader

LONG = 90_000  # a text as long as it may be, nearly
FORM = "application/x-www-form-urlencoded"


def test_what_is_escaped_costs_what_stands_for_it() -> None:
    assert cost(b"abc") == 3
    assert cost(b"\"'&<>") == 25


def test_what_is_given_back_is_there_again() -> None:
    budget = Budget(100)
    one, other = Purse(budget), Purse(budget)
    one.spend(OWN + 60)
    with pytest.raises(TextsBusy):
        other.spend(OWN + 41)
    other.spend(OWN + 40)
    assert budget.left == 0
    one.close()
    one.close()
    other.close()
    assert budget.left == 100


def test_a_usual_text_always_finds_room() -> None:
    purse = Purse(Budget(0))
    for _ in range(OWN // 64):
        purse.spend(64)
    with pytest.raises(TextsBusy):
        purse.spend(1)


def test_long_pages_that_are_read_slowly_go_for_who_wants_one(intake: Intake) -> None:
    """What texts may take is another matter: no reader of pages keeps anybody from sending."""
    intake.pages.take(intake.pages.left)
    slow = Pace()
    slow.began -= 100
    slow.count(0, 1.0)
    assert intake.slots.enter(slow, claims=False)
    reader, server = socket.socketpair()
    with reader, Line.of(server) as line:
        data = {"description": "x" * downloads.AT_ONCE}
        answer = intake.test_client().post("/melden", data=data, environ_overrides={"gunicorn.socket": line})
        assert (answer.status_code, slow.lost) == (503, True)
        assert "sehr viele lange Seiten" in answer.text
        answer.close()
    assert intake.budget.left == ALL


@pytest.mark.parametrize("sent", [body([("description", None, b"x" * LONG)]), b"description=" + b"x" * LONG])
def test_when_too_much_is_there_a_long_text_is_refused_and_the_memory_is_free_again(
    intake: Intake, sent: bytes
) -> None:
    """The page says how the browser can send it once more; a short one still goes through."""
    client, intake.budget = intake.test_client(use_cookies=False), Budget(0)
    kind = MULTIPART if sent.startswith(b"--") else FORM
    answer = client.post("/melden", data=sent, content_type=kind)
    assert answer.status_code == 503
    assert "sehr viele lange Texte" in answer.text
    assert "Lassen Sie dieses Fenster offen" in answer.text
    assert client.post("/melden", data={"description": "kurz"}).status_code == 200
    intake.budget = Budget()
    for _ in range(3):
        assert client.post("/melden", data=sent, content_type=kind).status_code == 200
    assert intake.budget.left == ALL


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
@pytest.mark.parametrize(("name", "limit"), [("description", TEXT_BYTES), ("where", LINE_BYTES), ("other", LINE_BYTES)])
def test_no_text_is_read_that_is_longer_than_it_can_be(intake: Intake, name: str, limit: int, kind: str) -> None:
    client = intake.test_client(use_cookies=False)

    def send(size: int) -> tuple[int, bool]:
        if kind == "multipart":
            answer = post(client, "/melden", body([(name, None, b"x" * size)]))
        else:
            answer = client.post("/melden", data={name: "x" * size})
        return answer.status_code, "viel länger, als er hier sein kann" in answer.text

    assert send(limit)[1] is False
    assert send(limit + 1) == (413, True)


def test_what_is_too_long_is_not_shown_again_and_the_page_says_what_to_do(intake: Intake) -> None:
    """With script the form stays: the answer holds none that could take its place."""
    answer = post(intake.test_client(use_cookies=False), "/melden", body([("description", None, b'"' * 3_000_000)]))
    assert "Möglich sind 100.000 Zeichen" in answer.text
    assert "Gehen Sie im Browser einen Schritt zurück" in answer.text
    assert "data-quiet" not in answer.text
    assert answer.text.count("&#34;") < 10


def test_a_text_that_is_only_too_long_is_shown_again(intake: Intake) -> None:
    """It can be shortened then."""
    answer = intake.test_client(use_cookies=False).post("/melden", data={"description": "x" * (TEXT_LIMIT + 1)})
    assert answer.status_code == 400
    assert read(answer).one("description") == "x" * (TEXT_LIMIT + 1)


def test_all_that_can_be_valid_fits_in_any_script(intake: Intake) -> None:
    parts: list[Part] = [(name, None, ("😀" * TEXT_LIMIT).encode()) for name in LONG_FIELDS]
    parts += [(name, None, ("😀" * LINE_LIMIT).encode()) for name in ("when", "where")]
    sent = body([*parts, ("to", None, b"review")])
    assert len(sent) < 3 * 1024 * 1024 < BODY_LIMIT
    assert post(intake.test_client(use_cookies=False), "/melden", sent).status_code == 200


def test_what_only_fills_a_request_is_not_kept() -> None:
    limits = TextLimits(10_000, 10)
    sent = body([("a", None, b"Text"), ("fill", None, b"." * 5000)])
    purse = Purse(budget := Budget(100))
    assert reader(None, limits, purse).read(io.BytesIO(sent), 0) == [("a", "Text")]
    with pytest.raises(TextBeyond):
        reader(None, limits, purse).read(io.BytesIO(body([("a", None, b"." * 5000)])), 0)
    assert budget.left == 100


def test_a_long_page_counts_until_it_is_sent(intake: Intake) -> None:
    """A slow reader holds it; when there is too much of that, a page that says so goes out."""
    line = Line()
    try:
        client = intake.test_client(use_cookies=False)
        data, environ = {"description": "x" * LONG}, {"gunicorn.socket": line}
        answer = client.post("/melden", data=data, environ_overrides=environ)
        assert answer.status_code == 200
        assert intake.budget.left < ALL
        answer.close()
        assert intake.budget.left == ALL
        intake.budget = Budget(LONG)  # enough for the text, not for what stands around it
        answer = client.post("/melden", data=data, environ_overrides=environ)
        assert (answer.status_code, "sehr viele lange Texte" in answer.text) == (503, True)
        assert len(answer.text) <= 64 * 1024
        answer.close()
        assert intake.budget.left == LONG
    finally:
        line.close()
