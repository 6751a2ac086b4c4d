"""Searching files for words in every spelling a program might have left them in."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

SHORTEST = 8  # shorter words would be found in ciphertext by chance
_CUT = (0, 2, 3)  # signs at the beginning that hold bits of what stands before, by alignment


def spellings(word: str) -> dict[str, bytes]:
    """The word in UTF-8, UTF-16, base64 at every alignment, hex, URL, JSON and HTML spelling."""
    assert len(word) >= SHORTEST, word
    plain = word.encode()
    found = {
        "UTF-8": plain,
        "upper case": word.upper().encode(),
        "lower case": word.lower().encode(),
        "UTF-16LE": word.encode("utf-16-le"),
        "UTF-16BE": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "URL": quote(word).encode(),
        "form": quote_plus(word).encode(),
        "JSON": json.dumps(word)[1:-1].encode(),
        "HTML": escape(word).encode(),
        "backwards": plain[::-1],
    }
    for name, raw in {"UTF-8": plain, "UTF-16LE": found["UTF-16LE"]}.items():
        for before in range(3):
            whole = (before + len(raw)) * 8 // 6  # signs that hold no bits of what stands behind
            padded = b"\0" * before + raw
            found[f"base64+{before} of {name}"] = b64encode(padded)[_CUT[before] : whole]
            found[f"base64url+{before} of {name}"] = urlsafe_b64encode(padded)[_CUT[before] : whole]
    return found


def findings(words: Iterable[str], places: Iterable[Path]) -> list[str]:
    """Every word found in a file's bytes or name, as sentences; `places` are files and folders."""
    wanted = {(word, how): spelled for word in words for how, spelled in spellings(word).items()}
    found = []
    for path in _files(places):
        try:
            content = bytes(path.name, "utf-8") + b"\n" + path.read_bytes()
        except FileNotFoundError:  # /proc/PID/fd and SQLite's side files come and go while a face runs
            continue
        found += [f"{word!r} as {how} in {path}" for (word, how), spelled in wanted.items() if spelled in content]
    return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_file():
            yield place
        yield from (path for path in sorted(place.rglob("*")) if path.is_file())


def open_files(pids: Iterable[int]) -> list[Path]:
    """The regular files these processes hold open, deleted ones too: they have no name, but they lie on a disk."""
    found = []
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").glob("*"):
            if descriptor.is_file():
                found.append(descriptor)
    return found
