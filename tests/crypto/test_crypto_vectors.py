"""Every file of `tests/vectors` against the code; `tests/reader` reads the same files in a browser."""

from __future__ import annotations

import base64
import builtins
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import errors
from hinweisgeber.crypto import (
    archive,
    capability,
    chain,
    contexts,
    factor,
    files,
    keys,
    keystore,
    lock,
    primitives,
    seal,
    session,
    strict,
    tree,
    unseal,
)
from hinweisgeber.crypto import errors as crypto_errors
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.commitments import Committed
from hinweisgeber.crypto.epochs import Epoch, EpochKey, KeysSaid
from hinweisgeber.crypto.pickup import Slip
from hinweisgeber.crypto.power import data_of, read_openly
from hinweisgeber.crypto.receipt import ReportReceipt, receipt_salt
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.tag import message_tag
from hinweisgeber.crypto.verified import VerifiedKey
from hinweisgeber.crypto.witness import Request, TreeHead, Witnessed, known_keys
from hinweisgeber.domain import codec
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import PublicState, Said
from hinweisgeber.domain.dialogue.wording import digest, wording
from hinweisgeber.domain.power.proposals import act_digest
from hinweisgeber.store.cabinet import CASE, SealedFile, Vouched
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.keeper.verifying import keyless_case
from hinweisgeber.usecases.keeper.verifying.keys import KeyHistory
from hinweisgeber.usecases.officer.file_keys import keys_of
from hinweisgeber.usecases.officer.vouched import put_out_by
from hinweisgeber.usecases.reporter.pickup import WaitingPage
from tests.vectors import commitment_vectors

FOLDER = Path(__file__).parent.parent / "vectors"
LAW = {"deadlines.json"}  # run by tests/domain
FILES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json")) if path.name not in LAW}
Vector = dict[str, Any]
ERRORS: dict[str, Any] = {**vars(builtins), **vars(errors), **vars(crypto_errors)}


def every(file: str) -> pytest.MarkDecorator:
    vectors = FILES[file]["vectors"]
    good = {vector["name"]: vector for vector in vectors if vector["error"] is None}
    full = [good.get(vector.get("of"), {}) | vector for vector in vectors]
    return pytest.mark.parametrize("vector", full, ids=[vector["name"] for vector in full])


def check(vector: Vector, act: Callable[[], object]) -> None:
    """Runs `act`; it must raise exactly the error the vector names."""
    if vector["error"] is None:
        act()
        return
    kind = ERRORS[vector["error"]]
    with pytest.raises(kind) as caught:
        act()
    assert caught.type is kind
    if "at" in vector:
        assert caught.value.statement == vector["at"], caught.value


def sealed_of(vector: Vector) -> bytes:
    raw = base64.b64decode(vector["sealed"])
    for kind, *values in vector.get("edit", []):
        if kind == "cut":
            raw = raw[: len(raw) - values[0]]
        elif kind == "drop":
            raw = raw[values[0] :]
        elif kind == "append":
            raw += bytes.fromhex(values[0])
        else:
            place = values[0]
            new = bytes.fromhex(values[1]) if kind == "set" else bytes([raw[place] ^ 1])
            raw = raw[:place] + new + raw[place + 1 :]
    return raw


@every("code")
def test_code(vector: Vector) -> None:
    def act() -> None:
        code = AccessCode.parse(vector["text"])
        assert (str(code), code.locator.hex()) == (vector["code"], vector["locator"])
        assert code.mailbox_key.raw.hex() == vector["mailbox_key"]
        assert code.writing_key.raw.hex() == vector["writing_key"]
        assert (code.box_locator.hex(), code.box_key.raw.hex()) == (vector["box_locator"], vector["box_key"])

    check(vector, act)


@every("typed_code")
def test_typed_code(vector: Vector) -> None:
    def act() -> None:
        assert [str(code) for code in AccessCode.typed(vector["text"])] == vector["codes"]

    check(vector, act)


@every("begun")
def test_begun(vector: Vector) -> None:
    def act() -> None:
        key, locator = keys.WritingKey(bytes.fromhex(vector["writing_key"])), bytes.fromhex(vector["locator"])
        opened = unseal.open_text(key, contexts.writing(locator), sealed_of(vector))
        assert opened == base64.b64decode(vector["opened"])
        code = AccessCode.parse(vector["code"])
        assert (code.writing_key.raw, code.locator) == (key.raw, locator)

    check(vector, act)


