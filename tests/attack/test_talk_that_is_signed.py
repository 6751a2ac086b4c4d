"""The dialogue of version 2, attacked: by an intake that kept all it held, by an officer who is out and has copied
everything, and by who writes the letterbox. Nobody is silenced, and what is not as it was signed is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from hinweisgeber.crypto import words
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, EpochDialogue, Letter, WordPlace
from hinweisgeber.crypto.epochs import Epoch
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.mailbox import Mailbox, MailboxContent
from hinweisgeber.crypto.status import Status
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import ANSWER, MESSAGE, Said, exclusion
from hinweisgeber.store.cabinet import CASE
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.letterbox.dialogue import PostedStatus
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.officer import casework, reading, recusal
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.desk import Desk, open_file
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth, BoxTrouble, OpenedBox, open_box
from hinweisgeber.usecases.reporter.errors import CodeUnknown, NobodyMayRead
from hinweisgeber.usecases.reporter.submit import submit
from tests.burglar import Burglar, kept_by_the_intake
from tests.founded import TODAY, Founded
from tests.usecases.sql import execute

ONE, TOMORROW = "HM-2026-0001", TODAY + timedelta(days=1)
Desks = Callable[..., Desk]


@dataclass
class Teller:
    """A reporter who has written, been answered, and written on."""

    booth: Booth
    code: AccessCode = field(default_factory=AccessCode.generate)

    def send(self, *excluded: str) -> None:
        submit(self.booth, self.code, Report("Worte der Meldung.", excluded=excluded), "Eingegangen.")

    def write(self, text: str) -> None:
        assert mailbox.write_on(self.booth, mailbox.open_mailbox(self.booth, self.code), text, text)

    def renew(self) -> None:
        new = AccessCode.generate()
        mailbox.renew_code(self.booth, mailbox.open_mailbox(self.booth, self.code), new)
        self.code = new

    def exclude(self, officer_id: str) -> None:
        capability = mailbox.open_mailbox(self.booth, self.code)
        assert mailbox.exclude(self.booth, capability, [officer_id], officer_id)

    def open(self) -> OpenedBox:
        with self.booth.letterbox.read() as box:
            return open_box(box, self.code.box_locator, self.code.box_key, self.booth.ring, self.booth.today)

    def names(self) -> set[str]:
        """What the mailbox says is not as it must be."""
        shown = mailbox.read(self.booth, mailbox.open_mailbox(self.booth, self.code))
        return {*shown.troubles, *(line.doubt for line in shown.lines if line.doubt)}

    def reads(self) -> list[str]:
        """What it shows without a doubt."""
        shown = mailbox.read(self.booth, mailbox.open_mailbox(self.booth, self.code))
        return [line.said.text for line in shown.lines if line.said and line.doubt is None]


@pytest.fixture
def teller(booth: Booth) -> Teller:
    return Teller(booth)


@pytest.fixture
def talk(teller: Teller, desk: Desks) -> Teller:
    """Taken in, answered, written on, taken in."""
    teller.send()
    collect(desk("anna"))
    casework.take_over(desk("anna"), ONE)
    casework.reply(desk("anna"), ONE, "Eine Antwort.")
    for text in ("Ein Nachtrag.", "Noch einer."):
        teller.write(text)
    collect(desk("anna"))
    return teller


def said(found: dict[str, set[bytes]]) -> str:
    return " ".join(text.decode() for texts in found.values() for text in texts)


def next_mailbox(teller: Teller) -> str:
    """The public half of the mailbox, as words name it: who has it can seal to it."""
    return str(teller.open().content.mailbox.public.data()["public"])


def dialogues(at: Desk) -> tuple[EpochDialogue, ...]:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, CASE, ONE).dialogues.later


def report_id(store: Store[Letterbox]) -> bytes:
    return bytes(execute(store, "SELECT id FROM report")[0][0])


# -- an intake that kept all it held while a report was sent ---------------------------------------------------------


def test_what_an_intake_held_opens_that_mailbox_until_the_code_is_renewed_elsewhere_and_never_the_file(
    desk: Desks, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, letterbox = desk("anna"), teller.booth.letterbox
    with monkeypatch.context() as while_sending:
        kept = kept_by_the_intake(while_sending)
        teller.send()
    old = teller.code
    rows = Burglar(anna.cabinet, letterbox, codes=[old]).mailbox_rows(report_id(letterbox))

    def opens() -> dict[str, set[bytes]]:
        return Burglar(anna.cabinet, letterbox, kept, {}, [old], rows).opens()

    collect(anna)
    casework.take_over(anna, ONE)
    casework.note(anna, ONE, "Ein Vermerk.")
    casework.reply(anna, ONE, "Eine Antwort.")
    teller.write("Ein Nachtrag.")
    collect(anna)
    before = opens()
    assert before.keys() <= {"message", "status"}, "no sheet, no entry, no copy"
    assert all(text in said(before) for text in ("Worte der Meldung.", "Eine Antwort.", "Ein Nachtrag."))
    kept += Burglar(anna.cabinet, letterbox, kept, {}, [old], rows).talk_keys(report_id(letterbox))
    teller.renew()
    teller.write("Seit der Erneuerung.")
    collect(anna)
    casework.reply(anna, ONE, "Antwort unter dem neuen Code.")
    teller.write("Und noch etwas.")
    collect(anna)
    after = opens()
    assert after.keys() <= {"message", "status"}
    new = ("Seit der Erneuerung.", "Antwort unter dem neuen Code.", "Und noch etwas.")
    assert not [text for text in new if text in said(after)]
    assert next_mailbox(teller) not in said(after), "nor to whom the office writes now"
    mine = said(Burglar(anna.cabinet, letterbox, codes=[teller.code]).opens())
    assert all(text in mine for text in (*new, "Worte der Meldung.")), "the newest code opens all of it"
    assert teller.names() == set()


# -- an officer who is out ------------------------------------------------------------------------------------------


@pytest.fixture
def out(talk: Teller, desk: Desks, founded: Founded) -> tuple[Teller, Burglar, Desk]:
    """The day on which Anna, who has copied all, is out. Nobody has acted since; both faces know the ring."""
    anna = desk("anna")
    burglar = Burglar(anna.cabinet, talk.booth.letterbox, (), {anna.officer_id: anna.identity.to_bytes()})
    file_id = report_id(talk.booth.letterbox)
    burglar.keys = burglar.case_keys(file_id) | burglar.talk_keys(file_id)
    longer = founding.revoke(anna.cabinet, talk.booth.letterbox, anna.ring, founded.root(), "anna", TOMORROW, TODAY)
    talk.booth = replace(talk.booth, ring=longer, today=TOMORROW)
    return talk, burglar, replace(lead_of(anna, founded), ring=longer, today=TOMORROW)


def lead_of(at: Desk, founded: Founded) -> Desk:
    lead = founded.people["lead"]
    return replace(at, officer_id=lead.officer_id, identity=lead.identity)


def test_a_revoked_officer_who_reads_everything_opens_nothing_that_was_sealed_after(
    out: tuple[Teller, Burglar, Desk],
) -> None:
    teller, burglar, lead = out
    assert "Noch einer." in said(burglar.opens()), "they read it while they were in"
    teller.write("Seit sie fort ist.")
    assert collect(lead) == Collected()
    casework.reply(lead, ONE, "Eine Antwort ohne sie.")
    teller.write("Und danach.")
    collect(lead)
    found = said(burglar.opens())
    new = ("Seit sie fort ist.", "Eine Antwort ohne sie.", "Und danach.")
    assert not [text for text in new if text in found]
    assert {*new} <= {*teller.reads()}
    assert teller.names() == set()


@pytest.mark.parametrize("biased", [False, True], ids=["revoked", "biased"])
def test_who_was_out_before_a_renewal_learns_no_mailbox_to_seal_a_status_to(
    biased: bool, talk: Teller, desk: Desks, founded: Founded
) -> None:
    """With every key of before, that of the report too, whoever reads everything and writes the letterbox."""
    anna, file_id, lead = desk("anna"), report_id(talk.booth.letterbox), lead_of(desk("anna"), founded)
    burglar = Burglar(anna.cabinet, talk.booth.letterbox, (), {anna.officer_id: anna.identity.to_bytes()})
    burglar.keys = burglar.case_keys(file_id) | burglar.talk_keys(file_id)
    was = talk.open()
    if biased:
        recusal.recuse(anna, ONE, "Mein Bruder.", "Eine Person ist befangen.")
    else:
        ring = founding.revoke(anna.cabinet, anna.letterbox, anna.ring, founded.root(), "anna", TODAY, TODAY)
        talk.booth, lead = replace(talk.booth, ring=ring), replace(lead, ring=ring)
    casework.note(lead, ONE, "Der nächste Vorgang.")
    for n in range(2):  # also once more while the office has not looked
        talk.renew()
        talk.write(f"Unter neuem Code {n}.")
    collect(lead)
    casework.reply(lead, ONE, "Eine Antwort ohne sie.")
    assert (talk.names(), talk.reads()[-1]) == (set(), "Eine Antwort ohne sie.")
    found = said(burglar.opens())
    assert not [one for one in ("Unter neuem Code", "Eine Antwort ohne sie.", next_mailbox(talk)) if one in found]
    assert was.status is not None
    theirs = EpochDialogue(file_id, talk.open().newest.epoch.next(), DialogueKey.generate())
    forged = replace(was.status, dialogue=theirs, signer=anna.officer_id, holders=(anna.officer_id,), generation=2,
                     older=(), revision=999)  # fmt: skip
    posted = PostedStatus(999, theirs.epoch.text, forged.sealed_by(anna.identity.sign),
                          was.content.mailbox.public.wrap(theirs))  # fmt: skip
    with talk.booth.letterbox.write() as box:
        box.post_signed_status(file_id, posted)
    assert BoxTrouble.STATUS in talk.names()
    talk.write("Nicht für sie.")
    burglar.keys = {*burglar.keys, theirs.key.raw}
    assert "Nicht für sie." not in said(burglar.opens())
    collect(lead)
    casework.reply(lead, ONE, "Wir sind noch da.")
    assert talk.reads()[-1] == "Wir sind noch da."


def test_a_revoked_officer_who_writes_the_letterbox_is_named_and_gets_no_word(
    out: tuple[Teller, Burglar, Desk], desk: Desks
) -> None:
    """A status of her last day, by herself and for herself, under a key of her own: her signature holds for it."""
    teller, burglar, lead = out
    anna, opened = desk("anna"), teller.open()
    assert opened.status is not None
    theirs = EpochDialogue(opened.report_id, opened.newest.epoch.next(), DialogueKey.generate())
    older = (*opened.status.older, opened.newest)
    forged = replace(opened.status, dialogue=theirs, signer=anna.officer_id, holders=(anna.officer_id,), older=older,
                     day=TODAY, revision=opened.status.revision + 1)  # fmt: skip
    posts(teller, forged, anna)
    assert teller.names() == {BoxTrouble.SIGNER}
    with pytest.raises(NobodyMayRead):  # rather than to her
        teller.write("Nicht für sie.")
    burglar.keys = {*burglar.keys, theirs.key.raw}
    assert "Nicht für sie." not in said(burglar.opens())
    casework.note(lead, ONE, "Es geht weiter.")
    deliver(lead.cabinet, lead.letterbox, TOMORROW)
    teller.write("Wieder da.")
    collect(lead)
    assert "Wieder da." not in said(burglar.opens())


@pytest.fixture
def excluded(talk: Teller, desk: Desks, founded: Founded) -> tuple[Teller, Burglar, Desk]:
    """Anna, who has copied all, is excluded by the reporter; nobody has looked since."""
    anna = desk("anna")
    burglar = Burglar(anna.cabinet, talk.booth.letterbox, (), {anna.officer_id: anna.identity.to_bytes()})
    file_id = report_id(talk.booth.letterbox)
    burglar.keys = burglar.case_keys(file_id) | burglar.talk_keys(file_id)
    talk.exclude(anna.officer_id)
    return talk, burglar, lead_of(anna, founded)


def test_an_excluded_officer_who_reads_everything_opens_nothing_that_was_sealed_after(
    excluded: tuple[Teller, Burglar, Desk],
) -> None:
    teller, burglar, lead = excluded
    assert "Noch einer." in said(burglar.opens()), "she read it while she might"
    before = burglar.opens()
    teller.write("Seit sie nicht mehr mitliest.")
    teller.renew()
    teller.write("Unter dem neuen Code.")
    assert said(burglar.opens()) == said(before), "neither who is excluded, nor a word, before anybody has looked"
    collect(lead)
    casework.note(lead, ONE, "Ein Vermerk ohne sie.")
    casework.reply(lead, ONE, "Eine Antwort ohne sie.")
    teller.write("Und danach.")
    collect(lead)
    found = said(burglar.opens())
    new = ("Seit sie nicht mehr mitliest.", "Unter dem neuen Code.", "Eine Antwort ohne sie.", "Und danach.")
    assert not [text for text in (*new, "Ein Vermerk ohne sie.", "exclusion") if text in found]
    assert {*new} <= {*teller.reads()}
    assert teller.names() == set()


def test_an_excluded_officer_who_writes_the_letterbox_is_named_and_gets_no_word(
    excluded: tuple[Teller, Burglar, Desk], desk: Desks
) -> None:
    """A status of hers that says it was all gone through, for a key of her own."""
    teller, burglar, lead = excluded
    anna, opened = desk("anna"), teller.open()
    assert opened.status is not None
    theirs = EpochDialogue(opened.report_id, opened.newest.epoch.next(), DialogueKey.generate())
    counted = replace(opened.status.reporter, count=opened.status.reporter.count + 1)
    forged = replace(opened.status, dialogue=theirs, signer=anna.officer_id, reporter=counted,
                     older=(*opened.status.older, opened.newest), revision=opened.status.revision + 1)  # fmt: skip
    posts(teller, forged, anna)
    assert BoxTrouble.UNEXCLUDED in teller.names()
    teller.write("Nicht für sie.")
    burglar.keys = {*burglar.keys, theirs.key.raw}
    assert "Nicht für sie." not in said(burglar.opens())
    collect(lead)
    assert anna.officer_id not in open_holders(lead)


def open_holders(at: Desk) -> frozenset[str]:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, CASE, ONE).holders


def posts(teller: Teller, status: Status, by: Desk) -> None:
    """Whoever writes the letterbox puts a status there, wrapped for the mailbox, whose public half officers know."""
    wrap = teller.open().content.mailbox.public.wrap(status.dialogue)
    posted = PostedStatus(status.revision, status.dialogue.epoch.text, status.sealed_by(by.identity.sign), wrap)
    with teller.booth.letterbox.write() as box:
        box.post_signed_status(status.dialogue.report_id, posted)


# -- who writes the letterbox ---------------------------------------------------------------------------------------


class Writer:
    """Has the letterbox, and every key of the dialogue there is: an officer with SQL. Only voice and seeds are
    missing."""

    def __init__(self, teller: Teller, anna: Desk) -> None:
        self.teller, self.anna, self.store = teller, anna, teller.booth.letterbox
        self.id, self.opened = report_id(self.store), teller.open()

    @property
    def newest(self) -> EpochDialogue:
        return dialogues(self.anna)[-1]

    def sql(self, statement: str, **values: object) -> None:
        execute(self.store, statement, r=self.id, **values)

    def puts(self, message: SealedMessage) -> None:
        with self.store.write() as box:
            box.add_message(self.id, message)

    def rows(self) -> list[SealedMessage]:
        with self.store.read() as box:
            return box.messages_from(self.id, REPORTER, 0, 50)

    def word(self, rest: words.Seen | words.Renewal, by: Mailbox, said: Said | None = None) -> SealedMessage:
        """The next word, as somebody would write it who has all but the voice."""
        rows, head = self.rows(), RunningHead.before(self.id, REPORTER)
        for one in rows:
            head = head.then(one.sealed)
        at = WordPlace(self.id, self.newest.epoch, len(rows))
        text = said.payload() if said else b"{}"
        word = words.Word(self.anna.ring.installation, at, TODAY, head.head, rest, text)
        sealed = self.newest.seal(REPORTER, at.place, word.signed_by(by.sign))
        return SealedMessage(REPORTER, at.place, TODAY, sealed[-16:], sealed, at.epoch.text, head.head)


def swaps_the_mailbox_row(at: Writer) -> None:
    """To keys of the writer's, under the code they cannot know: what opens is not what lies there."""
    content = MailboxContent(Mailbox.generate(), at.opened.content.first, at.opened.content.first)
    row = content.seal(AccessCode.generate().box_key, at.teller.code.box_locator)
    at.sql("UPDATE mailbox SET wrap = :w WHERE report_id = :r", w=row)


