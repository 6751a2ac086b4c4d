"""The disclosure register at work (HinSchG § 9): what is asked and told reaches the mailbox, what comes back counts,
and nothing goes out without its condition."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import CONSENT_REQUEST, NOTICE, OFFICE, REPORTER
from hinweisgeber.domain.errors.case import DisclosureBlocked, NotAllowed
from hinweisgeber.domain.errors.fields import DateMissing, TextMissing
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.domain.persons.disclosure import Basis, Consent, Disclosure
from hinweisgeber.sandbox import Box, Cleaned, FileKind
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import BlobGone, StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies, destruction, disclosures, evidence, package, persons
from hinweisgeber.usecases.leaving.disclosures import Plan
from hinweisgeber.usecases.leaving.package import Package, Wanted
from hinweisgeber.usecases.officer import casework, measures, oral, procedure, reading
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.errors import (
    CopyReplaced,
    DayGone,
    FileNotFound,
    NamesBarred,
    NoticeUnclear,
    OnlyRedacted,
    QuotesReport,
    QuotesUnknown,
)
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.files import read_file, store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed, confirmed
from tests.founded import TODAY, Founded
from tests.sandbox import samples
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER, UNTIL = "HM-2026-0001", TODAY + timedelta(days=14)
CONSENT = Plan(Basis.CONSENT, "Rechnungsprüfung", "Das Gespräch vom März", "Nur so prüfbar.", until=UNTIL)
OPEN = Plan(Basis.NOT_IDENTIFYING, "Bauamt", "Der Ablauf der Vergabe", "Zur Abhilfe.")
COURT = Plan(Basis.COURT, "Landgericht", "Name", "Entscheidung vom 3. November.")
PAGE = (("abgabe.html", b"<p>Abgabe</p>"),)


def answer(reporter: Reporter, choice: str, place: int = 0, page: str = "p", on: date = TODAY) -> bool:
    """The reporter presses a button in the mailbox, under the office's message at a place, counted from behind the
    acknowledgement."""
    capability = mailbox.open_mailbox(reporter.booth, reporter.code)
    return mailbox.answer(reporter.on(on), capability, place + 1, choice, page)


def blocked(act: Callable[[], object]) -> str:
    with pytest.raises(DisclosureBlocked) as caught:
        act()
    return caught.value.why


def entry(desk: Desks, n: int = 1, username: str = "anna") -> Disclosure:
    return reading.look(desk(username), NUMBER).case.disclosures[n - 1]


def kinds(desk: Desks) -> list[Kind]:
    return [act.kind for act in reading.whole_log(desk("anna"), NUMBER)]


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    """The sealed files."""
    return blob_store(settings.blobs_url)


# -- asking and telling ------------------------------------------------------------------------------------------


def test_the_request_for_consent_reaches_the_mailbox_with_all_that_is_asked(sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    said = sent.read().lines[-1].said
    assert said
    assert said.kind == CONSENT_REQUEST
    assert said.data == {
        "recipient": "Rechnungsprüfung",
        "what": "Das Gespräch vom März",
        "why": "Nur so prüfbar.",
        "until": UNTIL.isoformat(),
    }


def test_a_request_that_waited_while_the_case_got_a_new_key_is_delivered_all_the_same(
    sent: Reporter, desk: Desks
) -> None:
    """A new key with the very act: the reporter has renewed the code, and nobody has taken that in."""
    disclosures.latest(desk("anna"), NUMBER)
    new = AccessCode.generate()
    mailbox.renew_code(sent.booth, mailbox.open_mailbox(sent.booth, sent.code), new)
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    assert Kind.EPOCH in kinds(desk)
    assert answer(replace(sent, code=new), "accept")
    agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mündlich.")
    assert entry(desk).made_on == TODAY


def test_consent_given_in_the_mailbox_opens_the_disclosure_once(sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mündlich.")) == "no-consent"
    assert answer(sent, "accept")
    assert disclosures.latest(desk("bernd"), NUMBER).case.disclosures[0].consent is Consent.ACCEPTED
    agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mündlich an die Leitung der Rechnungsprüfung.")
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 1, "Noch einmal.")) == "made"
    assert kinds(desk).count(Kind.DISCLOSURE_MADE) == 1


@pytest.mark.parametrize(("choices", "why"), [(["decline"], "declined"), (["accept", "withdraw"], "withdrawn")])
def test_a_no_that_still_waits_in_the_letterbox_blocks(
    choices: list[str], why: str, sent: Reporter, desk: Desks
) -> None:
    """Nobody has collected it yet when the officer presses the button."""
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    for choice in choices:
        answer(sent, choice)
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mündlich.")) == why
    assert entry(desk).made_on is None


def test_nothing_is_disclosed_while_the_letterbox_is_away(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A withdrawal may wait there."""
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    answer(sent, "accept")
    disclosures.latest(desk("anna"), NUMBER)

    def away(writing: bool) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(letterbox, "_transaction", away)
        with pytest.raises(StoreAway):
            agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mündlich.")
    assert entry(desk).made_on is None


