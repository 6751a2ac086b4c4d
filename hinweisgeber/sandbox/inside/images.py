"""Pictures: working copy, preview, redaction. A GIF becomes a PNG, HEIC and WebP a JPEG, a TIFF with pages a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence

from . import imagepdf
from .exif import look
from .kinds import MIMETYPE, FileKind
from .pixels import burn, check_size, dots, encode, on_white, open_picture, shrink
from .terms import Ceilings, Findings, Stop

PREVIEW_SIDE = 1600
POINTS_PER_PIXEL = 72 / 150
Result = tuple[dict[str, Any], Iterator[bytes]]


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The picture drawn anew, and what its metadata held."""
    picture = open_picture(path, limits, heic=kind is FileKind.HEIC)
    findings = Findings()
    look(picture, findings, limits)
    frames = getattr(picture, "n_frames", 1)
    if kind is FileKind.TIFF and frames > 1:
        if frames > limits.pages:
            raise Stop("too-many-pages")
        pages = (_page(frame, limits) for frame in ImageSequence.Iterator(picture))
        return head(FileKind.PDF, findings) | {"pages": frames}, imagepdf.write(pages)
    if frames > 1:
        findings.add("other-frames", frames - 1)
    fresh = dots(picture)
    target = FileKind.PNG if kind in (FileKind.PNG, FileKind.GIF) or fresh.mode == "RGBA" else FileKind.JPEG
    return head(target, findings), iter([encode(fresh, target.name)])


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """A picture of bounded size; `pages` is 1."""
    small = shrink(dots(open_picture(path, limits, heic=kind is FileKind.HEIC)), PREVIEW_SIDE)
    target = FileKind.PNG if kind is FileKind.PNG else FileKind.JPEG
    return head(target, Findings()) | {"pages": 1}, iter([encode(small, target.name)])


def redact(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The picture with black boxes; all boxes must be on page 1."""
    boxes = options["boxes"].get("1", [])
    if len(options["boxes"]) != (1 if boxes else 0):
        raise Stop("too-many-pages")
    covered = burn(dots(open_picture(path, limits, heic=kind is FileKind.HEIC)), boxes)
    target = FileKind.PNG if kind is FileKind.PNG else FileKind.JPEG
    return head(target, Findings()), iter([encode(covered, target.name)])


def head(kind: FileKind, findings: Findings) -> dict[str, Any]:
    """What goes before the content."""
    return {"kind": kind.value, "mimetype": MIMETYPE[kind], "findings": list(findings.items)}


def _page(frame: Image.Image, limits: Ceilings) -> imagepdf.Page:
    check_size(frame, limits)
    fresh = on_white(dots(frame))
    points = (fresh.width * POINTS_PER_PIXEL, fresh.height * POINTS_PER_PIXEL)
    return imagepdf.Page(encode(fresh, "JPEG"), fresh.width, fresh.height, points)
