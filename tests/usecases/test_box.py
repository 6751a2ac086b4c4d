"""A mailbox of version 2, read and written by its reporter, with an office in miniature on the other side: what is
believed, what is named, and for whom it is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha384
from itertools import islice
from unittest import mock

import pytest

from hinweisgeber import config
from hinweisgeber.crypto import words
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, EpochDialogue, WordPlace
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.heads import RunningHead, digest
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.mailbox import Mailbox
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import MESSAGE, Said, first_report
from hinweisgeber.domain.errors.dialogue import NotOpenAnyMore
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.words_in import Difference, Posted, WordFault, differences
from hinweisgeber.usecases.reporter.box import Booth, BoxTrouble, OpenedBox, open_box, own_head
from hinweisgeber.usecases.reporter.errors import CodeUnknown, NobodyLeft
from hinweisgeber.usecases.reporter.files import hashed, store_file
from hinweisgeber.usecases.reporter.first import first_said
from hinweisgeber.usecases.reporter.hearing import BoxLine, Doubt, from_the_newest
from hinweisgeber.usecases.reporter.mailbox import open_mailbox, read, renew_code, send_again, write_on
from hinweisgeber.usecases.reporter.speaking import first_word, renew, say
from tests.founded import TODAY, Founded, Person
from tests.small_office import Office
from tests.usecases.sql import execute
from tests.version_1 import sealed_1, submit_1

ID = bytes(range(16))


@dataclass
class Teller:
    """A reporter with a mailbox of version 2."""

    letterbox: Store[Letterbox]
    ring: Ring
    code: AccessCode = field(default_factory=AccessCode.generate)

    def send(self, report: Report | None = None, acknowledgement: str | None = None) -> None:
        said = first_report(report or Report("Erfunden: Es fehlt Geld."))
        first = first_word(self.ring, self.code, ID, said, TODAY, TODAY, acknowledgement)
        with self.letterbox.write() as box:
            first.add_to(box, [])

    def open(self) -> OpenedBox:
        with self.letterbox.read() as box:
            return open_box(box, self.code.box_locator, self.code.box_key, self.ring, TODAY)

    def say(self, text: str, kind: str = MESSAGE) -> bool:
        opened = self.open()
        with self.letterbox.write() as box:
            return say(box, opened, self.ring, Said(kind, text), TODAY, text.encode())

    @property
    def booth(self) -> Booth:
        return Booth(self.letterbox, self.ring, TODAY)

    def renew(self) -> AccessCode:
        opened, old, self.code = self.open(), self.code, AccessCode.generate()
        with self.letterbox.write() as box:
            renew(box, opened, self.ring, self.code, TODAY)
        return old

    def lines(self, skip: int = 0, limit: int = 20) -> list[tuple[str, str, Doubt | None]]:
        opened = self.open()
        with self.letterbox.read() as box:
            told = islice(from_the_newest(box, opened, self.ring.installation), skip, skip + limit)
            found = [line for of_one in told for line in of_one][::-1]
        return [(line.author, _text(line), line.doubt) for line in found]

    def letters(self) -> dict[int, dict[str, bytes]]:
        with self.letterbox.read() as box:
            found = {place: box.letter_wraps(ID, place) for place in range(10)}
        return {place: wraps for place, wraps in found.items() if wraps}


def _text(line: BoxLine) -> str:
    return line.said.text if line.said else ""


@pytest.fixture
def teller(letterbox: Store[Letterbox], founded: Founded) -> Teller:
    return Teller(letterbox, founded.ring)


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def office(letterbox: Store[Letterbox], founded: Founded) -> Office:
    return Office.of(letterbox, founded, ID)


@pytest.fixture
def talk(teller: Teller, office: Office) -> Teller:
    """A report that was taken in, answered, and answered again in the next epoch."""
    teller.send()
    office.take_in()
    office.begin()
    office.answer("Erste Frage")
    office.post()
    teller.say("Erste Antwort")
    office.take_in()
    office.begin()
    office.answer("Zweite Frage")
    office.post()
    return teller


def exchange(letterbox: Store[Letterbox], author: str, place: int, sealed: bytes) -> None:
    """What somebody does who writes the letterbox."""
    statement = "UPDATE message SET sealed = :s WHERE author = :a AND place = :p"
    execute(letterbox, statement, s=sealed, a=author, p=place)


REPORTED = (REPORTER, "Erfunden: Es fehlt Geld.", None)
FIRST = [REPORTED, (OFFICE, "Erste Frage", None), (REPORTER, "Erste Antwort", None), (OFFICE, "Zweite Frage", None)]


def test_the_newest_code_opens_all_of_the_dialogue(talk: Teller, office: Office) -> None:
    assert talk.lines() == FIRST
    assert talk.open().troubles == frozenset()
    assert (talk.lines(1, 2), talk.lines(3, 20)) == (FIRST[1:3], FIRST[:1])
    word = office.take_in()[-1]
    assert isinstance(word.rest, words.Seen)
    assert (word.rest.revision, word.rest.office.count) == (1, 1), "what the reporter had been shown"


def test_an_automatic_acknowledgement_is_shown_until_the_office_makes_it_its_own(
    teller: Teller, office: Office
) -> None:
    teller.send(acknowledgement="Eingegangen.")
    assert teller.lines() == [REPORTED, ("intake", "Eingegangen.", None)]
    office.take_in()
    office.begin()
    office.answer("Eingegangen.")
    office.post()
    assert teller.lines() == [REPORTED, (OFFICE, "Eingegangen.", None)]


def test_an_answer_is_one_to_what_its_page_has_shown(talk: Teller, office: Office) -> None:
    """Whatever the office has said since, while the page stood open."""
    capability = open_mailbox(talk.booth, talk.code)
    office.answer("Dritte Frage")
    office.post()
    write_on(talk.booth, capability, "Zur zweiten.", "seite")
    write_on(talk.booth, open_mailbox(talk.booth, talk.code), "Zur dritten.", "andere Seite")
    seen = [word.rest for word in office.take_in()[-2:]]
    assert [(one.revision, one.office.count) for one in seen if isinstance(one, words.Seen)] == [(2, 2), (3, 3)]


def test_a_word_names_its_files_with_what_lies_sealed(teller: Teller, office: Office, blobs: BlobStore) -> None:
    one, other = (store_file(blobs, [text], "a.txt", cleaned=False) for text in (b"eins", b"zwei" * 100_000))
    report = first_report(Report("Erfunden."), (one,))
    first = first_word(teller.ring, teller.code, ID, report, TODAY, TODAY)
    with teller.letterbox.write() as box:
        first.add_to(box, [one.blob])
    write_on(teller.booth, open_mailbox(teller.booth, teller.code), "Anbei.", "seite", (other,))
    named = [dict(word.files) for word in office.take_in()]
    lies = {file.blob: sha384(b"".join(blobs.read(file.blob))).digest() for file in (one, other)}
    assert named == [{one.blob: lies[one.blob]}, {other.blob: lies[other.blob]}]
    assert hashed(blobs, (replace(one, sealed=""),))[0].sealed == one.sealed
    assert [file.sealed for line in read(teller.booth, open_mailbox(teller.booth, teller.code)).lines if line.said
            for file in line.said.files] == [one.sealed, other.sealed]  # fmt: skip


def test_the_same_sending_twice_is_said_once(talk: Teller) -> None:
    assert [talk.say("noch etwas"), talk.say("noch etwas")] == [True, False]


def test_what_is_said_before_the_office_has_a_key_is_under_the_reports(teller: Teller, office: Office) -> None:
    teller.send()
    teller.say("Nachtrag")
    assert (teller.lines(), teller.letters()) == ([REPORTED, (REPORTER, "Nachtrag", None)], {})
    assert [word.at.epoch for word in office.take_in()] == [REPORT, REPORT]


def test_a_word_behind_the_signed_head_is_not_the_offices(talk: Teller, office: Office) -> None:
    office.answer("Geben Sie bitte Ihren Namen an.")
    assert talk.lines()[-1] == (OFFICE, "", Doubt.BEYOND)
    office.post()
    assert talk.lines()[-1] == (OFFICE, "Geben Sie bitte Ihren Namen an.", None)


def test_a_word_of_the_office_that_was_exchanged_is_not_the_offices(talk: Teller, office: Office) -> None:
    other = office.epochs[0].seal(OFFICE, 0, Said(MESSAGE, "Kommen Sie allein.").payload())
    exchange(talk.letterbox, OFFICE, 0, other)
    assert talk.lines()[1] == (OFFICE, "", Doubt.BEYOND)


def test_one_who_is_out_gets_no_word_and_the_mailbox_reads_it_again(
    talk: Teller, office: Office, founded: Founded
) -> None:
    gone = founded.people["bernd"].officer_id
    talk.ring = founded.ring.revoke(founded.root(), gone, TODAY)
    assert talk.open().troubles == {BoxTrouble.SIGNER}
    talk.say("nur für die anderen")
    (wraps,) = talk.letters().values()
    assert set(wraps) == set(office.holders) - {gone}
    assert talk.lines()[-1] == (REPORTER, "nur für die anderen", None)
    with talk.letterbox.read() as box:
        message = box.message(ID, REPORTER, 2)
    assert message is not None
    with pytest.raises(SealBroken):
        office.epochs[-1].open(REPORTER, 2, message.sealed)
    assert b"nur f" in office.take_in()[-1].said


def test_who_was_excluded_gets_no_letter(teller: Teller, office: Office, founded: Founded) -> None:
    lead, gone = founded.people["lead"].officer_id, founded.people["bernd"].officer_id
    teller.send(Report("Erfunden: Es fehlt Geld.", excluded=(lead,)))
    teller.ring = founded.ring.revoke(founded.root(), gone, TODAY)
    teller.say("noch etwas")
    assert set(teller.letters()[1]) == {founded.people["anna"].officer_id}
    office.take_in()
    office.begin()
    office.post()
    assert lead in office.holders
    teller.say("auch wenn sie ihn jemand hat lesen lassen")
    assert set(teller.letters()[2]) == {founded.people["anna"].officer_id}
    teller.ring = teller.ring.revoke(founded.root(), founded.people["anna"].officer_id, TODAY)
    with pytest.raises(NobodyLeft):
        teller.say("und noch etwas")


def test_after_a_renewal_the_old_code_opens_nothing_and_the_new_one_everything(talk: Teller, office: Office) -> None:
    talk.say("vor dem neuen Code")
    before = talk.open()
    old = talk.renew()
    with pytest.raises(CodeUnknown), talk.letterbox.read() as box:
        open_box(box, old.box_locator, old.box_key, talk.ring, TODAY)
    assert talk.open().troubles == frozenset(), "that the office does not know yet is no trouble"
    talk.say("nach dem neuen Code")
    told = [
        *FIRST,
        (REPORTER, "vor dem neuen Code", None),
        (REPORTER, "", None),
        (REPORTER, "nach dem neuen Code", None),
    ]
    assert talk.lines() == told
    with talk.letterbox.read() as box:
        last = box.message(ID, REPORTER, 4)
    assert last is not None
    with pytest.raises(SealBroken):  # who saw the old code has this key
        before.newest.open(REPORTER, 4, last.sealed)
    office.take_in()
    assert office.generation == 1
    office.begin()
    office.answer("Dritte Frage")
    office.post()
    assert talk.lines() == [*told, (OFFICE, "Dritte Frage", None)]
    talk.say("im neuen Stand")
    assert set(talk.letters()) == {3, 4}, "from the new epoch on nobody else has the key"
    with talk.letterbox.read() as box:
        posted = box.posted_status(ID)
    assert posted is not None
    with pytest.raises(SealBroken):
        before.content.mailbox.unwrap(ID, office.epochs[-1].epoch, posted.wrap)
    talk.renew()
    assert talk.lines()[:-1] == [*told, (OFFICE, "Dritte Frage", None), (REPORTER, "im neuen Stand", None)]


def test_a_status_of_nobody_in_the_ring_or_for_another_mailbox_is_named(talk: Teller, office: Office) -> None:
    stranger = replace(office.person, identity=type(office.person.identity).generate())
    office.person, honest = stranger, office.person
    office.post()
    assert talk.open().troubles == {BoxTrouble.STATUS}
    talk.say("niemandem unter diesem Schlüssel")
    assert set(talk.letters()) == {2}
    office.person = honest
    for change, trouble in (
        (lambda status: replace(status, generation=1), BoxTrouble.RENEWED),
        (lambda status: replace(status, mailbox=bytes(48)), BoxTrouble.STRANGER),
        (lambda status: replace(status, reporter=replace(status.reporter, head=bytes(48))), BoxTrouble.WORDS),
    ):
        office.post(change)
        assert trouble in talk.open().troubles


def admitted(founded: Founded) -> tuple[Ring, Person]:
    """A ring of tomorrow, with somebody whom today's does not know."""
    keys = Identity.generate()
    new = replace(founded.ring.everyone[0], officer_id="e" * 16, function="Neu")
    new = replace(new, public=keys.public, sign_public=keys.sign_public)
    return founded.ring.admit(founded.root(), new), Person("e" * 16, "neu", "Neu", "", keys)


