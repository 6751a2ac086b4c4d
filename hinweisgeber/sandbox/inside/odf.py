"""ODT and ODS (OpenDocument 1.3): content, styles and pictures stay, scrubbed; the manifest is written anew."""

from __future__ import annotations

import re

from . import tree
from .formulas import RESULTS_STAY, tell_formula
from .kinds import MIMETYPE, FileKind
from .package import Packed, pack, picture
from .terms import Ceilings, Findings, Stop, words

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
    # notes and marks of who did what when
    "tracked-changes change change-start change-end annotation annotation-end title desc creator date "
    "user-defined meta meta-field "
    # programs, and what starts one
    "scripts script event-listeners event-listener forms error-macro "
    # what is loaded from elsewhere, or lies in the text unopened
    "object object-ole applet plugin floating-frame binary-data "
    "dde-source dde-links dde-connection-decls dde-connection-decl section-source table-source cell-range-source "
    "database-source-sql database-source-table database-source-query data-pilot-tables "
    # what a text or a table works out
    "variable-decls user-field-decls named-expressions content-validations label-ranges consolidation scenario"
)
# Fields that a reader fills in anew, from whoever opens the file or what it asks for. Their text stays, the field not.
FIELDS = words(
    "author-name author-initials initial-creator printed-by creator title subject description keywords user-defined "
    "sender-firstname sender-lastname sender-initials sender-title sender-position sender-email sender-phone-private "
    "sender-phone-work sender-fax sender-company sender-street sender-city sender-postal-code sender-country "
    "sender-state-or-province file-name template-name date time creation-date creation-time print-date print-time "
    "modification-date modification-time editing-duration editing-cycles database-display hidden-text "
    "dde-connection execute-macro conditional-text expression variable-set variable-get variable-input "
    "user-field-get user-field-input text-input"
)
# What is told of elements that are left out; formulas beside it.
TOLD = {
    "binary-data": ("dropped-part", "Eingebettete Daten"),
    "execute-macro": ("script", "Makro"),
    "event-listener": ("script", "Makro bei einem Ereignis"),
    "named-expressions": ("dropped-part", "Benannte Bereiche"),
    "content-validations": ("dropped-part", "Eingabeprüfung"),
}
OFFICE, TEXT, TABLE = (f"{{{_ODF}{name}:1.0}}" for name in ("office", "text", "table"))
# Of fields and cells; a drawing's formula tells its outline and stays.
CALCULATED = {
    *(f"{space}{name}" for space in (TEXT, TABLE) for name in ("formula", "condition", "expression")),
    *(f"{TABLE}number-matrix-{of}-spanned" for of in ("columns", "rows")),
    f"{TABLE}content-validation-name",
}
HIDDEN = words("none condition hidden collapse filter")
NUMBERS = re.compile(r"\s*value\(\)\s*[<>=!]+\s*-?[\d.]+\s*")


def clean_odf(package: Packed, kind: FileKind, findings: Findings, limits: Ceilings) -> bytes:
    """The new package. Raises Stop: encrypted, mismatch, and those of Packed."""
    if package.read("mimetype") != MIMETYPE[kind].encode():
        raise Stop("mismatch")
    if b"encryption-data" in package.read(MANIFEST):
        raise Stop("encrypted")
    parts = {"mimetype": MIMETYPE[kind].encode()}
    for name in package.names:
        if PICTURE.fullmatch(name):
            drawn = picture(package.read(name), name, findings, limits)
            if drawn is None:
                findings.add("dropped-part", name)
            else:
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


def _tell(package: Packed, name: str, findings: Findings) -> None:
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
        _tell_active(element, findings)
        if element.tag.startswith(TEXT) and name in FIELDS:
            return "unwrap"
        if not KNOWN.fullmatch(tree.space(element.tag)) or name in DROP or _compares_more_than_numbers(element):
            return "drop"
        if target and not target.startswith("#") and target.removeprefix("./") not in parts:
            findings.add("link", target)
            return "unwrap" if name == "a" else "drop"
        if HIDDEN & {element.get(f"{TEXT}display"), element.get(f"{TABLE}visibility")}:
            findings.add("hidden-text", name)
        _forget(element)
        return "keep"

    _forget(root)
    tree.reshape(root, judge)
    return root


def _tell_active(element: tree.Element, findings: Findings) -> None:
    """What this element would load, start or work out."""
    name = tree.local(element.tag)
    if name in TOLD:
        findings.add(*TOLD[name])
    if name == "script":
        findings.add("script", "".join(element.itertext()))
    if f"{TABLE}formula" in element.attrib:
        findings.add("formula", RESULTS_STAY)
    for one in element.iter() if name in DROP else (element,):
        for key in CALCULATED & set(one.attrib):
            tell_formula(findings, one.attrib[key])
        findings.add("link", one.get(XLINK, "") if "://" in one.get(XLINK, "") else "")
        findings.add("link", " ".join(one.get(f"{OFFICE}dde-{key}", "") for key in ("application", "topic", "item")))


def _compares_more_than_numbers(element: tree.Element) -> bool:
    """Whether this picks a style by a formula."""
    condition = f"{{{_ODF}style:1.0}}condition"
    return tree.local(element.tag) == "map" and not NUMBERS.fullmatch(element.get(condition, ""))


def _tell_changes(element: tree.Element, findings: Findings) -> None:
    for region in element:
        findings.add("tracked-change", " ".join(" ".join(region.itertext()).split()))
    for one in element.iter():
        if tree.local(one.tag) == "creator":
            findings.add("author", one.text or "")


def _forget(element: tree.Element) -> None:
    """Attributes of other namespaces (revision identifiers of the writing program), names of drawn things, formulas."""
    for key in list(element.attrib):
        if not KNOWN.fullmatch(tree.space(key)) or key in CALCULATED or key == f"{{{_ODF}drawing:1.0}}name":
            del element.attrib[key]


def _manifest(parts: dict[str, bytes], mimetype: str) -> bytes:
    types = {"xml": "text/xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
    root = tree.Element(f"{{{NS_MANIFEST}}}manifest", {f"{{{NS_MANIFEST}}}version": "1.3"})
    listed = {"/": mimetype} | {n: types[n.rsplit(".", 1)[-1].lower()] for n in sorted(parts) if n != "mimetype"}
    for name, kind in listed.items():
        about = {f"{{{NS_MANIFEST}}}full-path": name, f"{{{NS_MANIFEST}}}media-type": kind}
        root.append(tree.Element(f"{{{NS_MANIFEST}}}file-entry", about))
    return tree.write(root)
