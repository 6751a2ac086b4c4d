"""The training register, empty and filled, looked at by axe and by us (`look.complaints`)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hinweisgeber.crypto.code import AccessCode
from tests.browser.faces import TwoFaces, sends
from tests.browser.look import complaints
from tests.founded import TODAY

pytestmark = pytest.mark.browser


def test_the_register_empty_and_filled_and_what_it_reminds_of(faces: TwoFaces, code: AccessCode) -> None:
    lead = faces.logged_in("lead", script=True)
    at = f"{faces.office_url}/verwaltung/schulungen"
    lead.goto(at)
    found = complaints(lead, "trainings, empty")
    days = {"day": TODAY.isoformat(), "until": (TODAY + timedelta(days=30)).isoformat()}
    for subject in ("basics", "talks"):
        lead.goto(at)
        sends(lead, "training", who=faces.people["anna"].officer_id, subject=subject, **days)
        expect(lead.get_by_text("Die Schulung ist eingetragen.")).to_be_visible()
    found += complaints(lead, "trainings, filled")
    lead.goto(f"{faces.office_url}/faelle")
    expect(lead.locator("#trainings-end")).to_be_visible()
    found += complaints(lead, "list, a training ends")
    assert found == []
