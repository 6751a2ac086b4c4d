"""A case that nobody can open is erased by two without a key (LAW § 9): by nobody alone, by nobody who was left out of
it, and by nobody while somebody can open it. `verify` names all else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto import chain, proof
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.verified import VerifiedKey
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.ending import (
    ArchiveUntold,
    CaseOpens,
    HoldStands,
    KeylessGone,
    KeylessMoved,
    KeylessWaits,
    ReporterWaits,
)
from hinweisgeber.domain.errors.power import OnlyAnother, OwnProposal, RoleMissing, SameFunction
from hinweisgeber.domain.power.guard import BY_ID, ROWS
from hinweisgeber.domain.power.proposals import ProposalState
from hinweisgeber.store import erasures
from hinweisgeber.store.cabinet import NO_FILE
from hinweisgeber.usecases.keeper import erase, reminders, verifying
from hinweisgeber.usecases.keeper.holders import examine
from hinweisgeber.usecases.keeper.verifying import daily, keyless_case
from hinweisgeber.usecases.keeper.verifying import keyless as signed
from hinweisgeber.usecases.keeper.verifying.by_day.steps import PARTS, By, FilePart
from hinweisgeber.usecases.leaving import keyless, retention
from hinweisgeber.usecases.officer import casework, recusal, revocation, suspension
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound, Suspended
from hinweisgeber.usecases.reporter.errors import CodeUnknown
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY, Founded
from tests.usecases.keyless_case import CAME, DAY, GONE, NUMBER, Build, Office, built, office
from tests.usecases.snapshots import Snapshots

__all__ = ["built", "office"]
LAST = DAY + timedelta(days=30)  # on which a proposal may be confirmed
RULES = "these"


def told(office: Office, name: str = "carla", today: date = DAY) -> keyless.KeylessCase:
    found = office.case(name, today)
    assert found
    return found


# -- two, and which -------------------------------------------------------------------------------------------------


def test_one_alone_changes_nothing(office: Office) -> None:
    before = office.texts()
    office.propose()
    assert (office.carry_out(), office.due(), office.texts() - before) == ([], [], 1)
    case = told(office, "dora")
    assert (case.mine, case.cannot, case.is_agreed) == (False, None, False)
    assert (told(office).mine, type(told(office).cannot)) == (True, OwnProposal)
    assert [keyless.to_sign(office.desk(name)) for name in ("carla", "dora", "emil")] == [0, 1, 1]
    assert office.whys() == []


def test_two_do_it_and_erase_carries_it_out_and_the_certificate_tells(office: Office) -> None:
    done = office.agree()
    assert (done.state, done.by, done.ended_by) == (ProposalState.CONFIRMED, office.id("carla"), office.id("dora"))
    assert (told(office).is_agreed, office.whys()) == (True, [])
    (candidate,) = office.due()
    assert (candidate.ending.since, candidate.stays) == (DAY, False)
    (certificate,) = office.carry_out()
    assert (certificate.keyless, certificate.authorised_seq, certificate.closed_on) == (True, done.ended_seq, None)
    assert (certificate.done, list(office.blobs.names(2**40)), office.case()) == (True, [], None)
    assert (office.whys(), office.carry_out()) == ([], []), "and it is done once"
    for name, shown in (("carla", 1), ("dora", 1), ("emil", 0)):
        assert len(retention.certificates(office.desk(name))) == shown, name
    with pytest.raises(CodeUnknown):
        office.sent.read()


def test_every_row_of_the_table_that_is_no_cases_is_walked_somewhere() -> None:
    """Those of cases: `test_every_row_of_power`; revoking: `test_revoking`; this one here."""
    assert {row.id for row in ROWS if row.agree > 1 and not row.of_files} == {"revoke", "erase-without-key"}
    assert BY_ID["erase-without-key"].kind is Kind.KEYLESS_ERASURE


def test_the_same_person_and_the_same_function_are_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = office.propose().hash
    for act in (office.confirm, lambda mark, name: keyless.decline(office.desk(name), mark)):
        with pytest.raises(OwnProposal):
            act(mark, "carla")
    monkeypatch.setattr(revocation, "function_of", lambda ring, who: "eine")
    with pytest.raises(SameFunction):
        office.confirm(mark)
    assert office.kinds() == ["keyless-erasure-proposed"]


def test_who_is_suspended_neither_proposes_nor_confirms_nor_has_proposed(office: Office) -> None:
    mark = office.propose().hash
    suspension.suspend(office.desk("dora"), office.id("emil"))
    with pytest.raises(Suspended):
        office.confirm(mark, "emil")
    suspension.suspend(office.desk("dora"), office.id("carla"))
    with pytest.raises(KeylessGone):
        office.confirm(mark)
    with pytest.raises(Suspended):
        keyless.withdraw(office.desk("carla"), mark)
    assert office.confirm(mark, today=DAY + timedelta(days=7))
    assert office.whys() == []


def test_an_auditor_signs_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at = office.desk("carla")
    monkeypatch.setattr("hinweisgeber.domain.power.guard.EVERYBODY", ("lead",))
    assert keyless.listing(at, offers=False).shown == ()
    with pytest.raises(RoleMissing):
        keyless.propose(at, NUMBER, offers=False, told=False)


@pytest.mark.parametrize("how", ["recused", "excluded"])
def test_who_was_left_out_or_removed_is_told_nothing_and_signs_nothing(
    how: str, built: Build, founded: Founded
) -> None:
    """Recused, or excluded by the reporter; they are still in the office."""
    bernd = founded.people["bernd"]

    def recuse(at: Desk) -> None:
        own = replace(at, officer_id=bernd.officer_id, identity=bernd.identity)
        recusal.recuse(own, NUMBER, "Verwandt.", "Jemand ist nicht mehr dabei.")

    excluded = Report("Erfunden.", excluded=(bernd.officer_id,))
    changed: dict[str, Any] = {"before": recuse} if how == "recused" else {"report": excluded}
    office = built(stays=("bernd",), **changed)
    assert (office.case("bernd"), told(office).number) == (None, NUMBER)
    with pytest.raises(FileNotFound):
        office.propose("bernd")
    mark = office.propose().hash
    assert (keyless.waiting(office.desk("bernd")), keyless.to_sign(office.desk("bernd"))) == ([], 0)
    for act in (office.confirm, lambda mark, name: keyless.decline(office.desk(name), mark)):
        with pytest.raises(KeylessGone):
            act(mark, "bernd")
    confirms(office, "bernd", mark)
    assert office.whys() == [signed.REMOVED]
    assert not proves(office), "in a list of erasures neither"
    assert office.carry_out() == []


# -- while somebody can open it, and what else stands against it ----------------------------------------------------


def test_a_case_that_somebody_can_open_is_none_of_these(built: Build, founded: Founded) -> None:
    office = built(stays=("anna",))
    assert office.case() is None
    with pytest.raises(FileNotFound):
        office.propose()
    at = proposes(office, "carla")
    confirms(office, "dora", at)
    assert office.whys() == [signed.OPENS, signed.OPENS]
    assert (office.carry_out(), office.due()) == ([], [])
    assert not proves(office), "in a list of erasures neither"


def test_who_holds_the_key_by_the_entries_is_not_done_away_with_by_a_lost_row(built: Build) -> None:
    """Whoever writes the database could delete a wrap and call the case one that nobody can open."""
    office = built(stays=("anna",))
    with office.cabinet.write() as cab:
        cab.drop_wraps([(office.file_id, office.id("anna"))])
    assert examine(office.cabinet, office.letterbox, office.ring, DAY).by_nobody == (NUMBER,), "`check` names it"
    assert office.case() is None


@pytest.fixture
def ended(built: Build) -> tuple[Office, date]:
    """The last key that opens the case has ended, and can be made longer; and the day after."""
    office = built(stays=("anna",))
    anna = office.ring.get(office.id("anna"))
    assert anna
    assert office.case("carla", anna.valid_until) is None
    return office, anna.valid_until + timedelta(days=1)


def longer(office: Office, founded: Founded, day: date) -> Ring:
    """The root has made anna's key longer."""
    return office.ring.extend(founded.root(), office.id("anna"), day + timedelta(days=300))


