"""/melden: one report per code, nothing typed is ever lost, whoever is excluded holds no key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import redirect, render_template
from sqlalchemy import delete, func, select

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import CIRCLES
from hinweisgeber.intake import Intake, report_views
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, tables
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter import mailbox, submit
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import TODAY, Founded, as_of
from tests.pages import Reporter, articles, read

TYPED = {
    "topic": "vergabe",
    "when": "seit dem Frühjahr",
    "where": "im <b>Bauhof</b> & nebenan",
    "who": "Zwei Personen\nund eine Firma",
    "known_from": "\n„selbst“ gesehen",
    "circle": "few",
    "fear": "Versetzung",
    "wish": "Aufklärung",
}


def reports(letterbox: Store[Letterbox]) -> int:
    with letterbox.read() as box:
        return int(box._db.execute(select(func.count()).select_from(tables.report)).scalar_one())


def wrapped_for(letterbox: Store[Letterbox]) -> set[str]:
    with letterbox.read() as box:
        return set(box._db.execute(select(tables.report_wrap.c.officer_id)).scalars())


def test_a_report_is_sent_confirmed_and_read_again(reporter: Reporter) -> None:
    confirmed = reporter.send("Es fehlt Geld in der Kasse.", **TYPED)
    assert confirmed.status_code == 200
    page = read(confirmed)
    assert 'id="confirmed"' in confirmed.text
    assert page.code == "", "it was noted before; a page that may be found later does not show it"
    assert reporter.code not in confirmed.text
    assert "/postfach" in page.text
    for day in ("21. November 2026", "21. Februar 2027"):
        assert day in page.text
    first, acknowledgement = articles(reporter.open())
    assert "Es fehlt Geld in der Kasse." in first
    for shown in ("Aufträge und Vergabe", "seit dem Frühjahr", "Versetzung", "wenige, etwa zwei bis fünf Personen"):
        assert shown in first
    assert "&lt;b&gt;Bauhof&lt;/b&gt; &amp; nebenan" in first
    assert "21.11.2026" in acknowledgement
    assert "21.02.2027" in acknowledgement


def test_confirmation_leads_to_the_mailbox(reporter: Reporter) -> None:
    page = read(reporter.send())
    assert "/postfach" in page.links
    assert reporter.open().status_code == 200


def test_description_is_the_only_thing_needed(reporter: Reporter) -> None:
    assert reporter.send().status_code == 200
    reporter.form()
    assert reporter.send(" \n ").status_code == 400


def test_every_writing_shows_another_code_before_sending(reporter: Reporter) -> None:
    one, other = reporter.form(), reporter.form()
    assert one.code != other.code
    assert one.code == one.one("code")
    AccessCode.parse(one.code)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"description": ""}, "Bitte schreiben Sie etwas in dieses Feld."),
        ({"description": "x" * 100_001}, "Der Text hat 100.001 Zeichen, möglich sind 100.000."),
        ({"when": "x" * 2_001}, "Der Text hat 2.001 Zeichen, möglich sind 2.000."),
        ({"code_noted": ""}, "Bitte notieren Sie zuerst den Zugangscode"),
    ],
)
def test_refusals_keep_every_typed_field(
    change: dict[str, str], says: str, reporter: Reporter, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    form = reporter.form()
    sent = {
        "description": "\nErste Zeile\n\n<zweite>", **TYPED, "code": form.code, "code_noted": "1", "to": "send",
        "excluded": [founded.people["anna"].officer_id], "state": form.one("state"), **change,
    }  # fmt: skip
    answer = reporter.client.post("/melden", data=sent)
    assert answer.status_code == 400
    page = read(answer)
    assert page.text.count(says) == 2, "once above the form, once at the field"
    assert page.text.startswith("Fehler:")
    for name, value in sent.items():
        if name in ("to", "state", "code", "code_noted"):
            continue
        kept = page.fields.get(name, [""])
        assert [text.strip() for text in kept] == ([value.strip()] if isinstance(value, str) else value), name
    last = page if page.code else read(reporter.turn("review", page, description="Gut.", when="gestern"))
    assert last.code == sent["code"], "one writing has one code"
    assert reports(letterbox) == 0


def test_a_text_at_the_limit_is_taken(reporter: Reporter) -> None:
    assert reporter.send("ü" * 100_000).status_code == 200


def test_lines_are_counted_as_people_see_them(reporter: Reporter) -> None:
    """Browsers send CRLF: a text of 60,000 lines must not count twice."""
    assert reporter.send("a\r\n" * 49_999 + "bc").status_code == 200


def test_a_damaged_code_is_replaced_and_must_be_noted(reporter: Reporter, letterbox: Store[Letterbox]) -> None:
    old = reporter.form().code
    damaged = {"description": "Text", "code": old[:-1], "code_noted": "1", "to": "send"}
    answer = reporter.client.post("/melden", data=damaged)
    assert answer.status_code == 400
    page = read(answer)
    assert page.code != old
    AccessCode.parse(page.code)
    assert "code_noted" not in page.fields
    assert page.one("description") == "Text"
    assert reports(letterbox) == 0


def test_sending_twice_shows_the_same_confirmation_and_makes_one_report(
    reporter: Reporter, letterbox: Store[Letterbox], intake: Intake
) -> None:
    first = reporter.send("Einmal.", **TYPED)
    intake.clock = lambda: datetime(2026, 11, 25, 12, tzinfo=UTC)
    second = reporter.send("Einmal.", **TYPED)
    assert read(second).text == read(first).text
    assert reports(letterbox) == 1
    assert len(articles(reporter.open())) == 2


def test_changed_text_is_added_and_nothing_is_lost(reporter: Reporter, letterbox: Store[Letterbox]) -> None:
    reporter.send("Erste Fassung.", when="gestern")
    answer = reporter.send("Zweite Fassung.", when="vorgestern")
    page = read(answer)
    assert answer.status_code == 200
    assert "als weitere Nachricht hinzugefügt" in page.text
    assert "dieselben Personen wie beim ersten Senden" in page.text
    assert reporter.send("Zweite Fassung.", when="vorgestern").status_code == 200
    assert reports(letterbox) == 1
    first, _, second = articles(reporter.open())
    assert "Erste Fassung." in first
    assert "gestern" in first
    assert "Zweite Fassung." in second
    assert "vorgestern" in second


def test_an_excluded_officer_holds_no_wrap(reporter: Reporter, founded: Founded, letterbox: Store[Letterbox]) -> None:
    people = {name: person.officer_id for name, person in founded.people.items()}
    assert reporter.send(excluded=[people["lead"]]).status_code == 200
    assert wrapped_for(letterbox) == {people["anna"], people["bernd"]}
    assert "Leitung der Stabsstelle" in articles(reporter.open())[0]


def test_a_new_id_under_an_excluded_function_holds_no_wrap(
    reporter: Reporter, founded: Founded, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form opened before the same person was admitted anew excludes the id they had then."""
    people = {name: person.officer_id for name, person in founded.people.items()}
    lead = founded.ring.get(people["lead"])
    assert lead is not None
    former = replace(lead, officer_id="f" * 16, function=lead.function.upper())
    monkeypatch.setattr(Ring, "everyone", property(lambda ring: (former, *ring._officers.values())))
    assert reporter.send(excluded=["f" * 16]).status_code == 200
    assert wrapped_for(letterbox) == {people["anna"], people["bernd"]}


