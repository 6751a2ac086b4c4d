"""What is drawn in older or indirect ways becomes a plain drawing of DrawingML: VML, SmartArt, previews of objects."""

from __future__ import annotations

import re

from .. import tree
from .names import DSP, PIC, WP, WPG, WPS, A, C, P, R, V, W

_SHAPES = frozenset(("shape", "rect", "roundrect", "oval", "line", "polyline", "arc", "curve"))
EMU = {"pt": 12700, "in": 914400, "cm": 360000, "mm": 36000, "px": 9525, "pc": 152400, "": 9525}
_SIZE = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px|pc|)")
INCH = 914400


def of_vml(pict: tree.Element) -> list[tree.Element]:
    """The drawings of Word that show what this VML shows: its pictures, text boxes and written art, one after another;
    lines and areas are not among them."""
    made: list[tree.Element] = []
    waiting = list(pict)[::-1]
    while waiting:
        shape = waiting.pop()
        if tree.space(shape.tag) == V and tree.local(shape.tag) not in ("shapetype", "textbox"):
            made += [_inline(shape, one) for one in _of_shape(shape)]
            waiting += list(shape)[::-1]
    return made


def lines_and_areas(pict: tree.Element) -> int:
    """How many shapes of this VML show something of their own that no drawing of Word here has."""
    return sum(
        tree.space(one.tag) == V
        and tree.local(one.tag) in _SHAPES
        and (_is_filled(one) if _of_shape(one) else _is_filled(one, "white") or not _is_off(one, "stroked"))
        for one in pict.iter()
    )


def _is_off(shape: tree.Element, name: str) -> bool:
    said = shape.find(f"{{{V}}}{name.removesuffix('ed')}")
    on = said.get("on", "t") if said is not None else "t"
    return shape.get(name, on) in ("f", "false")


def _is_filled(shape: tree.Element, usual: str = "") -> bool:
    """Whether it lays a colour over the paper."""
    if _is_off(shape, "filled") or shape.find(f"{{{V}}}imagedata") is not None:
        return False
    return shape.get("fillcolor", usual).partition(" ")[0].lower() not in ("", "white", "#fff", "#ffffff", "window")


def _of_shape(shape: tree.Element) -> list[tree.Element]:
    found = []
    for child in shape:
        name = tree.local(child.tag)
        box = child.find(f"{{{W}}}txbxContent")
        if name == "imagedata":
            found.append(_picture(child))
        elif name == "textbox" and box is not None:
            found.append(_box(box))
        elif name == "textpath" and child.get("string"):
            found.append(_box(_paragraphs([[child.get("string", "")]])))
    return found


def _inline(shape: tree.Element, drawn: tree.Element) -> tree.Element:
    """The drawing in its place and size; only what floats on purpose floats."""
    style = dict(part.split(":", 1) for part in shape.get("style", "").split(";") if ":" in part)
    wide, high = (_length(style.get(key, "")) or INCH for key in ("width", "height"))
    floats = "absolute" in style.get("position", "")
    drawing = tree.Element(f"{{{W}}}drawing")
    left, top = (_length(style.get(f"margin-{side}", "")) for side in ("left", "top"))
    return _filled(drawing, drawn, (wide, high), (left, top) if floats else None)


