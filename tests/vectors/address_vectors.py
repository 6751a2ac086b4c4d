"""Vectors of what stands sealed in pages and addresses: an opened mailbox (SPEC §12), words looked for (SPEC §7)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.capability import DAY, LABEL_DAY, LIFETIME, MAILBOX, STATE, Capability, PageKeys, Visit
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import VERSION, BoxKey
from hinweisgeber.crypto.words import Seen
from tests.vectors.people import ANNA, BELA, identity, seed

Vector = dict[str, Any]
Stored = Callable[[str, Callable[[str], Any], Callable[[], str]], str]  # name, what opens it, what makes it
NOW, SECRET = 20_500 * DAY + 3600, seed("intake secret")
WORDS = "Prüfung Köln \U0001f600"


def damaged(text: str) -> dict[str, str]:
    """The same damage for every text in base64url."""
    raw = base64.urlsafe_b64decode(text)

    def again(changed: bytes) -> str:
        return base64.urlsafe_b64encode(changed).decode()

    return {
        "empty": "",
        "version byte alone": again(raw[:1]),
        "version 2": again(b"\2" + raw[1:]),
        "version byte missing": again(raw[1:]),
        "nonce flipped": again(raw[:1] + bytes([raw[1] ^ 1]) + raw[2:]),
        "last byte flipped": again(raw[:-1] + bytes([raw[-1] ^ 1])),
        "last byte missing": again(raw[:-1]),
        "one byte behind": again(raw + b"\0"),
        "a letter that is none of base64": "ü" + text[1:],
    }


def capability(stored: Stored) -> list[Vector]:
    """Visits of an opened mailbox, begun half an hour ago."""
    code, keys = AccessCode(seed("code")[:15]), PageKeys(SECRET)
    seen = Seen(3, RunningHead(1, 4, primitives.sha384(b"head")))
    way = Capability(seed("case")[:16], code.box_locator, BoxKey(seed("box key")), seen)
    begun = NOW - 1800

    def vector(name: str, proven: bool) -> Vector:
        visit = Visit(way, seed("visit")[:16], begun, str(code)[-5:], proven)
        parts: Vector = {
            "report": way.report_id.hex(),
            "locator": way.locator.hex(),
            "key": way.key.raw.hex(),
            "seen": seen.data(),
        }
        parts |= {"visit": visit.visit_id.hex(), "began": begun, "tail": visit.tail, "proven": proven}
        text = stored(name, lambda text: same(Visit.open(text, keys, NOW), visit), lambda: visit.seal(keys, NOW))
        return {"name": name, "secret": SECRET.hex(), "now": NOW, "sealed": text, "opened": parts, "error": None}

    good = [vector("good", True), vector("good, not proven", False)]
    plain = keys.open(MAILBOX, good[0]["sealed"], NOW)
    other = {"of": "good", "error": "CapabilityExpired"}
    content = {"a byte too few": plain[:-1], "a byte too many": plain + b"\0", "nothing inside": b""}

    def sealed(name: str, context: bytes, body: bytes) -> str:
        opens = lambda text: same(keys.open(context, text, NOW), body)  # noqa: E731
        return stored(name, opens, lambda: keys.seal(context, body, NOW, LIFETIME))

    wrong = {name: sealed(name, MAILBOX, body) for name, body in content.items()}
    wrong["sealed as files that wait"] = sealed("sealed as files that wait", STATE, plain)
    return [
        *good,
        *({"name": n, **other, "sealed": text} for n, text in damaged(good[0]["sealed"]).items()),
        *({"name": n, **other, "sealed": text} for n, text in wrong.items()),
        {"name": "another secret", **other, "secret": seed("another intake").hex()},
        {"name": "after its hour", **other, "now": NOW + LIFETIME + 1},
        {"name": "the secret as the key", **other, "secret": primitives.derive(SECRET, LABEL_DAY + b"20500").hex()},
    ]


def search(stored: Stored) -> list[Vector]:
    """What an officer looks for."""
    anna = identity(ANNA)

    def vector(name: str, words: str) -> Vector:
        text = stored(
            name, lambda text: same(anna.open_search(ANNA, text), words), lambda: anna.seal_search(ANNA, words)
        )
        base = {"name": name, "own": anna.own.raw.hex(), "officer_id": ANNA}
        return base | {"sealed": text, "opened": words, "error": None}

    good = [vector("good", WORDS), vector("good, 64 bytes", "ü" * 32), vector("good, 65 bytes", "x" + "ü" * 32)]
    other = {"of": "good", "error": "SealBroken"}
    index = stored(
        "sealed as an overview",
        lambda text: primitives.gcm_open(anna.own.raw, contexts.index(ANNA), base64.urlsafe_b64decode(text)[1:]),
        lambda: base64.urlsafe_b64encode(
            VERSION + primitives.gcm_seal(anna.own.raw, contexts.index(ANNA), WORDS.encode().ljust(64, b"\0"))
        ).decode(),
    )
    return [
        *good,
        *({"name": n, **other, "sealed": text} for n, text in damaged(good[0]["sealed"]).items()),
        {"name": "another officer's name", **other, "officer_id": BELA},
        {"name": "another officer's key", **other, "own": identity(BELA).own.raw.hex()},
        {"name": "sealed as an overview", **other, "sealed": index},
    ]


def line(stored: Stored) -> list[Vector]:
    """What a file says in an officer's list."""
    anna, file_id, text = identity(ANNA), seed("case")[:16], '["HM-2026-48213","Prüfung Köln 😀"]'

    def sealed(name: str, context: bytes, padded: bytes) -> str:
        opens = lambda raw: same(primitives.gcm_open(anna.own.raw, context, unbase64(raw)[1:]), padded)  # noqa: E731
        return stored(name, opens, lambda: base64.urlsafe_b64encode(
            b"\2" + primitives.gcm_seal(anna.own.raw, context, padded)).decode())  # fmt: skip

    def vector(name: str, words: str) -> Vector:
        padded = words.encode().ljust(-(-len(words.encode()) // 512) * 512)
        base = {"name": name, "own": anna.own.raw.hex(), "officer_id": ANNA, "file": file_id.hex(), "revision": 7}
        text = sealed(name, contexts.line(file_id, ANNA, 7), padded)
        return base | {"sealed": text, "opened": words, "error": None}

    good = [vector("good", text), vector("good, 512 bytes", "x" * 512), vector("good, 513 bytes", "x" * 513)]
    other = {"of": "good", "error": "SealBroken"}
    versions = {"version 2": "version 1", "version byte missing": "version byte missing"}
    bad = {versions.get(n, n): raw for n, raw in damaged(good[0]["sealed"]).items()}
    bad["version 1"] = base64.urlsafe_b64encode(b"\1" + unbase64(good[0]["sealed"])[1:]).decode()
    del bad["a letter that is none of base64"]
    return [
        *good,
        *({"name": n, **other, "sealed": raw} for n, raw in bad.items()),
        {"name": "another officer's name", **other, "officer_id": BELA},
        {"name": "another officer's key", **other, "own": identity(BELA).own.raw.hex()},
        {"name": "another file's", **other, "file": seed("another case")[:16].hex()},
        {"name": "of another revision", **other, "revision": 8},
        {"name": "sealed as an own wrap", **other,
         "sealed": sealed("sealed as an own wrap", contexts.own_wrap(file_id), text.encode().ljust(512))},
    ]  # fmt: skip


def unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def same(one: object, other: object) -> None:
    """Raises what `stored` takes for "make it anew"."""
    if one != other:
        raise KeyError("changed")