@every("page")
def test_page(vector: Vector) -> None:
    def act() -> None:
        secret, now = bytes.fromhex(vector["secret"]), vector["now"]
        opened = capability.PageKeys(secret).open(vector["context"].encode(), vector["sealed"], now)
        assert opened.decode() == vector["opened"]
        label = capability.LABEL_DAY + b"20500"
        assert primitives.derive(secret, label).hex() == vector["day_key"]

    check(vector, act)


@every("envelope")
def test_envelope(vector: Vector) -> None:
    def act() -> None:
        kind = {one.__name__: one for one in (keys.DialogueKey, keys.FileKey, keys.OwnKey)}[vector["kind"]]
        key = kind(bytes.fromhex(vector["key"]))
        opened = unseal.open_text(key, vector["context"].encode(), sealed_of(vector))
        assert opened == base64.b64decode(vector["opened"])

    check(vector, act)


@every("file")
def test_file(vector: Vector) -> None:
    def act() -> None:
        key = files.BlobKey(bytes.fromhex(vector["key"]))
        opened = b"".join(files.open_file(key, bytes.fromhex(vector["id"]), vector["length"], [sealed_of(vector)]))
        assert hashlib.sha256(opened).hexdigest() == vector["sha256"]

    check(vector, act)


@every("archive")
def test_archive(vector: Vector) -> None:
    def act() -> None:
        key = archive.ArchiveKey.from_secret(bytes.fromhex(vector["secret"]))
        reader = archive.ArchiveReader(key, [sealed_of(vector)])
        assert {name: b"".join(pieces).decode() for name, pieces in reader.parts()} == vector["parts"]

    check(vector, act)


@every("mailbox_wrap")
def test_mailbox_wrap(vector: Vector) -> None:
    def act() -> None:
        key = keys.MailboxKey(bytes.fromhex(vector["key"]))
        opened = unseal.unwrap_dialogue(key, bytes.fromhex(vector["id"]), sealed_of(vector))
        assert opened.raw.hex() == vector["opened"]

    check(vector, act)


@every("own_wrap")
def test_own_wrap(vector: Vector) -> None:
    def act() -> None:
        identity = keystore.Identity(bytes(144) + bytes.fromhex(vector["key"]))
        opened = identity.unwrap_own(bytes.fromhex(vector["id"]), sealed_of(vector))
        assert opened.raw.hex() == vector["opened"]

    check(vector, act)


@every("officer_wrap")
def test_officer_wrap(vector: Vector) -> None:
    def act() -> None:
        identity = keystore.Identity(bytes.fromhex(vector["identity"]))
        opened = identity.unwrap(vector["officer_id"], bytes.fromhex(vector["id"]), sealed_of(vector))
        assert strict.encode64(identity.public) == vector["public"]
        assert opened.raw.hex() == vector["opened"]
        assert opened.dialogue.raw.hex() == vector["dialogue_key"]
        assert opened.file.raw.hex() == vector["file_key"]

    check(vector, act)


@every("keystore")
def test_keystore(vector: Vector) -> None:
    def act() -> None:
        if vector["kind"] == "root":
            root = keystore.RootKey.unlock(vector["sealed"], vector["passphrase"])
            assert root.public == keystore.RootKey(bytes.fromhex(vector["secret"])).public
            return
        if vector["kind"] == "witness":
            witness = keystore.WitnessSecret.unlock(vector["sealed"], vector["witness"], vector["passphrase"])
            assert witness.public == keystore.WitnessSecret(bytes.fromhex(vector["secret"])).public
            return
        found = keystore.unlock_identity(vector["sealed"], vector["officer_id"], vector["passphrase"])
        assert found.to_bytes().hex() == vector["secret"]
        assert lock.passphrase_bytes(vector["passphrase"]).hex() == vector["prepared"]

    check(vector, act)


@every("session")
def test_session(vector: Vector) -> None:
    memory, cookie = bytes.fromhex(vector["memory"]), bytes.fromhex(vector["cookie"])

    def act() -> None:
        found = session.OfficeMemory(memory).open(sealed_of(vector), vector["officer_id"], cookie)
        assert found.to_bytes().hex() == vector["opened"]
        assert primitives.derive(memory + cookie, session.LABEL_KEY).hex() == vector["key"]
        assert session.OfficeMemory(memory).row(cookie).hex() == vector["row"]

    check(vector, act)


