"""Revoked by two leads (LAW § 9): out of the office at once, and by nobody alone; the ring follows by the root."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.power import OnlyAnother, OwnProposal, SameFunction
from hinweisgeber.domain.power.proposals import ProposalState
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import NO_FILE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import departure, founding, reminders, verifying
from hinweisgeber.usecases.keeper.holders import living
from hinweisgeber.usecases.leaving import revoking
from hinweisgeber.usecases.officer import casework, overview, plans, reading, rekey, revocation, suspension, unlock
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OwnLines
from hinweisgeber.usecases.officer.errors import (
    FileNotFound,
    HoldsAlone,
    LoginFailed,
    NobodyLeftToReceive,
    OnlyALead,
    RevocationGone,
    RevocationWaits,
    RevokesOneself,
    SessionExpired,
    StaffChanged,
    Suspended,
)
from hinweisgeber.usecases.officer.recusal import recuse
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
LATER = TODAY + timedelta(days=30)  # the last day of a proposal
NEW = {"second": "Stellvertretende Leitung", "third": "Dritte Leitung"}


@dataclass
class House:
    """An office with three leads; a desk always has the ring that is in force."""

    ring: Ring
    cabinet: Store[Cabinet]
    keys: dict[str, tuple[str, Identity]]
    lead: Desk

    def id(self, name: str) -> str:
        return self.keys[name][0]

    def desk(self, name: str, today: date = TODAY) -> Desk:
        officer_id, identity = self.keys[name]
        ring = revocation.ring_in_force(self.cabinet, self.ring)
        own = {"officer_id": officer_id, "identity": identity, "today": today, "lines": OwnLines()}
        return replace(self.lead, ring=ring, **own)  # type: ignore[arg-type]

    def propose(self, name: str, whom: str, today: date = TODAY) -> str:
        """The hash of the proposal."""
        made = revoking.propose(self.desk(name, today), self.id(whom))
        assert made
        return made.hash

    def revoke(self, whom: str, today: date = TODAY, by: tuple[str, str] = ("lead", "second")) -> None:
        revoking.confirm(self.desk(by[1], today), self.propose(by[0], whom, today))

    def verified(self) -> list[str]:
        return [one.why for one in verifying.examine(verifying.Office(self.cabinet), self.ring, today=LATER).findings]

    def kinds(self) -> list[str]:
        with self.cabinet.read() as cab:
            return [one.kind for one in cab.revoking()]


@pytest.fixture
def house(founded: Founded, cabinet: Store[Cabinet], desk: Desks, tampering: None) -> House:
    """`tampering`: the ring of the checker afterwards does not know the new leads."""
    root, ring = founded.root(), founded.ring
    keys = {name: (one.officer_id, one.identity) for name, one in founded.people.items()}
    for name, function in NEW.items():
        who, officer_id = Identity.generate(), secrets.token_hex(8)
        until = TODAY + timedelta(days=700)
        ring = ring.admit(root, Officer(officer_id, function, "lead", who.public, who.sign_public, TODAY, until))
        with cabinet.write() as cab:
            cab.add_officer(officer_id, name, "{}")
        keys[name] = officer_id, who
    return House(ring, cabinet, keys, desk("lead"))


@pytest.fixture
def received(house: House, reporter: Callable[[], Reporter]) -> Reporter:
    """A report that anna and everybody else can open; anna is responsible."""
    one = reporter()
    one.ring = house.ring
    one.send()
    collect(house.desk("anna"))
    casework.take_over(house.desk("anna"), NUMBER)
    return one


# -- two, and which -----------------------------------------------------------------------------------------------


def test_one_lead_alone_changes_nothing(house: House) -> None:
    house.propose("lead", "anna")
    assert house.desk("anna").ring is house.ring
    assert [one.mine for one in revoking.waiting(house.desk("lead"))] == [True]
    assert [(one.mine, one.against) for one in revoking.waiting(house.desk("second"))] == [(False, None)]
    assert (revoking.to_sign(house.desk("second")), revoking.to_sign(house.desk("lead"))) == (1, 0)
    assert not revoking.waiting(house.desk("bernd"))


def test_a_second_lead_confirms_and_the_journal_says_who_and_by_what(house: House) -> None:
    mark = house.propose("lead", "anna")
    done = revoking.confirm(house.desk("second"), mark)
    assert done
    assert (done.officer_id, done.by, done.ended_by) == (house.id("anna"), house.id("lead"), house.id("second"))
    assert house.kinds() == ["revocation-proposed", "revoked"]
    assert house.verified() == []


@pytest.mark.parametrize(("who", "refusal"), [
    ("lead", OwnProposal), ("bernd", OnlyALead), ("third", RevokesOneself),
])  # fmt: skip
def test_neither_who_proposed_nor_whom_it_concerns_nor_a_colleague_confirms_or_declines(
    house: House, who: str, refusal: type[Refused]
) -> None:
    mark = house.propose("lead", "third")
    for act in (revoking.confirm, revoking.decline):
        with pytest.raises(refusal):
            act(house.desk(who), mark)
    assert house.kinds() == ["revocation-proposed"]


def test_nobody_proposes_to_revoke_themselves_or_somebody_who_is_not_there(house: House) -> None:
    with pytest.raises(RevokesOneself):
        revoking.propose(house.desk("lead"), house.id("lead"))
    with pytest.raises(FileNotFound):
        revoking.propose(house.desk("lead"), "f" * 16)
    with pytest.raises(OnlyALead):
        revoking.propose(house.desk("bernd"), house.id("anna"))


def test_the_same_function_under_another_id_is_the_same_person(house: House, founded: Founded) -> None:
    """After a lost passphrase: the old id has left the ring, its proposal has not."""
    mark = house.propose("lead", "anna")
    old, root = house.ring.get(house.id("lead")), founded.root()
    assert old
    again, who = Identity.generate(), "a" * 16
    ring = house.ring.revoke(root, old.officer_id, TODAY)
    new = Officer(who, old.function.upper(), "lead", again.public, again.sign_public, TODAY, LATER)
    with house.cabinet.write() as cab:
        cab.add_officer(who, "wieder", "{}")
    house.ring, house.keys["again"] = ring.admit(root, new), (who, again)
    with pytest.raises(RevocationGone):  # who proposed it is out
        revoking.confirm(house.desk("second"), mark)
    with pytest.raises(RevocationGone):
        revoking.confirm(house.desk("again"), mark)


def test_two_leads_of_one_function_are_no_two(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = house.propose("lead", "anna")
    monkeypatch.setattr(revocation, "function_of", lambda ring, who: "anna" if who == house.id("anna") else "leitung")
    with pytest.raises(SameFunction):
        revoking.confirm(house.desk("second"), mark)


def test_a_suspended_lead_neither_proposes_nor_confirms_nor_has_proposed(house: House) -> None:
    mark = house.propose("lead", "anna")
    suspension.suspend(house.desk("third"), house.id("lead"))
    with pytest.raises(Suspended):
        revoking.propose(house.desk("lead"), house.id("bernd"))
    with pytest.raises(RevocationGone):
        revoking.confirm(house.desk("second"), mark)
    after = TODAY + timedelta(days=7)
    revoking.confirm(house.desk("second", after), mark)


def test_a_suspended_lead_confirms_nothing(house: House) -> None:
    mark = house.propose("lead", "anna")
    suspension.suspend(house.desk("third"), house.id("second"))
    with pytest.raises(Suspended):
        revoking.confirm(house.desk("second"), mark)
    assert house.id("second") not in {one.officer_id for one in revoking.seconds(house.desk("lead"))}


def test_two_leads_about_one_another_get_nowhere_without_a_third(house: House) -> None:
    about_second, about_lead = house.propose("lead", "second"), house.propose("second", "lead")
    with pytest.raises(RevokesOneself):
        revoking.confirm(house.desk("second"), about_second)
    with pytest.raises(RevokesOneself):
        revoking.confirm(house.desk("lead"), about_lead)
    revoking.confirm(house.desk("third"), about_second)
    with pytest.raises(RevocationGone):  # whose proposal it was is out
        revoking.confirm(house.desk("third"), about_lead)


# -- its days, its end, twice ---------------------------------------------------------------------------------------


def test_it_stands_for_thirty_days_and_ends_by_itself(house: House) -> None:
    mark = house.propose("lead", "anna")
    with pytest.raises(RevocationGone):
        revoking.confirm(house.desk("second", LATER + timedelta(days=1)), mark)
    revoking.confirm(house.desk("second", LATER), mark)
    assert house.verified() == []


def test_it_is_declined_by_another_and_withdrawn_by_ones_own_hand(house: House) -> None:
    declined, withdrawn = house.propose("lead", "anna"), house.propose("lead", "bernd")
    with pytest.raises(OnlyAnother):
        revoking.withdraw(house.desk("second"), withdrawn)
    revoking.decline(house.desk("second"), declined)
    revoking.withdraw(house.desk("lead"), withdrawn)
    for mark in (declined, withdrawn):
        with pytest.raises(RevocationGone):
            revoking.confirm(house.desk("second"), mark)
    with house.cabinet.read() as cab:
        states = [one.state for one in revocation.all_of(cab, house.ring)]
    assert states == [ProposalState.DECLINED, ProposalState.WITHDRAWN]
    assert house.verified() == []
    house.propose("third", "anna")


def test_it_is_proposed_once_and_done_once(house: House) -> None:
    mark = house.propose("lead", "anna")
    with pytest.raises(RevocationWaits):
        house.propose("second", "anna")
    for _ in range(2):  # a second click
        revoking.confirm(house.desk("second"), mark, "once")
    with pytest.raises(RevocationGone):
        revoking.confirm(house.desk("third"), mark)
    assert house.kinds() == ["revocation-proposed", "revoked"]


def test_of_two_who_confirm_at_once_one_is_told_to_look_again(house: House) -> None:
    """Both had opened the page before: the later one's desk does not know it yet."""
    mark, later = house.propose("lead", "anna"), house.desk("third")
    revoking.confirm(house.desk("second"), mark)
    with pytest.raises(StaffChanged):
        revoking.confirm(later, mark)
    assert house.kinds() == ["revocation-proposed", "revoked"]


