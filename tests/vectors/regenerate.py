"""Writes the JSON files beside this script: `python tests/vectors/regenerate.py [--new | --check]`.

Everything is derived from fixed seeds. What the formats make random (nonces, salts, encapsulations) is taken
from the stored files as long as it still opens, so a second run changes nothing; `--new` makes it afresh, and
`--check` writes nothing and fails if a file would change. The keys are for these tests only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from hinweisgeber.crypto import chain, contexts, files, keystore, lock, primitives, strict, unseal  # noqa: E402
from hinweisgeber.crypto.capability import DAY, LABEL_DAY, MAILBOX, STATE, TICKET, PageKeys  # noqa: E402
from hinweisgeber.crypto.code import AccessCode  # noqa: E402
from hinweisgeber.crypto.errors import CapabilityExpired  # noqa: E402
from hinweisgeber.crypto.keys import CaseKey, DialogueKey, MailboxKey, Recipient, SecretKey, VerifyKey  # noqa: E402
from hinweisgeber.crypto.padding import pad  # noqa: E402
from hinweisgeber.crypto.pickup import TRAIL  # noqa: E402
from hinweisgeber.crypto.seal import seal_text  # noqa: E402
from hinweisgeber.errors import Broken  # noqa: E402
from tests.sealed_1 import wrap_dialogue  # noqa: E402
from tests.vectors import (  # noqa: E402
    address_vectors,
    archive_vectors,
    code_vectors,
    commitment_vectors,
    epoch_vectors,
    factor_vectors,
    file_key_vectors,
    mailbox_vectors,
    pickup_vectors,
    power_vectors,
    proof_vectors,
    receipt_vectors,
    removal_vectors,
    ring_vectors,
    said_vectors,
    session_vectors,
    status_vectors,
    verified_vectors,
    witness_vectors,
    word_vectors,
)
from tests.vectors.people import ANNA, BELA, ORIGIN, day, identity, root, seed  # noqa: E402

Vector = dict[str, Any]
CASE, OTHER_CASE = seed("case")[:16], seed("other case")[:16]
V1, V2 = "01", "02"


def stored(file: str, name: str, opens: Callable[[str], Any], make: Callable[[], str]) -> str:
    """The ciphertext of the stored good vector if it still opens, else a new one."""
    path = HERE / f"{file}.json"
    if path.exists() and "--new" not in sys.argv:
        for vector in json.loads(path.read_text())["vectors"]:
            if vector["name"] == name:
                try:
                    opens(vector["sealed"])
                    return str(vector["sealed"])
                except (Broken, CapabilityExpired, KeyError):
                    break
    return make()


def edits(name: str, length: int, inner: int, other: str = V2) -> list[Vector]:
    """The same damage for every sealed format; `inner` is a byte somewhere in the middle."""
    damage: dict[str, list[list[Any]]] = {
        "empty": [["cut", length]],
        "version byte alone": [["cut", length - 1]],
        "version 0": [["set", 0, "00"]],
        f"version {int(other)}": [["set", 0, other]],
        "last byte missing": [["cut", 1]],
        "last 16 bytes missing": [["cut", 16]],
        "one byte behind": [["append", "00"]],
        "16 bytes behind": [["append", "00" * 16]],
        "first byte behind the version flipped": [["flip", 1]],
        "a byte in the middle flipped": [["flip", inner]],
        "last byte flipped": [["flip", length - 1]],
        "version byte missing": [["drop", 1]],
    }
    return [{"name": n, "of": name, "edit": e, "error": "SealBroken"} for n, e in damage.items()]


def uncommitted(of: str) -> Vector:
    """Chunked encryption whose commitment is another: its chunks would open all the same."""
    return {"name": "commitment flipped", "of": of, "edit": [["flip", 1 + 24]], "error": "SealBroken"}


def small(
    file: str, key: bytes, context: bytes, seal: Callable[[], bytes], opens: Callable[[bytes], Any]
) -> list[Vector]:
    """A wrap of 61 bytes under a symmetric key."""
    sealed = stored(file, "good", lambda s: opens(strict.decode64(s, 61)), lambda: strict.encode64(seal()))
    good: Vector = {"name": "good", "key": key.hex(), "id": CASE.hex(), "sealed": sealed}
    good |= {"opened": opens(strict.decode64(sealed, 61)).raw.hex(), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    return [
        good,
        *edits("good", 61, 30),
        {"name": "another case", **other, "id": OTHER_CASE.hex()},
        {"name": "another key", **other, "key": seed("another key").hex()},
        *of_no_key(file, partial(primitives.gcm_seal, key, context), partial(primitives.gcm_open, key, context)),
    ]


NO_KEYS = {"a byte too few inside": seed("case key")[:-1], "a byte too many inside": seed("case key") + b"\0"}


def of_no_key(file: str, seal: Callable[[bytes], bytes], opens: Callable[[bytes], bytes]) -> list[Vector]:
    """Wraps that open, of something that has not the length of a key."""

    def made(name: str, body: bytes) -> str:
        return stored(file, name, lambda s: opens(from64(s)[1:]), lambda: strict.encode64(b"\x01" + seal(body)))

    other = {"of": "good", "edit": [], "error": "SealBroken"}
    return [{"name": name, **other, "sealed": made(name, body)} for name, body in NO_KEYS.items()]


def own_wrap() -> list[Vector]:
    anna, key = identity(ANNA), CaseKey(seed("case key"))
    context = contexts.own_wrap(CASE)
    return small(
        "own_wrap", anna.own.raw, context, lambda: anna.wrap_own(CASE, key), lambda s: anna.unwrap_own(CASE, s)
    )


def mailbox_wrap() -> list[Vector]:
    mailbox, dialogue = MailboxKey(seed("mailbox key")), CaseKey(seed("case key")).dialogue
    seal = lambda: wrap_dialogue(mailbox, CASE, dialogue)  # noqa: E731
    return small(
        "mailbox_wrap",
        mailbox.raw,
        contexts.mailbox_wrap(CASE),
        seal,
        lambda s: unseal.unwrap_dialogue(mailbox, CASE, s),
    )


def officer_wrap() -> list[Vector]:
    anna, key, length = identity(ANNA), CaseKey(seed("case key")), keystore.OFFICER_WRAP
    recipient = Recipient(ANNA, anna.public)
    opens = lambda s: anna.unwrap(ANNA, CASE, strict.decode64(s, length))  # noqa: E731
    sealed = stored("officer_wrap", "good", opens, lambda: strict.encode64(recipient.wrap(CASE, key)))
    good = {"name": "good", "identity": anna.to_bytes().hex(), "officer_id": ANNA, "id": CASE.hex()}
    good |= {"public": strict.encode64(anna.public), "sealed": sealed, "opened": key.raw.hex()}
    derived = {"dialogue_key": key.dialogue.raw.hex(), "file_key": key.file.raw.hex(), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    public, private = primitives.hpke_public(anna.public), primitives.hpke_private(*hpke_secrets(anna))
    context = contexts.officer_wrap(CASE, ANNA)
    seal, unseals = partial(primitives.hpke_seal, public, context), partial(primitives.hpke_open, private, context)
    return [
        {**good, **derived},
        *edits("good", length, 1600),
        {"name": "point of the encapsulation flipped", "of": "good", "edit": [["flip", 1640]]}
        | {"error": "SealBroken"},
        {"name": "another case", **other, "id": OTHER_CASE.hex()},
        {"name": "another officer's name", **other, "officer_id": BELA},
        {"name": "another officer's key", **other, "identity": identity(BELA).to_bytes().hex()},
        *of_no_key("officer_wrap", seal, unseals),
    ]


def hpke_secrets(person: keystore.Identity) -> tuple[bytes, bytes]:
    """ML-KEM seed and P-384 scalar."""
    return person.to_bytes()[:64], person.to_bytes()[64:112]


def envelope() -> list[Vector]:
    dialogue, context = DialogueKey(seed("dialogue key")), contexts.message(CASE, "reporter", 0)
    file, own = CaseKey(seed("case key")).file, identity(ANNA).own
    payload = "Der Prüfbericht wurde nachträglich geändert. ".encode() * 3
    vectors: list[Vector] = []

    def add(
        name: str, padded: bytes, opened: bytes | None, key: SecretKey = dialogue, context: bytes = context
    ) -> None:
        make = lambda: strict.encode64(b"\x01" + primitives.chunked_seal(key.raw, context, padded))  # noqa: E731
        opens = lambda s: same(primitives.chunked_open(key.raw, context, from64(s)[1:]), padded)  # noqa: E731
        vector: Vector = {
            "name": name,
            "kind": type(key).__name__,
            "key": key.raw.hex(),
            "context": context.decode(),
        }
        vector["sealed"] = stored("envelope", name, opens, make)
        end = {"error": "SealBroken"} if opened is None else {"opened": strict.encode64(opened), "error": None}
        vectors.append(vector | end)

    add("good", pad(payload), payload)
    add("good, empty", pad(b""), b"")
    add("good, exactly 4 KiB", pad(b"x" * 4088), b"x" * 4088)
    add("good, one byte more", pad(b"x" * 4089), b"x" * 4089)  # 16 KiB: two chunks, the last of them empty
    add("good, of a journal's entry", pad(payload), payload, file, contexts.entry(CASE, 1))
    add("good, a draft in a file", pad(payload), payload, file, contexts.draft(CASE, ANNA))
    add("good, a draft of one's own", pad(payload), payload, own, contexts.draft(CASE, ANNA))
    add("good, an overview", pad(payload), payload, own, contexts.index(ANNA))
    add("padding not zero", pad(payload)[:-1] + b"\1", None)
    add("length beyond the end", (4089).to_bytes(8, "big") + bytes(4088), None)
    add("length with the highest bit", b"\xff" * 8 + bytes(4088), None)
    add("a larger class than needed", pad(payload).ljust(16384, b"\0"), None)
    add("size that is no class", pad(payload)[:-1], None)
    add("not padded at all", payload, None)
    add("nothing inside", b"", None)
    vectors += [*edits("good", 4169, 2000), uncommitted("good")]
    swaps = {
        "of another report": contexts.message(OTHER_CASE, "reporter", 0),
        "of another author": contexts.message(CASE, "office", 0),
        "of another place": contexts.message(CASE, "reporter", 1),
        "of another kind": contexts.status(CASE, 0),
    }
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    vectors += [{"name": n, **other, "context": c.decode()} for n, c in swaps.items()]
    vectors.append({"name": "another key", **other, "key": seed("another key").hex()})
    entry = contexts.entry(CASE, 1).decode()
    vectors.append(
        {"name": "a journal text is not for a dialogue key", **other, "context": entry, "error": "TypeError"}
    )
    swapped = {
        "a message is not for a file key": ("FileKey", context),
        "an overview is not for a file key": ("FileKey", contexts.index(ANNA)),
        "an entry is not for an own key": ("OwnKey", contexts.entry(CASE, 1)),
    }
    vectors += [
        {"name": name, **other, "kind": kind, "context": bound.decode(), "error": "TypeError"}
        for name, (kind, bound) in swapped.items()
    ]
    assert seal_text(dialogue, context, payload)[:1] == b"\x01"
    return vectors


def begun() -> list[Vector]:
    """What a reporter has begun, under the key from the access code it is kept with."""
    code, other = (AccessCode(seed(words)[:15]) for words in ("begun", "another begun"))
    context, payload = contexts.writing(code.locator), b"Noch nicht fertig: es fehlt Geld. " * 5
    opens = lambda s: same(unseal.open_text(code.writing_key, context, from64(s)), payload)  # noqa: E731
    sealed = stored("begun", "good", opens, lambda: strict.encode64(seal_text(code.writing_key, context, payload)))
    good: Vector = {"name": "good", "code": str(code), "writing_key": code.writing_key.raw.hex()}
    good |= {"locator": code.locator.hex(), "sealed": sealed, "opened": strict.encode64(payload), "error": None}
    broken = {"of": "good", "edit": [], "error": "SealBroken"}
    return [
        good,
        *edits("good", 4169, 2000),
        {"name": "kept under another code", **broken, "locator": other.locator.hex()},
        {"name": "another writing key", **broken, "writing_key": other.writing_key.raw.hex()},
        {"name": "the mailbox key", **broken, "writing_key": code.mailbox_key.raw.hex()},
        {"name": "the locator as the key", **broken, "writing_key": code.locator.hex()},
        {"name": "a locator cut short", **broken, "locator": code.locator.hex()[:-2], "error": "ValueError"},
    ]


def page() -> list[Vector]:
    """What the intake's pages carry, under the key of a day (SPEC §12)."""
    secret, now, content = seed("intake secret"), 20_500 * DAY + 3600, b'{"since":1771203600,"files":[]}'
    keys = PageKeys(secret)
    places = {"capability": MAILBOX, "state": STATE, "ticket": TICKET, "trail": TRAIL}

    def opens(text: str, context: bytes = STATE) -> None:
        same(keys.open(context, text, now), content)

    def vector(name: str, kind: str, text: str, **changed: Any) -> Vector:
        found = {"name": name, "secret": secret.hex(), "context": places[kind].decode(), "now": now, "sealed": text}
        return found | {"opened": content.decode(), "error": None} | changed

    texts = {
        kind: stored(
            "page", f"good, {kind}", partial(opens, context=context), partial(keys.seal, context, content, now, 600)
        )
        for kind, context in places.items()
    }
    day_key = primitives.derive(secret, LABEL_DAY + b"20500").hex()
    good = [vector(f"good, {kind}", kind, text, day_key=day_key) for kind, text in texts.items()]
    text = texts["state"]
    good.append(vector("good, in its last second", "state", text, day_key=day_key, now=now + 600))
    after = "good, on the day after"
    over = stored("page", after, opens, lambda: keys.seal(STATE, content, now, 2 * DAY))
    good.append(vector(after, "state", over, day_key=day_key, now=now + DAY))
    raw = base64.urlsafe_b64decode(text)

    def again(changed: bytes) -> str:
        return base64.urlsafe_b64encode(changed).decode()

    damage = {
        "empty": "",
        "version byte alone": again(raw[:1]),
        "version 0": again(b"\0" + raw[1:]),
        "version 2": again(b"\2" + raw[1:]),
        "version byte missing": again(raw[1:]),
        "nonce flipped": again(raw[:1] + bytes([raw[1] ^ 1]) + raw[2:]),
        "a byte in the middle flipped": again(raw[:30] + bytes([raw[30] ^ 1]) + raw[31:]),
        "last byte flipped": again(raw[:-1] + bytes([raw[-1] ^ 1])),
        "last byte missing": again(raw[:-1]),
        "one byte behind": again(raw + b"\0"),
        "padding missing": text.rstrip("=") if text.endswith("=") else text + "=",
        "other alphabet": "+" + text[1:] if text[0] != "+" else "/" + text[1:],
        "a blank behind": text + " ",
        "a line break inside": text[:20] + "\n" + text[20:],
        "a letter that is none of base64": "\u00fc" + text[1:],
        "the count of a form's files in front": "0." + text,
    }
    wrong: dict[str, Vector] = {name: {"sealed": spoilt} for name, spoilt in damage.items()}
    wrong |= {
        "another secret": {"secret": seed("another intake").hex()},
        "of a mailbox": {"context": MAILBOX.decode()},
        "of a confirmation": {"context": TICKET.decode()},
        "a second too late": {"now": now + 601},
        "on the second day after, though its time is not over": {"sealed": over, "now": now + 2 * DAY - 3600},
        "on the day before": {"now": now - DAY},
    }
    bad = [vector(name, "state", text, error="CapabilityExpired") | changed for name, changed in wrong.items()]
    return good + [{name: value for name, value in one.items() if name != "opened"} for one in bad]