def test_who_can_open_it_again_between_both_signatures_ends_it(ended: tuple[Office, date], founded: Founded) -> None:
    office, day = ended
    mark = office.propose(today=day).hash
    office.ring = longer(office, founded, day)
    with pytest.raises(CaseOpens):
        office.confirm(mark, today=day)
    assert office.kinds() == ["keyless-erasure-proposed"]


def test_who_can_open_it_again_before_it_is_erased_ends_it(ended: tuple[Office, date], founded: Founded) -> None:
    office, day = ended
    office.agree(day)
    office.ring = longer(office, founded, day)
    (candidate,) = office.due(day)
    assert (candidate.opens, candidate.stays, office.carry_out(day)) == (True, True, [])
    with office.cabinet.read() as cab:
        assert cab.erased_files() == {}


def test_who_is_made_longer_after_it_was_erased_was_not_there(ended: tuple[Office, date], founded: Founded) -> None:
    """No statement of a ring has a day: what was right stays right."""
    office, day = ended
    assert (told(office, today=day).revoked, told(office, today=day).ended) == (2, 1)
    office.agree(day)
    assert len(office.carry_out(day)) == 1
    ring = longer(office, founded, day)
    assert office.whys(ring=ring) == []
    days = (day - timedelta(days=1), day)
    assert [ring.was_surely_active(office.id("anna"), one) for one in days] == [True, False]
    assert [office.ring.was_surely_active(office.id("anna"), one) for one in days] == [True, False]


