"""Vectors of a mailbox of version 2 and of the wraps around it: what opens where it must, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import EpochDialogue, WordPlace, keep_letter, kept_letter, open_letter
from hinweisgeber.crypto.epochs import REPORT, Epoch
from hinweisgeber.crypto.keys import DialogueKey, LetterKey, Recipient, ReportKey
from hinweisgeber.crypto.mailbox import KEPT, ROW, WRAP, MailboxContent, open_row
from hinweisgeber.crypto.padding import pad
from hinweisgeber.crypto.seal import seal_text
from tests.vectors import word_vectors
from tests.vectors.people import ANNA, BELA, identity, seed
from tests.vectors.word_vectors import EPOCH, ID, OTHER_EPOCH, OTHER_ID, own

Vector = dict[str, Any]
Stored = Callable[[str, str, Callable[[str], Any], Callable[[], str]], str]
Edits = Callable[[str, int, int, str], list[Vector]]
V1 = "01"
KEY = ReportKey(seed("report key"))
CODE = AccessCode(seed("code of version 2")[:15])


def dialogue(epoch: Epoch = EPOCH) -> EpochDialogue:
    """Of the report's own epoch, or of a later one."""
    raw = KEY.dialogue.raw if epoch == REPORT else seed("dialogue key of " + epoch.text)
    return EpochDialogue(ID, epoch, DialogueKey(raw))


def kept(newest: Epoch = REPORT, generation: int = 0) -> MailboxContent:
    """What the mailbox keeps."""
    name = "renewed" if generation else "mailbox"
    known = own().known(generation - 1) if generation else None
    readers = tuple(sorted((ANNA, BELA))) if generation else ()
    return MailboxContent(own(name), dialogue(REPORT), dialogue(newest), generation, known, readers)


def excluding() -> MailboxContent:
    """After an exclusion."""
    return replace(kept(EPOCH), excluded=tuple(sorted((ANNA, BELA))), excluded_at=3)


