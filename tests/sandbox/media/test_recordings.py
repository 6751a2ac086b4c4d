"""Sound and film as they are: as long as the source, silence where it is silent, upright, nothing left out untold."""

from __future__ import annotations

import io
import struct
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Ceilings, FileKind
from hinweisgeber.sandbox.errors import CannotClean, ContentLost, FileDamaged
from hinweisgeber.sandbox.inside.recordings import chunks, media, tells
from hinweisgeber.sandbox.inside.recordings.copied import Copied
from hinweisgeber.sandbox.inside.recordings.drawn import Drawn
from hinweisgeber.sandbox.inside.recordings.voice import Voice
from hinweisgeber.sandbox.inside.sniffing import HEAD, sniff
from hinweisgeber.sandbox.inside.terms import Findings, Stop
from tests.sandbox import samples
from tests.sandbox.media import recorded_samples
from tests.sandbox.media.recorded_samples import FILMS, SOUNDS, colours, cropped, seconds_of, trimmed


def copied(data: bytes, name: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The copy and the losses told with it."""
    work = sandbox.clean([data], name)
    content = b"".join(work.content)
    return content, [(one.label, one.value) for one in work.losses]


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_lasts_as_long_as_its_source(name: str) -> None:
    data = recorded_samples.sound(*SOUNDS[name])
    copy, lost = copied(data, name)
    assert seconds_of(copy) == pytest.approx(3, abs=0.15)
    assert not samples.holds(copy)
    assert lost == []


@pytest.mark.parametrize("make", [recorded_samples.amr, recorded_samples.telephone])
def test_sound_of_telephones_has_a_copy(make: Any) -> None:
    copy, lost = copied(make(), f"a.{'amr' if make is recorded_samples.amr else 'wav'}")
    assert seconds_of(copy) == pytest.approx(3, abs=0.15)
    assert lost == []


@pytest.mark.parametrize("name", FILMS)
def test_film_keeps_its_pictures_and_its_sound(name: str) -> None:
    copy, lost = copied(recorded_samples.film(*FILMS[name]), name)
    assert seconds_of(copy, "video") == 1
    assert seconds_of(copy) == pytest.approx(1, abs=0.1)
    assert (samples.holds(copy), lost) == (False, [])
    assert sandbox.preview([copy], "a.mp4").kind is FileKind.JPEG


@pytest.mark.parametrize("form", [("ipod", "aac"), ("ogg", "libopus"), ("matroska", "libopus")], ids=str)
def test_silence_stays_where_it_was(form: tuple[str, str]) -> None:
    data = recorded_samples.sound(*form, seconds=6.0, silent=(2, 4))
    assert seconds_of(data) < 4.2, "the source holds no sound for that time"
    copy, lost = copied(data, "a.mka" if form[0] == "matroska" else "a.m4a")
    assert seconds_of(copy) == pytest.approx(6, abs=0.15)
    assert lost == []
    assert loudness(copy, 2.5, 3.5) < 100 < loudness(copy, 4.5, 5.5)


def loudness(data: bytes, begin: float, end: float) -> int:
    """The largest value between the two moments."""
    with av.open(io.BytesIO(data), "r") as sound:
        resampler = av.AudioResampler(format="s16", layout="mono")
        frames = [frame for frame in sound.decode(audio=0) if frame.time is not None and begin < frame.time < end]
        plain = [piece for frame in frames for piece in resampler.resample(frame)]
    return max(abs(value) for piece in plain for value in memoryview(bytes(piece.planes[0])).cast("h")[: piece.samples])


@pytest.mark.parametrize(
    ("degrees", "size", "place"), [(90, (240, 320), (1, 0)), (180, (320, 240), (1, 1)), (270, (240, 320), (0, 1))]
)
def test_film_that_was_taken_upright_is_shown_upright(
    degrees: int, size: tuple[int, int], place: tuple[int, int]
) -> None:
    copy, _ = copied(recorded_samples.film("mp4", "libx264", turned=degrees), "a.mp4")
    with Image.open(io.BytesIO(sandbox.preview([copy], "a.mp4").content)) as shown:
        assert shown.size == size
        blue = shown.convert("RGB").getchannel("B").point(lambda value: 255 if value < 110 else 0)
        left, top, right, bottom = blue.getbbox() or (0, 0, 0, 0)
    assert (int(left + right > shown.width), int(top + bottom > shown.height)) == place


def test_what_was_cut_away_before_a_film_begins_is_not_in_its_copy() -> None:
    """Trimmed without encoding anew: the beginning of a group of pictures is still there, and not shown."""
    source = trimmed(red=20, blue=40)
    assert colours(source) == {"blue"}
    content, losses = copied(source, "a.mp4")
    assert colours(content) == {"blue"}
    assert losses == []


def test_what_was_cut_away_around_the_pictures_is_not_in_the_copy() -> None:
    content, _ = copied(cropped(32), "a.mp4")
    with av.open(io.BytesIO(content), "r") as film:
        frame = next(film.decode(video=0))
        assert (frame.width, film.streams.video[0].codec_context.coded_width) == (32, 32)


def test_tracks_that_are_left_out_are_told() -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="matroska") as sink:
        voices = [sink.add_stream("libopus", rate=48_000) for _ in range(2)]
        for number in range(100):
            for voice in voices:
                sink.mux(voice.encode(recorded_samples.tone(number, voice)))
        for voice in voices:
            sink.mux(voice.encode(None))
    assert copied(target.getvalue(), "a.mka")[1] == [("sound", "weitere Tonspur")]


def cut(self: Any, packet: Any) -> None:
    """What a mistake could do: nothing after the first half second."""
    if packet.pts is None or packet.pts * packet.time_base < 0.5:
        WHOLE[type(self)](self, packet)


WHOLE: dict[type, Any] = {one: one.take for one in (Voice, Copied, Drawn)}


@pytest.mark.parametrize(
    ("name", "track"),
    [
        *((name, Voice) for name in ("a.m4a", "a.ogg", "a.wav", "a.amr")),
        *(("a.mkv", one) for one in (Copied, Voice)),
        *(("vp8.webm", one) for one in (Drawn, Voice)),
    ],
)
def test_copy_that_was_cut_short_is_none(
    name: str, track: type, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (
        recorded_samples.film(*FILMS[name], seconds=3.0) if name in FILMS
        else recorded_samples.amr() if name == "a.amr"
        else recorded_samples.sound(*SOUNDS[name])
    )  # fmt: skip
    assert cleaned(data, name, tmp_path) == []
    monkeypatch.setattr(track, "take", cut)
    with pytest.raises(Stop, match="content-lost"):
        cleaned(data, name, tmp_path)


def cleaned(data: bytes, name: str, tmp_path: Any) -> list[tuple[str, str]]:
    path = tmp_path / "in"
    path.write_bytes(data)
    about, content = media.clean(path, sniff(data[:HEAD], name), Ceilings(), {})
    assert any(list(content))
    losses: list[tuple[str, str]] = about["losses"]
    return losses


def test_pictures_that_cannot_be_decoded_any_more_are_lost(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hinweisgeber.sandbox.inside.recordings.copied.units", lambda codec, data: b"")
    with pytest.raises(Stop, match="content-lost"):
        cleaned(recorded_samples.film(*FILMS["a.mkv"]), "a.mkv", tmp_path)


def test_smaller_gap_through_damage_is_told_and_a_large_one_refused() -> None:
    data = bytearray(recorded_samples.sound("mp3", "libmp3lame", seconds=20.0))
    whole = len(data)
    data[whole // 2 : whole // 2 + whole // 5] = bytes(whole // 5)
    copy, lost = copied(bytes(data), "a.mp3")
    assert seconds_of(copy) > 14
    assert [label for label, _ in lost] in ([], ["sound"])
    broken = bytearray(recorded_samples.sound("ipod", "aac", seconds=20.0))
    start = broken.index(b"mdat") + 4
    for place in range(start + 40, len(broken) - 20_000, 7):
        broken[place] = 0xFF
    with pytest.raises(CannotClean) as refused:
        copied(bytes(broken), "a.m4a")
    assert isinstance(refused.value, ContentLost | FileDamaged)


def test_recording_in_which_nothing_is_heard_has_no_copy() -> None:
    target = io.BytesIO()
    with wave.open(target, "wb") as sink:
        sink.setparams((1, 2, 8000, 0, "NONE", ""))
        sink.writeframes(b"")
    with pytest.raises(CannotClean):
        copied(target.getvalue(), "a.wav")


def test_very_short_sound_is_whole() -> None:
    assert copied(recorded_samples.sound("mp3", "libmp3lame", seconds=0.2), "a.mp3")[1] == []


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("com.apple.quicktime.make", "camera"),
        ("com.apple.quicktime.location.ISO6709", "place"),
        ("location-eng", "place"),
        ("com.android.version", "software"),
        ("creation_time", "time"),
        ("encoded_by", "author"),
        ("album_artist", "author"),
        ("subtitle", "comment"),
        ("timecode", "comment"),
        ("title", "title"),
        ("encoder", "software"),
        ("com.apple.quicktime.creationdate", "time"),
        ("IARL", "comment"),
    ],
)
def test_value_stands_under_its_own_label(key: str, label: str) -> None:
    assert tells.label_of(key) == label


def test_clock_that_jumps_makes_no_endless_silence() -> None:
    copy, _ = copied(jumping(), "a.mka")
    assert seconds_of(copy) < 30


def jumping() -> bytes:
    """A second of sound; from the middle on its clock is a year ahead, its duration says one second."""
    target = io.BytesIO()
    with av.open(target, "w", format="matroska") as sink:
        stream: Any = sink.add_stream("libopus", rate=48_000)
        packets = [packet for n in range(50) for packet in stream.encode(recorded_samples.tone(n, stream))]
        for number, packet in enumerate(packets):
            if number > 20:
                packet.pts += 48_000 * 3600 * 24 * 365
                packet.dts = packet.pts
            sink.mux(packet)
    data = target.getvalue()
    with av.open(io.BytesIO(data), "r") as source:
        seconds = (source.duration or 0) / 1e6
    place = data.find(b"\x44\x89\x88")  # the duration, a floating number of milliseconds
    assert seconds > 1000
    assert place > 0
    return data[: place + 3] + struct.pack(">d", 1000.0) + data[place + 11 :]


def chunk(name: bytes, said: bytes) -> bytes:
    return name + struct.pack("<I", len(said)) + said + b"\0" * (len(said) % 2)


def box(name: bytes, said: bytes) -> bytes:
    return struct.pack(">I4s", len(said) + 8, name) + said


def told(data: bytes, path: Path) -> list[tuple[str, str]]:
    path.write_bytes(data)
    head, _ = media.clean(path, FileKind.WAV, Ceilings(), {})  # what it is, its decoder tells
    return [tuple(one) for one in head["findings"]]


@pytest.mark.parametrize(
    ("name", "said"),
    [(b"iXML", b"<NOTE>Erfunden</NOTE>"), (b"_PMX", b"<x>Erfunden</x>"), (b"LIST", b"adtllabl Erfunden")],
)
def test_parts_of_sound_that_no_decoder_reads_are_told(name: bytes, said: bytes, tmp_path: Path) -> None:
    sound = recorded_samples.sound("wav", "pcm_s16le", 0.1)
    more = sound[12:] + chunk(name, said)
    found = told(b"RIFF" + struct.pack("<I", len(more) + 4) + b"WAVE" + more, tmp_path / "a.wav")
    assert ("dropped-part", f"{name.decode()}: {said.decode()}") in found
    assert [one for one in told(sound, tmp_path / "b.wav") if one[0] == "dropped-part"] == []


def test_parts_of_a_film_that_no_decoder_reads_are_told(tmp_path: Path) -> None:
    film, more = samples.film(0.2), box(b"uuid", b"Erfunden") + box(b"moov", box(b"udta", box(b"SDLN", b"7")))
    deep = b"".join(struct.pack(">I4s", 8 * (5000 - n), b"moov") for n in range(5000))
    for data, parts in ((film, []), (film + more, ["uuid: Erfunden", "SDLN: 7"]), (film + deep, ["moov:"])):
        path, findings = tmp_path / "a.mp4", Findings()
        path.write_bytes(data)
        chunks.tell_chunks(path, findings)
        assert [value.startswith(part) for (_, value), part in zip(findings.items, parts, strict=True)] == [True] * len(
            parts
        )


def test_titles_of_chapters_are_told(tmp_path: Path) -> None:
    target = io.BytesIO()
    chapter = {"id": 1, "start": 0, "end": 9, "time_base": Fraction(1, 100), "metadata": {"title": "Erfunden"}}
    with av.open(target, "w", format="matroska") as sink:
        sink.set_chapters([chapter])  # type: ignore[list-item]
        stream = sink.add_stream("pcm_s16le", rate=8000, layout="mono")
        sink.mux(stream.encode(recorded_samples.tone(0, stream)))
    assert ("title", "Erfunden") in told(target.getvalue(), tmp_path / "a.mka")
