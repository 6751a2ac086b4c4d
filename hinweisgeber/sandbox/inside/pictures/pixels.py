"""Decode a picture and encode it anew: only the dots go through. The one place that opens pictures with Pillow."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, BinaryIO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from ..terms import Ceilings, Stop
from .ground import on_ground

Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is decoded
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
# Importing a plugin registers it; no other one is loaded.
_PLUGINS = (
    *(JpegImagePlugin.JpegImageFile, PngImagePlugin.PngImageFile, AvifImagePlugin.AvifImageFile),
    *(GifImagePlugin.GifImageFile, WebPImagePlugin.WebPImageFile, TiffImagePlugin.TiffImageFile),
    BmpImagePlugin.BmpImageFile,
)
FORMATS = tuple(plugin.format for plugin in _PLUGINS)
JPEG_QUALITY = 90
DRAFTS = (2, 4, 8)  # how much smaller a JPEG can be decoded at once
DECODED = 8  # bytes for each pixel of the limit that a picture may take while it is made smaller
RESOLUTIONS = 73, 2400  # dots per inch; 72 is said where nothing is known, and more is no paper
NEARLY_SQUARE = 1.01


def open_picture(source: Path | BinaryIO, limits: Ceilings, *, heic: bool = False) -> Image.Image:
    """The picture, not decoded yet; a JPEG of too many pixels will be decoded smaller (`whole` tells its size).

    Raises Stop: damaged, too-many-pixels.
    """
    if heic:
        _know_heic()
    try:
        picture = Image.open(source, formats=("HEIF",) if heic else FORMATS)
    except (OSError, ValueError, SyntaxError) as error:  # UnidentifiedImageError is an OSError
        raise Stop("damaged") from error
    fit(picture, limits)
    return picture


def fit(picture: Image.Image, limits: Ceilings) -> None:
    """See that decoding takes no more than it may; noted is how large it was. Raises Stop(too-many-pixels)."""
    width, height = picture.info["whole"] = picture.size
    for factor in DRAFTS if isinstance(picture, JpegImagePlugin.JpegImageFile) else ():
        if picture.width * picture.height > limits.pixels:
            picture.draft(None, (width // factor, height // factor))
    pixels = picture.width * picture.height
    wide = len(picture.getbands()) > 1 or picture.mode in ("I", "F")
    if pixels > limits.pixels and pixels * (4 if wide else 2) > DECODED * limits.pixels:
        raise Stop("too-many-pixels")


def _know_heic() -> None:
    import pi_heif  # type: ignore[import-untyped]

    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = False
    pi_heif.register_heif_opener()  # type: ignore[no-untyped-call, unused-ignore]


def dots(picture: Image.Image, limits: Ceilings | None = None) -> Image.Image:
    """A new picture with the same dots in RGB, RGBA or grey: upright, square, in sRGB, no larger than the limits allow,
    with nothing attached but the resolution, where one is told.

    Raises Stop(damaged) if it cannot be decoded to the end.
    """
    most = (limits or Ceilings()).pixels
    try:
        picture.load()
        profile, told = picture.info.get("icc_profile"), _resolution(picture)
        inches = max(side / dots for side, dots in zip(picture.info.get("whole", picture.size), told, strict=True))
        inches = inches if "dpi" in picture.info and told != (1, 1) else 0
        made = _square(_reduced(picture, most), told)
        ImageOps.exif_transpose(made, in_place=True)
        fresh = _to_srgb(made, profile) or _plain(made)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Stop("damaged") from error
    fresh.info = {"dpi": (max(fresh.size) / inches,) * 2} if inches else {}
    return fresh


def _reduced(picture: Image.Image, most: int) -> Image.Image:
    factor = 1
    while picture.width * picture.height > most * factor * factor:
        factor += 1
    if factor == 1:
        return picture
    exif = picture.info.get("exif")
    small = (picture if picture.mode in ("RGB", "RGBA", "L") else _plain(picture)).reduce(factor)
    small.info = {"exif": exif} if exif else {}
    return small


def _resolution(picture: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down, or how they stand to each other; (1, 1) where nothing sensible is told."""
    told = next((picture.info[key] for key in ("dpi", "resolution", "aspect") if key in picture.info), (1, 1))
    across, down = (float(one) for one in told)
    if not (across > 0 and down > 0 and 0.25 < across / down < 4):
        return 1, 1
    if "dpi" in picture.info and not RESOLUTIONS[0] <= max(across, down) <= RESOLUTIONS[1]:
        return 1, 1
    return across, down


def _square(picture: Image.Image, told: tuple[float, float]) -> Image.Image:
    """With dots as high as wide: those of a fax are not, and the picture would look squashed."""
    across, down = told
    if max(told) / min(told) < NEARLY_SQUARE:
        return picture
    size = round(picture.width * max(1, down / across)), round(picture.height * max(1, across / down))
    exif = picture.info.get("exif")
    square = _plain(picture).resize(size, Image.Resampling.BICUBIC)
    square.info = {"exif": exif} if exif else {}
    return square


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "L"):
        return picture.copy()
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode.startswith("I") or picture.mode == "F":
        return _grey(picture)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")  # what lies under what is wholly transparent is seen by nobody, and goes
    return Image.alpha_composite(Image.new("RGBA", clear.size), clear)


def _grey(picture: Image.Image) -> Image.Image:
    """16 bits and more by their own depth, not by the brightest dot: what is dark stays dark."""
    tags: Any = getattr(picture, "tag_v2", {})
    depth = 16 if picture.mode.startswith("I;16") or picture.format == "PNG" else tags.get(258, (32,))[0]
    full = float(2**depth - 1)
    if picture.mode == "F" or (full > 65535 and float(picture.getextrema()[1]) <= 65535):  # type: ignore[arg-type]
        full = _usual(float(picture.getextrema()[1]))  # type: ignore[arg-type]
    light = picture.convert("F").point(lambda value: value * (255 / full)).convert("L")
    return ImageOps.invert(light) if tags.get(262) == 0 and picture.mode.startswith("I;16") else light


def _usual(brightest: float) -> float:
    """What is white where nothing tells it: the next of the usual measures."""
    return next((white for white in (1.0, 255.0, 65535.0) if brightest <= white), max(brightest, 1.0))


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
    target, about = io.BytesIO(), {"dpi": picture.info["dpi"]} if "dpi" in picture.info else {}
    if form == "JPEG":
        on_ground(picture).save(target, "JPEG", quality=JPEG_QUALITY, **about)
    else:
        picture.save(target, form, **about)
    return target.getvalue()


def shrink(picture: Image.Image, side: int) -> Image.Image:
    """No longer than `side` in either direction."""
    picture.thumbnail((side, side))
    return picture
