"""A browser that would write down what it posts gets no page for a POST: it fetches it, for two minutes (SPEC §22)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from random import Random
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hinweisgeber.crypto.capability import PageKeys
from hinweisgeber.intake import Intake, report_views
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, room, tables
from hinweisgeber.store.letterbox import waiting as waiting_there
from hinweisgeber.store.rate import Meter
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter import pickup
from hinweisgeber.web import answers
from hinweisgeber.web.errors import PagesBusy
from tests.founded import NOW
from tests.intake.files import body, post
from tests.pages import read
from tests.walking import OURS, WRITE, Walker, shows

ITSELF = "text/html,application/xhtml+xml,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
FROM_US = {"Sec-Fetch-Site": "same-origin"}
CHROMIUM, BY_NGINX = OURS | FROM_US | {"Accept": ITSELF}, OURS | FROM_US | {"Accept": "image/apng"}
AT_ONCE: dict[str, Mapping[str, str]] = {
    "plain client": OURS,
    "says nothing": {},
    "firefox": OURS | {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
    "script": OURS | {"Accept": "*/*", "Sec-CH-UA": '"Chromium";v="156"'},
}
WARNING = 'id="stays"'
TEXT = "Zitronenkuchen im Amt."
OVER = "Diese Seite ist nicht mehr zu sehen."


@pytest.fixture
def chromium(intake: Intake) -> Walker:
    """Somebody at such a browser, script off."""
    return Walker(intake.test_client(use_cookies=False), CHROMIUM)


def posted(client: FlaskClient, path: str, fields: dict[str, str], headers: Mapping[str, str]) -> TestResponse:
    """The answer itself."""
    return client.post(path, data=fields, headers=dict(headers))


def fetch(client: FlaskClient, where: str) -> TestResponse:
    """As a browser does that comes from a page of ours."""
    return client.get(where, headers=FROM_US)


def turn(intake: Intake, seconds: int) -> None:
    intake.clock = partial(lambda then: then, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("headers", [CHROMIUM, BY_NGINX], ids=["itself", "behind nginx"])
@pytest.mark.parametrize("to", ["protect", "review", "draft", "edit-1", "send"])
def test_the_answer_to_a_post_leads_to_the_page(client: FlaskClient, headers: Mapping[str, str], to: str) -> None:
    fields = {"description": TEXT, "to": to, "page": "1"}
    answer = posted(client, "/melden", fields, headers)
    assert answer.status_code == 303
    where = urlsplit(answer.location)
    assert (where.path, len(where.query)) == ("/weiter", 44)
    assert TEXT not in answer.text
    page, at_once = fetch(client, answer.location), posted(client, "/melden", fields, OURS)
    shows_code = bool(read(page).code) and at_once.status_code == 200
    assert page.status_code == (203 if shows_code else at_once.status_code)
    assert read(page).fields.keys() == read(at_once).fields.keys() | {"trail"}
    for name in ("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "Content-Type"):
        assert page.headers[name] == at_once.headers[name]
    assert page.headers["Cache-Control"] == answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", AT_ONCE.values(), ids=AT_ONCE)
def test_whoever_writes_nothing_down_is_answered_at_once(client: FlaskClient, headers: Mapping[str, str]) -> None:
    for path, fields in (("/melden", {"description": TEXT, "to": "protect"}), ("/postfach", {"code": "falsch"})):
        assert posted(client, path, fields, headers).status_code in (200, 400)


def test_a_whole_report_and_its_mailbox_go_by_pages_that_are_fetched(chromium: Walker) -> None:
    chromium.open("/melden").attach("to", "protect", ("a.txt", b"eins"), description=TEXT)
    chromium.press("to", "review", wish="Ruhe")
    code = chromium.page.code
    chromium.press("to", "edit-1").press("to", "review").press("to", "draft").press("to", "review")
    assert chromium.page.code == code
    chromium.press("to", "send")
    assert (chromium.status, shows(chromium, "problem")) == (400, True), "the status of a refusal is kept"
    chromium.press("to", "send", code_noted="1")
    assert shows(chromium, "confirmed")
    chromium.open("/postfach").submit("/postfach", code=code).press("do", "write", WRITE, message="Danach.")
    assert "Danach." in chromium.said[-1]
    chromium.press("do", "renew", WRITE)
    chromium.submit("/postfach", code_noted="1")
    assert "Ab jetzt gilt nur noch der neue Zugangscode." in chromium.page.text
    chromium.press("do", "close", WRITE)
    assert "Ihr Postfach ist geschlossen." in chromium.page.text


def test_it_is_seen_again_for_two_minutes_and_then_a_calm_page(client: FlaskClient, intake: Intake) -> None:
    answer = posted(client, "/melden", {"description": TEXT, "to": "review"}, CHROMIUM)
    first = fetch(client, answer.location)
    assert read(first).code
    for seconds in (0, 60, 120):
        turn(intake, seconds)
        assert fetch(client, answer.location).text == first.text
    turn(intake, 121)
    page = fetch(client, answer.location)
    assert (page.status_code, OVER in page.text, TEXT in page.text) == (200, True, False)
    assert read(page).code == ""
    assert "/postfach" in read(page).links


@pytest.mark.parametrize("slip", ["", "x", "A" * 44, "A" * 43 + "=", "%00", "ü", "A" * 4000])
def test_without_a_slip_there_is_nothing_to_see(client: FlaskClient, slip: str) -> None:
    page = fetch(client, f"/weiter?{slip}")
    assert (page.status_code, OVER in page.text) == (200, True)


def test_the_intakes_secret_is_needed_too(client: FlaskClient, intake: Intake) -> None:
    answer = posted(client, "/melden", {"description": TEXT, "to": "review"}, CHROMIUM)
    intake.page_keys = PageKeys(b"x" * 32)
    assert OVER in fetch(client, answer.location).text


def test_closing_the_mailbox_ends_all_its_pages(chromium: Walker, client: FlaskClient) -> None:
    """Also those of its receipt and of a new code."""
    chromium.open("/melden").press("to", "review", description=TEXT)
    code = chromium.page.code
    chromium.press("to", "send", code_noted="1")
    opened = posted(client, "/postfach", {"code": code}, CHROMIUM).location
    visit = {"capability": read(fetch(client, opened)).fields["capability"][0]}
    renewal = posted(client, "/postfach", visit | {"do": "renew"}, CHROMIUM).location
    assert [bool(read(fetch(client, where)).fields.get("capability")) for where in (opened, renewal)] == [True, True]
    posted(client, "/postfach", visit | {"do": "close"}, CHROMIUM)
    assert [OVER in fetch(client, where).text for where in (opened, renewal)] == [True, True]


def test_pages_have_the_same_lengths_as_those_that_are_not_fetched(client: FlaskClient) -> None:
    lengths = set()
    for text in ("", TEXT, TEXT * 100):
        answer = posted(client, "/melden", {"description": text, "to": "review"}, CHROMIUM)
        for each in (answer, fetch(client, answer.location), fetch(client, "/weiter?x")):
            head = sum(len(name) + len(value) + 4 for name, value in each.headers.items())
            lengths.add(len(each.status) + head + len(each.data))
    assert max(lengths) - min(lengths) <= 64


def test_a_code_that_was_sent_is_not_shown_again(client: FlaskClient) -> None:
    """Nor one that a mailbox was renewed with."""
    fields = {"description": TEXT, "to": "review"}
    review = posted(client, "/melden", fields, CHROMIUM).location
    code = read(fetch(client, review)).code
    sending = fields | {"to": "send", "code": code, "state": read(fetch(client, review)).one("state")}
    refused = posted(client, "/melden", sending, CHROMIUM).location
    assert [read(fetch(client, where)).code for where in (review, refused)] == [code, code]
    posted(client, "/melden", sending | {"code_noted": "1"}, CHROMIUM)
    assert [OVER in fetch(client, where).text for where in (review, refused)] == [True, True]
    opened = fetch(client, posted(client, "/postfach", {"code": code}, CHROMIUM).location)
    visit = {"capability": read(opened).fields["capability"][0]}
    renewal = posted(client, "/postfach", visit | {"do": "renew"}, CHROMIUM).location
    new = read(fetch(client, renewal)).fields["new_code"][0]
    posted(client, "/postfach", visit | {"new_code": new, "code_noted": "1", "code_end": code[-5:]}, CHROMIUM)
    assert OVER in fetch(client, renewal).text


def whole_writing(chromium: Walker) -> list[str]:
    """From page 1 to page 3, on which something is wrong, and where the pages wait."""
    chromium.open("/melden").press("to", "protect", description=TEXT)
    waiting = []
    for to in ("review", "edit-1", "review", "draft", "review", "send"):
        assert chromium.answer
        waiting.append(f"/weiter?{chromium.answer.request.query_string.decode()}")
        chromium.press("to", to)
    return waiting


def leaving(chromium: Walker) -> str:
    """Where "Seite schnell verlassen" leads on this page."""
    return next(link for link in chromium.page.links if link.startswith("/weg"))


def test_who_leaves_ends_all_fetched_pages_of_this_writing_and_no_other(chromium: Walker, client: FlaskClient) -> None:
    other, waiting = protect(client).location, whole_writing(chromium)
    assert [TEXT in fetch(client, where).text for where in waiting] == [True] * 6
    assert fetch(client, leaving(chromium)).status_code == 200
    assert [OVER in fetch(client, where).text for where in waiting] == [True] * 6
    assert TEXT in fetch(client, other).text


def test_who_has_left_and_comes_back_writes_on(chromium: Walker, client: FlaskClient) -> None:
    """Page 1 stands in the browser's memory: what it posts has a trail of its own."""
    chromium.open("/melden").press("to", "review", description=TEXT).press("to", "edit-1")
    fetch(client, leaving(chromium))
    chromium.press("to", "review")
    assert chromium.page.code
    assert chromium.page.one("description") == TEXT


