"""People who come, go, stand in and hand on, in front of real browsers without script, and a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.keeper.errors import LastHolder
from hinweisgeber.usecases.keeper.founding import NewOfficer
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from tests.browser.faces import CASE, TwoFaces, sends
from tests.founded import TODAY, Person

pytestmark = pytest.mark.browser

MANY, MOST_CLICKS = 40, 6
GONE = "Diesen Vorgang gibt es nicht, oder Sie haben keinen Schlüssel dazu."


def done(page: Page, words: str) -> None:
    """The page says so."""
    expect(page.locator("#erledigt")).to_contain_text(words)


def opens(page: Page, faces: TwoFaces, path: str = f"faelle/{CASE}", status: int = 200) -> Page:
    """This page of the office."""
    answer = page.goto(f"{faces.office_url}/{path}")
    assert answer is not None
    assert answer.status == status, (path, answer.status)
    return page


def test_an_officer_leaves_in_the_midst_of_a_case_and_a_colleague_goes_on(faces: TwoFaces) -> None:
    code = faces.sent("Aufträge werden gestückelt.", without=["bernd"])
    lead, anna = faces.logged_in("lead"), faces.logged_in("anna")
    opens(lead, faces, "faelle")
    opens(lead, faces)
    sends(lead, "take-over")
    done(lead, "Sie haben den Fall übernommen.")
    sends(lead, "reply", message="Wer hat gestückelt?")
    done(lead, "gespeichert")
    lead.get_by_role("link", name="Ich bin befangen").first.click()
    expect(lead.locator("#told")).not_to_be_empty()
    told = lead.locator("#told").inner_text()
    sends(lead, "recuse", reason="Mein Bruder ist gemeint.")
    done(lead, "für befangen erklärt")
    expect(lead.locator("body")).not_to_contain_text(CASE)
    expect(opens(lead, faces, status=404).locator("body")).to_contain_text(GONE)
    opens(anna, faces, "faelle")
    expect(anna.locator("body")).to_contain_text("niemand: bitte neu zuweisen")
    opens(anna, faces)
    sends(anna, "assign", to=faces.people["anna"].officer_id, reason="Die Leitung ist befangen.")
    done(anna, "")
    mailbox = faces.mailbox(code)
    expect(mailbox.locator("body")).to_contain_text(told)
    expect(mailbox.locator("body")).not_to_contain_text("Bruder")
    mailbox.get_by_label("Ihre Nachricht").fill("Es war die Leitung selbst.")
    mailbox.get_by_role("button", name="Nachricht senden").click()
    expect(mailbox.locator("body")).to_contain_text("Ihre Nachricht ist angekommen und gespeichert.")
    expect(opens(anna, faces).locator("#dialog")).to_contain_text("Es war die Leitung selbst.")
    opens(lead, faces, "faelle")
    expect(lead.locator("body")).not_to_contain_text(CASE)


@pytest.fixture
def resting(faces: TwoFaces) -> None:
    """bernd gets no new reports, and so has no key of his own."""
    one = faces.founded.ring.receive(faces.founded.root(), faces.people["bernd"].officer_id, False, TODAY)
    faces.publishes(one)


def test_a_deputy_works_for_two_weeks_on_the_absent_ones_list_and_then_no_more(faces: TwoFaces, resting: None) -> None:
    code = faces.sent("Aufträge werden gestückelt.")
    collect(faces.desk("anna"))
    casework.take_over(faces.desk("anna"), CASE)
    bernd, lead = faces.logged_in("bernd"), faces.logged_in("lead")
    opens(bernd, faces, status=404)
    opens(lead, faces, "verwaltung/personen")
    last = TODAY + timedelta(days=13)
    ids = {name: one.officer_id for name, one in faces.people.items()}
    sends(lead, "deputy", absent=ids["anna"], deputy=ids["bernd"], first=f"{TODAY}", last=f"{last}")
    done(lead, "Die Vertretung ist festgelegt.")
    opens(lead, faces, "faelle")  # whoever has a key gives it on
    opens(bernd, faces, "faelle?wer=ich")
    expect(bernd.locator("#stands-in")).to_contain_text("Fallbearbeitung 1")
    bernd.get_by_role("link", name=CASE).click()
    sends(bernd, "note", note="Akten angefordert.")
    expect(bernd.locator("#protokoll")).to_contain_text("in Vertretung für Fallbearbeitung 1")
    bernd.locator("#note [name=note]").fill("Nach dem letzten Tag geschrieben.")
    faces.days = 14
    late = faces.logged_in("bernd")
    opens(late, faces, "faelle?wer=ich")
    expect(late.locator("body")).not_to_contain_text(CASE)
    expect(opens(late, faces, status=404).locator("body")).to_contain_text(GONE)
    bernd.locator("#note button[type=submit]").click()  # his session is over as well; his words are kept
    expect(bernd.locator("h1")).to_have_text("Anmelden")
    reporter = faces.mailbox(code)
    reporter.get_by_label("Ihre Nachricht").fill("Noch etwas.")
    reporter.get_by_role("button", name="Nachricht senden").click()
    anna = faces.logged_in("anna")
    opens(anna, faces, "faelle")
    opens(anna, faces)
    expect(anna.locator("#dialog")).to_contain_text("Noch etwas.")
    expect(anna.locator("#protokoll")).to_contain_text("Akten angefordert.")
    expect(anna.locator("#holders")).not_to_contain_text("Fallbearbeitung 2")


def test_the_last_but_one_who_can_open_a_case_may_be_revoked_and_the_last_may_not(
    faces: TwoFaces, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    code, root = faces.sent("Aufträge werden gestückelt.", without=["bernd"]), faces.founded.root()

    def revoke(name: str) -> None:
        ring, today = faces.office.ring.ring, faces.today
        founding.revoke(cabinet, letterbox, ring, root, name, today, today, faces.publishes)

    lead, anna = faces.logged_in("lead"), faces.logged_in("anna")
    opens(lead, faces, "faelle")
    opens(lead, faces)
    sends(lead, "take-over")
    opens(anna, faces)
    expect(anna.locator("#holders")).to_contain_text("Fallbearbeitung 1")
    revoke("anna")
    expect(opens(anna, faces).locator("h1")).to_have_text("Anmelden")
    sends(lead, "reply", message="Wer hat gestückelt?")
    done(lead, "gespeichert")
    reporter = faces.mailbox(code)
    expect(reporter.locator("body")).to_contain_text("Wer hat gestückelt?")
    reporter.get_by_label("Ihre Nachricht").fill("Das Hauptamt.")
    reporter.get_by_role("button", name="Nachricht senden").click()
    opens(lead, faces, f"faelle/{CASE}?offen=feedback-waived")
    expect(lead.locator("#dialog")).to_contain_text("Das Hauptamt.")
    expect(lead.locator("#two-feedback-waived")).to_contain_text("Außer Ihnen kann das zurzeit niemand")
    expect(opens(lead, faces, f"faelle/{CASE}/befangen").locator("#alone")).to_contain_text(CASE)
    with pytest.raises(LastHolder) as refused:
        revoke("lead")
    assert refused.value.cases == (CASE,)
    expect(opens(lead, faces).locator("#dialog")).to_contain_text("Das Hauptamt.")


@pytest.fixture
def ombudsperson(faces: TwoFaces, cabinet: Store[Cabinet]) -> Person:
    """Of another house: has what everybody else is kept from."""
    new = NewOfficer("ombud", "Ombudsperson", "substitute", "ombud-und-nur-fuer-tests")
    founding.admit(cabinet, faces.office.ring.ring, faces.founded.root(), new, TODAY, faces.publishes)
    with cabinet.read() as cab:
        row = cab.officer(username="ombud")
    assert row is not None
    identity = unlock_identity(row.keystore, row.officer_id, new.passphrase)
    return Person(row.officer_id, "ombud", new.function, new.passphrase, identity)


def test_a_report_about_the_lead_reaches_the_substitute_and_none_of_their_people(
    faces: TwoFaces, ombudsperson: Person
) -> None:
    faces.joined["ombud"] = ombudsperson
    page = faces.browser().new_page()
    page.goto(f"{faces.intake_url}/melden")
    page.get_by_label("Was ist geschehen?").fill("Die Leitung der Stabsstelle lässt Akten verschwinden.")
    page.get_by_role("button", name="Weiter", exact=True).click()
    expect(page.locator("main")).to_contain_text(
        "Schließen Sie alle anderen aus, bekommt Ihre Meldung nur: Ombudsperson."
    )
    for function in ("Leitung der Stabsstelle", "Fallbearbeitung 1", "Fallbearbeitung 2"):
        page.get_by_label(function).check()
    page.get_by_role("button", name="Weiter zum Prüfen").click()
    code = "".join((page.locator("#access-code").text_content() or "").split())
    page.get_by_label("Ich habe den Zugangscode notiert.").check()
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.locator("#confirmed")).to_be_visible()
    ombud = faces.logged_in("ombud")
    opens(ombud, faces, "faelle")
    ombud.get_by_role("link", name=CASE).click()
    expect(ombud.locator("body")).to_contain_text("lässt Akten verschwinden")
    sends(ombud, "take-over")
    sends(ombud, "reply", message="Ich gehe der Sache nach.")
    done(ombud, "gespeichert")
    for name in ("lead", "anna", "bernd"):
        other = faces.logged_in(name)
        for path in ("faelle", "freigaben", "massnahmen", "verwaltung"):
            expect(opens(other, faces, path).locator("body")).not_to_contain_text("Akten verschwinden")
        expect(opens(other, faces, status=404).locator("body")).to_contain_text(GONE)
    expect(faces.mailbox(AccessCode.parse(code)).locator("body")).to_contain_text("Ich gehe der Sache nach.")


@pytest.fixture
def clicks() -> list[str]:
    """What was pressed."""
    return []


@pytest.fixture
def click(clicks: list[str]) -> Callable[[Locator], None]:
    """Presses, and counts."""

    def press(target: Locator) -> None:
        clicks.append(target.inner_text())
        target.click()

    return press


def test_forty_cases_are_handed_over_in_at_most_six_clicks(
    faces: TwoFaces, clicks: list[str], click: Callable[[Locator], None]
) -> None:
    for n in range(MANY):
        faces.sent(f"Erfunden {n}.")
    collect(faces.desk("anna"))
    for n in range(MANY):
        casework.take_over(faces.desk("anna"), f"HM-2026-{n + 1:04d}")
    anna, bernd = faces.logged_in("anna"), faces.logged_in("bernd")
    opens(anna, faces, "faelle")
    click(anna.get_by_role("link", name="Mehrere übergeben"))
    expect(anna.locator("#hand-over [name=cases]:checked")).to_have_count(MANY)
    to = anna.get_by_label("Übergeben an")
    clicks += ["opens the list", "chooses"]
    to.select_option(faces.people["bernd"].officer_id)
    click(anna.get_by_role("button", name="Fälle übergeben"))
    done(anna, "Die Fälle sind übergeben.")
    assert len(clicks) <= MOST_CLICKS, clicks
    opens(bernd, faces, "faelle?wer=ich")
    expect(bernd.get_by_text("Ihnen zugewiesen")).to_have_count(MANY)
    expect(opens(anna, faces, "faelle/uebergabe").locator("body")).to_contain_text("Hier gibt es nichts zu übergeben.")
