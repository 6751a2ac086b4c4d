"""Sound and film. Sound is decoded and encoded as MP3, a long recording as M4A, which takes a third of the time. A film
becomes an MP4 of its first picture track and its first sound track; one without pictures is sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av

from ..kinds import FileKind, family_of
from ..pictures.images import PREVIEW_SIDE, head
from ..pictures.pixels import encode, shrink
from ..terms import Ceilings, Findings, SoFar, Stop
from .chunks import tell_chunks
from .making import lengths, made
from .source import is_cover, opened, picture_track, sound_track
from .tells import look

PREVIEW_SECONDS = 3600
MP3_SECONDS = 3600  # what lasts as long or longer is not done in time as MP3
Made = tuple[dict[str, Any], Iterator[bytes | SoFar]]
TURNS = {90: 2, 180: 3, 270: 4, -90: 4, -180: 3, -270: 2}  # degrees to the left, as ways to transpose


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Made:
    """The recording without metadata; findings are what containers and tracks said, losses the tracks left out."""
    findings = Findings()
    tell_chunks(path, findings)
    with opened(path) as source:
        look(source, findings)
        film = picture_track(source)
        left = [
            one for one in source.streams if one is not film and one is not sound_track(source) and not is_cover(one)
        ]
        for stream in left:
            _lose(stream, findings)
    target = sound_kind(path) if film is None else FileKind.MP4
    return head(target, findings), made(path, target, findings, limits)


def sound_kind(path: Path) -> FileKind:
    """Which kind of file the sound of this recording becomes: by its length, which not all containers say."""
    with opened(path) as source:
        said = source.duration
    lasts = said / av.time_base if said else lengths(path).get("audio", 0)
    return FileKind.MP3 if lasts < MP3_SECONDS else FileKind.M4A


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Made:
    """Sound: a smaller MP3 of the first hour. Film: its first picture."""
    side = int(options.get("side", PREVIEW_SIDE))
    if family_of(kind) == "sound":
        about = head(FileKind.MP3, Findings()) | {"pages": 1}
        return about, made(path, FileKind.MP3, Findings(), limits, "preview", PREVIEW_SECONDS)
    with opened(path) as source:
        stream = picture_track(source)
        if stream is None:
            raise Stop("damaged")
        stream.thread_type = "NONE"
        frame = next(iter(source.decode(stream)), None)
        if frame is None or frame.width * frame.height > limits.pixels:
            raise Stop("damaged" if frame is None else "too-many-pixels")
        picture = frame.to_image()
        if frame.rotation in TURNS:
            picture = picture.transpose(TURNS[frame.rotation])
    return head(FileKind.JPEG, Findings()) | {"pages": 1}, iter([encode(shrink(picture, side), "JPEG")])


def redact(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Made:
    """A copy of a copy, as long as it, in which some seconds are silent and black; without pictures at all if they are
    to go. Told is what of it is gone. Raises Stop: beyond-end, and those of reading."""
    spans, findings = tuple((float(start), float(end)) for start, end in options.get("seconds", ())), Findings()
    with opened(path) as source:
        pictures, sound = picture_track(source) is not None, sound_track(source) is not None
        lasts = float(source.duration / av.time_base) if source.duration else float("inf")
    if any(start >= lasts for start, _ in spans):
        raise Stop("beyond-end")
    for start, end in spans:
        findings.lose("sound", f"{clock(start)} bis {clock(end)}")
    film = pictures and not options.get("no_picture")
    if pictures and not film:
        findings.lose("sound", "Bild des Films")
    if not (film or sound):
        raise Stop("content-lost")
    target = FileKind.MP4 if film else sound_kind(path)
    return head(target, findings), made(path, target, findings, limits, spans=spans)


def clock(seconds: float) -> str:
    """A moment as players show it."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}".replace(".", ",").removesuffix(",0")


def _lose(stream: Any, findings: Findings) -> None:
    """What is not in the copy: text is what can be read, and the rest is told by its kind."""
    kinds = {"audio": "sound", "video": "sound", "subtitle": "text", "attachment": "attachment"}
    words = {"audio": "weitere Tonspur", "video": "weitere Bildspur", "subtitle": "Untertitel"}
    name = stream.metadata.get("filename") or stream.metadata.get("handler_name") or ""
    if stream.type in kinds:
        findings.lose(kinds[stream.type], words.get(stream.type, name) or "ohne Namen")
    else:
        findings.add("dropped-part", f"{stream.type} {name}")
