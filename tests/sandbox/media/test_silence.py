"""Seconds of a recording are covered: silent, and black in a film; it is as long as before, the rest as it was."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av
import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import FileKind, Span
from hinweisgeber.sandbox.errors import ContentLost, SecondsBeyond
from hinweisgeber.sandbox.inside.recordings import media
from hinweisgeber.sandbox.inside.recordings.source import covers
from tests.sandbox import samples
from tests.sandbox.media import recorded_samples
from tests.sandbox.media.recorded_samples import FILMS, SOUNDS, seconds_of
from tests.sandbox.media.test_recordings import copied, loudness


def covered(data: bytes, name: str, *spans: tuple[float, float], no_picture: bool = False) -> tuple[bytes, list[str]]:
    """The redacted copy of a working copy, and what it says is gone."""
    work = sandbox.redact_seconds([data], name, [Span(*one) for one in spans], no_picture)
    content = b"".join(work.content)
    assert {one.label for one in work.losses} <= {"sound"}
    return content, [one.value for one in work.losses]


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.opus"])
def test_sound_is_silent_there_and_as_it_was_elsewhere(name: str) -> None:
    copy, _ = copied(recorded_samples.sound(*SOUNDS[name]), name)
    redacted, gone = covered(copy, "a.mp3", (1, 1.5), (2, 2.2))
    assert gone == ["0:01 bis 0:01,5", "0:02 bis 0:02,2"]
    assert seconds_of(redacted) == pytest.approx(seconds_of(copy), abs=0.1)
    assert max(loudness(redacted, 1, 1.5), loudness(redacted, 2, 2.2)) <= 2, "not even faintly"
    for start, end in ((0.1, 0.8), (1.7, 1.8), (2.5, 2.9)):
        assert loudness(redacted, start, end) > 1000
    assert not samples.holds(redacted)


@pytest.mark.parametrize("name", ["a.mkv", "a.webm", "mpeg4.mp4"])
def test_film_is_black_and_silent_there(name: str) -> None:
    copy, _ = copied(recorded_samples.film(*FILMS[name]), name)
    redacted, gone = covered(copy, "a.mp4", (0.4, 0.6))
    assert gone == ["0:00,4 bis 0:00,6"]
    assert seconds_of(redacted, "video") == 1
    light = lights(redacted)
    assert max(bright for time, bright in light if 0.4 <= time <= 0.6) < 25
    assert min(bright for time, bright in light if time < 0.25 or time > 0.75) > 100
    assert loudness(redacted, 0.4, 0.6) <= 2
    assert loudness(redacted, 0.1, 0.25) > 1000
    assert not samples.holds(redacted)


def lights(data: bytes) -> list[tuple[float, int]]:
    """When each picture is shown, and its brightest dot."""
    with av.open(io.BytesIO(data), "r") as film:
        return [(frame.time or 0.0, brightest(frame)) for frame in film.decode(video=0)]


def brightest(frame: Any) -> int:
    """Of 255."""
    return int(frame.to_image().convert("L").getextrema()[1])


def test_a_picture_that_is_still_shown_when_the_seconds_begin_is_black() -> None:
    """Two pictures a second: the one before is seen until the next one comes."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as sink:
        stream: Any = sink.add_stream("libx264", rate=2)
        (stream.width, stream.height), stream.pix_fmt = (320, 240), "yuv420p"
        for number in range(6):
            frame: Any = av.VideoFrame.from_image(samples.picture(320, 240))  # type: ignore[no-untyped-call, unused-ignore]
            frame.pts, frame.time_base = number, Fraction(1, 2)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    redacted, _ = covered(target.getvalue(), "a.mp4", (1.25, 1.3))
    assert [time for time, bright in lights(redacted) if bright < 25] == [1.0]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_film_that_was_taken_upright_stays_upright(degrees: int) -> None:
    copy, _ = copied(recorded_samples.film("mp4", "libx264", turned=degrees), "a.mp4")
    redacted, _ = covered(copy, "a.mp4", (0.5, 0.6))
    before, after = (picture_of(sandbox.preview([one], "a.mp4").content) for one in (copy, redacted))
    assert before.size == after.size
    dots = zip(before.convert("L").tobytes(), after.convert("L").tobytes(), strict=True)
    assert sum(abs(one - other) for one, other in dots) / (before.width * before.height) < 8


def picture_of(data: bytes) -> Any:
    """A preview."""
    from PIL import Image

    return Image.open(io.BytesIO(data))


def test_old_films_that_are_drawn_anew_are_upright_too(monkeypatch: pytest.MonkeyPatch) -> None:
    turned = recorded_samples.film("mp4", "mpeg4", turned=90)
    copy, _ = copied(turned, "a.mp4")
    assert picture_of(sandbox.preview([copy], "a.mp4").content).size == (240, 320)


def test_of_a_film_the_sound_alone_is_left() -> None:
    copy, _ = copied(recorded_samples.film(*FILMS["a.mp4"]), "a.mp4")
    redacted, gone = covered(copy, "a.mp4", (0.2, 0.4), no_picture=True)
    assert gone == ["0:00,2 bis 0:00,4", "Bild des Films"]
    work = sandbox.redact_seconds([copy], "film.mp4", [], no_picture=True)
    assert (work.kind, work.name) == (FileKind.MP3, "film.mp3")
    work.drop()
    with av.open(io.BytesIO(redacted), "r") as sound:
        assert not sound.streams.video
    assert loudness(redacted, 0.25, 0.35) <= 2 < 1000 < loudness(redacted, 0.6, 0.9)


def test_what_would_leave_nothing_is_refused() -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as sink:
        stream: Any = sink.add_stream("libx264", rate=25)
        (stream.width, stream.height), stream.pix_fmt = (64, 64), "yuv420p"
        for _ in range(25):
            sink.mux(stream.encode(av.VideoFrame.from_image(samples.picture(64, 64))))  # type: ignore[no-untyped-call, unused-ignore]
        sink.mux(stream.encode(None))
    with pytest.raises(ContentLost):
        covered(target.getvalue(), "a.mp4", no_picture=True)


def test_seconds_after_the_end_are_refused() -> None:
    copy, _ = copied(recorded_samples.sound(*SOUNDS["a.mp3"]), "a.mp3")
    with pytest.raises(SecondsBeyond):
        covered(copy, "a.mp3", (1, 2), (3.5, 4))
    redacted, _ = covered(copy, "a.mp3", (2.5, 400))
    assert loudness(redacted, 2.5, 3) <= 2, "an end after the end is the end"


def test_what_is_asked_for_is_covered_a_little_beyond_its_edges() -> None:
    assert covers(((1, 2),), 2.05, 2.08)
    assert covers(((1, 2),), 0.9, 0.95)
    assert not covers(((1, 2),), 2.2, 2.3)
    assert not covers((), 0, 100)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (65, "1:05"), (65.25, "1:05,2"), (59.96, "1:00"), (3725.5, "62:05,5")]
)
def test_a_moment_is_told_as_players_show_it(seconds: float, shown: str) -> None:
    assert media.clock(seconds) == shown


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 1), (0, float("inf")), (float("nan"), 1), (0, float("nan"))])
def test_a_span_ends_after_it_begins(span: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="ends after"):
        Span(*span)