def test_whom_the_ring_here_does_not_know_yet_is_no_alarm(talk: Teller, office: Office, founded: Founded) -> None:
    """It is copied by hand: meanwhile somebody new may have a key. Nothing is sealed to them, and nothing lost."""
    talk.say("auf den zweiten Stand")
    office.take_in()
    office.ring, _ = admitted(founded)
    office.holders = tuple(sorted((*office.holders, "e" * 16)))
    office.post()
    assert talk.open().troubles == {BoxTrouble.UNKNOWN}
    assert [doubt for _, _, doubt in talk.lines()] == [None] * 5
    talk.say("nur für die Bekannten")
    assert set(talk.letters()[3]) == set(office.holders) - {"e" * 16}
    talk.ring = office.ring
    assert talk.open().troubles == frozenset()


def test_one_reads_ones_own_words_also_under_a_status_of_somebody_unknown(
    talk: Teller, office: Office, founded: Founded
) -> None:
    talk.say("auf den zweiten Stand")
    office.take_in()
    office.ring, person = admitted(founded)
    office.person, office.holders = replace(office.person, identity=person.identity, officer_id="e" * 16), ("e" * 16,)
    office.post()
    assert talk.open().troubles == {BoxTrouble.UNKNOWN}
    told = talk.lines()
    own = [FIRST[0], FIRST[2], (REPORTER, "auf den zweiten Stand", None)]
    assert [line for line in told if line[0] == REPORTER] == own
    assert {line[2] for line in told if line[0] == OFFICE} == {Doubt.BEYOND}
    talk.say("an die, die sie bekommen haben")
    assert set(talk.letters()[3]) == {one.officer_id for one in founded.ring.officers(TODAY)}, "and those named there"
    talk.ring = office.ring
    assert talk.open().troubles == frozenset()


