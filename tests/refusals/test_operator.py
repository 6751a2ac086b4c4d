"""Who runs the installation reads sentences of their own: none speaks of a page, a form or a code."""

from __future__ import annotations

import ast
import re

import pytest

from hinweisgeber.domain.errors.persons import NameTaken
from hinweisgeber.errors import Refused
from hinweisgeber.refusals import GENERAL, PARTS, TABLE
from hinweisgeber.refusals.keeper import KEEPER
from hinweisgeber.refusals.operator import OPERATOR, for_operators
from hinweisgeber.store.errors import FilesBusy, LongTextsFull, StoreAway, StoreFull
from hinweisgeber.usecases.keeper.errors import ArchiveUnknown
from tests.refusals.kinds import ROOT, refusals

OF_PAGES = re.compile(r"Ihr(?:e|en)? (?:Text|Datei)|Formular|Zugangscode|Postfach|Seite neu|Browser|Häkchen")
# An address, and a passphrase that is chosen, are typed by everybody alike.
SAME = {"AddressWrong", "PassphraseTooShort", "PassphraseTooLong", "PassphraseUnfit", "PassphraseGuessable"}


class Values(dict[str, object]):
    """Whatever a sentence asks for."""

    def __missing__(self, key: str) -> object:
        return f"<{key}>"


def bare(kind: type[Refused]) -> Refused:
    """One of this kind, with any values."""
    made = kind.__new__(kind)
    made.values = Values()
    return made


def test_no_refusal_is_told_to_operators_in_words_of_a_page() -> None:
    to_people = {refusal.sentence for part in PARTS if part is not KEEPER for refusal in part.values()} | {
        GENERAL.sentence
    }
    to_people -= {TABLE[name].sentence for name in SAME}
    said = {kind.__name__: for_operators(bare(kind)) for kind in refusals()}  # type: ignore[arg-type]
    assert len(said) > 120
    assert {name: words for name, words in said.items() if words in to_people or OF_PAGES.search(words)} == {}
    assert [name for name, words in said.items() if not words.endswith(".")] == []


def test_every_sentence_of_operators_belongs_to_a_refusal() -> None:
    assert OPERATOR.keys() - {kind.__name__ for kind in refusals()} == set()
    assert OPERATOR.keys() & KEEPER.keys() == set()


@pytest.mark.parametrize("refused", [StoreAway(), StoreFull(), LongTextsFull(), NameTaken(name="x", who="y")])
def test_what_they_read_names_the_next_step(refused: Refused) -> None:
    assert re.search("hinweisgeber check|noch einmal", for_operators(refused))


def test_what_is_theirs_keeps_its_words() -> None:
    assert for_operators(ArchiveUnknown(name="x.hgb")) == KEEPER["ArchiveUnknown"].sentence % {"name": "x.hgb"}
    assert "FilesBusy" in for_operators(FilesBusy(minutes=2))


def test_no_command_reads_the_sentences_of_pages() -> None:
    """They come from one place alone."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "cli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").endswith("refusals")
        and any(name.name in ("sentence_of", "TABLE") for name in node.names)
    ]
    assert found == []