@every("half_login")
def test_half_login(vector: Vector) -> None:
    memory, cookie = bytes.fromhex(vector["memory"]), bytes.fromhex(vector["cookie"])

    def act() -> None:
        found = session.OfficeMemory(memory).open_half(sealed_of(vector), vector["officer_id"], cookie)
        assert found.to_bytes().hex() == vector["opened"]
        assert primitives.derive(memory + cookie, session.LABEL_HALF_KEY).hex() == vector["key"]
        assert session.OfficeMemory(memory).half_row(cookie).hex() == vector["row"]

    check(vector, act)


@every("totp")
def test_totp(vector: Vector) -> None:
    secret = factor.FactorSecret(bytes.fromhex(vector["secret"]))
    assert secret.code(vector["counter"]) == vector["code"] == vector["eight"][-6:]
    assert primitives.totp(secret.raw, vector["moment"], 8, factor.STEP) == vector["eight"]
    assert secret.counter_of(vector["code"], vector["moment"]) == vector["counter"]
    assert vector["moment"] // factor.STEP == vector["counter"]


@every("factor")
def test_factor(vector: Vector) -> None:
    identity = keystore.Identity(bytes(144) + bytes.fromhex(vector["own"]))

    def act() -> None:
        sealed, officer_id = sealed_of(vector), vector["officer_id"]
        if vector["kind"] == "factor":
            found = factor.open_factor(identity, officer_id, sealed)
        else:
            found = factor.open_offer(identity, officer_id, strict.encode64(sealed))
        assert found.raw.hex() == vector["opened"]
        assert primitives.derive(identity.own.raw, factor.LABEL_FACTOR).hex() == vector["key"]

    check(vector, act)


@every("recovery")
def test_recovery(vector: Vector) -> None:
    def act() -> None:
        code = factor.RecoveryCode.parse(vector["text"])
        identity = keystore.Identity(bytes(144) + bytes.fromhex(vector["own"]))
        assert (code.packed.hex(), str(code)) == (vector["packed"], vector["code"])
        assert primitives.derive(identity.own.raw, factor.LABEL_RECOVERY).hex() == vector["key"]
        assert factor.recovery_mark(identity, code).hex() == vector["mark"]

    check(vector, act)


def ring_text(vector: Vector) -> str:
    if "text" in vector:
        return str(vector["text"])
    pool = FILES["ring"]["statements"]
    return strict.dump_lines(
        {"format": "hinweisgeber-ring/1", "statements": [pool[name] for name in vector["statements"]]}
    )


@every("ring")
def test_ring(vector: Vector) -> None:
    def act() -> None:
        text = ring_text(vector)
        ring = Ring.parse(text, vector.get("fingerprint", FILES["ring"]["fingerprint"]))
        assert ring.text() == text
        assert ring.head.hex() == vector["head"]
        assert ring.fingerprint == vector.get("newest", FILES["ring"]["fingerprint"])
        for day, ids in vector["officers"].items():
            assert [person.officer_id for person in ring.officers(date.fromisoformat(day))] == ids
        calls = [{"on": day, "barred": [], "receivers": ids} for day, ids in vector.get("receivers", {}).items()]
        for call in calls + vector.get("barred", []):
            found = ring.receivers(date.fromisoformat(call["on"]), call["barred"])
            assert [person.officer_id for person in found] == call["receivers"], call
        for call in vector.get("signers", []):
            check(call, partial(ring.signer, call["signer"], date.fromisoformat(call["on"])))

    check(vector, act)


def entry_of(value: Vector | None) -> chain.Entry | None:
    if value is None:
        return None
    raw: Any = {name: bytes.fromhex(value[name]) for name in ("file_id", "commitment", "previous", "signature")}
    return chain.Entry(
        seq=value["seq"],
        day=date.fromisoformat(value["day"]),
        kind=value["kind"],
        signer=value["signer"],
        open=value.get("open"),
        **raw,
    )


@every("journal_entry")
def test_journal_entry(vector: Vector) -> None:
    def act() -> None:
        entry, previous = entry_of(vector["entry"]), entry_of(vector["previous"])
        assert entry is not None
        chain.verify_entry(vector["origin"], entry, previous, keys.VerifyKey(bytes.fromhex(vector["key"])))
        assert chain.entry_hash(entry).hex() == vector["hash"]
        assert chain.commit(bytes.fromhex(vector["salt"]), bytes.fromhex(vector["text"])) == entry.commitment

    check(vector, act)


