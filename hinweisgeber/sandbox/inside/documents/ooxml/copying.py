"""DOCX, XLSX and PPTX from package to copy, and what their properties, comments and parts left behind tell."""

from __future__ import annotations

import posixpath
import re

from ...kinds import FileKind
from ...terms import Ceilings, Findings, Stop, words
from .. import tree
from ..package import Packed
from .growing import Growing
from .names import relations
from .sheet import Workbook
from .slides import Slides
from .word import Text

ROOMS = {FileKind.DOCX: Text, FileKind.XLSX: Workbook, FileKind.PPTX: Slides}
TELLS = {
    "creator": "author",
    "author": "author",
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
NAMED = words("author displayName userId name")
# Parts that are no text of the document, by how they are related to it.
ASIDE = words("core-properties extended-properties custom-properties customXml comments people commentAuthors person")
_PROPERTIES = re.compile(r"docprops/|customxml/|(.*/)?(people|persons?)\b")
ASIDE |= words("commentsExtended commentsIds commentsExtensible threadedComment authors")


def clean_ooxml(package: Packed, findings: Findings, limits: Ceilings) -> tuple[FileKind, bytes]:
    """What it is, and the copy. Raises Stop: mismatch for other kinds of document, and those of Packed."""
    growing = Growing(package, findings, limits)
    growing.room = ROOMS[growing.kind](growing)
    content = growing.grow()
    kinds = _tell_links(package, findings)
    for name in package.names:
        if name not in growing.reached and not name.endswith(".rels") and name != "[content_types].xml":
            _tell(package, name, kinds.get(name, ""), findings)
    return growing.kind, content


def _tell_links(package: Packed, findings: Findings) -> dict[str, str]:
    """How each part is related to others. Told are relationships that lead outwards, also those of parts that stay
    behind: settings may name a template."""
    kinds: dict[str, str] = {}
    for listed in package.names:
        if not listed.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(listed))
        try:
            found = relations(package, posixpath.join(folder, posixpath.basename(listed).removesuffix(".rels")))
        except Stop as stop:
            if stop.code != "damaged":
                raise
            continue
        for one in found.values():
            if one.outside:
                findings.add("template" if one.kind == "attachedTemplate" else "link", one.target)
            else:
                kinds.setdefault(one.target, one.kind)
    return kinds


def _tell(package: Packed, name: str, kind: str, findings: Findings) -> None:
    """What a part says that stays behind."""
    comments = "omment" in kind or "comment" in name
    if kind not in ASIDE and not comments and not _PROPERTIES.match(name):
        findings.add("dropped-part", package.shown(name))
        return
    if not name.endswith(".xml") and kind not in ASIDE:
        findings.add("thumbnail" if "thumbnail" in name else "dropped-part", package.shown(name))
        return
    try:
        root = tree.parse(package.read(name))
    except Stop as stop:
        if stop.code != "damaged":
            raise
        return
    for element in root.iter():
        if label := TELLS.get(tree.local(element.tag)):
            findings.add(label, element.text or "")
        for key, value in element.attrib.items():
            if tree.local(key) in NAMED and (comments or tree.local(key) != "name"):
                findings.add("author", value)
    if comments:
        findings.add("comment", tree.text_of(root))