def replays_a_word(at: Writer) -> None:
    last = at.rows()[-1]
    at.puts(replace(last, place=last.place + 1, tag=bytes(16)))


def exchanges_two_words(at: Writer) -> None:
    at.teller.write("Eins.")
    at.teller.write("Zwei.")
    *_, one, two = at.rows()
    for old, new in ((one, two), (two, one)):
        at.sql("UPDATE message SET sealed = :s WHERE report_id = :r AND author = 'reporter' AND place = :p",
               s=new.sealed, p=old.place)  # fmt: skip


def drops_a_word_that_was_taken_in(at: Writer) -> None:
    at.sql("DELETE FROM message WHERE report_id = :r AND author = 'reporter' AND place = 2")


def drops_a_word_on_its_way(at: Writer) -> None:
    at.teller.write("Eins.")
    lost = at.rows()[-1].place
    at.teller.write("Zwei.")
    at.sql("DELETE FROM message WHERE report_id = :r AND author = 'reporter' AND place = :p", p=lost)


def dates_a_word_back(at: Writer) -> None:
    at.teller.write("Heute gesagt.")
    at.sql("UPDATE message SET written = :d WHERE report_id = :r AND author = 'reporter' AND place = :p",
           d=(TODAY - timedelta(days=9)).isoformat(), p=at.rows()[-1].place)  # fmt: skip


