"""Formulas and field codes of documents. None stays in a copy: an office program works them out anew for its reader,
and some load a page or start a program while it does. What they last came to is visible, and stays."""

from __future__ import annotations

import re

from ..terms import Findings

RESULTS_STAY = "Rechenformeln; in der Kopie stehen ihre letzten Ergebnisse, und nichts, wo keines gespeichert war"
_OUTWARD = re.compile(
    r"://|\\\\|\]\S*!|\|.*!|\b(WEBSERVICE|HYPERLINK|IMAGE|FILTERXML|RTD|DDE|CALL|REGISTER|EXEC|SQL|CUBE)", re.IGNORECASE
)
_FIELDS = (
    ("link", r"\b(INCLUDE\w*|IMPORT|LINK|DDE\w*|DATABASE|RD|MACROBUTTON|HYPERLINK(?!\s+\\l))\b"),  # \l: in this text
    ("author", r"\b(AUTHOR|LASTSAVEDBY|USER\w+|FILENAME|TEMPLATE|COMMENTS|DOC(PROPERTY|VARIABLE)|TITLE|KEYWORDS)\b"),
    ("formula", r"\b(EQ|SYMBOL)\b"),  # drawn from their code alone, so the copy shows nothing there
)


def tell_formula(findings: Findings, formula: str) -> None:
    """Tell a formula that can reach out of its table."""
    if _OUTWARD.search(formula):
        findings.add("formula", formula)


def tell_field(findings: Findings, code: str) -> None:
    """Tell a field that loads or starts something, names people or files, or leaves a gap. Page numbers do not."""
    for label, pattern in _FIELDS:
        if re.search(pattern, code, re.IGNORECASE):
            findings.add(label, code)
            return
