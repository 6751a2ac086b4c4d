"""Somebody with both databases and some secrets, who tries every key at every place: written from SPEC §§ 3-7, 23,
30-37 with other means than the program's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec, mlkem
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import CaseKey, LetterKey, ReportKey, SecretKey
from hinweisgeber.store.unit import Store
from tests.usecases.sql import execute

SUITE = hpke.Suite(hpke.KEM.MLKEM1024_P384, hpke.KDF.HKDF_SHA384, hpke.AEAD.AES_256_GCM)


def hkdf(key: bytes, label: bytes) -> bytes:
    """RFC 5869 with SHA-384, no salt, 32 bytes."""
    extracted = hmac.new(bytes(48), key, hashlib.sha384).digest()
    return hmac.new(extracted, label + b"\x01", hashlib.sha384).digest()[:32]


@dataclass
class Burglar:
    """`keys`: of cases, reports, letters, as somebody copied them; `identities`: of officers (SPEC §8), by officer id;
    `codes`: of reporters; `rows`: what mailboxes kept when somebody opened them."""

    cabinet: Store[Any]
    letterbox: Store[Any]
    keys: Iterable[bytes] = ()
    identities: dict[str, bytes] = field(default_factory=dict)
    codes: Iterable[AccessCode] = ()
    rows: Iterable[bytes] = ()

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
        yield from self._of_the_report(name, wraps)
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

    def _of_the_report(self, name: bytes, wraps: Iterable[Any]) -> Iterator[bytes]:
        for officer, _, wrap in wraps:
            context = b"hinweisgeber/v2/report-wrap/" + name + b"/" + officer.encode()
            if officer in self.identities and (key := _hpke(self.identities[officer], wrap, context)):
                yield key

    def talk_keys(self, file_id: bytes) -> set[bytes]:
        """Those of the dialogue in version 2: from the case's, from what a code opens, and out of statuses."""
        known = {hkdf(key, b"hinweisgeber/v2/dialogue-key") for key in self.case_keys(file_id)}
        for plain in self.mailbox_rows(file_id):
            known |= {plain[257:289], plain[289:321], *self._wrapped_for(file_id, plain[16:257])}
        while True:
            opened = (text for table, text in self._talk(file_id, known) if table == "status")
            told = {base64.b64decode(key) for text in opened for _, key in json.loads(text)["older"]}
            if told <= known:
                return known
            known |= told

    def mailbox_rows(self, file_id: bytes) -> set[bytes]:
        """What the mailbox keeps: copied, and under a code."""
        found = {row for row in self.rows if row[:16] == file_id}
        for code in self.codes:
            locator, key = (hkdf(code._packed, b"hinweisgeber/v2/" + what) for what in (b"locator", b"box-key"))
            query = "SELECT wrap FROM mailbox WHERE locator = :l AND report_id = :f"
            for (row,) in execute(self.letterbox, query, l=locator, f=file_id):
                plain = _gcm(key, row, b"hinweisgeber/v2/mailbox/" + locator.hex().encode())
                found |= {plain} if plain else set()
        return found

    def _wrapped_for(self, file_id: bytes, pair: bytes) -> Iterator[bytes]:
        name = b"hinweisgeber/v2/mailbox-wrap/" + file_id.hex().encode() + b"/"
        for epoch in self._spoken_in(file_id):
            for store, column in ((self.letterbox, "report_id"), (self.cabinet, "file_id")):
                query = f"SELECT wrap FROM mailbox_wrap WHERE {column} = :f"
                keys = (_hpke(pair, wrap, name + epoch) for (wrap,) in execute(store, query, f=file_id))
                yield from (key for key in keys if key)

    def letter_keys(self, file_id: bytes) -> Iterator[bytes]:
        name = file_id.hex().encode()
        rows = execute(
            self.letterbox, "SELECT place, officer_id, wrap FROM letter_wrap WHERE report_id = :f", f=file_id
        )
        kept = execute(self.letterbox, "SELECT place, wrap FROM letter_key WHERE report_id = :f", f=file_id)
        for epoch in self._spoken_in(file_id):
            for place, officer, wrap in rows:
                context = b"hinweisgeber/v2/letter-wrap/%b/%b/%d/%b" % (name, epoch, place, officer.encode())
                if officer in self.identities and (key := _hpke(self.identities[officer], wrap, context)):
                    yield key
            for place, wrap in kept:
                context = b"hinweisgeber/v2/letter-key/%b/%b/%d" % (name, epoch, place)
                for code in self.codes:
                    if key := _gcm(hkdf(code._packed, b"hinweisgeber/v2/box-key"), wrap, context):
                        yield key

    def _spoken_in(self, file_id: bytes) -> set[bytes]:
        """The epochs that stand beside what was said."""
        rows = [
            row for store, column in ((self.cabinet, "file_id"), (self.letterbox, "report_id"))
            for table in ("message", "status")
            for row in execute(store, f"SELECT DISTINCT epoch FROM {table} WHERE {column} = :f", f=file_id)
        ]  # fmt: skip
        return {epoch.encode() for (epoch,) in rows if epoch}

    def _talk(self, file_id: bytes, keys: set[bytes]) -> Iterator[tuple[str, bytes]]:
        """What these keys open of the dialogue of version 2; a signature in front is left out."""
        every, name = self._spoken_in(file_id), file_id.hex().encode()
        for table, kinds, who, place, said_to_be, sealed in self._said(file_id):
            for epoch in [said_to_be] if said_to_be else every:
                for kind in kinds:
                    rest = [kind, name, *([who] if kind == b"message" else []), epoch, place]
                    for key in keys:
                        if (text := _text(key, sealed, b"hinweisgeber/v2/" + b"/".join(rest))) is not None:
                            yield table, text if who == b"office" else text[64:]

    def _said(self, file_id: bytes) -> Iterator[tuple[str, tuple[bytes, ...], bytes, bytes, bytes, bytes]]:
        """Table, what it may be, author, place or revision, epoch it is said to be of, and what is sealed."""
        for store, column in ((self.cabinet, "file_id"), (self.letterbox, "report_id")):
            query = f"SELECT author, place, epoch, sealed FROM message WHERE {column} = :f AND epoch IS NOT NULL"
            for author, place, epoch, sealed in execute(store, query, f=file_id):
                yield "message", (b"message", b"letter"), author.encode(), b"%d" % place, epoch.encode(), sealed
            query = f"SELECT revision, epoch, sealed FROM status WHERE {column} = :f AND epoch IS NOT NULL"
            for revision, epoch, sealed in execute(store, query, f=file_id):
                yield "status", (b"status",), b"", b"%d" % revision, epoch.encode(), sealed

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
        letters = {*self.letter_keys(file_id), *self.keys}
        yield from self._talk(file_id, self.talk_keys(file_id) | letters)

    def _sealed(self, file_id: bytes) -> Iterator[tuple[str, bytes, list[bytes], bytes]]:
        """Table, kind, how the context may end, and what is sealed."""
        for store, table, query in (
            (self.cabinet, "file", "SELECT 'sheet', revision, sheet FROM file WHERE id = :f"),
            (self.cabinet, "message",
             "SELECT 'message', author || '/' || place, sealed FROM message WHERE file_id = :f AND epoch IS NULL"),
            (self.letterbox, "message",
             "SELECT 'message', author || '/' || place, sealed FROM message WHERE report_id = :f AND epoch IS NULL"),
            (self.cabinet, "status",
             "SELECT 'status', revision, sealed FROM status WHERE file_id = :f AND epoch IS NULL"),
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

    def remembers(kind: type[SecretKey]) -> None:
        generate = kind.generate

        def remembered() -> SecretKey:
            key = generate()
            kept.append(key.raw)
            return key

        monkeypatch.setattr(kind, "generate", staticmethod(remembered))

    for kind in (CaseKey, ReportKey, LetterKey):
        remembers(kind)
    return kept