def forges_a_word(at: Writer) -> None:
    at.puts(at.word(at.opened.seen, Mailbox.generate(), Said(MESSAGE, "Ich nehme alles zurück.")))


def forges_a_consent(at: Writer) -> None:
    data = {"question": 0, "choice": "accept"}
    at.puts(at.word(at.opened.seen, Mailbox.generate(), Said(ANSWER, "", data=data)))


def forges_a_renewal(at: Writer) -> None:
    """To a mailbox of the writer's own, which agrees; the voice in force does not."""
    new = Mailbox.generate()
    rest = words.Renewal.of(at.opened.seen, at.id, 1, at.opened.content.mailbox.public.voice, new)
    at.puts(at.word(rest, new))


def forges_an_exclusion(at: Writer) -> None:
    """Of the lead, in a letter to Anna."""
    lead = next(one for one in at.anna.ring.everyone if one.role == "lead")
    message = at.word(at.opened.seen, Mailbox.generate(), exclusion([lead.officer_id]))
    letter = Letter(WordPlace(at.id, Epoch.parse(message.epoch), message.place))
    payload = at.newest.open(REPORTER, message.place, message.sealed)
    at.puts(replace(message, sealed=letter.seal(payload)))
    me = at.anna.ring.get(at.anna.officer_id)
    assert me is not None
    with at.store.write() as box:
        box.add_letter(at.id, message.place, {me.officer_id: letter.wrap_for(me.recipient())}, bytes(61))


