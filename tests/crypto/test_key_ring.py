"""SPEC §10. The single checks are run by the vectors; here are the rules of use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hinweisgeber.crypto.errors import RingBroken, SignatureBroken
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring, fingerprint

ANNA = "a" * 16
BELA = "b" * 16
FROM = date(2026, 11, 1)
UNTIL = date(2028, 10, 31)
CLEO = "c" * 16
shared = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="session")
def cleo() -> Officer:
    identity = Identity.generate()
    return Officer(CLEO, "Vertretung", "officer", identity.public, identity.sign_public, FROM, UNTIL)


functions = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1, max_size=20)


@given(functions, st.dates(FROM, UNTIL), st.dates(FROM, UNTIL))
@shared
def test_a_ring_reads_back_as_written(
    root: RootKey, ring: Ring, cleo: Officer, function: str, one: date, other: date
) -> None:
    person = replace(cleo, function=function, valid_from=min(one, other), valid_until=max(one, other))
    try:
        longer = ring.admit(root, person).revoke(root, ANNA, one).extend(root, BELA, other + timedelta(days=730))
        longer = longer.receive(root, BELA, False, min(one, other)).receive(root, BELA, True, max(one, other))
    except RingBroken:
        return
    again = Ring.parse(longer.text(), longer.fingerprint)
    assert again.text() == longer.text()
    assert again.head == longer.head
    assert again.everyone == longer.everyone
    assert again.get(CLEO) == person
    assert all(again.receivers(day) == longer.receivers(day) for day in (one, other))


@given(st.data())
@settings(shared, max_examples=200)
def test_any_changed_character_is_refused(ring: Ring, data: st.DataObject) -> None:
    text = ring.text()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != text[place]))
    with pytest.raises(RingBroken):
        Ring.parse(text[:place] + other + text[place + 1 :], ring.fingerprint)


def test_only_the_root_signs(ring: Ring, cleo: Officer, anna: Identity) -> None:
    stranger = RootKey.generate()
    with pytest.raises(RingBroken, match="4: not signed by the root"):
        ring.admit(stranger, cleo)
    with pytest.raises(RingBroken, match="4: not signed by the root"):
        ring.revoke(stranger, ANNA, FROM)
    with pytest.raises(RingBroken):
        Ring.parse(ring.text(), fingerprint(stranger.public))


def test_admitting_and_revoking_leave_the_old_ring_alone(root: RootKey, ring: Ring, cleo: Officer) -> None:
    text = ring.text()
    ring.admit(root, cleo).revoke(root, CLEO, FROM)
    assert ring.text() == text
    assert ring.get(CLEO) is None


def test_first_and_last_day_count_and_the_day_of_revocation_does_not(root: RootKey, ring: Ring) -> None:
    day, step = date(2027, 3, 1), timedelta(days=1)
    revoked = ring.revoke(root, ANNA, day)
    expected = [(FROM - step, []), (FROM, [ANNA, BELA]), (day - step, [ANNA, BELA]), (day, [BELA])]
    for on, ids in [*expected, (UNTIL, [BELA]), (UNTIL + step, [])]:
        assert [officer.officer_id for officer in revoked.officers(on)] == ids


def test_only_those_valid_that_day_may_sign(root: RootKey, ring: Ring, anna: Identity) -> None:
    ring.signer(ANNA, FROM).verify(anna.sign(b"x"), b"x")
    ring.signer("root", FROM).verify(root.sign(b"x"), b"x")
    for signer, on in ((ANNA, UNTIL + timedelta(days=1)), (CLEO, FROM), ("", FROM)):
        with pytest.raises(SignatureBroken):
            ring.signer(signer, on)


def test_a_function_is_free_again_after_its_holder(root: RootKey, ring: Ring, cleo: Officer) -> None:
    after = replace(cleo, function="LEITUNG", valid_from=date(2027, 3, 1))
    with pytest.raises(RingBroken, match="function held by another"):
        ring.admit(root, after)
    with pytest.raises(RingBroken, match="function held by another"):
        ring.revoke(root, ANNA, date(2027, 3, 2)).admit(root, after)
    assert ring.revoke(root, ANNA, date(2027, 3, 1)).admit(root, after).get(CLEO) == after


def test_an_extension_counts_also_after_the_end_has_passed(root: RootKey, ring: Ring, anna: Identity) -> None:
    ends, step = date(2030, 11, 20), timedelta(days=1)
    longer = ring.extend(root, ANNA, ends)
    longer.must_extend(ring)
    for on, ids in [(UNTIL, [ANNA, BELA]), (UNTIL + step, [ANNA]), (ends, [ANNA]), (ends + step, [])]:
        assert [officer.officer_id for officer in longer.officers(on)] == ids
    longer.signer(ANNA, ends).verify(anna.sign(b"x"), b"x")


def test_only_who_is_in_is_extended_and_only_to_a_later_day(root: RootKey, ring: Ring) -> None:
    for officer_id in (CLEO, "root"):
        with pytest.raises(RingBroken, match="extended officer unknown or out"):
            ring.extend(root, officer_id, UNTIL + timedelta(days=1))
    with pytest.raises(RingBroken, match="extended officer unknown or out"):
        ring.revoke(root, ANNA, UNTIL).extend(root, ANNA, UNTIL + timedelta(days=1))
    with pytest.raises(RingBroken, match="valid as long already"):
        ring.extend(root, ANNA, UNTIL)


def test_everybody_receives_until_the_ring_says_otherwise(root: RootKey, ring: Ring, cleo: Officer) -> None:
    """A word of one day holds until the next; with the last key receiving ends, and that day is found."""
    day, step = date(2027, 3, 1), timedelta(days=1)
    longer = ring.admit(root, cleo).receive(root, ANNA, False, day).receive(root, CLEO, False, day)
    assert ring.receivers(FROM) == ring.officers(FROM)
    for on, ids in ((day - step, [ANNA, BELA, CLEO]), (day, [BELA]), (UNTIL, [BELA]), (UNTIL + step, [])):
        assert [officer.officer_id for officer in longer.receivers(on)] == ids
    assert [one.officer_id for one in longer.receivers(day, {BELA})] == [ANNA, CLEO], "an exclusion closes no channel"
    assert (longer.unreceived(day, UNTIL), longer.unreceived(day, UNTIL + step)) == (None, UNTIL + step)
    with pytest.raises(RingBroken, match="nobody would receive"):
        longer.receive(root, BELA, False, day)


def test_an_extension_does_not_reach_into_the_successors_days(root: RootKey, ring: Ring, cleo: Officer) -> None:
    begins = UNTIL + timedelta(days=30)
    followed = ring.admit(root, replace(cleo, function="LEITUNG", valid_from=begins, valid_until=begins))
    with pytest.raises(RingBroken, match="function held by another"):
        followed.extend(root, ANNA, begins)
    assert followed.extend(root, ANNA, begins - timedelta(days=1)).officers(begins - timedelta(days=1))


def test_last_days_leave_out_the_revoked_and_who_has_a_successor(root: RootKey, ring: Ring, cleo: Officer) -> None:
    assert ring.last_days() == {"Leitung": UNTIL, "Prüfung": UNTIL}
    assert ring.revoke(root, ANNA, FROM).last_days() == {"Prüfung": UNTIL}
    begins, ends = UNTIL + timedelta(days=1), UNTIL + timedelta(days=9)
    followed = ring.admit(root, replace(cleo, function="LEITUNG", valid_from=begins, valid_until=ends))
    assert followed.last_days() == {"LEITUNG": ends, "Prüfung": UNTIL}
    assert followed.revoke(root, CLEO, ends).last_days() == {"Prüfung": UNTIL}


def test_who_pins_any_root_of_the_chain_follows_it(root: RootKey, ring: Ring, cleo: Officer) -> None:
    second = RootKey.generate()
    longer = ring.succeed(root, second).admit(second, cleo)
    longer.must_extend(ring)
    for pinned in (root.public, second.public):
        again = Ring.parse(longer.text(), fingerprint(pinned))
        assert again.get(CLEO) == cleo
        assert (again.fingerprint, again.first_fingerprint) == (fingerprint(second.public), fingerprint(root.public))
    with pytest.raises(RingBroken, match="not signed by the root"):
        longer.revoke(root, ANNA, FROM)


def test_who_pins_the_new_root_follows_no_other_way_of_the_old_one(root: RootKey, ring: Ring, cleo: Officer) -> None:
    second, thief = RootKey.generate(), RootKey.generate()
    for other in (ring.admit(root, cleo), ring.succeed(root, thief)):
        with pytest.raises(RingBroken, match="not the pinned root"):
            Ring.parse(other.text(), fingerprint(second.public))


def test_the_journals_founding_stays_signed_by_the_first_root(root: RootKey, ring: Ring) -> None:
    second = RootKey.generate()
    longer = ring.succeed(root, second)
    longer.signer("root", FROM).verify(root.sign(b"x"), b"x")
    with pytest.raises(SignatureBroken):
        longer.signer("root", FROM).verify(second.sign(b"x"), b"x")


def test_nobody_becomes_root_with_a_key_that_was_used_before(root: RootKey, ring: Ring, anna: Identity) -> None:
    class Officers:
        public = anna.sign_public
        sign = staticmethod(anna.sign)

    second = RootKey.generate()
    for after, by, new in ((ring, root, root), (ring, root, Officers()), (ring.succeed(root, second), second, root)):
        with pytest.raises(RingBroken, match="key used before"):
            after.succeed(by, new)


def test_a_ring_must_extend_the_one_known_before(root: RootKey, ring: Ring, cleo: Officer) -> None:
    longer, fork = ring.admit(root, cleo), ring.revoke(root, ANNA, FROM)
    longer.must_extend(ring)
    ring.must_extend(ring)
    for newer, older in ((ring, longer), (fork, longer), (longer, fork)):
        with pytest.raises(RingBroken):
            newer.must_extend(older)


def test_an_officers_recipient_is_parsed_once(ring: Ring) -> None:
    officer = ring.everyone[0]
    assert officer.recipient() is officer.recipient()