def _filled(
    drawing: tree.Element, drawn: tree.Element, size: tuple[int, int], place: tuple[int, int] | None
) -> tree.Element:
    about = dict.fromkeys(("distT", "distB", "distL", "distR"), "0")
    if place is None:
        frame = tree.add(drawing, f"{{{WP}}}inline", about)
    else:
        about |= {"simplePos": "0", "relativeHeight": "1", "behindDoc": "0", "locked": "0", "layoutInCell": "1"}
        frame = tree.add(drawing, f"{{{WP}}}anchor", about | {"allowOverlap": "1"})
        tree.add(frame, f"{{{WP}}}simplePos", {"x": "0", "y": "0"})
        for name, to, far in (("positionH", "column", place[0]), ("positionV", "paragraph", place[1])):
            tree.add(tree.add(frame, f"{{{WP}}}{name}", {"relativeFrom": to}), f"{{{WP}}}posOffset").text = str(far)
    tree.add(frame, f"{{{WP}}}extent", {"cx": str(size[0]), "cy": str(size[1])})
    if place is not None:
        tree.add(frame, f"{{{WP}}}wrapNone")
    tree.add(frame, f"{{{WP}}}docPr", {"id": "1", "name": ""})
    data = tree.add(tree.add(frame, f"{{{A}}}graphic"), f"{{{A}}}graphicData", {"uri": tree.space(drawn.tag)})
    for transform in drawn.iter(f"{{{A}}}xfrm"):
        for extent in transform.findall(f"{{{A}}}ext"):
            if not extent.get("cx"):
                extent.attrib.update({"cx": str(size[0]), "cy": str(size[1])})
    data.append(drawn)
    return drawing


def _picture(data: tree.Element) -> tree.Element:
    made = tree.Element(f"{{{PIC}}}pic")
    about = tree.add(made, f"{{{PIC}}}nvPicPr")
    tree.add(about, f"{{{PIC}}}cNvPr", {"id": "1", "name": ""})
    tree.add(about, f"{{{PIC}}}cNvPicPr")
    fill = tree.add(made, f"{{{PIC}}}blipFill")
    tree.add(fill, f"{{{A}}}blip", {f"{{{R}}}embed": data.get(f"{{{R}}}id", "")})
    sides = {"l": "cropleft", "t": "croptop", "r": "cropright", "b": "cropbottom"}
    tree.add(fill, f"{{{A}}}srcRect", {side: str(_share(data.get(name, "0"))) for side, name in sides.items()})
    tree.add(tree.add(fill, f"{{{A}}}stretch"), f"{{{A}}}fillRect")
    made.append(_outline(f"{{{PIC}}}spPr"))
    return made


def _box(content: tree.Element) -> tree.Element:
    made = tree.Element(f"{{{WPS}}}wsp")
    tree.add(made, f"{{{WPS}}}cNvSpPr", {"txBox": "1"})
    made.append(_outline(f"{{{WPS}}}spPr"))
    tree.add(made, f"{{{WPS}}}txbx").append(content)
    tree.add(made, f"{{{WPS}}}bodyPr")
    return made


def _outline(tag: str) -> tree.Element:
    made = tree.Element(tag)
    transform = tree.add(made, f"{{{A}}}xfrm")
    tree.add(transform, f"{{{A}}}off", {"x": "0", "y": "0"})
    tree.add(transform, f"{{{A}}}ext")
    tree.add(tree.add(made, f"{{{A}}}prstGeom", {"prst": "rect"}), f"{{{A}}}avLst")
    return made


def _paragraphs(lines: list[list[str]]) -> tree.Element:
    content = tree.Element(f"{{{W}}}txbxContent")
    for line in lines:
        paragraph = tree.add(content, f"{{{W}}}p")
        for run in line:
            tree.add(tree.add(paragraph, f"{{{W}}}r"), f"{{{W}}}t").text = run
    return content


def _length(text: str) -> int:
    found = _SIZE.fullmatch(text.strip())
    return min(round(float(found[1]) * EMU[found[2]]), 10**8) if found and found[1] not in ("-", ".", "-.") else 0


def _share(text: str) -> int:
    """VML counts in parts of 65536 (`1000f`) or of one."""
    found = re.fullmatch(r"(-?\d*\.?\d+)(f|%|)", text)
    if not found:
        return 0
    return round(float(found[1]) * {"f": 100_000 / 65536, "%": 1000.0, "": 100_000.0}[found[2]])


