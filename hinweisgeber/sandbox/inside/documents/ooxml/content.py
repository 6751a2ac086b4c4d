"""Scrubs one XML part of a DOCX, XLSX or PPTX: known namespaces only, changes accepted, no names of people and times,
nothing that an office program would work out or load when it opens the copy, and no text but where text is shown."""

from __future__ import annotations

import re

from ...terms import Findings, words
from ...texts.invisible import seen
from .. import tree
from ..formulas import RESULTS_STAY, tell_field, tell_formula
from ..vocabulary import harmless, known_fonts
from .fields import counting
from .names import KNOWN, MC, TABLE, A, C, M, P, R, W, X

UNDERSTOOD = words("wps wpg wpc wp14 a14")  # prefixes that programs write by agreement; a14 is looked at again
UNWRAP = words(
    "ins moveTo smartTag customXml fldSimple hyperlink sdt sdtContent "  # what they hold is seen, they are not
)
CHANGES = frozenset(("ins", "del", "moveTo", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange"))
DROP = words(
    # text that was struck out, and marks of who did what when
    "del moveFrom rPrChange pPrChange sectPrChange tblPrChange tblGridChange tblPrExChange tcPrChange trPrChange "
    "numberingChange cellIns cellDel cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd "
    "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd "
    "commentRangeStart commentRangeEnd commentReference annotationRef permStart permEnd proofErr "
    # identifiers, bindings and settings of a person or machine
    "rsids rsid nsid tmpl tag alias dataBinding placeholder docVars attachedTemplate customXmlPr smartTagPr ffData "
    "sdtPr sdtEndPr bookmarkStart bookmarkEnd latentStyles aliases lastRenderedPageBreak "
    # fields: their last results are visible text and stay
    "instrText delInstrText fldChar fldData "
    # what happens on a click, under the pointer or by itself; links outwards are told with the relationships
    "hlinkClick hlinkHover hlinkMouseOver timing transition sndAc audioCd wavAudioFile audioFile videoFile "
    "quickTimeFile "
    # what needs a part that stays behind
    "altChunk subDoc object control controls pict oleObjects legacyDrawing legacyDrawingHF extLst contentPart "
    "numPicBullet lvlPicBulletId externalReferences pivotCaches tableParts webPublishItems customSheetViews "
    "customWorkbookViews drawingHF externalData userShapes pivotSource pivotFmts handoutMasterIdLst custDataLst "
    "embeddedFontLst custShowLst photoAlbum htmlPubPr modifyVerifier "
    # a workbook's memory of its writers
    "fileSharing fileVersion fileRecoveryPr workbookProtection sheetProtection protectedRanges smartTags hyperlinks "
    "printOptions scenarios dataConsolidate autoFilter sortState ignoredErrors cellWatches customProperties "
    "functionGroups calcPr dxfs tableStyles mruColors oleSize"
)
LOST = {  # what is seen and cannot be carried along
    (W, "altChunk"): ("attachment", "Eingefügtes Dokument"),
    (W, "subDoc"): ("attachment", "Eingefügtes Dokument"),
    (X, "oleObjects"): ("attachment", "Eingebettetes Objekt (OLE)"),
    (X, "controls"): ("form", "Steuerelement"),
    (P, "controls"): ("form", "Steuerelement"),
    (X, "legacyDrawingHF"): ("picture", "Bild in Kopf- oder Fußzeile"),
    (W, "numPicBullet"): ("picture", "Bild als Aufzählungszeichen"),
}
EXTENSIONS = {  # what is seen of what newer programs add
    "sparkline": ("chart", "Sparklines (Diagramme in Zellen)"),
    "slicer": ("part", "Datenschnitt"),
    "timelineRef": ("part", "Zeitachse"),
}
# Of a table: formulas, and what is nothing without one. The letter f means a fraction in other namespaces.
CALCULATED = {
    "f": ("formula", RESULTS_STAY),
    "definedNames": ("dropped-part", "Benannte Bereiche"),
    "dataValidations": ("dropped-part", "Eingabeprüfung"),
    "conditionalFormatting": ("dropped-part", "Bedingte Formatierung"),
}
# Elements whose text is shown; in all others nothing is written but numbers and words of the format.
TEXTS = {
    W: words("t"),
    A: words("t"),
    M: words("t"),
    C: words("v formatCode name f"),  # of f only what `Room.may_refer` lets stay
    X: words("t v oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter"),
}
SHOWN = frozenset(
    (
        *((W, "lvlText", f"{{{W}}}val"), (M, "chr", f"{{{M}}}val"), (X, "sheet", "name")),
        *((X, "numFmt", "formatCode"), (C, "numFmt", "formatCode"), (A, "buChar", "char")),
        *((M, one, f"{{{M}}}val") for one in ("begChr", "endChr", "sepChr")),
    )
)
FONTS = words("typeface ascii hAnsi cs eastAsia font")
FONT_NAMES = frozenset(((X, "rFont"), (X, "name"), (W, "font")))
# Names of styles that every program gives: it draws by them, and they tell nothing.
USUAL = re.compile(
    r"(?i)normal|heading [1-9]|toc [1-9]|toc heading|title|subtitle|header|footer|caption"
    r"|(foot|end)note (text|reference)|list( (paragraph|bullet|number|continue))?( [2-5])?"
    r"|body text( [23])?|table grid|normal table|no list"
    r"|default paragraph font|(followed)?hyperlink|strong|(intense |subtle )?(emphasis|quote|reference)|page number"
    r"|no spacing|plain text|index [1-9]|table of figures"
)
FORGET = words(
    "author date initials userName codeName descr title descriptive userId uid dirty "
    # of a drawing in a table: what a click starts, and the cell its text comes from
    "macro textlink fPublished "
    # of a cell: lines in a part that stays behind
    "cm vm"
)
_BY_VALUE = frozenset((W, M))  # where an element is nothing without its value


class OoxmlScrubber:
    """Scrubs one part after the other, in place."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def scrub(self, root: tree.Element) -> None:
        """Change the tree in place."""
        self._tell_fields(root)
        self._attributes(root)
        tree.reshape(root, self._judge)

    def _judge(self, element: tree.Element) -> tree.Verdict:
        space, name = tree.both(element.tag)
        counted = name == "fldSimple" and counting(element.get(f"{{{W}}}instr", ""))
        if space not in KNOWN or (space == W and name in UNWRAP and not counted):
            verdict = "unwrap" if space == W or _has_text(element) else "drop"
            self._tell_change(element, name)
            element.text = element.tail = None
            return verdict
        if name in CHANGES:
            self._tell_change(element, name)
        if (space, name) in LOST:
            self._findings.lose(*LOST[space, name])
        if space == X and name in CALCULATED:
            self._findings.add(*CALCULATED[name])
            for one in element.iter():
                tell_formula(self._findings, one.text or "")
            return "drop"
        if name in DROP:
            for one in element.iter() if name == "extLst" else ():
                if lost := EXTENSIONS.get(tree.local(one.tag)):
                    self._findings.lose(*lost)
            return "drop"
        return "keep" if self._plain(element, name, space) else "drop"

    def _plain(self, element: tree.Element, name: str, space: str) -> bool:
        """Forgets what nobody is shown; False where nothing is left."""
        self._notice(element)
        held = self._attributes(element) if element.attrib else True
        element.tail = None
        if element.text and name in TEXTS.get(space, ()):
            element.text = seen(element.text, self._findings)
        elif element.text and not harmless(element.text.strip()):
            element.text = None
        return held or space not in _BY_VALUE or len(element) > 0

    def _attributes(self, element: tree.Element) -> bool:
        """False if the element's value had to go."""
        held, (space, name) = True, tree.both(element.tag)
        for key, value in list(element.attrib.items()):
            if (space, name, key) in SHOWN and len(value) > 1:
                element.set(key, seen(value, self._findings))
            if tree.space(key) == R or self._may_stay(space, name, key, value):
                continue
            del element.attrib[key]
            held = held and tree.local(key) != "val"
            if key == "name":
                element.set("name", "")
        return held

    def _may_stay(self, space: str, name: str, key: str, value: str) -> bool:
        local = tree.local(key)
        if tree.space(key) not in KNOWN or local in FORGET or local.startswith("rsid"):
            return False
        if (space, name, local) == (W, "fldSimple", "instr"):
            return bool(counting(value))
        if (space, name, key) in SHOWN or (local == "uri" and value in KNOWN | {TABLE}):
            return True
        if (space, name) == (W, "name"):
            return bool(USUAL.fullmatch(value)) or harmless(value)
        if (local in FONTS and name != "lang") or ((space, name) in FONT_NAMES and local in ("val", "name")):
            return known_fonts(value)
        return harmless(value)

    def _tell_change(self, element: tree.Element, name: str) -> None:
        if name not in CHANGES or tree.space(element.tag) != W:
            return
        who = " ".join(element.get(f"{{{W}}}{key}", "") for key in ("author", "date"))
        self._findings.add("author", element.get(f"{{{W}}}author", ""))
        gone = "".join(element.itertext()) if name in ("del", "moveFrom") else ""
        self._findings.add("tracked-change", f"{who} {gone}")

    def _notice(self, element: tree.Element) -> None:
        for key, label in (("descr", "title"), ("title", "title"), ("macro", "script")):
            if key in element.attrib:
                self._findings.add(label, element.attrib[key])

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


def choose(root: tree.Element) -> None:
    """Of what is written twice, for newer and older programs, the newer form that we know, else the older one."""
    for parent in list(root.iter()):
        while any(child.tag == f"{{{MC}}}AlternateContent" for child in parent):
            parent[:] = [one for child in parent for one in _chosen(child)]


def _chosen(child: tree.Element) -> list[tree.Element]:
    if child.tag != f"{{{MC}}}AlternateContent":
        return [child]
    choices = [one for one in child if tree.local(one.tag) == "Choice"]
    known = [one for one in choices if set(one.get("Requires", "").split()) <= UNDERSTOOD]
    older = [one for one in child if tree.local(one.tag) == "Fallback"]
    return [inner for best in (known or older or choices)[:1] for inner in best]


def _has_text(element: tree.Element) -> bool:
    written = ((one.text or "", tree.local(one.tag), tree.space(one.tag)) for one in element.iter())
    return any(text.strip() and name in TEXTS.get(space, ()) for text, name, space in written)