def test_a_report_exchanged_before_it_was_taken_in_is_named(teller: Teller) -> None:
    """By somebody who has the key of epoch 0, as the intake had, and no voice."""
    teller.send()
    opened, stranger, said = teller.open(), Mailbox.generate(), first_report(Report("Erfunden: nichts."))
    recipients = tuple(officer.officer_id for officer in teller.ring.officers(TODAY)[:1])
    rest = words.First(recipients, 1, bytes(48), stranger.public)
    before = RunningHead.before(ID, REPORTER).head
    word = words.Word(teller.ring.installation, WordPlace(ID, REPORT, 0), TODAY, before, rest, said.payload())
    exchange(teller.letterbox, REPORTER, 0, opened.content.first.seal(REPORTER, 0, word.signed_by(stranger.sign)))
    assert teller.lines() == [(REPORTER, "", Doubt.FORGED)]
    with pytest.raises(NobodyLeft):  # who could read what the reporter says now, only that report said
        teller.say("x")


# -- from version 1 -----------------------------------------------------------------------------------------------

UNSIGNED = [(REPORTER, "Erfunden: von früher.", Doubt.UNSIGNED), ("intake", "Eingegangen.", Doubt.UNSIGNED)]


@pytest.fixture
def moved(teller: Teller) -> Iterator[tuple[Teller, DialogueKey]]:
    """A mailbox of version 1 that its reporter has opened, and the key of its dialogue, which others have too."""
    report_id, key = submit_1(teller.booth, teller.code, Report("Erfunden: von früher."), "Eingegangen.")
    with mock.patch(f"{__name__}.ID", report_id):
        open_mailbox(teller.booth, teller.code)
        yield teller, key


