"""The office's side of a dialogue in which both sides sign: what it takes in, what it names, what it posts and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hinweisgeber.crypto import contexts, words
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, WordPlace
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.heads import RunningHead, digest
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.mailbox import Mailbox
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import ACKNOWLEDGEMENT, ANSWER, MESSAGE, Said, first_report
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import destruction, disclosures
from hinweisgeber.usecases.officer import casework, reading, recusal, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.contents import opens
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, case_of, open_file
from hinweisgeber.usecases.officer.errors import LetterWaits
from hinweisgeber.usecases.reporter import speaking
from hinweisgeber.usecases.reporter.box import Booth, BoxTrouble, OpenedBox, open_box, own_head
from hinweisgeber.usecases.reporter.hearing import Doubt, from_the_newest
from hinweisgeber.usecases.reporter.mailbox import open_mailbox
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.founded import TODAY, Founded, copy_database
from tests.sealed_1 import NewCase
from tests.usecases.conftest import Desks
from tests.usecases.sql import execute

ONE = "HM-2026-0001"
ID = bytes(range(16))
TOMORROW = TODAY + timedelta(days=1)


@dataclass
class Teller:
    """A reporter with a mailbox of version 2."""

    letterbox: Store[Letterbox]
    ring: Ring
    code: AccessCode = field(default_factory=AccessCode.generate)

    def send(self, report: Report | None = None, acknowledgement: str | None = "Eingegangen.") -> None:
        said = first_report(report or Report("Erfunden: Es fehlt Geld."))
        first = speaking.first_word(self.ring, self.code, ID, said, TODAY, TODAY, acknowledgement)
        with self.letterbox.write() as box:
            first.add_to(box, [])

    def open(self, today: date = TODAY) -> OpenedBox:
        with self.letterbox.read() as box:
            return open_box(box, self.code.box_locator, self.code.box_key, self.ring, today)

    def say(self, text: str, today: date = TODAY, opened: OpenedBox | None = None) -> None:
        opened = opened or self.open(today)
        with self.letterbox.write() as box:
            assert speaking.say(box, opened, self.ring, Said(MESSAGE, text), today, text.encode())

    def renew(self) -> AccessCode:
        opened, old, self.code = self.open(), self.code, AccessCode.generate()
        with self.letterbox.write() as box:
            speaking.renew(box, opened, self.ring, self.code, TODAY)
        return old

    def lines(self) -> list[tuple[str, str, Doubt | None]]:
        opened = self.open()
        with self.letterbox.read() as box:
            found = list(from_the_newest(box, opened, self.ring.installation))
        told = [line for of_one in reversed(found) for line in of_one]
        return [(line.author, line.said.text if line.said else "", line.doubt) for line in told]


@pytest.fixture
def teller(letterbox: Store[Letterbox], ring: Ring) -> Teller:
    return Teller(letterbox, ring)


@pytest.fixture
def anna(desk: Desks) -> Desk:
    return desk("anna")


@pytest.fixture
def talk(teller: Teller, anna: Desk) -> Teller:
    """A report that was taken in, and answered."""
    teller.send()
    assert collect(anna) == Collected()
    casework.take_over(anna, ONE)
    casework.reply(anna, ONE, "Wann war das?")
    return teller


def opened(at: Desk) -> OpenFile:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, CASE, ONE)


def said(at: Desk) -> list[tuple[str, str, tuple[str, ...]]]:
    view = reading.view(at, ONE)
    return [(one.author, one.said.text if one.said else "", one.faults) for one in view.dialogue]


def rows(store: Store[Letterbox] | Store[Cabinet], table: str) -> int:
    return int(execute(store, f"SELECT count(*) FROM {table}")[0][0])


REPORTED = (REPORTER, "Erfunden: Es fehlt Geld.", None)
FIRST = [REPORTED, (OFFICE, "Eingegangen.", None), (OFFICE, "Wann war das?", None)]


# -- taking a report in -----------------------------------------------------------------------------------------


def test_a_report_becomes_a_case_under_a_key_that_the_intake_never_had(talk: Teller, anna: Desk) -> None:
    one = opened(anna)
    assert (one.row.epoch, one.holders) == (1, frozenset(one.officer_id for one in anna.ring.officers(TODAY)))
    known = talk.open().content.first.key
    assert known not in {dialogue.key for dialogue in one.dialogues.later}
    assert talk.open().newest.key == one.dialogues.later[-1].key
    assert talk.lines() == FIRST
    assert talk.open().troubles == frozenset()
    assert said(anna) == [(author, text, ()) for author, text, _ in FIRST]


def test_the_automatic_acknowledgement_becomes_the_offices_word_with_the_take_in(teller: Teller, anna: Desk) -> None:
    teller.send()
    collect(anna)
    case = case_of(opened(anna))
    assert (case.replies, case.acknowledged) == (1, TODAY)
    deliver(anna.cabinet, anna.letterbox, TODAY)
    assert teller.lines() == FIRST[:2]
    (spoken,) = [one for one in reading.view(anna, ONE).dialogue if one.author == OFFICE]
    assert spoken.said is not None
    assert (spoken.said.kind, spoken.names, spoken.delivered) == (ACKNOWLEDGEMENT, "automatic", True)


def test_keys_of_what_was_taken_in_leave_the_letterbox_and_the_way_to_the_mailbox_the_cabinet(
    teller: Teller, anna: Desk
) -> None:
    teller.send()
    collect(anna)
    assert (rows(anna.letterbox, "report_wrap"), rows(anna.cabinet, "mailbox_wrap")) == (3, 1)
    deliver(anna.cabinet, anna.letterbox, TODAY)
    assert (rows(anna.letterbox, "report_wrap"), rows(anna.cabinet, "mailbox_wrap")) == (0, 0)
    assert rows(anna.letterbox, "mailbox_wrap") == 1


def test_what_does_not_fit_between_recipients_and_wraps_is_named_on_the_case_and_openly_in_its_entry(
    teller: Teller, anna: Desk, founded: Founded
) -> None:
    bernd = founded.people["bernd"].officer_id
    teller.send()
    execute(anna.letterbox, "DELETE FROM report_wrap WHERE officer_id = :o", o=bernd)
    execute(anna.letterbox, "UPDATE report SET received = :d", d=str(TODAY - timedelta(days=9)))
    collect(anna)
    assert reading.view(anna, ONE).differences == ("day", "wrap-missing")
    assert '"differences":["day","wrap-missing"]' in opened(anna).row.said[0].said
    assert case_of(opened(anna)).received == TODAY, "the day that was signed"
    assert bernd in opened(anna).holders, "who was named gets the office's key"


def test_who_was_revoked_before_a_report_was_taken_in_is_no_difference(
    teller: Teller, anna: Desk, founded: Founded, revoked: Ring
) -> None:
    teller.send()
    execute(anna.letterbox, "DELETE FROM report_wrap WHERE officer_id = :o", o=founded.people["bernd"].officer_id)
    collect(replace(anna, ring=revoked))
    assert reading.view(replace(anna, ring=revoked), ONE).differences == ()


def test_what_the_office_writes_down_of_an_earlier_day_names_who_is_active_now(
    teller: Teller, anna: Desk, letterbox: Store[Letterbox]
) -> None:
    """Who came later may be among those it was sealed for."""
    said, earlier = first_report(Report("Erfunden: ein Brief.", channel="letter")), TODAY - timedelta(days=300)
    with letterbox.write() as box:
        speaking.first_word(teller.ring, teller.code, ID, said, earlier, TODAY).add_to(box, [])
    collect(anna)
    assert reading.view(anna, f"HM-{earlier.year}-0001").differences == ()


def test_a_report_that_names_others_than_those_who_receive_is_named_and_verify_names_it(
    teller: Teller, anna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An intake that sends what it is given to whom it likes: here to one."""
    only = [officer for officer in anna.ring.officers(TODAY) if officer.officer_id == anna.officer_id]
    monkeypatch.setattr(type(teller.ring), "receivers", lambda ring, on, out=(): only)
    teller.send()
    monkeypatch.undo()
    collect(anna)
    assert reading.view(anna, ONE).differences == ("receivers",)
    told = verifying.verify(anna.cabinet, anna.ring, today=TODAY).differences
    assert [names for _, names in told] == [("receivers",)]


