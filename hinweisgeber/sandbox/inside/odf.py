"""ODT and ODS (OpenDocument 1.3): content, styles and pictures stay, scrubbed; the manifest is written anew."""

from __future__ import annotations

import re

from . import tree
from .kinds import MIMETYPE, Kind
from .package import Package, pack, picture
from .terms import Findings, Limits, Stop, words

MANIFEST = "META-INF/manifest.xml"
NS_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
XLINK = "{http://www.w3.org/1999/xlink}href"
KNOWN = re.compile(
    r"|http://www\.w3\.org/(1999/xlink|XML/1998/namespace|1998/Math/MathML)|http://purl\.org/dc/elements/1\.1/"
    rf"|{re.escape(_ODF)}(office|style|text|table|drawing|presentation|dr3d|chart|form|script|datastyle"
    r"|(xsl-fo|svg)-compatible|of|manifest|meta):1\.[0-9]"
)
PICTURE = re.compile(r"Pictures/[\w.-]+\.(png|jpe?g|gif)")
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
DROP = words(
    "tracked-changes change change-start change-end annotation annotation-end scripts event-listeners forms dde- "
    "connection-decls dde-source object object-ole applet plugin floating-frame title desc creator date user- "
    "defined meta-field metadata glyph table-source cell-range-source label-ranges consolidation"
)
# Fields that a reader fills in anew from whoever opens the file. Their text stays, the field does not.
FIELDS = words(
    "author-name author-initials initial-creator printed-by sender-firstname sender-lastname sender-initials "
    "sender-email sender-company file-name template-name creation-date creation-time print-date print-time "
    "modification-date modification-time editing-duration editing-cycles database-display hidden-text"
)


def clean_odf(package: Package, kind: Kind, findings: Findings, limits: Limits) -> bytes:
    """The new package. Raises Stop: encrypted, mismatch, and those of Package."""
    if package.read("mimetype") != MIMETYPE[kind].encode():
        raise Stop("mismatch")
    if b"encryption-data" in package.read(MANIFEST):
        raise Stop("encrypted")
    parts = {"mimetype": MIMETYPE[kind].encode()}
    for name in package.names:
        if PICTURE.fullmatch(name):
            drawn = picture(package.read(name), name, findings, limits)
            if drawn is not None:
                parts[name] = drawn
        else:
            _tell(package, name, findings)
    for name in ("content.xml", "styles.xml"):
        if name in package.names:
            parts[name] = tree.write(_scrubbed(tree.parse(package.read(name)), set(parts), findings))
    if "content.xml" not in parts:
        raise Stop("damaged")
    parts[MANIFEST] = _manifest(parts, MIMETYPE[kind])
    return pack(parts, "mimetype")


def _tell(package: Package, name: str, findings: Findings) -> None:
    if name.startswith("Thumbnails/"):
        findings.add("thumbnail", name)
    elif name.startswith(("Basic/", "Scripts/", "Dialogs/")):
        findings.add("script", name)
    elif name == "meta.xml":
        for element in tree.parse(package.read(name)).iter():
            if label := TELLS.get(tree.local(element.tag)):
                findings.add(label, element.text or "")
            if tree.local(element.tag) == "template":
                findings.add("template", element.get(XLINK, ""))
    elif name not in ("mimetype", MANIFEST, "content.xml", "styles.xml", "settings.xml", "manifest.rdf"):
        findings.add("dropped-part", name)


def _scrubbed(root: tree.Element, parts: set[str], findings: Findings) -> tree.Element:
    def judge(element: tree.Element) -> tree.Verdict:
        name = tree.local(element.tag)
        if name in ("annotation", "changed-region"):
            label = "comment" if name == "annotation" else "tracked-change"
            findings.add(label, " ".join("".join(element.itertext()).split()))
        if name == "tracked-changes":
            _tell_changes(element, findings)
        target = element.get(XLINK, "")
        if not KNOWN.fullmatch(tree.space(element.tag)) or name in DROP:
            return "drop"
        if name in FIELDS:
            return "unwrap"
        if target and not target.startswith("#") and target.removeprefix("./") not in parts:
            findings.add("link", target)
            return "unwrap" if name == "a" else "drop"
        if "hidden" in (element.get(f"{{{_ODF}text:1.0}}display"), element.get(f"{{{_ODF}table:1.0}}visibility")):
            findings.add("hidden-text", name)
        _forget(element)
        return "keep"

    _forget(root)
    tree.reshape(root, judge)
    return root


def _tell_changes(element: tree.Element, findings: Findings) -> None:
    for region in element:
        findings.add("tracked-change", " ".join(" ".join(region.itertext()).split()))
    for one in element.iter():
        if tree.local(one.tag) == "creator":
            findings.add("author", one.text or "")


def _forget(element: tree.Element) -> None:
    """Attributes of other namespaces (revision identifiers of the writing program) and names of drawn things."""
    for key in list(element.attrib):
        if not KNOWN.fullmatch(tree.space(key)) or key == f"{{{_ODF}drawing:1.0}}name":
            del element.attrib[key]


def _manifest(parts: dict[str, bytes], mimetype: str) -> bytes:
    types = {"xml": "text/xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
    root = tree.Element(f"{{{NS_MANIFEST}}}manifest", {f"{{{NS_MANIFEST}}}version": "1.3"})
    listed = {"/": mimetype} | {n: types[n.rsplit(".", 1)[-1].lower()] for n in sorted(parts) if n != "mimetype"}
    for name, kind in listed.items():
        about = {f"{{{NS_MANIFEST}}}full-path": name, f"{{{NS_MANIFEST}}}media-type": kind}
        root.append(tree.Element(f"{{{NS_MANIFEST}}}file-entry", about))
    return tree.write(root)