def test_a_mailbox_of_version_1_is_introduced_once_with_all_that_was_said(
    moved: tuple[Teller, DialogueKey],
) -> None:
    teller, _ = moved
    for _ in range(2):
        assert open_mailbox(teller.booth, teller.code).report_id == ID
        assert teller.lines() == [*UNSIGNED, (REPORTER, "", None)], "once"
    with teller.letterbox.read() as box:
        assert box.mailbox(teller.code.locator) is None


def test_who_comes_from_version_1_is_heard_at_once_by_whoever_has_the_case(
    moved: tuple[Teller, DialogueKey], founded: Founded
) -> None:
    """Nothing says who that is before the office has spoken: so as in version 1, whoever has gone meanwhile."""
    teller, key = moved
    teller.say("gleich danach")
    for one in founded.ring.everyone:
        teller.ring = teller.ring.revoke(founded.root(), one.officer_id, TODAY)
    teller.renew()
    teller.say("ist noch jemand da?")
    assert teller.letters() == {}
    dialogue = EpochDialogue(ID, REPORT, key)
    with teller.letterbox.read() as box:
        sealed = [message.sealed for message in box.messages_from(ID, REPORTER, 2, 9)]
    opened = [dialogue.open(REPORTER, place, one) for place, one in enumerate(sealed, 2)]
    assert b"gleich danach" in opened[0]
    assert b"ist noch jemand da?" in opened[2]
    assert [one[1:] for one in teller.lines()[-3:]] == [
        ("gleich danach", None),
        ("", None),
        ("ist noch jemand da?", None),
    ]


