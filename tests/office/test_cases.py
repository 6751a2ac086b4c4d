"""The list of cases: order, filters, search, pages, what is new."""

from __future__ import annotations

import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import delete

from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import CaseKey
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import case_steps
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import MESSAGE, Said
from hinweisgeber.office import Office
from hinweisgeber.office.overview import views
from hinweisgeber.store.cabinet import CASE, SealedFile
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox.tables import message
from hinweisgeber.usecases.officer import casework, procedure, reading
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk, number_of
from hinweisgeber.usecases.officer.entering import NextEpoch, create
from hinweisgeber.usecases.officer.file_keys import FileKeys
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.office.people import Browser, Clock
from tests.version_1 import sealed_1, submit_1

Send = Callable[..., AccessCode]


def numbers(browser: Browser, query: str = "") -> list[str]:
    """The case numbers in the order of the list."""
    browser.get(f"/faelle{query}")
    return shown(browser)


def shown(browser: Browser) -> list[str]:
    """The same of the list that is shown: the cases, and then the reports nobody has looked at."""
    return [part.split('"')[0][-4:] for part in browser.sheet.html.split('href="/faelle/HM-')[1:]]


def look_at(at: Desk, *numbers: int) -> None:
    """Somebody looks at these for the first time: they stand with the cases from then on."""
    collect(at)
    for n in numbers:
        reading.view(at, f"HM-2026-{n:04d}")


def look_for(browser: Browser, words: str, **chosen: str) -> list[str]:
    """What the search in the list finds."""
    browser.get("/faelle")
    browser.submit("filter", suche=words, **chosen)
    return shown(browser)


def sheets(at: Desk, count: int) -> None:
    """Cases without their reports: quick to make."""
    with at.cabinet.write() as cabinet:
        for n in range(1, count + 1):
            case_id = n.to_bytes(contexts.ID, "big")
            received = at.today - timedelta(days=n % 80)
            day = received.isoformat()
            number = number_of(CASE, 2026, n)
            data: dict[str, Any] = {"number": number, "received": day, "acknowledged": day}
            data |= {"topic": "", "small_circle": False, "excluded": [], "messages": []}
            act = records.made(Kind.CASE_RECEIVED, at.today, at.officer_id, data)
            row = SealedFile(case_id, CASE, 2026, n, None, 1, b"", False, b"")
            before = FileKeys(case_id, CaseKey.generate())
            create(cabinet, at, row, NextEpoch.of(at, case_id, before, ()), case_steps.opened_by(act), act)
            cabinet.set_seen(case_id, at.officer_id, 0)  # looked at


def test_empty_list_says_so(colleague: Browser) -> None:
    assert "noch keinen Fall" in colleague.get("/faelle").words
    assert look_for(colleague, "x") == []
    assert "Kein Fall passt" in colleague.sheet.words


def test_opening_the_list_collects(colleague: Browser, send: Send) -> None:
    send("Der Anfang eines Hinweises")
    sheet = colleague.get("/faelle")
    for text in ("HM-2026-0001", "Der Anfang eines Hinweises", "Neu: Eingang", "21.11.2026", "niemand"):
        assert text in sheet.words


def test_what_is_due_next_stands_first(colleague: Browser, send: Send, desk: Callable[..., Desk]) -> None:
    for on in (date(2026, 10, 1), date(2026, 9, 1), date(2026, 11, 1), date(2026, 8, 1)):
        send(f"vom {on}", on=on)
    look_at(desk("anna"), 3, 4)
    for number in ("HM-2026-0001", "HM-2026-0002"):
        casework.take_over(desk("anna"), number)
    assert numbers(colleague) == ["0004", "0003", "0002", "0001"]