def test_a_hold_stands_against_it(built: Build) -> None:
    review = TODAY + timedelta(days=200)
    office = built(before=lambda at: agreed(retention.propose_hold, at, NUMBER, "Klage", "Art. 17 DSGVO", review))
    assert [type(one) for one in told(office).against] == [HoldStands]
    with pytest.raises(HoldStands):
        office.propose()
    confirms(office, "dora", proposes(office, "carla"))
    assert office.whys() == [signed.HELD, signed.HELD]
    assert office.carry_out() == []


def test_a_message_that_waits_stands_against_it_each_time(office: Office) -> None:
    mark = office.propose().hash
    office.sent.write("Noch etwas.")
    assert [type(one) for one in told(office).against] == [ReporterWaits]
    with pytest.raises(ReporterWaits):
        office.confirm(mark)


def test_a_message_after_both_signatures_keeps_the_case(office: Office) -> None:
    office.agree()
    office.sent.write("Noch etwas.")
    (candidate,) = office.due()
    assert (candidate.waiting, candidate.stays, office.carry_out()) == (True, True, [])


def test_the_archive_is_told_outside_where_this_house_offers_its_cases(office: Office) -> None:
    at = office.desk("carla")
    with pytest.raises(ArchiveUntold):
        keyless.propose(at, NUMBER, offers=True, told=False)
    made = keyless.propose(at, NUMBER, offers=True, told=True)
    assert made
    assert made.archive == "outside"


def test_how_much_too_early_it_is_is_told(built: Build) -> None:
    def closed(at: Desk) -> None:
        ready_to_close(at, NUMBER)
        casework.close(at, NUMBER, "INVESTIGATED", "Grund.")

    office = built(before=closed)
    case = told(office)
    end = case.state.deletable_from
    assert end
    assert case.early(DAY) == (end - DAY).days > 365
    assert case.early(end) == 0
    office.agree()
    (certificate,) = office.carry_out()
    assert certificate.closed_on == TODAY
    assert office.whys() == []


def test_a_case_that_was_never_closed_has_no_time_of_keeping(office: Office) -> None:
    assert told(office).early(DAY) is None


def test_what_is_known_without_a_key_is_told(office: Office) -> None:
    case = told(office)
    assert (case.received, case.revoked, case.ended, case.amounts[1]) == (TODAY, 3, 0, 1)
    assert [kind for kind, _ in case.acts] == ["case-received", "taken-over"]


# -- its days, its end, twice ---------------------------------------------------------------------------------------


def test_it_stands_for_thirty_days_and_ends_by_itself(office: Office) -> None:
    mark = office.propose().hash
    with pytest.raises(KeylessGone):
        office.confirm(mark, today=LAST + timedelta(days=1))
    assert office.confirm(mark, today=LAST)
    assert office.whys() == []