def of_smart_art(drawing: tree.Element, frame: tree.Element, host: str) -> tree.Element:
    """The shapes that were last drawn for a SmartArt, as a group. `drawing`: its part, `frame`: where it stands,
    `host`: the namespace of the group (that of slides, of tables' drawings, or of Word's groups)."""
    size = next(
        (
            (e.get("cx", "0"), e.get("cy", "0"))
            for e in frame.iter()
            if tree.local(e.tag) in ("extent", "ext") and e.get("cx")
        ),
        ("0", "0"),
    )
    off = next(((e.get("x", "0"), e.get("y", "0")) for e in frame.iter() if tree.local(e.tag) == "off"), ("0", "0"))
    group = tree.Element(f"{{{host}}}{'wgp' if host == WPG else 'grpSp'}")
    if host == WPG:
        tree.add(group, f"{{{WPG}}}cNvGrpSpPr")
    else:
        about = tree.add(group, f"{{{host}}}nvGrpSpPr")
        tree.add(about, f"{{{host}}}cNvPr", {"id": "1", "name": ""})
        tree.add(about, f"{{{host}}}cNvGrpSpPr")
        if host == P:
            tree.add(about, f"{{{P}}}nvPr")
    transform = tree.add(tree.add(group, f"{{{host}}}grpSpPr"), f"{{{A}}}xfrm")
    for name, one in (("off", off), ("ext", size), ("chOff", ("0", "0")), ("chExt", size)):
        keys = ("x", "y") if name.endswith("ff") else ("cx", "cy")
        tree.add(transform, f"{{{A}}}{name}", dict(zip(keys, one, strict=True)))
    for shape in drawing.iter(f"{{{DSP}}}sp"):
        group.append(_word_shape(shape) if host == WPG else _shape(shape, host))
    return group


def _shape(shape: tree.Element, host: str) -> tree.Element:
    for one in list(shape.iter()):
        one[:] = [child for child in one if tree.local(child.tag) != "txXfrm"]
        if tree.space(one.tag) == DSP:
            one.tag = f"{{{host}}}{tree.local(one.tag)}"
    about = shape.find(f"{{{host}}}nvSpPr")
    if host == P and about is not None and about.find(f"{{{P}}}nvPr") is None:
        tree.add(about, f"{{{P}}}nvPr")
    return shape


def _word_shape(shape: tree.Element) -> tree.Element:
    """Word's shapes hold paragraphs of Word."""
    made = tree.Element(f"{{{WPS}}}wsp")
    tree.add(made, f"{{{WPS}}}cNvSpPr")
    for name in ("spPr", "style"):
        for part in shape.findall(f"{{{DSP}}}{name}"):
            part.tag = f"{{{WPS}}}{name}"
            made.append(part)
    lines = [[t.text or "" for t in line.iter(f"{{{A}}}t")] for line in shape.iter(f"{{{A}}}p")]
    tree.add(made, f"{{{WPS}}}txbx").append(_paragraphs(lines or [[]]))
    tree.add(made, f"{{{WPS}}}bodyPr")
    return made


def complete_labels(root: tree.Element) -> None:
    """Labels in charts say what they do not show: programs that read the version of the writing one guess it from that,
    and a copy tells none."""
    for labels in [one for one in root.iter() if one.tag in (f"{{{C}}}dLbls", f"{{{C}}}dLbl")]:
        if labels.find(f"{{{C}}}delete") is not None:
            continue
        said = {tree.local(one.tag): one for one in labels if tree.local(one.tag) in _SHOWS}
        rest = [one for one in labels if one not in said.values()]
        flags = [said.get(name, tree.Element(f"{{{C}}}{name}", {"val": "0"})) for name in _SHOWS]
        after = [number for number, one in enumerate(rest) if tree.local(one.tag) in _BEHIND]
        place = after[0] if after else len(rest)
        labels[:] = rest[:place] + flags + rest[place:]


_SHOWS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_BEHIND = frozenset(("separator", "showLeaderLines", "leaderLines", "extLst"))
