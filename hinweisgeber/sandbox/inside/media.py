"""Sound and film. Sound is decoded and encoded as MP3. Film keeps its encoded pictures, without the notes between
them (such as SEI) and without any track but the first picture track; its sound is encoded anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.bitstream
import av.container
from av.audio.resampler import AudioResampler

from .images import PREVIEW_SIDE, Result, head
from .kinds import MIMETYPE, FileKind, family_of
from .pixels import encode, shrink
from .terms import Ceilings, Findings, Stop

PIECE = 1 << 18
BITRATE = {"clean": 128_000, "preview": 64_000}
PREVIEW_SECONDS = 3600
# Kinds of units that go through: pictures, what is needed to decode them, and marks without content (H.264 and H.265,
# tables 7-1). Notes, filling and what anyone may define stay behind.
UNITS = {"h264": (*range(1, 6), *range(7, 12), 13, 19), "hevc": (*range(10), *range(16, 22), *range(32, 38))}
# VP9 has no place for notes. Other codecs have one that is not emptied here (MPEG-4: user data, H.263: supplemental
# information, AV1: metadata units), so such a film has no working copy.
FILM_CODECS = frozenset((*UNITS, "vp9"))
START = b"\0\0\1"  # of a unit; cannot occur in one
TELLS = (
    ("location", "place"),
    ("gps", "place"),
    ("artist", "author"),
    ("author", "author"),
    ("composer", "author"),
    ("copyright", "author"),
    ("encoded_by", "author"),
    ("publisher", "organisation"),
    ("make", "camera"),
    ("model", "camera"),
    ("encoder", "software"),
    ("software", "software"),
    ("tool", "software"),
    ("version", "software"),
    ("time", "time"),
    ("date", "time"),
    ("comment", "comment"),
    ("description", "comment"),
    ("lyrics", "comment"),
    ("title", "title"),
    ("album", "title"),
    ("genre", "title"),
)
_USUAL = frozenset(("major_brand", "minor_version", "compatible_brands", "handler_name", "language", "vendor_id"))
_USUAL_HANDLERS = frozenset(("VideoHandler", "SoundHandler", "Core Media Video", "Core Media Audio"))


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The recording without metadata; findings are what containers and tracks said."""
    findings = Findings()
    with _open(path) as source:
        _look(source, findings)
    target = FileKind.MP4 if family_of(kind) == "film" else FileKind.MP3
    return head(target, findings), _made(path, target, BITRATE["clean"], None)


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """Sound: a smaller MP3 of the first hour. Film: its first picture."""
    if family_of(kind) == "sound":
        return head(FileKind.MP3, Findings()) | {"pages": 1}, _made(
            path, FileKind.MP3, BITRATE["preview"], PREVIEW_SECONDS
        )
    with _open(path) as source:
        stream = _pictures(source)
        stream.thread_type = "NONE"
        frame = next(iter(source.decode(stream)), None)
        if frame is None or frame.width * frame.height > limits.pixels:
            raise Stop("damaged" if frame is None else "too-many-pixels")
        small = shrink(frame.to_image(), PREVIEW_SIDE)
    about = {"kind": FileKind.JPEG.value, "mimetype": MIMETYPE[FileKind.JPEG], "findings": [], "pages": 1}
    return about, iter([encode(small, "JPEG")])


