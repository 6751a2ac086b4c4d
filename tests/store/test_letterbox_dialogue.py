"""What the letterbox holds of a dialogue of version 2: the newest status with its key, and keys of letters."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DatabaseError

from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.letterbox.dialogue import PostedStatus
from hinweisgeber.store.unit import Store
from tests.store.rows import ANNA, BELA, DAY, ident, report

ONE, TWO = "1-0011223344556677", "2-8899aabbccddeeff"


def posted(revision: int, epoch: str = ONE) -> PostedStatus:
    return PostedStatus(revision, epoch, b"status %d" % revision, b"wrap %d" % revision)


def test_a_newer_status_takes_the_place_of_an_older_one_with_its_key(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        assert box.posted_status(ident(1)) is None
        for one in (posted(1), posted(3, TWO), posted(2), posted(3)):
            box.post_signed_status(ident(1), one)
        assert box.posted_status(ident(1)) == posted(3, TWO)


def test_a_status_of_version_1_gives_way_and_is_none_of_version_2(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        box.post_status(ident(1), 4, b"version 1")
        assert box.posted_status(ident(1)) is None
        box.post_signed_status(ident(1), posted(5))
        assert box.posted_status(ident(1)) == posted(5)


def test_a_message_keeps_its_epoch_and_the_head_before_it(letterbox: Store[Letterbox]) -> None:
    new = SealedMessage("reporter", 1, DAY, bytes(16), b"sealed", TWO, b"h" * 48)
    with letterbox.write() as box:
        report(box, 1)
        before = box.said_by_reporter(ident(1))
        box.add_message(ident(1), new)
        assert (before, box.said_by_reporter(ident(1))) == (1, 2)
        assert (box.messages(ident(1))[-1], box.newest_messages(ident(1), 0, 1)) == (new, [new])


def test_a_destroyed_text_of_version_2_leaves_its_hash_and_nothing_else(letterbox: Store[Letterbox]) -> None:
    new = SealedMessage("reporter", 1, DAY, bytes(16), b"sealed", TWO, b"h" * 48)
    with letterbox.write() as box:
        report(box, 1)
        box.add_message(ident(1), new)
        assert box.empty_message(ident(1), "reporter", 1, b"t" * 16, b"d" * 48)
    for place, left in ((1, b"another text"), (0, b"d" * 48)):  # that of place 0 is of version 1
        with pytest.raises(DatabaseError), letterbox.write() as box:
            box.empty_message(ident(1), "reporter", place, b"u" * 16, left)
    with letterbox.read() as box:
        assert [message.sealed for message in box.messages(ident(1))][1:] == [b"d" * 48]


def test_keys_of_letters_go_when_they_were_taken_in_and_move_with_the_code(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        report(box, 2)
        for place in (1, 2):
            box.add_letter(ident(1), place, {ANNA: b"a", BELA: b"b"}, b"kept %d" % place)
        box.add_letter(ident(2), 1, {ANNA: b"c"}, b"kept")
        box.forget_wraps(ident(1), 2)
        assert [box.letter_wraps(ident(1), place) for place in (1, 2)] == [{}, {ANNA: b"a", BELA: b"b"}]
        assert box.letter_wraps(ident(2), 1) == {ANNA: b"c"}
        box.keep_letters(ident(1), {1: b"again 1", 2: b"again 2"})
        assert box.letter_keys(ident(1)) == {1: b"again 1", 2: b"again 2"}
        assert box.letter_keys(ident(2)) == {1: b"kept"}


def test_who_is_out_loses_the_keys_of_letters_too(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1, ANNA, BELA)
        for place in (1, 2):
            box.add_letter(ident(1), place, {ANNA: b"a", BELA: b"b"}, b"kept")
        assert box.letter_readers() == {(ident(1), place): {ANNA, BELA} for place in (1, 2)}
        assert box.drop_letter_wraps([(ident(1), 1, ANNA)]) == 1
        assert box.drop_letter_wraps([]) == 0
        assert box.letter_readers() == {(ident(1), 1): {BELA}, (ident(1), 2): {ANNA, BELA}}
        assert box.drop_wraps([(ident(1), ANNA)], letters=False) == 1
        assert (box.wraps_of([ANNA]), box.letter_readers()[ident(1), 2]) == ([], {ANNA, BELA})
        box.drop_wraps([(ident(1), ANNA)])
        assert box.letter_readers()[ident(1), 2] == {BELA}


def test_a_letter_that_nobody_else_can_open_keeps_its_key(letterbox: Store[Letterbox]) -> None:
    """Without any it would look like a forged one: whoever is out with the last key of it waits for the daily run."""
    with letterbox.write() as box:
        report(box, 1, ANNA, BELA)
        box.add_letter(ident(1), 1, {ANNA: b"a", BELA: b"b"}, b"kept")
        box.add_letter(ident(1), 2, {ANNA: b"a"}, b"kept")
        box.drop_wraps([(ident(1), ANNA)])
        assert box.letter_readers() == {(ident(1), 1): {BELA}, (ident(1), 2): {ANNA}}
        assert box.wraps_of([ANNA]) == []
        box.drop_wraps([(ident(1), ANNA), (ident(1), BELA)])
        assert box.letter_readers() == {(ident(1), 1): {BELA}, (ident(1), 2): {ANNA}}


def test_erasing_destroys_every_key_of_version_2(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1, ANNA)
        box.post_signed_status(ident(1), posted(1))
        box.add_letter(ident(1), 1, {ANNA: b"a"}, b"kept")
        keys = box.counts(ident(1))[1]
        assert box.destroy_keys(ident(1)) == keys == 5
        assert (box.posted_status(ident(1)), box.letter_keys(ident(1))) == (None, {})
