"""Fields of texts (WordprocessingML) that count pages: they stay, written anew, else one number stands on all pages.

Of all others the last result stays. Where it would be another one on each page, that is told.
"""

from __future__ import annotations

import copy
import re

from ...terms import Findings
from .. import tree
from .looks import w

_COUNTS = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTIONPAGES)((?:\s+\\\*\s*(?:Arabic|ArabicDash|Roman|Alphabetic|MERGEFORMAT|CHARFORMAT))*)\s*",
    re.IGNORECASE,
)
_BY_PAGE = re.compile(r"(?i)\b(STYLEREF|SECTION|PAGE|NUMPAGES|SECTIONPAGES)\b")
EDGES = frozenset(("hdr", "ftr"))


def counting(code: str) -> str:
    """The code of a field that counts pages, without anything else; empty for all others."""
    found = _COUNTS.fullmatch(code)
    return " ".join((found[1].upper() + found[2]).split()) if found else ""


def settle(root: tree.Element, findings: Findings) -> None:
    """Change the tree in place: what counts pages becomes a simple field."""
    for parent in list(root.iter()):
        if parent.find(f"{w('r')}/{w('fldChar')}") is not None:
            parent[:] = _settled([piece for child in parent for piece in _pieces(child)])
    told = set()
    for simple in root.iter(w("fldSimple")):
        code = simple.get(w("instr"), "")
        told.add("" if counting(code) else code)
        simple.attrib = {w("instr"): counting(code) or code}
    told.add("".join(one.text or "" for one in root.iter(w("instrText"))))
    if tree.local(root.tag) in EDGES:
        for name in sorted({found.upper() for code in told for found in _BY_PAGE.findall(code)}):
            findings.lose(
                "part", f"Text, der auf jeder Seite anders wäre ({name}); er steht überall, wie er zuletzt war"
            )


def _pieces(run: tree.Element) -> list[tree.Element]:
    """A run as several ones, if it holds the mark of a field beside other things."""
    about, held = run.find(w("rPr")), [one for one in run if one.tag != w("rPr")]
    if run.tag != w("r") or run.find(w("fldChar")) is None or len(held) < 2:
        return [run]
    found = []
    for one in held:
        found.append(tree.Element(w("r")))
        found[-1].extend(([copy.deepcopy(about)] if about is not None else []) + [one])
    return found


def _settled(children: list[tree.Element]) -> list[tree.Element]:
    """What is between the marks of a field becomes a simple one; of fields in fields nothing does."""
    open_: list[int] = []
    made: list[tree.Element] = []
    for child in children:
        made.append(child)
        mark = child.find(w("fldChar")) if child.tag == w("r") else None
        kind = mark.get(w("fldCharType"), "") if mark is not None else ""
        if kind == "begin":
            open_.append(len(made) - 1)
        elif kind == "end" and open_:
            start = open_.pop()
            simple = None if open_ else _simple(made[start:])
            made[start:] = [simple] if simple is not None else made[start:]
    return made


def _simple(runs: list[tree.Element]) -> tree.Element | None:
    marks = [one.get(w("fldCharType"), "") for run in runs for one in run.iter(w("fldChar"))]
    code = counting("".join(one.text or "" for run in runs for one in run.iter(w("instrText"))))
    if not code or marks != ["begin", "separate", "end"]:
        return None
    made = tree.Element(w("fldSimple"), {w("instr"): code})
    made.extend(run for run in runs if run.find(w("fldChar")) is None and run.find(w("instrText")) is None)
    return made
