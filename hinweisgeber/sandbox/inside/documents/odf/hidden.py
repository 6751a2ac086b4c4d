"""What nobody sees in an ODT, ODS or ODP: it goes, and is told."""

from __future__ import annotations

from ...terms import LIKE_ITS_GROUND, TINY, Findings
from .. import tree
from ..looks import Look, alike
from .content import DRAW, FO, OFFICE, STYLE, SVG, TABLE, TEXT
from .looks import OdfLooks, points

SMALLEST = 2.0  # points
COLUMNS = 20_000  # more than any table has


class Hidden:
    """Takes out what is not seen, by the styles of both parts."""

    def __init__(self, roots: list[tree.Element], findings: Findings, slides: bool) -> None:
        self._findings, self._slides = findings, slides
        self._looks = OdfLooks(roots, slides)
        self._size = _page(roots)

    def drop(self, root: tree.Element) -> None:
        """Change the tree in place."""
        doomed: dict[tree.Element, str] = {}
        waiting: list[tuple[tree.Element, str, Look]] = [(root, self._looks.page, Look())]
        while waiting:
            element, ground, around = waiting.pop()
            if element.tag == f"{TABLE}table":
                _fold(element)
                self._drop_columns(element)
                _say_styles(element)
            if how := self._how_hidden(element, ground, around):
                doomed[element] = how
                continue
            ground, around = self._looks.inside(element, ground, around)
            if element.tag in _WRITTEN and (how := _unreadable(around, ground)):
                self._empty(element, how)
            waiting.extend((child, ground, around) for child in element)
        for element, how in doomed.items():
            cells = sum(child.tag == f"{TEXT}p" for cell in element.iter(f"{TABLE}table-cell") for child in cell)
            if element.tag == f"{TABLE}table":
                self._findings.hidden.update(element.get(f"{TABLE}name", "").split())
            if text := tree.lines_of(element):
                self._findings.hide(how, text, cells=cells)
            if element.tag in _STAYING:
                _blank(element)
        gone = {element for element in doomed if element.tag not in _STAYING}
        tree.reshape(root, lambda element: "drop" if element in gone else "keep")

    def _how_hidden(self, element: tree.Element, ground: str, around: Look) -> str:
        if element.tag == f"{TABLE}table-row" and (_is_folded(element) or self._is_flat(element)):
            return "Verborgene Zeile"
        if element.tag == f"{TABLE}covered-table-cell" and len(element):
            return "Unter verbundenen Zellen"
        if element.get(f"{TEXT}display") == "none" or element.get(f"{TEXT}is-hidden") == "true":
            return "Verborgener Abschnitt"
        if element.get(f"{STYLE}display") == "false":
            return "Kopf- oder Fußzeile ohne Seite"
        if element.tag == f"{TABLE}table" and self._looks.of("table", element.get(f"{TABLE}style-name", "")).gone:
            return f"Blatt „{element.get(f'{TABLE}name', '')}“"
        if element.tag == f"{DRAW}page" and self._looks.of("drawing-page", element.get(f"{DRAW}style-name", "")).gone:
            return "Ausgeblendete Folie"
        if self._slides and element.tag.startswith(DRAW) and self._is_outside(element):
            return "Neben der Folie"
        return ""

    def _empty(self, element: tree.Element, how: str) -> None:
        """Its own words go; what is in it is looked at by itself."""
        own = [element.text or "", *(child.tail or "" for child in element)]
        if text := " ".join(one for one in own if one.strip()):
            self._findings.hide(how, text)
        element.text = None
        for child in element:
            child.tail = None

    def _drop_columns(self, table: tree.Element) -> None:
        gone = self._hidden_columns(table)
        if not gone:
            return
        for row in table.iter(f"{TABLE}table-row"):
            place = 0
            for cell in row:
                if place in gone and (text := tree.lines_of(cell)):
                    self._findings.hide("Verborgene Spalte", text, cells=sum(one.tag == f"{TEXT}p" for one in cell))
                    _blank(cell)
                place += _repeated(cell)

    def _hidden_columns(self, table: tree.Element) -> set[int]:
        gone: set[int] = set()
        place = 0
        for column in table.iter(f"{TABLE}table-column"):
            wide = _repeated(column)
            if _is_folded(column) or self._is_flat(column):
                gone |= set(range(place, min(place + wide, COLUMNS)))
            place += wide
        return gone

    def _is_flat(self, line: tree.Element) -> bool:
        """Whether a row has no height, or a column no width."""
        return bool(self._looks.of(tree.local(line.tag), line.get(f"{TABLE}style-name", "")).gone)

    def _is_outside(self, shape: tree.Element) -> bool:
        """Whole shapes that stand beside their page."""
        values = [points(shape.get(f"{SVG}{key}", "")) for key in ("x", "y", "width", "height")]
        if None in values or self._size is None or shape.get(f"{DRAW}transform"):
            return False
        left, top, wide, high = (value or 0.0 for value in values)
        return left + wide <= 0 or top + high <= 0 or left >= self._size[0] or top >= self._size[1]


