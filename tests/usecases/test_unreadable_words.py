"""What does not open is not read as nothing: words that cannot be compared let nothing out, and what is not shown is
named."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.words import Word
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import DisclosureBlocked
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.domain.persons.source import LeftOut
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import access, disclosures, package, persons
from hinweisgeber.usecases.leaving.disclosures import Plan
from hinweisgeber.usecases.leaving.package import Wanted
from hinweisgeber.usecases.officer import casework, measures, reading
from hinweisgeber.usecases.officer.collect import Unfetched, collect, refresh
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import CaseUnopened, FileNotFound, MeasureUnopened
from hinweisgeber.usecases.reporter import mailbox
from tests.agreed import agreed
from tests.answering import acknowledged
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER = "HM-2026-0001"
OPEN = Plan(Basis.NOT_IDENTIFYING, "Bauamt", "Der Ablauf", "Zur Abhilfe.")


@pytest.fixture
def one(reporter: Callable[[], Reporter]) -> Reporter:
    return reporter()


@pytest.fixture
def at(one: Reporter, desk: Desks) -> Desk:
    """anna with a case in Resonanz, a person, and a note on her that may be told."""
    one.send(Report("Karin Müller stückelt Aufträge im Bauhof."))
    anna = desk("anna")
    collect(anna)
    casework.take_over(anna, NUMBER)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(anna, NUMBER, stage, "")
    persons.add(anna, NUMBER, persons.Known("Karin Müller", "concerned", surname=True))
    casework.note(anna, NUMBER, "Person A wurde angehört.")
    return anna


def told(at: Desk) -> list[str]:
    return [one.text for one in access.collect(at, NUMBER, 0, "[…]").told]


def withheld(at: Desk) -> list[LeftOut]:
    return [one.why for one in access.collect(at, NUMBER, 0, "[…]").withheld]


def test_beside_words_that_were_read_and_are_lost_nothing_is_told(
    at: Desk, one: Reporter, cabinet: Store[Cabinet], tampering: None
) -> None:
    one.write("Ein Nachtrag.")
    reading.view(at, NUMBER)
    assert told(at) == ["Person A wurde angehört."]
    execute(cabinet, "UPDATE message SET sealed = :s WHERE author = 'reporter' AND place = 1", s=os.urandom(4161))
    assert told(at) == []
    assert LeftOut.UNCOMPARED in withheld(at)
    assert LeftOut.UNOPENED in withheld(at), "and the message itself is named"
    execute(cabinet, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    assert told(at) == []


def test_what_was_never_sealed_for_this_case_nobody_can_have_read(
    at: Desk, one: Reporter, letterbox: Store[Letterbox]
) -> None:
    """Whoever holds the letterbox must not be able to empty every answer by planting junk."""
    one.write("Ein Nachtrag.")
    execute(letterbox, "UPDATE message SET sealed = :s WHERE author = 'reporter' AND place = 1", s=os.urandom(4161))
    reading.view(at, NUMBER)
    assert told(at) == ["Person A wurde angehört."]
    assert withheld(at)[-1] is LeftOut.UNOPENED


def test_words_in_the_form_of_another_version_cannot_be_compared(
    at: Desk, one: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = Word.signed_by
    with monkeypatch.context() as newer:
        newer.setattr(Word, "signed_by", lambda word, sign: signed(replace(word, said=b'{"kind":"song"}'), sign))
        one.write("Ein Nachtrag.")
    reading.view(at, NUMBER)
    assert told(at) == []


def test_a_measure_that_does_not_open_is_named_where_it_might_name_somebody(
    at: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    for what in ("Person A nimmt an einer Schulung teil", "Vier Augen"):
        measures.add(at, NUMBER, what, "SG 10", TODAY)
    assert access.collect(at, NUMBER, 0, "[…]").unopened == ()
    execute(cabinet, "UPDATE file_wrap SET wrap = :w WHERE file_id = (SELECT id FROM file WHERE kind = 'measure' AND "
            "n = 1)", w=os.urandom(61))  # fmt: skip
    found = access.collect(at, NUMBER, 0, "[…]")
    assert (found.unopened, found.measures) == (("MN-2026-0001",), ())


# -- the package ----------------------------------------------------------------------------------------------------


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


def test_a_measure_that_was_chosen_and_does_not_open_is_never_left_out_unsaid(
    at: Desk, blobs: BlobStore, cabinet: Store[Cabinet], tampering: None
) -> None:
    measures.add(at, NUMBER, "Vier Augen", "SG 10", TODAY)
    disclosures.plan(at, NUMBER, OPEN)
    chosen = Wanted("Eigene Worte.", measures=("MN-2026-0001",))
    assert [one.number for one in package.prepare(at, blobs, NUMBER, 1, chosen).measures] == ["MN-2026-0001"]
    with pytest.raises(FileNotFound):
        package.prepare(at, blobs, NUMBER, 1, Wanted("Eigene Worte.", measures=("MN-2026-0009",)))
    execute(cabinet, "UPDATE file_wrap SET wrap = :w WHERE file_id = (SELECT id FROM file WHERE kind = 'measure')",
            w=os.urandom(61))  # fmt: skip
    with pytest.raises(MeasureUnopened):
        package.prepare(at, blobs, NUMBER, 1, chosen)


def test_every_text_in_a_package_but_its_address_has_pseudonyms(at: Desk, blobs: BlobStore) -> None:
    """Also one that was written before the name was registered."""
    measures.add(at, NUMBER, "Krause gibt die Kasse ab", "Herr Krause", TODAY)
    measures.done(at, "MN-2026-0001")
    measures.rate(at, "MN-2026-0001", "yes", "Krause hat sie abgegeben")
    disclosures.plan(at, NUMBER, replace(OPEN, recipient="Herr Krause", what="Krause", why="Krause", secrecy="Krause"))
    persons.add(at, NUMBER, persons.Known("Dieter Krause", "witness", surname=True))
    made = package.prepare(at, blobs, NUMBER, 1, Wanted("Krause war es.", measures=("MN-2026-0001",)))
    [measure] = made.measures
    assert made.entry.recipient == "Herr Krause", "it must reach its address"
    texts = [made.summary, made.entry.what, made.entry.why, made.entry.secrecy]
    texts += [measure.what, measure.who, measure.effect_note]
    assert [text for text in texts if "Krause" in text or "Person B" not in text] == []


# -- the letterbox --------------------------------------------------------------------------------------------------


def test_nothing_is_disclosed_while_not_all_of_the_reporters_words_can_be_taken_in(
    at: Desk, one: Reporter, letterbox: Store[Letterbox]
) -> None:
    disclosures.plan(at, NUMBER, replace(OPEN, basis=Basis.CONSENT, until=TODAY + timedelta(days=14)))
    assert refresh(at, NUMBER) is Unfetched.NOTHING
    capability = mailbox.open_mailbox(one.booth, one.code)
    assert mailbox.answer(one.booth, capability, acknowledged(one.booth, capability), "accept", "1")
    for text in ("Eins.", "Zwei."):
        one.write(text)
    disclosures.latest(at, NUMBER)
    for text in ("Drei.", "Vier."):
        one.write(text)
    execute(letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 4")
    with pytest.raises(DisclosureBlocked) as blocked:
        agreed(disclosures.record, at, NUMBER, 1, "Am Telefon.")
    assert blocked.value.why == "unfetched"
    assert reading.view(at, NUMBER).incomplete


# -- measures whose case is closed to an officer ----------------------------------------------------------------------


def test_no_text_is_entered_into_a_measure_whose_case_does_not_open(
    at: Desk, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    """Which names must not stand in it only the case tells."""
    measures.add(at, NUMBER, "Vier Augen", "SG 10", TODAY)
    measures.done(at, "MN-2026-0001")
    wrap = "file_id = (SELECT id FROM file WHERE kind = 'case') AND officer_id = :o"
    for statement in (f"UPDATE file_wrap SET wrap = x'00' WHERE {wrap}", f"DELETE FROM file_wrap WHERE {wrap}"):
        execute(cabinet, statement, o=desk("bernd").officer_id)
        with pytest.raises(CaseUnopened):
            measures.rate(desk("bernd"), "MN-2026-0001", "yes", "Müller hat sie abgegeben")
    [view] = measures.register(desk("bernd")).views
    assert (view.case_number, view.case_erased) == (None, False), "which is not the same as erased"
    assert "Person A" in measures.rate(at, "MN-2026-0001", "yes", "Müller hat sie abgegeben").effect_note