def replays_an_exclusion(at: Writer) -> None:
    """One that the office has taken in already, at the next place."""
    anna, lead = at.anna, next(one for one in at.anna.ring.everyone if one.role == "lead")
    at.teller.exclude(lead.officer_id)
    last = at.rows()[-1]
    kept = execute(at.store, "SELECT officer_id, wrap FROM letter_wrap WHERE report_id = :r", r=at.id)
    collect(anna)
    at.puts(replace(last, place=last.place + 1, tag=bytes(16)))
    with at.store.write() as box:
        box.add_letter(at.id, last.place + 1, {row[0]: row[1] for row in kept}, bytes(61))


def drops_an_exclusion_on_its_way(at: Writer) -> None:
    lead = next(one for one in at.anna.ring.everyone if one.role == "lead")
    at.teller.exclude(lead.officer_id)
    lost = at.rows()[-1].place
    for table in ("letter_wrap", "letter_key", "message"):
        whose = " AND author = 'reporter'" if table == "message" else ""
        at.sql(f"DELETE FROM {table} WHERE report_id = :r AND place = :p{whose}", p=lost)


def speaks_for_the_office(at: Writer) -> None:
    with at.store.read() as box:
        place, head = box.next_place(at.id, OFFICE), RunningHead.before(at.id, OFFICE)
    sealed = at.newest.seal(OFFICE, place, Said(MESSAGE, "Nennen Sie Ihren Namen.").payload())
    at.puts(SealedMessage(OFFICE, place, TODAY, bytes(16), sealed, at.newest.epoch.text, head.head))