_GROUPS = {f"{TABLE}table-{line}-group": f"{TABLE}table-{line}" for line in ("row", "column")}
_DEFAULT = f"{TABLE}default-cell-style-name"
_WRITTEN = frozenset((f"{TEXT}p", f"{TEXT}h", f"{TEXT}span"))
_STAYING = frozenset(  # their place is counted
    f"{TABLE}{name}" for name in ("table-row", "table-cell", "covered-table-cell")
)


def _unreadable(look: Look, ground: str) -> str:
    if look.gone:
        return "Verborgen"
    if look.size <= SMALLEST:
        return TINY
    same = ground and look.colour and alike(look.colour.lstrip("#"), ground.lstrip("#"))
    return LIKE_ITS_GROUND if same else ""


def _say_styles(table: tree.Element) -> None:
    """Cells that name no style have that of their row, or of their column: they are told so."""
    columns = [
        style for one in table.iter(f"{TABLE}table-column") for style in [one.get(_DEFAULT, "")] * _repeated(one)
    ]
    for row in table.iter(f"{TABLE}table-row"):
        place = 0
        for cell in row:
            usual = row.get(_DEFAULT) or (columns[place] if place < len(columns) else "")
            if len(cell) and usual and not cell.get(f"{TABLE}style-name"):
                cell.set(f"{TABLE}style-name", usual)
            place += _repeated(cell)


def _repeated(one: tree.Element) -> int:
    repeated = one.get(f"{TABLE}number-columns-repeated", "1")
    return min(int(repeated) if repeated.isdecimal() else 1, COLUMNS)


def _is_folded(line: tree.Element) -> bool:
    return line.get(f"{TABLE}visibility") in ("collapse", "filter")


def _fold(table: tree.Element) -> None:
    """Rows and columns of a group that is folded are not shown, whatever they say themselves."""
    for group in table.iter():
        if group.tag in _GROUPS and group.get(f"{TABLE}display") == "false":
            for line in group.iter(_GROUPS[group.tag]):
                line.set(f"{TABLE}visibility", "collapse")


def _blank(element: tree.Element) -> None:
    """A row or cell that holds nothing, in its place."""
    cells = list(element) if element.tag == f"{TABLE}table-row" else [element]
    for cell in cells:
        cell[:] = []
        for key in [key for key in cell.attrib if key.startswith(OFFICE)]:
            del cell.attrib[key]


def _page(roots: list[tree.Element]) -> tuple[float, float] | None:
    """Width and height of a presentation's pages, if they are all alike."""
    sizes = set()
    for root in roots:
        for layout in root.iter(f"{STYLE}page-layout-properties"):
            wide, high = (points(layout.get(f"{FO}page-{side}", "")) for side in ("width", "height"))
            if wide and high:
                sizes.add((max(wide, high), max(wide, high)))
    return max(sizes) if sizes else None