def test_excluding_everybody_is_refused_with_the_way_outside(
    reporter: Reporter, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    everybody = [person.officer_id for person in founded.people.values()]
    answer = reporter.send("Alle.", excluded=everybody)
    page = read(answer)
    assert answer.status_code == 400
    assert page.fields["excluded"] == everybody
    assert page.one("description") == "Alle."
    assert "Externe Meldestellen ansehen" in page.text
    assert "Sie haben alle Personen der Meldestelle ausgeschlossen." in page.text
    assert reports(letterbox) == 0


def test_who_does_not_receive_holds_no_wrap_unless_all_others_are_excluded(
    reporter: Reporter, founded: Founded, letterbox: Store[Letterbox], settings: config.Settings
) -> None:
    """Everybody active can be excluded all the same: a case may be assigned later. The form says who reads what."""
    people = {name: person.officer_id for name, person in founded.people.items()}
    longer = founded.ring.receive(founded.root(), people["bernd"], False, TODAY)
    Path(settings.ring).write_text(longer.text(), encoding="utf-8")
    offered = read(reporter.turn("protect", description="Text")).text
    assert "Fallbearbeitung 2 (liest nur Zugewiesenes, oder wenn Sie alle anderen ausschließen)" in offered
    assert offered.count("liest nur Zugewiesenes") == 1
    assert reporter.send().status_code == 200
    assert wrapped_for(letterbox) == {people["anna"], people["lead"]}
    with letterbox.write() as box:
        box._db.execute(delete(tables.report_wrap))
    another = Reporter(reporter.client)
    everybody = read(another.send("Alle.", excluded=list(people.values())))
    assert "Sie haben alle Personen der Meldestelle ausgeschlossen." in everybody.text
    assert Reporter(reporter.client).send("Ohne.", excluded=[people["anna"], people["lead"]]).status_code == 200
    assert wrapped_for(letterbox) == {people["bernd"]}


def test_a_day_on_which_nobody_receives_takes_no_report(
    reporter: Reporter, founded: Founded, letterbox: Store[Letterbox], settings: config.Settings
) -> None:
    """Not even for who is active: the ring does not name them, and what was typed stays."""
    root, people = founded.root(), founded.people
    longer = founded.ring
    for name in ("anna", "lead"):
        longer = longer.receive(root, people[name].officer_id, False, TODAY)
    longer = longer.revoke(root, people["bernd"].officer_id, TODAY)
    Path(settings.ring).write_text(longer.text(), encoding="utf-8")
    for excluded in ([], [people["bernd"].officer_id], [people["anna"].officer_id]):
        page = read(reporter.send("Trotzdem.", excluded=excluded))
        assert "kann zurzeit keine Meldung entgegennehmen" in page.text
        assert page.one("description") == "Trotzdem."
    assert reports(letterbox) == 0


def test_nobody_unknown_is_excluded_and_nothing_else_gets_in_that_way(reporter: Reporter, booth: Booth) -> None:
    assert reporter.send(excluded=["f" * 16, "x" * 8_000]).status_code == 200
    opened = mailbox.open_mailbox(booth, AccessCode.parse(reporter.code))
    said = mailbox.read(booth, opened).lines[0].said
    report = said.report if said else None
    assert report is not None
    assert report.excluded == ()


def test_officers_are_offered_by_function(reporter: Reporter, founded: Founded) -> None:
    text = read(reporter.turn("protect", description="Text")).text
    for person in founded.people.values():
        assert person.function in text
        assert person.username not in text.split()


def test_without_an_active_officer_the_form_warns_before_typing(
    reporter: Reporter, intake: Intake, letterbox: Store[Letterbox]
) -> None:
    intake.clock = lambda: datetime(2040, 1, 1, tzinfo=UTC)
    assert "Zurzeit kann hier niemand eine Meldung empfangen." in read(reporter.client.get("/melden")).text
    answer = reporter.send("Trotzdem.")
    page = read(answer)
    assert answer.status_code == 503
    assert page.one("description") == "Trotzdem."
    assert page.links.count("/externe-meldestellen") >= 2
    assert page.code == reporter.code
    assert reports(letterbox) == 0


def test_a_small_circle_is_warned_about_before_it_is_sent(reporter: Reporter) -> None:
    assert "Wissen nur wenige davon" in read(reporter.turn("protect", description="Text")).text
    assert "Nur wenige wissen davon" in reporter.form(circle="only-me").text
    assert "Nur wenige wissen davon" not in reporter.form(circle="many").text


def test_the_form_offers_every_circle(reporter: Reporter) -> None:
    html = reporter.turn("protect", description="Text").text
    for value in CIRCLES:
        assert f'name="circle" type="radio" value="{value}"' in html


def test_a_store_away_keeps_the_text(reporter: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    reporter.form()

    def away(*_: object, **__: object) -> None:
        raise StoreAway()

    monkeypatch.setattr(submit, "submit", away)
    answer = reporter.send("Nicht verloren.", **TYPED)
    page = read(answer)
    assert answer.status_code == 503
    assert page.one("description") == "Nicht verloren."
    assert page.one("who") == TYPED["who"]
    assert page.one("code_noted") == "1"
    assert "Der Speicher ist gerade nicht erreichbar." in page.text
    assert page.code == reporter.code


def test_confirmation_comes_after_the_commit(
    reporter: Reporter, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter.form()
    seen: list[int] = []

    def render(template: str, **values: object) -> str:
        seen.append(reports(letterbox))
        return render_template(template, **values)

    monkeypatch.setattr(report_views, "render_template", render)

    def redirected(where: str, status: int) -> object:
        seen.append(reports(letterbox))
        return redirect(where, status)

    monkeypatch.setattr(report_views, "redirect", redirected)
    reporter.send()
    assert seen == [1, 1], "the way to the confirmation, and the confirmation"


def test_received_is_the_day_in_berlin(
    reporter: Reporter, intake: Intake, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake.ring, "_ring", as_of(intake.ring.ring, date(2026, 5, 31)))
    intake.clock = lambda: datetime(2026, 5, 31, 22, 30, tzinfo=UTC)
    page = read(reporter.send())
    assert "Eingegangen am 1. Juni 2026" in page.text
    with letterbox.read() as box:
        assert box._db.execute(select(tables.report.c.received)).scalar_one() == date(2026, 6, 1)


def test_manual_acknowledgement_shows_both_days(reporter: Reporter, intake: Intake) -> None:
    intake.acknowledge = False
    page = read(reporter.send())
    assert "Bestätigung spätestens am 28. November 2026" in page.text
    assert "Rückmeldung spätestens am 28. Februar 2027" in page.text
    assert len(articles(reporter.open())) == 1