def from64(text: str) -> bytes:
    return strict.decode64(text, len(text) // 4 * 3 - text[-2:].count("="))


def same(one: bytes, other: bytes) -> None:
    if one != other:
        raise Broken("changed")


def session_file() -> list[Vector]:
    def kept(name: str, key: bytes, make: Callable[[], bytes]) -> str:
        opens = lambda s: primitives.gcm_open(key, contexts.session(ANNA), from64(s)[1:])  # noqa: E731
        return stored("session", name, opens, lambda: strict.encode64(make()))

    return session_vectors.session(kept, edits)


def keystore_file() -> list[Vector]:
    anna, words = identity(ANNA), "Äpfel und Nüsse am 3. Tag²"
    opens = lambda s: same(keystore.unlock_identity(s, ANNA, words).to_bytes(), anna.to_bytes())  # noqa: E731
    text = stored("keystore", "good", opens, lambda: keystore.lock_identity(anna, ANNA, words))
    lock_today = lambda: keystore.lock_identity(anna, ANNA, words)  # noqa: E731
    of_today = stored("keystore", "locked with more, as today", opens, lock_today)
    root_opens = lambda s: keystore.RootKey.unlock(s, words)  # noqa: E731
    root_text = stored("keystore", "good root", root_opens, lambda: root().lock(words))
    witness = witness_vectors.secret("rechnungspruefung")
    w_opens = lambda s: keystore.WitnessSecret.unlock(s, "rechnungspruefung", words)  # noqa: E731
    w_text = stored("keystore", "good witness", w_opens, lambda: witness.lock("rechnungspruefung", words))
    base = {"kind": "identity", "officer_id": ANNA, "passphrase": words, "sealed": text}
    secret, value = anna.to_bytes().hex(), json.loads(text)
    good: list[Vector] = [
        {"name": "good", **base, "secret": secret, "error": None},
        {"name": "letters taken apart (NFD)", **base, "passphrase": "A\u0308pfel und Nu\u0308sse am 3. Tag²"}
        | {"secret": secret, "error": None},
        {
            "name": "no-break blanks",
            **base,
            "passphrase": words.replace(" ", "\u00a0"),
            "secret": secret,
            "error": None,
        },
        {"name": "locked with more, as today", **base, "sealed": of_today, "secret": secret, "error": None},
        {"name": "good root", "kind": "root", "passphrase": words, "sealed": root_text}
        | {"secret": seed("root").hex(), "error": None},
        {"name": "good witness", "kind": "witness", "witness": "rechnungspruefung", "passphrase": words}
        | {"sealed": w_text, "secret": seed("witness rechnungspruefung").hex(), "error": None},
    ]
    sealed, salt = from64(value["sealed"]), from64(value["salt"])

    def inner(at: int) -> str:
        return strict.encode64(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])

    wrong = {
        "one flipped bit in the nonce": {"sealed": inner(1)},
        "one flipped bit at the end": {"sealed": inner(len(sealed) - 1)},
        "another salt": {"salt": strict.encode64(seed("salt")[:16])},
        "more passes than it was locked with": {"kdf": value["kdf"] | {"passes": 4}},
    }
    broken: dict[str, Any] = {
        "less memory": {"kdf": value["kdf"] | {"memory_kib": 65535}},
        "fewer passes": {"kdf": value["kdf"] | {"passes": 2}},
        "fewer lanes": {"kdf": value["kdf"] | {"lanes": 3}},
        "4 TiB of memory": {"kdf": value["kdf"] | {"memory_kib": 2**32 - 1}},
        "a million passes": {"kdf": value["kdf"] | {"passes": 1_000_000}},
        "passes as text": {"kdf": value["kdf"] | {"passes": "3"}},
        "lanes as fraction": {"kdf": value["kdf"] | {"lanes": 4.0}},
        "Argon2i": {"kdf": value["kdf"] | {"name": "argon2i"}},
        "unknown parameter": {"kdf": value["kdf"] | {"pepper": ""}},
        "unknown field": {"hint": "Obst"},
        "another format": {"format": "hinweisgeber-keystore/2"},
        "a root key's format": {"format": "hinweisgeber-root/1"},
        "short salt": {"salt": strict.encode64(salt[:15])},
        "version 2": {"sealed": strict.encode64(b"\2" + sealed[1:])},
        "truncated": {"sealed": strict.encode64(sealed[:-1])},
        "extended": {"sealed": strict.encode64(sealed + b"\0")},
    }
    texts = {
        "blank behind": text + " ",
        "blanks inside": json.dumps(value, sort_keys=True),
        "other order": json.dumps(value, separators=(",", ":"))[:-1].replace('{"format"', '{ "format"') + "}",
        "repeated key": text.replace('{"format"', '{"format":"x","format"'),
        "empty": "",
        "a list": "[]",
        "deeply nested": "[" * 3000,
    }
    fail: list[Vector] = []
    fail += [
        {"name": n, **base, "sealed": strict.dump(value | e), "error": "PassphraseWrong"} for n, e in wrong.items()
    ]
    fail += [{"name": n, **base, "sealed": strict.dump(value | e), "error": "FormatBroken"} for n, e in broken.items()]
    fail += [{"name": n, **base, "sealed": t, "error": "FormatBroken"} for n, t in texts.items()]
    fail.append({"name": "another officer", **base, "officer_id": BELA, "error": "PassphraseWrong"})
    fail += [good[-1] | {"name": "another witness", "witness": "personalrat", "error": "PassphraseWrong"}]
    other_words = {
        "wrong passphrase": words + " ",
        "compatible look-alike": words.replace("²", "2"),
        "no passphrase": "",
    }
    fail += [{"name": n, **base, "passphrase": w, "error": "PassphraseWrong"} for n, w in other_words.items()]
    assert lock.load(keystore.FORMAT, text, keystore.IDENTITY)
    return [one | derived_key(one) for one in good + fail]


