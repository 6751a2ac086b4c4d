"""Points in time as files write them, in one way that people and programs read: `2031-07-09T08:07:06+01:00`."""

from __future__ import annotations

import re
from datetime import datetime

_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d'?(?:\d\d)?'?)?[\d']*")
_EXIF = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?")


def moment(value: str) -> str:
    """The same moment in ISO 8601, or the value as it is if it is none."""
    found = _PDF.fullmatch(value.strip()) or _EXIF.fullmatch(value.strip())
    if not found:
        return value
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        datetime(*(int(one or least) for one, least in zip(found.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)))  # type: ignore[arg-type] # noqa: DTZ001 -- only asked whether there is such a moment
    except ValueError:
        return value
    told = "-".join(one for one in (year, month, day) if one)
    if hour is None or not day:
        return told
    figures = re.sub(r"\D", "", zone or "")
    away = f"{zone[0]}{figures[:2]}:{figures[2:] or '00'}" if figures and zone else zone or ""
    return f"{told}T{hour}:{minute}:{second or '00'}{away}"