@every("epoch_text")
def test_epoch_text(vector: Vector) -> None:
    def act() -> None:
        epoch = Epoch.parse(vector["text"])
        assert (epoch.number, epoch.random.hex(), epoch.text) == (vector["number"], vector["random"], vector["text"])

    check(vector, act)


@every("epoch_key")
def test_epoch_key(vector: Vector) -> None:
    def act() -> None:
        key, file_id = EpochKey(bytes.fromhex(vector["key"])), bytes.fromhex(vector["id"])
        epoch = Epoch.parse(vector["epoch"])
        assert key.open_link(file_id, epoch, sealed_of(vector)).raw.hex() == vector["opened"]
        assert (key.file.raw.hex(), key.dialogue.raw.hex()) == (vector["file_key"], vector["dialogue_key"])
        assert key.mark(file_id, epoch).hex() == vector["mark"]

    check(vector, act)


@every("epoch_wraps")
def test_epoch_wraps(vector: Vector) -> None:
    def act() -> None:
        identity, epoch = keystore.Identity(bytes.fromhex(vector["identity"])), Epoch.parse(vector["epoch"])
        file_id, sealed = bytes.fromhex(vector["id"]), sealed_of(vector)
        if vector["own"]:
            key = identity.unwrap_own_epoch(file_id, epoch, sealed)
        else:
            key = identity.unwrap_epoch(vector["officer_id"], file_id, epoch, sealed)
        assert key.raw.hex() == vector["opened"]

    check(vector, act)


@every("epoch_texts")
def test_epoch_texts(vector: Vector) -> None:
    def act() -> None:
        kind = {one.__name__: one for one in (keys.DialogueKey, keys.FileKey)}[vector["kind"]]
        opened = unseal.open_text(kind(bytes.fromhex(vector["key"])), vector["context"].encode(), sealed_of(vector))
        assert opened == base64.b64decode(vector["opened"])

    check(vector, act)


@every("keys_said")
def test_keys_said(vector: Vector) -> None:
    def act() -> None:
        said = KeysSaid.read(vector["text"])
        assert (said.holders and list(said.holders), said.mark.hex() or None) == (vector["holders"], vector["mark"])
        texts = [one and one.text for one in (said.epoch, said.before)]
        assert (texts, list(said.out)) == ([vector["epoch"], vector["before"]], vector["out"])

    check(vector, act)


@every("committed")
def test_committed(vector: Vector) -> None:
    def act() -> None:
        said = Committed.read(vector["text"])
        assert (said and said.data()) == vector["said"]

    check(vector, act)


@every("openly")
def test_openly(vector: Vector) -> None:
    def act() -> None:
        assert data_of(read_openly(vector["text"])) == vector["said"]

    check(vector, act)


@every("act")
def test_act(vector: Vector) -> None:
    def act() -> None:
        if act_digest(vector["salt"], vector["kind"], vector["values"]) != vector["digest"]:
            raise errors.FormatBroken("another act")

    check(vector, act)


@every("row")
def test_row(vector: Vector) -> None:
    def act() -> None:
        assert commitment_vectors.name_of(vector["kind"], vector["row"]) == vector["named"] or vector["error"]
        if commitment_vectors.digest_of(vector["kind"], bytes.fromhex(vector["id"]), vector["row"]) != vector["digest"]:
            raise errors.FormatBroken("another row")

    check(vector, act)


@every("journal_keys")
def test_journal_keys(vector: Vector) -> None:
    seen = KeyHistory(Ring.parse(FILES["journal_keys"]["ring"], FILES["journal_keys"]["fingerprint"]))

    def entry(one: Vector) -> chain.Entry:
        hashes = bytes(48), bytes(48), bytes(64)
        return chain.Entry(one["seq"], date(2025, 11, 1), bytes(16), one["kind"], "a" * 16, *hashes, one["open"])

    def act() -> None:
        entries = [entry(one) for one in vector["entries"]]
        for one in entries:
            seen.read(one.seq, one.day, one.kind, one.signer, one.open)
        newest = seen.epochs[-1][0].epoch if seen.epochs else None
        assert (newest and newest.text) == vector["epoch"]
        named = [KeysSaid.read(one.open).holders for one in entries]
        assert next((list(holders) for holders in reversed(named) if holders), []) == vector["holders"]

    check(vector, act)


