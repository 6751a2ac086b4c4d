"""Scrubs one XML part of a DOCX or XLSX: known namespaces only, changes accepted, names of people and times gone, and
nothing left that an office program would work out or load when it opens the copy."""

from __future__ import annotations

from . import tree
from .formulas import RESULTS_STAY, tell_field, tell_formula
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
UNWRAP = words("ins moveTo smartTag customXml fldSimple")
CHANGES = frozenset(("ins", "del", "moveTo", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange"))
DROP = words(
    # text that was struck out, and marks of who did what when
    "del moveFrom rPrChange pPrChange sectPrChange tblPrChange tblGridChange tblPrExChange tcPrChange trPrChange "
    "numberingChange cellIns cellDel cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd "
    "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd "
    "commentRangeStart commentRangeEnd commentReference permStart permEnd proofErr "
    # identifiers, bindings and settings of a person or machine
    "rsids rsid nsid tmpl tag alias dataBinding placeholder docVars attachedTemplate customXmlPr smartTagPr ffData "
    # fields: their last results are visible text and stay
    "instrText delInstrText fldChar fldData "
    # what happens on a click or under the pointer; links outwards are told with the relationships
    "hlinkClick hlinkHover hlinkMouseOver "
    # what needs a part that stays behind
    "altChunk subDoc object control pict oleObjects controls legacyDrawing legacyDrawingHF extLst ext "
    "externalReferences pivotCaches tableParts webPublishItems customSheetViews customWorkbookViews drawingHF "
    # a workbook's memory of its writers
    "fileSharing fileVersion fileRecoveryPr workbookProtection smartTags hyperlinks printOptions "
    "scenarios dataConsolidate"
)
FORGET = words(
    "author date initials userName codeName descr title descriptive userId uid "
    # of a drawing in a table: what a click starts, and the cell its text comes from
    "macro textlink "
    # of a cell: lines in a part that stays behind
    "cm vm"
)
EMBEDDED = {"pict": "Zeichnung (VML)", "object": "Objekt (OLE)"}  # cannot be drawn anew: the officer is told
DRAWN = frozenset(("docPr", "cNvPr"))  # their names are often paths of the picture's file
# Of a table: formulas, and what is nothing without one. The letter f means a fraction in other namespaces.
CALCULATED = {
    "f": ("formula", RESULTS_STAY),
    "definedNames": ("dropped-part", "Benannte Bereiche"),
    "dataValidations": ("dropped-part", "Eingabeprüfung"),
    "conditionalFormatting": ("dropped-part", "Bedingte Formatierung"),
}


class Scrubber:
    """Scrubs a part whose kept relationships have these identifiers."""

    def __init__(self, findings: Findings, relations: set[str]) -> None:
        self._findings, self._relations = findings, relations

    def scrub(self, root: tree.Element) -> None:
        """Change the tree in place."""
        self._tell_fields(root)
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
        if space == X and name in CALCULATED:
            self._findings.add(*CALCULATED[name])
            for one in element.iter():
                tell_formula(self._findings, one.text or "")
            return "drop"
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
        return bool(gone) and tree.local(element.tag) not in ("hyperlink", "blip", "pageSetup")

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
        self._findings.add("script", element.get("macro", ""))

    def _tell_fields(self, root: tree.Element) -> None:
        """A code may lie in any number of runs, up to the mark that ends it or begins another one in it."""
        code = ""
        for element in root.iter():
            name = tree.local(element.tag)
            if name in ("fldChar", "fldSimple"):
                tell_field(self._findings, code)
                tell_field(self._findings, element.get(f"{{{W}}}instr", ""))
                code = ""
            elif name in ("instrText", "delInstrText"):
                code += element.text or ""
        tell_field(self._findings, code)
