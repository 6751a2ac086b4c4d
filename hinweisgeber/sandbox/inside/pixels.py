"""Decode a picture and encode it anew: only the dots go through. The one place that opens pictures with Pillow."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, BinaryIO

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageDraw,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from .terms import Ceilings, Stop

Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is decoded
# Importing a plugin registers it; no other one is loaded.
_PLUGINS = (
    *(JpegImagePlugin.JpegImageFile, PngImagePlugin.PngImageFile),
    *(GifImagePlugin.GifImageFile, WebPImagePlugin.WebPImageFile, TiffImagePlugin.TiffImageFile),
    BmpImagePlugin.BmpImageFile,
)
FORMATS = tuple(plugin.format for plugin in _PLUGINS)
JPEG_QUALITY = 90
GRID = 16  # a JPEG mixes the dots of blocks up to this size, so a box covers whole blocks


def open_picture(source: Path | BinaryIO, limits: Ceilings, *, heic: bool = False) -> Image.Image:
    """The picture, not decoded yet. Raises Stop: damaged, too-many-pixels."""
    if heic:
        _know_heic()
    try:
        picture = Image.open(source, formats=("HEIF",) if heic else FORMATS)
    except (OSError, ValueError, SyntaxError) as error:  # UnidentifiedImageError is an OSError
        raise Stop("damaged") from error
    check_size(picture, limits)
    return picture


def check_size(picture: Image.Image, limits: Ceilings) -> None:
    """Raise Stop(too-many-pixels) where decoding would take too much."""
    if picture.width * picture.height > limits.pixels:
        raise Stop("too-many-pixels")


def _know_heic() -> None:
    import pi_heif  # type: ignore[import-untyped]

    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = False
    pi_heif.register_heif_opener()  # type: ignore[no-untyped-call, unused-ignore]


def dots(picture: Image.Image) -> Image.Image:
    """A new picture with the same dots in RGB, RGBA or grey: upright, in sRGB, without anything attached.

    Raises Stop(damaged) if it cannot be decoded to the end.
    """
    try:
        picture.load()
        profile = picture.info.get("icc_profile")
        upright = ImageOps.exif_transpose(picture)
        fresh = _to_srgb(upright, profile) or _plain(upright)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Stop("damaged") from error
    fresh.info = {}
    return fresh


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "L"):
        return picture.copy()
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits and more: scaled, not cut
        scale = 255.0 / max(float(picture.getextrema()[1]), 1.0)  # type: ignore[arg-type]
        return picture.convert("F").point(lambda value: value * scale).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _to_srgb(picture: Image.Image, profile: Any) -> Image.Image | None:
    """The colours as the profile meant them; None where there is none that works (a profile may be damaged)."""
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return None
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return None


def encode(picture: Image.Image, form: str) -> bytes:
    """JPEG or PNG (or GIF) bytes of a picture from `dots`."""
    target = io.BytesIO()
    if form == "JPEG":
        on_white(picture).save(target, "JPEG", quality=JPEG_QUALITY)
    else:
        picture.save(target, form)
    return target.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """RGB, with white where it was transparent."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def burn(picture: Image.Image, boxes: list[list[float]]) -> Image.Image:
    """Black over the boxes (left, top, right, bottom in parts of 1), grown to whole coding blocks."""
    picture = on_white(picture)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        x, y = int(left * picture.width) // GRID * GRID, int(top * picture.height) // GRID * GRID
        end_x = -(-int(right * picture.width + 1) // GRID) * GRID - 1
        end_y = -(-int(bottom * picture.height + 1) // GRID) * GRID - 1
        draw.rectangle((x, y, end_x, end_y), fill="black")
    return picture


def shrink(picture: Image.Image, side: int) -> Image.Image:
    """No longer than `side` in either direction."""
    picture.thumbnail((side, side))
    return picture