def test_expired_consent_blocks(sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    answer(sent, "accept")
    late = desk("anna", UNTIL + timedelta(days=1))
    assert blocked(lambda: agreed(disclosures.record, late, NUMBER, 1, "Mündlich.")) == "expired"


@pytest.mark.parametrize("basis", [Basis.PROSECUTION, Basis.ORDER, Basis.COURT])
def test_the_reporter_is_told_before_with_reasons(basis: Basis, sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, replace(COURT, basis=basis, notice="Das Urteil."))
    said = sent.read().lines[-1].said
    assert said
    assert (said.kind, said.data["basis"]) == (NOTICE, basis)
    assert said.text.endswith("Gründe: Das Urteil.")
    agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mit Brief.")
    assert entry(desk).made_on == TODAY


def test_a_notice_that_lies_in_our_tray_is_none(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts when it stands in the mailbox, whatever our own table says of its delivery."""
    monkeypatch.setattr(casework, "settle", lambda *_: None)
    monkeypatch.setattr(disclosures, "deliver", lambda *_: None)
    disclosures.plan(desk("anna"), NUMBER, replace(COURT, notice="Urteil."))
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mit Brief.")) == "not-delivered"
    monkeypatch.undo()
    agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mit Brief.")
    *_, before, after = sent.texts()
    assert before.endswith("Gründe: Urteil.")
    assert "Landgericht" in after, "that it was done"


def test_a_forged_message_in_its_place_is_no_notice(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox], tampering: None
) -> None:
    disclosures.plan(desk("anna"), NUMBER, replace(COURT, notice="Urteil."))
    execute(letterbox, "UPDATE message SET sealed = zeroblob(4096) WHERE author = 'office'")
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mit Brief.")) == "not-delivered"


def test_a_request_whose_text_is_destroyed_carries_nothing_any_more(
    sent: Reporter, desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    answer(sent, "accept")
    disclosures.latest(desk("anna"), NUMBER)
    casework.take_over(desk("anna"), NUMBER)
    agreed(destruction.destroy_message, desk("anna"), blobs, NUMBER, OFFICE, 1, "Falscher Empfänger.")
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mündlich.")) == "void"


def test_consent_counts_only_while_its_request_lies_in_the_mailbox(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore, letterbox: Store[Letterbox], tampering: None
) -> None:
    """Else nobody could take it back; also when the same package is asked for again."""
    for _ in range(2):
        disclosures.plan(desk("anna"), NUMBER, CONSENT)
    for place in (0, 1):
        answer(filed[0], "accept", place, str(place))
    handed(desk, blobs, Wanted("Worte."))
    execute(letterbox, "UPDATE message SET sealed = zeroblob(4096) WHERE author = 'office'")
    assert blocked(lambda: agreed(disclosures.record, desk("anna"), NUMBER, 2, "Mündlich.")) == "not-delivered"
    assert blocked(lambda: handed(desk, blobs, Wanted("Worte."))) == "not-delivered"


@pytest.mark.parametrize(("notice", "no_notice"), [("", ""), (" ", "\n"), ("Gründe.", "Gefährdet.")])
def test_told_or_not_told_is_said_exactly_once(notice: str, no_notice: str, sent: Reporter, desk: Desks) -> None:
    with pytest.raises(NoticeUnclear):
        disclosures.plan(desk("anna"), NUMBER, replace(COURT, notice=notice, no_notice=no_notice))
    assert len(sent.texts()) == 2


def test_not_told_because_it_endangers_the_inquiry(sent: Reporter, desk: Desks) -> None:
    disclosures.plan(desk("anna"), NUMBER, replace(COURT, no_notice="Die Staatsanwaltschaft teilt das mit."))
    assert len(sent.texts()) == 2
    agreed(disclosures.record, desk("anna"), NUMBER, 1, "Mit Brief.")
    assert entry(desk).made_on == TODAY


def test_consent_is_asked_until_a_day_that_comes(sent: Reporter, desk: Desks) -> None:
    for until, refusal in ((None, DateMissing), (TODAY - timedelta(days=1), DayGone)):
        with pytest.raises(refusal):
            disclosures.plan(desk("anna"), NUMBER, replace(CONSENT, until=until))
    assert len(sent.texts()) == 2


def test_where_nobody_must_be_told_nothing_is_sent(sent: Reporter, desk: Desks) -> None:
    with pytest.raises(NotAllowed):
        disclosures.plan(desk("anna"), NUMBER, replace(OPEN, notice="Zur Kenntnis."))
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    assert len(sent.texts()) == 2


def test_a_second_click_plans_drops_and_records_once(sent: Reporter, desk: Desks) -> None:
    at = desk("anna")
    for _ in range(2):
        disclosures.plan(at, NUMBER, OPEN, "a")
        disclosures.plan(at, NUMBER, OPEN, "b")
        agreed(disclosures.record, at, NUMBER, 1, "Gesagt.", "c")
        disclosures.drop(at, NUMBER, 2, "Doppelt.", "d")
    assert [(d.made_on, d.dropped) for d in reading.look(at, NUMBER).case.disclosures] == [
        (TODAY, False),
        (None, True),
    ]


def test_a_request_leaves_a_draft_alone(sent: Reporter, desk: Desks) -> None:
    casework.keep_draft(desk("anna"), NUMBER, "Sehr geehrte")
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    assert reading.view(desk("anna"), NUMBER).draft == "Sehr geehrte"


def test_who_holds_no_key_plans_and_makes_nothing(
    reporter: Callable[[], Reporter], desk: Desks, founded: Founded
) -> None:
    reporter().send(Report("Erfunden.", excluded=(founded.people["bernd"].officer_id,)))
    collect(desk("anna"))
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    for act in (
        lambda: disclosures.plan(desk("bernd"), NUMBER, OPEN),
        lambda: disclosures.drop(desk("bernd"), NUMBER, 1, "x"),
        lambda: agreed(disclosures.record, desk("bernd"), NUMBER, 1, "x"),
        lambda: disclosures.latest(desk("bernd"), NUMBER),
    ):
        with pytest.raises(FileNotFound):
            act()
    assert entry(desk).made_on is None


def test_what_is_disclosed_stands_sealed(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> None:
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    with cabinet.read() as cab:
        assert [entry.kind for entry in cab.entries()][-1] == "case-act"


# -- the package --------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(reporter: Callable[[], Reporter], desk: Desks, blobs: BlobStore) -> tuple[Reporter, Attachment]:
    """A case with one photo that tells where it was taken, and its working copy."""
    one = reporter()
    photo = store_file(blobs, [samples.image("jpeg")], "IMG_20261121_Krause.jpg", cleaned=False)
    report = Report("Herr Krause hat am Montag drei Rechnungen doppelt bezahlt.")
    submit(one.booth, one.code, report, "Eingegangen.", (photo,))
    assert collect(desk("anna")) == Collected()
    copies.make_working_copy(desk("anna"), blobs, NUMBER, photo.blob)
    return one, photo


def test_pages_as_printed_go_along_and_the_document_itself_on_purpose(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(source: Iterable[bytes], name: str) -> Cleaned:
        return Cleaned(FileKind.PDF, "application/pdf", "seiten.pdf", iter([b"".join(source)[:9]]), (), drawn=True)

    monkeypatch.setattr(sandbox, "draw", draw)
    monkeypatch.setattr(sandbox, "drawable", lambda mimetype: mimetype.startswith("image/"))
    photo = filed[1]
    at, document = desk("anna"), copy_of(desk, photo)
    pages = copies.make_drawn_copy(at, blobs, NUMBER, photo.blob).file
    given = package.choices(at, reading.look(at, NUMBER))
    assert [(one.copy.file, one.editable) for one in given] == [(pages, False), (document, True)]


def copy_of(desk: Desks, photo: Attachment, redacted: bool = False) -> Attachment:
    found = evidence.find(desk("anna"), NUMBER, photo.blob)
    return next(copy.file for copy in found.copies if copy.redacted is redacted)


def prepared(desk: Desks, blobs: BlobStore, wanted: Wanted, once: str = "", username: str = "anna") -> Package:
    return package.prepare(desk(username), blobs, NUMBER, 1, wanted, once)


def handed(desk: Desks, blobs: BlobStore, wanted: Wanted, once: str = "o") -> bytes:
    made = prepared(desk, blobs, wanted, once)
    agreed(package.hand_over, desk("anna"), made, PAGE, once)
    return b"".join(package.stream(blobs, made, PAGE))


def test_the_package_holds_cleaned_copies_under_neutral_names_and_no_time(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    copy = copy_of(desk, filed[1])
    raw = handed(desk, blobs, Wanted("Eigene Worte.", (copy.blob,)))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        infos = {info.filename: info for info in archive.infolist()}
        assert set(infos) == {"abgabe.html", "Anlage-01.jpg"}
        assert {info.date_time for info in infos.values()} == {(TODAY.year, TODAY.month, TODAY.day, 0, 0, 0)}
        assert archive.read("Anlage-01.jpg") == b"".join(read_file(blobs, copy))
    assert b"Krause" not in raw
    assert filed[0].code.locator not in raw


def test_the_entry_with_all_hashes_comes_before_the_first_byte(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    copy = copy_of(desk, filed[1])
    made = prepared(desk, blobs, Wanted("Eigene Worte.", (copy.blob,)))
    stream = package.stream(blobs, made, PAGE)
    package.hand_over(desk("anna"), made, PAGE)
    [act] = [act for act in reading.whole_log(desk("anna"), NUMBER) if act.kind is Kind.DISCLOSURE_MADE]
    content = b"".join(read_file(blobs, copy))
    assert act.data.values()["files"] == [
        ["abgabe.html", hashlib.sha256(PAGE[0][1]).hexdigest()],
        ["Anlage-01.jpg", hashlib.sha256(content).hexdigest()],
    ]
    assert act.data.values()["summary"] == hashlib.sha256(b"Eigene Worte.").hexdigest()
    with zipfile.ZipFile(io.BytesIO(b"".join(stream))) as archive:
        held = [[name, hashlib.sha256(archive.read(name)).hexdigest()] for name in archive.namelist()]
    assert held == act.data.values()["files"]


def test_the_stream_is_no_larger_in_memory_than_its_pieces(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    made = prepared(desk, blobs, Wanted("Worte.", (copy_of(desk, filed[1]).blob,)))
    pieces = list(package.stream(blobs, made, (("abgabe.html", bytes(3_000_000)),)))
    assert len(pieces) > 2


def test_without_its_condition_there_is_no_package(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    at = desk("anna")
    disclosures.plan(at, NUMBER, CONSENT)
    assert blocked(lambda: prepared(desk, blobs, Wanted("Worte."))) == "no-consent"
    answer(filed[0], "accept")
    made = prepared(desk, blobs, Wanted("Worte."))
    answer(filed[0], "withdraw", page="q")
    assert blocked(lambda: prepared(desk, blobs, Wanted("Worte."))) == "withdrawn"
    assert blocked(lambda: package.hand_over(at, made, PAGE)) == "withdrawn", "withdrawn between looking and sending"
    assert Kind.DISCLOSURE_MADE not in kinds(desk)


def test_the_same_form_gives_the_same_package_again_and_no_second_entry(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    wanted = Wanted("Worte.", (copy_of(desk, filed[1]).blob,))
    assert handed(desk, blobs, wanted) == handed(desk, blobs, wanted)
    assert kinds(desk).count(Kind.DISCLOSURE_MADE) == 1
    assert blocked(lambda: handed(desk, blobs, wanted, "another page")) == "made"
    assert blocked(lambda: handed(desk, blobs, replace(wanted, copies=()))) == "made", "other content"
    other = prepared(desk, blobs, wanted, "o", "bernd")
    assert blocked(lambda: package.hand_over(desk("bernd"), other, PAGE, "o")) == "made", "somebody else"


def test_what_was_withdrawn_after_it_was_made_is_not_given_again(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    answer(filed[0], "accept")
    handed(desk, blobs, Wanted("Worte."))
    answer(filed[0], "withdraw", page="q")
    assert blocked(lambda: handed(desk, blobs, Wanted("Worte."))) == "withdrawn"
    assert (entry(desk).made_on, entry(desk).consent) == (TODAY, Consent.WITHDRAWN)


def test_an_original_or_a_foreign_file_never_goes_along(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    for blob in (filed[1].blob, "0" * 32):
        with pytest.raises(BlobGone):
            prepared(desk, blobs, Wanted("Worte.", (blob,)))


def test_a_copy_that_is_lost_stops_the_disclosure_before_its_entry(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    copy = copy_of(desk, filed[1])
    blobs.delete(copy.blob)
    with pytest.raises(BlobGone):
        handed(desk, blobs, Wanted("Worte.", (copy.blob,)))
    assert Kind.DISCLOSURE_MADE not in kinds(desk)


def offered(desk: Desks) -> list[Attachment]:
    at = desk("anna")
    """What goes along without a reason."""
    every = package.choices(at, reading.look(at, NUMBER))
    return [choice.copy.file for choice in every if not choice.bare]


def redacted(desk: Desks, blobs: BlobStore, photo: Attachment) -> Attachment:
    made = copies.redact(desk("anna"), blobs, NUMBER, photo.blob, [Box(1, 0, 0, 0.5, 0.5)], "Gesicht.")
    assert made
    return made.file


def test_of_each_file_only_the_newest_redacted_copy_is_offered_and_goes_out(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    photo = filed[1]
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    working = copy_of(desk, photo)
    assert offered(desk) == [working]
    first = redacted(desk, blobs, photo)
    assert offered(desk) == [first]
    second = redacted(desk, blobs, photo)
    assert offered(desk) == [second]
    for old in (working, first):  # out of a page that was shown before
        with pytest.raises(CopyReplaced):
            prepared(desk, blobs, Wanted("Worte.", (old.blob,)))
        with pytest.raises(CopyReplaced):
            prepared(desk, blobs, Wanted("Worte.", (second.blob, old.blob)))
    assert [file for _, file in prepared(desk, blobs, Wanted("Worte.", (second.blob,))).files] == [second]


def test_the_same_file_sent_twice_does_not_go_out_unredacted_beside_its_redacted_copy(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    again = store_file(blobs, [samples.image("jpeg")], "noch einmal.jpg", cleaned=False)
    other = store_file(blobs, [samples.image("PNG")], "anderes.png", cleaned=False)
    capability = mailbox.open_mailbox(filed[0].booth, filed[0].code)
    mailbox.write_on(filed[0].booth, capability, "Noch einmal.", "p", (again, other))
    assert collect(desk("anna")) == Collected()
    for file in (again, other):
        copies.make_working_copy(desk("anna"), blobs, NUMBER, file.blob)
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    twin, unlike = copy_of(desk, again), copy_of(desk, other)
    assert offered(desk) == [copy_of(desk, filed[1]), twin, unlike]
    covered = redacted(desk, blobs, filed[1])
    assert offered(desk) == [covered, unlike]
    with pytest.raises(CopyReplaced):
        prepared(desk, blobs, Wanted("Worte.", (twin.blob,)))


def test_what_went_out_is_given_again_although_it_was_redacted_since(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    wanted = Wanted("Worte.", (copy_of(desk, filed[1]).blob,))
    once = handed(desk, blobs, wanted)
    redacted(desk, blobs, filed[1])
    assert handed(desk, blobs, wanted) == once


def test_of_a_small_circle_only_redacted_copies_go_out(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    at, photo = desk("anna"), filed[1]
    disclosures.plan(at, NUMBER, OPEN)
    assert [choice.copy.redacted for choice in package.choices(at, reading.look(at, NUMBER))] == [False]
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    assert package.choices(at, reading.look(at, NUMBER)) == []
    working = copy_of(desk, photo)
    with pytest.raises(OnlyRedacted):
        prepared(desk, blobs, Wanted("Worte.", (working.blob,)))
    copies.redact(at, blobs, NUMBER, photo.blob, [Box(1, 0, 0, 0.5, 0.5)], "Gesicht.")
    covered = copy_of(desk, photo, redacted=True)
    assert prepared(desk, blobs, Wanted("Worte.", (covered.blob,))).files[0][1] == covered


def test_of_a_small_circle_nothing_goes_out_word_for_word(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    at, quoting = desk("anna"), Wanted("Danach hat er am Montag drei Rechnungen doppelt bezahlt.")
    disclosures.plan(at, NUMBER, OPEN)
    assert prepared(desk, blobs, quoting).summary
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, quoting)
    filed[0].write("Der Nachtrag enthält ebenfalls eigene Worte.")
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, Wanted("Denn: der Nachtrag enthält ebenfalls eigene Worte."))
    assert prepared(desk, blobs, Wanted("Es geht um mehrfach beglichene Forderungen.")).summary


def test_of_a_small_circle_the_entry_does_not_quote_either(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, replace(OPEN, what="Dass er am Montag drei Rechnungen doppelt bezahlt hat"))
    procedure.set_flag(desk("anna"), NUMBER, "small-circle", True, "Zwei Personen.")
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, Wanted("Eigene Worte."))


PLANTED = "Er hat am Montag drei Rechnungen doppelt bezahlt"


@pytest.mark.parametrize("field", ["what", "why", "recipient", "secrecy"])
def test_of_a_small_circle_no_field_of_the_entry_quotes(
    field: str, filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, replace(OPEN, **cast(dict[str, Any], {field: PLANTED})))
    procedure.set_flag(desk("anna"), NUMBER, "small-circle", True, "Zwei Personen.")
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, Wanted("Eigene Worte."))


@pytest.mark.parametrize("field", ["what", "who"])
def test_of_a_small_circle_no_measure_that_goes_along_quotes(
    field: str, filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    at, texts = desk("anna"), {"what": "Schulung", "who": "Referat 10"}
    casework.take_over(at, NUMBER)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, NUMBER, stage, "")
    texts[field] = PLANTED
    measures.add(at, NUMBER, texts["what"], texts["who"], TODAY)
    disclosures.plan(at, NUMBER, OPEN)
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    [one] = measures.register(at, reading.look(at, NUMBER).id).views
    assert prepared(desk, blobs, Wanted("Eigene Worte.")).measures == ()
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, Wanted("Eigene Worte.", measures=(one.measure.number,)))


def test_of_a_small_circle_words_of_minutes_are_the_reporters_too(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    at = desk("anna")
    oral.send_minutes(at, NUMBER, "summary", "", "Nachts kam ein Lieferwagen ohne Kennzeichen.")
    disclosures.plan(at, NUMBER, OPEN)
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, Wanted("Es kam ein Lieferwagen ohne Kennzeichen."))


def test_of_a_small_circle_a_pseudonym_hides_no_quotation(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    at = desk("anna")
    add_person(desk)
    filed[0].write("Gestern traf Krause Lieferanten.")
    disclosures.plan(at, NUMBER, OPEN)
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    for summary in ("Gestern traf Person A Lieferanten.", "Gestern traf Krauses Lieferanten"):
        with pytest.raises(QuotesReport):
            prepared(desk, blobs, Wanted(summary))
    persons.withdraw(at, NUMBER, 0, "doppelt")
    with pytest.raises(QuotesReport):
        prepared(desk, blobs, Wanted("Gestern traf Person A Lieferanten."))


def test_of_a_small_circle_what_cannot_be_compared_does_not_go_out(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk("anna")
    disclosures.plan(at, NUMBER, OPEN)
    filed[0].write("Nachtrag. " * 50)
    monkeypatch.setattr(package, "MOST_COMPARED", 400)
    assert prepared(desk, blobs, Wanted("Eigene Worte.")).summary
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    with pytest.raises(QuotesUnknown):
        prepared(desk, blobs, Wanted("Eigene Worte."))
    monkeypatch.setattr(package, "MOST_COMPARED", 4000)
    assert prepared(desk, blobs, Wanted("Eigene Worte.")).summary


def test_of_a_small_circle_nothing_goes_out_beside_words_that_were_lost(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore, cabinet: Store[Cabinet], tampering: None
) -> None:
    """What the journal knows and nobody can read any more cannot be compared; what was destroyed need not be."""
    at = desk("anna")
    disclosures.plan(at, NUMBER, OPEN)
    procedure.set_flag(at, NUMBER, "small-circle", True, "Zwei Personen.")
    filed[0].write("Ein Nachtrag.")
    assert prepared(desk, blobs, Wanted("Eigene Worte.")).summary
    lost = "UPDATE message SET sealed = zeroblob(4096) WHERE author = 'reporter' AND place = 1"
    execute(cabinet, lost)
    with pytest.raises(QuotesUnknown):
        prepared(desk, blobs, Wanted("Eigene Worte."))
    casework.take_over(at, NUMBER)
    agreed(destruction.destroy_message, at, blobs, NUMBER, REPORTER, 1, "Beschädigt.")
    assert prepared(desk, blobs, Wanted("Eigene Worte.")).summary
    execute(cabinet, "DELETE FROM message WHERE author = 'reporter' AND place = 0")
    with pytest.raises(QuotesUnknown):
        prepared(desk, blobs, Wanted("Eigene Worte."))


def add_person(desk: Desks) -> None:
    """Registers Krause."""
    persons.add(desk("anna"), NUMBER, persons.Known("Krause", "concerned", since=TODAY))


def test_registered_names_become_pseudonyms(filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore) -> None:
    add_person(desk)
    disclosures.plan(desk("anna"), NUMBER, replace(OPEN, what="Was Krause bezahlt hat"))
    made = prepared(desk, blobs, Wanted("Herr KRAUSE hat gezahlt."))
    assert (made.summary, made.entry.what, made.persons) == (
        "Herr Person A hat gezahlt.",
        "Was Person A bezahlt hat",
        (),
    )


def test_withdrawn_entry_is_in_no_package(filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore) -> None:
    add_person(desk)
    persons.add(desk("anna"), NUMBER, persons.Known("Kim Erfunden", "other", since=TODAY))
    persons.withdraw(desk("anna"), NUMBER, 0, "nie genannt")
    disclosures.plan(desk("anna"), NUMBER, replace(OPEN, basis=Basis.CONCERNED_AUTHORITY))
    made = prepared(desk, blobs, Wanted("Krause und Kim Erfunden.", names=True))
    assert (made.summary, [person.name for person in made.persons]) == ("Krause und Person B.", ["Kim Erfunden"])


@pytest.mark.parametrize("basis", list(Basis))
def test_the_list_of_names_goes_along_only_where_it_may(
    basis: Basis, filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    add_person(desk)
    notice = "Urteil." if basis in (Basis.PROSECUTION, Basis.ORDER, Basis.COURT) else ""
    disclosures.plan(desk("anna"), NUMBER, replace(CONSENT, basis=basis, notice=notice))
    if basis is Basis.CONSENT:
        answer(filed[0], "accept")
    if basis in (Basis.CONSENT, Basis.NOT_IDENTIFYING):
        with pytest.raises(NamesBarred):
            prepared(desk, blobs, Wanted("Worte.", names=True))
    else:
        assert [person.name for person in prepared(desk, blobs, Wanted("Worte.", names=True)).persons] == ["Krause"]
    assert prepared(desk, blobs, Wanted("Worte.")).persons == ()


def test_a_package_without_an_officers_words_is_none(
    filed: tuple[Reporter, Attachment], desk: Desks, blobs: BlobStore
) -> None:
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    with pytest.raises(TextMissing):
        prepared(desk, blobs, Wanted(" "))


def test_made_entries_are_found_by_number() -> None:
    log = (records.made(Kind.DISCLOSURE_MADE, TODAY, "x", {"n": 2, "files": []}),)
    view = reading.FileView(b"", None, "", log, False)  # type: ignore[arg-type]
    assert set(disclosures.made(view)) == {2}


# -- after somebody has said no ----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [("decline",), ("accept", "withdraw")])
@pytest.mark.parametrize("another", [OPEN, Plan(Basis.CONCERNED_AUTHORITY, "Bauamt", "Ein Name", "Zur Abhilfe.")])
def test_after_the_reporter_said_no_nothing_of_the_case_is_passed_on_by_one_alone(
    sent: Reporter, desk: Desks, said: tuple[str, ...], another: Plan
) -> None:
    """Whatever other ground, recipient or words are found for it (LAW § 9)."""
    casework.take_over(desk("anna"), NUMBER)
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    disclosures.latest(desk("anna"), NUMBER)
    for n, choice in enumerate(said):
        assert answer(sent, choice, page=f"p{n}")
    disclosures.plan(desk("anna"), NUMBER, another)
    with pytest.raises(NeedsSecond) as waits:
        disclosures.record(desk("anna"), NUMBER, 2, "Mit Brief.")
    assert not entry(desk, 2).made_on
    told = len(sent.read().lines)
    confirmed(desk("anna"), waits.value)
    assert entry(desk, 2).made_on == TODAY
    assert len(sent.read().lines) == told, "it does not tell who reported, and says nothing of others to the reporter"


def test_a_package_after_a_refusal_is_made_again_by_both_who_agreed(
    sent: Reporter, desk: Desks, blobs: BlobStore
) -> None:
    casework.take_over(desk("anna"), NUMBER)
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    disclosures.latest(desk("anna"), NUMBER)
    answer(sent, "decline")
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    ready = package.prepare(desk("anna"), blobs, NUMBER, 2, Wanted("Der Ablauf."))
    with pytest.raises(NeedsSecond) as waits:
        package.hand_over(desk("anna"), ready, PAGE)
    confirmed(desk("anna"), waits.value)
    assert package.to_fetch(desk("anna"), reading.look(desk("anna"), NUMBER)).keys() == {2}


def test_without_a_refusal_one_passes_on_what_tells_nobody_who_reported(sent: Reporter, desk: Desks) -> None:
    casework.take_over(desk("anna"), NUMBER)
    disclosures.plan(desk("anna"), NUMBER, CONSENT)
    disclosures.drop(desk("anna"), NUMBER, 1, "Doch nicht nötig.")
    disclosures.plan(desk("anna"), NUMBER, OPEN)
    disclosures.record(desk("anna"), NUMBER, 2, "Mit Brief.")
    assert entry(desk, 2).made_on == TODAY