def derived_key(vector: Vector) -> Vector:
    """What the passphrase becomes and what Argon2id makes of it, for readers that have none; where it runs at all."""
    if vector["error"] == "FormatBroken" or not vector["passphrase"]:
        return {}
    value, prepared = json.loads(vector["sealed"]), lock.passphrase_bytes(vector["passphrase"])
    kdf = value["kdf"]
    return {
        "prepared": prepared.hex(),
        "key": argon2id(prepared, from64(value["salt"]), kdf["memory_kib"], kdf["passes"], kdf["lanes"]).hex(),
    }


argon2id = cache(primitives.argon2id)


def entry_json(entry: chain.Entry) -> Vector:
    raw = ("file_id", "commitment", "previous", "signature")
    values: Vector = {
        "seq": entry.seq,
        "day": entry.day.isoformat(),
        "kind": entry.kind,
        "signer": entry.signer,
    }
    said = {} if entry.open is None else {"open": entry.open}
    return values | {name: getattr(entry, name).hex() for name in raw} | said


def journal() -> list[chain.Entry]:
    anna, entries = identity(ANNA), []
    previous = None
    for number, kind in enumerate(("received", "take-over", "note"), 1):
        commitment = chain.commit(*text_of_entry(number))
        previous = chain.make_entry(ORIGIN, previous, day(number), CASE, kind, ANNA, anna.sign, commitment, None)
        entries.append(previous)
    return entries


