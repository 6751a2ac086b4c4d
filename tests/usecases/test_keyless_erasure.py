"""A case that nobody can open is erased by two without a key (LAW § 9): by nobody alone, by nobody who was left out of
it, and by nobody while somebody can open it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hinweisgeber.domain.power.proposals import ProposalState
from tests.usecases.keyless_case import DAY, NUMBER, Office, office

__all__ = ["office"]
LATER = DAY + timedelta(days=30)  # the last day of a proposal


def test_one_alone_changes_nothing(office: Office) -> None:
    before = office.texts()
    office.propose()
    assert (office.erase(), office.due(), office.texts() - before) == ([], [], 1)
    case = office.case("dora")
    assert case and case.about
    assert (case.mine, case.cannot, case.is_agreed) == (False, None, False)
    assert office.whys() == []


def test_two_do_it_and_erase_carries_it_out_and_the_certificate_tells(office: Office) -> None:
    done = office.agree()
    assert (done.state, done.by, done.ended_by) == (ProposalState.CONFIRMED, office.id("carla"), office.id("dora"))
    assert office.whys() == []
    (certificate,) = office.erase()
    assert (certificate.keyless, certificate.authorised_seq, certificate.closed_on) == (True, done.ended_seq, None)
    assert certificate.done
    assert list(office.blobs.names(2**40)) == []
    assert office.whys() == []
    assert office.erase() == [], "and it is done once"