def test_sending_ends_all_fetched_pages(chromium: Walker, client: FlaskClient) -> None:
    waiting = whole_writing(chromium)
    chromium.press("to", "send", code_noted="1")
    assert shows(chromium, "confirmed")
    assert [OVER in fetch(client, where).text for where in waiting] == [True] * 6


def test_who_leaves_or_closes_ends_the_pages_of_the_mailbox_and_its_door(chromium: Walker, client: FlaskClient) -> None:
    """What was mistyped at the door is nearly the code."""
    chromium.open("/melden").press("to", "review", description=TEXT)
    code = chromium.page.code
    chromium.press("to", "send", code_noted="1")
    for leave in (False, True):
        chromium.open("/postfach").submit("/postfach", code=code[:-1] + ("a" if code[-1] != "A" else "b"))
        assert chromium.answer
        door = f"/weiter?{chromium.answer.request.query_string.decode()}"
        assert code[:-1] in fetch(client, door).text
        chromium.submit("/postfach", code=code)
        opened = f"/weiter?{chromium.answer.request.query_string.decode()}"
        assert TEXT in fetch(client, opened).text
        fetch(client, leaving(chromium)) if leave else chromium.press("do", "close", WRITE)
        assert [OVER in fetch(client, where).text for where in (door, opened)] == [True, True]