def test_whose_key_has_only_ended_hears_where_nobody_else_is_left(talk: Teller, office: Office) -> None:
    """It is extended later; a reprisal cannot wait for that."""
    booth = replace(talk.booth, today=office.ring.everyone[0].valid_until + timedelta(days=1))
    opened = read(booth, open_mailbox(booth, talk.code))
    assert opened.troubles == frozenset(), "nobody has gone"
    assert write_on(booth, open_mailbox(booth, talk.code), "Hallo?", "seite")
    (wraps,) = talk.letters().values()
    assert set(wraps) == set(office.holders)


@pytest.mark.parametrize("author", [REPORTER, OFFICE, "intake"])
def test_nothing_unsigned_is_believed_that_was_not_there_when_the_mailbox_was_introduced(
    moved: tuple[Teller, DialogueKey], author: str
) -> None:
    """By somebody who has the key of version 1 and writes rows."""
    teller, key = moved
    with teller.letterbox.write() as box:
        place = box.next_place(ID, author)
        box.add_message(ID, sealed_1(key, ID, author, place, teller.booth, Said(MESSAGE, "gefälscht")))
    assert teller.lines()[:-1] == [*UNSIGNED, (REPORTER, "", None)]
    assert teller.lines()[-1] == (author, "", Doubt.FORGED if author == REPORTER else Doubt.BEYOND)


def test_in_a_dialogue_of_version_2_nothing_unsigned_is_believed(talk: Teller) -> None:
    """Not even in the place of the report: there it could say that nobody was excluded."""
    opened, other = talk.open(), Report("Erfunden: niemand ist ausgeschlossen.")
    for author, said in ((OFFICE, Said(MESSAGE, "gefälscht")), (REPORTER, first_report(other))):
        execute(talk.letterbox, "DELETE FROM message WHERE author = :a AND place = 0", a=author)
        with talk.letterbox.write() as box:
            box.add_message(ID, sealed_1(opened.content.first.key, ID, author, 0, talk.booth, said))
    told = talk.lines()
    assert (OFFICE, "", Doubt.BEYOND) in told
    assert (REPORTER, "", Doubt.FORGED) in told
    with talk.letterbox.read() as box:
        assert first_said(box, opened, talk.ring.installation) is None


# -- after a restore ----------------------------------------------------------------------------------------------


