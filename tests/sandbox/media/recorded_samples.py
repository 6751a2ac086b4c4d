"""Sound, films and pictures of many kinds, made here; what they hold is known, so that a copy can be compared."""

from __future__ import annotations

import io
import struct
import wave
from fractions import Fraction
from functools import cache
from typing import Any

import av
import av.bitstream
from PIL import Image, ImageDraw

from tests.sandbox.samples import AUTHOR, NOTE, TITLE, picture

# Kind of container and codec, by the name of the file.
SOUNDS = {
    "a.aac": ("adts", "aac"),
    "a.aiff": ("aiff", "pcm_s16be"),
    "a.flac": ("flac", "flac"),
    "a.m4a": ("ipod", "aac"),
    "a.mka": ("matroska", "libopus"),
    "a.mov": ("mov", "aac"),
    "a.mp3": ("mp3", "libmp3lame"),
    "a.mp4": ("mp4", "aac"),
    "a.3gp": ("3gp", "aac"),
    "a.ogg": ("ogg", "libopus"),
    "a.opus": ("ogg", "libopus"),
    "a.wav": ("wav", "pcm_s16le"),
    "a.weba": ("webm", "libopus"),
}
FILMS = {
    "a.mkv": ("matroska", "libx264"),
    "a.mov": ("mov", "libx264"),
    "a.mp4": ("mp4", "libx265"),
    "av1.mp4": ("mp4", "libsvtav1"),
    "a.webm": ("webm", "libvpx-vp9"),
    "vp8.webm": ("webm", "libvpx"),
    "mpeg4.mp4": ("mp4", "mpeg4"),
    "old.3gp": ("3gp", "h263"),
}


@cache
def sound(form: str, codec: str, seconds: float = 3.0, silent: tuple[float, float] = (0, 0)) -> bytes:
    """A tone; nothing was recorded between the two moments of `silent`, and the clock went on."""
    target = io.BytesIO()
    with av.open(target, "w", format=form) as sink:
        if form not in ("adts", "wav"):
            sink.metadata.update({"artist": AUTHOR, "title": TITLE, "comment": NOTE})
        stream: Any = sink.add_stream(codec, rate=48_000)
        for number in range(int(seconds * 50)):
            if not silent[0] <= number / 50 < silent[1]:
                for packet in stream.encode(tone(number, stream)):
                    sink.mux(packet)
        sink.mux(stream.encode(None))
    return target.getvalue()


def tone(number: int, stream: Any) -> av.AudioFrame:
    """A fiftieth of a second."""
    frame = av.AudioFrame(format="s16", layout="stereo", samples=960)
    frame.planes[0].update(b"".join(struct.pack("<hh", *[(n * 440) % 20000 - 10000] * 2) for n in range(960)))
    frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 960, Fraction(1, 48_000)
    (fit,) = av.AudioResampler(format=stream.codec_context.format, layout=stream.layout, rate=48_000).resample(frame)
    fit.pts, fit.time_base = number * 960, Fraction(1, 48_000)
    return fit


@cache
def film(form: str, codec: str, seconds: float = 1.0, turned: int = 0) -> bytes:
    """A disk that moves over a light ground, with sound. `turned`: degrees, as a telephone notes them."""
    target = io.BytesIO()
    size = (352, 288) if codec == "h263" else (320, 240)
    with av.open(target, "w", format=form) as sink:
        sink.metadata.update({"artist": AUTHOR, "title": TITLE})
        pictures: Any = sink.add_stream(codec, rate=25)
        (pictures.width, pictures.height), pictures.pix_fmt = size, "yuv420p"
        voice: Any = sink.add_stream("libopus" if form == "webm" else "aac", rate=48_000)
        for number in range(int(25 * seconds)):
            sink.mux(pictures.encode(av.VideoFrame.from_image(picture(*size).rotate(number))))  # type: ignore[no-untyped-call, unused-ignore]
        sink.mux(pictures.encode(None))
        for number in range(int(seconds * 50)):
            sink.mux(voice.encode(tone(number, voice)))
        sink.mux(voice.encode(None))
    return _turned(target.getvalue(), turned) if turned else target.getvalue()


