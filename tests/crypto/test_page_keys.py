"""SPEC §12: what the intake's pages carry opens on every host with the same secret, for its time, in its place."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto.capability import (
    DAY,
    LIFETIME,
    MAILBOX,
    STAGED_LIFETIME,
    STATE,
    TICKET,
    TICKET_LIFETIME,
    VISIT,
    Capability,
    PageKeys,
    Visit,
)
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import CapabilityExpired
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import BoxKey
from hinweisgeber.crypto.words import Seen

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
NOON = 20_000 * DAY + DAY // 2
CODE = AccessCode(bytes(range(15)))
SEEN = Seen(3, RunningHead(1, 4, b"h" * 48))
CAPABILITY = Capability(b"r" * 16, CODE.box_locator, BoxKey(b"d" * 32), SEEN)
moments = st.integers(0, 2 * DAY)


def refused(keys: PageKeys, context: bytes, text: str, now: int) -> None:
    with pytest.raises(CapabilityExpired) as caught:
        keys.open(context, text, now)
    assert caught.type is CapabilityExpired, "whatever the reason"


@given(st.binary(max_size=2000), moments, moments)
def test_what_one_host_seals_another_opens_for_its_time_and_not_a_second_longer(
    plain: bytes, since_midnight: int, lifetime: int
) -> None:
    """Whatever the hour: no lifetime of ours is longer than a day, so yesterday's key is the oldest that is needed."""
    now, lifetime = 20_000 * DAY + since_midnight, min(lifetime, DAY)
    text = PageKeys(SECRET).seal(STATE, plain, now, lifetime)
    assert PageKeys(SECRET).open(STATE, text, now) == plain
    assert PageKeys(SECRET).open(STATE, text, now + lifetime) == plain
    refused(PageKeys(SECRET), STATE, text, now + lifetime + 1)


def test_no_lifetime_is_longer_than_a_day() -> None:
    assert max(LIFETIME, VISIT, STAGED_LIFETIME, TICKET_LIFETIME) <= DAY


@pytest.mark.parametrize(("days", "opens"), [(-1, False), (0, True), (1, True), (2, False), (3, False)])
def test_todays_and_yesterdays_key_are_accepted_and_no_other(days: int, opens: bool) -> None:
    """Whoever gets hold of the machine cannot seal with, nor wait for, the key of another day."""
    text = PageKeys(SECRET).seal(STATE, b"x", NOON, 10 * DAY)
    keys, now = PageKeys(SECRET), NOON + days * DAY
    if opens:
        assert keys.open(STATE, text, now) == b"x"
    else:
        refused(keys, STATE, text, now)


def test_the_key_of_a_day_does_not_depend_on_what_was_opened_before() -> None:
    keys = PageKeys(SECRET)
    for days in (5, 4, 0, 1, 5):
        now = NOON + days * DAY
        assert PageKeys(SECRET).open(STATE, keys.seal(STATE, b"x", now, 1), now) == b"x"
        assert len(keys._days) <= 3, "the keys of all days before are not kept in memory"


def test_another_secret_opens_nothing() -> None:
    refused(PageKeys(OTHER), STATE, PageKeys(SECRET).seal(STATE, b"x", NOON, 60), NOON)


@pytest.mark.parametrize("context", [MAILBOX, STATE, TICKET])
def test_nothing_opens_in_another_place(context: bytes) -> None:
    keys = PageKeys(SECRET)
    text = keys.seal(context, b"x" * 125, NOON, 60)
    for other in {MAILBOX, STATE, TICKET} - {context}:
        refused(keys, other, text, NOON)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_text_opens_nothing(place: int, change: int) -> None:
    keys = PageKeys(SECRET)
    raw = bytearray(base64.urlsafe_b64decode(keys.seal(STATE, b"geheim", NOON, 60)))
    raw[place % len(raw)] ^= change
    refused(keys, STATE, base64.urlsafe_b64encode(bytes(raw)).decode(), NOON)


