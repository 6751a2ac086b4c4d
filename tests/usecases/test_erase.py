"""Promise 9: erased means erased. What is due goes, nothing else does, and whatever is cut off comes to its end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store import erasures
from hinweisgeber.store.blobs import DAY, BlobStore, FolderBlobs, blob_store
from hinweisgeber.store.cabinet import NO_FILE, Cabinet
from hinweisgeber.store.cabinet.erasure import Certificate
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import KEYS, Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import due, erase, verifying
from hinweisgeber.usecases.keeper.sweep import SWEEP_DAYS, sweep
from hinweisgeber.usecases.leaving import retention
from hinweisgeber.usecases.officer import casework, measures, overview, reading
from hinweisgeber.usecases.officer.collect import Collected, collect, collect_follow_ups, deliver
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import CodeUnknown
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

ONE, TWO = "HM-2026-0001", "HM-2026-0002"
DUE = deadlines.deletable_from(TODAY)
WORD = "Zitronenkuchen"


@dataclass
class Yard:
    """The stores, two cases with everything a case can have, and the erasing."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    blobs: BlobStore
    home: Path
    reporters: list[Reporter]
    blob_names: list[str] = field(default_factory=list)

    @property
    def erased_list(self) -> Path:
        return self.home / erasures.NAME

    def note(self, file_id: bytes, day: date, proof: str | None) -> None:
        erasures.add(self.erased_list, {file_id: day}, {file_id: proof} if proof else {})

    def carry_out(
        self, today: date = DUE, ring: Ring | None = None, proofs: Mapping[bytes, str] = MappingProxyType({})
    ) -> list[Certificate]:
        return erase.carry_out(self.letterbox, self.cabinet, self.blobs, self.note, today, ring, proofs)

    def begun(self, today: date = DUE) -> list[erase.Begun]:
        return erase.begun(self.cabinet, today)

    def blobs_there(self, n: int) -> bool:
        return self.blob_names[n - 1] in list(self.blobs.names(2**40))

    def candidates(self, today: date = DUE) -> list[erase.Candidate]:
        return erase.due(self.letterbox, self.cabinet, today)

    def ids(self) -> dict[int, bytes]:
        return {n: file_id for file_id, n in execute(self.cabinet, "SELECT id, n FROM file WHERE kind = 'case'")}

    def sealed(self, n: int) -> list[bytes]:
        """All ciphertext and all wraps of a case, as they stand in both databases."""
        case, of = self.ids()[n], {"f": self.ids()[n]}
        texts = [
            *execute(self.cabinet, "SELECT sheet FROM file WHERE id = :f", **of),
            *execute(self.cabinet, "SELECT wrap FROM file_wrap WHERE file_id = :f", **of),
            *execute(self.cabinet, "SELECT sealed FROM message WHERE file_id = :f", **of),
            *execute(self.cabinet, "SELECT sealed FROM copy WHERE file_id = :f", **of),
            *execute(self.cabinet, "SELECT sealed FROM draft WHERE file_id = :f", **of),
            *execute(self.cabinet, "SELECT sealed FROM status WHERE file_id = :f", **of),
            *execute(self.cabinet, "SELECT sealed FROM journal_text JOIN journal USING (seq) WHERE file_id = :f", **of),
            *execute(self.cabinet, "SELECT sealed FROM line WHERE file_id = :f", **of),
            *execute(self.letterbox, "SELECT wrap FROM report_wrap WHERE report_id = :f", **of),
            *execute(self.letterbox, "SELECT wrap FROM mailbox WHERE report_id = :f", **of),
            *execute(self.letterbox, "SELECT sealed FROM message WHERE report_id = :f", **of),
            *execute(self.letterbox, "SELECT sealed FROM status WHERE report_id = :f", **of),
        ]
        assert len(texts) > 20, case
        return [text for (text,) in texts]

    def on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file())

    def left_of(self, n: int) -> dict[str, int]:
        """How many rows of this case each table still has."""
        of, found = {"f": self.ids()[n]}, {}
        for table in (
            "file_wrap",
            "epoch",
            "mailbox_wrap",
            "message",
            "copy",
            "draft",
            "seen",
            "status",
            "blob",
            "line",
        ):
            [(found[f"cabinet/{table}"],)] = execute(
                self.cabinet, f"SELECT count(*) FROM {table} WHERE file_id = :f", **of
            )
        for table in (*(table.name for table in KEYS), "message", "status", "blob"):
            [(found[f"letterbox/{table}"],)] = execute(
                self.letterbox, f"SELECT count(*) FROM {table} WHERE report_id = :f", **of
            )
        [(found["report"],)] = execute(self.letterbox, "SELECT count(*) FROM report WHERE id = :f", **of)
        [(found["texts"],)] = execute(
            self.cabinet, "SELECT count(*) FROM journal_text JOIN journal USING (seq) WHERE file_id = :f", **of
        )
        [(found["sheet"],)] = execute(self.cabinet, "SELECT length(sheet) FROM file WHERE id = :f", **of)
        return {name: count for name, count in found.items() if count}


