"""The training register on pages: leads enter, auditors read, for everybody else it is not there."""

from __future__ import annotations

from tests.founded import Founded
from tests.office.people import Browser, Clock

AT = "/verwaltung/schulungen"


def enter(owner: Browser, founded: Founded, who: str = "anna", **changed: str) -> None:
    owner.get(AT)
    values = {"subject": "basics", "day": "2026-11-03", "until": "2028-11-02", **changed}
    owner.submit("training", who=founded.people[who].officer_id, **values)


def test_a_lead_enters_a_training_and_strikes_it(owner: Browser, founded: Founded) -> None:
    owner.get("/verwaltung/personen")
    assert 'href="/verwaltung/schulungen"' in owner.sheet.html
    assert "Fallbearbeitung 1" in owner.get(AT).by_id["untrained"]
    enter(owner, founded)
    assert (owner.status, "Die Schulung ist eingetragen" in owner.sheet.words) == (200, True)
    assert "Fallbearbeitung 1" not in owner.sheet.by_id["untrained"]
    assert "02.11.2028" in owner.sheet.words
    [form] = [one for one in owner.sheet.forms if one.startswith("strike-training-")]
    owner.submit(form)
    assert "zählt nicht mehr" in owner.sheet.words
    assert "Fallbearbeitung 1" in owner.sheet.by_id["untrained"]


def test_what_cannot_be_is_told_at_its_field_and_what_was_chosen_stays(owner: Browser, founded: Founded) -> None:
    enter(owner, founded, until="2026-11-02")
    form = owner.sheet.forms["training"]
    assert (owner.status, form.fields["day"], form.fields["until"]) == (400, "2026-11-03", "2026-11-02")
    enter(owner, founded, subject="")
    assert (owner.status, owner.sheet.forms["training"].fields["who"]) == (400, founded.people["anna"].officer_id)


def test_for_whoever_is_no_lead_it_is_not_there(colleague: Browser) -> None:
    for at in (AT, "/protokoll/schulungen"):
        colleague.get(at)
        assert colleague.status == 404
        assert "Schulung" not in colleague.sheet.words


def test_before_it_ends_the_person_and_the_leads_read_it_above_their_list(
    owner: Browser, colleague: Browser, stranger: Browser, founded: Founded, clock: Clock
) -> None:
    enter(owner, founded, until="2027-01-31")
    assert "trainings-end" not in colleague.get("/faelle").by_id
    clock.forward(days=14)  # sixty days before it is 2 December
    for one, name in ((owner, "lead"), (colleague, "anna"), (stranger, "bernd")):
        one.login(name, founded.people[name].passphrase)
        one.get("/faelle")
    assert "gilt bis 31. Januar 2027" in colleague.sheet.by_id["trainings-end"]
    assert "Schulungen ansehen" not in colleague.sheet.by_id["trainings-end"]
    assert "Fallbearbeitung 1 (anna), Grundlagen" in owner.sheet.by_id["trainings-end"]
    assert "trainings-end" not in stranger.sheet.by_id
