"""SPEC §§ 4-7: what is sealed opens for its key and context and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hinweisgeber.crypto import contexts, padding
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import SealBroken, SignatureBroken
from hinweisgeber.crypto.keys import CaseKey, DialogueKey, FileKey, MailboxKey, OwnKey, Recipient, VerifyKey
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.crypto.unseal import open_text, unwrap_dialogue
from hinweisgeber.errors import FormatBroken
from tests.sealed_1 import NewCase, wrap_dialogue

ANNA = "a" * 16
BELA = "b" * 16
CASE, OTHER = bytes(range(16)), bytes(16)
DIALOGUE, MAILBOX = DialogueKey(b"d" * 32), MailboxKey(b"m" * 32)
CONTEXT = contexts.message(CASE, "reporter", 0)
SEALED = seal_text(DIALOGUE, CONTEXT, "Grüße".encode())
WRAP = wrap_dialogue(MAILBOX, CASE, DIALOGUE)

damage = st.one_of(
    st.tuples(st.just("flip"), st.integers(0, 10**6), st.integers(0, 7)),
    st.tuples(st.just("cut"), st.integers(1, 10**6), st.just(0)),
    st.tuples(st.just("append"), st.integers(1, 100), st.just(0)),
)


def damaged(sealed: bytes, how: tuple[str, int, int]) -> bytes:
    kind, amount, bit = how
    if kind == "flip":
        place = amount % len(sealed)
        return sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]
    return sealed[: -(amount % len(sealed)) or None][:-1] if kind == "cut" else sealed + bytes(amount)


@given(st.binary(max_size=20000))
def test_a_text_reads_back(payload: bytes) -> None:
    assert open_text(DIALOGUE, CONTEXT, seal_text(DIALOGUE, CONTEXT, payload)) == payload


@given(damage)
@settings(max_examples=400)
def test_a_damaged_text_is_refused(how: tuple[str, int, int]) -> None:
    with pytest.raises(SealBroken):
        open_text(DIALOGUE, CONTEXT, damaged(SEALED, how))


@given(damage)
@settings(max_examples=400)
def test_a_damaged_mailbox_wrap_is_refused(how: tuple[str, int, int]) -> None:
    with pytest.raises(SealBroken):
        unwrap_dialogue(MAILBOX, CASE, damaged(WRAP, how))


def test_every_flipped_bit_of_an_own_wrap_is_refused(anna: Identity) -> None:
    wrap = anna.wrap_own(CASE, CaseKey.generate())
    for place in range(8 * len(wrap)):
        with pytest.raises(SealBroken):
            anna.unwrap_own(CASE, damaged(wrap, ("flip", place // 8, place % 8)))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_officer_wrap_is_refused(anna: Identity, data: st.DataObject) -> None:
    wrap = Recipient(ANNA, anna.public).wrap(CASE, CaseKey(b"c" * 32))
    with pytest.raises(SealBroken):
        anna.unwrap(ANNA, CASE, damaged(wrap, data.draw(damage)))


def test_an_officer_wrap_opens_for_its_officer_and_case_only(anna: Identity, bela: Identity) -> None:
    key = CaseKey.generate()
    wrap = Recipient(ANNA, anna.public).wrap(CASE, key)
    assert len(wrap) == 1714
    assert anna.unwrap(ANNA, CASE, wrap) == key
    for identity, officer_id, case in ((bela, ANNA, CASE), (anna, BELA, CASE), (anna, ANNA, OTHER)):
        with pytest.raises(SealBroken):
            identity.unwrap(officer_id, case, wrap)


def test_an_own_wrap_opens_for_its_officer_and_case_only(anna: Identity, bela: Identity) -> None:
    key = CaseKey.generate()
    wrap = anna.wrap_own(CASE, key)
    assert len(wrap) == 61
    assert anna.unwrap_own(CASE, wrap) == key
    for identity, case in ((bela, CASE), (anna, OTHER)):
        with pytest.raises(SealBroken):
            identity.unwrap_own(case, wrap)


def test_the_code_opens_the_dialogue_and_the_officer_the_case(anna: Identity) -> None:
    code, case = AccessCode.generate(), NewCase(CASE)
    assert unwrap_dialogue(code.mailbox_key, CASE, case.wrap_mailbox(code)) == case.dialogue
    assert anna.unwrap(ANNA, CASE, case.wrap_for(Recipient(ANNA, anna.public))).dialogue == case.dialogue
    with pytest.raises(SealBroken):
        unwrap_dialogue(AccessCode.generate().mailbox_key, CASE, case.wrap_mailbox(code))


def test_dialogue_and_file_key_differ() -> None:
    key = CaseKey.generate()
    assert len({key.raw, key.dialogue.raw, key.file.raw}) == 3


CONTEXTS: dict[str, tuple[bytes, set[type]]] = {
    "message": (CONTEXT, {DialogueKey}),
    "status": (contexts.status(CASE, 0), {DialogueKey}),
    "sheet": (contexts.sheet(CASE, 0), {FileKey}),
    "entry": (contexts.entry(CASE, 1), {FileKey}),
    "draft": (contexts.draft(CASE, ANNA), {FileKey, OwnKey}),
    "index": (contexts.index(ANNA), {OwnKey}),
    "abstract": (contexts.abstract(CASE, ANNA), {OwnKey}),
    "a wrap's": (contexts.own_wrap(CASE), set()),
}


@pytest.mark.parametrize("kind", CONTEXTS)
@pytest.mark.parametrize("key_type", [DialogueKey, FileKey, OwnKey, MailboxKey, CaseKey])
def test_each_kind_of_text_takes_its_kind_of_key_only(kind: str, key_type: Any) -> None:
    context, right = CONTEXTS[kind]
    key = key_type(b"k" * 32)
    if key_type in right:
        assert open_text(key, context, seal_text(key, context, b"x")) == b"x"
        return
    with pytest.raises(TypeError):
        seal_text(key, context, b"x")
    with pytest.raises(TypeError):
        open_text(key, context, SEALED)


ids, counts = st.sampled_from([CASE, OTHER]), st.integers(1, 30)
officers = st.sampled_from([ANNA, BELA])
epochs = st.builds("{}-{:016x}".format, st.integers(1, 99), st.integers(0, 2**64 - 1))
made = st.one_of(
    st.tuples(st.just("message"), ids, st.sampled_from(contexts.AUTHORS), counts),
    *(st.tuples(st.just(kind), ids, counts) for kind in ("status", "sheet", "entry")),
    *(st.tuples(st.just(kind), ids, officers) for kind in ("draft", "abstract", "officer_wrap")),
    *(st.tuples(st.just(kind), officers) for kind in ("index", "session")),
    *(st.tuples(st.just(kind), ids) for kind in ("own_wrap", "mailbox_wrap")),
    *(st.tuples(st.just(kind), ids, epochs, st.integers(1, 99)) for kind in ("sheet_in", "entry_in")),
    *(st.tuples(st.just(kind), ids, epochs) for kind in ("own_wrap_in", "link")),
    st.tuples(st.just("officer_wrap_in"), ids, epochs, officers),
    st.tuples(st.just("copy_in"), ids, epochs, ids, st.integers(1, 99)),
    st.tuples(st.just("keystore"), officers, counts, counts, counts),
    st.tuples(st.just("root_keystore"), counts, counts, counts),
)


@given(made, made)
@settings(max_examples=500)
def test_two_things_never_share_a_context(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    make: Callable[[tuple[Any, ...]], bytes] = lambda call: getattr(contexts, call[0])(*call[1:])  # noqa: E731
    assert (make(one) == make(other)) == (one == other)


@pytest.mark.parametrize(
    "call",
    [
        lambda: contexts.message(CASE[:-1], "reporter", 0),
        lambda: contexts.message(CASE, "stranger", 0),
        lambda: contexts.message(CASE, "office", -1),
        lambda: contexts.status(CASE, True),
        lambda: contexts.entry(CASE, 0),
        lambda: contexts.draft(CASE, "A" * 16),
        lambda: contexts.index("a/b"),
        lambda: contexts.kind_of(b"hinweisgeber/v3/message/0"),
        lambda: contexts.sheet_in(CASE, "1", 1),
        lambda: contexts.sheet_in(CASE, "01-0000000000000000", 1),
        lambda: contexts.link(CASE, "0-0000000000000001"),
        lambda: contexts.own_wrap_in(CASE, "1-000000000000000A"),
        lambda: contexts.kind_of(b""),
    ],
)
def test_nonsense_makes_no_context(call: Callable[[], bytes]) -> None:
    with pytest.raises(ValueError, match=" "):
        call()


@given(st.integers(0, 70_000))
def test_padding_reads_back_and_tells_only_the_class(length: int) -> None:
    padded = padding.pad(b"x" * length)
    assert len(padded) in padding.CLASSES
    assert padding.unpad(padded) == b"x" * length
    assert all(size < length + 8 for size in padding.CLASSES if size < len(padded))


@pytest.mark.parametrize("size", padding.CLASSES)
def test_classes_change_at_their_edge(size: int) -> None:
    assert padding.class_of(size - 8) == size
    if size == padding.CLASSES[-1]:
        with pytest.raises(FormatBroken):
            padding.pad(bytes(size - 7))
    else:
        assert padding.class_of(size - 7) == 4 * size


@given(st.integers(0, 5000), st.integers(0, 100), st.sampled_from([4096, 4097, 16384]))
def test_unpadding_accepts_only_what_padding_writes(length: int, behind: int, size: int) -> None:
    padded = (length.to_bytes(8, "big") + bytes(length) + bytes(behind) + b"\1").ljust(size, b"\0")
    try:
        payload = padding.unpad(padded)
    except FormatBroken:
        return
    assert padding.pad(payload) == padded


def test_a_signature_holds_for_its_message_and_key_only(anna: Identity, bela: Identity) -> None:
    signature, key = anna.sign(b"message"), VerifyKey(anna.sign_public)
    key.verify(signature, b"message")
    wrong = [
        (key, signature, b"massage"),
        (VerifyKey(bela.sign_public), signature, b"message"),
        (key, b"", b"message"),
    ]
    for other, given_signature, message in wrong:
        with pytest.raises(SignatureBroken):
            other.verify(given_signature, message)


@pytest.mark.parametrize("kind", [MailboxKey, DialogueKey, FileKey, OwnKey, CaseKey, VerifyKey])
@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33), bytearray(32), "x" * 32])
def test_a_key_has_32_bytes(kind: Any, raw: Any) -> None:
    with pytest.raises(FormatBroken):
        kind(raw)
