"""A picture track that is drawn anew: decoded, turned upright, encoded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
from av.filter import Graph

from ..terms import Ceilings, Stop
from .copied import units
from .source import Spans, covers, decoded

TICK = Fraction(1, 90_000)  # of a second
FINE = 6_000_000_000  # dots of all pictures together; more are not drawn as well as that in time
BLACK = (16, 128, 128)  # in the planes of a picture
TURNS: dict[int, tuple[tuple[str, ...], ...]] = {  # degrees to the left, as filters turn pictures
    90: (("transpose", "cclock"),),
    180: (("hflip",), ("vflip",)),
    270: (("transpose", "clock"),),
}


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
        preset = "veryfast" if width * height * _pictures(film, float(rate)) < FINE else "ultrafast"
        self._out.options = {"preset": preset, "crf": "21", "bf": "0", "threads": "1"}

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
            fresh = av.Packet(units("h264", bytes(one)))  # without the encoder's note about itself
            fresh.pts, fresh.dts, fresh.duration, fresh.time_base = one.pts, one.dts, one.duration, one.time_base
            fresh.is_keyframe, fresh.stream = one.is_keyframe, self._out
            self.seconds += self._each
            self._sink.mux(fresh)

    def finish(self) -> None:
        self._draw(None)
        self._write(self._out.encode(None))


def _pictures(film: Any, rate: float) -> float:
    """How many pictures a track has, as far as anything says it."""
    seconds = film.duration * film.time_base if film.duration else (film.container.duration or 0) / av.time_base
    return film.frames or float(seconds) * rate


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
