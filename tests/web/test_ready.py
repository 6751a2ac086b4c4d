"""/readyz: whether a face can do its work, in two words, to this machine alone; however often it is asked."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.intake import Intake
from hinweisgeber.office import Office
from hinweisgeber.store import blobs as blob_stores
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.web import ready
from hinweisgeber.web.app import Face
from hinweisgeber.web.ready import ClockBehind, Readiness, days_hold
from hinweisgeber.web.ring_file import RingFile
from tests.founded import NOW, TODAY
from tests.patience import wait_until

WELL, NOT_WELL = (200, "ready\n"), (503, "not ready\n")
OVER_THE_SOCKET = {"REMOTE_ADDR": ""}


@pytest.fixture
def office(
    settings: config.Settings,
    institution: config.Institution,
    ring_file: RingFile,
    cabinet: Store[Cabinet],
    letterbox: Store[Letterbox],
) -> Office:
    app = Office(settings, institution, ring_file, cabinet, letterbox)
    app.clock = lambda: NOW
    return app


@pytest.fixture(params=["intake", "office"])
def face(request: pytest.FixtureRequest) -> Face:
    made: Face = request.getfixturevalue(request.param)
    return made


def asked(face: Face, **environ: str) -> tuple[int, str]:
    answer = face.test_client(use_cookies=False).get("/readyz", environ_base={"REMOTE_ADDR": "127.0.0.1"} | environ)
    return answer.status_code, answer.text


def anew(face: Face) -> tuple[int, str]:
    """Asked when the last answer holds no more."""
    face.readiness._at = float("-inf")
    return asked(face)


def rows(home: Path) -> dict[str, int]:
    found = dict[str, int]()
    for name in ("letterbox", "cabinet"):
        with closing(sqlite3.connect(home / f"{name}.sqlite")) as db:
            tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found |= {f"{name}.{table}": db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    return found


# -- well --------------------------------------------------------------------------------------------------------------


def test_a_face_that_can_work_says_so_and_leaves_nothing(face: Face, settings: config.Settings) -> None:
    before = rows(settings.home)
    for _ in range(3):
        assert anew(face) == WELL
    assert rows(settings.home) == before
    assert [path for path in (settings.home / "blobs").iterdir() if path.is_file()] == []


def test_it_says_so_over_the_units_socket(face: Face) -> None:
    assert asked(face, **OVER_THE_SOCKET) == WELL


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": "no address"},
        {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"},
        {"REMOTE_ADDR": "::1", "HTTP_VIA": "1.1 proxy"},
    ],
)
def test_to_everybody_else_there_is_no_such_address(face: Face, environ: dict[str, str]) -> None:
    client = face.test_client(use_cookies=False)
    answer = client.get("/readyz", environ_base=environ)
    other = client.get("/gibt-es-nicht", environ_base=environ)
    assert (answer.status_code, len(answer.data)) == (404, len(other.data))
    assert face.readiness._at == float("-inf"), "nothing was asked"


# -- not well ----------------------------------------------------------------------------------------------------------


def broken(face: Face, name: str, settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away one thing that the face needs."""
    match name:
        case "letterbox" | "cabinet":
            getattr(face, name).dispose()
            for path in settings.home.glob(f"{name}.sqlite*"):
                path.unlink()
            (settings.home / f"{name}.sqlite").write_bytes(b"not a database, for long enough to be sure of it" * 50)
        case "a table":
            with closing(sqlite3.connect(settings.home / "letterbox.sqlite")) as db:
                db.execute("ALTER TABLE report RENAME TO away")
                db.execute("ALTER TABLE writing RENAME TO gone")
        case "files":
            (settings.home / "blobs").write_text("a file where the folder should be")
        case "room":
            monkeypatch.setattr(blob_stores, "RESERVE_SHARE", 1.0)
            monkeypatch.setattr(blob_stores, "RESERVE", 2**60)
        case "ring":
            settings.ring.unlink()
        case "ring broken":
            settings.ring.write_text("{}", encoding="utf-8")
        case "people":
            face.clock = lambda: NOW + timedelta(days=4000)
        case "clock":
            face.clock = lambda: NOW - timedelta(days=2)


