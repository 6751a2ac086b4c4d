"""Every file has a licence and somebody whose it is, as the REUSE specification (3.3) asks: said in `REUSE.toml`, with
the texts in `LICENSES/`. The tool of the specification is there as source only and wants a C library; this is what it
checks."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAID = "SPDX-License-Identifier", "SPDX-FileCopyrightText"
TAG = re.compile("|".join(f"{name}:" for name in SAID))
IGNORED = re.compile(r"LICENSES/.*|(.*/)?(LICENSE|COPYING)(\.[^/]*)?")
#: What a distribution holds beside what git keeps.
BUILT = [f"hinweisgeber/static/{name}" for name in ("fira-sans-400.0.woff2", "site.0.css.gz", "manifest.json")]


@cache
def covered() -> list[str]:
    """The files that must have a licence: those git keeps, licences and empty files aside, and those that are built."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    kept = [name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [name for name in kept if not IGNORED.fullmatch(name) and (ROOT / name).stat().st_size] + BUILT


@cache
def tables() -> list[dict[str, Any]]:
    """The annotations of `REUSE.toml`, each with its values as lists."""
    said = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    assert said.keys() == {"version", "annotations"}
    assert said["version"] == 1
    return [
        {key: [value] if isinstance(value, str) else value for key, value in one.items()} for one in said["annotations"]
    ]


def matches(pattern: str, name: str) -> bool:
    """Whether a path of `REUSE.toml` means this file: `*` stays in one folder, `**` does not."""
    parts = re.split(r"(\*\*/?|\*)", pattern)
    return bool(
        re.fullmatch("".join(".*" if "**" in p else "[^/]*" if p == "*" else re.escape(p) for p in parts), name)
    )


def table_of(name: str) -> dict[str, Any] | None:
    """The last table that names a file, which is the one that holds."""
    return next((one for one in reversed(tables()) if any(matches(path, name) for path in one["path"])), None)


def licences(expressions: list[str]) -> set[str]:
    """The licences in SPDX expressions."""
    return set(re.findall(r"[\w.+-]+", " ".join(expressions))) - {"AND", "OR", "WITH"}


@pytest.mark.parametrize("key", SAID)
def test_every_file_says_whose_it_is_and_how_it_may_be_used(key: str) -> None:
    without = [name for name in covered() if not (table := table_of(name)) or not all(table.get(key, [""]))]
    assert without == []


def test_each_licence_that_is_named_has_its_text_and_each_text_is_named() -> None:
    named = {one for name in covered() for one in licences((table_of(name) or {}).get(SAID[0], []))}
    texts = {path.name for path in (ROOT / "LICENSES").iterdir()}
    assert texts == {f"{one}.txt" for one in named}
    assert named == {"EUPL-1.2", "OFL-1.1"}


def test_fonts_stay_under_their_own_licence() -> None:
    assert (table_of("hinweisgeber/static/fira-sans-400.0.woff2") or {})[SAID[0]] == ["OFL-1.1"]
    assert (table_of("hinweisgeber/office/log.py") or {})[SAID[0]] == ["EUPL-1.2"]


def test_no_file_says_something_else_itself() -> None:
    """A header would go before the table."""
    texts = {name: (ROOT / name).read_bytes().decode(errors="replace") for name in covered() if name not in BUILT}
    assert [name for name, text in texts.items() if TAG.search(text)] == []


def test_the_licence_at_the_top_is_the_one_of_the_folder() -> None:
    assert (ROOT / "LICENSE").read_bytes() == (ROOT / "LICENSES/EUPL-1.2.txt").read_bytes()


@pytest.mark.parametrize(
    ("pattern", "name", "means"),
    [
        ("**", "a/b.py", True),
        ("a/*", "a/b.py", True),
        ("a/*", "a/b/c.py", False),
        ("a/**/c.py", "a/b/c.py", True),
        ("a.py", "axpy", False),
    ],
)
def test_a_path_means_what_the_specification_says(pattern: str, name: str, means: bool) -> None:
    assert matches(pattern, name) is means
