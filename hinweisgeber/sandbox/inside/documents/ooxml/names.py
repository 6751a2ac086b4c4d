"""Names of ECMA-376: its namespaces (those of Strict read as the others), and its relationships."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from .. import tree
from ..package import Packed, plain_name

_2006 = "http://schemas.openxmlformats.org"
_2010 = "http://schemas.microsoft.com/office/word/2010"
W = f"{_2006}/wordprocessingml/2006/main"
X = f"{_2006}/spreadsheetml/2006/main"
P = f"{_2006}/presentationml/2006/main"
A = f"{_2006}/drawingml/2006/main"
C = f"{_2006}/drawingml/2006/chart"
PIC = f"{_2006}/drawingml/2006/picture"
WP = f"{_2006}/drawingml/2006/wordprocessingDrawing"
XDR = f"{_2006}/drawingml/2006/spreadsheetDrawing"
DGM = f"{_2006}/drawingml/2006/diagram"
M = f"{_2006}/officeDocument/2006/math"
R = f"{_2006}/officeDocument/2006/relationships"
MC = f"{_2006}/markup-compatibility/2006"
WPS, WPG, WPC = (f"{_2010}/wordprocessing{kind}" for kind in ("Shape", "Group", "Canvas"))
A14 = "http://schemas.microsoft.com/office/drawing/2010/main"
DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
V = "urn:schemas-microsoft-com:vml"
XML = "http://www.w3.org/XML/1998/namespace"
TABLE = f"{_2006}/drawingml/2006/table"  # names the content of a frame
KNOWN = frozenset(("", W, X, P, A, C, PIC, WP, XDR, M, R, XML, WPS, WPG, WPC, A14))
NS_TYPES = f"{_2006}/package/2006/content-types"
NS_RELATIONS = f"{_2006}/package/2006/relationships"
_STRICT = re.compile(r"http://purl\.oclc\.org/ooxml/(\w+)/(?:2006/)?(\w+)")
_SHARE = re.compile(r"-?\d+(\.\d+)?%")


@dataclass(frozen=True)
class Relation:
    """What a part says of another one: how they are related, where it lies (a part's name, or anywhere), and whether
    it lies outside the package."""

    kind: str
    target: str
    outside: bool


def parse(data: bytes) -> tree.Element:
    """The root element, whatever of both dialects it is written in. Raises Stop(damaged)."""
    root = tree.parse(data)
    if b"purl.oclc.org" in data or "purl.oclc.org".encode("utf-16-le") in data:
        for element in root.iter():
            element.tag = _usual(element.tag)
            element.attrib = {_usual(key): _measure(element.tag, _usual(text)) for key, text in element.attrib.items()}
    return root


def _usual(name: str) -> str:
    return _STRICT.sub(rf"{_2006}/\1/2006/\2", name)


def _measure(tag: str, value: str) -> str:
    """In drawings Strict writes 12.5% for what is 12500 elsewhere."""
    drawn = "/drawingml/" in tag and _SHARE.fullmatch(value)
    return str(round(1000 * float(value[:-1]))) if drawn else value


def relations(package: Packed, part: str) -> dict[str, Relation]:
    """The relationships of a part (of the package itself: ``), by their identifiers. Raises Stop(damaged)."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if not package.has(listed):
        return {}
    found: dict[str, Relation] = {}
    for one in tree.parse(package.read(listed)):
        target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
        if not outside:
            target = plain_name(posixpath.join("/", folder, target.replace("\\", "/").partition("#")[0]))
        found.setdefault(one.get("Id", ""), Relation(posixpath.basename(one.get("Type", "")), target, outside))
    return found


def write_relations(listed: list[tuple[str, str]]) -> bytes:
    """A relationship part: kinds and names of parts; their identifiers are rId1, rId2 and so on."""
    root = tree.Element("Relationships", {"xmlns": NS_RELATIONS})
    for number, (kind, target) in enumerate(listed, 1):
        about = {"Id": f"rId{number}", "Type": f"{R}/{kind}", "Target": f"/{target}"}
        root.append(tree.Element("Relationship", about))
    return tree.write(root)


def relations_name(part: str) -> str:
    """Where the relationships of a part lie."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def write_types(types: dict[str, str]) -> bytes:
    """[Content_Types].xml, without prefixes: LibreOffice opens no text whose package has them there."""
    root = tree.Element("Types", {"xmlns": NS_TYPES})
    usual = {"png": "image/png", "jpeg": "image/jpeg", "xml": "application/xml"}
    usual["rels"] = "application/vnd.openxmlformats-package.relationships+xml"
    for extension, kind in sorted(usual.items()):
        root.append(tree.Element("Default", {"Extension": extension, "ContentType": kind}))
    for name, kind in sorted(types.items()):
        root.append(tree.Element("Override", {"PartName": f"/{name}", "ContentType": kind}))
    return tree.write(root)
