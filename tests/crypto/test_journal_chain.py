"""SPEC §§ 13-14."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto import chain, primitives, tree
from hinweisgeber.crypto.errors import JournalBroken, SignatureBroken
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.errors import FormatBroken

ANNA = "a" * 16
BELA = "b" * 16
ORIGIN, CASE, DAY = "hinweisgeber/0123456789abcdef", bytes(range(16)), date(2026, 11, 21)


@pytest.fixture(scope="module")
def journal(anna: Identity) -> list[chain.Entry]:
    entries: list[chain.Entry] = []
    for number in range(6):
        text = chain.commit(bytes([number]) * 32, b"sealed")
        before = entries[-1] if entries else None
        entries.append(chain.make_entry(ORIGIN, before, DAY, CASE, "note", ANNA, anna.sign, text))
    return entries


def verify(entries: list[chain.Entry], key: VerifyKey, origin: str = ORIGIN) -> None:
    before: chain.Entry | None = None
    for entry in entries:
        chain.verify_entry(origin, entry, before, key)
        before = entry


def test_a_journal_verifies(journal: list[chain.Entry], anna: Identity) -> None:
    verify(journal, VerifyKey(anna.sign_public))


def test_dropping_repeating_and_swapping_are_found(journal: list[chain.Entry], anna: Identity) -> None:
    one, two, three, *rest = journal
    key = VerifyKey(anna.sign_public)
    for bent in (
        [one, three],
        [two, three],
        [one, one, two],
        [two, one],
        [one, three, two],
        [one, two, *rest[1:]],
    ):
        with pytest.raises(JournalBroken):
            verify(bent, key)


def test_any_changed_field_is_found(journal: list[chain.Entry], anna: Identity) -> None:
    key, first, entry = VerifyKey(anna.sign_public), journal[0], journal[1]
    other = bytes(48)
    changed = [
        replace(entry, seq=3),
        replace(entry, day=DAY + timedelta(days=1)),
        replace(entry, file_id=bytes(16)),
        replace(entry, kind="reply"),
        replace(entry, signer=BELA),
        replace(entry, commitment=other),
        replace(entry, previous=other),
        replace(entry, signature=bytes(64)),
        replace(entry, open=None),
        replace(entry, open='{"holders":[]}'),
    ]
    for bent in changed:
        with pytest.raises(JournalBroken) as caught:
            chain.verify_entry(ORIGIN, bent, first, key)
        assert caught.value.seq == bent.seq
    with pytest.raises(JournalBroken):
        chain.verify_entry("hinweisgeber/other", entry, first, key)
    with pytest.raises(JournalBroken):
        chain.verify_entry(ORIGIN, entry, replace(first, kind="reply"), key)


def test_a_rewritten_history_needs_every_later_signature(journal: list[chain.Entry], anna: Identity) -> None:
    """Re-signing one entry does not help: the next one names the old hash."""
    first, second, third, *_ = journal
    made = chain.make_entry(ORIGIN, first, DAY, CASE, "reply", ANNA, anna.sign, second.commitment)
    chain.verify_entry(ORIGIN, made, first, VerifyKey(anna.sign_public))
    with pytest.raises(JournalBroken):
        chain.verify_entry(ORIGIN, third, made, VerifyKey(anna.sign_public))


names = st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True)


@given(names, names, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_different_entries_have_different_hashes(one: str, other: str, id_one: bytes, id_other: bytes) -> None:
    def made(kind: str, file_id: bytes) -> chain.Entry:
        return chain.Entry(1, DAY, file_id, kind, ANNA, bytes(48), chain.GENESIS, b"")

    same = (one, id_one) == (other, id_other)
    assert (made(one, id_one).hash == made(other, id_other).hash) == same


def test_the_entry_hash_is_what_the_specification_says(journal: list[chain.Entry]) -> None:
    entry = journal[1]
    fields = [
        b"hinweisgeber/v2/journal-entry",
        (2).to_bytes(8, "big"),
        b"2026-11-21",
        CASE,
        b"note",
        ANNA.encode(),
    ]
    fields += [entry.commitment, b"{}", journal[0].hash]
    assert chain.entry_hash(entry) == hashlib.sha384(joined(fields)).digest()
    older = replace(entry, open=None)
    fields[0] = b"hinweisgeber/v1/journal-entry"
    assert chain.entry_hash(older) == hashlib.sha384(joined(fields[:7] + fields[8:])).digest()


def joined(fields: list[bytes]) -> bytes:
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def entry_saying(said: str | None, before: chain.Entry | None, anna: Identity) -> chain.Entry:
    return chain.make_entry(ORIGIN, before, DAY, CASE, "note", ANNA, anna.sign, bytes(48), said)


@pytest.mark.parametrize("said", ["", "[]", "null", '{ "a":1}', '{"b":1,"a":1}', '{"a":1,"a":1}', '{"a":1.0e0}', "{}\n",
                                  '{"a":"' + "x" * 262144 + '"}', '{"a":"' + "ä" * 140000 + '"}'])  # fmt: skip
def test_what_an_entry_says_openly_has_one_spelling_and_a_bound(said: str, anna: Identity) -> None:
    with pytest.raises(JournalBroken):
        entry_saying(said, None, anna)
    good = entry_saying("{}", None, anna)
    bent = replace(good, open=said)
    signed = replace(bent, signature=anna.sign(chain.note(ORIGIN, 1, bent.hash)))
    with pytest.raises(JournalBroken):
        chain.verify_entry(ORIGIN, signed, None, VerifyKey(anna.sign_public))


def test_after_an_entry_of_version_2_none_of_version_1_follows(anna: Identity) -> None:
    key = VerifyKey(anna.sign_public)
    old = entry_saying(None, None, anna)
    new = entry_saying(chain.open_text({"holders": [ANNA]}), old, anna)
    verify([old, new], key)
    with pytest.raises(JournalBroken):
        verify([old, new, entry_saying(None, new, anna)], key)


def test_a_commitment_binds_salt_and_text() -> None:
    salt = bytes(32)
    assert chain.commit(salt, b"a") != chain.commit(salt, b"b")
    assert chain.commit(salt, b"a") != chain.commit(b"\1" * 32, b"a")
    with pytest.raises(ValueError, match="salt"):
        chain.commit(b"", b"a")


@pytest.mark.parametrize("kind", ["", "two words", "a\n", "\u00e4ndern", "x" * 65])
def test_an_impossible_kind_is_not_written(kind: str, anna: Identity) -> None:
    with pytest.raises(JournalBroken):
        chain.make_entry(ORIGIN, None, DAY, CASE, kind, ANNA, anna.sign, bytes(48))


@pytest.mark.parametrize("origin", ["", "with blank", "with+plus", "line\nbreak", "/slash", "\u00e4"])
def test_an_impossible_origin_is_not_written(origin: str, anna: Identity) -> None:
    with pytest.raises(JournalBroken):
        chain.make_entry(origin, None, DAY, CASE, "note", ANNA, anna.sign, bytes(48))


def test_every_entry_is_a_checkpoint_an_outsider_can_check(journal: list[chain.Entry], anna: Identity) -> None:
    for entry in journal:
        text = chain.checkpoint_text(ORIGIN, entry, anna.sign_public)
        checkpoint = chain.parse_checkpoint(text)
        assert checkpoint.text() == text
        assert (checkpoint.size, checkpoint.head, checkpoint.signer) == (entry.seq, entry.hash, ANNA)
        checkpoint.verify(VerifyKey(anna.sign_public))


def test_a_checkpoint_follows_c2sp_signed_note(journal: list[chain.Entry], anna: Identity) -> None:
    """Recomputed from the text alone, as another program would."""
    text = chain.checkpoint_text(ORIGIN, journal[0], anna.sign_public)
    signed, line = text[:-1].split("\n\n")
    dash, name, encoded = line.split(" ")
    raw = base64.b64decode(encoded)
    assert dash == "\u2014"
    assert name == f"{ORIGIN}/{ANNA}"
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + anna.sign_public).digest()[:4]
    VerifyKey(anna.sign_public).verify(raw[4:], f"{signed}\n".encode())


def test_a_checkpoint_of_another_key_is_refused(journal: list[chain.Entry], anna: Identity, bela: Identity) -> None:
    checkpoint = chain.parse_checkpoint(chain.checkpoint_text(ORIGIN, journal[0], bela.sign_public))
    for key in (anna, bela):
        with pytest.raises(SignatureBroken):
            checkpoint.verify(VerifyKey(key.sign_public))


@given(st.data())
def test_any_changed_character_of_a_checkpoint_is_refused(
    journal: list[chain.Entry], anna: Identity, data: st.DataObject
) -> None:
    text = chain.checkpoint_text(ORIGIN, journal[-1], anna.sign_public)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != text[place]))
    with pytest.raises((FormatBroken, SignatureBroken)):
        chain.parse_checkpoint(text[:place] + other + text[place + 1 :]).verify(VerifyKey(anna.sign_public))


# -- the tree that witnesses sign ----------------------------------------------------------------------------------


def test_every_length_of_a_journal_continues_every_shorter_one_and_no_other() -> None:
    hashes = [primitives.sha384(bytes([n])) for n in range(20)]
    roots = {size: tree.consistency(hashes, 0, size)[1] for size in range(1, 21)}
    for new, root in roots.items():
        for old in range(1, new + 1):
            proof, again = tree.consistency(hashes, old, new)
            assert again == root
            tree.must_continue(old, roots[old], new, root, proof)
            with pytest.raises(JournalBroken):
                tree.must_continue(old, roots[old % 20 + 1], new, root, proof)
