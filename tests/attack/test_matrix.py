"""Every address, by everybody: who holds the key and leads the case, a colleague, who was excluded, who never had
a key, nobody; and for numbers that there are not.

Made of what routes declare; each row begins where the form is possible."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.office import Office
from hinweisgeber.web.routes import Route, Who
from tests.attack.everything import BARRED
from tests.attack.kept import Kept, Posted
from tests.attack.stage import NOBODY, Stage, words

DONE, NOT_FOUND = (200, 303), 404
BY_KEY = {Who.HOLDER, Who.RESPONSIBLE, Who.FIRST, Who.SECOND}
HOLDERS = ("anna", "lead")
OF_ONESELF = {"set_up_factor", "renew_codes", "remove_factor"}  # a secret and a code that are nobody else's


def absent(path: str) -> str:
    """The same address of a file that there is not."""
    return re.sub(r"(H?M[MN]?-\d{4})-\d{4,6}", r"\1-0999", path)


def proposer(case: CaseFile, path: str) -> str:
    """Whose the proposal is of which an address speaks; nobody's where it speaks of none."""
    found = re.search(r"/freigaben/(\d+)/", path)
    return case.proposals[int(found[1]) - 1].by if found else ""


def rows(kept: Kept, office: Office) -> Iterator[tuple[Posted, Route]]:
    """Each form with what is declared of where it goes."""
    for posted in kept.posted.values():
        yield posted, office.routes[posted.endpoint]


def test_who_holds_no_key_changes_nothing_and_learns_nothing(kept: Kept, office: Office, stage: Stage) -> None:
    """Excluded, never given a key, or for a number that is nobody's: the same answer, and not a byte stored."""
    seen = set()
    for posted, route in rows(kept, office):
        if route.who not in BY_KEY:
            continue
        stage.turn(posted.home)
        with stage.unchanged(posted):
            answers = [stage.send(posted, "lead", absent(posted.path)), stage.send(posted, BARRED)]
        stage.take_keys("lead")
        with stage.unchanged(posted):
            answers.append(stage.send(posted, "lead"))
        assert {answer.status_code for answer in answers} == {NOT_FOUND}, posted
        assert len({words(answer) for answer in answers}) == 1, posted
        seen.add(posted.endpoint)
    assert seen == {name for name, route in office.routes.items() if route.method == "POST" and route.who in BY_KEY}


def test_without_a_login_nothing_is_stored(kept: Kept, office: Office, stage: Stage) -> None:
    for posted, _ in rows(kept, office):
        stage.turn(posted.home)
        with stage.unchanged(posted):
            answer = stage.send(posted, NOBODY)
        assert answer.status_code == 401, posted
        assert "Anmelden" in words(answer), posted


@pytest.mark.parametrize("who", HOLDERS)
def test_who_may_can(kept: Kept, office: Office, stage: Stage, who: str) -> None:
    """Whoever is declared to may carry it out, whatever their role; a colleague too, unless one of two is asked for."""
    for posted, route in rows(kept, office):
        stage.turn(posted.home)
        case = stage.case(who, posted.path) if posted.path.startswith("/faelle/HM") else None
        own = case is not None and case.assigned_to == stage.founded.people[who].officer_id
        proposed = case is not None and proposer(case, posted.path) == stage.founded.people[who].officer_id
        only = {Who.RESPONSIBLE: own, Who.FIRST: proposed, Who.SECOND: not proposed, Who.LEAD: who == "lead",
                Who.OWN: who == posted.who}  # fmt: skip
        may = only.get(route.who, True) and (who == posted.who or posted.endpoint not in OF_ONESELF)
        if may:
            assert stage.send(posted, who).status_code in DONE, (posted, own)
        else:
            with stage.unchanged(posted):
                assert 400 <= stage.send(posted, who).status_code < 500, (posted, own)


def test_every_page_is_shown_to_holders_of_its_key_alone(kept: Kept, office: Office, stage: Stage) -> None:
    stage.turn(kept.alive)
    people = {who: stage.browser(who) for who in (*HOLDERS, BARRED, NOBODY)}
    for name, route in office.routes.items():
        if route.method != "GET" or route.who in (Who.ANYBODY, Who.MACHINE, Who.AUDITOR):
            continue  # an auditor's pages: tests/office/test_roles.py
        path = kept.addresses[name]
        answers = {who: one.client.get(path) for who, one in people.items()}
        leads = route.who is Who.LEAD
        assert [answers[who].status_code in DONE for who in HOLDERS] == [not leads, True], path
        assert answers[NOBODY].location.startswith("/anmelden"), path
        if leads:  # the same answer as an address that there is not
            nowhere = people[BARRED].client.get("/gibt-es-nicht")
            assert {answers[who].status_code for who in ("anna", BARRED)} == {NOT_FOUND}, path
            assert words(answers[BARRED]) == words(nowhere), path
        elif route.who in BY_KEY:
            missing = people["lead"].client.get(absent(path))
            assert (answers[BARRED].status_code, missing.status_code) == (NOT_FOUND, NOT_FOUND), path
            assert words(answers[BARRED]) == words(missing), path
        else:
            assert answers[BARRED].status_code in DONE, path


def test_what_this_machine_alone_may_ask_is_not_there_for_anybody_else(
    kept: Kept, office: Office, stage: Stage
) -> None:
    """Logged in or not: from elsewhere it is an address like any that there is not."""
    stage.turn(kept.alive)
    near = [route.rule for route in office.routes.values() if route.who is Who.MACHINE]
    assert near == ["/readyz"]
    for who in (*HOLDERS, BARRED, NOBODY):
        client = stage.browser(who).client
        far = {"REMOTE_ADDR": "192.0.2.7"}
        for rule in near:
            answers = [client.get(path, environ_base=far) for path in (rule, "/gibt-es-nicht")]
            assert {answer.status_code for answer in answers} == {NOT_FOUND}, who
            assert len({words(answer) for answer in answers}) == 1, who
