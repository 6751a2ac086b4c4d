"""Which files were erased, and when, and who is out of which: a list beside the databases that only grows. It holds
ids, no content.

A database that is put back from a backup knows nothing of what happened after it; this list does. Each line is
`{"day":"2026-11-21","file":"<32 hex digits>"}`, in the list itself also with `"proof"`: who authorised it, signed
(crypto/proof.py), for a journal that was put back may not know of it. With `"removed"` it says nothing of an erasure:
there stands the signed entry by which somebody is out of the file.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ..errors import SettingsWrong
from .durable import sync_folder

NAME = "erasures.jsonl"
Erased = Mapping[bytes, date]  # the day by file id
Removed = tuple[tuple[bytes, date, str], ...]  # file, day, and the entry as text: each once, in the order of the list
_LINE = re.compile(
    r'\{"day":"([0-9]{4}-[0-9]{2}-[0-9]{2})","file":"([0-9a-f]{32})"'
    r'(?:,"proof":"([A-Za-z0-9+/=]+)"|,"removed":"([A-Za-z0-9+/=]+)")?\}'
)


def read(path: Path) -> dict[bytes, date]:
    """The list; empty without a file. Raises SettingsWrong for a file that is none, or erased things would return."""
    try:
        return parse(path.read_bytes()) if path.exists() else {}
    except ValueError as error:
        raise SettingsWrong(str(path), f"Ist keine Liste gelöschter Vorgänge ({error}).") from error


def parse(text: bytes) -> dict[bytes, date]:
    """The list in these bytes: of one file the first line, or the last that has a proof. Raises ValueError.

    A last line without an end was being written when power failed.
    """
    if not text.isascii():
        raise ValueError("Zeichen außerhalb von ASCII")
    erased: dict[bytes, date] = {}
    for number, line in enumerate(text.decode("ascii").split("\n")[:-1], start=1):
        match = _LINE.fullmatch(line)
        if not match or not _is_day(match[1]):
            raise ValueError(f"Zeile {number}")
        if match[4]:
            continue
        if match[3] or bytes.fromhex(match[2]) not in erased:  # the day belongs to the proof
            erased[bytes.fromhex(match[2])] = date.fromisoformat(match[1])
    return erased


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def proofs(path: Path) -> dict[bytes, str]:
    """The proofs in the list, by file id, unchecked; empty without a file."""
    return proofs_in(path.read_bytes()) if path.exists() else {}


def proofs_in(text: bytes) -> dict[bytes, str]:
    """The proofs in these bytes."""
    lines = text.decode("ascii", "replace").split("\n")[:-1]
    found = [match for line in lines if (match := _LINE.fullmatch(line)) and match[3]]
    return {bytes.fromhex(match[2]): match[3] for match in found}


def removals(path: Path) -> Removed:
    """Who is out of which file by the list, unchecked; nobody without a file. Raises SettingsWrong."""
    read(path)
    return removed_in(path.read_bytes()) if path.exists() else ()


def removed_in(text: bytes) -> Removed:
    """The same in these bytes, which `parse` took."""
    lines = text.decode("ascii", "replace").split("\n")[:-1]
    found = [match for line in lines if (match := _LINE.fullmatch(line)) and match[4]]
    return tuple(dict.fromkeys((bytes.fromhex(one[2]), date.fromisoformat(one[1]), one[4]) for one in found))


def read_lines(path: Path) -> bytes:
    """The list as it stands, without a last line that has no end; empty without a file. Raises SettingsWrong."""
    return format_lines(read(path), proofs(path)) + format_removed(removals(path))


def format_lines(erased: Erased, proofs: Mapping[bytes, str] = MappingProxyType({})) -> bytes:
    """The opposite of `parse`."""
    rows = (
        {"day": day.isoformat(), "file": file_id.hex()} | ({"proof": proofs[file_id]} if file_id in proofs else {})
        for file_id, day in erased.items()
    )
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()


def format_removed(removed: Removed) -> bytes:
    """The opposite of `removed_in`."""
    rows = ({"day": day.isoformat(), "file": file_id.hex(), "removed": entry} for file_id, day, entry in removed)
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()


def add_removed(path: Path, removed: Removed) -> None:
    """Adds those that are not in the list, durably. Raises OSError, SettingsWrong."""
    known = set(removals(path))
    if new := tuple(one for one in removed if one not in known):
        _append(path, format_removed(new))


def add(path: Path, erased: Erased, proofs: Mapping[bytes, str] = MappingProxyType({})) -> None:
    """Adds those that are not in the list, or not with this proof, durably. Raises OSError, SettingsWrong."""
    known, proven = read(path), proofs_in(path.read_bytes()) if path.exists() else {}
    new = {
        file_id: day
        for file_id, day in erased.items()
        if file_id not in known or (file_id in proofs and proofs[file_id] != proven.get(file_id))
    }
    _append(path, format_lines(new, proofs))


def _append(path: Path, lines: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # a page and the daily run may both have something to add
        sync_folder(path.parent)
        _cut_half_line(path, descriptor)
        os.write(descriptor, lines)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cut_half_line(path: Path, descriptor: int) -> None:
    text = path.read_bytes()
    if text and not text.endswith(b"\n"):
        os.ftruncate(descriptor, text.rfind(b"\n") + 1)