def test_an_officer_whom_a_report_does_not_name_does_not_take_it_in(
    teller: Teller, desk: Desks, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    """But for a key that somebody added: here one to whom no new reports go, who may be given any case."""
    lead = founded.people["lead"].officer_id
    ring = teller.ring = founded.ring.receive(founded.root(), lead, False, TODAY)
    teller.send()
    with letterbox.read() as box:
        wraps = box.wraps(ID)
    anna = founded.people["anna"]
    stolen = anna.identity.unwrap_report(anna.officer_id, ID, wraps[anna.officer_id])
    officer = founded.ring.get(lead)
    assert officer is not None
    wrap = officer.recipient().seal(contexts.report_wrap(ID, lead), stolen)
    execute(letterbox, "INSERT INTO report_wrap VALUES (:r, :o, :w)", r=ID, o=lead, w=wrap)
    collect(replace(desk("lead"), ring=ring))
    collect(replace(desk("anna"), ring=ring))
    view = reading.view(replace(desk("anna"), ring=ring), ONE)
    assert (view.differences, lead in view.holders) == (("wrap-added",), False)


def test_a_report_signed_by_another_voice_than_it_names_is_no_case(teller: Teller, anna: Desk) -> None:
    teller.send()
    opened_box, stranger = teller.open(), Mailbox.generate()
    recipients = tuple(sorted(officer.officer_id for officer in teller.ring.officers(TODAY)))
    rest = words.First(recipients, teller.ring.number, teller.ring.head, stranger.public)
    before = RunningHead.before(ID, REPORTER).head
    at = WordPlace(ID, REPORT, 0)
    word = words.Word(teller.ring.installation, at, TODAY, before, rest, first_report(Report("Erfunden.")).payload())
    sealed = opened_box.content.first.seal(REPORTER, 0, word.signed_by(Mailbox.generate().sign))
    execute(anna.letterbox, "UPDATE message SET sealed = :s", s=sealed)
    assert collect(anna).unreadable == 1


# -- what the reporter says -------------------------------------------------------------------------------------


def test_a_word_is_taken_in_and_the_mailbox_learns_that_it_was(talk: Teller, anna: Desk) -> None:
    talk.say("Am Montag.")
    assert said(anna)[-1] == (REPORTER, "Am Montag.", ())
    status = talk.open().status
    assert status is not None
    assert (status.reporter.count, talk.open().troubles) == (2, frozenset())


def forged(talk: Teller, place: int, rest: words.Seen | words.Introduction, speaker: Mailbox, text: str) -> None:
    """A word put into the letterbox by somebody who has the newest key."""
    box_opened = talk.open()
    dialogue = box_opened.newest if isinstance(rest, words.Seen) else box_opened.content.first
    with talk.letterbox.write() as box:
        before = own_head(box, ID) if isinstance(rest, words.Seen) else RunningHead.before(ID, REPORTER).head
        payload = Said(MESSAGE, text).payload() if isinstance(rest, words.Seen) else b"{}"
        word = words.Word(talk.ring.installation, WordPlace(ID, dialogue.epoch, place), TODAY, before, rest, payload)
        sealed = dialogue.seal(REPORTER, place, word.signed_by(speaker.sign))
        box.add_message(ID, SealedMessage(REPORTER, place, TODAY, sealed[-16:], sealed, dialogue.epoch.text, before))


def test_what_is_not_signed_by_the_reporter_is_kept_and_named_and_silences_nobody(talk: Teller, anna: Desk) -> None:
    stranger, seen = Mailbox.generate(), words.Seen(1, talk.open().office)
    forged(talk, 1, seen, stranger, "Ich ziehe alles zurück.")
    forged(talk, 2, words.Introduction(seen, talk.open().content.mailbox.public), talk.open().content.mailbox, "")
    with talk.letterbox.write() as box:  # as in version 1: not signed at all
        box.add_message(ID, SealedMessage(REPORTER, 3, TODAY, bytes(16), b"\x01" * 4169))
    talk.say("Das war ich nicht.")
    assert said(anna)[3:] == [
        (REPORTER, "", ("broken",)), (REPORTER, "", ("introduced",)), (REPORTER, "", ("broken",)),
        (REPORTER, "Das war ich nicht.", ("before",)),
    ]  # fmt: skip
    assert reading.view(anna, ONE).faulty == (1, 2, 3, 4)
    one = opened(anna)
    with anna.cabinet.read() as cabinet:
        kept = [cabinet.message(ID, REPORTER, place) for place in (1, 2, 3, 4)]
    assert [opens(one, message) for message in kept if message] == [False, False, False, True], "for nobody, also later"
    assert talk.open().troubles == frozenset()


@pytest.mark.usefixtures("tampering")
def test_a_word_that_is_gone_is_named_and_what_comes_after_it_is_heard(talk: Teller, anna: Desk) -> None:
    for text in ("eins", "zwei", "drei"):
        talk.say(text)
    execute(talk.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 2")
    assert said(anna)[3:] == [(REPORTER, "eins", ()), (REPORTER, "", ("lost",)), (REPORTER, "drei", ("before",))]
    talk.say("vier")
    assert said(anna)[-1] == (REPORTER, "vier", ())
    assert reading.view(anna, ONE).unread == 0


def test_a_word_at_a_place_far_away_is_not_counted_up_to(talk: Teller, anna: Desk) -> None:
    talk.say("eins")
    execute(talk.letterbox, "UPDATE message SET place = 900000000 WHERE author = 'reporter' AND place = 1")
    view = reading.view(anna, ONE)
    assert (view.case.follow_ups, view.incomplete) == (0, True)


def test_a_row_far_away_silences_neither_side(talk: Teller, anna: Desk) -> None:
    junk = SealedMessage(REPORTER, 900_000_000, TODAY, bytes(16), bytes(4169), REPORT.text)
    with talk.letterbox.write() as box:
        box.add_message(ID, junk)
    casework.reply(anna, ONE, "Sind Sie noch da?")
    status = talk.open().status
    assert status is not None
    assert (status.office.count, status.reporter.count) == (3, 1)
    assert reading.view(anna, ONE).unfetched == "lost"
    talk.say("Ja.")
    assert said(anna)[-1] == (REPORTER, "Ja.", ()), "it is not driven behind that row"


@pytest.mark.usefixtures("tampering")
def test_a_word_behind_many_that_are_gone_is_heard_with_time(talk: Teller, anna: Desk) -> None:
    for place in (90, 150):
        with talk.letterbox.write() as box:
            box.add_message(ID, SealedMessage(REPORTER, place, TODAY, bytes([place]) * 16, bytes(4169), REPORT.text))
    talk.say("dahinter")
    execute(talk.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place IN (90, 150)")
    assert execute(talk.letterbox, "SELECT max(place) FROM message WHERE author = 'reporter'") == [(151,)]
    assert (reading.view(anna, ONE).case.follow_ups, said(anna)[-1]) == (100, (REPORTER, "dahinter", ("before",)))


def test_a_second_introduction_of_another_mailbox_is_named(talk: Teller, anna: Desk) -> None:
    stranger = Mailbox.generate()
    forged(talk, 1, words.Introduction(words.Seen(1, talk.open().office), stranger.public), stranger, "")
    assert said(anna)[-1] == (REPORTER, "", ("introduced",))


def test_a_word_on_an_older_state_than_was_posted_a_day_before_is_named(talk: Teller, desk: Desks) -> None:
    old = talk.open()
    casework.reply(desk("anna"), ONE, "Und wo?")
    talk.say("auf das Alte, am selben Tag", opened=old)
    talk.say("auf das Alte", TOMORROW, opened=replace(old))
    reading.view(desk("anna", TOMORROW), ONE)
    assert [faults for author, _, faults in said(desk("anna", TOMORROW)) if author == REPORTER] == [(), (), ("seen",)]


def test_a_consent_by_somebody_else_gives_none(talk: Teller, anna: Desk) -> None:
    stranger, seen = Mailbox.generate(), words.Seen(1, talk.open().office)
    box_opened = talk.open()
    payload = Said(ANSWER, "", data={"to": 1, "choice": "accept"}).payload()
    with talk.letterbox.write() as box:
        at, before = WordPlace(ID, box_opened.newest.epoch, 1), own_head(box, ID)
        word = words.Word(talk.ring.installation, at, TODAY, before, seen, payload)
        sealed = box_opened.newest.seal(REPORTER, 1, word.signed_by(stranger.sign))
        box.add_message(ID, SealedMessage(REPORTER, 1, TODAY, bytes(16), sealed, at.epoch.text, before))
    reading.view(anna, ONE)
    act = reading.whole_log(anna, ONE)[-1]
    assert (act.data.values().get("answer"), act.data.values()["faults"]) == (None, ["broken"])


# -- renewals ---------------------------------------------------------------------------------------------------


def test_a_renewal_begins_an_epoch_that_who_saw_the_old_code_cannot_open(talk: Teller, anna: Desk) -> None:
    before, old = talk.open(), talk.renew()
    talk.say("nur für Sie")
    assert said(anna)[-1] == (REPORTER, "nur für Sie", ())
    assert reading.view(anna, ONE).dialogue[-2].names == "renewal"
    one = opened(anna)
    assert (one.row.epoch, case_of(one).talk.generation) == (2, 1)  # type: ignore[union-attr]
    casework.reply(anna, ONE, "Danke.")
    assert talk.lines()[-1] == (OFFICE, "Danke.", None)
    assert talk.open().troubles == frozenset()
    with talk.letterbox.read() as box:
        posted = box.posted_status(ID)
        last = box.newest_messages(ID, 0, 1)[0]
    assert posted is not None
    with pytest.raises(SealBroken):
        before.content.mailbox.unwrap(ID, one.dialogues.later[-1].epoch, posted.wrap)
    for dialogue in (before.newest, before.content.first):
        with pytest.raises(SealBroken):
            dialogue.open(OFFICE, last.place, last.sealed)
    assert old.box_locator != talk.code.box_locator


def test_a_renewal_is_nothing_unread_but_for_who_has_not_read_what_was_said_before(talk: Teller, desk: Desks) -> None:
    for name in ("anna", "bernd", "anna"):
        reading.view(desk(name), ONE)
    talk.renew()
    assert reading.view(desk("anna"), ONE).unread == 0
    talk.say("Am Montag.")
    talk.renew()
    assert reading.view(desk("bernd"), ONE).unread == 2


def test_renewals_that_are_taken_in_at_once_begin_one_epoch(talk: Teller, anna: Desk) -> None:
    for _ in range(3):
        talk.renew()
    reading.view(anna, ONE)
    one = opened(anna)
    assert (one.row.epoch, case_of(one).talk.generation) == (2, 3)  # type: ignore[union-attr]
    assert (talk.open().newest.key, talk.open().troubles) == (one.dialogues.later[-1].key, frozenset())


def test_the_voice_before_a_renewal_is_named(talk: Teller, anna: Desk) -> None:
    old = talk.open().content.mailbox
    talk.renew()
    forged(talk, 2, words.Seen(1, talk.open().office), old, "aus der alten Stimme")
    assert said(anna)[-1] == (REPORTER, "", ("old-voice",))


# -- posting ----------------------------------------------------------------------------------------------------


def away(monkeypatch: pytest.MonkeyPatch, at: Desk, is_away: bool) -> None:
    monkeypatch.setattr(type(at.letterbox), "is_there", lambda store: store.name != "letterbox" or not is_away)


def test_nothing_is_posted_before_the_reporters_newest_word_is_taken_in(
    talk: Teller, anna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch, anna, True)
    casework.reply(anna, ONE, "Und wo?")
    away(monkeypatch, anna, False)
    talk.say("Am Montag.")
    deliver(anna.cabinet, anna.letterbox, TODAY)  # by anybody, without a key
    assert talk.lines() == [*FIRST, (REPORTER, "Am Montag.", None)]
    reading.view(anna, ONE)
    assert talk.lines() == [*FIRST, (REPORTER, "Am Montag.", None), (OFFICE, "Und wo?", None)]
    assert talk.open().troubles == frozenset()


def test_an_act_takes_in_what_came_meanwhile_and_posts_at_once(talk: Teller, anna: Desk) -> None:
    talk.say("Am Montag.")
    casework.reply(anna, ONE, "Und wo?")
    assert talk.lines()[3:] == [(REPORTER, "Am Montag.", None), (OFFICE, "Und wo?", None)]
    status = talk.open().status
    assert status is not None
    assert (status.reporter.count, status.office.count) == (2, 3)


def test_what_waited_for_delivery_is_sealed_anew_before_a_new_epoch(
    talk: Teller, anna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = talk.open().newest
    away(monkeypatch, anna, True)
    casework.reply(anna, ONE, "Und wo?")
    casework.reply(anna, ONE, "Und mit wem?")
    away(monkeypatch, anna, False)
    talk.renew()
    reading.view(anna, ONE)
    assert [text for _, text, doubt in talk.lines() if doubt is None][-2:] == ["Und wo?", "Und mit wem?"]
    with talk.letterbox.read() as box:
        for place in (2, 3):
            message = box.message(ID, OFFICE, place)
            assert message is not None
            with pytest.raises(SealBroken):
                before.open(OFFICE, place, message.sealed)
    assert [text for author, text, _ in said(anna) if author == OFFICE][-2:] == ["Und wo?", "Und mit wem?"]


def test_a_foreign_row_in_its_place_leaves_no_reply_under_the_key_before(
    talk: Teller, anna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch, anna, True)
    casework.reply(anna, ONE, "Und wo?")
    away(monkeypatch, anna, False)
    with talk.letterbox.write() as box:
        box.add_message(ID, SealedMessage(OFFICE, 2, TODAY, bytes(16), bytes(4169), REPORT.text, bytes(48)))
    talk.renew()
    reading.view(anna, ONE)
    with anna.cabinet.read() as cabinet:
        (waits,) = cabinet.waiting_messages(ID)
    assert (waits.place, waits.epoch) == (2, opened(anna).dialogues.later[-1].epoch.text)


def test_every_revision_of_a_case_wraps_anew(talk: Teller, anna: Desk) -> None:
    def wrap() -> tuple[bytes, int]:
        row = execute(anna.letterbox, "SELECT wrap, revision FROM mailbox_wrap JOIN status USING (report_id)")[0]
        return row[0], row[1]

    was = wrap()
    casework.note(anna, ONE, "Nichts für die hinweisgebende Person.")
    now = wrap()
    assert now[0] != was[0]
    assert now[1] == was[1] + 1
    assert talk.lines() == FIRST


def test_a_status_that_the_letterbox_has_seen_and_this_cabinet_has_not_is_gone_above(talk: Teller, anna: Desk) -> None:
    execute(anna.letterbox, "UPDATE status SET revision = 40")
    casework.reply(anna, ONE, "Und wo?")
    status = talk.open().status
    assert status is not None
    assert status.revision > 40
    assert talk.lines() == [*FIRST, (OFFICE, "Und wo?", None)]


def test_new_keys_after_a_restore_reach_a_mailbox_that_has_seen_later_ones(talk: Teller, anna: Desk) -> None:
    with anna.cabinet.write() as cabinet:
        cabinet.mark_restored()
    execute(anna.letterbox, "UPDATE status SET revision = 40, epoch = '7-0011223344556677'")
    assert rekey.renew_some(anna, Bound()) == rekey.Renewed(1, 0)
    box = talk.open()
    assert box.status is not None
    assert (box.status.revision > 40, box.newest.epoch.number, box.troubles) == (True, 8, frozenset())


def test_what_lies_there_in_version_1_after_a_restore_stops_nothing(talk: Teller, anna: Desk) -> None:
    with anna.cabinet.write() as cabinet:
        cabinet.mark_restored()
    with talk.letterbox.write() as box:
        box.add_message(ID, SealedMessage(OFFICE, 2, TODAY, bytes(16), bytes(4169)))
    assert rekey.renew_some(anna, Bound()) == rekey.Renewed(1, 0)
    assert talk.open().troubles == frozenset()
    assert talk.lines()[-1] == (OFFICE, "", Doubt.BEYOND), "its text is gone, nobody vouches for it, its place counts"
    casework.reply(anna, ONE, "Wir fangen neu an.")
    assert talk.lines()[-1] == (OFFICE, "Wir fangen neu an.", None)


def test_a_case_that_waits_for_the_letterbox_is_named_and_keeps_no_other_from_its_new_key(
    talk: Teller, anna: Desk, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch, anna, True)
    casework.reply(anna, ONE, "Und wo?")
    at = replace(anna, ring=founded.ring.revoke(founded.root(), founded.people["bernd"].officer_id, TODAY))
    assert rekey.renew_some(at, Bound()) == rekey.Renewed(0, 1, (ONE,))
    away(monkeypatch, anna, False)
    assert rekey.renew_some(at, Bound()) == rekey.Renewed(1, 0)


# -- who may read changes ---------------------------------------------------------------------------------------


@pytest.fixture
def revoked(founded: Founded) -> Ring:
    return founded.ring.revoke(founded.root(), founded.people["bernd"].officer_id, TODAY)


def test_who_is_out_reads_no_word_and_the_office_goes_on_with_a_letter(
    talk: Teller, anna: Desk, desk: Desks, revoked: Ring
) -> None:
    gone = opened(desk("bernd")).dialogues.later[-1]
    talk.ring = revoked
    assert BoxTrouble.SIGNER in talk.open().troubles
    talk.say("nur für die anderen")
    at = replace(anna, ring=revoked)
    assert said(at)[-1] == (REPORTER, "nur für die anderen", ())
    one = opened(at)
    assert (one.row.epoch, rows(at.letterbox, "letter_wrap")) == (2, 0)
    kept = execute(at.cabinet, "SELECT epoch, sealed FROM message WHERE author = 'reporter' AND place = 1")[0]
    assert kept[0] == one.dialogues.later[-1].epoch.text, "sealed anew, under a key that who is out never had"
    with pytest.raises(SealBroken):
        gone.open(REPORTER, 1, kept[1])
    casework.reply(at, ONE, "Danke.")
    assert talk.lines()[-2:] == [(REPORTER, "nur für die anderen", None), (OFFICE, "Danke.", None)]
    assert talk.open().troubles == frozenset()


def test_new_keys_for_open_cases_reach_their_mailboxes(talk: Teller, anna: Desk, revoked: Ring) -> None:
    talk.ring = revoked
    at = replace(anna, ring=revoked)
    assert rekey.renew_some(at, Bound()) == rekey.Renewed(1, 0)
    box = talk.open()
    assert (box.troubles, box.newest.epoch.number) == (frozenset(), 2)
    assert box.newest.key == opened(at).dialogues.later[-1].key
    assert talk.lines() == FIRST


def test_who_leaves_as_biased_signs_the_last_status_and_the_next_act_begins_an_epoch(
    talk: Teller, anna: Desk, desk: Desks
) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", "Eine Person ist befangen.")
    status = talk.open().status
    assert status is not None
    assert (status.signer, status.signer in status.holders) == (anna.officer_id, True)
    assert talk.lines()[-1] == (OFFICE, "Eine Person ist befangen.", None)
    casework.reply(desk("bernd"), ONE, "Es geht weiter.")
    box = talk.open()
    assert box.status is not None
    assert (box.troubles, anna.officer_id in box.status.holders, box.newest.epoch.number) == (frozenset(), False, 2)
    assert talk.lines()[-1] == (OFFICE, "Es geht weiter.", None)


def test_a_letter_to_colleagues_alone_waits_for_one_of_them(
    talk: Teller, desk: Desks, founded: Founded, revoked: Ring
) -> None:
    talk.ring = revoked
    talk.say("nur für die anderen")
    execute(talk.letterbox, "DELETE FROM letter_wrap WHERE officer_id = :o", o=founded.people["anna"].officer_id)
    anna, lead = (replace(desk(name), ring=revoked) for name in ("anna", "lead"))
    view = reading.view(anna, ONE)
    assert (view.unfetched, view.case.follow_ups) == ("letter", 0)
    assert said(lead)[-1] == (REPORTER, "nur für die anderen", ())
    assert said(anna)[-1] == (REPORTER, "nur für die anderen", ())


@pytest.fixture
def to_lead(teller: Teller, desk: Desks, founded: Founded, letterbox: Store[Letterbox]) -> Ring:
    """A letter to the lead alone, who does not hold the case; the ring."""
    anna, lead, bernd = (founded.people[name] for name in ("anna", "lead", "bernd"))
    teller.ring = founded.ring.receive(founded.root(), lead.officer_id, False, TODAY)
    teller.send()
    collect(replace(desk("anna"), ring=teller.ring))
    casework.take_over(replace(desk("anna"), ring=teller.ring), ONE)
    teller.ring = teller.ring.revoke(founded.root(), bernd.officer_id, TODAY)
    teller.say("nur für die Leitung")
    with letterbox.read() as box:
        (message,), wraps = box.messages_from(ID, REPORTER, 1, 1), box.letter_wraps(ID, 1)
    at = WordPlace(ID, Epoch.parse(message.epoch), 1)
    key = anna.identity.unwrap_letter(anna.officer_id, at, wraps[anna.officer_id])
    officer = teller.ring.get(lead.officer_id)
    assert officer is not None
    wrap = officer.recipient().seal(contexts.letter_wrap(at.report_id, at.epoch.text, 1, lead.officer_id), key)
    execute(letterbox, "UPDATE letter_wrap SET officer_id = :o, wrap = :w", o=lead.officer_id, w=wrap)
    return teller.ring


def test_a_letter_on_paper_taken_in_days_later_differs_in_nothing(
    founded: Founded, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    """Nothing says on which day it was written down; since then somebody has come who receives."""
    root, new = founded.root(), Identity.generate()
    came = TODAY + timedelta(days=1)
    late = Officer("d" * 16, "Aushilfe", "officer", new.public, new.sign_public, came, TODAY + timedelta(days=99))
    ring = founded.ring.admit(root, late)
    anna = replace(desk("anna"), ring=ring)
    report = Report("Auf Papier.", channel="letter")
    submit(Booth(letterbox, ring, TODAY), AccessCode.generate(), report, None, received=TODAY - timedelta(days=4),
           also=anna.officer_id)  # fmt: skip
    later = replace(anna, today=TODAY + timedelta(days=3))
    collect(later)
    assert reading.view(later, ONE).differences == ()


def test_a_letter_that_no_holder_can_open_waits_and_is_never_called_forged(
    to_lead: Ring, desk: Desks, founded: Founded
) -> None:
    anna, lead = (replace(desk(name), ring=to_lead) for name in ("anna", "lead"))
    view = reading.view(anna, ONE)
    assert (view.unfetched, view.faulty, view.letter_for) == ("letter", (), frozenset({lead.officer_id}))
    again = to_lead.receive(founded.root(), lead.officer_id, True, TODAY)  # so that one signature is enough
    anna, lead = (replace(one, ring=again) for one in (anna, lead))
    casework.assign(anna, ONE, lead.officer_id, "Die Nachricht ist für die Leitung.")
    assert said(lead)[-1] == (REPORTER, "nur für die Leitung", ())
    assert said(anna)[-1] == (REPORTER, "nur für die Leitung", ())


def test_no_case_is_closed_while_a_letter_waits_for_a_colleague(to_lead: Ring, desk: Desks) -> None:
    with pytest.raises(LetterWaits):
        agreed(casework.close, replace(desk("anna"), ring=to_lead), ONE, Outcome.NO_EVIDENCE, "Nichts daran.")


def test_a_letter_to_nobody_who_may_read_is_named_and_silences_nobody(
    to_lead: Ring, desk: Desks, teller: Teller
) -> None:
    execute(teller.letterbox, "UPDATE letter_wrap SET officer_id = 'nobody-000'")
    anna = replace(desk("anna"), ring=to_lead)
    assert said(anna)[-1] == (REPORTER, "", ("others",))
    casework.reply(anna, ONE, "Bitte noch einmal.")
    assert teller.lines()[-1] == (OFFICE, "Bitte noch einmal.", None)


def test_a_key_for_a_colleague_beside_a_word_keeps_nobody_waiting(talk: Teller, anna: Desk, founded: Founded) -> None:
    talk.say("Am Montag.")
    junk, lead = bytes(1714), founded.people["lead"].officer_id
    execute(talk.letterbox, "INSERT INTO letter_wrap VALUES (:r, 1, :o, :w)", r=ID, o=lead, w=junk)
    assert said(anna)[-1] == (REPORTER, "Am Montag.", ())


def test_a_key_that_somebody_put_beside_a_word_closes_it_for_nobody(talk: Teller, anna: Desk) -> None:
    talk.say("Am Montag.")
    junk = bytes(1714)
    execute(talk.letterbox, "INSERT INTO letter_wrap VALUES (:r, 1, :o, :w)", r=ID, o=anna.officer_id, w=junk)
    assert said(anna)[-1] == (REPORTER, "Am Montag.", ())


def test_a_destroyed_text_leaves_its_hash_and_the_dialogue_whole(talk: Teller, anna: Desk) -> None:
    talk.say("Am Montag.")
    reading.view(anna, ONE)
    with talk.letterbox.read() as box:
        was = {a: box.message(ID, a, 1) for a in (OFFICE, REPORTER)}
    at = replace(anna, blobs=None)
    for author in (OFFICE, REPORTER):
        agreed(destruction.destroy_message, at, None, ONE, author, 1, "Gehört nicht hierher.")
    for author, message in was.items():
        assert message is not None
        left = execute(anna.letterbox, "SELECT sealed FROM message WHERE author = :a AND place = 1", a=author)
        assert left == [(digest(message.sealed),)]
    assert talk.open().troubles == frozenset()
    talk.say("Noch etwas.")
    reading.view(anna, ONE)
    casework.reply(anna, ONE, "Danke.")
    assert talk.lines()[-2:] == [(REPORTER, "Noch etwas.", None), (OFFICE, "Danke.", None)]
    assert said(anna)[-2:] == [(REPORTER, "Noch etwas.", ()), (OFFICE, "Danke.", ())]


# -- version 1 --------------------------------------------------------------------------------------------------
def of_version_1(box: Letterbox, ring: Ring, code: AccessCode) -> DialogueKey:
    """A report as version 1 sent it, with an automatic acknowledgement; its dialogue key."""
    case = NewCase(ID)
    box.add_report(ID, TODAY, {o.officer_id: case.wrap_for(o.recipient()) for o in ring.officers(TODAY)})
    box.add_mailbox(code.locator, ID, case.wrap_mailbox(code))
    for n, (author, one) in enumerate(
        ((REPORTER, first_report(Report("Erfunden: von früher."))), ("intake", Said(ACKNOWLEDGEMENT, "Eingegangen.")))
    ):
        sealed = seal_text(case.dialogue, contexts.message(ID, author, 0), one.payload())
        box.add_message(ID, SealedMessage(author, 0, TODAY, bytes([n]) * 16, sealed))
    return case.dialogue


def test_a_report_of_version_1_is_taken_in_and_its_dialogue_moves_with_the_introduction(
    teller: Teller, anna: Desk
) -> None:
    with anna.letterbox.write() as box:
        dialogue = of_version_1(box, anna.ring, teller.code)
    collect(anna)
    casework.reply(anna, ONE, "Wann war das?")
    assert opened(anna).case.talk is None
    assert all(one.unsigned for one in reading.view(anna, ONE).dialogue if one.author == REPORTER)
    with anna.letterbox.write() as box:
        speaking.introduce(box, ID, dialogue, teller.code, teller.ring, TODAY)
    reading.view(anna, ONE)
    teller.say("Am Montag.")
    assert said(anna)[-2:] == [(REPORTER, "", ()), (REPORTER, "Am Montag.", ())]
    view = reading.view(anna, ONE)
    assert [(one.names, one.unsigned) for one in view.dialogue[-2:]] == [("introduction", False), ("", False)]
    talk = opened(anna).case.talk
    assert talk is not None
    assert (talk.first, talk.replies_first, talk.is_born) == (1, 1, False)
    casework.reply(anna, ONE, "Und wo?")
    assert teller.open().troubles == frozenset()
    assert teller.lines() == [
        (REPORTER, "Erfunden: von früher.", Doubt.UNSIGNED), ("intake", "Eingegangen.", Doubt.UNSIGNED),
        (OFFICE, "Wann war das?", Doubt.UNSIGNED), (REPORTER, "", None), (REPORTER, "Am Montag.", None),
        (OFFICE, "Und wo?", None),
    ]  # fmt: skip


@pytest.fixture
def moved(teller: Teller, anna: Desk) -> Callable[[], None]:
    """A case of version 1 with one reply, and how its mailbox moves to version 2."""
    with anna.letterbox.write() as box:
        dialogue = of_version_1(box, anna.ring, teller.code)
    collect(anna)
    casework.reply(anna, ONE, "Wann war das?")

    def move() -> None:
        with anna.letterbox.write() as box:
            speaking.introduce(box, ID, dialogue, teller.code, teller.ring, TODAY)

    return move


SAID_1 = [
    (REPORTER, "Erfunden: von früher.", Doubt.UNSIGNED), ("intake", "Eingegangen.", Doubt.UNSIGNED),
    (OFFICE, "Wann war das?", Doubt.UNSIGNED), (REPORTER, "", None),
]  # fmt: skip


def test_a_reply_on_a_page_from_before_the_mailbox_moved_is_signed(
    teller: Teller, anna: Desk, moved: Callable[[], None]
) -> None:
    moved()
    casework.reply(anna, ONE, "Und wo?")
    assert teller.lines() == [*SAID_1, (OFFICE, "Und wo?", None)]
    assert said(anna)[-2:] == [(REPORTER, "", ()), (OFFICE, "Und wo?", ())]


@pytest.mark.parametrize("carried_first", [False, True])
def test_what_waited_in_version_1_while_the_mailbox_moved_is_signed(
    teller: Teller, anna: Desk, moved: Callable[[], None], monkeypatch: pytest.MonkeyPatch, carried_first: bool
) -> None:
    away(monkeypatch, anna, True)
    casework.reply(anna, ONE, "Und wo?")
    casework.reply(anna, ONE, "Und mit wem?")
    away(monkeypatch, anna, False)
    moved()
    if carried_first:  # by anybody, without a key
        deliver(anna.cabinet, anna.letterbox, TODAY)
        assert teller.lines() == SAID_1
    reading.view(anna, ONE)
    expected = [(OFFICE, "Und wo?", None), (OFFICE, "Und mit wem?", None)]
    assert teller.lines() == [*SAID_1, *expected]
    assert teller.open().troubles == frozenset()
    teller.say("Am Montag.")
    casework.reply(anna, ONE, "Danke.")
    assert teller.lines()[4:] == [*expected, (REPORTER, "Am Montag.", None), (OFFICE, "Danke.", None)]
    assert [text for author, text, _ in said(anna) if author == OFFICE][-3:] == ["Und wo?", "Und mit wem?", "Danke."]


def test_a_forged_introduction_keeps_no_reply_waiting(teller: Teller, anna: Desk, moved: Callable[[], None]) -> None:
    junk = SealedMessage(REPORTER, 1, TODAY, bytes(16), bytes(4169), REPORT.text)
    with anna.letterbox.write() as box:
        box.add_message(ID, junk)
    casework.reply(anna, ONE, "Und wo?")
    with anna.letterbox.read() as box:
        assert box.next_place(ID, OFFICE) == 2
    moved()
    reading.view(anna, ONE)
    assert teller.lines()[-2:] == [(OFFICE, "Und wo?", Doubt.UNSIGNED), (REPORTER, "", None)]


# -- after a restore --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tampering")
def test_after_a_restore_epochs_statuses_and_words_go_on_above_what_the_letterbox_has_seen(
    talk: Teller, anna: Desk, tmp_path: Path
) -> None:
    database = Path(anna.cabinet.url.database or "")
    talk.say("vor der Sicherung")
    reading.view(anna, ONE)
    copied = Path(copy_database(database, tmp_path / "copy.sqlite").removeprefix("sqlite:///"))
    talk.renew()
    reading.view(anna, ONE)
    casework.reply(anna, ONE, "nach der Sicherung")
    talk.say("danach")
    reading.view(anna, ONE)
    seen, before = opened(anna).row.epoch, talk.open()
    talk.say("noch nicht abgeholt")
    anna.cabinet.dispose()
    for path in database.parent.glob(f"{database.name}-*"):
        path.unlink()
    copy_database(copied, database)
    with anna.cabinet.write() as cabinet:
        cabinet.mark_restored()
    view = reading.view(anna, ONE)
    assert opened(anna).row.epoch > seen == 2
    told = [(one.place, one.names, one.faults) for one in view.dialogue if one.author == REPORTER][2:]
    assert told == [(2, "", ("lost-epoch",)), (3, "", ("lost-epoch",)), (4, "", ("lost-epoch",))]
    assert talk.open().troubles == {BoxTrouble.STATUS, BoxTrouble.UNHEARD}, "it is for the mailbox before"
    again = open_mailbox(Booth(talk.letterbox, talk.ring, TODAY), talk.code)
    with talk.letterbox.read() as there:
        said_again, wraps = there.message(ID, REPORTER, 5), there.letter_wraps(ID, 5)
    assert said_again is not None
    assert (said_again.epoch, frozenset(wraps)) == (opened(anna).keys.epoch.text, opened(anna).holders), (
        "to who can read it"
    )
    assert open_mailbox(Booth(talk.letterbox, talk.ring, TODAY), talk.code) == again, "once is enough"
    (left,) = [one for one in view.dialogue if one.author == OFFICE and one.place == 2]
    assert (left.names, left.said) == ("carried", None)
    talk.say("noch einmal")
    reading.view(anna, ONE)
    casework.reply(anna, ONE, "Wir fangen neu an.")
    box = talk.open()
    assert box.status is not None
    assert before.status is not None
    assert (box.troubles, box.status.revision > before.status.revision) == (frozenset(), True)
    assert talk.lines()[-2:] == [(REPORTER, "noch einmal", None), (OFFICE, "Wir fangen neu an.", None)]
    assert (OFFICE, "nach der Sicherung", None) not in talk.lines(), "nobody knows any more who said it"
    assert said(anna)[-2:] == [(REPORTER, "noch einmal", ()), (OFFICE, "Wir fangen neu an.", ())]


def test_a_notice_waits_for_no_word_that_was_refused(teller: Teller, desk: Desks, tampering: None) -> None:
    """A consent may have been taken back by it; a notice is not asked for."""
    anna = desk("anna")
    teller.send()
    collect(anna)
    casework.take_over(anna, ONE)
    teller.say("Verfälscht unterwegs.")
    execute(teller.letterbox, "UPDATE message SET sealed = zeroblob(4169) WHERE author = 'reporter' AND place = 1")
    collect(anna)
    assert reading.view(anna, ONE).faulty == (1,)
    disclosures.plan(anna, ONE, disclosures.Plan(Basis.COURT, "Landgericht", "Name", "Verfahren", notice="Wir müssen."))
    assert disclosures.ready(anna, ONE, 1).case.number == ONE


def test_a_colleagues_key_beside_a_row_far_away_holds_nothing_up(talk: Teller, anna: Desk, desk: Desks) -> None:
    row = SealedMessage(REPORTER, 999_999, TODAY, bytes(16), b"x" * 4169, REPORT.text, bytes(48))
    with talk.letterbox.write() as box:
        box.add_message(ID, row)
        box.add_letter(ID, row.place, {desk("lead").officer_id: b"x" * 1714}, b"x" * 61)
    collect(anna)
    casework.reply(anna, ONE, "Kommt an.")
    deliver(anna.cabinet, anna.letterbox, TODAY)
    assert talk.lines()[-1] == (OFFICE, "Kommt an.", None)
