"""Tables (SpreadsheetML): what is hidden goes and is told; strings and formats are numbered anew."""

from __future__ import annotations

import re

from ...terms import LIKE_ITS_GROUND, TINY
from ...texts.invisible import plain
from .. import tree
from .drawings import of_smart_art
from .growing import Growing
from .names import DGM, XDR, R
from .parts import CopiedPart, Room
from .sheet_formats import Format, Palette, formats_of, run_hidden, x
from .sheet_places import PLACE, Merged, column, hidden_columns

_CONTROL = re.compile(rb"ObjectType=[\"'](?!Note|Pict)")
_CELLS = re.compile(r"(?:'((?:[^']|'')*)'|([^\W\d][\w.]*))!\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?")


class Workbook(Room):
    """The room of tables."""

    def __init__(self, growing: Growing) -> None:
        self._growing, self._findings = growing, growing.findings
        self._strings: dict[str, int] = {}
        self._all: list[tree.Element] | None = None
        self._formats: list[Format] = []
        self._palette = Palette()
        self._gone: dict[str, dict[int, str]] = {}  # of a string: its parts that no cell shows, and how they are hidden
        self._used: set[str] = {"0"}
        self._told: set[str] = set()
        self._guessed: set[str] = set()  # of them: those that a reader may see
        self._sheets: set[str] = set()

    def before(self, part: CopiedPart) -> None:
        """Raises Stop."""
        if part.is_ == "workbook":
            self._learn(part)
            self._drop_hidden_sheets(part)
        elif part.is_ == "worksheet":
            self._drop_unseen(part)
        elif part.is_ == "sst":
            self._keep_strings(part.root)
        elif part.is_ == "styleSheet":
            self._keep_formats(part.root)
        elif part.is_ == "wsDr":
            self._draw(part)

    def after(self, part: CopiedPart) -> None:
        """Raises Stop."""
        if part.is_ == "styleSheet":
            for number, style in enumerate(part.root.iter(x("cellStyle"))):
                style.set("name", "Normal" if style.get("builtinId") == "0" else f"s{number}")

    def may_refer(self, formula: str) -> bool:
        """Cells of sheets that are shown."""
        found = _CELLS.fullmatch(formula)
        return found is not None and (found[1] or found[2] or "").replace("''", "'") in self._sheets

    def _learn(self, part: CopiedPart) -> None:
        found = {kind: self._growing.related(part.source, kind) for kind in ("styles", "theme", "sharedStrings")}
        for styles in found["styles"]:
            self._palette = Palette(styles, next(iter(found["theme"]), None))
            self._formats = formats_of(styles, self._palette)
        for strings in found["sharedStrings"]:
            self._all = list(strings)

    def _drop_hidden_sheets(self, part: CopiedPart) -> None:
        part.root[:] = [
            one for one in part.root if tree.local(one.tag) in ("workbookPr", "bookViews", "sheets", "definedNames")
        ]
        for view in part.root.iter(x("workbookView")):
            view.attrib.clear()  # windows tell of a screen
        for sheets in part.root.findall(x("sheets")):
            kept = []
            for sheet in sheets:
                relation = part.before.get(sheet.get(f"{{{R}}}id", ""))
                if sheet.get("state", "visible") == "visible":
                    kept.append(sheet)
                    self._sheets |= {name for name in (sheet.get("name", ""),) if name == plain(name)}
                    if relation and relation.kind not in ("worksheet", "chartsheet"):
                        self._findings.add("script", f"Makroblatt {sheet.get('name', '')}")
                elif (root := self._growing.part_at(relation)) is not None:
                    self._hide(f"Blatt „{sheet.get('name', '')}“", list(root.iter(x("c"))))
                    if edges := " ".join(map(tree.text_of, root.findall(x("headerFooter")))):
                        self._findings.hide("Kopf- oder Fußzeile eines verborgenen Blatts", edges)
            sheets[:] = kept

    def _hide(self, how: str, cells: list[tree.Element]) -> None:
        filled = [cell for cell in cells if _is_filled(cell)]
        told = {cell: self._text(cell) for cell in filled}
        self._told.update(told.values())
        if how in (TINY, LIKE_ITS_GROUND):
            self._guessed.update(told.values())
        own = " ".join(text for cell, text in told.items() if cell.get("t") != "s")
        self._findings.hide(how, " ".join(told.values()), own, len(filled))

    def _text(self, cell: tree.Element) -> str:
        if cell.get("t") == "s":
            item = self._item(cell)
            return tree.text_of(item) if item is not None else ""
        return " ".join(tree.text_of(one) for one in cell if tree.local(one.tag) in ("v", "is"))

    def _item(self, cell: tree.Element) -> tree.Element | None:
        value = cell.find(x("v"))
        number = (value.text or "").strip() if value is not None else ""
        known = self._all or []
        return known[int(number)] if number.isdecimal() and int(number) < len(known) else None

    def _drop_unseen(self, part: CopiedPart) -> None:
        root = part.root
        coloured = all(root.find(x(name)) is None for name in ("conditionalFormatting", "tableParts", "picture"))
        columns, merged = hidden_columns(root), Merged(root)
        hidden: dict[str, list[tree.Element]] = {}
        for row in root.iter(x("row")):
            gone = row.get("hidden") in ("1", "true") or row.get("ht") in ("0", "0.0")
            kept = []
            for cell in row:
                how = "Verborgene Zeile" if gone else self._how_hidden(cell, columns, coloured)
                how = how or ("Unter verbundenen Zellen" if merged.covers(cell) else "")
                if how and cell.tag == x("c"):
                    if _is_filled(cell):
                        hidden.setdefault(how, []).append(cell)
                    continue
                kept.append(cell)
                if self._runs(cell):
                    self._judge_runs(cell, coloured)
            row[:] = kept
        for how, cells in hidden.items():
            self._hide(how, cells)
        self._tell_controls(part)
        self._number(part)

    def _tell_controls(self, part: CopiedPart) -> None:
        """Of old ones only a drawing in VML is left, and what it says cannot be told from notes without reading it."""
        for relation in part.before.values():
            there = relation.kind == "vmlDrawing" and self._growing.package.has(relation.target)
            if there and _CONTROL.search(self._growing.package.read(relation.target)):
                self._findings.lose("form", "Steuerelement")

    def _how_hidden(self, cell: tree.Element, columns: list[tuple[int, int]], coloured: bool) -> str:
        place = PLACE.fullmatch(cell.get("r", ""))
        if place and any(first <= column(place[1]) <= last for first, last in columns):
            return "Verborgene Spalte"
        how = self._format(cell).how(coloured)
        return "" if how in (TINY, LIKE_ITS_GROUND) and self._runs(cell) else how

    def _format(self, cell: tree.Element) -> Format:
        number = cell.get("s", "0")
        return self._formats[int(number)] if number.isdecimal() and int(number) < len(self._formats) else Format()

    def _runs(self, cell: tree.Element) -> list[tree.Element]:
        """The parts of its text, where they are written in ways of their own."""
        item = self._item(cell) if cell.get("t") == "s" else cell.find(x("is"))
        return item.findall(x("r")) if item is not None else []

    def _judge_runs(self, cell: tree.Element, coloured: bool) -> None:
        """Parts of a text that are not seen: those of a shared one only where no cell shows them."""
        form, runs = self._format(cell), self._runs(cell)
        gone = {n: how for n, run in enumerate(runs) if (how := run_hidden(run, form, coloured, self._palette))}
        if cell.get("t") == "s" and (value := cell.find(x("v"))) is not None:
            before = self._gone.setdefault((value.text or "").strip(), gone)
            for one in before.keys() - gone.keys():
                del before[one]
        else:
            self._drop_runs(runs, gone)

    def _drop_runs(self, runs: list[tree.Element], gone: dict[int, str]) -> None:
        for number, how in gone.items():
            self._findings.hide(how, tree.text_of(runs[number]))
            runs[number][:] = []
            tree.add(runs[number], x("t"))

    def _number(self, part: CopiedPart) -> None:
        for element in part.root.iter():
            name = tree.local(element.tag)
            if name in ("c", "row") and element.get("s"):
                self._used.add(element.get("s", ""))
            if name == "col" and element.get("style"):
                self._used.add(element.get("style", ""))
            if name != "c":
                continue
            if element.get("vm"):
                self._findings.lose("picture", f"Bild in Zelle {element.get('r', '')}")
            if element.get("t") == "s" and (value := element.find(x("v"))) is not None:
                old = (value.text or "").strip()
                value.text = str(self._strings.setdefault(old, len(self._strings)))

    def _keep_strings(self, root: tree.Element) -> None:
        known = list(root)
        for old in self._strings.keys() & self._gone.keys():
            if old.isdecimal() and int(old) < len(known):
                self._drop_runs(known[int(old)].findall(x("r")), self._gone[old])
        kept = [known[int(old)] for old in self._strings if old.isdecimal() and int(old) < len(known)]
        for one in set(known) - set(kept):
            text = tree.text_of(one)
            self._findings.hidden.update(() if text in self._guessed else text.split())
            if text not in self._told:  # those of hidden cells are told with them
                self._findings.add("hidden-text", f"Zeichenfolge ohne Zelle: {text}")
        root[:] = kept
        root.attrib.clear()

    def _keep_formats(self, root: tree.Element) -> None:
        used = set()
        for name in ("cellXfs", "cellStyleXfs"):
            for list_ in root.findall(x(name)):
                for number, one in enumerate(list_):
                    if name == "cellXfs" and str(number) in self._used:
                        used.add(one.get("numFmtId", "0"))
                    elif not re.fullmatch(r"\d{1,2}|1[0-5]\d|16[0-3]", one.get("numFmtId", "0")):
                        one.set("numFmtId", "0")
        for list_ in root.findall(x("numFmts")):
            list_[:] = [one for one in list_ if one.get("numFmtId") in used]
            list_.set("count", str(len(list_)))
            if not len(list_):
                root.remove(list_)

    def _draw(self, part: CopiedPart) -> None:
        root = part.root
        gone = {
            anchor
            for anchor in root
            if any(one.get("hidden") in ("1", "true") for one in anchor.iter(f"{{{XDR}}}cNvPr"))
        }
        for anchor in gone:
            self._findings.hide("Verborgene Zeichnung", tree.text_of_shapes(anchor))
        tree.without(root, gone)
        around = tree.parents(root)
        for ids in list(root.iter(f"{{{DGM}}}relIds")):
            frame = tree.outer(around, ids, "graphicFrame")
            drawing = self._growing.smart_art(part, ids)
            if drawing is None:
                tree.without(root, {around[frame]})
                continue
            group = of_smart_art(drawing, frame, XDR)
            outer = around[frame]
            outer[:] = [group if one is frame else one for one in outer]


def _is_filled(cell: tree.Element) -> bool:
    return any(tree.local(one.tag) in ("v", "is") for one in cell)