def test_next_deadline_in_words_with_its_date(colleague: Browser, send: Send) -> None:
    send("überfällig", on=date(2026, 8, 20))
    send("unbestätigt", on=date(2026, 11, 14), acknowledged=False)
    words = colleague.get("/faelle").words
    assert "Rückmeldung seit 1 Tag überfällig" in words, "an aim of ours does not hide what the law asks for"
    assert words.index("Rückmeldung seit 1 Tag") < words.index(
        "Erste Durchsicht (eigenes Ziel) seit 89 Tagen überfällig"
    )
    assert "20. November 2026" in words
    assert "Eingangsbestätigung heute fällig" in words
    assert "Rückmeldung in" not in words, "what is far off waits its turn"


def test_what_raises_a_case_is_said_in_words_and_stands_first(
    colleague: Browser, send: Send, desk: Callable[..., Desk], booth: Booth
) -> None:
    send("alt", on=date(2026, 8, 20))
    send("eilig")
    code = send("benachteiligt")
    collect(desk("anna"))
    procedure.set_flag(desk("anna"), "HM-2026-0002", "urgent", True, "Gefahr")
    capability = mailbox.open_mailbox(booth, code)
    mailbox.report_retaliation(booth, capability, "Ich wurde versetzt.", "page")
    sheet = colleague.get("/faelle")
    assert numbers(colleague) == ["0003", "0002", "0001"]
    places = [sheet.nodes.index(text) for text in ("Benachteiligung gemeldet", "Eilig", "Frist versäumt")]
    assert places == sorted(places)
    assert sheet.by_id["missed"] == "In 1 Fall wurde eine Frist des § 17 HinSchG versäumt."


def test_filters(colleague: Browser, send: Send, desk: Callable[..., Desk]) -> None:
    days = (TODAY, date(2026, 8, 20), date(2026, 8, 26), date(2026, 9, 10))
    for text, on in zip(("eins", "zwei", "drei", "vier"), days, strict=True):
        send(text, on=on)
    look_at(desk("anna"), 1, 4)
    casework.take_over(desk("anna"), "HM-2026-0002")
    casework.take_over(desk("lead"), "HM-2026-0003")
    assert numbers(colleague, "?stufe=PREVENTION") == ["0002", "0003"]
    assert numbers(colleague, "?wer=ich") == ["0002"]
    assert numbers(colleague, "?faellig=heute") == ["0002", "0004"]
    assert numbers(colleague, "?faellig=woche") == ["0002", "0003", "0004", "0001"]
    assert look_for(colleague, "vier", stufe="RECEIVED") == ["0004"]
    assert look_for(colleague, "vier", stufe="PREVENTION") == []
    assert len(numbers(colleague, "?stufe=UNSINN&faellig=nie&wer=alle")) == 4
    fields = colleague.get("/faelle?stufe=PREVENTION&faellig=woche&wer=ich").forms["filter"].fields
    fields.pop("csrf_token")
    assert fields == {"stufe": "PREVENTION", "wer": "ich", "faellig": "woche", "suche": ""}


def test_counts_are_of_all_cases(colleague: Browser, send: Send) -> None:
    for text in ("eins", "zwei"):
        send(text)
    assert look_for(colleague, "eins") == ["0001"]
    assert "Eingang 2" in colleague.sheet.words


def test_search_finds_words_and_numbers_in_any_case(colleague: Browser, send: Send) -> None:
    send("Straße und Brücke")
    send("Schulküche")
    assert look_for(colleague, " BRÜCKE strasse ") == ["0001"]
    assert look_for(colleague, "hm-2026-0002") == ["0002"]
    assert look_for(colleague, '"><b>') == []
    assert "<b>" not in colleague.sheet.html


