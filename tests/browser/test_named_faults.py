"""Each state in which a dialogue is not as it should be, looked at on both faces: what names a fault must be readable
too, also on a phone (see `look.complaints`). The pages are those of the faces; what they show is put together here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.report import MESSAGE, Said, exclusion
from hinweisgeber.intake import Intake
from hinweisgeber.usecases.officer import reading
from hinweisgeber.usecases.officer.collect import Unfetched
from hinweisgeber.usecases.officer.words_in import Difference, WordFault
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import BoxTrouble
from hinweisgeber.usecases.reporter.conversation import Conversation
from hinweisgeber.usecases.reporter.hearing import BoxLine, Doubt, Move
from tests.browser.look import complaints
from tests.founded import TODAY, Founded
from tests.office.conftest import (  # noqa: F401 - the office, and who sits there
    CASE_1,
    browser,
    clock,
    code,
    colleague,
    make_office,
    office,
    send,
    write_on,
)
from tests.office.people import Browser as Officer
from tests.pages import Reporter, read

pytestmark = pytest.mark.browser
HERE = "http://localhost"


def served(page: Page, client: FlaskClient, shown: str) -> None:
    """The browser shows this page; what belongs to it comes from the face itself."""

    def fulfil(route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        if path == "/hier":
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=shown)
        else:
            answer = client.get(path)
            route.fulfill(status=answer.status_code, content_type=answer.content_type, body=answer.data)

    page.unroute_all()
    page.route("**/*", fulfil)
    page.goto(f"{HERE}/hier")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


@pytest.fixture
def sent(intake: Intake) -> Reporter:
    reporter = Reporter(intake.test_client(use_cookies=False))
    reporter.send("Der erste Text.")
    return reporter


def lines(founded: Founded) -> tuple[BoxLine, ...]:
    """One in each doubt, and each that is no words."""
    said, anna = Said(MESSAGE, "Worte, die man sieht."), founded.people["anna"].officer_id
    doubted = [BoxLine("reporter", n, TODAY, said, doubt) for n, doubt in enumerate(Doubt, 1)]
    closed = [BoxLine("office", n, TODAY, None, doubt) for n, doubt in enumerate(Doubt)]
    steps = [BoxLine("reporter", 40 + n, TODAY, None, step=step) for n, step in enumerate(Move)]
    emptied = [BoxLine(author, 50, TODAY, None, emptied=True) for author in ("reporter", "office")]
    return (*doubted, *closed, *steps, *emptied, BoxLine("reporter", 60, TODAY, exclusion((anna,))))


def test_a_mailbox_with_every_trouble_and_every_doubt(
    page: Page, sent: Reporter, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, found = mailbox.read, list[str]()
    opened = read(sent.open()).one("capability")
    states = [frozenset({one}) for one in BoxTrouble] + [frozenset(BoxTrouble)]
    for troubles in states:

        def faulty(*args: object, troubles: frozenset[BoxTrouble] = troubles) -> Conversation:
            every = lines(founded) if len(troubles) > 1 else ()
            return replace(whole(*args), troubles=troubles, lines=every)  # type: ignore[arg-type]

        with monkeypatch.context() as while_looking:
            while_looking.setattr(mailbox, "read", faulty)
            answer = sent.client.post("/postfach", data={"capability": opened, "do": "read"})
        assert answer.status_code == 200
        if len(troubles) > 1 or troubles <= {BoxTrouble.UNEXCLUDED, BoxTrouble.STRANGER}:
            served(page, sent.client, answer.text)
            found += complaints(page, ", ".join(sorted(troubles)))
    assert found == []


def test_the_page_on_which_somebody_is_excluded(page: Page, sent: Reporter, founded: Founded) -> None:
    found = list[str]()
    opened = read(sent.open()).one("capability")
    everybody = [person.officer_id for person in founded.people.values()]
    states: dict[str, dict[str, str | list[str]]] = {
        "fresh": {"do": "exclude"}, "nobody chosen": {"do": "excluded"},
        "everybody chosen": {"do": "excluded", "excluded": everybody},
        "done": {"do": "excluded", "excluded": everybody[:1]}, "again": {"do": "exclude"},
    }  # fmt: skip
    for state, fields in states.items():
        answer = sent.client.post("/postfach", data={"capability": opened, **fields})
        served(page, sent.client, answer.text)
        found += complaints(page, state)
    assert found == []


def test_a_case_with_every_difference_and_every_fault(
    page: Page,
    colleague: Officer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    write_on: Callable[..., None],  # noqa: F811
    code: AccessCode,  # noqa: F811
) -> None:
    write_on(code, "Ein Nachtrag.")
    whole, found = reading.view, list[str]()

    def faulty(*args: object, why: Unfetched) -> reading.CaseView:
        view = whole(*args)  # type: ignore[arg-type]
        spoken = view.dialogue[-1]
        faults = tuple(fault.value for fault in WordFault)
        kept = (replace(spoken, place=n, faults=(one,)) for n, one in enumerate(faults, 2))
        refused = (replace(spoken, place=n, said=None, faults=(one,)) for n, one in enumerate(faults, 20))
        others = frozenset({view.case.assigned_to or "x", *view.holders})
        return replace(view, dialogue=(*view.dialogue, *chain(kept, refused)), unfetched=why, letter_for=others)

    every = tuple(sorted(one.value for one in Difference))
    monkeypatch.setattr(reading.CaseView, "differences", every)
    monkeypatch.setattr(reading.CaseView, "faulty", tuple(range(1, 30)))
    for why in Unfetched:

        def shown(*args: object, why: Unfetched = why) -> reading.CaseView:
            return faulty(*args, why=why)

        with monkeypatch.context() as while_looking:
            while_looking.setattr(reading, "view", shown)
            colleague.get(f"/faelle/{CASE_1}")
        assert colleague.status == 200
        if why in (Unfetched.NOTHING, Unfetched.LETTER):
            served(page, colleague.client, colleague.response.text)
            found += complaints(page, why.value or "nothing")
    assert found == []
