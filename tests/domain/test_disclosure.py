"""The disclosure register's rules (HinSchG § 9, § 6 Abs. 3): each entry has its ground, and is made once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.report import ANSWER, OFFICE, REPORTER
from hinweisgeber.domain.errors.case import DisclosureBlocked, NobodyReads, NotAllowed, NoticeUnread
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.domain.persons import disclosure
from hinweisgeber.domain.persons.disclosure import NEEDS_NOTICE, Basis, Consent, Disclosure
from hinweisgeber.errors import FormatBroken
from tests.domain.invented import DAY, act, case_in

UNTIL = DAY + timedelta(days=10)
OTHERS = [basis for basis in Basis if basis not in NEEDS_NOTICE and basis is not Basis.CONSENT]


def planned(basis: Basis = Basis.NOT_IDENTIFYING, **changed: Any) -> Act:
    data = {"basis": basis, "recipient": "Staatsanwaltschaft", "what": "Zwei Rechnungen", "why": "Verlangt."}
    return act(Kind.DISCLOSURE_PLANNED, **{**data, **changed})


def asked(case: CaseFile, **changed: Any) -> CaseFile:
    """With a request for consent in the mailbox."""
    return fold.apply(case, planned(Basis.CONSENT, until=UNTIL.isoformat(), place=case.replies, digest="x", **changed))


def answer(case: CaseFile, choice: str, to: int | None = None, day: date = DAY) -> CaseFile:
    place = case.disclosures[-1].place if to is None else to
    data = {"place": case.follow_ups + 1, "digest": "x", "says": ANSWER, "answer": {"to": place, "choice": choice}}
    return fold.apply(case, act(Kind.FOLLOW_UP, day, **data))


def made(case: CaseFile, n: int = 1, day: date = DAY) -> CaseFile:
    return fold.apply(case, act(Kind.DISCLOSURE_MADE, day, n=n))


def blocked(case: CaseFile, n: int = 1, day: date = DAY) -> str:
    """Why it cannot be made."""
    with pytest.raises(DisclosureBlocked) as caught:
        made(case, n, day)
    return caught.value.why


@pytest.fixture
def case() -> CaseFile:
    return case_in(Stage.PREVENTION)


@pytest.mark.parametrize("missing", ["recipient", "what", "why"])
@pytest.mark.parametrize("basis", OTHERS)
def test_every_entry_says_to_whom_what_and_why(case: CaseFile, basis: Basis, missing: str) -> None:
    with pytest.raises(ReasonMissing):
        fold.apply(case, planned(basis, **{missing: " "}))


@pytest.mark.parametrize("basis", OTHERS)
def test_each_entry_is_made_once(case: CaseFile, basis: Basis) -> None:
    case = made(fold.apply(case, planned(basis)))
    assert case.disclosures[0].made_on == DAY
    assert blocked(case) == "made"


def test_an_unknown_entry_is_not_made(case: CaseFile) -> None:
    for n in (0, 1, -1):
        with pytest.raises(NotAllowed):
            made(case, n)


# -- § 9 Abs. 3: consent ------------------------------------------------------------------------------------------


def test_consent_is_asked_in_the_mailbox_and_until_a_day(case: CaseFile) -> None:
    for lacking in ({"place": 0}, {"until": UNTIL.isoformat()}):
        with pytest.raises(NotAllowed):
            fold.apply(case, planned(Basis.CONSENT, digest="x", **lacking))
    past = planned(Basis.CONSENT, until=(DAY - timedelta(days=1)).isoformat(), place=0, digest="x")
    with pytest.raises(NotAllowed):
        fold.apply(case, past)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "no-consent"),
        (["decline"], "declined"),
        (["accept", "withdraw"], "withdrawn"),
        (["accept", "decline"], "withdrawn"),
        (["withdraw"], "declined"),
        (["decline", "accept"], "declined"),
        (["accept", "withdraw", "accept"], "withdrawn"),
        (["nonsense"], "no-consent"),
    ],
)
def test_without_standing_consent_nothing_is_disclosed(case: CaseFile, answers: list[str], why: str) -> None:
    case = asked(case)
    for choice in answers:
        case = answer(case, choice)
    assert blocked(case) == why


def test_consent_is_good_until_its_day(case: CaseFile) -> None:
    case = answer(asked(case), "accept")
    assert made(case, day=UNTIL).disclosures[0].made_on == UNTIL
    assert blocked(case, day=UNTIL + timedelta(days=1)) == "expired"


def test_one_consent_is_for_one_disclosure(case: CaseFile) -> None:
    """§ 9 Abs. 3: separately for each. A yes to one question is none to another, nor to the same once more."""
    case = asked(asked(case))
    case = answer(case, "accept", to=case.disclosures[0].place)
    assert blocked(case, 2) == "no-consent"
    case = made(case, 1)
    assert (blocked(case, 1), blocked(case, 2)) == ("made", "no-consent")


def test_an_answer_to_something_else_is_no_consent(case: CaseFile) -> None:
    case = asked(case)
    assert blocked(answer(case, "accept", to=7)) == "no-consent"


def test_the_day_of_the_answer_stands_in_the_entry(case: CaseFile) -> None:
    later = DAY + timedelta(days=2)
    entry = answer(answer(asked(case), "accept"), "withdraw", day=later).disclosures[0]
    assert (entry.consent, entry.consent_on) == (Consent.WITHDRAWN, later)


def test_withdrawn_after_it_was_made_stays_recorded(case: CaseFile) -> None:
    case = answer(made(answer(asked(case), "accept")), "withdraw")
    entry = case.disclosures[0]
    assert (entry.made_on, entry.consent) == (DAY, Consent.WITHDRAWN)
    assert blocked(case) == "made"
    assert entry.lacks(DAY) == "withdrawn"


def destroyed(case: CaseFile, place: int, author: str = OFFICE) -> CaseFile:
    return fold.apply(case, act(Kind.MESSAGE_DESTROYED, author=author, place=place, files=0, reason="Versehen."))


@pytest.mark.parametrize("answers", [[], ["accept"]])
def test_a_request_that_is_destroyed_carries_no_disclosure(case: CaseFile, answers: list[str]) -> None:
    """Nobody can take back what is not there any more."""
    case = asked(asked(case))
    for choice in answers:
        case = answer(answer(case, choice, to=0), choice, to=1)
    gone = destroyed(case, 0)
    assert gone.disclosures[0].consent is Consent.VOID
    assert blocked(gone, 1) == "void"
    assert blocked(answer(gone, "accept", to=0), 1) == "void", "a late yes revives nothing"
    assert gone.disclosures[1] == case.disclosures[1]


def test_what_was_answered_no_or_made_stays_as_it_was_when_its_message_goes(case: CaseFile) -> None:
    for over in (answer(asked(case), "decline"), made(answer(asked(case), "accept"))):
        assert destroyed(over, 0).disclosures == over.disclosures


def test_a_message_of_the_reporter_at_the_same_place_is_another_one(case: CaseFile) -> None:
    case = answer(asked(case), "accept")
    assert destroyed(case, case.disclosures[0].place, REPORTER).disclosures == case.disclosures


def test_a_notice_that_is_destroyed_is_none(case: CaseFile) -> None:
    told = fold.apply(case, planned(Basis.COURT, place=case.replies, digest="x"))
    assert blocked(destroyed(told, 0)) == "no-notice"
    assert destroyed(made(told), 0).disclosures == made(told).disclosures


# -- without a code nobody reads the mailbox ------------------------------------------------------------------------


@pytest.fixture
def codeless(case: CaseFile) -> CaseFile:
    return replace(case, no_code=True)


def test_nobody_is_asked_for_consent_where_nobody_reads(codeless: CaseFile) -> None:
    with pytest.raises(NobodyReads):
        asked(codeless)


@pytest.mark.parametrize("basis", sorted(NEEDS_NOTICE))
def test_a_notice_that_nobody_reads_is_none(codeless: CaseFile, basis: Basis) -> None:
    for told in ({"place": 0, "digest": "x"}, {"place": 0, "digest": "x", "no_notice": "Gefährdet."}):
        with pytest.raises(NoticeUnread):
            fold.apply(codeless, planned(basis, **told))
    excused = fold.apply(codeless, planned(basis, no_notice="Kein Postfach."))
    assert made(excused).disclosures[0].made_on == DAY


def test_an_answer_is_nobodys_where_nobody_has_a_code(case: CaseFile) -> None:
    case = replace(asked(case), no_code=True)
    assert blocked(answer(case, "accept")) == "no-consent"


# -- § 9 Abs. 2: the reporter is told before ----------------------------------------------------------------------


@pytest.mark.parametrize("basis", sorted(NEEDS_NOTICE))
def test_an_authority_gets_nothing_before_notice_or_a_reason_against_it(case: CaseFile, basis: Basis) -> None:
    with pytest.raises(ReasonMissing):
        fold.apply(case, planned(basis))
    told = fold.apply(case, planned(basis, place=case.replies, digest="x"))
    assert told.disclosures[0].noticed_on == DAY
    assert made(told).disclosures[0].made_on
    excused = fold.apply(case, planned(basis, no_notice="Die Staatsanwaltschaft teilt mit, dass es sie gefährdet."))
    assert excused.disclosures[0].noticed_on is None
    assert made(excused).disclosures[0].made_on
    assert Disclosure(1, basis, "x", "x", "x").obstacle(DAY) == "no-notice"


# -- § 6 Abs. 3: secrecy ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["social-secrecy", "tax-secrecy", "trade-secrecy"])
def test_out_of_a_secret_case_only_under_a_rule(case: CaseFile, flag: str) -> None:
    flagged = act(Kind.FLAGGED, flag=flag, on=True, reason="Steuerdaten.")
    early = fold.apply(case, planned())
    assert blocked(fold.apply(early, flagged)) == "no-secrecy-rule", "found after the entry"
    case = fold.apply(case, flagged)
    with pytest.raises(ReasonMissing):
        fold.apply(case, planned())
    assert made(fold.apply(case, planned(secrecy="§ 30 Abs. 4 AO"))).disclosures[0].made_on


# -- dropped ------------------------------------------------------------------------------------------------------


def test_an_entry_is_dropped_with_a_reason_and_then_neither_made_nor_dropped_again(case: CaseFile) -> None:
    case = fold.apply(case, planned())
    with pytest.raises(ReasonMissing):
        fold.apply(case, act(Kind.DISCLOSURE_DROPPED, n=1, reason=" "))
    case = fold.apply(case, act(Kind.DISCLOSURE_DROPPED, n=1, reason="Nicht mehr nötig."))
    assert blocked(case) == "dropped"
    with pytest.raises(NotAllowed):
        fold.apply(case, act(Kind.DISCLOSURE_DROPPED, n=1, reason="x"))


def test_what_was_made_cannot_be_dropped(case: CaseFile) -> None:
    case = made(fold.apply(case, planned()))
    with pytest.raises(NotAllowed):
        fold.apply(case, act(Kind.DISCLOSURE_DROPPED, n=1, reason="x"))


def test_names_go_along_only_to_authorities_by_consent_or_within_the_inquiry() -> None:
    assert set(Basis) - disclosure.MAY_NAME == {Basis.NOT_IDENTIFYING, Basis.CONSENT}


@pytest.mark.parametrize("data", [{"basis": "nonsense"}, {"basis": "consent", "until": "gestern", "place": 0}])
def test_nonsense_is_no_entry(case: CaseFile, data: dict[str, Any]) -> None:
    with pytest.raises(FormatBroken):
        fold.apply(case, planned(**data))
