"""Pictures: working copy, preview, redaction. One with pages or movements becomes a PDF; of a very long one each piece
is looked at and covered like a page."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence

from ..guard import require
from ..inner import Content, Inner
from ..kinds import MIMETYPE, FileKind
from ..terms import Ceilings, Findings, Stop
from . import behind, imagepdf
from .boxes import shown_part
from .exif import look
from .ground import burn, on_ground
from .measure import Dimensions, measure
from .pieces import pieces, within
from .pixels import dots, encode, fit, open_picture, shrink

PREVIEW_SIDE = 1600
PAPER = 842, 595  # points; as large as a page gets whose picture tells no resolution
POINTS_PER_PIXEL = 72 / 150
LEAST_POINTS = 3  # no page may be smaller (ISO 32000-1, C.2)
EXACT = frozenset((FileKind.BMP, FileKind.GIF, FileKind.PNG))  # whose copy keeps every dot
BESIDE = "MPO"  # a JPEG with more behind it: for another brightness, or for depth
Result = tuple[dict[str, Any], Iterator[bytes]]


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The picture drawn anew, what its metadata held, and the film that a phone put behind it. Raises Stop:
    content-lost, and those of decoding."""
    picture = open_picture(path, limits, heic=kind is FileKind.HEIC)
    findings, source = Findings(), _measured(path, kind)
    look(picture, findings, limits)
    parts = _behind(path, kind, findings)
    frames = getattr(picture, "n_frames", 1)
    if picture.format == BESIDE:
        findings.add("other-frames", frames - 1)
    elif frames > 1 or (kind is FileKind.TIFF and picture.mode == "1"):
        return _booklet(picture, frames, source, findings, limits)
    elif part := _part(path, kind):
        picture = picture.crop(part)
        picture.info["whole"] = picture.size
    whole = picture.info["whole"]
    with picture:
        fresh = dots(picture, limits)
    if 2 * fresh.width * fresh.height < whole[0] * whole[1]:
        findings.lose("size", "{} × {} → {} × {}".format(*whole, *fresh.size))
    target = FileKind.PNG if kind in EXACT or fresh.mode == "RGBA" else FileKind.JPEG
    content = encode(fresh, target.name)
    _compare(source, measure(content, target), findings)
    about = head(target, findings) | {"pages": len(pieces(*fresh.size)), "parts": bool(parts)}
    return about, chain([content], parts)


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """A picture of bounded size, of a long one the piece `page`; and how many pieces there are. A small one for a list
    is decoded no larger than it must."""
    opened, side = open_picture(path, limits, heic=kind is FileKind.HEIC), int(options.get("side", PREVIEW_SIDE))
    if side < PREVIEW_SIDE:
        opened.draft(None, (side, side))
    picture = dots(opened, limits)
    places = pieces(*picture.size)
    number = int(options["page"])
    if not 1 <= number <= len(places):
        raise Stop("too-many-pages")
    small = shrink(on_ground(picture.crop(places[number - 1])), side)
    target = FileKind.PNG if kind is FileKind.PNG and side >= PREVIEW_SIDE else FileKind.JPEG
    about = head(target, Findings()) | {"pages": len(places), "size": small.size}
    return about, iter([encode(small, target.name)])


def redact(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The picture with black boxes; their pages are its pieces."""
    picture = dots(open_picture(path, limits, heic=kind is FileKind.HEIC), limits)
    places, boxes = pieces(*picture.size), []
    for page, some in options["boxes"].items():
        if not 1 <= int(page) <= len(places):
            raise Stop("too-many-pages")
        boxes += [within(places[int(page) - 1], box, picture.size) for box in some]
    target = FileKind.PNG if kind is FileKind.PNG else FileKind.JPEG
    about = head(target, Findings()) | {"pages": len(places)}
    return about, iter([encode(burn(picture, boxes), target.name)])


def head(kind: FileKind, findings: Findings) -> dict[str, Any]:
    """What goes before the content."""
    about = {"kind": kind.value, "mimetype": MIMETYPE[kind], "findings": findings.told()}
    return about | {"losses": findings.losses}


def _behind(path: Path, kind: FileKind, findings: Findings) -> list[Inner]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return behind.taken(data, kind, findings)


def _measured(path: Path, kind: FileKind) -> Dimensions | None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return measure(data, kind)


def _part(path: Path, kind: FileKind) -> tuple[int, int, int, int] | None:
    """What is shown of an AVIF where some of it is cut off; of others the decoder cuts."""
    if kind is not FileKind.AVIF:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return shown_part(data)


def _compare(source: Dimensions | None, copy: Dimensions | None, findings: Findings) -> None:
    """The dots of the copy with those its source says it has, if it was not made smaller."""
    if copy is None:
        raise Stop("content-lost")
    if source and not any(label == "size" for label, _ in findings.losses):
        require("picture", source.width * source.height, copy.width * copy.height, findings, " Bildpunkten")


def _booklet(
    picture: Image.Image, frames: int, source: Dimensions | None, findings: Findings, limits: Ceilings
) -> Result:
    if frames > limits.pages:
        raise Stop("too-many-pages")
    about = head(FileKind.PDF, findings) | {"pages": frames}
    return about, _bound(picture, max(frames, source.count if source else 1), findings, limits)


def _bound(picture: Image.Image, source: int, findings: Findings, limits: Ceilings) -> Iterator[bytes]:
    written: list[tuple[int, int]] = []
    with picture:
        yield from imagepdf.write(_counted(picture, written, limits))
    require("pages", source, len(written), findings)


def _counted(picture: Image.Image, written: list[tuple[int, int]], limits: Ceilings) -> Iterator[imagepdf.Page]:
    for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
        try:
            page = _page(frame, limits)
        except Stop as stop:
            if stop.code != "damaged" or number == 1:
                raise
            return  # what follows cannot be reached either
        written.append((page.width, page.height))
        yield page


def _page(frame: Image.Image, limits: Ceilings) -> imagepdf.Page:
    fit(frame, limits)
    fresh = on_ground(dots(frame, limits))
    width, height = fresh.size
    if "dpi" in fresh.info:
        scale = 72 / fresh.info["dpi"][0]
    else:
        scale = min(POINTS_PER_PIXEL, PAPER[0] / max(fresh.size), PAPER[1] / min(fresh.size))
    points = max(width * scale, LEAST_POINTS), max(height * scale, LEAST_POINTS)
    return imagepdf.Page(encode(fresh, "JPEG"), width, height, points)
