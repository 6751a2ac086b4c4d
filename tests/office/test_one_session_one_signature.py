"""No request and no session is two people: not two logins in one browser, one that was planted, nor many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser

END, ONE = f"/faelle/{CASE_1}/loeschung", f"/faelle/{CASE_1}/freigaben/1"
HOLD = {"reason": "Klage anhängig", "norm": "Art. 17 Abs. 3 DSGVO", "review": "2027-11-20"}
Entries = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _taken_over(code: AccessCode, desk: Callable[..., Desk]) -> None:
    """Case 1 is the lead's; anna holds it, too."""
    casework.take_over(desk("lead"), CASE_1)


@pytest.fixture
def proposed(owner: Browser) -> Browser:
    """The lead has proposed a hold."""
    owner.get(END)
    owner.submit("hold", **HOLD)
    return owner


def sessions(cabinet: Store[Cabinet]) -> list[str]:
    """Whose they are."""
    with cabinet.read() as cab:
        return [row[0] for row in cab._db.exec_driver_sql("SELECT officer_id FROM session ORDER BY officer_id")]


def test_who_logs_in_at_a_browser_ends_the_session_there_and_none_of_its_pages_is_theirs(
    proposed: Browser, founded: Founded, cabinet: Store[Cabinet], entries: Entries
) -> None:
    people, before = founded.people, entries()
    proposed.get(ONE)
    own = proposed.sheet.forms["withdraw"]  # a page of the lead's, still open
    proposed.login("anna", people["anna"].passphrase)
    assert sessions(cabinet) == [people["anna"].officer_id]
    proposed.post(own.action, **own.fields)
    assert (proposed.status >= 400, entries()) == (True, before), "anna does nothing by the lead's page"
    assert "confirm" in proposed.get(ONE).forms
    assert "withdraw" not in proposed.get(ONE).forms


def test_a_cookie_that_was_planted_is_nobodys_after_the_login(
    proposed: Browser, office: Office, founded: Founded, entries: Entries
) -> None:
    """The lead leaves her own session in anna's browser, and waits."""
    anna = Browser(office)
    anna.client.set_cookie(office.session_cookie, planted := proposed.cookie)
    anna.login("anna", founded.people["anna"].passphrase)
    assert anna.cookie not in ("", planted)
    before = entries()
    for cookies in ([planted], [planted, anna.cookie[:-4] + "AAA="], [planted, planted]):
        header = "; ".join(f"{office.session_cookie}={one}" for one in cookies)
        page = office.test_client(use_cookies=False).get(ONE, headers={"Cookie": header})
        assert 'name="proposal"' not in page.text, "no page of the second's"
    assert entries() == before


def test_a_form_of_the_second_sent_in_the_first_ones_session_is_nothing(
    proposed: Browser, colleague: Browser, entries: Entries
) -> None:
    """All that anna's page holds, its token too, but not her cookie."""
    form, before = colleague.get(ONE).forms["confirm"], entries()
    proposed.post(form.action, **form.fields)
    assert entries() == before
    assert "confirm" in colleague.get(ONE).forms, "and it waits as before"


def test_one_request_proposes_and_confirms_nothing(owner: Browser, entries: Entries) -> None:
    """With the fields of both forms in it."""
    owner.get(END)
    before = entries()
    owner.submit("hold", **HOLD, proposal="0" * 96, n="1", confirmed="1", officer="x", by="x")
    assert entries()[len(before) :] == ["proposed"]


def test_many_at_once_in_one_session_are_no_second_signature(
    proposed: Browser, office: Office, colleague: Browser, entries: Entries
) -> None:
    form, own = colleague.get(ONE).forms["confirm"], proposed.get(ONE).forms["withdraw"]
    fields = {**form.fields, **{name: own.fields[name] for name in ("csrf_token", "once", "seen")}}
    before, ready, answers = entries(), threading.Barrier(4), list[int]()
    header = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in (proposed.client._cookies or {}).values())}

    def send() -> None:
        ready.wait()
        answer = office.test_client(use_cookies=False).post(form.action, data=fields, headers=header)
        answers.append(answer.status_code)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, entries()) == ([409] * 4, before)
