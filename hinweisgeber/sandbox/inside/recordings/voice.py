"""A sound track that is encoded anew; where the source is silent for a while, so is the copy."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.audio.resampler import AudioResampler

from .source import Spans, covers, decoded

GAP = 0.25  # seconds; shorter ones are how a recorder counts
LATER = 5  # seconds by which a track may be longer than its container says
PIECE = 1  # second of silence at once
# What an encoder may leave out to be done in time: AAC finds as good a way three times as quickly, MP3 a third sooner.
QUICK = {"aac": {"aac_coder": "fast"}, "libmp3lame": {"compression_level": "7"}}


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
        self._out.options = QUICK[codec]
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
