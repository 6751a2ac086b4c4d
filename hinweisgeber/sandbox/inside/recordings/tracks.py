"""The tracks of a new recording: pictures are copied without the notes between them, or drawn anew; sound is encoded
anew, and where the source is silent for a while, so is the copy."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import av.bitstream
from av.audio.resampler import AudioResampler
from av.filter import Graph

from ..terms import Ceilings, Stop

# Kinds of units that go through: pictures, what is needed to decode them, and marks without content (H.264 and H.265,
# tables 7-1; AV1, 6.2.2). Notes, filling and what anyone may define stay behind.
UNITS = {
    "av1": (*range(1, 5), 6, 7),
    "h264": (*range(1, 6), *range(7, 12), 13, 19),
    "hevc": (*range(10), *range(16, 22), *range(32, 38)),
}
# VP9 has no place for notes. Other codecs have one that is not emptied here (MPEG-4: user data, H.263: supplemental
# information), so their pictures are drawn anew.
COPIED = frozenset((*UNITS, "vp9"))
START = b"\0\0\1"  # of a unit; cannot occur in one
GAP = 0.25  # seconds; shorter ones are how a recorder counts
LATER = 5  # seconds by which a track may be longer than its container says
PIECE = 1  # second of silence at once
WAITING = 64  # packets without a time to decode them
KEYS = 100  # key pictures that are decoded, to see that they can be
TICK = Fraction(1, 90_000)  # of a second
MARGIN = 0.1  # seconds that are covered before and after what was asked for: players do not agree to the last sample
BLACK = (16, 128, 128)  # in the planes of a picture
TURNS: dict[int, tuple[tuple[str, ...], ...]] = {  # degrees to the left, as filters turn pictures
    90: (("transpose", "cclock"),),
    180: (("hflip",), ("vflip",)),
    270: (("transpose", "clock"),),
}
Spans = tuple[tuple[float, float], ...]  # seconds, from and to


def covers(spans: Spans, start: float, end: float) -> bool:
    """Whether something between these moments is to be covered."""
    return any(first - MARGIN < end and start < last + MARGIN for first, last in spans)


class Copied:
    """A picture track, copied without its notes. `seconds` is how much of it can be decoded, by its key pictures."""

    def __init__(self, film: Any, sink: Any) -> None:
        self.seconds, self._good, self._left = 0.0, False, KEYS
        self._waiting: list[Any] = []
        self._next: int | None = None
        codec = codec_of(film)
        self._sink, self._out = sink, sink.add_stream_from_template(film, opaque=codec == "av1")
        self._out.metadata.clear()
        self._filter, head = None, b""
        if codec in UNITS:
            kept = f"filter_units=pass_types={'|'.join(map(str, UNITS[codec]))}"
            self._filter = av.bitstream.BitStreamFilterContext(kept, film, self._out)
            head = self._out.codec_context.extradata or b""
            head = _blocks(head) if codec == "av1" else _units(codec, head)
        # The filter writes the track's head anew, but with the notes in it.
        self._out.codec_context.extradata = head or None
        self._judge = av.CodecContext.create(film.codec_context.name, "r")
        self._judge.extradata, self._judge.thread_type = head or None, "NONE"

    def take(self, packet: Any) -> None:
        if packet.size == 0:  # the end of the track
            return
        self._waiting.append(packet)
        if packet.dts is not None or len(self._waiting) > WAITING:
            self._write()

    def _write(self) -> None:
        """What waited: some containers do not say when the first pictures are decoded, only when they are shown."""
        following = self._waiting[-1].dts
        if following is None:
            following = (self._next or 0) + sum(one.duration or 1 for one in self._waiting[:-1])
        for packet in reversed(self._waiting):
            packet.dts = following if packet.dts is None else packet.dts
            following = packet.dts - (packet.duration or 1)
        for packet in self._waiting:
            self._next = packet.dts + (packet.duration or 1)
            for one in self._filter.filter(packet) if self._filter else [packet]:
                self._weigh(one)
                one.stream = self._out
                self._sink.mux(one)
        self._waiting = []

    def _weigh(self, packet: Any) -> None:
        if packet.is_keyframe and self._left:
            self._left -= 1
            self._good = bool(_frames(self._judge, packet))
        self.seconds += float((packet.duration or 0) * packet.time_base) if self._good else 0.0

    def finish(self) -> None:
        if self._waiting:
            self._write()


def _frames(decoder: Any, packet: Any) -> list[Any]:
    """What comes of one key picture alone."""
    try:
        found = decoder.decode(packet)
        found += decoder.decode(None)
        decoder.flush_buffers()
    except (av.FFmpegError, ValueError):
        return []
    return list(found)


def codec_of(film: Any) -> str:
    """The codec of a picture track, whichever program decodes it here."""
    name = str(film.codec_context.name)
    return "av1" if "av1" in name or "dav1d" in name else name


def _blocks(head: bytes) -> bytes:
    """The head of an AV1 track: four bytes about it in a film, then blocks, of which those of the list go through."""
    place = 4 if head.startswith(b"\x81") else 0
    kept = head[:place]
    while place < len(head) and head[place] & 2:  # it says how long it is
        start, size, shift = place, 0, 0
        place += 2 if head[place] & 4 else 1
        while place < len(head):
            size |= (head[place] & 127) << shift
            shift, place = shift + 7, place + 1
            if not head[place - 1] & 128:
                break
        place += size
        kept += head[start:place] if head[start] >> 3 & 15 in UNITS["av1"] else b""
    return kept


def _units(codec: str, data: bytes) -> bytes:
    """The units that go through. They follow on their marks: filter and encoder have written them so."""
    units = [unit for piece in data.split(START)[1:] if (unit := piece.rstrip(b"\0"))]
    kept = [unit for unit in units if (unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63) in UNITS[codec]]
    return b"".join(b"\0" + START + unit for unit in kept)


class Drawn:
    """A picture track that is decoded and encoded as H.264, upright: one of another codec, or one that is `black` for
    some seconds. `turned`: degrees to the left by which its pictures are shown."""

    def __init__(self, film: Any, sink: Any, limits: Ceilings, turned: int = 0, black: Spans = ()) -> None:
        film.thread_type = "NONE"
        self.seconds, self._sink, self._spans = 0.0, sink, black
        self._waiting: Any = None  # the picture that is shown until the next one comes
        width, height = film.codec_context.width // 2 * 2, film.codec_context.height // 2 * 2
        if not (width and height):
            raise Stop("damaged")
        if width * height > limits.pixels:
            raise Stop("too-many-pixels")
        rate = film.average_rate or 25
        self._each = float(1 / rate)
        self._size, self._turn = (width, height), _turner(turned, width, height)
        if turned % 180:
            width, height = height, width
        self._out = sink.add_stream("libx264", rate=rate)
        self._out.width, self._out.height, self._out.pix_fmt = width, height, "yuv420p"
        self._out.codec_context.time_base = TICK  # pictures may come at any time, not only so many a second
        # No picture is told by a later one: else all would come later than their sound.
        self._out.options = {"preset": "veryfast", "crf": "21", "bf": "0", "threads": "1"}

    def take(self, packet: Any) -> None:
        for frame in decoded(packet):
            self._draw(frame)

    def _draw(self, following: Any) -> None:
        """The picture before, now that it is known how long it is shown."""
        frame, self._waiting = self._waiting, following
        if frame is None:
            return
        end = following.time if following is not None and following.time is not None else float("inf")
        if self._spans and covers(self._spans, frame.time or 0.0, end):
            flat = _black(self._out.width, self._out.height)
        else:
            flat = self._turned(frame.reformat(*self._size, "yuv420p"))
        flat.pts, flat.time_base = frame.pts, frame.time_base
        flat.pict_type = 0  # the encoder chooses
        self._write(self._out.encode(flat))

    def _turned(self, flat: Any) -> Any:
        if self._turn is None:
            return flat
        self._turn.vpush(flat)
        return self._turn.vpull()

    def _write(self, packets: list[Any]) -> None:
        for one in packets:
            fresh = av.Packet(_units("h264", bytes(one)))  # without the encoder's note about itself
            fresh.pts, fresh.dts, fresh.duration, fresh.time_base = one.pts, one.dts, one.duration, one.time_base
            fresh.is_keyframe, fresh.stream = one.is_keyframe, self._out
            self.seconds += self._each
            self._sink.mux(fresh)

    def finish(self) -> None:
        self._draw(None)
        self._write(self._out.encode(None))


def _turner(degrees: int, width: int, height: int) -> Graph | None:
    """What turns pictures of this size upright."""
    if degrees % 360 not in TURNS:
        return None
    graph = Graph()
    graph.threads = 1
    first = graph.add_buffer(width=width, height=height, format=av.VideoFormat("yuv420p"), time_base=Fraction(1, 1000))
    graph.link_nodes(first, *(graph.add(*one) for one in TURNS[degrees % 360]), graph.add("buffersink")).configure()
    return graph


def _black(width: int, height: int) -> Any:
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, value in zip(frame.planes, BLACK, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


class Voice:
    """A sound track, decoded and encoded. `seconds` is how much of the source is in it, silence not counted. Between
    the moments of `hushed` it is silent."""

    def __init__(
        self, sound: Any, sink: Any, codec: str, bitrate: int, longest: float | None, hushed: Spans = ()
    ) -> None:
        sound.thread_type = "NONE"
        layout = "mono" if sound.codec_context.channels == 1 else "stereo"
        rate = 48_000 if sound.codec_context.sample_rate >= 48_000 else 44_100
        self._sink, self._out = sink, sink.add_stream(codec, rate=rate, layout=layout, bit_rate=bitrate)
        shape = "fltp" if codec == "aac" else "s16p"
        self._resampler = AudioResampler(format=shape, layout=layout, rate=rate)
        self._longest, self._encoded, self._silent, self._spans = longest, 0.0, 0.0, hushed
        self._start: float | None = None
        self._taken = 0.0  # seconds since the start, silence among them

    @property
    def seconds(self) -> float:
        return self._encoded - self._silent

    def take(self, packet: Any) -> None:
        for frame in decoded(packet):
            for piece in self._silence(frame):
                self._give(piece)
            self._give(self._hushed(frame) if self._spans else frame)

    def _hushed(self, frame: Any) -> Any:
        """The frame, or silence as long as it: by its own clock, or by where it comes to stand."""
        length, place = frame.samples / frame.sample_rate, self._taken + max(self._start or 0, 0)
        starts = [place] if frame.time is None else [place, frame.time]
        silent = any(covers(self._spans, start, start + length) for start in starts)
        return _silent(frame, frame.samples) if silent else frame

    def _silence(self, frame: Any) -> Iterator[Any]:
        """What fills the time between the frames before and this one."""
        if frame.time is None:
            return
        if self._start is None:
            self._start = frame.time
        missing = frame.time - self._start - self._taken
        if self._longest is not None and frame.time > self._longest + LATER:
            return  # its clock has jumped
        while missing > GAP:
            length = min(missing, PIECE)
            self._silent += length
            missing -= length
            yield _silent(frame, round(length * frame.sample_rate))

    def _give(self, frame: Any) -> None:
        frame.pts = round((self._taken + max(self._start or 0, 0)) * frame.sample_rate)
        frame.time_base = Fraction(1, frame.sample_rate)
        self._taken += frame.samples / frame.sample_rate
        for piece in self._resampler.resample(frame):
            self._write(self._out.encode(piece))

    def _write(self, packets: list[Any]) -> None:
        for one in packets:
            self._encoded += float((one.duration or 0) * one.time_base)
            self._sink.mux(one)

    def finish(self) -> None:
        for piece in self._resampler.resample(None):
            self._write(self._out.encode(piece))
        self._write(self._out.encode(None))


def _silent(like: Any, samples: int) -> Any:
    piece = av.AudioFrame(like.format.name, like.layout.name, samples)
    for plane in piece.planes:
        plane.update((b"\x80" if like.format.name.startswith("u8") else b"\0") * plane.buffer_size)
    piece.sample_rate = like.sample_rate
    return piece


def decoded(packet: Any) -> list[Any]:
    """What a packet holds; one that is damaged holds nothing, and what follows may be whole."""
    try:
        return list(packet.decode())
    except av.InvalidDataError:
        return []