@pytest.fixture
def yard(
    letterbox: Store[Letterbox],
    booth: Booth,
    cabinet: Store[Cabinet],
    settings: config.Settings,
    ring: Ring,
    reporter: Callable[[], Reporter],
    desk: Desks,
) -> Yard:
    """Case 1 and case 2, each with a file, a dialogue, a note, a draft and a measure; both closed today."""
    blobs = blob_store(settings.blobs_url)
    yard = Yard(letterbox, cabinet, blobs, settings.home, [reporter(), reporter()])
    anna = desk("anna")
    for one in yard.reporters:
        file = store_file(blobs, [WORD.encode()], "bild.jpg", cleaned=False)
        yard.blob_names.append(file.blob)
        submit(booth, one.code, Report(WORD), "Eingegangen.", (file,))
    collect(anna)
    for number, one in zip((ONE, TWO), yard.reporters, strict=True):
        work(anna, number, one)
    overview.every_row(anna)
    return yard


def close(at: Desk, number: str) -> CaseFile:
    """Without what the procedure asks for before: that is tested elsewhere."""
    return casework.act(
        at, number, Kind.CLOSED, records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Fertig."}), ""
    )


def work(anna: Desk, number: str, one: Reporter) -> None:
    casework.take_over(anna, number)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(anna, number, stage, "")
    one.write("Noch etwas.")
    assert reading.view(anna, number).case.follow_ups == 1
    casework.note(anna, number, WORD)
    casework.reply(anna, number, "Danke.")
    measures.add(anna, number, "Vier Augen", "Kämmerei", TODAY)
    close(anna, number)
    casework.keep_draft(anna, number, WORD)


@pytest.fixture
def authorised(yard: Yard, desk: Desks) -> Yard:
    """The same; the erasure of case 1 is authorised."""
    agreed(retention.authorise, desk("bernd"), ONE, archive=False)
    return yard


# -- what is due -------------------------------------------------------------------------------------------------


def test_only_what_is_authorised_is_erased_and_only_from_its_day_on(authorised: Yard) -> None:
    assert authorised.candidates(DUE - timedelta(days=1)) == []
    assert authorised.carry_out(DUE - timedelta(days=1)) == []
    assert [one.ending.number for one in authorised.candidates()] == [ONE]
    assert authorised.left_of(1), "a dry run changes nothing"
    assert [(one.year, one.n) for one in authorised.carry_out()] == [(2026, 1)]
    assert authorised.left_of(1) == {}
    assert authorised.left_of(2)
    assert authorised.candidates() == []
    assert authorised.carry_out() == [], "and only once"