@every("file_keys")
def test_file_keys(vector: Vector) -> None:
    file_id, identity = bytes.fromhex(vector["id"]), keystore.Identity(bytes(144) + bytes.fromhex(vector["own"]))
    rows = {row["seq"]: row for row in vector["rows"]}

    def vouched(entry: Vector) -> Vouched:
        row = rows.get(entry["seq"], {"number": None, "random": None, "link": None})
        random, link = (value if value is None else bytes.fromhex(value) for value in (row["random"], row["link"]))
        return Vouched(entry["seq"], entry["kind"], entry["open"], row["number"], random, link)

    def act() -> None:
        said = tuple(vouched(entry) for entry in vector["entries"] if entry["open"] is not None)
        wrap = bytes.fromhex(vector["wrap"])
        file = SealedFile(file_id, CASE, 2026, 1, None, 1, b"", True, wrap, vector["epoch"], said=said)
        found = keys_of("a" * 16, identity, file)
        for what, (first, *rest), context, key in vector["asked"]:
            values = [first, bytes.fromhex(rest[0]), rest[1]] if what == "copy" else [first, *rest]
            opened, bound = getattr(found, what)(*values)
            assert (opened.raw.hex(), bound.decode()) == (key, context)
        if vector["dialogue"] is not None:
            assert found.dialogue.raw.hex() == vector["dialogue"]
            return
        with pytest.raises(crypto_errors.SealBroken):
            _ = found.dialogue

    check(vector, act)


@every("open_entry")
def test_open_entry(vector: Vector) -> None:
    test_journal_entry(vector)


@every("checkpoint")
def test_checkpoint(vector: Vector) -> None:
    def act() -> None:
        checkpoint = chain.parse_checkpoint(vector["text"])
        checkpoint.verify(keys.VerifyKey(bytes.fromhex(vector["key"])))
        found = checkpoint.origin, checkpoint.size, checkpoint.head.hex(), checkpoint.text()
        assert found == (vector["origin"], vector["size"], vector["head"], vector["text"])

    check(vector, act)


@every("witness_request")
def test_witness_request(vector: Vector) -> None:
    def act() -> None:
        asked = Request.parse(vector["text"])
        asked.must_continue(TreeHead.parse(vector["last"]) if vector["last"] is not None else None)
        made = tree.consistency(map(bytes.fromhex, vector["hashes"]), asked.old, asked.head.size)
        assert made == (asked.proof, asked.head.root)

    check(vector, act)


@every("verified")
def test_verified(vector: Vector) -> None:
    def act() -> None:
        opened = VerifiedKey(bytes.fromhex(vector["secret"])).open(vector["part"], sealed_of(vector))
        assert opened.hex() == vector["opened"]

    check(vector, act)


@every("witnessed")
def test_witnessed(vector: Vector) -> None:
    def act() -> None:
        seen = Witnessed.parse(vector["text"])
        by = seen.signers(known_keys("".join(f"{line}\n" for line in vector["keys"])))
        hashes = [bytes.fromhex(one) for one in vector["hashes"]]
        if tree.consistency(hashes, 0, seen.head.size)[1] != seen.head.root:
            raise crypto_errors.JournalBroken(seen.head.size, "another than a witness saw")
        assert {key.name: day.isoformat() for key, day in by.items()} == vector["by"]

    check(vector, act)


@every("receipt")
def test_receipt(vector: Vector) -> None:
    def act() -> None:
        receipt = ReportReceipt.parse(vector["text"])
        receipt.verify([keys.VerifyKey(bytes.fromhex(key)) for key in vector["keys"]])
        words, dialogue = vector["wording"], keys.DialogueKey(bytes.fromhex(vector["dialogue"]))
        assert (receipt.text(), receipt.day.isoformat()) == (vector["text"], vector["day"])
        assert receipt.digest == hashlib.sha384(words.encode()).digest()
        assert receipt_salt(dialogue, bytes.fromhex(vector["report"])).hex() in words

    check(vector, act)


@every("capability")
def test_capability(vector: Vector) -> None:
    def act() -> None:
        keys_of_pages = capability.PageKeys(bytes.fromhex(vector["secret"]))
        visit = capability.Visit.open(vector["sealed"], keys_of_pages, vector["now"])
        way, opened = visit.capability, vector["opened"]
        found = (way.report_id, way.locator, way.key.raw, visit.visit_id)
        assert [raw.hex() for raw in found] == [opened[name] for name in ("report", "locator", "key", "visit")]
        assert way.seen.data() == opened["seen"]
        assert (visit.began, visit.tail, visit.proven) == (opened["began"], opened["tail"], opened["proven"])

    check(vector, act)