def exchanges_what_the_office_said(at: Writer) -> None:
    with at.store.read() as box:
        message = box.message(at.id, OFFICE, 1)
    assert message is not None
    sealed = at.newest.seal(OFFICE, 1, Said(MESSAGE, "Nennen Sie Ihren Namen.").payload())
    at.sql("UPDATE message SET sealed = :s WHERE report_id = :r AND author = 'office' AND place = 1", s=sealed)


def reseals_the_status_under_another_key(at: Writer) -> None:
    """Its very body and signature, under a key of the writer's own, which the mailbox is given."""
    status = at.opened.status
    assert status is not None
    theirs = EpochDialogue(at.id, status.dialogue.epoch, DialogueKey.generate())
    with at.store.read() as box:
        posted = box.posted_status(at.id)
    assert posted is not None
    payload = status.dialogue.open_status(posted.revision, posted.sealed)
    sealed, wrap = theirs.seal_status(posted.revision, payload), at.opened.content.mailbox.public.wrap(theirs)
    at.sql("UPDATE status SET sealed = :s WHERE report_id = :r", s=sealed)
    at.sql("UPDATE mailbox_wrap SET wrap = :w WHERE report_id = :r", w=wrap)


def shows_an_older_status(at: Writer) -> None:
    """The mailbox remembers none; but what is answered then says which it was."""
    old = {t: execute(at.store, f"SELECT * FROM {t}") for t in ("status", "mailbox_wrap")}
    casework.reply(replace(at.anna, today=TODAY), ONE, "Eine zweite Antwort.")
    for table, rows in old.items():
        at.sql(f"DELETE FROM {table} WHERE report_id = :r")
        for row in rows:
            marks = ", ".join(f":v{n}" for n in range(len(row)))
            execute(at.store, f"INSERT INTO {table} VALUES ({marks})", **{f"v{n}": v for n, v in enumerate(row)})
    at.teller.booth = replace(at.teller.booth, today=TOMORROW)
    at.teller.write("Was ist nun?")