def test_what_the_office_cannot_read_since_it_was_put_back_can_be_said_again(talk: Teller, office: Office) -> None:
    """Of an epoch it has lost; the mailbox has its key because the code was renewed meanwhile."""
    talk.renew()
    office.take_in()
    known = list(office.epochs)
    office.begin()
    office.post()
    talk.renew()
    talk.say("in der verlorenen Zeit")
    lost = office.epochs[-1]
    office.take_in()
    office.epochs = [*known, EpochDialogue(ID, lost.epoch.next(), DialogueKey.generate())]
    office.epochs[-1:] = [EpochDialogue(ID, Epoch(3, b"anderer!"), DialogueKey.generate()), office.epochs[-1]]
    office.post()
    capability = open_mailbox(talk.booth, talk.code)
    shown = read(talk.booth, capability).lines
    gone = [line for line in shown if line.doubt is Doubt.LOST]
    assert [line.said.text for line in gone if line.said] == ["in der verlorenen Zeit"]
    with pytest.raises(NotOpenAnyMore):
        send_again(talk.booth, capability, 0)
    assert read(talk.booth, capability).said_again == frozenset()
    assert [send_again(talk.booth, open_mailbox(talk.booth, talk.code), gone[-1].place) for _ in range(2)] == [
        True,
        False,
    ]
    assert talk.lines()[-1] == (REPORTER, "in der verlorenen Zeit", None)
    assert read(talk.booth, capability).said_again == {gone[-1].place}


def test_a_renewal_outlives_the_key_it_was_made_under(talk: Teller, office: Office) -> None:
    """The office loses its newest key with a backup that is put back; the mailbox it must write to it still learns."""
    known = list(office.epochs)
    office.begin()
    office.post()
    talk.renew()
    lost = office.epochs[-1].epoch
    office.epochs = [
        *known,
        *(EpochDialogue(ID, one, DialogueKey.generate()) for one in (Epoch(lost.number, b"anderer!"), lost.next())),
    ]
    office.posted = Posted(2, office.epochs[-1].epoch)
    office.take_in()
    assert (office.generation, office.faults[-1]) == (1, set()), "nor is it of an old epoch"
    office.answer("Wieder da.")
    office.post()
    assert talk.open().troubles == frozenset()
    assert talk.lines()[-1] == (OFFICE, "Wieder da.", None)
    talk.say("Gut.")
    office.take_in()
    assert office.faults[-1] == set()


def test_an_older_word_of_the_office_shown_again_makes_nothing_lost(talk: Teller, office: Office) -> None:
    old = office.epochs[:1]
    talk.renew()
    talk.say("weiter")
    office.epochs, office.revision = old, 7
    office.mailbox = talk.open().content.mailbox.public
    office.post()
    assert Doubt.LOST not in [doubt for _, _, doubt in talk.lines()]


def test_a_destroyed_text_is_told_and_what_lies_before_it_stays_the_offices(talk: Teller, office: Office) -> None:
    with talk.letterbox.write() as box:
        for author in (OFFICE, REPORTER):
            message = box.message(ID, author, 1)
            assert message is not None
            box.empty_message(ID, author, 1, author.encode().ljust(16), digest(message.sealed))
    assert talk.lines() == [*FIRST[:2], (REPORTER, "", None), (OFFICE, "", None)]
    assert talk.open().troubles == frozenset()
    status = talk.open().status
    assert status is not None
    talk.say("weiter")
    with talk.letterbox.read() as box:
        last = box.message(ID, REPORTER, 2)
    assert last is not None
    payload = office.epochs[-1].open(REPORTER, 2, last.sealed)
    voice = talk.open().content.mailbox.voice
    word = words.read(payload, talk.ring.installation, WordPlace(ID, office.epochs[-1].epoch, 2), TODAY, voice)
    assert word.before == last.before == status.reporter.head


def test_an_empty_row_behind_the_signed_head_is_not_the_offices(talk: Teller, office: Office) -> None:
    office.answer("Dritte Frage")
    exchange(talk.letterbox, OFFICE, 2, b"")
    assert talk.lines()[-1] == (OFFICE, "", Doubt.BEYOND)
    exchange(talk.letterbox, OFFICE, 1, bytes(48))
    assert talk.lines()[-2] == (OFFICE, "", Doubt.BEYOND)


def test_a_row_that_names_another_report_opens_nothing(talk: Teller) -> None:
    other = first_word(talk.ring, AccessCode.generate(), bytes(16), first_report(Report("Erfunden.")), TODAY, TODAY)
    with talk.letterbox.write() as box:
        other.add_to(box, [])
    execute(talk.letterbox, "DELETE FROM mailbox WHERE locator = :l", l=other.locator)
    execute(talk.letterbox, "UPDATE mailbox SET report_id = :r", r=bytes(16))
    with pytest.raises(CodeUnknown):
        talk.open()