def text_of_entry(number: int) -> tuple[bytes, bytes]:
    """Salt and sealed text of an entry, which are kept beside it."""
    return seed(f"salt {number}"), f"sealed text {number}".encode()


def journal_entry() -> list[Vector]:
    first, second, third = (entry_json(entry) for entry in journal())
    key, stranger = identity(ANNA).sign_public.hex(), identity(BELA).sign_public.hex()

    def vector(name: str, entry: Vector, previous: Vector | None, **more: Any) -> Vector:
        return {"name": name, "origin": ORIGIN, "key": key, "entry": entry, "previous": previous} | more

    def bad(name: str, entry: Vector, previous: Vector | None, **more: Any) -> Vector:
        return vector(name, entry, previous, **more, error="JournalBroken")

    def text(number: int) -> Vector:
        return {name: raw.hex() for name, raw in zip(("salt", "text"), text_of_entry(number), strict=True)}

    hashes = [entry.hash.hex() for entry in journal()]
    resigned = identity(BELA).sign(chain.note(ORIGIN, 2, journal()[1].hash)).hex()
    changes: dict[str, Vector] = {
        "another day": {"day": "2026-11-30"},
        "another case": {"file_id": OTHER_CASE.hex()},
        "another kind": {"kind": "note"},
        "another signer": {"signer": BELA},
        "another commitment": {"commitment": third["commitment"]},
        "another predecessor": {"previous": hashes[1]},
        "flipped signature": {"signature": "00" + second["signature"][2:]},
        "signature missing": {"signature": ""},
        "signature cut": {"signature": second["signature"][:-2]},
        "signature of the entry before": {"signature": first["signature"]},
        "signed by a stranger": {"signature": resigned},
        "case id cut": {"file_id": CASE.hex()[:-2]},
        "commitment longer": {"commitment": second["commitment"] + "00"},
        "kind with a newline": {"kind": "take-over\n"},
        "empty kind": {"kind": ""},
        "signer that is no id": {"signer": "anna"},
        "number 0": {"seq": 0},
        "number 3": {"seq": 3},
        "negative number": {"seq": -2},
    }
    return [
        vector("good, the first", first, None, hash=hashes[0], **text(1), error=None),
        vector("good, the second", second, first, hash=hashes[1], **text(2), error=None),
        vector("good, the third", third, second, hash=hashes[2], **text(3), error=None),
        *(bad(name, second | change, first) for name, change in changes.items()),
        bad("one left out", third, first),
        bad("repeated", second, second),
        bad("re-ordered", second, third),
        bad("the first cut off", second, None),
        bad("a second first", first, first),
        bad("the predecessor changed", second, first | {"kind": "note"}),
        bad("checked with another key", second, first, key=stranger),
        bad("of another installation", second, first, origin="hinweisgeber/ffffffffffffffff"),
    ]