Against = Callable[[Desk, Desk, Yard], object]
AGAINST: dict[str, Against] = {
    "a hold": lambda anna, bernd, yard: agreed(retention.propose_hold, anna, ONE, "Klage", "§ 17 DSGVO", DUE),
    "a recall": lambda anna, bernd, yard: retention.recall(anna, ONE, "Noch nicht."),
    "a message": lambda anna, bernd, yard: (yard.reporters[0].write("Noch eins."), collect(anna)),
    "reopening": lambda anna, bernd, yard: casework.reopen(anna, ONE, "INVESTIGATION", "Neues."),
    "reopening and closing later": lambda anna, bernd, yard: (
        casework.reopen(anna, ONE, "INVESTIGATION", "Neues."),
        close(anna, ONE),
    ),
}


@pytest.mark.parametrize("what", AGAINST)
def test_what_comes_after_the_authorisation_takes_it_back(what: str, authorised: Yard, desk: Desks) -> None:
    AGAINST[what](desk("anna"), desk("bernd"), authorised)
    assert authorised.candidates() == []
    assert authorised.carry_out() == []
    assert reading.look(desk("anna"), ONE).case.erasure_authorised is None


def test_a_lifted_hold_needs_a_new_authorisation(authorised: Yard, desk: Desks) -> None:
    agreed(retention.propose_hold, desk("anna"), ONE, "Klage", "§ 17 DSGVO", DUE)
    agreed(retention.lift_hold, desk("anna"), ONE, 1, "Erledigt.")
    assert authorised.carry_out() == []
    agreed(retention.authorise, desk("anna"), ONE, archive=False)
    assert len(authorised.carry_out()) == 1


