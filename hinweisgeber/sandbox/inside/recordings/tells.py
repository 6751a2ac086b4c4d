"""What a recording says beside what is heard and seen: names, places, devices and days in containers and tracks."""

from __future__ import annotations

import re
from typing import Any

from ..dates import moment
from ..terms import Findings, words

_WORDS = {
    "place": "location gps xyz place city country",
    "author": "artist author composer performer copyright encodedby owner writer producer director",
    "organisation": "publisher organization organisation studio label",
    "camera": "make model manufacturer camera device",
    "serial": "serial umid identifier isrc uuid",
    "software": "encoder software tool version application handler",
    "time": "time date creationdate year day",
    "comment": "comment description lyrics note synopsis",
    "title": "title album genre track name keywords",
}
LABELS = {word: label for label, some in _WORDS.items() for word in some.split()}
_USUAL = words(
    "major_brand minor_version compatible_brands language vendor_id duration handler_name bps number_of_frames "
    "number_of_bytes _statistics_tags _statistics_writing_app _statistics_writing_date_utc"
)
_USUAL_HANDLERS = frozenset(("VideoHandler", "SoundHandler", "Core Media Video", "Core Media Audio"))


def look(source: Any, findings: Findings) -> None:
    """Add what an opened container and its tracks say, and the tracks and pictures that no copy has."""
    _tell(dict(source.metadata), findings)
    for chapter in source.chapters():
        _tell(dict(chapter["metadata"]), findings)
    for stream in source.streams:
        _tell(dict(stream.metadata), findings)
        if stream.type == "video" and stream.disposition & stream.disposition.attached_pic:
            findings.add("thumbnail", f"{stream.codec_context.width} × {stream.codec_context.height}")


def _tell(told: dict[str, str], findings: Findings) -> None:
    for key, value in told.items():
        label = label_of(key)
        if key.lower() == "handler_name" and value not in _USUAL_HANDLERS:
            findings.add("comment", value)
        elif key.lower().removesuffix("-eng") not in _USUAL:
            findings.add(label, moment(value) if label == "time" else value)


def label_of(key: str) -> str:
    """The label of a field, by the last word in its name that is known; a comment where none is."""
    parts = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", key).lower())
    return next((LABELS[word] for word in reversed(["".join(parts), *parts]) if word in LABELS), "comment")