def raw64(text: str) -> bytes:
    return strict.decode64(text, len(text) // 4 * 3 - text[-2:].count("="))


def row(stored: Stored, edits: Edits) -> list[Vector]:
    """What lies under the locator."""
    key, locator, context = CODE.box_key, CODE.box_locator, contexts.mailbox(CODE.box_locator)

    def good(name: str, one: MailboxContent) -> Vector:
        opens = lambda s: same_row(open_row(key, locator, raw64(s)), one)  # noqa: E731
        sealed = stored("mailbox_row", name, opens, lambda: strict.encode64(one.seal(key, locator)))
        vector: Vector = {
            "name": name,
            "code": str(CODE),
            "box_key": key.raw.hex(),
            "locator": locator.hex(),
            "sealed": sealed,
        }
        vector |= {"report": ID.hex(), "secrets": one.mailbox.to_bytes().hex(), "first": one.first.key.raw.hex()}
        vector |= {"epoch": one.newest.epoch.text, "newest": one.newest.key.raw.hex(), "generation": one.generation}
        known = {"seed": one.known.seed.hex(), "generation": one.known.generation} if one.known else None
        vector |= {"known": known, "readers": list(one.readers)}
        vector |= {"excluded": list(one.excluded), "excluded_at": one.excluded_at}
        return vector | {"public": one.mailbox.public.data(), "hash": one.mailbox.public.hash.hex(), "error": None}

    goods = [good("good", kept()), good("good, renewed in epoch 2", kept(EPOCH, 1))]
    goods.append(good("good, somebody was excluded", excluding()))
    plain = primitives.gcm_open(key.raw, context, raw64(goods[0]["sealed"])[1:])
    renewed = primitives.gcm_open(key.raw, context, raw64(goods[1]["sealed"])[1:])
    keeps_out = primitives.gcm_open(key.raw, context, raw64(goods[2]["sealed"])[1:])
    at = 16 + 241 + 64  # the newest epoch's number
    ids = at + 64 + 1  # to whom the renewal was said
    turned = renewed[ids + 8 : ids + 16] + renewed[ids : ids + 8]
    out = ids + 56  # how many are excluded, since which place, who
    wrong = {
        "padding that is not zero": plain[:-1] + b"\1",
        "epoch 0 with another key": plain[:at - 32] + seed("another key") + plain[at:],
        "epoch 0 with a random part": plain[:at + 8] + b"\1" + plain[at + 9:],
        "epoch above the most": plain[:at] + (10**9).to_bytes(8, "big") + plain[at + 8:],
        "generation above the most": plain[:at + 16] + (10**9).to_bytes(8, "big") + plain[at + 24:],
        "a voice before in generation 0": plain[:at + 24] + seed("voice") + plain[at + 56:],
        "a voice before of the same generation": renewed[:at + 56] + (1).to_bytes(8, "big") + renewed[at + 64:],
        "readers in generation 0": plain[:at + 64] + b"\1" + bytes.fromhex(ANNA) + plain[at + 73:],
        "a reader twice": renewed[:ids] + 2 * renewed[ids : ids + 8] + renewed[ids + 16:],
        "readers out of order": renewed[:ids] + turned + renewed[ids + 16:],
        "a reader beyond their number": renewed[:ids - 1] + b"\1" + renewed[ids:],
        "more readers than there is room for": renewed[:ids - 1] + b"\10" + renewed[ids:],
        "excluded by no word": keeps_out[:out + 1] + bytes(4) + keeps_out[out + 5:],
        "excluded in another order": keeps_out[:out + 5] + keeps_out[out + 13:out + 21] + keeps_out[out + 5:out + 13]
        + keeps_out[out + 21:],
        "nobody excluded by a word": plain[:out + 1] + (3).to_bytes(4, "big") + plain[out + 5:],
        "excluded at a place above the most": keeps_out[:out + 1] + (10**9).to_bytes(4, "big") + keeps_out[out + 5:],
        "more excluded than there is room for": keeps_out[:out] + b"\10" + keeps_out[out + 1:],
        "excluded without being counted": keeps_out[:out] + b"\1" + keeps_out[out + 1:],
        "shorter inside": plain[:-1],
        "longer inside": plain + b"\0",
    }  # fmt: skip
    assert len(plain) == KEPT
    bad = []
    for name, inside in wrong.items():
        seal = lambda inside: strict.encode64(b"\x02" + primitives.gcm_seal(key.raw, context, inside))  # noqa: E731
        opens = lambda s, inside: same(primitives.gcm_open(key.raw, context, raw64(s)[1:]), inside)  # noqa: E731
        sealed = stored("mailbox_row", name, partial(opens, inside=inside), partial(seal, inside))
        bad.append({"name": name, "of": "good", "sealed": sealed, "error": "SealBroken"})
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    another = AccessCode(seed("another code of version 2")[:15])
    return [
        *goods,
        *edits("good", ROW, 300, V1),
        *bad,
        {"name": "under another locator", **other, "locator": another.box_locator.hex()},
        {"name": "under the locator of version 1", **other, "locator": CODE.locator.hex()},
        {"name": "another code's key", **other, "box_key": another.box_key.raw.hex()},
        {"name": "the mailbox key of version 1", **other, "box_key": CODE.mailbox_key.raw.hex()},
        {"name": "a locator cut short", **other, "locator": CODE.box_locator.hex()[:-2], "error": "ValueError"},
    ]


def dialogue_wrap(stored: Stored, edits: Edits) -> list[Vector]:
    """The dialogue key of an epoch for the mailbox."""
    own_box, key = own(), dialogue()
    opens = lambda s: same(own_box.unwrap(ID, EPOCH, raw64(s)).key.raw, key.key.raw)  # noqa: E731
    sealed = stored("dialogue_wrap", "good", opens, lambda: strict.encode64(own_box.public.wrap(key)))
    good: Vector = {"name": "good", "secrets": own_box.to_bytes().hex(), "report": ID.hex(), "epoch": EPOCH.text}
    good |= {"sealed": sealed, "opened": key.key.raw.hex(), "mark": key.mark().hex(), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    foreign = own_box.to_bytes()[:112] + own("stranger").to_bytes()[112:209] + own_box.to_bytes()[209:]
    no_scalar = own_box.to_bytes()[:64] + bytes(48) + own_box.to_bytes()[112:]
    return [
        good,
        *edits("good", WRAP, 1600, V1),
        {"name": "another report", **other, "report": OTHER_ID.hex()},
        {"name": "another epoch", **other, "epoch": OTHER_EPOCH.text},
        {"name": "another mailbox", **other, "secrets": own("stranger").to_bytes().hex()},
        {"name": "the mailbox after a renewal", **other, "secrets": own("renewed").to_bytes().hex()},
        {"name": "a point of another scalar", **other, "secrets": foreign.hex(), "error": "FormatBroken"},
        {"name": "a scalar of zeros", **other, "secrets": no_scalar.hex(), "error": "FormatBroken"},
    ]


def report_wrap(stored: Stored, edits: Edits) -> list[Vector]:
    """A report's key for an officer."""
    anna, context = identity(ANNA), contexts.report_wrap(ID, ANNA)
    opens = lambda s: same(anna.unwrap_report(ANNA, ID, raw64(s)).raw, KEY.raw)  # noqa: E731
    seal = lambda: strict.encode64(Recipient(ANNA, anna.public).seal(context, KEY))  # noqa: E731
    good: Vector = {"name": "good", "identity": anna.to_bytes().hex(), "officer_id": ANNA, "report": ID.hex()}
    good |= {"sealed": stored("report_wrap", "good", opens, seal), "opened": KEY.raw.hex()}
    good |= {"dialogue_key": KEY.dialogue.raw.hex(), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    return [
        good,
        *edits("good", WRAP, 1600, V1),
        {"name": "another report", **other, "report": OTHER_ID.hex()},
        {"name": "another officer's name", **other, "officer_id": BELA},
        {"name": "another officer's key", **other, "identity": identity(BELA).to_bytes().hex()},
    ]


def message_vector(name: str, author: str, place: int, one: EpochDialogue, sealed: str, payload: bytes) -> Vector:
    vector: Vector = {"name": name, "report": ID.hex(), "author": author, "epoch": one.epoch.text, "place": place}
    vector |= {"key": one.key.raw.hex(), "sealed": sealed, "opened": strict.encode64(payload), "error": None}
    return vector


def message(stored: Stored, edits: Edits) -> list[Vector]:
    """A sealed message of either side."""
    one, payload = dialogue(), word()
    opens = lambda s: same(one.open("reporter", 2, raw64(s)), payload)  # noqa: E731
    sealed = stored("dialogue_message", "good", opens, lambda: strict.encode64(one.seal("reporter", 2, payload)))
    wrong = {
        "padding not zero": pad(payload)[:-1] + b"\1",
        "a larger class than needed": pad(payload).ljust(16384, b"\0"),
        "not padded at all": payload,
    }
    context, bad = contexts.message_in(ID, "reporter", EPOCH.text, 2), []
    for name, padded in wrong.items():
        seal = lambda padded: strict.encode64(b"\x02" + primitives.chunked_seal(one.key.raw, context, padded))  # noqa: E731
        opened = lambda s, p: same(primitives.chunked_open(one.key.raw, context, raw64(s)[1:]), p)  # noqa: E731
        spoilt = stored("dialogue_message", name, partial(opened, p=padded), partial(seal, padded))
        bad.append({"name": name, "of": "good", "sealed": spoilt, "error": "SealBroken"})
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    return [
        message_vector("good", "reporter", 2, one, sealed, payload),
        *edits("good", 4169, 2000, V1),
        *bad,
        {"name": "of another report", **other, "report": OTHER_ID.hex()},
        {"name": "of another author", **other, "author": "office"},
        {"name": "of another epoch", **other, "epoch": OTHER_EPOCH.text},
        {"name": "of another place", **other, "place": 3},
        {"name": "the key of another epoch", **other, "key": dialogue(REPORT).key.raw.hex()},
        {"name": "of the intake, which says nothing", **other, "author": "intake", "error": "ValueError"},
    ]


def letter(stored: Stored, edits: Edits) -> list[Vector]:
    """A message under a key of its own, with that key for an officer and for the mailbox."""
    anna, key, at, payload = identity(ANNA), LetterKey(seed("letter key")), WordPlace(ID, EPOCH, 2), word()
    context, wrap_context = contexts.letter(ID, EPOCH.text, 2), contexts.letter_wrap(ID, EPOCH.text, 2, ANNA)
    makes: dict[str, tuple[Callable[[str], Any], Callable[[], bytes]]] = {
        "good": (lambda s: open_letter(key, at, raw64(s)), lambda: seal_text(key, context, payload)),
        "good, the key for an officer": (
            lambda s: anna.unwrap_letter(ANNA, at, raw64(s)),
            lambda: Recipient(ANNA, anna.public).seal(wrap_context, key)),
        "good, the key for the mailbox": (
            lambda s: kept_letter(CODE.box_key, at, raw64(s)), lambda: keep_letter(CODE.box_key, at, key)),
    }  # fmt: skip
    texts = {name: stored("letter", name, opens, lambda make=make: strict.encode64(make()))  # type: ignore[misc]
             for name, (opens, make) in makes.items()}  # fmt: skip
    base: Vector = {"report": ID.hex(), "epoch": EPOCH.text, "place": 2, "error": None}
    holds: dict[str, Vector] = {
        "good": {"key": key.raw.hex(), "opened": strict.encode64(payload)},
        "good, the key for an officer": {
            "identity": anna.to_bytes().hex(),
            "officer_id": ANNA,
            "opened": key.raw.hex(),
        },
        "good, the key for the mailbox": {"box_key": CODE.box_key.raw.hex(), "opened": key.raw.hex()},
    }
    found = [{"name": name, **base, **holds[name], "sealed": texts[name]} for name in makes]
    for name in makes:
        other, short = (
            {"of": name, "edit": [], "error": "SealBroken"},
            name.removeprefix("good").strip(", ") or "itself",
        )
        changes: dict[str, Vector] = {
            "of another report": {"report": OTHER_ID.hex()},
            "of another epoch": {"epoch": OTHER_EPOCH.text},
            "at another place": {"place": 3},
            "version 1": {"edit": [["set", 0, V1]]},
            "last byte flipped": {"edit": [["flip", len(raw64(texts[name])) - 1]]},
            "last byte missing": {"edit": [["cut", 1]]},
        }
        found += [{"name": f"{short}: {one}", **other, **change} for one, change in changes.items()]
    found.append({"name": "itself: as a message", "of": "good", "edit": [], "key": dialogue().key.raw.hex(),
                  "error": "SealBroken"})  # fmt: skip
    return found


@cache
def word() -> bytes:
    """What is sealed here: a signed word."""
    return word_vectors.message().signed_by(own().sign)


def same(one: bytes, other: bytes) -> None:
    if one != other:
        raise ValueError("changed")


def same_row(one: MailboxContent, other: MailboxContent) -> None:
    same(one.mailbox.to_bytes() + one.newest.key.raw, other.mailbox.to_bytes() + other.newest.key.raw)
    if replace(one, mailbox=other.mailbox, first=other.first, newest=other.newest) != other:
        raise ValueError("changed")
