"""An office in miniature, on the other side of a letterbox: what version 2 of the dialogue asks of one (SPEC § 38)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hinweisgeber.crypto import words
from hinweisgeber.crypto.dialogue import OFFICE, REPORTER, EpochDialogue, WordPlace, open_letter
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.mailbox import MailboxPublic
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.status import Status
from hinweisgeber.domain.dialogue.report import MESSAGE, PublicState, Said
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.letterbox.dialogue import PostedStatus
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.words_in import Heard, Posted, WordFault, take_word
from tests.founded import TODAY, Founded, Person

SmallOffices = Callable[[str], "Office"]


@dataclass
class Office:
    """Takes in, answers and posts as SPEC §38 says, by one officer, with a letterbox alone."""

    letterbox: Store[Letterbox]
    ring: Ring
    person: Person
    holders: tuple[str, ...]
    report_id: bytes
    epochs: list[EpochDialogue] = field(default_factory=list)
    mailbox: MailboxPublic | None = None
    generation: int = 0
    revision: int = 0
    posted: Posted = field(default_factory=Posted)
    faults: list[set[WordFault]] = field(default_factory=list)
    state: bytes = b"{}"

    def begin(self, holders: tuple[str, ...] | None = None) -> None:
        """The next epoch."""
        epoch = self.epochs[-1].epoch.next() if self.epochs else REPORT.next()
        self.epochs.append(EpochDialogue(self.report_id, epoch, DialogueKey.generate()))
        self.holders = holders or self.holders

    def take_in(self) -> list[words.Word]:
        """What the reporter has said, verified; the mailbox and its renewals become known."""
        with self.letterbox.read() as box:
            found = box.messages_from(self.report_id, REPORTER, 0, 100)
            first = self.person.identity.unwrap_report(
                self.person.officer_id, self.report_id, box.wraps(self.report_id)[self.person.officer_id]
            )
            wraps = {m.place: box.letter_wraps(self.report_id, m.place) for m in found}
        report = EpochDialogue(self.report_id, REPORT, first.dialogue)
        known = {one.epoch.text: one for one in (report, *self.epochs)}
        self.heard, self.faults, taken = Heard.nothing(self.ring.installation, self.report_id), [], []
        for message in found:
            at = WordPlace(self.report_id, Epoch.parse(message.epoch), message.place)
            payload = self.payload(at, known.get(at.epoch.text), message, wraps)
            one = take_word(self.heard, at, message, payload, self.posted)
            self.heard, self.mailbox, self.generation = one.heard, one.heard.mailbox, one.heard.generation
            self.faults.append(set(one.faults))
            taken += [one.word] if one.word else []
        return taken

    def payload(
        self,
        at: WordPlace,
        dialogue: EpochDialogue | None,
        message: SealedMessage,
        wraps: dict[int, dict[str, bytes]],
    ) -> bytes | None:
        me = self.person
        try:
            if wrap := wraps[message.place].get(me.officer_id):
                return open_letter(me.identity.unwrap_letter(me.officer_id, at, wrap), at, message.sealed)
            return dialogue.open(REPORTER, message.place, message.sealed) if dialogue else None
        except SealBroken:
            return None

    def head(self, box: Letterbox, author: str) -> RunningHead:
        head = RunningHead.before(self.report_id, author)
        for message in box.messages(self.report_id):
            head = head.then(message.sealed) if message.author == author else head
        return head

    @classmethod
    def of(cls, letterbox: Store[Letterbox], founded: Founded, report_id: bytes) -> Office:
        """Anna, who holds the keys with all the others."""
        ids = tuple(sorted(person.officer_id for person in founded.people.values()))
        return cls(letterbox, founded.ring, founded.people["anna"], ids, report_id)

    def says(self, *saids: Said, state: PublicState | None = None) -> None:
        """Takes in what is there, says this, and posts how it stands."""
        self.take_in()
        if not self.epochs:
            self.begin()
        for said in saids:
            self.say(said)
        self.state = state.payload() if state else self.state
        self.post()

    def answer(self, text: str) -> None:
        """A message, not posted with a status yet."""
        self.say(Said(MESSAGE, text))

    def say(self, said: Said) -> None:
        """The same, whatever is said."""
        with self.letterbox.write() as box:
            head, place = self.head(box, OFFICE), box.next_place(self.report_id, OFFICE)
            dialogue = self.epochs[-1]
            sealed = dialogue.seal(OFFICE, place, said.payload())
            new = SealedMessage(OFFICE, place, TODAY, sealed[-16:], sealed, dialogue.epoch.text, head.head)
            box.add_message(self.report_id, new)

    def status(self, box: Letterbox) -> Status:
        assert self.mailbox is not None
        heads = self.head(box, REPORTER), self.head(box, OFFICE)
        signer, known = self.person.officer_id, (self.generation, self.mailbox.hash)
        said = (self.ring.installation, self.epochs[-1], self.revision, TODAY, signer, self.holders)
        return Status(*said, *known, *heads, tuple(self.epochs[:-1]), self.state)

    def post(self, change: Callable[[Status], Status] = lambda status: status) -> None:
        """A status of all that lies there."""
        self.revision += 1
        with self.letterbox.write() as box:
            status = change(self.status(box))
            assert self.mailbox is not None
            sealed, wrap = status.sealed_by(self.person.identity.sign), self.mailbox.wrap(status.dialogue)
            posted = PostedStatus(self.revision, status.dialogue.epoch.text, sealed, wrap)
            box.post_signed_status(self.report_id, posted)