def _open(path: Path) -> av.container.InputContainer:
    try:  # `file` alone: a playlist in disguise opens nothing else
        return av.open(str(path), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Stop("damaged") from error


def _pictures(source: Any) -> Any:
    streams = [s for s in source.streams.video if "attached_pic" not in s.disposition.name.lower()]
    if not streams or streams[0].codec_context.name not in FILM_CODECS:
        raise Stop("unknown-type" if streams else "damaged")
    return streams[0]


def _look(source: Any, findings: Findings) -> None:
    told = dict(source.metadata)
    for stream in source.streams:
        told |= {f"{key} {stream.index}": value for key, value in stream.metadata.items()}
        if stream.type == "video" and stream.disposition & stream.disposition.attached_pic:
            findings.add("thumbnail", f"{stream.codec_context.width} × {stream.codec_context.height}")
        if stream.type not in ("audio", "video"):
            findings.add("dropped-part", f"{stream.type} {stream.metadata.get('handler_name', '')}")
    for key, value in told.items():
        if key.split()[0] not in _USUAL or (key.startswith("handler_name") and value not in _USUAL_HANDLERS):
            findings.add(next((label for word, label in TELLS if word in key.lower()), "comment"), value)


def _made(path: Path, target: FileKind, bitrate: int, seconds: int | None) -> Iterator[bytes]:
    """The pieces of the new recording, streamed, so a long film needs no more memory than a short one."""
    try:
        with _open(path) as source:
            options = {"fflags": "+bitexact", "id3v2_version": "0", "write_xing": "0"}
            if target is FileKind.MP4:
                options = {"fflags": "+bitexact", "movflags": "frag_keyframe+empty_moov+default_base_moof"}
            yield from _streamed(source, target, options, bitrate, seconds)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Stop("damaged") from error


def _streamed(
    source: Any, target: FileKind, options: dict[str, str], bitrate: int, seconds: int | None
) -> Iterator[bytes]:
    """The output's bytes as they come: what was written is read and cut off again, so memory stays flat."""
    written = _Buffer()
    with av.open(written, "w", format=target.value, options=options) as sink:
        sink.flags |= 0x400  # bitexact: no name or version of the writing library
        for _ in _transfer(source, sink, target, bitrate, seconds):
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


def _transfer(source: Any, sink: Any, target: FileKind, bitrate: int, seconds: int | None) -> Iterator[None]:
    """Copy pictures and encode sound, packet by packet."""
    film = _pictures(source) if target is FileKind.MP4 else None
    sound = source.streams.audio[0] if source.streams.audio else None
    if film is None and sound is None:
        raise Stop("damaged")
    pictures = _Pictures(film, sink) if film is not None else None
    voice = _Voice(sound, sink, "aac" if film is not None else "libmp3lame", bitrate) if sound is not None else None
    for packet in source.demux([stream for stream in (film, sound) if stream is not None]):
        if seconds is not None and packet.pts is not None and packet.pts * packet.time_base > seconds:
            break
        if pictures is not None and packet.stream is film:
            pictures.take(packet)
        elif voice is not None:
            voice.take(packet)
        yield
    if voice is not None:
        voice.finish()


class _Pictures:
    """The film's picture track, copied without its notes."""

    def __init__(self, film: Any, sink: Any) -> None:
        self._sink, self._out, codec = sink, sink.add_stream_from_template(film), film.codec_context.name
        self._out.metadata.clear()
        self._filter, head = None, b""
        if codec in UNITS:
            kept = f"filter_units=pass_types={'|'.join(map(str, UNITS[codec]))}"
            self._filter = av.bitstream.BitStreamFilterContext(kept, film, self._out)
            head = _units(codec, self._out.codec_context.extradata or b"")
        # The filter writes the track's head anew, but with the notes in it.
        self._out.codec_context.extradata = head or None

    def take(self, packet: Any) -> None:
        if packet.dts is None:  # the end of the track
            return
        for one in self._filter.filter(packet) if self._filter else [packet]:
            one.stream = self._out
            self._sink.mux(one)


def _units(codec: str, head: bytes) -> bytes:
    """The units of a track's head that go through. They follow on their marks: the filter has written them so."""
    units = [unit for piece in head.split(START)[1:] if (unit := piece.rstrip(b"\0"))]
    kept = [unit for unit in units if (unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63) in UNITS[codec]]
    return b"".join(b"\0" + START + unit for unit in kept)


class _Voice:
    """The sound track, decoded and encoded."""

    def __init__(self, sound: Any, sink: Any, codec: str, bitrate: int) -> None:
        sound.thread_type = "NONE"
        layout = "mono" if sound.codec_context.channels == 1 else "stereo"
        rate = 48_000 if sound.codec_context.sample_rate >= 48_000 else 44_100
        self._sink, self._out = sink, sink.add_stream(codec, rate=rate, layout=layout, bit_rate=bitrate)
        shape = "fltp" if codec == "aac" else "s16p"
        self._resampler = AudioResampler(format=shape, layout=layout, rate=rate)

    def take(self, packet: Any) -> None:
        for frame in packet.decode():
            for piece in self._resampler.resample(frame):
                self._sink.mux(self._out.encode(piece))

    def finish(self) -> None:
        for piece in self._resampler.resample(None):
            self._sink.mux(self._out.encode(piece))
        self._sink.mux(self._out.encode(None))
