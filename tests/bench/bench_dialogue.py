"""CPU of the formats of the dialogue in version 2 alone (SPEC §§ 30-37): what a report and a visit of a mailbox cost.

`python tests/bench/bench_dialogue.py`. Prints milliseconds of CPU; asserts nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from hinweisgeber.crypto import words
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import EpochDialogue, NewReport, WordPlace
from hinweisgeber.crypto.epochs import REPORT, EpochKey
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import Recipient, VerifyKey
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.mailbox import Mailbox, MailboxContent, open_row
from hinweisgeber.crypto.status import Status, open_status
from hinweisgeber.crypto.tag import message_tag

ORIGIN, ID, DAY, ROUNDS = "hinweisgeber/0123456789abcdef", bytes(range(16)), date(2026, 11, 3), 200
IDS = ("a" * 16, "b" * 16, "c" * 16)
IDENTITIES = [Identity.generate() for _ in IDS]
RECIPIENTS = [Recipient(one, person.public) for one, person in zip(IDS, IDENTITIES, strict=True)]
CODE, TEXT = AccessCode.generate(), b'{"kind":"message","text":"' + b"Es fehlt Geld. " * 60 + b'"}'
START = {author: RunningHead.before(ID, author) for author in ("reporter", "office")}


def report() -> tuple[Mailbox, NewReport, bytes, bytes]:
    """All that is made for a report with three recipients, parsing their keys excepted, which a ring does once."""
    new, mailbox = NewReport(ID), Mailbox.generate()
    rest = words.First(IDS, 3, bytes(48), mailbox.public, (DAY, "Ihre Meldung ist eingegangen."))
    word = words.Word(ORIGIN, WordPlace(ID, REPORT, 0), DAY, START["reporter"].head, rest, TEXT)
    for one in RECIPIENTS:
        new.wrap_for(one)
    message_tag(new.dialogue.key, b"", TEXT)
    sealed = new.dialogue.seal("reporter", 0, word.signed_by(mailbox.sign))
    row = MailboxContent(mailbox, new.dialogue, new.dialogue).seal(CODE.box_key, CODE.box_locator)
    return mailbox, new, sealed, row


MAILBOX, NEW, FIRST, ROW = report()
ONE = REPORT.next()
TWO = ONE.next()
EARLIER, NEWEST = (EpochDialogue(ID, epoch, EpochKey.generate().dialogue) for epoch in (ONE, TWO))
SEEN = words.Seen(1, START["office"])
SECOND = words.Word(ORIGIN, WordPlace(ID, ONE, 1), DAY, START["reporter"].then(FIRST).head, SEEN, TEXT)
SAID = [FIRST, EARLIER.seal("reporter", 1, SECOND.signed_by(MAILBOX.sign))]
TOLD = [EARLIER.seal("office", 0, TEXT), EARLIER.seal("office", 1, TEXT), NEWEST.seal("office", 2, TEXT)]


def after(head: RunningHead, messages: list[bytes]) -> RunningHead:
    for sealed in messages:
        head = head.then(sealed)
    return head


HEADS = after(START["reporter"], SAID), after(START["office"], TOLD)
STATUS = Status(ORIGIN, NEWEST, 2, DAY, IDS[0], IDS, 0, MAILBOX.public.hash, *HEADS, (EARLIER,)).sealed_by(
    IDENTITIES[0].sign)  # fmt: skip
WRAP, SIGNER = MAILBOX.public.wrap(NEWEST), VerifyKey(IDENTITIES[0].sign_public)


def visit() -> None:
    """A mailbox with two epochs of the office's and five messages: two of its own, verified, three of the office."""
    content = open_row(CODE.box_key, CODE.box_locator, ROW)
    newest = content.mailbox.unwrap(ID, TWO, WRAP)
    status = open_status(newest, 2, STATUS, ORIGIN, lambda officer, on: SIGNER)
    words.read(content.first.open("reporter", 0, SAID[0]), ORIGIN, WordPlace(ID, REPORT, 0), DAY, content.mailbox.voice)
    (earlier,) = status.older
    words.read(earlier.open("reporter", 1, SAID[1]), ORIGIN, SECOND.at, DAY, content.mailbox.voice)
    for place, dialogue in enumerate((earlier, earlier, newest)):
        dialogue.open("office", place, TOLD[place])
    assert (after(START["reporter"], SAID), after(START["office"], TOLD)) == (status.reporter, status.office)


def post() -> None:
    """A status and its wrap, as the office makes them at every revision."""
    WRAP_TO.wrap(NEWEST)
    Status(ORIGIN, NEWEST, 2, DAY, IDS[0], IDS, 0, MAILBOX.public.hash, *HEADS, (EARLIER,)).sealed_by(
        IDENTITIES[0].sign
    )


WRAP_TO = MAILBOX.public


def milliseconds(act: Callable[[], object]) -> float:
    act()
    begun = time.process_time()
    for _ in range(ROUNDS):
        act()
    return (time.process_time() - begun) / ROUNDS * 1000


if __name__ == "__main__":
    print(f"{'report, three recipients':45}{milliseconds(report):8.2f} ms")
    print(f"{'mailbox, two epochs, five messages':45}{milliseconds(visit):8.2f} ms")
    print(f"{'status with its wrap':45}{milliseconds(post):8.2f} ms")
    print(f"bytes: row {len(ROW)}, first word {len(FIRST)}, status {len(STATUS)}, wrap {len(WRAP)}")
