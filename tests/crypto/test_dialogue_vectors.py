"""The vectors of the dialogue in version 2 (SPEC §§ 30-37) against the code."""

from __future__ import annotations

import base64
from datetime import date

from hinweisgeber.crypto import keys, keystore, status, words
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import EpochDialogue, WordPlace, kept_letter, open_letter
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.errors import SignatureBroken
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.mailbox import Mailbox, MailboxPublic, open_row
from tests.crypto import test_crypto_vectors
from tests.crypto.test_crypto_vectors import FILES, Vector, check, every, sealed_of


def report_of(vector: Vector) -> bytes:
    return bytes.fromhex(vector["report"])


def place_of(vector: Vector) -> WordPlace:
    return WordPlace(report_of(vector), Epoch.parse(vector["epoch"]), vector["place"])


def payload_of(vector: Vector) -> bytes:
    return bytes.fromhex(vector["signature"]) + str(vector["body"]).encode()


def dialogue_of(vector: Vector) -> EpochDialogue:
    key = keys.DialogueKey(bytes.fromhex(vector["key"]))
    return EpochDialogue(report_of(vector), Epoch.parse(vector["epoch"]), key)


@every("mailbox_row")
def test_mailbox_row(vector: Vector) -> None:
    def act() -> None:
        key, locator = keys.BoxKey(bytes.fromhex(vector["box_key"])), bytes.fromhex(vector["locator"])
        kept = open_row(key, locator, sealed_of(vector))
        code = AccessCode.parse(vector["code"])
        assert (code.box_key, code.box_locator) == (key, locator)
        assert (kept.first.report_id.hex(), kept.first.epoch) == (vector["report"], REPORT)
        assert kept.mailbox.to_bytes().hex() == vector["secrets"]
        assert [kept.first.key.raw.hex(), kept.newest.key.raw.hex()] == [vector["first"], vector["newest"]]
        assert (kept.newest.epoch.text, kept.generation) == (vector["epoch"], vector["generation"])
        known = {"seed": kept.known.seed.hex(), "generation": kept.known.generation} if kept.known else None
        assert (known, list(kept.readers)) == (vector["known"], vector["readers"])
        assert (list(kept.excluded), kept.excluded_at) == (vector["excluded"], vector["excluded_at"])
        assert kept.mailbox.public == MailboxPublic.from_data(vector["public"])
        assert kept.mailbox.public.hash.hex() == vector["hash"]

    check(vector, act)


@every("dialogue_wrap")
def test_dialogue_wrap(vector: Vector) -> None:
    def act() -> None:
        mailbox, epoch = Mailbox(bytes.fromhex(vector["secrets"])), Epoch.parse(vector["epoch"])
        found = mailbox.unwrap(report_of(vector), epoch, sealed_of(vector))
        assert (found.key.raw.hex(), found.mark().hex()) == (vector["opened"], vector["mark"])
        assert (found.report_id, found.epoch) == (report_of(vector), epoch)

    check(vector, act)


@every("report_wrap")
def test_report_wrap(vector: Vector) -> None:
    def act() -> None:
        identity = keystore.Identity(bytes.fromhex(vector["identity"]))
        opened = identity.unwrap_report(vector["officer_id"], report_of(vector), sealed_of(vector))
        assert (opened.raw.hex(), opened.dialogue.raw.hex()) == (vector["opened"], vector["dialogue_key"])

    check(vector, act)


@every("dialogue_message")
def test_dialogue_message(vector: Vector) -> None:
    def act() -> None:
        opened = dialogue_of(vector).open(vector["author"], vector["place"], sealed_of(vector))
        assert opened == base64.b64decode(vector["opened"])

    check(vector, act)


@every("letter")
def test_letter(vector: Vector) -> None:
    def opened() -> bytes:
        at, sealed = place_of(vector), sealed_of(vector)
        if "identity" in vector:
            identity = keystore.Identity(bytes.fromhex(vector["identity"]))
            return identity.unwrap_letter(vector["officer_id"], at, sealed).raw
        if "box_key" in vector:
            return kept_letter(keys.BoxKey(bytes.fromhex(vector["box_key"])), at, sealed).raw
        return open_letter(keys.LetterKey(bytes.fromhex(vector["key"])), at, sealed)

    def act() -> None:
        text = vector["opened"]
        assert opened() == (base64.b64decode(text) if "key" in vector else bytes.fromhex(text))

    check(vector, act)


@every("word")
def test_word(vector: Vector) -> None:
    def act() -> None:
        voice = keys.VerifyKey(bytes.fromhex(vector["voice"])) if vector["voice"] else None
        day = date.fromisoformat(vector["day"])
        word = words.read(payload_of(vector), vector["installation"], place_of(vector), day, voice)
        assert word.signed_by(lambda message: bytes.fromhex(vector["signature"])) == payload_of(vector)

    check(vector, act)


@every("signed_status")
def test_signed_status(vector: Vector) -> None:
    def signer(officer_id: str, on: date) -> keys.VerifyKey:
        if officer_id not in vector["ring"]:
            raise SignatureBroken("unknown")
        return keys.VerifyKey(bytes.fromhex(vector["ring"][officer_id]))

    def act() -> None:
        dialogue, payload = dialogue_of(vector), payload_of(vector)
        found = status.read(payload, dialogue, vector["revision"], vector["installation"], signer)
        assert dialogue.open_status(vector["revision"], sealed_of(vector)) == payload
        sealed = found.sealed_by(lambda message: payload[:64])
        assert dialogue.open_status(vector["revision"], sealed) == payload

    check(vector, act)


@every("head")
def test_head(vector: Vector) -> None:
    def act() -> None:
        head = RunningHead.before(report_of(vector), vector["author"], vector["first"])
        for sealed in vector["sealed"]:
            head = head.then(bytes.fromhex(sealed))
        assert (head.data(), RunningHead.from_data(vector["data"])) == (vector["data"], head)

    check(vector, act)


def test_every_file_is_run_and_most_vectors_are_bad() -> None:
    runs = {**vars(test_crypto_vectors), **globals()}
    for name, file in FILES.items():
        assert callable(runs.get(f"test_{name}")), name
        bad = [vector for vector in file["vectors"] if vector["error"]]
        assert 2 * len(bad) > len(file["vectors"]) or name == "totp", name  # the RFC's own, which refuse nothing
        names = [vector["name"] for vector in file["vectors"]]
        assert len(set(names)) == len(names), name