@pytest.mark.parametrize("what", ["a hold", "a recall", "a message"])
def test_what_comes_between_the_list_and_the_deed_saves_the_case(
    what: str, authorised: Yard, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = authorised.candidates()
    AGAINST[what](desk("anna"), desk("bernd"), authorised)
    monkeypatch.setattr(erase, "due", lambda *_: found)
    assert authorised.carry_out() == []
    assert not authorised.erased_list.exists(), "nor does the list of erasures say so"
    assert reading.look(desk("anna"), ONE).case.number == ONE


def test_a_message_nobody_has_collected_keeps_the_case(authorised: Yard, desk: Desks) -> None:
    authorised.reporters[0].write("Bitte noch nicht löschen.")
    assert [one.waiting for one in authorised.candidates()] == [True]
    assert authorised.carry_out() == []
    assert not authorised.erased_list.exists()
    collect(desk("anna"))
    assert authorised.candidates() == [], "once read, an officer has to look again"
    assert "Bitte noch nicht löschen." in authorised.reporters[0].texts()


# -- nothing is left ---------------------------------------------------------------------------------------------


def test_no_byte_of_texts_and_keys_is_left_in_the_files(authorised: Yard) -> None:
    gone, kept = authorised.sealed(1), authorised.sealed(2)
    authorised.carry_out()
    disk = authorised.on_disk()
    assert [text for text in gone if text[-40:] in disk] == []
    assert all(text[-40:] in disk for text in kept if text not in gone)
    assert list(authorised.blobs.names(2**40)) == authorised.blob_names[1:]


def test_moved_rows_leave_no_copies_behind(yard: Yard) -> None:
    """What `secure_delete` alone leaves: a page on which rows still live keeps bytes of those that moved away."""
    lot, kept, gone = random.Random(0), list[bytes](), list[bytes]()
    with yard.cabinet.write() as cab:
        cab._db.exec_driver_sql("CREATE TABLE shuffle (k BLOB PRIMARY KEY, v BLOB)")
        for _ in range(1500):
            kept.append(lot.randbytes(16))
            row = (kept[-1], kept[-1] * lot.randint(1, 10))
            cab._db.exec_driver_sql("INSERT INTO shuffle VALUES (?, ?)", row)
            if lot.random() < 0.8 and len(kept) > 9:
                gone.append(kept.pop(lot.randrange(len(kept))))
                cab._db.exec_driver_sql("DELETE FROM shuffle WHERE k = ?", (gone[-1],))
    yard.cabinet.scrub()
    disk = yard.on_disk()
    assert all(key in disk for key in kept)
    assert [key for key in gone if key in disk] == []
    execute(yard.cabinet, "DROP TABLE shuffle")


def test_no_day_to_be_reminded_of_stays_behind(authorised: Yard) -> None:
    execute(authorised.cabinet, "UPDATE file SET remind_on = '2027-01-04' WHERE kind = 'case' AND n = 1")
    authorised.carry_out()
    assert execute(authorised.cabinet, "SELECT remind_on FROM file WHERE kind = 'case' AND n = 1") == [(None,)]


def test_the_case_is_gone_for_officers_and_reporter(authorised: Yard, desk: Desks) -> None:
    one, anna = authorised.reporters[0], desk("anna", DUE)
    open_page = mailbox.open_mailbox(one.booth, one.code)
    authorised.carry_out()
    for work in (reading.view, reading.look, casework.take_over):
        with pytest.raises(FileNotFound):
            work(anna, ONE)
    assert [row.number for row in overview.every_row(anna)[0]] == [TWO]
    left = {duty.number for duty in due.due(authorised.letterbox, authorised.cabinet).duties}
    assert left == {TWO, "MN-2026-0001", "MN-2026-0002"}, "measures outlive the case, and so do their reminders"
    for use in (
        lambda: mailbox.open_mailbox(one.booth, one.code),
        lambda: mailbox.read(one.booth, open_page),
        lambda: mailbox.write_on(one.on(DUE), open_page, "Hallo?", "page"),
    ):
        with pytest.raises(CodeUnknown):
            use()


def test_an_erased_report_is_not_taken_in_again(
    authorised: Yard, desk: Desks, reporter: Callable[[], Reporter]
) -> None:
    authorised.carry_out()
    file_id = authorised.ids()[1]
    execute(authorised.letterbox, "INSERT INTO report (id, received) VALUES (:f, '2026-11-21')", f=file_id)
    execute(authorised.letterbox, "INSERT INTO report_wrap SELECT :f, officer_id, wrap FROM report_wrap", f=file_id)
    assert collect(desk("anna")) == Collected()
    collect_follow_ups(desk("anna"), file_id)
    deliver(authorised.cabinet, authorised.letterbox, TODAY)
    assert [row.number for row in overview.every_row(desk("anna"))[0]] == [TWO]
    reporter().send()
    collect(desk("anna"))
    assert {row.number for row in overview.every_row(desk("anna"))[0]} == {TWO, "HM-2026-0003"}, (
        "no number is given twice"
    )


def test_new_messages_are_still_collected_when_the_newest_was_erased(authorised: Yard, desk: Desks) -> None:
    anna = desk("anna")
    collect(anna)
    authorised.carry_out()
    collect(anna)
    authorised.reporters[1].write("Und noch etwas.")
    collect(anna)
    assert reading.look(anna, TWO).case.follow_ups == 2


def test_measures_outlive_their_case_and_do_not_know_it_any_more(authorised: Yard, desk: Desks) -> None:
    authorised.carry_out()
    views = {view.measure.number: view for view in measures.register(desk("anna")).views}
    assert [views[f"MN-2026-000{n}"].case_number for n in (1, 2)] == [None, TWO]
    assert measures.done(desk("bernd"), "MN-2026-0001").done_on == TODAY
    held = execute(authorised.cabinet, "SELECT parent FROM file WHERE kind = 'measure' ORDER BY n")
    assert held == [(None,), (authorised.ids()[2],)]


def test_the_certificate_has_numbers_days_and_amounts_and_no_content(authorised: Yard, desk: Desks) -> None:
    [before] = authorised.candidates()
    [made] = authorised.carry_out()
    entry = execute(authorised.cabinet, "SELECT seq FROM journal WHERE kind = 'erasure-authorised'")[0][0]
    with authorised.cabinet.read() as cab:
        signed = cab.entry(entry)
    assert signed
    assert (made.closed_on, made.erased_on, made.authorised_seq, made.authorised_hash) == (
        TODAY, DUE, entry, signed.hash,
    )  # fmt: skip
    assert (made.texts, made.files, made.wraps) == (before.texts, before.files, before.wraps)
    assert (made.files, made.wraps, made.done) == (1, 3 + 1 + 1 + 1, True), "wraps and link; mailbox, way to it"
    assert retention.certificates(desk("bernd")) == [made]


def test_the_journal_still_verifies_and_the_list_is_private(authorised: Yard, ring: Ring) -> None:
    before = verifying.verify(authorised.cabinet, ring, today=DUE)
    authorised.carry_out()
    after = verifying.verify(authorised.cabinet, ring, today=DUE)
    assert (after.entries, after.erased, after.unknown) == (before.entries, 1, 0)
    assert after.texts < before.texts
    assert authorised.erased_list.stat().st_mode & 0o777 == 0o600
    assert erasures.read(authorised.erased_list) == {authorised.ids()[1]: DUE}


def test_sweeping_afterwards_finds_nothing_to_do(authorised: Yard) -> None:
    authorised.carry_out()
    now = 4_000_000_000.0 + (SWEEP_DAYS + 2) * DAY
    assert sweep(authorised.blobs, authorised.letterbox, authorised.cabinet, now) == 0


def test_destroying_what_nobody_knows_changes_nothing(yard: Yard) -> None:
    before = yard.left_of(1), yard.left_of(2)
    [(measure,)] = execute(yard.cabinet, "SELECT id FROM file WHERE kind = 'measure' AND n = 1")
    for file_id in (NO_FILE, b"?" * 16, measure):
        erase.destroy(yard.letterbox, yard.cabinet, yard.blobs, file_id)
    assert (yard.left_of(1), yard.left_of(2)) == before


# -- a mark that nobody allowed ------------------------------------------------------------------------------------


MARK = "UPDATE file SET erased_on = :d WHERE kind = 'case' AND n = :n"


def test_a_mark_nobody_authorised_destroys_nothing_and_is_named(authorised: Yard, tampering: None) -> None:
    """One line of SQL must not make the timer an eraser."""
    before = authorised.left_of(2)
    execute(authorised.cabinet, MARK, d=DUE.isoformat(), n=2)
    assert [(one.number, one.proof) for one in authorised.begun()] == [(TWO, None)]
    assert [one.n for one in authorised.carry_out()] == [1], "the others go on"
    assert authorised.left_of(2) == before
    assert erasures.read(authorised.erased_list).keys() == {authorised.ids()[1]}
    assert authorised.blobs_there(2)
    assert authorised.reporters[1].texts()


@pytest.mark.parametrize("day", [DUE - timedelta(days=1), DUE + timedelta(days=1)], ids=["too early", "to come"])
def test_a_mark_for_another_day_destroys_nothing(day: date, authorised: Yard, tampering: None) -> None:
    before = authorised.left_of(1)
    execute(authorised.cabinet, MARK, d=day.isoformat(), n=1)
    assert authorised.carry_out() == []
    assert authorised.left_of(1) == before
    assert not authorised.erased_list.exists()


def test_a_mark_on_a_measure_destroys_nothing(yard: Yard, tampering: None) -> None:
    execute(yard.cabinet, "UPDATE file SET erased_on = :d WHERE kind = 'measure' AND n = 1", d=DUE.isoformat())
    assert yard.carry_out() == []
    assert [one.number for one in yard.begun()] == ["MN-2026-0001"]
    assert execute(yard.cabinet, "SELECT length(sheet) > 0 FROM file WHERE kind = 'measure' AND n = 1") == [(1,)]


FORGED = (
    "INSERT INTO journal SELECT max(seq) + 1, :d, :f, :k, (SELECT signer FROM journal WHERE seq = 2), "
    "zeroblob(48), zeroblob(48), zeroblob(64), NULL FROM journal"
)


@pytest.mark.parametrize("marked", [False, True], ids=["due", "begun"])
def test_forged_entries_of_the_journal_erase_nothing(
    marked: bool, authorised: Yard, ring: Ring, tampering: None
) -> None:
    """Whoever may add rows to the journal, as the office's role may, has no officer's signature."""
    before, two = authorised.left_of(2), authorised.ids()[2]
    for kind in ("closed", "erasure-authorised"):
        execute(authorised.cabinet, FORGED, d="2020-01-01", f=two, k=kind)
    if marked:
        execute(authorised.cabinet, MARK, d=DUE.isoformat(), n=2)
    assert [one.n for one in authorised.carry_out(DUE, ring)] == [1], "the others go on"
    assert authorised.left_of(2) == before
    assert authorised.reporters[1].texts()


def test_what_only_the_lists_proof_allows_is_ended(authorised: Yard, ring: Ring, tampering: None) -> None:
    """After a restore the journal may be older than the authorisation: its replay was cut off, and is ended."""
    one = authorised.ids()[1]
    with authorised.cabinet.read() as cab:
        proof = erase.evidence(cab, one, DUE, DUE)
    assert proof
    execute(authorised.cabinet, "DELETE FROM journal_text WHERE seq = (SELECT max(seq) FROM journal)")
    execute(authorised.cabinet, "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")
    with authorised.cabinet.write() as cab:
        cab.mark_erased(one, DUE, None, None, (1, 1, 1))
    before = authorised.left_of(1)
    for ring_given, proofs in ((None, {one: proof}), (ring, {}), (ring, {one: proof[:-8]}), (ring, {b"?" * 16: proof})):
        assert authorised.carry_out(DUE, ring_given, proofs) == []
        assert authorised.left_of(1) == before
    assert len(authorised.carry_out(DUE, ring, {one: proof})) == 1
    assert authorised.left_of(1) == {}
    assert erasures.proofs(authorised.erased_list) == {one: proof}


# -- cut off anywhere ----------------------------------------------------------------------------------------------


class PulledPlug(BaseException):
    """The process ends here."""


def plug(after: bool, work: Callable[..., Any]) -> Callable[..., Any]:
    def cut(*given: Any) -> Any:
        if after:
            work(*given)
        raise PulledPlug()

    return cut


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("n", range(len(erase.STEPS)), ids=lambda n: erase.STEPS[n].__name__)
def test_a_run_cut_off_at_any_step_is_ended_by_the_next(
    n: int, after: bool, authorised: Yard, ring: Ring, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = authorised.sealed(1)
    with monkeypatch.context() as patched:
        steps = list(erase.STEPS)
        steps[n] = plug(after, steps[n])
        patched.setattr(erase, "STEPS", tuple(steps))
        with pytest.raises(PulledPlug):
            authorised.carry_out()
    ends_well(authorised, ring, desk, gone)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Cabinet, "mark_erased"),
        (Letterbox, "destroy_keys"),
        (Letterbox, "destroy_texts"),
        (Letterbox, "forget_report"),
        (Cabinet, "destroy_texts"),
        (Cabinet, "forget_blobs_of"),
        (Cabinet, "finish_erasures"),
        (FolderBlobs, "delete"),
        (Store, "scrub"),
        (Yard, "note"),
    ],
)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_run_cut_off_inside_a_step_is_ended_by_the_next(
    owner: Any, name: str, after: bool, authorised: Yard, ring: Ring, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = authorised.sealed(1)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, plug(after, getattr(owner, name)))
        with pytest.raises(PulledPlug):
            authorised.carry_out()
    ends_well(authorised, ring, desk, gone)