def forged(talk: Teller, rest: words.Seen | words.Introduction | words.Renewal, speaker: Mailbox, place: int) -> None:
    """A word put into the letterbox by somebody who has the newest key."""
    opened = talk.open()
    with talk.letterbox.write() as box:
        before, dialogue = own_head(box, ID), opened.newest
        if isinstance(rest, words.Introduction):
            before, dialogue = RunningHead.before(ID, REPORTER).head, opened.content.first
        said = b"{}" if not isinstance(rest, words.Seen) else Said(MESSAGE, "gefälscht").payload()
        word = words.Word(talk.ring.installation, WordPlace(ID, dialogue.epoch, place), TODAY, before, rest, said)
        sealed = dialogue.seal(REPORTER, place, word.signed_by(speaker.sign))
        tag = sealed[-16:]
        box.add_message(ID, SealedMessage(REPORTER, place, TODAY, tag, sealed, dialogue.epoch.text, before))


def test_what_others_say_in_the_reporters_place_is_refused_and_silences_nobody(talk: Teller, office: Office) -> None:
    seen, stranger, own = words.Seen(2, talk.open().office), Mailbox.generate(), talk.open().content.mailbox
    forged(talk, seen, stranger, 2)
    assert talk.lines()[-1] == (REPORTER, "", Doubt.FORGED)
    talk.say("und trotzdem")
    assert "und trotzdem" in office.take_in()[-1].said.decode()
    assert office.faults == [set(), set(), {WordFault.BROKEN}, set()]
    for place, rest, speaker, fault in (
        (4, words.Introduction(seen, stranger.public), stranger, WordFault.INTRODUCED),
        (4, words.Introduction(seen, own.public), own, WordFault.INTRODUCED),
        (4, words.Renewal.of(seen, ID, 1, stranger.voice, stranger), stranger, WordFault.BROKEN),
        (4, words.Renewal.of(seen, ID, 2, own.voice, stranger), own, WordFault.GENERATION),
    ):
        execute(talk.letterbox, "DELETE FROM message WHERE place = 4")
        forged(talk, rest, speaker, place)
        office.take_in()
        assert office.faults[-1] == {fault}
        assert office.mailbox == own.public


def test_after_a_renewal_the_voice_before_it_is_named(talk: Teller, office: Office) -> None:
    seen, old = words.Seen(2, talk.open().office), talk.open().content.mailbox
    talk.renew()
    forged(talk, seen, old, 3)
    office.take_in()
    assert office.faults[2:] == [set(), {WordFault.OLD_VOICE}]