def test_cut_off_between_nothing_is_half(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = house.propose("lead", "anna")

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(suspension, "enter_openly", cut)
        with pytest.raises(KeyboardInterrupt):
            revoking.confirm(house.desk("second"), mark, "once")
    assert house.kinds() == ["revocation-proposed"]
    revoking.confirm(house.desk("second"), mark, "once")
    assert house.kinds() == ["revocation-proposed", "revoked"]


# -- what it does ---------------------------------------------------------------------------------------------------


def test_sessions_end_and_nobody_logs_in_any_more(house: House, founded: Founded) -> None:
    anna = founded.people["anna"]

    def login() -> str:
        ring = revocation.ring_in_force(house.cabinet, house.ring)
        return unlock.login(house.cabinet, ring, MEMORY, "anna", anna.passphrase, "10.0.0.1", TODAY, 1)

    cookie = login()
    house.revoke("anna")
    with pytest.raises(SessionExpired):
        unlock.resume(house.cabinet, house.desk("anna").ring, MEMORY, cookie, TODAY, 2)
    with pytest.raises(LoginFailed):
        login()


def test_a_page_that_was_open_ends_in_no_act_of_theirs(house: House, received: Reporter) -> None:
    open_page = house.desk("anna")
    house.revoke("anna")
    with pytest.raises(StaffChanged):
        casework.note(open_page, NUMBER, "Noch schnell.")
    assert house.verified() == []


def test_no_colleague_with_a_page_open_gives_them_a_key(house: House, received: Reporter) -> None:
    """Whoever acts must know it: by their page the person is still there."""
    open_page = house.desk("bernd")
    house.revoke("third")
    with pytest.raises(StaffChanged):
        casework.assign(open_page, NUMBER, house.id("third"), "Urlaub")
    with pytest.raises(NotAllowed):
        casework.assign(house.desk("bernd"), NUMBER, house.id("third"), "Urlaub")


def test_the_next_act_on_a_file_begins_an_epoch_without_them(house: House, received: Reporter) -> None:
    house.revoke("anna")
    assert len(rekey.waiting(house.desk("bernd"))) == 1, "and the page of people offers new keys for all"
    casework.note(house.desk("bernd"), NUMBER, "Ohne sie.")
    keys = rekey.keys_of_case(house.desk("bernd"), NUMBER)
    assert house.id("anna") not in keys.holders
    assert house.verified() == []


def test_new_keys_for_all_cases_leave_them_out(house: House, received: Reporter) -> None:
    house.revoke("anna")
    assert rekey.renew_some(house.desk("lead"), Bound()).done == 1
    assert house.id("anna") not in rekey.keys_of_case(house.desk("lead"), NUMBER).holders


def test_what_the_intake_still_seals_to_them_is_taken_out_when_it_is_taken_in(
    house: House, reporter: Callable[[], Reporter], letterbox: Store[Letterbox]
) -> None:
    house.revoke("anna")
    one = reporter()
    one.ring = house.ring  # the intake's, in which she still is
    one.send()
    with letterbox.read() as box:
        ((report_id, _),) = box.received_dates()
        assert house.id("anna") in box.wraps(report_id)
    collect(house.desk("bernd"))
    with letterbox.read() as box:
        assert house.id("anna") not in box.wraps(report_id)
    keys = rekey.keys_of_case(house.desk("bernd"), NUMBER)
    assert house.id("anna") not in keys.holders
    assert not reading.view(house.desk("bernd"), NUMBER).differences, "it is no fault of the intake"
    assert house.verified() == []


def test_a_report_for_them_alone_stays_where_it_is(house: House, reporter: Callable[[], Reporter]) -> None:
    """Nobody is revoked over a report that only they could open."""
    one = reporter()
    one.ring = house.ring
    one.send(Report("Erfunden.", excluded=tuple(house.id(n) for n in house.keys if n != "anna")))
    with pytest.raises(HoldsAlone) as alone:
        house.propose("lead", "anna")
    assert (alone.value.values["files"], alone.value.values["reports"]) == (0, 1)


def test_the_last_holder_of_a_case_stays_until_it_is_handed_on(
    house: House, reporter: Callable[[], Reporter], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked when it is proposed, and again when it is confirmed."""
    mark = house.propose("lead", "anna")
    one = reporter()
    one.ring = house.ring
    one.send(Report("Erfunden.", excluded=tuple(house.id(n) for n in house.keys if n not in ("anna", "bernd"))))
    collect(house.desk("anna"))
    recuse(house.desk("bernd"), NUMBER, "Mein Bruder.", "Jemand ist befangen.")
    with pytest.raises(HoldsAlone) as alone:
        revoking.confirm(house.desk("second"), mark)
    assert (alone.value.values["files"], alone.value.values["reports"]) == (1, 0)
    assert house.kinds() == ["revocation-proposed"]


def test_somebody_stays_for_new_reports(house: House, founded: Founded) -> None:
    root = founded.root()
    for name in house.keys:
        if name != "anna":
            house.ring = house.ring.receive(root, house.id(name), False, TODAY)
    with pytest.raises(NobodyLeftToReceive):
        house.propose("lead", "anna")
    house.propose("lead", "bernd")


def test_who_is_out_is_out_for_everything_that_asks(house: House, received: Reporter) -> None:
    house.revoke("anna")
    ring = house.desk("lead").ring
    with house.cabinet.read() as cab:
        assert house.id("anna") not in living(cab, ring, TODAY)
        assert [one.officer_id for one in revocation.unfollowed(cab, house.ring, TODAY)] == [house.id("anna")]
    assert house.id("anna") not in {one.officer_id for one in (*ring.officers(TODAY), *ring.receivers(TODAY))}
    with pytest.raises(FileNotFound):
        plans.plan(house.desk("lead"), house.id("anna"), house.id("bernd"), TODAY, LATER)
    assert overview.workload(house.desk("lead")), "her cases are still there to be handed on"
    casework.assign(house.desk("lead"), NUMBER, house.id("bernd"), "Entfernt")


def test_the_daily_run_takes_their_keys(house: House, received: Reporter, letterbox: Store[Letterbox]) -> None:
    overview.listing(house.desk("bernd"), overview.ListFilter(), Bound())
    reading.look(house.desk("bernd"), NUMBER)
    house.revoke("anna")
    ring = revocation.ring_in_force(house.cabinet, house.ring)
    assert departure.carry_out(house.cabinet, letterbox, ring, TODAY)
    with house.cabinet.read() as cab:
        assert all(house.id("anna") not in held for held in cab.owners().values())
    assert house.verified() == []


def test_the_root_follows_and_nothing_stands_in_its_way(
    house: House, received: Reporter, letterbox: Store[Letterbox], founded: Founded
) -> None:
    house.revoke("anna")
    longer = founding.revoke(house.cabinet, letterbox, house.ring, founded.root(), "anna", TODAY, TODAY)
    with house.cabinet.read() as cab:
        assert not revocation.unfollowed(cab, longer, TODAY)
    house.ring = longer
    assert house.verified() == []


def test_who_was_rightly_given_a_key_that_morning_was_rightly_given_it(
    house: House, reporter: Callable[[], Reporter]
) -> None:
    after = TODAY + timedelta(days=7)
    suspension.suspend(house.desk("lead"), house.id("third"))
    one = reporter()
    one.ring = house.ring
    one.send()
    collect(house.desk("bernd"))
    casework.take_over(house.desk("bernd", after), NUMBER)
    casework.assign(house.desk("bernd", after), NUMBER, house.id("third"), "Urlaub")  # who receives: one is enough
    house.revoke("third", after)
    assert house.verified() == []


def test_the_other_lead_is_told_by_mail_and_nobody_else(house: House, letterbox: Store[Letterbox]) -> None:
    names = ("lead", "second", "bernd")
    with house.cabinet.write() as cab:
        for name in names:
            cab.set_mail_address(house.id(name), f"{name}@example.org")
    house.propose("lead", "anna")
    monday, ids = datetime(2026, 11, 23, 9, tzinfo=UTC), {house.id(name) for name in names}
    reminders.decide(letterbox, house.cabinet, ids, {8}, monday, ring=house.desk("lead").ring)
    with house.cabinet.read() as cab:
        assert set(cab.awaiting_mail()) == {house.id("second")}


# -- what somebody signs with a program of their own ----------------------------------------------------------------


def forge(house: House, name: str, kind: Kind, what: str, day: date = TODAY) -> tuple[int, str]:
    """Number and hash of an entry as they like it."""
    officer_id, identity = house.keys[name]
    text, salt = canonical({}), secrets.token_bytes(chain.SALT)
    with house.cabinet.write() as cab:
        entry = chain.make_entry(
            house.ring.installation, cab.head(), day, NO_FILE, kind, officer_id, identity.sign,
            chain.commit(salt, text), what,
        )  # fmt: skip
        cab.append(entry, salt, text)
    return entry.seq, entry.hash.hex()


def proposing(house: House, whom: str, days: int = 30, day: date = TODAY) -> str:
    return revocation.said_proposing(house.id(whom), day + timedelta(days=days))


def confirming(house: House, whom: str, at: tuple[int, str]) -> str:
    return chain.open_text({"revoked": {"officer": house.id(whom), "entry": at[0], "hash": at[1]}})


FORGED: dict[str, tuple[Callable[[House], Any], list[str]]] = {
    "no lead": (
        lambda house: forge(house, "bernd", Kind.REVOCATION_PROPOSED, proposing(house, "anna")),
        ["revocation signed by somebody who may not"],
    ),
    "for longer": (
        lambda house: forge(house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna", 365)),
        ["revocation proposed for another time"],
    ),
    "oneself": (
        lambda house: forge(house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "lead")),
        ["revocation signed by whom it concerns"],
    ),
    "nobody proposed it": (
        lambda house: forge(house, "lead", Kind.REVOKED, confirming(house, "anna", (1, "0" * 96))),
        ["revocation that nobody proposed"],
    ),
    "both by one": (
        lambda house: forge(house, "lead", Kind.REVOKED, confirming(house, "anna", forge(
            house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna")))),
        ["revoked by one person alone"],
    ),
    "by whom it concerns": (
        lambda house: forge(house, "second", Kind.REVOCATION_ENDED, chain.open_text({"revocation-ended": {
            "entry": forge(house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "second"))[0]}})),
        ["revocation signed by whom it concerns"],
    ),
    "another hash": (
        lambda house: forge(house, "second", Kind.REVOKED, confirming(house, "anna", (forge(
            house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna"))[0], "0" * 96))),
        ["revokes another than was proposed"],
    ),
    "another person": (
        lambda house: forge(house, "second", Kind.REVOKED, confirming(house, "bernd", forge(
            house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna")))),
        ["revokes another than was proposed"],
    ),
    "too late": (
        lambda house: forge(house, "second", Kind.REVOKED, confirming(house, "anna", forge(
            house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna"))), LATER + timedelta(days=1)),
        ["revocation whose days are over"],
    ),
    "no form": (
        lambda house: forge(house, "lead", Kind.REVOCATION_PROPOSED, chain.open_text({"revocation": {}})),
        ["what it says of a revocation has no form"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_what_nobody_entitled_signed_revokes_nobody_and_is_named(house: House, what: str) -> None:
    act, whys = FORGED[what]
    act(house)
    assert {one.officer_id for one in house.desk("lead").ring.officers(TODAY)} == {
        one for one, _ in house.keys.values()
    }
    findings = verifying.examine(verifying.Office(house.cabinet), house.ring, today=LATER + timedelta(days=9)).findings
    assert [one.why for one in findings] == whys


def test_a_proposal_is_used_once_and_not_after_its_end(house: House) -> None:
    at = forge(house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna"))
    forge(house, "second", Kind.REVOCATION_ENDED, chain.open_text({"revocation-ended": {"entry": at[0]}}))
    forge(house, "third", Kind.REVOKED, confirming(house, "anna", at))
    assert house.verified() == ["revocation that has ended"]
    assert house.desk("anna").ring.get(house.id("anna")).active(TODAY)  # type: ignore[union-attr]


def test_verify_names_what_somebody_revoked_has_signed(
    house: House, received: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.desk("anna")
    house.revoke("anna")
    with monkeypatch.context() as turned:
        turned.setattr("hinweisgeber.usecases.officer.entering.require_free", lambda *_: None)
        casework.note(before, NUMBER, "Noch da.")
    assert "signed by somebody revoked" in house.verified()


def test_a_revoked_lead_revokes_nobody(house: House) -> None:
    at = forge(house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "anna"))
    house.revoke("lead", by=("second", "third"))
    forge(house, "second", Kind.REVOKED, confirming(house, "anna", at))
    forge(house, "lead", Kind.REVOCATION_PROPOSED, proposing(house, "bernd"))
    assert house.verified() == [
        "revocation signed by somebody who may not", "signed by somebody revoked",
        "revocation signed by somebody who may not",
    ]  # fmt: skip
    assert house.desk("anna").ring.get(house.id("anna")).active(TODAY)  # type: ignore[union-attr]
