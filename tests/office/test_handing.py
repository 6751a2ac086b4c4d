"""Several cases handed over at once: each with an entry of its own, a mark for whoever gets them, and a mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.datastructures import MultiDict

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.people import Browser

AT = "/faelle/uebergabe"


@pytest.fixture
def numbers(send: Callable[..., AccessCode], desk: Callable[..., Desk]) -> list[str]:
    """Six cases; anna has four of them, two nobody has."""
    for n in range(6):
        send(f"Erfunden {n}.")
    collect(desk("anna"))
    named = [f"HM-2026-{n:04d}" for n in range(1, 7)]
    for number in named[:4]:
        casework.take_over(desk("anna"), number)
    return named


def ticked(browser: Browser) -> list[str]:
    return browser.sheet.forms["hand-over"].choices["cases"]


def hand_over(browser: Browser, cases: list[str], **typed: str) -> None:
    form = browser.sheet.forms["hand-over"]
    fields = {**form.fields, "reason": "Urlaub", **typed}
    fields.pop("cases", None)
    pairs = [*fields.items(), *(("cases", one) for one in cases)]
    browser._seen(browser.client.post(form.action, data=MultiDict(pairs), follow_redirects=True))


def test_a_whole_list_goes_in_four_steps_and_the_new_owner_sees_it(
    numbers: list[str], colleague: Browser, stranger: Browser, founded: Founded
) -> None:
    colleague.get("/faelle")
    assert f'href="{AT}' in colleague.sheet.html
    colleague.get(AT)
    assert ticked(colleague) == numbers[:4]
    hand_over(colleague, numbers[:4], to=founded.people["bernd"].officer_id)
    assert (colleague.status, "Die Fälle sind übergeben" in colleague.sheet.words) == (200, True)
    assert "nichts zu übergeben" in colleague.get(AT).words
    page = stranger.get("/faelle?wer=ich").words
    assert page.count("Ihnen zugewiesen") == 4
    stranger.get(f"/faelle/{numbers[0]}")
    assert stranger.get("/faelle?wer=ich").words.count("Ihnen zugewiesen") == 3
    assert "Urlaub" in stranger.get(f"/faelle/{numbers[1]}").words, "each has its own entry with the reason"


def test_what_is_not_ticked_stays(numbers: list[str], colleague: Browser, founded: Founded) -> None:
    colleague.get(AT)
    hand_over(colleague, numbers[:1], to=founded.people["bernd"].officer_id)
    colleague.get(AT)
    assert ticked(colleague) == numbers[1:4]


def test_the_list_is_filtered_by_colleague_and_by_nobody(numbers: list[str], owner: Browser, founded: Founded) -> None:
    for who, shown in ((founded.people["anna"].officer_id, numbers[:4]), ("niemand", numbers[4:])):
        page = owner.get(f"/faelle?wer={who}").html
        assert [number for number in numbers if f"/faelle/{number}" in page] == shown
        owner.get(f"{AT}?wer={who}")
        assert sorted(ticked(owner)) == shown


def test_what_does_not_go_is_named_and_stays_ticked_and_the_others_go(
    numbers: list[str], colleague: Browser, founded: Founded, desk: Callable[..., Desk]
) -> None:
    colleague.get(AT)
    casework.assign(desk("lead"), numbers[0], founded.people["bernd"].officer_id, "Schon vorher")
    hand_over(colleague, numbers[:4], to=founded.people["bernd"].officer_id)
    assert (colleague.status, "Übergebene Fälle: 3" in colleague.sheet.words) == (409, True)
    assert numbers[0] in colleague.sheet.by_id["handed-partly"]
    assert "Es wurde nichts geändert" not in colleague.sheet.words


def test_a_case_with_news_stays_and_is_named_with_them_and_the_others_go(
    numbers: list[str], colleague: Browser, founded: Founded, desk: Callable[..., Desk]
) -> None:
    bernd = founded.people["bernd"].officer_id
    colleague.get(AT)
    casework.note(desk("lead"), numbers[1], "Von der Leitung.")
    hand_over(colleague, numbers[:4], to=bernd, reason="Urlaub bis Juli")
    said = colleague.sheet.by_id["handed-partly"]
    assert (colleague.status, "Übergebene Fälle: 3" in said) == (409, True)
    assert f"{numbers[1]} (neues Fenster)" in said
    assert "hat einen Vermerk eingetragen." in said
    assert ticked(colleague) == numbers[1:2]
    assert "Trotzdem: Fälle übergeben" in colleague.sheet.words
    assert colleague.sheet.forms["hand-over"].fields["reason"] == "Urlaub bis Juli"
    assert colleague.sheet.forms["hand-over"].fields["to"] == bernd
    hand_over(colleague, numbers[1:2], to=bernd)
    assert (colleague.status, "Die Fälle sind übergeben" in colleague.sheet.words) == (200, True)


def test_a_word_of_the_reporter_since_is_news_also_of_the_only_case(
    numbers: list[str], colleague: Browser, founded: Founded, code: AccessCode, desk: Callable[..., Desk],
    write_on: Callable[[AccessCode, str], None],
) -> None:  # fmt: skip
    """Taken in when the form is sent, as with the form of a case."""
    collect(desk("anna"))
    number = "HM-2026-0007"
    casework.take_over(desk("anna"), number)
    colleague.get(AT)
    write_on(code, "Noch etwas.")
    hand_over(colleague, [number], to=founded.people["lead"].officer_id)
    assert (colleague.status, "Übergebene Fälle: 0" in colleague.sheet.words) == (409, True)
    assert "Die hinweisgebende Person hat geschrieben." in colleague.sheet.by_id["handed-partly"]
    assert number in ticked(colleague)


def test_another_refusal_does_not_make_news_seen(
    numbers: list[str], colleague: Browser, founded: Founded, desk: Callable[..., Desk]
) -> None:
    colleague.get(AT)
    casework.note(desk("lead"), numbers[1], "Von der Leitung.")
    hand_over(colleague, numbers[:4], to="")
    assert colleague.status == 400
    hand_over(colleague, numbers[:4], to=founded.people["bernd"].officer_id)
    assert "hat einen Vermerk eingetragen." in colleague.sheet.by_id["handed-partly"]


@pytest.mark.parametrize("shown", ["", "x", "HM-2026-0001", "HM-2026-0001:-1", "HM-2026-0001:٣", "HM-2026-0001:1"])
def test_a_page_that_does_not_say_what_it_has_shown_hands_nothing_over(
    shown: str, numbers: list[str], owner: Browser, entries: Callable[[], list[str]], founded: Founded
) -> None:
    anna = founded.people["anna"].officer_id
    owner.get(f"{AT}?wer={anna}")
    before = entries()
    hand_over(owner, numbers[:1], to=founded.people["bernd"].officer_id, shown=shown)
    assert "hat den Fall übernommen." in owner.sheet.by_id["handed-partly"]
    assert entries() == before


def test_a_form_kept_over_the_login_still_says_whose_cases_and_what_was_seen(
    numbers: list[str], colleague: Browser, founded: Founded, desk: Callable[..., Desk]
) -> None:
    colleague.get(AT)
    casework.note(desk("lead"), numbers[1], "Von der Leitung.")
    colleague.client.delete_cookie(colleague.office.session_cookie)
    hand_over(colleague, numbers[:4], to=founded.people["bernd"].officer_id, reason="Vor der Anmeldung")
    assert colleague.status == 401
    colleague.submit("login", username="anna", passphrase=founded.people["anna"].passphrase)
    for text in (*numbers[:4], "Fallbearbeitung 2", "Vor der Anmeldung"):
        assert text in colleague.sheet.html
    kept = colleague.sheet.forms["kept"]
    pairs = [(name, value) for name, value in kept.fields.items() if name != "cases"]
    pairs += [("cases", one) for one in numbers[:4]]
    colleague._seen(colleague.client.post(kept.action, data=MultiDict(pairs), follow_redirects=True))
    assert "Übergebene Fälle: 3" in colleague.sheet.by_id["handed-partly"]
    assert ticked(colleague) == numbers[1:2]


def test_nothing_ticked_and_nobody_chosen_is_said_and_keeps_what_was_typed(
    numbers: list[str], colleague: Browser, founded: Founded
) -> None:
    colleague.get(AT)
    hand_over(colleague, [], to=founded.people["bernd"].officer_id)
    assert (colleague.status, "mindestens einen Fall" in colleague.sheet.words) == (400, True)
    assert "Urlaub" in colleague.sheet.html
    hand_over(colleague, numbers[:4], to="")
    assert (colleague.status, "wählen Sie hier etwas aus" in colleague.sheet.words) == (400, True)


def test_from_a_second_window_nothing_goes_twice_and_what_was_typed_there_stays(
    numbers: list[str], colleague: Browser, founded: Founded, entries: Callable[[], list[str]]
) -> None:
    colleague.get(AT)
    kept = colleague.sheet
    hand_over(colleague, numbers[:4], to=founded.people["bernd"].officer_id)
    before = entries()
    colleague.sheet = kept
    hand_over(colleague, numbers[:4], to=founded.people["lead"].officer_id, reason="Aus dem anderen Fenster")
    assert colleague.status == 409
    assert colleague.sheet.by_id["handed-partly"].count("liegt inzwischen bei jemand anderem") == 4
    assert "Aus dem anderen Fenster" in colleague.sheet.by_id["written"]
    assert entries() == before


def test_a_second_click_hands_over_once(
    numbers: list[str], colleague: Browser, founded: Founded, entries: Callable[[], list[str]]
) -> None:
    colleague.get(AT)
    kept = colleague.sheet
    before = len(entries())
    for _ in range(2):
        colleague.sheet = kept
        hand_over(colleague, numbers[:4], to=founded.people["bernd"].officer_id)
    assert len(entries()) == before + 4
