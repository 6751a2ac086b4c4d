"""A language nobody speaks: every message of the catalogue stands between marks. What a page shows outside of them did
not come through gettext, and what is looked up and not in the catalogue nobody could translate."""

from __future__ import annotations

import contextlib
import io
import tempfile
from functools import cache
from gettext import NullTranslations
from pathlib import Path

import flask_babel
import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.pages import marked

ROOT = Path(__file__).resolve().parents[2]
TAG = "eo"  # any that Babel knows, and nobody here speaks


def extract(target: Path) -> None:
    """As `make messages` does it."""
    command = "pybabel -q extract -F babel.cfg -k lazy_gettext --no-location --omit-header"
    CommandLineInterface().run([*command.split(), "-o", str(target), str(ROOT)])  # type: ignore[no-untyped-call]


@cache
def template() -> bytes:
    """What can be translated."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT):
        target = Path(folder) / "messages.pot"
        extract(target)
        return target.read_bytes()


def messages() -> frozenset[str]:
    """All messages that are found in the sources, in the singular."""
    found = (message.id for message in read_po(io.BytesIO(template())) if message.id)
    return frozenset(one if isinstance(one, str) else one[0] for one in found)


def compile_into(folder: Path) -> None:
    """The language, as `make messages` would leave it below that folder."""
    catalog = Catalog(locale=TAG)
    for message in read_po(io.BytesIO(template())):
        if isinstance(message.id, str) and message.id:
            catalog.add(message.id, marked(message.id))
        elif message.id:
            catalog.add(message.id, tuple(marked(one) for one in message.id))
    target = folder / TAG / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "messages.mo").open("wb") as file:
        write_mo(file, catalog)


class Noted(NullTranslations):
    """German, and a note of what was looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def gettext(self, message: str) -> str:
        self.seen.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.seen.add(msgid1)
        return msgid1 if n == 1 else msgid2

    ugettext, ungettext = gettext, ngettext  # as flask_babel calls them


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """Stands for every catalogue."""
    catalogue = Noted()
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _: catalogue)
    return catalogue
