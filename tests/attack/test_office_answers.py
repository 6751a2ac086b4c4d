"""What the office's answers allow: no page runs a script, and no answer is a table whose cells are reckoned."""

from __future__ import annotations

from hinweisgeber.office import Office
from hinweisgeber.web.app import CSP
from tests.attack.kept import Kept
from tests.attack.stage import Stage
from tests.office.people import Browser

TABLES = ("csv", "excel", "spreadsheet", "tab-separated")


def test_no_page_may_run_a_script(kept: Kept, office: Office, stage: Stage) -> None:
    """Every page, and every refusal: the office needs none, so none is allowed."""
    stage.turn(kept.alive)
    browser, pages = stage.browser("anna"), 0
    for path in [*kept.addresses.values(), "/anmelden", "/gibtsnicht"]:
        answer = browser.client.get(path)
        pages += answer.mimetype == "text/html"
        allowed = answer.headers["Content-Security-Policy"]
        assert "script-src" not in allowed, path
        assert allowed.startswith((CSP, "default-src 'none'")), path
        assert answer.mimetype != "text/html" or "<script" not in answer.text, path
    assert pages >= 15
    for posted in kept.posted.values():
        refused = stage.send(posted, "anna", more=dict.fromkeys(posted.fields, ""))
        assert "script-src" not in refused.headers["Content-Security-Policy"], posted


def test_no_answer_is_a_table_whose_cells_are_reckoned(kept: Kept, stage: Stage) -> None:
    """There is no export of tables yet. Whoever adds one makes cells that begin with `=`, `+`, `-` or `@` harmless."""
    stage.turn(kept.alive)
    browser: Browser = stage.browser("anna")
    for path in kept.addresses.values():
        answer = browser.client.get(path)
        given = answer.headers.get("Content-Disposition", "")
        assert not any(word in str(answer.mimetype) for word in TABLES), path
        assert ".csv" not in given, path
