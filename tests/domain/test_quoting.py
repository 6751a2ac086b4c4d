"""Whose words a text uses."""

from __future__ import annotations

import pytest

from hinweisgeber.domain.quoting import quoted

REPORT = "Am Dienstag hat der Leiter im Lager drei Kisten mitgenommen, sagte er."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Danach habe der Leiter im Lager drei Kisten mitgenommen.", "der Leiter im Lager drei"),
        ("DER LEITER, im\nLager – drei Kisten", "DER LEITER im Lager drei"),
        ("Der Leiter im Lager", ""),
        ("Eine Führungskraft entwendete Material.", ""),
        ("", ""),
    ],
)
def test_five_words_in_a_row_are_a_quotation(text: str, found: str) -> None:
    assert quoted(text, ["Anderes.", REPORT]) == found


def test_a_short_text_counts_as_a_whole_and_a_shorter_one_not() -> None:
    assert quoted("Es gilt: Rosen sind rot.", ["Rosen sind rot"]) == "Rosen sind rot"
    assert quoted("Rosen sind", ["Rosen sind"]) == ""