def ends_well(yard: Yard, ring: Ring, desk: Desks, gone: list[bytes]) -> None:
    """The journal verifies in between, nobody works on half a case, and the next run leaves nothing."""
    if not erasures.read(yard.erased_list):
        assert set(gone) <= set(yard.sealed(1)), "nothing is destroyed before the list knows"
        left = yard.left_of(1)
        assert (left["cabinet/file_wrap"], left["letterbox/mailbox_wrap"], left["letterbox/mailbox"]) == (3, 1, 1)
    verifying.verify(yard.cabinet, ring, today=DUE)
    marked = bool(execute(yard.cabinet, "SELECT 1 FROM file WHERE erased_on IS NOT NULL"))
    if marked:
        with pytest.raises(FileNotFound):
            casework.note(desk("anna"), ONE, "Noch ein Vermerk.")
        assert [row.number for row in overview.every_row(desk("anna"))[0]] == [TWO]
    else:
        assert reading.look(desk("anna"), ONE).case.erasure_authorised
        assert yard.reporters[0].texts()
    later = DUE + timedelta(days=1)
    [made] = yard.carry_out(later)
    assert made.done
    assert yard.left_of(1) == {}
    disk = yard.on_disk()
    assert [text for text in gone if text[-40:] in disk] == []
    assert erasures.proofs(yard.erased_list).keys() == {yard.ids()[1]}
    assert verifying.verify(yard.cabinet, ring, proofs=erasures.proofs(yard.erased_list), today=later).erased == 1
    assert yard.carry_out(DUE + timedelta(days=2)) == []


