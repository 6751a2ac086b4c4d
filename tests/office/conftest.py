"""The office on the founded home, reports in its letterbox, and the checker after every scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from jinja2 import StrictUndefined

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.case import fold, measure_steps
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.deadlines import feedback_by
from hinweisgeber.domain.case.measures import Measure
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer import collect
from hinweisgeber.usecases.officer.desk import Desk, open_row, read_log
from hinweisgeber.usecases.reporter import mailbox, submit
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.web.ring_file import RingFile
from tests.founded import TODAY, Founded, as_of
from tests.office.people import Browser, Clock

CASE_1 = "HM-2026-0001"
ACKNOWLEDGED = "Wir bestätigen den Eingang Ihrer Meldung"


@pytest.fixture
def clock() -> Clock:
    """Stands at the founding day until a test turns it."""
    return Clock()


@pytest.fixture
def make_office(
    settings: config.Settings,
    institution: config.Institution,
    cabinet: Store[Cabinet],
    letterbox: Store[Letterbox],
    clock: Clock,
) -> Callable[..., Office]:
    """An office on this home, with other settings if given."""

    def make(**changed: str) -> Office:
        given = {f"HINWEISGEBER_{name.upper()}": value for name, value in changed.items()}
        fingerprint, secret = str(settings.root_fingerprint), "5e" * 32
        always = {"HINWEISGEBER_ROOT_FINGERPRINT": fingerprint, "HINWEISGEBER_OFFICE_SECRET": secret}
        always["HINWEISGEBER_SECOND_FACTOR"] = "offered"  # that it is demanded, tests of it say themselves
        loaded = config.load(settings.home, {**always, **given})
        app = Office(loaded, institution, RingFile(settings.ring, fingerprint), cabinet, letterbox)
        app.clock = clock
        app.jinja_env.undefined = StrictUndefined
        return app

    return make


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """The office, acknowledging automatically."""
    return make_office()


@pytest.fixture
def send(
    letterbox: Store[Letterbox], ring: Ring, founded: Founded, institution: config.Institution
) -> Callable[..., AccessCode]:
    """`send("text", without=["bernd"], topic=…)`: a reporter's report in the letterbox; returns the code."""

    def send_report(
        text: str = "Aufträge werden gestückelt.",
        without: list[str] | None = None,
        acknowledged: bool = True,
        on: date = TODAY,
        **more: Any,
    ) -> AccessCode:
        excluded = tuple(founded.people[name].officer_id for name in without or [])
        report, wrong = Report(text, excluded=excluded, **more).checked()
        assert not wrong
        code, until = AccessCode.generate(), feedback_by(on, on)
        answer = institution.acknowledgement_text(f"{on:%d.%m.%Y}", f"{until:%d.%m.%Y}") if acknowledged else None
        submit.submit(Booth(letterbox, as_of(ring, on), on), code, report, answer)
        return code

    return send_report


@pytest.fixture
def write_on(booth: Booth) -> Callable[[AccessCode, str], None]:
    """The reporter writes on."""

    def write(code: AccessCode, text: str) -> None:
        assert mailbox.write_on(booth, mailbox.open_mailbox(booth, code), text, f"page {text}")

    return write


@pytest.fixture
def read_mailbox(booth: Booth) -> Callable[[AccessCode], mailbox.Conversation]:
    """What the reporter sees."""
    return lambda code: mailbox.read(booth, mailbox.open_mailbox(booth, code))


@pytest.fixture
def browser(office: Office, founded: Founded) -> Callable[..., Browser]:
    """`browser("anna")`: a browser with a session; `browser()`: one without."""

    def open_browser(username: str = "", app: Office | None = None) -> Browser:
        one = Browser(app or office)
        return one.enter(founded.people[username]) if username else one

    return open_browser


@pytest.fixture
def owner(browser: Callable[..., Browser]) -> Browser:
    """The lead, who takes cases over."""
    return browser("lead")


@pytest.fixture
def colleague(browser: Callable[..., Browser]) -> Browser:
    """An officer with a key to the case who is not responsible for it."""
    return browser("anna")


@pytest.fixture
def stranger(browser: Callable[..., Browser]) -> Browser:
    """An officer the reporter excluded: no key."""
    return browser("bernd")


@pytest.fixture
def code(send: Callable[..., AccessCode], desk: Callable[..., Desk]) -> AccessCode:
    """Case 1, collected, closed to bernd; the reporter's code."""
    code = send("Aufträge werden gestückelt.", without=["bernd"], topic="vergabe", when="seit März", circle="few")
    collect.collect(desk("anna"))
    return code


@pytest.fixture
def entries(cabinet: Store[Cabinet]) -> Callable[[], list[str]]:
    """The kinds of all journal entries so far, in order."""

    def kinds() -> list[str]:
        with cabinet.read() as cab:
            return [entry.kind for entry in cab.entries()]

    return kinds


@pytest.fixture
def tampering() -> None:
    """Asked for by tests that break rows on purpose: the checker would rightly complain."""


@pytest.fixture(autouse=True)
def checked(
    cabinet: Store[Cabinet], ring_file: RingFile, desk: Callable[..., Desk], request: pytest.FixtureRequest
) -> Iterator[None]:
    """After every scenario: the journal verifies, and each file folded from its log equals its sheet."""
    yield
    if "tampering" in request.fixturenames:
        return
    ring = ring_file.ring  # whoever came in the meantime may hold a key, too
    verifying.verify(cabinet, ring, today=date.max)  # tests erase on days to come
    at = desk("lead")
    with cabinet.read() as cab:
        for kind in (CASE, MEASURE):
            ids = [row[0] for row in cab.revisions(at.officer_id, kind)]
            for opened in (open_row(at, row) for row in list(cab.files(at.officer_id, ids))):
                log = read_log(cab, opened)
                if kind == CASE:
                    assert fold.fold(log) == CaseFile.from_payload(opened.sheet)
                else:
                    assert measure_steps.fold(log) == Measure.from_payload(opened.sheet)
