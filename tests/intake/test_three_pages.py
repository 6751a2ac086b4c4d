"""Tell, protect, look through and send: a client that sends the forms it gets is confirmed and loses nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import ASKED, FormPart, Report
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import Founded
from tests.intake.files import offered
from tests.pages import read
from tests.questions import WRITTEN, example
from tests.walking import Walker, shows

TOLD = "\nErste Zeile\n\n<zweite> & „dritte“"
PROTECTED = {  # the whole second page; what is new there with an example of its kind
    **{one.id: example(one) for one in ASKED if one.part is not FormPart.TELL and not one.many},
    "circle": "few",
    "fear": "Versetzung\n\n",
    "meeting": "yes",
    "topic": "vergabe",
    "when": "seit dem <Frühjahr>",
    "where": "im Bauhof",
    "who": "Zwei Personen\nund eine Firma",
    "known_from": "\nselbst gesehen",
    "wish": "Aufklärung",
}
FILES = (("Vertrag.pdf", b"Quittengelee"), ("b.txt", b"Heidelbeerwein"))


def received(booth: Booth, code: str) -> Report:
    """The report in this code's mailbox, as it was sealed."""
    capability = mailbox.open_mailbox(booth, AccessCode.parse(code))
    (report,) = [line.said.report for line in mailbox.read(booth, capability).lines if line.said and line.said.report]
    return report


def carried(walker: Walker) -> dict[str, list[str]]:
    """What the page brings along of what was told, however it does."""
    names = (*WRITTEN, "excluded")
    sent = [c for c in walker.controls() if c.name in names and c.sent and c.kind != "submit"]
    return {name: [c.value for c in sent if c.name == name and c.value] for name in names}


# -- the ways -------------------------------------------------------------------------------------------------------


def test_shortest_way_is_one_text_and_two_pages(walker: Walker, booth: Booth) -> None:
    walker.open("/melden").press("to", "review", description="Es fehlt Geld.")
    code = walker.page.code
    walker.press("to", "send", code_noted="1")
    assert walker.status == 200
    assert shows(walker, "confirmed")
    assert received(booth, code) == Report("Es fehlt Geld.")


def test_long_way_sends_every_answer_and_every_file(walker: Walker, booth: Booth, founded: Founded) -> None:
    anna = founded.people["anna"].officer_id
    walker.open("/melden").attach("to", "protect", *FILES, description=TOLD)
    walker.press("to", "review", **PROTECTED, excluded=[anna])
    code = walker.page.code
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")
    assert "2 Dateien sind mit angekommen." in walker.page.text
    told = {name: text.strip() for name, text in {"description": TOLD, **PROTECTED}.items()}
    report = received(booth, code)
    assert {name: getattr(report, name).strip() for name in told} == told
    assert report.excluded == (anna,)
    walker.answer = walker.plant("/postfach", {"code": code}, walker.headers)
    assert [name for _, name in offered(walker.answer)] == ["Anlage-01.pdf (12 Byte)", "Anlage-02.txt (14 Byte)"]


def test_nothing_on_the_second_page_must_be_answered(walker: Walker, booth: Booth) -> None:
    walker.open("/melden").press("to", "protect", description="Text")
    assert " required" not in walker.html
    walker.press("to", "review")
    code = walker.page.code
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")
    assert received(booth, code) == Report("Text")


@pytest.mark.parametrize("to", ["protect", "review"])
def test_only_the_text_of_the_first_page_is_needed(to: str, walker: Walker) -> None:
    walker.open("/melden")
    assert re.findall(r' id="([^"]*)"[^>]* required', walker.html) == ["f-description"]
    walker.press("to", to, description=" \n ")
    assert (walker.status, walker.page.one("page")) == (400, "1")
    assert shows(walker, "problem")


def test_attacks_have_a_first_page_of_their_own_and_it_goes_the_same_way(walker: Walker, booth: Booth) -> None:
    walker.open("/melden/angriff").press("to", "review", description="Text")
    code = walker.page.code
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")
    assert received(booth, code).topic == "assault"