@every("pickup")
def test_pickup(vector: Vector) -> None:
    def act() -> None:
        slip, page_keys = Slip.parse(vector["slip"]), capability.PageKeys(bytes.fromhex(vector["secret"]))
        page = WaitingPage.from_payload(slip.open(page_keys, vector["sealed"].encode(), vector["now"]))
        ids = {"trail": page.trail_id.hex(), "visit": page.visit_id.hex(), "locator": page.locator.hex()}
        found = {"status": page.status, "scripted": page.scripted, "body": page.body.decode()} | ids
        assert (found, slip.locator.hex()) == (vector["opened"], vector["place"])

    check(vector, act)


@every("search")
def test_search(vector: Vector) -> None:
    def act() -> None:
        identity = keystore.Identity(bytes(144) + bytes.fromhex(vector["own"]))
        assert identity.open_search(vector["officer_id"], vector["sealed"]) == vector["opened"]

    check(vector, act)


@every("line")
def test_line(vector: Vector) -> None:
    def act() -> None:
        identity = keystore.Identity(bytes(144) + bytes.fromhex(vector["own"]))
        place = (vector["officer_id"], bytes.fromhex(vector["file"]), vector["revision"])
        opened = identity.open_line(*place, base64.urlsafe_b64decode(vector["sealed"]))
        assert opened.decode().rstrip(" ") == vector["opened"]
        assert len(opened) % 512 == 0

    check(vector, act)


@every("dialogue")
def test_dialogue(vector: Vector) -> None:
    def act() -> None:
        said = Said.from_payload(base64.b64decode(vector["payload"]))
        assert json.loads(said.payload()) == vector["said"]
        assert said.sameness() == base64.b64decode(vector["same"])

    check(vector, act)


@every("status")
def test_status(vector: Vector) -> None:
    def act() -> None:
        state = PublicState.from_payload(base64.b64decode(vector["payload"]))
        assert json.loads(state.payload()) == vector["state"]

    check(vector, act)


@every("wording")
def test_wording(vector: Vector) -> None:
    def act() -> None:
        report = codec.revive(Report, vector["report"])
        files = tuple(Attachment.from_data(file) for file in vector["files"])
        if wording(bytes.fromhex(vector["salt"]), report, files, vector.get("sealed", "")) != vector["wording"]:
            raise errors.FormatBroken("another wording")

    assert digest(vector["wording"]).hex() == vector["sha384"]
    check(vector, act)


@every("tag")
def test_tag(vector: Vector) -> None:
    def act() -> None:
        key, page = keys.DialogueKey(bytes.fromhex(vector["key"])), vector["page"].encode()
        same = Said.from_payload(base64.b64decode(vector["payload"])).sameness()
        if message_tag(key, page, same).hex() != vector["tag"]:
            raise errors.FormatBroken("another tag")

    check(vector, act)


@every("proof")
def test_proof(vector: Vector) -> None:
    ring = Ring.parse(FILES["proof"]["ring"], FILES["proof"]["fingerprint"])
    file_id, day = bytes.fromhex(vector["file"]), date.fromisoformat(vector["day"])

    def act() -> None:
        by_one = verifying.in_time(verifying.proven(ring, file_id, vector["last"], vector["proof"]), day, day)
        if not by_one and not keyless_case.proven(ring, file_id, vector["last"], vector["proof"], day, day):
            raise crypto_errors.JournalBroken(vector["last"], "erased without leave")

    check(vector, act)


@every("removal")
def test_removal(vector: Vector) -> None:
    ring = Ring.parse(FILES["removal"]["ring"], FILES["removal"]["fingerprint"])

    def act() -> None:
        _, out = put_out_by(ring, bytes.fromhex(vector["file"]), vector["removed"])
        if not out:
            raise crypto_errors.JournalBroken(1, "puts nobody out")
        assert sorted(out) == vector["out"]

    check(vector, act)


def test_regenerating_changes_nothing() -> None:
    subprocess.run([sys.executable, FOLDER / "regenerate.py", "--check"], check=True)


def test_vectors_hold_no_private_key_in_pem() -> None:
    for path in FOLDER.iterdir():
        if path.is_file():
            assert "PRIVATE" + " KEY" not in path.read_text(), path


def test_a_file_key_never_seals_what_the_reporter_reads() -> None:
    with pytest.raises(TypeError):
        seal.seal_text(keys.FileKey(bytes(32)), b"hinweisgeber/v1/message/00/reporter/0", b"")
