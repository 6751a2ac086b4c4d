"""The making of a new recording, piece by piece, and how much of the old one is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import av

from ..guard import require
from ..kinds import FileKind
from ..terms import Ceilings, Findings, SoFar, Stop
from .copied import COPIED, Copied, codec_of
from .drawn import Drawn
from .source import Spans, decoded, opened, picture_track, sound_track
from .voice import Voice

PIECE = 1 << 18
BITRATE = {"clean": 128_000, "preview": 64_000}
FORMAT = {FileKind.M4A: "ipod"}  # of a container whose writer is not called as its kind
LONG = 600  # seconds of a recording from which on it is told how far its copy is
STEPS = 10
FRAGMENT = 10_000_000  # microseconds of sound that are written together
SLACK = 0.5  # seconds that coders take at both ends, or a fifth of what is very short
MARGIN = 32  # dots by which pictures may be larger than what is shown of them, for they are made of blocks
LONGER = 4  # times the usual length: no packet of sound is


def made(
    path: Path,
    target: FileKind,
    findings: Findings,
    limits: Ceilings,
    job: str = "clean",
    seconds: int | None = None,
    spans: Spans = (),
) -> Iterator[bytes | SoFar]:
    """The pieces of the new recording, streamed, so a long film needs no more memory than a short one."""
    try:
        expected = lengths(path) if job == "clean" else {}
        if target is not FileKind.MP4:
            expected.pop("video", None)
        with opened(path) as source:
            transfer = _Transfer(source, target, BITRATE[job], seconds, limits, spans, _turned(path, target))
            transfer.anew = target is FileKind.MP4 and _holds_unseen(path)
            yield from _streamed(transfer, target)
        _compare(expected, transfer, findings)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Stop("damaged") from error


def _turned(path: Path, target: FileKind) -> int:
    """By how many degrees to the left the first picture of a film is shown."""
    if target is not FileKind.MP4:
        return 0
    with opened(path) as source, suppress(av.FFmpegError):
        film = picture_track(source)
        film.thread_type = "NONE"
        for packet in source.demux(film):
            for picture in decoded(packet):
                return int(picture.rotation)
    return 0


def _holds_unseen(path: Path) -> bool:
    """Whether pictures were cut away and are still there: before or after what is shown, or around it. A copy of the
    track would show them."""
    with opened(path) as source:
        film, looked = picture_track(source), False
        shown, film.thread_type = film.codec_context, "NONE"
        for packet in source.demux(film):
            if not looked:
                with suppress(av.FFmpegError):
                    looked = bool(packet.decode())
            around = max(shown.coded_width - shown.width, shown.coded_height - shown.height)  # 0 until one is decoded
            if packet.is_discard or around >= MARGIN:
                return True
    return False


def _compare(expected: dict[str, float], transfer: _Transfer, findings: Findings) -> None:
    """The copy with its source. Raises Stop: damaged where nothing is in it at all, content-lost."""
    if not any(transfer.seconds(track) for track in ("audio", "video")):
        raise Stop("damaged")
    for track, length in expected.items():
        held = transfer.seconds(track)
        short = min(SLACK, length / 5)
        require("sound", length, length if length - held < short else held, findings, " Sekunden")


def lengths(path: Path) -> dict[str, float]:
    """How many seconds of sound and pictures there are, by their packets, none of which is decoded."""
    found: dict[str, Counter[float]] = {}
    with opened(path) as source:
        streams = [one for one in (picture_track(source), sound_track(source)) if one is not None]
        ticks = {one.index: float(one.time_base) for one in streams}  # fractions would take longer than all the rest
        for packet in source.demux(streams) if streams else ():
            if packet.duration and not packet.is_discard:
                of_track = found.setdefault(packet.stream.type, Counter())
                of_track[packet.duration * ticks[packet.stream.index]] += 1
    if sound := found.get("audio"):
        usual = sound.most_common(1)[0][0]  # before a gap a packet may claim to last until its end
        found["audio"] = Counter({min(length, LONGER * usual): count for length, count in sound.items()})
    return {track: sum(length * count for length, count in its.items()) for track, its in found.items()}


def _streamed(transfer: _Transfer, target: FileKind) -> Iterator[bytes | SoFar]:
    """The output's bytes as they come: what was written is read and cut off again, so memory stays flat."""
    written, told = _Buffer(), -1
    options = {"fflags": "+bitexact", "id3v2_version": "0", "write_xing": "0"}
    if target is not FileKind.MP3:
        fragments = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": str(FRAGMENT)}
        options = {"fflags": "+bitexact"} | fragments
    with av.open(written, "w", format=FORMAT.get(target, target.value), options=options) as sink:
        sink.flags |= 0x400  # bitexact: no name or version of the writing library
        for moment in transfer.into(sink):
            if transfer.lasts >= LONG and (step := int(STEPS * moment / transfer.lasts)) > told:
                told = step
                yield SoFar(moment, transfer.lasts)
            if len(written.data) > PIECE:
                yield written.take()
    yield written.take()


class _Buffer:
    """A file that can only be written to its end."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, piece: bytes) -> int:
        self.data += piece
        return len(piece)

    def take(self) -> bytes:
        piece = bytes(self.data)
        self.data.clear()
        return piece


class _Transfer:
    """Copies or draws pictures and encodes sound, packet by packet."""

    def __init__(
        self,
        source: Any,
        target: FileKind,
        bitrate: int,
        seconds: int | None,
        limits: Ceilings,
        spans: Spans = (),
        turned: int = 0,
    ) -> None:
        self._source, self._bitrate, self._limit, self._limits = source, bitrate, seconds, limits
        self._spans, self._turned = spans, turned
        self._codec = "libmp3lame" if target is FileKind.MP3 else "aac"
        self._film = picture_track(source) if target is FileKind.MP4 else None
        self._sound = sound_track(source)
        if self._film is None and self._sound is None:
            raise Stop("damaged")
        self._tracks: dict[str, Any] = {}
        self.anew = False  # whether pictures are drawn anew whatever their codec

    def seconds(self, track: str) -> float:
        """How much of the source's track has been written."""
        return float(self._tracks[track].seconds) if track in self._tracks else 0.0

    @property
    def lasts(self) -> float:
        """Seconds of the source, as it says; 0 where it does not."""
        return float(self._source.duration / av.time_base) if self._source.duration else 0.0

    def into(self, sink: Any) -> Iterator[float]:
        """Writes it all, packet by packet; at which second of the source it is."""
        if self._film is not None:
            copied = codec_of(self._film) in COPIED and not self.anew and not self._spans
            drawn = self._film, sink, self._limits, self._turned, self._spans
            self._tracks["video"] = Copied(self._film, sink) if copied else Drawn(*drawn)
        if self._sound is not None:
            self._tracks["audio"] = Voice(
                self._sound, sink, self._codec, self._bitrate, self.lasts or None, self._spans
            )
        streams = [one for one in (self._film, self._sound) if one is not None]
        ticks = {one.index: float(one.time_base) for one in streams}
        for packet in self._source.demux(streams):
            if self._limit is not None and packet.pts is not None and packet.pts * packet.time_base > self._limit:
                break
            self._tracks[packet.stream.type].take(packet)
            yield packet.pts * ticks[packet.stream.index] if packet.pts is not None else 0.0
        for track in self._tracks.values():
            track.finish()
