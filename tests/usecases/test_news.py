"""Nobody acts over what they have not seen: one mechanism for all acts, in the act's own transaction."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import cast

import pytest

from hinweisgeber.crypto.seen import SeenBefore
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.errors import FormatBroken
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer import casework, entering, oral, reading, sending
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, Saw, open_file
from hinweisgeber.usecases.officer.entering import entitled, renew
from hinweisgeber.usecases.officer.errors import ChangedMeanwhile
from hinweisgeber.usecases.officer.news import TOLD
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.test_casework import ACTS, NUMBER, entries, everything, ready_for


def saw(at: Desk, number: str = NUMBER) -> Desk:
    """The desk of somebody to whom a page has just been shown."""
    return replace(at, saw=Saw(number, reading.newest_act(at, number)))


def newest_seen(cabinet: Store[Cabinet]) -> tuple[int, SeenBefore | None]:
    """The newest entry, and what it says its signer had seen."""
    with cabinet.read() as cab:
        head = cab.head()
    assert head
    return head.seq, SeenBefore.read(head.open)


def acts_of(refused: ChangedMeanwhile) -> tuple[Act, ...]:
    """What is new."""
    return cast(tuple[Act, ...], refused.news)


def test_no_act_is_done_over_what_a_colleague_did(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    before = saw(desk("anna"))
    casework.take_over(desk("bernd"), NUMBER)
    kept = everything(cabinet)
    for name, (_, act) in ACTS.items():
        with pytest.raises(ChangedMeanwhile) as refused:
            act(before, name)
        (news,) = acts_of(refused.value)
        assert (news.kind, news.signer) == (Kind.TAKEN_OVER, desk("bernd").officer_id), name
    assert everything(cabinet) == kept


@pytest.mark.parametrize("name", ["take over", "reply", "feedback", "stage", "close", "reopen", "retaliation"])
def test_whatever_a_colleague_did_is_news(name: str, sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    kind, act = ACTS[name]
    ready_for(name, desk("anna"), sent)
    before = saw(desk("anna"))
    act(desk("bernd"), "")
    count = entries(cabinet)
    with pytest.raises(ChangedMeanwhile) as refused:
        casework.note(before, NUMBER, "Erfunden.")
    assert acts_of(refused.value)[0].kind is kind  # where two must agree, the proposal came before
    assert entries(cabinet) == count
    casework.note(saw(desk("anna")), NUMBER, "Erfunden.")


def test_what_one_did_oneself_in_another_tab_is_no_news(sent: Reporter, desk: Desks) -> None:
    tab = saw(desk("anna"))
    casework.take_over(saw(desk("anna")), NUMBER)
    casework.reply(tab, NUMBER, "Danke.")
    assert casework.change_stage(tab, NUMBER, "INVESTIGATION", "").stage == "INVESTIGATION"


def test_a_word_of_the_reporter_is_news_also_to_who_took_it_in(sent: Reporter, desk: Desks) -> None:
    tab = saw(desk("anna"))
    sent.write("Noch etwas.")
    collect(desk("anna"))
    with pytest.raises(ChangedMeanwhile) as refused:
        casework.note(tab, NUMBER, "Erfunden.")
    assert [news.kind for news in acts_of(refused.value)] == [Kind.FOLLOW_UP]


def test_a_word_that_waits_in_the_letterbox_is_taken_in_before_anybody_acts(sent: Reporter, desk: Desks) -> None:
    tab = saw(desk("anna"))
    sending.look_again(tab, "once")
    sent.write("Noch etwas.")
    with pytest.raises(ChangedMeanwhile):
        sending.look_again(tab, "once")
    assert reading.look(desk("anna"), NUMBER).case.follow_ups == 1


def test_a_new_key_alone_is_no_news(sent: Reporter, desk: Desks) -> None:
    tab, bernd = saw(desk("anna")), desk("bernd")
    with bernd.cabinet.write() as cab:
        opened = open_file(cab, bernd, CASE, NUMBER)
        renew(cab, bernd, opened, entitled(cab, bernd, opened))
    casework.take_over(tab, NUMBER)


def test_a_second_click_is_answered_as_the_first_whatever_came_since(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    tab = saw(desk("anna"))
    casework.take_over(tab, NUMBER, "once")
    casework.note(desk("bernd"), NUMBER, "Erfunden.")
    kept = everything(cabinet)
    sending.look_again(tab, "once")
    assert casework.take_over(tab, NUMBER, "once").stage == "PREVENTION"
    assert everything(cabinet) == kept


@pytest.mark.parametrize("named", [0, 1, 10**14])
def test_a_page_that_names_no_entry_of_the_case_has_shown_nothing(named: int, sent: Reporter, desk: Desks) -> None:
    """The founding's number is one of another file."""
    casework.take_over(desk("anna"), NUMBER)
    for _ in range(TOLD + 3):
        casework.note(desk("bernd"), NUMBER, "Erfunden.")
    with pytest.raises(ChangedMeanwhile) as refused:
        casework.note(replace(desk("anna"), saw=Saw(NUMBER, named)), NUMBER, "Erfunden.")
    assert (len(refused.value.news), refused.value.more) == (TOLD, True)


def test_of_two_at_the_same_moment_one_is_told_what_the_other_did(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    tabs, ready, answers = [saw(desk(name)) for name in ("anna", "bernd")], threading.Barrier(2), list[str]()

    def act(at: Desk) -> None:
        ready.wait()
        try:
            casework.take_over(at, NUMBER)
            answers.append("done")
        except ChangedMeanwhile as refused:
            answers.append(cast(Act, refused.news[0]).kind)

    before = entries(cabinet)
    threads = [threading.Thread(target=act, args=(at,)) for at in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "taken-over"]
    assert entries(cabinet) == before + 1


def test_every_entry_says_what_its_signer_had_seen(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    """The newest entry of its case and the reporter's newest message; what came in and new keys say nothing of it."""
    first, none = newest_seen(cabinet)
    assert none is None
    casework.take_over(desk("anna"), NUMBER)
    assert newest_seen(cabinet) == (first + 1, SeenBefore(first, 0))
    sent.write("Noch etwas.")
    collect(desk("bernd"))
    assert newest_seen(cabinet) == (first + 2, None)
    oral.send_minutes(desk("bernd"), NUMBER, "summary", "", "Erste Fassung.")
    assert newest_seen(cabinet) == (first + 3, SeenBefore(first + 2, 1))


def test_without_a_key_it_is_named_who_signed_over_what_they_had_not_seen(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch, tampering: None
) -> None:
    casework.take_over(desk("anna"), NUMBER)
    before = entries(cabinet)
    monkeypatch.setattr(entering, "_seen", lambda *_: SeenBefore(before - 1, 0))
    casework.note(desk("bernd"), NUMBER, "Erfunden.")
    (found,) = verifying.examine(verifying.Office(cabinet), desk("anna").ring).findings
    assert (found.entry, found.why) == (before + 1, "its signer had not seen the entry before")


@pytest.mark.parametrize(
    "said", ['{"seen":1}', '{"seen":[1]}', '{"seen":[0,0]}', '{"seen":[1,-1]}', '{"seen":["1",0]}']
)
def test_what_was_seen_is_an_entry_and_a_message(said: str) -> None:
    with pytest.raises(FormatBroken):
        SeenBefore.read(said)