def test_where_writers_wait_leaving_does_not(chromium: Walker, client: FlaskClient, intake: Intake) -> None:
    """The pages are over all the same, once the answer is out."""
    waiting = whole_writing(chromium)
    intake.meter = Meter(clock=lambda: 0.0)
    intake.meter.writes.take(intake.meter.writes.size)
    with client.get(leaving(chromium), buffered=False) as answer:
        assert answer.data
        assert TEXT in fetch(client, waiting[0]).text
    assert OVER in fetch(client, waiting[0]).text


@pytest.mark.parametrize("text", ["", "x", "A" * 44, "%00", "ü", "A" * 4000])
def test_leaving_needs_no_trail(client: FlaskClient, intake: Intake, text: str) -> None:
    """And nobody but the intake makes one that is kept."""
    assert fetch(client, f"/weg?{text}").status_code == 200
    with intake.letterbox.read() as box:
        assert not list(box._db.execute(tables.ended_visit.select()))


def test_leaving_works_while_the_letterbox_is_away(
    chromium: Walker, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chromium.open("/melden").press("to", "protect", description=TEXT)
    where = leaving(chromium)
    for name in ("end_visit", "is_ended", "has_room_for_pickup"):
        monkeypatch.setattr(Letterbox, name, away)
    assert fetch(client, where).status_code == 200
    assert chromium.press("to", "review").page.one("description") == TEXT


def test_what_is_refused_with_a_code_in_use_is_shown(client: FlaskClient) -> None:
    """Nothing that somebody must put right is over."""
    fields = {"description": TEXT, "to": "review"}
    page = read(fetch(client, posted(client, "/melden", fields, CHROMIUM).location))
    fields |= {"code": page.code, "state": page.one("state"), "page": "3"}
    posted(client, "/melden", fields | {"to": "send", "code_noted": "1"}, CHROMIUM)
    refused = fetch(client, posted(client, "/melden", fields | {"to": "draft"}, CHROMIUM).location)
    assert 'id="problem"' in refused.text
    assert TEXT in refused.text


# -- nobody else's link leads to it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{}, *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "none"))])
def test_nobody_is_sent_to_a_page_that_somebody_else_has_made(client: FlaskClient, said: dict[str, str]) -> None:
    """It would hold their code, or their mailbox, and look like a new one."""
    planted = posted(client, "/melden", {"description": "", "to": "edit-1", "page": "3"}, CHROMIUM).location
    assert OVER not in fetch(client, planted).text
    page = client.get(planted, headers=said)
    assert (page.status_code, OVER in page.text, read(page).fields) == (200, True, {})


@pytest.mark.parametrize("said", [{}, *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "none"))])
def test_a_browser_that_could_not_fetch_it_gets_the_page_at_once(client: FlaskClient, said: dict[str, str]) -> None:
    answer = posted(client, "/melden", {"description": TEXT, "to": "protect"}, OURS | said | {"Accept": ITSELF})
    assert answer.status_code in (200, 403)


