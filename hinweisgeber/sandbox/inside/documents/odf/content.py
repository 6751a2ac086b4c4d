"""Scrubs one XML part of an ODT, ODS or ODP: known namespaces only, no changes, notes, programs, formulas and fields,
names given anew, and no text but where text is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...terms import Findings, words
from ...texts.invisible import plain, seen
from .. import tree
from ..formulas import RESULTS_STAY, tell_formula
from ..vocabulary import harmless, known_fonts

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, STYLE, DRAW = (f"{{{_ODF}{name}:1.0}}" for name in ("office", "text", "table", "style", "drawing"))
FO, SVG, SHOW = (f"{{{_ODF}{name}:1.0}}" for name in ("xsl-fo-compatible", "svg-compatible", "presentation"))
NUMBER, FORM, CHART = (f"{{{_ODF}{name}:1.0}}" for name in ("datastyle", "form", "chart"))
# How LibreOffice calls a line of a chart; elsewhere it stands in the chart's table.
SERIES = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}label-string"
_QUOTED = re.compile(r"[^\"]*")
MATH = "{http://www.w3.org/1998/Math/MathML}"
XLINK = "{http://www.w3.org/1999/xlink}href"
KNOWN = re.compile(
    r"|http://www\.w3\.org/(1999/xlink|XML/1998/namespace|1998/Math/MathML)"
    rf"|{re.escape(_ODF)}(office|style|text|table|drawing|presentation|dr3d|chart|form|script|datastyle"
    r"|(xsl-fo|svg)-compatible|of|manifest|meta):1\.[0-9]"
)
DROP = words(
    # notes and marks of who did what when
    "tracked-changes change change-start change-end annotation annotation-end "
    "user-defined meta bookmark bookmark-start bookmark-end reference-mark reference-mark-start "
    "reference-mark-end toc-mark toc-mark-start toc-mark-end user-index-mark user-index-mark-start "
    "user-index-mark-end alphabetical-index-mark alphabetical-index-mark-start alphabetical-index-mark-end "
    # programs, and what starts one or happens by itself
    "scripts script event-listeners event-listener forms error-macro animations par seq iterate sound "
    # what is loaded from elsewhere, or lies in the text unopened
    "applet plugin floating-frame binary-data image-map settings show handout-master presentation-page-layout "
    "dde-source dde-links dde-connection-decls dde-connection-decl section-source table-source cell-range-source "
    "database-source-sql database-source-table database-source-query database-ranges data-pilot-tables "
    # what a text or a table works out, and how its lists and indexes are made
    "variable-decls user-field-decls sequence-decls named-expressions content-validations label-ranges consolidation "
    "scenario detective table-of-content-source illustration-index-source table-index-source object-index-source "
    "user-index-source alphabetical-index-source bibliography-source bibliography-configuration "
    "alphabetical-index-auto-mark-file table-template"
)
# Fields that a reader fills in anew, from whoever opens the file or what it asks for. Their text stays, the field not.
FIELDS = words(
    "author-name author-initials initial-creator printed-by creator title subject description keywords user-defined "
    "sender-firstname sender-lastname sender-initials sender-title sender-position sender-email sender-phone-private "
    "sender-phone-work sender-fax sender-company sender-street sender-city sender-postal-code sender-country "
    "sender-state-or-province file-name template-name date time creation-date creation-time print-date print-time "
    "modification-date modification-time editing-duration editing-cycles database-display hidden-text "
    "dde-connection execute-macro conditional-text expression variable-set variable-get variable-input "
    "user-field-get user-field-input text-input a placeholder sequence sequence-ref reference-ref bookmark-ref "
    "note-ref bibliography-mark measure table-formula meta-field "
    # what frames an index: its lines stay as they were last made
    "table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography "
    "index-body index-title"
)
# What is told of elements that are left out; formulas beside it.
TOLD = {
    "binary-data": ("dropped-part", "Eingebettete Daten"),
    "execute-macro": ("script", "Makro"),
    "event-listener": ("script", "Makro bei einem Ereignis"),
    "named-expressions": ("dropped-part", "Benannte Bereiche"),
    "content-validations": ("dropped-part", "Eingabeprüfung"),
}
LOST = {
    "binary-data": ("picture", "Bild im Text"),
    "applet": ("attachment", "Programm"),
    "plugin": ("attachment", "Film oder Ton"),
    "floating-frame": ("attachment", "Eingebettete Seite"),
    "data-pilot-tables": ("part", "Regeln von Pivot-Tabellen"),
}
# What is said of pictures to those who cannot see them; a formula once more, as its program reads it; writers.
_ASIDE = {f"{SVG}title", f"{SVG}desc", f"{MATH}annotation", f"{MATH}annotation-xml"}
_ASIDE |= {f"{{http://purl.org/dc/elements/1.1/}}{name}" for name in ("creator", "date", "title", "description")}
# Of fields and cells; a drawing's formula tells its outline and stays.
CALCULATED = {
    *(f"{space}{name}" for space in (TEXT, TABLE) for name in ("formula", "condition", "expression")),
    *(f"{TABLE}number-matrix-{of}-spanned" for of in ("columns", "rows")),
    f"{TABLE}content-validation-name",
}
NUMBERS = re.compile(r"\s*value\(\)\s*[<>=!]+\s*-?[\d.]+\s*")
# Where text is shown; in all other elements nothing is written.
WRITTEN = {f"{TEXT}{name}" for name in words(
    "p h span ruby-base ruby-text note-citation page-number page-continuation page-count paragraph-count word-count "
    "character-count table-count image-count object-count chapter sheet-name"
)}  # fmt: skip
WRITTEN |= {f"{NUMBER}{name}" for name in ("text", "currency-symbol", "embedded-text")}
WRITTEN |= {f"{MATH}{name}" for name in ("mi", "mn", "mo", "mtext", "ms")}
SHOWN = {f"{TEXT}bullet-char", f"{STYLE}num-prefix", f"{STYLE}num-suffix", f"{OFFICE}string-value"}
NAMES = words(
    "master-page-name page-layout-name fill-gradient-name fill-hatch-name fill-image-name opacity-name stroke-dash "
    "marker-start marker-end use-header-name use-footer-name use-date-time-name"
)
NAMED = {  # of these the name is asked for by others
    *(f"{DRAW}{name}" for name in ("gradient", "hatch", "fill-image", "marker", "stroke-dash", "opacity")),
    *(f"{SHOW}{name}" for name in ("header-decl", "footer-decl", "date-time-decl")),
}
FONTS = words("font-name font-name-asian font-name-complex font-family font-family-asian font-family-complex")
LAYERS = words("layout background backgroundobjects controls measurelines")


class OdfScrubber:
    """Scrubs parts in place. `rename` gives a style its new name; `sheets` are names that may stay."""

    def __init__(self, findings: Findings, rename: Callable[[str], str], sheets: set[str]) -> None:
        self._findings, self._rename, self._sheets = findings, rename, sheets
        self._cells: set[str] = set()  # of the table of a chart
        self._named = {one for one in sheets if one == plain(one)} | {"local-table", ""}  # by ranges of cells

    def scrub(self, root: tree.Element) -> None:
        """Change the tree in place."""
        self._cells = {"".join(one.itertext()) for one in root.iterfind(f".//{CHART}chart//{TABLE}table-cell")}
        self._forget(root)
        tree.reshape(root, self._judge)
        for element in root.iter():
            if element.tag not in WRITTEN:
                element.text = None
                for child in element:
                    child.tail = None
                continue
            element.text = seen(element.text or "", self._findings)
            for child in element:
                child.tail = seen(child.tail or "", self._findings)

    def _judge(self, element: tree.Element) -> tree.Verdict:
        name = tree.local(element.tag)
        self._tell(element, name)
        if not KNOWN.fullmatch(tree.space(element.tag)) and element.tag not in _ASIDE:
            return "unwrap" if any((text or "").strip() for text in element.itertext()) else "drop"
        if element.tag.startswith((TEXT, DRAW)) and name in FIELDS:
            return "unwrap"
        if name in DROP or element.tag in _ASIDE or _compares_more_than_numbers(element):
            return "drop"
        self._forget(element)
        return "keep"

    def _forget(self, element: tree.Element) -> None:
        """Attributes of other namespaces (revision identifiers of the writing program), names, formulas."""
        for key, value in list(element.attrib.items()):
            new = self._new_value(element, key, value)
            if new is None:
                del element.attrib[key]
            else:
                element.set(key, new)

    def _new_value(self, element: tree.Element, key: str, value: str) -> str | None:
        """The value in the copy; None for none."""
        name = tree.local(key)
        if key == SERIES:
            names = {one for one in _QUOTED.findall(value) if one}
            return seen(value, self._findings) if names <= self._cells else None
        if not KNOWN.fullmatch(tree.space(key)) or key in CALCULATED or name in ("id", "layer-name"):
            return None
        if key == XLINK and element.tag == f"{CHART}chart":
            return None  # says that its numbers stand in the document around it; nothing is loaded there
        if key == XLINK or key in SHOWN:
            return value if key == XLINK else seen(value, self._findings)
        if element.tag == f"{STYLE}font-face" or name in FONTS:
            return value if known_fonts(value) or harmless(value) else None
        if name.endswith("style-name") or name in NAMES or key == f"{STYLE}name" or self._is_asked_for(element, key):
            return self._rename(value)
        if key == f"{TEXT}name" and element.tag == f"{TEXT}section":  # it is none without a name
            return self._rename(value)
        if key == f"{TABLE}name" and element.tag == f"{TABLE}table":
            return seen(value, self._findings) if value in self._sheets else self._rename(value)
        if key == f"{STYLE}condition":
            return value
        if key == f"{DRAW}layer":
            return value if value in LAYERS else None
        return value if harmless(value) or self._is_range(value) else None

    def _is_asked_for(self, element: tree.Element, key: str) -> bool:
        return element.tag in NAMED and key in (f"{DRAW}name", f"{SHOW}name")

    def _is_range(self, value: str) -> bool:
        """Cells of sheets that are shown, as charts name them."""
        parts = re.findall(r"(?:'((?:[^']|'')*)'|\$?([^\s.$:']*))\.\$?[A-Z]{1,3}\$?\d{1,7}", value)
        rest = re.sub(r"(?:\$?'(?:[^']|'')*'|\$?[^\s.$:']*)\.\$?[A-Z]{1,3}\$?\d{1,7}", "", value)
        names = {quoted.replace("''", "'") or bare for quoted, bare in parts}
        return bool(parts) and not rest.strip(" :") and names <= self._named

    def _tell(self, element: tree.Element, name: str) -> None:
        """What this element says, would load, start or work out."""
        if name in TOLD:
            self._findings.add(*TOLD[name])
        if name in LOST:
            self._findings.lose(*LOST[name])
        if name == "annotation" and element.tag.startswith(OFFICE):
            self._findings.add("comment", " ".join("".join(element.itertext()).split()))
            self._tell_writers(element)
        if name == "tracked-changes":
            for region in element:
                self._findings.add("tracked-change", " ".join(" ".join(region.itertext()).split()))
            self._tell_writers(element)
        if element.tag in (f"{SVG}title", f"{SVG}desc"):
            self._findings.add("title", element.text or "")
        if element.get(f"{TEXT}display") == "condition":
            self._findings.add("hidden-text", name)
        if name == "script":
            self._findings.add("script", "".join(element.itertext()))
        if f"{TABLE}formula" in element.attrib:
            self._findings.add("formula", RESULTS_STAY)
        for one in element.iter() if name in DROP else (element,):
            for key in CALCULATED & set(one.attrib):
                tell_formula(self._findings, one.attrib[key])
            link = one.get(XLINK, "")
            self._findings.add("link", link if "://" in link or (name == "a" and not link.startswith("#")) else "")
            said = (one.get(f"{OFFICE}dde-{key}", "") for key in ("application", "topic", "item"))
            self._findings.add("link", " ".join(said))

    def _tell_writers(self, element: tree.Element) -> None:
        for one in element.iter():
            if tree.local(one.tag) == "creator":
                self._findings.add("author", one.text or "")


def _compares_more_than_numbers(element: tree.Element) -> bool:
    """Whether this picks a style by a formula."""
    return element.tag == f"{STYLE}map" and not NUMBERS.fullmatch(element.get(f"{STYLE}condition", ""))