def test_words_looked_for_stand_readable_in_no_address(
    colleague: Browser, owner: Browser, desk: Callable[..., Desk]
) -> None:
    sheets(desk("anna"), 60)
    assert 'id="filter" method="post"' in colleague.get("/faelle").html
    first = look_for(colleague, " HM-2026 ", stufe="RECEIVED", wer="alle")
    address = colleague.response.request.query_string.decode()
    sealed = address.partition("suche=")[2]
    assert address.startswith("stufe=RECEIVED&wer=alle&suche=")
    assert b"HM-2026" not in urlsafe_b64decode(unquote(sealed))
    assert colleague.sheet.forms["filter"].fields["suche"] == "HM-2026"
    second = numbers(colleague, f"?{address}&page=2")
    assert (len(first), len(set(first + second))) == (50, 60)
    assert numbers(owner, f"?{address}") == numbers(owner, "?stufe=RECEIVED"), (
        "who has the address alone learns nothing"
    )
    colleague.submit("filter", suche=" ", stufe="RECEIVED")
    assert colleague.response.request.query_string == b"stufe=RECEIVED&wer=alle"
    assert len(numbers(colleague, "?suche=nichts")) == 50, "an address looks for nothing"


def test_words_looked_for_survive_an_expired_session(colleague: Browser, send: Send, clock: Clock) -> None:
    send("Straße und Brücke")
    for words, onward in (("brücke", "Ihr Text ist noch da"), ("", "Fälle")):
        colleague.get("/faelle")
        clock.forward(hours=1)
        colleague.submit("filter", suche=words)
        assert colleague.status == 401
        sheet = colleague.submit("login", username="anna", passphrase="anna-und-nur-fuer-tests")
        assert sheet.title.startswith(onward)
        if words:
            assert sheet.forms["kept"].fields["suche"] == words
            colleague.submit("kept")
            assert shown(colleague) == ["0001"]


def test_pages_of_fifty_keep_the_filter(colleague: Browser, desk: Callable[..., Desk]) -> None:
    sheets(desk("anna"), 120)
    assert len(numbers(colleague)) == 50
    assert len(numbers(colleague, "?page=3")) == 20
    assert len(set(numbers(colleague) + numbers(colleague, "?page=2") + numbers(colleague, "?page=3"))) == 120
    assert "stufe=RECEIVED&amp;page=2" in colleague.get("/faelle?stufe=RECEIVED").html
    assert numbers(colleague, "?page=99") == numbers(colleague, "?page=3")


def test_unread_follow_ups_are_counted_for_each_officer(
    owner: Browser, colleague: Browser, code: AccessCode, write_on: Callable[[AccessCode, str], None]
) -> None:
    write_on(code, "Noch etwas")
    write_on(code, "Und noch etwas")
    assert "2 neu" in owner.get("/faelle").words
    owner.get("/faelle/HM-2026-0001")
    assert "2 neu" not in owner.get("/faelle").words
    assert "2 neu" in colleague.get("/faelle").words