# -- when it cannot be shown -------------------------------------------------------------------------------------------

SAYS_WHEN = "Laden Sie sie gleich noch einmal: Das geht zwei Minuten lang."


def away(*_: object, **__: object) -> None:
    raise StoreAway


def broken(*_: object, **__: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("name", "trouble", "status"),
    [("hinweisgeber.store.letterbox.Letterbox.pickup", away, 503), ("zlib.decompress", broken, 500)],
)
def test_a_page_that_cannot_be_shown_now_says_what_is_true_of_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, name: str, trouble: Callable[..., None], status: int
) -> None:
    """Not that nothing was stored, nor to wait for minutes."""
    waiting = protect(client).location
    with monkeypatch.context() as patch:
        patch.setattr(name, trouble)
        page = fetch(client, waiting)
    assert (page.status_code, SAYS_WHEN in read(page).text) == (status, True)
    assert not re.search("nichts gespeichert|einigen Minuten|Text steht", page.text)
    assert TEXT in fetch(client, waiting).text


def test_a_long_one_for_which_there_is_no_memory_says_so_too(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = protect(client).location
    monkeypatch.setattr(answers, "send", lambda response, refuse: refuse(response, PagesBusy()))
    page = fetch(client, waiting)
    assert (page.status_code, SAYS_WHEN in read(page).text) == (503, True)
    assert "einigen Minuten" not in page.text


# -- where the page is given at once all the same ---------------------------------------------------------------------


def protect(client: FlaskClient) -> TestResponse:
    return posted(client, "/melden", {"description": TEXT, "to": "protect"}, CHROMIUM)


def test_a_flood_gets_its_pages_at_once_and_pushes_none_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = protect(client).location
    monkeypatch.setattr(waiting_there, "PICKUPS_AT_ONCE", {False: 1, True: 1})
    assert (at_once := protect(client)).status_code == 200
    assert TEXT in at_once.text
    assert TEXT in fetch(client, waiting).text


def test_long_pages_take_no_room_from_short_ones(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    long = {"description": Random(7).randbytes(30_000).hex(), "to": "edit-1", "page": "3"}
    assert posted(client, "/melden", long, CHROMIUM).status_code == 303
    monkeypatch.setitem(waiting_there.PICKUPS_AT_ONCE, True, 1)
    assert posted(client, "/melden", long, CHROMIUM).status_code == 200
    assert protect(client).status_code == 303


def test_what_is_answered_at_once_says_what_the_browser_would_keep(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason; and no other page does."""
    assert WARNING not in fetch(client, protect(client).location).text
    assert WARNING not in posted(client, "/melden", {"description": TEXT, "to": "protect"}, OURS).text
    without_proof = OURS | {"Accept": ITSELF}
    assert WARNING in posted(client, "/melden", {"description": TEXT, "to": "protect"}, without_proof).text
    monkeypatch.setattr(pickup, "LONGEST", 1000)
    assert WARNING in protect(client).text


def test_turning_a_page_stands_in_no_long_line(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = list[float]()

    def write(_: Store[Letterbox], patience: float = 20.0) -> None:
        waited.append(patience)
        raise StoreAway

    monkeypatch.setattr(Store, "write", write)
    assert WARNING in protect(client).text
    assert waited == [pickup.PATIENCE]


def test_where_writers_wait_pages_do_not_stand_in_line(intake: Intake, client: FlaskClient) -> None:
    intake.meter = Meter(clock=lambda: 0.0)
    assert protect(client).status_code == 303
    intake.meter.writes.take(intake.meter.writes.size)
    assert protect(client).status_code == 200


def test_a_store_that_is_away_or_full_costs_nobody_a_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(room, "require_room", full)
    assert protect(client).status_code == 200


def test_a_very_long_text_is_answered_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickup, "LONGEST", 1000)
    assert protect(client).status_code == 200


def test_where_sending_again_is_the_advice_there_is_something_to_send(client: FlaskClient) -> None:
    """A page without the form that was posted says: load anew and send again."""
    answer = client.post("/melden", data=b"x" * 10, headers=CHROMIUM | {"Content-Type": "multipart/form-data"})
    assert answer.status_code >= 400
    assert "Gehen Sie im Browser einen Schritt zurück." in read(answer).text


def test_an_error_of_ours_brings_the_form_back_the_same_way(chromium: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    chromium.open("/melden").press("to", "protect", description=TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(report_views, "_page", fail)
        chromium.press("to", "review")
    assert chromium.answer
    assert chromium.answer.request.path == "/weiter"
    assert (chromium.status, shows(chromium, "problem")) == (500, True)
    assert chromium.page.one("description") == TEXT


def test_a_body_that_is_too_large_is_still_read_to_its_end(client: FlaskClient, intake: Intake) -> None:
    """Else the browser would see a broken line in the place of the 303."""
    limits = intake.limits
    intake.limits = type(limits)(1000, 1000, limits.files)
    parts = [("description", None, TEXT.encode()), ("to", None, b"review"), ("attachments", "a.bin", bytes(50_000))]
    answer = post(client, "/melden", body(parts), headers=CHROMIUM)
    assert answer.request.path == "/weiter"
    assert answer.status_code == 413
    assert read(answer).one("description") == TEXT


def test_a_file_is_given_out_at_once(chromium: Walker, client: FlaskClient) -> None:
    chromium.open("/melden").attach("to", "review", ("a.txt", b"eins"), description=TEXT)
    code = chromium.page.code
    chromium.press("to", "send", code_noted="1").open("/postfach").submit("/postfach", code=code)
    blob = next(value for name, value in chromium.page.buttons if name == "download")
    fields = {"capability": chromium.page.fields["capability"][0], "download": blob}
    assert posted(client, "/postfach", fields, CHROMIUM).data == b"eins"


def test_nothing_of_the_browser_is_stored_or_logged(
    client: FlaskClient, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        fetch(client, protect(client).location)
    lines = [record.getMessage() for record in caplog.records if record.name == "hinweisgeber.access"]
    assert lines == ["POST report_post 303", "GET fetched 200"]
    with intake.letterbox.read() as box:
        assert isinstance(box, Letterbox)
        rows = list(box._db.execute(tables.pickup.select()))
    assert len(rows) == 1
    assert not [value for value in rows[0] if "apng" in repr(value)]
