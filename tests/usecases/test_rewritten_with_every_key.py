"""Whoever has the root's key and every officer's writes a journal anew that holds, but not what a witness signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.crypto.keystore import WitnessSecret
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.witness import Witnessed, WitnessKey
from hinweisgeber.domain.journal import Entry
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying, witnessed
from tests.founded import TODAY, Founded
from tests.usecases.sql import execute


def rewritten(cabinet: Store[Cabinet], founded: Founded) -> None:
    """Another text in the founding, and every entry after it signed anew by who signed it."""
    signers = {one.officer_id: one.identity.sign for one in founded.people.values()} | {"root": founded.root().sign}
    with cabinet.read() as cab:
        entries, texts = list(cab.entries()), {seq: (salt, sealed) for seq, salt, sealed in cab.texts()}
    texts[1] = texts[1][0], b"{}"
    previous: Entry | None = None
    for old in entries:
        salt, sealed = texts[old.seq]
        fields = (founded.ring.installation, previous, old.day, old.file_id, old.kind, old.signer)
        entry = chain.make_entry(*fields, signers[old.signer], chain.commit(salt, sealed), old.open)
        changed = {"c": entry.commitment, "p": entry.previous, "s": entry.signature, "n": entry.seq}
        execute(cabinet, "UPDATE journal SET commitment = :c, previous = :p, signature = :s WHERE seq = :n", **changed)
        previous = entry
    execute(cabinet, "UPDATE journal_text SET sealed = :s WHERE seq = 1", s=b"{}")


def test_a_chain_rewritten_with_every_key_is_found_by_what_witnesses_signed(
    cabinet: Store[Cabinet], ring: Ring, founded: Founded, tampering: None
) -> None:
    secret = WitnessSecret.generate()
    key = WitnessKey("rechnungspruefung", VerifyKey(secret.public))
    asked = witnessed.request(cabinet, ring, 0)
    note = Witnessed(asked.head, (key.cosign(asked.head, TODAY, secret.sign),))
    assert [one.witness for one in witnessed.sights(cabinet, ring, [note], [key])] == ["rechnungspruefung"]
    rewritten(cabinet, founded)
    assert verifying.verify(cabinet, ring).entries == asked.head.size, "no key of the office tells"
    with pytest.raises(JournalBroken, match="another than a witness saw"):
        witnessed.sights(cabinet, ring, [note], [key])
    with pytest.raises(JournalBroken, match="does not continue"):
        witnessed.request(cabinet, ring, asked.head.size).must_continue(note.head)
    forged = replace(note, head=witnessed.request(cabinet, ring, 0).head)
    with pytest.raises(Exception, match="Ed25519 refuses"):
        witnessed.sights(cabinet, ring, [forged], [key])