def checkpoint() -> list[Vector]:
    anna, last = identity(ANNA), journal()[-1]
    text, key = chain.checkpoint_text(ORIGIN, last, anna.sign_public), anna.sign_public.hex()
    parsed = chain.parse_checkpoint(text)
    parsed.verify(VerifyKey(anna.sign_public))
    lines = text.split("\n")
    good = {"name": "good", "key": key, "text": text, "origin": ORIGIN, "size": 3, "head": last.hash.hex()}
    signature = lines[4].split(" ")[-1]
    raw = from64(signature)
    flipped = strict.encode64(raw[:-1] + bytes([raw[-1] ^ 1]))
    other_id = strict.encode64(b"\0\0\0\0" + raw[4:])
    bad_form = {
        "empty": "",
        "no newline at the end": text[:-1],
        "a line behind": text + "\n",
        "CRLF": text.replace("\n", "\r\n"),
        "an extension line": text.replace("\n\n", "\nmore\n\n"),
        "no blank line": text.replace("\n\n", "\n"),
        "hyphen for the dash": text.replace("\u2014", "-"),
        "leading zero": text.replace("\n3\n", "\n03\n"),
        "size 0": text.replace("\n3\n", "\n0\n"),
        "size with sign": text.replace("\n3\n", "\n+3\n"),
        "Arabic digit": text.replace("\n3\n", "\n\u0663\n"),
        "head of 32 bytes": text.replace(lines[2], strict.encode64(last.hash[:32])),
        "head in base64url": text.replace(lines[2], "-" + lines[2][1:]),
        "stray bits": text.replace(signature, signature[:-2] + "B=" if signature.endswith("=") else signature + "="),
        "signature cut": text.replace(signature, strict.encode64(raw[:-1])),
        "signature twice": text + lines[4] + "\n",
        "name of another origin": text.replace("\u2014 " + ORIGIN, "\u2014 elsewhere"),
        "signer that is no id": text.replace(f"/{ANNA} ", "/anna "),
        "origin with a blank": text.replace(ORIGIN, "hinweis geber"),
        "origin with a plus": text.replace(ORIGIN, "hinweis+geber"),
    }
    bad_signature = {
        "flipped signature": text.replace(signature, flipped),
        "another key id": text.replace(signature, other_id),
        "another size": text.replace("\n3\n", "\n4\n"),
        "another head": text.replace(lines[2], strict.encode64(chain.GENESIS)),
        "another signer's name": text.replace(ANNA, BELA),
    }
    bad = [{"name": n, "key": key, "text": t, "error": "FormatBroken"} for n, t in bad_form.items()]
    bad += [{"name": n, "key": key, "text": t, "error": "SignatureBroken"} for n, t in bad_signature.items()]
    stranger = {"name": "another key", "key": identity(BELA).sign_public.hex(), "text": text}
    return [good | {"error": None}, *bad, stranger | {"error": "SignatureBroken"}]


