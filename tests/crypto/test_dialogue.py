"""SPEC §§ 30-37: what one side of a dialogue seals opens for the other, and a mix-up is an error of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hinweisgeber.crypto import contexts, keys, words
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import (
    EpochDialogue,
    Letter,
    NewReport,
    WordPlace,
    keep_letter,
    kept_letter,
    open_letter,
)
from hinweisgeber.crypto.epochs import REPORT, Epoch, EpochKey
from hinweisgeber.crypto.errors import SealBroken, SignatureBroken
from hinweisgeber.crypto.heads import RunningHead, digest
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.mailbox import Mailbox, MailboxContent, open_row
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.crypto.status import Status, open_status
from hinweisgeber.errors import FormatBroken

ANNA, BELA, ID, ORIGIN, DAY = "a" * 16, "b" * 16, bytes(range(16)), "hinweisgeber/0123456789abcdef", date(2026, 11, 3)
NEW, OWN, CODE = NewReport(ID), Mailbox.generate(), AccessCode.generate()
SEEN = words.Seen(0, RunningHead.before(ID, "office"))


def test_who_has_the_code_opens_what_the_office_wraps_to_the_mailbox(anna: Identity) -> None:
    row = MailboxContent(OWN, NEW.dialogue, NEW.dialogue).seal(CODE.box_key, CODE.box_locator)
    content = open_row(CODE.box_key, CODE.box_locator, row)
    assert content.mailbox.public == OWN.public
    key, epoch = EpochKey.generate(), REPORT.next()
    wrap = content.mailbox.public.wrap(EpochDialogue(ID, epoch, key.dialogue))
    assert content.mailbox.unwrap(ID, epoch, wrap) == EpochDialogue(ID, epoch, key.dialogue)
    with pytest.raises(SealBroken):
        Mailbox.generate().unwrap(ID, epoch, wrap)


def test_the_key_of_the_first_epoch_opens_the_reports(anna: Identity) -> None:
    secret = anna.unwrap_report(ANNA, ID, NEW.wrap_for(keys.Recipient(ANNA, anna.public)))
    key, epoch = EpochKey.generate(), REPORT.next()
    assert key.open_report_link(ID, epoch, key.link(ID, epoch, secret)) == secret
    for act in (lambda: key.link(ID, epoch.next(), secret), lambda: key.open_report_link(ID, epoch.next(), bytes(61))):
        with pytest.raises(TypeError):
            act()


def test_a_letter_opens_for_its_officers_and_its_mailbox_alone(anna: Identity, bela: Identity) -> None:
    at = WordPlace(ID, REPORT, 3)
    letter = Letter(at)
    sealed, kept = letter.seal(b"x"), letter.keep(CODE.box_key)
    key = anna.unwrap_letter(ANNA, at, letter.wrap_for(keys.Recipient(ANNA, anna.public)))
    assert open_letter(key, at, sealed) == open_letter(kept_letter(CODE.box_key, at, kept), at, sealed) == b"x"
    renewed = AccessCode.generate().box_key
    assert kept_letter(renewed, at, keep_letter(renewed, at, key)) == key
    for act in (
        lambda: bela.unwrap_letter(BELA, at, letter.wrap_for(keys.Recipient(ANNA, anna.public))),
        lambda: kept_letter(renewed, at, kept),
        lambda: open_letter(key, replace(at, place=4), sealed),
    ):
        with pytest.raises(SealBroken):
            act()


def test_a_key_of_another_kind_or_epoch_is_an_error_of_the_program() -> None:
    at, letter_key, dialogue = WordPlace(ID, REPORT, 0), keys.LetterKey(bytes(32)), NEW.dialogue
    message, letter = contexts.message_in(ID, "reporter", REPORT.text, 0), contexts.letter(ID, REPORT.text, 0)
    wrong: dict[str, Callable[[], object]] = {
        "a letter's key for a message": lambda: seal_text(letter_key, message, b""),
        "a dialogue key for a letter": lambda: seal_text(dialogue.key, letter, b""),
        "a file key for a message": lambda: seal_text(keys.FileKey(bytes(32)), message, b""),
        "no dialogue key": lambda: EpochDialogue(ID, REPORT, keys.FileKey(bytes(32))),  # type: ignore[arg-type]
        "no epoch": lambda: EpochDialogue(ID, REPORT.text, dialogue.key),  # type: ignore[arg-type]
        "version 1's key for a row": lambda: open_row(CODE.mailbox_key, CODE.box_locator, b""),  # type: ignore[arg-type]
        "a letter kept under it": lambda: keep_letter(CODE.mailbox_key, at, letter_key),  # type: ignore[arg-type]
        "a letter opened by it": lambda: kept_letter(CODE.mailbox_key, at, b""),  # type: ignore[arg-type]
        "a dialogue key kept": lambda: keep_letter(CODE.box_key, at, dialogue.key),  # type: ignore[arg-type]
    }
    for act in wrong.values():
        with pytest.raises(TypeError):
            act()


def test_a_mailbox_keeps_one_dialogue_only() -> None:
    other = EpochDialogue(bytes(16), REPORT.next(), keys.DialogueKey(bytes(32)))
    forged = replace(NEW.dialogue, key=keys.DialogueKey(bytes(32)))
    for first, newest in ((NEW.dialogue, other), (NEW.dialogue, forged), (replace(other, report_id=ID), other)):
        with pytest.raises(FormatBroken):
            MailboxContent(OWN, first, newest)


def test_a_destroyed_message_counts_by_its_digest_and_order_matters() -> None:
    start, one, two = RunningHead.before(ID, "reporter"), b"1" * 4169, b"2" * 4169
    both = start.then(one).then(two)
    assert both == start.then(digest(one)).then(two) != start.then(two).then(one)
    assert (both.first, both.count) == (0, 2)
    assert start.head not in (RunningHead.before(ID, "office").head, RunningHead.before(bytes(16), "reporter").head)


def word(place: int, rest: words.Seen | words.Renewal) -> words.Word:
    return words.Word(ORIGIN, WordPlace(ID, REPORT, place), DAY, RunningHead.before(ID, "reporter").head, rest)


def test_after_a_renewal_the_next_voice_speaks_and_the_old_one_no_more() -> None:
    renewed = Mailbox.generate()
    renewal = word(1, words.Renewal.of(SEEN, ID, 1, OWN.voice, renewed))
    read = words.read(renewal.signed_by(OWN.sign), ORIGIN, renewal.at, DAY, OWN.voice)
    assert isinstance(read.rest, words.Renewal)
    voice, said = read.rest.mailbox.voice, word(2, SEEN)
    assert words.read(said.signed_by(renewed.sign), ORIGIN, said.at, DAY, voice) == said
    with pytest.raises(SignatureBroken):
        words.read(said.signed_by(OWN.sign), ORIGIN, said.at, DAY, voice)


def status(epoch: Epoch, dialogue: EpochDialogue, signer: str = ANNA) -> Status:
    heads = RunningHead.before(ID, "reporter"), RunningHead.before(ID, "office")
    return Status(ORIGIN, dialogue, 1, DAY, signer, (ANNA, BELA), 0, OWN.public.hash, *heads)


def test_a_status_taken_over_under_a_strangers_key_is_refused(anna: Identity) -> None:
    epoch = REPORT.next()
    own, foreign = (EpochDialogue(ID, epoch, EpochKey.generate().dialogue) for _ in range(2))
    said = status(epoch, own)
    sealed, key = said.sealed_by(anna.sign), keys.VerifyKey(anna.sign_public)
    assert open_status(own, 1, sealed, ORIGIN, lambda officer, on: key) == said
    again = foreign.seal_status(1, own.open_status(1, sealed))
    with pytest.raises(SignatureBroken):
        open_status(foreign, 1, again, ORIGIN, lambda officer, on: key)


def test_nothing_is_sealed_to_a_status_that_names_somebody_who_is_out() -> None:
    said = status(REPORT.next(), NEW.dialogue)
    assert said.may_be_written_to({ANNA, BELA}.__contains__)
    assert not said.may_be_written_to({ANNA}.__contains__)
    assert not replace(said, signer="c" * 16).may_be_written_to({ANNA, BELA}.__contains__)


def test_the_contexts_are_those_of_the_spec() -> None:
    text = (Path(contexts.__file__).parent / "SPEC.md").read_text().split("\n## 30.")[1].split("\n## 31.")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    told = {kind.strip("`").removeprefix("v2/"): len(rest.split(" / ")) for kind, rest, _ in rows}
    epoch = REPORT.text
    made = (
        contexts.message_in(ID, "office", epoch, 0),
        contexts.letter(ID, epoch, 0),
        contexts.status_in(ID, epoch, 1),
        contexts.mailbox(CODE.box_locator),
        contexts.mailbox_wrap_in(ID, epoch),
        contexts.report_wrap(ID, ANNA),
        contexts.letter_wrap(ID, epoch, 0, ANNA),
        contexts.letter_key(ID, epoch, 0),
    )
    assert {contexts.kind_of(one).decode(): one.count(b"/") - 2 for one in made} == told
    assert all(one.startswith(b"hinweisgeber/v2/") for one in made)
