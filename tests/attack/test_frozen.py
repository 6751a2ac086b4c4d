"""No address, form id or field name is lost or renamed: browsers, bookmarks and other programs know them.

What is new is added to `frozen.json`, in the same commit; what is gone needs a reason in `CHANGELOG.md`.
"""

from __future__ import annotations

from hinweisgeber.intake import Intake
from hinweisgeber.office import Office
from tests.attack.frozen import frozen, present, unlike
from tests.attack.kept import Kept
from tests.attack.links import Site
from tests.pages import Reporter


def test_the_office_keeps_its_addresses_forms_and_field_names(kept: Kept, office: Office) -> None:
    assert unlike(frozen("office"), present(office, kept.sites)) == []


def test_the_intake_keeps_its_addresses_forms_and_field_names(intake: Intake) -> None:
    client = intake.test_client(use_cookies=False)
    reporter = Reporter(client)
    pages = [reporter.client.get(path) for path in ("/melden", "/postfach", "/melden/angriff")]
    reporter.form()
    pages += [reporter.turn(to, description="Es fehlt Geld.") for to in ("protect", "review", "draft")]
    pages += [reporter.send(), reporter.open()]
    sites = [Site(intake, client, page.request.path, page.text) for page in pages]
    assert unlike(frozen("intake"), present(intake, sites)) == []


def test_a_name_that_is_lost_and_one_that_is_new_are_named() -> None:
    kept = {"POST /faelle/<number>/notiz": {"note": ["note", "once"]}}
    now = {"POST /faelle/<number>/notiz": {"note": ["once", "text"]}}
    assert unlike(kept, now) == [
        "gone: POST /faelle/<number>/notiz, form note, field note",
        "new: POST /faelle/<number>/notiz, form note, field text",
    ]