def file_blob() -> list[Vector]:
    content, blob_id = b"A file. " * 9000, seed("blob")[:16]  # more than the floor, so Padmé has work to do

    def seal() -> str:
        sealed = bytearray()
        sealer = files.FileSealer(blob_id, sealed.extend, key)
        sealer.update(content)
        sealer.finish()
        return strict.encode64(bytes(sealed))

    key = files.BlobKey(seed("blob key"))
    opens = lambda s: list(files.open_file(key, blob_id, len(content), [base64.b64decode(s)]))  # noqa: E731
    sealed = stored("file", "good", opens, seal)
    size = len(base64.b64decode(sealed))
    good: Vector = {"name": "good", "key": key.raw.hex(), "id": blob_id.hex(), "length": len(content)}
    good |= {"sealed": sealed, "sha256": hashlib.sha256(content).hexdigest(), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    return [
        good,
        *edits("good", size, size // 2),
        uncommitted("good"),
        {"name": "another blob id", **other, "id": seed("other blob")[:16].hex()},
        {"name": "another key", **other, "key": seed("another key").hex()},
        {"name": "one byte too short", **other, "length": len(content) - 1},
        {"name": "one byte too long", **other, "length": len(content) + 5000},
    ]


FILES: dict[str, Callable[[], list[Vector]]] = {
    "code": code_vectors.code,
    "typed_code": code_vectors.typed_code,
    "begun": begun,
    "page": page,
    "envelope": envelope,
    "officer_wrap": officer_wrap,
    "mailbox_wrap": mailbox_wrap,
    "own_wrap": own_wrap,
    "file": file_blob,
    "archive": lambda: archive_vectors.build(partial(stored, "archive")),
    "keystore": keystore_file,
    "session": session_file,
    "half_login": partial(factor_vectors.half_login, stored, edits),
    "totp": factor_vectors.totp,
    "factor": partial(factor_vectors.factor, stored, edits),
    "recovery": factor_vectors.recovery,
    "journal_entry": journal_entry,
    "epoch_text": epoch_vectors.epoch_text,
    "epoch_key": partial(epoch_vectors.epoch_key, stored, edits),
    "epoch_wraps": partial(epoch_vectors.epoch_wraps, stored, edits),
    "epoch_texts": partial(epoch_vectors.epoch_texts, stored, edits),
    "keys_said": file_key_vectors.keys_said,
    "file_keys": file_key_vectors.file_keys,
    "committed": commitment_vectors.committed,
    "row": commitment_vectors.rows,
    "openly": power_vectors.openly,
    "act": power_vectors.acts,
    "open_entry": partial(epoch_vectors.open_entry, entry_json),
    "checkpoint": checkpoint,
    "receipt": receipt_vectors.build,
    "witness_request": witness_vectors.requests,
    "witnessed": witness_vectors.witnessed,
    "verified": partial(verified_vectors.build, stored, edits),
    "capability": lambda: address_vectors.capability(partial(stored, "capability")),
    "pickup": lambda: pickup_vectors.pickup(partial(stored, "pickup")),
    "search": lambda: address_vectors.search(partial(stored, "search")),
    "line": lambda: address_vectors.line(partial(stored, "line")),
    "dialogue": said_vectors.dialogue,
    "status": said_vectors.status,
    "tag": said_vectors.tags,
    "head": word_vectors.heads,
    "word": word_vectors.words,
    "signed_status": partial(status_vectors.build, stored),
    "mailbox_row": partial(mailbox_vectors.row, stored, edits),
    "dialogue_wrap": partial(mailbox_vectors.dialogue_wrap, stored, edits),
    "report_wrap": partial(mailbox_vectors.report_wrap, stored, edits),
    "dialogue_message": partial(mailbox_vectors.message, stored, edits),
    "letter": partial(mailbox_vectors.letter, stored, edits),
}


def text_of(content: dict[str, Any]) -> str:
    about = "Made by regenerate.py. Keys in here are for tests only. Formats: hinweisgeber/crypto/SPEC.md."
    return json.dumps({"about": about, **content}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    texts = {name: text_of({"vectors": build()}) for name, build in FILES.items()}
    texts["wording"] = text_of({"titles": said_vectors.titles(), "vectors": said_vectors.wordings()})
    texts["ring"] = text_of(ring_vectors.build())
    texts["proof"] = text_of(proof_vectors.build())
    texts["removal"] = text_of(removal_vectors.build())
    texts["journal_keys"] = text_of(file_key_vectors.journal_keys())
    for name, text in texts.items():
        path = HERE / f"{name}.json"
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} would change")
