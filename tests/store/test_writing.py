"""What is begun lies under its locator, once, with the names of its files; visits that were ended are remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from tests.store.rows import ANNA, DAY, locator, report

ONE, OTHER = "1" * 32, "2" * 32


def test_a_beginning_is_found_by_its_locator_alone(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        box.keep_writing(locator(1), DAY, b"sealed", [ONE, ONE])
    with letterbox.read() as box:
        assert box.writing(locator(1)) == (DAY, b"sealed")
        assert box.writing(locator(2)) is None
        assert box.written_blobs([ONE, OTHER]) == {ONE}
        assert box.mailbox(locator(1)) is None
        assert box.named_blobs([ONE]) == set()


def test_kept_anew_it_stands_in_the_place_of_the_first(letterbox: Store[Letterbox]) -> None:
    for day, sealed, blobs in ((DAY, b"one", [ONE]), (DAY + timedelta(days=1), b"two", [OTHER])):
        with letterbox.write() as box:
            box.keep_writing(locator(1), day, sealed, blobs)
    with letterbox.read() as box:
        assert box.writing(locator(1)) == (DAY + timedelta(days=1), b"two")
        assert box.written_blobs([ONE, OTHER]) == {OTHER}


def test_a_blob_of_two_beginnings_stays_with_the_second(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        for number in (1, 2):
            box.keep_writing(locator(number), DAY, b"sealed", [ONE])
        box.drop_writing(locator(1))
        box.drop_writing(locator(9))
    with letterbox.read() as box:
        assert box.writing(locator(1)) is None
        assert box.written_blobs([ONE]) == {ONE}


def test_only_what_was_kept_before_a_day_goes_with_its_blobs(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        for number in range(3):
            box.keep_writing(locator(number), DAY + timedelta(days=number), b"sealed", [str(number) * 32])
    with letterbox.write() as box:
        assert box.drop_writings_before(DAY + timedelta(days=1)) == 1
        assert box.drop_writings_before(DAY + timedelta(days=1)) == 0
    with letterbox.read() as box:
        assert [box.writing(locator(number)) is None for number in range(3)] == [True, False, False]
        assert box.written_blobs([str(number) * 32 for number in range(3)]) == {"1" * 32, "2" * 32}


def test_a_beginning_belongs_to_no_report(letterbox: Store[Letterbox]) -> None:
    """Also where both lie under one locator for a moment."""
    with letterbox.write() as box:
        report_id = report(box, 1, ANNA)
        box.keep_writing(locator(1), DAY, b"sealed", [ONE])
        box.drop_writing(locator(1))
    with letterbox.read() as box:
        found = box.mailbox(locator(1))
        assert found is not None
        assert found.report_id == report_id


def test_what_fails_leaves_the_beginning_as_it_was(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        box.keep_writing(locator(1), DAY, b"one", [ONE])

    def fail_in_the_middle() -> None:
        with letterbox.write() as box:
            box.keep_writing(locator(1), DAY, b"two", [OTHER])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_middle()
    with letterbox.read() as box:
        assert box.writing(locator(1)) == (DAY, b"one")
        assert box.written_blobs([ONE, OTHER]) == {ONE}


def test_an_ended_visit_is_remembered_until_its_day_is_over(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        box.end_visit(b"v" * 16, DAY)
        box.end_visit(b"v" * 16, DAY + timedelta(days=1))
        box.end_visit(b"w" * 16, DAY + timedelta(days=1))
    with letterbox.write() as box:
        assert [box.is_ended(visit) for visit in (b"v" * 16, b"w" * 16, b"x" * 16)] == [True, True, False]
        assert box.forget_visits_before(DAY + timedelta(days=1)) == 1
        assert [box.is_ended(visit) for visit in (b"v" * 16, b"w" * 16)] == [False, True]
