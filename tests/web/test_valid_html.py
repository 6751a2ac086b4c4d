"""Every page of the intake, in every state, is valid HTML; so is the check of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from hinweisgeber.intake import Intake
from tests.founded import Founded
from tests.valid_html import faults
from tests.web.states import every_state

FRAME = '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>x</title></head><body>{}</body></html>'


def test_every_page_is_valid(intake: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pages = dict(every_state(intake, monkeypatch, founded))
    assert len(pages) > 20
    assert faults(pages, tmp_path) == []


WRONG = {
    "autocomplete on hidden fields": ('<input type="hidden" name="a" autocomplete="off">', "valid-autocomplete"),
    "and on radios": ('<input type="radio" name="a" aria-label="a" autocomplete="off">', "valid-autocomplete"),
    "a choice made already": (
        '<select aria-label="a" required><option value="1">1</option></select>',
        "required select",
    ),
    "a day that is none": ('<input type="date" aria-label="a" value="gestern">', "field for a date"),
    "a time that is none": ('<input type="time" aria-label="a" value="1030">', "field for a time"),
    "a row with a role": ('<table role="table"><tr role="row"><td>1</td></tr></table>', "a row with a role"),
    "an id twice": ('<p id="a"></p><p id="a"></p>', "no-dup-id"),
    "a label of nothing": ('<label for="nothing">a</label>', "no-missing-references"),
    "a block in a paragraph": ("<p><div></div></p>", "close-order"),
    "a button in a link": ('<a href="#"><button type="button">a</button></a>', "element-permitted-content"),
}


def test_the_check_finds_each_fault(tmp_path: Path) -> None:
    found = faults({name: FRAME.format(wrong) for name, (wrong, _) in WRONG.items()}, tmp_path)
    for name, (_, fault) in WRONG.items():
        assert [line for line in found if line.startswith(f"{name}: ") and fault in line], name
