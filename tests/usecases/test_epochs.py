"""Keys that change: when, for whom, and that nothing put back in their place is believed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any
from unittest import mock

import pytest

from hinweisgeber.crypto import chain, contexts
from hinweisgeber.crypto.epochs import EpochKey, KeysSaid
from hinweisgeber.crypto.errors import JournalBroken, SealBroken
from hinweisgeber.crypto.keys import CaseKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.crypto.unseal import open_text
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case.case_steps import Closed
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet, metadata
from hinweisgeber.store.dump import SHORT_LIVED, WITH_KEYS
from hinweisgeber.store.errors import Stale
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.officer import casework, entering, measures, overview, reading, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, case_of, open_file, remember_own
from hinweisgeber.usecases.officer.errors import FileNotFound, Unopened
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.recheck import recheck
from tests.usecases.sql import execute

ONE, FIRST = "HM-2026-0001", "MN-2026-0001"


def opened(at: Desk, kind: str = CASE, number: str = ONE) -> OpenFile:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, kind, number)


def holders(at: Desk, kind: str = CASE, number: str = ONE) -> set[str]:
    return set(opened(at, kind, number).holders)


def entered(cabinet: Store[Cabinet]) -> list[tuple[str, KeysSaid]]:
    return [
        (kind, KeysSaid.read(said)) for kind, said in execute(cabinet, "SELECT kind, open FROM journal ORDER BY seq")
    ]


def without(at: Desk, letterbox: Store[Letterbox], founded: Founded, name: str) -> Ring:
    return founding.revoke(at.cabinet, letterbox, at.ring, founded.root(), name, TODAY, TODAY)


def in_response(at: Desk) -> None:
    casework.take_over(at, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, ONE, stage, "")


# -- when, and for whom ------------------------------------------------------------------------------------------


def test_the_first_entry_begins_the_first_epoch_for_whom_the_report_was_sealed(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], founded: Founded
) -> None:
    kind, said = entered(cabinet)[-1]
    everybody = sorted(person.officer_id for person in founded.people.values())
    assert (kind, said.holders, said.before) == (Kind.CASE_RECEIVED, tuple(everybody), None)
    file = opened(desk("anna"))
    assert said.epoch == file.keys.epoch
    assert isinstance(file.keys.newest, EpochKey)
    assert said.mark == file.keys.newest.mark(file.id, file.keys.epoch)
    [(link,)] = execute(cabinet, "SELECT link FROM epoch")
    assert type(file.keys.newest.open_link(file.id, file.keys.epoch, link)) is CaseKey
    assert [said for _, said in entered(cabinet)[:-1]] == [KeysSaid()]


def test_a_wrap_row_in_the_letterbox_makes_nobody_a_holder(
    reporter: Callable[[], Reporter], desk: Desks, letterbox: Store[Letterbox], ring: Ring, founded: Founded
) -> None:
    """Whoever writes the letterbox adds a row for somebody the reporter excluded."""
    bernd = founded.people["bernd"].officer_id
    one = reporter()
    one.ring = ring
    one.send(Report("Über Bernd.", excluded=(bernd,)))
    [(file_id,)] = execute(letterbox, "SELECT id FROM report")
    execute(letterbox, "DELETE FROM report_wrap WHERE officer_id = :o", o=bernd)
    execute(letterbox, "INSERT INTO report_wrap (report_id, officer_id, wrap) VALUES (:f, :o, zeroblob(1714))",
            f=file_id, o=bernd)  # fmt: skip
    collect(desk("anna"))
    assert bernd not in holders(desk("anna"))
    with pytest.raises(FileNotFound):
        opened(desk("bernd"))


def test_an_act_while_all_may_read_begins_no_epoch(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    casework.note(desk("anna"), ONE, "Vermerk.")
    sent.write("Nachtrag.")
    collect(desk("bernd"))
    assert len(entered(cabinet)) == 4
    assert opened(desk("anna")).row.epoch == 1
    assert all(said == KeysSaid() for _, said in entered(cabinet)[2:]), "and says nothing of keys"


def test_the_next_act_after_a_revocation_begins_the_next_epoch_and_no_other(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded
) -> None:
    anna, lead = desk("anna"), desk("lead")
    in_response(anna)
    measures.add(anna, ONE, "Schulung", "SG 10", TODAY)
    at = replace(lead, ring=without(anna, letterbox, founded, "anna"))
    assert anna.officer_id in holders(at), "nothing has been sealed since"
    casework.note(at, ONE, "Seit sie fort ist.")
    left = {lead.officer_id, desk("bernd").officer_id}
    assert holders(at) == holders(at, MEASURE, FIRST) == left, "its measures too"
    kinds = [kind for kind, said in entered(cabinet) if said.epoch]
    assert kinds == [Kind.CASE_RECEIVED, Kind.MEASURE_ADDED, Kind.EPOCH, Kind.EPOCH]
    [first, newer] = [
        said for kind, said in entered(cabinet) if said.epoch and kind in (Kind.CASE_RECEIVED, Kind.EPOCH)
    ][:2]
    assert newer.before == first.epoch
    assert execute(cabinet, "SELECT officer_id FROM file_wrap WHERE officer_id = :o", o=anna.officer_id) == []
    count = len(entered(cabinet))
    casework.note(at, ONE, "Noch einer.")
    assert len(entered(cabinet)) == count + 1
    bernd = replace(desk("bernd"), ring=at.ring)
    assert [act.kind for act in reading.view(bernd, ONE).entries.shown][:3] == [Kind.NOTE, Kind.NOTE, Kind.EPOCH]
    assert recheck([at, bernd]) == 4


def test_what_the_reporter_writes_is_entered_under_a_new_key_too(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox], founded: Founded
) -> None:
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    sent.write("Nachtrag.")
    collect(at)
    assert opened(at).row.epoch == 2


def test_who_is_given_a_case_has_its_past_and_its_measures_as_an_entry_says(
    reporter: Callable[[], Reporter],
    desk: Desks,
    cabinet: Store[Cabinet],
    founded: Founded,
) -> None:
    anna, bernd, lead = desk("anna"), desk("bernd"), desk("lead")
    one, receives = (
        reporter(),
        tuple(officer for officer in anna.ring.everyone if officer.officer_id == anna.officer_id),
    )
    with mock.patch.object(Ring, "receivers", return_value=receives):
        one.send(Report("Erfunden.", excluded=(lead.officer_id,)))
    collect(anna)
    in_response(anna)
    measures.add(anna, ONE, "Schulung", "SG 10", TODAY)
    casework.note(anna, ONE, "Von früher.")
    assert holders(anna) == holders(anna, MEASURE, FIRST) == {anna.officer_id}
    agreed(casework.assign, anna, ONE, bernd.officer_id, "Vertretung")
    both = {anna.officer_id, bernd.officer_id}
    assert holders(anna) == holders(bernd) == holders(bernd, MEASURE, FIRST) == both
    assert opened(anna).row.epoch == 1, "joining makes no new key"
    assert "Von früher." in str([act.data for act in reading.view(bernd, ONE).entries.shown])
    assert [act.kind for act in measures.register(bernd).views[0].log] == [Kind.MEASURE_ADDED, Kind.EPOCH]
    verifying.verify(cabinet, anna.ring)


def test_a_measure_that_outlives_its_case_is_shared_by_an_entry(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    anna = desk("anna")
    in_response(anna)
    measures.add(anna, ONE, "Schulung", "SG 10", TODAY)
    execute(cabinet, "UPDATE file SET parent = NULL WHERE kind = 'measure'")
    execute(cabinet, "DELETE FROM file_wrap WHERE officer_id = :o", o=desk("bernd").officer_id)
    execute(cabinet, "DELETE FROM file_wrap WHERE file_id = (SELECT id FROM file WHERE kind = 'case')")
    measures.share(anna, FIRST, desk("bernd").officer_id, "Sie übernimmt.")
    assert desk("bernd").officer_id in holders(desk("bernd"), MEASURE, FIRST)


# -- put back, or exchanged ----------------------------------------------------------------------------------------


def kept(cabinet: Store[Cabinet]) -> dict[str, list[Any]]:
    rows = {"file": execute(cabinet, "SELECT * FROM file WHERE n = 1")}
    for table in ("epoch", "file_wrap"):
        rows[table] = execute(cabinet, f"SELECT * FROM {table} WHERE file_id = :f", f=rows["file"][0][0])
    return rows


Put = Callable[[Store[Cabinet], dict[str, list[Any]]], None]


def older_wraps(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    for file_id, officer, own, wrap in before["file_wrap"]:
        execute(cabinet, "UPDATE file_wrap SET own = :own, wrap = :w WHERE file_id = :f AND officer_id = :o",
                f=file_id, o=officer, own=own, w=wrap)  # fmt: skip


def older_epoch(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    """The whole state of before, as far as it can be put back: the journal only grows."""
    older_wraps(cabinet, before)
    execute(cabinet, "DELETE FROM epoch WHERE number = 2 AND file_id = :f", f=before["file"][0][0])
    execute(cabinet, "UPDATE file SET epoch = 1 WHERE id = :f", f=before["file"][0][0])


def no_epoch(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    execute(cabinet, "DELETE FROM epoch WHERE file_id = :f", f=before["file"][0][0])
    execute(cabinet, "UPDATE file SET epoch = 0 WHERE id = :f", f=before["file"][0][0])


def other_random(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    execute(cabinet, "UPDATE epoch SET random = zeroblob(8) WHERE number = 2 AND file_id = :f", f=before["file"][0][0])


def other_entry(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    execute(cabinet, "UPDATE epoch SET seq = seq + 1 WHERE number = 2 AND file_id = :f", f=before["file"][0][0])


def swapped_links(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    execute(cabinet, "UPDATE epoch SET link = (SELECT e.link FROM epoch e WHERE e.file_id = epoch.file_id AND "
                     "e.number = 3 - epoch.number) WHERE file_id = :f", f=before["file"][0][0])  # fmt: skip


def other_key(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    """Rightly wrapped for everybody, and another key: only the mark tells."""
    file_id = before["file"][0][0]
    epoch = KeysSaid.read(execute(cabinet, "SELECT open FROM journal WHERE kind = 'epoch'")[0][0]).epoch
    assert epoch is not None
    key = EpochKey.generate()
    THEIRS.append(key)
    for person in PEOPLE:
        wrap = key.wrap(file_id, epoch, person)
        execute(cabinet, "UPDATE file_wrap SET own = 0, wrap = :w WHERE file_id = :f AND officer_id = :o",
                f=file_id, o=person.officer_id, w=wrap)  # fmt: skip


def other_key_and_sheet(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    """The same, and the sheet as it is, sealed under that key: whoever was in knows what it says."""
    other_key(cabinet, before)
    file_id, said = before["file"][0][0], execute(cabinet, "SELECT open FROM journal WHERE kind = 'epoch'")[0][0]
    [(revision,)] = execute(cabinet, "SELECT revision FROM file WHERE id = :f", f=file_id)
    place = contexts.sheet_in(file_id, json.loads(said)["epoch"], revision)
    sheet = seal_text(THEIRS[-1].file, place, SHEET[-1])
    execute(cabinet, "UPDATE file SET sheet = :s WHERE id = :f", f=file_id, s=sheet)


def other_number(cabinet: Store[Cabinet], before: dict[str, list[Any]]) -> None:
    execute(cabinet, "UPDATE file SET epoch = 1 WHERE id = :f", f=before["file"][0][0])


PEOPLE: list[Any] = []
THEIRS: list[EpochKey] = []
SHEET: list[bytes] = []
NAMED_BY_VERIFY = (older_epoch, no_epoch, other_random, other_entry, other_number)


@pytest.mark.parametrize(
    "put",
    [older_wraps, swapped_links, other_key, other_key_and_sheet, *NAMED_BY_VERIFY],
    ids=lambda put: str(put.__name__),
)
def test_what_is_put_back_or_exchanged_does_not_open_and_is_named(
    put: Put, sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded,
    tampering: None,
) -> None:  # fmt: skip
    casework.note(desk("anna"), ONE, "Von früher.")
    before = kept(cabinet)
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    casework.note(at, ONE, "Seit sie fort ist.")
    PEOPLE[:] = [officer.recipient() for officer in at.ring.officers(TODAY)]
    SHEET.append(opened(at).sheet)
    put(cabinet, before)
    if put is swapped_links:  # the newest opens, the past does not
        assert {one.said for one in reading.view(at, ONE).dialogue} == {None}
        return
    with pytest.raises((SealBroken, Unopened)):
        reading.view(at, ONE)
    with pytest.raises(Unopened):
        opened(at)
    with pytest.raises((SealBroken, Unopened)):
        casework.note(at, ONE, "Trotzdem.")
    assert overview.listing(at, overview.ListFilter()).unopened == (ONE,), "the list names it"
    if put in NAMED_BY_VERIFY:
        with pytest.raises(JournalBroken, match="another epoch"):
            verifying.verify(cabinet, at.ring)


def test_nothing_of_version_1_is_believed_in_a_file_that_never_was(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    """Who kept the report's key and writes the cabinet seals a copy's description as version 1 did."""
    keys = opened(desk("anna")).keys
    for number in (0, 2, -1):
        with pytest.raises(SealBroken):
            keys.copy(number, bytes(16), 1)
    with pytest.raises(SealBroken):
        keys.entry(1, 1)


# -- at once, and broken off -----------------------------------------------------------------------------------------


def test_two_officers_at_once_begin_one_epoch(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded
) -> None:
    ring = without(desk("anna"), letterbox, founded, "anna")
    both = [replace(desk(name), ring=ring) for name in ("lead", "bernd")]
    gate = threading.Barrier(2)

    def note(at: Desk) -> None:
        gate.wait()
        casework.note(at, ONE, f"Von {at.officer_id}.")

    threads = [threading.Thread(target=note, args=(at,)) for at in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [kind for kind, _ in entered(cabinet)][-3:].count(Kind.EPOCH) == 1
    words = str([act.data for act in reading.view(both[0], ONE).entries.shown])
    assert all(f"Von {at.officer_id}." in words for at in both), "and both texts are there"


def test_who_opened_the_file_before_somebody_else_began_an_epoch_is_refused(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded
) -> None:
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    earlier = opened(at)
    casework.note(replace(desk("bernd"), ring=at.ring), ONE, "Schneller.")
    count = len(entered(cabinet))
    with pytest.raises(Stale), at.cabinet.write() as cab:
        entering.ready(cab, at, earlier)
    assert len(entered(cabinet)) == count


def test_a_key_opened_before_the_epoch_is_not_put_in_the_place_of_the_newer_one(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded
) -> None:
    """A page has read the wrap and keeps the key for the next time, while a colleague begins an epoch."""
    ring = without(desk("anna"), letterbox, founded, "anna")
    bernd = replace(desk("bernd"), ring=ring)
    slow = opened(bernd)
    casework.note(replace(desk("lead"), ring=ring), ONE, "Inzwischen.")
    with cabinet.write() as cab:
        remember_own(cab, bernd, [slow])
    assert reading.view(bernd, ONE).entries.total == 3


class Killed(BaseException):
    """Nothing that is caught."""


@pytest.mark.parametrize("step", ["set_sheet", "append", "begin_epoch", "set_reminder"])
def test_whatever_is_cut_off_leaves_every_case_whole(
    step: str, reporter: Callable[[], Reporter], desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox],
    founded: Founded, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for _ in range(3):
        reporter().send()
    collect(desk("anna"))
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    real, calls = getattr(Cabinet, step), list[int]()

    def dies(self: Cabinet, *args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        done = real(self, *args, **kwargs)
        if len(calls) == 2:
            raise Killed()
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Cabinet, step, dies)
        with suppress(Killed):
            if step == "set_reminder":
                for number in (1, 2, 3):
                    casework.note(at, f"HM-2026-000{number}", "x")
            else:
                rekey.renew_some(at, Bound())
    assert len(calls) == 2
    everybody = [at, replace(desk("bernd"), ring=at.ring)]
    assert recheck(everybody) == 6
    assert {rekey.renew_some(at, Bound(number=1)).done for _ in rekey.waiting(at)} == {1}, "the next goes take the rest"
    assert (rekey.waiting(at), recheck(everybody)) == ([], 6)
    assert {opened(at, number=f"HM-2026-000{n}").row.epoch for n in (1, 2, 3)} == {2}


# -- many at once --------------------------------------------------------------------------------------------------


def test_closed_cases_wait_and_what_does_not_open_stops_nothing(
    reporter: Callable[[], Reporter], desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox],
    founded: Founded, tampering: None,
) -> None:  # fmt: skip
    for _ in range(3):
        reporter().send()
    collect(desk("anna"))
    casework.take_over(desk("anna"), ONE)
    with cabinet.write() as cab:
        file = open_file(cab, desk("anna"), CASE, ONE)
        closing = Act(Kind.CLOSED, TODAY, desk("anna").officer_id, Closed(outcome=Outcome.INVESTIGATED))
        entering.enter(cab, desk("anna"), file, case_of(file), closing)
    execute(cabinet, "UPDATE file SET sheet = zeroblob(4161) WHERE n = 2")
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    assert len(rekey.waiting(at)) == 2
    assert rekey.renew_some(at, Bound()) == rekey.Renewed(1, 1, ("HM-2026-0002",))
    assert opened(at, number="HM-2026-0003").row.epoch == 2
    keys = rekey.keys_of_case(at, "HM-2026-0003")
    assert (keys.number, keys.since) == (2, TODAY)
    assert desk("anna").officer_id not in keys.holders


def test_the_page_of_keys_says_who_will_not_read_on(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox], founded: Founded
) -> None:
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    keys = rekey.keys_of_case(at, ONE)
    assert (keys.number, set(keys.ending)) == (1, {desk("anna").officer_id})


def test_keys_are_where_keys_are_kept_and_every_table_is_thought_of() -> None:
    """A new table of the cabinet fails here until somebody says whether it holds keys, content or neither."""
    known = {"file", "file_wrap", "epoch", "message", "blob", "copy", "status", "journal", "journal_text", "officer",
             "half_login", "factor", "recovery_code",
             "uncollected", "outbox", "session", "login_attempt", "seen", "draft", "abstract", "line", "form_once",
             "mailbox_wrap", "erased", "removed", "alarm",
             "pull", "pulled", "pulled_message", "pulled_wrap"}  # fmt: skip
    assert {table.name for table in metadata.sorted_tables} == known
    assert {"epoch", "mailbox_wrap", "pulled_wrap"} <= {*WITH_KEYS["cabinet"]}
    assert not {"epoch", "mailbox_wrap"} & {*SHORT_LIVED["cabinet"]}


def test_an_end_of_validity_is_an_end(sent: Reporter, desk: Desks, founded: Founded, tampering: None) -> None:
    last = max(officer.valid_until for officer in desk("lead").ring.everyone)
    ring = desk("lead").ring.extend(founded.root(), desk("lead").officer_id, date(last.year + 1, 1, 1))
    at = replace(desk("lead"), ring=ring, today=date(last.year + 1, 1, 1))
    casework.note(at, ONE, "Allein.")
    assert holders(at) == {at.officer_id}


def test_who_is_responsible_and_lost_the_key_to_a_later_one_is_given_it_again(
    sent: Reporter, desk: Desks, founded: Founded, tampering: None
) -> None:
    anna, lead = desk("anna"), desk("lead")
    casework.take_over(anna, ONE)
    ring, after = anna.ring, date(max(one.valid_until for one in anna.ring.everyone).year + 1, 1, 1)
    ring = ring.extend(founded.root(), lead.officer_id, after)
    casework.note(replace(lead, ring=ring, today=after), ONE, "Allein.")
    ring = ring.extend(founded.root(), anna.officer_id, after)
    anna, lead = (replace(one, ring=ring, today=after) for one in (anna, lead))
    with pytest.raises(FileNotFound):
        reading.view(anna, ONE)
    agreed(casework.assign, lead, ONE, anna.officer_id, "Wieder da")
    assert (reading.view(anna, ONE).case.assigned_to, holders(lead)) == (
        anna.officer_id,
        {anna.officer_id, lead.officer_id},
    )
    with pytest.raises(NotAllowed):  # who has it is not given it
        agreed(casework.assign, lead, ONE, anna.officer_id, "Noch einmal")


# -- what entries say, written by somebody else ----------------------------------------------------------------------


def says(cabinet: Store[Cabinet], seq: int, **other: Any) -> None:
    [(text,)] = execute(cabinet, "SELECT open FROM journal WHERE seq = :s", s=seq)
    text = json.dumps(json.loads(text) | other, sort_keys=True, separators=(",", ":")) if other else "{}"
    execute(cabinet, "UPDATE journal SET open = :t WHERE seq = :s", t=text, s=seq)


def test_who_writes_a_holder_into_the_journal_gives_nobody_a_key(
    reporter: Callable[[], Reporter], desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring,
    founded: Founded, tampering: None,
) -> None:  # fmt: skip
    """Bernd receives no reports. He writes himself among the holders, and a wrap row; the next epoch is Anna's end."""
    bernd = founded.people["bernd"].officer_id
    one = reporter()
    one.ring = ring.receive(founded.root(), bernd, False, TODAY)
    one.send(Report("Nicht für Bernd."))
    anna = replace(desk("anna"), ring=one.ring)
    collect(anna)
    at = replace(desk("lead"), ring=without(anna, letterbox, founded, "anna"))
    file = opened(at)
    assert bernd not in file.holders
    says(cabinet, file.row.said[-1].seq, holders=sorted({*file.holders, bernd}))
    execute(cabinet, "INSERT INTO file_wrap VALUES (:f, :o, 0, zeroblob(1714))", f=file.id, o=bernd)
    with suppress(SealBroken, Unopened):
        casework.note(at, ONE, "Nicht für ihn.")
    with pytest.raises((FileNotFound, Unopened)):
        opened(replace(desk("bernd"), ring=at.ring))
    assert rekey.renew_some(at, Bound()).failed == (ONE,)


