"""The parts of Open XML packages that a copy can have, and one of them on its way."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...kinds import FileKind
from .. import tree
from .names import Relation

ML = "application/vnd.openxmlformats-officedocument."
# By the name of its root element: kind of relationship, name in the copy, content type, and when it is worked on (what
# others number or count comes after them).
PARTS: dict[str, tuple[str, str, str, int]] = {
    "document": ("officeDocument", "word/document.xml", "wordprocessingml.document.main", 0),
    "hdr": ("header", "word/header{}.xml", "wordprocessingml.header", 0),
    "ftr": ("footer", "word/footer{}.xml", "wordprocessingml.footer", 0),
    "footnotes": ("footnotes", "word/footnotes.xml", "wordprocessingml.footnotes", 1),
    "endnotes": ("endnotes", "word/endnotes.xml", "wordprocessingml.endnotes", 1),
    "styles": ("styles", "word/styles.xml", "wordprocessingml.styles", 2),
    "numbering": ("numbering", "word/numbering.xml", "wordprocessingml.numbering", 3),
    "settings": ("settings", "word/settings.xml", "wordprocessingml.settings", 1),
    "workbook": ("officeDocument", "xl/workbook.xml", "spreadsheetml.sheet.main", 0),
    "worksheet": ("worksheet", "xl/worksheets/sheet{}.xml", "spreadsheetml.worksheet", 0),
    "chartsheet": ("chartsheet", "xl/chartsheets/sheet{}.xml", "spreadsheetml.chartsheet", 0),
    "sst": ("sharedStrings", "xl/sharedStrings.xml", "spreadsheetml.sharedStrings", 1),
    "styleSheet": ("styles", "xl/styles.xml", "spreadsheetml.styles", 2),
    "wsDr": ("drawing", "xl/drawings/drawing{}.xml", "drawing", 0),
    "presentation": ("officeDocument", "ppt/presentation.xml", "presentationml.presentation.main", 0),
    "sld": ("slide", "ppt/slides/slide{}.xml", "presentationml.slide", 0),
    "sldLayout": ("slideLayout", "ppt/slideLayouts/slideLayout{}.xml", "presentationml.slideLayout", 1),
    "sldMaster": ("slideMaster", "ppt/slideMasters/slideMaster{}.xml", "presentationml.slideMaster", 2),
    "notes": ("notesSlide", "ppt/notesSlides/notesSlide{}.xml", "presentationml.notesSlide", 0),
    "notesMaster": ("notesMaster", "ppt/notesMasters/notesMaster{}.xml", "presentationml.notesMaster", 2),
    "tblStyleLst": ("tableStyles", "ppt/tableStyles.xml", "presentationml.tableStyles", 2),
    "theme": ("theme", "{}/theme/theme{}.xml", "theme", 3),
    "chartSpace": ("chart", "{}/charts/chart{}.xml", "drawingml.chart", 0),
}
# What a part brings along without asking for it by an identifier.
IMPLIED = {
    "document": ("styles", "numbering", "footnotes", "endnotes", "settings", "theme"),
    "workbook": ("styles", "sharedStrings", "theme"),
    "presentation": ("theme", "tableStyles"),
    "sld": ("slideLayout", "notesSlide"),
    "sldLayout": ("slideMaster",),
    "sldMaster": ("theme",),
    "notes": ("notesMaster", "slide"),
    "notesMaster": ("theme",),
}
MAINS = {"document": FileKind.DOCX, "workbook": FileKind.XLSX, "presentation": FileKind.PPTX}
FOLDERS = {FileKind.DOCX: "word", FileKind.XLSX: "xl", FileKind.PPTX: "ppt"}


@dataclass
class CopiedPart:
    """One part on its way: where it lay, where it will lie, and what it is related to, before and after."""

    source: str
    name: str
    root: tree.Element
    before: dict[str, Relation]
    after: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_(self) -> str:
        """What it is, by its root element."""
        return tree.local(self.root.tag)

    def tie(self, kind: str, name: str) -> str:
        """The identifier of a relationship to this part of the copy."""
        if (kind, name) not in self.after:
            self.after.append((kind, name))
        return f"rId{self.after.index((kind, name)) + 1}"


class Room:
    """What is particular to texts, tables or slides. `before` sees a part as it was, `after` what is left of it."""

    def before(self, part: CopiedPart) -> None:
        """Take out what is not seen, and turn into plain drawings what is drawn in older ways."""

    def after(self, part: CopiedPart) -> None:
        """Number anew what parts say of each other."""

    def may_refer(self, formula: str) -> bool:
        """Whether a chart may say that it shows these cells; else what it last showed stays, and no more."""
        return False