# -- back and forth -------------------------------------------------------------------------------------------------


def at_the_last_page(walker: Walker, founded: Founded) -> Walker:
    """Everything answered, two files on the way, the code noted."""
    excluded = [founded.people[name].officer_id for name in ("anna", "lead")]
    walker.open("/melden").attach("to", "protect", *FILES, description=TOLD)
    return walker.press("to", "review", **PROTECTED, excluded=excluded)


@pytest.mark.parametrize(
    "ways",
    [
        (["edit-1", "review"],),
        (["edit-2", "review"],),
        (["edit-1", "protect", "review"],),
        (["edit-2", "edit-1", "protect", "review", "edit-1", "review"],),
        (["edit-1", "draft", "edit-1", "review"],),
        (["edit-2", "draft", "edit-2", "review"],),
        (["draft", "review"],),
    ],
)
def test_going_back_keeps_texts_files_and_code(ways: tuple[list[str]], walker: Walker, founded: Founded) -> None:
    page = at_the_last_page(walker, founded).page
    told = carried(walker)
    assert told["description"] == [TOLD.strip()]
    assert told["who"] == [PROTECTED["who"]]
    for to in ways[0]:
        walker.press("to", to)
        assert walker.status == 200
        assert carried(walker) == told, to
        assert walker.page.code in ("", page.code)
        assert "schon übertragen" in walker.page.text.lower() or "Anlage-02.txt" in walker.page.text
    assert walker.page.code == page.code
    assert "code-anew" not in walker.html
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")
    assert "2 Dateien sind mit angekommen." in walker.page.text


def test_what_was_changed_on_the_way_back_is_what_is_sent(walker: Walker, founded: Founded, booth: Booth) -> None:
    code = at_the_last_page(walker, founded).page.code
    walker.press("to", "edit-2").press("to", "review", who="", circle="many", meeting=[], topic="", excluded=[])
    walker.press("to", "edit-1").press("to", "review", description="Anders.")
    walker.press("to", "send", code_noted="1")
    report = received(booth, code)
    assert (report.description, report.who, report.circle, report.meeting) == ("Anders.", "", "many", "")
    assert (report.topic, report.excluded, report.where) == ("", (), "im Bauhof")


def test_a_file_can_be_left_out_and_another_chosen_on_the_way_back(walker: Walker, founded: Founded) -> None:
    code = at_the_last_page(walker, founded).page.code
    walker.press("to", "edit-1")
    first = next(c.value for c in walker.controls() if c.name == "remove")
    walker.attach("to", "review", ("c.csv", b"drei"), remove=[first], keep_names=["1"])
    assert [name in walker.page.text for name in ("Vertrag.pdf", "b.txt", "c.csv")] == [False, True, True]
    walker.press("to", "send", code_noted="1")
    walker.answer = walker.plant("/postfach", {"code": code}, walker.headers)
    assert [name for _, name in offered(walker.answer)] == ["b.txt (14 Byte)", "c.csv (4 Byte)"]


def test_one_writing_has_one_code_and_another_writing_another(walker: Walker) -> None:
    codes = set()
    for _ in range(2):
        walker.open("/melden").press("to", "review", description="Text")
        first = walker.page.code
        for to in ("edit-1", "review", "edit-2", "review"):
            walker.press("to", to)
        assert walker.page.code == first == walker.page.one("code")
        codes.add(first)
    assert len(codes) == 2


def test_the_code_is_not_made_before_the_last_page_or_keeping(walker: Walker) -> None:
    walker.open("/melden").press("to", "protect", description="Text")
    assert walker.page.code == ""
    assert walker.page.one("code") == ""
    assert walker.page.one("state") == "", "there is nothing to seal yet"


@pytest.mark.parametrize("back", ["edit-1", "edit-2"])
def test_a_page_left_open_overnight_keeps_what_was_typed_and_says_that_the_code_is_new(
    back: str, walker: Walker, intake: Intake
) -> None:
    """The code stands sealed in a page that does not show it; the seal is over, and so is the code."""
    walker.open("/melden").press("to", "review", description="Text")
    first, opened = walker.page.code, intake.clock()
    walker.press("to", back)
    intake.clock = lambda: opened.replace(day=opened.day + 1)
    walker.press("to", "review")
    assert walker.page.code not in ("", first)
    assert shows(walker, "code-anew")
    assert walker.page.one("description") == "Text"


