"""Rows with nothing in them: stores see sealed bytes, so any bytes will do."""

from __future__ import annotations

import hashlib
from datetime import date

from hinweisgeber.crypto.chain import GENESIS, Entry
from hinweisgeber.store.cabinet import CASE, NO_FILE, Cabinet
from hinweisgeber.store.letterbox import Letterbox, SealedMessage

DAY = date(2026, 11, 21)
ANNA, BELA = "a" * 16, "b" * 16


def ident(number: int) -> bytes:
    """A 16 byte id."""
    return number.to_bytes(16, "big")


def locator(number: int) -> bytes:
    return number.to_bytes(32, "big")


def message(author: str, place: int, text: str = "") -> SealedMessage:
    body = f"{author} {place} {text}".encode()
    return SealedMessage(author, place, DAY, hashlib.sha256(body).digest()[:16], body)


def report(box: Letterbox, number: int, *officers: str) -> bytes:
    """A report for these officers (Anna alone if none is named) with its first message and mailbox."""
    report_id = ident(number)
    box.add_report(report_id, DAY, {officer: f"wrap {officer}".encode() for officer in officers or (ANNA,)})
    box.set_mailbox(locator(number), report_id, b"mailbox wrap")
    box.add_message(report_id, message("reporter", 0))
    return report_id


def case(cabinet: Cabinet, number: int, *officers: str, year: int = 2026) -> bytes:
    """A case of that number for these officers."""
    wraps = {officer: f"wrap {officer}".encode() for officer in officers or (ANNA,)}
    return file(cabinet, ident(number), CASE, year, number, None, b"sheet 1", wraps)


def file(
    cabinet: Cabinet, file_id: bytes, kind: str, year: int, n: int, parent: bytes | None, sheet: bytes,
    wraps: dict[str, bytes],
) -> bytes:  # fmt: skip
    """A file as version 1 left it: without epochs, for these officers."""
    cabinet.add_file(file_id, kind, year, n, parent, sheet)
    for officer, wrap in wraps.items():
        cabinet.put_wrap(file_id, officer, wrap)
    return file_id


def entry(seq: int, file_id: bytes = NO_FILE) -> Entry:
    """An entry whose cryptography nobody checks here."""
    return Entry(seq, DAY, file_id, "note", ANNA, bytes([seq % 256]) * 48, GENESIS, bytes(64))


def append(cabinet: Cabinet, seq: int, file_id: bytes = NO_FILE) -> None:
    cabinet.append(entry(seq, file_id), bytes(32), f"text {seq}".encode())