def test_what_was_agreed_to_is_carried_out_within_thirty_days_or_not_at_all(office: Office) -> None:
    office.agree()
    assert office.carry_out(LAST + timedelta(days=1)) == []
    assert told(office, today=LAST + timedelta(days=1)).about is None, "it can be proposed anew"
    assert len(office.carry_out(LAST)) == 1
    assert office.whys() == []


def test_it_is_declined_by_another_and_withdrawn_by_ones_own_hand(office: Office) -> None:
    mark = office.propose().hash
    with pytest.raises(OnlyAnother):
        keyless.withdraw(office.desk("dora"), mark)
    keyless.decline(office.desk("dora"), mark)
    again = office.propose().hash
    keyless.withdraw(office.desk("carla"), again)
    for one in (mark, again):
        with pytest.raises(KeylessGone):
            office.confirm(one)
    with office.cabinet.read() as cab:
        states = [one.state for one in signed.all_of(cab, office.ring)]
    assert states == [ProposalState.DECLINED, ProposalState.WITHDRAWN]
    assert (office.whys(), office.carry_out()) == ([], [])


def test_it_is_proposed_once_and_done_once(office: Office) -> None:
    mark = office.propose().hash
    with pytest.raises(KeylessWaits):
        office.propose("dora")
    for _ in range(2):  # a second click
        office.confirm(mark, once="once")
    with pytest.raises(KeylessGone):
        office.confirm(mark, "emil")
    with pytest.raises(KeylessWaits):
        office.propose("dora")
    assert office.kinds() == ["keyless-erasure-proposed", "keyless-erasure"]


def test_what_has_changed_since_is_not_what_was_proposed(office: Office) -> None:
    mark = office.propose().hash
    with office.letterbox.write() as box:
        box.name_blobs(office.file_id, ["ab" * 16])
    with pytest.raises(KeylessMoved):
        office.confirm(mark)
    assert office.kinds() == ["keyless-erasure-proposed"]


def test_the_other_is_told_by_mail_and_nobody_else(office: Office) -> None:
    names = ("carla", "dora")
    with office.cabinet.write() as cab:
        for name in names:
            cab.set_mail_address(office.id(name), f"{name}@example.org")
    office.propose(today=date(2026, 12, 21))
    monday, ids = datetime(2026, 12, 21, 9, tzinfo=UTC), {office.id(name) for name in names}
    reminders.decide(office.letterbox, office.cabinet, ids, {8}, monday, ring=office.desk("carla").ring)
    with office.cabinet.read() as cab:
        assert set(cab.awaiting_mail()) == {office.id("dora")}


# -- a backup does not bring it back --------------------------------------------------------------------------------


@pytest.mark.parametrize("older", [True, False], ids=["a journal of before", "the same journal"])
def test_a_restored_backup_does_not_bring_it_back(office: Office, tmp_path: Path, older: bool) -> None:
    snapshots = Snapshots(office.home, (office.cabinet, office.letterbox))
    if older:
        kept = snapshots.keep(tmp_path / "kept")
        office.agree()
    else:
        office.agree()
        kept = snapshots.keep(tmp_path / "kept")
    office.carry_out()
    listed = office.listed.read_bytes()
    snapshots.back(kept)
    office.listed.write_bytes(listed)
    file_id, proofs = office.file_id, erase_proofs(office)
    with office.cabinet.read() as cab:
        assert erase.evidence(cab, file_id, DAY, DAY, office.ring, proofs) == proofs[file_id]
        assert erase.evidence(cab, file_id, DAY, DAY, office.ring) == (None if older else proofs[file_id])
        assert erase.evidence(cab, file_id, DAY - timedelta(days=1), DAY, office.ring, proofs) is None
    erase.destroy_all(office.letterbox, office.cabinet, office.blobs, [file_id], DAY)
    assert office.whys() == []