def test_the_last_page_left_open_overnight_can_still_be_sent_with_its_code(
    walker: Walker, intake: Intake, booth: Booth
) -> None:
    """It shows the code, so it has been noted."""
    walker.open("/melden").press("to", "review", description="Text")
    first, opened = walker.page.code, intake.clock()
    intake.clock = lambda: opened.replace(day=opened.day + 1)
    walker.press("to", "send", code_noted="1")
    assert shows(walker, "confirmed")
    assert received(booth, first).description == "Text"


def test_a_code_used_for_half_a_day_without_a_pause_is_replaced_and_that_is_said(
    walker: Walker, intake: Intake
) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    first, opened = walker.page.code, intake.clock()
    for hours in (6, 12, 13):
        intake.clock = partial(lambda then: then, opened + timedelta(hours=hours))
        walker.press("to", "edit-2").press("to", "review")
        assert (walker.page.code == first) is (hours <= 12), hours
        assert shows(walker, "code-anew") is (hours > 12)


# -- what is shown --------------------------------------------------------------------------------------------------


def test_everything_is_read_back_before_it_is_sent(walker: Walker, founded: Founded) -> None:
    text = at_the_last_page(walker, founded).page.text
    shown = ["Erste Zeile <zweite> & „dritte“", "seit dem <Frühjahr>", "im Bauhof", "Zwei Personen und eine Firma"]
    shown += ["selbst gesehen", "Aufklärung", "Versetzung", "wenige, etwa zwei bis fünf Personen", "gewünscht"]
    shown += ["Aufträge und Vergabe", founded.people["anna"].function, founded.people["lead"].function]
    shown += ["Anlage-01.pdf (12 Byte)", "Anlage-02.txt (14 Byte)"]
    for part in shown:
        assert part in text


def test_answers_stand_only_where_there_are_some(walker: Walker) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    assert "Sie haben nichts weiter angegeben." in walker.page.text


def test_code_tick_and_button_stand_together_at_the_end(walker: Walker) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    section = re.search(r'<section[^>]* id="senden".*?</section>', walker.html, re.DOTALL)
    assert section
    for part in ('id="access-code"', 'name="code_noted"', 'value="send"'):
        assert part in section[0]


@pytest.mark.parametrize("name", ["topic", "circle", "meeting"])
def test_a_choice_nobody_offers_is_no_choice(name: str, walker: Walker, booth: Booth) -> None:
    fields = {"description": "Text", name: "erfunden", "to": "review"}
    walker.answer = walker.plant("/melden", fields, walker.headers)
    code = walker.page.code
    walker.press("to", "send", code_noted="1")
    assert getattr(received(booth, code), name) == ""


# -- the Enter key --------------------------------------------------------------------------------------------------


def test_enter_on_the_second_page_leads_to_the_third_and_sends_nothing(
    walker: Walker, letterbox: Store[Letterbox]
) -> None:
    """Enter in "Wann ungefähr?" presses the first button of the form; there are a few fields of one line only there."""
    walker.open("/melden").press("to", "protect", description="Text")
    walker.enter(when="gestern")
    assert (walker.status, walker.page.one("page"), walker.page.one("when")) == (200, "3", "gestern")
    assert not shows(walker, "confirmed")


def test_enter_never_goes_back_nor_keeps(walker: Walker) -> None:
    """The first button of each page is its way on; on the last one that is sending, once the code is noted."""
    first = {}
    for to in ("protect", "review", "edit-1"):
        if walker.answer is None:
            walker.open("/melden")
            first["1"] = _first_button(walker)
        walker.press("to", to, **({"description": "Text"} if to == "protect" else {}))
        first[walker.page.one("page")] = _first_button(walker)
    assert first == {"1": ("to", "protect"), "2": ("to", "review"), "3": ("to", "send")}


