"""The page of the mailbox on which somebody of the office is kept from all that comes: what it says, what it keeps."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from tests.founded import Founded
from tests.pages import Page, Reporter, articles, read
from tests.usecases.sql import execute

DONE, NOBODY = "Ihre Angabe ist gespeichert.", "Sie haben alle Personen der Meldestelle ausgeschlossen."


@pytest.fixture
def sent(reporter: Reporter) -> Reporter:
    assert reporter.send("Der erste Text.").status_code == 200
    return reporter


def opens(sent: Reporter, **typed: str) -> Page:
    """The page, reached from the mailbox."""
    page = read(sent.open())
    assert ("do", "exclude") in page.buttons
    data = {"capability": page.one("capability"), "do": "exclude", **typed}
    return read(sent.client.post("/postfach", data=data))


def presses(sent: Reporter, page: Page, *officers: str) -> TestResponse:
    fields = {name: values for name, values in page.fields.items() if name != "excluded"}
    return sent.client.post("/postfach", data={**fields, "excluded": [*officers], "do": "excluded"})


def officer(founded: Founded, name: str) -> str:
    return founded.people[name].officer_id


def test_it_says_what_it_does_and_what_it_cannot_and_offers_everybody(sent: Reporter, founded: Founded) -> None:
    page = opens(sent)
    for sentence in (
        "Was die Person schon gelesen hat, hat sie gelesen.", "Sie bekommt keinen neuen Schlüssel.",
        "Zurücknehmen können Sie es nicht.", "Sie kann sich dann denken, was geschehen ist.",
    ):  # fmt: skip
        assert sentence in page.text
    assert all(person.function in page.text for person in founded.people.values())
    assert ("do", "read") in page.buttons, "and there is a way back"
    assert "freiwillig" not in page.text, "without a name there is nothing to send"


def test_who_is_chosen_gets_nothing_and_stands_in_the_dialogue(
    sent: Reporter, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    anna = officer(founded, "anna")
    answer = presses(sent, opens(sent), anna)
    assert DONE in read(answer).text
    assert "Sie: Wer nicht mehr mitlesen soll" in articles(answer)[-1]
    assert founded.people["anna"].function in articles(answer)[-1]
    assert "Die Meldestelle hat Ihren Ausschluss noch nicht abgeholt." in read(answer).text
    others = {person.officer_id for person in founded.people.values()} - {anna}
    assert {row[0] for row in execute(letterbox, "SELECT officer_id FROM letter_wrap")} == others
    page = opens(sent)
    assert f"Schon ausgeschlossen: {founded.people['anna'].function}" in page.text


def test_a_second_click_is_harmless(sent: Reporter, founded: Founded) -> None:
    page = opens(sent)
    answers = [presses(sent, page, officer(founded, "anna")) for _ in range(2)]
    assert [DONE in read(answer).text for answer in answers] == [True, True]
    assert [len(articles(answer)) for answer in answers] == [len(articles(answers[0]))] * 2


def test_without_a_choice_and_with_all_of_them_it_says_what_to_do(sent: Reporter, founded: Founded) -> None:
    answer = presses(sent, opens(sent, message="Ein Entwurf"))
    assert (answer.status_code, "Bitte wählen Sie hier etwas aus." in read(answer).text) == (400, True)
    assert read(answer).one("message") == "Ein Entwurf"
    everybody = [person.officer_id for person in founded.people.values()]
    answer = presses(sent, opens(sent), *everybody)
    page = read(answer)
    assert (answer.status_code, NOBODY in page.text) == (400, True)
    assert page.fields["excluded"] == everybody, "what was chosen still is"
    assert any(link.endswith("/externe-meldestellen") for link in page.links)
    assert "ausgeschlossen" not in read(sent.open()).text.lower().replace("ausschließen", "")


def test_what_was_typed_elsewhere_stays(sent: Reporter, founded: Founded) -> None:
    page = opens(sent, message="Ein Entwurf", retaliation="Versetzt.")
    assert (page.one("message"), page.one("retaliation")) == ("Ein Entwurf", "Versetzt.")
    after = read(presses(sent, page, officer(founded, "anna")))
    assert (after.one("message"), after.one("retaliation")) == ("Ein Entwurf", "Versetzt.")
    assert "Ein Entwurf" not in " ".join(articles(sent.open()))


def test_nobody_who_was_never_in_the_ring_can_be_named(sent: Reporter, letterbox: Store[Letterbox]) -> None:
    assert presses(sent, opens(sent), "0" * 16, "<b>").status_code == 400
    assert execute(letterbox, "SELECT 1 FROM letter_key") == []


def test_who_opened_it_from_elsewhere_types_the_end_of_the_code_first(
    sent: Reporter, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    """A foreign page may have opened somebody else's mailbox here: nothing is done in it before."""
    foreign = {"HTTP_ORIGIN": "https://fremd.example"}
    page = read(sent.client.post("/postfach", data={"code": sent.code}, environ_overrides=foreign))
    page = read(sent.client.post("/postfach", data={"capability": page.one("capability"), "do": "exclude"}))
    assert "code_end" in page.fields
    answer = presses(sent, page, officer(founded, "anna"))
    assert answer.status_code == 400
    assert execute(letterbox, "SELECT 1 FROM letter_key") == []
    page = read(answer)
    page.fields["code_end"] = [sent.code[-5:]]
    assert DONE in read(presses(sent, page, officer(founded, "anna"))).text


def test_a_dropped_word_is_named_and_can_be_said_once_more(
    sent: Reporter, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    presses(sent, opens(sent), officer(founded, "anna"))
    execute(letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    assert "Wen Sie ausgeschlossen haben, der hat noch einen Schlüssel." in read(sent.open()).text
    assert DONE in read(presses(sent, opens(sent))).text
    assert "Wen Sie ausgeschlossen haben" not in read(sent.open()).text


def test_its_answers_have_one_of_the_three_lengths(sent: Reporter, founded: Founded) -> None:
    sizes = {len(sent.open().data) // 1024}
    page = read(sent.open())
    for data in ({"do": "exclude"}, {"do": "excluded"}, {"do": "excluded", "excluded": officer(founded, "anna")}):
        answer = sent.client.post("/postfach", data={"capability": page.one("capability"), **data})
        sizes.add(len(answer.data) // 1024)
    assert len(sizes) == 1
