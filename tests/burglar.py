"""Somebody with both databases and some secrets, who tries every key at every place: written from SPEC §§ 3-7, 23 with
other means than the program's."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec, mlkem
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hinweisgeber.crypto.keys import CaseKey
from hinweisgeber.store.unit import Store
from tests.usecases.sql import execute

SUITE = hpke.Suite(hpke.KEM.MLKEM1024_P384, hpke.KDF.HKDF_SHA384, hpke.AEAD.AES_256_GCM)


def hkdf(key: bytes, label: bytes) -> bytes:
    """RFC 5869 with SHA-384, no salt, 32 bytes."""
    extracted = hmac.new(bytes(48), key, hashlib.sha384).digest()
    return hmac.new(extracted, label + b"\x01", hashlib.sha384).digest()[:32]


@dataclass
class Burglar:
    """`keys`: of cases, as somebody copied them; `identities`: of officers (SPEC §8), by officer id."""

    cabinet: Store[Any]
    letterbox: Store[Any]
    keys: Iterable[bytes] = ()
    identities: dict[str, bytes] = field(default_factory=dict)

    def opens(self) -> dict[str, set[bytes]]:
        """Everything that opens, by table."""
        found: dict[str, set[bytes]] = {}
        for file_id in self._files():
            for table, text in self._of_file(file_id):
                found.setdefault(table, set()).add(text)
        return found

    def case_keys(self, file_id: bytes) -> set[bytes]:
        """Those that lead into this file: copied, out of wraps, and along the links."""
        epochs = self._epochs(file_id)
        known = {*self.keys, *self._unwrapped(file_id, [text for text, _ in epochs])}
        while True:
            where, label = b"hinweisgeber/v2/link/" + file_id.hex().encode() + b"/", b"hinweisgeber/v2/link-key"
            tried = (_gcm(hkdf(above, label), link, where + text) for above in known for text, link in epochs if link)
            linked = {key for key in tried if key}
            if linked <= known:
                return known
            known |= linked

    def _files(self) -> set[bytes]:
        return {row[0] for store, table in ((self.cabinet, "file"), (self.letterbox, "report"))
                for row in execute(store, f"SELECT id FROM {table}")}  # fmt: skip

    def _epochs(self, file_id: bytes) -> list[tuple[bytes, bytes | None]]:
        rows = execute(self.cabinet, "SELECT number, random, link FROM epoch WHERE file_id = :f", f=file_id)
        return [(b"%d-%b" % (number, random.hex().encode()), link) for number, random, link in rows]

    def _unwrapped(self, file_id: bytes, epochs: list[bytes]) -> Iterator[bytes]:
        name = file_id.hex().encode()
        wraps = [
            *execute(self.cabinet, "SELECT officer_id, own, wrap FROM file_wrap WHERE file_id = :f", f=file_id),
            *execute(self.letterbox, "SELECT officer_id, 0, wrap FROM report_wrap WHERE report_id = :f", f=file_id),
        ]
        for officer, own, wrap in wraps:
            if officer not in self.identities:
                continue
            raw, who = self.identities[officer], officer.encode()
            for text in (None, *epochs):
                where = b"v1/%s/" + name if text is None else b"v2/%s/" + name + b"/" + text
                if own:
                    key = _gcm(raw[144:], wrap, b"hinweisgeber/" + where % b"own-wrap")
                else:
                    key = _hpke(raw, wrap, b"hinweisgeber/" + where % b"officer-wrap" + b"/" + who)
                if key:
                    yield key

    def _of_file(self, file_id: bytes) -> Iterator[tuple[str, bytes]]:
        name, epochs = file_id.hex().encode(), [text for text, _ in self._epochs(file_id)]
        labels = [b"hinweisgeber/v%d/%b-key" % (n, kind) for n in (1, 2) for kind in (b"file", b"dialogue")]
        keys = [hkdf(key, label) for key in self.case_keys(file_id) for label in labels]
        inside = [b"v1/%s/" + name + b"/", *(b"v2/%s/" + name + b"/" + text + b"/" for text in epochs)]
        for table, kind, ends, sealed in self._sealed(file_id):
            contexts = [b"hinweisgeber/" + where % kind + end for where in inside for end in ends]
            for key in keys:
                for context in contexts:
                    if (text := _text(key, sealed, context)) is not None:
                        yield table, text

    def _sealed(self, file_id: bytes) -> Iterator[tuple[str, bytes, list[bytes], bytes]]:
        """Table, kind, how the context may end, and what is sealed."""
        for store, table, query in (
            (self.cabinet, "file", "SELECT 'sheet', revision, sheet FROM file WHERE id = :f"),
            (self.cabinet, "message",
             "SELECT 'message', author || '/' || place, sealed FROM message WHERE file_id = :f"),
            (self.letterbox, "message",
             "SELECT 'message', author || '/' || place, sealed FROM message WHERE report_id = :f"),
            (self.cabinet, "status", "SELECT 'status', revision, sealed FROM status WHERE file_id = :f"),
            (self.cabinet, "copy", "SELECT 'copy', source || '/' || n, sealed FROM copy WHERE file_id = :f"),
        ):  # fmt: skip
            for kind, end, sealed in execute(store, query, f=file_id):
                yield table, kind.encode(), [str(end).encode()], sealed
        texts = execute(
            self.cabinet,
            "SELECT sealed FROM journal NATURAL JOIN journal_text WHERE file_id = :f ORDER BY seq",
            f=file_id,
        )
        for place, (sealed,) in enumerate(texts, start=1):
            yield "journal_text", b"entry", [b"%d" % place], sealed


def _gcm(key: bytes, sealed: bytes, context: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], context)
    except (InvalidTag, ValueError):
        return None


def _hpke(identity: bytes, sealed: bytes, info: bytes) -> bytes | None:
    curve = ec.derive_private_key(int.from_bytes(identity[64:112], "big"), ec.SECP384R1())
    private = hpke.MLKEM1024P384PrivateKey(mlkem.MLKEM1024PrivateKey.from_seed_bytes(identity[:64]), curve)
    try:
        return SUITE.decrypt(sealed[1:], private, info)
    except (InvalidTag, ValueError):
        return None


def _text(key: bytes, sealed: bytes, context: bytes) -> bytes | None:
    decryptor = Cobblestone256Decryptor(key, context)
    try:
        padded = decryptor.update(sealed[1:]) + decryptor.finalize()
    except (InvalidTag, ValueError):
        return None
    return padded[8 : 8 + int.from_bytes(padded[:8], "big")]


def kept_by_the_intake(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every key that an intake makes from now on, which it keeps although it should not."""
    kept: list[bytes] = []
    generate = CaseKey.generate

    def remembered() -> CaseKey:
        key = generate()
        kept.append(key.raw)
        return key

    monkeypatch.setattr(CaseKey, "generate", staticmethod(remembered))
    return kept