def _first_button(walker: Walker) -> tuple[str, str]:
    button = next(c for c in walker.controls() if c.kind == "submit")
    return button.name, button.value


def test_without_the_tick_the_enter_key_sends_nothing(walker: Walker) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    code = walker.page.code
    walker.enter()
    assert (walker.status, walker.page.one("page"), walker.page.code) == (400, "3", code)
    assert "Bitte notieren Sie zuerst den Zugangscode" in walker.page.text


# -- the confirmation ----------------------------------------------------------------------------------------------


def test_confirmation_is_a_page_of_its_own_behind_a_303(client: FlaskClient, walker: Walker) -> None:
    walker.open("/melden").press("to", "review", description="Zitronenkuchen")
    fields = {name: values[0] for name, values in walker.page.fields.items()} | {"code_noted": "1", "to": "send"}
    answer = client.post("/melden", data=fields, headers=walker.headers)
    assert answer.status_code == 303
    where = urlsplit(answer.location)
    assert (where.path, bool(where.query)) == ("/angekommen", True)
    confirmed = client.get(answer.location)
    assert 'id="confirmed"' in confirmed.text
    for page in (answer.text, confirmed.text, answer.location):
        assert walker.page.code not in page
        assert walker.page.code.replace("-", "") not in page
        assert "Zitronenkuchen" not in page
    assert client.get(answer.location).text == confirmed.text, "a reload shows it again"


@pytest.mark.parametrize("ticket", ["", "x", "AAAA", "%00", "ü", "A" * 4000, "code=1"])
def test_without_a_valid_ticket_there_is_nothing_to_see(ticket: str, client: FlaskClient) -> None:
    answer = client.get(f"/angekommen?{ticket}")
    assert answer.status_code == 200
    assert 'id="confirmed"' not in answer.text
    assert "Hier ist nichts mehr zu sehen." in read(answer).text
    assert "/postfach" in read(answer).links


def test_a_ticket_lasts_ten_minutes(client: FlaskClient, walker: Walker, intake: Intake) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    fields = {name: values[0] for name, values in walker.page.fields.items()} | {"code_noted": "1", "to": "send"}
    where = client.post("/melden", data=fields, headers=walker.headers).location
    sent = intake.clock()
    intake.clock = lambda: sent.replace(minute=sent.minute + 10)
    assert 'id="confirmed"' in client.get(where).text
    intake.clock = lambda: sent.replace(minute=sent.minute + 10, second=sent.second + 1)
    assert "Hier ist nichts mehr zu sehen." in client.get(where).text


def test_no_other_sealed_text_is_a_ticket(client: FlaskClient, walker: Walker) -> None:
    walker.open("/melden").press("to", "review", description="Text")
    state = walker.page.one("state").partition(".")[2]
    walker.press("to", "send", code_noted="1")
    code = AccessCode.generate()
    walker.answer = walker.plant("/postfach", {"code": str(code)}, walker.headers)
    assert "Hier ist nichts mehr zu sehen." in read(client.get(f"/angekommen?{state}")).text


# -- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/melden/", "/Melden", "/MELDEN/", "/Postfach", "/postfach/", "/POSTFACH/", "/Angriff"]
)
def test_addresses_are_read_as_people_type_them(path: str, client: FlaskClient) -> None:
    plain = client.get("/" + path.strip("/").lower())
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, plain.text)
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/melden/", "/Melden", "/POSTFACH/"])
def test_what_is_posted_goes_to_the_address_of_the_form_only(path: str, client: FlaskClient) -> None:
    """No redirect and no guess: what was posted would be lost on the way, or read under another name."""
    assert client.post(path, data={"description": "Text", "to": "review"}).status_code in (404, 405)


def test_files_of_the_program_are_not_looked_for_under_other_names(client: FlaskClient) -> None:
    address = re.findall(r'href="(/static/[^"]*)"', client.get("/").text)[0]
    assert client.get(address).status_code == 200
    assert client.get(address.upper()).status_code == 404
    assert client.get(address + "/").status_code == 404
