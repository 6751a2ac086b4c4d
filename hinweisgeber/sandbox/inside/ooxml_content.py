"""Scrubs one XML part of a DOCX or XLSX: known namespaces only, changes accepted, names of people and times gone."""

from __future__ import annotations

import re

from . import tree
from .terms import Findings, words

_2006 = "http://schemas.openxmlformats.org"
W = f"{_2006}/wordprocessingml/2006/main"
X = f"{_2006}/spreadsheetml/2006/main"
R = f"{_2006}/officeDocument/2006/relationships"
MC = f"{_2006}/markup-compatibility/2006"
XML = "http://www.w3.org/XML/1998/namespace"
KNOWN = frozenset(
    (
        *("", W, X, R, XML),
        f"{_2006}/drawingml/2006/main",
        f"{_2006}/drawingml/2006/picture",
        f"{_2006}/drawingml/2006/wordprocessingDrawing",
        f"{_2006}/drawingml/2006/spreadsheetDrawing",
        f"{_2006}/officeDocument/2006/math",
    )
)
UNWRAP = frozenset(("ins", "moveTo", "smartTag", "customXml"))
CHANGES = frozenset(("ins", "del", "moveTo", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange"))
DROP = words(
    # text that was struck out, and marks of who did what when
    "del moveFrom rPrChange pPrChange sectPrChange tblPrChange tblGridChange tblPrExChange tcPrChange trPrChange "
    "numberingChange cellIns cellDel cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd "
    "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd "
    "commentRangeStart commentRangeEnd commentReference permStart permEnd proofErr "
    # identifiers, bindings and settings of a person or machine
    "rsids rsid nsid tmpl tag alias dataBinding placeholder docVars attachedTemplate customXmlPr smartTagPr ffData "
    # what needs a part that stays behind
    "altChunk subDoc object control pict oleObjects controls legacyDrawing legacyDrawingHF extLst ext "
    "externalReferences pivotCaches tableParts webPublishItems customSheetViews customWorkbookViews drawingHF "
    # a workbook's memory of its writers
    "fileSharing fileVersion fileRecoveryPr workbookProtection smartTags hyperlinks printOptions"
)
FORGET = frozenset(
    ("author", "date", "initials", "userName", "codeName", "descr", "title", "descriptive", "userId", "uid")
)
EMBEDDED = {"pict": "Zeichnung (VML)", "object": "Objekt (OLE)"}  # cannot be drawn anew: the officer is told
DRAWN = frozenset(("docPr", "cNvPr"))  # their names are often paths of the picture's file
FIELD = re.compile(
    r"\b(AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|FILENAME|COMMENTS|DOCPROPERTY|INCLUDE\w+|LINK|DDE\w*)\b"
)


class Scrubber:
    """Scrubs a part whose kept relationships have these identifiers."""

    def __init__(self, findings: Findings, relations: set[str]) -> None:
        self._findings, self._relations = findings, relations

    def scrub(self, root: tree.Element) -> None:
        """Change the tree in place."""
        self._attributes(root)
        tree.reshape(root, self._judge)

    def _judge(self, element: tree.Element) -> tree.Verdict:
        name, space = tree.local(element.tag), tree.space(element.tag)
        if space == MC:
            # Choice asks for a newer program's namespace; what every program can read is in Fallback.
            return "unwrap" if name in ("AlternateContent", "Fallback") else "drop"
        if space == W and name in CHANGES:
            self._tell_change(element, name)
        if space == W and name in EMBEDDED:
            self._findings.add("dropped-part", EMBEDDED[name])
        if space == W and name in UNWRAP:
            return "unwrap"
        if space not in KNOWN or name in DROP or self._refers_to_nothing(element):
            return "drop"
        self._notice(element, name)
        self._attributes(element)
        return "keep"

    def _refers_to_nothing(self, element: tree.Element) -> bool:
        """Takes away references to relationships that are gone; True where the element is nothing without it."""
        gone = [k for k, value in element.attrib.items() if tree.space(k) == R and value not in self._relations]
        for key in gone:
            del element.attrib[key]
        return bool(gone) and tree.local(element.tag) not in ("hyperlink", "blip", "pageSetup", "hlinkClick")

    def _attributes(self, element: tree.Element) -> None:
        for key in list(element.attrib):
            name = tree.local(key)
            if tree.space(key) not in KNOWN or name in FORGET or name.startswith("rsid"):
                del element.attrib[key]
        if tree.local(element.tag) in DRAWN:
            element.set("name", "")

    def _tell_change(self, element: tree.Element, name: str) -> None:
        who = " ".join(element.get(f"{{{W}}}{key}", "") for key in ("author", "date"))
        self._findings.add("author", element.get(f"{{{W}}}author", ""))
        gone = "".join(element.itertext()) if name in ("del", "moveFrom") else ""
        self._findings.add("tracked-change", f"{who} {gone}")

    def _notice(self, element: tree.Element, name: str) -> None:
        if name in ("vanish", "webHidden") and tree.space(element.tag) == W:
            self._findings.add("hidden-text", "vanish")
        if element.get("state") in ("hidden", "veryHidden") or (
            name in ("row", "col") and element.get("hidden") == "1"
        ):
            self._findings.add("hidden-text", element.get("name") or name)
        if name in DRAWN:
            for key in ("descr", "title"):
                self._findings.add("title", element.get(key, ""))
        if name == "instrText" and (field := FIELD.search(element.text or "")):
            self._findings.add("link" if field[1].startswith(("INC", "LINK", "DDE")) else "author", element.text or "")
            element.text = ""  # its last result is visible text and stays
