"""The letterbox keeps what came in, once each and in order, and what goes out never goes back."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hinweisgeber.store.letterbox import Letterbox, MailboxRow
from hinweisgeber.store.unit import Store
from tests.store.conftest import Stores
from tests.store.rows import ANNA, BELA, DAY, ident, locator, message, report


def test_report_is_found_by_the_officers_who_hold_a_wrap_of_it(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1, ANNA, BELA)
        report(box, 2, ANNA)
    with letterbox.read() as box:
        assert [row[1:] for row in box.reports_since(0, ANNA)] == [(ident(1), DAY), (ident(2), DAY)]
        assert [row[1:] for row in box.reports_since(0, BELA)] == [(ident(1), DAY)]
        assert box.reports_since(0, "c" * 16) == []
        assert box.wraps(ident(1)) == {ANNA: b"wrap " + ANNA.encode(), BELA: b"wrap " + BELA.encode()}


def test_dates_of_receipt_are_readable_without_a_key(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1, ANNA)
        report(box, 2, BELA)
    with letterbox.read() as box:
        assert sorted(box.received_dates()) == [(ident(1), DAY), (ident(2), DAY)]


def test_only_reports_after_the_last_collected_one_are_new(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        report(box, 2)
    with letterbox.read() as box:
        first, second = (row[0] for row in box.reports_since(0, ANNA))
        assert first < second
        assert [row[1] for row in box.reports_since(first, ANNA)] == [ident(2)]
        assert box.reports_since(second, ANNA) == []


def test_a_report_exists_once(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
    with letterbox.read() as box:
        assert box.has_report(ident(1))
        assert not box.has_report(ident(2))
    with pytest.raises(IntegrityError), letterbox.write() as box:
        box.add_report(ident(1), DAY, {BELA: b"another wrap"})
    with letterbox.read() as box:
        assert BELA not in box.wraps(ident(1))


def test_locator_leads_to_the_mailbox_until_it_is_renewed(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        box.set_mailbox(locator(9), ident(1), b"new wrap")
    with letterbox.read() as box:
        assert box.mailbox(locator(1)) is None
        assert box.mailbox(locator(9)) == MailboxRow(ident(1), b"new wrap", DAY)


def test_a_locator_leads_to_one_report(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        report(box, 2)
    with pytest.raises(IntegrityError), letterbox.write() as box:
        box.set_mailbox(locator(1), ident(2), b"wrap")
    with letterbox.read() as box:
        assert box.mailbox(locator(2)) is not None, "the refused renewal has not taken the old way away"


def test_mailbox_needs_its_report(letterbox: Store[Letterbox]) -> None:
    with pytest.raises(IntegrityError), letterbox.write() as box:
        box.set_mailbox(locator(1), ident(1), b"wrap")


def test_message_with_the_same_tag_is_added_once(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        assert box.add_message(ident(1), message("reporter", 1))
        assert not box.add_message(ident(1), message("reporter", 1))
    with letterbox.read() as box:
        assert [m.place for m in box.messages(ident(1))] == [0, 1]


def test_the_same_tag_in_another_report_is_another_message(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        report(box, 2)  # report() writes the same first message into both
        assert box.messages(ident(1)) == box.messages(ident(2))


def test_a_place_is_taken_once(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
    with pytest.raises(IntegrityError), letterbox.write() as box:
        box.add_message(ident(1), message("reporter", 0, "other words"))


def test_places_count_per_author_and_report(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        report(box, 2)
        assert (box.next_place(ident(1), "reporter"), box.next_place(ident(1), "office")) == (1, 0)
        box.add_message(ident(1), message("office", 0))
        assert (box.next_place(ident(1), "reporter"), box.next_place(ident(1), "office")) == (1, 1)
        assert box.next_place(ident(2), "office") == 0


def test_messages_come_in_order_of_arrival(letterbox: Store[Letterbox]) -> None:
    said = [message("office", 0), message("reporter", 1), message("office", 1), message("intake", 0)]
    with letterbox.write() as box:
        report(box, 1)
        for one in said:
            box.add_message(ident(1), one)
    with letterbox.read() as box:
        assert box.messages(ident(1)) == [message("reporter", 0), *said]


def test_office_learns_which_reports_have_news_of_the_reporter(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        report(box, 2)
    with letterbox.read() as box:
        newest, touched = box.reports_with_messages_since(0, "reporter")
        assert sorted(touched) == [ident(1), ident(2)]
        assert box.reports_with_messages_since(newest, "reporter") == (newest, [])
    with letterbox.write() as box:
        box.add_message(ident(1), message("office", 0))
        box.add_message(ident(2), message("reporter", 1))
        box.add_message(ident(2), message("reporter", 2))
    with letterbox.read() as box:
        later, touched = box.reports_with_messages_since(newest, "reporter")
        assert (later, touched) == (newest + 3, [ident(2)])


def test_an_empty_letterbox_has_no_news(letterbox: Store[Letterbox]) -> None:
    with letterbox.read() as box:
        assert box.reports_with_messages_since(0, "reporter") == (0, [])
        assert box.reports_since(0, ANNA) == []
        assert box.status(ident(1)) is None


def test_state_never_goes_back(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        for revision in (2, 5, 3, 5):
            box.post_status(ident(1), revision, f"state {revision}".encode())
    with letterbox.read() as box:
        assert box.status(ident(1)) == (5, b"state 5")


def test_large_texts_come_back_as_they_were(letterbox: Store[Letterbox]) -> None:
    large = bytes(range(256)) * 16_384  # 4 MiB, every byte value
    with letterbox.write() as box:
        report(box, 1)
        box.add_message(ident(1), message("reporter", 1).__class__("reporter", 1, DAY, bytes(16), large))
    with letterbox.read() as box:
        assert box.messages(ident(1))[1].sealed == large


def test_a_program_of_before_and_one_of_now_number_what_arrives_one_after_the_other(stores: Stores) -> None:
    """On another host one may still run that leaves the numbers to the database: neither collides, nor leaves a gap."""
    old = {
        "report": "INSERT INTO report (id, received) VALUES (:i, '2026-11-21')",
        "message": "INSERT INTO message (report_id, author, place, written, tag, sealed) "
        "VALUES (:r, 'reporter', :p, '2026-11-21', :t, :t)",
    }
    plain = stores.letterbox.through(lambda db: db)
    for n in range(1, 7):
        if n in (1, 4, 5):
            with plain.write() as db:
                db.execute(text(old["report"]), {"i": ident(n)})
                db.execute(text(old["message"]), {"r": ident(n), "p": 0, "t": ident(n)})
            continue
        with stores.letterbox.write() as box:
            report(box, n)
            box.add_message(ident(n), message("reporter", 0))
    for table in ("report", "message"):
        with plain.read() as db:
            assert list(db.execute(text(f"SELECT seq FROM {table} ORDER BY seq")).scalars()) == [*range(1, 7)]
    with stores.letterbox.read() as box:
        assert box.given() == (6, 6)