def exchange(cabinet: Store[Cabinet], kind: str) -> None:
    for old, new in ((1, 0), (2, 1), (0, 2)):
        execute(cabinet, "UPDATE file SET n = :b WHERE n = :a AND kind = :k", a=old, b=new, k=kind)


def test_cases_whose_numbers_were_exchanged_are_not_acted_on(
    reporter: Callable[[], Reporter], desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    """Else a colleague who assigns a harmless case hands over another one."""
    for text in ("Geheim.", "Harmlos."):
        reporter().send(Report(text))
    collect(desk("anna"))
    exchange(cabinet, CASE)
    for act in (
        lambda: reading.view(desk("anna"), ONE),
        lambda: agreed(casework.assign, desk("anna"), ONE, desk("lead").officer_id, "Vertretung"),
    ):
        with pytest.raises(SealBroken):
            act()


def test_measures_whose_numbers_were_exchanged_are_not_acted_on(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    at = desk("anna")
    casework.take_over(at, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, ONE, stage, "")
    for what in ("Geheim.", "Harmlos."):
        measures.add(at, ONE, what, "Sachgebiet", TODAY)
    exchange(cabinet, MEASURE)
    with pytest.raises(SealBroken):
        measures.done(at, FIRST)


def test_who_takes_an_epoch_out_of_the_journal_leads_nobody_back_to_a_key_they_copied(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded,
    tampering: None,
) -> None:  # fmt: skip
    """Anna, revoked, seals all anew with the key she copied, and strikes herself from the holders."""
    old = opened(desk("anna")).keys
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    casework.note(at, ONE, "Seit sie fort ist.")
    file = opened(at)
    first, second = (one.seq for one in file.row.said)
    says(cabinet, second)
    says(cabinet, first, holders=sorted(file.holders))
    execute(cabinet, "DELETE FROM epoch WHERE number = 2")
    with at.cabinet.read() as cab:
        rows = cab.file_log(file.id)
    execute(cabinet, "UPDATE file SET epoch = 1, sheet = :s",
            s=seal_text(*old.sheet(file.row.revision), file.sheet))  # fmt: skip
    for place, (entry, sealed) in enumerate(rows, start=1):
        text = open_text(*file.keys.entry(entry.seq, place), sealed)
        execute(cabinet, "UPDATE journal_text SET sealed = :t WHERE seq = :s",
                s=entry.seq, t=seal_text(*old.entry(entry.seq, place), text))  # fmt: skip
    recipient = next(one.recipient() for one in at.ring.officers(TODAY) if one.officer_id == at.officer_id)
    execute(cabinet, "UPDATE file_wrap SET own = 0, wrap = :w WHERE officer_id = :o",
            w=old.wrapped_for(recipient), o=at.officer_id)  # fmt: skip
    with pytest.raises((SealBroken, Unopened)):
        casework.note(at, ONE, "Unter ihrem Schlüssel.")
    with pytest.raises(JournalBroken):
        verifying.verify(cabinet, at.ring)


def test_who_signs_an_entry_anew_that_they_signed_once_leads_nobody_back_to_a_key_they_copied(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded,
    tampering: None,
) -> None:  # fmt: skip
    """Anna took the report in. Revoked, she takes out what came after she went, and signs the first entry anew."""
    anna, file = desk("anna"), opened(desk("anna"))
    with anna.cabinet.read() as cab:
        [first] = cab.entries_of(file.id)
    casework.note(desk("lead"), ONE, "Noch mit ihr.")
    at = replace(desk("lead"), ring=without(anna, letterbox, founded, "anna"))
    before = opened(at)
    casework.note(at, ONE, "Seit sie fort ist.")
    for table in ("journal_text", "journal", "epoch"):
        execute(cabinet, f"DELETE FROM {table} WHERE seq > :s", s=before.row.said[-1].seq + 1)
    said = chain.open_text(json.loads(first.open or "") | {"holders": sorted(before.holders - {anna.officer_id})})
    forged = replace(first, open=said)
    signature = anna.identity.sign(chain.note(at.ring.installation, forged.seq, forged.hash))
    execute(cabinet, "UPDATE journal SET open = :o, signature = :g WHERE seq = :s", o=said, g=signature, s=first.seq)
    sheet = seal_text(*file.keys.sheet(before.row.revision), before.sheet)
    execute(cabinet, "UPDATE file SET epoch = 1, revision = :r, sheet = :s", r=before.row.revision, s=sheet)
    recipient = next(one.recipient() for one in at.ring.officers(TODAY) if one.officer_id == at.officer_id)
    execute(cabinet, "UPDATE file_wrap SET own = 0, wrap = :w WHERE officer_id = :o",
            w=file.keys.wrapped_for(recipient), o=at.officer_id)  # fmt: skip
    with pytest.raises((SealBroken, Unopened)):
        casework.note(at, ONE, "Unter ihrem Schlüssel.")
    with pytest.raises(JournalBroken):
        verifying.verify(cabinet, at.ring)


def test_what_says_nothing_readable_of_its_keys_stops_no_other_case(
    desk: Desks, reporter: Callable[[], Reporter], cabinet: Store[Cabinet], letterbox: Store[Letterbox],
    founded: Founded, tampering: None,
) -> None:  # fmt: skip
    for _ in range(2):
        reporter().send()
    collect(desk("anna"))
    at = replace(desk("lead"), ring=without(desk("anna"), letterbox, founded, "anna"))
    execute(cabinet, "UPDATE journal SET open = '{\"holders\":[]}' WHERE seq = (SELECT min(seq) FROM epoch)")
    assert len(rekey.waiting(at)) == 2
    done = rekey.renew_some(at, Bound())
    assert (done.done, done.left, len(done.failed)) == (1, 1, 1)
    assert overview.listing(at, overview.ListFilter()).unopened == done.failed
