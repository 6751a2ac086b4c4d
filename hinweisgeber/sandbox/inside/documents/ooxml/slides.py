"""Presentations (PresentationML): hidden slides and shapes go and are told; of layouts only what slides show stays."""

from __future__ import annotations

from ...terms import TINY, words
from .. import tree
from .drawings import of_smart_art
from .growing import Growing
from .names import DGM, A, P, R
from .parts import CopiedPart, Room

SMALLEST = 200  # hundredths of a point
KEPT = words("sldMasterIdLst notesMasterIdLst sldIdLst sldSz notesSz defaultTextStyle")
SHAPES = words("sp pic graphicFrame cxnSp grpSp")
GUID = "{00000000-0000-0000-0000-%012d}"
FRAME = "graphicFrame"
USUAL_STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"  # the one that programs put under every new table


def p(name: str) -> str:
    """The full name."""
    return f"{{{P}}}{name}"


class Slides(Room):
    """The room of presentations."""

    def __init__(self, growing: Growing) -> None:
        self._growing, self._findings = growing, growing.findings
        self._slide, self._note = (0, 0), (0, 0)
        self._styles: dict[str, str] = {}

    def before(self, part: CopiedPart) -> None:
        """Raises Stop."""
        if part.is_ == "presentation":
            self._learn(part)
        elif part.is_ == "sldMaster":
            self._keep_layouts(part)
        if part.is_ in ("sldLayout", "sldMaster", "notesMaster"):
            self._empty_placeholders(part.root)
        if part.is_ in ("sld", "notes", "sldLayout", "sldMaster", "notesMaster"):
            self._drop_unseen(part.root, self._note if "notes" in part.is_ else self._slide)
            self._settle_frames(part)
            _settle_fields(part.root)
            self._name_styles(part.root)
        if part.is_ == "tblStyleLst":
            self._rename_styles(part.root)

    def after(self, part: CopiedPart) -> None:
        """Raises Stop."""
        for one in part.root.iter(p("cSld")):
            one.attrib.pop("name", None)
        if part.is_ == "tblStyleLst":
            for number, style in enumerate(part.root, 1):
                style.attrib |= {"styleId": self._style(number), "styleName": f"s{number}"}
            part.root.set("def", USUAL_STYLE)
        for element in part.root.iter(f"{{{A}}}tableStyleId"):
            known = (element.text or "").strip()
            element.text = self._style(int(known)) if known.isdecimal() else USUAL_STYLE

    def _learn(self, part: CopiedPart) -> None:
        part.root[:] = [one for one in part.root if tree.local(one.tag) in KEPT]
        self._slide, self._note = (_size(part.root.find(p(name))) for name in ("sldSz", "notesSz"))
        for relation in part.before.values():
            root = self._growing.part_at(relation) if relation.kind == "tableStyles" else None
            for number, style in enumerate(root if root is not None else (), 1):
                self._styles[style.get("styleId", "")] = str(number)
        for slides in part.root.findall(p("sldIdLst")):
            slides[:] = [one for one in slides if not self._is_hidden(part, one)]

    def _style(self, number: int) -> str:
        return GUID % number

    def _is_hidden(self, part: CopiedPart, slide: tree.Element) -> bool:
        relation = part.before.get(slide.get(f"{{{R}}}id", ""))
        root = self._growing.part_at(relation)
        if relation is None or root is None:
            return True
        if root.get("show", "1") not in ("0", "false"):
            return False
        self._findings.hide("Ausgeblendete Folie", tree.text_of_shapes(root))
        for kind in ("notesSlide", "chart", "diagramDrawing"):
            for one in self._growing.related(relation.target, kind):
                self._findings.hide("Zu einer ausgeblendeten Folie", tree.text_of_shapes(one))
        return True

    def _keep_layouts(self, part: CopiedPart) -> None:
        reached = self._growing.reached
        for layouts in part.root.findall(p("sldLayoutIdLst")):
            kept = []
            for one in layouts:
                relation = part.before.get(one.get(f"{{{R}}}id", ""))
                if relation and relation.target in reached:
                    kept.append(one)
                elif (unused := self._growing.part_at(relation)) is not None:
                    self._empty_placeholders(unused)
                    if text := tree.text_of_shapes(unused):
                        self._findings.hide("Layout ohne Folie", text)
            layouts[:] = kept

    def _empty_placeholders(self, root: tree.Element) -> None:
        """What they say is shown to nobody but who fills them in."""
        for shape in root.iter(p("sp")):
            if shape.find(f"{p('nvSpPr')}/{p('nvPr')}/{p('ph')}") is not None:
                for line in shape.iter(f"{{{A}}}p"):
                    line[:] = [one for one in line if tree.local(one.tag) not in ("r", "br")]

    def _drop_unseen(self, root: tree.Element, page: tuple[int, int]) -> None:
        gone: dict[tree.Element, str] = {}
        for outer in root.iter(p("spTree")):
            for shape in outer:
                if _is_outside(shape, page):
                    gone[shape] = "Neben der Folie"
        for shape in root.iter():
            if tree.space(shape.tag) == P and tree.local(shape.tag) in SHAPES and _is_hidden(shape):
                gone[shape] = "Verborgene Form"
        for run in root.iter(f"{{{A}}}r"):
            about = run.find(f"{{{A}}}rPr")
            size = about.get("sz", "") if about is not None else ""
            if size.isdecimal() and int(size) <= SMALLEST:
                gone[run] = TINY
        for cell in root.iter(f"{{{A}}}tc"):
            if {cell.get("hMerge"), cell.get("vMerge")} & {"1", "true"}:
                gone |= dict.fromkeys(cell.iter(f"{{{A}}}r"), "Unter verbundenen Zellen")
        for element, how in gone.items():
            if text := tree.text_of_shapes(element):
                self._findings.hide(how, text)
        tree.without(root, set(gone))

    def _settle_frames(self, part: CopiedPart) -> None:
        """Objects become the picture that was last seen of them, SmartArt its shapes; films and sounds are told."""
        around = tree.parents(part.root)
        for element in list(part.root.iter()):
            name = tree.local(element.tag)
            if name in ("audioFile", "wavAudioFile", "videoFile", "quickTimeFile", "audioCd"):
                self._findings.lose("sound" if "udio" in name else "attachment", "Ton" if "udio" in name else "Film")
            elif element.tag == p("oleObj"):
                self._findings.lose("attachment", "Eingebettetes Objekt (OLE)")
                _put(around, element, element.find(p("pic")))
            elif element.tag == f"{{{DGM}}}relIds":
                drawing = self._growing.smart_art(part, element)
                frame = tree.outer(around, element, FRAME)
                _put(around, element, of_smart_art(drawing, frame, P) if drawing is not None else None)

    def _name_styles(self, root: tree.Element) -> None:
        for style in root.iter(f"{{{A}}}tableStyleId"):
            style.text = self._styles.get((style.text or "").strip())

    def _rename_styles(self, root: tree.Element) -> None:
        root.attrib.clear()


