"""ODT, ODS and ODP (OpenDocument 1.3): content, styles, pictures, charts and formulas stay, scrubbed and named anew."""

from __future__ import annotations

import re

from ...kinds import MIMETYPE, FileKind
from ...terms import Ceilings, Findings, Stop
from .. import tree
from ..package import WHOLE, Crop, Packed, Pictures, pack
from .content import DRAW, FO, OFFICE, STYLE, TABLE, XLINK, OdfScrubber
from .forms import Forms
from .hidden import Hidden
from .looks import points
from .styles import Names, empty_levels, keep_used

MANIFEST = "META-INF/manifest.xml"
NS_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MATH = "http://www.w3.org/1998/Math/MathML"
TELLS = {
    "initial-creator": "author",
    "creator": "last-editor",
    "printed-by": "author",
    "creation-date": "time",
    "date": "time",
    "print-date": "time",
    "generator": "software",
    "title": "title",
    "subject": "title",
    "description": "comment",
    "keyword": "title",
    "user-defined": "comment",
    "editing-duration": "time",
}
KINDS = {MIMETYPE[kind]: kind for kind in (FileKind.ODT, FileKind.ODS, FileKind.ODP)}
OBJECTS = {"chart": "application/vnd.oasis.opendocument.chart", "math": "application/vnd.oasis.opendocument.formula"}
_CLIP = re.compile(r"rect\(([^()]*)\)")


def clean_odf(package: Packed, findings: Findings, limits: Ceilings) -> tuple[FileKind, bytes]:
    """What it is, and the copy. Raises Stop: encrypted-otherwise, mismatch, and those of Packed."""
    mimetype = package.read("mimetype").strip().decode("ascii", "replace").removesuffix("-template")
    kind = KINDS.get(mimetype)
    if kind is None:
        raise Stop("mismatch")
    if package.has(MANIFEST) and b"encryption-data" in package.read(MANIFEST):
        raise Stop("encrypted-otherwise")
    copy = OdfCopy(package, kind, findings, limits)
    parts, types = copy.make()
    for name in package.names:
        if name not in copy.read:
            _tell(package, name, findings)
    parts["mimetype"] = mimetype.encode()
    parts[MANIFEST] = _manifest({"/": mimetype} | types)
    return kind, pack(parts, "mimetype")