def test_letterbox_away_is_told_and_the_list_stands(
    colleague: Browser, office: Office, code: AccessCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(writing: bool) -> None:
        raise StoreAway()

    monkeypatch.setattr(office.letterbox, "_transaction", away)
    sheet = colleague.get("/faelle")
    assert colleague.status == 200
    assert "letterbox-away" in sheet.by_id
    assert "HM-2026-0001" in sheet.words


def test_unreadable_report_is_told(colleague: Browser, office: Office, send: Send, desk: Callable[..., Desk]) -> None:
    wraps = {desk("anna").officer_id: b"\x01" + b"\0" * 1200}
    with office.letterbox.write() as box:
        box.add_report(b"r" * 16, TODAY, wraps)
    send("Ein guter Hinweis")
    sheet = colleague.get("/faelle")
    assert "1 Hinweis ließ sich nicht öffnen" in sheet.by_id["unreadable"]
    assert "Ein guter Hinweis" in sheet.words


def test_a_lost_message_stands_with_its_case_on_list_and_page_and_in_the_way_of_the_end(
    colleague: Browser, office: Office, desk: Callable[..., Desk], booth: Booth
) -> None:
    """Of version 1: what came after it cannot be taken in."""
    report_id, key = submit_1(booth, AccessCode.generate(), Report("Ein guter Hinweis"), "Eingegangen.")
    assert collect(desk("anna")) == Collected()
    casework.take_over(desk("anna"), "HM-2026-0001")
    ready_to_close(desk("anna"), "HM-2026-0001")
    with office.letterbox.write() as box:
        for place, text in enumerate(("Eins.", "Zwei."), 1):
            box.add_message(report_id, sealed_1(key, report_id, "reporter", place, booth, Said(MESSAGE, text)))
        box._db.execute(delete(message).where(message.c.author == "reporter", message.c.place == 1))
    for _ in range(2):
        sheet = colleague.get("/faelle")
        assert "In 1 Fall fehlt eine Nachricht" in sheet.by_id["incomplete"]
        assert "HM-2026-0001" in sheet.by_id["incomplete"]
        assert "unreadable" not in sheet.by_id
    assert "fehlt eine Nachricht" in colleague.get("/faelle/HM-2026-0001").by_id["incomplete"]
    sheet = colleague.submit("close", outcome="INVESTIGATED", reason="Kein Beleg.")
    assert colleague.status == 409
    assert "endgültig verloren" in sheet.by_id["f-close-incomplete-error"]
    assert sheet.forms["close"].fields["reason"] == "Kein Beleg."
    colleague.submit("close", incomplete="1")
    assert colleague.status == 200
    assert "close" not in colleague.sheet.forms


def test_two_officers_collecting_at_once_make_one_case(
    send: Send, browser: Callable[..., Browser], entries: Callable[[], list[str]]
) -> None:
    for n in range(3):
        send(f"Hinweis {n}")
    both = [browser("anna"), browser("lead")]
    threads = [threading.Thread(target=one.get, args=("/faelle",)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status for one in both] == [200, 200]
    assert entries().count("case-received") == 3
    assert numbers(both[0]) == numbers(both[1]) == ["0003", "0002", "0001"]


# -- much at once -----------------------------------------------------------------------------------------------------


def test_the_list_answers_at_once_and_says_how_much_waits(
    colleague: Browser, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        send(f"Hinweis {n}")
    monkeypatch.setattr(views, "SHORT", Bound(number=2))
    sheet = colleague.get("/faelle")
    assert "noch 3 Meldungen werden abgeholt" in sheet.by_id["waiting"]
    assert shown(colleague) == ["0002", "0001"]
    colleague.get("/faelle?abholen=weiter")
    assert "waiting" not in colleague.sheet.by_id
    assert shown(colleague) == ["0005", "0004", "0003", "0002", "0001"]


def test_a_large_number_is_written_as_people_read_it(colleague: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "collect", lambda *_: Collected(waiting=4213))
    assert "noch 4.213 Meldungen werden abgeholt" in colleague.get("/faelle").by_id["waiting"]


def test_reports_nobody_has_looked_at_stand_in_a_lane_of_their_own(
    colleague: Browser, send: Send, desk: Callable[..., Desk]
) -> None:
    for n in range(13):
        send(f"Hinweis {n}", on=date(2026, 8, 20))
    look_at(desk("anna"), 1)
    sheet = colleague.get("/faelle")
    assert "12 neue Meldungen" in sheet.by_id["news"]
    assert "Bei 12 davon" in sheet.by_id["news-pressing"]
    assert "HM-2026-0013" in sheet.by_id["news-lane"]
    assert "HM-2026-0001" not in sheet.by_id["news-lane"]
    assert shown(colleague) == ["0001", *(f"{n:04d}" for n in range(13, 3, -1))]
    assert 'href="/faelle?neu=2#news-lane"' in sheet.html
    assert numbers(colleague, "?neu=2") == ["0001", "0003", "0002"]
    colleague.get("/faelle/HM-2026-0013")
    assert "HM-2026-0013" not in colleague.get("/faelle").by_id["news-lane"]
