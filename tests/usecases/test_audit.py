"""Promise 8: an altered, dropped or cut entry is found, with a key and without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto import chain, proof
from hinweisgeber.crypto.errors import JournalBroken, SealBroken
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.errors import FormatBroken
from hinweisgeber.refusals.broken import why_of
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import destruction, retention
from hinweisgeber.usecases.officer import casework, measures, overview, own_journal, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import MeasureUnopened
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

ONE, TWO = "HM-2026-0001", "HM-2026-0002"


@pytest.fixture
def worked(sent: Reporter, reporter: Callable[[], Reporter], desk: Desks) -> None:
    """Two cases with a few acts: founding, two receipts, and from entry 4 on Anna's and Bernd's acts."""
    reporter().send()
    collect(desk("anna"))
    for number in (ONE, TWO):
        casework.take_over(desk("anna"), number)
        casework.reply(desk("bernd"), number, f"Antwort zu {number}.")
        casework.note(desk("anna"), number, f"Notiz zu {number}.")


def broken(
    cabinet: Store[Cabinet], ring: Ring, checkpoint: str | None = None, today: date | None = None
) -> JournalBroken:
    with pytest.raises(JournalBroken) as found:
        verifying.verify(cabinet, ring, checkpoint, today=today)
    return found.value


def test_untouched_journal_holds(worked: None, cabinet: Store[Cabinet], ring: Ring) -> None:
    result = verifying.verify(cabinet, ring)
    assert (result.entries, result.texts) == (9, 9)


# -- without a key ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "date(day, '-1 day')"),
        ("kind", "'reply'"),
        ("signer", "(SELECT signer FROM journal WHERE seq = 5)"),
        ("file_id", "(SELECT file_id FROM journal WHERE seq = 7)"),
        ("commitment", "(SELECT commitment FROM journal WHERE seq = 5)"),
        ("previous", "(SELECT previous FROM journal WHERE seq = 5)"),
        ("signature", "(SELECT signature FROM journal WHERE seq = 5)"),
        ("signature", "zeroblob(3)"),
    ],
)
def test_altered_entry_is_named(
    column: str, value: str, worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    execute(cabinet, f"UPDATE journal SET {column} = {value} WHERE seq = 4")
    assert broken(cabinet, ring).seq == 4


@pytest.mark.parametrize("column", ["sealed", "salt"])
def test_altered_text_is_named(column: str, worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None) -> None:
    execute(
        cabinet, f"UPDATE journal_text SET {column} = (SELECT {column} FROM journal_text WHERE seq = 5) WHERE seq = 6"
    )
    assert broken(cabinet, ring).seq == 6


def test_dropped_entry_is_named(worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None) -> None:
    execute(cabinet, "DELETE FROM journal_text WHERE seq = 5")
    execute(cabinet, "DELETE FROM journal WHERE seq = 5")
    assert broken(cabinet, ring).seq == 6, "the first that does not follow"


def cut(cabinet: Store[Cabinet], after: int) -> None:
    execute(cabinet, "DELETE FROM journal_text WHERE seq > :n", n=after)
    execute(cabinet, "DELETE FROM journal WHERE seq > :n", n=after)


def test_dropped_tail_is_found_by_the_files_revision(
    worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    cut(cabinet, 8)
    error = broken(cabinet, ring)
    assert (error.seq, "da sind 3" in why_of(error)) == (8, True)


def test_file_that_is_gone_is_found(worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None) -> None:
    execute(cabinet, "DELETE FROM file WHERE n = 2")
    assert broken(cabinet, ring).seq == 9


def test_dropped_tail_with_sheets_rolled_back_is_found_by_an_earlier_checkpoint(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    before = execute(cabinet, "SELECT id, revision, sheet FROM file")
    casework.note(desk("anna"), ONE, "Die soll verschwinden.")
    kept = verifying.checkpoint(cabinet, ring)
    cut(cabinet, 9)
    for file_id, revision, sheet in before:
        execute(cabinet, "UPDATE file SET revision = :r, sheet = :s WHERE id = :i", r=revision, s=sheet, i=file_id)
    assert verifying.verify(cabinet, ring).entries == 9, "without a checkpoint nobody could know"
    assert broken(cabinet, ring, kept).seq == 10


def test_rewritten_past_is_found_by_an_earlier_checkpoint(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    before = execute(cabinet, "SELECT id, revision, sheet FROM file")
    casework.note(desk("anna"), ONE, "Erste Fassung.")
    kept = verifying.checkpoint(cabinet, ring)
    cut(cabinet, 9)
    for file_id, revision, sheet in before:
        execute(cabinet, "UPDATE file SET revision = :r, sheet = :s WHERE id = :i", r=revision, s=sheet, i=file_id)
    casework.note(desk("anna"), ONE, "Zweite Fassung.")
    assert verifying.verify(cabinet, ring).entries == 10
    assert broken(cabinet, ring, kept).seq == 10


def test_earlier_checkpoints_are_contained(worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring) -> None:
    early = verifying.checkpoint(cabinet, ring)
    casework.note(desk("bernd"), ONE, "Später.")
    for kept in (early, verifying.checkpoint(cabinet, ring)):
        assert verifying.verify(cabinet, ring, kept).entries == 10


def test_checkpoint_of_another_installation_is_refused(worked: None, cabinet: Store[Cabinet], ring: Ring) -> None:
    other = verifying.checkpoint(cabinet, ring).replace(ring.installation, "hinweisgeber/" + "0" * 16)
    assert broken(cabinet, ring, other).why == "checkpoint of another installation"


def test_checkpoint_under_a_name_that_did_not_sign_it_is_refused(
    worked: None, cabinet: Store[Cabinet], ring: Ring, desk: Desks
) -> None:
    kept = verifying.checkpoint(cabinet, ring)
    signer, other = desk("anna").officer_id, desk("bernd").officer_id
    assert broken(cabinet, ring, kept.replace(signer, other)).seq == 9


@pytest.mark.parametrize("text", ["", "x", "\n\n", "hinweisgeber/0\n1\nx\n"])
def test_nonsense_is_no_checkpoint(text: str, cabinet: Store[Cabinet], ring: Ring) -> None:
    with pytest.raises(FormatBroken):
        verifying.verify(cabinet, ring, text)


def forge(cabinet: Store[Cabinet], ring: Ring, signer: str, sign: Callable[[bytes], bytes]) -> int:
    """A next entry about the installation, well made but for who signs it."""
    with cabinet.write() as cab:
        salt, text = bytes(chain.SALT), b"{}"
        entry = chain.make_entry(
            ring.installation, cab.head(), TODAY, bytes(16), "note", signer, sign, chain.commit(salt, text)
        )
        cab.append(entry, salt, text)
    return entry.seq


def test_foreign_signer_is_named(
    worked: None, cabinet: Store[Cabinet], ring: Ring, desk: Desks, tampering: None
) -> None:
    assert broken_by(cabinet, ring, "f" * 16, Identity.generate().sign)


def test_stranger_under_an_officers_name_is_named(
    worked: None, cabinet: Store[Cabinet], ring: Ring, desk: Desks, tampering: None
) -> None:
    assert broken_by(cabinet, ring, desk("anna").officer_id, Identity.generate().sign)


def test_root_signs_nothing_but_the_founding(
    worked: None, cabinet: Store[Cabinet], founded: Founded, ring: Ring, tampering: None
) -> None:
    assert broken_by(cabinet, ring, "root", founded.root().sign)


def broken_by(cabinet: Store[Cabinet], ring: Ring, signer: str, sign: Callable[[bytes], bytes]) -> bool:
    seq = forge(cabinet, ring, signer, sign)
    return broken(cabinet, ring).seq == seq


def test_revoked_officer_signs_nothing_from_the_next_day_and_keeps_what_was_signed(
    worked: None, cabinet: Store[Cabinet], founded: Founded, ring: Ring, desk: Desks, tampering: None
) -> None:
    bernd = desk("bernd").officer_id
    assert verifying.verify(cabinet, ring.revoke(founded.root(), bernd, TODAY)).entries == 9
    gone = ring.revoke(founded.root(), bernd, TODAY - timedelta(days=1))
    assert broken(cabinet, gone).seq == 5, "his first act"


def test_officers_key_from_another_ring_is_no_key_here(
    worked: None, cabinet: Store[Cabinet], ring: Ring, desk: Desks
) -> None:
    """Same ids, other keys: a ring somebody else founded."""
    root, other = RootKey.generate(), Identity.generate()
    forged = Ring.found(root, ring.installation, TODAY)
    anna = ring.get(desk("anna").officer_id)
    assert anna
    forged = forged.admit(root, Officer(anna.officer_id, "X", "officer", other.public, other.sign_public, TODAY, TODAY))
    assert broken(cabinet, forged).seq == 1


def test_journal_without_an_entry_does_not_hold(cabinet: Store[Cabinet], ring: Ring, tampering: None) -> None:
    cut(cabinet, 0)
    assert broken(cabinet, ring).seq == 1
    with pytest.raises(JournalBroken):
        verifying.checkpoint(cabinet, ring)


@pytest.mark.parametrize(("seq", "why"), [(4, "sein Text fehlt"), (6, "fehlende Texte: 1, vernichtete: 0")])
def test_missing_text_is_found_in_a_living_file(
    seq: int, why: str, worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    """Entry 4 is an act; entry 6 a note, whose text may go, but only by an act that says so."""
    execute(cabinet, "DELETE FROM journal_text WHERE seq = :n", n=seq)
    error = broken(cabinet, ring)
    assert (error.seq, why_of(error)) == (seq, why)


def test_as_many_notes_are_without_text_as_were_destroyed(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    kept = execute(cabinet, "SELECT * FROM journal_text WHERE seq = 6")[0]
    agreed(destruction.destroy_note, desk("anna"), ONE, 6, "Unerheblich.")
    values = {f"c{n}": value for n, value in enumerate(kept)}
    execute(cabinet, f"INSERT INTO journal_text VALUES ({', '.join(':' + name for name in values)})", **values)
    assert "fehlende Texte: 0, vernichtete: 1" in why_of(broken(cabinet, ring)), "said to be destroyed, and still there"
    execute(cabinet, "DELETE FROM journal_text WHERE seq = 6")
    assert verifying.verify(cabinet, ring).texts == 10
    execute(cabinet, "DELETE FROM journal_text WHERE seq = 9")
    assert broken(cabinet, ring).seq == 9, "the note of the other case"


# -- erased files -------------------------------------------------------------------------------------------------

DUE = deadlines.deletable_from(TODAY)
MARK = "UPDATE file SET erased_on = :d WHERE n = 1"
DROP = "DELETE FROM journal_text WHERE seq IN (SELECT seq FROM journal JOIN file ON file.id = file_id WHERE file.n = 1)"

CERTIFICATE = (
    "INSERT INTO erased SELECT id, (SELECT max(day) FROM journal WHERE kind = 'closed' AND"
    " file_id = id), (SELECT max(seq) FROM journal WHERE kind = 'erasure-authorised' AND file_id = id), :h,"
    " 0, 0, 0, 0 FROM file WHERE n = 1"
)


def close(at: Desk, number: str = ONE) -> None:
    casework.act(
        at, number, Kind.CLOSED, records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "x"}), ""
    )


def erased_by_hand(cabinet: Store[Cabinet], day: date = DUE) -> None:
    """What somebody with SQL does who wants a case to be gone."""
    execute(cabinet, MARK, d=day.isoformat())
    execute(cabinet, DROP)
    with cabinet.read() as cab:
        authorised = [one for one in cab.entries() if one.kind == Kind.ERASURE_AUTHORISED]
    execute(cabinet, CERTIFICATE, h=authorised[-1].hash if authorised else None)


def test_file_erased_with_an_authorisation_after_its_time_verifies(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    close(desk("anna"))
    agreed(retention.authorise, desk("bernd"), ONE, archive=False)
    erased_by_hand(cabinet)
    assert verifying.verify(cabinet, ring, today=DUE).erased == 1


def test_file_erased_on_a_day_that_has_not_come_is_found(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    """The day stands in a row nobody signed: it cannot prove that the time had come."""
    close(desk("anna"))
    agreed(retention.authorise, desk("bernd"), ONE, archive=False)
    kept = proofs(cabinet)
    erased_by_hand(cabinet, date(2135, 1, 1))
    for today in (TODAY, DUE, None):
        for known in ({}, kept):
            with pytest.raises(JournalBroken, match="erased on a day to come"):
                verifying.verify(cabinet, ring, proofs=known, today=today)


def test_file_erased_without_an_authorisation_is_found(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    execute(cabinet, MARK, d=DUE.isoformat())
    assert broken(cabinet, ring, today=DUE).why == "erased without leave", "the mark alone"
    close(desk("anna"), TWO)
    erased_by_hand(cabinet)
    assert broken(cabinet, ring, today=DUE).why == "erased without leave"


def test_file_erased_before_its_day_is_found(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    close(desk("anna"))
    agreed(retention.authorise, desk("bernd"), ONE, archive=False)
    erased_by_hand(cabinet, DUE - timedelta(days=1))
    assert broken(cabinet, ring, today=DUE).why == "erased without leave"


@pytest.mark.parametrize("what", ["recalled", "held", "reopened"])
def test_file_erased_on_an_authorisation_that_no_longer_held_is_found(
    what: str, worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    anna = desk("anna")
    close(anna)
    agreed(retention.authorise, anna, ONE, archive=False)
    kept = proofs(cabinet)
    acts: dict[str, Callable[[], object]] = {
        "recalled": lambda: retention.recall(anna, ONE, "x"),
        "held": lambda: agreed(retention.propose_hold, anna, ONE, "x", "x", DUE),
        "reopened": lambda: casework.reopen(anna, ONE, "INVESTIGATION", "x"),
    }
    acts[what]()
    erased_by_hand(cabinet)
    for known in ({}, kept):
        with pytest.raises(JournalBroken, match="erased without leave"):
            verifying.verify(cabinet, ring, proofs=known, today=DUE)


def test_erased_file_still_has_as_many_entries_as_acts(
    worked: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    close(desk("anna"))
    agreed(retention.authorise, desk("bernd"), ONE, archive=False)
    erased_by_hand(cabinet)
    execute(cabinet, "UPDATE file SET revision = revision - 1 WHERE n = 1")
    assert broken(cabinet, ring, today=DUE).why == "another number of entries"


# -- after a restore: the journal is older than the authorisation ------------------------------------------------


def proofs(cabinet: Store[Cabinet]) -> dict[bytes, str]:
    with cabinet.read() as cab:
        [row] = [one for one in cab.readable((Kind.CLOSED, Kind.ERASURE_AUTHORISED)) if one.entries]
        closing, authorisation = cab.entries_of(row.file_id, (Kind.CLOSED, Kind.ERASURE_AUTHORISED))
    return {row.file_id: proof.write(closing, authorisation)}


@pytest.fixture
def restored(worked: None, desk: Desks, cabinet: Store[Cabinet]) -> dict[bytes, str]:
    """Case 1 was erased; then a backup was put back that does not know so much as its closing, and it was erased once
    more. Returns the proofs in the list of erasures."""
    before = execute(cabinet, "SELECT id, revision, sheet FROM file")
    close(desk("anna"))
    agreed(retention.authorise, desk("bernd"), ONE, archive=False)
    kept = proofs(cabinet)
    cut(cabinet, 9)
    for file_id, revision, sheet in before:
        execute(cabinet, "UPDATE file SET revision = :r, sheet = :s WHERE id = :i", r=revision, s=sheet, i=file_id)
    erased_by_hand(cabinet)
    return kept


def test_journal_put_back_verifies_with_the_proof_and_says_so(
    restored: dict[bytes, str], cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    assert broken(cabinet, ring, today=DUE).why == "erased without leave", "without the proof"
    result = verifying.verify(cabinet, ring, proofs=restored, today=DUE)
    assert (result.erased, result.unknown) == (1, 1)


def test_proof_of_another_file_another_day_or_another_hand_is_none(
    restored: dict[bytes, str], cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    [(file_id, text)] = restored.items()
    closing, authorisation = proof.read(file_id, text)
    earlier = replace(closing, day=closing.day - timedelta(days=400))
    forged = [
        proof.write(earlier, authorisation),
        proof.write(closing, replace(authorisation, signature=closing.signature)),
        proof.write(closing, closing),
        proof.write(authorisation, closing),
        proof.write(closing, replace(authorisation, kind="note")),
        "",
        "!",
        text[:-4],
        "A" * 5000,
    ]
    for one in forged:
        with pytest.raises(JournalBroken, match="erased without leave"):
            verifying.verify(cabinet, ring, proofs={file_id: one}, today=DUE)
    execute(cabinet, "UPDATE file SET erased_on = '2029-11-21' WHERE n = 1")
    with pytest.raises(JournalBroken, match="erased without leave"):
        verifying.verify(cabinet, ring, proofs=restored, today=DUE)


def test_forged_entry_before_the_first_is_found(
    worked: None, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    execute(
        cabinet,
        "INSERT INTO journal SELECT 0, day, file_id, kind, signer, commitment, previous, signature, open"
        " FROM journal WHERE seq = 2",
    )
    with pytest.raises(JournalBroken):
        verifying.verify(cabinet, ring)


def test_own_entries_come_newest_first_in_pages(worked: None, desk: Desks) -> None:
    pages = [own_journal.page(desk("anna"), before, 4) for before in (None, 6, 1)]
    assert [[entry.seq for entry in page.entries] for page in pages] == [[9, 8, 7, 6], [5, 4, 3, 2], []]
    assert [page.more for page in pages] == [True, True, False]


# -- with a key: sealed things do not open in another's place -----------------------------------------------------

SWAPS = {
    "sheets": "UPDATE file SET sheet = (SELECT sheet FROM file o WHERE o.n <> file.n)",
    "wraps": "UPDATE file_wrap SET wrap = (SELECT wrap FROM file_wrap o WHERE o.file_id <> file_wrap.file_id "
    "AND o.officer_id = file_wrap.officer_id)",
    "log texts": "UPDATE journal_text SET sealed = (SELECT sealed FROM journal_text o WHERE o.seq = "
    "CASE journal_text.seq WHEN 4 THEN 6 WHEN 6 THEN 4 END) WHERE seq IN (4, 6)",
    "drafts": "UPDATE draft SET sealed = (SELECT sealed FROM draft o WHERE o.file_id <> draft.file_id)",
}


@pytest.mark.parametrize("name", SWAPS)
def test_swapped_sealed_rows_are_refused(
    name: str, worked: None, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    for number in (ONE, TWO):
        casework.keep_draft(desk("anna"), number, f"Entwurf {number}")
    execute(cabinet, SWAPS[name])
    if name == "drafts":  # a draft that does not open is told on the page, and closes nothing
        assert reading.view(desk("anna"), ONE).draft is None
        return
    with pytest.raises(SealBroken):
        reading.view(desk("anna"), ONE)


def test_sheet_rolled_back_to_an_earlier_one_is_refused(
    worked: None, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    [(early,)] = execute(cabinet, "SELECT sheet FROM file WHERE n = 1")
    casework.note(desk("anna"), ONE, "Später.")
    execute(cabinet, "UPDATE file SET sheet = :s WHERE n = 1", s=early)
    with pytest.raises(SealBroken):
        casework.note(desk("anna"), ONE, "Auf altem Stand.")
    shown = overview.listing(desk("bernd"), overview.ListFilter())
    assert (ONE in shown.unopened, ONE in [row.number for row in shown.rows]) == (True, False)


def test_swapped_messages_do_not_open(worked: None, desk: Desks, cabinet: Store[Cabinet], tampering: None) -> None:
    execute(
        cabinet,
        "UPDATE message SET sealed = (SELECT sealed FROM message o WHERE o.file_id <> message.file_id AND "
        "o.author = message.author AND o.place = message.place)",
    )
    assert all(spoken.said is None for spoken in reading.view(desk("anna"), ONE).dialogue)


def test_measures_sheet_belongs_to_its_measure(
    worked: None, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), ONE, stage, "")
    for what in ("Schulung", "Merkblatt"):
        measures.add(desk("anna"), ONE, what, "SG 10", TODAY)
    execute(
        cabinet,
        "UPDATE file SET sheet = (SELECT sheet FROM file o WHERE o.n <> file.n AND o.kind = 'measure') "
        "WHERE kind = 'measure'",
    )
    register = measures.register(desk("anna"))
    assert (register.unopened, [one.what for one in register.measures]) == (("MN-2026-0001",), ["Merkblatt"])
    with pytest.raises(MeasureUnopened):
        measures.done(desk("anna"), "MN-2026-0001")


def test_another_officers_draft_does_not_open_in_my_name(
    worked: None, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    casework.keep_draft(desk("bernd"), ONE, "Von Bernd")
    execute(cabinet, "UPDATE draft SET officer_id = :o", o=desk("anna").officer_id)
    assert reading.view(desk("anna"), ONE).draft is None, "and that is not the same as no draft"


def test_sheet_of_a_desk_without_the_key_stays_shut(worked: None, desk: Desks) -> None:
    stranger = Desk(**{**desk("anna").__dict__, "identity": Identity.generate()})
    with pytest.raises(SealBroken):
        reading.view(stranger, ONE)