def _turned(data: bytes, degrees: int) -> bytes:
    """The film with the matrix of its picture track turned (ISO 14496-12, 8.3.2)."""
    upright = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    matrix = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[degrees]
    a, b, c, d = (value << 16 for value in matrix)
    place = data.index(upright, data.index(b"tkhd"))
    return data[:place] + struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30) + data[place + 36 :]


def seconds_of(data: bytes, track: str = "audio") -> float:
    """How long a recording's sound lasts when it is decoded; of a film's pictures, what their number says."""
    with av.open(io.BytesIO(data), "r") as source:
        if track == "video":
            return len(list(source.decode(video=0))) / 25
        return sum(frame.samples / frame.sample_rate for frame in source.decode(audio=0))


@cache
def amr() -> bytes:
    """Three seconds of AMR: frames of 12.2 kbit/s (RFC 4867, 5); what they sound like does not matter."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 150


@cache
def telephone() -> bytes:
    """A WAV as a telephone exchange writes it: eight bit, eight thousand times a second."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sink:
        sink.setparams((1, 1, 8000, 0, "NONE", ""))
        sink.writeframes(bytes(128 + (n * 37) % 64 for n in range(24_000)))
    return target.getvalue()


def circle(width: int, height: int, mode: str = "L") -> Image.Image:
    """A circle as it is on paper, drawn with dots that are as wide and high as a page of A4 needs them."""
    page = Image.new(mode, (width, height), "white")
    side = width // 2
    draw = ImageDraw.Draw(page)
    draw.ellipse(
        (width // 4, height // 4, width // 4 + side, height // 4 + side * height * 210 // (width * 297)), fill="black"
    )
    return page


def extent(page: Image.Image) -> tuple[int, int]:
    """Width and height of what is dark."""
    dark = page.convert("L").point(lambda value: 255 if value < 100 else 0).getbbox()
    assert dark is not None
    return dark[2] - dark[0], dark[3] - dark[1]


def trimmed(red: int, blue: int) -> bytes:
    """A film of one group of pictures that is shown (ISO 14496-12, 8.6.6) from its first blue one on."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as sink:
        stream = sink.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.options = {"x264-params": "bframes=0:scenecut=0:keyint=250"}
        for n in range(red + blue):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 48), "red" if n < red else "blue"))  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = n, Fraction(1, 25)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    data = bytearray(target.getvalue())
    (scale,) = struct.unpack_from(">I", data, data.index(b"mdhd") + 16)
    struct.pack_into(">IiI", data, data.index(b"elst") + 12, blue * 40, scale * red // 25, 1 << 16)
    return bytes(data)


def cropped(right: int) -> bytes:
    """A film whose pictures go on to the right of what is shown (H.264, 7.4.2.1.1)."""
    target = io.BytesIO()
    with av.open(io.BytesIO(trimmed(0, 10)), "r") as source, av.open(target, "w", format="mp4") as sink:
        film = source.streams.video[0]
        track = sink.add_stream_from_template(film)
        crop = av.bitstream.BitStreamFilterContext(f"h264_metadata=crop_right={right}", film, track)
        for packet in source.demux(film):
            for one in crop.filter(packet) if packet.size else ():
                one.stream = track
                sink.mux(one)
    return target.getvalue()


def colours(data: bytes) -> set[str]:
    """Which colours are seen in the middle of a film's pictures, edit lists or none."""
    with av.open(io.BytesIO(data), "r") as film:
        seen = (frame.to_image().getpixel((frame.width // 2, frame.height // 2)) for frame in film.decode(video=0))  # type: ignore[no-untyped-call]
        return {"red" if red > blue else "blue" for red, _, blue in seen}
