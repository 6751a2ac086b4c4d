"""Cells that a spreadsheet reckons are told to whoever looks at a table that was sent in; numbers are none."""

from __future__ import annotations

import time

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox.inside.texts import plaintext

DEVICE = "calc"
RECKONED = (
    "=1+1", "=A1", "=HYPERLINK(1)", "=-1", "='a'!B2", "@SUM(1)", "@A1", "+A1", "-A1", f"+1+cmd|'/C {DEVICE}'!A0",
    f"-2+3+cmd|'/C {DEVICE}'!A0", f"=cmd|'/C {DEVICE}'!A0", "+ SUM(A1)", "-1-SUM(1)",
)  # fmt: skip
HARMLESS = ("-5", "+5", "-5.3", "-1.234,56", "+49 3731 799-0", "+49 (0)3731 799-0", "-", "--", "- Punkt", "-5 %", "a=b",
            "a@b.example", "x-1", "5-3", "1+1")  # fmt: skip


def formulas(table: str) -> list[str]:
    """The cells that are told."""
    return plaintext._FORMULA.findall(table)


def test_a_table_with_such_a_cell_has_the_finding() -> None:
    made = sandbox.clean([f"Name;Wert\nAnna;+1+cmd|'/C {DEVICE}'!A0\n".encode()], "tabelle.csv")
    assert {one.label for one in made.findings} == {"formula"}


@pytest.mark.parametrize("before", ["", "Name;", "Name,", "Name\t", 'Name;"', '"'])
@pytest.mark.parametrize("cell", RECKONED)
def test_cells_that_are_reckoned_are_told(cell: str, before: str) -> None:
    assert formulas(f"Kopf;Wert\n{before}{cell}\n")


@pytest.mark.parametrize("cell", HARMLESS)
def test_numbers_and_words_are_not(cell: str) -> None:
    assert not formulas(f"Name;Wert\nAnna;{cell}\n{cell};1\n")


def test_a_long_row_of_signs_costs_no_time() -> None:
    begun = time.process_time()
    for signs in ("+-" * 500_000 + "a", "+" + "1" * 1_000_000 + "a", ";" * 1_000_000):
        formulas(signs)
    assert time.process_time() - begun < 2