@pytest.mark.parametrize(
    "name", ["letterbox", "cabinet", "a table", "files", "room", "ring", "ring broken", "people", "clock"]
)
def test_without_one_thing_it_is_not_ready_and_the_log_says_which(
    face: Face, name: str, settings: config.Settings, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    if name == "cabinet" and face.face == "intake":
        (settings.home / "cabinet.sqlite").unlink()
        assert asked(face) == WELL, "the intake has no cabinet"
        return
    with letterbox.write() as box:
        box.add_report(bytes(16), TODAY, {"a" * 16: b"wrap"})
    broken(face, name, settings, monkeypatch)
    assert asked(face) == NOT_WELL
    of = {"a table": "letterbox", "files": "blobs", "room": "blobs", "ring broken": "ring", "people": "ring"}
    assert f"error in {of.get(name, name)}:" in caplog.text


def test_trouble_is_told_once_and_again_when_it_comes_again(
    intake: Intake, settings: config.Settings, caplog: pytest.LogCaptureFixture
) -> None:
    kept = settings.ring.read_text(encoding="utf-8")
    for well in (False, False, True, False):
        settings.ring.write_text(kept, encoding="utf-8") if well else settings.ring.unlink(missing_ok=True)
        assert anew(intake) == (WELL if well else NOT_WELL)
    assert caplog.text.count("error in ring:") == 2


# -- often, and hanging ------------------------------------------------------------------------------------------------


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_holds_for_ten_seconds() -> None:
    clock, looks = Clock(), []
    readiness = Readiness({"store": lambda: looks.append(1)}, clock)
    for later, times in ((0.0, 1), (9.9, 1), (0.2, 2)):
        clock.now += later
        assert readiness.ready()
        assert len(looks) == times


def test_a_store_that_hangs_is_told_soon_and_holds_one_thread_however_many_ask(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ready, "PATIENCE", 0.2)
    hangs, looked = threading.Event(), []

    def ask() -> None:
        looked.append(1)
        hangs.wait()

    readiness = Readiness({"store": ask})
    before, answers = threading.active_count(), list[bool]()
    askers = [threading.Thread(target=lambda: answers.append(readiness.ready())) for _ in range(50)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert (answers, looked) == ([False] * 50, [1])
    assert threading.active_count() == before + 1
    assert not any(readiness.ready() for _ in range(100)), "nobody waits again for what hangs"
    assert caplog.text.count("error in store: TimeoutError") == 1, "which one, while it hangs"
    hangs.set()
    wait_until(lambda: readiness._begun is None)
    assert not readiness.ready(), "what came too late is no answer"
    readiness._at = float("-inf")
    assert readiness.ready(), "the next look finds it well"
    assert len(looked) == 2


def test_few_wait_at_once() -> None:
    """A flood of askers holds no more than a handful of a face's threads while a look is under way."""
    hangs, answers = threading.Event(), list[bool]()
    readiness = Readiness({"store": hangs.wait})
    askers = [threading.Thread(target=lambda: answers.append(readiness.ready())) for _ in range(40)]
    for asker in askers:
        asker.start()
    wait_until(lambda: len(answers) == 40 - ready.WAITING)
    assert (not any(answers), readiness._waiting) == (True, ready.WAITING)
    hangs.set()
    for asker in askers:
        asker.join()
    assert answers.count(True) == ready.WAITING


def test_what_answers_too_late_is_not_well() -> None:
    clock = Clock()

    def slow() -> None:
        clock.now += ready.PATIENCE + 1

    assert not Readiness({"store": slow}, clock).ready()


def test_the_log_says_what_came_too_late_and_why_once(caplog: pytest.LogCaptureFixture) -> None:
    """A machine that cannot be reached gives up later than whoever asks; it hides nothing else that is the matter."""
    clock, well = Clock(), [False]

    def slow() -> None:
        clock.now += 0 if well[0] else ready.PATIENCE + 1

    def away() -> None:
        slow()
        if not well[0]:
            raise ConnectionError

    def broken() -> None:
        raise OSError

    one, other = (Readiness({"quick": clock, "store": ask, "ring": broken}, clock) for ask in (slow, away))
    for readiness in (one, one, other, other):
        readiness._look(clock())
        assert not readiness._well
    told = [re.sub(" at .*", "", record.getMessage()) for record in caplog.records]
    assert told == [
        "error in ring: OSError",
        "error in store: TimeoutError",
        "error in ring: OSError",
        "error in store: ConnectionError",
    ]
    for well[0] in (True, False):
        other._look(clock())
    assert len(caplog.records) == 5, "told again when it comes again"


# -- the clock ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("newest", "holds"),
    [
        ([], True),
        ([None], True),
        ([TODAY], True),
        ([TODAY + timedelta(days=1)], True),
        ([TODAY + timedelta(days=2)], False),
        ([TODAY - timedelta(days=400), TODAY + timedelta(days=40)], False),
        ([TODAY - timedelta(days=400)], True),  # a quiet office is well
    ],
)
def test_a_stored_day_to_come_says_that_the_clock_is_wrong(newest: list[date | None], holds: bool) -> None:
    asks = [(lambda day=day: day) for day in newest]
    if holds:
        days_hold(lambda: TODAY, *asks)
    else:
        with pytest.raises(ClockBehind):
            days_hold(lambda: TODAY, *asks)


def test_a_flood_makes_no_face_unready(intake: Intake) -> None:
    """Strangers' writers wait before the line; the probe stands in it at once, and takes nothing of what they may."""
    waits = list[int]()
    intake.letterbox._wait = lambda: waits.append(1)
    assert asked(intake) == WELL
    assert waits == []


def test_the_probes_row_is_never_seen_by_anybody_else(intake: Intake, settings: config.Settings) -> None:
    seen, ends = set[int](), threading.Event()

    def look() -> None:
        with closing(sqlite3.connect(settings.home / "letterbox.sqlite")) as db:
            while not ends.is_set():
                seen.add(db.execute("SELECT count(*) FROM writing").fetchone()[0])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(20):
            assert anew(intake) == WELL
    finally:
        ends.set()
        watcher.join()
    assert seen == {0}