def test_an_exchanged_or_dropped_word_is_named_by_the_next_which_is_heard(talk: Teller, office: Office) -> None:
    own = talk.open().content.mailbox
    for text in ("das Zurückgehaltene", "das Nächste", "das Letzte"):
        talk.say(text)
    execute(talk.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 2")
    assert b"das Letzte" in office.take_in()[-1].said
    assert office.faults[2:] == [{WordFault.BEFORE}, set()]
    forged(talk, words.Seen(2, talk.open().office), own, 2)  # even one the reporter did sign, for this very place
    assert b"das Letzte" in office.take_in()[-1].said
    assert office.faults[2:] == [{WordFault.BEFORE}, {WordFault.BEFORE}, set()]
    office.post()
    talk.say("danach")
    office.take_in()
    assert office.faults[-1] == set()


def test_a_word_on_an_older_state_than_was_posted_is_named(talk: Teller, office: Office) -> None:
    talk.say("auf den neuesten Stand")
    office.posted = Posted(2, office.epochs[-1].epoch)
    office.take_in()
    assert office.faults[-1] == set()
    office.posted = Posted(3, office.epochs[-1].epoch.next())
    office.take_in()
    assert office.faults[-1] == {WordFault.SEEN, WordFault.EPOCH}


def test_whom_a_report_names_is_compared_with_the_wraps_and_the_ring(teller: Teller, office: Office) -> None:
    teller.send()
    (word,) = office.take_in()
    first, all_three, ring = word.rest, office.holders, office.ring
    assert isinstance(first, words.First)
    assert differences(first, (TODAY, TODAY), all_three, ring, TODAY) == frozenset()
    assert differences(first, (TODAY, TODAY), all_three[:2], ring, TODAY) == {Difference.WRAP_MISSING}
    assert differences(first, (TODAY, TODAY), (*all_three, "f" * 16), ring, TODAY) == {Difference.WRAP_ADDED}
    assert differences(replace(first, ring_hash=bytes(48)), (TODAY, TODAY), all_three, ring, TODAY) == {Difference.RING}
    assert differences(replace(first, ring_number=99), (TODAY, TODAY), all_three, ring, TODAY) == {Difference.RING}
    stranger = replace(first, recipients=(*all_three, "f" * 16))
    assert differences(stranger, (TODAY, TODAY), stranger.recipients, ring, TODAY) == {Difference.NOT_ACTIVE}
    never = replace(first, recipients=(*all_three, "f" * 16))
    assert Difference.WRAP_MISSING in differences(never, (TODAY, TODAY), all_three, ring, TODAY), "unknown is not out"


def test_what_somebody_puts_among_the_keys_of_letters_hides_nothing_and_holds_up_no_renewal(
    talk: Teller, office: Office
) -> None:
    """The intake's role may add rows there."""
    for place in (0, 1):
        insert = "INSERT INTO letter_key (report_id, place, wrap) VALUES (:r, :p, :w)"
        execute(talk.letterbox, insert, r=ID, p=place, w=b"\x02junk")
    assert talk.lines() == FIRST
    talk.renew()
    talk.say("ein Brief")
    talk.renew()
    assert talk.lines() == [*FIRST, (REPORTER, "", None), (REPORTER, "ein Brief", None), (REPORTER, "", None)]


def test_a_renewal_that_is_gone_before_it_was_taken_in_is_named(talk: Teller, office: Office) -> None:
    """The office never learns of the code, and refuses all that is said with it."""
    talk.renew()
    talk.say("mit dem neuen Code")
    assert talk.open().troubles == frozenset(), "it will"
    execute(talk.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 2")
    assert talk.open().troubles == {BoxTrouble.UNHEARD}
    talk.say("und wieder")
    office.take_in()
    assert office.faults[-1] == {WordFault.BROKEN}
    office.post()
    assert BoxTrouble.UNHEARD in talk.open().troubles


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_renewal_that_is_gone_is_said_again_when_the_mailbox_is_opened(
    taken_in: bool, talk: Teller, office: Office
) -> None:
    """In the voice the office knows; what was refused meanwhile can be said once more."""
    talk.renew()
    talk.say("ungehört")
    execute(talk.letterbox, "UPDATE message SET sealed = :s WHERE author = 'reporter' AND place = 2", s=b"junk")
    if taken_in:
        office.take_in()
        office.post()
    open_mailbox(talk.booth, talk.code)
    capability = open_mailbox(talk.booth, talk.code)
    assert write_on(talk.booth, capability, "gehört", "seite")
    told = talk.lines()
    assert told[:4] == FIRST
    assert told[4:] == [
        (REPORTER, "", Doubt.CLOSED),
        (REPORTER, "ungehört", Doubt.REFUSED),
        (REPORTER, "", None),
        (REPORTER, "gehört", None),
    ]
    assert "gehört" in office.take_in()[-1].said.decode()
    assert office.generation == 1
    office.begin()
    office.answer("Wir wissen es.")
    office.post()
    assert talk.open().troubles <= {BoxTrouble.WORDS}, "of what was changed in the letterbox"
    assert talk.lines()[-1] == (OFFICE, "Wir wissen es.", None)
    assert send_again(talk.booth, open_mailbox(talk.booth, talk.code), 3)
    assert "ungehört" in office.take_in()[-1].said.decode()


def test_a_renewal_that_is_gone_is_said_again_before_the_next_word_and_by_the_next_renewal(
    talk: Teller, office: Office
) -> None:
    capability = open_mailbox(talk.booth, talk.code)
    for place in (2, 3):  # the second one is said behind the first, which is said again
        new = AccessCode.generate()
        capability = renew_code(talk.booth, capability, new)
        talk.code = new
        execute(talk.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = :p", p=place)
    assert talk.open().troubles == {BoxTrouble.UNHEARD}
    assert write_on(talk.booth, capability, "gehört", "seite")
    assert [line[1:] for line in talk.lines()[4:]] == [("", None), ("", None), ("gehört", None)], "no alarm"
    assert "gehört" in office.take_in()[-1].said.decode()
    assert office.generation == 1
