"""What the office's answers allow: one page runs one script of ours, and no answer is a table that reckons."""

from __future__ import annotations

import re

from hinweisgeber.office import Office
from hinweisgeber.web.app import CSP
from tests.attack.kept import Kept
from tests.attack.stage import Stage
from tests.office.people import Browser

TABLES = ("csv", "excel", "spreadsheet", "tab-separated")


#: The one script there is, and where: boxes are drawn on the pages of a file. Without it they are shown by clicks.
SCRIPT = re.compile(r'<script src="/static/mark\.\w+\.js" defer></script>')
DRAWN_ON = re.compile(r"/datei/[^/]+(/teil/\d+)?(/[a-z]+)?$")


def scripts(path: str, html: str) -> list[str]:
    """Those of a page. The one that is allowed stands only where there is something to draw on."""
    found: list[str] = re.findall(r"<script\b.*?</script>", html, re.DOTALL)
    allowed = "raster__page--marked" in html and DRAWN_ON.search(path.partition("?")[0])
    assert [one for one in found if not (allowed and SCRIPT.fullmatch(one))] == [], path
    return found


def test_no_page_but_the_one_that_is_drawn_on_may_run_a_script(kept: Kept, office: Office, stage: Stage) -> None:
    """Every page, and every refusal."""
    stage.turn(kept.alive)
    browser, pages = stage.browser("anna"), 0
    for path in [*kept.addresses.values(), "/anmelden", "/gibtsnicht"]:
        answer = browser.client.get(path)
        pages += answer.mimetype == "text/html"
        allowed = answer.headers["Content-Security-Policy"]
        found = scripts(path, answer.text) if answer.mimetype == "text/html" else []
        assert ("script-src 'self'" if found else "") == "".join(re.findall("script-src [^;]*", allowed)), path
        assert allowed.startswith((CSP, "default-src 'none'")), path
    assert pages >= 15
    for posted in kept.posted.values():
        refused = stage.send(posted, "anna", more=dict.fromkeys(posted.fields, ""))
        found = scripts(posted.path, refused.text) if refused.mimetype == "text/html" else []
        assert ("script-src" in refused.headers["Content-Security-Policy"]) == bool(found), posted


def test_no_answer_is_a_table_whose_cells_are_reckoned(kept: Kept, stage: Stage) -> None:
    """There is no export of tables yet. Whoever adds one makes cells that begin with `=`, `+`, `-` or `@` harmless."""
    stage.turn(kept.alive)
    browser: Browser = stage.browser("anna")
    for path in kept.addresses.values():
        answer = browser.client.get(path)
        given = answer.headers.get("Content-Disposition", "")
        assert not any(word in str(answer.mimetype) for word in TABLES), path
        assert ".csv" not in given, path