def _put(around: dict[tree.Element, tree.Element], element: tree.Element, new: tree.Element | None) -> None:
    frame = tree.outer(around, element, FRAME)
    if frame in around:
        outer = around[frame]
        made = [] if new is None else [new]
        outer[:] = [one for old in outer for one in (made if old is frame else [old])]


def _is_hidden(shape: tree.Element) -> bool:
    return len(shape) > 0 and any(one.get("hidden") in ("1", "true") for one in shape[0].findall(p("cNvPr")))


def _settle_fields(root: tree.Element) -> None:
    """A number of a slide is counted anew; a date would become that of its reader."""
    for field in root.iter(f"{{{A}}}fld"):
        if field.get("type") == "slidenum":
            field.set("id", GUID % 0)
        else:
            field.tag = f"{{{A}}}r"
            field.attrib.clear()
            field[:] = [one for one in field if tree.local(one.tag) != "pPr"]


def _size(size: tree.Element | None) -> tuple[int, int]:
    """Width and height of a page; zeros where they are not known."""
    sides = [size.get(side, "") if size is not None else "" for side in ("cx", "cy")]
    wide, high = (int(side) if side.isdecimal() else 0 for side in sides)
    return wide, high


def _is_outside(shape: tree.Element, page: tuple[int, int]) -> bool:
    transform = next((one for one in shape.iter() if tree.local(one.tag) == "xfrm"), None)
    if transform is None or not all(page) or tree.local(shape.tag) not in SHAPES:
        return False
    off, ext = transform.find(f"{{{A}}}off"), transform.find(f"{{{A}}}ext")
    if off is None or ext is None:
        return False
    try:
        left, top = int(off.get("x", "0")), int(off.get("y", "0"))
        wide, high = int(ext.get("cx", "0")), int(ext.get("cy", "0"))
    except ValueError:
        return False
    if not wide or not high or transform.get("rot", "0") != "0":  # then it may reach further
        return False
    right, bottom = left + wide, top + high
    return right <= 0 or bottom <= 0 or left >= page[0] or top >= page[1]
