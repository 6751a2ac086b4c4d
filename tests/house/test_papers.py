"""The papers for operators and for whoever writes a security concept name only what is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click import Command, Context, Group

from hinweisgeber import cli, config
from hinweisgeber.cli.doctor.words import HINTS
from hinweisgeber.store.causes import Cause
from tests.deploy.conftest import DEPLOY

ROOT = Path(__file__).resolve().parents[2]
RUNBOOK, MAPPING = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("RUNBOOK.md", "GRUNDSCHUTZ.md"))
SHELL = "".join(re.findall(r"^```sh\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL))
OF_STORES = {"HG-S01", "HG-S14"}  # their words stand by cause

#: Module of the Kompendium (2023) → the numbers of its requirements; what was dropped from it has none.
NUMBERS = {
    "CON.10": set(range(1, 19)),
    "APP.3.1": {1, 4, 7, 8, 9, 11, 12, 14, 20, 21, 22},
    "APP.3.2": {*range(1, 6), *range(7, 17), 18, 20} - {6},
    "APP.4.3": {1, 3, 4, 9, 11, 12, 13, *range(16, 26)},
    "ORP.4": set(range(1, 25)),
    "OPS.1.2.2": set(range(1, 22)),
    "CON.1": {1, 2, 4, 5, 9, 10, 11, *range(15, 21)},
}
SHOWN, OTHERS = {"erfüllt", "teilweise"}, {"nicht erfüllt", "Behörde", "entfällt"}
ROW = re.compile(r"^\| ([A-Z]{3}(?:\.\d+)+)\.A(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


# -- the runbook ----------------------------------------------------------------------------------------------------


def command_of(words: list[str]) -> Command | None:
    """The command that these words call."""
    command: Command | None = cli.Commands().get_command(Context(cli.group), words[0])
    if isinstance(command, Group) and len(words) > 1:
        return command.commands.get(words[1])
    return command


def test_every_command_and_option_of_the_runbook_exists() -> None:
    called = re.findall(r"hinweisgeber ((?!--)[a-z-]+(?: [^`\n|]*)?)", SHELL)
    called += re.findall(r"`hinweisgeber ((?!--)[a-z][^`]*)`", RUNBOOK)
    assert len(called) > 15
    for line in called:
        command = command_of(line.split())
        assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", line)) <= known, line


def test_short_names_of_commands_are_commands() -> None:
    for line in re.findall(r"`(officer [a-z]+|rotate-root|revoke|check|verify|sweep|restore[^`]*)`", RUNBOOK):
        assert command_of(["officer", "revoke"] if line == "revoke" else line.split()) is not None, line


def test_every_finding_of_the_runbook_exists() -> None:
    named = set(re.findall(r"HG-[CS]\d\d", RUNBOOK + MAPPING))
    assert len(named) > 10
    assert named <= set(config.RULES) | set(HINTS) | OF_STORES


def test_every_cause_of_the_runbook_is_one() -> None:
    named = set(re.findall(r"`(missing|damaged|disk-full)`", RUNBOOK))
    assert named <= {cause.value for cause in Cause}
    assert named


def test_every_unit_and_folder_of_the_runbook_is_delivered() -> None:
    units = set(re.findall(r"hinweisgeber-[a-z]+\.(?:service|socket|timer)", RUNBOOK))
    assert units
    assert units <= {path.name for path in (DEPLOY / "systemd").iterdir()}
    settings = set(re.findall(r"HINWEISGEBER_[A-Z_]+", RUNBOOK))
    assert settings <= set(config.documentation())


def test_every_case_of_the_table_has_its_section() -> None:
    sections = re.findall(r"^## (\d+)\. (.+)$", RUNBOOK, re.MULTILINE)
    rows = re.findall(r"\[(\d+)\]\(#(\S+)\)", RUNBOOK)
    assert [number for number, _ in rows] == [number for number, _ in sections] == [str(n) for n in range(1, 10)]
    for (number, anchor), (_, title) in zip(rows, sections, strict=True):
        words = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        assert anchor == f"{number}-{words}"


# -- the mapping ----------------------------------------------------------------------------------------------------


def test_every_requirement_stands_there_once() -> None:
    found = [(module, int(number)) for module, number, *_ in ROW.findall(MAPPING)]
    assert sorted(found) == sorted((module, number) for module, numbers in NUMBERS.items() for number in numbers)
    assert len(re.findall(r"^\| [A-Z]{3}\.", MAPPING, re.MULTILINE)) == len(found), "no row is written otherwise"


@pytest.mark.parametrize("row", ROW.findall(MAPPING), ids=lambda row: f"{row[0]}.A{row[1]}")
def test_what_is_said_to_hold_is_shown_by_a_test(row: tuple[str, ...]) -> None:
    *_, state, where, test = row
    assert state in SHOWN | OTHERS
    if state in OTHERS:
        assert test == "–"
        return
    assert where != "–"
    ((path, name),) = re.findall(r"^`(tests/[\w/]+\.py)(?:::(\w+))?`$", test)
    assert (ROOT / path).is_file()
    nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    assert not name or name in {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_what_no_test_can_show_says_why_where_the_house_could_do_it() -> None:
    assert [row[0] for row in ROW.findall(MAPPING) if row[3] == "nicht erfüllt" and row[4] == "–"] == []
