"""A picture track that is copied without the notes between its pictures."""

from __future__ import annotations

from typing import Any

import av
import av.bitstream

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
WAITING = 64  # packets without a time to decode them
KEYS = 100  # key pictures that are decoded, to see that they can be


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
            head = _blocks(head) if codec == "av1" else units(codec, head)
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


def units(codec: str, data: bytes) -> bytes:
    """The units that go through. They follow on their marks: filter and encoder have written them so."""
    units = [unit for piece in data.split(START)[1:] if (unit := piece.rstrip(b"\0"))]
    kept = [unit for unit in units if (unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63) in UNITS[codec]]
    return b"".join(b"\0" + START + unit for unit in kept)