@pytest.mark.parametrize("away", ["letterbox", "cabinet"])
def test_nothing_is_erased_while_a_database_is_away(
    away: str, authorised: Yard, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(writing: bool) -> Iterator[Any]:
        raise StoreAway()

    before = authorised.left_of(1)
    with monkeypatch.context() as patched:
        patched.setattr(getattr(authorised, away), "_transaction", gone)
        with pytest.raises(StoreAway):
            authorised.carry_out()
    assert authorised.left_of(1) == before
    assert len(authorised.carry_out()) == 1


def test_while_the_files_are_away_keys_and_texts_go_and_the_next_run_ends_it(
    authorised: Yard, ring: Ring, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = authorised.sealed(1)

    def away(self: FolderBlobs, name: str) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(FolderBlobs, "delete", away)
        with pytest.raises(StoreAway):
            authorised.carry_out()
    assert authorised.left_of(1).keys() == {"cabinet/blob", "letterbox/blob", "report"}
    ends_well(authorised, ring, desk, gone)


def test_somebody_who_reads_for_long_only_delays_the_end(
    authorised: Yard, ring: Ring, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = authorised.sealed(1)
    monkeypatch.setattr("hinweisgeber.store.database.BUSY_MILLISECONDS", 50)
    authorised.cabinet.dispose()
    with authorised.cabinet.read() as reading:
        reading.head()
        with pytest.raises(StoreAway):
            authorised.carry_out()
    ends_well(authorised, ring, desk, gone)


def test_officers_requests_end_well_when_the_case_goes_in_the_meantime(
    authorised: Yard, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading and writing of the same request."""
    anna, file_id = desk("anna"), authorised.ids()[1]
    casework.act(desk("bernd"), ONE, Kind.NOTE, records.of(Kind.NOTE).data.of({"text": "x"}), "")
    authorised.reporters[0].write("Noch eins.")
    write = authorised.cabinet.write

    def after_the_erasure() -> Any:
        monkeypatch.setattr(authorised.cabinet, "write", write)
        erase.destroy_all(authorised.letterbox, authorised.cabinet, authorised.blobs, [file_id], DUE)
        return write()

    monkeypatch.setattr(authorised.cabinet, "write", after_the_erasure)
    collect_follow_ups(anna, file_id)
    assert authorised.left_of(1) == {}
    with pytest.raises(FileNotFound):
        reading.view(anna, ONE)


def test_two_runs_at_once_erase_once(authorised: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one begins while the first is between its decision and its deeds."""
    step, seconds = erase.STEPS[0], list[list[Certificate]]()

    def slow(here: erase.Stores, file_id: bytes) -> int:
        with monkeypatch.context() as inner:
            inner.setattr(erase, "STEPS", (step, *erase.STEPS[1:]))
            seconds.append(authorised.carry_out())
        return step(here, file_id)

    monkeypatch.setattr(erase, "STEPS", (slow, *erase.STEPS[1:]))
    assert len(authorised.carry_out()) == 1
    assert [len(one) for one in seconds] == [1]
    assert authorised.left_of(1) == {}
    assert len(authorised.erased_list.read_text().splitlines()) == 1