ATTACKS = [
    swaps_the_mailbox_row, replays_a_word, exchanges_two_words, drops_a_word_that_was_taken_in,
    drops_a_word_on_its_way, dates_a_word_back, forges_a_word, forges_a_consent, forges_a_renewal,
    forges_an_exclusion, replays_an_exclusion, drops_an_exclusion_on_its_way,
    speaks_for_the_office, exchanges_what_the_office_said, reseals_the_status_under_another_key,
    shows_an_older_status,
]  # fmt: skip


def named(teller: Teller, at: Desk) -> set[str]:
    """What mailbox and office say of it, by name."""
    try:
        found = teller.names()
    except CodeUnknown:
        found = {"code"}
    except Exception as error:
        found = {type(error).__name__}  # a row that does not open
    told = collect(at)
    found |= {"lost"} if told.incomplete or told.unreadable else set()
    view = reading.view(at, ONE)
    return found | {*view.differences} | {fault for one in view.dialogue for fault in one.faults}


def test_untouched_nothing_is_named(talk: Teller, desk: Desks) -> None:
    assert named(talk, desk("anna")) == set()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_whoever_writes_the_letterbox_is_named_by_office_or_mailbox_and_silences_nobody(
    attack: Callable[[Writer], None], talk: Teller, desk: Desks
) -> None:
    attack(Writer(talk, desk("anna")))
    anna = desk("anna", TOMORROW)
    found = named(talk, anna)
    assert found
    case = reading.view(anna, ONE)
    heard = [one.said.text for one in case.dialogue if one.author == REPORTER and one.said]
    assert not {"Ich nehme alles zurück."} & {*heard}
    assert "Nennen Sie Ihren Namen." not in (talk.reads() if attack is not swaps_the_mailbox_row else [])
    if attack is swaps_the_mailbox_row:
        return
    talk.booth = replace(talk.booth, today=TOMORROW)
    talk.write("Ich bin noch da.")
    collect(anna)
    last = reading.view(anna, ONE).dialogue[-1]
    assert last.said is not None
    assert last.said.text == "Ich bin noch da."