def proves(office: Office) -> bool:
    """Whether what was signed is a proof, as somebody could write it into the list of erasures."""
    with office.cabinet.read() as cab:
        text, file_id = proof.write_keyless(*cab.keyless()), office.file_id
        assert keyless_case.proven(office.ring, file_id, 0, text, DAY, DAY), "as far as it shows alone"
        return erase.evidence(cab, file_id, DAY, DAY, office.ring, {file_id: text}) is not None


def erase_proofs(office: Office) -> Any:
    return erasures.proofs(office.listed)


def test_a_proof_does_not_hold_for_a_case_that_went_on(office: Office) -> None:
    """What the journal knows wins: a proof is void where it has a later entry of the case."""
    done = office.agree()
    with office.cabinet.read() as cab:
        text = keyless_case.proof_of(cab, done)
    proven = keyless_case.proven
    args = (office.ring, office.file_id)
    assert proven(*args, done.last, text, DAY, DAY)
    assert not proven(*args, done.last + 1, text, DAY, DAY)
    assert not proven(*args, done.last, text, DAY - timedelta(days=1), DAY)
    assert not proven(*args, done.last, text, DAY, DAY - timedelta(days=1))
    assert not proven(office.ring, bytes(16), done.last, text, DAY, DAY)


# -- what somebody signs with a program of their own ----------------------------------------------------------------


def forge(office: Office, name: str, kind: Kind, what: str, day: date = DAY) -> str:
    """The hash of an entry as they like it."""
    officer_id, identity = office.keys[name]
    text, salt = canonical({}), secrets.token_bytes(chain.SALT)
    with office.cabinet.write() as cab:
        entry = chain.make_entry(
            office.ring.installation, cab.head(), day, NO_FILE, kind, officer_id, identity.sign,
            chain.commit(salt, text), what,
        )  # fmt: skip
        cab.append(entry, salt, text)
    return entry.hash.hex()


def proposes(office: Office, name: str, day: date = DAY, **changed: Any) -> str:
    with office.cabinet.read() as cab:
        last = cab.entries_of(office.file_id)[-1]
    said = {"archive": "none", "case": NUMBER, "file": office.file_id.hex(), "files": 1, "entry": last.seq,
            "hash": last.hash.hex(), "texts": 9, "until": (day + timedelta(days=30)).isoformat()}  # fmt: skip
    return forge(office, name, Kind.KEYLESS_PROPOSED, chain.open_text({"keyless": said | changed}), day)


def confirms(office: Office, name: str, mark: str, day: date = DAY, **changed: Any) -> str:
    with office.cabinet.read() as cab:
        seq = next((one.seq for one in cab.keyless() if one.hash.hex() == mark), 1)
    said = {"entry": seq, "file": office.file_id.hex(), "hash": mark}
    return forge(office, name, Kind.KEYLESS_ERASURE, chain.open_text({"keyless-confirmed": said | changed}), day)


def ends(office: Office, name: str, mark: str) -> str:
    with office.cabinet.read() as cab:
        seq = next(one.seq for one in cab.keyless() if one.hash.hex() == mark)
    return forge(office, name, Kind.KEYLESS_ENDED, chain.open_text({"keyless-ended": {"entry": seq}}))


def twice(office: Office) -> None:
    confirms(office, "dora", mark := proposes(office, "carla"))
    confirms(office, "emil", mark)


def after_its_end(office: Office) -> None:
    ends(office, "dora", mark := proposes(office, "carla"))
    confirms(office, "emil", mark)