@given(st.one_of(st.text(), st.binary(max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_any_other_text_opens_nothing(text: str) -> None:
    refused(PageKeys(SECRET), STATE, text, NOON)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t + "\n", lambda t: " " + t])
def test_there_is_one_spelling(change: object) -> None:
    text = PageKeys(SECRET).seal(STATE, b"x", NOON, 60)
    refused(PageKeys(SECRET), STATE, change(text), NOON)  # type: ignore[operator]


def test_no_two_sealings_are_alike() -> None:
    """Each names one page, by which a second click is known."""
    keys = PageKeys(SECRET)
    assert len({keys.seal(STATE, b"x", NOON, 60) for _ in range(100)}) == 100


@pytest.mark.parametrize("secret", [b"", bytes(31)])
def test_a_short_secret_is_none(secret: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PageKeys(secret)


def test_keys_are_hidden_from_logs() -> None:
    keys = PageKeys(SECRET)
    keys.seal(STATE, b"x", NOON, 60)
    assert repr(keys) == str(keys) == "<PageKeys>"


# -- a visit of a mailbox -------------------------------------------------------------------------------------------


def test_a_visit_comes_back_as_it_was() -> None:
    for proven in (True, False):
        visit = Visit.begin(CAPABILITY, CODE, NOON, proven)
        assert Visit.open(visit.seal(PageKeys(SECRET), NOON), PageKeys(SECRET), NOON) == visit
        assert (visit.capability, visit.proven, visit.tail) == (CAPABILITY, proven, str(CODE)[-5:])


def test_two_visits_of_one_mailbox_are_two() -> None:
    assert Visit.begin(CAPABILITY, CODE, NOON, True).visit_id != Visit.begin(CAPABILITY, CODE, NOON, True).visit_id


def test_a_page_of_it_lasts_an_hour() -> None:
    keys = PageKeys(SECRET)
    text = Visit.begin(CAPABILITY, CODE, NOON, True).seal(keys, NOON)
    assert Visit.open(text, keys, NOON + LIFETIME).proven
    with pytest.raises(CapabilityExpired):
        Visit.open(text, keys, NOON + LIFETIME + 1)


@given(st.lists(st.integers(0, LIFETIME), min_size=1, max_size=100))
def test_a_visit_ends_after_eight_hours_however_often_it_is_used(pauses: list[int]) -> None:
    keys, now = PageKeys(SECRET), NOON
    visit = Visit.begin(CAPABILITY, CODE, NOON, True)
    text = visit.seal(keys, now)
    for pause in pauses:
        now += pause
        if now > NOON + VISIT:
            with pytest.raises(CapabilityExpired):
                Visit.open(text, keys, now)
            return
        visit = Visit.open(text, keys, now)
        text = visit.seal(keys, now)
    with pytest.raises(CapabilityExpired):
        Visit.open(text, keys, NOON + VISIT + 1)


def test_a_renewed_code_does_not_make_a_visit_longer_nor_another() -> None:
    visit, new = Visit.begin(CAPABILITY, CODE, NOON, True), AccessCode.generate()
    renewed = visit.renewed(replace(CAPABILITY, locator=new.locator), new)
    assert (renewed.visit_id, renewed.began, renewed.proven) == (visit.visit_id, visit.began, True)
    assert renewed.tail == str(new)[-5:]


@pytest.mark.parametrize("length", [0, 80, 110, 181, 183, 300])
def test_a_content_of_another_length_is_no_visit(length: int) -> None:
    keys = PageKeys(SECRET)
    good = Visit.begin(CAPABILITY, CODE, NOON, True).seal(keys, NOON)
    assert len(keys.open(MAILBOX, good, NOON)) == 182
    with pytest.raises(CapabilityExpired):
        Visit.open(keys.seal(MAILBOX, bytes(length), NOON, 60), keys, NOON)


def test_a_visit_shows_no_secret() -> None:
    shown = repr(Visit.begin(CAPABILITY, CODE, NOON, True))
    assert str(CODE)[-5:] not in shown
    assert "dddd" not in shown
