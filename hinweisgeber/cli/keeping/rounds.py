"""When somebody last backed up and last rehearsed a backup: two days in `rounds.json` beside the settings.

Days and nothing else: not how much, not what. It belongs to this installation and is in no backup of it, so that one
that was put back asks for a new backup.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import click

from ...store.durable import read_plain
from ..home import write_file

NAME = "rounds.json"
BACKUP, REHEARSAL = "backup", "rehearsal"


def last(home: Path, what: str) -> date | None:
    """The day it was last done; None when that is not known. Raises OSError, ValueError for a file that is none."""
    day = _read(home).get(what)
    return date.fromisoformat(day) if day else None


def note(home: Path, what: str, day: date) -> None:
    """Notes that it was done. What was done is worth more than the note: where it cannot be written, that is said."""
    try:
        done = _read(home)
    except (OSError, ValueError):
        done = {}
    try:
        if home.is_dir():
            write_file(home / NAME, json.dumps(done | {what: day.isoformat()}, sort_keys=True) + "\n")
    except OSError:
        click.echo(f"{home / NAME} ließ sich nicht schreiben: „check“ weiß nichts von diesem Lauf.", err=True)


def _read(home: Path) -> dict[str, str]:
    path = home / NAME
    found = json.loads(read_plain(path)) if path.exists() else {}
    if not isinstance(found, dict) or not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(day)) for day in found.values()):
        raise ValueError(NAME)
    return {str(what): str(day) for what, day in found.items()}
