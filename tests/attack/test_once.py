"""What is done once is done once: every form sent again, and sent by two browsers at the same moment."""

from __future__ import annotations

import threading
from collections import Counter

from hinweisgeber.office import Office
from hinweisgeber.usecases.officer import casework
from tests.attack.kept import Kept, Posted
from tests.attack.stage import Rows, Stage, unequal
from tests.office.reading import read

BY_ITSELF = {"working-copy"}  # made anew by whoever asks for it, in the place of the one before


def counts(rows: Rows) -> Counter[tuple[str, str]]:
    """How many rows each table has."""
    return Counter({at: len(found) for at, found in rows.items()})


def together(stage: Stage, posted: Posted, browsers: int = 2) -> list[int]:
    """The same form from several browsers of one officer, at the same moment; what they were answered."""
    ready, answers = threading.Barrier(browsers), list[int]()
    sessions = [stage.browser(posted.who) for _ in range(browsers)]
    tokens = [one.get("/protokoll/pruefpunkt").forms["/abmelden"].fields["csrf_token"] for one in sessions]

    def send(n: int) -> None:
        ready.wait()
        answer = sessions[n].client.post(posted.path, **posted.sent(csrf_token=tokens[n]))
        answer.get_data()  # some answers come while the act is done
        answers.append(answer.status_code)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def other_than(posted: Posted) -> str:
    """Somebody else who holds the keys."""
    return next(who for who in ("anna", "lead") if who != posted.who)


def test_nothing_is_done_over_what_a_colleague_has_done_since(kept: Kept, office: Office, stage: Stage) -> None:
    """Every form that enters something in a case: 409, the news, and not a byte stored."""
    tried = set()
    for posted in kept.posted.values():
        if "seen" not in posted.fields or not posted.path.startswith("/faelle/HM"):
            continue
        stage.turn(posted.home)
        casework.note(stage.desk(other_than(posted)), posted.path.split("/")[2], "Inzwischen.")
        with stage.unchanged(posted):
            answer = stage.send(posted, posted.who)
        assert answer.status_code == 409, posted
        assert "changed-meanwhile" in read(answer.text).by_id, posted
        tried.add(posted.endpoint)
    of_cases = {name: route for name, route in office.routes.items() if route.rule.startswith("/faelle/<number>")}
    assert tried == {name for name, route in of_cases.items() if any(decides(form) for form in route.declared)}


def decides(form: type[object]) -> bool:
    """Whether it is declared to enter something."""
    return bool(getattr(form, "decides", False))


def test_what_is_sent_again_changes_nothing(kept: Kept, stage: Stage) -> None:
    for posted in kept.posted.values():
        stage.turn(posted.home)
        stage.send(posted, posted.who)
        once = stage.rows()
        again = stage.send(posted, posted.who)
        assert again.status_code < 500, posted
        if posted.form in BY_ITSELF:
            assert counts(stage.rows()) == counts(once), posted
        else:
            assert unequal(once, stage.rows()) == [], posted


def test_what_two_send_at_once_is_done_once(kept: Kept, stage: Stage) -> None:
    for posted in kept.posted.values():
        stage.turn(posted.home)
        stage.send(posted, posted.who)
        once = counts(stage.rows())
        stage.turn(posted.home)
        answers = together(stage, posted)
        assert max(answers) < 500, (posted, answers)
        assert min(answers) < 400, (posted, answers)
        assert counts(stage.rows()) == once, (posted, answers)
