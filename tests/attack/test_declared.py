"""Every form that is declared stands on a page, every form on a page is declared, every link leads to what it names."""

from __future__ import annotations

from hinweisgeber.office import Office
from hinweisgeber.office.equipment import KEPT
from tests.attack.kept import Kept


def test_every_declared_form_stands_on_a_page_and_no_other_does(kept: Kept, office: Office) -> None:
    declared = {(endpoint, form) for endpoint, route in office.routes.items() for form in route.forms}
    shown = {(endpoint, form) for endpoint, form in kept.forms if form != KEPT}
    assert shown == declared


def test_every_form_has_its_positive_case(kept: Kept, office: Office) -> None:
    declared = {(endpoint, form) for endpoint, route in office.routes.items() for form in route.forms}
    by_strangers = {("login", "login"), ("login_code", "login-code")}  # tests/office/test_login.py and beside it
    assert declared - set(kept.posted) == by_strangers


def test_every_page_is_found_by_a_link(kept: Kept, office: Office) -> None:
    pages = {endpoint for endpoint, route in office.routes.items() if route.method == "GET"}
    for_auditors = {"kept_deadlines", "shown_trainings"}  # found by a link too: tests/office/test_roles.py
    assert pages - set(kept.addresses) == {"code_form", "healthz", "readyz"} | for_auditors


def test_every_link_leads_to_a_place_that_is_there(kept: Kept) -> None:
    """In each state of a case: before it is taken over, at each stage, closed, reopened, without its texts."""
    assert kept.dead == set()
