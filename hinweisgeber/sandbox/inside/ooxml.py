"""DOCX and XLSX (ECMA-376): which parts stay, and the tables that tie them together, written anew.

Learnt from mat2's list of parts; unlike it, relationships and what refers to them are rebuilt, never copied.
"""

from __future__ import annotations

import posixpath
import re

from . import tree
from .kinds import FileKind
from .ooxml_content import Scrubber
from .package import Packed, pack, picture
from .terms import Ceilings, Findings, Stop

CONTENT_TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
NS_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
NS_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = {FileKind.DOCX: "word/document.xml", FileKind.XLSX: "xl/workbook.xml"}
MAIN_TYPE = {FileKind.DOCX: "wordprocessingml.document.main+xml", FileKind.XLSX: "spreadsheetml.sheet.main+xml"}
STAYS = re.compile(
    r"word/(document|styles|numbering|footnotes|endnotes|header\d*|footer\d*)\.xml"
    r"|xl/(workbook|styles|sharedStrings)\.xml|xl/worksheets/sheet\d+\.xml|xl/drawings/drawing\d+\.xml"
    r"|(word|xl)/theme/theme\d*\.xml|(word|xl)/media/[\w.-]+\.(png|jpe?g|gif)"
)
TELLS = {
    "creator": "author",
    "lastModifiedBy": "last-editor",
    "created": "time",
    "modified": "time",
    "lastPrinted": "time",
    "title": "title",
    "subject": "title",
    "keywords": "title",
    "description": "comment",
    "category": "title",
    "Application": "software",
    "AppVersion": "software",
    "Company": "organisation",
    "Manager": "author",
    "Template": "template",
    "lpwstr": "comment",
    "filetime": "time",
}
TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "xml": "application/xml"}
TYPES["rels"] = "application/vnd.openxmlformats-package.relationships+xml"


def clean_ooxml(package: Packed, kind: FileKind, findings: Findings, limits: Ceilings) -> bytes:
    """The new package. Raises Stop: mismatch if its main part is not what the kind asks for, and those of Packed."""
    types = _content_types(package)
    if not types.get(MAIN[kind], "").endswith(MAIN_TYPE[kind]):
        raise Stop("mismatch")
    parts: dict[str, bytes] = {}
    for name in package.names:
        if name.endswith(".rels"):
            _tell_links(package, name, findings)
        elif (
            name.startswith(("docProps/", "customXml/")) or "omments" in name or "people" in name or "persons/" in name
        ):
            _tell(package, name, findings)
        elif STAYS.fullmatch(name) and "/media/" in name:
            drawn = picture(package.read(name), name, findings, limits)
            if drawn is None:
                findings.add("dropped-part", name)
            else:
                parts[name] = drawn
        elif not STAYS.fullmatch(name) and name != CONTENT_TYPES:
            findings.add("dropped-part", name)
    for name in (one for one in package.names if STAYS.fullmatch(one) and one.endswith(".xml")):
        parts[name] = b""
    return _rebuild(package, types, parts, kind, findings)


def _rebuild(
    package: Packed, types: dict[str, str], parts: dict[str, bytes], kind: FileKind, findings: Findings
) -> bytes:
    for name in [one for one in parts if one.endswith(".xml")]:
        kept = _relations(package, name, parts)
        root = tree.parse(package.read(name))
        Scrubber(findings, set(kept)).scrub(root)
        parts[name] = tree.write(root)
        if kept:
            parts[_relations_name(name)] = _write_relations(kept)
    main = f"{_OFFICE}/officeDocument", MAIN[kind]
    parts[RELATIONS] = _write_relations({"rId1": main})
    parts[CONTENT_TYPES] = _write_types(
        {name: types[name] for name in parts if name.endswith(".xml") and name in types}
    )
    return pack(parts, CONTENT_TYPES)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _content_types(package: Packed) -> dict[str, str]:
    root = tree.parse(package.read(CONTENT_TYPES))
    listed = (one for one in root if tree.local(one.tag) == "Override")
    return {one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in listed}


def _tell(package: Packed, name: str, findings: Findings) -> None:
    """What the properties and comments say, before they stay behind."""
    if "/media/" in name or not name.endswith(".xml"):
        findings.add("thumbnail" if "thumbnail" in name else "dropped-part", name)
        return
    for element in tree.parse(package.read(name)).iter():
        findings.add(TELLS.get(tree.local(element.tag), ""), element.text or "") if TELLS.get(
            tree.local(element.tag)
        ) else None
        for key, value in element.attrib.items():
            if tree.local(key) in ("author", "displayName", "userId"):
                findings.add("author", value)
    if "omment" in name:
        findings.add("comment", " ".join(tree.parse(package.read(name)).itertext()))


def _tell_links(package: Packed, name: str, findings: Findings) -> None:
    """Relationships that lead outwards, also those of parts that stay behind: settings may name a template."""
    for one in tree.parse(package.read(name)):
        if one.get("TargetMode") == "External":
            template = one.get("Type", "").endswith("attachedTemplate")
            findings.add("template" if template else "link", one.get("Target", ""))


def _relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _relations(package: Packed, part: str, parts: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """Identifier → (type, path from the root) of relationships to parts that stay."""
    name = _relations_name(part)
    if name not in package.names:
        return {}
    kept = {}
    for one in tree.parse(package.read(name)):
        kind, target = one.get("Type", ""), one.get("Target", "")
        if one.get("TargetMode") == "External":
            continue
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        if path in parts:
            kept[one.get("Id", "")] = kind, path
    return kept


def _write_relations(relations: dict[str, tuple[str, str]]) -> bytes:
    root = tree.Element("Relationships", {"xmlns": NS_RELATIONS})
    for identifier, (kind, path) in sorted(relations.items()):
        root.append(tree.Element("Relationship", {"Id": identifier, "Type": kind, "Target": f"/{path}"}))
    return tree.write(root)


def _write_types(types: dict[str, str]) -> bytes:
    """Like the relations without prefixes: LibreOffice opens no text whose package has them."""
    root = tree.Element("Types", {"xmlns": NS_TYPES})
    for extension, kind in sorted(TYPES.items()):
        root.append(tree.Element("Default", {"Extension": extension, "ContentType": kind}))
    for name, kind in sorted(types.items()):
        root.append(tree.Element("Override", {"PartName": f"/{name}", "ContentType": kind}))
    return tree.write(root)
