"""The table of refusals is complete, each sentence is one of its own, and what was forgotten is told calmly."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from hinweisgeber import config
from hinweisgeber.crypto.errors import RingBroken
from hinweisgeber.domain.errors.persons import NameTaken
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.errors import CheckFailed, HinweisgeberError, Refused
from hinweisgeber.intake import Intake
from hinweisgeber.refusals import GENERAL, PARTS, TABLE, broken, is_ours, sentence_of, status_of
from hinweisgeber.store.errors import FilesTaken, StoreAway
from hinweisgeber.usecases.keeper.errors import LastHolder
from hinweisgeber.usecases.officer.errors import ChangedMeanwhile, ClosingIncomplete, HandedPartly, NotHanded
from tests.founded import Founded
from tests.pages import read
from tests.refusals.kinds import ROOT, builds_itself, calls, kinds, refusals
from tests.refusals.shown import page, told

HOLE = re.compile(r"%\((\w+)\)s")
BUILT: list[Refused] = [
    ClosingIncomplete(("feedback",)),
    FilesTaken(frozenset({"blob"})),
    LastHolder((), (), (date(2026, 11, 21),)),
    NeedsSecond("HM-2026-0001", 1),
    ChangedMeanwhile(()),
    HandedPartly(2, (NotHanded("HM-2026-0003", None),)),
]
# Made where the class is a value: what the upload refuses is told to officers, and the like.
INDIRECT = {"BackupFolderFull", "BackupFolderWrong", "CannotSend", "CannotSendNow", "OfficeFileTooLarge"}
INDIRECT |= {"OfficeFilesTooLarge", "OfficeTooManyFiles"}
INDIRECT |= {"DocumentEmpty", "DocumentFilesTooLarge", "DocumentTooManyFiles"}


FINDINGS = "usecases/keeper/verifying/findings.py"  # raises what others found


def holes(sentence: str) -> set[str]:
    return set(HOLE.findall(sentence))


# -- complete ----------------------------------------------------------------------------------------------------------


def test_no_two_errors_have_the_same_name() -> None:
    names = Counter(kind.__name__ for kind in kinds(HinweisgeberError))
    assert len(names) > 150
    assert [name for name, times in names.items() if times > 1] == []


def test_every_refusal_has_an_entry_and_every_entry_a_refusal() -> None:
    assert {kind.__name__ for kind in refusals()} ^ TABLE.keys() == set()


def test_no_refusal_stands_in_two_parts_of_the_table() -> None:
    assert sum(map(len, PARTS)) == len(TABLE)


def test_sentences_are_unique_and_none_is_the_general_one() -> None:
    times = Counter(refusal.sentence for refusal in TABLE.values())
    assert [sentence for sentence in times if times[sentence] > 1 or sentence == GENERAL.sentence] == []


def test_every_status_says_that_it_was_refused() -> None:
    statuses = {name: refusal.status for name, refusal in TABLE.items()}
    assert {name: status for name, status in statuses.items() if not 400 <= status < 600} == {}


def test_every_error_says_in_one_line_of_english_what_it_is() -> None:
    said = {kind.__name__: kind.__doc__ or "" for kind in kinds(HinweisgeberError)}
    assert [name for name, words in said.items() if not words.strip() or re.search("[äöüß„]", words)] == []


# -- filled ------------------------------------------------------------------------------------------------------------


def test_who_makes_a_refusal_gives_what_its_sentence_has_holes_for() -> None:
    own = {kind.__name__ for kind in refusals() if builds_itself(kind)}
    found: dict[str, set[str]] = {}
    for place, name, call in calls(TABLE.keys() - own):
        given = {keyword.arg for keyword in call.keywords}
        if None not in given:  # **values: from one that was made here
            found[f"{place} {name}"] = given ^ holes(TABLE[name].sentence)  # type: ignore[assignment]
    assert len(found) > 200
    assert {where: names for where, names in found.items() if names} == {}


def test_each_refusal_with_holes_is_made_where_that_is_seen() -> None:
    seen = {name for _, name, _ in calls(set(TABLE))}
    with_holes = {name for name, refusal in TABLE.items() if holes(refusal.sentence)}
    assert with_holes - seen == INDIRECT


@pytest.mark.parametrize("refused", BUILT, ids=lambda refused: type(refused).__name__)
def test_a_refusal_that_knows_its_values_fills_its_sentence(refused: Refused) -> None:
    assert refused.values.keys() >= holes(TABLE[type(refused).__name__].sentence)
    assert sentence_of(refused) == TABLE[type(refused).__name__].sentence % refused.values


def test_every_class_that_knows_its_values_is_tried() -> None:
    known = {kind.__name__ for kind in refusals() if builds_itself(kind)}
    assert known - {type(one).__name__ for one in BUILT} == {"DisclosureBlocked"}  # its sentence has no holes
    assert holes(TABLE["DisclosureBlocked"].sentence) == set()


# -- forgotten ---------------------------------------------------------------------------------------------------------


class Forgotten(Refused):
    """Has no entry."""


class Away(StoreAway):
    """Has none either, but its parent has."""


def test_what_has_no_entry_is_told_as_its_nearest_parent() -> None:
    assert (sentence_of(Away()), status_of(Away()), is_ours(Away())) == (TABLE["StoreAway"].sentence, 503, True)


def test_what_has_no_entry_at_all_is_told_in_general_words() -> None:
    assert (sentence_of(Forgotten()), status_of(Forgotten())) == (GENERAL.sentence, 400)


def test_a_value_that_was_forgotten_leaves_a_calm_sentence_too() -> None:
    assert sentence_of(NameTaken(name="Karin Beispiel")) == GENERAL.sentence


def test_a_page_tells_what_was_forgotten(intake: Intake) -> None:
    def view() -> str:
        raise Forgotten()

    intake.add_url_rule("/vergessen", "forgotten", view)
    answer = intake.test_client(use_cookies=False).get("/vergessen")
    assert (answer.status_code, GENERAL.sentence in read(answer).text) == (400, True)


# -- translated --------------------------------------------------------------------------------------------------------


def test_extraction_finds_every_sentence() -> None:
    found = {message for _, _, message, _, _ in extract_from_dir(ROOT / "refusals")}
    sentences = {refusal.sentence for refusal in TABLE.values()} | {GENERAL.sentence}
    sentences |= {words for reasons in broken.WHY.values() for words in reasons.values()}
    assert sentences - found == set()


def test_a_sentence_is_translated_before_it_is_filled() -> None:
    told = sentence_of(NameTaken(name="Karin %(who)s", who="Person A"), lambda message: f"[{message}]")
    assert told.startswith("[„Karin %(who)s“ steht in diesem Fall schon bei Person A.")


# -- without docstrings ------------------------------------------------------------------------------------------------


def test_refusals_are_the_same_without_docstrings(settings: config.Settings, founded: Founded) -> None:
    """`python -OO` takes docstrings and asserts away."""
    command = [sys.executable, "-OO", "-P", "-m", "tests.refusals.shown", str(settings.home), founded.fingerprint]
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=True)
    there = json.loads(done.stdout)
    status, text = page(Path(settings.home), founded.fingerprint)
    sentence = "Wir haben 3 von 25 Zeichen gelesen. Bitte vergleichen Sie die Gruppen mit Ihrer Notiz."
    assert there["doc"] is None
    assert there["told"] == told()
    assert (there["status"], sentence in there["text"], sentence in text) == (status, True, True)


# -- what does not hold ------------------------------------------------------------------------------------------------


def reasons(name: str) -> dict[str, set[str]]:
    """The reasons that the program gives for this error, each with the names of its values."""
    found: dict[str, set[str]] = {}
    for place, _, call in calls({name}):
        if place.startswith(FINDINGS):
            continue
        why = call.args[-1]
        if isinstance(why, ast.Name):  # a constant of its module
            tree = ast.parse((ROOT / place.split(":")[0]).read_text(encoding="utf-8"))
            named = {ast.unparse(one.targets[0]): one.value for one in tree.body if isinstance(one, ast.Assign)}
            why = named[why.id]
        assert isinstance(why, ast.Constant), place
        found.setdefault(str(why.value), set()).update(str(keyword.arg) for keyword in call.keywords)
    return found


@pytest.mark.parametrize("name", [kind.__name__ for kind in kinds(CheckFailed)])
def test_every_reason_why_a_check_failed_has_words_with_its_values(name: str) -> None:
    told = {why: holes(words) for why, words in broken.WHY[name].items()}
    found = found_without_keys() if name == "JournalBroken" else set()
    assert reasons(name) == {why: its for why, its in told.items() if why not in found}
    assert found <= told.keys(), "with what values, tests/usecases/test_every_row_is_seen.py shows"


def found_without_keys() -> set[str]:
    """What the checker names without raising it, but for what is raised elsewhere."""
    texts = {
        node.value
        for path in (ROOT / "usecases/keeper/verifying").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return (texts & broken.WHY["JournalBroken"].keys()) - reasons("JournalBroken").keys()


@pytest.mark.parametrize("name", [kind.__name__ for kind in kinds(CheckFailed)])
def test_words_of_reasons_are_unique(name: str) -> None:
    assert len(set(broken.WHY[name].values())) == len(broken.WHY[name])


def test_a_reason_without_words_is_told_as_it_is() -> None:
    assert broken.words_of(RingBroken(3, "something new")) == "Schlüsselbund, Eintrag 3: something new"


# -- the ground --------------------------------------------------------------------------------------------------------


def test_errors_stand_on_errors_alone() -> None:
    """So every room can import those of the rooms below, and none gets more by it."""
    files = [path for path in ROOT.rglob("*.py") if "errors" in (path.stem, path.parent.name)]
    assert len(files) > 10
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                assert "errors" in (node.module or "").split("."), f"{path}: {node.module}"
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                assert ast.unparse(node).split()[1] in ("__future__", "dataclasses", "datetime"), (
                    f"{path}: {ast.unparse(node)}"
                )


GERMAN = re.compile(r"(?i)[äöüß„“]|\b(der|die|das|ist|sind|nicht|keine?|eine?|und|oder|mit|von|zu|bitte)\b")


def test_cryptography_speaks_no_german() -> None:
    found = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path in (ROOT / "crypto").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and GERMAN.search(node.value)
    ]
    assert found == []
