"""Long recordings are copied within the bounds of all files; how far they are is told, each step once."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Ceilings, FileKind, process, work
from hinweisgeber.sandbox.errors import FileDamaged
from hinweisgeber.sandbox.inside.guard import require
from hinweisgeber.sandbox.inside.recordings import drawn, making, media
from hinweisgeber.sandbox.inside.sniffing import HEAD, sniff
from hinweisgeber.sandbox.inside.terms import Findings, SoFar
from tests.sandbox import samples
from tests.sandbox.media.recorded_samples import film, seconds_of, sound

SECONDS = 6


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.m4a"
    path.write_bytes(sound("ipod", "aac", seconds=float(SECONDS)))
    return path


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a few seconds were hours."""
    monkeypatch.setattr(making, "LONG", 1)
    monkeypatch.setattr(media, "MP3_SECONDS", 1)


def test_a_long_recording_becomes_m4a_and_says_how_far_it_is(source: Path, long: None) -> None:
    head, content = media.clean(source, FileKind.M4A, Ceilings(), {})
    pieces: list[bytes | SoFar] = list(content)
    told = [one for one in pieces if isinstance(one, SoFar)]
    copy = b"".join(one for one in pieces if isinstance(one, bytes))
    assert (head["kind"], head["mimetype"]) == (FileKind.M4A, "audio/mp4")
    assert sniff(copy[:HEAD], "a.m4a") is FileKind.M4A
    assert seconds_of(copy) == pytest.approx(SECONDS, abs=0.15)
    assert not samples.holds(copy)
    assert len(told) == making.STEPS
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert {round(one.whole) for one in told} == {SECONDS}


def test_a_long_copy_can_be_silenced_and_heard(source: Path, long: None, tmp_path: Path) -> None:
    head, content = media.redact(source, FileKind.M4A, Ceilings(), {"seconds": [[2, 4]]})
    copy = b"".join(one for one in content if isinstance(one, bytes))
    assert head["kind"] == FileKind.M4A
    with av.open(io.BytesIO(copy), "r") as silenced:
        loud = {
            round(frame.time or 0): bytes(frame.planes[0]).strip(b"\0") != b"" for frame in silenced.decode(audio=0)
        }
    assert (loud[3], loud[6]) == (False, True)
    shown = sandbox.preview([copy], "a.m4a")
    assert (shown.kind, shown.mimetype) == (FileKind.MP3, "audio/mpeg")


def test_recordings_have_the_bounds_of_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Ceilings] = []
    true = process.run

    def run(request: dict[str, Any], source: Iterator[bytes], limits: Ceilings, **more: Any) -> Any:
        asked.append(limits)
        return true(request, source, limits, **more)

    monkeypatch.setattr(process, "run", run)
    b"".join(sandbox.clean([sound("ipod", "aac")], "a.m4a").content)
    b"".join(sandbox.clean([samples.image("JPEG")], "a.jpg").content)
    assert asked == [Ceilings()] * 2
    assert max(Ceilings().cpu, Ceilings().wall) <= 180


def frames(*said: object) -> Any:
    yield from (("T", json.dumps(one).encode()) for one in said)
    yield "D", b"copy"


def test_each_step_is_told_once_whatever_a_child_says() -> None:
    heard: list[tuple[float, float]] = []
    said = ([1, 100], [1, 100], [5, 100], [20, 100], [10, 100], [1e300, 100], [100, 100])
    result = work._Result(frames(*said), [], lambda *one: heard.append(one))
    assert b"".join(result.content()) == b"copy"
    assert heard == [(1, 100), (20, 100), (100, 100)]


@pytest.mark.parametrize("said", [[float("nan"), 1], ["a", 1], [1], {}, 7])
def test_nonsense_about_progress_ends_the_child(said: object) -> None:
    with pytest.raises(FileDamaged):
        list(work._Result(frames(said), [], lambda *_: None).content())


def test_films_of_more_pictures_are_drawn_with_less_care(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn anew stays a film whichever way it is encoded."""
    path = tmp_path / "a.webm"
    path.write_bytes(film("webm", "libvpx"))
    fine, quick = (
        b"".join(map(bytes_of, media.clean(path, FileKind.MKV, Ceilings(), {})[1])) for _ in few(monkeypatch)
    )
    assert seconds_of(fine, "video") == seconds_of(quick, "video") == 1
    assert len(fine) != len(quick)


def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """First many, then few pictures are drawn with care."""
    yield None
    monkeypatch.setattr(drawn, "FINE", 1)
    yield None


def bytes_of(piece: bytes | SoFar) -> bytes:
    return piece if isinstance(piece, bytes) else b""


@pytest.mark.parametrize(
    ("source", "copy", "told"), [(0.46, 0.31, "0,3 von 0,5 Sekunden"), (12.4, 11, "11 von 12 Sekunden")]
)
def test_of_a_short_recording_tenths_are_told(source: float, copy: float, told: str) -> None:
    findings = Findings()
    require("sound", source, copy, findings, " Sekunden")
    assert findings.losses == [("sound", told)]
