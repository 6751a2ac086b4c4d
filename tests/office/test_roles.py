"""Roles of the ring (DESIGN § 1): an auditor checks and reads nothing; a substitute has what everybody else is kept
from. What is not a role's is not there, and looks like what there is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.statements import Officer, Role
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.keeper.founding import NewOfficer
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.officer.reading import view
from hinweisgeber.usecases.reporter import submit
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import TODAY, Founded, Person
from tests.office.people import Browser

CASE = "HM-2026-0001"


@pytest.fixture
def joined(settings: config.Settings, cabinet: Store[Cabinet], founded: Founded) -> Callable[[str, Role], Person]:
    """Somebody more in the ring, in this role."""

    def join(username: str, role: Role) -> Person:
        ring = Ring.parse(Path(settings.ring).read_text(encoding="utf-8"), founded.fingerprint)
        new = NewOfficer(username, f"Stelle {username}", role, f"{username}-und-nur-fuer-tests")
        longer = founding.admit(cabinet, ring, founded.root(), new, TODAY)
        Path(settings.ring).write_text(longer.text(), encoding="utf-8")
        with cabinet.read() as cab:
            row = cab.officer(username=username)
        assert row is not None
        identity = unlock_identity(row.keystore, row.officer_id, new.passphrase)
        return Person(row.officer_id, username, new.function, new.passphrase, identity)

    return join


@pytest.fixture
def auditor(joined: Callable[[str, Role], Person], make_office: Callable[..., Any], code: AccessCode) -> Browser:
    """An auditor, after case 1 has been taken in."""
    person = joined("pruefung", "auditor")
    return Browser(make_office()).enter(person)


def test_an_auditor_sees_every_entry_and_of_no_case_anything(auditor: Browser, owner: Browser) -> None:
    page = auditor.get("/")
    assert auditor.response.request.path == "/protokoll"
    assert CASE in page.words
    assert "Alle Einträge" in page.words
    assert "Aufträge" not in page.html
    assert not any(f'href="/{name}"' in page.html for name in ("faelle", "massnahmen", "loeschung"))


def test_an_auditor_reads_the_training_register_and_enters_nothing(
    auditor: Browser, owner: Browser, founded: Founded
) -> None:
    owner.get("/verwaltung/schulungen")
    days = {"day": "2026-11-03", "until": "2028-11-02"}
    owner.submit("training", who=founded.people["bernd"].officer_id, subject="talks", **days)
    assert 'href="/protokoll/schulungen"' in auditor.get("/protokoll").html
    page = auditor.get("/protokoll/schulungen")
    assert (auditor.status, "Gespräche mit hinweisgebenden Personen" in page.words) == (200, True)
    assert not [one for one in page.forms if "training" in one]
    assert (auditor.post("/verwaltung/schulungen/schulung"), auditor.status)[1] == 404


def test_an_auditor_sees_whether_deadlines_were_kept(auditor: Browser, owner: Browser) -> None:
    assert 'href="/protokoll/fristen"' in auditor.get("/protokoll").html
    page = auditor.get("/protokoll/fristen")
    assert (auditor.status, "am 21.11.2026, rechtzeitig" in page.words, "offen bis" in page.words) == (200, True, True)
    assert "In 0 von 1 Fällen" in page.by_id["late"]
    auditor.get("/protokoll/pruefpunkt")
    assert auditor.status == 200


def test_everything_else_is_not_there_for_an_auditor(auditor: Browser) -> None:
    missing = auditor.get("/gibt-es-nicht").words
    for route in auditor.office.routes.values():
        if route.who.value not in ("anybody", "machine", "member", "auditor"):
            path = route.rule.replace("<number>", CASE)
            answer = auditor.client.open(path.split("<", maxsplit=1)[0], method=route.method)
            assert answer.status_code == 404, route.rule
    for path in ("/faelle", f"/faelle/{CASE}", "/massnahmen", "/verwaltung/personen"):
        assert auditor.get(path).words == missing, path


@pytest.mark.parametrize("who", ["lead", "anna", "bernd"])
def test_for_everybody_else_the_auditors_page_is_not_there(who: str, browser: Callable[..., Browser]) -> None:
    one = browser(who)
    missing = one.get("/gibt-es-nicht").words
    assert (one.get("/protokoll/fristen").words, one.status) == (missing, 404)
    assert "/protokoll/fristen" not in one.get("/protokoll").html


def test_nobody_can_give_an_auditor_a_key(
    joined: Callable[[str, Role], Person], cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded,
    settings: config.Settings, code: AccessCode,
) -> None:  # fmt: skip
    person = joined("pruefung", "auditor")
    ring = Ring.parse(Path(settings.ring).read_text(encoding="utf-8"), founded.fingerprint)
    lead = founded.people["lead"]
    at = Desk(cabinet, letterbox, ring, lead.officer_id, lead.identity, TODAY)
    casework.take_over(at, CASE)
    with pytest.raises(NotAllowed):
        casework.assign(at, CASE, person.officer_id, "Bitte prüfen.")


def test_verify_names_an_auditor_who_was_given_a_key(
    joined: Callable[[str, Role], Person], cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded,
    settings: config.Settings, code: AccessCode, monkeypatch: pytest.MonkeyPatch, tampering: None,
) -> None:  # fmt: skip
    person = joined("pruefung", "auditor")
    ring = Ring.parse(Path(settings.ring).read_text(encoding="utf-8"), founded.fingerprint)
    lead = founded.people["lead"]
    at = Desk(cabinet, letterbox, ring, lead.officer_id, lead.identity, TODAY)
    casework.take_over(at, CASE)
    with monkeypatch.context() as turned:
        turned.setattr(Officer, "reads", True)
        casework.assign(at, CASE, person.officer_id, "Bitte prüfen.")
    found = verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    assert "a holder who is not in the ring" in {one.why for one in found}


def test_a_substitute_has_what_everybody_else_is_kept_from_and_nothing_else(
    joined: Callable[[str, Role], Person], cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded,
    settings: config.Settings, tampering: None,
) -> None:  # fmt: skip
    """`tampering`: the ring that is checked afterwards is the one of before."""
    person = joined("ombud", "substitute")
    ring = Ring.parse(Path(settings.ring).read_text(encoding="utf-8"), founded.fingerprint)
    everybody = tuple(one.officer_id for one in founded.people.values())
    for excluded in ((), everybody):
        report = Report("Erfunden.", excluded=excluded)
        submit.submit(Booth(letterbox, ring, TODAY), AccessCode.generate(), report, None)
    desks = {
        name: Desk(cabinet, letterbox, ring, one.officer_id, one.identity, TODAY)
        for name, one in {**founded.people, "ombud": person}.items()
    }
    for at in desks.values():
        collect(at)
    with cabinet.read() as cab:
        held = {name: {n for _, _, n in cab.held_files(at.officer_id)} for name, at in desks.items()}
    assert held["lead"] == held["anna"] == held["bernd"]
    assert (len(held["ombud"]), held["ombud"] & held["lead"]) == (1, set())
    with pytest.raises(FileNotFound):
        view(desks["lead"], f"HM-2026-{held['ombud'].pop():04d}")
