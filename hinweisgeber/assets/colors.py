"""OKLCH to sRGB, after Björn Ottosson's definition and CSS Color 4 § 18 (sample code for Oklab)."""

from __future__ import annotations

from math import cos, radians, sin


def _encode(linear: float) -> int:
    """One linear-light channel (clipped to 0…1) as sRGB byte, IEC 61966-2-1."""
    x = min(max(linear, 0.0), 1.0)
    return round(255 * (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055))


def oklch_to_hex(lightness: float, chroma: float, hue: float) -> str:
    """`lightness` in percent, `hue` in degrees → `#rrggbb`; colours outside sRGB are clipped by channel."""
    light, a, b = lightness / 100, chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return f"#{_encode(red):02x}{_encode(green):02x}{_encode(blue):02x}"