class OdfCopy:
    """A copy while it is made."""

    def __init__(self, package: Packed, kind: FileKind, findings: Findings, limits: Ceilings) -> None:
        self._package, self._kind, self._findings = package, kind, findings
        self._pictures = Pictures(package, "Pictures", findings, limits)
        self._parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._objects = 0
        self._read = {"content.xml", "styles.xml", "settings.xml", "manifest.rdf", "mimetype", MANIFEST.lower()}

    @property
    def read(self) -> set[str]:
        """Parts of the source that were looked into."""
        return self._read | self._pictures.sources

    def make(self) -> tuple[dict[str, bytes], dict[str, str]]:
        """The parts of the copy, and their types. Raises Stop."""
        self._document("", "")
        kinds = {name: f"image/{name.rpartition('.')[2]}" for name in self._pictures.parts}
        return self._parts | self._pictures.parts, self._types | kinds

    def _document(self, folder: str, new: str) -> None:
        """The document in this folder, and what is put into it."""
        roots = {
            name: tree.parse(self._package.read(folder + name))
            for name in ("content.xml", "styles.xml")
            if self._package.has(folder + name)
        }
        if "content.xml" not in roots:
            raise Stop("damaged")
        both, names = list(roots.values()), Names()
        Forms(roots["content.xml"], self._findings).write()
        hidden = Hidden(both, self._findings, self._kind is FileKind.ODP)
        for root in both:
            hidden.drop(root)
            _empty_placeholders(root)
        empty_levels(both, self._findings)
        sheets = {one.get(f"{TABLE}name", "") for one in roots["content.xml"].iter(f"{TABLE}table")}
        shown = sheets if self._kind is FileKind.ODS and not folder else self._sheets()
        crops = self._crops(both)
        for root in both:
            OdfScrubber(self._findings, names, shown).scrub(root)
        keep_used(both, self._findings)
        for root in both:
            self._bind(root, folder, {names(style): crop for style, crop in crops.items()})
        for name, root in roots.items():
            self._parts[new + name] = tree.write(root)
            self._types[new + name] = "text/xml"

    def _sheets(self) -> set[str]:
        """Names that a chart in a table may give: those of the table's sheets."""
        if self._kind is not FileKind.ODS:
            return set()
        if not hasattr(self, "_known_sheets"):
            root = tree.parse(self._package.read("content.xml"))
            self._known_sheets = {one.get(f"{TABLE}name", "") for one in root.iter(f"{TABLE}table")}
        return self._known_sheets

    def _crops(self, roots: list[tree.Element]) -> dict[str, tuple[float, ...]]:
        """Style → what it cuts from a picture, in points from top, right, bottom, left. The cut is made for good."""
        found = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                for about in style:
                    if clip := _CLIP.fullmatch(about.attrib.pop(f"{FO}clip", "").strip()):
                        sides = [points(side) or 0.0 for side in re.split(r"[\s,]+", clip[1].strip())]
                        if len(sides) == 4 and any(sides):
                            found[style.get(f"{STYLE}name", "")] = tuple(sides)
        return found

    def _bind(self, root: tree.Element, folder: str, crops: dict[str, tuple[float, ...]]) -> None:
        """Give pictures and objects their new names; what cannot be carried along is told."""
        doomed: set[tree.Element] = set()
        for frame in list(root.iter(f"{DRAW}frame")):
            self._bind_frame(frame, folder, crops.get(frame.get(f"{DRAW}style-name", ""), ()), doomed)
        around = tree.parents(root)
        for element in root.iter():
            target = element.get(XLINK)
            if target is None or (element in around and around[element].tag == f"{DRAW}frame"):
                continue
            name = self._pictures.take(folder + target) if self._is_picture(element, folder, target) else None
            if name:
                element.set(XLINK, name)
            else:
                doomed.add(element)
        tree.reshape(root, lambda element: "drop" if element in doomed else "keep")

    def _is_picture(self, element: tree.Element, folder: str, target: str) -> bool:
        return "image" in tree.local(element.tag) and self._package.has(folder + target)

    def _bind_frame(self, frame: tree.Element, folder: str, clip: tuple[float, ...], doomed: set[tree.Element]) -> None:
        objects = [one for one in frame if one.tag in (f"{DRAW}object", f"{DRAW}object-ole")]
        images = [one for one in frame if one.tag == f"{DRAW}image"]
        for one in objects:
            new = self._object(folder + one.get(XLINK, "")) if one.tag == f"{DRAW}object" else None
            if new:
                one.set(XLINK, f"./{new}")
                frame[:] = [child for child in frame if child not in images and (child is one or child not in objects)]
                return
            frame.remove(one)
        targets = [folder + one.get(XLINK, "") for one in images]
        there = [one for one in targets if self._package.has(one)]
        if objects:
            self._findings.lose("attachment", "Eingebettetes Objekt")
        if images:
            name = self._pictures.first(there or targets, self._crop(there, clip))
            frame[:] = [child for child in frame if child not in images[1:]]
            if name:
                images[0].set(XLINK, name)
            else:
                frame.remove(images[0])
        if not len(frame):
            doomed.add(frame)

    def _crop(self, targets: list[str], clip: tuple[float, ...]) -> Crop:
        size = self._pictures.size(targets[0]) if targets and clip else None
        if size is None:
            return WHOLE
        top, right, bottom, left = clip
        wide, high = (72 * side for side in size)
        return left / wide, top / high, right / wide, bottom / high

    def _object(self, target: str) -> str | None:
        """The new name of a chart or formula that is put in; None for everything else."""
        folder = target.removeprefix("./").rstrip("/") + "/"
        if not self._package.has(folder + "content.xml"):
            return None
        root = tree.parse(self._package.read(folder + "content.xml"))
        if tree.space(root.tag) == MATH:
            kind = "math"
        elif root.find(f"{OFFICE}body/{OFFICE}chart") is not None:
            kind = "chart"
        else:
            return None
        self._objects += 1
        new = f"Object {self._objects}"
        self._read |= {name for name in self._package.names if name.startswith(folder.lower())}
        self._document(folder, f"{new}/")
        self._types[f"{new}/"] = OBJECTS[kind]
        return new


def _empty_placeholders(root: tree.Element) -> None:
    """What is written in them on a presentation's master is shown to nobody but who fills them in."""
    for page in root.iter(f"{STYLE}master-page"):
        for frame in page.iter(f"{DRAW}frame"):
            if frame.get("{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}placeholder") == "true":
                for box in frame.iter(f"{DRAW}text-box"):
                    box[:] = []


def _tell(package: Packed, name: str, findings: Findings) -> None:
    if name.startswith("thumbnails/"):
        findings.add("thumbnail", package.shown(name))
    elif name.startswith(("basic/", "scripts/", "dialogs/")):
        findings.add("script", package.shown(name))
    elif name == "meta.xml":
        for element in tree.parse(package.read(name)).iter():
            if label := TELLS.get(tree.local(element.tag)):
                findings.add(label, element.text or "")
            if tree.local(element.tag) == "template":
                findings.add("template", element.get(XLINK, ""))
    else:
        findings.add("dropped-part", package.shown(name))


def _manifest(types: dict[str, str]) -> bytes:
    root = tree.Element(f"{{{NS_MANIFEST}}}manifest", {f"{{{NS_MANIFEST}}}version": "1.3"})
    for name, kind in sorted(types.items()):
        about = {f"{{{NS_MANIFEST}}}full-path": name, f"{{{NS_MANIFEST}}}media-type": kind}
        root.append(tree.Element(f"{{{NS_MANIFEST}}}file-entry", about))
    return tree.write(root)
