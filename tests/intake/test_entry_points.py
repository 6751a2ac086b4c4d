"""Ways to the form: topics, attacks, the guide, a meeting; and what a reporter cannot fill in."""

from __future__ import annotations

import dataclasses
import re

import pytest
from flask.testing import FlaskClient

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import QUESTIONS, FormPart, Report
from hinweisgeber.intake import Intake
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.controls import controls
from tests.pages import Reporter, articles, read
from tests.questions import example

OF_THE_OFFICE = {one.id: example(one) for one in QUESTIONS if one.part is FormPart.OFFICE}
MEETING = "Persönliches Gespräch gewünscht"


def sent(reporter: Reporter, booth: Booth) -> Report:
    """The first report in the mailbox, as it was sealed."""
    capability = mailbox.open_mailbox(booth, AccessCode.parse(reporter.code))
    lines = mailbox.read(booth, capability).lines
    (report,) = [line.said.report for line in lines if line.said and line.said.report]
    return report


def test_attacks_and_guide_are_one_click_from_the_start(client: FlaskClient) -> None:
    links = read(client.get("/")).links
    assert "/angriff" in links
    assert "/wohin" in links


@pytest.mark.parametrize("path", ["/", "/angriff", "/wohin", "/postfach", "/externe-meldestellen", "/datenschutz"])
def test_form_and_external_bodies_are_one_click_from_everywhere(path: str, client: FlaskClient) -> None:
    links = read(client.get(path)).links
    assert "/melden" in links
    assert "/externe-meldestellen" in links


def test_external_bodies_are_one_click_from_every_page_one_writes_on(reporter: Reporter) -> None:
    written = [reporter.client.get("/melden"), *(reporter.turn(to, description="Text") for to in ("protect", "review"))]
    reporter.send()
    for page in (*written, reporter.open()):
        assert "/externe-meldestellen" in read(page).links


def test_guide_opens_beside_the_form_so_that_nothing_typed_is_lost(reporter: Reporter) -> None:
    html = reporter.turn("protect", description="Text").text
    form = html[html.index("<form") :]
    link = re.findall(r"<a[^>]*href=\"/wohin\"[^>]*>", form)
    assert len(link) == 1
    assert 'target="_blank"' in link[0]
    assert form.index(link[0]) < form.index('name="topic"')


def test_way_from_the_page_on_attacks_chooses_the_topic(
    reporter: Reporter, booth: Booth, institution: config.Institution
) -> None:
    assert read(reporter.client.get("/melden")).one("topic") == ""
    page = read(reporter.client.get("/melden/angriff"))
    assert page.one("topic") == "assault"
    assert "Hier melden Sie einen Angriff oder eine Bedrohung bei der Arbeit." in page.text
    first = articles_after(reporter, topic=page.one("topic"))
    assert institution.assault_topic
    assert institution.assault_topic.label in first
    assert sent(reporter, booth).topic == "assault"


def articles_after(reporter: Reporter, **fields: str) -> str:
    """What the mailbox shows of the report, once sent."""
    assert reporter.send("Erfunden.", **fields).status_code == 200
    return articles(reporter.open())[0]


def test_without_the_topic_the_form_opens_all_the_same(intake: Intake, client: FlaskClient) -> None:
    topics = tuple(topic for topic in intake.institution.topics if topic.id != "assault")
    intake.institution = dataclasses.replace(intake.institution, topics=topics)
    answer = client.get("/melden/angriff")
    assert answer.status_code == 200
    assert read(answer).one("topic") == ""


def test_every_topic_can_be_chosen_and_none_must(reporter: Reporter, institution: config.Institution) -> None:
    choices = [c for c in controls(reporter.turn("protect", description="Text").text, "/melden") if c.name == "topic"]
    assert [c.value for c in choices] == ["", *(topic.id for topic in institution.topics)]


def test_topics_outside_the_law_say_so_before_sending_and_are_taken(
    reporter: Reporter, booth: Booth, institution: config.Institution
) -> None:
    sentence = "Meist ist dafür eine andere Stelle zuständig. Sie können es trotzdem hier melden."
    outside = [topic for topic in institution.topics if topic.outside]
    assert outside
    for topic in institution.topics:
        text = reporter.form(topic=topic.id).text
        assert topic.label in text
        assert (sentence in text) is topic.outside, topic.id
    articles_after(reporter, topic=outside[-1].id)
    assert sent(reporter, booth).topic == outside[-1].id


def test_what_the_institution_says_of_a_topic_is_read_before_sending(
    reporter: Reporter, institution: config.Institution
) -> None:
    notices = {topic.id: topic.notice for topic in institution.topics if topic.notice}
    assert notices
    for topic, notice in notices.items():
        assert notice in reporter.form(topic=topic).text
        assert notice not in reporter.form(topic="").text


def test_meeting_can_be_wished_for(reporter: Reporter, booth: Booth) -> None:
    """§ 16 Abs. 3 HinSchG."""
    page = read(reporter.turn("protect", description="Text"))
    assert "Ich möchte persönlich mit der Meldestelle sprechen" in page.text
    assert "Ein Treffen kann zeigen, wer Sie sind" in page.text
    assert page.one("meeting") == "", "nobody is asked to meet by default"
    assert MEETING in articles_after(reporter, meeting="yes")
    assert sent(reporter, booth).meeting == "yes"


def test_wish_to_meet_survives_a_refusal(reporter: Reporter) -> None:
    reporter.form()
    answer = reporter.send("", meeting="yes")
    assert answer.status_code == 400
    assert read(answer).one("meeting") == "yes"


@pytest.mark.parametrize("meeting", ["", "no", "YES"])
def test_anything_but_yes_is_no_wish_to_meet(meeting: str, reporter: Reporter, booth: Booth) -> None:
    assert MEETING not in articles_after(reporter, meeting=meeting)
    assert sent(reporter, booth).meeting == ""


def test_what_only_the_office_fills_in_cannot_be_posted(reporter: Reporter, booth: Booth) -> None:
    assert {"channel", "record", "consent_to_record", "no_code"} <= {*OF_THE_OFFICE}
    articles_after(reporter, **OF_THE_OFFICE)
    report = sent(reporter, booth)
    assert {name: getattr(report, name) for name in OF_THE_OFFICE} == dict.fromkeys(OF_THE_OFFICE, "")


@pytest.mark.parametrize("path", ["/", "/melden", "/melden/angriff", "/angriff", "/wohin"])
def test_place_outside_the_office_is_not_told_to_everybody(path: str, client: FlaskClient, intake: Intake) -> None:
    """Who knows the place could wait there."""
    assert intake.institution.outside_place
    assert intake.institution.outside_place not in client.get(path).text


def test_a_body_nobody_has_compared_yet_is_shown_and_says_so(intake: Intake, settings: config.Settings) -> None:
    unchecked = tuple(dataclasses.replace(body, checked=None) for body in intake.institution.external)
    institution = dataclasses.replace(intake.institution, external=unchecked)
    page = Intake(settings, institution, intake.ring, intake.letterbox).test_client().get("/externe-meldestellen")
    assert (page.status_code, page.text.count("noch nicht. Es gilt")) == (200, len(unchecked))