FORGED: dict[str, tuple[Callable[[Office], Any], list[str], bool]] = {
    "both by one": (
        lambda office: confirms(office, "carla", proposes(office, "carla")),
        ["erasure without a key by one person alone"], False,
    ),
    "nobody proposed it": (
        lambda office: confirms(office, "dora", "0" * 96), ["erasure without a key that nobody proposed"], False,
    ),
    "another hash": (
        lambda office: confirms(office, "dora", proposes(office, "carla"), hash="0" * 96),
        ["erases another case without a key than was proposed"], False,
    ),
    "another case": (
        lambda office: confirms(office, "dora", proposes(office, "carla"), file="0" * 32),
        ["erases another case without a key than was proposed"], False,
    ),
    "too late": (
        lambda office: confirms(office, "dora", proposes(office, "carla"), LAST + timedelta(days=1)),
        ["erasure without a key whose days are over"], False,
    ),
    "for longer": (
        lambda office: proposes(office, "carla", until="2029-01-01"),
        ["erasure without a key proposed for another time"], False,
    ),
    "used twice": (twice, ["erasure without a key that has ended"], True),
    "after its end": (after_its_end, ["erasure without a key that has ended"], False),
    "somebody revoked": (
        lambda office: confirms(office, "dora", proposes(office, "anna")),
        ["signer not valid on that day", "erasure without a key that nobody proposed"], False,
    ),
    "an older state": (
        lambda office: confirms(office, "dora", proposes(office, "carla", entry=2)),
        [signed.OLDER, signed.OLDER], False,
    ),
    "another state": (
        lambda office: confirms(office, "dora", proposes(office, "carla", hash="0" * 96)),
        [signed.OLDER, signed.OLDER], False,
    ),
    "another number": (
        lambda office: confirms(office, "dora", proposes(office, "carla", case="HM-2026-0002")),
        [signed.NO_CASE], True,
    ),
    "no case": (lambda office: proposes(office, "carla", file="f" * 32), [signed.NO_CASE], False),
    "no form": (
        lambda office: proposes(office, "carla", archive="perhaps"),
        ["what it says of an erasure without a key has no form"], False,
    ),
    "before they were there": (
        lambda office: confirms(office, "dora", proposes(office, "carla", CAME - timedelta(days=1)), CAME),
        ["signer not valid on that day", "erasure without a key that nobody proposed"], False,
    ),
    "while the old ones were": (
        lambda office: confirms(office, "dora", proposes(office, "carla", GONE - timedelta(days=1)), GONE),
        [signed.OPENS], False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_what_nobody_entitled_signed_is_named_and_erases_nothing(office: Office, what: str) -> None:
    act, whys, erases = FORGED[what]
    act(office)
    assert office.whys() == whys
    assert bool(office.carry_out()) is erases


def test_a_function_under_another_id_is_the_same_person(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    confirms(office, "dora", proposes(office, "carla"))
    assert office.whys() == []
    monkeypatch.setattr(revocation, "function_of", lambda ring, who: "eine")
    assert office.whys() == ["erasure without a key by one person alone"]


def test_who_was_suspended_or_revoked_by_two_has_signed_nothing(office: Office) -> None:
    suspension.suspend(office.desk("dora"), office.id("emil"))
    confirms(office, "emil", proposes(office, "carla"))
    rule = "erasure without a key signed by somebody who may not"
    assert office.whys() == ["signed by somebody suspended", rule]
    assert office.carry_out() == []


def test_an_erasure_that_no_such_entry_allowed_is_named(office: Office) -> None:
    office.propose()
    with office.cabinet.write() as cab:
        cab.mark_erased(office.file_id, DAY, None, None, (0, 0, 0))
    assert office.whys() == ["erased without leave"]
    assert office.carry_out() == [], "and nothing is destroyed"


def test_an_erasure_after_its_days_or_with_another_certificate_is_named(office: Office) -> None:
    done = office.agree()
    with office.cabinet.write() as cab:
        cab.mark_erased(office.file_id, DAY, None, (done.seq, bytes(48)), (0, 0, 0))
    assert office.whys() == ["certificate is another"]


def test_the_daily_run_looks_at_a_case_that_two_signed_about(office: Office, tmp_path: Path) -> None:
    keeping = daily.Keeping(tmp_path / "verified.state", VerifiedKey(bytes(32)), RULES)
    checked = verifying.Office(office.cabinet)

    def run(day: date) -> list[str]:
        by = By(office.ring, {}, day)
        return [one.why for one in daily.daily(checked, by, keeping).findings]

    quiet = next(DAY + timedelta(days=n) for n in range(60) if not _its_turn(office, DAY + timedelta(days=n + 1)))
    assert run(quiet) == []
    proposes(office, "carla", quiet, entry=2)
    assert run(quiet + timedelta(days=1)) == [signed.OLDER]


def _its_turn(office: Office, day: date) -> bool:
    return day.toordinal() % PARTS == FilePart.of(office.file_id).number
