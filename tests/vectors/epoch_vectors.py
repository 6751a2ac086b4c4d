"""Vectors of version 2: an epoch's text, what comes from its key, the link, the wraps, a sealed sheet, an entry."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hinweisgeber.crypto import chain, contexts, keystore, primitives, strict, unseal
from hinweisgeber.crypto.epochs import LABEL_LINK, Epoch, EpochKey, KeysSaid
from hinweisgeber.crypto.keys import CaseKey, Recipient
from hinweisgeber.crypto.seal import seal_text
from tests.vectors.people import ANNA, BELA, ORIGIN, day, identity, seed

Vector = dict[str, Any]
Stored = Callable[[str, str, Callable[[str], Any], Callable[[], str]], str]
Edits = Callable[[str, int, int], list[Vector]]
CASE, OTHER_CASE = seed("case")[:16], seed("other case")[:16]
ONE, TWO, OTHER = Epoch(1, seed("one")[:8]), Epoch(2, seed("two")[:8]), Epoch(2, seed("another two")[:8])
REPORT_KEY, FIRST, SECOND = CaseKey(seed("case key")), EpochKey(seed("first")), EpochKey(seed("second"))


def epoch_text() -> list[Vector]:
    """What names an epoch, and what only looks like it."""
    good = ("0-0000000000000000", ONE.text, "999999999-ffffffffffffffff")
    bad = ("", "1", "01-" + "1" * 16, "1-" + "A" * 16, "1-" + "1" * 15, "0-" + "1" * 16, "-1-" + "1" * 16,
           ONE.text + "\n",
           "1000000000-" + "1" * 16)  # fmt: skip
    return [
        *({"name": f"good, {text}", "text": text, "number": Epoch.parse(text).number,
           "random": Epoch.parse(text).random.hex(), "error": None} for text in good),
        *({"name": f"bad, {text!r}", "text": text, "error": "FormatBroken"} for text in bad),
    ]  # fmt: skip


def epoch_key(stored: Stored, edits: Edits) -> list[Vector]:
    """Derived keys, mark and link."""
    opens = lambda s: SECOND.open_link(CASE, TWO, strict.decode64(s, 61))  # noqa: E731
    sealed = stored("epoch_key", "good", opens, lambda: strict.encode64(SECOND.link(CASE, TWO, FIRST)))
    good: Vector = {"name": "good", "key": SECOND.raw.hex(), "id": CASE.hex(), "epoch": TWO.text, "sealed": sealed}
    good |= {"file_key": SECOND.file.raw.hex(), "dialogue_key": SECOND.dialogue.raw.hex()}
    good |= {"mark": SECOND.mark(CASE, TWO).hex(), "opened": FIRST.raw.hex(), "error": None}
    name = "good, to the report's key"
    first = stored("epoch_key", name, lambda s: FIRST.open_link(CASE, ONE, strict.decode64(s, 61)),
                   lambda: strict.encode64(FIRST.link(CASE, ONE, REPORT_KEY)))  # fmt: skip
    to_report: Vector = {
        "name": "good, to the report's key",
        "key": FIRST.raw.hex(),
        "id": CASE.hex(),
        "epoch": ONE.text,
    }
    to_report |= {"file_key": FIRST.file.raw.hex(), "dialogue_key": FIRST.dialogue.raw.hex(), "sealed": first}
    to_report |= {"mark": FIRST.mark(CASE, ONE).hex(), "opened": REPORT_KEY.raw.hex(), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    link_key = primitives.derive(SECOND.raw, LABEL_LINK)
    return [
        good, to_report, *_of_version_2(edits("good", 61, 30)),
        *_no_keys("epoch_key", "good", link_key, contexts.link(CASE, TWO.text), stored),
        {"name": "another file", **other, "id": OTHER_CASE.hex()},
        {"name": "another epoch", **other, "epoch": ONE.text},
        {"name": "another epoch of the same number", **other, "epoch": OTHER.text},
        {"name": "another key", **other, "key": FIRST.raw.hex()},
    ]  # fmt: skip


def epoch_wraps(stored: Stored, edits: Edits) -> list[Vector]:
    """For an officer, and under their own key."""
    anna, length = identity(ANNA), keystore.OFFICER_WRAP
    opens = lambda s: anna.unwrap_epoch(ANNA, CASE, TWO, strict.decode64(s, length))  # noqa: E731
    wrap = lambda: strict.encode64(SECOND.wrap(CASE, TWO, Recipient(ANNA, anna.public)))  # noqa: E731
    good: Vector = {
        "name": "good",
        "own": False,
        "identity": anna.to_bytes().hex(),
        "officer_id": ANNA,
        "id": CASE.hex(),
    }
    good |= {"epoch": TWO.text, "sealed": stored("epoch_wraps", "good", opens, wrap)}
    good |= {"opened": SECOND.raw.hex(), "error": None}
    opens_own = lambda s: anna.unwrap_own_epoch(CASE, TWO, strict.decode64(s, 61))  # noqa: E731
    own = stored("epoch_wraps", "good, own", opens_own, lambda: strict.encode64(anna.wrap_own_epoch(CASE, TWO, SECOND)))
    good_own = good | {"name": "good, own", "own": True, "sealed": own}
    older = stored("epoch_wraps", "a wrap of version 1", lambda s: anna.unwrap(ANNA, CASE, strict.decode64(s, length)),
                   lambda: strict.encode64(Recipient(ANNA, anna.public).wrap(CASE, REPORT_KEY)))  # fmt: skip
    bad = [
        (of, name, change)
        for of in ("good", "good, own")
        for name, change in {
            "another file": {"id": OTHER_CASE.hex()}, "another epoch": {"epoch": ONE.text},
            "another epoch of the same number": {"epoch": OTHER.text},
            "another officer's key": {"identity": identity(BELA).to_bytes().hex()},
        }.items()
    ]  # fmt: skip
    return [
        good, good_own, *_of_version_2(edits("good", length, 1600)),
        *({**one, "name": f"own, {one['name']}"} for one in _of_version_2(edits("good, own", 61, 30))),
        *({"name": f"{name} ({of})", "of": of, "edit": [], **change, "error": "SealBroken"}
          for of, name, change in bad),
        {"name": "another officer's name", "of": "good", "edit": [], "officer_id": BELA, "error": "SealBroken"},
        {"name": "a wrap of version 1", "of": "good", "edit": [], "sealed": older, "error": "SealBroken"},
        *_no_keys("epoch_wraps", "good, own", anna.own.raw, contexts.own_wrap_in(CASE, TWO.text), stored),
    ]  # fmt: skip


def epoch_texts(stored: Stored, edits: Edits) -> list[Vector]:
    """A sheet and the text of an entry."""
    vectors: list[Vector] = []
    for name, context in (
        ("good", contexts.sheet_in(CASE, TWO.text, 3)),
        ("good, entry", contexts.entry_in(CASE, TWO.text, 3)),
        ("good, copy", contexts.copy_in(CASE, TWO.text, seed("blob")[:16], 1)),
    ):
        payload = f"Ein erfundener Text ({name}).".encode()
        key = SECOND.file
        opens = lambda s, key=key, context=context: unseal.open_text(key, context, strict.decode64(s, 4169))  # noqa: E731
        make = lambda key=key, context=context, payload=payload: strict.encode64(seal_text(key, context, payload))  # noqa: E731
        vector: Vector = {"name": name, "kind": "FileKey", "key": key.raw.hex(), "context": context.decode()}
        vector["sealed"] = stored("epoch_texts", name, opens, make)
        vectors.append(vector | {"opened": strict.encode64(payload), "error": None})
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    swaps = {
        "of another file": contexts.sheet_in(OTHER_CASE, TWO.text, 3),
        "of another epoch": contexts.sheet_in(CASE, ONE.text, 3),
        "of another epoch of the same number": contexts.sheet_in(CASE, OTHER.text, 3),
        "of another revision": contexts.sheet_in(CASE, TWO.text, 2),
        "of another kind": contexts.entry_in(CASE, TWO.text, 3),
        "of version 1": contexts.sheet(CASE, 3),
    }
    return [
        *vectors, *_of_version_2(edits("good", 4169, 2000)),
        *({"name": name, **other, "context": context.decode()} for name, context in swaps.items()),
        {"name": "the file key of version 1", **other, "key": CaseKey(SECOND.raw).file.raw.hex()},
        {"name": "the file key of the epoch before", **other, "key": FIRST.file.raw.hex()},
        {"name": "the report's file key", **other, "key": REPORT_KEY.file.raw.hex()},
        {"name": "a sheet is not for a dialogue key", **other, "kind": "DialogueKey", "error": "TypeError"},
    ]  # fmt: skip


def open_entry(entry_json: Callable[[chain.Entry], Vector]) -> list[Vector]:
    """Entries that say something openly."""
    anna = identity(ANNA)

    def made(previous: chain.Entry | None, number: int, said: str | None) -> chain.Entry:
        commitment = chain.commit(*text_of(number))
        return chain.make_entry(ORIGIN, previous, day(number), CASE, "note", ANNA, anna.sign, commitment, said)

    first = made(None, 1, KeysSaid.by([ANNA], ONE, None, FIRST.mark(CASE, ONE)).text())
    second = made(first, 2, KeysSaid((ANNA, BELA)).text())
    third, older, oldest = made(second, 3, "{}"), made(first, 2, None), made(None, 1, None)
    begun = made(oldest, 2, KeysSaid.by([ANNA, BELA], TWO, ONE, SECOND.mark(CASE, TWO)).text())

    def vector(
        name: str, entry: chain.Entry, previous: chain.Entry | None, error: str | None = "JournalBroken"
    ) -> Vector:
        value: Vector = {"name": name, "origin": ORIGIN, "key": anna.sign_public.hex(), "entry": entry_json(entry)}
        salt, text = (raw.hex() for raw in text_of(entry.seq))
        hashed = {"hash": entry.hash.hex(), "salt": salt, "text": text} if error is None else {}
        return value | {"previous": previous and entry_json(previous), **hashed, "error": error}

    texts = {"no JSON": "{", "a list": "[]", "blanks": '{ "holders":[]}', "escaped": '{"a":"\\u00e4"}', "empty": "",
             "null": "null", "keys in another order": '{"b":1,"a":1}', "a key twice": '{"a":1,"a":1}',
             "a fraction": '{"a":0.5}', "a whole number as a fraction": '{"a":1.0}', "an exponent": '{"a":1e+16}',
             "a number that not every reader has": f'{{"a":{2**53}}}', "no number": '{"a":NaN}', "a line more": "{}\n",
             "half a character": '{"a":"\\ud800"}',
             "a byte too long": '{"a":"' + "ä" * (chain.LONGEST_OPEN // 2 - 4) + 'x"}'}  # fmt: skip
    assert len(texts["a byte too long"].encode()) == chain.LONGEST_OPEN + 1
    unheard = made(first, 2, chain.open_text({"zz": [1, {"ä": None}], "aa": True, "n": 2**53 - 1}))
    return [
        vector("good, an epoch", first, None, None), vector("good, a holder", second, first, None),
        vector("good, nothing said", third, second, None), vector("good, what nobody knows yet", unheard, first, None),
        vector("good, an epoch after an entry of version 1", begun, oldest, None),
        vector("an entry of version 1 behind", older, first),
        vector("another holder", replace(second, open=KeysSaid((ANNA,)).text()), first),
        vector("nothing said any more", replace(second, open="{}"), first),
        vector("as version 1", replace(second, open=None), first),
        *(vector(f"open: {name}", _signed(anna, replace(second, open=text)), first) for name, text in texts.items()),
    ]  # fmt: skip


def text_of(number: int) -> tuple[bytes, bytes]:
    """Salt and sealed text of an entry, which are kept beside it."""
    return seed(f"salt {number}"), f"sealed text {number}".encode()


def _signed(anna: keystore.Identity, entry: chain.Entry) -> chain.Entry:
    return replace(entry, signature=anna.sign(chain.note(ORIGIN, entry.seq, entry.hash)))


def _no_keys(file: str, of: str, key: bytes, context: bytes, stored: Stored) -> list[Vector]:
    """What opens and has not the length of a key."""

    def made(name: str, body: bytes) -> str:
        opens = lambda s: primitives.gcm_open(key, context, base64.b64decode(s)[1:])  # noqa: E731
        return stored(file, name, opens, lambda: strict.encode64(b"\x02" + primitives.gcm_seal(key, context, body)))

    bodies = {"a byte too few inside": FIRST.raw[:-1], "a byte too many inside": FIRST.raw + b"\0"}
    return [
        {"name": name, "of": of, "edit": [], "sealed": made(name, body), "error": "SealBroken"}
        for name, body in bodies.items()
    ]


def _of_version_2(vectors: list[Vector]) -> list[Vector]:
    """The same damage, where another version is version 1."""
    return [
        {**one, "name": "version 1", "edit": [["set", 0, "01"]]} if one["name"] == "version 2" else one
        for one in vectors
    ]
