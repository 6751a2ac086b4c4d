"""A recording that is read: its container, its tracks, and which of its seconds are to be covered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import av.container

from ..terms import Stop

MARGIN = 0.1  # seconds that are covered before and after what was asked for: players do not agree to the last sample
Spans = tuple[tuple[float, float], ...]  # seconds, from and to


def opened(path: Path) -> av.container.InputContainer:
    """The container. Raises Stop(damaged)."""
    try:  # `file` alone: a playlist in disguise opens nothing else
        return av.open(str(path), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Stop("damaged") from error


def is_cover(stream: Any) -> bool:
    """Whether a picture track is the picture on a record's cover."""
    return stream.type == "video" and bool(stream.disposition & stream.disposition.attached_pic)


def picture_track(source: Any) -> Any:
    """The first picture track; None for sound alone."""
    return next((one for one in source.streams.video if not is_cover(one)), None)


def sound_track(source: Any) -> Any:
    """The first sound track, or None."""
    return source.streams.audio[0] if source.streams.audio else None


def decoded(packet: Any) -> list[Any]:
    """What a packet holds; one that is damaged holds nothing, and what follows may be whole."""
    try:
        return list(packet.decode())
    except av.InvalidDataError:
        return []


def covers(spans: Spans, start: float, end: float) -> bool:
    """Whether something between these moments is to be covered."""
    return any(first - MARGIN < end and start < last + MARGIN for first, last in spans)
